/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a text must have for a pattern to match anywhere in it: a search for that is
 * many times cheaper than the match.
 */
#ifndef KI_PARSE_REQUIRED_H
#define KI_PARSE_REQUIRED_H

#include "core/str.h"

/* Of a longer literal the begin is enough. */
enum { KI_REQUIRED_MOST = 31 };

/* Literals that all matches of a pattern have, with a NUL behind each. */
struct ki_required {
	/* The one that the anchor is a part of, or the anchor itself. */
	char around[KI_REQUIRED_MOST + 1];
	/* The longest of the others; empty if none is seen, as in a pattern of alternatives. */
	char further[KI_REQUIRED_MOST + 1];
};

/* `anchor` is in each match, and is no longer than KI_REQUIRED_MOST. */
void ki_required(const char *pattern, const char *anchor, struct ki_required *required);

#endif
