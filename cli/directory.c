/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* versionsort, scandirat */
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

struct directory {
	int fd;
	struct dirent **entries;
	int count, next;
	/* The record that is read, or -1. */
	int record;
	bool failed;
};

/* fs/pstore/inode.c (pstore_mkfile): "dmesg-BACKEND-ID", ".enc.z" if it was not unpacked. */
static int is_record(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "dmesg-", 6);
}

struct directory *directory_open(int fd)
{
	struct directory *directory = calloc(1, sizeof(*directory));

	if (!directory)
		return NULL;
	directory->fd = fd;
	directory->record = -1;
	directory->count = scandirat(fd, ".", &directory->entries, is_record, versionsort);
	if (directory->count > 0)
		return directory;
	directory_close(directory);
	return NULL;
}

void directory_close(struct directory *directory)
{
	if (!directory)
		return;
	for (int i = 0; i < directory->count; i++)
		free(directory->entries[i]);
	free(directory->entries);
	if (directory->record >= 0)
		close(directory->record);
	free(directory);
}

/* Opens the next record; false if there is none. */
static bool open_next(struct directory *directory)
{
	while (directory->record < 0 && directory->next < directory->count) {
		const char *name = directory->entries[directory->next++]->d_name;

		directory->record =
		    openat(directory->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (directory->record < 0) {
			cli_error("%s: %s", name, strerror(errno));
			directory->failed = true;
		}
	}
	return directory->record >= 0;
}

ssize_t directory_read(struct directory *directory, char *data, size_t size)
{
	while (open_next(directory)) {
		ssize_t got = read(directory->record, data, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got > 0)
			return got;
		if (got < 0) {
			cli_error("%s: %s", directory->entries[directory->next - 1]->d_name,
				  strerror(errno));
			directory->failed = true;
		}
		close(directory->record);
		directory->record = -1;
		/* A record need not end in a newline. */
		data[0] = '\n';
		return 1;
	}
	return directory->failed ? -1 : 0;
}
