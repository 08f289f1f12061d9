/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LoongArch: arch/loongarch/kernel/traps.c (__show_regs), 5.19 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"ERA: ", "ERA", KI_PLACE_PC},
	{"ra: ", NULL, KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"pc", .flags = KI_REGISTER_BARE},
	{"ra", .flags = KI_REGISTER_BARE},
	{"tp", .flags = KI_REGISTER_BARE},
	{"sp", .flags = KI_REGISTER_BARE},
	{"a", 0, 7, .flags = KI_REGISTER_BARE},
	{"t", 0, 8, .flags = KI_REGISTER_BARE},
	{"u", 0, 1, .flags = KI_REGISTER_BARE},
	{"s", 0, 9, .flags = KI_REGISTER_BARE},
	{"ra"}, {"ERA"}, {"CRMD", .digits = 8}, {"PRMD", .digits = 8}, {"EUEN", .digits = 8},
	{"ECFG", .digits = 8}, {"ESTAT", .digits = 8}, {"BADV"}, {"PRID", .digits = 8},
	{""},
};

/* Up to 6.1; the rest is as on MIPS, which prints before anything tells them apart. */
static const struct ki_place places_6_1[] = {
	{"era   : ", "era", KI_PLACE_PC},
	{"ra    : ", "ra", KI_PLACE_OTHER},
	{NULL},
};

static const struct ki_register_name registers_6_1[] = {
	{"$", 0, 31, .flags = KI_REGISTER_ROW},
	{"era"}, {"ra"}, {"crmd", .digits = 8}, {"prmd", .digits = 8}, {"euen", .digits = 8},
	{"ecfg", .digits = 8}, {"estat", .digits = 8}, {"ExcCode", .digits = 1}, {"BadVA"},
	{"PrId", .digits = 8},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_loongarch = {
    .name = "loongarch",
    .words = KI_WORDS_64,
    .places = places,
    .registers = registers,
    .pc = "pc",
    /* CSR_PRMD_PPLV (arch/loongarch/include/asm/loongarch.h) */
    .user = {"PRMD", 0x3, 0x3},
};

static const char *const leads_6_1[] = {"CSR ", NULL};

const struct ki_arch ki_arch_loongarch_6_1 = {
    .name = "loongarch",
    .words = KI_WORDS_64,
    .padding = 1,
    .places = places_6_1,
    .registers = registers_6_1,
    .pc = "era",
    .user = {"prmd", 0x3, 0x3},
    .leads = leads_6_1,
};
