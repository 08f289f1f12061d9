/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The logs that arguments name.
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct file {
	/* "-": standard input. */
	char *name;
	/* errno, if it can't be read; 0. */
	int error;
};

/* Empty when zeroed. */
struct files {
	struct file *at;
	size_t count, capacity;
};

/* Adds one.  Returns false, and a message, for want of memory. */
bool files_add(struct files *files, const char *name, int error);
/*
 * Adds what an argument names: itself; or, if it is a folder, the files in it and in
 * its folders, sorted by the bytes of their names, without those that begin with a dot.
 * A folder of the kernel's pstore is one log.  Returns as files_add() does.
 */
bool files_add_all(struct files *files, const char *argument);
void files_free(struct files *files);

#endif
