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

/*
 * Writes a literal that all matches of a pattern have, and returns its size: 0 if none is
 * seen, as in a pattern of alternatives.  It is the longest, where `anchor`, which is known
 * to be there, counts for nothing.
 */
size_t ki_required(const char *pattern, const char *anchor, char literal[KI_REQUIRED_MOST]);

#endif
