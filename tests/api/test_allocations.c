/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How often the allocator is called.
 */
#include "../failing.h"
#include "common.h"

/* A context and a parser whose allocations are counted. */
struct counted {
	struct failing counter;
	struct koops_ctx *ctx;
	struct koops_parser *parser;
};

static void open_counted(struct counted *counted)
{
	const struct koops_allocator allocator = FAILING_HOOKS(&counted->counter);
	const struct koops_ctx_options options = {sizeof(options), &allocator};

	counted->counter = (struct failing){0};
	ck_assert_int_eq(koops_ctx_new(&options, NULL, &counted->ctx), KOOPS_OK);
	ck_assert_int_eq(koops_parser_new(counted->ctx, NULL, NULL, &counted->parser), KOOPS_OK);
}

/* Nothing is left of them. */
static void close_counted(struct counted *counted)
{
	koops_parser_free(counted->parser);
	koops_ctx_free(counted->ctx);
	ck_assert_uint_eq(counted->counter.live, 0);
}

/* Feeds a log again and again, with a line between; returns the calls of the allocator. */
static size_t feed_times(struct counted *counted, const struct text *log, unsigned times,
			 size_t *reports)
{
	size_t before = counted->counter.calls;
	struct koops_report *report;

	for (unsigned i = 0; i < times; i++) {
		ck_assert_int_eq(koops_parser_feed(counted->parser, log->data, log->size, NULL),
				 KOOPS_OK);
		ck_assert_int_eq(koops_parser_flush(counted->parser, NULL), KOOPS_OK);
		for (; (report = koops_parser_next(counted->parser)); ++*reports)
			koops_report_free(report);
	}
	return counted->counter.calls - before;
}

static void check_bound(const char *fixture)
{
	enum { A_REPORT = 24, TIMES = 20 };
	struct text log = read_fixture(fixture);
	struct counted counted;
	size_t first, second, live, reports = 0;

	open_counted(&counted);
	/* Buffers grow to their size, and the last causes are there. */
	feed_times(&counted, &log, TIMES, &reports);
	live = counted.counter.live;
	reports = 0;
	first = feed_times(&counted, &log, TIMES, &reports);
	ck_assert_uint_gt(reports, 0);
	ck_assert_uint_le(first, reports * A_REPORT);
	second = feed_times(&counted, &log, TIMES, &reports);
	ck_assert_uint_eq(second, first);
	ck_assert_uint_eq(counted.counter.live, live);
	close_counted(&counted);
	text_free(&log);
}

/* What a report costs the allocator has a bound, and does not grow with the log. */
START_TEST(allocations_a_report_are_bounded)
{
	check_bound("soft-lockup/perf-ftrace-mail/input.log");
	check_bound("kasan/use-after-free/input.log");
	check_bound("rcu-stall/self-detected/input.log");
}
END_TEST

/* Lines are kept 64 to a block, their text in blocks that grow to 32 KB. */
START_TEST(a_long_trace_takes_few_allocations)
{
	enum { FRAMES = 5000, MOST = 140 };
	struct counted counted;
	struct text log = {0};
	size_t reports = 0;

	text_printf(&log, "[    1.000000] BUG: soft lockup - CPU#0 stuck for 22s! [a:1]\n");
	text_printf(&log, "[    1.000000] Call Trace:\n");
	for (int i = 0; i < FRAMES; i++)
		text_printf(&log, "[    1.000000]  function_%d+0x1/0x2\n", i);
	open_counted(&counted);
	ck_assert_uint_le(feed_times(&counted, &log, 1, &reports), MOST);
	ck_assert_uint_eq(reports, 1);
	close_counted(&counted);
	text_free(&log);
}
END_TEST

/* Reports of several callers are open: nothing of them is left. */
START_TEST(a_parser_may_be_freed_amid_reports)
{
	struct counted counted;
	struct text log = {0};

	for (int caller = 1; caller <= 4; caller++)
		text_printf(&log,
			    "[    1.000000][  T%d] BUG: unable to handle page fault\n"
			    "[    1.000000][  T%d] Oops: 0002 [#1] PREEMPT SMP PTI\n",
			    caller, caller);
	open_counted(&counted);
	ck_assert_int_eq(koops_parser_feed(counted.parser, log.data, log.size, NULL), KOOPS_OK);
	ck_assert_ptr_null(koops_parser_next(counted.parser));
	close_counted(&counted);
	text_free(&log);
}
END_TEST

/* Lines that look like reports and are none leave nothing behind. */
START_TEST(lines_that_begin_nothing_take_no_memory)
{
	enum { LINES = 20000 };
	struct counted counted;
	struct text log = {0};
	size_t reports = 0;

	for (int i = 0; i < LINES; i++)
		text_printf(&log, "usb 1-1: see WARNING: at all %d\n", i);
	open_counted(&counted);
	feed_times(&counted, &log, 1, &reports);
	ck_assert_uint_eq(feed_times(&counted, &log, 1, &reports), 0);
	ck_assert_uint_eq(reports, 0);
	close_counted(&counted);
	text_free(&log);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    allocations_a_report_are_bounded, a_long_trace_takes_few_allocations,
	    a_parser_may_be_freed_amid_reports, lines_that_begin_nothing_take_no_memory};

	return run_tests("allocations", tests, 4);
}
