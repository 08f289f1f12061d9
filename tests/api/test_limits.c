/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which lines make a report: where it ends although the log goes on, at each limit and one beyond.
 */
#include "common.h"

#include <stdio.h>
#include <string.h>

#define FRAMES "Call Trace:\n <TASK>\n leaf+0x1/0x10\n caller+0x1/0x10\n </TASK>\n"
#define FOREIGN "usb 1-1: new high-speed device number 7\n"

static struct text *put(struct text *log, const char *line, size_t times)
{
	while (times--)
		text_printf(log, "%s", line);
	return log;
}

/* The reports of a log, which is freed. */
static struct reports read_log(struct text *log)
{
	struct reports reports = {0};
	struct koops_ctx *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log->data, log->size);
	koops_ctx_free(ctx);
	text_free(log);
	*log = (struct text){0};
	return reports;
}

static size_t count_frames(const struct koops_report *report)
{
	const struct koops_trace *trace;
	size_t count = 0;

	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++)
		for (size_t k = 0; koops_trace_frame(trace, k); k++)
			count++;
	return count;
}

static bool has_modules(const struct koops_report *report)
{
	struct koops_module module;

	return koops_report_module(report, 0, &module);
}

/* Other CPUs print in between, more before a trace has come than behind it. */
START_TEST(what_is_foreign_ends_a_report)
{
	static const struct {
		size_t before, behind;
		bool frames, modules;
	} cases[] = {
	    {0, 0, true, true},   {96, 0, true, true},  {97, 0, false, false}, {0, 24, true, true},
	    {0, 25, true, false}, {96, 24, true, true}, {96, 25, true, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text log = {0};
		struct reports reports;

		put(&log, OOPS, 1);
		put(&log, FOREIGN, cases[i].before);
		put(&log, FRAMES, 1);
		put(&log, FOREIGN, cases[i].behind);
		put(&log, "Modules linked in: one\n", 1);
		reports = read_log(&log);
		ck_assert_uint_eq(reports.count, 1);
		ck_assert_msg((count_frames(reports.at[0]) > 0) == cases[i].frames, "%zu", i);
		ck_assert_msg(has_modules(reports.at[0]) == cases[i].modules, "%zu", i);
		reports_free(&reports);
	}
}
END_TEST

/* Lines of the report count from the last that is its own. */
START_TEST(what_is_foreign_is_counted_in_a_row)
{
	struct text log = {0};
	struct reports reports;

	put(&log, OOPS FRAMES, 1);
	for (size_t i = 0; i < 4; i++)
		put(put(&log, FOREIGN, 24), "RAX: 0000000000000000 RBX: 0000000000000001\n", 1);
	put(put(&log, FOREIGN, 24), "Modules linked in: one\n", 1);
	reports = read_log(&log);
	ck_assert_uint_eq(reports.count, 1);
	ck_assert(has_modules(reports.at[0]));
	reports_free(&reports);
}
END_TEST

/* Of what programs write to the console, in a log with stamps, there may be much. */
START_TEST(what_programs_say_is_not_counted_so)
{
	for (size_t strange = 4096; strange <= 4097; strange++) {
		struct text log = {0};
		struct reports reports;

		put(&log,
		    "[    1.000000] BUG: kernel NULL pointer dereference, address: 8\n"
		    "[    1.000000] Oops: 0002 [#1] PREEMPT SMP PTI\n"
		    "[    1.000000] RIP: 0010:leaf+0x1/0x10\n",
		    1);
		put(&log, "executing program\n", strange);
		put(&log, "[    1.000000] Call Trace:\n[    1.000000]  caller+0x1/0x10\n", 1);
		reports = read_log(&log);
		ck_assert_uint_eq(reports.count, 1);
		ck_assert_msg((count_frames(reports.at[0]) > 0) == (strange == 4096), "%zu",
			      strange);
		reports_free(&reports);
	}
}
END_TEST

/* As many callers as there may be have a report open; one more ends the first one's. */
START_TEST(callers_may_be_many)
{
	for (unsigned callers = 16; callers <= 17; callers++) {
		struct text log = {0};
		struct reports reports;

		for (unsigned i = 1; i <= callers; i++)
			text_printf(&log,
				    "[    1.000000][  T%u] BUG: unable to handle page fault for "
				    "address: 0000000000000008\n"
				    "[    1.000000][  T%u] Oops: 0002 [#1] PREEMPT SMP PTI\n"
				    "[    1.000000][  T%u] RIP: 0010:f%u+0x1/0x10\n",
				    i, i, i, i);
		for (unsigned i = 1; i <= callers; i++)
			text_printf(&log,
				    "[    1.000000][  T%u] Call Trace:\n"
				    "[    1.000000][  T%u]  g%u+0x1/0x10\n",
				    i, i, i);
		reports = read_log(&log);
		ck_assert_uint_eq(reports.count, callers);
		for (unsigned i = 0; i < callers; i++) {
			struct text name = {0};
			uint64_t line;

			ck_assert(koops_report_number(reports.at[i], KOOPS_REPORT_LINE, &line));
			ck_assert_uint_eq(line, i * 3 + 1);
			text_printf(&name, "BUG: unable to handle kernel paging request in f%u",
				    i + 1);
			ck_assert_view(koops_report_string(reports.at[i], KOOPS_REPORT_TITLE),
				       name.data);
			ck_assert_msg((count_frames(reports.at[i]) > 0) == (i || callers == 16),
				      "%u of %u", i, callers);
			text_free(&name);
		}
		reports_free(&reports);
	}
}
END_TEST

static void put_fault(struct text *log, unsigned caller)
{
	text_printf(log,
		    "[    1.000000][  T%u] Oops: 0002 [#1] PREEMPT SMP PTI\n"
		    "[    1.000000][  T%u] RIP: 0010:f%u+0x1/0x10\n",
		    caller, caller, caller);
}

static void put_trace(struct text *log, unsigned caller)
{
	text_printf(log,
		    "[    1.000000][  T%u] Call Trace:\n"
		    "[    1.000000][  T%u]  g%u+0x1/0x10\n"
		    "[    1.000000][  T%u] ---[ end trace 0000000000000000 ]---\n"
		    "[    1.000000][  T%u] " FOREIGN,
		    caller, caller, caller, caller, caller);
}

/* Reports are told in the order in which they begin, in whatever order they end. */
START_TEST(callers_may_end_in_any_order)
{
	static const unsigned order[] = {3, 1, 2, 4};
	struct text log = {0};
	struct reports reports;

	for (unsigned i = 1; i <= 3; i++)
		put_fault(&log, i);
	for (size_t i = 0; i < 3; i++)
		put_trace(&log, order[i]);
	put_fault(&log, 4);
	put_trace(&log, 4);
	reports = read_log(&log);
	ck_assert_uint_eq(reports.count, 4);
	for (unsigned i = 0; i < 4; i++) {
		const struct koops_frame *frame;
		char name[8];

		snprintf(name, sizeof(name), "g%u", i + 1);
		ck_assert_uint_eq(count_frames(reports.at[i]), 1);
		frame = koops_trace_frame(koops_report_trace(reports.at[i], 0), 0);
		ck_assert_view(koops_frame_string(frame, KOOPS_FRAME_SYMBOL), name);
	}
	reports_free(&reports);
}
END_TEST

static bool is_too_long(const struct koops_report *report)
{
	struct text json = report_json(report);
	bool found = strstr(json.data, "too long") != NULL;

	text_free(&json);
	return found;
}

/* koops.h: 16384 lines end a report. */
START_TEST(lines_of_a_report_are_counted)
{
	enum { LINES = 16384, HEAD = 6 };

	for (size_t lines = LINES - 1; lines <= LINES; lines++) {
		struct text log = {0};
		struct reports reports;

		put(&log, OOPS "Call Trace:\n", 1);
		put(&log, " f+0x1/0x10\n", lines - HEAD);
		reports = read_log(&log);
		ck_assert_uint_ge(reports.count, 1);
		ck_assert_uint_eq(count_frames(reports.at[0]), lines - HEAD);
		ck_assert_msg(is_too_long(reports.at[0]) == (lines == LINES), "%zu", lines);
		reports_free(&reports);
	}
}
END_TEST

struct kept {
	struct koops_report *report;
	size_t count;
};

static bool keep_first(struct koops_report *report, void *user)
{
	struct kept *kept = user;

	if (kept->count++)
		koops_report_free(report);
	else
		kept->report = report;
	return true;
}

/* koops.h: the most bytes of log text that one report may hold. */
START_TEST(bytes_of_a_report_are_counted)
{
	const size_t ends = 6, text = strlen(OOPS " f+0x1/0x10\n") - ends;

	for (size_t most = text; most >= text - 1; most--) {
		const struct koops_parser_options options = {.size = sizeof(options),
							     .max_report = most};
		struct kept kept = {0};
		struct koops_ctx *ctx;

		ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
		ck_assert_int_eq(koops_parse_buffer(ctx, &options, OOPS " f+0x1/0x10\n",
						    strlen(OOPS " f+0x1/0x10\n"), keep_first, &kept,
						    NULL),
				 KOOPS_OK);
		ck_assert_uint_eq(kept.count, 1);
		ck_assert_int_eq(is_too_long(kept.report), most < text);
		koops_report_free(kept.report);
		koops_ctx_free(ctx);
	}
}
END_TEST

#define CUT "------------[ cut here ]------------\n"
#define WARNING                                                                   \
	"WARNING: CPU: 1 PID: 516 at fs/ext4/namei.c:1855 ext4_lookup+0x1/0x10\n" \
	"CPU: 1 PID: 516 Comm: ls Not tainted 6.1.0 #1\n"                         \
	"RIP: 0010:ext4_lookup+0x1/0x10\n" FRAMES
#define TEXT "EXT4-fs error (device sda1): ext4_lookup:1855: inode #2: comm ls: deleted inode\n"

/* The text of a WARN() stands before its "WARNING:" line, and soon behind the cut. */
START_TEST(a_cut_reaches_some_lines)
{
	for (size_t between = 7; between <= 8; between++) {
		struct text log = {0};
		struct reports reports;

		put(put(&log, CUT, 1), FOREIGN, between);
		reports = read_log(put(&log, TEXT WARNING, 1));
		ck_assert_uint_eq(reports.count, between == 7 ? 1 : 2);
		reports_free(&reports);
	}
}
END_TEST

#define KASAN "BUG: KASAN: slab-use-after-free in "

/* With symbols, a header comes once for each function that was inlined, and only then. */
START_TEST(a_header_may_come_for_each_inlined_function)
{
	static const struct {
		const char *log;
		size_t reports;
	} cases[] = {
	    {KASAN "a mm/a.c:1 [inline]\n" KASAN "b mm/b.c:2 [inline]\n" KASAN
		   "c+0x1/0x2 mm/c.c:3\n",
	     1},
	    {KASAN "a+0x1/0x2 mm/a.c:1\n" KASAN "c+0x1/0x2 mm/c.c:3\n", 2},
	    {KASAN "a mm/a.c:1 [inline]\nCall Trace:\n b mm/b.c:2 [inline]\n" KASAN
		   "c+0x1/0x2 mm/c.c:3\n",
	     2},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text log = {0};
		struct reports reports = read_log(put(&log, cases[i].log, 1));

		ck_assert_msg(reports.count == cases[i].reports, "%zu: %zu", i, reports.count);
		reports_free(&reports);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    what_is_foreign_ends_a_report,
	    what_is_foreign_is_counted_in_a_row,
	    what_programs_say_is_not_counted_so,
	    callers_may_be_many,
	    callers_may_end_in_any_order,
	    lines_of_a_report_are_counted,
	    bytes_of_a_report_are_counted,
	    a_cut_reaches_some_lines,
	    a_header_may_come_for_each_inlined_function,
	};

	return run_tests("limits", tests, sizeof(tests) / sizeof(tests[0]));
}
