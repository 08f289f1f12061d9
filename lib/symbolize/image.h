/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ELF file with its symbols and DWARF.  Only image.c uses elfutils.
 */
#ifndef KI_SYMBOLIZE_IMAGE_H
#define KI_SYMBOLIZE_IMAGE_H

#include "core/error.h"
#include "symbolize/symbols.h"

/* A place in the source.  Strings belong to the image. */
struct ki_place {
	/* The inlined function that it is in; NULL: the function of the symbol. */
	const char *function;
	/* NULL if not known. */
	const char *file;
	/* The directory of the compilation, which `file` may begin with, or NULL. */
	const char *directory;
	/* 0 if not known. */
	unsigned line;
};

/* A compiler inlines less deep than this by far; what is deeper is left out. */
enum { KI_PLACES_MOST = 64 };

/* Where an address is: the innermost inlined function first, the function of the symbol last. */
struct ki_places {
	struct ki_place at[KI_PLACES_MOST];
	size_t count;
};

struct ki_image;

/* Fails with KOOPS_E_IO, KOOPS_E_FORMAT or KOOPS_E_MEMORY. */
enum koops_status ki_image_open(const struct ki_mem *mem, const char *path,
				struct koops_error *error, struct ki_image **image);
void ki_image_free(struct ki_image *image);

/* As it was opened. */
const char *ki_image_path(const struct ki_image *image);
/* The functions, sorted and indexed. */
const struct ki_symbols *ki_image_symbols(const struct ki_image *image);
/* "Linux version …", or "" if it is not a kernel. */
struct koops_str ki_image_banner(const struct ki_image *image);
/* Hexadecimal; "" if there is none. */
struct koops_str ki_image_build_id(const struct ki_image *image);

/* Returns false, with `places` empty, if the DWARF doesn't know the address. */
bool ki_image_locate(struct ki_image *image, uint64_t address, struct ki_places *places);

#endif
