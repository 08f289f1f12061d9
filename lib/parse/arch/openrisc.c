/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenRISC: arch/openrisc/kernel/traps.c (show_registers), 3.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"PC"}, {"SR"}, {"SP"}, {"GPR", 0, 31}, {"RES"}, {"oGPR11"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_openrisc = {
    .name = "openrisc",
    .words = KI_WORDS_32,
    .places = places,
    .registers = registers,
    .pc = "PC",
    /* SPR_SR_SM (arch/openrisc/include/asm/spr_defs.h) */
    .user = {"SR", 0x1, 0},
};
