/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which function a title names, and which file: each way that a kind can have it, over stacks
 * that are made from words (made.h).
 */
#include "../run.h"
#include "made.h"
#include "parse/title.h"

#define IRQ(words)                                         \
	{                                                  \
		KOOPS_ROLE_OWN, KOOPS_CONTEXT_IRQ, (words) \
	}

/* A word "name:file" is a frame with its source file. */
static void split_file(struct koops_frame *frame)
{
	size_t colon = ki_str_chr(frame->symbol, ':');

	frame->file = ki_str_from(frame->symbol, colon < frame->symbol.size ? colon + 1 : colon);
	frame->symbol = ki_str_to(frame->symbol, colon);
}

static struct koops_report *stacked(const char *pc, const struct made_stack *stacks)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);

	if (pc) {
		made_frame(report, ki_str(pc), &report->pc);
		split_file(&report->pc);
	}
	made_stacks(report, stacks);
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t k = 0; k < report->traces[i].frame_count; k++)
			split_file(&report->traces[i].frames[k]);
	return report;
}

/* The symbol of a frame, by which rows tell it. */
static void check_frame(const struct koops_frame *got, const char *want, const char *which,
			size_t row)
{
	ck_assert_msg(!got == !want && (!got || ki_str_eq(got->symbol, ki_str(want))),
		      "%s %zu: '%.*s', want '%s'", which, row, got ? (int)got->symbol.size : 0,
		      got ? got->symbol.data : "", want ? want : "none");
}

#define TIMER "asm_sysvec_apic_timer_interrupt"

struct row {
	enum ki_guilty how;
	/* Lists that the kind passes over besides. */
	unsigned pass;
	const char *pc;
	struct made_stack stacks[MADE_STACKS];
	const char *want;
};

static void check_rows(const struct row *rows, size_t count, const char *which)
{
	for (size_t i = 0; i < count; i++) {
		struct koops_report *report = stacked(rows[i].pc, rows[i].stacks);
		const struct ki_kind kind = {.guilty = rows[i].how, .pass = rows[i].pass};
		struct koops_frame named[1] = {{{0}}};

		check_frame(ki_guilty(report, &kind, named, 1), rows[i].want, which, i);
		ki_report_free(report);
	}
}

/* lib/data: what each list's functions are to a title. */
START_TEST(innermost_functions)
{
	static const struct row rows[] = {
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, "p", {OWN("b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, NULL, {{0}}, NULL},
	    {KI_GUILTY_NONE, 0, "p", {OWN("b a")}, NULL},
	    /* The kernel does not vouch for them, or they have no name. */
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("?c =d 0x12 b a")}, "b"},
	    /* Of skip.list, service.list and helper.list alone. */
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("watchdog_timer_fn b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("io_schedule b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("a_kasan_helper b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("dump_stack kfree")}, NULL},
	    /* keep.list: named, unless the kind passes over them. */
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("try_to_wake_up b a")}, "try_to_wake_up"},
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("hrtimer_interrupt b a")}, "hrtimer_interrupt"},
	    {KI_GUILTY_FRAME, KI_LIST_COUNTER, NULL, {OWN("hrtimer_interrupt b a")}, "b"},
	    /* name.list: named whatever the kind passes over. */
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("rtnl_lock b a")}, "rtnl_lock"},
	    {KI_GUILTY_WAIT, KI_LIST_WAIT, NULL, {OWN("rtnl_lock b a")}, "rtnl_lock"},
	    /* Ways to wait are no helpers to others. */
	    {KI_GUILTY_WAIT, KI_LIST_WAIT, NULL, {OWN("my_completion b a")}, "b"},
	    {KI_GUILTY_WAIT, 0, NULL, {OWN("my_completion b a")}, "my_completion"},
	    /* Whose the stack is. */
	    {KI_GUILTY_FRAME, 0, NULL, {OF(ALLOCATION, "c"), OWN("b a")}, "b"},
	    {KI_GUILTY_FRAME, 0, NULL, {OF(ALLOCATION, "c")}, NULL},
	    {KI_GUILTY_ALLOCATION, 0, "p", {OWN("b a"), OF(ALLOCATION, "kmalloc c")}, "c"},
	    {KI_GUILTY_ALLOCATION, 0, "p", {OWN("b a")}, NULL},
	    {KI_GUILTY_LOCK, 0, "p", {OWN("b a"), OF(LOCK, "mutex_lock c")}, "c"},
	    {KI_GUILTY_LOCK, 0, "p", {OWN("b a"), OF(ALLOCATION, "c")}, NULL},
	    /* Where the first of its stacks tells nothing, the next. */
	    {KI_GUILTY_FRAME, 0, NULL, {OWN("dump_stack"), OF(CPU, "c"), IRQ("b")}, "b"},
	};

	check_rows(rows, KI_LENGTH(rows), "innermost");
}
END_TEST

START_TEST(program_counters)
{
	static const struct row rows[] = {
	    {KI_GUILTY_PC, 0, "p", {OWN("b a")}, "p"},
	    {KI_GUILTY_PC, 0, "memcpy", {OWN("memcpy b a")}, "b"},
	    {KI_GUILTY_PC, 0, "0x12", {OWN("b a")}, "b"},
	    {KI_GUILTY_PC, 0, NULL, {OWN("b a")}, "b"},
	};

	check_rows(rows, KI_LENGTH(rows), "program counter");
}
END_TEST

/* A sample: what generic code (outer.list) called, on whatever interrupt took it. */
START_TEST(what_was_called)
{
	static const struct row rows[] = {
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER, 0, "p", {OWN("c b do_syscall_64 z")}, "b"},
	    {KI_GUILTY_OUTER, 0, "p", {OWN("do_syscall_64 z")}, "p"},
	    {KI_GUILTY_OUTER, 0, "0x12", {OWN("b do_syscall_64 z")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OF(TASK, "d"), OWN("c"), OWN("b")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b"), OF(TASK, "d")}, "b"},
	    /* What says nothing of the bug, and what is not known to be there. */
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b mutex_lock ?d =e 0x12 do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b sysenter_do_call")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c ?synchronize_rcu b do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c ?do_syscall_64 b do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER,
	     0,
	     NULL,
	     {OWN("c =clear_page b =do_syscall_x64 a do_syscall_64")},
	     "a"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c b memcpy do_syscall_64")}, "b"},
	    /* Names that always tell, unless they report. */
	    {KI_GUILTY_OUTER,
	     0,
	     NULL,
	     {OWN("c synchronize_rcu b do_syscall_64")},
	     "synchronize_rcu"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("c __unwind_start b do_syscall_64")}, "b"},
	    /* The detector and its timer are none of it. */
	    {KI_GUILTY_OUTER,
	     0,
	     NULL,
	     {OWN("watchdog_timer_fn hrtimer_interrupt " TIMER " c b do_syscall_64")},
	     "b"},
	    /* An idle CPU has but generic code: the innermost, outwards of the interrupt. */
	    {KI_GUILTY_OUTER,
	     0,
	     NULL,
	     {OWN("watchdog_timer_fn hrtimer_interrupt " TIMER " do_idle cpu_startup_entry")},
	     "do_idle"},
	    /* Not so an interrupt that did something. */
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("x hrtimer_interrupt " TIMER " b do_idle")}, "x"},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("x " TIMER " do_idle")}, "x"},
	    /* Without all that, the innermost as ever. */
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("watchdog_timer_fn " TIMER)}, TIMER},
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("dump_stack mutex_lock")}, NULL},
	    {KI_GUILTY_OUTER, 0, NULL, {OF(TASK, "b")}, NULL},
	    /* Whether a task waits for a CPU matters where it is not known to run. */
	    {KI_GUILTY_OUTER, 0, NULL, {OWN("__schedule work do_syscall_64")}, "work"},
	};

	check_rows(rows, KI_LENGTH(rows), "called");
}
END_TEST

/* What a stalled task did is outwards of the interrupt on top of it, which comes and goes. */
START_TEST(what_a_task_called)
{
	static const struct row rows[] = {
	    {KI_GUILTY_OUTER_TASK, 0, "p", {IRQ("x " TIMER), OWN("c b do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER_TASK,
	     0,
	     "p",
	     {OWN("x " TIMER " do_idle cpu_startup_entry")},
	     "do_idle"},
	    {KI_GUILTY_OUTER, 0, "p", {OWN("x do_softirq do_idle cpu_startup_entry")}, "x"},
	    {KI_GUILTY_OUTER_TASK, 0, "p", {OF(TASK, "x " TIMER), OWN("c b do_idle")}, "b"},
	    /* Of several interrupts, the outer ones are what was interrupted. */
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("x " TIMER " y do_idle " TIMER " do_idle")}, "y"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("x " TIMER " " TIMER " b do_idle")}, "b"},
	    /* Without one, or where it hit nothing, as if it ran. */
	    {KI_GUILTY_OUTER_TASK, 0, "p", {OWN("do_syscall_64")}, "p"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("c b do_syscall_64")}, "b"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("x ?" TIMER " do_syscall_64")}, "x"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("x " TIMER)}, "x"},
	    /* A task that the scheduler stopped waits for a CPU; one that called it waits. */
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("__schedule preempt_schedule_common work")}, NULL},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("__switch_to work do_syscall_64")}, NULL},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("context_switch work do_syscall_64")}, NULL},
	    {KI_GUILTY_OUTER_TASK,
	     0,
	     NULL,
	     {OWN("__schedule schedule work do_syscall_64")},
	     "work"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("schedule work do_syscall_64")}, "work"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("work __schedule do_syscall_64")}, "work"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("__schedule"), OWN("work")}, NULL},
	    /* Its frames are those that are known. */
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("?x 0x12 __schedule work do_syscall_64")}, NULL},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("__schedule ?x 0x12 schedule work")}, "work"},
	    {KI_GUILTY_OUTER_TASK,
	     0,
	     NULL,
	     {OF(TASK, "x"), OWN("__schedule schedule work")},
	     "work"},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OF(TASK, "x"), OWN("__schedule work")}, NULL},
	    {KI_GUILTY_OUTER_TASK, 0, NULL, {OWN("__schedule schedule work"), OWN("a")}, "a"},
	};

	check_rows(rows, KI_LENGTH(rows), "task");
}
END_TEST

/* The functions of the text, in order; a lock's taker is a frame of the stack. */
START_TEST(functions_that_the_text_names)
{
	static const struct {
		enum ki_class class;
		const char *named[2];
		struct made_stack stacks[MADE_STACKS];
		const char *want;
		bool in_trace;
	} rows[] = {
	    {KI_CLASS_FAULT, {"foo", "bar"}, {OWN("b a")}, "foo", false},
	    {KI_CLASS_FAULT, {"foo", "bar"}, {OWN("b bar foo a")}, "foo", true},
	    {KI_CLASS_FAULT, {"foo", "bar"}, {OF(CPU, "foo"), OWN("b"), OWN("foo")}, "foo", true},
	    {KI_CLASS_FAULT, {"foo", "bar"}, {OF(CPU, "foo")}, "foo", false},
	    {KI_CLASS_FAULT, {"mutex_lock", "foo"}, {OWN("b a")}, "foo", false},
	    {KI_CLASS_FAULT, {"mutex_lock", ""}, {OWN("mutex_lock b a")}, "b", true},
	    {KI_CLASS_LOCKING, {"mutex_lock", ""}, {OWN("mutex_lock b a")}, "b", true},
	    {KI_CLASS_LOCKING, {"mutex_lock", "kfree"}, {{0}}, "mutex_lock", false},
	    {KI_CLASS_LOCKING, {"", "kfree"}, {{0}}, NULL, false},
	    {KI_CLASS_FAULT, {"mutex_lock", "kfree"}, {{0}}, NULL, false},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report = stacked("p", rows[i].stacks);
		const struct ki_kind kind = {.guilty = KI_GUILTY_NAMED};
		struct koops_frame named[2] = {{{0}}}, *found;

		for (size_t k = 0; k < 2; k++)
			named[k].symbol = ki_str(rows[i].named[k]);
		report->class = rows[i].class;
		found = ki_guilty(report, &kind, named, 2);
		check_frame(found, rows[i].want, "named", i);
		ck_assert_msg(!found ||
				  (found != &named[0] && found != &named[1]) == rows[i].in_trace,
			      "named %zu", i);
		ki_report_free(report);
	}
}
END_TEST

/* caller.list: who called a check is named with it. */
START_TEST(callers_of_checks)
{
	static const struct made_stack stacks[MADE_STACKS] = {
	    OWN("dump_stack usb_submit_urb mutex_lock b a")};
	struct koops_report *report = stacked(NULL, stacks);
	struct koops_frame *frames = report->traces[0].frames;

	check_frame(ki_guilty_caller(report, &frames[1]), "b", "caller", 0);
	check_frame(ki_guilty_caller(report, &frames[3]), NULL, "caller", 1);
	ki_report_free(report);
}
END_TEST

START_TEST(files_at_fault)
{
	static const struct {
		enum ki_guilty how;
		const char *where, *pc;
		struct made_stack stacks[MADE_STACKS];
		const char *want;
	} rows[] = {
	    {KI_GUILTY_FRAME, "", NULL, {OWN("c b:net/b.c a:fs/a.c")}, "net/b.c"},
	    {KI_GUILTY_NONE, "", NULL, {OWN("b a")}, ""},
	    /* A function that was inlined has a file, one that may not have been called has none.
	     */
	    {KI_GUILTY_FRAME, "", NULL, {OWN("=b:net/b.c a:fs/a.c")}, "net/b.c"},
	    {KI_GUILTY_FRAME, "", NULL, {OWN("?b:net/b.c a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_FRAME, "", NULL, {OWN("?b:net/b.c ?a:mm/slub.c")}, ""},
	    /* files.list: general ones, only where there is no other. */
	    {KI_GUILTY_FRAME, "", NULL, {OWN("b:lib/b.c a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_FRAME, "", NULL, {OWN("b:./include/linux/b.h a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_FRAME, "", NULL, {OWN("b:lib/b.c a:mm/slub.c")}, "lib/b.c"},
	    {KI_GUILTY_FRAME, "fs/w.c", NULL, {OWN("b:lib/b.c a:mm/slub.c")}, "fs/w.c"},
	    {KI_GUILTY_FRAME, "fs/w.c", NULL, {OWN("b:lib/b.c a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_FRAME, "fs/w.c", NULL, {OWN("b a")}, "fs/w.c"},
	    /* Where the program was is before its callers. */
	    {KI_GUILTY_FRAME, "fs/w.c", "p:mm/p.c", {OWN("a:fs/a.c")}, "mm/p.c"},
	    {KI_GUILTY_FRAME, "", "p:lib/p.c", {OWN("a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_FRAME, "", "p:lib/p.c", {OWN("a:mm/slub.c")}, "lib/p.c"},
	    {KI_GUILTY_FRAME, "", "p:lib/p.c", {OWN("a")}, "lib/p.c"},
	    {KI_GUILTY_FRAME, "fs/w.c", "p:lib/p.c", {OWN("a:mm/slub.c")}, "fs/w.c"},
	    {KI_GUILTY_FRAME, "", NULL, {OF(CPU, "c:net/c.c"), OWN("a:fs/a.c")}, "fs/a.c"},
	    /* A leak is its allocation's, and where it was found does not matter. */
	    {KI_GUILTY_ALLOCATION,
	     "",
	     "p:mm/p.c",
	     {OWN("a:fs/a.c"), OF(ALLOCATION, "c:lib/c.c b:net/b.c")},
	     "net/b.c"},
	    {KI_GUILTY_ALLOCATION,
	     "",
	     "p:lib/p.c",
	     {OWN("a:fs/a.c"), OF(ALLOCATION, "c:lib/c.c")},
	     "lib/c.c"},
	    {KI_GUILTY_ALLOCATION, "", "p:lib/p.c", {OWN("a:fs/a.c")}, ""},
	    /* What keeps a CPU busy is the task, not an interrupt on top of it. */
	    {KI_GUILTY_OUTER_TASK, "", "p:mm/p.c", {IRQ("c:net/c.c"), OWN("a:fs/a.c")}, "fs/a.c"},
	    {KI_GUILTY_OUTER_TASK, "", NULL, {IRQ("c:net/c.c"), OWN("a:lib/a.c")}, "net/c.c"},
	    {KI_GUILTY_OUTER_TASK, "", "p:mm/p.c", {IRQ("c:net/c.c"), OWN("a:lib/a.c")}, "mm/p.c"},
	    {KI_GUILTY_OUTER, "", NULL, {IRQ("c:net/c.c"), OWN("a:fs/a.c")}, "net/c.c"},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report = stacked(rows[i].pc, rows[i].stacks);
		const struct ki_kind kind = {.guilty = rows[i].how};
		struct koops_str file = ki_guilty_file(report, &kind, ki_str(rows[i].where));

		ck_assert_msg(ki_str_eq(file, ki_str(rows[i].want)), "file %zu: '%.*s', want '%s'",
			      i, KI_ARG(file), rows[i].want);
		ki_report_free(report);
	}
}
END_TEST

/* A log that ends in a stack: the outer end is the way into the kernel, or lacks. */
START_TEST(stacks_that_are_cut)
{
	static const struct {
		const char *words;
		bool cut;
	} rows[] = {
	    {"", true},
	    {"b a", true},
	    {"b a do_syscall_64", false},
	    {"b a do_syscall_64 ?c =d", false},
	    {"do_syscall_64 a", true},
	    {"b ?do_syscall_64", true},
	    /* The kernel itself runs into exceptions. */
	    {"b a asm_exc_page_fault", true},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		const struct made_stack stacks[MADE_STACKS] = {OWN(rows[i].words)};
		struct koops_report *report = stacked(NULL, stacks);

		ck_assert_msg(ki_trace_is_cut(&report->traces[0]) == rows[i].cut, "'%s'",
			      rows[i].words);
		ki_report_free(report);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    innermost_functions,           program_counters,  what_was_called, what_a_task_called,
	    functions_that_the_text_names, callers_of_checks, files_at_fault,  stacks_that_are_cut,
	};

	return run_tests("guilty", tests, KI_LENGTH(tests));
}
