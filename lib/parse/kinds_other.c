/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines that begin as reports do and are in no other table: those that are
 * known to be none, and what is left, under its own words.
 */
#include "parse/kinds.h"

#define NONE .flags = KI_KIND_NOT

/* clang-format off */
static const struct ki_kind rows[] = {
	/* arch/x86/kernel/nmi.c, kernel/events/core.c */
	{.name = "not", .example = "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 2.277 msecs",
	 .anchor = "INFO:", .pattern = "INFO: (?:NMI handler|Stall ended before state dump|recovery required|lockdep is turned off|(?:task|rcu_\\w+) kthread)", NONE},
	{.name = "not", .example = "BUG: Bad page state: 12 messages suppressed",
	 .anchor = "BUG:", .pattern = "BUG: Bad page (?:state|map): \\d+ messages suppressed", NONE},
	/* mm/kasan, up to 4.9: SLUB's part of a report */
	{.name = "not", .example = "BUG kmalloc-64 (Tainted: G    B          ): kasan: bad access detected",
	 .anchor = "kasan:", .pattern = "BUG \\S+ \\(.*\\): kasan: bad access detected", NONE},
	{
		.name = "bug-text", .family = "text", .example = "BUG: something that is in no other row",
		.anchor = "BUG:", .pattern = "^(?:[\\w-]+: )?BUG: (?<text>\\S(?:.*[^ ])?) *$",
		.titles = {"BUG: {text}"}, .class = KI_CLASS_TEXT, .guilty = KI_GUILTY_NONE,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_other = KI_KIND_TABLE(rows);
