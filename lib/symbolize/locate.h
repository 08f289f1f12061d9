/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an address to the places in the source that it stands for.
 */
#ifndef KI_SYMBOLIZE_LOCATE_H
#define KI_SYMBOLIZE_LOCATE_H

#include "symbolize/units.h"

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
	struct ki_dwarf_sections sections;
	struct ki_units units;
	/* Of the unit that is looked at, and of another one that it speaks of. */
	struct ki_abbrevs abbrevs, other_abbrevs;
};

/* With the sections set; false for want of memory. */
bool ki_dwarf_init(struct ki_dwarf *self, const struct ki_mem *mem);
void ki_dwarf_free(struct ki_dwarf *self);
/* `places` is empty if the DWARF doesn't know the address.  Returns false for want of memory. */
bool ki_dwarf_locate(struct ki_dwarf *self, uint64_t address, struct ki_places *places);

#endif
