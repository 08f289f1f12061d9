/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of a report: each name is there once, so that equal ones are known by their
 * place, and what a function is to signatures is found out once.
 */
#ifndef KI_SIGN_FUNCTIONS_H
#define KI_SIGN_FUNCTIONS_H

#include "model/report.h"

/* The end of the stack where the bug shows. */
enum ki_stack_end {
	KI_STACK_INNER,
	KI_STACK_OUTER,
};

/* What a frame is to the signature. */
enum ki_part {
	/* A function that tells something of the bug. */
	KI_PART_NAME,
	/* Of service.list, or of dispatch.list. */
	KI_PART_SERVICE,
	/* An address, or a function of skip.list. */
	KI_PART_PASSED,
	/* Of entry.list. */
	KI_PART_ENTRY,
	/* Of interrupt.list. */
	KI_PART_INTERRUPT,
};

struct ki_function {
	struct koops_str name;
	uint64_t hash;
	/* The others whose hashes go on in one of four ways. */
	struct ki_function *next[4];
	/* The function that has it as a symbol (core/symbol.h); NULL until it was asked for. */
	struct ki_function *base;
	/* Its entry in the lists; NULL until it was asked for. */
	const struct ki_list_entry *entry;
	/* Where it is last among the functions that are folded, and how often in a run. */
	size_t last, times;
	/*
	 * From ki_function_judge(): what it is called in signatures, and as an entry of a system
	 * call, if it is one; what its frames are, and why if a list says so.
	 */
	struct ki_function *named, *syscall;
	enum ki_part part;
	enum koops_fate fate;
	const char *reason;
};

struct ki_functions {
	/* Names are its, */
	struct koops_report *report;
	/* and the rest is in an arena that it does not outlive. */
	struct ki_arena *scratch;
	/* Room for those to come. */
	struct ki_function *free;
	size_t left;
	/* By the first bits of the hash. */
	struct ki_function *roots[32];
};

/*
 * The function with a name, which is added if there is none; NULL for want of memory.  The
 * name is copied unless it is one of the report's and `kept`.
 */
struct ki_function *ki_function_find(struct ki_functions *functions, struct koops_str name,
				     bool kept);
/* The function that a symbol of the report belongs to; NULL for want of memory. */
struct ki_function *ki_function_of(struct ki_functions *functions, struct koops_str symbol);

/* ki_function_judge() of one that is not judged yet. */
bool ki_function_judge_new(struct ki_functions *functions, struct ki_function *function,
			   enum ki_stack_end bug);

/*
 * Finds out what a function is to the signature of a bug that shows at this end of the stack.
 * Returns false for want of memory.
 */
static inline bool ki_function_judge(struct ki_functions *functions, struct ki_function *function,
				     enum ki_stack_end bug)
{
	return function->named || ki_function_judge_new(functions, function, bug);
}

/* The entry of its name in the lists. */
static inline const struct ki_list_entry *ki_function_entry(struct ki_function *function)
{
	if (!function->entry)
		function->entry = ki_list_find_hashed(function->name, function->hash);
	return function->entry;
}

/* Whether one of a set of lists has it. */
static inline bool ki_function_in(struct ki_function *function, unsigned lists)
{
	return ki_list_entry_in(ki_function_entry(function), function->name, lists);
}

#endif
