/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which rows took a wrapping off a line, outermost first.
 */
#include "input/state.h"

void ki_path_pop(struct ki_unwrap *line)
{
	line->depth--;
	if (line->outer > line->depth)
		line->outer = line->depth;
	if (line->stamps && line->stamp_places[line->stamps - 1] == line->depth)
		line->stamps--;
}

unsigned ki_count_stamps(const struct ki_unwrap *line)
{
	unsigned count = 0;

	for (unsigned i = 0; i < line->depth; i++)
		count += ki_rows[line->path[i]].kind == KI_ROW_STAMP ||
			 ki_rows[line->path[i]].kind == KI_ROW_FIELD;
	return count;
}

/* The next place in the path, from `at` on, where the text was not only coded otherwise. */
static unsigned next_plain(const struct ki_unwrap *line, unsigned at)
{
	while (at < line->depth && ki_rows[line->path[at]].kind == KI_ROW_CODING)
		at++;
	return at;
}

bool ki_same_path(const struct ki_unwrap *a, const struct ki_unwrap *b)
{
	unsigned i = next_plain(a, 0), j = next_plain(b, 0);

	while (i < a->depth && j < b->depth && a->path[i] == b->path[j]) {
		i = next_plain(a, i + 1);
		j = next_plain(b, j + 1);
	}
	return i == a->depth && j == b->depth;
}
