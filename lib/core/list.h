/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of function names, from the text files in data/.
 */
#ifndef KI_CORE_LIST_H
#define KI_CORE_LIST_H

#include "core/str.h"

/* An entry: a name, or the beginning of names. */
struct ki_list_entry {
	const char *text;
	unsigned char size;
	bool prefix;
	/* Why it is in the list. */
	const char *reason;
};

/* Sorted by text, unsigned bytes; made at build time by data/embed.py. */
struct ki_list {
	const char *name;
	const struct ki_list_entry *entries;
	/* Where the entries with each first byte begin; the last is their number. */
	unsigned short first[257];
};

/* The entry that stands for a name, or NULL. */
const struct ki_list_entry *ki_list_find(const struct ki_list *list, struct koops_str name);

static inline bool ki_list_has(const struct ki_list *list, struct koops_str name)
{
	return ki_list_find(list, name) != NULL;
}

#endif
