/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_PARSE_TITLE_H
#define KI_PARSE_TITLE_H

#include "parse/fields.h"

/*
 * Chooses the guilty frame and fills `title`, `alt_titles`, `guilty`,
 * `guilty_file`, `subject` and `corrupted`.  Returns false for want of memory.
 */
bool ki_title(struct koops_report *report, const struct ki_kind *kind, struct ki_fields *fields);

/* The guilty frame of a report by a way of choosing, or NULL. */
const struct koops_frame *ki_guilty(const struct koops_report *report, enum ki_guilty how);

/* Whether a trace that the log ends in lacks its outer end: that is no way into the kernel. */
bool ki_trace_is_cut(const struct koops_trace *trace);

#endif
