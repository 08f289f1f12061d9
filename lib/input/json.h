/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * As much of JSON, and of YAML in flow style, as programs write that keep
 * lines of a log in it.
 */
#ifndef KI_INPUT_JSON_H
#define KI_INPUT_JSON_H

#include "core/buf.h"
#include "core/str.h"

struct ki_member {
	/* Without quotes. */
	struct koops_str key;
	/* As it stands there. */
	struct koops_str value;
};

/*
 * Takes a member, `"key": value`, and the comma behind it.  A value that has no
 * end in `text` goes up to its end.
 */
bool ki_take_member(struct koops_str *text, struct ki_member *member);

/* Writes what a value means: a string's characters, the bytes of an array of numbers, a scalar. */
void ki_json_decode(struct koops_str value, struct ki_buf *out);

#endif
