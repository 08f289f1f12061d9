/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_CORE_CTX_H
#define KI_CORE_CTX_H

#include "core/mem.h"

struct ki_rules;
struct ki_scanner;

/* Immutable once made; see api/ctx.c. */
struct koops_ctx {
	struct ki_mem mem;
	/* The parse stage's: compiled kinds. */
	struct ki_rules *rules;
	/* The scan stage's: compiled anchors. */
	struct ki_scanner *scanner;
};

#endif
