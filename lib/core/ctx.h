/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_CORE_CTX_H
#define KI_CORE_CTX_H

#include "core/mem.h"

struct ki_rules;
struct ki_scanner;
struct ki_sign_version;
struct ki_wrappings;

/* Immutable once made; see api/ctx.c. */
struct koops_ctx {
	struct ki_mem mem;
	/* The parse stage's: compiled kinds. */
	struct ki_rules *rules;
	/* The scan stage's: compiled anchors. */
	struct ki_scanner *scanner;
	/* The input stage's: wrappings by what lines begin with. */
	struct ki_wrappings *wrappings;
	/* The sign stage's: how signatures are made. */
	const struct ki_sign_version *version;
};

#endif
