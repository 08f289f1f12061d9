/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MicroBlaze: arch/microblaze/kernel/process.c (show_regs), 2.6.30 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"r", 1, 31}, {"rPC"}, {"msr"}, {"ear"}, {"esr"}, {"fsr"}, {"mode", .digits = 1},
	{""},
};
/* clang-format on */

static const char *const leads[] = {"Registers dump: ", NULL};

const struct ki_arch ki_arch_microblaze = {
    .name = "microblaze",
    .separator = '=',
    .words = KI_WORDS_32,
    .tight = true,
    .places = places,
    .registers = registers,
    .pc = "rPC",
    /* kernel_mode (arch/microblaze/include/asm/ptrace.h) */
    .user = {"mode", 0x1, 0},
    .leads = leads,
};
