/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line that die() of an architecture begins with, for the exceptions that have
 * no line of their own: arch/.../kernel/traps.c.  Tried after the lines that say more.
 */
#include "parse/kinds.h"

#define DIED                                                                               \
	.name = "oops", .family = "trap", .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_PC, \
	.flags = KI_KIND_CONTINUES
/* The task, on Alpha and SPARC. */
#define TASK "(?<comm>.{1,15}?)\\((?<pid>\\d+)\\): "
/* clang-format off */
static const struct ki_kind rows[] = {
	/* RISC-V, MIPS, LoongArch, C-SKY, SPARC, Xtensa: all that is said of it stands in the line before. */
	{
		DIED, .example = "Oops[#1]:", .anchor = "Oops",
		.pattern = "^(?:" TASK ")??Oops(?:: sig: \\d+)? ?\\[#\\d+\\]",
		.titles = {"Oops in {guilty}"},
	},
	/* ARC, M68k, OpenRISC. */
	{
		DIED, .example = "Oops: 00000000", .anchor = "Oops",
		.pattern = "^Oops(?:|#: [0-9a-f]{4}|: [0-9a-f]{8}) *$",
		.titles = {"Oops in {guilty}"},
	},
	/* MicroBlaze, Nios II. */
	{
		DIED, .example = "Oops: kernel access of bad area, sig: 11", .anchor = "Oops",
		.pattern = "^Oops: (?<text>[A-Za-z][A-Za-z -]*), sig: -?\\d+ *$",
		.titles = {"Oops: {text} in {guilty}"},
	},
	/* Alpha. */
	{
		DIED, .example = "bash(123): Oops 1", .anchor = "Oops",
		.pattern = "^(?:CPU \\d+ )?" TASK "Oops -?\\d+ *$",
		.titles = {"Oops in {guilty}"},
	},
	{
		DIED, .example = "bash(123): Instruction fault 4", .anchor = "Instruction",
		.pattern = "^(?:CPU \\d+ )?" TASK "(?<text>Instruction fault) -?\\d+ *$",
		.titles = {"Oops: {text} in {guilty}"},
	},
	{
		DIED, .example = "bash(123): Kernel Bug 1", .anchor = "Kernel Bug",
		.pattern = "^(?:CPU \\d+ )?" TASK "Kernel Bug -?\\d+ *$",
		.titles = {"kernel BUG in {guilty}"},
	},
	/* PA-RISC; of user space it says the address too. */
	{
		DIED, .example = "bash (pid 123): Kernel bug (code 4)", .anchor = "(code",
		.pattern = "^(?<comm>.{1,15}?) \\(pid (?<pid>\\d+)\\): (?<text>.*) \\(code -?\\d+\\) *$",
		.titles = {"Oops: {text} in {guilty}"},
	},
	/* M68k. */
	{
		DIED, .example = "BAD KERNEL TRAP: 00000000", .anchor = "TRAP:",
		.pattern = "^BAD KERNEL TRAP: [0-9a-f]{8} *$",
		.titles = {"Oops: bad kernel trap in {guilty}"},
	},
	/*
	 * "illegal operation: 0001 ilc:1 [#1] SMP", "Exception in kernel mode: sig: 9 [#1] PREEMPT",
	 * "bash(123): Kernel illegal instruction [#1]": the words differ, and the count is all that
	 * they have in common; the first of a boot is the one that counts.
	 */
	{
		DIED, .example = "Reserved instruction in kernel code[#1]:", .anchor = "[#1]",
		.pattern = "^(?:" TASK ")?(?:Oops(?: - |: ))?(?!sig:)(?<text>[A-Za-z][A-Za-z,./'!?-]*+(?: ++[A-Za-z,./'!?-]++)*+)"
			   "(?: *: (?:sig: \\d+|[0-9a-f]{4}(?: ilc:\\d)?))? *\\[#1\\]:?(?: [A-Z][A-Z_ ]*)? *$",
		.titles = {"Oops: {text} in {guilty}"},
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_arch = KI_KIND_TABLE(rows);
