/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames, as lib/vsprintf.c and the callers of arch/.../kernel print them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "edge.h"
#include "parse/token.h"

enum {
	NONE = 0,
	DOUBT = KOOPS_FRAME_UNRELIABLE,
	INLINED = KOOPS_FRAME_INLINED,
	PC = KOOPS_FRAME_PC,
};

/* clang-format off */
static const struct {
	const char *line, *symbol;
	uint64_t offset, size, address;
	const char *module;
	unsigned flags;
	const char *build_id, *file;
	uint64_t source_line;
} frames[] = {
	/* x86 since 4.10, arm64, arc; with build IDs since 5.14. */
	{" foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{" ? foo+0x1a/0x20 [mod]", "foo", 0x1a, 0x20, 0, "mod", DOUBT, "", "", 0},
	{" foo+0x1a/0x20 [mod 0123456789abcdef0123456789abcdef01234567]", "foo", 0x1a, 0x20, 0, "mod", NONE,
	 "0123456789abcdef0123456789abcdef01234567", "", 0},
	{" foo+0x1a/0x20 [0123456789abcdef0123456789abcdef01234567]", "foo", 0x1a, 0x20, 0, "", NONE,
	 "0123456789abcdef0123456789abcdef01234567", "", 0},
	{" foo+0x1a/0x20 [0123456789abcdef0123]", "foo", 0x1a, 0x20, 0, "", NONE, "0123456789abcdef0123", "", 0},
	{" foo+0x1a/0x20 [0123456789abcdef012]", "foo", 0x1a, 0x20, 0, "0123456789abcdef012", NONE, "", "", 0},
	{"  ?   foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", DOUBT, "", "", 0},
	{" foo.isra.0+0x1a/0x20", "foo.isra.0", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{" foo+0x1a", "foo", 0x1a, 0, 0, "", NONE, "", "", 0},
	{" 0xffffffffa02010b1", "", 0, 0, 0xffffffffa02010b1, "", NONE, "", "", 0},
	/* arm64 since 6.13. */
	{" foo+0x1a/0x20 (P)", "foo", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{" foo+0x1a/0x20 [mod] (CF)", "foo", 0x1a, 0x20, 0, "mod", NONE, "", "", 0},
	/* arm64's hypervisor. */
	{"kvm [118]:  [<ffffffc008112233>] __kvm_nvhe_hyp_panic+0x90/0x98", "__kvm_nvhe_hyp_panic", 0x90, 0x98,
	 0xffffffc008112233, "", NONE, "", "", 0},
	/* print_ip_sym, x86 up to 4.9, riscv. */
	{"[<ffffffff8153042c>] foo+0x1a/0x20", "foo", 0x1a, 0x20, 0xffffffff8153042c, "", NONE, "", "", 0},
	{" [<c0123456>] ? foo+0x1a/0x20 [mod]", "foo", 0x1a, 0x20, 0xc0123456, "mod", DOUBT, "", "", 0},
	{" [<ffffffff8025b1ca>] :ext3:foo+0x1a/0x20", "foo", 0x1a, 0x20, 0xffffffff8025b1ca, "ext3", NONE, "", "", 0},
	{"[<c0123456>]", "", 0, 0, 0xc0123456, "", NONE, "", "", 0},
	{"[<(____ptrval____)>] ? foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", DOUBT, "", "", 0},
	/* s390. */
	{" [<000003ff7f8f8150>] foo+0x1a/0x20 [mod] ", "foo", 0x1a, 0x20, 0x3ff7f8f8150, "mod", NONE, "", "", 0},
	{"([<000003ff7f8f8150>] foo+0x1a/0x20 [mod])", "foo", 0x1a, 0x20, 0x3ff7f8f8150, "mod", DOUBT, "", "", 0},
	/* powerpc. */
	{"[c00000007a3efa20] [c00000000030a060] foo+0x1a/0x20 (unreliable)", "foo", 0x1a, 0x20, 0xc00000000030a060,
	 "", DOUBT, "", "", 0},
	{"[c0000000] [c0123456] .foo+0x1a/0x20 [mod]", ".foo", 0x1a, 0x20, 0xc0123456, "mod", NONE, "", "", 0},
	{"[c00000007a3efa20] [c000000000012345] return_to_handler+0x0/0x58 (foo+0x1a/0x20)", "foo", 0x1a, 0x20, 0,
	 "", NONE, "", "", 0},
	{"--- interrupt: 300 at foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", PC, "", "", 0},
	{"--- Exception: 901 at .foo+0x1a/0x20", ".foo", 0x1a, 0x20, 0, "", PC, "", "", 0},
	/* arm; what is called is in another field. */
	{" callee from foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{" callee [mod] from foo+0x1a/0x20 [mod]", "foo", 0x1a, 0x20, 0, "mod", NONE, "", "", 0},
	{"[<c0333330>] (callee) from [<c031c7a0>] (foo+0x1a/0x20 [mod])", "foo", 0x1a, 0x20, 0xc031c7a0, "mod", NONE, "", "", 0},
	{"[<c0333330>] (callee+0x4/0x8) from [<c031c7a0>] (foo+0x1a/0x20)", "foo", 0x1a, 0x20, 0xc031c7a0, "", NONE, "", "", 0},
	{" ? callee from foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", DOUBT, "", "", 0},
	{"[<00000000>] (  (null)) from [<c031c7a0>] (foo+0x1a/0x20)", "foo", 0x1a, 0x20, 0xc031c7a0, "", NONE, "", "", 0},
	{"[<00000000>] (0x0) from [<c031c7a0>] (foo+0x1a/0x20)", "foo", 0x1a, 0x20, 0xc031c7a0, "", NONE, "", "", 0},
	{"Function entered at [<c0333330>] from [<c031c7a0>]", "", 0, 0, 0xc031c7a0, "", NONE, "", "", 0},
	/* sparc. */
	{"Caller[0000000000600010]: foo+0x1a/0x20", "foo", 0x1a, 0x20, 0x600010, "", NONE, "", "", 0},
	{"[f0201234 : foo+0x1a/0x20 ] ", "foo", 0x1a, 0x20, 0xf0201234, "", NONE, "", "", 0},
	/* hexagon. */
	{"[c1a3de78] 0xc0201234: foo + 0x1a [mod] ", "foo", 0x1a, 0, 0xc0201234, "mod", NONE, "", "", 0},
	/* Symbolizers. */
	{" foo+0x1a/0x20 fs/ext4/inode.c:123", "foo", 0x1a, 0x20, 0, "", NONE, "", "fs/ext4/inode.c", 123},
	{" foo+0x1a/0x20 [mod] fs/ext4/inode.c:123", "foo", 0x1a, 0x20, 0, "mod", NONE, "", "fs/ext4/inode.c", 123},
	{" foo+0x1a/0x20 fs/ext4/inode.c:123 [mod]", "foo", 0x1a, 0x20, 0, "mod", NONE, "", "fs/ext4/inode.c", 123},
	{" foo+0x1a/0x20 fs/ext4/inode.c:123:4", "foo", 0x1a, 0x20, 0, "", NONE, "", "fs/ext4/inode.c", 123},
	{" foo+0x1a/0x20 rust/kernel/lib.rs:12", "foo", 0x1a, 0x20, 0, "", NONE, "", "rust/kernel/lib.rs", 12},
	{" foo+0x1a/0x20 kernel/x.inc:12", "foo", 0x1a, 0x20, 0, "", NONE, "", "kernel/x.inc", 12},
	{" foo fs/ext4/inode.c:123 [inline]", "foo", 0, 0, 0, "", INLINED, "", "fs/ext4/inode.c", 123},
	{" foo[mod] fs/ext4/inode.c:123 [inline]", "foo", 0, 0, 0, "mod", INLINED, "", "fs/ext4/inode.c", 123},
	{" foo[mod]\tfs/ext4/inode.c:123 [inline]", "foo", 0, 0, 0, "mod", INLINED, "", "fs/ext4/inode.c", 123},
	{" ? foo (fs/ext4/inode.c:123) ", "foo", 0, 0, 0, "", DOUBT, "", "fs/ext4/inode.c", 123},
	{" foo (include/linux/fs.h:7 (discriminator 2) fs/ext4/inode.c:123) ext4 ", "foo", 0, 0, 0, "ext4", NONE,
	 "", "fs/ext4/inode.c", 123},
	{" foo (arch/x86/entry/entry_64.S:?) ", "foo", 0, 0, 0, "", NONE, "", "arch/x86/entry/entry_64.S", 0},
	{"[c00000007a3efa20] [c00000000030a060] foo kernel/cpuset.c:965 [inline]", "foo", 0, 0, 0xc00000000030a060,
	 "", INLINED, "", "kernel/cpuset.c", 965},
	/* The least that a module's name and a source file can be. */
	{" foo+0x1a/0x20 [x]", "foo", 0x1a, 0x20, 0, "x", NONE, "", "", 0},
	{" foo+0x1a/0x20 a.c:12", "foo", 0x1a, 0x20, 0, "", NONE, "", "a.c", 12},
	{" foo+0x1a/0x20 [snd_hda-Z9]", "foo", 0x1a, 0x20, 0, "snd_hda-Z9", NONE, "", "", 0},
	/* A word of 20 digits alone is a build ID; before one it is a module. */
	{" foo+0x1a/0x20 [0123456789abcdef0123 45]", "foo", 0x1a, 0x20, 0, "0123456789abcdef0123", NONE, "45", "", 0},
	/* 32 bits, while there is no randomness to hash addresses with. */
	{" [<(ptrval)>] foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{"[<(____ptrval____)>] ?   foo+0x1a/0x20", "foo", 0x1a, 0x20, 0, "", DOUBT, "", "", 0},
	{"([<(ptrval)>] foo+0x1a/0x20)", "foo", 0x1a, 0x20, 0, "", DOUBT, "", "", 0},
	/* Xen: from registers, by frame pointers, found on the stack. */
	{"   [<ffff82d040201234>] R foo+0x1a/0x20", "foo", 0x1a, 0x20, 0xffff82d040201234, "", NONE, "", "", 0},
	{"   [<ffff82d040201234>] F foo+0x1a/0x20", "foo", 0x1a, 0x20, 0xffff82d040201234, "", NONE, "", "", 0},
	{"   [<ffff82d040201234>] S foo+0x1a/0x20", "foo", 0x1a, 0x20, 0xffff82d040201234, "", DOUBT, "", "", 0},
	/* powerpc: the address is that of the handler, and so is the first size. */
	{"[c00000007a3efa20] [c000000000012345] return_to_handler+0x0/0x58 (foo+0x1a [mod]) (unreliable)", "foo",
	 0x1a, 0, 0, "mod", DOUBT, "", "", 0},
	/* Hexagon, where a frame pointer leaves the stack. */
	{" foo+0x1a/0x20 (FP out of bounds!)", "foo", 0x1a, 0x20, 0, "", NONE, "", "", 0},
	{" foo+0x1a/0x20 fs/ext4/inode.c:123 (discriminator 2) (P)", "foo", 0x1a, 0x20, 0, "", NONE, "", "fs/ext4/inode.c", 123},
	{" foo+0x1a/0x20 [inline]", "foo", 0x1a, 0x20, 0, "", INLINED, "", "", 0},
	{" foo fs/ext4/inode.c:123 (inlined by) ", "foo", 0, 0, 0, "", INLINED, "", "fs/ext4/inode.c", 123},
	/* The last one is the frame's own, and its line is not known. */
	{" foo (include/linux/fs.h:7 arch/x86/entry/entry_64.S:?) [mod]", "foo", 0, 0, 0, "mod", NONE, "",
	 "arch/x86/entry/entry_64.S", 0},
	{" foo\t(fs/ext4/inode.c:123)", "foo", 0, 0, 0, "", NONE, "", "fs/ext4/inode.c", 123},
	{"[<c0123456>] foo fs/ext4/inode.c:123", "foo", 0, 0, 0xc0123456, "", NONE, "", "fs/ext4/inode.c", 123},
};
/* clang-format on */

START_TEST(frames_are_read)
{
	struct ki_token token = {0};
	const struct koops_frame *frame = &token.frame;

	ck_assert_msg(ki_lex_frame(ki_str(frames[_i].line), &token), "not read: '%s'",
		      frames[_i].line);
	ck_assert_int_eq(token.type, KI_TOKEN_FRAME);
	ck_assert_msg(ki_str_eq(frame->symbol, ki_str(frames[_i].symbol)), "'%.*s' in '%s'",
		      KI_ARG(frame->symbol), frames[_i].line);
	ck_assert_uint_eq(frame->offset.value, frames[_i].offset);
	ck_assert_uint_eq(frame->size.value, frames[_i].size);
	ck_assert_uint_eq(frame->address.value, frames[_i].address);
	ck_assert_int_eq(frame->address.known, frames[_i].address != 0);
	ck_assert_uint_eq(frame->flags, frames[_i].flags);
	ck_assert(ki_str_eq(frame->module, ki_str(frames[_i].module)));
	ck_assert(ki_str_eq(frame->build_id, ki_str(frames[_i].build_id)));
	ck_assert_msg(ki_str_eq(frame->file, ki_str(frames[_i].file)), "'%.*s' in '%s'",
		      KI_ARG(frame->file), frames[_i].line);
	ck_assert_uint_eq(frame->line.known ? frame->line.value : 0, frames[_i].source_line);
	ck_assert_int_eq(frame->line.known, frames[_i].source_line != 0);
}
END_TEST

static const char *const texts[] = {
    "",
    "foo",
    "foo+bar",
    "foo+0x1a/0x20 and more",
    "a foo+0x1a/0x20",
    "at fs/ext4/inode.c:123",
    "failed in fs/ext4/inode.c:123",
    "offset + 0x10",
    "(foo+0x1a/0x20)",
    "[12345678] initcall",
    "[    1.234567] foo+0x1a/0x20",
    "foo from bar",
    "mail from alice to bob",
    "Caller[]: foo+0x1a/0x20",
    "--- interrupt",
    "kvm [118]: nVHE call trace:",
    "foo+0x1a/0x20 (",
    "[<c0123456>] and text",
    "+0x1a/0x20",
    "foo+/0x20",
    "foo+0x1a/",
    "foo+0x1a/bar",
    "foo+0x1a/0x20-[mod]",
    "foo+0x1a/0x20 [mod",
    "foo+0x1a/0x20 [mo!d]",
    "foo+0x1a/0x20 [mod abcxyz]",
    "foo+0x1a/0x20 fs/ext4/inode.c",
    "foo+0x1a/0x20 fs/ext4/inode.:12",
    "foo+0x1a/0x20 fs/ext4/inode.conf:12",
    "foo+0x1a/0x20 .c:12",
    "foo+0x1a/0x20 fs/ext4/inode.c:x",
    "foo fs/ext4/inode.c:123",
    "foo (bar)",
    "foo (P)",
    "foo x(fs/ext4/inode.c:123)",
    "[f0201234 : and more ]",
    "Caller[0000000000600010]: and more",
    "foo+0x1a/0x20 (bar)",
    "foo+0x1a/0x20 (bar+baz)",
    "foo+0x1a/0x20 (bar+0x1a/baz)",
    "foo+0x1a/0x20 (ABCDE)",
    "foo+0x1a/0x20 ()",
    "foo from bar+0x1a/0x20 and more",
    "(foo from bar+0x1a/0x20",
    "[<c0333330>] (foo from [<c031c7a0>] (bar+0x1a/0x20)",
    "[<c0333330>] (foo) from [<c031c7a0>] (bar+0x1a/0x20",
    "Function entered at [<c0333330>] from [<c031c7a0>",
    "Function entered at [<c0333330>] from [<x>]",
    "Caller[0000000000600010] foo+0x1a/0x20",
    "[f0201234 foo+0x1a/0x20 ]",
    "[f0201234 : foo+0x1a/0x20 ] and more",
    "--- interrupt: xyz at foo+0x1a/0x20",
    "[c1a3de7] foo+0x1a/0x20",
    "[<c0123456] foo+0x1a/0x20",
    "[c0123456 foo+0x1a/0x20",
    /* Numbers begin no symbol. */
    "1foo+0x1a/0x20",
    "9foo+0x1a/0x20",
    "[<c0123456>] 0foo+0x1a/0x20",
    /* White space must be where the kernel has some, and is not elsewhere. */
    "[<c0123456>] foo(fs/ext4/inode.c:123)",
    "[<c0123456>] foo + bar",
    "[<c0123456>] foo+bar",
    "foo+0x1a/0x20 []",
    "foo+0x1a/0x20 [ mod]",
    "foo+0x1a/0x20 [mod ab!!]",
    "foo+0x1a/0x20 [mod !abcd]",
    "foo+0x1a/0x20 [.mod]",
    "foo+0x1a/0x20 [m!]",
    "[<ffffffff8025b1ca>] ::foo+0x1a/0x20",
    "[<ffffffff8025b1ca>] :ext3foo+0x1a/0x20",
    "[<ffffffff8025b1ca>] :ext 3:foo+0x1a/0x20",
    /* A source has a name before its suffix, of the same word. */
    "foo. :12 [inline]",
    "foo ..c:12 [inline]x",
    "foo (fs/ext4/inode.c:123) ext4 more",
    "foo (fs/ext4/inode.c:123",
    "foo )fs/ext4/inode.c:123)",
    /* Two addresses on x86 are two frames, and more than that is text. */
    "[<c0000001>] [<c0000002>] foo+0x1a/0x20",
    "[<c0000001>] [<c0000002>] and text",
    "[<c0123456>] foo+0x1a/0x20)",
    /* Only Xen's have a letter, behind an address. */
    "S foo+0x1a/0x20",
    "R foo+0x1a/0x20",
    "[<c0123456>] X foo+0x1a/0x20",
    "[f0201234]: foo+0x1a/0x20",
    "Caller[f0201234 : foo+0x1a/0x20 ]",
    "Caller f0201234]: foo+0x1a/0x20",
    "Caller[x]: foo+0x1a/0x20",
    "kvm [x]: [<ffffffc008112233>] foo+0x1a/0x20",
    "kvm [118] [<ffffffc008112233>] foo+0x1a/0x20",
    "kvm [118: [<ffffffc008112233>] foo+0x1a/0x20",
    "foo) from bar+0x1a/0x20",
    "(null from bar+0x1a/0x20",
    "[<c0333330>] (foo)from [<c031c7a0>] (bar+0x1a/0x20)",
    "[<c0333330>] (foo) from (bar)",
    "[<",
    "foo+0x1a/0x20 xmod]",
    "foo+0x1a/0x20 (Pf)",
    "foo+0x1a/0x20 (fP)",
    "from [<x from foo+0x1a/0x20",
    "[<c0123456>] ?",
    "? ",
    "? f",
    "foo ",
};

START_TEST(text_is_no_frame)
{
	for (size_t i = 0; i < KI_LENGTH(texts); i++) {
		struct ki_token token = {.type = KI_TOKEN_OTHER};

		ck_assert_msg(!ki_lex_frame(ki_str(texts[i]), &token), "read: '%s'", texts[i]);
		ck_assert_int_eq(token.type, KI_TOKEN_OTHER);
		ck_assert(!token.frame.symbol.size && !token.frame.address.known);
	}
}
END_TEST

/* What a symbol's bytes are, as C and compilers have them, of any place in it. */
START_TEST(symbols_have_the_bytes_of_identifiers)
{
	char text[64];

	for (int c = 1; c < 256; c++) {
		bool inside = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			      (c >= 'a' && c <= 'z') || c == '_' || c == '.' || c == '$';

		/* Bytes are looked at one at a time, and sixteen at once. */
		for (int before = 0; before <= 35; before++) {
			bool want = inside && (before || c < '0' || c > '9');
			struct koops_frame frame = {0};
			struct koops_str rest;

			snprintf(text, sizeof(text), "%.*s%cz+0x1/0x2", before,
				 "abcdefghijklmnopqrstuvwxyz0123456789", c);
			rest = ki_str(text);
			ck_assert_int_eq(ki_take_location(&rest, &frame), want);
			ck_assert_uint_eq(frame.symbol.size, want ? (size_t)before + 2 : 0);
			ck_assert_uint_eq(rest.size, want ? 0 : strlen(text));
		}
	}
}
END_TEST

static void read_frame(struct koops_str text, void *user)
{
	struct ki_token token = {0};
	struct ki_marker marker;
	struct koops_frame frame = {0};

	(void)user;
	if (ki_lex_frame(text, &token) && token.frame.symbol.size)
		ck_assert(token.frame.symbol.data >= text.data &&
			  token.frame.symbol.data + token.frame.symbol.size <=
			      text.data + text.size);
	ki_take_marker(&text, &marker);
	ki_take_location(&text, &frame);
}

START_TEST(no_byte_but_the_lines_is_read)
{
	struct koops_str page = edge_page();

	for (size_t i = 0; i < KI_LENGTH(frames); i++)
		edge_each_prefix(page, ki_str(frames[i].line), read_frame, NULL);
	for (size_t i = 0; i < KI_LENGTH(texts); i++)
		edge_each_prefix(page, ki_str(texts[i]), read_frame, NULL);
	/* A symbol that fills what is looked at at once, and more. */
	edge_each_prefix(page, KI_STR("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
			 read_frame, NULL);
	edge_free(page);
}
END_TEST

/* Nothing is taken, nor set, where no place is. */
START_TEST(what_is_no_place_stays)
{
	static const char *const others[] = {
	    "",
	    "foo",
	    "foo+bar",
	    "foo+0x1/bar",
	    "foo + 0x1a",
	    "foo fs/ext4/inode.c:123",
	    "0x",
	    "foo (P)",
	    "(foo+0x1/0x2)",
	    ":mod:",
	};

	for (size_t i = 0; i < KI_LENGTH(others); i++) {
		struct koops_str text = ki_str(others[i]);
		struct koops_frame frame = {0};

		ck_assert_msg(!ki_take_location(&text, &frame), "'%s'", others[i]);
		ck_assert_uint_eq(text.size, strlen(others[i]));
		ck_assert(!frame.symbol.size && !frame.offset.known && !frame.file.size);
	}
}
END_TEST

/* What stands behind a place is left, and what is of it is not. */
START_TEST(places_end_where_other_text_begins)
{
	static const struct {
		const char *text, *rest;
	} cases[] = {
	    {"foo+0x1/0x2, bar", ", bar"},
	    {"foo+0x1/0x2) bar", ") bar"},
	    {"foo+0x1/0x2 bar", " bar"},
	    {"foo+0x1/0x2 (bar)", " (bar)"},
	    {"foo+0x1/0x2 [inline](bar)", "(bar)"},
	    {"foo+0x1/0x2 (P)(unreliable) bar", " bar"},
	    {"foo+0x1/0x2 [!]", " [!]"},
	    {"0x12 bar", " bar"},
	    {"foo+0x1/0x2 fs/a.c:x", " fs/a.c:x"},
	    /* Columns are not kept. */
	    {"foo+0x1/0x2 fs/a.c:1:2 bar", " bar"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_str text = ki_str(cases[i].text);
		struct koops_frame frame = {0};

		ck_assert_msg(ki_take_location(&text, &frame), "'%s'", cases[i].text);
		ck_assert_msg(ki_str_eq(text, ki_str(cases[i].rest)), "'%.*s' of '%s'",
			      KI_ARG(text), cases[i].text);
	}
}
END_TEST

/* arch/arm64/kernel/stacktrace.c (frame_source, since 6.13): up to four letters. */
START_TEST(arm64_says_what_was_interrupted)
{
	static const struct {
		const char *line;
		bool interrupted;
	} cases[] = {
	    {" foo+0x1a/0x20 (P)", true},     {" foo+0x1a/0x20 (CFKP)", true},
	    {" foo+0x1a/0x20 (CF)", false},   {" foo+0x1a/0x20", false},
	    {" foo+0x1a/0x20 (C) (P)", true}, {" foo+0x1a/0x20 [mod] (P)", true},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct ki_token token = {0};

		ck_assert_msg(ki_lex_frame(ki_str(cases[i].line), &token), "'%s'", cases[i].line);
		ck_assert_msg(token.frame.interrupted == cases[i].interrupted, "'%s'",
			      cases[i].line);
	}
}
END_TEST

START_TEST(markers_are_taken)
{
	static const struct {
		const char *text, *rest;
		enum koops_context context;
		bool end;
	} cases[] = {
	    {" <TASK>", "", KOOPS_CONTEXT_TASK, false},
	    {" </TASK>", "", KOOPS_CONTEXT_TASK, true},
	    {"<IRQ>  [<c0123456>]", "  [<c0123456>]", KOOPS_CONTEXT_IRQ, false},
	    {"\t<EOI> <<EOE>>", " <<EOE>>", KOOPS_CONTEXT_IRQ, true},
	    {"<<EOE>>  foo", "  foo", KOOPS_CONTEXT_EXCEPTION, true},
	    {"<NMI>", "", KOOPS_CONTEXT_NMI, false},
	    {"</SOFTIRQ>", "", KOOPS_CONTEXT_SOFTIRQ, true},
	};
	static const char *const others[] = {"", " ", "<", "<TASK", "TASK>", "<FOO>", "[IRQ]"};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_str text = ki_str(cases[i].text);
		struct ki_marker marker = {0};

		ck_assert_msg(ki_take_marker(&text, &marker), "'%s'", cases[i].text);
		ck_assert(marker.found);
		ck_assert_int_eq(marker.context, cases[i].context);
		ck_assert_int_eq(marker.end, cases[i].end);
		ck_assert(ki_str_eq(text, ki_str(cases[i].rest)));
	}
	for (size_t i = 0; i < KI_LENGTH(others); i++) {
		struct koops_str text = ki_str(others[i]);
		struct ki_marker marker = {0};

		ck_assert_msg(!ki_take_marker(&text, &marker), "'%s'", others[i]);
		ck_assert_uint_eq(text.size, strlen(others[i]));
		ck_assert(!marker.found);
	}
}
END_TEST

START_TEST(arm_says_who_is_called)
{
	static const char *const lines[] = {
	    " callee from foo+0x1a/0x20",
	    "[<c0333330>] (callee) from [<c031c7a0>] (foo+0x1a/0x20)",
	    "[<bf000330>] (callee [mod]) from [<c031c7a0>] (foo+0x1a/0x20)",
	};

	for (size_t i = 0; i < KI_LENGTH(lines); i++) {
		struct ki_token token = {0};

		ck_assert(ki_lex_frame(ki_str(lines[i]), &token));
		ck_assert_msg(ki_str_eq(token.callee, KI_STR("callee")), "'%s'", lines[i]);
	}
	for (size_t i = 0; i < KI_LENGTH(frames); i++) {
		struct ki_token token = {0};

		ck_assert(ki_lex_frame(ki_str(frames[i].line), &token));
		ck_assert_int_eq(token.callee.size != 0, strstr(frames[i].line, "callee") != NULL);
	}
}
END_TEST

/* Only interrupts from outside part the stack. */
START_TEST(powerpc_interrupts_part_the_stack)
{
	/* arch/powerpc/include/asm/interrupt.h; the lowest bit is of no matter. */
	static const struct {
		unsigned trap;
		bool parts;
	} cases[] = {
	    {0x100, true},  {0x500, true},  {0x501, true},  {0x900, true},  {0x901, true},
	    {0x980, true},  {0xa00, true},  {0xe60, true},  {0xe80, true},  {0xea0, true},
	    {0xf00, true},  {0x300, false}, {0x380, false}, {0x700, false}, {0xc00, false},
	    {0x910, false}, {0xf20, false},
	};
	struct ki_token token = {0};
	char line[64];

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		token = (struct ki_token){0};
		snprintf(line, sizeof(line), "--- interrupt: %x at foo+0x1/0x2", cases[i].trap);
		ck_assert(ki_lex_frame(ki_str(line), &token));
		ck_assert_int_eq(token.type, KI_TOKEN_FRAME);
		ck_assert_msg(token.marker.found == cases[i].parts, "'%s'", line);
		ck_assert_int_eq(token.marker.end, cases[i].parts);
		ck_assert_int_eq(token.marker.context, cases[i].parts ? KOOPS_CONTEXT_IRQ : 0);
	}
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("--- interrupt: c00 at 0x7fff9a1b2c3c"), &token));
	ck_assert_int_eq(token.type, KI_TOKEN_CONTEXT);
	ck_assert(!token.marker.found);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("--- interrupt: 900"), &token));
	ck_assert_int_eq(token.type, KI_TOKEN_CONTEXT);
	ck_assert(!token.marker.found);
}
END_TEST

START_TEST(more_addresses_wait_on_the_line)
{
	static const struct {
		const char *line;
		uint64_t address;
		const char *more;
	} cases[] = {
	    {"        [<c0000001>] [<c0000002>]", 0xc0000001, "[<c0000002>]"},
	    {"[<c0000001>] [<c0000002>] [<c0000003>] ", 0xc0000001, "[<c0000002>] [<c0000003>] "},
	    {"[<c0000001>]", 0xc0000001, ""},
	    {"[<c0000001>] foo+0x1/0x2", 0xc0000001, ""},
	    {"[<c0000001>] foo+0x1/0x2 (P)", 0xc0000001, ""},
	    /* powerpc: the stack's address comes first. */
	    {"[c0000001] [c0000002] ", 0xc0000002, ""},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct ki_token token = {0};

		ck_assert_msg(ki_lex_frame(ki_str(cases[i].line), &token), "'%s'", cases[i].line);
		ck_assert_uint_eq(token.frame.address.value, cases[i].address);
		ck_assert_msg(ki_str_eq(token.more, ki_str(cases[i].more)), "'%.*s'",
			      KI_ARG(token.more));
	}
}
END_TEST

START_TEST(sparc_repeats_a_stack)
{
	struct ki_token token = {0};

	ck_assert(ki_lex_frame(KI_STR("Caller[0000000000600010]: foo+0x1/0x2"), &token));
	ck_assert(token.repeats);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("[<0000000000600010>] foo+0x1/0x2"), &token));
	ck_assert(!token.repeats);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("frame");
	TCase *tcase = tcase_create("frame");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, frames_are_read, 0, KI_LENGTH(frames));
	tcase_add_test(tcase, text_is_no_frame);
	tcase_add_test(tcase, symbols_have_the_bytes_of_identifiers);
	tcase_add_test(tcase, no_byte_but_the_lines_is_read);
	tcase_add_test(tcase, what_is_no_place_stays);
	tcase_add_test(tcase, places_end_where_other_text_begins);
	tcase_add_test(tcase, arm64_says_what_was_interrupted);
	tcase_add_test(tcase, markers_are_taken);
	tcase_add_test(tcase, arm_says_who_is_called);
	tcase_add_test(tcase, powerpc_interrupts_part_the_stack);
	tcase_add_test(tcase, more_addresses_wait_on_the_line);
	tcase_add_test(tcase, sparc_repeats_a_stack);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
