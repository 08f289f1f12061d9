/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules of locking: kernel/locking/lockdep.c, kernel/locking/spinlock_debug.c,
 * and before 4.13 the same texts in brackets with other first words.
 */
#include "data/lists.h"
#include "parse/kinds.h"

#define DEADLOCK                                                             \
	.name = "deadlock", .family = "deadlock", .class = KI_CLASS_LOCKING, \
	.titles = {"{?lock_at}possible deadlock in {guilty}", "WARNING: {text}"}
#define LOCKDEP .family = "locking", .class = KI_CLASS_LOCKING

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		DEADLOCK, .example = "WARNING: possible circular locking dependency detected",
		.since = "2.6.18", .anchor = "locking",
		.pattern = "(?:WARNING|INFO): (?<text>possible circular locking dependency detected(?: \\(kernel\\))?|possible recursive locking detected)",
		.guilty = KI_GUILTY_NAMED,
	},
	{
		DEADLOCK, .example = "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected",
		.since = "2.6.18", .anchor = "-unsafe",
		.pattern = "(?:WARNING|INFO): (?<text>[A-Z_]+-safe -> [A-Z_]+-unsafe lock order detected)",
		.guilty = KI_GUILTY_LOCK,
	},
	{
		DEADLOCK, .example = "WARNING: possible irq lock inversion dependency detected",
		.since = "2.6.18", .anchor = "inversion",
		.pattern = "(?:WARNING|INFO): (?<text>possible irq lock inversion dependency detected)",
		.guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "lock-state", LOCKDEP, .example = "WARNING: inconsistent lock state",
		.since = "2.6.18", .anchor = "inconsistent",
		.pattern = "(?:WARNING|INFO): inconsistent lock state",
		.titles = {"inconsistent lock state in {guilty}"}, .guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "rcu-usage", LOCKDEP, .example = "WARNING: suspicious RCU usage",
		.since = "3.0", .anchor = "suspicious",
		.pattern = "(?<word>WARNING|INFO): suspicious RCU usage",
		.titles = {"{?usage}{word}: suspicious RCU usage in {guilty}",
			   "{?illegal}{?guilty}{word}: suspicious RCU usage in {guilty}",
			   "{word}: suspicious RCU usage"},
		.guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "rcu-usage", LOCKDEP, .example = "[ INFO: suspicious rcu_dereference_check() usage. ]",
		.since = "2.6.34", .until = "3.1", .anchor = "suspicious",
		.pattern = "(?<word>INFO): suspicious rcu_\\w+\\(\\) usage\\.",
		.titles = {"{word}: suspicious RCU usage in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "rcu-usage", LOCKDEP, .example = "net/core/dev.c:123 suspicious rcu_dereference_check() usage!",
		.since = "3.0", .anchor = "suspicious", .pattern = "(?<usage>suspicious rcu_\\w+\\(\\) usage)",
		.flags = KI_KIND_NOT,
	},
	{
		.name = "rcu-usage", LOCKDEP, .example = "kernel/sched/core.c:123 Illegal context switch in RCU-bh read-side critical section!",
		.since = "3.0", .anchor = "Illegal", .pattern = "(?<illegal>Illegal context switch in RCU)",
		.flags = KI_KIND_NOT,
	},
	{
		.name = "wait-context", LOCKDEP, .example = "[ BUG: Invalid wait context ]",
		.since = "5.7", .anchor = "BUG:",
		.pattern = "BUG: Invalid wait context",
		.titles = {"WARNING: locking bug in {guilty}"}, .pass = KI_LIST_LOCKING, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "unlock-balance", LOCKDEP, .example = "WARNING: bad unlock balance detected!",
		.since = "2.6.18", .anchor = "balance",
		.pattern = "(?<word>WARNING|BUG): bad unlock balance detected",
		.titles = {"{word}: bad unlock balance in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "contention-balance", LOCKDEP, .example = "WARNING: bad contention detected!",
		.since = "2.6.23", .anchor = "contention",
		.pattern = "(?<word>WARNING|BUG): bad contention detected",
		.titles = {"{word}: bad contention in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "lock-freed", LOCKDEP, .example = "WARNING: held lock freed!",
		.since = "2.6.18", .anchor = "lock freed",
		.pattern = "(?<word>WARNING|BUG): held lock freed",
		.titles = {"{word}: held lock freed in {guilty}"}, .guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "lock-held", LOCKDEP, .example = "WARNING: repro/516 still has locks held!",
		.since = "2.6.18", .anchor = "still",
		.pattern = "(?<word>WARNING|BUG): (?:(?<comm>.+)/(?<pid>\\d+) )?still has locks held",
		.titles = {"{word}: still has locks held in {guilty}"}, .guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "lock-held", LOCKDEP, .example = "WARNING: lock held when returning to user space!",
		.since = "2.6.24", .anchor = "returning",
		.pattern = "(?<word>WARNING|BUG): lock held when returning to user space",
		.titles = {"{word}: lock held when returning to user space in {guilty}"},
		.guilty = KI_GUILTY_NAMED, .flags = KI_KIND_BARE,
	},
	{
		.name = "lock-held", LOCKDEP, .example = "WARNING: lock held at task exit time!",
		.since = "2.6.18", .until = "3.9", .anchor = "lock held",
		.pattern = "(?<word>WARNING|BUG): lock held at task exit time",
		.titles = {"{word}: still has locks held in {guilty}"}, .guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "nested-lock", LOCKDEP, .example = "WARNING: Nested lock was not taken",
		.since = "3.6", .anchor = "Nested",
		.pattern = "(?<word>WARNING|BUG): Nested lock was not taken",
		.titles = {"{word}: nested lock was not taken in {guilty}"}, .guilty = KI_GUILTY_NAMED,
		/* It reads the name of a lock that may be gone. */
		.flags = KI_KIND_BARE | KI_KIND_FAULTS,
	},
	{
		.name = "lock-key", LOCKDEP, .example = "INFO: trying to register non-static key.",
		.since = "2.6.18", .anchor = "INFO:",
		.pattern = "INFO: trying to register non-static key",
		.titles = {"INFO: trying to register non-static key in {guilty}"},
		.guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "lockdep-limit", .family = "locking", .example = "BUG: MAX_LOCKDEP_CHAINS too low!",
		.since = "2.6.18", .anchor = "BUG:",
		.pattern = "BUG: (?<text>MAX_[A-Z_]+ too low!)",
		.titles = {"BUG: {text}"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	{
		.name = "lockdep-limit", .family = "locking", .example = "WARNING: chain_key collision",
		.since = "4.6", .anchor = "collision", .pattern = "WARNING: chain_key collision",
		.titles = {"WARNING: chain_key collision"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	{
		.name = "lock-subclass", LOCKDEP, .example = "BUG: looking up invalid subclass: 8",
		.since = "2.6.18", .anchor = "BUG:",
		.pattern = "BUG: looking up invalid subclass",
		.titles = {"BUG: looking up invalid subclass in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "lock-key", LOCKDEP, .example = "BUG: key ffff888012345678 has not been registered!",
		.since = "5.1", .anchor = "BUG:",
		.pattern = "BUG: key [0-9a-fx]+ (?:has not been registered|not in \\.data)!",
		.titles = {"BUG: key has not been registered in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "spinlock", LOCKDEP, .example = "BUG: spinlock bad magic on CPU#0, repro/516",
		.since = "2.6.13", .anchor = "BUG:",
		.pattern = "BUG: (?<text>(?:spinlock|rwlock) (?:lockup suspected|lockup|already unlocked|recursion|bad magic|wrong owner|wrong CPU|cpu recursion|uninitialized|trylock failure on UP)) on CPU#(?<cpu>\\d+), (?<comm>.*)/(?<pid>\\d+)",
		.titles = {"BUG: {text} in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "workqueue-leak", LOCKDEP, .example = "BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]",
		.since = "2.6.18", .anchor = "BUG:",
		.pattern = "BUG: (?<text>workqueue leaked (?:lock or atomic|atomic, lock or RCU))",
		.titles = {"BUG: {text} in {work}", "BUG: {text}"}, .guilty = KI_GUILTY_NAMED, .flags = KI_KIND_BARE,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_lockdep = KI_KIND_TABLE(rows);
