/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RISC-V: arch/riscv/kernel/process.c (__show_regs), 4.15 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"epc : ", NULL, KI_PLACE_PC},
	{"ra : ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"epc"}, {"ra"}, {"sp"}, {"gp"}, {"tp"}, {"t", 0, 6}, {"s", 0, 11}, {"a", 0, 7}, {"ssp"},
	{"status"}, {"badaddr"}, {"cause"},
	/* Up to 5.9. */
	{"sepc"}, {"sbadaddr"}, {"scause"}, {"sstatus"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_riscv = {
    .name = "riscv",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .padding = 3,
    .places = places,
    .registers = registers,
    .pc = "epc",
    /* SR_SPP (arch/riscv/include/asm/csr.h) */
    .user = {"status", 0x100, 0},
};
