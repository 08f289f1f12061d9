/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/lines.h"

#include <dwarf.h>

#include "symbolize/reader.h"

/* ----------------------------------------------------------------- header -- */

/* The length of what follows, and whether offsets in it have 4 or 8 bytes. */
static uint64_t read_length(struct ki_reader *reader, unsigned *offset_size)
{
	uint64_t length = ki_read_uint(reader, 4);

	*offset_size = 4;
	if (length < 0xfffffff0)
		return length;
	if (length != 0xffffffff)
		ki_read_fail(reader);
	*offset_size = 8;
	return ki_read_uint(reader, 8);
}

static struct ki_section take(struct ki_reader *reader, uint64_t size)
{
	struct ki_section section = {reader->at, size};

	ki_read_skip(reader, size);
	return section;
}

static struct ki_reader reader_of(const struct ki_line_table *table, struct ki_section section)
{
	return (struct ki_reader){
	    .at = section.data,
	    .end = section.data + section.size,
	    .big_endian = table->sections->big_endian,
	};
}

bool ki_line_table_open(const struct ki_line_sections *sections, uint64_t offset,
			struct ki_line_table *table)
{
	struct ki_reader reader;
	uint64_t length;

	*table = (struct ki_line_table){.sections = sections};
	if (offset >= sections->line.size)
		return false;
	reader = reader_of(table, sections->line);
	reader.at += offset;
	length = read_length(&reader, &table->offset_size);
	if (reader.bad || length > ki_read_left(&reader))
		return false;
	reader.end = reader.at + length;
	table->version = (unsigned)ki_read_uint(&reader, 2);
	if (table->version < 2 || table->version > 5)
		return false;
	/* Sizes of addresses and of segment selectors, the same everywhere. */
	if (table->version >= 5)
		ki_read_skip(&reader, 2);
	length = ki_read_uint(&reader, table->offset_size);
	table->names = take(&reader, length);
	if (reader.bad)
		return false;
	table->program = take(&reader, ki_read_left(&reader));

	reader = reader_of(table, table->names);
	table->instruction_size = ki_read_u8(&reader);
	/* Operations of an instruction, more than one on VLIW machines only. */
	if (table->version >= 4)
		ki_read_u8(&reader);
	/* Where statements begin does not matter here. */
	ki_read_u8(&reader);
	table->line_base = (signed char)ki_read_u8(&reader);
	table->line_range = ki_read_u8(&reader);
	table->opcode_base = ki_read_u8(&reader);
	table->operands = reader.at;
	ki_read_skip(&reader, table->opcode_base ? table->opcode_base - 1u : 0);
	table->names = (struct ki_section){reader.at, ki_read_left(&reader)};
	return !reader.bad && table->line_range && table->opcode_base;
}

/* ---------------------------------------------------------------- program -- */

struct machine {
	const struct ki_line_table *table;
	struct ki_reader reader;
	uint64_t address;
	struct ki_line line;
	/* The program has made a row, or ended a sequence of them. */
	bool row, end;
};

static void reset(struct machine *machine)
{
	machine->address = 0;
	machine->line = (struct ki_line){1, 1};
}

static void advance(struct machine *machine, uint64_t operations)
{
	machine->address += operations * machine->table->instruction_size;
}

static void run_extended(struct machine *machine)
{
	struct ki_reader *reader = &machine->reader;
	uint64_t size = ki_read_uleb(reader);
	const unsigned char *next;

	if (!size || size > ki_read_left(reader)) {
		ki_read_fail(reader);
		return;
	}
	next = reader->at + size;
	switch (ki_read_u8(reader)) {
	case DW_LNE_end_sequence:
		machine->row = machine->end = true;
		break;
	case DW_LNE_set_address:
		if (size - 1 <= 8)
			machine->address = ki_read_uint(reader, size - 1);
		break;
	}
	reader->at = next;
}

static void run_standard(struct machine *machine, unsigned char opcode)
{
	const struct ki_line_table *table = machine->table;
	struct ki_reader *reader = &machine->reader;

	switch (opcode) {
	case DW_LNS_copy:
		machine->row = true;
		return;
	case DW_LNS_advance_pc:
		advance(machine, ki_read_uleb(reader));
		return;
	case DW_LNS_advance_line:
		machine->line.line += (uint64_t)ki_read_sleb(reader);
		return;
	case DW_LNS_set_file:
		machine->line.file = ki_read_uleb(reader);
		return;
	case DW_LNS_const_add_pc:
		advance(machine, (255u - table->opcode_base) / table->line_range);
		return;
	case DW_LNS_fixed_advance_pc:
		machine->address += ki_read_uint(reader, 2);
		return;
	}
	/* The others don't matter, or are not known: operands are numbers. */
	for (unsigned i = 0; i < table->operands[opcode - 1]; i++)
		ki_read_uleb(reader);
}

/* Runs until the next row; false at the end of the program. */
static bool next_row(struct machine *machine)
{
	const struct ki_line_table *table = machine->table;

	if (machine->end)
		reset(machine);
	machine->row = machine->end = false;
	while (!machine->row && ki_read_left(&machine->reader)) {
		unsigned char opcode = ki_read_u8(&machine->reader);

		if (opcode >= table->opcode_base) {
			opcode -= table->opcode_base;
			advance(machine, opcode / table->line_range);
			machine->line.line +=
			    (uint64_t)(table->line_base + opcode % table->line_range);
			machine->row = true;
		} else if (opcode) {
			run_standard(machine, opcode);
		} else {
			run_extended(machine);
		}
	}
	return machine->row && !machine->reader.bad;
}

bool ki_line_table_find(const struct ki_line_table *table, uint64_t address, struct ki_line *line)
{
	struct machine machine = {.table = table, .reader = reader_of(table, table->program)};
	bool before = false;

	reset(&machine);
	while (next_row(&machine)) {
		/* A row holds up to the next one; of several at an address the last counts. */
		if (before && machine.address > address)
			return true;
		before = !machine.end && machine.address <= address;
		if (before)
			*line = machine.line;
	}
	return false;
}

/* ------------------------------------------------------------------ files -- */

/* A directory or a file of a table. */
struct entry {
	const char *name;
	uint64_t directory;
};

static const char *string_at(struct ki_section section, uint64_t offset)
{
	if (offset >= section.size || !memchr(section.data + offset, '\0', section.size - offset))
		return "";
	return (const char *)section.data + offset;
}

/* Reads a value of a form that these tables may have. */
static void read_form(const struct ki_line_table *table, struct ki_reader *reader, uint64_t form,
		      const char **string, uint64_t *number)
{
	*string = "";
	*number = 0;
	switch (form) {
	case DW_FORM_string:
		*string = ki_read_string(reader);
		return;
	case DW_FORM_line_strp:
		*string =
		    string_at(table->sections->line_str, ki_read_uint(reader, table->offset_size));
		return;
	case DW_FORM_strp:
		*string = string_at(table->sections->str, ki_read_uint(reader, table->offset_size));
		return;
	case DW_FORM_udata:
		*number = ki_read_uleb(reader);
		return;
	case DW_FORM_data1:
		*number = ki_read_u8(reader);
		return;
	case DW_FORM_data2:
		*number = ki_read_uint(reader, 2);
		return;
	case DW_FORM_data4:
		*number = ki_read_uint(reader, 4);
		return;
	case DW_FORM_data8:
		*number = ki_read_uint(reader, 8);
		return;
	case DW_FORM_data16:
		ki_read_skip(reader, 16);
		return;
	case DW_FORM_block:
		ki_read_skip(reader, ki_read_uleb(reader));
		return;
	}
	ki_read_fail(reader);
}

static struct entry read_entry(const struct ki_line_table *table, struct ki_reader *reader,
			       struct ki_reader formats)
{
	struct entry entry = {"", 0};

	while (ki_read_left(&formats)) {
		uint64_t content = ki_read_uleb(&formats), form = ki_read_uleb(&formats), number;
		const char *string;

		read_form(table, reader, form, &string, &number);
		if (content == DW_LNCT_path)
			entry.name = string;
		else if (content == DW_LNCT_directory_index)
			entry.directory = number;
	}
	return entry;
}

/*
 * DWARF 5: a list of entries, behind a description of their fields.  Gives
 * the entry of a number, and goes behind the list; false if there is none.
 */
static bool read_list(const struct ki_line_table *table, struct ki_reader *reader, uint64_t wanted,
		      struct entry *entry)
{
	unsigned char format_count = ki_read_u8(reader);
	struct ki_reader formats = *reader;
	uint64_t count;
	bool found = false;

	for (unsigned i = 0; i < 2u * format_count; i++)
		ki_read_uleb(reader);
	formats.end = reader->at;
	count = ki_read_uleb(reader);
	/* Entries without fields take no room: their count says nothing. */
	for (uint64_t i = 0; format_count && i < count && !reader->bad; i++) {
		struct entry next = read_entry(table, reader, formats);

		if (i == wanted && !reader->bad) {
			*entry = next;
			found = true;
		}
	}
	return found;
}

static bool file_5(const struct ki_line_table *table, uint64_t number, struct ki_line_file *file)
{
	struct ki_reader reader = reader_of(table, table->names), directories = reader;
	struct entry entry;

	read_list(table, &reader, UINT64_MAX, &entry);
	if (!read_list(table, &reader, number, &entry))
		return false;
	file->name = entry.name;
	if (!read_list(table, &directories, entry.directory, &entry))
		return false;
	file->directory = entry.name;
	return true;
}

/* Up to DWARF 4: strings, the last one empty; files have numbers behind their name. */
static bool file_4(const struct ki_line_table *table, uint64_t number, struct ki_line_file *file)
{
	struct ki_reader reader = reader_of(table, table->names), directories = reader;
	uint64_t directory = 0;

	while (*ki_read_string(&reader))
		;
	for (uint64_t i = 1; i <= number; i++) {
		file->name = ki_read_string(&reader);
		if (!*file->name)
			return false;
		directory = ki_read_uleb(&reader);
		ki_read_uleb(&reader);
		ki_read_uleb(&reader);
	}
	file->directory = "";
	for (uint64_t i = 1; i <= directory; i++) {
		file->directory = ki_read_string(&directories);
		if (!*file->directory)
			return false;
	}
	return number != 0;
}

bool ki_line_table_file(const struct ki_line_table *table, uint64_t number,
			struct ki_line_file *file)
{
	return table->version >= 5 ? file_5(table, number, file) : file_4(table, number, file);
}
