/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Code in the wrong context, and resources in a bad state: kernel/sched/core.c,
 * lib/smp_processor_id.c, mm/page_alloc.c, mm/memory.c, kernel/fork.c, mm/slub.c,
 * fs/dcache.c, fs/super.c, fs/open.c, net/core/dev.c, drivers/tty/sysrq.c.
 */
#include "data/lists.h"
#include "parse/kinds.h"

#define CONTEXT .family = "context", .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME
#define TEXT_ONLY .class = KI_CLASS_TEXT, .flags = KI_KIND_BARE

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "scheduling-while-atomic", CONTEXT,
		.example = "BUG: scheduling while atomic: repro/516/0x00000002", .anchor = "BUG:",
		.pattern = "BUG: scheduling while atomic(?:: (?<comm>.*)/(?<pid>\\d+)/0x[0-9a-f]+)?",
		.titles = {"BUG: scheduling while atomic in {guilty}"},
	},
	{
		.name = "scheduling-while-atomic", CONTEXT,
		.example = "BUG: scheduling in a non-blocking section: repro/516/1", .since = "6.1", .anchor = "BUG:",
		.pattern = "BUG: scheduling in a non-blocking section(?:: (?<comm>.*)/(?<pid>\\d+)/\\d+)?",
		.titles = {"BUG: scheduling in a non-blocking section in {guilty}"},
	},
	/* kernel/sched/idle.c (dequeue_task_idle) */
	{
		.name = "scheduling-while-atomic", CONTEXT,
		.example = "bad: scheduling from the idle thread!", .anchor = "idle thread",
		.pattern = "bad: scheduling from the idle thread!",
		.titles = {"bad: scheduling from the idle thread in {guilty}"},
	},
	{
		.name = "sleeping-in-atomic", CONTEXT,
		.example = "BUG: sleeping function called from invalid context at mm/slab.h:421", .anchor = "BUG:",
		.pattern = "BUG: sleeping function called from invalid context",
		.titles = {"BUG: sleeping function called from invalid context in {guilty}"},
	},
	{
		.name = "preemptible", CONTEXT,
		.example = "BUG: using smp_processor_id() in preemptible [00000000] code: repro/516", .anchor = "BUG:",
		.pattern = "BUG: using (?<call>[a-z_]+\\(\\)) in preemptible \\[[0-9a-f]+\\] (?:code: (?<comm>.*)/(?<pid>\\d+))?",
		.titles = {"BUG: using {call} in preemptible code in {guilty}"},
	},
	{
		.name = "bad-page-state", .family = "bad-page",
		.example = "BUG: Bad page state in process repro  pfn:12345", .anchor = "BUG:",
		.pattern = "BUG: Bad page state in process (?<comm>[^ ]*+(?: ++[^ ]++)*?) +pfn:",
		.titles = {"BUG: Bad page state in {guilty}"}, .pass = KI_LIST_PAGE,
		.class = KI_CLASS_FAULT, .guilty = KI_GUILTY_ALLOCATION,
	},
	{
		.name = "bad-page-map", .family = "bad-page",
		.example = "BUG: Bad page map in process repro  pte:8000000012345067 pmd:12345067", .anchor = "BUG:",
		.pattern = "BUG: Bad page (?<what>map|cache) in process (?<comm>[^ ]*+(?: ++[^ ]++)*?) +(?:pte|pfn):",
		.titles = {"BUG: Bad page {what}"}, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "bad-rss-counter", .family = "bad-page",
		.example = "BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:2", .anchor = "BUG:",
		.pattern = "BUG: Bad rss-counter state",
		.titles = {"BUG: Bad rss-counter state"}, TEXT_ONLY,
	},
	{
		.name = "page-tables-left", .family = "bad-page",
		.example = "BUG: non-zero pgtables_bytes on freeing mm: 4096", .anchor = "BUG:",
		.pattern = "BUG: non-zero (?<what>pgtables_bytes|nr_ptes|nr_pmds) on freeing mm",
		.titles = {"BUG: non-zero {what} on freeing mm: NUM"}, TEXT_ONLY,
	},
	{
		.name = "slab", .family = "slab",
		.example = "BUG kmalloc-64 (Not tainted): Redzone overwritten", .since = "2.6.22", .anchor = "BUG ",
		.pattern = "(?:^|] )BUG (?<cache>\\S+) \\([^)]*\\): (?!kasan:)(?<text>(?:.*[^ ])?) *$",
		.titles = {"BUG: slab {text} in {guilty}"}, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME,
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "slab", .family = "slab",
		.example = "BUG kmalloc-64: Poison overwritten", .since = "2.6.22", .until = "3.2", .anchor = "BUG ",
		.pattern = "(?:^|] )BUG (?<cache>[^\\s:]+): (?<text>(?:Redzone|Poison|Alignment padding|Objects?|Freepointer|Freechain|Invalid|Attempt|Wrong)\\b(?:.*[^ ])?) *$",
		.titles = {"BUG: slab {text} in {guilty}"}, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME,
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "slab", .family = "slab",
		.example = "INFO: Freed in fasync_free_rcu+0x14/0x20 age=624 cpu=0 pid=3", .since = "2.6.22", .anchor = "INFO:",
		.pattern = "INFO: (?<text>(?:Freed|Allocated) in (?:.*[^ ])?) *$",
		.titles = {"INFO: {text}"}, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME,
		.flags = KI_KIND_CONTINUES | KI_KIND_PART,
	},
	{
		.name = "slab", .family = "slab",
		.example = "INFO: Slab 0xffffea0001234500 objects=16 used=3 fp=0xffff888012345678 flags=0x200", .since = "2.6.22", .anchor = "INFO:",
		.pattern = "INFO: (?<text>(?:Slab|Object) 0x(?:.*[^ ])?) *$",
		.titles = {"INFO: {text}"}, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME,
		.flags = KI_KIND_CONTINUES | KI_KIND_PART,
	},
	{
		.name = "dentry-in-use", .family = "busy",
		.example = "BUG: Dentry ffff888012345678{i=0,n=foo}  still in use (1) [unmount of ramfs ramfs]", .anchor = "BUG:",
		.pattern = "BUG: Dentry .* still in use \\(-?\\d+\\) (?<fs>\\[unmount of .*\\])",
		.titles = {"BUG: Dentry still in use in unmount"},
		.alts = {"BUG: Dentry still in use {fs}"}, TEXT_ONLY,
	},
	{
		.name = "busy-inodes", .family = "busy",
		.example = "VFS: Busy inodes after unmount of sda1. Self-destruct in 5 seconds.  Have a nice day...", .anchor = "VFS:",
		.pattern = "VFS: Busy inodes after unmount(?<of> of)?",
		.titles = {"VFS: Busy inodes after unmount (use-after-free)"}, TEXT_ONLY,
	},
	{
		.name = "file-count", .family = "busy",
		.example = "VFS: Close: file count is 0", .anchor = "VFS:",
		.pattern = "VFS: Close: file count is (?:0|zero)",
		.titles = {"VFS: Close: file count is zero (use-after-free)"}, TEXT_ONLY,
	},
	{
		.name = "netdevice-in-use", .family = "busy",
		.example = "unregister_netdevice: waiting for lo to become free. Usage count = 2", .anchor = "unregister_netdevice",
		.pattern = "unregister_netdevice: waiting for \\S+ to become free",
		.titles = {"unregister_netdevice: waiting for DEV to become free"}, TEXT_ONLY,
	},
	{
		.name = "rcu-callbacks", CONTEXT,
		.example = "BUG: rcu_preempt callbacks invoked in wrong context", .anchor = "BUG:",
		.pattern = "BUG: (?<text>\\S+ callbacks invoked in wrong context)",
		.titles = {"BUG: {text} in {guilty}"},
	},
	/*
	 * drivers/tty/sysrq.c: its handler panics, older ones write through NULL.  A console
	 * that is lost with the kernel shows no more than this.
	 */
	{
		.name = "sysrq-crash", .family = "sysrq",
		.example = "sysrq: Trigger a crash", .anchor = "Trigger",
		.pattern = "(?:sysrq|SysRq) ?: Trigger a crash",
		.titles = {"sysrq: Trigger a crash"}, .class = KI_CLASS_TEXT,
		.flags = KI_KIND_ANNOUNCES,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_context = KI_KIND_TABLE(rows);
