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

	/* koops.h: as all strings of the library. */
	ck_assert_int_eq(line->text.data[line->text.size], '\0');
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
		 "Modules linked in: one\n"
		 "---[ end trace 0000000000000000 ]---\nusb 1-1: a long line\n"
		 "usb 1-1: short\nBUG: \n" OOPS "a\nb\n";
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

struct expectation {
	const char *log;
	/* What the last report's JSON has, and has not; NULL for nothing. */
	const char *has, *has_not;
};

static void check(const struct expectation *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct reports reports = read_text(rows[i].log);
		struct text json;

		ck_assert_uint_ge(reports.count, 1);
		json = report_json(reports.at[reports.count - 1]);
		ck_assert_msg(!rows[i].has || strstr(json.data, rows[i].has), "lacks %s:\n%s%s",
			      rows[i].has, rows[i].log, json.data);
		ck_assert_msg(!rows[i].has_not || !strstr(json.data, rows[i].has_not),
			      "has %s:\n%s%s", rows[i].has_not, rows[i].log, json.data);
		text_free(&json);
		reports_free(&reports);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

#define DIED(line, title)                                       \
	{                                                       \
		line "\nCall Trace:\n f+0x1/0x2\n g+0x1/0x2\n", \
		    "\"title\":\"Oops: " title " in f\"", NULL  \
	}

/* die() in arch/arm, arch/s390, arch/mips, 6.1: the words are the title's, nothing else is. */
START_TEST(words_of_a_death)
{
	static const struct expectation rows[] = {
	    DIED("Oops - undefined instruction: 0 [#1] SMP ARM", "undefined instruction"),
	    DIED("Oops: Machine check, sig: 7 [#1]", "Machine check"),
	    DIED("Oops - BUG  [#1]", "BUG"),
	    DIED("Reserved instruction in kernel code[#1]:", "Reserved instruction in kernel code"),
	    DIED("illegal operation : 0001 ilc:2  [#1] SMP ", "illegal operation"),
	    DIED("sh(1): don't panic!: sig: 9 [#1]", "don't panic!"),
	};

	CHECK(rows);
}
END_TEST

#define FAULT                                                               \
	"BUG: kernel NULL pointer dereference, address: 0000000000000008\n" \
	"#PF: supervisor write access in kernel mode\n"
#define TASK(text) FAULT "CPU: " text "\n"
#define COMM(text) TASK("1 PID: 516 Comm: " text)
#define IS(comm) "\"comm\":\"" comm "\","

/* lib/dump_stack.c: a comm may have blanks; behind it are kdump's state, taint and release. */
START_TEST(tasks_have_names)
{
	static const struct expectation rows[] = {
	    {COMM("a Not tainted 6.1.0 #1"), IS("a"), NULL},
	    {COMM("a b c Not tainted 6.1.0 #1"), IS("a b c"), NULL},
	    {COMM("a b Kdump: loaded Not tainted 6.1.0 #1"), IS("a b"), NULL},
	    {COMM("a b Tainted: G        W         6.1.0 #1"), IS("a b"), NULL},
	    {COMM("a"), IS("a"), NULL},
	    {COMM("a b"), IS("a b"), NULL},
	    {COMM("a "), IS("a"), NULL},
	    {COMM(""), "\"pid\":516", "\"comm\""},
	    {COMM(" Not tainted 6.1.0 #1"), "\"kernel\":\"6.1.0\"", "\"comm\""},
	    {COMM("a name that is longer than all before it Not tainted 6.1.0 #1"),
	     IS("a name that is longer than all before it") "\"kernel\":\"6.1.0\"", NULL},
	    /* Where the word before it is lost: a release, or the letters of taint and one. */
	    {COMM("a b 6.1.0 #1"), IS("a b"), NULL},
	    {COMM("a b 16.10.0 #1"), IS("a b"), NULL},
	    {COMM("a b G        W         6.1.0 #1"), IS("a b"), NULL},
	    {COMM("a b P           O      16.1.0 #1"), IS("a b"), NULL},
	    {COMM("a b G 6"), IS("a b"), NULL},
	    {COMM("a b G G 6.1.0"), IS("a b"), NULL},
	    {COMM("a G b G 6.1.0"), IS("a G b"), NULL},
	    {COMM("G G 6.1.0"), IS("G"), NULL},
	    /* No release, no taint: more of the name. */
	    {COMM("a 6 Not tainted 6.1.0"), IS("a 6"), NULL},
	    {COMM("a 6. Not tainted 6.1.0"), IS("a 6."), NULL},
	    {COMM("a 6.x Not tainted 6.1.0"), IS("a 6.x"), NULL},
	    {COMM("a 6x1 Not tainted 6.1.0"), IS("a 6x1"), NULL},
	    {COMM("a .1 Not tainted 6.1.0"), IS("a .1"), NULL},
	    {COMM("a 6"), IS("a 6"), NULL},
	    {COMM("a 6."), IS("a 6."), NULL},
	    {COMM("a 6.1"), IS("a"), NULL},
	    {COMM("a G"), IS("a G"), NULL},
	    {COMM("a G "), IS("a G"), NULL},
	    {COMM("a GW6 Not tainted 6.1.0"), IS("a GW6"), NULL},
	    {COMM("a GW Not tainted 6.1.0"), IS("a GW"), NULL},
	    {COMM("a Gw 6"), IS("a Gw 6"), NULL},
	    {COMM("a X 6"), IS("a X 6"), NULL},
	    {COMM("a G x6"), IS("a G x6"), NULL},
	    {COMM("a Kdum Not tainted 6.1.0"), IS("a Kdum"), NULL},
	};

	CHECK(rows);
}
END_TEST

/* The same; up to 3.9 arch/x86/kernel/dumpstack.c: "Pid: %d, comm: %.20s %s %s %.*s". */
START_TEST(tasks_have_numbers)
{
	static const struct expectation rows[] = {
	    {TASK("3 UID: 7 PID: 516 Comm: a Not tainted 6.1.0 #1"),
	     "\"cpu\":3,\"pid\":516,\"uid\":7,\"comm\":\"a\"", NULL},
	    {TASK("3 PID: 516 Comm: a Not tainted 6.1.0 #1"),
	     "\"cpu\":3,\"pid\":516,\"comm\":\"a\"", NULL},
	    {TASK("99999999999999999999 PID: 516 Comm: a Not tainted 6.1.0 #1"),
	     "\"pid\":516,\"comm\":\"a\"", "\"cpu\":"},
	    /* Not as the kernel prints it. */
	    {TASK("x PID: 516 Comm: a Not tainted 6.1.0 #1"), NULL, "\"pid\""},
	    {TASK("3 UID: x PID: 516 Comm: a Not tainted 6.1.0 #1"), "\"kernel\":\"6.1.0\"",
	     "\"pid\""},
	    {TASK("3 PID: x Comm: a Not tainted 6.1.0 #1"), "\"kernel\":\"6.1.0\"", "\"comm\""},
	    {TASK("3 PID: 516 a Not tainted 6.1.0 #1"), "\"kernel\":\"6.1.0\"", "\"pid\""},
	    {TASK("3"), NULL, "\"cpu\""},
	    /* Two CPUs began it at a time. */
	    {TASK("3 CPU: 4 PID: 516 Comm: a Not tainted 6.1.0 #1"),
	     "\"cpu\":4,\"pid\":516,\"comm\":\"a\"", NULL},
	    {TASK("3 PID: CPU: 4 PID: 516 Comm: a Not tainted 6.1.0 #1"),
	     "\"cpu\":4,\"pid\":516,\"comm\":\"a\"", NULL},
	    {FAULT "Pid: 516, comm: a b Not tainted 2.6.32 #1\n",
	     "\"pid\":516,\"comm\":\"a b\",\"kernel\":\"2.6.32\"", "\"cpu\""},
	    {FAULT "Pid: 516, comm:  a Tainted: G        W  2.6.32 #1\n",
	     "\"pid\":516,\"comm\":\"a\",\"kernel\":\"2.6.32\"", NULL},
	    {FAULT "Pid: x, comm: a Not tainted 2.6.32 #1\n", NULL, "\"comm\""},
	    {FAULT "Pid: 516 comm: a Not tainted 2.6.32 #1\n", "\"kernel\":\"2.6.32\"", "\"comm\""},
	    /* What the first line says stays. */
	    {"WARNING: CPU: 1 PID: 516 at fs/x.c:12 foo+0x1/0x10\n"
	     "CPU: 2 PID: 516 Comm: a Not tainted 6.1.0 #1\n",
	     "\"cpu\":1,\"pid\":516,\"comm\":\"a\"", NULL},
	};

	CHECK(rows);
}
END_TEST

#define CPU(pid) "CPU: 1 PID: " pid " Comm: repro Not tainted 6.1.0 #1\n"
#define PC "RIP: 0010:leaf+0x1/0x10\n"
#define ONE_STACK "Call Trace:\n leaf+0x1/0x10\n caller+0x1/0x10\n"

/* Another task's line in a report is another CPU's, and so may be what comes behind it. */
START_TEST(lines_of_other_tasks)
{
	static const struct expectation rows[] = {
	    {FAULT CPU("516") PC CPU("516") ONE_STACK, "\"corrupted\":false", "interleaved"},
	    {FAULT CPU("516") PC CPU("517") ONE_STACK, "interleaved", NULL},
	    {FAULT CPU("516") PC "CPU: 1 PID: x\n" ONE_STACK, NULL, "interleaved"},
	    {FAULT "CPU: 1 PID: x\n" CPU("517") PC ONE_STACK, NULL, "interleaved"},
	    {STALL OF_CPU(1) PC ONE_STACK OF_CPU(2) PC ONE_STACK, NULL, "interleaved"},
	    /* Of both stacks none can be told, so the title names none. */
	    {"BUG: sleeping function called from invalid context at mm/slab.h:1\n" CPU("516")
		 CPU("517") ONE_STACK,
	     "in corrupted", "in leaf"},
	};

	CHECK(rows);
}
END_TEST

#define ROLE(role) "{\"role\":\"" role "\""
#define PC_OF(place) "RIP: 0010:" place "\n"
#define OWN(context) "{\"role\":\"own\",\"context\":\"" context "\""
#define KASAN                                                          \
	"BUG: KASAN: slab-use-after-free in leaf+0x1/0x10\n"           \
	"Write of size 8 at addr ffff888012345678 by task repro/516\n" \
	"CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1\n" ONE_STACK

/* Stacks of an interrupt and of the task, and of whom they are. */
START_TEST(stacks_have_contexts_and_roles)
{
	static const struct expectation rows[] = {
	    /* x86 up to 4.8: "<IRQ>" and "<EOI>" before frames. */
	    {FAULT CPU("516") PC "Call Trace:\n <IRQ>  [<ffffffff81000001>] a+0x1/0x10\n"
				 " <EOI>  [<ffffffff81000002>] b+0x1/0x10\n",
	     OWN("irq") ",\"continued\":true,\"frames\":[{\"symbol\":\"a\"", NULL},
	    {FAULT CPU("516") PC "Call Trace:\n <IRQ>  [<ffffffff81000001>] a+0x1/0x10\n"
				 " <EOI>  [<ffffffff81000002>] b+0x1/0x10\n",
	     OWN("task") ",\"cut\":true,\"frames\":[{\"symbol\":\"b\"", NULL},
	    /* The end alone tells what came before it. */
	    {FAULT CPU("516") PC "Call Trace:\n a+0x1/0x10\n </IRQ>\n b+0x1/0x10\n",
	     OWN("irq") ",\"continued\":true,\"frames\":[{\"symbol\":\"a\"", NULL},
	    {FAULT CPU("516") PC "Call Trace:\n <NMI>\n a+0x1/0x10\n </IRQ>\n b+0x1/0x10\n",
	     OWN("nmi") ",\"continued\":true,\"frames\":[{\"symbol\":\"a\"", NULL},
	    {FAULT CPU("516") PC "Call Trace:\n a+0x1/0x10\n <TASK>\n b+0x1/0x10\n",
	     ROLE("own") ",\"continued\":true", NULL},
	    /* Nothing between two markers. */
	    {FAULT CPU("516") PC
	     "Call Trace:\n <IRQ>\n a+0x1/0x10\n </IRQ>\n <TASK>\n </TASK>\n <NMI>\n b+0x1/0x10\n",
	     OWN("nmi") ",\"cut\":true,\"frames\":[{\"symbol\":\"b\"", OWN("task")},
	    {FAULT CPU("516") PC
	     "Call Trace:\n <IRQ>\n a+0x1/0x10\n </IRQ>\nCall Trace:\n b+0x1/0x10\n",
	     ROLE("own") ",\"cut\":true,\"frames\":[{\"symbol\":\"b\"", "\"continued\""},
	    /* arch/s390/kernel/dumpstack.c: a place behind the stack, which is over. */
	    {FAULT CPU("516") PC ONE_STACK
	     "Last Breaking-Event-Address:\n [<000000000010d5d6>] c+0x1/0x10\n" PC_OF("d+0x1/0x10"),
	     NULL, "\"symbol\":\"c\""},
	    {FAULT CPU("516") PC ONE_STACK
	     "Last Breaking-Event-Address:\n [<000000000010d5d6>] c+0x1/0x10\n" PC_OF("d+0x1/0x10"),
	     NULL, "\"symbol\":\"d\""},
	    /* A section has the CPU that its own line names. */
	    {FAULT CPU(
		 "516") "NMI backtrace for cpu 3\n b+0x1/0x10\nAllocated by task 5:\n a+0x1/0x10\n",
	     ROLE("allocation") ",\"cut\":true,\"frames\"", NULL},
	    /* Code without a name is interrupted too. */
	    {FAULT CPU("516") PC
	     "Call Trace:\n a+0x1/0x10\nRIP: 0010:0xffffffff81234567\n b+0x1/0x10\n",
	     "},{\"address\":\"0xffffffff81234567\",", NULL},
	    /* What is interrupted where it called itself is there twice. */
	    {FAULT CPU("516") PC "Call Trace:\n a+0x1/0x10\n" PC_OF("a+0x1/0x10") " b+0x1/0x10\n",
	     "\"reliable\":true},{\"symbol\":\"a\",\"offset\":1,\"size\":16,\"reliable\":true,"
	     "\"pc\":true}",
	     NULL},
	    /* A stack of its own begins a section, or "Call Trace:", or "CPU:". */
	    {KASAN "Allocated by task 5:\n a+0x1/0x10\nFreed by task 6:\n b+0x1/0x10\n",
	     ROLE("allocation") ",\"frames\":[{\"symbol\":\"a\"", NULL},
	    {KASAN "Allocated by task 5:\n a+0x1/0x10\nFreed by task 6:\n b+0x1/0x10\n",
	     ROLE("free"), NULL},
	    {FAULT "Allocated by task 5:\n a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n",
	     ROLE("own") ",\"cut\":true,\"frames\":[{\"symbol\":\"b\"", NULL},
	    {FAULT "Allocated by task 5:\n a+0x1/0x10\n" CPU("516") " b+0x1/0x10\n",
	     ROLE("own") ",\"cut\":true,\"frames\":[{\"symbol\":\"b\"", NULL},
	    {FAULT CPU("516") "NMI backtrace for cpu 3\nCall Trace:\n b+0x1/0x10\nCall Trace:\n"
			      " c+0x1/0x10\n",
	     "{\"role\":\"cpu\",\"cpu\":3,\"cut\":true,\"frames\":[{"
	     "\"symbol\":\"c\"",
	     NULL},
	};

	CHECK(rows);
}
END_TEST

#define NO_FRAME "a trace has no frame"

/* Frames come right behind "Call Trace:", but for what anyone may print in between. */
START_TEST(traces_without_frames)
{
	static const struct expectation rows[] = {
	    {FAULT CPU("516") PC "Call Trace:\n\n" FAULT, NULL, NULL},
	    {FAULT CPU("516") PC "Call Trace:\n\n <TASK>\nusb 1-1: x\n a+0x1/0x10\n", NULL,
	     NO_FRAME},
	    {FAULT CPU("516") "Call Trace:\n" PC " a+0x1/0x10\n", NULL, NO_FRAME},
	    {FAULT CPU("516") PC "Call Trace:\nModules linked in: one\n a+0x1/0x10\n", NO_FRAME,
	     NULL},
	    {FAULT CPU("516") PC "Call Trace:\n <TASK>\nCode: 00 00\n a+0x1/0x10\n", NO_FRAME,
	     NULL},
	    {FAULT CPU("516") PC " a+0x1/0x10\n b+0x1/0x10\nCall Trace:\n\n", NO_FRAME, NULL},
	    {FAULT CPU("516") PC "Call Trace: a+0x1/0x10\nModules linked in: one\n", NULL,
	     NO_FRAME},
	    /* Of another CPU it does not matter. */
	    {FAULT CPU("516") PC " a+0x1/0x10\n b+0x1/0x10\n"
				 "NMI backtrace for cpu 3\nCall Trace:\nModules linked in: one\n",
	     NULL, NO_FRAME},
	};

	CHECK(rows);
}
END_TEST

#define FOREIGN_7 "usb: 1\nusb: 2\nusb: 3\nusb: 4\nusb: 5\nusb: 6\nusb: 7\n"
#define BROKEN FAULT CPU("516") PC ONE_STACK
#define NEXT                                                               \
	"BUG: unable to handle page fault for address: ffffc90000000000\n" \
	"CPU: 2 PID: 600 Comm: other Not tainted 6.1.0 #1\nRIP: 0010:f+0x1/0x10\n"
#define WHOLE FAULT CPU("516") PC ONE_STACK " do_syscall_64+0x1/0x10\n"
#define REGISTERS "RAX: 0000000000000000 RBX: 0000000000000001\n"
#define CODE(bytes) "Code: " bytes "\n"

/* Where a report breaks off another, what it can't have printed itself makes it doubtful. */
START_TEST(reports_that_are_mixed)
{
	static const struct expectation rows[] = {
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n", NULL, "interleaved"},
	    /* A frame behind the way into the kernel. */
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n b+0x1/0x10\n",
	     "interleaved", NULL},
	    {WHOLE NEXT "Call Trace:\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n b+0x1/0x10\n", NULL,
	     "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n"
			 " entry_SYSCALL_64_after_hwframe+0x1/0x10\n",
	     NULL, "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n ? b+0x1/0x10\n", NULL,
	     "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n ? do_syscall_64+0x1/0x10\n b+0x1/0x10\n", NULL,
	     "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n asm_exc_page_fault+0x1/0x10\n b+0x1/0x10\n",
	     NULL, "interleaved"},
	    {BROKEN NEXT "Call Trace:\n <IRQ>\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n </IRQ>\n"
			 " <TASK>\n b+0x1/0x10\n",
	     "interleaved", NULL},
	    /* A second stack, or one that had begun already. */
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n", "interleaved",
	     NULL},
	    {BROKEN NEXT " a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n", "interleaved", NULL},
	    {WHOLE NEXT "Call Trace:\n a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n", NULL,
	     "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\nNMI backtrace for cpu 3\nCall Trace:\n"
			 " b+0x1/0x10\n",
	     NULL, "interleaved"},
	    /* Registers amid frames. */
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n" REGISTERS " b+0x1/0x10\n", "interleaved",
	     NULL},
	    {WHOLE NEXT "Call Trace:\n a+0x1/0x10\n" REGISTERS " b+0x1/0x10\n", NULL,
	     "interleaved"},
	    {BROKEN NEXT REGISTERS "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n", NULL, "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\nRIP: 0010:g+0x1/0x10\n" REGISTERS
			 " b+0x1/0x10\n",
	     NULL, "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n do_syscall_64+0x1/0x10\n" REGISTERS, NULL,
	     "interleaved"},
	    /* Code that is not that of the report. */
	    {BROKEN NEXT CODE("00 <0f> 0b") "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n" CODE(
		 "00 <0f> 0b"),
	     NULL, "interleaved"},
	    {BROKEN NEXT CODE("00 <0f> 0b") "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n" CODE(
		 "00 <0f> 0c"),
	     "interleaved", NULL},
	    {WHOLE NEXT CODE("00 <0f> 0b") "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n" CODE(
		 "00 <0f> 0c"),
	     NULL, "interleaved"},
	    {BROKEN NEXT "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n" CODE("00 <0f> 0c"), NULL,
	     "interleaved"},
	    {BROKEN NEXT
		 CODE("00 <0f> 0b") "Call Trace:\n a+0x1/0x10\nRIP: 0033:0x7f0000000001\n" CODE(
		     "00 <0f> 0c") " b+0x1/0x10\n",
	     NULL, "interleaved"},
	    {BROKEN NEXT CODE("00 <0f> 0b") "Call Trace:\n a+0x1/0x10\nRIP: 0010:g+0x1/0x10\n" CODE(
		 "00 <0f> 0c") " b+0x1/0x10\n",
	     NULL, "interleaved"},
	    {BROKEN NEXT CODE("00 <0f> 0b") "NMI backtrace for cpu 3\n" CODE(
		 "00 <0f> 0c") "Call Trace:\n b+0x1/0x10\n",
	     NULL, "interleaved"},
	    /* It begins soon behind the line that ended the other. */
	    {BROKEN CUT FOREIGN_7 NEXT "Call Trace:\n a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n",
	     "interleaved", NULL},
	    {BROKEN CUT FOREIGN_7 "\n" NEXT "Call Trace:\n a+0x1/0x10\nCall Trace:\n b+0x1/0x10\n",
	     NULL, "interleaved"},
	    /* It broke nothing off if the other was over. */
	    {BROKEN "---[ end trace 0 ]---\n" NEXT REGISTERS "Call Trace:\n a+0x1/0x10\n"
		    "Call Trace:\n b+0x1/0x10\n",
	     NULL, "interleaved"},
	};

	CHECK(rows);
}
END_TEST

/* The code of the kernel's program counter, of the report's own stack. */
START_TEST(code_is_the_reports)
{
	static const struct expectation rows[] = {
	    {FAULT CPU("516") PC CODE("00 <0f> 0b") ONE_STACK CODE("11 <22> 33"),
	     "\"code\":\"00 <0f> 0b\"", "<22>"},
	    {FAULT CPU("516") PC ONE_STACK CODE("00 <0f> 0b"), "\"code\":\"00 <0f> 0b\"", NULL},
	    {FAULT CPU("516") PC ONE_STACK "RIP: 0033:0x7f0000000001\n" CODE("00 <0f> 0b"), NULL,
	     "\"code\""},
	    {STALL OF_CPU(1) PC CODE("00 <0f> 0b") ONE_STACK, NULL, "\"code\""},
	    /* Behind a stack it ends it. */
	    {FAULT CPU("516") PC "Call Trace:\n a+0x1/0x10\n" CODE("00 <0f> 0b") " b+0x1/0x10\n",
	     "\"frames\":[{\"symbol\":\"b\"", "\"continued\""},
	    /* arch/powerpc: words in lines, until another line comes. */
	    {FAULT CPU("516") PC "Instruction dump:\n60000000 3c62ff84\n4bfffe00 <90a90014>\n",
	     "\"code\":\"60000000 3c62ff84 4bfffe00 <90a90014>\"", NULL},
	    {FAULT CPU("516") PC
	     "Instruction dump:\n60000000 3c62ff84\nusb 1-1: x\n4bfffe00 <90a90014>\n",
	     "\"code\":\"60000000 3c62ff84\"", NULL},
	    {FAULT CPU("516") PC "60000000 3c62ff84\n4bfffe00 <90a90014>\n", NULL, "\"code\""},
	};

	CHECK(rows);
}
END_TEST

/* Registers that are printed before the report's "CPU:" line end another's report. */
START_TEST(registers_of_the_cpu_before)
{
	static const struct expectation rows[] = {
	    {FAULT "RIP: 0010:other+0x1/0x10\n" REGISTERS CPU("516") PC ONE_STACK, "interleaved",
	     "\"symbol\":\"other\""},
	    {FAULT REGISTERS "Modules linked in: one\n" CPU("516") PC ONE_STACK, "interleaved",
	     "\"RAX\""},
	    {FAULT "RIP: 0010:other+0x1/0x10\n" REGISTERS "Modules linked in: one\n" CPU("516")
		 PC ONE_STACK,
	     "\"pc\":{\"symbol\":\"leaf\"", "\"symbol\":\"other\""},
	    {FAULT CPU("516") REGISTERS PC ONE_STACK, "\"RAX\"", "interleaved"},
	    /* Old kernels said "IP: …" alone, before all else. */
	    {FAULT "IP: leaf+0x1/0x10\n" CPU("516") ONE_STACK, "\"pc\":{\"symbol\":\"leaf\"",
	     "interleaved"},
	    {FAULT "IP: [<ffffffff81000001>] leaf+0x1/0x10\n" CPU("516") ONE_STACK,
	     "\"pc\":{\"symbol\":\"leaf\"", "interleaved"},
	};

	CHECK(rows);
}
END_TEST

/* rust/kernel/lib.rs: panic() prints its place, then its text. */
START_TEST(texts_are_the_second_line)
{
	static const struct expectation rows[] = {
	    {RUST "boom\n" CPU("516") ONE_STACK, "\"title\":\"boom in leaf\"", NULL},
	    {RUST "  boom  \n" CPU("516") ONE_STACK, "\"title\":\"boom in leaf\"", NULL},
	    {RUST CPU("516") ONE_STACK, "\"title\":\"rust_kernel: panicked in leaf\"", NULL},
	    {RUST CPU("516") "boom\n" ONE_STACK, "\"title\":\"rust_kernel: panicked in leaf\"",
	     NULL},
	    {RUST RUST CPU("516") ONE_STACK, "\"title\":\"rust_kernel: panicked at drivers", NULL},
	    {RUST BARE_NOTICE CPU("516") ONE_STACK, "\"title\":\"rust_kernel: panicked in leaf\"",
	     NULL},
	    /* Not the text of one that was read before. */
	    {RUST "boom\n---[ end trace 0 ]---\nusb 1-1: x\n" RUST,
	     "\"title\":\"rust_kernel: panicked in corrupted\"", "boom"},
	    {FAULT "boom\n", NULL, "boom"},
	};

	CHECK(rows);
}
END_TEST

/* arch/x86/kernel/setup.c: dump_kernel_offset(); mm/slub.c: slab_bug(). */
START_TEST(offsets_and_taint)
{
	static const struct expectation rows[] = {
	    {FAULT "Kernel Offset: 0x11000000 from 0xffffffff81000000\n",
	     "\"kernel_offset\":\"0x11000000\"", NULL},
	    {FAULT "Kernel Offset: disabled\n", NULL, "\"kernel_offset\""},
	    {"BUG kmalloc-64 (Tainted: G    B      ): Poison overwritten\n", "\"letter\":\"B\"",
	     NULL},
	    {"BUG kmalloc-64 (Not tainted): Poison overwritten\n", "\"taint\":[]", NULL},
	    {"BUG kmalloc-64: Poison overwritten\n", NULL, "\"taint\""},
	    /* What the letters mean is no list of letters. */
	    {FAULT "Tainted: [W]=WARN\n", NULL, "\"taint\""},
	    {FAULT "Tainted: G        W         6.1.0 #1\n", "\"letter\":\"W\"", NULL},
	};

	CHECK(rows);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {modules_have_flags,
				      frames_below_an_interrupt_are_interrupted,
				      a_notice_inside_is_told,
				      lines_have_types,
				      subjects_have_no_numbers,
				      words_of_a_death,
				      registers_are_those_of_the_stack,
				      a_log_may_end_anywhere,
				      tasks_have_names,
				      tasks_have_numbers,
				      lines_of_other_tasks,
				      stacks_have_contexts_and_roles,
				      traces_without_frames,
				      reports_that_are_mixed,
				      code_is_the_reports,
				      registers_of_the_cpu_before,
				      texts_are_the_second_line,
				      offsets_and_taint};

	return run_tests("reading", tests, sizeof(tests) / sizeof(tests[0]));
}
