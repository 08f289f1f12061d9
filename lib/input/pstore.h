/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of a log as pstore kept it.
 *
 * A record of pstore is small, so a log is cut into parts, the newest text in
 * "Oops#1 Part1" (pstore_dump() in fs/pstore/platform.c).  In a file that has
 * the parts in any order, they are read from the last to the first.
 */
#ifndef KI_INPUT_PSTORE_H
#define KI_INPUT_PSTORE_H

#include "input/row.h"

struct ki_pstore_part {
	uint64_t part;
	/* Where its lines begin and end in the buffer. */
	size_t begin, end;
};

struct ki_pstore {
	/* Parts are being collected. */
	bool open;
	/* How many stamps stand before the lines, which are not the dump's own. */
	unsigned stamps;
	/* "Oops#1", as the first header has it. */
	struct ki_buf name;
	/* The lines, each with its number before it and '\n' behind it. */
	struct ki_buf lines;
	struct ki_pstore_part *parts;
	size_t count, capacity;
	/* The next line to read, once sorted. */
	size_t next_part, next_at;
};

void ki_pstore_init(struct ki_pstore *pstore, const struct ki_mem *mem);
void ki_pstore_free(struct ki_pstore *pstore);

/* The lines of a dump that has ended, in the order in which the kernel wrote them. */
void ki_pstore_sort(struct ki_pstore *pstore);
bool ki_pstore_next(struct ki_pstore *pstore, struct koops_str *raw, uint64_t *number);

#endif
