/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are cut off, or have bits turned, give errors or wrong answers,
 * but neither crashes nor loops.  DAMAGES=N in the environment sets how many
 * of them are tried.
 */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "elf_fixture.h"
#include "symbolize/image.h"

enum { DAMAGES = 1000, SIZE_MOST = 1 << 20 };

/* A generator that gives the same everywhere: xorshift. */
static uint64_t seed;

static uint64_t random_below(uint64_t most)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % most;
}

static size_t read_file(const char *path, unsigned char *data)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	ck_assert_msg(file, "%s can't be opened", path);
	size = fread(data, 1, SIZE_MOST, file);
	fclose(file);
	return size;
}

/* Damages a copy in one of the ways that disks, networks and attackers have. */
static size_t damage(unsigned char *data, size_t size)
{
	uint64_t count = 1 + random_below(8);

	if (random_below(10) == 0)
		return random_below(size);
	for (uint64_t i = 0; i < count; i++) {
		size_t at = random_below(size);

		switch (random_below(4)) {
		case 0:
			data[at] = (unsigned char)random_below(256);
			break;
		case 1:
			/* Large numbers, where sizes and offsets are. */
			memset(data + at, 0xff, size - at < 8 ? size - at : random_below(8));
			break;
		case 2:
			memmove(data + at, data + random_below(size - at + 1),
				random_below(size - at + 1) / 2);
			break;
		default:
			data[at] ^= (unsigned char)(1 << random_below(8));
		}
	}
	return size;
}

static void use(struct ki_image *image)
{
	const struct ki_symbols *symbols = ki_image_symbols(image);
	struct ki_places places;

	for (size_t i = 0; i < symbols->count && i < 64; i++)
		for (uint64_t offset = 0; offset < 96; offset += 5)
			ki_image_locate(image, symbols->at[i].address + offset, &places);
}

static void try_file(const struct ki_mem *mem, const unsigned char *data, size_t size)
{
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	const struct ki_image_options options = {0};
	struct ki_image *image = NULL;
	clock_t begin = clock();
	char path[64];

	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (ki_image_open(mem, path, &options, NULL, &image) == KOOPS_OK)
		use(image);
	ki_image_free(image);
	close(fd);
	ck_assert_msg((clock() - begin) / CLOCKS_PER_SEC < 5, "takes seconds");
}

static const char *const files[] = {
    "vmlinux",
    "fixture.ko",
    "tree/gz/fix_ture.ko.gz",
    "tree/xz/fix_ture.ko.xz",
    "tree/zst/fix_ture.ko.zst",
    "tree/image/vmlinuz",
    "tree/map/kallsyms",
    "tree/packed/vmlinux",
};

START_TEST(damaged_files_do_no_harm)
{
	const char *wish = getenv("DAMAGES");
	uint64_t count = wish ? strtoull(wish, NULL, 10) : DAMAGES;
	static unsigned char whole[SIZE_MOST], damaged[SIZE_MOST];
	size_t size = read_file(fixture_path(files[_i]), whole);
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	for (uint64_t i = 0; i < count; i++) {
		seed = i * 0x9e3779b97f4a7c15 + 1;
		memcpy(damaged, whole, size);
		try_file(&mem, damaged, damage(damaged, size));
	}
}
END_TEST

START_TEST(files_cut_anywhere_do_no_harm)
{
	static unsigned char whole[SIZE_MOST];
	size_t size = read_file(fixture_path(files[_i]), whole);
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	for (size_t cut = 0; cut < size; cut += 1 + size / 500)
		try_file(&mem, whole, cut);
}
END_TEST

/* Damage that is made on purpose is made in files of 64 bits; 32 are read by the same code. */
static bool is_wide(const unsigned char *data)
{
	return data[EI_CLASS] == ELFCLASS64;
}

/* What is at a place in a file, in this machine's order. */
static void *at_offset(unsigned char *data, size_t size, uint64_t offset, size_t need)
{
	ck_assert(offset <= size && need <= size - offset);
	return data + offset;
}

/* Sections that are not there, in the ways that headers can count them. */
START_TEST(huge_counts_of_sections_do_no_harm)
{
	static unsigned char whole[SIZE_MOST], data[SIZE_MOST];
	size_t size = read_file(fixture_path("vmlinux"), whole);
	Elf64_Ehdr *header = (Elf64_Ehdr *)data;
	Elf64_Shdr *first;
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	if (!is_wide(whole))
		return;
	for (int way = 0; way < 6; way++) {
		memcpy(data, whole, size);
		first = at_offset(data, size, header->e_shoff, sizeof(*first));
		if (way % 3 == 0) {
			header->e_shnum = SHN_LORESERVE - 1;
		} else {
			/* The count is in the first header, and that of the names' section. */
			header->e_shnum = 0;
			first->sh_size = way % 3 == 1 ? UINT32_MAX : UINT64_MAX / 64;
			header->e_shstrndx = SHN_XINDEX;
			first->sh_link = UINT32_MAX - 1;
		}
		if (way >= 3)
			header->e_shoff = way == 3 ? size - 1 : UINT64_MAX - 64;
		try_file(&mem, data, size);
	}
}
END_TEST

/* The section of a name. */
static const Elf64_Shdr *find_section(unsigned char *data, size_t size, const char *name)
{
	const Elf64_Ehdr *header = at_offset(data, size, 0, sizeof(*header));
	const Elf64_Shdr *headers =
	    at_offset(data, size, header->e_shoff, header->e_shnum * sizeof(*headers));
	uint64_t names = headers[header->e_shstrndx].sh_offset;

	for (unsigned i = 1; i < header->e_shnum; i++)
		if (!strcmp((char *)data + names + headers[i].sh_name, name))
			return &headers[i];
	ck_abort_msg("no %s", name);
	return NULL;
}

/* Entries that stand for themselves, are their own parents or the next one after themselves. */
START_TEST(circles_in_dwarf_do_no_harm)
{
	enum { BEFORE_MOST = 8 };
	static unsigned char data[SIZE_MOST];
	size_t size = read_file(fixture_path("vmlinux-dwarf4"), data);
	const Elf64_Shdr *info;
	unsigned circles = 0;
	unsigned char *bytes;
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	if (!is_wide(data))
		return;
	info = find_section(data, size, ".debug_info");
	bytes = at_offset(data, size, info->sh_offset, info->sh_size);
	for (uint32_t at = 11; at + sizeof(at) <= info->sh_size; at++) {
		uint32_t was, to;

		/* What may be a reference in the unit. */
		memcpy(&was, bytes + at, sizeof(was));
		if (was <= 11 || was >= info->sh_size)
			continue;
		for (uint32_t before = 0; before <= BEFORE_MOST; before++) {
			to = at - before;
			memcpy(bytes + at, &to, sizeof(to));
			try_file(&mem, data, size);
			circles++;
		}
		memcpy(bytes + at, &was, sizeof(was));
	}
	ck_assert_uint_gt(circles, 100);
}
END_TEST

/* A section that is packed, and says that it unpacks to what no memory has. */
START_TEST(sections_that_unpack_to_too_much_are_refused)
{
	static const uint64_t sizes[] = {UINT64_MAX, UINT64_MAX / 2, (uint64_t)1 << 40, 1 << 30};
	static unsigned char data[SIZE_MOST];
	size_t size = read_file(fixture_path("tree/packed/vmlinux"), data);
	struct rusage before, after;
	const Elf64_Shdr *info;
	Elf64_Chdr *packed;
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	if (!is_wide(data))
		return;
	info = find_section(data, size, ".debug_info");
	packed = at_offset(data, size, info->sh_offset, sizeof(*packed));
	ck_assert(info->sh_flags & SHF_COMPRESSED);
	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < KI_LENGTH(sizes); i++) {
		packed->ch_size = sizes[i];
		try_file(&mem, data, size);
	}
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 256 << 10);
}
END_TEST

/* Names that overlap: each is all that follows it. */
START_TEST(names_that_overlap_take_no_multiple)
{
	enum { COUNT = 200000, LENGTH = 1 << 20 };
	static char names[LENGTH + 1];
	struct ki_wanted wanted = {.name = KI_STR("aaa")};
	const struct ki_symbol *found;
	struct ki_symbols symbols;
	clock_t begin = clock();
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, NULL));
	memset(names, 'a', LENGTH);
	ki_symbols_init(&symbols, &mem);
	for (uint32_t i = 0; i < COUNT; i++)
		ck_assert(ki_symbols_add(&symbols, i * 16, 16, LENGTH - i));
	symbols.names = names;
	ck_assert(ki_symbols_sort(&symbols) && ki_symbols_index(&symbols));
	ck_assert_uint_le(symbols.names_size, 64 << 20);
	ck_assert_int_eq(ki_symbols_resolve(&symbols, &wanted, &found), KI_RESOLUTION_FOUND);
	ck_assert_uint_eq(found->address, 3 * 16);
	ck_assert_ptr_null(ki_symbols_at(&symbols, 150000 * 16));
	ki_symbols_free(&symbols);
	ck_assert_msg((clock() - begin) / CLOCKS_PER_SEC < 30, "takes long");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("symbolize-damage");
	TCase *tcase = tcase_create("symbolize-damage");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, damaged_files_do_no_harm, 0, KI_LENGTH(files));
	tcase_add_loop_test(tcase, files_cut_anywhere_do_no_harm, 0, KI_LENGTH(files));
	tcase_add_test(tcase, huge_counts_of_sections_do_no_harm);
	tcase_add_test(tcase, circles_in_dwarf_do_no_harm);
	tcase_add_test(tcase, sections_that_unpack_to_too_much_are_refused);
	tcase_add_test(tcase, names_that_overlap_take_no_multiple);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
