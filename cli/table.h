/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table from strings of any bytes to pointers.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "koops.h"

struct table_entry {
	/* NULL for a new entry; what it points to is not the table's. */
	void *value;
	uint64_t hash;
	size_t size;
	/* With a NUL behind. */
	char key[];
};

/* Empty when zeroed. */
struct table {
	/* NULL for those that are empty. */
	struct table_entry **slots;
	size_t count, capacity;
	uint64_t seed;
};

/*
 * The entry of a key, which is made if there is none; it stays where it is.  NULL, and
 * a message, for want of memory.
 */
struct table_entry *table_at(struct table *table, struct koops_str key);
/* The entry of a key, or NULL. */
struct table_entry *table_find(const struct table *table, struct koops_str key);
void table_free(struct table *table);

#endif
