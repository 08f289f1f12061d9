/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks that the compiler put into the code, and their run-time: mm/kasan/report.c,
 * mm/kmsan/report.c, kernel/kcsan/report.c, mm/kfence/report.c, lib/ubsan.c,
 * mm/kmemleak.c.
 */
#include "data/lists.h"
#include "parse/kinds.h"

#define KASAN                                                                               \
	.name = "kasan", .family = "bad-access", .anchor = "BUG:", .class = KI_CLASS_FAULT, \
	.guilty = KI_GUILTY_NAMED
#define KMSAN                                                                               \
	.name = "kmsan", .family = "bad-access", .anchor = "BUG:", .class = KI_CLASS_FAULT, \
	.guilty = KI_GUILTY_NAMED
#define KFENCE                                                                               \
	.name = "kfence", .family = "bad-access", .anchor = "BUG:", .class = KI_CLASS_FAULT, \
	.guilty = KI_GUILTY_NAMED
#define UBSAN                                                                                   \
	.name = "ubsan", .family = "undefined", .anchor = "UBSAN", .class = KI_CLASS_ASSERTION, \
	.guilty = KI_GUILTY_FRAME

/* A function in a header: "foo+0x12/0x34 [module]", "foo", "0xffff888012345678". */
#define NAMED "(?<named>[^\\s/]\\S*(?:/0x[0-9a-f]+)?)"

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		KASAN, .example = "BUG: KASAN: double-free in kfree+0x12a/0x3a0",
		.since = "4.9",
		.pattern = "BUG: KASAN: (?:double-free or invalid-free|(?:double|invalid)-free) in " NAMED,
		.titles = {"KASAN: invalid-free in {guilty}"},
		.alts = {"invalid-free in {guilty}"},
	},
	{
		KASAN, .example = "BUG: KASAN: double-free or invalid-free in kfree+0x12a/0x3a0",
		.since = "4.9", .until = "6.1",
		.pattern = "BUG: KASAN: double-free or invalid-free",
		.titles = {"KASAN: invalid-free in {guilty}"},
		.alts = {"invalid-free in {guilty}"},
	},
	{
		KASAN, .example = "BUG: KASAN: null-ptr-deref on address 0000000000000018",
		.since = "4.0", .until = "4.9",
		.pattern = "BUG: KASAN: (?<text>(?<bug>[a-z-]+) on address)",
		.titles = {"KASAN: {bug} {access}"},
		.flags = KI_KIND_CONTINUES,
	},
	{
		KASAN, .example = "BUG: KASAN: slab-use-after-free in io_submit_sqes+0x54c/0x2ac0 [mod]",
		.since = "4.0",
		.pattern = "BUG: KASAN: (?<text>(?<bug>[a-z-]+) in " NAMED "(?:.*[^ ])?) *$",
		.titles = {"KASAN: {bug} {access} in {guilty}", "KASAN: {text}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		KASAN, .example = "BUG: KASAN: invalid-access",
		.since = "5.11",
		.pattern = "BUG: KASAN: (?<text>(?<bug>[a-z-]+)) *$",
		.titles = {"KASAN: {bug} {access} in {guilty}", "KASAN: {bug} in {guilty}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		KASAN, .example = "BUG: KASAN: slab-out-of-bounds",
		.pattern = "BUG: KASAN: (?<text>(?:.*[^ ])?) *$",
		.titles = {"KASAN: {text}"},
	},
	{
		KMSAN, .example = "BUG: KMSAN: kernel-usb-infoleak in usb_submit_urb+0x6c1/0x2aa0",
		.since = "6.1",
		.pattern = "BUG: KMSAN: kernel-usb-infoleak(?:-after-free)? in " NAMED,
		.titles = {"KMSAN: kernel-usb-infoleak in {guilty}"}, .pass = KI_LIST_CALLER,
		.alts = {"KMSAN origin in {origin}"},
	},
	{
		KMSAN, .example = "BUG: KMSAN: use of uninitialized memory in rt6_mtu_change_route+0x12/0x340",
		.until = "6.1",
		.pattern = "BUG: KMSAN: use of (?:uninitialized|unitialized) memory in " NAMED,
		.titles = {"KMSAN: use of uninitialized memory in {guilty}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		KMSAN, .example = "BUG: KMSAN: uninit-value in hrtimer_interrupt+0x12/0x340",
		.since = "6.1",
		.pattern = "BUG: KMSAN: (?<bug>[a-z-]+) in " NAMED,
		.titles = {"KMSAN: {bug} in {guilty}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		.name = "kcsan", .family = "race",
		.example = "BUG: KCSAN: data-race in _copy_to_iter / fill_read_buf",
		.since = "5.8", .anchor = "BUG:",
		.pattern = "BUG: KCSAN: (?<bug>[a-z: -]+) in (?<named>[^\\s/+]+)(?:\\+0x[0-9a-f]+(?:/0x[0-9a-f]+)?)?(?: \\[[^]]*\\])? / (?<other>[^\\s+]+)",
		.titles = {"KCSAN: {bug} in {named} / {other}"},
		.class = KI_CLASS_FAULT, .guilty = KI_GUILTY_NAMED,
	},
	{
		.name = "kcsan", .family = "race",
		.example = "BUG: KCSAN: data-race in e1000_clean_rx_irq+0x551/0xb10",
		.since = "5.8", .anchor = "BUG:",
		.pattern = "BUG: KCSAN: (?<bug>[a-z: -]+) in " NAMED,
		.titles = {"KCSAN: {bug} in {guilty}"},
		.class = KI_CLASS_FAULT, .guilty = KI_GUILTY_NAMED,
	},
	{
		KFENCE, .example = "BUG: KFENCE: memory corruption in test_corruption+0x98/0x19f",
		.since = "5.12",
		.pattern = "BUG: KFENCE: (?<bug>memory corruption|invalid free) in " NAMED,
		.titles = {"KFENCE: {bug} in {guilty}"},
	},
	{
		KFENCE, .example = "BUG: KFENCE: use-after-free read in test_use_after_free_read+0xb3/0x143",
		.since = "5.12",
		.pattern = "BUG: KFENCE: (?<bug>[a-z-]+ (?<access>read|write)) in " NAMED,
		.titles = {"KFENCE: {bug} in {guilty}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		UBSAN, .example = "UBSAN: Undefined behaviour in drivers/net/foo.c:12:3",
		.since = "4.5", .until = "5.6",
		.pattern = "UBSAN: Undefined behaviour in (?<where>[^\\s:]+)",
		.titles = {"UBSAN: undefined-behaviour in {guilty}"},
	},
	{
		UBSAN, .example = "UBSAN: array-index-out-of-bounds in net/foo.c:12:3",
		.since = "5.7",
		.pattern = "UBSAN: (?<bug>array-index-out-of-bounds|object-size-mismatch) in (?<where>[^\\s:]+)",
		.titles = {"UBSAN: {bug} in {guilty}"},
		.alts = {"bad-access in {guilty}"},
	},
	{
		UBSAN, .example = "UBSAN: shift-out-of-bounds in net/foo.c:12:3",
		.since = "5.7",
		.pattern = "UBSAN: (?<bug>[a-z-]+) in (?<where>[^\\s:]+)",
		.titles = {"UBSAN: {bug} in {guilty}"},
	},
	{
		.name = "ubsan-trap", .family = "undefined",
		.example = "Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] PREEMPT SMP",
		.since = "6.5", .anchor = "UBSAN",
		.pattern = "(?:Internal error|Oops): UBSAN: (?<bug>[a-z -]+)",
		.titles = {"UBSAN: {bug} in {guilty}"},
		.class = KI_CLASS_ASSERTION, .guilty = KI_GUILTY_PC,
	},
	{
		.name = "memory-leak", .family = "leak",
		.example = "BUG: memory leak", .anchor = "BUG:",
		.pattern = "BUG: memory leak",
		.titles = {"memory leak in {guilty}"},
		.pass = KI_LIST_LEAK, .class = KI_CLASS_LEAK, .guilty = KI_GUILTY_ALLOCATION,
	},
	{
		.name = "memory-leak", .family = "leak",
		.example = "kmemleak: unreferenced object 0xffff888012345678 (size 64):",
		.since = "2.6.31", .anchor = "unreferenced",
		.pattern = "unreferenced object 0x[0-9a-f]+ \\(size (?<size>\\d+)\\)",
		.titles = {"memory leak in {guilty}"},
		.pass = KI_LIST_LEAK, .class = KI_CLASS_LEAK, .guilty = KI_GUILTY_ALLOCATION, .flags = KI_KIND_CONTINUES,
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_sanitizer = KI_KIND_TABLE(rows);
