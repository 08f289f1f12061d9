/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an address to the places in the source that it stands for.
 */
#ifndef KI_SYMBOLIZE_LOCATE_H
#define KI_SYMBOLIZE_LOCATE_H

#include <elfutils/libdw.h>

#include "symbolize/lines.h"

/* A place in the source; strings belong to the file with the DWARF. */
struct ki_place {
	/* The inlined function that it is in; NULL: the function of the symbol. */
	const char *function;
	/* Where the unit was compiled, and the file; `file.name` is NULL if not known. */
	const char *directory;
	struct ki_line_file file;
	/* 0 if not known. */
	uint64_t line;
};

/* A compiler inlines less deep than this by far; what is deeper is left out. */
enum { KI_PLACES_MOST = 64 };

/* Where an address is: the innermost inlined function first, the function of the symbol last. */
struct ki_places {
	struct ki_place at[KI_PLACES_MOST];
	size_t count;
};

struct ki_dwarf {
	Dwarf *dwarf;
	struct ki_line_sections lines;
};

void ki_dwarf_init(struct ki_dwarf *self, Dwarf *dwarf);
/* Returns false, with `places` empty, if the DWARF doesn't know the address. */
bool ki_dwarf_locate(const struct ki_dwarf *self, Dwarf_Addr address, struct ki_places *places);

#endif
