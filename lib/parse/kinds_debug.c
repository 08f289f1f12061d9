/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the kernel stops for a debugger: kernel/debug/debug_core.c,
 * kernel/debug/kdb/kdb_main.c (kdb_local).  What went wrong was mostly said
 * before.
 */
#include "parse/kinds.h"

/* Families of what enters the debugger: on an oops, and at the end of a panic. */
#define CRASHES                                                                             \
	"bad-access trap assertion stack-overflow undefined race deadlock locking context " \
	"usercopy bad-page slab stall hang stack-smash panic"
#define DEBUGGER .family = "debugger", .causes = CRASHES
#define STOP DEBUGGER, .class = KI_CLASS_TEXT, .flags = KI_KIND_BARE | KI_KIND_CONSEQUENCE
#define KDB .name = "kdb", .since = "2.6.35", .anchor = "kdb (current"
/* "on processor" is there with CONFIG_SMP. */
#define ENTERING \
	"^Entering kdb \\(current=0x[^,]*, pid (?<pid>\\d+)\\) (?:on processor (?<cpu>\\d+) )?"

/* clang-format off */
static const struct ki_kind rows[] = {
	/* A command of the debugger's. */
	{
		.name = "not", .example = "Entering kdb (current=0xffff888003b6a8c0, pid 516) on processor 1 due to cpu switch",
		.anchor = "kdb (current", .pattern = ENTERING "due to cpu switch", .flags = KI_KIND_NOT,
	},
	/* "due to oops @ …" is the next line. */
	{
		KDB, DEBUGGER, .example = "Entering kdb (current=0xffff888003b6a8c0, pid 516) on processor 0 Oops: (null)",
		.pattern = ENTERING "Oops: ", .titles = {"Entering kdb due to oops in {guilty}"},
		.class = KI_CLASS_FAULT, .guilty = KI_GUILTY_PC, .flags = KI_KIND_CONSEQUENCE,
	},
	{
		KDB, STOP, .example = "Entering kdb (current=0xffff888003b6a8c0, pid 516) on processor 0 due to NonMaskable Interrupt @ 0xffffffff8112d0a4",
		.pattern = ENTERING "due to (?<text>(?:System )?NonMaskable Interrupt|Recursion)",
		.titles = {"Entering kdb due to {text}"},
	},
	/* By a person: a key, a breakpoint; and a panic's breakpoint, behind its report. */
	{
		KDB, STOP, .example = "Entering kdb (current=0xffff888003b6a8c0, pid 516) on processor 0 due to Keyboard Entry",
		.pattern = ENTERING "due to (?<text>Keyboard Entry|KDB_ENTER\\(\\)|Breakpoint|SS trap)",
		.titles = {"Entering kdb due to {text}"}, .severity = KOOPS_SEVERITY_NOTICE,
	},
	/* gdb is waited for.  That the kernel found a way to it is said at boot, in other words. */
	{
		.name = "kgdb", STOP, .example = "KGDB: Waiting for remote debugger", .since = "2.6.26",
		.anchor = "KGDB:", .pattern = "^KGDB: (?:Waiting for remote debugger|waiting\\.\\.\\. or \\$3#33 for KDB)",
		.titles = {"KGDB: Waiting for remote debugger"}, .severity = KOOPS_SEVERITY_NOTICE,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_debug = KI_KIND_TABLE(rows);
