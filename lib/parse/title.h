/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_PARSE_TITLE_H
#define KI_PARSE_TITLE_H

#include "core/buf.h"
#include "parse/fields.h"

/*
 * Chooses the guilty frame and fills `title`, `alt_titles`, `guilty`,
 * `guilty_file`, `subject` and `corrupted`.  Without `trust`, the traces may be
 * another's: the title names no function of theirs.  Returns false for want of memory.
 */
bool ki_title(struct koops_report *report, const struct ki_kind *kind, struct ki_fields *fields,
	      bool trust);

/*
 * The guilty frame of a report, or NULL.  `named` are the functions that the text
 * names, without a symbol where it names none.
 */
struct koops_frame *ki_guilty(struct koops_report *report, const struct ki_kind *kind,
			      struct koops_frame *named, size_t count);

/*
 * Who called a guilty function that only checks what it is given (caller.list);
 * NULL if it is none.
 */
struct koops_frame *ki_guilty_caller(struct koops_report *report, struct koops_frame *guilty);

/*
 * The source file at fault, where the log has the files of frames; else `where`, the
 * one that the first line names, or empty.
 */
struct koops_str ki_guilty_file(struct koops_report *report, const struct ki_kind *kind,
				struct koops_str where);

/* The innermost significant frame of the traces of a role, or NULL. */
struct koops_frame *ki_innermost(struct koops_report *report, enum koops_role role);

/*
 * Puts a name for titles, without what differs from one kernel to the next: the
 * prefixes of a system call's entry, variants of one function.
 */
void ki_put_function(struct ki_buf *out, struct koops_str symbol);

/*
 * Puts text of the log with words for what is different each time: ADDR, NUM,
 * and functions without offset and size.
 */
void ki_put_general(struct ki_buf *out, struct koops_str text);

/* Whether a trace that the log ends in lacks its outer end: that is no way into the kernel. */
bool ki_trace_is_cut(const struct koops_trace *trace);

#endif
