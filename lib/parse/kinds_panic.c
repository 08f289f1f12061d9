/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel/panic.c (panic).
 */
#include "parse/kinds.h"

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "panic-end", .example = "---[ end Kernel panic - not syncing: softlockup: hung tasks ]---",
		.anchor = "panic", .pattern = "---\\[ end Kernel panic",
		.flags = KI_KIND_NOT,
	},
	{
		.name = "panic", .family = "panic",
		.example = "Kernel panic - not syncing: softlockup: hung tasks",
		.anchor = "panic",
		.pattern = "Kernel panic - not syncing: (?<text>softlockup: hung tasks)",
		.titles = {"kernel panic: {text}"},
		.causes = "stall",
		.class = KI_CLASS_TEXT, .guilty = KI_GUILTY_NONE, .flags = KI_KIND_CONSEQUENCE,
	},
	{
		.name = "panic", .family = "panic",
		.example = "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
		.anchor = "panic",
		.pattern = "Kernel panic - not syncing: *(?<text>.*?) *$",
		.titles = {"kernel panic: {text}"},
		.class = KI_CLASS_TEXT, .guilty = KI_GUILTY_NONE, .flags = KI_KIND_CONSEQUENCE,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_panic = KI_KIND_TABLE(rows);
