/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where files with symbols are found, and which of them are taken; tests/elf/tree.py
 * lays them out.
 */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../failing.h"
#include "elf_fixture.h"
#include "symbolize/symbolize.h"

static struct ki_mem mem;

static void setup(void)
{
	ck_assert(ki_mem_init(&mem, NULL));
}

/* Names below the tree; absent ones are NULL. */
struct layout {
	const char *vmlinux, *modules, *debug;
	bool force;
};

static struct koops_symbolizer *open_layout(const struct layout *layout)
{
	const char *modules[] = {layout->modules ? fixture_path(layout->modules) : NULL, NULL};
	const char *debug[] = {layout->debug ? fixture_path(layout->debug) : NULL, NULL};
	struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = layout->vmlinux ? fixture_path(layout->vmlinux) : NULL,
	    .force = layout->force,
	    .module_dirs = modules,
	    .debug_dirs = debug,
	};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error;

	ck_assert_msg(!ki_symbolizer_new(&mem, &options, &error, &symbolizer), "%s", error.message);
	return symbolizer;
}

/* Adds the return address of a mark in a function of the module. */
static struct koops_frame *add_mark(struct koops_report *report, const char *function_name,
				    const char *mark_name)
{
	const char *path = fixture_path("fixture-linked.ko");
	struct function function = fixture_function(path, function_name, 0);
	struct mark mark = fixture_mark(path, mark_name);
	struct koops_frame *frame =
	    fixture_named(report, function_name, mark.end - function.address, function.size);

	frame->module = KI_STR("fix_ture");
	return frame;
}

static uint64_t line_of(const char *mark)
{
	return fixture_mark(fixture_path("fixture-linked.ko"), mark).line;
}

static void apply(struct koops_symbolizer *symbolizer, struct koops_report *report)
{
	struct koops_error error;

	ck_assert_msg(!ki_symbolizer_apply(symbolizer, report, &error), "%s", error.message);
}

static void check_module(const struct koops_report *report, unsigned flags)
{
	ck_assert_uint_eq(report->traces[0].frame_count, 3);
	fixture_check_frame(report, 0, "module_cold", "kernel/module.c", line_of("module_cold"),
			    flags);
	fixture_check_frame(report, 1, "module_inner", "kernel/module.c", line_of("module_inner"),
			    flags | KOOPS_FRAME_INLINED);
	fixture_check_frame(report, 2, "module_read", "kernel/module.c", line_of("module_read"),
			    flags);
	fixture_check_str(report->traces[0].frames[1].module, "fix_ture");
}

static struct koops_report *module_report(void)
{
	struct koops_report *report = fixture_report(&mem);

	add_mark(report, "module_cold", "module_cold");
	add_mark(report, "module_read", "module_inner");
	return report;
}

static const struct layout found[] = {
    {"vmlinux", "tree/plain", NULL, false},
    {"vmlinux", "tree/plain/", NULL, false},
    {"vmlinux", "tree/gz", NULL, false},
    {"vmlinux", "tree/xz", NULL, false},
    {"vmlinux", "tree/zst", NULL, false},
    {"vmlinux", "tree/both", NULL, false},
    {"vmlinux", "tree/stripped", "tree/debug", false},
    {"tree/stripped/vmlinux", "tree/plain", "tree/debug", false},
    {"tree/image/vmlinuz", "tree/plain", "tree/debug", false},
    {"tree/linked/vmlinux", "tree/plain", NULL, false},
    /* Beside the vmlinux, as packages unpack. */
    {"tree/auto/boot/vmlinux-6.1.0-fixture", NULL, NULL, false},
    /* All by the release that the report names. */
    {NULL, NULL, "tree/auto", false},
};

START_TEST(module_is_found)
{
	struct koops_symbolizer *symbolizer = open_layout(&found[_i]);
	struct koops_report *report = module_report();

	apply(symbolizer, report);
	check_module(report, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(separate_kernel_file_is_found)
{
	static const struct layout layouts[] = {
	    {"tree/stripped/vmlinux", NULL, "tree/debug", false},
	    {"tree/image/vmlinuz", NULL, "tree/debug", false},
	    {"tree/linked/vmlinux", NULL, NULL, false},
	    {"tree/packed/vmlinux", NULL, NULL, false},
	    {NULL, NULL, "tree/auto", false},
	};
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct mark before = fixture_mark(path, "before");

	for (size_t i = 0; i < KI_LENGTH(layouts); i++) {
		struct koops_symbolizer *symbolizer = open_layout(&layouts[i]);
		struct koops_report *report = fixture_report(&mem);

		fixture_named(report, "outer", before.end - outer.address, outer.span);
		apply(symbolizer, report);
		fixture_check_frame(report, 0, "outer", "kernel/kernel.c", before.line, 0);
		ki_report_free(report);
		ki_symbolizer_free(symbolizer);
	}
}
END_TEST

static const struct layout lost[] = {
    {"vmlinux", NULL, NULL, false},           {"vmlinux", "tree/stripped", NULL, false},
    {"vmlinux", "tree/rebuilt", NULL, false}, {"vmlinux", "tree/bomb", NULL, false},
    {"vmlinux", "tree/none", NULL, false},
};

START_TEST(module_that_is_not_there_is_left_out)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct koops_symbolizer *symbolizer = open_layout(&lost[_i]);
	struct koops_report *report = module_report();

	fixture_named(report, "outer", 1, outer.span);
	apply(symbolizer, report);
	ck_assert_uint_eq(report->traces[0].frame_count, 3);
	fixture_check_frame(report, 0, "module_cold", "", 0, 0);
	fixture_check_frame(report, 1, "module_read", "", 0, 0);
	fixture_check_str(report->traces[0].frames[2].file, "kernel/kernel.c");
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(module_of_another_build_is_doubtful)
{
	static const struct layout layout = {"vmlinux", "tree/rebuilt", NULL, true};
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct koops_symbolizer *symbolizer = open_layout(&layout);
	struct koops_report *report = fixture_report(&mem);

	add_mark(report, "module_read", "module_inner");
	fixture_named(report, "outer", 1, outer.span);
	apply(symbolizer, report);
	fixture_check_frame(report, 1, "module_read", "kernel/module.c", line_of("module_read"),
			    KOOPS_FRAME_DOUBTFUL);
	ck_assert_uint_eq(report->traces[0].frames[2].flags, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

/* The build ID chooses among files, and beats functions that look right. */
START_TEST(build_id_of_a_module_counts)
{
	static const struct layout layout = {"vmlinux", "tree/both", NULL, false};
	struct koops_symbolizer *symbolizer = open_layout(&layout);
	struct koops_report *report = module_report();

	for (size_t i = 0; i < 2; i++)
		report->traces[0].frames[i].build_id =
		    KI_STR("0123456789abcdef0123456789abcdef01234567");
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "module_cold", "", 0, 0);
	ki_report_free(report);

	report = module_report();
	ki_report_add_module(report)->name = KI_STR("fix_ture");
	report->modules[0].build_id = KI_STR("0123456789abcdef0123456789abcdef01234567");
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "module_cold", "", 0, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

/* Names that would lead elsewhere if they were taken for a part of a path. */
static const char *const names[] = {
    "../plain/kernel/fs/fix-ture",
    "kernel/fs/fix-ture",
    "fix-ture.ko",
    "../../tests/elf/fixture",
    "/etc/passwd",
    "..",
    ".",
    "fix_ture\n",
};

START_TEST(names_from_a_log_are_no_paths)
{
	static const struct layout layout = {"vmlinux", "tree/plain", "tree/debug", false};
	struct koops_symbolizer *symbolizer = open_layout(&layout);
	struct koops_report *report = module_report();

	for (size_t i = 0; i < 2; i++) {
		report->traces[0].frames[i].module = ki_str(names[_i]);
		report->traces[0].frames[i].build_id = ki_str(names[_i]);
	}
	apply(symbolizer, report);
	ck_assert_uint_eq(report->traces[0].frame_count, 2);
	fixture_check_frame(report, 0, "module_cold", "", 0, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

static const char *const releases[] = {
    "6.1.0-other", "../boot/vmlinux-6.1.0-fixture", "6.1.0-fixture/../6.1.0-fixture", "..", "",
};

START_TEST(kernel_is_found_by_a_release_that_is_a_name)
{
	static const struct layout layout = {NULL, NULL, "tree/auto", false};
	struct koops_symbolizer *symbolizer = open_layout(&layout);
	struct koops_report *report = module_report();
	struct koops_error error = {0};

	report->release = ki_str(releases[_i]);
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, &error), KOOPS_E_MISMATCH);
	ck_assert_msg(strstr(error.message, releases[_i]), "%s", error.message);
	fixture_check_frame(report, 0, "module_cold", "", 0, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(separate_file_of_another_build_is_not_taken)
{
	const char *debug[] = {fixture_path("tree/wrong"), NULL};
	struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = fixture_path("tree/wrong/vmlinux"),
	    .debug_dirs = debug,
	};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error = {0};

	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, &error, &symbolizer), KOOPS_E_FORMAT);
	ck_assert_msg(strstr(error.message, "no DWARF"), "%s", error.message);
}
END_TEST

struct thread {
	pthread_t id;
	struct koops_symbolizer *symbolizer;
	struct koops_report *report;
	enum koops_status status;
};

static void *run_thread(void *user)
{
	struct thread *thread = user;

	thread->status = ki_symbolizer_apply(thread->symbolizer, thread->report, NULL);
	ki_symbolizer_free(thread->symbolizer);
	return NULL;
}

START_TEST(threads_share_files)
{
	static const struct layout layout = {"vmlinux", "tree/plain", NULL, false};
	struct koops_symbolizer *first = open_layout(&layout);
	struct thread threads[4];

	for (size_t i = 0; i < KI_LENGTH(threads); i++) {
		threads[i].report = module_report();
		ck_assert_int_eq(ki_symbolizer_share(first, NULL, &threads[i].symbolizer),
				 KOOPS_OK);
	}
	ki_symbolizer_free(first);
	for (size_t i = 0; i < KI_LENGTH(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i].id, NULL, run_thread, &threads[i]), 0);
	for (size_t i = 0; i < KI_LENGTH(threads); i++) {
		pthread_join(threads[i].id, NULL);
		ck_assert_int_eq(threads[i].status, KOOPS_OK);
		check_module(threads[i].report, 0);
		ki_report_free(threads[i].report);
	}
}
END_TEST

/* What is allocated and not freed yet. */
static size_t in_use;

static void *counting_alloc(size_t size, void *user)
{
	size_t *memory = malloc(size + 2 * sizeof(size_t));

	(void)user;
	ck_assert_ptr_nonnull(memory);
	memory[0] = size;
	in_use += size;
	return memory + 2;
}

static void counting_free(void *block, void *user)
{
	size_t *memory = (size_t *)block - 2;

	(void)user;
	in_use -= memory[0];
	free(memory);
}

static void *counting_realloc(void *block, size_t size, void *user)
{
	void *memory = counting_alloc(size, user);

	if (block) {
		size_t old = ((size_t *)block)[-2];

		memcpy(memory, block, old < size ? old : size);
		counting_free(block, user);
	}
	return memory;
}

START_TEST(shared_files_are_in_memory_once)
{
	static const struct layout layout = {"vmlinux", "tree/plain", NULL, false};
	const struct koops_allocator hooks = {counting_alloc, counting_realloc, counting_free,
					      NULL};
	struct koops_symbolizer *symbolizers[8];
	size_t one, all;

	ck_assert(ki_mem_init(&mem, &hooks));
	symbolizers[0] = open_layout(&layout);
	for (size_t i = 0; i < KI_LENGTH(symbolizers); i++) {
		struct koops_report *report = module_report();

		if (i)
			ck_assert_int_eq(ki_symbolizer_share(symbolizers[0], NULL, &symbolizers[i]),
					 KOOPS_OK);
		/* Again and again; the kernel's and the module's symbols are there. */
		for (size_t j = 0; j < 3; j++)
			apply(symbolizers[i], report);
		check_module(report, 0);
		ki_report_free(report);
		if (!i)
			one = in_use;
	}
	all = in_use;
	ck_assert_uint_gt(one, 2000);
	ck_assert_uint_lt(all, one + one / 4);
	for (size_t i = 0; i < KI_LENGTH(symbolizers); i++)
		ki_symbolizer_free(symbolizers[i]);
	ck_assert_uint_eq(in_use, 0);
}
END_TEST

/* A caller who has files, such as from a server. */
struct finder {
	/* NULL: none. */
	const char *path;
	unsigned calls;
	char build_id[128];
};

static bool find(const char *build_id, char *path, size_t size, void *user)
{
	struct finder *finder = user;

	finder->calls++;
	snprintf(finder->build_id, sizeof(finder->build_id), "%s", build_id);
	if (!finder->path)
		return false;
	ck_assert_uint_lt(strlen(finder->path), size);
	strcpy(path, finder->path);
	return true;
}

static struct koops_symbolizer_options with_finder(struct finder *finder)
{
	static const char *const nowhere[] = {"/nonexistent", NULL};

	return (struct koops_symbolizer_options){
	    .size = sizeof(struct koops_symbolizer_options),
	    .debug_dirs = nowhere,
	    .find = find,
	    .find_user = finder,
	};
}

START_TEST(callers_are_asked_for_what_directories_do_not_have)
{
	struct finder finder = {.path = fixture_path("vmlinux")};
	struct koops_symbolizer_options options = with_finder(&finder);
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_report *report = module_report();

	/* The kernel has no DWARF of its own; where it has, nobody is asked. */
	options.vmlinux = fixture_path("tree/stripped/vmlinux");
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_OK);
	ck_assert_uint_eq(finder.calls, 1);
	ck_assert_uint_eq(strlen(finder.build_id), 40);
	/* A file of another build is not used, and one that isn't there is not found. */
	ki_symbolizer_free(symbolizer);
	finder.path = fixture_path("vmlinux-rebuilt");
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_E_FORMAT);
	finder.path = "/nonexistent/vmlinux";
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_E_FORMAT);
	finder.path = NULL;
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_E_FORMAT);
	ck_assert_uint_eq(finder.calls, 4);

	options.vmlinux = fixture_path("vmlinux");
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_OK);
	ck_assert_uint_eq(finder.calls, 4);
	/* The module's build ID is what is asked for, if it is one. */
	report->traces[0].frames[0].build_id = KI_STR("0123456789abcdef0123456789abcdef01234567");
	report->traces[0].frames[1].build_id = KI_STR("0123456789abcdef/../../../0123456789abcdef");
	apply(symbolizer, report);
	ck_assert_uint_eq(finder.calls, 5);
	ck_assert_str_eq(finder.build_id, "0123456789abcdef0123456789abcdef01234567");
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

/* A report that has the kernel's build ID, as CONFIG_STACKTRACE_BUILD_ID prints it. */
START_TEST(kernel_is_found_by_build_id)
{
	struct finder finder = {.path = fixture_path("vmlinux")};
	struct koops_symbolizer_options options = with_finder(&finder);
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error = {0};
	struct koops_report *report;
	char build[160];

	/* What it is, the stripped kernel says. */
	options.vmlinux = fixture_path("tree/stripped/vmlinux");
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_OK);
	ki_symbolizer_free(symbolizer);
	snprintf(build, sizeof(build), "#7 %s", finder.build_id);

	options.vmlinux = NULL;
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, NULL, &symbolizer), KOOPS_OK);
	report = module_report();
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, &error), KOOPS_E_MISMATCH);
	ck_assert_uint_eq(finder.calls, 1);
	report->build = ki_str(build);
	apply(symbolizer, report);
	ck_assert_uint_eq(finder.calls, 2);
	/* It stays open, for reports of that kernel alone. */
	apply(symbolizer, report);
	ck_assert_uint_eq(finder.calls, 2);
	report->build = KI_STR("#7 0123456789abcdef0123456789abcdef01234567");
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, &error), KOOPS_E_MISMATCH);
	ck_assert_msg(strstr(error.message, "0123456789abcdef0123"), "%s", error.message);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

static enum koops_status symbolize_with(const struct layout *layout, struct koops_report *report)
{
	const char *modules[] = {fixture_path(layout->modules), NULL};
	const char *debug[] = {fixture_path(layout->debug), NULL};
	struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = layout->vmlinux ? fixture_path(layout->vmlinux) : NULL,
	    .module_dirs = modules,
	    .debug_dirs = debug,
	};
	struct koops_symbolizer *symbolizer = NULL;
	enum koops_status status = ki_symbolizer_new(&mem, &options, NULL, &symbolizer);

	if (!status)
		status = ki_symbolizer_apply(symbolizer, report, NULL);
	ki_symbolizer_free(symbolizer);
	return status;
}

START_TEST(every_allocation_may_fail)
{
	static const struct layout layouts[] = {
	    {"vmlinux", "tree/gz", "tree/none", false},
	    {"vmlinux", "tree/xz", "tree/none", false},
	    {"tree/image/vmlinuz", "tree/stripped", "tree/debug", false},
	    {NULL, "tree/plain", "tree/auto", false},
	};
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	enum koops_status status = KOOPS_E_MEMORY;

	ck_assert(ki_mem_init(&mem, &hooks));
	for (size_t allowed = 0; status; allowed++) {
		struct koops_report *report;

		failing_after(&failing, SIZE_MAX);
		report = module_report();
		failing_after(&failing, allowed);
		status = symbolize_with(&layouts[_i], report);
		failing_after(&failing, SIZE_MAX);
		if (status) {
			ck_assert_int_eq(status, KOOPS_E_MEMORY);
			fixture_check_frame(report, 0, "module_cold", "", 0, 0);
		} else {
			check_module(report, 0);
		}
		ki_report_free(report);
		ck_assert_uint_eq(failing.live, 0);
		ck_assert_uint_lt(allowed, 1000);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("symbolize-files");
	TCase *tcase = tcase_create("symbolize-files");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, module_is_found, 0, KI_LENGTH(found));
	tcase_add_test(tcase, separate_kernel_file_is_found);
	tcase_add_loop_test(tcase, module_that_is_not_there_is_left_out, 0, KI_LENGTH(lost));
	tcase_add_test(tcase, module_of_another_build_is_doubtful);
	tcase_add_test(tcase, build_id_of_a_module_counts);
	tcase_add_loop_test(tcase, names_from_a_log_are_no_paths, 0, KI_LENGTH(names));
	tcase_add_loop_test(tcase, kernel_is_found_by_a_release_that_is_a_name, 0,
			    KI_LENGTH(releases));
	tcase_add_test(tcase, separate_file_of_another_build_is_not_taken);
	tcase_add_test(tcase, threads_share_files);
	tcase_add_test(tcase, shared_files_are_in_memory_once);
	tcase_add_test(tcase, callers_are_asked_for_what_directories_do_not_have);
	tcase_add_test(tcase, kernel_is_found_by_build_id);
	tcase_add_loop_test(tcase, every_allocation_may_fail, 0, 4);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
