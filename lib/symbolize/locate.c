/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/locate.h"

#include <dwarf.h>
#include <gelf.h>
#include <string.h>

/* Scopes are nested less deep than this by far. */
enum { DEPTH_MOST = 256 };

/* The contents of a section, as libdw uses them: unpacked and relocated. */
static struct ki_section section_of(Elf *elf, const char *name)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return (struct ki_section){0};
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr header;
		const char *found;
		Elf_Data *data;

		if (!gelf_getshdr(scn, &header))
			continue;
		found = elf_strptr(elf, names, header.sh_name);
		if (!found || strcmp(found, name))
			continue;
		data = elf_getdata(scn, NULL);
		if (!data || !data->d_buf)
			break;
		return (struct ki_section){data->d_buf, data->d_size};
	}
	return (struct ki_section){0};
}

void ki_dwarf_init(struct ki_dwarf *self, Dwarf *dwarf)
{
	Elf *elf = dwarf_getelf(dwarf);
	GElf_Ehdr header;

	self->dwarf = dwarf;
	self->lines = (struct ki_line_sections){
	    .line = section_of(elf, ".debug_line"),
	    .line_str = section_of(elf, ".debug_line_str"),
	    .str = section_of(elf, ".debug_str"),
	    .big_endian = gelf_getehdr(elf, &header) && header.e_ident[EI_DATA] == ELFDATA2MSB,
	};
}

/* The unit whose own DIE says that it holds an address, where there is no .debug_aranges. */
static bool search_unit(Dwarf *dwarf, Dwarf_Addr address, Dwarf_Die *unit)
{
	Dwarf_CU *next = NULL;

	while (!dwarf_get_units(dwarf, next, &next, NULL, NULL, unit, NULL))
		if (dwarf_tag(unit) == DW_TAG_compile_unit && dwarf_haspc(unit, address) > 0)
			return true;
	return false;
}

static bool find_unit(Dwarf *dwarf, Dwarf_Addr address, Dwarf_Die *unit)
{
	return dwarf_addrdie(dwarf, address, unit) || search_unit(dwarf, address, unit);
}

/* Puts the child with one of the tags that holds the address in place of `die`. */
static bool descend(Dwarf_Die *die, Dwarf_Addr address, bool (*is_wanted)(int tag))
{
	Dwarf_Die child;

	if (dwarf_child(die, &child))
		return false;
	do {
		if (is_wanted(dwarf_tag(&child)) && dwarf_haspc(&child, address) > 0) {
			*die = child;
			return true;
		}
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

static bool is_function(int tag)
{
	return tag == DW_TAG_subprogram;
}

static bool is_inner_scope(int tag)
{
	return tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block;
}

/* Where Rust has functions; C has them in the unit alone. */
static bool is_outer_scope(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_structure_type;
}

static bool search_scope(Dwarf_Die *scope, Dwarf_Addr address, unsigned depth, Dwarf_Die *function)
{
	Dwarf_Die child;

	*function = *scope;
	if (descend(function, address, is_function))
		return true;
	if (depth == DEPTH_MOST || dwarf_child(scope, &child))
		return false;
	do {
		if (is_outer_scope(dwarf_tag(&child)) &&
		    search_scope(&child, address, depth + 1, function))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

static bool find_function(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die *function)
{
	*function = *unit;
	if (descend(function, address, is_function))
		return true;
	return dwarf_srclang(unit) == DW_LANG_Rust && search_scope(unit, address, 0, function);
}

static uint64_t number_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	return dwarf_formudata(dwarf_attr(die, name, &attribute), &value) ? 0 : value;
}

static void set_file(const struct ki_line_table *table, uint64_t number, struct ki_place *place)
{
	struct ki_line_file file;

	if (ki_line_table_file(table, number, &file) && *file.name)
		place->file = file;
}

/* Adds the places from the innermost inlined function to `function`, outwards. */
static void add_calls(const struct ki_line_table *table, const Dwarf_Die *function,
		      Dwarf_Addr address, struct ki_places *places)
{
	Dwarf_Die scope = *function, inlined[KI_PLACES_MOST - 1];
	size_t count = 0;

	for (int depth = 0; depth < DEPTH_MOST && descend(&scope, address, is_inner_scope); depth++)
		if (dwarf_tag(&scope) == DW_TAG_inlined_subroutine && count < KI_PLACES_MOST - 1)
			inlined[count++] = scope;
	while (count) {
		struct ki_place *place = &places->at[places->count - 1];

		place->function = dwarf_diename(&inlined[--count]);
		if (!place->function)
			place->function = "";
		*++place = (struct ki_place){
		    .line = number_of(&inlined[count], DW_AT_call_line),
		};
		set_file(table, number_of(&inlined[count], DW_AT_call_file), place);
		places->count++;
	}
}

bool ki_dwarf_locate(const struct ki_dwarf *self, Dwarf_Addr address, struct ki_places *places)
{
	struct ki_place *innermost = &places->at[0];
	struct ki_line_table table;
	Dwarf_Die unit, function;
	Dwarf_Attribute attribute;
	const char *directory;
	struct ki_line line;

	places->count = 0;
	if (!find_unit(self->dwarf, address, &unit) ||
	    !ki_line_table_open(&self->lines, number_of(&unit, DW_AT_stmt_list), &table))
		return false;
	*innermost = (struct ki_place){0};
	places->count = 1;
	if (ki_line_table_find(&table, address, &line)) {
		innermost->line = line.line;
		set_file(&table, line.file, innermost);
	}
	if (find_function(&unit, address, &function))
		add_calls(&table, &function, address, places);
	directory = dwarf_formstring(dwarf_attr(&unit, DW_AT_comp_dir, &attribute));
	for (size_t i = 0; i < places->count; i++)
		places->at[i].directory = directory ? directory : "";
	if (innermost->file.name || places->count > 1)
		return true;
	places->count = 0;
	return false;
}
