/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stack that a signature is made from: the functions of a report's traces
 * that say something of the bug.
 */
#ifndef KI_SIGN_STACK_H
#define KI_SIGN_STACK_H

#include "sign/fold.h"

struct ki_stack {
	/* The functions that say something of the bug, by their names in signatures, */
	struct ki_walk telling;
	/* and with them the services that they call (service.list). */
	struct ki_walk all;
	/* The frames of those that say something; NULL where another stands in for them. */
	struct koops_frame **frames;
	/* A telling one is specific enough to know a bug by. */
	bool specific;
	/* One is of batch.list. */
	bool callbacks;
	/* Its outer end is there: a way into the kernel, or the start of a thread. */
	bool whole;
	/* The report or the log ends inside it. */
	bool cut;
};

/*
 * Reads the first stack of a role that has a telling function, or else the
 * last one; if there is none, `stack` stays as it was.  Tells the frames that it
 * passes over why it does.  `walks` are those of the report's traces, from ki_fold().
 * Returns false for want of memory.
 */
bool ki_stack_read(struct ki_functions *functions, const struct ki_walk *walks,
		   enum koops_role role, enum ki_stack_end bug, struct ki_stack *stack);

#endif
