/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

bool fuzz_append(const char *data, size_t size, void *user)
{
	struct fuzz_text *text = user;

	if (text->capacity - text->size < size) {
		text->capacity = (text->capacity + size) * 2;
		text->data = realloc(text->data, text->capacity);
		if (!text->data)
			fuzz_fail("out of memory");
	}
	if (size)
		memcpy(text->data + text->size, data, size);
	text->size += size;
	return true;
}

void fuzz_puts(struct fuzz_text *text, const char *string)
{
	fuzz_append(string, strlen(string), text);
}

void fuzz_printf(struct fuzz_text *text, const char *format, ...)
{
	char line[512];
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (size < 0 || (size_t)size >= sizeof(line))
		fuzz_fail("a long line");
	fuzz_append(line, (size_t)size, text);
}

void fuzz_free(struct fuzz_text *text)
{
	free(text->data);
	*text = (struct fuzz_text){0};
}

void fuzz_same(const struct fuzz_text *a, const struct fuzz_text *b, const char *what)
{
	if (a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0))
		return;
	fprintf(stderr, "--- one\n%.*s--- other\n%.*s", (int)a->size, a->data, (int)b->size,
		b->data);
	fuzz_fail(what);
}

const struct koops_ctx *fuzz_ctx(void)
{
	static struct koops_ctx *ctx;

	if (!ctx && koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		fuzz_fail("no context");
	return ctx;
}

/* No control characters but the newlines that the writers put. */
static void check_output(const struct fuzz_text *text)
{
	for (size_t i = 0; i < text->size; i++) {
		unsigned char c = (unsigned char)text->data[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			fuzz_fail("a control character in the output");
		if (c == 0xc2 && i + 1 < text->size && (unsigned char)text->data[i + 1] < 0xa0)
			fuzz_fail("a C1 control character in the output");
	}
}

static void write_report(struct koops_report *report, struct fuzz_text *json,
			 struct fuzz_text *text)
{
	const struct koops_text_options options = {.size = sizeof(options), .all = true};
	uint64_t line = 0, end_line = 0;

	if (!koops_report_number(report, KOOPS_REPORT_LINE, &line) ||
	    !koops_report_number(report, KOOPS_REPORT_END_LINE, &end_line) || line > end_line)
		fuzz_fail("a report without a place");
	if (!koops_report_string(report, KOOPS_REPORT_TITLE).size)
		fuzz_fail("a report without a title");
	if (koops_report_write_json(report, fuzz_append, json) != KOOPS_OK ||
	    koops_report_write_text(report, &options, fuzz_append, text) != KOOPS_OK)
		fuzz_fail("a report that can't be written");
	koops_report_free(report);
}

void fuzz_read(const struct koops_ctx *ctx, const char *data, size_t size, size_t step,
	       struct fuzz_text *json)
{
	struct fuzz_text text = {0};
	struct koops_parser *parser;
	struct koops_report *report;

	if (koops_parser_new(ctx, NULL, NULL, &parser) != KOOPS_OK)
		fuzz_fail("no parser");
	for (size_t at = 0; at < size; at += step) {
		size_t chunk = size - at < step ? size - at : step;

		if (koops_parser_feed(parser, data + at, chunk, NULL) != KOOPS_OK)
			fuzz_fail("bytes were refused");
	}
	if (koops_parser_finish(parser, NULL) != KOOPS_OK)
		fuzz_fail("the end was refused");
	while ((report = koops_parser_next(parser)))
		write_report(report, json, &text);
	koops_parser_free(parser);
	check_output(json);
	check_output(&text);
	fuzz_free(&text);
}

void fuzz_file(const void *data, size_t size, int *fd, char name[64])
{
	*fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (*fd < 0 || write(*fd, data, size) != (ssize_t)size)
		fuzz_fail("no file");
	snprintf(name, 64, "/proc/self/fd/%d", *fd);
}
