/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that can't be get a clear answer.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

static struct koops_ctx *new_ctx(void)
{
	struct koops_ctx *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	return ctx;
}

START_TEST(free_of_null_does_nothing)
{
	koops_ctx_free(NULL);
	koops_parser_free(NULL);
	koops_report_free(NULL);
	koops_symbolizer_free(NULL);
}
END_TEST

START_TEST(options_of_a_wrong_size_are_refused)
{
	const struct koops_ctx_options ctx_options = {.size = 1};
	const struct koops_parser_options parser_options = {.size = 1};
	struct koops_ctx *made = NULL, *ctx = new_ctx();
	struct koops_parser *parser = NULL;
	struct koops_error error = {0};

	ck_assert_int_eq(koops_ctx_new(&ctx_options, &error, &made), KOOPS_E_INVALID);
	ck_assert_int_eq(error.status, KOOPS_E_INVALID);
	ck_assert_uint_gt(strlen(error.message), 0);
	ck_assert_ptr_null(made);
	ck_assert_int_eq(koops_parser_new(ctx, &parser_options, &error, &parser), KOOPS_E_INVALID);
	ck_assert_ptr_null(parser);
	koops_ctx_free(ctx);
}
END_TEST

START_TEST(a_symbolizer_needs_all_it_is_made_from)
{
	const struct koops_symbolizer_options small = {.size = 1};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_ctx *ctx = new_ctx();

	ck_assert_int_eq(koops_symbolizer_new(ctx, NULL, NULL, &symbolizer), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_symbolizer_new(ctx, &small, NULL, &symbolizer), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_symbolizer_share(NULL, NULL, &symbolizer), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_symbolizer_apply(NULL, NULL, NULL), KOOPS_E_INVALID);
	ck_assert_ptr_null(symbolizer);
	koops_ctx_free(ctx);
}
END_TEST

START_TEST(signatures_of_an_unknown_version_are_refused)
{
	struct koops_ctx_options options = {.size = sizeof(options), .signature_version = "k0"};
	struct koops_ctx *ctx = NULL;
	struct koops_error error;

	ck_assert_int_eq(koops_ctx_new(&options, &error, &ctx), KOOPS_E_INVALID);
	ck_assert_ptr_nonnull(strstr(error.message, "k0"));
	ck_assert_ptr_null(ctx);
	for (size_t i = 0; koops_signature_version(i); i++) {
		options.signature_version = koops_signature_version(i);
		ck_assert_int_eq(koops_ctx_new(&options, &error, &ctx), KOOPS_OK);
		koops_ctx_free(ctx);
	}
	ck_assert_ptr_nonnull(koops_signature_version(0));
}
END_TEST

START_TEST(half_an_allocator_is_refused)
{
	const struct koops_allocator allocator = {0};
	const struct koops_ctx_options options = {sizeof(options), &allocator};
	struct koops_ctx *ctx = NULL;

	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_E_INVALID);
	ck_assert_ptr_null(ctx);
}
END_TEST

START_TEST(a_finished_parser_takes_nothing)
{
	struct koops_ctx *ctx = new_ctx();
	struct koops_parser *parser;

	ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, NULL, 0, NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, NULL, 1, NULL), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, "x", 1, NULL), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_parser_flush(parser, NULL), KOOPS_E_INVALID);
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_E_INVALID);
	koops_parser_free(parser);
	koops_ctx_free(ctx);
}
END_TEST

static bool stop(struct koops_report *report, void *user)
{
	++*(int *)user;
	koops_report_free(report);
	return false;
}

START_TEST(a_callback_can_stop)
{
	struct text log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct koops_ctx *ctx = new_ctx();
	int calls = 0;

	ck_assert_int_eq(koops_parse_buffer(ctx, NULL, log.data, log.size, stop, &calls, NULL),
			 KOOPS_E_STOPPED);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(koops_parse_buffer(ctx, NULL, log.data, log.size, NULL, NULL, NULL),
			 KOOPS_E_INVALID);
	koops_ctx_free(ctx);
	text_free(&log);
}
END_TEST

/* How many reports are held at a time, by the blocks of memory that are. */
struct held {
	size_t now, most;
};

static void *held_alloc(size_t size, void *user)
{
	struct held *held = user;

	if (++held->now > held->most)
		held->most = held->now;
	return malloc(size);
}

static void *held_realloc(void *memory, size_t size, void *user)
{
	return memory ? realloc(memory, size) : held_alloc(size, user);
}

static void held_free(void *memory, void *user)
{
	((struct held *)user)->now--;
	free(memory);
}

static bool count_report(struct koops_report *report, void *user)
{
	++*(size_t *)user;
	koops_report_free(report);
	return true;
}

/* A log of nothing but reports is not held as a whole. */
START_TEST(reports_are_handed_on_as_they_end)
{
	enum { REPORTS = 30000 };
	struct held held = {0};
	const struct koops_allocator allocator = {held_alloc, held_realloc, held_free, &held};
	const struct koops_ctx_options options = {.size = sizeof(options), .allocator = &allocator};
	struct koops_ctx *ctx;
	struct text log = {0};
	size_t count = 0, before;

	for (int i = 0; i < REPORTS; i++)
		text_printf(&log, "BUG: x\n");
	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
	before = held.now;
	ck_assert_int_eq(
	    koops_parse_buffer(ctx, NULL, log.data, log.size, count_report, &count, NULL),
	    KOOPS_OK);
	ck_assert_uint_eq(count, REPORTS);
	ck_assert_uint_lt(held.most - before, REPORTS / 4);
	koops_ctx_free(ctx);
	ck_assert_uint_eq(held.now, 0);
	text_free(&log);
}
END_TEST

/*
 * "last message repeated" makes a line 256 at the most, each of which counts as 64 bytes or
 * more, and a log not many times as long.
 */
START_TEST(repeats_have_a_bound)
{
	enum { PAIRS = 1000, AT_ONCE = 256 };
	struct koops_ctx *ctx = new_ctx();
	struct text log = {0};
	size_t count = 0;

	for (int i = 0; i < PAIRS; i++) {
		text_printf(&log, "Mar 30 21:39:14 h kernel: BUG: x\n"
				  "Mar 30 21:39:14 h last message repeated 1000 times\n");
		if (i == 0) {
			ck_assert_int_eq(koops_parse_buffer(ctx, NULL, log.data, log.size,
							    count_report, &count, NULL),
					 KOOPS_OK);
			ck_assert_uint_eq(count, 1 + AT_ONCE);
			count = 0;
		}
	}
	ck_assert_int_eq(
	    koops_parse_buffer(ctx, NULL, log.data, log.size, count_report, &count, NULL),
	    KOOPS_OK);
	ck_assert_uint_gt(count, PAIRS);
	/* A line is read itself, and one comes back with each. */
	ck_assert_uint_le(count, PAIRS + 2 * PAIRS + AT_ONCE);
	koops_ctx_free(ctx);
	text_free(&log);
}
END_TEST

START_TEST(schedulers_and_builds_are_told)
{
	struct text log = read_fixture("warning/sched-ext/input.log");
	struct koops_ctx *ctx = new_ctx();
	struct reports reports = parse(ctx, log.data, log.size);
	const struct koops_report *report = reports.at[0];
	struct koops_module module;

	ck_assert_view(koops_report_string(report, KOOPS_REPORT_SCHED_EXT),
		       "demo_sched (enabled+all), task: runnable_at=-5ms");
	ck_assert_view(koops_report_string(report, KOOPS_REPORT_STOPPER),
		       "multi_cpu_stop+0x0/0x120 <- __stop_cpus.constprop.0+0x4c/0x80");
	ck_assert(koops_report_module(report, 0, &module));
	ck_assert_view(module.build_id, "0123456789abcdef0123456789abcdef01234567");
	ck_assert(koops_report_module(report, 1, &module));
	ck_assert_uint_eq(module.build_id.size, 0);
	reports_free(&reports);
	koops_ctx_free(ctx);
	text_free(&log);
}
END_TEST

START_TEST(what_is_behind_an_end_is_absent)
{
	struct text log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct koops_ctx *ctx = new_ctx();
	struct reports reports = parse(ctx, log.data, log.size);
	const struct koops_report *report = reports.at[0];
	struct koops_str name, value;
	struct koops_module module;
	struct koops_kind kind;
	uint64_t number;
	size_t kinds = 0;

	ck_assert_ptr_null(koops_report_trace(report, 1000));
	ck_assert_ptr_null(koops_trace_frame(koops_report_trace(report, 0), 1000));
	ck_assert_ptr_null(koops_trace_folded(koops_report_trace(report, 0), 1000));
	ck_assert(!koops_report_register(report, KOOPS_REGISTERS_USER, 1000, &name, &value));
	ck_assert(!koops_report_module(report, 0, &module));
	ck_assert_uint_eq(koops_report_list(report, KOOPS_REPORT_LOCKS, 9).size, 0);
	ck_assert_uint_eq(koops_report_string(report, (enum koops_report_string)999).size, 0);
	ck_assert(!koops_report_number(report, (enum koops_report_number)999, &number));
	ck_assert_uint_eq(koops_report_signature(report, (enum koops_level)9).size, 0);
	ck_assert_str_eq(koops_level_name((enum koops_level)9), "unknown");
	ck_assert_str_eq(koops_status_name((enum koops_status)99), "unknown status");
	while (koops_ctx_kind(ctx, kinds, &kind)) {
		ck_assert_ptr_nonnull(kind.name);
		ck_assert_ptr_nonnull(kind.example);
		kinds++;
	}
	ck_assert_uint_gt(kinds, 1);
	reports_free(&reports);
	koops_ctx_free(ctx);
	text_free(&log);
}
END_TEST

/* Each example of a kind is a line of that kind. */
START_TEST(examples_of_kinds_are_of_their_kind)
{
	struct koops_ctx *ctx = new_ctx();
	struct koops_kind kind;

	for (size_t i = 0; koops_ctx_kind(ctx, i, &kind); i++) {
		struct reports reports = parse(ctx, kind.example, strlen(kind.example));

		ck_assert_msg(reports.count == 1, "%s", kind.example);
		ck_assert_str_eq(koops_report_string(reports.at[0], KOOPS_REPORT_KIND).data,
				 kind.name);
		reports_free(&reports);
	}
	koops_ctx_free(ctx);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {free_of_null_does_nothing,
				      options_of_a_wrong_size_are_refused,
				      a_symbolizer_needs_all_it_is_made_from,
				      half_an_allocator_is_refused,
				      signatures_of_an_unknown_version_are_refused,
				      a_finished_parser_takes_nothing,
				      a_callback_can_stop,
				      reports_are_handed_on_as_they_end,
				      repeats_have_a_bound,
				      schedulers_and_builds_are_told,
				      what_is_behind_an_end_is_absent,
				      examples_of_kinds_are_of_their_kind};

	return run_tests("misuse", tests, sizeof(tests) / sizeof(tests[0]));
}
