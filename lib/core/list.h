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
};

/* Sorted by text, unsigned bytes; made at build time by data/embed.py. */
struct ki_list {
	const char *name;
	const struct ki_list_entry *entries;
	size_t count;
};

bool ki_list_has(const struct ki_list *list, struct koops_str name);

#endif
