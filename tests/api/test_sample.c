/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One hang, sampled again and again: what a sample can change must not change
 * the signature, and what tells two bugs apart must.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

/* The reliable frames of the seed outside its cycle, outermost first. */
static const char *const way_in[] = {
    "entry_SYSCALL_64_after_hwframe",
    "do_syscall_64",
    "__x64_sys_perf_event_open",
    "__do_sys_perf_event_open",
    "perf_event_alloc",
    "perf_try_init_event",
    "perf_tp_event_init",
    "perf_trace_init",
    "perf_trace_event_init",
    "perf_ftrace_event_register",
    "register_ftrace_function",
    "register_ftrace_function_nolock",
    "ftrace_startup",
    "ftrace_startup_enable",
    "arch_ftrace_update_code",
    "ftrace_modify_all_code",
    "ftrace_replace_code",
    "text_poke_queue",
    "text_poke_bp_batch",
    "text_poke",
    "__text_poke",
    "__get_locked_pte",
    "_raw_spin_lock",
    NULL, /* 0xffffffffa02010b1 */
};

/* The seed's cycle, in the order of its calls. */
static const char *const cycle[] = {
    "perf_ftrace_function_call", "perf_tp_event", "perf_swevent_event", "ftrace_call",
    "arch_ftrace_ops_list_func",
};

enum {
	WAY_IN = sizeof(way_in) / sizeof(way_in[0]),
	CYCLE = sizeof(cycle) / sizeof(cycle[0]),
	/* perf_event_open's wrapper and the two calls below it; see docs/signature.md. */
	KEY_FIRST = 2,
	KEY_LAST = 5,
};

struct sample {
	/* Where in the cycle the trace begins and how often it goes around. */
	unsigned phase, turns, part;
	/* For all that is of no matter: addresses, offsets, numbers. */
	unsigned random;
	bool unreliable;
	/* The index in way_in of a frame that has another name, or -1. */
	int other;
};

static struct koops_ctx *ctx;

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 8 & 0xffff;
}

static void put_frame(struct text *log, const char *name, const struct sample *sample,
		      unsigned *random)
{
	unsigned time = next_random(random);

	if (sample->unreliable && next_random(random) % 2)
		text_printf(log, "[  %u.%06u]  ? write_comp_data+0x%x/0x90\n", time, time,
			    next_random(random));
	if (name)
		text_printf(log, "[  %u.%06u]  %s+0x%x/0x%x\n", time, time, name,
			    next_random(random), next_random(random) + 0x10000);
	else
		text_printf(log, "[  %u.%06u]  0xffffffffa%07x\n", time, time, next_random(random));
}

static void put_header(struct text *log, unsigned *random)
{
	static const char *const registers[] = {"RAX", "RBX", "RCX", "RDX"};
	unsigned cpu = next_random(random) % 64, pid = next_random(random);

	text_printf(log, "watchdog: BUG: soft lockup - CPU#%u stuck for %us! [repro%u:%u]\n", cpu,
		    22 + next_random(random) % 200, cpu, pid);
	text_printf(log, "CPU: %u PID: %u Comm: repro%u Not tainted 6.%u.0-rc%u+ #%u\n", cpu, pid,
		    cpu, next_random(random) % 20, next_random(random) % 9, next_random(random));
	text_printf(log, "RIP: 0010:function_%u+0x%x/0x40\n", next_random(random),
		    next_random(random) % 0x40);
	for (size_t i = 0; i < 4; i++)
		text_printf(log, "%s: ffff8880%08x ", registers[i], next_random(random));
	text_printf(log, "\nCall Trace:\n <TASK>\n");
}

static struct text sample_log(const struct sample *sample)
{
	unsigned random = sample->random;
	/* A turn is closed: it comes back to where it began. */
	unsigned depth = sample->turns * CYCLE + 1 + sample->part;
	struct text log = {0};

	put_header(&log, &random);
	while (depth--)
		put_frame(&log, cycle[(sample->phase + depth) % CYCLE], sample, &random);
	for (int i = WAY_IN - 1; i >= 0; i--)
		put_frame(&log, i == sample->other ? "another_function" : way_in[i], sample,
			  &random);
	text_printf(&log, "RIP: 0033:0x7f%010x\n </TASK>\n", next_random(&random));
	return log;
}

struct signature {
	char key[64], stack[64], site[64];
};

static void copy_signature(const struct koops_report *report, struct signature *signature)
{
	strcpy(signature->key, koops_report_signature(report, KOOPS_LEVEL_KEY).data);
	strcpy(signature->stack, koops_report_signature(report, KOOPS_LEVEL_STACK).data);
	strcpy(signature->site, koops_report_signature(report, KOOPS_LEVEL_SITE).data);
	ck_assert_uint_eq(strlen(signature->key), strlen("k1-") + 32);
	ck_assert_uint_eq(strlen(signature->stack), strlen("k1-") + 32);
}

static struct signature sign(const struct sample *sample)
{
	struct text log = sample_log(sample);
	struct reports reports;
	struct signature signature;

	if (!ctx)
		ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log.data, log.size);
	ck_assert_uint_eq(reports.count, 1);
	copy_signature(reports.at[0], &signature);
	reports_free(&reports);
	text_free(&log);
	return signature;
}

static struct signature seed_signature(void)
{
	struct text log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct reports reports;
	struct signature signature;

	if (!ctx)
		ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log.data, log.size);
	copy_signature(reports.at[0], &signature);
	reports_free(&reports);
	text_free(&log);
	return signature;
}

START_TEST(phase_and_depth_do_not_matter)
{
	struct signature seed = seed_signature();

	for (unsigned phase = 0; phase < CYCLE; phase++)
		for (unsigned turns = 1; turns <= 50; turns++)
			for (unsigned part = 0; part < CYCLE; part++) {
				struct sample sample = {phase, turns, part, 1, true, -1};
				struct signature got = sign(&sample);

				ck_assert_str_eq(got.key, seed.key);
				ck_assert_str_eq(got.stack, seed.stack);
				ck_assert_str_eq(got.site, seed.site);
			}
}
END_TEST

START_TEST(numbers_do_not_matter)
{
	struct signature seed = seed_signature();

	for (unsigned random = 1; random <= 200; random++) {
		struct sample sample = {0, 2, 1, random, random % 2, -1};
		struct signature got = sign(&sample);

		ck_assert_str_eq(got.key, seed.key);
		ck_assert_str_eq(got.stack, seed.stack);
	}
}
END_TEST

START_TEST(another_frame_outside_the_cycle_is_another_stack)
{
	struct signature seed = seed_signature();

	for (int i = 0; i < WAY_IN; i++) {
		struct sample sample = {0, 2, 1, 1, true, i};

		ck_assert_str_ne(sign(&sample).stack, seed.stack);
	}
}
END_TEST

START_TEST(another_way_in_is_another_key)
{
	struct signature seed = seed_signature();

	for (int i = KEY_FIRST; i <= KEY_LAST; i++) {
		struct sample sample = {0, 2, 1, 1, true, i};
		struct signature got = sign(&sample);

		/* One of the two names of the system call is enough to know it. */
		if (i == 2 || i == 3)
			continue;
		ck_assert_str_ne(got.key, seed.key);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {phase_and_depth_do_not_matter, numbers_do_not_matter,
				      another_frame_outside_the_cycle_is_another_stack,
				      another_way_in_is_another_key};
	int status = run_tests("sample", tests, 4);

	koops_ctx_free(ctx);
	return status;
}
