/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines that a mailer or an editor broke, put together again.
 *
 * Only lines that could have been broken are held back, until the next shows
 * whether it continues them.
 */
#ifndef KI_INPUT_JOIN_H
#define KI_INPUT_JOIN_H

#include "input/row.h"

enum {
	/* Lines for which the width of the log is remembered, at the least. */
	KI_JOIN_WINDOW = 32,
};

struct ki_join {
	/* A line is held. */
	bool any;
	/* Its first part; views are not valid. */
	struct ki_unwrap line;
	struct ki_buf text, time;
	/* How many stamps stand before its first part. */
	unsigned stamps;
	/* Of its last part: how many there are, the width, and that behind each. */
	unsigned part_stamps;
	uint32_t width;
	uint32_t widths[KI_STAMPS_MOST + 1];
	/* How many blanks the part ended with. */
	uint32_t blanks;
	/* A line was joined that was broken between words. */
	bool by_words;
	/*
	 * The width of the widest line that could have been broken, by how many
	 * stamps are left out; of the last lines, and of those before.
	 */
	uint32_t widest[2][KI_STAMPS_MOST + 1];
	unsigned count;
};

void ki_join_init(struct ki_join *join, const struct ki_mem *mem);
void ki_join_free(struct ki_join *join);
/* Forgets the widths. */
void ki_join_reset(struct ki_join *join);

/* Takes an unwrapped line; emits it, or holds it back. */
enum koops_status ki_join_push(struct ki_input *input, const struct ki_unwrap *line);
/* Emits the line that is held. */
enum koops_status ki_join_flush(struct ki_input *input);

/* What the text of a kernel's line says about whether it is whole. */
enum ki_more {
	/* It is, or `next` can't be the rest. */
	KI_MORE_NO,
	/* It is not, and `next` is the rest by its form. */
	KI_MORE_YES,
	/* It does not say. */
	KI_MORE_MAYBE,
};

/* unfinished.c; both without blanks around them; `inside`: `next` can't begin a line. */
enum ki_more ki_wants_more(struct koops_str text, struct koops_str next, bool inside);
/* How many blanks the kernel prints between two parts of a line. */
unsigned ki_blanks_between(struct koops_str text, struct koops_str next);
/* The number of beginnings by which lines of reports can be told, and each of them. */
extern const size_t ki_begin_count;
extern const char *const ki_begins[];
/* Whether it has a place in the code, "symbol+0x1/0x2". */
bool ki_has_place(struct koops_str text);
/* Whether it is a sentence by which a report begins. */
bool ki_is_title(struct koops_str text);

#endif
