/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC, 32 and 64 bits: arch/sparc/kernel/process_64.c and process_32.c (show_regs,
 * show_regwindow), 2.6 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places_64[] = {
	{"TPC: <", NULL, KI_PLACE_PC},
	{"RPC: <", NULL, KI_PLACE_OTHER},
	{"I7: <", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers_64[] = {
	{"g", 0, 7}, {"o", 0, 5}, {"l", 0, 7}, {"i", 0, 7}, {"sp"}, {"ret_pc"},
	{"TSTATE"}, {"TPC"}, {"TNPC"}, {"Y", .digits = 8},
	{""},
};

static const struct ki_place places_32[] = {
	{"PC: <", NULL, KI_PLACE_PC},
	{"RPC: <", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers_32[] = {
	{"PSR"}, {"PC"}, {"NPC"}, {"Y"},
	/* Eight a line. */
	{"%G", .last = 7, .element = "G"}, {"%O", .last = 7, .element = "O"},
	{"%L", .last = 7, .element = "L"}, {"%I", .last = 7, .element = "I"},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_sparc64 = {
    .name = "sparc64",
    .words = KI_WORDS_64,
    .places = places_64,
    .registers = registers_64,
    .pc = "TPC",
    /* TSTATE_PRIV (arch/sparc/include/asm/pstate.h) */
    .user = {"TSTATE", 0x400, 0},
};

const struct ki_arch ki_arch_sparc32 = {
    .name = "sparc32",
    .words = KI_WORDS_32,
    .places = places_32,
    .registers = registers_32,
    .pc = "PC",
    /* PSR_PS (arch/sparc/include/uapi/asm/psr.h) */
    .user = {"PSR", 0x40, 0},
};
