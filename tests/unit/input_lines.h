/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the input stage over a log and writes what comes out as text, a line
 * each: "time|level|caller|stamped|text", or the text alone.
 */
#ifndef KOOPS_TESTS_INPUT_LINES_H
#define KOOPS_TESTS_INPUT_LINES_H

#include <check.h>

#include "edge.h"

#include "core/buf.h"
#include "input/input.h"

struct lines {
	struct ki_mem mem;
	struct ki_wrappings *wrappings;
	struct ki_input *input;
	struct ki_buf out;
	/* Write all, not only the text. */
	bool all;
	/* Tell the stage how the next line begins. */
	bool ahead;
};

static inline void put_caller(struct ki_buf *out, uint64_t caller)
{
	if (caller == KI_CALLER_NONE)
		return;
	ki_buf_putc(out, caller >= KI_CALLER_CPU ? 'C' : 'T');
	ki_buf_put_u64(out, caller >= KI_CALLER_CPU ? caller - KI_CALLER_CPU : caller);
}

static inline enum koops_status lines_take(const struct ki_line *line, void *user)
{
	struct lines *lines = user;

	if (lines->all) {
		ki_buf_put(&lines->out, line->time);
		ki_buf_putc(&lines->out, '|');
		if (line->level >= 0)
			ki_buf_put_u64(&lines->out, (uint64_t)line->level);
		ki_buf_putc(&lines->out, '|');
		put_caller(&lines->out, line->caller);
		ki_buf_put(&lines->out, line->stamped ? KI_STR("|s|") : KI_STR("||"));
	}
	ki_buf_put(&lines->out, line->text);
	ki_buf_putc(&lines->out, '\n');
	return KOOPS_OK;
}

static inline void lines_init(struct lines *lines, bool all)
{
	*lines = (struct lines){.all = all};
	ck_assert(ki_mem_init(&lines->mem, NULL));
	ki_buf_init(&lines->out, &lines->mem);
	lines->wrappings = ki_wrappings_new(&lines->mem);
	ck_assert_ptr_nonnull(lines->wrappings);
	lines->input = ki_input_new(&lines->mem, lines->wrappings);
	ck_assert_ptr_nonnull(lines->input);
}

static inline void lines_free(struct lines *lines)
{
	ki_input_free(lines->input);
	ki_wrappings_free(lines->wrappings);
	ki_buf_free(&lines->out);
}

/* Pushes the lines of `log`, which each end with '\n', and flushes. */
static inline void lines_read(struct lines *lines, struct koops_str log)
{
	struct ki_lines rest = {.rest = log};
	uint64_t number = 0;

	while (rest.rest.size)
		ck_assert_int_eq(
		    ki_input_take(lines->input, &rest, ++number, lines->ahead, lines_take, lines),
		    KOOPS_OK);
	ck_assert_int_eq(ki_input_flush(lines->input, lines_take, lines), KOOPS_OK);
	ck_assert(!ki_input_waits(lines->input));
	ck_assert_uint_eq(ki_input_held(lines->input), 0);
}

/* The same, but that memory ends with each line, and nothing is behind the last one. */
static inline void lines_read_at_edges(struct lines *lines, struct koops_str log)
{
	const struct koops_str page = edge_page();
	struct koops_str raw;
	uint64_t number = 0;

	while (log.size) {
		raw = ki_str_to(log, ki_str_chr(log, '\n'));
		log = ki_str_from(log, raw.size + 1);
		if (raw.size <= page.size)
			raw = edge_put(page, raw, true);
		ck_assert_int_eq(ki_input_push(lines->input, raw, ++number, lines_take, lines),
				 KOOPS_OK);
	}
	ck_assert_int_eq(ki_input_flush(lines->input, lines_take, lines), KOOPS_OK);
	edge_free(page);
}

/* Whether it knows what comes, or where memory ends, makes no difference. */
static inline void lines_expect(struct koops_str log, struct koops_str want, bool all)
{
	for (int way = 0; way < 3; way++) {
		struct lines lines;

		lines_init(&lines, all);
		lines.ahead = way == 1;
		if (way == 2)
			lines_read_at_edges(&lines, log);
		else
			lines_read(&lines, log);
		ck_assert_msg(ki_str_eq(ki_buf_str(&lines.out), want),
			      "of:\n%.*sgot:\n%.*swant:\n%.*s", KI_ARG(log),
			      KI_ARG(ki_buf_str(&lines.out)), KI_ARG(want));
		lines_free(&lines);
	}
}

/* Whether nothing but these wrappings came off the last line. */
static inline void lines_expect_wrapping(struct koops_str log, const char *want)
{
	struct lines lines;
	struct koops_str names;

	lines_init(&lines, false);
	lines_read(&lines, log);
	names = ki_input_wrapping(lines.input);
	ck_assert_msg(ki_str_eq(names, ki_str(want)), "'%.*s' off %.*s", KI_ARG(names),
		      KI_ARG(log));
	ck_assert_int_eq(names.data[names.size], '\0');
	lines_free(&lines);
}

/* All that is known of each line. */
#define EXPECT_LINES(log, want) lines_expect(KI_STR(log), KI_STR(want), true)
/* The texts alone. */
#define EXPECT_TEXT(log, want) lines_expect(KI_STR(log), KI_STR(want), false)

/* How often a line is read that comes at `number`. */
static inline size_t lines_count(struct lines *lines, const char *line, uint64_t number)
{
	size_t count = 0;

	lines->out.size = 0;
	ck_assert_int_eq(ki_input_push(lines->input, ki_str(line), number, lines_take, lines),
			 KOOPS_OK);
	for (size_t i = 0; i < lines->out.size; i++)
		count += lines->out.data[i] == '\n';
	return count;
}

#endif
