/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions that the processor raised in the kernel: arch/.../mm/fault.c,
 * arch/.../kernel/traps.c.  The first line differs by architecture, the title
 * doesn't.
 */
#include "parse/kinds.h"

#define FAULT .family = "bad-access", .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_PC
#define PAGE_FAULT                                                       \
	.name = "page-fault", FAULT, .alts = {"bad-access in {guilty}"}, \
	.titles = {"BUG: unable to handle kernel paging request in {guilty}"}
#define NULL_DEREF                                                       \
	.name = "null-deref", FAULT, .alts = {"bad-access in {guilty}"}, \
	.titles = {"BUG: unable to handle kernel NULL pointer dereference in {guilty}"}
#define USER_ACCESS                                                       \
	.name = "user-access", FAULT, .alts = {"bad-access in {guilty}"}, \
	.titles = {"BUG: unable to handle kernel access to user memory in {guilty}"}
#define TRAP_NAMED .family = "trap", .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_NAMED
#define TRAP .family = "trap", .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_PC
#define STACK_GUARD                                                                       \
	.name = "stack-overflow", .family = "stack-overflow", .class = KI_CLASS_OVERFLOW, \
	.guilty = KI_GUILTY_OUTER, .alts = {"stack-overflow in {guilty}"}

/* clang-format off */
static const struct ki_kind rows[] = {
	/* x86 */
	{
		NULL_DEREF, .example = "BUG: kernel NULL pointer dereference, address: 0000000000000008",
		.since = "2.6", .anchor = "BUG:",
		.pattern = "BUG: (?:unable to handle kernel NULL pointer dereference|kernel NULL pointer dereference, address: *(?<access_address>[0-9a-f]+))",
	},
	{
		PAGE_FAULT, .example = "BUG: unable to handle page fault for address: ffffed1034b7c0de",
		.since = "2.6", .anchor = "BUG:",
		.pattern = "BUG: unable to handle (?:kernel paging request|page fault for address: *(?<access_address>[0-9a-f]+))",
	},
	{
		PAGE_FAULT, .example = "BUG: unable to handle kernel", .anchor = "BUG:",
		.pattern = "BUG: unable to handle kernel *$",
	},
	{
		.name = "gpf", FAULT,
		.example = "Oops: general protection fault, probably for non-canonical address 0xdffffc0000000003: 0000 [#1] PREEMPT SMP KASAN",
		.since = "2.6", .anchor = "protection",
		.pattern = "general protection fault(?:, (?:probably|maybe) for (?:non-canonical )?address 0x(?<access_address>[0-9a-f]+))?(?:, kernel NULL pointer dereference 0x[0-9a-f]+)?(?: in [a-zA-Z0-9_]+ segment)?: [0-9a-f]{4,} \\[#\\d+\\]",
		.titles = {"general protection fault in {guilty}"}, .alts = {"bad-access in {guilty}"},
	},
	{
		.name = "double-fault", TRAP, .example = "PANIC: double fault, error_code: 0x0",
		.since = "3.10", .anchor = "double",
		.pattern = "PANIC: double fault",
		.titles = {"PANIC: double fault in {guilty}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "double-fault", TRAP, .example = "double fault: 0000 [#1] SMP",
		.anchor = "double", .pattern = "(?<![a-z] )double fault: [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"PANIC: double fault in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "divide-error", TRAP, .example = "divide error: 0000 [#1] PREEMPT SMP",
		.anchor = "divide", .pattern = "divide[ _]error: [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"divide error in {guilty}"},
	},
	{
		.name = "stack-segment", TRAP, .example = "stack segment: 0000 [#1] PREEMPT SMP KASAN",
		.anchor = "segment:", .pattern = "stack segment: [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"stack segment fault in {guilty}"},
	},
	{
		.name = "invalid-opcode", TRAP, .example = "invalid opcode: 0000 [#1] PREEMPT SMP",
		.anchor = "opcode", .pattern = "invalid opcode: [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"invalid opcode in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "int3", TRAP, .example = "int3: 0000 [#1] PREEMPT SMP KASAN",
		.anchor = "int3", .pattern = "int3: [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"int3 in {guilty}"},
	},
	{
		.name = "trap", TRAP, .example = "alignment check: 0000 [#1] PREEMPT SMP",
		.anchor = "alignment", .pattern = "(?<text>alignment check): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "segment not present: 0000 [#1] SMP",
		.anchor = "segment", .pattern = "(?<text>segment not present|coprocessor segment overrun): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "invalid TSS: 0000 [#1] SMP",
		.anchor = "TSS:", .pattern = "(?<text>invalid TSS): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "bounds: 0000 [#1] SMP",
		.anchor = "bounds", .pattern = "(?<text>bounds): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "iret exception: 0000 [#1] SMP",
		.anchor = "exception:", .pattern = "(?<text>iret exception|simd exception|unexpected #NM exception): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "control protection: 0003 [#1] SMP",
		.anchor = "protection", .pattern = "(?<text>control protection): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "math error: 0000 [#1] SMP",
		.anchor = "math", .pattern = "(?<text>math error): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "trap", TRAP, .example = "debug: 0000 [#1] SMP",
		.anchor = "debug:", .pattern = "(?<text>debug): [0-9a-f]{4} \\[#\\d+\\]",
		.titles = {"{text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "missing-endbr", TRAP_NAMED, .example = "Missing ENDBR: test_function+0x0/0x10",
		.since = "5.18", .anchor = "ENDBR", .pattern = "Missing ENDBR: (?<named>\\S+)",
		.titles = {"Missing ENDBR in {guilty}"},
	},
	{
		.name = "cfi-failure", TRAP_NAMED,
		.example = "CFI failure at do_one_initcall+0x12/0x80 (target: foo_init+0x0/0x10; expected type: 0x12345678)",
		.since = "5.13", .anchor = "CFI failure", .pattern = "CFI failure (?:at (?<named>\\S+)|\\(target: )",
		.titles = {"CFI failure in {guilty}"},
	},
	{
		STACK_GUARD,
		.example = "BUG: TASK stack guard page was hit at ffffc90003b77ff8 (stack is ffffc90003b78000..ffffc90003b80000)",
		.since = "4.9", .anchor = "BUG:",
		.pattern = "BUG: (?:[#A-Za-z0-9-]+ )?stack guard page was hit at",
		.titles = {"BUG: stack guard page was hit in {guilty}"},
	},
	/* arm64, riscv, mips and others; "8<--- cut here ---" before it on arm */
	{
		STACK_GUARD, .example = "Insufficient stack space to handle exception!",
		.since = "4.14", .anchor = "Insufficient",
		.pattern = "Insufficient stack space to handle exception!",
		.titles = {"kernel stack overflow in {guilty}"},
	},
	{
		STACK_GUARD, .example = "Kernel stack overflow in process 00000000a1b2c3d4, r1=c0000000012345678",
		.anchor = "overflow",
		.pattern = "(?:Kernel stack overflow in process|kernel stack overflow \\(|do_IRQ: stack overflow)",
		.titles = {"kernel stack overflow in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		USER_ACCESS,
		.example = "Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000000020000000",
		.since = "4.15", .anchor = "Unable",
		.pattern = "Unable to handle kernel (?:access to|execution of) user memory(?:.*? at virtual address (?<access_address>[0-9a-f]+))?",
	},
	{
		NULL_DEREF, .example = "Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008",
		.anchor = "Unable",
		.pattern = "Unable to handle kernel NULL pointer dereference(?: at virtual address (?<access_address>[0-9a-f]+))?",
	},
	{
		PAGE_FAULT, .example = "Unable to handle kernel paging request at virtual address dead000000000108",
		.anchor = "Unable",
		.pattern = "Unable to handle kernel (?:paging request|read from unreadable memory|write to read-only memory|execute from non-executable memory|pointer dereference|access|unaligned access)(?:.* at virtual (?:kernel )?address (?<access_address>[0-9a-f]+))?",
	},
	/* arch/arm/mm/fault.c: of user space too, whose registers show_regs() prints only when asked. */
	{
		.name = "unhandled-fault", FAULT, .example = "Unhandled fault: page domain fault (0x01b) at 0x00000ea3",
		.anchor = "Unhandled",
		.pattern = "Unhandled (?:prefetch abort|fault): .*? at 0x(?<access_address>[0-9a-f]+)",
		.titles = {"Unhandled fault in {guilty}"}, .alts = {"bad-access in {guilty}"},
		.flags = KI_KIND_USER_TOO,
	},
	/* powerpc */
	{
		NULL_DEREF, .example = "BUG: Kernel NULL pointer dereference on read at 0x00000008",
		.since = "5.1", .anchor = "BUG:",
		.pattern = "BUG: Kernel NULL pointer dereference (?:on (?:read|write) )?at 0x(?<access_address>[0-9a-f]+)",
	},
	{
		PAGE_FAULT, .example = "BUG: Unable to handle kernel data access on write at 0xc00a000000000000",
		.since = "5.1", .anchor = "BUG:",
		.pattern = "BUG: Unable to handle (?:kernel (?:data access|instruction fetch|unaligned access)|unknown paging fault)(?: (?:on (?:read|write) )?at 0x(?<access_address>[0-9a-f]+))?",
	},
	{
		PAGE_FAULT, .example = "kernel tried to execute exec-protected page (c008000001234567) - exploit attempt? (uid: 0)",
		.since = "4.20", .anchor = "exec-protected",
		.pattern = "[Kk]ernel tried to execute (?:exec|NX)-protected page",
	},
	/* The second line of most of the above; alone where nobody printed the first. */
	{
		PAGE_FAULT, .example = "Oops: Kernel access of bad area, sig: 11 [#1]",
		.anchor = "Oops", .pattern = "Oops: Kernel access of bad area, sig: ",
		.flags = KI_KIND_CONTINUES,
	},
	{
		.name = "internal-error", FAULT,
		.example = "Internal error: synchronous external abort: 96000050 [#1] PREEMPT SMP",
		.anchor = "Internal",
		.pattern = "Internal error: (?<text>.*?)(?:: [0-9a-f]+)? \\[#\\d+\\]",
		.titles = {"Internal error in {guilty}"}, .alts = {"bad-access in {guilty}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		PAGE_FAULT, .example = "Oops: 0002 [#1] PREEMPT SMP KASAN", .anchor = "Oops",
		.pattern = "Oops: [0-9a-f]{4} \\[#\\d+\\]", .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "oops", TRAP, .example = "Oops - undefined instruction [#1]", .anchor = "Oops",
		.pattern = "Oops(?: - |: )(?!sig:)(?<text>[A-Za-z][A-Za-z-]*+(?:[ ,]++[A-Za-z-]++)*?)(?: *, sig: \\d+| *: [0-9a-f]+)? +\\[#\\d+\\]",
		.titles = {"Oops: {text} in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		.name = "kernel-bug-trap", TRAP, .example = "Kernel bug detected[#1]:", .anchor = "detected[",
		.pattern = "Kernel bug detected\\[#\\d+\\]",
		.titles = {"kernel BUG in {guilty}"}, .flags = KI_KIND_CONTINUES,
	},
	{
		PAGE_FAULT, .example = "Kernel unaligned access at TPC[4b6c2c] foo+0x8/0x20", .anchor = "TPC[",
		.pattern = "Kernel unaligned access at TPC",
		.flags = KI_KIND_CONTINUES,
	},
	{
		PAGE_FAULT, .example = "Kernel Fault: Code=15 (Data TLB miss fault) at addr 0000000000000008",
		.anchor = "Fault", .pattern = "Kernel Fault: Code=\\d+",
		.flags = KI_KIND_CONTINUES,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_fault = KI_KIND_TABLE(rows);
