/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/dwarf_unit.h"

#include <dwarf.h>

enum {
	/* Codes of abbreviations are counted from 1; a unit of a kernel has some hundred. */
	CODES_MOST = 65535,
	/* Entries that one lookup may go through: many times those of the largest units. */
	STEPS_MOST = 1 << 24,
};

static struct ki_reader reader_at(const struct ki_dwarf_sections *sections,
				  struct ki_section section, uint64_t offset)
{
	bool bad = offset > section.size;

	return (struct ki_reader){
	    .at = section.data + (bad ? section.size : offset),
	    .end = section.data + section.size,
	    .big_endian = sections->big_endian,
	    .bad = bad,
	};
}

/* ---------------------------------------------------------- abbreviations -- */

/* Reads the attributes of an abbreviation, up to the pair of zeros that ends them. */
static void read_attributes(struct ki_abbrev *abbrev, struct ki_reader *reader,
			    const struct ki_layout *layout)
{
	unsigned size = 0;

	abbrev->attributes = reader->at;
	abbrev->sibling = KI_VARIABLE;
	while (!reader->bad) {
		uint64_t name = ki_read_uleb(reader), form = ki_read_uleb(reader);
		unsigned bytes = ki_form_size(layout, form);

		if (!name && !form)
			break;
		if (form == DW_FORM_implicit_const)
			ki_read_sleb(reader);
		if (name == DW_AT_low_pc || name == DW_AT_ranges)
			abbrev->code = true;
		if (name == DW_AT_sibling && form == DW_FORM_ref4 && size < KI_VARIABLE)
			abbrev->sibling = (uint16_t)size;
		if (bytes == KI_VARIABLE || size + bytes >= KI_VARIABLE)
			size = KI_VARIABLE;
		else
			size += bytes;
	}
	abbrev->size = (uint16_t)size;
}

/* Makes room for codes below `count`, which are not there yet. */
static bool grow(struct ki_abbrevs *abbrevs, size_t count)
{
	size_t capacity = abbrevs->capacity ? abbrevs->capacity : 256;
	struct ki_abbrev *at;

	while (capacity < count)
		capacity *= 2;
	if (capacity > abbrevs->capacity) {
		at = ki_realloc(abbrevs->mem, abbrevs->at, capacity * sizeof(*at));
		if (!at)
			return false;
		abbrevs->at = at;
		abbrevs->capacity = capacity;
	}
	while (abbrevs->count < count)
		abbrevs->at[abbrevs->count++] = (struct ki_abbrev){0};
	return true;
}

static bool is_same(const struct ki_layout *a, const struct ki_layout *b)
{
	return a->version == b->version && a->address_size == b->address_size &&
	       a->offset_size == b->offset_size;
}

/* Returns false for want of memory; what can't be read is left out. */
static bool read_abbrevs(struct ki_abbrevs *abbrevs, const struct ki_unit *unit)
{
	struct ki_reader reader =
	    reader_at(unit->sections, unit->sections->abbrev, unit->abbrev_offset);

	if (abbrevs->valid && abbrevs->offset == unit->abbrev_offset &&
	    is_same(&abbrevs->layout, &unit->layout))
		return true;
	abbrevs->count = 0;
	abbrevs->valid = false;
	while (!reader.bad) {
		uint64_t code = ki_read_uleb(&reader);
		struct ki_abbrev abbrev = {0};

		if (!code || code > CODES_MOST)
			break;
		abbrev.tag = (uint16_t)ki_read_uleb(&reader);
		abbrev.children = ki_read_u8(&reader);
		read_attributes(&abbrev, &reader, &unit->layout);
		if (reader.bad)
			break;
		if (code >= abbrevs->count && !grow(abbrevs, code + 1))
			return false;
		abbrevs->at[code] = abbrev;
	}
	abbrevs->offset = unit->abbrev_offset;
	abbrevs->layout = unit->layout;
	abbrevs->valid = true;
	return true;
}

/* ------------------------------------------------------------------ units -- */

/* What is between the length and the first entry. */
static void read_header(struct ki_unit *unit, struct ki_reader *reader)
{
	struct ki_layout *layout = &unit->layout;
	unsigned type = DW_UT_compile;

	layout->version = (unsigned)ki_read_uint(reader, 2);
	if (layout->version >= 5) {
		type = ki_read_u8(reader);
		layout->address_size = ki_read_u8(reader);
		unit->abbrev_offset = ki_read_uint(reader, layout->offset_size);
		/* The identity of what was split off. */
		if (type == DW_UT_skeleton)
			ki_read_skip(reader, 8);
	} else {
		unit->abbrev_offset = ki_read_uint(reader, layout->offset_size);
		layout->address_size = ki_read_u8(reader);
	}
	unit->has_code = !reader->bad && layout->version >= 2 && layout->version <= 5 &&
			 layout->address_size >= 1 && layout->address_size <= 8 &&
			 (type == DW_UT_compile || type == DW_UT_partial || type == DW_UT_skeleton);
}

bool ki_unit_header(const struct ki_dwarf_sections *sections, uint64_t offset, struct ki_unit *unit,
		    uint64_t *next)
{
	struct ki_reader reader = reader_at(sections, sections->info, offset);
	const unsigned char *begin = reader.at;
	uint64_t length = ki_read_uint(&reader, 4);

	*unit = (struct ki_unit){.sections = sections, .offset = offset, .layout.offset_size = 4};
	if (length == 0xffffffff) {
		unit->layout.offset_size = 8;
		length = ki_read_uint(&reader, 8);
	}
	if (reader.bad || length > ki_read_left(&reader))
		return false;
	reader.end = reader.at + length;
	unit->bytes = (struct ki_section){begin, (size_t)(reader.end - begin)};
	*next = offset + unit->bytes.size;
	read_header(unit, &reader);
	unit->first = (size_t)(reader.at - begin);
	return true;
}

/* What the first entry says of all others. */
static void read_first(struct ki_unit *unit, const struct ki_entry *first)
{
	struct ki_attributes attributes = ki_entry_attributes(unit, first);
	struct ki_value low_pc = {0}, directory = {0}, value;
	uint64_t name;

	while (ki_attributes_next(unit, &attributes, &name, &value)) {
		switch (name) {
		case DW_AT_low_pc:
			low_pc = value;
			break;
		case DW_AT_comp_dir:
			directory = value;
			break;
		case DW_AT_stmt_list:
			unit->line_offset = value.number;
			break;
		case DW_AT_language:
			unit->language = value.number;
			break;
		case DW_AT_addr_base:
		case DW_AT_GNU_addr_base:
			unit->addr_base = value.number;
			break;
		case DW_AT_str_offsets_base:
			unit->str_offsets_base = value.number;
			break;
		case DW_AT_rnglists_base:
			unit->rnglists_base = value.number;
			break;
		}
	}
	/* The bases of tables may have come behind the indices in them. */
	low_pc = ki_value_resolve(unit, low_pc);
	directory = ki_value_resolve(unit, directory);
	if (low_pc.class == KI_VALUE_ADDRESS)
		unit->low_pc = low_pc.number;
	if (directory.class == KI_VALUE_STRING)
		unit->directory = directory.string;
}

bool ki_unit_open(const struct ki_dwarf_sections *sections, struct ki_abbrevs *abbrevs,
		  uint64_t offset, struct ki_unit *unit, bool *lost)
{
	struct ki_entry first;
	uint64_t next;

	if (!ki_unit_header(sections, offset, unit, &next) || !unit->has_code)
		return false;
	if (!read_abbrevs(abbrevs, unit)) {
		*lost = true;
		return false;
	}
	unit->abbrevs = abbrevs;
	unit->steps = STEPS_MOST;
	if (!ki_entry_at(unit, unit->first, &first))
		return false;
	read_first(unit, &first);
	return true;
}

/* ---------------------------------------------------------------- entries -- */

static struct ki_reader reader_in(const struct ki_unit *unit, size_t at)
{
	return (struct ki_reader){
	    .at = unit->bytes.data + at,
	    .end = unit->bytes.data + unit->bytes.size,
	    .big_endian = unit->sections->big_endian,
	};
}

bool ki_entry_at(struct ki_unit *unit, size_t at, struct ki_entry *entry)
{
	struct ki_reader reader;
	uint64_t code;

	if (at < unit->first || at >= unit->bytes.size || !unit->steps)
		return false;
	unit->steps--;
	reader = reader_in(unit, at);
	code = ki_read_uleb(&reader);
	if (!code || code >= unit->abbrevs->count || !unit->abbrevs->at[code].tag)
		return false;
	entry->at = at;
	entry->attributes = (size_t)(reader.at - unit->bytes.data);
	entry->abbrev = &unit->abbrevs->at[code];
	return true;
}

struct ki_attributes ki_entry_attributes(const struct ki_unit *unit, const struct ki_entry *entry)
{
	const struct ki_section *abbrevs = &unit->sections->abbrev;

	return (struct ki_attributes){
	    .abbrev = {.at = entry->abbrev->attributes, .end = abbrevs->data + abbrevs->size},
	    .entry = reader_in(unit, entry->attributes),
	};
}

/* The next pair of name and form; false behind the last. */
static bool next_form(struct ki_attributes *attributes, uint64_t *name, uint64_t *form,
		      int64_t *implicit)
{
	*name = ki_read_uleb(&attributes->abbrev);
	*form = ki_read_uleb(&attributes->abbrev);
	*implicit = *form == DW_FORM_implicit_const ? ki_read_sleb(&attributes->abbrev) : 0;
	return (*name || *form) && !attributes->abbrev.bad;
}

bool ki_attributes_next(const struct ki_unit *unit, struct ki_attributes *attributes,
			uint64_t *name, struct ki_value *value)
{
	int64_t implicit;
	uint64_t form;

	if (!next_form(attributes, name, &form, &implicit))
		return false;
	*value = ki_value_take(unit, &attributes->entry, form, implicit);
	return !attributes->entry.bad;
}

/* Where an entry ends, but for its children; 0 if that can't be told. */
static size_t end_of(const struct ki_unit *unit, const struct ki_entry *entry)
{
	struct ki_attributes attributes;
	uint64_t name, form;
	int64_t implicit;

	if (entry->abbrev->size != KI_VARIABLE)
		return entry->attributes + entry->abbrev->size;
	attributes = ki_entry_attributes(unit, entry);
	while (next_form(&attributes, &name, &form, &implicit))
		ki_value_skip(&unit->layout, &attributes.entry, form);
	if (attributes.entry.bad || attributes.abbrev.bad)
		return 0;
	return (size_t)(attributes.entry.at - unit->bytes.data);
}

/* Where the entry behind an entry and its children is, if it says so; else 0. */
static size_t told_sibling(const struct ki_unit *unit, const struct ki_entry *entry)
{
	struct ki_reader reader;
	uint64_t at;

	if (entry->abbrev->sibling == KI_VARIABLE)
		return 0;
	reader = reader_in(unit, entry->attributes);
	ki_read_skip(&reader, entry->abbrev->sibling);
	at = ki_read_uint(&reader, 4);
	/* Only forwards, so that every walk ends. */
	return !reader.bad && at > entry->attributes && at < unit->bytes.size ? (size_t)at : 0;
}

/* Where the entry behind an entry and its children is; 0 if that can't be told. */
static size_t behind(struct ki_unit *unit, const struct ki_entry *entry)
{
	size_t at = entry->abbrev->children ? told_sibling(unit, entry) : 0;
	struct ki_entry inner = *entry;
	size_t depth = 0;

	if (at)
		return at;
	for (;;) {
		at = inner.abbrev->children ? told_sibling(unit, &inner) : 0;
		if (!at) {
			at = end_of(unit, &inner);
			depth += inner.abbrev->children;
		}
		/* Zeros end the children of what is open. */
		while (at && depth && at < unit->bytes.size && !unit->bytes.data[at]) {
			at++;
			depth--;
		}
		if (!at || !depth)
			return at;
		if (!ki_entry_at(unit, at, &inner))
			return 0;
	}
}

bool ki_entry_child(struct ki_unit *unit, const struct ki_entry *entry, struct ki_entry *child)
{
	size_t end = entry->abbrev->children ? end_of(unit, entry) : 0;

	return end && ki_entry_at(unit, end, child);
}

bool ki_entry_sibling(struct ki_unit *unit, const struct ki_entry *entry, struct ki_entry *sibling)
{
	size_t at = behind(unit, entry);

	return at && ki_entry_at(unit, at, sibling);
}
