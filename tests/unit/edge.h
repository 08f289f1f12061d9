/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text at the edges of memory: whoever reads a byte before or behind it ends there.
 */
#ifndef TESTS_UNIT_EDGE_H
#define TESTS_UNIT_EDGE_H

#include <check.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/str.h"

/* A page, with none around it. */
static inline struct koops_str edge_page(void)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 3 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(pages, MAP_FAILED);
	ck_assert_int_eq(mprotect(pages + size, size, PROT_READ | PROT_WRITE), 0);
	return (struct koops_str){pages + size, size};
}

static inline void edge_free(struct koops_str page)
{
	munmap((char *)(uintptr_t)page.data - page.size, 3 * page.size);
}

/* A copy of the text at the end of memory, or at its begin. */
static inline struct koops_str edge_put(struct koops_str page, struct koops_str text, bool at_end)
{
	char *copy = (char *)(uintptr_t)page.data + (at_end ? page.size - text.size : 0);

	ck_assert_uint_le(text.size, page.size);
	memcpy(copy, text.data, text.size);
	return (struct koops_str){copy, text.size};
}

/* Calls `read` with all that a text can begin with, at the end of memory and at its begin. */
static inline void edge_each_prefix(struct koops_str page, struct koops_str text,
				    void (*read)(struct koops_str text, void *user), void *user)
{
	for (size_t size = 0; size <= text.size; size++)
		for (int at_end = 0; at_end < 2; at_end++)
			read(edge_put(page, ki_str_to(text, size), at_end), user);
}

#endif
