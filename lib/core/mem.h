/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory through the allocator of the context, and arenas on top of it.
 * Nothing else in the library calls malloc.
 */
#ifndef KI_CORE_MEM_H
#define KI_CORE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "koops.h"

/* All three hooks set: ki_mem_init() put malloc's in for none. */
struct ki_mem {
	struct koops_allocator hooks;
};

/* Returns false for hooks of which only some are set. */
bool ki_mem_init(struct ki_mem *mem, const struct koops_allocator *hooks);

void *ki_alloc(const struct ki_mem *mem, size_t size);
void *ki_zalloc(const struct ki_mem *mem, size_t size);
/* NULL, and `memory` as it was, for want of memory. */
void *ki_realloc(const struct ki_mem *mem, void *memory, size_t size);
void ki_free(const struct ki_mem *mem, void *memory);

/*
 * Makes room for one more element behind `count` in an array of `capacity`
 * elements: returns the array, moved or not, or NULL for want of memory.
 */
void *ki_grow(const struct ki_mem *mem, void *array, size_t element, size_t count,
	      size_t *capacity);

struct ki_arena_block;

/*
 * Memory that is freed all at once.  Zeroed by the caller or ki_arena_init().
 */
struct ki_arena {
	const struct ki_mem *mem;
	struct ki_arena_block *block;
	/* The room that is left in the block. */
	char *at;
	size_t left;
	/* Bytes taken from the allocator. */
	size_t total;
};

void ki_arena_init(struct ki_arena *arena, const struct ki_mem *mem);
void ki_arena_free(struct ki_arena *arena);
/* Empties it, and keeps the block that it took last for what comes. */
void ki_arena_clear(struct ki_arena *arena);
/* Zeroed and aligned for any object; NULL for want of memory. */
void *ki_arena_alloc(struct ki_arena *arena, size_t size);
/* Makes room in a block of its own. */
bool ki_arena_add_block(struct ki_arena *arena, size_t size);

/* For `size` bytes of text, not zeroed nor aligned; NULL for want of memory. */
static inline char *ki_arena_text(struct ki_arena *arena, size_t size)
{
	char *memory;

	if ((size > arena->left || !arena->at) && !ki_arena_add_block(arena, size))
		return NULL;
	memory = arena->at;
	arena->at += size;
	arena->left -= size;
	return memory;
}

/* As ki_arena_alloc(), not zeroed. */
static inline void *ki_arena_room(struct ki_arena *arena, size_t size)
{
	/* Blocks are aligned.  No more than there is: a full block can end anywhere. */
	size_t padding = -(uintptr_t)arena->at % _Alignof(max_align_t);

	if (padding > arena->left)
		padding = arena->left;
	if (padding)
		ki_arena_text(arena, padding);
	return ki_arena_text(arena, size);
}

/* Gives back the end of what ki_arena_text() gave last, of which `used` bytes stay. */
static inline void ki_arena_trim(struct ki_arena *arena, char *text, size_t used)
{
	arena->left += (size_t)(arena->at - text) - used;
	arena->at = text + used;
}

/* As ki_grow(), for an array in an arena; the old array is left behind. */
void *ki_arena_grow(struct ki_arena *arena, void *array, size_t element, size_t count,
		    size_t *capacity);
/* A copy with a NUL behind it.  Returns false for want of memory. */
bool ki_arena_str(struct ki_arena *arena, struct koops_str str, struct koops_str *copy);

#endif
