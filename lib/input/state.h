/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the input stage remembers from line to line.
 */
#ifndef KI_INPUT_STATE_H
#define KI_INPUT_STATE_H

#include "input/row.h"

struct ki_input {
	const struct ki_mem *mem;
	/* Rows (bits) to try on a line, by its first byte and by the classes of its bytes. */
	uint32_t by_first[256];
	uint32_t by_class[8];
	struct ki_buf scratch[KI_DEPTH];
	/* Of the last line that was pushed. */
	unsigned depth;
	unsigned char path[KI_DEPTH];
	struct ki_buf names;
	/* Where lines go to, during a push. */
	ki_line_fn emit;
	void *user;
};

#endif
