/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notices: what the kernel said by design, a line a title, after the crashes.
 */
#ifndef CLI_NOTICES_H
#define CLI_NOTICES_H

#include <stdbool.h>
#include <stddef.h>

#include "koops.h"

struct notice {
	char *title;
	/* Where the first one is, "FILE:LINE". */
	char *where;
	unsigned long long count;
};

enum {
	/* Different titles that are kept; the next one brings them all out. */
	NOTICES_MOST = 256,
};

struct notices {
	struct notice at[NOTICES_MOST];
	size_t count;
	/* What was written last: an empty line keeps a crash apart from all else. */
	enum { WROTE_NOTHING, WROTE_CRASH, WROTE_NOTICES } last;
};

bool notices_add(struct notices *notices, const struct koops_report *report);
/* Writes them and forgets them. */
bool notices_write(struct notices *notices);

#endif
