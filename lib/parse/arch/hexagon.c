/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hexagon: arch/hexagon/kernel/vm_events.c (show_regs), 3.2 to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{NULL},
};

static const struct ki_register_name registers[] = {
	/* Four a line, the first with "0x". */
	{"r", 0, 31, .flags = KI_REGISTER_ROW},
	{"restart_r0"}, {"preds"}, {"lc", 0, 1}, {"sa", 0, 1}, {"m", 0, 1}, {"gp"}, {"ugp"}, {"usr"},
	{"cs", 0, 1}, {"elr"}, {"cause"}, {"psp"}, {"badva"},
	{"user_mode", .digits = 1},
	{"syscall_nr", .flags = KI_REGISTER_NOT}, {"int_enabled", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

const struct ki_arch ki_arch_hexagon = {
    .name = "hexagon",
    .words = KI_WORDS_32,
    .prefixed = true,
    .places = places,
    .registers = registers,
    .pc = "elr",
    .user = {"user_mode", 0x1, 0x1},
};
