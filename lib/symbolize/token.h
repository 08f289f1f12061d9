/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses in the lines of a log, wherever they are: "vfs_write+0xc7/0x3f0",
 * "null_inner+0x13/0x21 [koops_provoke]", "[<ffffffff81234567>]".
 */
#ifndef KI_SYMBOLIZE_TOKEN_H
#define KI_SYMBOLIZE_TOKEN_H

#include "model/report.h"

struct ki_token {
	/* What it stands for; strings belong to the line. */
	struct koops_frame frame;
	/* What of the line a name and a place take the place of. */
	size_t begin, end;
};

/* The first one in a line from a place on; false if there is none. */
bool ki_token_find(struct koops_str line, size_t from, struct ki_token *token);

/*
 * Takes the bytes at the program counter out of a line "Code: …"; `trap` is
 * where, among them, the instruction is that was being executed.  Returns how
 * many, 0 if it is no such line.  Groups of digits are put into memory as the
 * machine has them.
 */
size_t ki_token_code(struct koops_str line, bool big_endian, unsigned char *bytes, size_t most,
		     size_t *trap);

#endif
