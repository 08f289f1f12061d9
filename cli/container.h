/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logs in compressed files and archives.
 */
#ifndef CLI_CONTAINER_H
#define CLI_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct container;

/* Whether a file that begins with these bytes is compressed or an archive. */
bool container_known(const char *first, size_t size);

/*
 * Opens one.  `first` are the bytes that were read from `fd` already; they must
 * stay until the end.  NULL, and a message, if it can't be.
 */
struct container *container_open(const char *name, int fd, const char *first, size_t size);
void container_close(struct container *container);

enum container_next {
	CONTAINER_MEMBER,
	CONTAINER_END,
	/* A message is out. */
	CONTAINER_ERROR,
};

/*
 * Goes to the next log.  `member` is its name in the archive, valid until the next
 * call, or NULL in a file that is only compressed.
 */
enum container_next container_next(struct container *container, const char **member);

/* As read(2) of the log; -1, and a message, if the rest can't be read. */
ssize_t container_read(struct container *container, char *data, size_t size);

#endif
