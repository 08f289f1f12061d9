/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel/panic.c (panic).  A panic is often what another report led to: by
 * the options *_panic and panic_on_*, or because an oops killed what the
 * kernel cannot do without.
 */
#include "parse/kinds.h"

/* Families of what a panic on an oops or a check can come from. */
#define CRASHES                                                                             \
	"bad-access trap assertion stack-overflow undefined race deadlock locking context " \
	"usercopy bad-page slab stall hang"
#define PANIC                                                                          \
	.name = "panic", .family = "panic", .anchor = "panic", .class = KI_CLASS_TEXT, \
	.flags = KI_KIND_CONSEQUENCE
/* By an option (panic_on_warn, softlockup_panic, …), or the end of an oops. */
#define LATE_PANIC                                                                     \
	.name = "panic", .family = "panic", .anchor = "panic", .class = KI_CLASS_TEXT, \
	.flags = KI_KIND_CONSEQUENCE | KI_KIND_LATE

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "panic-end", .example = "---[ end Kernel panic - not syncing: softlockup: hung tasks ]---",
		.anchor = "panic", .pattern = "end Kernel panic",
		.flags = KI_KIND_NOT,
	},
	{
		LATE_PANIC, .example = "Kernel panic - not syncing: softlockup: hung tasks",
		.pattern = "Kernel panic - not syncing: (?<text>softlockup: hung tasks|RCU Stall|Hard LOCKUP)",
		.titles = {"kernel panic: {text}"}, .causes = "stall",
	},
	{
		LATE_PANIC, .example = "Kernel panic - not syncing: hung_task: blocked tasks",
		.pattern = "Kernel panic - not syncing: (?<text>hung_task: blocked tasks)",
		.titles = {"kernel panic: {text}"}, .causes = "hang",
	},
	{
		PANIC, .example = "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
		.pattern = "Kernel panic - not syncing: (?<text>Attempted to kill (?:init|the idle task)!)",
		.titles = {"kernel panic: {text}"}, .causes = CRASHES,
	},
	{
		LATE_PANIC, .example = "Kernel panic - not syncing: Fatal exception in interrupt",
		.pattern = "Kernel panic - not syncing: (?<text>Fatal exception)",
		.titles = {"kernel panic: {text}"}, .causes = CRASHES,
	},
	{
		LATE_PANIC, .example = "Kernel panic - not syncing: KASAN: panic_on_warn set ...",
		.pattern = "Kernel panic - not syncing: (?:[A-Za-z]+: )?(?<text>panic_on_warn set)",
		.titles = {"kernel panic: {text}"}, .causes = CRASHES,
	},
	{
		.name = "stack-end", .family = "stack-overflow", .since = "3.18",
		.example = "Kernel panic - not syncing: corrupted stack end detected inside scheduler",
		.anchor = "panic",
		.pattern = "Kernel panic - not syncing: corrupted stack end detected inside scheduler",
		.titles = {"kernel panic: corrupted stack end in {guilty}"},
		.alts = {"stack-overflow in {guilty}"},
		.class = KI_CLASS_OVERFLOW, .guilty = KI_GUILTY_OUTER,
	},
	{
		.name = "stack-protector", .family = "stack-smash", .since = "2.6.26",
		.example = "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: ktime_get+0x2d8/0x2e0",
		.anchor = "panic",
		.pattern = "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: (?<named>\\S+)",
		.titles = {"kernel panic: stack is corrupted in {guilty}"},
		.class = KI_CLASS_FAULT, .guilty = KI_GUILTY_NAMED, .flags = KI_KIND_BARE,
	},
	{
		.name = "panic", .family = "panic",
		.example = "Bad mode in Error handler detected on CPU0, code 0xbf000000 -- SError",
		.anchor = "handler", .pattern = "Bad mode in .* handler detected",
		.titles = {"kernel panic: bad mode"}, .class = KI_CLASS_TEXT,
	},
	{
		PANIC, .example = "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
		.pattern = "Kernel panic - not syncing: *(?<text>[^ ]++(?: ++[^ ]++)*?)(?: for \\S+ --- error -\\d+\\.)? *$",
		.titles = {"kernel panic: {text}"}, .causes = CRASHES,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_panic = KI_KIND_TABLE(rows);
