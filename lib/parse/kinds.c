/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/kinds.h"

const struct ki_kind_table *const ki_kind_tables[] = {
	&ki_kinds_stall,
	&ki_kinds_panic,
	NULL,
};
