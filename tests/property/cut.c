/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the log on the standard input as a whole, cut in two at every byte, and
 * byte by byte, and fails if the reports differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <koops.h>

struct text {
	char *data;
	size_t size, capacity;
};

static void die(const char *why)
{
	fprintf(stderr, "cut: %s\n", why);
	exit(2);
}

static bool put(const char *data, size_t size, void *user)
{
	struct text *text = user;

	if (text->capacity - text->size < size) {
		text->capacity = 2 * text->capacity + size;
		text->data = realloc(text->data, text->capacity);
		if (!text->data)
			die("out of memory");
	}
	memcpy(text->data + text->size, data, size);
	text->size += size;
	return true;
}

static void take_reports(struct koops_parser *parser, struct text *all)
{
	struct koops_report *report;

	while ((report = koops_parser_next(parser))) {
		if (koops_report_write_json(report, put, all) != KOOPS_OK)
			die("a report can't be written");
		koops_report_free(report);
	}
}

/* The reports of a log that is fed up to `first`, and then in pieces of `step`. */
static void read_log(const struct koops_ctx *ctx, const struct text *log, size_t first, size_t step,
		     struct text *all)
{
	struct koops_parser *parser;

	all->size = 0;
	if (koops_parser_new(ctx, NULL, NULL, &parser) != KOOPS_OK)
		die("no parser");
	for (size_t at = 0; at < log->size;) {
		size_t more = at < first ? first : step;

		if (more > log->size - at)
			more = log->size - at;
		if (koops_parser_feed(parser, log->data + at, more, NULL) != KOOPS_OK)
			die("the log can't be fed");
		take_reports(parser, all);
		at += more;
	}
	if (koops_parser_finish(parser, NULL) != KOOPS_OK)
		die("the log can't be ended");
	take_reports(parser, all);
	koops_parser_free(parser);
}

static bool is_same(const struct text *a, const struct text *b)
{
	return a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0);
}

int main(void)
{
	struct koops_ctx *ctx;
	struct text log = {0}, whole = {0}, got = {0};
	char chunk[65536];
	size_t size;

	while ((size = fread(chunk, 1, sizeof(chunk), stdin)))
		put(chunk, size, &log);
	if (koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		die("no context");
	read_log(ctx, &log, 0, log.size, &whole);
	if (!whole.size)
		die("no report");
	for (size_t at = 0; at < log.size; at++) {
		/* The first is the one that goes byte by byte. */
		read_log(ctx, &log, at, at ? log.size : 1, &got);
		if (!is_same(&whole, &got)) {
			printf("cut at byte %zu of %zu, the reports differ\n", at, log.size);
			return 1;
		}
	}
	free(log.data);
	free(whole.data);
	free(got.data);
	koops_ctx_free(ctx);
	return 0;
}
