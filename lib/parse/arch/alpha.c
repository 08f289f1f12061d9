/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Alpha: arch/alpha/kernel/traps.c (dik_show_regs), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"pc is at ", NULL, KI_PLACE_PC},
	{"ra is at ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"pc"}, {"ra"}, {"ps", .digits = 4}, {"v", 0, 1}, {"t", 0, 11}, {"s", 0, 6}, {"a", 0, 5},
	{"pv"}, {"at"}, {"gp"}, {"sp"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_alpha = {
    .name = "alpha",
    .separator = '=',
    .words = KI_WORDS_64,
    .padding = 3,
    .places = places,
    .registers = registers,
    .pc = "pc",
    /* user_mode (arch/alpha/include/asm/ptrace.h) */
    .user = {"ps", 0x8, 0x8},
};
