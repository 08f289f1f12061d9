/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Detectors of tasks and CPUs that do not go on: kernel/watchdog.c,
 * kernel/rcu/tree_stall.h, kernel/rcu/tasks.h, kernel/hung_task.c,
 * kernel/workqueue.c, kernel/smp.c, arch/powerpc/kernel/watchdog.c.
 */
#include "data/lists.h"
#include "parse/kinds.h"

#define RCU_STALL                                                                          \
	.name = "rcu-stall", .family = "stall",                                            \
	.titles = {"INFO: rcu detected stall in {guilty}"}, .alts = {"stall in {guilty}"}, \
	.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER_TASK

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "soft-lockup", .family = "stall",
		.example = "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro:516]",
		.since = "2.6.19", .anchor = "BUG:",
		.pattern = "BUG: soft lockup(?: - CPU#(?<cpu>\\d+) stuck for (?<seconds>\\d+)s!(?: \\[(?<comm>.*?):(?<pid>\\d+)\\])?)?",
		.titles = {"BUG: soft lockup in {guilty}"},
		.alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER,
	},
	{
		.name = "hard-lockup", .family = "stall",
		.example = "watchdog: Watchdog detected hard LOCKUP on cpu 3",
		.since = "2.6.38", .anchor = "LOCKUP",
		.pattern = "Watchdog detected hard LOCKUP on cpu (?<cpu>\\d+)",
		.titles = {"INFO: hard lockup in {guilty}"},
		.alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER,
	},
	{
		.name = "hard-lockup", .family = "stall",
		.example = "watchdog: CPU 2 self-detected hard LOCKUP @ _raw_spin_lock+0x3c/0xb0",
		.since = "4.13", .anchor = "LOCKUP",
		.pattern = "CPU (?<cpu>\\d+) (?:self-detected hard LOCKUP|detected hard LOCKUP on other CPUs|Hard LOCKUP)",
		.titles = {"INFO: hard lockup in {guilty}"},
		.alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER, .flags = KI_KIND_CONTINUES,
	},
	/* A task that does not leave what it does: it need not run. */
	{
		.name = "rcu-stall", .family = "stall",
		.example = "INFO: rcu_tasks detected stalls on tasks:",
		.since = "3.18", .anchor = "INFO:",
		.pattern = "INFO: rcu_tasks(?:_[a-z]+)? detected stalls on tasks:",
		.titles = {"INFO: rcu detected stall in {guilty}"}, .alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER,
	},
	{
		RCU_STALL, .example = "rcu: INFO: rcu_preempt self-detected stall on CPU",
		.since = "2.6.37", .anchor = "INFO:",
		.pattern = "INFO: rcu_[a-z_]+ (?:self-)?detected (?:expedited )?stalls? on ",
	},
	{
		RCU_STALL, .example = "INFO: rcu_preempt self-detected stall on CPU { 0}  (t=6000 jiffies g=12 c=11 q=3)",
		.since = "2.6.37", .until = "4.3", .anchor = "INFO:",
		.pattern = "INFO: rcu_[a-z_]+ (?:self-)?detected stalls? on ",
	},
	{
		RCU_STALL, .example = "rcu: INFO: rcu_tasks_trace detected stalls? (Late IPI?)",
		.since = "5.9", .anchor = "INFO:",
		.pattern = "INFO: rcu_[a-z_]+ detected stalls\\? \\(Late IPI\\?\\)",
	},
	{
		RCU_STALL, .example = "rcu: INFO: rcu_sched detected stall, but suppressed full report due to a stuck CSD-lock.",
		.since = "6.11", .anchor = "INFO:",
		.pattern = "INFO: rcu_[a-z_]+ detected (?:expedited )?stalls?, but suppressed full report",
	},
	{
		.name = "hung-task-killed", .family = "hang",
		.example = "INFO: task repro:516 can't die for more than 143 seconds.",
		.since = "5.4", .anchor = "INFO:",
		.pattern = "INFO: task (?<comm>.*?):(?<pid>\\d+) can't die for more than (?<seconds>\\d+) seconds",
		.titles = {"INFO: task can't die in {guilty}"},
		.alts = {"hang in {guilty}"},
		.pass = KI_LIST_WAIT, .class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_WAIT,
	},
	{
		.name = "hung-task", .family = "hang",
		.example = "INFO: task repro:516 blocked for more than 143 seconds.",
		.since = "2.6.30", .anchor = "INFO:",
		.pattern = "INFO: task (?<comm>.*?):(?<pid>\\d+) (?:is )?blocked(?: in I/O wait)? for more than (?<seconds>\\d+) seconds",
		.titles = {"INFO: task hung in {guilty}"},
		.alts = {"hang in {guilty}"},
		.pass = KI_LIST_WAIT, .class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_WAIT,
	},
	{
		/* The name of a task can hold a newline. */
		.name = "hung-task", .family = "hang",
		.example = "b:516 blocked for more than 143 seconds.",
		.since = "2.6.30", .anchor = "blocked",
		.pattern = "^(?<comm>.{0,48}):(?<pid>\\d+) blocked for more than (?<seconds>\\d+) seconds\\.$",
		.titles = {"INFO: task hung in {guilty}"},
		.alts = {"hang in {guilty}"},
		.pass = KI_LIST_WAIT, .class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_WAIT,
	},
	{
		.name = "workqueue-lockup", .family = "stall",
		.example = "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 33s!",
		.since = "4.5", .anchor = "BUG:",
		.pattern = "BUG: workqueue lockup - pool(?:.* stuck for (?<seconds>\\d+)s!)?",
		.titles = {"BUG: workqueue lockup"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	{
		.name = "csd-lockup", .family = "stall",
		.example = "smp: csd: Detected non-responsive CSD lock (#1) on CPU#2, waiting 5000000009 ns for CPU#00 do_nothing+0x0/0x10(0x0).",
		.since = "5.9", .anchor = "non-responsive",
		.pattern = "csd: Detected non-responsive CSD lock \\(#\\d+\\) on CPU#(?<cpu>\\d+)",
		.titles = {"INFO: csd lock stall in {guilty}"},
		.alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_stall = KI_KIND_TABLE(rows);
