/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * M68k: arch/m68k/kernel/traps.c (show_registers), arch/m68k/kernel/process.c
 * (show_regs), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"PC: ", "PC", KI_PLACE_PC},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"SR", .digits = 4}, {"SP"}, {"d", 0, 7}, {"a", 0, 7},
	/* show_regs, in capitals. */
	{"Format", .digits = 2, .flags = KI_REGISTER_BARE}, {"Vector", .digits = 4}, {"PC"},
	{"Status", .digits = 4}, {"ORIG_D0"}, {"D", 0, 7}, {"A", 0, 7}, {"USP"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_m68k = {
    .name = "m68k",
    .words = KI_WORDS_32,
    .places = places,
    .registers = registers,
    .pc = "PC",
    /* PS_S (arch/m68k/include/asm/ptrace.h) */
    .user = {"SR", 0x2000, 0},
};
