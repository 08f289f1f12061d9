/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of lines, one beside the other.
 */
#ifndef CLI_COMPARE_H
#define CLI_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

/* With a NUL behind it; NULL for want of memory.  Unlike strndup(3), whatever stands behind. */
char *text_copy(const char *text, size_t size);

struct lines {
	char **at;
	size_t count, capacity;
};

/* Adds a copy; false, and a message, for want of memory. */
bool lines_add(struct lines *lines, const char *text, size_t size);
void lines_free(struct lines *lines);

/* A row of two lists; NULL where one of them has nothing that fits. */
struct pair {
	const char *left, *right;
};

struct pairs {
	struct pair *at;
	size_t count;
	/* The first that differs; `count` if none does. */
	size_t first;
};

/* Puts what is equal side by side; false, and a message, for want of memory. */
bool pairs_make(const struct lines *left, const struct lines *right, struct pairs *pairs);
/* Writes them in columns, and leaves out what is far from a difference. */
bool pairs_write(const struct pairs *pairs);

#endif
