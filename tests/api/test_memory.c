/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An allocator that fails, at every allocation in turn.  With the argument "all": over
 * all fixtures.
 */
#include <glob.h>
#include <string.h>

#include "../failing.h"
#include "common.h"

static bool append(const char *data, size_t size, void *user)
{
	text_printf(user, "%.*s", (int)size, data);
	return true;
}

/* As JSON and as text; `status` is that of the first thing that failed. */
static void write_report(const struct koops_report *report, struct text *out,
			 enum koops_status *status)
{
	const struct koops_text_options options = {.size = sizeof(options), .all = true};

	if (*status == KOOPS_OK)
		*status = koops_report_write_json(report, append, out);
	if (*status == KOOPS_OK)
		*status = koops_report_write_text(report, &options, append, out);
}

/* Reads a log to its end, and writes its reports; returns how many. */
static size_t finish(struct koops_parser *parser, const struct text *log, struct text *out,
		     enum koops_status *status)
{
	struct koops_report *report;
	size_t count = 0;

	*status = koops_parser_feed(parser, log->data, log->size, NULL);
	if (*status == KOOPS_OK)
		*status = koops_parser_finish(parser, NULL);
	for (; (report = koops_parser_next(parser)); count++) {
		write_report(report, out, status);
		koops_report_free(report);
	}
	return count;
}

/* After it failed, a parser reads what it is fed next; `want` reports are in the log. */
static void read_on(struct koops_parser *parser, const struct text *log, size_t want)
{
	enum koops_status status;
	struct koops_report *report;
	struct text out = {0};

	ck_assert_int_eq(koops_parser_flush(parser, NULL), KOOPS_OK);
	while ((report = koops_parser_next(parser)))
		koops_report_free(report);
	ck_assert_int_eq(koops_parser_feed(parser, "\n", 1, NULL), KOOPS_OK);
	ck_assert_uint_eq(finish(parser, log, &out, &status), want);
	ck_assert_int_eq(status, KOOPS_OK);
	text_free(&out);
}

/* Every allocation of reading a log fails in turn: nothing leaks, nothing is left out unsaid. */
static void check_log(const char *name, const struct text *log, const struct text *next,
		      size_t next_count)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	const struct koops_ctx_options options = {sizeof(options), &hooks};
	struct text want = {0};
	struct koops_ctx *ctx;
	size_t calls;
	bool done = false;

	for (size_t i = 0; !done; i++) {
		struct koops_parser *parser = NULL;
		enum koops_status status;
		struct text got = {0};

		/* One that has compiled nothing yet. */
		failing.fail_at = 0;
		ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
		calls = failing.calls;
		failing.fail_at = i ? calls + i : 0;
		status = koops_parser_new(ctx, NULL, NULL, &parser);
		if (status == KOOPS_OK)
			finish(parser, log, i ? &got : &want, &status);
		done = i && failing.calls - calls < i;
		if (status == KOOPS_OK)
			ck_assert_msg(
			    !i || (got.size == want.size && !memcmp(got.data, want.data, got.size)),
			    "%s: allocation %zu failed silently", name, i);
		else
			ck_assert_msg(i && !done && status == KOOPS_E_MEMORY,
				      "%s: allocation %zu: %s", name, i, koops_status_name(status));
		failing.fail_at = 0;
		if (status != KOOPS_OK && parser)
			read_on(parser, next, next_count);
		koops_parser_free(parser);
		koops_ctx_free(ctx);
		ck_assert_msg(failing.live == 0, "%s: allocation %zu leaks", name, i);
		text_free(&got);
	}
	text_free(&want);
}

/* A context keeps the patterns that a log needed, and nothing else of it. */
static void check_kept(const char *name, const struct text *log)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	const struct koops_ctx_options options = {sizeof(options), &hooks};
	struct koops_ctx *ctx;
	size_t live = 0;

	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
	for (int i = 0; i < 3; i++) {
		struct koops_parser *parser;
		enum koops_status status;
		struct text out = {0};

		ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
		finish(parser, log, &out, &status);
		ck_assert_int_eq(status, KOOPS_OK);
		koops_parser_free(parser);
		text_free(&out);
		ck_assert_msg(!i || failing.live == live, "%s: a parser leaks", name);
		live = failing.live;
	}
	koops_ctx_free(ctx);
	ck_assert_uint_eq(failing.live, 0);
}

START_TEST(a_context_can_fail)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	const struct koops_ctx_options options = {sizeof(options), &hooks};
	struct koops_error error = {0};
	struct koops_ctx *ctx = NULL;
	enum koops_status status;

	for (size_t i = 1; !ctx; i++) {
		failing = (struct failing){.fail_at = i};
		status = koops_ctx_new(&options, &error, &ctx);
		ck_assert_int_eq(status, failing.calls < i ? KOOPS_OK : KOOPS_E_MEMORY);
		if (status == KOOPS_OK)
			break;
		ck_assert_int_eq(error.status, KOOPS_E_MEMORY);
		ck_assert_uint_gt(strlen(error.message), 0);
		ck_assert_uint_eq(failing.live, 0);
	}
	ck_assert_uint_gt(failing.calls, 10);
	koops_ctx_free(ctx);
	ck_assert_uint_eq(failing.live, 0);
}
END_TEST

/* With much that the others don't have: consequences, modules, registers, wrappings, interleaving.
 */
static const char *const few[] = {
    "soft-lockup/perf-ftrace-mail/input.log",
    "kmsan/usb-infoleak/input.log",
    "kasan/use-after-free/input.log",
    "vm-several/input.log",
    "slab/not-tainted/input.log",
};

static void check_fixture(const char *name)
{
	/* Two reports. */
	struct text next = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct text log = read_fixture(name);

	check_log(name, &log, &next, 2);
	check_kept(name, &log);
	text_free(&log);
	text_free(&next);
}

START_TEST(reading_can_fail)
{
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		check_fixture(few[i]);
}
END_TEST

/* Reports of which each value is copied; "%" is something long that comes first. */
static const char *const varied[] = {
    /* x86 */
    "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
    "Hardware name: %\nCPU: 1 UID: 7 PID: 516 Comm: repro Not tainted 6.1.0 #1\n"
    "Workqueue: events work_fn\nRIP: 0010:where_it_was_at_all+0x1/0x10 [one]\nCode: 00 11 <22> 33\n"
    "RSP: 0018:ffffc90000a3bd90 EFLAGS: 00010246\nRAX: 0000000000000000 RBX: 0000000000000001\n"
    "Call Trace:\n <IRQ>\n [<ffffffff81000001>] a_function_of_an_interrupt+0x1/0x10 "
    "drivers/some/interrupt.c:12\n </IRQ>\n <TASK>\n"
    "RIP: 0010:where_the_task_was_hit+0x1/0x10\n b+0x1/0x10 [one]\n __x64_sys_read+0x1/0x10\n "
    "</TASK>\n"
    "Modules linked in: one(O) two [last unloaded: three]\n another_of_some_length\n",
    /* mm/slub.c, of which no "CPU:" line says the taint. */
    "BUG kmalloc-64 (Tainted: G    B      ): Poison overwritten\nHardware name: %\n"
    "INFO: Allocated in foo+0x1/0x10 age=1 cpu=2 pid=3\n foo+0x1/0x10\n bar+0x1/0x10\n"
    "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n",
    /* arm, with the first callee, and i386's frames without names */
    "Unable to handle kernel NULL pointer dereference at virtual address 00000008\n"
    "Hardware name: %\nPC is at leaf+0x1/0x10\nBacktrace:\n"
    "[<c0333330>] (callee) from [<c031c7a0>] (foo+0x1a/0x20)\n"
    "[<c107247c>] [<c107247d>] [<c107247e>]\n",
    /* s390's and powerpc's words */
    "Unable to handle kernel pointer dereference in virtual kernel address space\n"
    "Hardware name: %\nKrnl PSW : 0704c00180000000 000000000010d5d6 (leaf+0x16/0x30)\n"
    "Krnl GPRS: 0000000000000000 0000000000000001 0000000000000002 0000000000000003\n"
    "           0000000000000004 0000000000000005 0000000000000006 0000000000000007\n"
    "Instruction dump:\n60000000 3c62ff84\n4bfffe00 <90a90014>\nCall Trace:\n a+0x1/0x10\n",
    /* Where nothing can be named. */
    "Oops: 0002 [#1] PREEMPT SMP PTI\nHardware name: %\n",
    /* kernel/locking/lockdep.c */
    "WARNING: possible recursive locking detected\n6.1.0-of-some-length #1 SMP PREEMPT_DYNAMIC Not "
    "tainted\nHardware name: %\n"
    "repro/516 is trying to acquire lock:\n"
    "ffff888012345678 (&x->lock){+.+.}-{3:3}, at: __x64_sys_read+0x1/0x10\n"
    "1 lock held by repro/516:\n"
    " #0: ffff888012345678 (&x->lock){+.+.}-{3:3}, at: bar+0x1/0x10\n"
    "irq event stamp: 12\nhardirqs last  enabled at (1): foo+0x1/0x10\n",
};

/* Reads a log; the allocation `fail_at` of those of its end fails.  Returns how many these are. */
static size_t read_end(struct koops_parser *parser, const struct text *log, struct failing *failing,
		       size_t fail_at, struct text *out, enum koops_status *status)
{
	struct koops_report *report;
	size_t calls;

	ck_assert_int_eq(koops_parser_feed(parser, log->data, log->size, NULL), KOOPS_OK);
	calls = failing->calls;
	failing->fail_at = fail_at ? calls + fail_at : 0;
	*status = koops_parser_flush(parser, NULL);
	failing->fail_at = 0;
	calls = failing->calls - calls;
	while ((report = koops_parser_next(parser))) {
		write_report(report, out, &(enum koops_status){KOOPS_OK});
		koops_report_free(report);
	}
	return calls;
}

static void check_shifted(const struct koops_ctx *ctx, struct failing *failing,
			  const struct text *log)
{
	struct text want = {0};
	enum koops_status status;
	size_t calls = 1;

	for (size_t i = 0; i <= calls; i++) {
		struct koops_parser *parser;
		struct text got = {0};

		ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
		if (i) {
			read_end(parser, log, failing, i, &got, &status);
			ck_assert_msg(
			    status == KOOPS_E_MEMORY ||
				(got.size == want.size && !memcmp(got.data, want.data, got.size)),
			    "allocation %zu failed silently:\n%s", i, log->data);
		} else {
			calls = read_end(parser, log, failing, 0, &want, &status);
			ck_assert_int_eq(status, KOOPS_OK);
			ck_assert_uint_gt(want.size, 0);
		}
		koops_parser_free(parser);
		text_free(&got);
	}
	text_free(&want);
}

/* Values are copied into blocks of 8 KiB: each may be the one that begins another. */
START_TEST(each_value_can_fail)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	const struct koops_ctx_options options = {sizeof(options), &hooks};
	struct koops_ctx *ctx;
	char name[8200];

	memset(name, 'x', sizeof(name));
	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
	for (size_t i = 0; i < sizeof(varied) / sizeof(varied[0]); i++) {
		const char *at = strchr(varied[i], '%');

		for (size_t size = 3000; size < sizeof(name); size += 13) {
			struct text log = {0};

			text_printf(&log, "%.*s%.*s%s", (int)(at - varied[i]), varied[i], (int)size,
				    name, at + 1);
			check_shifted(ctx, &failing, &log);
			text_free(&log);
		}
	}
	koops_ctx_free(ctx);
	ck_assert_uint_eq(failing.live, 0);
}
END_TEST

static void check_all(const char *pattern)
{
	glob_t found;

	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_fixture(found.gl_pathv[i] + strlen(FIXTURES) + 1);
	globfree(&found);
}

START_TEST(reading_any_fixture_can_fail)
{
	check_all(FIXTURES "/*/*/input.log");
	check_all(FIXTURES "/*/input.log");
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const quick[] = {a_context_can_fail, reading_can_fail, each_value_can_fail};
	const TTest *const all[] = {reading_any_fixture_can_fail};

	if (argc > 1 && !strcmp(argv[1], "all"))
		return run_tests("memory", all, 1);
	return run_tests("memory", quick, 3);
}
