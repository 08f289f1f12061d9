/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks that the code makes itself: BUG(), WARN() and their kin: kernel/panic.c
 * (__warn), lib/bug.c, and those checks whose function is always the same, so
 * that their caller is at fault: lib/refcount.c, lib/debugobjects.c,
 * lib/list_debug.c, mm/usercopy.c, ….
 */
#include "data/lists.h"
#include "parse/kinds.h"

/*
 * "WARNING: CPU: 0 PID: 12 at lib/foo.c:12 foo+0x1/0x2 [mod]"; since 6.17
 * "WARNING: lib/foo.c:12 at foo+0x1/0x2 [mod], CPU#0: comm/12".
 */
#define WARN_CPU "(?J)WARNING: (?:\\[.*\\] )?(?:CPU: *(?<cpu>\\d+) PID: *(?<pid>-?\\d+) )?(?:at )?"
#define WARN_AT                                                                              \
	":\\d+ (?:at )?(?<named>[^\\s(/][^\\s,]*(?:/0x[0-9a-f]+)?)(?:.*, CPU#(?<cpu>\\d+): " \
	"(?<comm>.*)/(?<pid>\\d+)$)?"
#define WARN .family = "assertion", .class = KI_CLASS_ASSERTION, .anchor = "WARNING:"
#define BUG_ROW .class = KI_CLASS_ASSERTION, .guilty = KI_GUILTY_PC

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "refcount", WARN,
		.example = "WARNING: CPU: 0 PID: 516 at lib/refcount.c:28 refcount_warn_saturate+0x13a/0x1b0",
		.since = "4.11", .pattern = WARN_CPU "lib/refcount\\.c:\\d+ ",
		.titles = {"WARNING: refcount bug in {guilty}"}, .pass = KI_LIST_COUNTER, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "debug-objects", WARN,
		.example = "WARNING: CPU: 1 PID: 516 at lib/debugobjects.c:505 debug_print_object+0x166/0x220",
		.since = "2.6.26", .pattern = WARN_CPU "lib/debugobjects\\.c:\\d+ ",
		.titles = {"WARNING: ODEBUG bug in {guilty}"}, .pass = KI_LIST_COUNTER, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "kobject", WARN,
		.example = "WARNING: CPU: 1 PID: 516 at lib/kobject.c:244 kobject_add_internal+0x3f6/0xbc0",
		.pattern = WARN_CPU "lib/kobject\\.c:\\d+ ",
		.titles = {"WARNING: kobject bug in {guilty}"}, .pass = KI_LIST_COUNTER, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "proc-registration", WARN,
		.example = "WARNING: CPU: 0 PID: 516 at fs/proc/generic.c:330 proc_register+0x2a4/0x370",
		.pattern = WARN_CPU "fs/proc/generic\\.c:\\d+ (?:at )?proc_register",
		.titles = {"WARNING: proc registration bug in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "list-corruption", .family = "bad-access", .class = KI_CLASS_ASSERTION, .anchor = "WARNING:",
		.example = "WARNING: CPU: 1 PID: 516 at lib/list_debug.c:59 __list_del_entry+0x82/0xd0",
		.pattern = WARN_CPU "lib/list_debug\\.c:\\d+ ",
		.titles = {"BUG: corrupted list in {guilty}"}, .alts = {"bad-access in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "usercopy", WARN,
		.example = "WARNING: CPU: 1 PID: 516 at mm/usercopy.c:74 usercopy_warn+0xe8/0x110",
		.since = "4.16", .until = "5.17", .pattern = WARN_CPU "mm/usercopy\\.c:\\d+ ",
		.titles = {"WARNING: bad usercopy in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "kmalloc", WARN,
		.example = "WARNING: CPU: 0 PID: 516 at mm/slab_common.c:1012 kmalloc_slab+0x5d/0x70",
		.pattern = WARN_CPU "mm/(?:slab_common|util|slub|slab)\\.c:\\d+ (?:at )?(?:kmalloc|__alloc|kvmalloc|__kvmalloc|___kmalloc|__kmalloc|get_page)",
		.titles = {"WARNING: kmalloc bug in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "vmalloc", WARN,
		.example = "WARNING: CPU: 1 PID: 516 at mm/vmalloc.c:3108 __vmalloc_node_range+0x1036/0x1300",
		.pattern = WARN_CPU "mm/vmalloc\\.c:\\d+ (?:at )?__vmalloc_node",
		.titles = {"WARNING: zero-size vmalloc in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "lockdep-check", WARN,
		.example = "WARNING: CPU: 0 PID: 516 at kernel/locking/lockdep.c:4895 check_flags+0x15a/0x1f0",
		.pattern = WARN_CPU "kernel/locking/lockdep\\.c:\\d+ ",
		.titles = {"WARNING: locking bug in {guilty}"}, .pass = KI_LIST_LOCKING, .guilty = KI_GUILTY_FRAME,
	},
	{
		.name = "unwinder", .family = "assertion",
		.example = "WARNING: kernel stack regs at 00000000a1b2c3d4 in repro:516 has bad 'bp' value 00000000deadbeef",
		.since = "4.9", .anchor = "WARNING:",
		.pattern = "WARNING: kernel stack (?<what>regs|frame pointer) at .* has bad '?",
		.titles = {"WARNING: kernel stack {what} has bad value"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	{
		.name = "unwinder", .family = "assertion",
		.example = "WARNING: stack recursion on stack type 4",
		.since = "4.9", .anchor = "WARNING:", .pattern = "WARNING: stack recursion on stack type",
		.titles = {"WARNING: stack recursion on stack type NUM"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	/* arch/x86/kernel/unwind_orc.c */
	{
		.name = "unwinder", .family = "assertion",
		.example = "WARNING: can't access registers at asm_exc_page_fault+0x26/0x30",
		.since = "4.14", .anchor = "WARNING:",
		.pattern = "WARNING: (?<text>can't access (?:iret )?registers|missing [A-Z0-9]+ value|"
			   "stack going in the wrong direction\\?) at (?<place>[^\\s+]+)",
		.titles = {"WARNING: {text} at {place}"},
		.class = KI_CLASS_TEXT, .flags = KI_KIND_BARE,
	},
	{
		.name = "warning", WARN,
		.example = "WARNING: CPU: 1 PID: 516 at fs/ext4/inode.c:12 ext4_foo+0x12/0x34 [ext4]",
		.pattern = WARN_CPU "(?<where>[^\\s:]+)" WARN_AT,
		.titles = {"WARNING in {caller}/{guilty}", "WARNING in {guilty}"}, .guilty = KI_GUILTY_PC,
	},
	{
		.name = "warning", WARN,
		.example = "WARNING: at fs/ext4/inode.c:12 ext4_foo+0x12/0x34()",
		.until = "3.12", .pattern = "WARNING: at (?<where>[^\\s:]+):\\d+ (?<named>[^\\s(]+)",
		.titles = {"WARNING in {caller}/{guilty}", "WARNING in {guilty}"}, .guilty = KI_GUILTY_PC,
	},
	{
		.name = "warning", WARN, .example = "WARNING: CPU: 1 PID: 516 at 0xffffffffa0001234",
		.pattern = "WARNING: CPU: *(?<cpu>\\d+) PID: *(?<pid>-?\\d+) at ",
		.titles = {"WARNING in {caller}/{guilty}", "WARNING in {guilty}"}, .guilty = KI_GUILTY_FRAME,
	},
	/* lib/bug.c, for architectures whose WARN() is a trap. */
	{
		.name = "warning", WARN, .example = "WARNING: at fs/ext4/inode.c:12", .until = "4.7",
		.pattern = "WARNING: at (?:(?<where>[^\\s:]+):\\d+|\\S+ \\[verbose debug info unavailable\\]) *$",
		.titles = {"WARNING in {guilty}"}, .guilty = KI_GUILTY_PC,
	},
	/* BUG() of checks that others call */
	{
		.name = "list-corruption", BUG_ROW, .family = "bad-access",
		.example = "list_del corruption. prev->next should be ffff888012345678, but was dead000000000100. (prev=ffff8880aabbccdd)",
		.since = "2.6.19", .anchor = "corruption",
		.pattern = "list_(?:add|del) corruption",
		.titles = {"BUG: corrupted list in {guilty}"}, .alts = {"bad-access in {guilty}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "usercopy", BUG_ROW, .family = "usercopy",
		.example = "usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-64' (offset 0, size 128)!",
		.since = "4.8", .anchor = "usercopy",
		.pattern = "usercopy: [Kk]ernel memory (?:exposure|overwrite) attempt detected",
		.titles = {"BUG: bad usercopy in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "rust-panic", BUG_ROW, .family = "assertion",
		.example = "rust_kernel: panicked at drivers/foo.rs:12:5:", .since = "6.1", .anchor = "rust_kernel",
		.pattern = "rust_kernel: panicked at (?:'(?<text>.+)', )?(?:(?<where>[^\\s:]+):\\d+)?",
		.titles = {"{text} in {guilty}", "rust_kernel: panicked in {guilty}"},
		.flags = KI_KIND_TEXT_FOLLOWS,
	},
	/* Their own lines stand before; where those are lost, the file says what it is. */
	{
		.name = "list-corruption", BUG_ROW, .family = "bad-access",
		.example = "kernel BUG at lib/list_debug.c:59!", .anchor = "BUG ",
		.pattern = "[Kk]ernel BUG at lib/list_debug\\.c:",
		.titles = {"BUG: corrupted list in {guilty}"}, .alts = {"bad-access in {guilty}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "usercopy", BUG_ROW, .family = "usercopy",
		.example = "kernel BUG at mm/usercopy.c:102!", .since = "4.8", .anchor = "BUG ",
		.pattern = "[Kk]ernel BUG at mm/usercopy\\.c:",
		.titles = {"BUG: bad usercopy in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	/* include/asm-generic/bug.h, for architectures whose BUG() is no trap. */
	{
		.name = "bug", BUG_ROW, .family = "assertion", .example = "BUG: failure at fs/ext4/inode.c:123/ext4_demo()!",
		.anchor = "BUG:", .pattern = "BUG: failure at (?<where>[^\\s:]+):\\d+/(?<named>\\w+)\\(\\)!",
		.titles = {"kernel BUG in {named}"},
	},
	{
		.name = "bug", BUG_ROW, .family = "assertion", .example = "kernel BUG at fs/ext4/inode.c:123!",
		.anchor = "BUG ",
		.pattern = "[Kk]ernel BUG (?:at (?:(?<where>[^\\s:]+):\\d+)?|\\[#)",
		.titles = {"kernel BUG in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_warning = KI_KIND_TABLE(rows);
