/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the hypervisor under Linux prints when it stops itself: Xen's
 * arch/x86/traps.c, arch/x86/x86_64/traps.c, drivers/char/console.c (panic),
 * common/domain.c, common/keyhandler.c.
 */
#include "parse/kinds.h"

#define XEN .name = "xen", .family = "hypervisor"
#define STATE XEN, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_PC
#define ASIDE XEN, .class = KI_CLASS_TEXT, .severity = KOOPS_SEVERITY_NOTICE, .flags = KI_KIND_BARE

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		STATE, .example = "Xen BUG at common/demo.c:123", .anchor = "Xen BUG",
		.pattern = "Xen BUG at \\S+:\\d+$", .titles = {"Xen BUG in {guilty}"},
	},
	{
		STATE, .example = "Xen WARN at common/demo.c:123", .anchor = "Xen WARN",
		.pattern = "Xen WARN at \\S+:\\d+$", .titles = {"Xen WARN in {guilty}"},
	},
	/* A guest's end, with its state: the hypervisor goes on. */
	{
		ASIDE, .example = "Domain 1 (vcpu#0) crashed on cpu#2:", .anchor = "cpu#",
		.pattern = "(?<!\\S)Domain \\d+ (?:\\(vcpu#\\d+\\) crashed|reported crashed by domain \\d+) on cpu#(?<cpu>\\d+):",
		.titles = {"Xen: domain crashed"},
	},
	/* Somebody has asked for it, with a debug key. */
	{
		ASIDE, .example = "*** Dumping CPU0 host state: ***", .anchor = "*** Dumping",
		.pattern = "\\*\\*\\* Dumping (?:CPU(?<cpu>\\d+) (?:host|guest)|Dom\\d+ vcpu#\\d+) state",
		.titles = {"Xen: state of a CPU"},
	},
	/* Behind no such line: the panic that follows names the trap, or the assertion that failed. */
	{
		STATE, .example = "----[ Xen-4.17  x86_64  debug=n  Not tainted ]----", .anchor = "----[",
		.pattern = "----\\[ Xen-\\d\\S* .*\\]----", .titles = {"Xen: fault in {guilty}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		XEN, .example = "Panic on CPU 0:", .anchor = "Panic",
		.pattern = "(?<!\\S)Panic on CPU (?<cpu>\\d+):", .titles = {"Xen panic: {text}", "Xen panic"},
		.causes = "hypervisor", .class = KI_CLASS_TEXT,
		.flags = KI_KIND_BARE | KI_KIND_TEXT_FOLLOWS | KI_KIND_CONSEQUENCE,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_xen = KI_KIND_TABLE(rows);
