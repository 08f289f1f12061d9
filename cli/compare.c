/* SPDX-License-Identifier: BSD-2-Clause */
#include "compare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum {
	/* Lists whose lengths have a larger product are not aligned in the middle. */
	ALIGN_MOST = 4 << 20,
	/* Equal rows that are shown around a difference. */
	AROUND = 3,
	/* Columns, without a terminal that says so. */
	WIDTH = 80,
};

char *text_copy(const char *text, size_t size)
{
	char *copy = malloc(size + 1);

	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
	}
	return copy;
}

bool lines_add(struct lines *lines, const char *text, size_t size)
{
	char *copy = text_copy(text, size);

	if (copy && lines->count == lines->capacity) {
		size_t capacity = lines->capacity ? 2 * lines->capacity : 16;
		char **bigger = realloc(lines->at, capacity * sizeof(*bigger));

		if (bigger) {
			lines->at = bigger;
			lines->capacity = capacity;
		}
	}
	if (!copy || lines->count == lines->capacity) {
		free(copy);
		cli_error("out of memory");
		return false;
	}
	lines->at[lines->count++] = copy;
	return true;
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->at[i]);
	free(lines->at);
	*lines = (struct lines){0};
}

static bool same(const char *left, const char *right)
{
	return left && right && !strcmp(left, right);
}

/* Rows for what is between two equal lines. */
static void pair_up(struct pairs *pairs, char **left, size_t left_count, char **right,
		    size_t right_count)
{
	for (size_t i = 0; i < left_count || i < right_count; i++)
		pairs->at[pairs->count++] = (struct pair){
		    i < left_count ? left[i] : NULL,
		    i < right_count ? right[i] : NULL,
		};
}

/*
 * The lengths of the longest common subsequences of the lists from each pair of
 * places on; NULL for want of memory.
 */
static uint32_t *measure(char **left, size_t left_count, char **right, size_t right_count)
{
	size_t width = right_count + 1;
	uint32_t *length = calloc((left_count + 1) * width, sizeof(*length));

	for (size_t i = left_count; length && i-- > 0;)
		for (size_t j = right_count; j-- > 0;) {
			uint32_t down = length[(i + 1) * width + j];
			uint32_t across = length[i * width + j + 1];

			if (same(left[i], right[j]))
				length[i * width + j] = length[(i + 1) * width + j + 1] + 1;
			else
				length[i * width + j] = down > across ? down : across;
		}
	return length;
}

/* Lists whose first and last lines differ. */
static bool align(struct pairs *pairs, char **left, size_t left_count, char **right,
		  size_t right_count)
{
	size_t width = right_count + 1, i = 0, j = 0, from_i = 0, from_j = 0;
	uint32_t *length;

	if (left_count && right_count > ALIGN_MOST / left_count) {
		pair_up(pairs, left, left_count, right, right_count);
		return true;
	}
	length = measure(left, left_count, right, right_count);
	if (!length)
		return false;
	while (i < left_count && j < right_count) {
		if (same(left[i], right[j])) {
			pair_up(pairs, left + from_i, i - from_i, right + from_j, j - from_j);
			pair_up(pairs, left + i++, 1, right + j++, 1);
			from_i = i;
			from_j = j;
		} else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	pair_up(pairs, left + from_i, left_count - from_i, right + from_j, right_count - from_j);
	free(length);
	return true;
}

bool pairs_make(const struct lines *left, const struct lines *right, struct pairs *pairs)
{
	size_t least = left->count < right->count ? left->count : right->count;
	size_t begin = 0, end = 0;

	*pairs = (struct pairs){
	    .at = malloc((left->count + right->count + 1) * sizeof(struct pair)),
	};
	while (begin < least && same(left->at[begin], right->at[begin]))
		begin++;
	while (end < least - begin &&
	       same(left->at[left->count - 1 - end], right->at[right->count - 1 - end]))
		end++;
	if (pairs->at) {
		pair_up(pairs, left->at, begin, right->at, begin);
		pairs->first = begin;
	}
	if (!pairs->at || !align(pairs, left->at + begin, left->count - begin - end,
				 right->at + begin, right->count - begin - end)) {
		free(pairs->at);
		*pairs = (struct pairs){0};
		cli_error("out of memory");
		return false;
	}
	pair_up(pairs, left->at + left->count - end, end, right->at + right->count - end, end);
	return true;
}

/* Bytes of text that fit into columns; a character is one. */
static size_t fitting(const char *text, size_t columns)
{
	size_t size = 0;

	while (text[size] && ((text[size] & 0xc0) == 0x80 || columns-- > 0))
		size++;
	return size;
}

static size_t columns_of(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80;
	return columns;
}

/* Text in a column that is `width` wide; `fill`: with blanks behind it. */
static void write_column(const char *text, size_t width, bool fill)
{
	size_t columns = columns_of(text);

	if (columns <= width)
		cli_puts(text);
	else
		cli_printf("%.*s…", (int)fitting(text, width - 1), text);
	for (; fill && columns < width; columns++)
		cli_puts(" ");
}

static bool differs(const struct pair *pair)
{
	return !same(pair->left, pair->right);
}

static void write_pair(const struct pair *pair, size_t width)
{
	const char *mark = !pair->right ? "<" : !pair->left ? ">" : differs(pair) ? "|" : " ";

	cli_puts("  ");
	write_column(pair->left ? pair->left : "", width, true);
	/* No blanks at the end of a line. */
	cli_printf(pair->right ? " %s " : " %s", mark);
	write_column(pair->right ? pair->right : "", width, false);
	cli_puts("\n");
}

/* Whether a row differs, or one around it does. */
static bool is_near(const struct pairs *pairs, size_t row)
{
	size_t from = row > AROUND ? row - AROUND : 0;

	for (size_t i = from; i <= row + AROUND && i < pairs->count; i++)
		if (differs(&pairs->at[i]))
			return true;
	return false;
}

bool pairs_write(const struct pairs *pairs)
{
	size_t columns = cli_width(), hidden = 0;
	/* Two blanks, a column, a mark between blanks, and a column. */
	size_t width = ((columns > 40 ? columns : WIDTH) - 5) / 2;

	for (size_t i = 0; i < pairs->count; i++) {
		bool shown = is_near(pairs, i);

		if (hidden && shown)
			cli_printf("  ... %zu equal\n", hidden);
		if (shown)
			write_pair(&pairs->at[i], width);
		hidden = shown ? 0 : hidden + 1;
	}
	return !hidden || cli_printf("  ... %zu equal\n", hidden);
}
