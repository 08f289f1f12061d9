/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames, as lib/vsprintf.c and the callers of arch/.../kernel print them.
 */
#include <check.h>
#include <stdlib.h>

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
	{" ? foo (fs/ext4/inode.c:123) ", "foo", 0, 0, 0, "", DOUBT, "", "fs/ext4/inode.c", 123},
	{" foo (include/linux/fs.h:7 (discriminator 2) fs/ext4/inode.c:123) ext4 ", "foo", 0, 0, 0, "ext4", NONE,
	 "", "fs/ext4/inode.c", 123},
	{" foo (arch/x86/entry/entry_64.S:?) ", "foo", 0, 0, 0, "", NONE, "", "arch/x86/entry/entry_64.S", 0},
	{"[c00000007a3efa20] [c00000000030a060] foo kernel/cpuset.c:965 [inline]", "foo", 0, 0, 0xc00000000030a060,
	 "", INLINED, "", "kernel/cpuset.c", 965},
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
	ck_assert_uint_eq(frame->line.value, frames[_i].source_line);
	ck_assert_int_eq(frame->line.known, frames[_i].source_line != 0);
}
END_TEST

START_TEST(text_is_no_frame)
{
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
	};

	for (size_t i = 0; i < KI_LENGTH(texts); i++) {
		struct ki_token token = {.type = KI_TOKEN_OTHER};

		ck_assert_msg(!ki_lex_frame(ki_str(texts[i]), &token), "read: '%s'", texts[i]);
		ck_assert_int_eq(token.type, KI_TOKEN_OTHER);
		ck_assert(!token.frame.symbol.size && !token.frame.address.known);
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
}
END_TEST

/* Only interrupts from outside part the stack. */
START_TEST(powerpc_interrupts_part_the_stack)
{
	struct ki_token token = {0};

	ck_assert(ki_lex_frame(KI_STR("--- interrupt: 900 at foo+0x1/0x2"), &token));
	ck_assert(token.marker.found && token.marker.end);
	ck_assert_int_eq(token.marker.context, KOOPS_CONTEXT_IRQ);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("--- interrupt: 700 at foo+0x1/0x2"), &token));
	ck_assert(!token.marker.found);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("--- interrupt: c00 at 0x7fff9a1b2c3c"), &token));
	ck_assert_int_eq(token.type, KI_TOKEN_CONTEXT);
	ck_assert(!token.marker.found);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("--- interrupt: 900"), &token));
	ck_assert_int_eq(token.type, KI_TOKEN_CONTEXT);
}
END_TEST

START_TEST(more_addresses_wait_on_the_line)
{
	struct ki_token token = {0};
	uint64_t address;

	ck_assert(ki_lex_frame(KI_STR("        [<c0000001>] [<c0000002>]"), &token));
	ck_assert_uint_eq(token.frame.address.value, 0xc0000001);
	ck_assert(ki_take_bracket_address(&token.more, &address));
	ck_assert_uint_eq(address, 0xc0000002);
	token = (struct ki_token){0};
	ck_assert(ki_lex_frame(KI_STR("[<c0000001>] foo+0x1/0x2"), &token));
	ck_assert_uint_eq(token.more.size, 0);
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
