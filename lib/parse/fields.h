/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The named groups of patterns: values of the report, and words for the title.
 */
#ifndef KI_PARSE_FIELDS_H
#define KI_PARSE_FIELDS_H

#include "parse/token.h"

enum { KI_FIELDS_MOST = 32 };

struct ki_field {
	struct koops_str name, value;
};

/* What a report's lines gave; the first value of a name stays. */
struct ki_fields {
	size_t count;
	struct ki_field at[KI_FIELDS_MOST];
};

/* The value of a field, or NULL. */
const struct koops_str *ki_field(const struct ki_fields *fields, struct koops_str name);

/* Keeps a field; too many are dropped. */
void ki_fields_add(struct ki_fields *fields, struct koops_str name, struct koops_str value);

/* Where a report has a value. */
struct ki_slot;

/* The place of the fields with a name, "cpu", "comm", …; NULL if there is none. */
const struct ki_slot *ki_slot_of(struct koops_str name);

/*
 * Puts a field where the report has it; one that is set already stays.  Returns false for
 * want of memory.
 */
bool ki_field_store(struct koops_report *report, const struct ki_slot *slot,
		    struct koops_str value);

/* Reads what follows the comm in a "CPU:" line: taint, kernel release, build. */
bool ki_read_kernel(struct koops_report *report, struct koops_str rest);

/* Reads lockdep's line of the kernel, if `text` is one; its taint begins at `taint`. */
bool ki_read_ident(struct koops_report *report, struct koops_str text, size_t taint);

/* Gives the module that a frame is in the build id that the frame has. */
void ki_note_build(struct koops_report *report, const struct koops_frame *frame);

/* Reads "Modules linked in:", or a line that goes on with it. */
bool ki_read_modules(struct koops_report *report, struct koops_str list);

#endif
