/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An allocator that fails, at every allocation in turn.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

/* Counts what is allocated, and fails at a given allocation. */
struct counter {
	size_t calls, fail_at, live;
};

static bool fails(struct counter *counter)
{
	return ++counter->calls == counter->fail_at;
}

static void *count_alloc(size_t size, void *user)
{
	struct counter *counter = user;

	ck_assert_uint_ne(size, 0);
	if (fails(counter))
		return NULL;
	counter->live++;
	return malloc(size);
}

static void *count_realloc(void *memory, size_t size, void *user)
{
	struct counter *counter = user;

	ck_assert_uint_ne(size, 0);
	if (fails(counter))
		return NULL;
	counter->live += memory == NULL;
	return realloc(memory, size);
}

static void count_free(void *memory, void *user)
{
	struct counter *counter = user;

	ck_assert_ptr_nonnull(memory);
	counter->live--;
	free(memory);
}

static bool write_nothing(const char *data, size_t size, void *user)
{
	(void)data;
	(void)size;
	(void)user;
	return true;
}

/* Reads a log, its reports too; returns whether memory sufficed. */
static bool run(const struct koops_allocator *allocator, const struct text *log)
{
	const struct koops_ctx_options options = {sizeof(options), allocator};
	struct koops_parser *parser = NULL;
	struct koops_report *report;
	struct koops_ctx *ctx = NULL;
	struct koops_error error = {0};
	enum koops_status status = koops_ctx_new(&options, &error, &ctx);

	if (status == KOOPS_OK)
		status = koops_parser_new(ctx, NULL, &error, &parser);
	if (status == KOOPS_OK)
		status = koops_parser_feed(parser, log->data, log->size, &error);
	if (status == KOOPS_OK)
		status = koops_parser_finish(parser, &error);
	while (parser && (report = koops_parser_next(parser))) {
		if (status == KOOPS_OK)
			status = koops_report_write_json(report, write_nothing, NULL);
		if (status == KOOPS_OK)
			status = koops_report_write_text(report, NULL, write_nothing, NULL);
		koops_report_free(report);
	}
	if (status != KOOPS_OK)
		ck_assert_int_eq(status, KOOPS_E_MEMORY);
	koops_parser_free(parser);
	koops_ctx_free(ctx);
	return status == KOOPS_OK;
}

START_TEST(every_allocation_can_fail)
{
	struct text log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct counter counter = {0};
	const struct koops_allocator allocator = {count_alloc, count_realloc, count_free, &counter};
	size_t calls;

	ck_assert(run(&allocator, &log));
	ck_assert_uint_eq(counter.live, 0);
	calls = counter.calls;
	ck_assert_uint_gt(calls, 10);
	for (size_t i = 1; i <= calls; i++) {
		counter = (struct counter){.fail_at = i};
		ck_assert_msg(!run(&allocator, &log), "allocation %zu of %zu", i, calls);
		ck_assert_uint_eq(counter.live, 0);
	}
	text_free(&log);
}
END_TEST

/* After a failure the parser goes on with what it is fed. */
START_TEST(a_parser_survives_a_failure)
{
	struct text log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct counter counter = {0};
	const struct koops_allocator allocator = {count_alloc, count_realloc, count_free, &counter};
	const struct koops_ctx_options options = {sizeof(options), &allocator};
	struct koops_parser *parser;
	struct koops_report *report;
	struct koops_ctx *ctx;
	size_t found = 0;

	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
	ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
	counter.fail_at = counter.calls + 3;
	ck_assert_int_eq(koops_parser_feed(parser, log.data, log.size, NULL), KOOPS_E_MEMORY);
	ck_assert_int_eq(koops_parser_flush(parser, NULL), KOOPS_OK);
	while ((report = koops_parser_next(parser)))
		koops_report_free(report);
	ck_assert_int_eq(koops_parser_feed(parser, "\n", 1, NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, log.data, log.size, NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	for (; (report = koops_parser_next(parser)); found++)
		koops_report_free(report);
	ck_assert_uint_eq(found, 2);
	koops_parser_free(parser);
	koops_ctx_free(ctx);
	ck_assert_uint_eq(counter.live, 0);
	text_free(&log);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {every_allocation_can_fail, a_parser_survives_a_failure};

	return run_tests("memory", tests, 2);
}
