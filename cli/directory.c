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

/* The names under which drivers call pstore_register(), in whatever kernel. */
static const char *const backends[] = {
    "efi", "efi_pstore", "erst", "mtdpstore", "nvram", "pstore_blk", "ramoops",
};

/* fs/pstore/inode.c (pstore_mkfile): "dmesg-BACKEND-ID", ".enc.z" if it was not unpacked. */
static int is_record(const struct dirent *entry)
{
	const char *name = entry->d_name;
	size_t size, digits;

	if (strncmp(name, "dmesg-", 6) != 0)
		return 0;
	name += 6;
	size = strcspn(name, "-");
	digits = name[size] ? strspn(name + size + 1, "0123456789") : 0;
	if (!digits || (name[size + 1 + digits] && strcmp(name + size + 1 + digits, ".enc.z")))
		return 0;
	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++)
		if (strlen(backends[i]) == size && !memcmp(backends[i], name, size))
			return 1;
	return 0;
}

bool directory_is_pstore(const char *name)
{
	DIR *folder = opendir(name);
	const struct dirent *entry;
	bool found = false;

	while (folder && !found && (entry = readdir(folder)))
		found = is_record(entry);
	if (folder)
		closedir(folder);
	return found;
}

struct directory *directory_open(const char *name, int fd)
{
	struct directory *directory = calloc(1, sizeof(*directory));

	if (directory) {
		directory->fd = fd;
		directory->record = -1;
		directory->count = scandirat(fd, ".", &directory->entries, is_record, versionsort);
		if (directory->count >= 0)
			return directory;
	}
	cli_error("%s: %s", name, strerror(errno));
	free(directory);
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
