/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../failing.h"
#include "elf_fixture.h"
#include "symbolize/path.h"
#include "symbolize/symbolize.h"

/* What KASLR adds in these tests. */
enum { KASLR = 0x1a600000 };

/* Where it is known what an address was for. */
#if defined(__x86_64__) || defined(__i386__)
#define X86(reason) (reason)
#else
#define X86(reason) "not in the kernel image"
#endif

static struct ki_mem mem;

static void setup(void)
{
	ck_assert(ki_mem_init(&mem, NULL));
}

static struct koops_symbolizer *open_kernel(const char *path, bool force)
{
	struct koops_symbolizer_options options = {sizeof(options), .vmlinux = path,
						   .force = force};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error;

	ck_assert_msg(!ki_symbolizer_new(&mem, &options, &error, &symbolizer), "%s", error.message);
	return symbolizer;
}

static const struct koops_frame *frame_at(const struct koops_report *report, size_t index)
{
	ck_assert_uint_lt(index, report->traces[0].frame_count);
	return &report->traces[0].frames[index];
}

static void apply(struct koops_symbolizer *symbolizer, struct koops_report *report)
{
	struct koops_error error;

	ck_assert_msg(!ki_symbolizer_apply(symbolizer, report, &error), "%s", error.message);
}

/* The same kernel in the forms of DWARF that compilers write. */
static const char *const forms[] = {
    "vmlinux", "vmlinux-dwarf2", "vmlinux-dwarf4", "tree/unlisted/vmlinux", "tree/packed/vmlinux",
};

START_TEST(inlined_frames_come_before_their_function)
{
	const char *path = fixture_path(forms[_i]);
	struct function outer = fixture_function(path, "outer", 0);
	struct mark inner = fixture_mark(path, "innermost");
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	fixture_named(report, "outer", inner.end - outer.address, outer.span);
	report->traces[0].frames[0].flags = KOOPS_FRAME_UNRELIABLE;
	/* Twice: what has a file keeps it. */
	for (int i = 0; i < 2; i++) {
		apply(symbolizer, report);
		ck_assert_uint_eq(report->traces[0].frame_count, 3);
		fixture_check_frame(report, 0, "innermost", "kernel/kernel.c", inner.line,
				    KOOPS_FRAME_INLINED | KOOPS_FRAME_UNRELIABLE);
		fixture_check_frame(report, 1, "middle", "kernel/kernel.c",
				    fixture_mark(path, "middle").line,
				    KOOPS_FRAME_INLINED | KOOPS_FRAME_UNRELIABLE);
		fixture_check_frame(report, 2, "outer", "kernel/kernel.c",
				    fixture_mark(path, "outer").line, KOOPS_FRAME_UNRELIABLE);
	}
	ck_assert_uint_eq(frame_at(report, 2)->offset.value, inner.end - outer.address);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(return_address_is_of_the_call_before_it)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct mark before = fixture_mark(path, "before"), behind = fixture_mark(path, "behind");
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	ck_assert_uint_eq(before.end, behind.begin);
	fixture_named(report, "outer", before.end - outer.address, outer.size);
	fixture_named(report, "outer", before.end - outer.address, outer.size);
	report->traces[0].frames[1].flags = KOOPS_FRAME_PC;
	report->pc = report->traces[0].frames[1];
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "outer", "kernel/kernel.c", before.line, 0);
	fixture_check_frame(report, 1, "outer", "kernel/kernel.c", behind.line, KOOPS_FRAME_PC);
	fixture_check_str(report->pc.file, "kernel/kernel.c");
	ck_assert_uint_eq(report->pc.line.value, behind.line);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(return_address_behind_the_end_is_of_the_function)
{
	const char *path = fixture_path("vmlinux");
	struct function function = fixture_function(path, "never_returns", 0);
	struct mark last = fixture_mark(path, "last");
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	ck_assert_uint_eq(last.end, function.address + function.size);
	fixture_named(report, "never_returns", function.size, function.size);
	report->kernel_offset = ki_number(KASLR);
	fixture_frame(report)->address = ki_number(last.end + KASLR);
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "never_returns", "kernel/kernel.c", last.line, 0);
	fixture_check_frame(report, 1, "never_returns", "kernel/kernel.c", last.line, 0);
	ck_assert_uint_eq(frame_at(report, 1)->offset.value, function.size);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(bare_addresses_get_names_or_reasons)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct mark before = fixture_mark(path, "before");
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	report->kernel_offset = ki_number(KASLR);
	fixture_frame(report)->address = ki_number(before.end + KASLR);
	fixture_frame(report)->address = ki_number(0x7f12345678);
	fixture_frame(report)->address = ki_number(0xffffffffa02010b1);
	fixture_frame(report)->address = ki_number(0xffff888000001000);
	fixture_frame(report)->address = ki_number(0x18);
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "outer", "kernel/kernel.c", before.line, 0);
	ck_assert_uint_eq(frame_at(report, 0)->offset.value, before.end - outer.address);
	ck_assert_uint_eq(frame_at(report, 0)->size.value, outer.span);
	ck_assert_uint_eq(frame_at(report, 0)->address.value, before.end + KASLR);
	fixture_check_frame(report, 1, "", "", 0, 0);
	fixture_check_str(frame_at(report, 1)->unnamed, "user space");
	fixture_check_frame(report, 2, "", "", 0, 0);
	fixture_check_str(frame_at(report, 2)->unnamed, X86("trampoline"));
	fixture_check_str(frame_at(report, 3)->unnamed, X86("bad address"));
	fixture_check_str(frame_at(report, 4)->unnamed, "bad address");
	ki_report_free(report);

	report = fixture_report(&mem);
	ki_report_add_module(report)->name = KI_STR("someone");
	fixture_frame(report)->address = ki_number(0xffffffffa02010b1);
	apply(symbolizer, report);
	fixture_check_str(frame_at(report, 0)->unnamed, X86("module not found"));
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

/* Old kernels print the address beside the name: that shows what KASLR added. */
/* A map has names alone, at addresses as linked, or as the kernel ran. */
START_TEST(maps_name_addresses)
{
	static const char *const maps[] = {"tree/map/System.map", "tree/map/kallsyms"};
	struct function outer = fixture_function(fixture_path("vmlinux"), "outer", 0);

	for (size_t i = 0; i < KI_LENGTH(maps); i++) {
		struct koops_symbolizer *symbolizer = open_kernel(fixture_path(maps[i]), false);
		struct koops_report *report = fixture_report(&mem);

		report->kernel_offset = ki_number(KASLR);
		fixture_named(report, "outer", 1, outer.span);
		fixture_frame(report)->address = ki_number(outer.address + 8 + KASLR);
		fixture_frame(report)->address = ki_number(0xffffffffc0201010);
		apply(symbolizer, report);
		fixture_check_frame(report, 0, "outer", "", 0, 0);
		fixture_check_frame(report, 1, "outer", "", 0, 0);
		ck_assert_uint_eq(frame_at(report, 1)->offset.value, 8);
		ck_assert_uint_eq(frame_at(report, 1)->size.value, outer.span);
		fixture_check_frame(report, 2, i ? "read_it" : "", "", 0, 0);
		fixture_check_str(frame_at(report, 2)->module, i ? "fix_ture" : "");
		ki_report_free(report);
		ki_symbolizer_free(symbolizer);
	}
}
END_TEST

START_TEST(map_of_another_kernel_is_refused)
{
	struct koops_symbolizer *symbolizer =
	    open_kernel(fixture_path("tree/map/System.map"), false);
	struct koops_report *report = fixture_report(&mem);

	fixture_named(report, "outer", 1, 0x1000);
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, NULL), KOOPS_E_MISMATCH);
	ki_report_free(report);
	/* Nothing shows that it is the right one. */
	report = fixture_report(&mem);
	fixture_frame(report)->address = ki_number(0xffffffff81000010);
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, NULL), KOOPS_E_MISMATCH);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(kaslr_offset_is_seen_in_named_addresses)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct mark before = fixture_mark(path, "before");
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	fixture_frame(report)->address = ki_number(before.end + KASLR);
	fixture_named(report, "outer", 1, outer.span);
	report->traces[0].frames[1].address = ki_number(outer.address + 1 + KASLR);
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "outer", "kernel/kernel.c", before.line, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(functions_of_one_name_are_told_apart_by_size)
{
	const char *path = fixture_path("vmlinux");
	struct mark twins[] = {fixture_mark(path, "twin_a"), fixture_mark(path, "twin_b")};
	const char *files[] = {"kernel/twin_a.c", "kernel/twin_b.c"};
	struct function lookalike = fixture_function(path, "lookalike", 0);
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	for (unsigned i = 0; i < 2; i++) {
		struct function twin = fixture_function(path, "twin", i);

		fixture_named(report, "twin", twins[i].end - twin.address, twin.size);
	}
	fixture_named(report, "lookalike", 1, lookalike.size);
	apply(symbolizer, report);
	for (unsigned i = 0; i < 2; i++)
		fixture_check_frame(report, i, "twin", files[i], twins[i].line, 0);
	fixture_check_frame(report, 2, "lookalike", "", 0, KOOPS_FRAME_AMBIGUOUS);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(frames_of_modules_are_left_alone)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct koops_symbolizer *symbolizer = open_kernel(path, false);
	struct koops_report *report = fixture_report(&mem);

	fixture_named(report, "outer", 1, outer.size);
	report->traces[0].frames[0].module = KI_STR("someone");
	apply(symbolizer, report);
	fixture_check_frame(report, 0, "outer", "", 0, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

/* A report of the fixture's functions against another build of it. */
static const struct wrong {
	const char *file, *build, *says;
} wrong[] = {
    {"vmlinux-release", "#7", "it is of Linux 6.1.0-other, the report of 6.1.0-fixture"},
    {"vmlinux", "#8", "\"#8\""},
    {"vmlinux", "#7 Fixture 6.1-2", "\"#7 Fixture 6.1-2\""},
    {"vmlinux", "#7 0123456789abcdef0123456789abcdef01234567", "build ID"},
    {"vmlinux-rebuilt", "#7", "such as outer, of 0x"},
};

START_TEST(another_kernel_is_refused_unless_forced)
{
	struct function outer = fixture_function(fixture_path("vmlinux"), "outer", 0);
	struct koops_symbolizer *symbolizer = open_kernel(fixture_path(wrong[_i].file), false);
	struct koops_report *report = fixture_report(&mem);
	struct koops_error error = {0};

	report->build = ki_str(wrong[_i].build);
	fixture_named(report, "outer", 1, outer.span);
	fixture_frame(report)->address = ki_number(outer.address);
	ck_assert_int_eq(ki_symbolizer_apply(symbolizer, report, &error), KOOPS_E_MISMATCH);
	ck_assert_int_eq(error.status, KOOPS_E_MISMATCH);
	ck_assert_msg(strstr(error.message, wrong[_i].says), "%s", error.message);
	ck_assert_msg(strstr(error.message, fixture_path(wrong[_i].file)), "%s", error.message);
	ck_assert_uint_eq(report->traces[0].frame_count, 2);
	fixture_check_frame(report, 0, "outer", "", 0, 0);
	fixture_check_frame(report, 1, "", "", 0, 0);
	ki_symbolizer_free(symbolizer);

	symbolizer = open_kernel(fixture_path(wrong[_i].file), true);
	apply(symbolizer, report);
	fixture_check_str(frame_at(report, 0)->file, "kernel/kernel.c");
	ck_assert_uint_eq(frame_at(report, 0)->flags, KOOPS_FRAME_DOUBTFUL);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

START_TEST(right_kernel_is_taken)
{
	const char *path = fixture_path("vmlinux");
	struct function outer = fixture_function(path, "outer", 0);
	struct koops_symbolizer *symbolizer = open_kernel(path, true);
	struct koops_report *report = fixture_report(&mem);

	report->build = KI_STR("#7 Fixture 6.1-1");
	for (int i = 0; i < 3; i++)
		fixture_named(report, "outer", 1, outer.span);
	/* One function of four may be damaged in the log; it stays without a place. */
	fixture_named(report, "outre", 1, outer.span);
	apply(symbolizer, report);
	fixture_check_str(frame_at(report, 0)->file, "kernel/kernel.c");
	ck_assert_uint_eq(frame_at(report, 0)->flags, 0);
	fixture_check_frame(report, 3, "outre", "", 0, 0);
	ki_report_free(report);
	ki_symbolizer_free(symbolizer);
}
END_TEST

static const struct unusable {
	const char *file;
	enum koops_status status;
	const char *says;
} unusable[] = {
    {"no-such-file", KOOPS_E_IO, "no such file"},
    {".", KOOPS_E_IO, "not a regular file"},
    {"not-an-elf", KOOPS_E_FORMAT, "not an ELF file"},
    {"vmlinux-stripped", KOOPS_E_FORMAT, "no DWARF"},
    {"tree/map/hidden", KOOPS_E_FORMAT, "hidden"},
};

START_TEST(unusable_files_are_named)
{
	const char *path = fixture_path(unusable[_i].file);
	struct koops_symbolizer_options options = {sizeof(options), .vmlinux = path};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error = {0};
	FILE *text = fopen(fixture_path("not-an-elf"), "w");

	ck_assert_ptr_nonnull(text);
	fputs("text", text);
	fclose(text);
	path = options.vmlinux = fixture_path(unusable[_i].file);
	ck_assert_int_eq(ki_symbolizer_new(&mem, &options, &error, &symbolizer),
			 unusable[_i].status);
	ck_assert_ptr_null(symbolizer);
	ck_assert_msg(strstr(error.message, unusable[_i].says), "%s", error.message);
	ck_assert_msg(!strncmp(error.message, path, strlen(path)), "%s", error.message);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	const char *path = fixture_path("vmlinux");
	struct koops_symbolizer_options options = {sizeof(options), .vmlinux = path};
	struct function outer = fixture_function(path, "outer", 0);
	struct mark inner = fixture_mark(path, "innermost");
	enum koops_status status = KOOPS_E_MEMORY;

	ck_assert(ki_mem_init(&mem, &hooks));
	for (size_t allowed = 0; status; allowed++) {
		struct koops_symbolizer *symbolizer = NULL;
		struct koops_report *report;

		failing_after(&failing, SIZE_MAX);
		report = fixture_report(&mem);
		fixture_named(report, "outer", inner.end - outer.address, outer.span);
		failing_after(&failing, allowed);
		status = ki_symbolizer_new(&mem, &options, NULL, &symbolizer);
		if (!status)
			status = ki_symbolizer_apply(symbolizer, report, NULL);
		if (status) {
			ck_assert_int_eq(status, KOOPS_E_MEMORY);
			ck_assert_uint_eq(report->traces[0].frame_count, 1);
			fixture_check_frame(report, 0, "outer", "", 0, 0);
		}
		ki_symbolizer_free(symbolizer);
		ki_report_free(report);
		ck_assert_uint_eq(failing.live, 0);
		ck_assert_uint_lt(allowed, 1000);
	}
}
END_TEST

static const struct {
	const char *file, *directory, *want, *folder, *base;
} paths[] = {
    {"/build/linux/mm/slub.c", "/build/linux", "mm/slub.c"},
    {"/build/linux/./include/linux/mm.h", "/build/linux/", "include/linux/mm.h"},
    {"debian/build/x/../../../mm/slub.c", "debian/build/x", "mm/slub.c"},
    {"/build/linux-next/mm/slub.c", "/build/linux", "/build/linux-next/mm/slub.c"},
    {"/build/out/../linux/mm/slub.c", "/build/out", "/build/linux/mm/slub.c"},
    {"../../mm//slub.c", "build", "../mm/slub.c"},
    {"/../mm/slub.c", "", "/mm/slub.c"},
    {"mm/slub.c", "", "mm/slub.c"},
    {"/build/linux", "/build/linux", "/build/linux"},
};

START_TEST(paths_are_those_of_the_kernel_tree)
{
	const struct ki_place place = {
	    .directory = paths[_i].directory,
	    .file = {paths[_i].folder ? paths[_i].folder : "", paths[_i].file},
	};
	struct ki_buf path;

	ki_buf_init(&path, &mem);
	ki_buf_put(&path, KI_STR("x"));
	ki_source_path(&path, &place, paths[_i].base);
	fixture_check_str(ki_str_from(ki_buf_str(&path), 1), paths[_i].want);
	ki_buf_free(&path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("symbolize");
	TCase *tcase = tcase_create("symbolize");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, inlined_frames_come_before_their_function, 0, KI_LENGTH(forms));
	tcase_add_test(tcase, return_address_is_of_the_call_before_it);
	tcase_add_test(tcase, return_address_behind_the_end_is_of_the_function);
	tcase_add_test(tcase, bare_addresses_get_names_or_reasons);
	tcase_add_test(tcase, maps_name_addresses);
	tcase_add_test(tcase, map_of_another_kernel_is_refused);
	tcase_add_test(tcase, kaslr_offset_is_seen_in_named_addresses);
	tcase_add_test(tcase, functions_of_one_name_are_told_apart_by_size);
	tcase_add_test(tcase, frames_of_modules_are_left_alone);
	tcase_add_loop_test(tcase, another_kernel_is_refused_unless_forced, 0, KI_LENGTH(wrong));
	tcase_add_test(tcase, right_kernel_is_taken);
	tcase_add_loop_test(tcase, unusable_files_are_named, 0, KI_LENGTH(unusable));
	tcase_add_test(tcase, every_allocation_may_fail);
	tcase_add_loop_test(tcase, paths_are_those_of_the_kernel_tree, 0, KI_LENGTH(paths));
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
