/* SPDX-License-Identifier: BSD-2-Clause */
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#include "cli.h"

static uint64_t hash_of(const struct table *table, struct koops_str key)
{
	return XXH3_64bits_withSeed(key.data, key.size, table->seed);
}

/* The slot of a key, or the empty one that it would get; some are empty. */
static struct table_entry **probe(const struct table *table, struct koops_str key, uint64_t hash)
{
	size_t mask = table->capacity - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		const struct table_entry *entry = table->slots[i];

		if (!entry || (entry->hash == hash && entry->size == key.size &&
			       !memcmp(entry->key, key.data, key.size)))
			return &table->slots[i];
	}
}

static bool grow(struct table *table)
{
	struct table bigger = *table;

	if (table->count < table->capacity / 4 * 3)
		return true;
	bigger.capacity = table->capacity ? 2 * table->capacity : 64;
	bigger.slots = calloc(bigger.capacity, sizeof(struct table_entry *));
	if (!bigger.slots)
		return false;
	/* Logs choose the keys: nobody shall choose some that collide. */
	if (!table->capacity && getrandom(&bigger.seed, sizeof(bigger.seed), GRND_NONBLOCK) < 0)
		bigger.seed = (uintptr_t)bigger.slots;
	for (size_t i = 0; i < table->capacity; i++) {
		struct table_entry *entry = table->slots[i];

		if (entry)
			*probe(&bigger, (struct koops_str){entry->key, entry->size}, entry->hash) =
			    entry;
	}
	free(table->slots);
	*table = bigger;
	return true;
}

struct table_entry *table_at(struct table *table, struct koops_str key)
{
	struct table_entry *entry = table_find(table, key), **slot;

	if (entry)
		return entry;
	entry = malloc(sizeof(*entry) + key.size + 1);
	if (!entry || !grow(table)) {
		free(entry);
		cli_error("out of memory");
		return NULL;
	}
	*entry = (struct table_entry){.hash = hash_of(table, key), .size = key.size};
	memcpy(entry->key, key.data, key.size);
	entry->key[key.size] = '\0';
	slot = probe(table, key, entry->hash);
	*slot = entry;
	table->count++;
	return entry;
}

struct table_entry *table_find(const struct table *table, struct koops_str key)
{
	return table->capacity ? *probe(table, key, hash_of(table, key)) : NULL;
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->capacity; i++)
		free(table->slots[i]);
	free(table->slots);
	*table = (struct table){0};
}
