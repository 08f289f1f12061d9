/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The canonical texts of a report.
 */
#ifndef KI_SIGN_LEVELS_H
#define KI_SIGN_LEVELS_H

#include "core/buf.h"
#include "sign/fold.h"
#include "sign/stack.h"

/* Names and their folded form. */
struct ki_folded_names {
	const struct koops_str *names;
	struct ki_runs runs;
	/* The first run that counts: what lies inward of it is chance. */
	size_t first;
};

/* What a report has for its signature. */
struct ki_basis {
	const struct koops_report *report;
	enum koops_grade grade;
	/* Which end of the stack makes the key, and how many functions of it. */
	enum ki_stack_end bug;
	size_t frames;
	/* Normalised; absent if the report names none. */
	struct koops_str guilty;
	/* What the key has instead of functions of the stack's end, if anything. */
	struct koops_str instead;
	struct ki_stack stack;
	/* Of the stack's two lists of names. */
	struct ki_folded_names telling, all;
};

/* In an arena.  Tells the frames of the report their fate.  Returns false for want of memory. */
bool ki_basis_make(struct ki_arena *arena, struct koops_report *report, struct ki_basis *basis);

/* The canonical text of a level; none, if the report does not have it. */
void ki_canonical(const struct ki_basis *basis, enum koops_level level, struct ki_buf *buf);

#endif
