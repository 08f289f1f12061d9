/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only user of capstone, without which there is no disassembly.
 */
#ifndef KI_SYMBOLIZE_DISASM_H
#define KI_SYMBOLIZE_DISASM_H

#include "core/buf.h"

/* A disassembler, loaded when it is first needed.  Zeroed by the caller. */
struct ki_disasm {
	bool missing;
};

/*
 * Appends the instructions in `bytes` as lines, `trap` being where the one is
 * that was executed; nothing if they can't be read.  `machine` is that of ELF.
 */
void ki_disassemble(struct ki_disasm *disasm, struct ki_buf *text, unsigned machine,
		    bool big_endian, const unsigned char *bytes, size_t size, size_t trap);

#endif
