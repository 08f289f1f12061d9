/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nios II: arch/nios2/kernel/process.c (show_regs), 3.19 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"r", 1, 15}, {"ra"}, {"fp"}, {"sp"}, {"gp"}, {"ea"}, {"estatus"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_nios2 = {
    .name = "nios2",
    .words = KI_WORDS_32,
    .places = places,
    .registers = registers,
    /* Where the exception returns to. */
    .pc = "ea",
    /* ESTATUS_EU (arch/nios2/include/asm/registers.h) */
    .user = {"estatus", 0x2, 0x2},
};
