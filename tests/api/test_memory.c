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
	size_t calls, live;
	bool done = false;

	ck_assert_int_eq(koops_ctx_new(&options, NULL, &ctx), KOOPS_OK);
	live = failing.live;
	for (size_t i = 0; !done; i++) {
		struct koops_parser *parser = NULL;
		enum koops_status status;
		struct text got = {0};

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
		ck_assert_msg(failing.live == live, "%s: allocation %zu leaks", name, i);
		text_free(&got);
	}
	koops_ctx_free(ctx);
	ck_assert_uint_eq(failing.live, 0);
	text_free(&want);
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
	text_free(&log);
	text_free(&next);
}

START_TEST(reading_can_fail)
{
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		check_fixture(few[i]);
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
	const TTest *const quick[] = {a_context_can_fail, reading_can_fail};
	const TTest *const all[] = {reading_any_fixture_can_fail};

	if (argc > 1 && !strcmp(argv[1], "all"))
		return run_tests("memory", all, 1);
	return run_tests("memory", quick, 2);
}
