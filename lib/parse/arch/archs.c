/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/arch/archs.h"

const struct ki_arch *const ki_archs[] = {
	&ki_arch_x86,
	NULL,
};
