/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folding of a sequence of names, for the traces and for the signature.
 */
#ifndef KI_SIGN_FOLD_H
#define KI_SIGN_FOLD_H

#include "core/mem.h"
#include "core/str.h"

/*
 * The names [begin, end) are one node; a cycle, if there is more than one.  `members` is the
 * number of different ones.
 */
struct ki_run {
	size_t begin, end, members;
};

struct ki_runs {
	struct ki_run *at;
	size_t count;
	/* For each name, its place among the different names, by unsigned bytes. */
	size_t *rank;
	/* For each rank, how many names have it. */
	size_t *times;
};

/* In an arena.  Returns false for want of memory. */
bool ki_runs_make(struct ki_arena *arena, const struct koops_str *names, size_t count,
		  struct ki_runs *runs);

static inline bool ki_run_is_cycle(struct ki_run run)
{
	return run.end - run.begin > 1;
}

#endif
