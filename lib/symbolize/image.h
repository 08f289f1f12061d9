/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A vmlinux or module, with its symbols and DWARF, which may be in a separate
 * file, and what a cache has of them; or a System.map or copy of
 * /proc/kallsyms, with names alone.
 */
#ifndef KI_SYMBOLIZE_IMAGE_H
#define KI_SYMBOLIZE_IMAGE_H

#include "core/error.h"
#include "symbolize/locate.h"
#include "symbolize/search.h"
#include "symbolize/symbols.h"

struct ki_image;

struct ki_image_options {
	/* Finds the separate file; NULL: there is none. */
	struct ki_search *search;
	/* Directory of the cache; NULL: none. */
	const char *cache;
};

/*
 * Opens a file; the options are used as long as it is.  Fails with KOOPS_E_IO,
 * KOOPS_E_FORMAT (if there is no DWARF to be had) or KOOPS_E_MEMORY.
 */
enum koops_status ki_image_open(const struct ki_mem *mem, const char *path,
				const struct ki_image_options *options, struct koops_error *error,
				struct ki_image **image);
void ki_image_free(struct ki_image *image);

/* As it was opened. */
const char *ki_image_path(const struct ki_image *image);
/* The functions, sorted and indexed. */
const struct ki_symbols *ki_image_symbols(const struct ki_image *image);
/* "Linux version …" of a kernel; "" for others. */
struct koops_str ki_image_banner(const struct ki_image *image);
/* The kernel's release that this is of, or was built for; "" if it doesn't say. */
struct koops_str ki_image_release(const struct ki_image *image);
/* Hexadecimal; "" if there is none. */
struct koops_str ki_image_build_id(const struct ki_image *image);

/* Whether addresses are those of a kernel that ran, where KASLR had put it. */
bool ki_image_is_running(const struct ki_image *image);
/* Of ELF: EM_…; 0 if not known. */
unsigned ki_image_machine(const struct ki_image *image);
bool ki_image_is_big_endian(const struct ki_image *image);

/* `places` is empty if the DWARF doesn't know the address.  Returns false for want of memory. */
bool ki_image_locate(struct ki_image *image, uint64_t address, struct ki_places *places);

#endif
