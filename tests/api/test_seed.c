/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mail that the library was made for, read to the last value.  What is
 * expected was read in the mail.
 */
#include "common.h"

#include <string.h>

#define SEED "soft-lockup/perf-ftrace-mail/input.log"

static struct koops_ctx *ctx;
static struct reports reports;

static const struct koops_report *seed(size_t index)
{
	if (!ctx) {
		struct text log = read_fixture(SEED);

		ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
		reports = parse(ctx, log.data, log.size);
		text_free(&log);
	}
	ck_assert_uint_eq(reports.count, 2);
	return reports.at[index];
}

static void done(void)
{
	reports_free(&reports);
	koops_ctx_free(ctx);
	ctx = NULL;
}

static uint64_t number(const struct koops_report *report, enum koops_report_number which)
{
	uint64_t value = 0;

	ck_assert(koops_report_number(report, which, &value));
	return value;
}

static struct koops_str reg(const struct koops_report *report, enum koops_register_set set,
			    const char *wanted)
{
	struct koops_str name, value;

	for (size_t i = 0; koops_report_register(report, set, i, &name, &value); i++)
		if (strcmp(name.data, wanted) == 0)
			return value;
	return (struct koops_str){"", 0};
}

START_TEST(lockup_has_its_values)
{
	const struct koops_report *report = seed(0);
	uint64_t value;

	ck_assert_view(koops_report_string(report, KOOPS_REPORT_KIND), "soft-lockup");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_TITLE),
		       "BUG: soft lockup in sys_perf_event_open");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_GUILTY), "sys_perf_event_open");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_TIME), "56.504281");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_COMM), "repro");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_RELEASE),
		       "6.3.0-rc4-197b6b60ae7b+");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_BUILD), "#1");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_HARDWARE),
		       "QEMU Standard PC (i440FX + PIIX, 1996), BIOS "
		       "rel-1.16.0-0-gd239552ce722-prebuilt.qemu.org 04/01/2014");
	ck_assert_uint_eq(number(report, KOOPS_REPORT_NUMBER), 1);
	ck_assert_uint_eq(number(report, KOOPS_REPORT_LINE), 65);
	ck_assert_uint_eq(number(report, KOOPS_REPORT_CPU), 0);
	ck_assert_uint_eq(number(report, KOOPS_REPORT_PID), 516);
	ck_assert_uint_eq(number(report, KOOPS_REPORT_SECONDS), 26);
	ck_assert(!koops_report_number(report, KOOPS_REPORT_CONSEQUENCE_OF, &value));
	ck_assert_int_eq(koops_report_tainted(report), KOOPS_TAINT_NONE);
	ck_assert_int_eq(koops_report_severity(report), KOOPS_SEVERITY_CRASH);
	ck_assert(koops_report_primary(report));
	ck_assert(!koops_report_corrupted(report));
	ck_assert_uint_eq(koops_report_list(report, KOOPS_REPORT_REASONS, 0).size, 0);
	ck_assert_view(koops_report_list(report, KOOPS_REPORT_IRQ_EVENTS, 0),
		       "irq event stamp: 684720");
	ck_assert_view(koops_report_list(report, KOOPS_REPORT_IRQ_EVENTS, 4),
		       "softirqs last disabled at (472151): [<ffffffff811266f4>] "
		       "irq_exit_rcu+0xc4/0x100");
	ck_assert_uint_eq(koops_report_list(report, KOOPS_REPORT_IRQ_EVENTS, 5).size, 0);
	ck_assert_int_eq(koops_report_grade(report), KOOPS_GRADE_COMPLETE);
}
END_TEST

START_TEST(lockup_has_its_registers)
{
	const struct koops_report *report = seed(0);
	static const char *const kernel[][2] = {
	    {"RIP", "0010:debug_lockdep_rcu_enabled+0x0/0x40"},
	    {"RSP", "0018:ffffc90000fbb260"},
	    {"EFLAGS", "00000246"},
	    {"RAX", "0000000000000000"},
	    {"R15", "ffffffff81353960"},
	    {"FS", "00007fe17f501740(0000)"},
	    {"knlGS", "0000000000000000"},
	    {"CS", "0010"},
	    {"CR0", "0000000080050033"},
	    {"CR4", "0000000000770ef0"},
	    {"PKRU", "55555554"},
	};
	static const char *const user[][2] = {
	    {"RIP", "0033:0x7fe17f62659d"},
	    {"RSP", "002b:00007ffd572b7f58"},
	    {"ORIG_RAX", "000000000000012a"},
	    {"R15", "0000000000000000"},
	};

	for (size_t i = 0; i < sizeof(kernel) / sizeof(kernel[0]); i++)
		ck_assert_view(reg(report, KOOPS_REGISTERS_KERNEL, kernel[i][0]), kernel[i][1]);
	for (size_t i = 0; i < sizeof(user) / sizeof(user[0]); i++)
		ck_assert_view(reg(report, KOOPS_REGISTERS_USER, user[i][0]), user[i][1]);
	ck_assert_uint_eq(strncmp(koops_report_string(report, KOOPS_REPORT_CODE).data,
				  "c7 c7 a3 d6 96 83 e8", 20),
			  0);
}
END_TEST

/* Lines 88 to 173 of the mail. */
START_TEST(lockup_has_its_frames)
{
	const struct koops_trace *trace = koops_report_trace(seed(0), 0);
	const struct koops_frame *frame = koops_trace_frame(trace, 0);
	size_t count = 0, bare = 0;
	uint64_t value;

	ck_assert_int_eq(koops_trace_role(trace), KOOPS_ROLE_OWN);
	ck_assert_int_eq(koops_trace_context(trace), KOOPS_CONTEXT_TASK);
	ck_assert(!koops_trace_cut(trace));
	ck_assert_ptr_null(koops_report_trace(seed(0), 1));
	ck_assert_view(koops_frame_string(frame, KOOPS_FRAME_SYMBOL), "arch_ftrace_ops_list_func");
	ck_assert_uint_eq(koops_frame_flags(frame), KOOPS_FRAME_UNRELIABLE);
	ck_assert(koops_frame_number(frame, KOOPS_FRAME_OFFSET, &value) && value == 0x1b6);
	ck_assert(koops_frame_number(frame, KOOPS_FRAME_SIZE, &value) && value == 0x360);
	while ((frame = koops_trace_frame(trace, count))) {
		count++;
		if (koops_frame_flags(frame) & KOOPS_FRAME_UNRELIABLE ||
		    koops_frame_string(frame, KOOPS_FRAME_SYMBOL).size)
			continue;
		ck_assert(koops_frame_number(frame, KOOPS_FRAME_ADDRESS, &value));
		ck_assert_uint_eq(value, 0xffffffffa02010b1);
		bare++;
	}
	ck_assert_uint_eq(count, 86);
	ck_assert_uint_eq(bare, 1);
}
END_TEST

START_TEST(lockup_is_folded)
{
	static const char *const members[] = {
	    "ftrace_call",
	    "arch_ftrace_ops_list_func",
	    "perf_tp_event",
	    "perf_swevent_event",
	    "perf_trace_buf_alloc",
	    "perf_swevent_get_recursion_context",
	    "perf_ftrace_function_call",
	};
	const struct koops_trace *trace = koops_report_trace(seed(0), 0);
	const struct koops_folded *cycle = koops_trace_folded(trace, 0);
	size_t count = 0;

	ck_assert_view(koops_folded_symbol(cycle), "perf_ftrace_function_call");
	ck_assert_uint_eq(koops_folded_turns(cycle), 2);
	for (; koops_folded_cycle(cycle, count).size; count++) {
		bool known = false;

		for (size_t i = 0; i < 7; i++)
			known |= strcmp(koops_folded_cycle(cycle, count).data, members[i]) == 0;
		ck_assert(known);
	}
	ck_assert_uint_eq(count, 7);
	ck_assert_view(koops_folded_symbol(koops_trace_folded(trace, 1)), "0xffffffffa02010b1");
	ck_assert_view(koops_folded_symbol(koops_trace_folded(trace, 2)), "_raw_spin_lock");
	for (size_t i = 1; koops_trace_folded(trace, i); i++)
		ck_assert_uint_eq(koops_folded_turns(koops_trace_folded(trace, i)), 0);
	for (int level = KOOPS_LEVEL_KEY; level <= KOOPS_LEVEL_FAMILY; level++)
		ck_assert_ptr_null(strstr(
		    koops_report_canonical(seed(0), (enum koops_level)level).data, "a02010b1"));
}
END_TEST

START_TEST(panic_points_at_the_lockup)
{
	const struct koops_report *lockup = seed(0), *panic = seed(1);
	struct koops_taint taint;

	ck_assert_view(koops_report_string(panic, KOOPS_REPORT_TITLE),
		       "kernel panic: softlockup: hung tasks");
	ck_assert_view(koops_report_string(panic, KOOPS_REPORT_KIND), "panic");
	ck_assert_uint_eq(number(panic, KOOPS_REPORT_NUMBER), 2);
	ck_assert_uint_eq(number(panic, KOOPS_REPORT_LINE), 183);
	ck_assert_uint_eq(number(panic, KOOPS_REPORT_END_LINE), 287);
	ck_assert_uint_eq(number(panic, KOOPS_REPORT_CONSEQUENCE_OF), 1);
	ck_assert(!koops_report_primary(panic));
	ck_assert(koops_report_taint(panic, 0, &taint));
	ck_assert_int_eq(taint.letter, 'L');
	ck_assert_str_eq(taint.name, "soft lockup");
	ck_assert(!koops_report_taint(panic, 1, &taint));
	ck_assert_uint_gt(koops_report_list(panic, KOOPS_REPORT_REASONS, 0).size, 0);
	ck_assert_int_eq(koops_trace_context(koops_report_trace(panic, 0)), KOOPS_CONTEXT_IRQ);
	ck_assert(!koops_trace_cut(koops_report_trace(panic, 0)));
	ck_assert_int_eq(koops_trace_context(koops_report_trace(panic, 1)), KOOPS_CONTEXT_TASK);
	ck_assert(koops_trace_cut(koops_report_trace(panic, 1)));
	for (int level = KOOPS_LEVEL_KEY; level <= KOOPS_LEVEL_FAMILY; level++)
		ck_assert_str_eq(koops_report_signature(panic, (enum koops_level)level).data,
				 koops_report_signature(lockup, (enum koops_level)level).data);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {lockup_has_its_values, lockup_has_its_registers,
				      lockup_has_its_frames, lockup_is_folded,
				      panic_points_at_the_lockup};
	int status = run_tests("seed", tests, 5);

	done();
	return status;
}
