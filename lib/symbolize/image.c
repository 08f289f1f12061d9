/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/image.h"

#include <unistd.h>

#include "symbolize/cache.h"
#include "symbolize/elf_file.h"
#include "symbolize/file.h"
#include "symbolize/known.h"
#include "symbolize/map.h"

struct ki_image {
	const struct ki_mem *mem;
	/* With a NUL. */
	struct ki_buf path;
	struct ki_contents contents;
	/* Where the contents are from: NULL for a map. */
	struct ki_elf *elf;
	struct ki_map map;
	struct ki_cache cache;
	struct ki_known known;
	/* The contents were in the cache; the ELF file's DWARF is opened when it is needed. */
	bool cached;
	/* Whether that was tried. */
	bool loaded;
};

/* ------------------------------------------------------------------- maps -- */

/* Takes over the descriptor of a file that has names at best. */
static enum koops_status fill_from_map(struct ki_image *image, int fd, struct koops_error *error)
{
	struct ki_symbols *symbols = &image->contents.symbols;
	bool is_map, ok = ki_map_read(&image->map, fd, symbols, &is_map);

	close(fd);
	if (!ok || !ki_symbols_sort(symbols) || !ki_symbols_index(symbols))
		return ki_fail_memory(error);
	ki_buf_free(&image->map.text);
	if (!is_map)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: not an ELF file; give the vmlinux of the kernel that crashed",
			       image->path.data);
	if (!symbols->at[symbols->count - 1].address)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: its addresses are hidden; read it as the administrator",
			       image->path.data);
	return KOOPS_OK;
}

/* ------------------------------------------------------------------ cache -- */

/* Takes what there is from the cache; false for want of memory. */
static bool read_cache(struct ki_image *image, const char *directory)
{
	struct koops_str id = ki_elf_build_id(image->elf), bytes;
	bool sound = true, lost = false;
	unsigned kind;
	size_t at = 0;

	if (!directory || !id.size)
		return true;
	if (!ki_cache_open(&image->cache, directory, id, ki_elf_identity(image->elf)))
		return false;
	while (sound && ki_cache_next(&image->cache, &at, &kind, &bytes)) {
		if (kind == KI_CACHE_CONTENTS && !image->cached)
			sound = image->cached = ki_contents_unpack(&image->contents, bytes, &lost);
		else if (kind == KI_CACHE_KNOWN)
			sound = ki_known_unpack(&image->known, bytes);
	}
	if (lost)
		return false;
	if (image->cached && sound)
		return true;
	/* As if it were not there. */
	image->cached = false;
	ki_contents_free(&image->contents);
	ki_contents_init(&image->contents, image->mem);
	ki_known_free(&image->known);
	ki_known_init(&image->known, image->mem);
	ki_cache_discard(&image->cache);
	return true;
}

/* Adds what came to be known. */
static void write_cache(struct ki_image *image)
{
	struct ki_dwarf *dwarf;
	struct ki_buf blocks;
	size_t begin;

	if (!ki_cache_is_open(&image->cache))
		return;
	dwarf = ki_elf_dwarf(image->elf);
	ki_buf_init(&blocks, image->mem);
	if (!image->cached) {
		begin = ki_cache_begin_block(&blocks, KI_CACHE_CONTENTS);
		ki_contents_pack(&image->contents, &blocks);
		ki_cache_end_block(&blocks, begin);
	}
	if (dwarf) {
		begin = ki_cache_begin_block(&blocks, KI_CACHE_UNITS);
		ki_units_pack(&dwarf->units, &blocks);
		ki_cache_end_block(&blocks, begin);
	}
	begin = ki_cache_begin_block(&blocks, KI_CACHE_KNOWN);
	ki_known_pack(&image->known, &blocks);
	ki_cache_end_block(&blocks, begin);
	ki_cache_add(&image->cache, &blocks);
	ki_buf_free(&blocks);
}

/* ---------------------------------------------------------------- opening -- */

static enum koops_status load(struct ki_image *image, struct koops_error *error)
{
	enum koops_status status;
	struct koops_str bytes;
	unsigned kind;
	size_t at = 0;

	image->loaded = true;
	status = ki_elf_load(image->elf, error);
	if (status)
		return status;
	while (ki_cache_next(&image->cache, &at, &kind, &bytes))
		if (kind == KI_CACHE_UNITS)
			ki_units_unpack(&ki_elf_dwarf(image->elf)->units, bytes);
	return KOOPS_OK;
}

/* Takes over the descriptor of an ELF file. */
static enum koops_status fill_from_elf(struct ki_image *image, int fd,
				       const struct ki_image_options *options,
				       struct koops_error *error)
{
	enum koops_status status =
	    ki_elf_open(image->mem, image->path.data, fd, options->search, error, &image->elf);

	if (status)
		return status;
	if (!read_cache(image, options->cache))
		return ki_fail_memory(error);
	if (image->cached)
		return KOOPS_OK;
	status = load(image, error);
	if (status)
		return status;
	/* What is in a separate file is not sure to be there the next time. */
	if (!ki_elf_is_whole(image->elf))
		ki_cache_close(&image->cache);
	return ki_elf_read(image->elf, &image->contents) ? KOOPS_OK : ki_fail_memory(error);
}

enum koops_status ki_image_open(const struct ki_mem *mem, const char *path,
				const struct ki_image_options *options, struct koops_error *error,
				struct ki_image **result)
{
	struct ki_image *image;
	enum koops_status status;
	bool is_elf;
	int fd;

	status = ki_file_open(mem, path, error, &fd, &is_elf);
	if (status)
		return status;
	image = ki_zalloc(mem, sizeof(*image));
	if (!image) {
		close(fd);
		return ki_fail_memory(error);
	}
	image->mem = mem;
	ki_buf_init(&image->path, mem);
	ki_contents_init(&image->contents, mem);
	ki_buf_init(&image->map.text, mem);
	ki_cache_init(&image->cache, mem);
	ki_known_init(&image->known, mem);
	ki_buf_put(&image->path, ki_str(path));
	ki_buf_putc(&image->path, '\0');
	if (image->path.failed) {
		close(fd);
		status = ki_fail_memory(error);
	} else {
		status = is_elf ? fill_from_elf(image, fd, options, error)
				: fill_from_map(image, fd, error);
	}
	if (status) {
		ki_cache_close(&image->cache);
		ki_image_free(image);
	} else {
		*result = image;
	}
	return status;
}

void ki_image_free(struct ki_image *image)
{
	if (!image)
		return;
	write_cache(image);
	ki_known_free(&image->known);
	ki_cache_close(&image->cache);
	ki_elf_free(image->elf);
	ki_contents_free(&image->contents);
	ki_buf_free(&image->map.text);
	ki_buf_free(&image->path);
	ki_free(image->mem, image);
}

const char *ki_image_path(const struct ki_image *image)
{
	return image->path.data;
}

const struct ki_symbols *ki_image_symbols(const struct ki_image *image)
{
	return &image->contents.symbols;
}

struct koops_str ki_image_banner(const struct ki_image *image)
{
	return ki_buf_str(&image->contents.banner);
}

struct koops_str ki_image_release(const struct ki_image *image)
{
	return ki_buf_str(&image->contents.release);
}

struct koops_str ki_image_build_id(const struct ki_image *image)
{
	return image->elf ? ki_elf_build_id(image->elf) : KI_STR("");
}

bool ki_image_is_running(const struct ki_image *image)
{
	return image->map.running;
}

unsigned ki_image_machine(const struct ki_image *image)
{
	return image->contents.machine;
}

bool ki_image_is_big_endian(const struct ki_image *image)
{
	return image->contents.big_endian;
}

/* Asks the DWARF; a file that was damaged since it was last read has none. */
static bool locate(struct ki_image *image, uint64_t address, struct ki_places *places)
{
	places->count = 0;
	if (!image->loaded && load(image, NULL) == KOOPS_E_MEMORY)
		return false;
	return ki_elf_locate(image->elf, address, places);
}

bool ki_image_locate(struct ki_image *image, uint64_t address, struct ki_places *places)
{
	places->count = 0;
	if (!image->elf || ki_known_find(&image->known, address, places))
		return true;
	if (!locate(image, address, places))
		return false;
	if (ki_cache_is_open(&image->cache))
		ki_known_add(&image->known, address, places);
	return true;
}
