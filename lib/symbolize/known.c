/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/known.h"

#include <xxhash.h>

enum {
	/* What one process adds, at most. */
	ADDED_MOST = 1 << 16,
	/* Number of the block of what was added; those of caches follow. */
	ADDED = 0,
	NO_STRING = UINT32_MAX,
};

struct entry {
	uint64_t address;
	/* Which places. */
	uint32_t first, count;
};

struct place {
	uint64_t line;
	/* Where strings begin, or NO_STRING. */
	uint32_t function, directory, file_directory, file_name;
};

/* How bytes begin: numbers of entries, of places, and of bytes of strings, which follow. */
struct packed {
	uint32_t entries, places, strings, unused;
};

struct ki_known_block {
	const struct entry *entries;
	const struct place *places;
	const char *strings;
	struct packed size;
};

struct ki_known_slot {
	uint64_t address;
	/* Block and entry in it, both counted from 1; 0: the slot is free. */
	uint32_t block, entry;
};

void ki_known_init(struct ki_known *known, const struct ki_mem *mem)
{
	*known = (struct ki_known){.mem = mem};
	ki_buf_init(&known->entries, mem);
	ki_buf_init(&known->places, mem);
	ki_buf_init(&known->strings, mem);
}

void ki_known_free(struct ki_known *known)
{
	ki_free(known->mem, known->slots);
	ki_free(known->mem, known->blocks);
	ki_free(known->mem, known->offsets);
	ki_buf_free(&known->entries);
	ki_buf_free(&known->places);
	ki_buf_free(&known->strings);
}

/* ------------------------------------------------------------------ table -- */

/* The slot of an address, or the one that it would get; the table has free ones. */
static struct ki_known_slot *slot_of(const struct ki_known *known, uint64_t address)
{
	size_t at = XXH3_64bits(&address, sizeof(address)) & (known->capacity - 1);

	while (known->slots[at].block && known->slots[at].address != address)
		at = (at + 1) & (known->capacity - 1);
	return &known->slots[at];
}

/* Makes room for so many more. */
static bool reserve(struct ki_known *known, size_t more)
{
	size_t old_capacity = known->capacity, capacity = old_capacity ? old_capacity : 256;
	struct ki_known_slot *old = known->slots, *slots;

	while (capacity / 2 < known->count + more)
		capacity *= 2;
	if (capacity == old_capacity)
		return true;
	slots = ki_zalloc(known->mem, capacity * sizeof(*slots));
	if (!slots)
		return false;
	known->slots = slots;
	known->capacity = capacity;
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i].block)
			*slot_of(known, old[i].address) = old[i];
	ki_free(known->mem, old);
	return true;
}

/* There is room; what is known already stays. */
static void insert(struct ki_known *known, uint64_t address, size_t block, size_t entry)
{
	struct ki_known_slot *slot = slot_of(known, address);

	if (slot->block)
		return;
	*slot = (struct ki_known_slot){address, (uint32_t)block + 1, (uint32_t)entry + 1};
	known->count++;
}

/* -------------------------------------------------------------------- find -- */

/* Buffers come from the allocator, and so are aligned. */
static struct ki_known_block added_block(const struct ki_known *known)
{
	return (struct ki_known_block){
	    .entries = (const void *)known->entries.data,
	    .places = (const void *)known->places.data,
	    .strings = known->strings.data,
	};
}

static const char *string_at(const struct ki_known_block *block, uint32_t offset)
{
	return offset == NO_STRING ? NULL : block->strings + offset;
}

bool ki_known_find(const struct ki_known *known, uint64_t address, struct ki_places *places)
{
	const struct ki_known_slot *slot = known->capacity ? slot_of(known, address) : NULL;
	struct ki_known_block block;
	const struct entry *entry;

	if (!slot || !slot->block)
		return false;
	block = slot->block - 1 == ADDED ? added_block(known) : known->blocks[slot->block - 2];
	entry = &block.entries[slot->entry - 1];
	for (uint32_t i = 0; i < entry->count; i++) {
		const struct place *place = &block.places[entry->first + i];

		places->at[i] = (struct ki_place){
		    .function = string_at(&block, place->function),
		    .directory = string_at(&block, place->directory),
		    .file.directory = string_at(&block, place->file_directory),
		    .file.name = string_at(&block, place->file_name),
		    .line = place->line,
		};
	}
	places->count = entry->count;
	return true;
}

/* --------------------------------------------------------------------- add -- */

static uint32_t *offset_of(const struct ki_known *known, const char *string)
{
	size_t at = XXH3_64bits(string, strlen(string)) & (known->offset_capacity - 1);

	while (known->offsets[at] && strcmp(known->strings.data + known->offsets[at] - 1, string))
		at = (at + 1) & (known->offset_capacity - 1);
	return &known->offsets[at];
}

static bool reserve_offsets(struct ki_known *known)
{
	size_t old_capacity = known->offset_capacity;
	uint32_t *old = known->offsets, *offsets;

	if (known->offset_count < old_capacity / 2)
		return true;
	known->offset_capacity = old_capacity ? old_capacity * 2 : 256;
	offsets = ki_zalloc(known->mem, known->offset_capacity * sizeof(*offsets));
	if (!offsets) {
		known->offset_capacity = old_capacity;
		return false;
	}
	known->offsets = offsets;
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i])
			*offset_of(known, known->strings.data + old[i] - 1) = old[i];
	ki_free(known->mem, old);
	return true;
}

/* Where a string begins among those that were added; false for want of memory. */
static bool add_string(struct ki_known *known, const char *string, uint32_t *offset)
{
	uint32_t *found;

	*offset = NO_STRING;
	if (!string)
		return true;
	if (!reserve_offsets(known))
		return false;
	found = offset_of(known, string);
	if (!*found) {
		size_t begin = known->strings.size;

		ki_buf_put(&known->strings, (struct koops_str){string, strlen(string) + 1});
		if (known->strings.failed || begin >= INT32_MAX)
			return false;
		*found = (uint32_t)begin + 1;
		known->offset_count++;
	}
	*offset = *found - 1;
	return true;
}

static bool add_place(struct ki_known *known, const struct ki_place *from)
{
	struct place place = {.line = from->line};

	if (!add_string(known, from->function, &place.function) ||
	    !add_string(known, from->directory, &place.directory) ||
	    !add_string(known, from->file.directory, &place.file_directory) ||
	    !add_string(known, from->file.name, &place.file_name))
		return false;
	ki_buf_put(&known->places, (struct koops_str){(const char *)&place, sizeof(place)});
	return !known->places.failed;
}

void ki_known_add(struct ki_known *known, uint64_t address, const struct ki_places *places)
{
	size_t number = known->entries.size / sizeof(struct entry);
	struct entry entry = {
	    .address = address,
	    .first = (uint32_t)(known->places.size / sizeof(struct place)),
	    .count = (uint32_t)places->count,
	};

	if (number == ADDED_MOST || !reserve(known, 1))
		return;
	for (size_t i = 0; i < places->count; i++)
		if (!add_place(known, &places->at[i]))
			return;
	ki_buf_put(&known->entries, (struct koops_str){(const char *)&entry, sizeof(entry)});
	if (!known->entries.failed)
		insert(known, address, ADDED, number);
}

/* -------------------------------------------------------------------- pack -- */

void ki_known_pack(const struct ki_known *known, struct ki_buf *bytes)
{
	const struct packed packed = {
	    .entries = (uint32_t)(known->entries.size / sizeof(struct entry)),
	    .places = (uint32_t)(known->places.size / sizeof(struct place)),
	    .strings = (uint32_t)known->strings.size,
	};

	if (!packed.entries)
		return;
	ki_buf_put(bytes, (struct koops_str){(const char *)&packed, sizeof(packed)});
	ki_buf_put(bytes, ki_buf_str(&known->entries));
	ki_buf_put(bytes, ki_buf_str(&known->places));
	ki_buf_put(bytes, ki_buf_str(&known->strings));
}

static bool is_string(const struct ki_known_block *block, uint32_t offset)
{
	return offset == NO_STRING || offset < block->size.strings;
}

/* Whether all that it refers to is in it. */
static bool is_block(const struct ki_known_block *block)
{
	const struct packed *size = &block->size;

	if (size->strings && block->strings[size->strings - 1])
		return false;
	for (uint32_t i = 0; i < size->entries; i++) {
		const struct entry *entry = &block->entries[i];

		if (entry->count > KI_PLACES_MOST || entry->first > size->places ||
		    entry->count > size->places - entry->first)
			return false;
	}
	for (uint32_t i = 0; i < size->places; i++) {
		const struct place *place = &block->places[i];

		if (!is_string(block, place->function) || !is_string(block, place->directory) ||
		    !is_string(block, place->file_directory) || !is_string(block, place->file_name))
			return false;
	}
	return true;
}

bool ki_known_unpack(struct ki_known *known, struct koops_str bytes)
{
	struct ki_known_block block, *blocks;
	uint64_t entries, places;

	if (bytes.size < sizeof(block.size))
		return false;
	memcpy(&block.size, bytes.data, sizeof(block.size));
	entries = (uint64_t)block.size.entries * sizeof(struct entry);
	places = (uint64_t)block.size.places * sizeof(struct place);
	bytes = ki_str_from(bytes, sizeof(block.size));
	if (bytes.size != entries + places + block.size.strings)
		return false;
	block.entries = (const void *)bytes.data;
	block.places = (const void *)(bytes.data + entries);
	block.strings = bytes.data + entries + places;
	if (!is_block(&block) || !reserve(known, block.size.entries))
		return false;
	blocks = ki_grow(known->mem, known->blocks, sizeof(*blocks), known->block_count,
			 &known->block_capacity);
	if (!blocks)
		return false;
	known->blocks = blocks;
	blocks[known->block_count++] = block;
	for (uint32_t i = 0; i < block.size.entries; i++)
		insert(known, block.entries[i].address, known->block_count, i);
	return true;
}
