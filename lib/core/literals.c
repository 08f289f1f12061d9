/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/literals.h"

#include <stdlib.h>

enum {
	HASH_BITS = 16,
};

struct literal {
	struct koops_str text;
	ptrdiff_t number;
	/* The next one begins with the same bytes. */
	bool more;
};

struct ki_literals {
	const struct ki_mem *mem;
	/*
	 * A bit for the hash of each beginning.  They are far apart, so what a place
	 * without a literal costs does not depend on how many there are.
	 */
	unsigned char hashes[(1 << HASH_BITS) / 8];
	size_t count;
	/* Sorted by how they begin, then the longest first. */
	struct literal sorted[];
};

/* What a literal begins with, KI_LITERAL_LEAST bytes. */
static uint32_t head_of(const char *text)
{
	uint32_t head;

	memcpy(&head, text, sizeof(head));
	return head;
}

static unsigned hash_of(uint32_t head)
{
	return head * UINT32_C(2654435761) >> (32 - HASH_BITS);
}

static int compare(const void *left, const void *right)
{
	const struct literal *a = left, *b = right;
	uint32_t head_a = head_of(a->text.data), head_b = head_of(b->text.data);

	if (head_a != head_b)
		return head_a < head_b ? -1 : 1;
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
		unsigned hash = hash_of(head_of(literals[i]));

		made->sorted[i] = (struct literal){ki_str(literals[i]), (ptrdiff_t)i, false};
		made->hashes[hash / 8] |= (unsigned char)(1 << hash % 8);
	}
	qsort(made->sorted, count, sizeof(made->sorted[0]), compare);
	for (size_t i = 1; i < count; i++)
		made->sorted[i - 1].more =
		    head_of(made->sorted[i - 1].text.data) == head_of(made->sorted[i].text.data);
	return made;
}

void ki_literals_free(struct ki_literals *literals)
{
	if (literals)
		ki_free(literals->mem, literals);
}

/* The first literal that begins as a place does, or NULL. */
static const struct literal *first_of(const struct ki_literals *literals, uint32_t head)
{
	size_t low = 0, high = literals->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (head_of(literals->sorted[middle].text.data) < head)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == literals->count || head_of(literals->sorted[low].text.data) != head)
		return NULL;
	return &literals->sorted[low];
}

ptrdiff_t ki_literals_find(const struct ki_literals *literals, struct koops_str text, size_t from,
			   size_t *at)
{
	for (size_t i = from; i + KI_LITERAL_LEAST <= text.size; i++) {
		uint32_t head = head_of(text.data + i);
		unsigned hash = hash_of(head);
		const struct literal *literal;

		if (!(literals->hashes[hash / 8] & 1 << hash % 8))
			continue;
		literal = first_of(literals, head);
		for (; literal; literal = literal->more ? literal + 1 : NULL)
			if (ki_str_starts(ki_str_from(text, i), literal->text)) {
				*at = i;
				return literal->number;
			}
	}
	return -1;
}
