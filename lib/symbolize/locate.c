/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/locate.h"

#include <dwarf.h>

enum {
	/* Scopes are nested less deep than this by far. */
	DEPTH_MOST = 256,
	/* Entries that stand for one another; more than a few are a circle. */
	ORIGINS_MOST = 16,
};

bool ki_dwarf_init(struct ki_dwarf *self, const struct ki_mem *mem)
{
	self->abbrevs.mem = self->other_abbrevs.mem = mem;
	return ki_units_init(&self->units, mem, &self->sections);
}

void ki_dwarf_free(struct ki_dwarf *self)
{
	if (!self->abbrevs.mem)
		return;
	ki_units_free(&self->units);
	ki_free(self->abbrevs.mem, self->abbrevs.at);
	ki_free(self->abbrevs.mem, self->other_abbrevs.at);
}

/* One address that is looked up. */
struct lookup {
	struct ki_dwarf *dwarf;
	struct ki_unit unit;
	struct ki_line_table table;
	uint64_t address;
	/* Memory was wanting. */
	bool lost;
};

/* ----------------------------------------------------------------- scopes -- */

/* Puts the child with one of the tags that holds the address in place of `entry`. */
static bool descend(struct lookup *lookup, struct ki_entry *entry, bool (*is_wanted)(unsigned tag))
{
	struct ki_entry child;

	if (!ki_entry_child(&lookup->unit, entry, &child))
		return false;
	do {
		if (is_wanted(child.abbrev->tag) &&
		    ki_entry_holds(&lookup->unit, &child, lookup->address)) {
			*entry = child;
			return true;
		}
	} while (ki_entry_sibling(&lookup->unit, &child, &child));
	return false;
}

static bool is_function(unsigned tag)
{
	return tag == DW_TAG_subprogram;
}

static bool is_inner_scope(unsigned tag)
{
	return tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block;
}

/* Where Rust has functions; C has them in the unit alone. */
static bool is_outer_scope(unsigned tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_structure_type;
}

static bool search_scope(struct lookup *lookup, const struct ki_entry *scope, unsigned depth,
			 struct ki_entry *function)
{
	struct ki_entry child;

	*function = *scope;
	if (descend(lookup, function, is_function))
		return true;
	if (depth == DEPTH_MOST || !ki_entry_child(&lookup->unit, scope, &child))
		return false;
	do {
		if (is_outer_scope(child.abbrev->tag) &&
		    search_scope(lookup, &child, depth + 1, function))
			return true;
	} while (ki_entry_sibling(&lookup->unit, &child, &child));
	return false;
}

static bool find_function(struct lookup *lookup, struct ki_entry *function)
{
	struct ki_entry first;

	if (!ki_entry_at(&lookup->unit, lookup->unit.first, &first))
		return false;
	if (lookup->unit.language == DW_LANG_Rust)
		return search_scope(lookup, &first, 0, function);
	*function = first;
	return descend(lookup, function, is_function);
}

/* ------------------------------------------------------------------ names -- */

/* An entry's own name, else the entry that it stands for, by its offset. */
static const char *own_name(const struct ki_unit *unit, const struct ki_entry *entry,
			    struct ki_value *origin)
{
	struct ki_attributes attributes = ki_entry_attributes(unit, entry);
	struct ki_value value;
	uint64_t name;

	*origin = (struct ki_value){0};
	while (ki_attributes_next(unit, &attributes, &name, &value)) {
		if (name == DW_AT_abstract_origin || name == DW_AT_specification)
			*origin = value;
		if (name != DW_AT_name)
			continue;
		value = ki_value_resolve(unit, value);
		if (value.class == KI_VALUE_STRING)
			return value.string;
	}
	return NULL;
}

/* Whether an entry is in a unit, by its offset in .debug_info. */
static bool is_in(const struct ki_unit *unit, uint64_t offset)
{
	return offset >= unit->offset && offset - unit->offset < unit->bytes.size;
}

static const char *name_of(struct lookup *lookup, struct ki_entry entry)
{
	struct ki_unit *unit = &lookup->unit, other;
	struct ki_dwarf *dwarf = lookup->dwarf;
	struct ki_value origin;
	uint64_t offset;

	for (unsigned i = 0; i < ORIGINS_MOST; i++) {
		const char *name = own_name(unit, &entry, &origin);

		if (name || origin.class != KI_VALUE_ENTRY)
			return name;
		if (!is_in(unit, origin.number)) {
			if (!ki_units_find_entry(&dwarf->units, origin.number, &offset,
						 &lookup->lost) ||
			    !ki_unit_open(&dwarf->sections, &dwarf->other_abbrevs, offset, &other,
					  &lookup->lost) ||
			    !is_in(&other, origin.number))
				return NULL;
			unit = &other;
		}
		if (!ki_entry_at(unit, (size_t)(origin.number - unit->offset), &entry))
			return NULL;
	}
	return NULL;
}

/* ----------------------------------------------------------------- places -- */

static void set_file(const struct lookup *lookup, uint64_t number, struct ki_place *place)
{
	struct ki_line_file file;

	if (ki_line_table_file(&lookup->table, number, &file) && *file.name)
		place->file = file;
}

/* Where an inlined function was called. */
static struct ki_place place_of_call(const struct lookup *lookup, const struct ki_entry *inlined)
{
	struct ki_attributes attributes = ki_entry_attributes(&lookup->unit, inlined);
	struct ki_place place = {0};
	struct ki_value value;
	uint64_t name;

	while (ki_attributes_next(&lookup->unit, &attributes, &name, &value)) {
		if (name == DW_AT_call_line)
			place.line = value.number;
		else if (name == DW_AT_call_file)
			set_file(lookup, value.number, &place);
	}
	return place;
}

/* Adds the places from the innermost inlined function to `function`, outwards. */
static void add_calls(struct lookup *lookup, const struct ki_entry *function,
		      struct ki_places *places)
{
	struct ki_entry scope = *function, inlined[KI_PLACES_MOST - 1];
	size_t count = 0;

	for (int depth = 0; depth < DEPTH_MOST && descend(lookup, &scope, is_inner_scope); depth++)
		if (scope.abbrev->tag == DW_TAG_inlined_subroutine && count < KI_PLACES_MOST - 1)
			inlined[count++] = scope;
	while (count--) {
		const char *name = name_of(lookup, inlined[count]);

		places->at[places->count - 1].function = name ? name : "";
		places->at[places->count++] = place_of_call(lookup, &inlined[count]);
	}
}

static void add_line(const struct lookup *lookup, struct ki_places *places)
{
	struct ki_place *place = &places->at[places->count++];
	struct ki_line line;

	*place = (struct ki_place){0};
	if (!ki_line_table_find(&lookup->table, lookup->address, &line))
		return;
	place->line = line.line;
	set_file(lookup, line.file, place);
}

bool ki_dwarf_locate(struct ki_dwarf *self, uint64_t address, struct ki_places *places)
{
	struct lookup lookup = {.dwarf = self, .address = address};
	struct ki_entry function;
	uint64_t offset;

	places->count = 0;
	if (!ki_units_find(&self->units, &self->abbrevs, address, &offset, &lookup.lost) ||
	    !ki_unit_open(&self->sections, &self->abbrevs, offset, &lookup.unit, &lookup.lost) ||
	    !ki_line_table_open(&self->sections.lines, lookup.unit.line_offset, &lookup.table))
		return !lookup.lost;
	add_line(&lookup, places);
	if (find_function(&lookup, &function))
		add_calls(&lookup, &function, places);
	for (size_t i = 0; i < places->count; i++)
		places->at[i].directory = lookup.unit.directory ? lookup.unit.directory : "";
	if (lookup.lost || (places->count == 1 && !places->at[0].file.name))
		places->count = 0;
	return !lookup.lost;
}
