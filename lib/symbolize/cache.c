/* SPDX-License-Identifier: BSD-2-Clause */
/* mkostemp(), MAP_POPULATE */
#define _GNU_SOURCE
#include "symbolize/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum {
	/* To be counted up when what blocks have in them changes. */
	VERSION = 1,
	/* Larger files begin anew: a large kernel takes 20 MB, and then a hundred thousand
	 * addresses. */
	SIZE_MOST = 48 << 20,
	ALIGNMENT = 8,
	/* Files that were not used for so long are removed. */
	DAYS_MOST = 60,
};

/* Of another byte order, it is another version. */
struct header {
	char magic[12];
	uint32_t version;
	uint64_t identity;
};

struct block {
	uint64_t kind, size, checksum;
};

static const char magic[12] = "koops cache\n";
static const char suffix[] = ".koops";

void ki_cache_init(struct ki_cache *cache, const struct ki_mem *mem)
{
	*cache = (struct ki_cache){.mem = mem};
	ki_buf_init(&cache->path, mem);
}

void ki_cache_close(struct ki_cache *cache)
{
	ki_buf_free(&cache->path);
	ki_cache_discard(cache);
}

bool ki_cache_is_open(const struct ki_cache *cache)
{
	return cache->path.size;
}

void ki_cache_discard(struct ki_cache *cache)
{
	if (cache->content)
		munmap((void *)(uintptr_t)cache->content, cache->size);
	cache->content = NULL;
	cache->size = 0;
}

/* -------------------------------------------------------------------- read -- */

static size_t aligned(uint64_t size)
{
	return (size_t)((size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* Of all that there is of a block. */
static uint64_t checksum_of(const struct block *block, const char *bytes)
{
	return XXH3_64bits_withSeed(bytes, aligned(block->size), block->size << 8 ^ block->kind);
}

bool ki_cache_next(const struct ki_cache *cache, size_t *at, unsigned *kind,
		   struct koops_str *bytes)
{
	struct koops_str rest = ki_str_from((struct koops_str){cache->content, cache->size},
					    *at ? *at : sizeof(struct header));
	struct block block;

	if (rest.size < sizeof(block))
		return false;
	memcpy(&block, rest.data, sizeof(block));
	rest = ki_str_from(rest, sizeof(block));
	if (block.size > rest.size || aligned(block.size) > rest.size)
		return false;
	*kind = (unsigned)block.kind;
	*bytes = ki_str_to(rest, (size_t)block.size);
	*at = (size_t)(rest.data - cache->content) + aligned(block.size);
	return true;
}

/* Whether it is whole, and undamaged to the last byte. */
static bool is_sound(const struct ki_cache *cache)
{
	struct header header;
	struct koops_str bytes;
	struct block block;
	unsigned kind;
	size_t at = 0;

	if (cache->size < sizeof(header))
		return false;
	memcpy(&header, cache->content, sizeof(header));
	if (memcmp(header.magic, magic, sizeof(magic)) || header.version != VERSION ||
	    header.identity != cache->identity)
		return false;
	while (ki_cache_next(cache, &at, &kind, &bytes)) {
		memcpy(&block, bytes.data - sizeof(block), sizeof(block));
		if (block.checksum != checksum_of(&block, bytes.data))
			return false;
	}
	return at == cache->size;
}

/* Only a file of our own, which no other can write. */
static bool is_trusted(int fd, uint64_t *size)
{
	struct stat file;

	if (fstat(fd, &file) || !S_ISREG(file.st_mode) || file.st_uid != geteuid() ||
	    file.st_mode & (S_IWGRP | S_IWOTH) || file.st_size > SIZE_MOST)
		return false;
	*size = (uint64_t)file.st_size;
	return true;
}

static void map(struct ki_cache *cache, int fd, size_t size)
{
	void *content = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);

	if (content == MAP_FAILED)
		return;
	cache->content = content;
	cache->size = size;
	if (!is_sound(cache))
		ki_cache_discard(cache);
}

/* "DIRECTORY/BUILD-ID-IDENTITY.koops" */
static void put_path(struct ki_cache *cache, const char *directory, struct koops_str build_id)
{
	ki_buf_put(&cache->path, ki_str(directory));
	ki_buf_putc(&cache->path, '/');
	ki_buf_put(&cache->path, build_id);
	ki_buf_putc(&cache->path, '-');
	for (int shift = 60; shift >= 0; shift -= 4)
		ki_buf_putc(&cache->path, "0123456789abcdef"[cache->identity >> shift & 15]);
	ki_buf_put(&cache->path, (struct koops_str){suffix, sizeof(suffix)});
}

bool ki_cache_open(struct ki_cache *cache, const char *directory, struct koops_str build_id,
		   uint64_t identity)
{
	uint64_t size;
	int fd;

	cache->identity = identity;
	put_path(cache, directory, build_id);
	if (cache->path.failed)
		return false;
	fd = open(cache->path.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return true;
	if (is_trusted(fd, &size) && size)
		map(cache, fd, (size_t)size);
	close(fd);
	return true;
}

/* ------------------------------------------------------------------- write -- */

size_t ki_cache_begin_block(struct ki_buf *blocks, enum ki_cache_kind kind)
{
	const struct block block = {.kind = kind};
	size_t begin = blocks->size;

	ki_buf_put(blocks, (struct koops_str){(const char *)&block, sizeof(block)});
	return begin;
}

void ki_cache_end_block(struct ki_buf *blocks, size_t begin)
{
	struct block block;

	if (blocks->failed)
		return;
	memcpy(&block, blocks->data + begin, sizeof(block));
	block.size = blocks->size - begin - sizeof(block);
	if (!block.size) {
		blocks->size = begin;
		return;
	}
	while (blocks->size % ALIGNMENT)
		ki_buf_putc(blocks, '\0');
	if (blocks->failed)
		return;
	block.checksum = checksum_of(&block, blocks->data + begin + sizeof(block));
	memcpy(blocks->data + begin, &block, sizeof(block));
}

/* In one call, so that blocks of several processes do not mix. */
static bool write_once(int fd, struct koops_str bytes)
{
	return write(fd, bytes.data, bytes.size) == (ssize_t)bytes.size;
}

/* Removes the files of a directory that nobody read in a long time. */
static void remove_old(DIR *directory, time_t now)
{
	const struct dirent *entry;
	struct stat file;

	while ((entry = readdir(directory))) {
		struct koops_str name = ki_str(entry->d_name);

		if (ki_str_find(name, ki_str(suffix)) == name.size ||
		    fstatat(dirfd(directory), entry->d_name, &file, AT_SYMLINK_NOFOLLOW))
			continue;
		if (now - file.st_atime > DAYS_MOST * 86400L &&
		    now - file.st_mtime > DAYS_MOST * 86400L)
			unlinkat(dirfd(directory), entry->d_name, 0);
	}
}

/* The file system's clock is the one that counts: that of a file which was just written. */
static void clean(struct ki_cache *cache)
{
	size_t slash = cache->path.size - 1;
	DIR *directory;
	struct stat file;

	if (stat(cache->path.data, &file))
		return;
	while (cache->path.data[slash] != '/')
		slash--;
	cache->path.data[slash] = '\0';
	directory = opendir(cache->path.data);
	cache->path.data[slash] = '/';
	if (!directory)
		return;
	remove_old(directory, file.st_mtime);
	closedir(directory);
}

/* Makes the file anew, under a name of its own until it is complete. */
static void create(struct ki_cache *cache, struct koops_str blocks)
{
	const char *path = cache->path.data;
	struct header header = {.version = VERSION, .identity = cache->identity};
	struct ki_buf other;
	int fd = -1;
	bool ok;

	memcpy(header.magic, magic, sizeof(magic));
	ki_buf_init(&other, cache->mem);
	ki_buf_put(&other, ki_str(path));
	ki_buf_put(&other, (struct koops_str){".XXXXXX", sizeof(".XXXXXX")});
	if (!other.failed)
		fd = mkostemp(other.data, O_CLOEXEC);
	if (fd >= 0) {
		ok = write_once(fd, (struct koops_str){(const char *)&header, sizeof(header)}) &&
		     write_once(fd, blocks);
		if (close(fd) || !ok || rename(other.data, path))
			unlink(other.data);
		clean(cache);
	}
	ki_buf_free(&other);
}

void ki_cache_add(struct ki_cache *cache, const struct ki_buf *blocks)
{
	struct koops_str bytes = ki_buf_str(blocks);
	int fd;

	if (!ki_cache_is_open(cache) || blocks->failed || !bytes.size)
		return;
	if (!cache->content) {
		create(cache, bytes);
		return;
	}
	if (bytes.size > SIZE_MOST - cache->size) {
		unlink(cache->path.data);
		return;
	}
	fd = open(cache->path.data, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return;
	/* Half a block would be what the next reader finds. */
	if (!write_once(fd, bytes))
		unlink(cache->path.data);
	close(fd);
}
