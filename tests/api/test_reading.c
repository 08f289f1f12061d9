/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is read of a report's lines, where a log could be read in more ways than one.
 */
#include "common.h"

#include <string.h>

static struct reports read_text(const char *text)
{
	struct koops_ctx *ctx;
	struct reports reports;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, text, strlen(text));
	koops_ctx_free(ctx);
	return reports;
}

static void check_title(const char *text, const char *title)
{
	struct reports reports = read_text(text);

	ck_assert_msg(reports.count == 1, "%zu reports in:\n%s", reports.count, text);
	ck_assert_view(koops_report_string(reports.at[0], KOOPS_REPORT_TITLE), title);
	reports_free(&reports);
}

/* module_flags() in kernel/module/main.c: "(" TAINTS "+" or "-" ")". */
START_TEST(modules_have_flags)
{
	static const struct {
		const char *name, *flags;
	} want[] = {{"one", "O"}, {"two", "OE+"}, {"three", ""}, {"four", ""}, {"five", "-"}};
	struct reports reports =
	    read_text(OOPS "Modules linked in: one(O) two(OE+) three four() five(-)"
			   " [last unloaded: six(O)]\n");
	struct koops_module module;

	ck_assert_uint_eq(reports.count, 1);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ck_assert(koops_report_module(reports.at[0], i, &module));
		ck_assert_view(module.name, want[i].name);
		ck_assert_view(module.flags, want[i].flags);
	}
	ck_assert(!koops_report_module(reports.at[0], 5, &module));
	reports_free(&reports);
}
END_TEST

/* An interrupt's fault is the interrupt's: the task below it only happened to be there. */
START_TEST(frames_below_an_interrupt_are_interrupted)
{
	static const struct {
		const char *symbol;
		enum koops_fate fate;
	} want[] = {
	    {"leaf", KOOPS_FATE_KEY},
	    {"handler", KOOPS_FATE_BEYOND},
	    {"asm_sysvec_apic_timer_interrupt", KOOPS_FATE_INTERRUPT},
	    {"of_the_task", KOOPS_FATE_INTERRUPTED},
	    {"mutex_lock", KOOPS_FATE_INTERRUPTED},
	    {"do_syscall_64", KOOPS_FATE_ENTRY},
	};
	struct reports reports =
	    read_text(OOPS "Call Trace:\n <IRQ>\n leaf+0x1/0x10\n handler+0x1/0x10\n"
			   " asm_sysvec_apic_timer_interrupt+0x1/0x10\n </IRQ>\n <TASK>\n"
			   " of_the_task+0x1/0x10\n mutex_lock+0x1/0x10\n"
			   " do_syscall_64+0x1/0x10\n </TASK>\n");
	const struct koops_trace *trace;
	const struct koops_frame *frame;
	size_t count = 0;

	ck_assert_uint_eq(reports.count, 1);
	for (size_t i = 0; (trace = koops_report_trace(reports.at[0], i)); i++)
		for (size_t k = 0; (frame = koops_trace_frame(trace, k)); k++, count++) {
			ck_assert_uint_lt(count, sizeof(want) / sizeof(want[0]));
			ck_assert_view(koops_frame_string(frame, KOOPS_FRAME_SYMBOL),
				       want[count].symbol);
			ck_assert_int_eq(koops_frame_fate(frame), want[count].fate);
			ck_assert_uint_eq(koops_frame_reason(frame).size > 0,
					  want[count].fate == KOOPS_FATE_INTERRUPT ||
					      want[count].fate == KOOPS_FATE_ENTRY);
		}
	ck_assert_uint_eq(count, 6);
	reports_free(&reports);
}
END_TEST

#define NOTICE "repro: page allocation failure: order:0, mode:0x40dc0(GFP_KERNEL|__GFP_ZERO)\n"
#define BARE_NOTICE \
	"EXT4-fs error (device sda1): ext4_lookup:1855: inode #2: comm ls: deleted inode\n"
#define FRAMES "Call Trace:\n <TASK>\n leaf+0x1/0x10\n caller+0x1/0x10\n </TASK>\n"

static bool says(const struct koops_report *report, const char *text)
{
	struct text json = report_json(report);
	bool found = strstr(json.data, text) != NULL;

	text_free(&json);
	return found;
}

/* A notice that brings a trace of its own may have taken the one that the crash lacks. */
START_TEST(a_notice_inside_is_told)
{
	static const struct {
		const char *log;
		bool mixed;
	} cases[] = {
	    {OOPS NOTICE FRAMES, true},
	    {OOPS FRAMES NOTICE FRAMES, false},
	    {OOPS BARE_NOTICE FRAMES, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reports reports = read_text(cases[i].log);

		ck_assert_uint_ge(reports.count, 1);
		ck_assert_msg(says(reports.at[0], "another report stands in it") == cases[i].mixed,
			      "%s", cases[i].log);
		ck_assert_int_eq(koops_report_corrupted(reports.at[0]), cases[i].mixed);
		reports_free(&reports);
	}
}
END_TEST

/* By their texts' beginnings, what lines are taken for. */
static const struct {
	const char *begin, *type;
} types[] = {
    {"BUG: kernel NULL", "header"}, {"RIP: 0010:leaf", "pc"}, {"RAX: 00", "registers"},
    {"Call Trace:", "trace"},       {" leaf+0x1", "frame"},   {"Modules linked", "modules"},
};

static void check_type(const struct koops_line *line, void *user)
{
	unsigned *seen = user;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strncmp(line->text.data, types[i].begin, strlen(types[i].begin))) {
			ck_assert_str_eq(line->type, types[i].type);
			*seen |= 1U << i;
		}
}

static bool drop(struct koops_report *report, void *user)
{
	(void)user;
	koops_report_free(report);
	return true;
}

START_TEST(lines_have_types)
{
	static const char log[] =
	    OOPS "RAX: 0000000000000000 RBX: 0000000000000001 RCX: 0000000000000002\n" FRAMES
		 "Modules linked in: one\n";
	unsigned seen = 0;
	const struct koops_parser_options options = {
	    .size = sizeof(options), .line = check_type, .line_user = &seen};
	struct koops_ctx *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	ck_assert_int_eq(koops_parse_buffer(ctx, &options, log, strlen(log), drop, NULL, NULL),
			 KOOPS_OK);
	ck_assert_uint_eq(seen, (1U << sizeof(types) / sizeof(types[0])) - 1);
	koops_ctx_free(ctx);
}
END_TEST

/* docs/signature.md: the subject of a report of class text is its text without numbers. */
START_TEST(subjects_have_no_numbers)
{
	static const struct {
		const char *log, *subject;
	} cases[] = {
	    {"at foo+0x12/0x20, bar+0x3, x+y", "at foo, bar, x+y"},
	    {"12345 of 0x1f", "NUM of ADDR"},
	    {"123456 of 12345", "ADDR of NUM"},
	    {"at fs/x.c:12 a, y.c:3:4 and z.c:5b", "at fs/x.c:LINE a, y.c:LINE and z.c:5b"},
	    {"at 0xffffffff81234567 and ffff888014599aa8", "at ADDR and ADDR"},
	    {"deadbeef is a word, deadbee1 none, cafe1 one, x7 too",
	     "deadbeef is a word, ADDR none, cafe1 one, x7 too"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text log = {0}, want = {0};
		struct reports reports;

		text_printf(&log, "Kernel panic - not syncing: %s\n", cases[i].log);
		text_printf(&want, "k1 key\nevent panic\nsubject kernel panic: %s\n",
			    cases[i].subject);
		reports = read_text(log.data);
		ck_assert_uint_eq(reports.count, 1);
		ck_assert_view(koops_report_canonical(reports.at[0], KOOPS_LEVEL_KEY), want.data);
		reports_free(&reports);
		text_free(&log);
		text_free(&want);
	}
}
END_TEST

#define REGISTERS_OF(cpu)                   \
	"RIP: 0010:leaf" #cpu "+0x1/0x10\n" \
	"RAX: 000000000000000" #cpu " RBX: 0000000000000000 RCX: 0000000000000000\n"
#define STACK_OF(cpu) "Call Trace:\n <TASK>\n leaf" #cpu "+0x1/0x10\n f+0x1/0x10\n </TASK>\n"

/* rcu_dump_cpu_stacks() in kernel/rcu/tree_stall.h: the first CPU's are the report's. */
START_TEST(registers_are_those_of_the_stack)
{
	static const struct {
		const char *log, *has, *has_not;
	} cases[] = {
	    {STALL OF_CPU(1) REGISTERS_OF(1) STACK_OF(1) OF_CPU(2) REGISTERS_OF(2) STACK_OF(2),
	     "\"RAX\":\"0000000000000001\"", "\"RAX\":\"0000000000000002\""},
	    {STALL OF_CPU(1) REGISTERS_OF(1) STACK_OF(1) OF_CPU(2) STACK_OF(2),
	     "\"RAX\":\"0000000000000001\"", "0000000000000002"},
	    /* Of the first CPU there is no stack. */
	    {STALL OF_CPU(1) REGISTERS_OF(1) OF_CPU(2) STACK_OF(2), "leaf2", "\"RAX\""},
	    {STALL OF_CPU(1) REGISTERS_OF(1) OF_CPU(2) REGISTERS_OF(2) STACK_OF(2),
	     "\"RAX\":\"0000000000000002\"", "\"RAX\":\"0000000000000001\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reports reports = read_text(cases[i].log);

		ck_assert_uint_eq(reports.count, 1);
		ck_assert_msg(says(reports.at[0], cases[i].has), "%zu lacks %s", i, cases[i].has);
		ck_assert_msg(!says(reports.at[0], cases[i].has_not), "%zu has %s", i,
			      cases[i].has_not);
		reports_free(&reports);
	}
}
END_TEST

/* The last line of a log may lack its end, and any of its bytes. */
START_TEST(a_log_may_end_anywhere)
{
	check_title(OOPS, "BUG: unable to handle kernel NULL pointer dereference in leaf");
	check_title(OOPS "Call Trace:\n leaf+0x1/0x1",
		    "BUG: unable to handle kernel NULL pointer dereference in leaf");
	check_title(OOPS "Modules linked in:",
		    "BUG: unable to handle kernel NULL pointer dereference in leaf");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    modules_have_flags,       frames_below_an_interrupt_are_interrupted,
	    a_notice_inside_is_told,  lines_have_types,
	    subjects_have_no_numbers, registers_are_those_of_the_stack,
	    a_log_may_end_anywhere};

	return run_tests("reading", tests, sizeof(tests) / sizeof(tests[0]));
}
