/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The canonical texts of a report.
 */
#ifndef KI_SIGN_LEVELS_H
#define KI_SIGN_LEVELS_H

#include "sign/stack.h"

/* Functions in their folded form. */
struct ki_folded_walk {
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
	/* The function of the title by its name in signatures; absent if the title has none. */
	struct koops_str guilty;
	/* What the key has instead of functions of the stack's end, if anything. */
	struct koops_str instead;
	struct ki_stack stack;
	/* The stack's two sequences. */
	struct ki_folded_walk telling, all;
	/* No canonical text of it is longer. */
	size_t text_most;
};

/*
 * `walks` are those of the report's traces, from ki_fold().  Tells the frames of the report their
 * fate.  Returns false for want of memory.
 */
bool ki_basis_make(struct ki_functions *functions, const struct ki_walk *walks,
		   struct ki_basis *basis);

/*
 * The canonical text of a level, in the report's arena; none, if the report does not have it.
 * Returns false for want of memory.
 */
bool ki_canonical(const struct ki_basis *basis, enum koops_level level, struct ki_arena *arena,
		  struct koops_str *text);

#endif
