/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line table of a compilation unit, DWARF 2 to 5, read as a stream.
 *
 * libdw decodes, sorts and keeps the whole table of each unit that it is
 * asked about; a kernel's tables together are some hundred megabytes.
 */
#ifndef KI_SYMBOLIZE_LINES_H
#define KI_SYMBOLIZE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ki_section {
	const unsigned char *data;
	size_t size;
};

/* What a line table refers to; sections that are not there have size 0. */
struct ki_line_sections {
	struct ki_section line, line_str, str;
	bool big_endian;
};

/* The header of a table; everything in it points into the sections. */
struct ki_line_table {
	const struct ki_line_sections *sections;
	unsigned version, offset_size;
	unsigned char instruction_size, line_range, opcode_base;
	signed char line_base;
	/* Operands of the standard opcodes. */
	const unsigned char *operands;
	/* Names of directories and files, then the program. */
	struct ki_section names, program;
};

struct ki_line {
	uint64_t file, line;
};

/* Both with a NUL; `directory` may be relative, or "" for that of the unit. */
struct ki_line_file {
	const char *directory, *name;
};

/* The table at an offset in the section; false if there is none that can be read. */
bool ki_line_table_open(const struct ki_line_sections *sections, uint64_t offset,
			struct ki_line_table *table);
/* The line of the instruction at an address; false if it has none. */
bool ki_line_table_find(const struct ki_line_table *table, uint64_t address, struct ki_line *line);
/* A file by the number that lines and calls have. */
bool ki_line_table_file(const struct ki_line_table *table, uint64_t number,
			struct ki_line_file *file);

#endif
