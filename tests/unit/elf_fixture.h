/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests expect of the ELF files in tests/elf: read with libelf from
 * the files' own tables, none of it through koops' code.
 */
#ifndef ELF_FIXTURE_H
#define ELF_FIXTURE_H

#include <gelf.h>
#include <stdint.h>

#include "model/report.h"

/* An entry of the section .marks; see tests/elf/mark.h. */
struct mark {
	uint64_t begin, end, line;
	char name[40];
};

struct function {
	uint64_t address, size;
	/* The way to the next symbol, which is what the kernel prints as size. */
	uint64_t span;
};

/* "…/NAME" among the built files; the result lives until the fourth next call. */
const char *fixture_path(const char *name);
/* The mark of a name in an ELF file; ends the test if it isn't there. */
struct mark fixture_mark(const char *path, const char *name);
/* The function of a name, the `number`th (from 0) by address if there are several. */
struct function fixture_function(const char *path, const char *name, unsigned number);

/* A report of the fixture's kernel with a trace that has no frame yet. */
struct koops_report *fixture_report(const struct ki_mem *mem);
/* Appends a frame to the trace. */
struct koops_frame *fixture_frame(struct koops_report *report);
struct koops_frame *fixture_named(struct koops_report *report, const char *name, uint64_t offset,
				  uint64_t size);

void fixture_check_str(struct koops_str got, const char *want);
/* `line` 0: none. */
void fixture_check_frame(const struct koops_report *report, size_t index, const char *symbol,
			 const char *file, uint64_t line, unsigned flags);

#endif
