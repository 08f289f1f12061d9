/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folding of a sequence of functions, for the traces and for the signature.
 */
#ifndef KI_SIGN_FOLD_H
#define KI_SIGN_FOLD_H

#include "core/error.h"
#include "sign/functions.h"

/* A sequence of functions, innermost first. */
struct ki_walk {
	struct ki_function **at;
	size_t count;
};

/*
 * The functions [begin, end) of a walk are one node; a cycle, if there is more than one.
 * `members` is the number of different ones.
 */
struct ki_run {
	size_t begin, end, members;
	/*
	 * The first by unsigned bytes, because the one through which a cycle is entered depends
	 * on where it began to turn.
	 */
	struct ki_function *first;
};

struct ki_runs {
	struct ki_run *at;
	size_t count;
};

/* In an arena.  Returns false for want of memory. */
bool ki_runs_make(struct ki_arena *arena, const struct ki_walk *walk, struct ki_runs *runs);

static inline bool ki_run_is_cycle(struct ki_run run)
{
	return run.end - run.begin > 1;
}

/*
 * Fills `folded` of a trace, and `walk` with the functions of the frames that are folded.
 * Fails with KOOPS_E_MEMORY.
 */
enum koops_status ki_fold(struct ki_functions *functions, struct koops_trace *trace,
			  struct ki_walk *walk);

/* Whether a frame is folded. */
static inline bool ki_frame_is_folded(const struct koops_frame *frame)
{
	return ki_frame_is_reliable(frame) && (frame->symbol.size || frame->address.known);
}

#endif
