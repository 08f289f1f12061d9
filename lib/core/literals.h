/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many literals searched for at once.  The cost a byte does not depend on their
 * number: a bitmap of their beginnings' hashes says where to look.
 */
#ifndef KI_CORE_LITERALS_H
#define KI_CORE_LITERALS_H

#include "core/mem.h"
#include "core/str.h"

enum {
	/* Bytes that a literal has at least. */
	KI_LITERAL_LEAST = 4,
};

struct ki_literals;

/*
 * The literals are not copied; each has at least KI_LITERAL_LEAST bytes.  Equal ones are one,
 * by the lowest number.  NULL for want of memory.
 */
struct ki_literals *ki_literals_new(const struct ki_mem *mem, const char *const *literals,
				    size_t count);
void ki_literals_free(struct ki_literals *literals);

/*
 * The first place at or behind `from` where a literal stands and no letter, digit or '_' before
 * it; the text's size if there is none.
 */
size_t ki_literals_find_word(const struct ki_literals *literals, struct koops_str text,
			     size_t from);

/*
 * Adds the numbers of all literals that stand anywhere to a set, a bit each; equal ones have
 * one each.  Returns whether there are any.
 */
bool ki_literals_all(const struct ki_literals *literals, struct koops_str text, uint64_t *set);

#endif
