/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stack that a signature is made from: the functions of a report's traces
 * that say something of the bug.
 */
#ifndef KI_SIGN_STACK_H
#define KI_SIGN_STACK_H

#include "model/report.h"

/* The end of the stack where the bug shows. */
enum ki_stack_end {
	KI_STACK_INNER,
	KI_STACK_OUTER,
};

/* Innermost first. */
struct ki_names {
	struct koops_str *at;
	size_t count;
	/* Whose names they are; NULL for names that come from elsewhere. */
	struct koops_frame **frames;
};

struct ki_stack {
	/* The functions that say something of the bug, */
	struct ki_names telling;
	/* and with them the services that they call (service.list). */
	struct ki_names all;
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
 * passes over why it does.  Returns false for want of memory.
 */
bool ki_stack_read(struct ki_arena *arena, struct koops_report *report, enum koops_role role,
		   enum ki_stack_end bug, struct ki_stack *stack);

/*
 * The name of a function in signatures: without what compilers add, and one
 * name for all entries of a system call.  Returns false for want of memory.
 */
bool ki_stack_name(struct ki_arena *arena, struct koops_str symbol, struct koops_str *name);

/* Whether a function tells something of a bug that shows at this end of the stack. */
bool ki_stack_tells(struct koops_str symbol, enum ki_stack_end bug);

#endif
