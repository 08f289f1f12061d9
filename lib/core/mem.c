/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/mem.h"

#include "core/str.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* The smallest reports, of which a log may have one a line, fit one block. */
	BLOCK_FIRST = 2048,
	/*
	 * Below what malloc asks the kernel for, so that memory which one report gives back
	 * is there for the next without page faults.
	 */
	BLOCK_MOST = 32768,
};

struct ki_arena_block {
	struct ki_arena_block *next;
	size_t size;
	max_align_t data[];
};

static void *default_alloc(size_t size, void *user)
{
	(void)user;
	return malloc(size);
}

static void *default_realloc(void *memory, size_t size, void *user)
{
	(void)user;
	return realloc(memory, size);
}

static void default_free(void *memory, void *user)
{
	(void)user;
	free(memory);
}

bool ki_mem_init(struct ki_mem *mem, const struct koops_allocator *hooks)
{
	if (!hooks) {
		mem->hooks = (struct koops_allocator){
		    .alloc = default_alloc,
		    .realloc = default_realloc,
		    .free = default_free,
		};
		return true;
	}
	mem->hooks = *hooks;
	return hooks->alloc && hooks->realloc && hooks->free;
}

void *ki_alloc(const struct ki_mem *mem, size_t size)
{
	return mem->hooks.alloc(size ? size : 1, mem->hooks.user);
}

void *ki_zalloc(const struct ki_mem *mem, size_t size)
{
	void *memory = ki_alloc(mem, size);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

void *ki_realloc(const struct ki_mem *mem, void *memory, size_t size)
{
	return mem->hooks.realloc(memory, size ? size : 1, mem->hooks.user);
}

void ki_free(const struct ki_mem *mem, void *memory)
{
	if (memory)
		mem->hooks.free(memory, mem->hooks.user);
}

/* The next capacity of an array that is full, or 0 if it can't be. */
static size_t grown(size_t element, size_t capacity)
{
	size_t more = capacity ? capacity * 2 : 8;

	return more > SIZE_MAX / 2 / element ? 0 : more;
}

void *ki_grow(const struct ki_mem *mem, void *array, size_t element, size_t count, size_t *capacity)
{
	size_t more;

	if (count < *capacity)
		return array;
	more = grown(element, *capacity);
	array = more ? ki_realloc(mem, array, more * element) : NULL;
	if (array)
		*capacity = more;
	return array;
}

void ki_arena_init(struct ki_arena *arena, const struct ki_mem *mem)
{
	*arena = (struct ki_arena){.mem = mem};
}

static void free_blocks(const struct ki_mem *mem, struct ki_arena_block *block)
{
	while (block) {
		struct ki_arena_block *next = block->next;

		ki_free(mem, block);
		block = next;
	}
}

/* All of a block is room. */
static void use_block(struct ki_arena *arena, struct ki_arena_block *block)
{
	arena->block = block;
	arena->at = block ? (char *)block->data : NULL;
	arena->left = block ? block->size : 0;
}

void ki_arena_clear(struct ki_arena *arena)
{
	if (!arena->block)
		return;
	free_blocks(arena->mem, arena->block->next);
	arena->block->next = NULL;
	use_block(arena, arena->block);
	arena->total = sizeof(*arena->block) + arena->block->size;
}

void ki_arena_free(struct ki_arena *arena)
{
	free_blocks(arena->mem, arena->block);
	use_block(arena, NULL);
	arena->total = 0;
}

bool ki_arena_add_block(struct ki_arena *arena, size_t size)
{
	size_t want = arena->block ? arena->block->size * 4 : BLOCK_FIRST;
	struct ki_arena_block *block;

	if (size > SIZE_MAX / 2)
		return false;
	if (want > BLOCK_MOST)
		want = BLOCK_MOST;
	if (want < size)
		want = size;
	block = ki_alloc(arena->mem, sizeof(*block) + want);
	if (!block)
		return false;
	block->next = arena->block;
	block->size = want;
	use_block(arena, block);
	arena->total += sizeof(*block) + want;
	return true;
}

void *ki_arena_alloc(struct ki_arena *arena, size_t size)
{
	void *memory = ki_arena_room(arena, size);

	return memory ? memset(memory, 0, size) : NULL;
}

void *ki_arena_grow(struct ki_arena *arena, void *array, size_t element, size_t count,
		    size_t *capacity)
{
	size_t more;
	char *moved;

	if (count < *capacity)
		return array;
	more = grown(element, *capacity);
	moved = more ? ki_arena_room(arena, more * element) : NULL;
	if (!moved)
		return NULL;
	if (count)
		memcpy(moved, array, count * element);
	memset(moved + count * element, 0, (more - count) * element);
	*capacity = more;
	return moved;
}

static __attribute__((noinline)) bool str_in_new_block(struct ki_arena *arena, struct koops_str str,
						       struct koops_str *copy)
{
	return ki_arena_add_block(arena, str.size + 1) && ki_arena_str(arena, str, copy);
}

bool ki_arena_str(struct ki_arena *arena, struct koops_str str, struct koops_str *copy)
{
	char *data = arena->at;

	if (str.size >= arena->left)
		return str_in_new_block(arena, str, copy);
	arena->at += str.size + 1;
	arena->left -= str.size + 1;
	data[str.size] = '\0';
	*copy = (struct koops_str){data, str.size};
	ki_copy(data, str.data, str.size);
	return true;
}
