/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C-SKY: arch/csky/kernel/ptrace.c (show_regs), 4.20 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"PC: ", "PC", KI_PLACE_PC},
	{"LR: ", "LR", KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"SP"}, {"PSR"}, {"orig_a0"}, {"PT_REGS"}, {"a", 0, 3}, {"r", 1, 30}, {"tls"}, {"hi"},
	{"lo"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_csky = {
    .name = "csky",
    .words = KI_WORDS_32,
    .prefixed = true,
    .places = places,
    .registers = registers,
    /* PS_S (arch/csky/include/asm/ptrace.h) */
    .user = {"PSR", 0x80000000, 0},
};
