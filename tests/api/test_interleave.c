/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tasks that oops at once, on a kernel that says who prints
 * (CONFIG_PRINTK_CALLER): mixed in any way, each report is what it is alone.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 1000 };

/* A report's lines, without time and caller. */
static const char *const null_oops[] = {
    "BUG: kernel NULL pointer dereference, address: 0000000000000008",
    "#PF: supervisor read access in kernel mode",
    "#PF: error_code(0x0000) - not-present page",
    "PGD 0 P4D 0 ",
    "Oops: 0000 [#1] PREEMPT SMP NOPTI",
    "CPU: 0 PID: 501 Comm: first Not tainted 6.1.0-test #1",
    "RIP: 0010:first_guilty+0x14/0x30 [first_mod]",
    "Code: 55 48 89 e5 53 48 89 fb 48 8b 47 08 <48> 8b 40 08 5b 5d c3",
    "RSP: 0018:ffffc90000a3bd90 EFLAGS: 00010246",
    "RAX: 0000000000000000 RBX: ffff888100a3b000 RCX: 0000000000000000",
    "CR2: 0000000000000008 CR3: 0000000100a3b000 CR4: 0000000000750ef0",
    "Call Trace:",
    " <TASK>",
    " first_caller+0x2a/0x50 [first_mod]",
    " vfs_ioctl+0x21/0x40",
    " __x64_sys_ioctl+0x6e/0xb0",
    " do_syscall_64+0x3b/0x90",
    " entry_SYSCALL_64_after_hwframe+0x63/0xcd",
    "RIP: 0033:0x7f0000000001",
    "RSP: 002b:00007ffd00000001 EFLAGS: 00000246 ORIG_RAX: 0000000000000010",
    " </TASK>",
    "Modules linked in: first_mod(OE) second_mod",
    "CR2: 0000000000000008",
    "---[ end trace 0000000000000000 ]---",
};

static const char *const bug_oops[] = {
    "------------[ cut here ]------------",
    "kernel BUG at fs/second.c:123!",
    "invalid opcode: 0000 [#2] PREEMPT SMP NOPTI",
    "CPU: 1 PID: 502 Comm: second Not tainted 6.1.0-test #1",
    "RIP: 0010:second_guilty+0x99/0x100",
    "Code: 0f 1f 44 00 00 55 48 89 e5 <0f> 0b 66 90 5d c3",
    "RSP: 0018:ffffc90000b3bd90 EFLAGS: 00010286",
    "RAX: 0000000000000001 RBX: ffff888100b3b000 RCX: 0000000000000002",
    "Call Trace:",
    " <TASK>",
    " second_caller+0x11/0x50",
    " vfs_write+0xb5/0x290",
    " ksys_write+0x55/0xd0",
    " __x64_sys_write+0x19/0x20",
    " do_syscall_64+0x3b/0x90",
    " entry_SYSCALL_64_after_hwframe+0x63/0xcd",
    " </TASK>",
    "Modules linked in: first_mod(OE) second_mod",
    "---[ end trace 0000000000000000 ]---",
};

enum {
	NULL_LINES = sizeof(null_oops) / sizeof(null_oops[0]),
	BUG_LINES = sizeof(bug_oops) / sizeof(bug_oops[0]),
};

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16;
}

static void put_line(struct text *log, unsigned caller, const char *line)
{
	text_printf(log, "[   56.500000][ %5s%u] %s\n", "T", caller, line);
}

/* The two reports, mixed by the bits of a random number; -1: one after the other. */
static struct text mixed_log(int seed)
{
	unsigned state = (unsigned)seed;
	struct text log = {0};
	size_t first = 0, second = 0;

	while (first < NULL_LINES || second < BUG_LINES) {
		bool take_first = seed < 0 ? first < NULL_LINES : next_random(&state) % 2;

		if ((take_first && first < NULL_LINES) || second == BUG_LINES)
			put_line(&log, 501, null_oops[first++]);
		else
			put_line(&log, 502, bug_oops[second++]);
	}
	return log;
}

/* A report as JSON without what tells where in the log it is. */
static struct text without_place(const struct koops_report *report)
{
	static const char *const places[] = {
	    "\"line\":", "\"end_line\":", "\"number\":", "\"primary\":"};
	struct text json = report_json(report);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *at = strstr(json.data, places[i]);
		char *end = at ? strchr(at, ',') : NULL;

		if (end)
			memmove(at, end, strlen(end) + 1);
	}
	return json;
}

static void read_log(const struct koops_ctx *ctx, int seed, struct text jsons[2])
{
	struct text log = mixed_log(seed);
	struct reports reports = parse(ctx, log.data, log.size);

	ck_assert_msg(reports.count == 2, "%zu reports in\n%s", reports.count, log.data);
	for (size_t i = 0; i < 2; i++) {
		struct text json = without_place(reports.at[i]);
		bool second = strstr(json.data, "kernel BUG") != NULL;

		ck_assert_ptr_null(jsons[second].data);
		jsons[second] = json;
	}
	reports_free(&reports);
	text_free(&log);
}

START_TEST(callers_do_not_mix)
{
	struct text alone[2] = {{0}, {0}};
	struct koops_ctx *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	read_log(ctx, -1, alone);
	ck_assert_ptr_nonnull(strstr(alone[0].data, "first_guilty"));
	ck_assert_ptr_null(strstr(alone[0].data, "second_guilty"));
	ck_assert_ptr_nonnull(strstr(alone[1].data, "second_guilty"));
	for (int seed = 1; seed <= ROUNDS; seed++) {
		struct text mixed[2] = {{0}, {0}};

		read_log(ctx, seed, mixed);
		for (int i = 0; i < 2; i++) {
			ck_assert_str_eq(mixed[i].data, alone[i].data);
			text_free(&mixed[i]);
		}
	}
	text_free(&alone[0]);
	text_free(&alone[1]);
	koops_ctx_free(ctx);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {callers_do_not_mix};

	return run_tests("interleave", tests, 1);
}
