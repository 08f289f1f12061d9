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

int main(void)
{
	Suite *suite = suite_create("symbolize-damage");
	TCase *tcase = tcase_create("symbolize-damage");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, damaged_files_do_no_harm, 0, KI_LENGTH(files));
	tcase_add_loop_test(tcase, files_cut_anywhere_do_no_harm, 0, KI_LENGTH(files));
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
