/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel left in /sys/fs/pstore, or a copy of it: a folder of records
 * that are one log.
 */
#ifndef CLI_DIRECTORY_H
#define CLI_DIRECTORY_H

#include <stdbool.h>
#include <sys/types.h>

struct directory;

/* Whether a record of a kernel's log is in a folder. */
bool directory_is_pstore(const char *name);

/* Opens a folder; NULL, and a message, if it can't be read. */
struct directory *directory_open(const char *name, int fd);
void directory_close(struct directory *directory);

/* As read(2) of all records, one after the other; a record that can't be read is named in a
 * message. */
ssize_t directory_read(struct directory *directory, char *data, size_t size);

#endif
