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

struct ki_stack {
	/* Innermost first. */
	struct koops_str *names;
	size_t count;
	/* Its outer end is there: a way into the kernel, or the start of a thread. */
	bool whole;
};

/*
 * Reads the first stack of a role that has such functions; `count` is 0 if
 * none has.  Returns false for want of memory.
 */
bool ki_stack_read(struct ki_arena *arena, const struct koops_report *report, enum koops_role role,
		   enum ki_stack_end bug, struct ki_stack *stack);

/*
 * The name of a function in signatures: without what compilers add, and one
 * name for all entries of a system call.  Returns false for want of memory.
 */
bool ki_stack_name(struct ki_arena *arena, struct koops_str symbol, struct koops_str *name);

#endif
