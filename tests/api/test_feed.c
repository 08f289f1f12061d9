/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a log is cut into chunks never changes what is found in it.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

static struct koops_ctx *ctx;

static void take_reports(struct koops_parser *parser, struct text *all)
{
	struct koops_report *report;

	while ((report = koops_parser_next(parser))) {
		struct text json = report_json(report);

		text_printf(all, "%s", json.data);
		text_free(&json);
		koops_report_free(report);
	}
}

/* All reports as JSON, the log fed in chunks that end at `cut` and every `step` bytes behind. */
static struct text read_chunks(const char *data, size_t size, size_t cut, size_t step)
{
	struct koops_parser *parser;
	struct text all = {0};
	size_t at = 0;

	ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
	while (at < size) {
		size_t end = at < cut ? cut : at + step;

		if (end > size || end < at)
			end = size;
		ck_assert_int_eq(koops_parser_feed(parser, data + at, end - at, NULL), KOOPS_OK);
		take_reports(parser, &all);
		at = end;
	}
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	take_reports(parser, &all);
	ck_assert_ptr_null(koops_parser_next(parser));
	koops_parser_free(parser);
	return all;
}

static void setup_log(struct text *log, struct text *whole)
{
	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	*log = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	*whole = read_chunks(log->data, log->size, log->size, log->size);
	ck_assert_ptr_nonnull(strstr(whole->data, "soft lockup in sys_perf_event_open"));
	ck_assert_ptr_nonnull(strstr(whole->data, "\n{"));
}

static void end_log(struct text *log, struct text *whole)
{
	text_free(log);
	text_free(whole);
	koops_ctx_free(ctx);
}

START_TEST(every_cut_gives_the_same)
{
	struct text log, whole;

	setup_log(&log, &whole);
	for (size_t cut = 1; cut < log.size; cut++) {
		struct text got = read_chunks(log.data, log.size, cut, log.size);

		ck_assert_msg(strcmp(got.data, whole.data) == 0, "cut at %zu", cut);
		text_free(&got);
	}
	end_log(&log, &whole);
}
END_TEST

START_TEST(every_size_gives_the_same)
{
	struct text log, whole;

	setup_log(&log, &whole);
	for (size_t step = 1; step < 300; step += step < 16 ? 1 : 13) {
		struct text got = read_chunks(log.data, log.size, 0, step);

		ck_assert_msg(strcmp(got.data, whole.data) == 0, "chunks of %zu", step);
		text_free(&got);
	}
	end_log(&log, &whole);
}
END_TEST

/* A line that is held until the next one shows what it is, behind times that only it has. */
START_TEST(held_lines_keep_their_times)
{
	static const char log[] =
	    "2023-03-30T21:39:26,345678+00:00 ------------[ cut here ]------------\n"
	    "2023-03-30T21:39:26,345795+00:00 WARNING: CPU: 1 PID: 516 at a/demo.c:12 f+0x12/0x34\n"
	    "2023-03-30T21:39:26,345912+00:00 Modules linked in:\n"
	    "2023-03-30T21:39:26,346848+00:00 Call Trace:\n"
	    "2023-03-30T21:39:26,347082+00:00  demo_ioctl+0x21/0x90\n";

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	for (size_t step = 1; step < sizeof(log); step++) {
		struct text got = read_chunks(log, sizeof(log) - 1, 0, step);

		ck_assert_msg(strstr(got.data, "\"time\":\"2023-03-30T21:39:26,345795+00:00\""),
			      "chunks of %zu: %s", step, got.data);
		text_free(&got);
	}
	koops_ctx_free(ctx);
}
END_TEST

/* A line in front that is longer than the parser keeps, and quiet lines by the thousand. */
START_TEST(lines_keep_their_numbers)
{
	struct text log, whole, padded = {0};
	struct reports reports;
	uint64_t line = 0;

	setup_log(&log, &whole);
	for (int i = 0; i < 300000; i++)
		text_printf(&padded, "x");
	for (int i = 0; i < 5000; i++)
		text_printf(&padded, "\nquiet line %d", i);
	text_printf(&padded, "\n%.*s", (int)log.size, log.data);
	reports = parse(ctx, padded.data, padded.size);
	ck_assert_uint_eq(reports.count, 2);
	ck_assert(koops_report_number(reports.at[0], KOOPS_REPORT_LINE, &line));
	ck_assert_uint_eq(line, 5001 + 65);
	reports_free(&reports);
	for (size_t step = 1; step < 200000; step = step * 3 + 1) {
		struct text once = read_chunks(padded.data, padded.size, 0, step);
		struct text again = read_chunks(padded.data, padded.size, 0, padded.size);

		ck_assert_str_eq(once.data, again.data);
		text_free(&once);
		text_free(&again);
	}
	text_free(&padded);
	end_log(&log, &whole);
}
END_TEST

START_TEST(silence_ends_a_report)
{
	struct text log, whole;
	struct koops_parser *parser;
	struct koops_report *report;

	setup_log(&log, &whole);
	ck_assert_int_eq(koops_parser_new(ctx, NULL, NULL, &parser), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, log.data, log.size, NULL), KOOPS_OK);
	koops_report_free(koops_parser_next(parser));
	ck_assert_int_eq(koops_parser_flush(parser, NULL), KOOPS_OK);
	report = koops_parser_next(parser);
	koops_report_free(report);
	ck_assert_ptr_null(koops_parser_next(parser));
	ck_assert_int_eq(koops_parser_feed(parser, log.data, log.size, NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	report = koops_parser_next(parser);
	ck_assert_ptr_nonnull(report);
	koops_report_free(report);
	koops_parser_free(parser);
	end_log(&log, &whole);
}
END_TEST

/* What a callback is given, and when it wants no more. */
struct given {
	struct text *all;
	size_t count, most;
};

static bool take_given(struct koops_report *report, void *user)
{
	struct given *given = user;
	struct text json = report_json(report);

	text_printf(given->all, "%s", json.data);
	text_free(&json);
	koops_report_free(report);
	return ++given->count != given->most;
}

START_TEST(a_callback_is_given_the_same)
{
	struct text log, whole, all = {0};
	struct given given = {.all = &all};
	const struct koops_parser_options options = {
	    .size = sizeof(options), .report = take_given, .report_user = &given};
	struct koops_parser *parser;

	setup_log(&log, &whole);
	ck_assert_int_eq(koops_parser_new(ctx, &options, NULL, &parser), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, log.data, log.size, NULL), KOOPS_OK);
	/* The second could go on. */
	ck_assert_uint_eq(given.count, 1);
	ck_assert_ptr_null(koops_parser_next(parser));
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	ck_assert_uint_eq(given.count, 2);
	ck_assert_str_eq(all.data, whole.data);
	ck_assert_ptr_null(koops_parser_next(parser));
	koops_parser_free(parser);
	text_free(&all);
	end_log(&log, &whole);
}
END_TEST

START_TEST(a_callback_can_stop)
{
	static const char log[] = "BUG: first\n\nBUG: second\n\nBUG: third\n\n";
	struct text all = {0};
	struct given given = {.all = &all, .most = 1};
	const struct koops_parser_options options = {
	    .size = sizeof(options), .report = take_given, .report_user = &given};
	struct koops_error error;
	struct koops_parser *parser;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	ck_assert_int_eq(koops_parser_new(ctx, &options, NULL, &parser), KOOPS_OK);
	ck_assert_int_eq(koops_parser_feed(parser, log, strlen(log), &error), KOOPS_E_STOPPED);
	ck_assert_str_eq(error.message, "stopped by the callback");
	ck_assert_uint_eq(given.count, 1);
	/* It can be fed on, and counts on. */
	ck_assert_int_eq(koops_parser_feed(parser, log, strlen(log), NULL), KOOPS_OK);
	ck_assert_int_eq(koops_parser_finish(parser, NULL), KOOPS_OK);
	ck_assert_ptr_nonnull(strstr(all.data, "\"number\":2"));
	ck_assert_ptr_nonnull(strstr(all.data, "BUG: third"));
	koops_parser_free(parser);
	text_free(&all);
	koops_ctx_free(ctx);
}
END_TEST

START_TEST(nothing_is_no_report)
{
	struct reports reports;
	static const char quiet[] =
	    "[    0.000000] Linux version 6.1.0\nall is well\n\n\0\n\xff\xfe";

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, "", 0);
	ck_assert_uint_eq(reports.count, 0);
	reports = parse(ctx, NULL, 0);
	ck_assert_uint_eq(reports.count, 0);
	reports = parse(ctx, quiet, sizeof(quiet) - 1);
	ck_assert_uint_eq(reports.count, 0);
	koops_ctx_free(ctx);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {every_cut_gives_the_same,    every_size_gives_the_same,
				      held_lines_keep_their_times, lines_keep_their_numbers,
				      silence_ends_a_report,       a_callback_is_given_the_same,
				      a_callback_can_stop,         nothing_is_no_report};

	return run_tests("feed", tests, 8);
}
