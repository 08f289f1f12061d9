/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of function names, from the text files in data/.
 */
#ifndef KI_CORE_LIST_H
#define KI_CORE_LIST_H

#include "core/str.h"

/* An entry: a name, or a part of names. */
struct ki_list_entry {
	const char *text;
	unsigned char size;
	/* More of a name may follow. */
	bool prefix;
	/* Why it is in the list. */
	const char *reason;
	/* ki_str_head() of the text. */
	uint64_t head;
};

/* Sorted by text, unsigned bytes; made at build time by data/embed.py. */
struct ki_list {
	const char *name;
	const struct ki_list_entry *entries;
	/* Where the entries with each first byte begin; the last is their number. */
	unsigned short first[257];
	/*
	 * A bit for the hash of each way to begin that a name in the list can have: most
	 * names are in no list, and are seen not to be by this.  NULL for none.
	 */
	const unsigned char *heads;
	/* Those that may stand further on in a name, or at its end. */
	const struct ki_list_entry *words;
	size_t word_count;
	/*
	 * A bit for the hash of what each word begins with: they are looked for only where
	 * a name goes on like one.
	 */
	const unsigned char *word_heads;
};

enum {
	/* Bytes that are hashed; a shorter name has no hash. */
	KI_LIST_HEAD = 4,
	/* Bits of the hash in `heads` and in `word_heads`, which every place of a name is looked up
	   in. */
	KI_LIST_HASH = 12,
	KI_LIST_WORD_HASH = 15,
};

/* The hash of the first KI_LIST_HEAD bytes; data/embed.py has it too. */
static inline unsigned ki_list_hash(const char *name, unsigned bits)
{
	const unsigned char *c = (const unsigned char *)name;
	uint32_t head = c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;

	return head * UINT32_C(2654435761) >> (32 - bits);
}

/* The entry that stands for a name, or NULL. */
const struct ki_list_entry *ki_list_find(const struct ki_list *list, struct koops_str name);

static inline bool ki_list_has(const struct ki_list *list, struct koops_str name)
{
	return ki_list_find(list, name) != NULL;
}

#endif
