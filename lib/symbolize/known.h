/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses that were looked up before, and where they are.  The same ones
 * come again and again: all system calls go through a few functions.
 */
#ifndef KI_SYMBOLIZE_KNOWN_H
#define KI_SYMBOLIZE_KNOWN_H

#include "core/buf.h"
#include "symbolize/locate.h"

struct ki_known_slot;
struct ki_known_block;

struct ki_known {
	const struct ki_mem *mem;
	/* A hash table by address. */
	struct ki_known_slot *slots;
	size_t count, capacity;
	/* What caches had. */
	struct ki_known_block *blocks;
	size_t block_count, block_capacity;
	/* What was added: entries, their places, and the strings of these. */
	struct ki_buf entries, places, strings;
	/* A hash table of these strings: where they begin, + 1. */
	uint32_t *offsets;
	size_t offset_count, offset_capacity;
};

void ki_known_init(struct ki_known *known, const struct ki_mem *mem);
void ki_known_free(struct ki_known *known);
/* Where an address is; false if it isn't known.  Strings are valid until something is added. */
bool ki_known_find(const struct ki_known *known, uint64_t address, struct ki_places *places);
/* Adds an address that isn't known; leaves it out for want of room or memory. */
void ki_known_add(struct ki_known *known, uint64_t address, const struct ki_places *places);

/* Puts what was added into bytes for a cache; nothing if nothing was. */
void ki_known_pack(const struct ki_known *known, struct ki_buf *bytes);
/*
 * Adds what is in such bytes, which are aligned to 8 and used as long as `known`
 * is.  Returns false if they are damaged or memory is wanting.
 */
bool ki_known_unpack(struct ki_known *known, struct koops_str bytes);

#endif
