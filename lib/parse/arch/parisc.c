/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PA-RISC: arch/parisc/kernel/traps.c (show_regs, print_gr), 3.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"IAOQ[0]: ", NULL, KI_PLACE_PC},
	{"IAOQ[1]: ", NULL, KI_PLACE_OTHER},
	{"RP(r2): ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	/* "r00-03  v v v v" */
	{"r", 0, 31, .flags = KI_REGISTER_ROW | KI_REGISTER_BARE},
	{"sr", 0, 7, .flags = KI_REGISTER_ROW | KI_REGISTER_BARE},
	{"fr", 0, 31, 16, KI_REGISTER_ROW | KI_REGISTER_BARE},
	/* Front and back of the queue. */
	{"IASQ", .last = 1, .element = "IASQ"},
	{"IAOQ", .last = 1, .element = "IAOQ"},
	{"IIR", .digits = 8}, {"ISR"}, {"IOR"}, {"CR", 30, 31}, {"ORIG_R28"}, {"FPER1", .digits = 8},
	{"CPU", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_parisc = {
    .name = "parisc",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .places = places,
    .registers = registers,
    .pc = "IAOQ0",
    /* The privilege level is in the address: user_mode (arch/parisc/include/asm/ptrace.h). */
    .user = {"IAOQ0", 0x3, 0x3},
};
