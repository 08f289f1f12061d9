/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MIPS: arch/mips/kernel/traps.c (__show_regs), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"epc   : ", "epc", KI_PLACE_PC},
	{"ra    : ", "ra", KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	/* Four a line; there is nothing at the places of k0 and k1. */
	{"$", 0, 31, .flags = KI_REGISTER_ROW},
	{"Acx"}, {"Hi"}, {"Lo"}, {"epc"}, {"ra"}, {"Status", .digits = 8}, {"Cause", .digits = 8},
	{"BadVA"}, {"PrId", .digits = 8},
	{""},
};
/* clang-format on */

static const char *const notes[] = {
    "KX", "SX",  "UX",  "USER", "SUPERVISOR", "KERNEL", "BAD_MODE", "ERL", "EXL",
    "IE", "KUo", "IEo", "KUp",  "IEp",        "KUc",    "IEc",      NULL,
};

const struct ki_arch ki_arch_mips = {
    .name = "mips",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .padding = 6,
    .places = places,
    .registers = registers,
    .pc = "epc",
    /* ST0_KSU, KSU_USER (arch/mips/include/asm/mipsregs.h) */
    .user = {"Status", 0x18, 0x10},
    .notes = notes,
};
