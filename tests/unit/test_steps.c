/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * No pattern of the tables can be made to go back and forth in a line: what PCRE2 takes for lines
 * that are made against a pattern grows as they do, and stays far below its limit for
 * any line that a kernel can print.
 */
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "../run.h"
#include "parse/kinds.h"
#include "parse/token.h"

enum {
	/* What the kernel prints in a line at most, LOG_LINE_MAX and the prefix. */
	KERNEL_MOST = 1024,
	/* A line that somebody made. */
	LINE_MOST = 16 << 10,
	/* Steps a byte that a pattern may take of any line. */
	STEPS_MOST = 8,
	STEPS_LEAST = 1000,
};

struct line {
	char *data;
	size_t size;
};

struct pattern {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *context;
	const char *text;
};

/*
 * A step is an item of the pattern that is tried at a place, whatever place the match began at.
 * (PCRE2's own limit counts from each place anew.)  What the compiler found need
 * never be tried again is tried, so that each turn of a loop is a step.
 */
static int count_step(pcre2_callout_block *block, void *user)
{
	size_t *steps = user;

	(void)block;
	return (*steps)-- ? 0 : PCRE2_ERROR_CALLOUT;
}

static struct pattern compile(const char *text)
{
	struct pattern pattern = {.text = text};
	PCRE2_SIZE offset;
	uint32_t groups;
	int error;

	pattern.code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
				     PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL | PCRE2_NO_AUTO_CAPTURE |
					 PCRE2_AUTO_CALLOUT | PCRE2_NO_AUTO_POSSESS,
				     &error, &offset, NULL);
	ck_assert_msg(pattern.code != NULL, "%s: error %d at %zu", text, error, (size_t)offset);
	/* The library, which compiles few of them, has room for so many and asks no more. */
	pcre2_pattern_info(pattern.code, PCRE2_INFO_CAPTURECOUNT, &groups);
	ck_assert_msg(groups <= KI_GROUPS_MOST, "%s: %u groups", text, (unsigned)groups);
	pattern.match = pcre2_match_data_create_from_pattern(pattern.code, NULL);
	pattern.context = pcre2_match_context_create(NULL);
	return pattern;
}

static void pattern_free(struct pattern *pattern)
{
	pcre2_match_data_free(pattern->match);
	pcre2_match_context_free(pattern->context);
	pcre2_code_free(pattern->code);
}

static bool takes_more(const struct pattern *pattern, const struct line *line, size_t steps)
{
	pcre2_set_callout(pattern->context, count_step, &steps);
	return pcre2_match(pattern->code, (PCRE2_SPTR)line->data, line->size, 0, 0, pattern->match,
			   pattern->context) == PCRE2_ERROR_CALLOUT;
}

static void check_line(const struct pattern *pattern, const struct line *line)
{
	size_t steps = line->size * STEPS_MOST + STEPS_LEAST;

	ck_assert_msg(!takes_more(pattern, line, steps),
		      "%s\ntakes more than %zu steps for %zu bytes: %.*s", pattern->text, steps,
		      line->size, 200, line->data);
}

static void put(struct line *line, const char *data, size_t size, size_t most)
{
	if (size > most - line->size)
		size = most - line->size;
	memcpy(line->data + line->size, data, size);
	line->size += size;
}

static void fill(struct line *line, const char *data, size_t size, size_t most)
{
	while (line->size < most && size)
		put(line, data, size, most);
}

/* Bytes of which patterns have classes. */
static const char *const classes[] = {" ",  "a",  "A",  "0",          "f",  "_", ".", ":",
				      "-",  "/",  "(",  "[",          "#",  "<", "+", "x ",
				      "a/", "a.", "0x", "a+0x1/0x2 ", ": ", "] "};

/* Long runs in, before and behind the anchor. */
static void check_anchor(const struct pattern *pattern, const char *anchor, struct line *line,
			 size_t most)
{
	size_t size = strlen(anchor);

	line->size = 0;
	fill(line, anchor, size, most);
	check_line(pattern, line);
	for (size_t i = 0; i < KI_LENGTH(classes); i++) {
		line->size = 0;
		put(line, anchor, size, most);
		fill(line, classes[i], strlen(classes[i]), most);
		check_line(pattern, line);
		line->size = 0;
		fill(line, classes[i], strlen(classes[i]), most - size);
		put(line, anchor, size, most);
		check_line(pattern, line);
		line->size = 0;
		while (line->size < most) {
			put(line, anchor, size, most);
			put(line, classes[i], strlen(classes[i]), most);
		}
		check_line(pattern, line);
	}
}

/*
 * A line that matches, with the run at each of its places made long, up to where it stops
 * to match: what a loop in the pattern can be led along, in vain.
 */
static void check_example(const struct pattern *pattern, const char *example, struct line *line,
			  size_t most)
{
	size_t size = strlen(example);

	line->size = 0;
	fill(line, example, size, most);
	check_line(pattern, line);
	for (size_t at = 0; at < size; at++) {
		/* A character, and a word from there on. */
		size_t word = strcspn(example + at, " ") + 1;

		for (int whole = 0; whole < 2; whole++) {
			line->size = 0;
			put(line, example, at, most);
			fill(line, example + at, whole && at + word <= size ? word : 1,
			     most - size);
			put(line, example + at, size - at - 1, most);
			check_line(pattern, line);
			put(line, "\x01", 1, most);
			check_line(pattern, line);
		}
	}
}

static const struct ki_kind *kind_at(size_t number)
{
	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++) {
		if (number < (*table)->count)
			return &(*table)->rows[number];
		number -= (*table)->count;
	}
	return NULL;
}

START_TEST(patterns_of_kinds_take_linear_time)
{
	struct line line = {malloc(LINE_MOST), 0};
	const struct ki_kind *kind;

	ck_assert_ptr_nonnull(line.data);
	for (size_t i = 0; (kind = kind_at(i)); i++) {
		struct pattern pattern = compile(kind->pattern);

		check_anchor(&pattern, kind->anchor, &line, KERNEL_MOST);
		check_anchor(&pattern, kind->anchor, &line, LINE_MOST);
		if (kind->example) {
			check_example(&pattern, kind->example, &line, KERNEL_MOST);
			check_example(&pattern, kind->example, &line, 4 * KERNEL_MOST);
		}
		pattern_free(&pattern);
	}
	free(line.data);
}
END_TEST

START_TEST(patterns_of_marks_take_linear_time)
{
	struct line line = {malloc(LINE_MOST), 0};

	ck_assert_ptr_nonnull(line.data);
	for (size_t i = 0; i < ki_marks_count; i++) {
		struct pattern pattern;

		if (!ki_marks[i].pattern)
			continue;
		pattern = compile(ki_marks[i].pattern);
		check_anchor(&pattern, ki_marks[i].literal, &line, KERNEL_MOST);
		check_anchor(&pattern, ki_marks[i].literal, &line, LINE_MOST);
		pattern_free(&pattern);
	}
	free(line.data);
}
END_TEST

/* What is looked for would be found. */
START_TEST(a_slow_pattern_is_seen)
{
	struct pattern slow = compile("^(a+)+b"), square = compile("x(.*)(.*)y$");
	struct line line = {malloc(LINE_MOST), 0};

	ck_assert_ptr_nonnull(line.data);
	fill(&line, "a", 1, KERNEL_MOST);
	put(&line, "cb", 2, KERNEL_MOST + 2);
	ck_assert(takes_more(&slow, &line, line.size * STEPS_MOST + STEPS_LEAST));
	line.size = 0;
	put(&line, "x", 1, KERNEL_MOST);
	fill(&line, "y ", 2, KERNEL_MOST - 1);
	put(&line, "  ", 2, KERNEL_MOST + 1);
	ck_assert(takes_more(&square, &line, line.size * STEPS_MOST + STEPS_LEAST));
	pattern_free(&slow);
	pattern_free(&square);
	free(line.data);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    patterns_of_kinds_take_linear_time,
	    patterns_of_marks_take_linear_time,
	    a_slow_pattern_is_seen,
	};

	return run_tests("steps", tests, KI_LENGTH(tests));
}
