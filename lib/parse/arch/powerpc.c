/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PowerPC, 32 and 64 bits: arch/powerpc/kernel/process.c (__show_regs), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"NIP ", NULL, KI_PLACE_PC},
	/* Behind "--- Exception: 901 at …", up to 5.9. */
	{"LR = ", NULL, KI_PLACE_OTHER},
	{"LR ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"GPR", 0, 31, .flags = KI_REGISTER_ROW},
	{"NIP"}, {"LR"}, {"CTR"}, {"MSR"}, {"CR", .digits = 8}, {"XER", .digits = 8}, {"CFAR"},
	{"DAR"}, {"DSISR", .digits = 8}, {"DEAR"}, {"ESR"}, {"IRQMASK", .digits = 1},
	{"SOFTE", .digits = 1}, {"TRAP", .digits = 3}, {"PACATMSCRATCH"},
	{"PACATMSCRATCH", .flags = KI_REGISTER_BARE},
	/* Where in memory they are. */
	{"REGS", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_powerpc = {
    .name = "powerpc",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .places = places,
    .registers = registers,
    .pc = "NIP",
    /* MSR_PR (arch/powerpc/include/asm/reg.h) */
    .user = {"MSR", 0x4000, 0x4000},
};
