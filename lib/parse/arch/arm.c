/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: arch/arm/kernel/process.c (__show_regs), 3.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"PC is at ", NULL, KI_PLACE_PC},
	{"LR is at ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"r", 0, 10}, {"fp"}, {"ip"}, {"sp"}, {"lr"}, {"pc"}, {"psr"}, {"xPSR"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_arm = {
    .name = "arm",
    .words = KI_WORDS_32,
    .padding = 3,
    .places = places,
    .registers = registers,
    .pc = "pc",
    /* MODE_MASK, USR_MODE (arch/arm/include/uapi/asm/ptrace.h) */
    .user = {"psr", 0x1f, 0x10},
};
