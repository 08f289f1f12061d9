/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_PARSE_KINDS_H
#define KI_PARSE_KINDS_H

#include "parse/kind.h"

/* Made of an array of rows. */
#define KI_KIND_TABLE(rows)             \
	{                               \
		(rows), KI_LENGTH(rows) \
	}

extern const struct ki_kind_table ki_kinds_arch;
extern const struct ki_kind_table ki_kinds_context;
extern const struct ki_kind_table ki_kinds_debug;
extern const struct ki_kind_table ki_kinds_fault;
extern const struct ki_kind_table ki_kinds_lockdep;
extern const struct ki_kind_table ki_kinds_notice;
extern const struct ki_kind_table ki_kinds_other;
extern const struct ki_kind_table ki_kinds_panic;
extern const struct ki_kind_table ki_kinds_sanitizer;
extern const struct ki_kind_table ki_kinds_stall;
extern const struct ki_kind_table ki_kinds_warning;
extern const struct ki_kind_table ki_kinds_xen;

#endif
