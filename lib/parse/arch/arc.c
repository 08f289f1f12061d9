/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARC: arch/arc/kernel/troubleshoot.c (show_regs), 3.9 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"BLK: ", "BLK", KI_PLACE_OTHER},
	/* Up to 5.0; "[EFA   ]" and "[STAT32]" have numbers alone. */
	{"[ERET  ]: ", "ERET", KI_PLACE_PC},
	{"[BLINK ]: ", "BLINK", KI_PLACE_OTHER},
	{"[EFA   ]: ", "EFA", KI_PLACE_OTHER},
	{"[STAT32]: ", "STAT32", KI_PLACE_OTHER},
	/* show_ecr_verbose */
	{"Invalid Read @ ", NULL, KI_PLACE_PC},
	{"Invalid Write @ ", NULL, KI_PLACE_PC},
	{"Invalid EX @ ", NULL, KI_PLACE_PC},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"r", 0, 25}, {"ECR"}, {"EFA"}, {"ERET"}, {"STAT32"}, {"BTA"}, {"SP"}, {"FP"}, {"LPS"},
	{"LPE"}, {"LPC"},
	/* A symbol, which a note takes. */
	{"BLK", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_arc = {
    .name = "arc",
    .words = KI_WORDS_32,
    .prefixed = true,
    .places = places,
    .registers = registers,
    .pc = "ERET",
    /* STATUS_U_MASK (arch/arc/include/asm/arcregs.h) */
    .user = {"STAT32", 0x80, 0x80},
};
