/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/literals.h"

#include <stdlib.h>

struct literal {
	struct koops_str text;
	ptrdiff_t number;
	/* Also begins with the same two bytes: the next one is in the bucket too. */
	bool more;
};

struct ki_literals {
	const struct ki_mem *mem;
	/* A bit for each pair of bytes that a literal begins with: pair / 8, pair % 8. */
	unsigned char pairs[65536 / 8];
	size_t count;
	/* Sorted by their first two bytes, then the longest first. */
	struct literal sorted[];
};

static unsigned pair_of(const char *text)
{
	return (unsigned)(unsigned char)text[0] << 8 | (unsigned char)text[1];
}

static int compare(const void *left, const void *right)
{
	const struct literal *a = left, *b = right;
	unsigned pair_a = pair_of(a->text.data), pair_b = pair_of(b->text.data);

	if (pair_a != pair_b)
		return pair_a < pair_b ? -1 : 1;
	if (a->text.size != b->text.size)
		return a->text.size > b->text.size ? -1 : 1;
	if (ki_str_cmp(a->text, b->text))
		return ki_str_cmp(a->text, b->text);
	return (a->number > b->number) - (a->number < b->number);
}

struct ki_literals *ki_literals_new(const struct ki_mem *mem, const char *const *literals,
				    size_t count)
{
	struct ki_literals *made = ki_zalloc(mem, sizeof(*made) + count * sizeof(made->sorted[0]));

	if (!made)
		return NULL;
	made->mem = mem;
	made->count = count;
	for (size_t i = 0; i < count; i++) {
		unsigned pair = pair_of(literals[i]);

		made->sorted[i] = (struct literal){ki_str(literals[i]), (ptrdiff_t)i, false};
		made->pairs[pair / 8] |= (unsigned char)(1 << pair % 8);
	}
	qsort(made->sorted, count, sizeof(made->sorted[0]), compare);
	for (size_t i = 1; i < count; i++)
		made->sorted[i - 1].more =
		    pair_of(made->sorted[i - 1].text.data) == pair_of(made->sorted[i].text.data);
	return made;
}

void ki_literals_free(struct ki_literals *literals)
{
	if (literals)
		ki_free(literals->mem, literals);
}

/* The first literal that begins with a pair that the bitmap has. */
static const struct literal *bucket(const struct ki_literals *literals, unsigned pair)
{
	size_t low = 0, high = literals->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pair_of(literals->sorted[middle].text.data) < pair)
			low = middle + 1;
		else
			high = middle;
	}
	return &literals->sorted[low];
}

ptrdiff_t ki_literals_find(const struct ki_literals *literals, struct koops_str text, size_t from,
			   size_t *at)
{
	for (size_t i = from; i + 1 < text.size; i++) {
		unsigned pair = pair_of(text.data + i);
		const struct literal *literal;

		if (!(literals->pairs[pair / 8] & 1 << pair % 8))
			continue;
		for (literal = bucket(literals, pair);; literal++) {
			if (ki_str_starts(ki_str_from(text, i), literal->text)) {
				*at = i;
				return literal->number;
			}
			if (!literal->more)
				break;
		}
	}
	return -1;
}
