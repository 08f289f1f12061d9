/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S/390: arch/s390/kernel/dumpstack.c (show_registers), 3.x to 6.x; "GPRS:" without a lead
 * is what the boot code says: arch/s390/boot/pgm_check_info.c (print_pgm_check_info), 5.x to 6.x.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"Krnl PSW : ", "PSW", KI_PLACE_PC},
	{"User PSW : ", "PSW", KI_PLACE_PC_ADDRESS, .user = true},
	{NULL},
};

static const struct ki_register_name registers[] = {
	/* Four a line; the next lines have no name. */
	{"GPRS", .last = 15, .element = "GPR"},
	{""},
};
/* clang-format on */

static const char *const leads[] = {"Krnl ", NULL};

const struct ki_arch ki_arch_s390 = {
    .name = "s390",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .places = places,
    .registers = registers,
    .leads = leads,
    .user_lead = "User ",
};
