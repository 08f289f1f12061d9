/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the lines inside reports begin.  Tried in order among those that begin
 * with the same byte: the longer before its own beginning.
 */
#include "parse/token.h"

/* clang-format off */
const struct ki_mark ki_marks[] = {
	/* Who and where: lib/dump_stack.c (dump_stack_print_info), 2.6 to 6.x. */
	{"CPU: ", KI_TOKEN_CPU, .pattern =
		"CPU: *(?<cpu>\\d+)(?: UID: (?<uid>\\d+))? PID: (?<pid>\\d+) Comm: (?<comm>.*?)"
		"(?= (?:Kdump|Not tainted|Tainted|[GP][A-Z ]* \\d|\\d+\\.\\d)|$)"},
	{"Pid: ", KI_TOKEN_CPU, .pattern = "Pid: (?<pid>\\d+), comm: +(?<comm>.*?)(?= (?:Not t|T)ainted|$)"},
	{"Hardware name: ", KI_TOKEN_HARDWARE, .pattern = "Hardware name: (?<hardware>.*)"},
	{"Tainted: ", KI_TOKEN_TAINT},
	{"Workqueue: ", KI_TOKEN_WORKQUEUE, .pattern = "Workqueue: (?<workqueue>.*)"},
	{"Sched_ext: ", KI_TOKEN_BODY},
	{"Stopper: ", KI_TOKEN_BODY},
	{"Modules linked in:", KI_TOKEN_MODULES},
	{"Code: ", KI_TOKEN_CODE, .pattern = "Code: (?<code>.*)"},
	{"Kernel Offset: ", KI_TOKEN_KERNEL_OFFSET},
	{"task: ", KI_TOKEN_BODY},
	{"irq event stamp: ", KI_TOKEN_BODY},
	{"hardirqs last ", KI_TOKEN_BODY},
	{"softirqs last ", KI_TOKEN_BODY},

	/* Traces: arch/.../kernel/dumpstack.c, arch/.../kernel/traps.c. */
	{"Call Trace:", KI_TOKEN_TRACE},
	{"Call trace:", KI_TOKEN_TRACE},
	{"Call Trace", KI_TOKEN_TRACE},
	{"call trace:", KI_TOKEN_TRACE},
	{"Backtrace:", KI_TOKEN_TRACE},
	{"Backtrace: ", KI_TOKEN_TRACE},
	{"Stack:", KI_TOKEN_BODY},
	{"stack backtrace:", KI_TOKEN_SECTION, KOOPS_ROLE_OWN},
	{"NMI backtrace for cpu ", KI_TOKEN_SECTION, KOOPS_ROLE_CPU, "NMI backtrace for cpu (?<trace_cpu>\\d+)"},
	{"Sending NMI ", KI_TOKEN_BODY},

	/* Ends: kernel/panic.c. */
	{"---[ end trace", KI_TOKEN_END},
	{"---[ end Kernel panic", KI_TOKEN_END},
	{"Rebooting in ", KI_TOKEN_END},
	{"------------[ cut here ]------------", KI_TOKEN_RULER},
	{"==================================================================", KI_TOKEN_RULER},
	{"=====", KI_TOKEN_RULER},
};
/* clang-format on */

const size_t ki_marks_count = KI_LENGTH(ki_marks);
