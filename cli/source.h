/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of logs: of a file, of the members of an archive, of a folder of pstore's, of
 * standard input.
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "cli.h"

struct container;
struct directory;

struct source_options;

/* A log that is open. */
struct source {
	/* As messages call it. */
	const char *name;
	/* Its name in reports; "" for standard input. */
	struct koops_str file;
	/* Bytes; 0 if that is not known. */
	unsigned long long size;
	/* Which file of how many it is in, from 1. */
	size_t number, count;

	const struct source_options *options;
	int fd;
	/* It is in this one; NULL if it is in none. */
	struct container *container;
	/* It is made of the records in this one; NULL if it is a file. */
	struct directory *directory;
	/* What was read to see whether it is a container. */
	const char *first;
	size_t first_size;
};

/* Takes a log.  `*stop`: no further one is wanted. */
typedef enum cli_exit (*source_fn)(struct source *source, bool *stop, void *user);

struct source_options {
	/* Files that are read at the same time; 0 is 1. */
	unsigned jobs;
	/* Read on as the log grows. */
	bool follow;
};

/*
 * Opens the logs that arguments name, see files_add_all(), or standard input if there are none.
 * What can't be read is named in a message.  Returns the worst status, or CLI_NONE.
 */
enum cli_exit source_each(const struct source_options *options, int argc, char **argv,
			  source_fn take, void *user);

/*
 * As read(2), and says what went wrong.  0 if a silence has come, and `silent` is true
 * then, or at the end.
 */
ssize_t source_read(struct source *source, char *data, size_t size, bool *silent);

#endif
