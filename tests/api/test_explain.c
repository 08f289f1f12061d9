/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the library says of its reading: of each line what it was taken for, of
 * each frame what became of it in the making of the key.
 */
#include "common.h"

#include <string.h>

/* A soft lockup in a mail: the way in, then functions that call each other. */
static const char mail[] =
    "> It hung:\n"
    ">\n"
    "> [   56.500000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [repro:1]\n"
    "> [   56.500000] Modules linked in: one(E)\n"
    "> [   56.500000] CPU: 0 PID: 1 Comm: repro Not tainted 6.1.0 #1\n"
    "> [   56.500000] RIP: 0010:leaf+0x1/0x10\n"
    "> [   56.500000] Call Trace:\n"
    "> [   56.500000]  <IRQ>\n"
    "> [   56.500000]  dump_stack+0x1/0x10\n"
    "> [   56.500000]  timer_work+0x1/0x10\n"
    "> [   56.500000]  asm_sysvec_apic_timer_interrupt+0x1/0x10\n"
    "> [   56.500000]  </IRQ>\n"
    "> [   56.500000]  <TASK>\n"
    "> [   56.500000]  called+0x1/0x10\n"
    "> [   56.500000]  ping+0x1/0x10\n"
    "> [   56.500000]  ? stale+0x1/0x10\n"
    "> [   56.500000]  pong+0x1/0x10\n"
    "> [   56.500000]  ping+0x1/0x10\n"
    "> [   56.500000]  0xffffffffa0000001\n"
    "> [   56.500000]  schedule+0x1/0x10\n"
    "> [   56.500000]  inner+0x1/0x10\n"
    "> [   56.500000]  __do_sys_mount+0x1/0x10\n"
    "> [   56.500000]  __x64_sys_mount+0x1/0x10\n"
    "> [   56.500000]  do_syscall_64+0x1/0x10\n"
    "> [   56.500000]  </TASK>\n"
    "> [   57.000000] usb 1-1: new device\n";

static const struct {
	const char *symbol;
	enum koops_fate fate;
} fates[] = {
    {"dump_stack", KOOPS_FATE_REPORTING},
    {"timer_work", KOOPS_FATE_INTERRUPTED},
    {"asm_sysvec_apic_timer_interrupt", KOOPS_FATE_INTERRUPT},
    {"called", KOOPS_FATE_CALLED},
    {"ping", KOOPS_FATE_KEY},
    {"stale", KOOPS_FATE_UNRELIABLE},
    {"pong", KOOPS_FATE_KEY},
    {"ping", KOOPS_FATE_KEY},
    {"", KOOPS_FATE_UNNAMED},
    {"schedule", KOOPS_FATE_SERVICE},
    {"inner", KOOPS_FATE_KEY},
    {"__do_sys_mount", KOOPS_FATE_KEY},
    {"__x64_sys_mount", KOOPS_FATE_ALIAS},
    {"do_syscall_64", KOOPS_FATE_ENTRY},
};

enum { FATES = sizeof(fates) / sizeof(fates[0]) };

/* A log with one report. */
static struct reports read_one(const char *log)
{
	struct koops_ctx *ctx;
	struct reports reports;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log, strlen(log));
	ck_assert_uint_eq(reports.count, 1);
	koops_ctx_free(ctx);
	return reports;
}

static struct reports read_mail(void)
{
	return read_one(mail);
}

/* The frames of a report's own traces, innermost first. */
static size_t own_frames(const struct koops_report *report, const struct koops_frame **frames)
{
	const struct koops_trace *trace;
	const struct koops_frame *frame;
	size_t count = 0;

	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++)
		for (size_t k = 0; (frame = koops_trace_frame(trace, k)); k++) {
			ck_assert_uint_lt(count, FATES);
			frames[count++] = frame;
		}
	return count;
}

START_TEST(frames_know_their_fate)
{
	struct reports reports = read_mail();
	const struct koops_frame *frames[FATES];

	ck_assert_uint_eq(own_frames(reports.at[0], frames), FATES);
	for (size_t i = 0; i < FATES; i++) {
		ck_assert_view(koops_frame_string(frames[i], KOOPS_FRAME_SYMBOL), fates[i].symbol);
		ck_assert_msg(koops_frame_fate(frames[i]) == fates[i].fate, "%s: %d",
			      fates[i].symbol, koops_frame_fate(frames[i]));
		ck_assert((koops_frame_place(frames[i]) > 0) == (fates[i].fate == KOOPS_FATE_KEY));
	}
	reports_free(&reports);
}
END_TEST

START_TEST(frames_know_the_line_of_the_key)
{
	struct reports reports = read_mail();
	const struct koops_frame *frames[FATES];

	own_frames(reports.at[0], frames);
	/* The system call, what it called, and the cycle as one. */
	ck_assert_uint_eq(koops_frame_place(frames[11]), 1);
	ck_assert_uint_eq(koops_frame_place(frames[10]), 2);
	for (size_t i = 4; i < 8; i++)
		ck_assert_uint_eq(koops_frame_place(frames[i]), i == 5 ? 0 : 3);
	reports_free(&reports);
}
END_TEST

START_TEST(lists_give_reasons)
{
	struct reports reports = read_mail();
	const struct koops_frame *frames[FATES];

	own_frames(reports.at[0], frames);
	for (size_t i = 0; i < FATES; i++) {
		enum koops_fate fate = koops_frame_fate(frames[i]);
		bool listed = fate >= KOOPS_FATE_REPORTING && fate <= KOOPS_FATE_DISPATCH;

		ck_assert_msg((koops_frame_reason(frames[i]).size > 0) == listed, "%s",
			      fates[i].symbol);
	}
	reports_free(&reports);
}
END_TEST

/* lib/data/dispatch.list: a mount may end elsewhere, too, so the call is not what hangs. */
START_TEST(system_calls_have_reasons_too)
{
	static const char log[] = "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [repro:1]\n"
				  "CPU: 0 PID: 1 Comm: repro Not tainted 6.1.0 #1\n"
				  "Call Trace:\n"
				  " hang+0x1/0x10\n"
				  " __x64_sys_umount+0x1/0x10\n"
				  " do_syscall_64+0x1/0x10\n";
	const struct koops_frame *frames[FATES];
	struct reports reports = read_one(log);

	ck_assert_uint_eq(own_frames(reports.at[0], frames), 3);
	ck_assert_int_eq(koops_frame_fate(frames[1]), KOOPS_FATE_DISPATCH);
	ck_assert_view(koops_frame_reason(frames[1]), "the end of a mount");
	reports_free(&reports);
}
END_TEST

START_TEST(program_counter_is_a_frame)
{
	struct reports reports = read_mail();
	const struct koops_frame *pc = koops_report_pc(reports.at[0]);

	ck_assert_ptr_nonnull(pc);
	ck_assert_view(koops_frame_string(pc, KOOPS_FRAME_SYMBOL), "leaf");
	ck_assert_int_eq(koops_frame_fate(pc), KOOPS_FATE_SAMPLED);
	reports_free(&reports);
}
END_TEST

START_TEST(one_frame_is_in_the_title)
{
	struct reports reports = read_mail();
	const struct koops_frame *frames[FATES];
	struct koops_str guilty = koops_report_string(reports.at[0], KOOPS_REPORT_GUILTY);
	size_t found = 0;

	own_frames(reports.at[0], frames);
	for (size_t i = 0; i < FATES; i++)
		if (koops_frame_flags(frames[i]) & KOOPS_FRAME_GUILTY)
			found++;
	ck_assert_uint_gt(guilty.size, 0);
	ck_assert_uint_eq(found, 1);
	reports_free(&reports);
}
END_TEST

enum { LINES_MOST = 64 };

struct lines {
	struct {
		uint64_t number, report;
		char wrapping[64], type[32], kind[32], text[128];
	} at[LINES_MOST];
	size_t count;
};

static void take_line(const struct koops_line *line, void *user)
{
	struct lines *lines = user;

	ck_assert_uint_lt(lines->count, LINES_MOST);
	lines->at[lines->count].number = line->number;
	lines->at[lines->count].report = line->report;
	strcpy(lines->at[lines->count].wrapping, line->wrapping.data);
	strcpy(lines->at[lines->count].type, line->type);
	strcpy(lines->at[lines->count].kind, line->kind.data);
	strcpy(lines->at[lines->count++].text, line->text.data);
}

static bool take_report(struct koops_report *report, void *user)
{
	(void)user;
	koops_report_free(report);
	return true;
}

static void read_lines(const char *log, struct lines *lines)
{
	const struct koops_parser_options options = {
	    .size = sizeof(options), .line = take_line, .line_user = lines};
	struct koops_ctx *ctx;

	lines->count = 0;
	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	ck_assert_int_eq(
	    koops_parse_buffer(ctx, &options, log, strlen(log), take_report, NULL, NULL), KOOPS_OK);
	koops_ctx_free(ctx);
}

START_TEST(lines_are_told)
{
	/* By line number, from the first that begins the report. */
	static const struct {
		size_t at;
		uint64_t report;
		const char *type, *kind, *text;
	} want[] = {
	    {2, 1, "header", "soft-lockup",
	     "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [repro:1]"},
	    {3, 1, "modules", "", "Modules linked in: one(E)"},
	    {5, 1, "pc", "", "RIP: 0010:leaf+0x1/0x10"},
	    {6, 1, "trace", "", "Call Trace:"},
	    {7, 1, "context", "", " <IRQ>"},
	    {15, 1, "frame", "", " ? stale+0x1/0x10"},
	    {25, 1, "other", "", "usb 1-1: new device"},
	};
	struct lines lines;

	read_lines(mail, &lines);
	ck_assert_uint_eq(lines.count, 26);
	for (size_t i = 0; i < lines.count; i++)
		ck_assert_uint_eq(lines.at[i].number, i + 1);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ck_assert_uint_eq(lines.at[want[i].at].report, want[i].report);
		ck_assert_str_eq(lines.at[want[i].at].type, want[i].type);
		ck_assert_str_eq(lines.at[want[i].at].kind, want[i].kind);
		ck_assert_str_eq(lines.at[want[i].at].text, want[i].text);
		ck_assert_str_eq(lines.at[want[i].at].wrapping, "quote printk");
	}
	ck_assert_uint_eq(lines.at[0].report, 0);
	ck_assert_str_eq(lines.at[0].type, "other");
	ck_assert_str_eq(lines.at[0].wrapping, "quote");
}
END_TEST

/* It ends the report before it, and is none of that. */
START_TEST(boot_is_in_no_report)
{
	static const char log[] =
	    "[   56.500000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [repro:1]\n"
	    "[   56.500000] RIP: 0010:leaf+0x1/0x10\n"
	    "[    0.000000] Linux version 6.1.0 (build@host) (gcc 12.2.0) #1 SMP\n";
	struct lines lines;

	read_lines(log, &lines);
	ck_assert_uint_eq(lines.count, 3);
	ck_assert_uint_eq(lines.at[1].report, 1);
	ck_assert_str_eq(lines.at[2].type, "boot");
	ck_assert_uint_eq(lines.at[2].report, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    frames_know_their_fate,
	    frames_know_the_line_of_the_key,
	    lists_give_reasons,
	    system_calls_have_reasons_too,
	    program_counter_is_a_frame,
	    one_frame_is_in_the_title,
	    lines_are_told,
	    boot_is_in_no_report,
	};

	return run_tests("explain", tests, sizeof(tests) / sizeof(tests[0]));
}
