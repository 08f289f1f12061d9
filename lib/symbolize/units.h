/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which unit an address belongs to.
 */
#ifndef KI_SYMBOLIZE_UNITS_H
#define KI_SYMBOLIZE_UNITS_H

#include "core/buf.h"
#include "symbolize/dwarf_unit.h"

/* Addresses of a unit, which is known by its offset in .debug_info. */
struct ki_unit_range {
	uint64_t begin, end, unit;
};

struct ki_units {
	const struct ki_mem *mem;
	const struct ki_dwarf_sections *sections;
	/* Sorted. */
	struct ki_unit_range *ranges;
	size_t count, capacity;
	/* Every unit was asked, not .debug_aranges alone; a cache has what they said. */
	bool complete, cached;
	/* Where units begin; made when it is first needed. */
	uint64_t *starts;
	size_t start_count, start_capacity;
};

/* Reads .debug_aranges; false for want of memory. */
bool ki_units_init(struct ki_units *units, const struct ki_mem *mem,
		   const struct ki_dwarf_sections *sections);
void ki_units_free(struct ki_units *units);

/*
 * The unit of an address; asks every unit, once, if .debug_aranges doesn't
 * know it, for not all compilers write that.  Returns false if there is none,
 * or, with `lost`, for want of memory.
 */
bool ki_units_find(struct ki_units *units, struct ki_abbrevs *abbrevs, uint64_t address,
		   uint64_t *unit, bool *lost);
/* Puts the ranges into bytes for a cache that does not have them, if every unit was asked. */
void ki_units_pack(const struct ki_units *units, struct ki_buf *bytes);
/* Takes them out again; false if the bytes are damaged or memory is wanting. */
bool ki_units_unpack(struct ki_units *units, struct koops_str bytes);
/* The unit that an entry is in, which is known by its offset in .debug_info; fails alike. */
bool ki_units_find_entry(struct ki_units *units, uint64_t entry, uint64_t *unit, bool *lost);

#endif
