/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures of bugs that are known.
 */
#ifndef CLI_KNOWN_H
#define CLI_KNOWN_H

#include "table.h"

/* Empty when zeroed. */
struct known {
	/* From signatures to what is known of them. */
	struct table table;
};

/* Whether an argument is meant as a signature: it begins as one does. */
bool known_is_meant(const char *text);
/* Adds a signature; false, and a message that begins with `where`, if it is none. */
bool known_add(struct known *known, const char *where, struct koops_str key, const char *note);
/* Adds a list; false, and a message, if it can't be read or a line of it is wrong. */
bool known_read(struct known *known, const char *file);
/* What is known of a signature, "" if no more than that; NULL if it is not known. */
const char *known_find(const struct known *known, struct koops_str key);
void known_free(struct known *known);

#endif
