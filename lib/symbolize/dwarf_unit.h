/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DWARF 2 to 5 as far as it takes to go from an address to its functions: the
 * entries of one compilation unit, read where they are.
 *
 * libdw has to look at every unit of a file, thousands in a kernel, before it
 * can look at one, and keeps what it has read.
 */
#ifndef KI_SYMBOLIZE_DWARF_UNIT_H
#define KI_SYMBOLIZE_DWARF_UNIT_H

#include "core/mem.h"
#include "symbolize/lines.h"
#include "symbolize/reader.h"

/* Sections that are not there have size 0. */
struct ki_dwarf_sections {
	struct ki_section info, abbrev, aranges, ranges, rnglists, addr, str_offsets;
	/* With .debug_str. */
	struct ki_line_sections lines;
	bool big_endian;
};

/* On what the sizes of values depend. */
struct ki_layout {
	unsigned version, address_size, offset_size;
};

/* How entries with one code are laid out. */
struct ki_abbrev {
	/* 0: there is no such code. */
	uint16_t tag;
	bool children;
	/* Entries can have code: a DW_AT_low_pc or DW_AT_ranges. */
	bool code;
	/* Bytes of the attributes of an entry, or KI_VARIABLE. */
	uint16_t size;
	/* Where among them a DW_AT_sibling of 4 bytes is, or KI_VARIABLE. */
	uint16_t sibling;
	/* Pairs of name and form. */
	const unsigned char *attributes;
};

/* A size or place that is not the same for each entry. */
enum { KI_VARIABLE = 0xffff };

/* The abbreviations of one unit, in memory that is kept for the next one. */
struct ki_abbrevs {
	const struct ki_mem *mem;
	struct ki_abbrev *at;
	size_t count, capacity;
	/* Whose they are. */
	bool valid;
	uint64_t offset;
	struct ki_layout layout;
};

struct ki_unit {
	const struct ki_dwarf_sections *sections;
	const struct ki_abbrevs *abbrevs;
	struct ki_layout layout;
	/* All of it, its header too, and where in it the first entry is. */
	struct ki_section bytes;
	size_t first;
	/* Where it is in .debug_info, and its abbreviations in .debug_abbrev. */
	uint64_t offset, abbrev_offset;
	/* It may have code in this file. */
	bool has_code;
	/* Entries that may still be gone through. */
	uint64_t steps;
	/* From its first entry; `directory` is NULL if that doesn't say. */
	uint64_t low_pc, line_offset, addr_base, str_offsets_base, rnglists_base;
	uint64_t language;
	const char *directory;
};

/* The value of an attribute. */
struct ki_value {
	enum ki_value_class {
		/* None, or one that is of no use here. */
		KI_VALUE_NONE,
		/* A number, or an offset in the section that the attribute speaks of. */
		KI_VALUE_NUMBER,
		KI_VALUE_ADDRESS,
		/* An entry, by its offset in .debug_info. */
		KI_VALUE_ENTRY,
		KI_VALUE_STRING,
		/* Indices in tables. */
		KI_VALUE_ADDRESS_INDEX,
		KI_VALUE_STRING_INDEX,
		KI_VALUE_RANGES_INDEX,
	} class;
	uint64_t number;
	const char *string;
};

/* An entry: where it is in its unit, and its attributes. */
struct ki_entry {
	size_t at, attributes;
	const struct ki_abbrev *abbrev;
};

/* The attributes of an entry on the way through them. */
struct ki_attributes {
	struct ki_reader abbrev, entry;
};

/* ------------------------------------------------------------ dwarf_value.c -- */

/* Bytes of a value, or KI_VARIABLE. */
unsigned ki_form_size(const struct ki_layout *layout, uint64_t form);
/* Takes a value; `implicit` is the one that the abbreviation has. */
struct ki_value ki_value_take(const struct ki_unit *unit, struct ki_reader *reader, uint64_t form,
			      int64_t implicit);
void ki_value_skip(const struct ki_layout *layout, struct ki_reader *reader, uint64_t form);
/* Looks an index up in its table, so that the value is an address or a string. */
struct ki_value ki_value_resolve(const struct ki_unit *unit, struct ki_value value);
/* An address in .debug_addr, 0 if it isn't there. */
uint64_t ki_unit_address(const struct ki_unit *unit, uint64_t index);

/* ------------------------------------------------------------- dwarf_unit.c -- */

/* The header of the unit at an offset, and the offset of the next one; false if there is none. */
bool ki_unit_header(const struct ki_dwarf_sections *sections, uint64_t offset, struct ki_unit *unit,
		    uint64_t *next);
/*
 * Opens the unit at an offset; `abbrevs` is used as long as the unit is.
 * Returns false if it can't be read, or, with `lost`, for want of memory.
 */
bool ki_unit_open(const struct ki_dwarf_sections *sections, struct ki_abbrevs *abbrevs,
		  uint64_t offset, struct ki_unit *unit, bool *lost);

/* The entry at a place in the unit; false if there is none, as behind the last child. */
bool ki_entry_at(struct ki_unit *unit, size_t at, struct ki_entry *entry);
bool ki_entry_child(struct ki_unit *unit, const struct ki_entry *entry, struct ki_entry *child);
bool ki_entry_sibling(struct ki_unit *unit, const struct ki_entry *entry, struct ki_entry *sibling);

/* Goes through the attributes of an entry; next is false behind the last. */
struct ki_attributes ki_entry_attributes(const struct ki_unit *unit, const struct ki_entry *entry);
bool ki_attributes_next(const struct ki_unit *unit, struct ki_attributes *attributes,
			uint64_t *name, struct ki_value *value);

/* ----------------------------------------------------------- dwarf_ranges.c -- */

/* Is told of a range; false: no more of them. */
typedef bool (*ki_range_fn)(uint64_t begin, uint64_t end, void *user);
/* The ranges of an entry's code, as its attributes have them. */
void ki_entry_ranges(const struct ki_unit *unit, const struct ki_entry *entry, ki_range_fn range,
		     void *user);
bool ki_entry_holds(const struct ki_unit *unit, const struct ki_entry *entry, uint64_t address);

#endif
