/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM64: arch/arm64/kernel/process.c (__show_regs, print_pstate), 3.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"pc : ", "pc", KI_PLACE_PC},
	{"lr : ", "lr", KI_PLACE_OTHER},
	/* Up to 4.14, with numbers in the next lines. */
	{"PC is at ", NULL, KI_PLACE_PC},
	{"LR is at ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"x", 0, 30}, {"sp"}, {"lr"}, {"pc"}, {"pstate", .digits = 8}, {"pmr_save", .digits = 8},
	{"pmr", .digits = 8},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_arm64 = {
    .name = "arm64",
    .words = KI_WORDS_64,
    .padding = 3,
    .places = places,
    .registers = registers,
    .pc = "pc",
    /* PSR_MODE_MASK, PSR_MODE_EL0t (arch/arm64/include/uapi/asm/ptrace.h) */
    .user = {"pstate", 0xf, 0},
};
