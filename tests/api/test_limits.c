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

/* koops.h: and 4 MiB where nothing is said. */
START_TEST(reports_have_four_mebibytes)
{
	enum { MOST = 4 << 20, ENDS = 5 };
	const char begin[] = "Modules linked in: ";

	for (size_t over = 0; over < 2; over++) {
		struct text log = {0};
		struct reports reports;
		size_t left;

		put(&log, OOPS, 1);
		left = MOST + over - (log.size - ENDS);
		while (left) {
			size_t size = left < 8000 ? left : 4000, name = size - strlen(begin);

			text_printf(&log, "%s%0*d\n", begin, (int)name, 0);
			left -= size;
		}
		reports = read_log(&log);
		ck_assert_uint_eq(reports.count, 1);
		ck_assert_int_eq(is_too_long(reports.at[0]), over);
		reports_free(&reports);
	}
}
END_TEST

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

#define FAULT "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
#define OTHER_FAULT "BUG: unable to handle page fault for address: ffffc90000000000\n"
#define NOTICE "repro: page allocation failure: order:0, mode:0x40dc0(GFP_KERNEL|__GFP_ZERO)\n"
#define PANIC "Kernel panic - not syncing: Fatal exception\n"
#define STACK "Call Trace:\n leaf+0x1/0x10\n caller+0x1/0x10\n"
#define WAY_IN " do_syscall_64+0x1/0x10\n"
#define END "---[ end trace 0000000000000000 ]---\n"
#define SLAB "BUG kmalloc-64 (Not tainted): Redzone overwritten\n"
#define SLAB_PART "INFO: Freed in foo+0x1/0x10 age=624 cpu=0 pid=3\n"
#define NESTED "WARNING: Nested lock was not taken\n"
#define ARM "Unhandled fault: page domain fault (0x01b) at 0x00000ea3\n"
#define SYSRQ "sysrq: Trigger a crash\n"
#define BOOT "Linux version 6.1.0 (x@y) #1\n"
#define FOREIGN_5 FOREIGN FOREIGN FOREIGN FOREIGN FOREIGN
#define FOREIGN_25 FOREIGN_5 FOREIGN_5 FOREIGN_5 FOREIGN_5 FOREIGN_5
#define FOREIGN_100 FOREIGN_25 FOREIGN_25 FOREIGN_25 FOREIGN_25

/* A log, and the kinds of its reports. */
struct kinds {
	const char *log, *kinds;
};

static void check_kinds(const struct kinds *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text log = {0}, got = {0};
		struct reports reports = read_log(put(&log, rows[i].log, 1));

		for (size_t k = 0; k < reports.count; k++) {
			struct koops_str kind =
			    koops_report_string(reports.at[k], KOOPS_REPORT_KIND);
			uint64_t number;

			text_printf(&got, "%s%s", k ? " " : "", kind.data);
			ck_assert(koops_report_number(reports.at[k], KOOPS_REPORT_NUMBER, &number));
			ck_assert_uint_eq(number, k + 1);
		}
		ck_assert_msg(!strcmp(got.data ? got.data : "", rows[i].kinds),
			      "'%s', not '%s' in:\n%s", got.data ? got.data : "", rows[i].kinds,
			      rows[i].log);
		text_free(&got);
		reports_free(&reports);
	}
}

#define CHECK_KINDS(rows) check_kinds(rows, sizeof(rows) / sizeof((rows)[0]))

/* What the kernel prints of one event may have several first lines. */
START_TEST(first_lines_go_on_or_begin)
{
	static const struct kinds rows[] = {
	    {FAULT OTHER_FAULT, "null-deref page-fault"},
	    /* die() says more before the stack; behind it, it is of another event. */
	    {FAULT "Oops: 0002 [#1] PREEMPT SMP\n" STACK, "null-deref"},
	    {FAULT STACK "Oops: 0002 [#2] PREEMPT SMP\n", "null-deref page-fault"},
	    {FAULT END "Oops: 0002 [#2] PREEMPT SMP\n", "null-deref page-fault"},
	    /* A notice in a crash is another CPU's, or the crash's own, until its stack is over. */
	    {FAULT NOTICE, "null-deref"},
	    {FAULT STACK NOTICE, "null-deref"},
	    {FAULT STACK " ? do_syscall_64+0x1/0x10\n" NOTICE, "null-deref"},
	    {FAULT STACK WAY_IN NOTICE, "null-deref page-allocation-failure"},
	    {FAULT STACK WAY_IN " ? leaf+0x1/0x10\n" NOTICE, "null-deref page-allocation-failure"},
	    {FAULT STACK END NOTICE, "null-deref page-allocation-failure"},
	    {NOTICE NOTICE, "page-allocation-failure page-allocation-failure"},
	    {NOTICE FAULT, "page-allocation-failure null-deref"},
	    /* panic() follows from what has no stack yet, unless that is whole without. */
	    {FAULT PANIC, "null-deref"},
	    {FAULT STACK PANIC, "null-deref panic"},
	    {FAULT END PANIC, "null-deref panic"},
	    {"INFO: lockdep is turned off.\n" PANIC, "panic"},
	    {"BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:2\n" PANIC,
	     "bad-rss-counter panic"},
	    /* Parts of a report of SLUB (mm/slub.c) come behind stacks too. */
	    {SLAB STACK SLAB_PART STACK, "slab"},
	    {SLAB STACK END SLAB_PART, "slab slab"},
	    {FAULT SLAB_PART, "null-deref"},
	    {FAULT STACK SLAB_PART, "null-deref slab"},
	    /* The same text twice: the first was broken off. */
	    {RUST RUST "boom\n", "rust-panic"},
	    {RUST "boom\n" RUST "boom\n", "rust-panic rust-panic"},
	    /* print_lock_nested_lock_not_held() reads a lock that may be freed. */
	    {NESTED OTHER_FAULT, "nested-lock"},
	    {NESTED STACK OTHER_FAULT, "nested-lock page-fault"},
	    {NESTED WARNING, "nested-lock warning"},
	};

	CHECK_KINDS(rows);
}
END_TEST

/* The text of a WARN() is in its report, and no other notice of another's. */
START_TEST(texts_of_warnings_are_theirs)
{
	static const struct kinds rows[] = {
	    {CUT TEXT WARNING, "ext4-error"},
	    {TEXT WARNING, "ext4-error warning"},
	    {CUT TEXT "RAX: 0000000000000000 RBX: 0000000000000001\n" WARNING,
	     "ext4-error warning"},
	    {CUT TEXT OTHER_FAULT, "ext4-error page-fault"},
	    {CUT FAULT WARNING, "null-deref warning"},
	    /* A cut is that of the first that begins behind it. */
	    {CUT FAULT TEXT STACK WAY_IN TEXT WARNING, "null-deref ext4-error warning"},
	    /* And ends what has a stack. */
	    {FAULT STACK CUT TEXT WARNING, "null-deref ext4-error"},
	};

	CHECK_KINDS(rows);
}
END_TEST

/* Some lines are of a crash only if one comes, or nothing at all. */
START_TEST(lines_that_only_may_begin_a_report)
{
	static const struct kinds rows[] = {
	    /* arch/arm/mm/fault.c: do_DataAbort() says the same of programs. */
	    {ARM, "unhandled-fault"},
	    {ARM FOREIGN_100, ""},
	    {ARM BOOT, ""},
	    {ARM "\n" END FOREIGN, ""},
	    {ARM NOTICE FOREIGN_100, "unhandled-fault"},
	    {ARM "pgd = 12345678\n" FOREIGN_100, ""},
	    {ARM " leaf+0x1/0x10\n" FOREIGN_100, "unhandled-fault"},
	    {ARM "Call Trace:\n" FOREIGN_100, "unhandled-fault"},
	    {ARM "CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1\n" FOREIGN_100,
	     "unhandled-fault"},
	    {ARM "PC is at leaf+0x1/0x10\n" FOREIGN_100, "unhandled-fault"},
	    {ARM "r3 : 00000000  r2 : 00000001  r1 : 00000002  r0 : 00000003\n" FOREIGN_100,
	     "unhandled-fault"},
	    {ARM "Modules linked in: one\n" FOREIGN_100, "unhandled-fault"},
	    /* drivers/tty/sysrq.c: sysrq_handle_crash() says what it will do. */
	    {SYSRQ FOREIGN_100, ""},
	    {SYSRQ STACK FOREIGN_25, ""},
	    {SYSRQ, "sysrq-crash"},
	    {SYSRQ BOOT, "sysrq-crash"},
	    {SYSRQ FAULT STACK, "null-deref"},
	    {SYSRQ PANIC STACK, "panic"},
	    {SYSRQ "Oops: 0002 [#1] PREEMPT SMP\n" STACK, "page-fault"},
	    {ARM FOREIGN_100 FAULT ARM FOREIGN_100 SYSRQ FAULT, "null-deref null-deref"},
	};

	CHECK_KINDS(rows);
}
END_TEST

/* What turned out to be no report has led to nothing. */
START_TEST(no_report_leads_to_a_panic)
{
	static const struct {
		const char *log, *reason;
	} rows[] = {
	    {FAULT STACK PANIC STACK, NULL},
	    {PANIC STACK, "what led to it is not there"},
	    {ARM FOREIGN_100 PANIC STACK, "what led to it is not there"},
	    {SYSRQ FOREIGN_100 PANIC STACK, "what led to it is not there"},
	    {FAULT STACK FOREIGN_25 ARM FOREIGN_100 PANIC STACK, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text log = {0};
		struct reports reports = read_log(put(&log, rows[i].log, 1));
		struct text json;

		ck_assert_uint_ge(reports.count, 1);
		json = report_json(reports.at[reports.count - 1]);
		ck_assert_msg(!strstr(json.data, "what led to it") == !rows[i].reason, "%zu: %s", i,
			      json.data);
		text_free(&json);
		reports_free(&reports);
	}
}
END_TEST

#define OFFSET "Kernel Offset: 0x11000000 from 0xffffffff81000000\n"

/* arch/x86/kernel/dumpstack.c: oops_end() shows the registers behind the end once more. */
START_TEST(what_may_follow_the_end)
{
	static const struct {
		const char *line;
		bool more;
	} rows[] = {
	    {"", true},
	    {"\n", true},
	    {"RIP: 0010:leaf+0x1/0x10\n", true},
	    {"RAX: 0000000000000000 RBX: 0000000000000001\n", true},
	    {"Code: 00 00 <0f> 0b\n", true},
	    {END, true},
	    {OFFSET, true},
	    {FOREIGN, false},
	    {" leaf+0x1/0x10\n", false},
	    {"Call Trace:\n", false},
	    {"Modules linked in: one\n", false},
	    {"CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1\n", false},
	    {" <TASK>\n", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text log = {0};
		struct reports reports;
		uint64_t offset;

		put(put(put(&log, FAULT STACK END, 1), rows[i].line, 1), OFFSET, 1);
		reports = read_log(&log);
		ck_assert_uint_eq(reports.count, 1);
		ck_assert_msg(koops_report_number(reports.at[0], KOOPS_REPORT_KERNEL_OFFSET,
						  &offset) == rows[i].more,
			      "'%s'", rows[i].line);
		reports_free(&reports);
	}
}
END_TEST

/* The lines that reports have, from 1: a ruler right before is of the report behind it. */
START_TEST(lines_of_reports)
{
	static const struct {
		const char *log;
		uint64_t first, last;
	} rows[] = {
	    {FAULT STACK, 1, 4},
	    {FOREIGN FAULT STACK FOREIGN, 2, 5},
	    {FAULT STACK "\n", 1, 4},
	    {CUT FAULT STACK, 1, 5},
	    {CUT FOREIGN FAULT STACK, 3, 6},
	    {CUT "\n" FAULT STACK, 3, 6},
	    {CUT CUT FAULT STACK, 2, 6},
	    /* The ruler behind a stack ends the report. */
	    {FAULT STACK "=====\n" STACK, 1, 5},
	    {FAULT "=====\n" STACK, 1, 5},
	    {FAULT STACK CUT STACK, 1, 4},
	    {FAULT STACK BOOT STACK, 1, 4},
	    {FAULT STACK FOREIGN_25 STACK, 1, 4},
	    /* Its text is the second line, whatever that is. */
	    {RUST "boom\n", 1, 2},
	    {RUST "boom\n" FOREIGN, 1, 2},
	    {FAULT "boom\n", 1, 1},
	    /* The stack before the "CPU:" line is another's: the own one may come late. */
	    {"WARNING: CPU: 1 PID: 516 at fs/x.c:12 foo+0x1/0x10\n"
	     " a+0x1/0x10\n" FOREIGN_25 FOREIGN_25 "CPU: 1 PID: 516 Comm: a Not tainted 6.1.0 #1\n",
	     1, 53},
	    {"WARNING: fs/x.c:12 at foo+0x1/0x10, CPU#0: repro/516\n"
	     " a+0x1/0x10\n" FOREIGN_25 FOREIGN_25
	     "CPU: 0 PID: 516 Comm: a Not tainted 6.18.0 #1\n",
	     1, 53},
	    {"WARNING: CPU: 1 PID: 516 at fs/x.c:12 foo+0x1/0x10\nCall Trace:\n"
	     " a+0x1/0x10\n" FOREIGN_25 "CPU: 1 PID: 516 Comm: a Not tainted 6.1.0 #1\n",
	     1, 3},
	    {"WARNING: CPU: 1 PID: 516 at fs/x.c:12 foo+0x1/0x10\n"
	     "CPU: 1 PID: 516 Comm: a Not tainted 6.1.0 #1\n a+0x1/0x10\n" FOREIGN_25
	     "Modules linked in: one\n",
	     1, 3},
	    {FAULT " a+0x1/0x10\n" FOREIGN_25 "CPU: 1 PID: 516 Comm: a Not tainted 6.1.0 #1\n", 1,
	     2},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text log = {0};
		struct reports reports = read_log(put(&log, rows[i].log, 1));
		uint64_t first, last;

		ck_assert_uint_eq(reports.count, 1);
		ck_assert(koops_report_number(reports.at[0], KOOPS_REPORT_LINE, &first));
		ck_assert(koops_report_number(reports.at[0], KOOPS_REPORT_END_LINE, &last));
		ck_assert_msg(first == rows[i].first && last == rows[i].last,
			      "%zu: lines %u to %u, not %u to %u", i, (unsigned)first,
			      (unsigned)last, (unsigned)rows[i].first, (unsigned)rows[i].last);
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
	    reports_have_four_mebibytes,
	    a_cut_reaches_some_lines,
	    a_header_may_come_for_each_inlined_function,
	    first_lines_go_on_or_begin,
	    texts_of_warnings_are_theirs,
	    lines_that_only_may_begin_a_report,
	    no_report_leads_to_a_panic,
	    what_may_follow_the_end,
	    lines_of_reports,
	};

	return run_tests("limits", tests, sizeof(tests) / sizeof(tests[0]));
}
