/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is kept from one symbolizer to the next: it answers as the files did,
 * whatever becomes of its own files.
 */
/* nftw() */
#define _GNU_SOURCE
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../failing.h"
#include "elf_fixture.h"
#include "symbolize/cache.h"
#include "symbolize/image.h"
#include "symbolize/symbolize.h"

enum { SIZE_MOST = 1 << 20, PATH_MOST = 512 };

static struct ki_mem mem;
/* A directory of all tests; it outlives those that fail, which are processes of their own. */
static char top[PATH_MOST / 4];
/* A directory in it with a copy of the kernel, and the cache in it. */
static char root[PATH_MOST / 2], kernel[PATH_MOST], cache[PATH_MOST];
static unsigned char bytes[SIZE_MOST];

static size_t read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	ck_assert_msg(file, "%s can't be opened", path);
	size = fread(bytes, 1, SIZE_MOST, file);
	fclose(file);
	return size;
}

static void write_file(const char *path, size_t size)
{
	FILE *file = fopen(path, "wb");

	ck_assert_msg(file, "%s can't be written", path);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static void make_top(void)
{
	const char *place = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";

	ck_assert_uint_lt(snprintf(top, sizeof(top), "%s/koops-cache-XXXXXX", place), sizeof(top));
	ck_assert_ptr_nonnull(mkdtemp(top));
}

static void setup(void)
{
	ck_assert(ki_mem_init(&mem, NULL));
	snprintf(root, sizeof(root), "%s/XXXXXX", top);
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(kernel, sizeof(kernel), "%s/vmlinux", root);
	snprintf(cache, sizeof(cache), "%s/cache", root);
	ck_assert_int_eq(mkdir(cache, 0700), 0);
	write_file(kernel, read_file(fixture_path("vmlinux")));
}

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *walk)
{
	(void)file, (void)type, (void)walk;
	return remove(path);
}

static void remove_top(void)
{
	nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The file in the cache; ends the test if there isn't one and no more. */
static const char *cache_file(void)
{
	static char path[2 * PATH_MOST];
	DIR *directory = opendir(cache);
	const struct dirent *entry;
	unsigned count = 0;

	while ((entry = readdir(directory)))
		if (*entry->d_name != '.') {
			snprintf(path, sizeof(path), "%s/%s", cache, entry->d_name);
			count++;
		}
	closedir(directory);
	ck_assert_uint_eq(count, 1);
	return path;
}

static const char *const mark_names[] = {"innermost", "before", "behind"};

static struct koops_report *kernel_report(const struct ki_mem *from)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct koops_report *report = fixture_report(from);

	for (size_t i = 0; i < KI_LENGTH(mark_names); i++)
		fixture_named(report, "outer",
			      fixture_mark(path, mark_names[i]).end - outer.address, outer.span);
	return report;
}

static enum koops_status symbolize_with(const struct ki_mem *from, const char *directory,
					struct koops_report *report)
{
	struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = kernel,
	    .cache_dir = directory,
	};
	struct koops_symbolizer *symbolizer = NULL;
	enum koops_status status = ki_symbolizer_new(from, &options, NULL, &symbolizer);

	if (!status)
		status = ki_symbolizer_apply(symbolizer, report, NULL);
	ki_symbolizer_free(symbolizer);
	return status;
}

static uint64_t line_of(const char *mark)
{
	return fixture_mark(fixture_path("vmlinux"), mark).line;
}

static void check_kernel(const struct koops_report *report)
{
	ck_assert_uint_eq(report->traces[0].frame_count, 5);
	fixture_check_frame(report, 0, "innermost", "kernel/kernel.c", line_of("innermost"),
			    KOOPS_FRAME_INLINED);
	fixture_check_frame(report, 1, "middle", "kernel/kernel.c", line_of("middle"),
			    KOOPS_FRAME_INLINED);
	fixture_check_frame(report, 2, "outer", "kernel/kernel.c", line_of("outer"), 0);
	fixture_check_frame(report, 3, "outer", "kernel/kernel.c", line_of("before"), 0);
	fixture_check_frame(report, 4, "outer", "kernel/kernel.c", line_of("behind"), 0);
}

/* Symbolizes and checks all; the kernel's path is the one of this test. */
static void run(const char *directory)
{
	struct koops_report *report = kernel_report(&mem);

	ck_assert_int_eq(symbolize_with(&mem, directory, report), KOOPS_OK);
	check_kernel(report);
	ki_report_free(report);
}

/* Zeroes a section of the kernel where it is: neither its build ID nor its headers change. */
static void blank(const char *name)
{
	int fd = open(kernel, O_RDWR);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	ck_assert_int_eq(elf_getshdrstrndx(elf, &names), 0);
	while ((section = elf_nextscn(elf, section))) {
		ck_assert_ptr_nonnull(gelf_getshdr(section, &header));
		if (!strcmp(elf_strptr(elf, names, header.sh_name), name))
			break;
	}
	ck_assert_ptr_nonnull(section);
	memset(bytes, 0, header.sh_size);
	ck_assert_int_eq(pwrite(fd, bytes, header.sh_size, (off_t)header.sh_offset),
			 (ssize_t)header.sh_size);
	elf_end(elf);
	close(fd);
}

/* What was looked up is not looked up again, nor are the symbols read. */
START_TEST(answers_without_the_sections_of_the_file)
{
	struct koops_report *report;

	run(cache);
	blank(".debug_info");
	blank(".debug_line");
	blank(".strtab");
	run(cache);
	/* Without the cache it shows that they are gone. */
	report = kernel_report(&mem);
	ck_assert_int_ne(symbolize_with(&mem, NULL, report), KOOPS_OK);
	ki_report_free(report);
}
END_TEST

/* Later ones add to what the first one kept. */
START_TEST(what_is_new_is_added)
{
	struct koops_report *report = kernel_report(&mem);

	report->traces[0].frame_count = 1;
	ck_assert_int_eq(symbolize_with(&mem, cache, report), KOOPS_OK);
	ki_report_free(report);
	run(cache);
	cache_file();
	blank(".debug_info");
	run(cache);
}
END_TEST

START_TEST(another_file_of_the_build_id_has_a_cache_of_its_own)
{
	struct koops_report *report = kernel_report(&mem);

	run(cache);
	write_file(kernel, read_file(fixture_path("tree/stripped/vmlinux")));
	/* Nothing says where the DWARF is. */
	ck_assert_int_eq(symbolize_with(&mem, cache, report), KOOPS_E_FORMAT);
	ki_report_free(report);
}
END_TEST

START_TEST(directory_that_is_not_there_does_no_harm)
{
	char none[PATH_MOST + 8];

	snprintf(none, sizeof(none), "%s/none", cache);
	run(none);
	ck_assert_int_ne(access(none, F_OK), 0);
}
END_TEST

/* Bits turned, and ends cut off. */
START_TEST(damaged_cache_is_as_good_as_none)
{
	size_t size, number = 0;
	char path[2 * PATH_MOST];

	run(cache);
	snprintf(path, sizeof(path), "%s", cache_file());
	size = read_file(path);
	for (size_t at = 0; at < size; at += 1 + size / 400) {
		struct stat before, after;

		ck_assert_uint_eq(read_file(path), size);
		bytes[at] ^= (unsigned char)(1 << at % 8);
		write_file(path, number++ % 3 ? size : at);
		ck_assert_int_eq(stat(path, &before), 0);
		run(cache);
		/* It was replaced, not mended. */
		ck_assert_int_eq(stat(path, &after), 0);
		ck_assert_uint_ne(before.st_ino, after.st_ino);
	}
}
END_TEST

START_TEST(cache_that_others_may_write_is_not_read)
{
	struct koops_report *report = kernel_report(&mem);

	run(cache);
	ck_assert_int_eq(chmod(cache_file(), 0666), 0);
	blank(".debug_info");
	symbolize_with(&mem, cache, report);
	/* Nobody knows of inlined functions any more. */
	ck_assert_uint_eq(report->traces[0].frame_count, 3);
	ki_report_free(report);
}
END_TEST

START_TEST(link_is_not_followed)
{
	char path[2 * PATH_MOST], elsewhere[PATH_MOST];

	run(cache);
	snprintf(path, sizeof(path), "%s", cache_file());
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", root);
	memset(bytes, 'x', 10);
	write_file(elsewhere, 10);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink(elsewhere, path), 0);
	run(cache);
	run(cache);
	ck_assert_uint_eq(read_file(elsewhere), 10);
}
END_TEST

START_TEST(files_that_nobody_reads_are_removed)
{
	static const struct timespec long_ago[2] = {{.tv_sec = 86400}, {.tv_sec = 86400}};
	char old[PATH_MOST + 16], foreign[PATH_MOST + 16], young[PATH_MOST + 16];

	snprintf(old, sizeof(old), "%s/old.koops", cache);
	snprintf(foreign, sizeof(foreign), "%s/foreign", cache);
	snprintf(young, sizeof(young), "%s/young.koops", cache);
	write_file(old, 10);
	write_file(foreign, 10);
	write_file(young, 10);
	ck_assert_int_eq(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, foreign, long_ago, 0), 0);
	run(cache);
	ck_assert_int_ne(access(old, F_OK), 0);
	ck_assert_int_eq(access(foreign, F_OK), 0);
	ck_assert_int_eq(access(young, F_OK), 0);
}
END_TEST

enum { WRITERS = 6, ROUNDS = 30 };

/* With reports that were made before, as the fixture's functions are for one thread. */
struct writer {
	pthread_t id;
	struct koops_report *reports[ROUNDS];
	enum koops_status status;
};

static void *write_again_and_again(void *user)
{
	struct writer *writer = user;

	for (int i = 0; i < ROUNDS && !writer->status; i++)
		writer->status = symbolize_with(&mem, cache, writer->reports[i]);
	return NULL;
}

/* Each has files of its own, as a process has. */
START_TEST(writers_do_not_hinder_each_other)
{
	static struct writer writers[WRITERS];
	struct koops_report *report;

	for (size_t i = 0; i < WRITERS; i++) {
		for (size_t j = 0; j < ROUNDS; j++) {
			report = writers[i].reports[j] = kernel_report(&mem);
			/* They come to know different addresses. */
			report->traces[0].frame_count = 1 + (i + j) % 3;
		}
		ck_assert_int_eq(
		    pthread_create(&writers[i].id, NULL, write_again_and_again, &writers[i]), 0);
	}
	for (size_t i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].id, NULL);
		ck_assert_int_eq(writers[i].status, KOOPS_OK);
		for (size_t j = 0; j < ROUNDS; j++) {
			report = writers[i].reports[j];
			if ((i + j) % 3 == 2)
				check_kernel(report);
			ki_report_free(report);
		}
	}
	run(cache);
	cache_file();
	blank(".debug_info");
	run(cache);
}
END_TEST

/* As the name of the cache's file has it. */
static struct koops_str build_id_of(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return (struct koops_str){name, (size_t)(strrchr(path, '-') - name)};
}

/* Turns a bit of the `which`th block, and gives it a good checksum. */
static void forge(const char *path, unsigned which, uint32_t place)
{
	struct ki_cache opened;
	struct ki_buf blocks;
	struct koops_str block;
	size_t at = 0, number = 0;
	unsigned kind;

	ki_buf_init(&blocks, &mem);
	ki_cache_init(&opened, &mem);
	ck_assert(ki_cache_open(&opened, cache, build_id_of(path),
				strtoull(strrchr(path, '-') + 1, NULL, 16)));
	while (ki_cache_next(&opened, &at, &kind, &block)) {
		size_t begin = ki_cache_begin_block(&blocks, (enum ki_cache_kind)kind);

		ki_buf_put(&blocks, block);
		if (number++ == which)
			blocks.data[blocks.size - 1 - place % block.size] ^= (char)(1 << place % 7);
		ki_cache_end_block(&blocks, begin);
	}
	ck_assert_uint_eq(number, 2);
	ki_cache_discard(&opened);
	ki_cache_add(&opened, &blocks);
	ki_cache_close(&opened);
	ki_buf_free(&blocks);
}

static void use(struct ki_image *image)
{
	const struct ki_symbols *symbols = ki_image_symbols(image);
	struct ki_wanted wanted = {.name = KI_STR("outer")};
	const struct ki_symbol *found;
	struct ki_places places;

	ki_symbols_resolve(symbols, &wanted, &found);
	for (size_t i = 0; i < symbols->count; i++)
		for (uint64_t offset = 0; offset < 64; offset++) {
			ki_symbols_at(symbols, symbols->at[i].address + offset);
			ki_image_locate(image, symbols->at[i].address + offset, &places);
		}
}

/* What has a good checksum may still be nonsense. */
START_TEST(forged_blocks_do_no_harm)
{
	const struct ki_image_options options = {.cache = cache};
	char path[2 * PATH_MOST];

	for (uint32_t round = 0; round < 300; round++) {
		struct ki_image *image;

		run(cache);
		snprintf(path, sizeof(path), "%s", cache_file());
		forge(path, round % 2, round * 2654435761U);
		ck_assert_int_eq(ki_image_open(&mem, kernel, &options, NULL, &image), KOOPS_OK);
		use(image);
		ki_image_free(image);
		ck_assert_int_eq(unlink(path), 0);
	}
}
END_TEST

START_TEST(every_allocation_may_fail)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	enum koops_status status = KOOPS_E_MEMORY;
	struct ki_mem scarce;

	ck_assert(ki_mem_init(&scarce, &hooks));
	for (size_t allowed = 0; status; allowed++) {
		struct koops_report *report;

		if (_i)
			run(cache);
		failing_after(&failing, SIZE_MAX);
		report = kernel_report(&scarce);
		failing_after(&failing, allowed);
		status = symbolize_with(&scarce, cache, report);
		failing_after(&failing, SIZE_MAX);
		if (status)
			ck_assert_int_eq(status, KOOPS_E_MEMORY);
		else
			check_kernel(report);
		ki_report_free(report);
		ck_assert_uint_eq(failing.live, 0);
		ck_assert_uint_lt(allowed, 1000);
	}
	/* Whatever was kept of it is sound. */
	run(cache);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("symbolize-cache");
	TCase *tcase = tcase_create("symbolize-cache");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_unchecked_fixture(tcase, make_top, remove_top);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, answers_without_the_sections_of_the_file);
	tcase_add_test(tcase, what_is_new_is_added);
	tcase_add_test(tcase, another_file_of_the_build_id_has_a_cache_of_its_own);
	tcase_add_test(tcase, directory_that_is_not_there_does_no_harm);
	tcase_add_test(tcase, damaged_cache_is_as_good_as_none);
	tcase_add_test(tcase, cache_that_others_may_write_is_not_read);
	tcase_add_test(tcase, link_is_not_followed);
	tcase_add_test(tcase, files_that_nobody_reads_are_removed);
	tcase_add_test(tcase, writers_do_not_hinder_each_other);
	tcase_add_test(tcase, forged_blocks_do_no_harm);
	tcase_add_loop_test(tcase, every_allocation_may_fail, 0, 2);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
