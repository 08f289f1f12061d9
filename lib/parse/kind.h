/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kind of report: one row of a table in kinds_*.c.
 */
#ifndef KI_PARSE_KIND_H
#define KI_PARSE_KIND_H

#include "model/report.h"

enum {
	KI_KIND_TITLES = 3,
	KI_KIND_ALTS = 4,
};

/* Which frame of which trace is the guilty one. */
enum ki_guilty {
	/* None: the title names no function. */
	KI_GUILTY_NONE,
	/* The program counter, or else as KI_GUILTY_FRAME. */
	KI_GUILTY_PC,
	/* The innermost significant frame of the report's own trace. */
	KI_GUILTY_FRAME,
	/*
	 * What generic code (outer.list) called last: the leaf of a task that was
	 * sampled while it ran is chance.
	 */
	KI_GUILTY_OUTER,
	/* The same of the task, if an interrupt was on top of it that comes and goes. */
	KI_GUILTY_OUTER_TASK,
	/* As KI_GUILTY_FRAME, past the ways to wait too (wait.list). */
	KI_GUILTY_WAIT,
	/* The innermost significant frame of the allocation. */
	KI_GUILTY_ALLOCATION,
	/* The same of the first trace of a lock. */
	KI_GUILTY_LOCK,
	/* The function that a line names as {named}, unless it is to be skipped. */
	KI_GUILTY_NAMED,
};

enum ki_kind_flags {
	/* Can be the second line of a report that another kind began (the Oops line). */
	KI_KIND_CONTINUES = 1 << 0,
	/* Is whole without a trace. */
	KI_KIND_BARE = 1 << 1,
	/* May be what another report led to; see `causes`. */
	KI_KIND_CONSEQUENCE = 1 << 2,
	/* A part of a report of the same name, even behind a trace. */
	KI_KIND_PART = 1 << 3,
	/*
	 * Processors fault in user space with the same words: a report only if more of
	 * one follows.
	 */
	KI_KIND_USER_TOO = 1 << 4,
	/* A line that looks like a report and isn't: it begins none. */
	KI_KIND_NOT = 1 << 5,
	/* The line behind it is its text: the field {text}. */
	KI_KIND_TEXT_FOLLOWS = 1 << 6,
	/* Never the first that went wrong: without its cause, the log's begin is lost. */
	KI_KIND_LATE = 1 << 7,
	/* The kernel can fault while it prints the report: the fault's stack is the report's. */
	KI_KIND_FAULTS = 1 << 8,
	/* Announces a crash: a report only if that does not come before the kernel's last word. */
	KI_KIND_ANNOUNCES = 1 << 9,
};

/*
 * Rows are tried in the order of the table; the first whose pattern matches is
 * the line's kind.  Several rows may have one name.
 */
struct ki_kind {
	const char *name, *family;
	/* A line that the row matches, as the kernel prints it. */
	const char *example;
	/* Kernel releases that print it, NULL for unknown. */
	const char *since, *until;
	/*
	 * A literal that is in every such line: the cost of a row is nil for lines
	 * without it.  One word, so that no wrapping can break it, of at least
	 * KI_LITERAL_LEAST bytes.
	 */
	const char *anchor;
	/*
	 * PCRE2 over the whole line, in time that grows as the line does, whatever is in
	 * it: "(.*?) *$" tries each blank of a long run anew, "(.*[^ ])? *$" does not.
	 * Named groups become fields of the report (see
	 * fields.c) and fields for the titles.
	 */
	const char *pattern;
	/*
	 * "BUG: soft lockup in {guilty}": the first of which all fields are there
	 * is the title.  {guilty} does not count: where no function was found, it is
	 * "corrupted".
	 */
	const char *titles[KI_KIND_TITLES];
	const char *alts[KI_KIND_ALTS];
	/* Families of the reports that this one can be a consequence of, separated by spaces. */
	const char *causes;
	/* What the guilty frame passes over besides the lists for all: a set of lists. */
	unsigned pass;
	enum ki_class class;
	enum koops_severity severity;
	enum ki_guilty guilty;
	/* A set of enum ki_kind_flags. */
	unsigned flags;
};

struct ki_kind_table {
	const struct ki_kind *rows;
	size_t count;
};

/* The tables, in the order in which they are tried; NULL at the end. */
extern const struct ki_kind_table *const ki_kind_tables[];

#endif
