/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SuperH: arch/sh/kernel/process_32.c (show_regs), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"PC is at ", NULL, KI_PLACE_PC},
	{"PR is at ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"PC"}, {"SP"}, {"SR"}, {"TEA"}, {"R", 0, 14}, {"MACH"}, {"MACL"}, {"GBR"}, {"PR"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_sh = {
    .name = "sh",
    .words = KI_WORDS_32,
    .padding = 4,
    .places = places,
    .registers = registers,
    .pc = "PC",
    /* SR_MD (arch/sh/include/asm/processor_32.h) */
    .user = {"SR", 0x40000000, 0},
};
