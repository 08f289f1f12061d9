/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/literals.h"

#include <stdlib.h>

enum {
	HASH_BITS = 16,
	NONE = -1,
};

struct literal {
	struct ki_prefix prefix;
	ptrdiff_t number;
	/*
	 * The place of the longest other one that this one begins with, equal ones among
	 * them, or NONE: where this one stands, that one does.
	 */
	ptrdiff_t shorter;
};

struct ki_literals {
	const struct ki_mem *mem;
	/*
	 * A bit for the hash of each beginning.  They are far apart, so what a place
	 * without a literal costs does not depend on how many there are.
	 */
	unsigned char hashes[(1 << HASH_BITS) / 8];
	size_t count;
	/* By first byte: where those that begin with it begin. */
	unsigned short begins[256 + 1];
	/* Sorted; of equal ones, that with the lowest number comes last. */
	struct literal sorted[];
};

/* The hash of KI_LITERAL_LEAST bytes. */
static unsigned hash_of(const char *text)
{
	uint32_t begin;

	memcpy(&begin, text, sizeof(begin));
	return begin * UINT32_C(2654435761) >> (32 - HASH_BITS);
}

static int compare(const void *left, const void *right)
{
	const struct literal *a = left, *b = right;
	uint64_t left_head = a->prefix.head, right_head = b->prefix.head;
	/* Most differ in their first bytes. */
	int order = left_head != right_head ? (left_head < right_head ? -1 : 1)
					    : ki_str_cmp(a->prefix.text, b->prefix.text);

	return order ? order : (a->number < b->number) - (a->number > b->number);
}

static void index_begins(struct ki_literals *literals)
{
	size_t i = 0;

	for (size_t byte = 0; byte <= 256; byte++) {
		while (i < literals->count &&
		       (unsigned char)literals->sorted[i].prefix.text.data[0] < byte)
			i++;
		literals->begins[byte] = (unsigned short)i;
	}
}

/* What a literal begins with is sorted before it, and between the two only what begins so too. */
static void link_shorter(struct ki_literals *literals)
{
	struct literal *sorted = literals->sorted;

	for (size_t i = 0; i < literals->count; i++) {
		ptrdiff_t before = (ptrdiff_t)i - 1;

		while (before >= 0 &&
		       !ki_str_starts(sorted[i].prefix.text, sorted[before].prefix.text))
			before = sorted[before].shorter;
		sorted[i].shorter = before;
	}
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
		unsigned hash = hash_of(literals[i]);

		made->sorted[i] =
		    (struct literal){ki_prefix(ki_str(literals[i])), (ptrdiff_t)i, NONE};
		made->hashes[hash / 8] |= (unsigned char)(1 << hash % 8);
	}
	qsort(made->sorted, count, sizeof(made->sorted[0]), compare);
	link_shorter(made);
	index_begins(made);
	return made;
}

void ki_literals_free(struct ki_literals *literals)
{
	if (literals)
		ki_free(literals->mem, literals);
}

/* The place of the longest literal that a text begins with, or NONE. */
static ptrdiff_t longest(const struct ki_literals *literals, struct koops_str text)
{
	const struct literal *sorted = literals->sorted;
	uint64_t head = ki_str_head(text);
	size_t low = literals->begins[(unsigned char)text.data[0]];
	size_t high = literals->begins[(unsigned char)text.data[0] + 1];
	ptrdiff_t found;

	/* The last that is not sorted behind the text begins with all that the text does. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ki_prefix *prefix = &sorted[middle].prefix;

		if (prefix->head != head
			? prefix->head < head
			: prefix->text.size <= 8 || ki_str_cmp(prefix->text, text) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	found = (ptrdiff_t)low - 1;
	while (found >= 0 && !ki_prefix_begins(&sorted[found].prefix, head, text))
		found = sorted[found].shorter;
	return found;
}

/* Whether a literal may begin with these KI_LITERAL_LEAST bytes. */
static inline bool may_begin(const struct ki_literals *literals, const char *bytes)
{
	unsigned hash = hash_of(bytes);

	return literals->hashes[hash / 8] >> hash % 8 & 1;
}

/* Which of the first 16 bytes are none of a word, so that one may begin behind: a bit each. */
static unsigned word_ends(struct koops_str text)
{
	ki_vector v = {0}, lower, ends;

	if (text.size >= sizeof(v))
		memcpy(&v, text.data, sizeof(v));
	else
		memcpy(&v, text.data, text.size);
	lower = v | 0x20;
	ends = ((lower < 'a') | (lower > 'z')) & ((v < '0') | (v > '9')) & (v != '_');
	return ki_vector_mask(&ends);
}

/* Whether a literal stands at a place. */
static inline bool is_at(const struct ki_literals *literals, struct koops_str text, size_t at)
{
	return at + KI_LITERAL_LEAST <= text.size && may_begin(literals, text.data + at) &&
	       longest(literals, ki_str_from(text, at)) >= 0;
}

size_t ki_literals_find_word(const struct ki_literals *literals, struct koops_str text, size_t from)
{
	if (!from && is_at(literals, text, 0))
		return 0;
	for (size_t i = from ? from - 1 : 0; i < text.size; i += sizeof(ki_vector)) {
		unsigned ends = word_ends(ki_str_from(text, i));

		for (; ends; ends &= ends - 1) {
			size_t place = i + (unsigned)__builtin_ctz(ends) + 1;

			if (is_at(literals, text, place))
				return place;
		}
	}
	return text.size;
}

/* The first place from `at` on where a literal may stand, or a place at the end where none can. */
static size_t next_place(const struct ki_literals *literals, struct koops_str text, size_t at)
{
	for (; at + KI_LITERAL_LEAST <= text.size; at++)
		if (may_begin(literals, text.data + at))
			break;
	return at;
}

bool ki_literals_all(const struct ki_literals *literals, struct koops_str text, uint64_t *set)
{
	bool any = false;

	for (size_t i = 0; (i = next_place(literals, text, i)) + KI_LITERAL_LEAST <= text.size;
	     i++) {
		ptrdiff_t found = longest(literals, ki_str_from(text, i));

		for (; found >= 0; found = literals->sorted[found].shorter) {
			size_t number = (size_t)literals->sorted[found].number;

			set[number / 64] |= UINT64_C(1) << number % 64;
			any = true;
		}
	}
	return any;
}
