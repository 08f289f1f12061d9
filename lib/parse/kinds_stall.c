/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Detectors of tasks and CPUs that do not go on: kernel/watchdog.c,
 * kernel/rcu/tree_stall.h, kernel/hung_task.c, kernel/workqueue.c.
 */
#include "parse/kinds.h"

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "soft-lockup", .family = "stall",
		.example = "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro:516]",
		.since = "2.6", .anchor = "lockup",
		.pattern = "BUG: soft lockup(?: - CPU#(?<cpu>\\d+) stuck for (?<seconds>\\d+)s!(?: \\[(?<comm>.*):(?<pid>\\d+)\\])?)?",
		.titles = {"BUG: soft lockup in {guilty}"},
		.alts = {"stall in {guilty}"},
		.class = KI_CLASS_SAMPLE, .guilty = KI_GUILTY_OUTER,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_stall = KI_KIND_TABLE(rows);
