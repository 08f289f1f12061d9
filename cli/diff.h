/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What koops diff compares.
 */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "cli.h"
#include "compare.h"
#include "record.h"

/* A report that is compared. */
struct side {
	/* Which report of the log, from 1; 0: its primary one. */
	unsigned long long wanted;
	/* Reports so far. */
	unsigned long long count;
	/* One was taken; it is the wanted one. */
	bool taken, certain;

	char *title, *place;
	char *signature[LEVELS];
	/* The canonical text of the level that decides, without its first line; none from JSON. */
	struct lines canonical;
	/*
	 * The stack, innermost first: as the level `stack` has it (none from JSON), and as the
	 * traces were folded; "f (cycle)" is a cycle.
	 */
	struct lines stack, folded;
};

/* Takes over a record's values.  false, and a message, for want of memory. */
bool side_fill(struct side *side, const struct record *record, enum koops_level level);
void side_clear(struct side *side);

/* koops diff --groups; its arguments are two files. */
enum cli_exit diff_groups(char **argv, enum koops_level level, bool json);

#endif
