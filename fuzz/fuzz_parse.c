/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes are a log.  The first byte says how the rest is cut into chunks: cut or
 * whole, the reports must be the same, and must be fit to print.
 */
#include <koops.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct output {
	char *data;
	size_t size, capacity;
};

static void fail(const char *what)
{
	fprintf(stderr, "fuzz_parse: %s\n", what);
	abort();
}

static bool append(const char *data, size_t size, void *user)
{
	struct output *output = user;

	if (output->capacity - output->size < size) {
		output->capacity = (output->capacity + size) * 2;
		output->data = realloc(output->data, output->capacity);
		if (!output->data)
			fail("out of memory");
	}
	memcpy(output->data + output->size, data, size);
	output->size += size;
	return true;
}

/* No control characters but the newlines that the writers put. */
static void check_output(const struct output *output)
{
	for (size_t i = 0; i < output->size; i++) {
		unsigned char c = (unsigned char)output->data[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			fail("a control character in the output");
		if (c == 0xc2 && i + 1 < output->size && (unsigned char)output->data[i + 1] < 0xa0)
			fail("a C1 control character in the output");
	}
}

static void write_report(struct koops_report *report, struct output *json, struct output *text)
{
	const struct koops_text_options options = {.size = sizeof(options), .all = true};
	uint64_t line = 0, end_line = 0;

	if (!koops_report_number(report, KOOPS_REPORT_LINE, &line) ||
	    !koops_report_number(report, KOOPS_REPORT_END_LINE, &end_line) || line > end_line)
		fail("a report without a place");
	if (!koops_report_string(report, KOOPS_REPORT_TITLE).size)
		fail("a report without a title");
	if (koops_report_write_json(report, append, json) != KOOPS_OK ||
	    koops_report_write_text(report, &options, append, text) != KOOPS_OK)
		fail("a report that can't be written");
	koops_report_free(report);
}

static void read_log(const struct koops_ctx *ctx, const char *data, size_t size, size_t step,
		     struct output *json)
{
	struct output text = {0};
	struct koops_parser *parser;
	struct koops_report *report;

	if (koops_parser_new(ctx, NULL, NULL, &parser) != KOOPS_OK)
		fail("no parser");
	for (size_t at = 0; at < size; at += step) {
		size_t chunk = size - at < step ? size - at : step;

		if (koops_parser_feed(parser, data + at, chunk, NULL) != KOOPS_OK)
			fail("bytes were refused");
	}
	if (koops_parser_finish(parser, NULL) != KOOPS_OK)
		fail("the end was refused");
	while ((report = koops_parser_next(parser)))
		write_report(report, json, &text);
	koops_parser_free(parser);
	check_output(json);
	check_output(&text);
	free(text.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct koops_ctx *ctx;
	struct output whole = {0}, cut = {0};
	size_t step;

	if (!ctx && koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		fail("no context");
	if (size < 2)
		return 0;
	step = data[0] % 64 + 1;
	read_log(ctx, (const char *)data + 1, size - 1, size, &whole);
	read_log(ctx, (const char *)data + 1, size - 1, step, &cut);
	if (whole.size != cut.size || (whole.size && memcmp(whole.data, cut.data, whole.size) != 0))
		fail("chunks change the reports");
	free(whole.data);
	free(cut.data);
	return 0;
}
