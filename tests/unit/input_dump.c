/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shows what the input stage makes of a log on the standard input: for each
 * line its number, wrappings, time, level, caller and text.  For people.
 */
#include <stdio.h>

#include "core/buf.h"
#include "input/decode.h"
#include "input/input.h"

struct dump {
	struct ki_input *input;
	struct ki_buf pending;
	uint64_t number;
};

static enum koops_status show(const struct ki_line *line, void *user)
{
	struct dump *dump = user;
	struct koops_str names = ki_input_wrapping(dump->input);

	printf("%llu\t%.*s\t%.*s\t%d\t%s%llu\t%.*s\n", (unsigned long long)line->number,
	       KI_ARG(names), KI_ARG(line->time), line->level,
	       line->caller >= KI_CALLER_CPU ? "C" : "T",
	       (unsigned long long)(line->caller & UINT32_MAX), KI_ARG(line->text));
	return KOOPS_OK;
}

static enum koops_status push(struct koops_str bytes, void *user)
{
	struct dump *dump = user;
	struct koops_str rest, line;
	enum koops_status status = KOOPS_OK;

	ki_buf_put(&dump->pending, bytes);
	rest = ki_buf_str(&dump->pending);
	while (status == KOOPS_OK && ki_take_until(&rest, '\n', &line))
		status = ki_input_push(dump->input, line, ++dump->number, show, dump);
	ki_buf_shift(&dump->pending, dump->pending.size - rest.size);
	return status;
}

int main(void)
{
	struct ki_mem mem;
	struct ki_decode decode = {0};
	struct dump dump = {0};
	struct ki_wrappings *wrappings;
	char chunk[65536];
	enum koops_status status = KOOPS_OK;
	size_t size;

	ki_mem_init(&mem, NULL);
	ki_buf_init(&dump.pending, &mem);
	wrappings = ki_wrappings_new(&mem);
	dump.input = wrappings ? ki_input_new(&mem, wrappings) : NULL;
	while (dump.input && status == KOOPS_OK && (size = fread(chunk, 1, sizeof(chunk), stdin)))
		status = ki_decode_feed(&decode, (struct koops_str){chunk, size}, push, &dump);
	if (dump.input && status == KOOPS_OK)
		status = ki_decode_finish(&decode, push, &dump);
	if (dump.input && status == KOOPS_OK && dump.pending.size)
		status = push(KI_STR("\n"), &dump);
	if (dump.input && status == KOOPS_OK)
		status = ki_input_flush(dump.input, show, &dump);
	ki_input_free(dump.input);
	ki_wrappings_free(wrappings);
	ki_buf_free(&dump.pending);
	return status == KOOPS_OK ? 0 : 1;
}
