/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packed logs and archives, by libarchive.  It is loaded only if there is one: what it
 * brings with it takes longer to load than most logs to read.
 */
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "container.h"

/* Of all versions since 3.0. */
#define SONAME "libarchive.so.13"

enum { CHUNK = 64 * 1024 };

#define FUNCTIONS(X)                         \
	X(archive_entry_filetype)            \
	X(archive_entry_pathname)            \
	X(archive_error_string)              \
	X(archive_format)                    \
	X(archive_read_data)                 \
	X(archive_read_free)                 \
	X(archive_read_new)                  \
	X(archive_read_next_header)          \
	X(archive_read_open)                 \
	X(archive_read_support_filter_bzip2) \
	X(archive_read_support_filter_gzip)  \
	X(archive_read_support_filter_xz)    \
	X(archive_read_support_filter_zstd)  \
	X(archive_read_support_format_empty) \
	X(archive_read_support_format_raw)   \
	X(archive_read_support_format_tar)   \
	X(archive_read_support_format_zip)   \
	X(archive_set_error)

struct library {
	void *handle;
#define MEMBER(name) __typeof__(name) *(name);
	FUNCTIONS(MEMBER)
#undef MEMBER
};

struct container {
	const char *name;
	int fd;
	struct library lib;
	struct archive *archive;
	/* What was read before, until libarchive has it. */
	const char *first;
	size_t first_size;
	char chunk[CHUNK];
};

/* The first bytes of what libarchive is asked to read; all else is a log as it is. */
static const struct {
	size_t at, size;
	const char *bytes;
} magics[] = {
    {0, 2, "\x1f\x8b"}, /* gzip, RFC 1952 */
    {0, 6,
     "\xfd"
     "7zXZ\0"},                 /* xz */
    {0, 4, "\x28\xb5\x2f\xfd"}, /* zstd, RFC 8878 */
    {0, 3, "BZh"},              /* bzip2 */
    {0, 4, "PK\3\4"},           /* zip */
    {257, 5, "ustar"},          /* tar, POSIX.1-1988 and GNU */
};

bool container_known(const char *first, size_t size)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (size >= magics[i].at + magics[i].size &&
		    !memcmp(first + magics[i].at, magics[i].bytes, magics[i].size))
			return true;
	return false;
}

/* Without libarchive, or with one that lacks something, there is no handle. */
static void load(struct library *lib)
{
	/* What it needs keeps memory for as long as the process lives, and so must stay. */
	void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	void *function;

	if (!handle)
		return;
/* ISO C has no conversion from a pointer to an object. */
#define LOAD(name)                                       \
	function = dlsym(handle, #name);                 \
	memcpy(&lib->name, &function, sizeof(function)); \
	if (!function) {                                 \
		dlclose(handle);                         \
		return;                                  \
	}
	FUNCTIONS(LOAD)
#undef LOAD
	lib->handle = handle;
}

static la_ssize_t read_more(struct archive *archive, void *user, const void **data)
{
	struct container *container = user;
	size_t first_size = container->first_size;
	ssize_t size;

	if (first_size) {
		*data = container->first;
		container->first_size = 0;
		return (la_ssize_t)first_size;
	}
	do {
		size = read(container->fd, container->chunk, sizeof(container->chunk));
	} while (size < 0 && errno == EINTR);
	if (size < 0)
		container->lib.archive_set_error(archive, errno, "%s", strerror(errno));
	*data = container->chunk;
	return size;
}

static void complain(const struct container *container)
{
	const char *why = container->lib.archive_error_string(container->archive);

	cli_error("%s: %s; what comes behind is not read", container->name,
		  why ? why : "can't be unpacked");
}

struct container *container_open(const char *name, int fd, const char *first, size_t size)
{
	struct container *container = calloc(1, sizeof(*container));

	if (!container) {
		cli_error("%s: out of memory", name);
		return NULL;
	}
	container->name = name;
	container->fd = fd;
	container->first = first;
	container->first_size = size;
	load(&container->lib);
	container->archive = container->lib.handle ? container->lib.archive_read_new() : NULL;
	if (!container->archive) {
		cli_error("%s: %s", name,
			  container->lib.handle ? "out of memory" : "reading it needs " SONAME);
		container_close(container);
		return NULL;
	}
	container->lib.archive_read_support_filter_gzip(container->archive);
	container->lib.archive_read_support_filter_xz(container->archive);
	container->lib.archive_read_support_filter_zstd(container->archive);
	container->lib.archive_read_support_filter_bzip2(container->archive);
	container->lib.archive_read_support_format_tar(container->archive);
	container->lib.archive_read_support_format_zip(container->archive);
	container->lib.archive_read_support_format_raw(container->archive);
	container->lib.archive_read_support_format_empty(container->archive);
	if (container->lib.archive_read_open(container->archive, container, NULL, read_more,
					     NULL) != ARCHIVE_OK) {
		complain(container);
		container_close(container);
		return NULL;
	}
	return container;
}

void container_close(struct container *container)
{
	if (!container)
		return;
	if (container->archive)
		container->lib.archive_read_free(container->archive);
	if (container->lib.handle)
		dlclose(container->lib.handle);
	free(container);
}

enum container_next container_next(struct container *container, const char **member)
{
	struct archive_entry *entry;
	int status;

	for (;;) {
		status = container->lib.archive_read_next_header(container->archive, &entry);
		if (status == ARCHIVE_EOF)
			return CONTAINER_END;
		if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
			complain(container);
			return CONTAINER_ERROR;
		}
		if (container->lib.archive_format(container->archive) == ARCHIVE_FORMAT_RAW) {
			*member = NULL;
			return CONTAINER_MEMBER;
		}
		/* Folders, links and devices hold no log. */
		if (container->lib.archive_entry_filetype(entry) != AE_IFREG)
			continue;
		*member = container->lib.archive_entry_pathname(entry);
		if (!*member)
			*member = "?";
		return CONTAINER_MEMBER;
	}
}

ssize_t container_read(struct container *container, char *data, size_t size)
{
	la_ssize_t got;

	do {
		got = container->lib.archive_read_data(container->archive, data, size);
	} while (got == ARCHIVE_RETRY);
	if (got < 0)
		complain(container);
	return got < 0 ? -1 : (ssize_t)got;
}
