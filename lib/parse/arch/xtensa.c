/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Xtensa: arch/xtensa/kernel/traps.c (show_regs), 3.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{NULL},
};

static const struct ki_register_name registers[] = {
	/* Eight a line. */
	{"a", 0, 15, .flags = KI_REGISTER_ROW},
	{"pc"}, {"ps"}, {"depc"}, {"excvaddr"}, {"lbeg"}, {"lend"}, {"lcount"}, {"sar"},
	{"wb"}, {"ws"}, {"wmask"},
	{"syscall", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_xtensa = {
    .name = "xtensa",
    .words = KI_WORDS_32,
    .places = places,
    .registers = registers,
    .pc = "pc",
    /* PS_UM_BIT (arch/xtensa/include/asm/regs.h) */
    .user = {"ps", 0x20, 0x20},
};
