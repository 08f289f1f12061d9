/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a line of the kernel is whole, and what may be the rest of it: for each line that is long
 * enough to be broken by a mailer, where it may break, and what may stand behind it.
 */
#include <check.h>
#include <stdlib.h>

#include "edge.h"

#include "input/join.h"

static const struct {
	const char *text, *next;
	enum ki_more want;
	/* `next` can't begin a line. */
	bool inside;
} cases[] = {
    /* show_opcodes() in arch/x86/kernel/dumpstack.c */
    {"Code: 00 00 <0f>", "0b c3", KI_MORE_YES},
    {"Code: e1a00000 (e5832000)", "e3a03000", KI_MORE_YES},
    {"Code: 00 00", "0b executing", KI_MORE_NO},
    {"Code: 00 00", "0123456789a", KI_MORE_NO},
    {"Code: 00 00", "RIP: 0010:foo", KI_MORE_NO},
    {"Code: 00 00", "g0 00", KI_MORE_NO},
    /* show_instr() in arch/arm/kernel/traps.c: no word is longer. */
    {"Code: e1a00000 e1a00000", "(e5832000)", KI_MORE_YES},
    {"Code: Unable to access opcode bytes at", "0xffffffffffffffd6.", KI_MORE_YES},
    {"Code: Unable to access opcode bytes at 0xffffffffffffffd6.", "00", KI_MORE_NO},
    /* print_modules() in kernel/module/main.c */
    {"Modules linked in: a b(OE)", "c-d e(OE+) f(-) [last unloaded: g(O)]", KI_MORE_YES},
    {"Modules linked in: a b(OE)", "c_d", KI_MORE_YES},
    {"Modules linked in: a b(OE)", "c: d", KI_MORE_NO},
    {"Modules linked in: a b(OE)", "(OE)", KI_MORE_NO},
    {"Modules linked in: a b(OE)", "c(oe)", KI_MORE_NO},
    {"Modules linked in: a b(OE)", "c(Ox", KI_MORE_NO},
    {"Modules linked in: a b(OE)", "c(O", KI_MORE_YES},
    {"Modules linked in: a b(OE)", "c(O)d", KI_MORE_NO},
    {"Modules linked in: a b(OE)", "[last unloaded: g]", KI_MORE_YES},
    {"Modules linked in: a b(OE) [last", "unloaded: g]", KI_MORE_YES},
    {"Modules linked in: a [last unloaded: g]", "b", KI_MORE_NO},
    {"Modules linked in: a [last unloaded:", "g]", KI_MORE_YES},
    /* print_irqtrace_events() in kernel/locking/lockdep.c */
    {"hardirqs last  enabled at (1): [<ffffffff8107247c>]", "foo+0x1/0x2", KI_MORE_YES},
    {"hardirqs last  enabled at (1):", "[<ffffffff8107247c>] foo+0x1/0x2", KI_MORE_YES},
    {"hardirqs last  enabled at (1):", "[<ffffffff8107247c>]", KI_MORE_YES},
    {"softirqs last disabled at", "(1): foo+0x1/0x2", KI_MORE_YES},
    {"softirqs last disabled at (1):", "0x0", KI_MORE_YES},
    {"softirqs last disabled at (1): foo+0x1/0x2", "bar+0x1/0x2", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo+0x1/0x2x", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo+0x1/0x2x y", KI_MORE_NO},
    {"softirqs last disabled at (1):", "0x0x", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo+0x1/0x2 [mod]", KI_MORE_YES},
    /* Characters of symbols. */
    {"softirqs last disabled at (1):", "_foo.isra.0+0x1/0x2", KI_MORE_YES},
    {"softirqs last disabled at (1):", "$foo+0x1/0x2", KI_MORE_YES},
    {"softirqs last disabled at (1):", "-foo+0x1/0x2", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo-bar+0x1/0x2", KI_MORE_NO},
    {"softirqs last disabled at (1):", "+0x1/0x2", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo+0x1", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo+0x1/", KI_MORE_NO},
    {"softirqs last disabled at (1):", "foo", KI_MORE_NO},
    {"softirqs last disabled at (1): foo+0x1/0x2x", "bar+0x1/0x2", KI_MORE_YES},
    /* dump_stack_print_info() in lib/dump_stack.c */
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "PREEMPT SMP", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "PREEMPT_RT", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.19.0 #1", "PREEMPT(full)", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.19.0 #1 SMP", "PREEMPT_{RT,(lazy)}", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.19.0 #1", "(full)", KI_MORE_NO},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "Debian 6.1.192-2", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1  Debian", "6.1.192-2", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "executing program", KI_MORE_NO},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "X", KI_MORE_NO},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "pREEMPT", KI_MORE_NO},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1", "PREEMPt", KI_MORE_NO},
    {"CPU: 0 PID: 1 Comm: a Not tainted", "6.1.0-with-a-name #1", KI_MORE_YES},
    {"CPU: 0 PID: 1 Comm: a Not tainted", "6.1.0", KI_MORE_MAYBE},
    {"CPU: 0 PID: 1 Comm: a Tainted: G W 6.1.0 #a", "6.1.0", KI_MORE_MAYBE},
    {"CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #", "1 SMP", KI_MORE_MAYBE},
    {"Tainted: [W]=WARN", "6.1.0 #1", KI_MORE_YES},
    {"Hardware name: QEMU, BIOS rel-1.16", "04/01/2014", KI_MORE_YES},
    {"Hardware name: QEMU, BIOS", "rel-1.16 04/01/2014", KI_MORE_YES},
    {"Hardware name: a board", "(DT)", KI_MORE_YES},
    {"Hardware name: a board (DT)", "x 04/01/2014", KI_MORE_NO},
    {"Hardware name: QEMU, BIOS rel 04/01/2014", "(DT)", KI_MORE_NO},
    {"Hardware name: QEMU, BIOS rel", "04-01-2014", KI_MORE_MAYBE},
    {"Hardware name: QEMU, BIOS rel", "04/01-2014", KI_MORE_MAYBE},
    {"Hardware name: QEMU, BIOS rel", "4/1/2014", KI_MORE_MAYBE},
    /* show_code() in arch/s390/kernel/dis.c */
    {"Krnl Code: 000003ff7f8f8148:", "a7f4fff0 brc 15,8", KI_MORE_YES},
    {"Krnl Code: 000003ff7f8f8148:", "executing", KI_MORE_NO},
    {"#000003ff7f8f8148: a7f4fff0", "brc 15,8", KI_MORE_YES},
    {">000003ff7f8f8148: a7f4fff0", "15,8", KI_MORE_NO},
    {"000003ff7f8f8148: a7f4fff0 brc", "15,8", KI_MORE_MAYBE},
    {"#000003ff7f8f8148: 5810f000", "l %r1,0(%r15)", KI_MORE_YES},
    /* print_lock() in kernel/locking/lockdep.c: no instruction. */
    {"#0: ffff888100a1b3c0", "(&demo->io){+.+.}-{3:3}, at: foo+0x1/0x2", KI_MORE_MAYBE},
    /* printk_stack_address() in arch/x86/kernel/dumpstack.c, and others' */
    {"?", "foo+0x1/0x2", KI_MORE_YES},
    {"?", "[<ffffffff8107247c foo+0x1/0x2", KI_MORE_NO},
    {"?", "[c00987d] foo+0x1/0x2", KI_MORE_NO},
    {"?", "[c00987d0 foo+0x1/0x2", KI_MORE_NO},
    {"[<ffffffff8107247c>]", "foo+0x1/0x2", KI_MORE_YES},
    {"[<ffffffff8107247c>]", "? foo+0x1/0x2", KI_MORE_YES},
    {"[<ffffffff8107247c>] ?", "foo+0x1/0x2", KI_MORE_YES},
    {"[<ffffffff8107247c>]", "foo+0x1", KI_MORE_NO},
    {"[<ffffffff8107247c>]", "foo+1/0x2", KI_MORE_NO},
    {"[<ffffffff8107247c>]", "foo-0x1/0x2", KI_MORE_NO},
    {"[<fffffffz8107247c>]", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"[<ffffffff8107247c]", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"[c0000000004987d0] [c0000000004987d0]", "foo+0x1/0x2", KI_MORE_YES},
    {"[c0000000] [c00987d0]", "foo+0x1/0x2", KI_MORE_YES},
    {"[c0000000] [c00987d]", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"[c0000000] [c00987d0", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"[<ffffffff8107247c>]", "foo+0x1/0x2 [mod]", KI_MORE_YES},
    {"[<ffffffff8107247c>]x", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"c0[<ffffffff8107247c>]", "foo+0x1/0x2", KI_MORE_MAYBE},
    /* __die() in arch/x86/kernel/dumpstack.c, up to 4.8 */
    {"EIP: [<c107247c>]", "foo+0x1/0x2 SS:ESP 0068:f3cf6120", KI_MORE_YES},
    {"foo+0x1/0x2x", "[mod]", KI_MORE_MAYBE},
    {"[c0000000004987d0]", "[c0000000004987d0] foo+0x1/0x2", KI_MORE_YES},
    {"[<c107247c>] [<c107247d>]", "[<c107247e>] [<c107247f>]", KI_MORE_MAYBE},
    {"[<c107247c>] [<c107247d>]", "[<c107247e>] [<c107247f>] [<c1072480>]", KI_MORE_MAYBE},
    {"[<c107247c>] [<c107247d>]", "[<c107247e>] [<c107247f>] x", KI_MORE_NO},
    {"[c00000]", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"foo+0x1/0x2", "[mod]", KI_MORE_YES},
    {"foo+0x1/0x2", "[_mod 0123456789abcdef]", KI_MORE_YES},
    {"foo+0x1/0x2", "[mod] (unreliable)", KI_MORE_YES},
    {"foo+0x1/0x2", "(unreliable)", KI_MORE_YES},
    {"foo+0x1/0x2", "[mod])", KI_MORE_YES},
    {"foo+0x1/0x2", ")", KI_MORE_YES},
    {"foo+0x1/0x2", "(bar+0x1/0x2)", KI_MORE_YES},
    {"foo+0x1/0x2", "(bar+0x1/0x2", KI_MORE_NO},
    {"foo+0x1/0x2", "bar+0x1/0x2)", KI_MORE_NO},
    {"foo+0x1/0x2", "(bar+0x1/0x2) x", KI_MORE_NO},
    {"foo+0x1/0x2", "(bar)", KI_MORE_NO},
    /* __show_regs() in arch/x86/kernel/process_64.c, up to 4.8 */
    {"RIP: 0010:[<ffffffff8107247c>]", "[<ffffffff8107247c>] foo+0x1/0x2", KI_MORE_YES},
    {"EIP: 0060:[<c107247c>]", "EFLAGS: 00210246 CPU: 1", KI_MORE_MAYBE},
    {"foo+0x1/0x2 x", "[<ffffffff8107247c>] foo+0x1/0x2", KI_MORE_NO},
    {"foo+0x1/0x2 x", "[<ffffffff8107247c>] foo", KI_MORE_MAYBE},
    {"foo+0x1/0x2 x", "foo+0x1/0x2", KI_MORE_MAYBE},
    {"foo+0x1/0x2", "[m]", KI_MORE_YES},
    {"foo+0x1/0x2", "[1]", KI_MORE_NO},
    /* scripts/decode_stacktrace.sh */
    {"foo (mm/slub.c:321) bar+0x1/0x2 mm/slub.c:3", "baz", KI_MORE_NO},
    {"foo+0x1/0x2 mm/slub.c:321", "[inline]", KI_MORE_MAYBE},
    {"foo+0x1/0x2 mm/slub.c:321", "(discriminator 3)", KI_MORE_MAYBE},
    {"foo+0x1/0x2 mm/slub.c:321x", "baz", KI_MORE_MAYBE},
    {"foo+0x1/0x2 mm/slub.c:321", "baz", KI_MORE_NO},
    {"foo mm/slub.c:321", "baz", KI_MORE_MAYBE},
    {"foo+0x1/0x2", "mm/slub.c:321 [inline]", KI_MORE_YES},
    {"foo+0x1/0x2", "mm/slub.c:x", KI_MORE_NO},
    {"foo+0x1/0x2", "mm/slub.c:3x", KI_MORE_NO},
    {"foo+0x1/0x2", "mm/slub:321", KI_MORE_NO},
    {"foo+0x1/0x2", "[]", KI_MORE_NO},
    {"foo+0x1/0x2", "mod]", KI_MORE_NO},
    {"foo+0x1/0x2", "[mod", KI_MORE_NO},
    {"foo+0x1/0x2", "bar+0x1/0x2", KI_MORE_NO},
    /* show_pte() in arch/arm/mm/fault.c */
    {"[00000014]", "pgd=00000000", KI_MORE_YES},
    {"[00000014]", "*pgd=00000000", KI_MORE_YES},
    {"[00000014]", "pmd=00000000", KI_MORE_NO},
    /* check_preemption_disabled() in lib/smp_processor_id.c: no frame. */
    {"BUG: using x() in preemptible [00000000]", "foo+0x1/0x2", KI_MORE_MAYBE},
    /* show_stack_log_lvl() in arch/x86/kernel/dumpstack_64.c, up to 4.8; Xen */
    {"ffff888014599aa8 ffffffff81353c4d", "0000000000000000 ffffffff8", KI_MORE_MAYBE},
    {"ffff888014599aa8 ffffffff81353c4d", "foo+0x1/0x2", KI_MORE_NO},
    {"f3cf6120 f8fc05a0", "some text", KI_MORE_NO},
    {"ffff888100a1b2c0", "(&demo->lock){+.+.}-{3:3}, at: foo+0x1/0x2", KI_MORE_MAYBE},
    /* show_instructions() in arch/powerpc/kernel/process.c */
    {"60000000 3c62ff84", "<90a90014> 4bfffe00", KI_MORE_MAYBE},
    {"f3cf6120 f8fc05a", "some text", KI_MORE_MAYBE},
    {"f3cf6120 more", "some text", KI_MORE_MAYBE},
    /* __show_regs() in arch/x86/kernel/process_64.c */
    {"RAX: 0000000000000000 RBX:", "ffff888014599aa8 RCX: 0", KI_MORE_YES},
    {"RAX: 0000000000000000 RBX:", "0xffff888014599aa8", KI_MORE_YES},
    {"RAX: 0000000000000000 RBX:", "ffff8880(x)", KI_MORE_YES},
    {"RAX: 0000000000000000 CS:", "0010 DS: 0000", KI_MORE_YES},
    {"RAX: 0000000000000000 RBX:", "abc", KI_MORE_NO},
    {"RAX: 0000000000000000 RBX:", "ffff8880x", KI_MORE_NO},
    {"RAX: 0000000000000000 RBX:", "executing", KI_MORE_NO},
    {"RAX: 0000000000000000 rbx:", "ffff888014599aa8", KI_MORE_MAYBE},
    {"RAX: 0000000000000000 rBX:", "ffff888014599aa8", KI_MORE_MAYBE},
    {"RAX: 0000000000000000 RBx:", "ffff888014599aa8", KI_MORE_MAYBE},
    {"R01: 0000000000000000 R02:", "ffff888014599aa8", KI_MORE_YES},
    {"R01: 0000000000000000 R_2:", "ffff888014599aa8", KI_MORE_YES},
    /* show_regs() in arch/sparc/kernel/process_32.c: the name of one letter. */
    {"PSR: 40001fc4 PC: f0011e4c NPC: f0011e50 Y:", "00000000", KI_MORE_YES},
    {"RAX: 0000000000000000 RBX", "ffff888014599aa8", KI_MORE_MAYBE},
    {"RAX: 0000000000000000 A_LONG_R:", "ffff888014599aa8", KI_MORE_YES},
    {"RAX: 0000000000000000 :", "ffff888014599aa8", KI_MORE_MAYBE},
    {"RAX: 0000000000000000 A_LONG_RE:", "ffff888014599aa8", KI_MORE_MAYBE},
    {"name: value RBX:", "ffff888014599aa8", KI_MORE_MAYBE},
    /* die() */
    {"Oops: 0002 [#1]", "PREEMPT SMP PTI", KI_MORE_YES},
    {"Oops: 0002 [#1]", "repro", KI_MORE_NO},
    /* Sentences. */
    {"It ends here.", "more", KI_MORE_NO},
    {"kernel stack overflow!", "more", KI_MORE_NO},
    {"soft lockup stuck [repro:516]", "more", KI_MORE_NO},
    {"fault in range [0x10-0x17]", "more", KI_MORE_NO},
    {"something [#1]", "more", KI_MORE_NO},
    {"something [abc]", "more", KI_MORE_MAYBE},
    {"something]", "more", KI_MORE_MAYBE},
    {"It goes on", "more", KI_MORE_MAYBE},
    {"It goes on", "BUG: more", KI_MORE_NO},
    {"It goes on", "---[ end trace", KI_MORE_NO},
    /* Where a line was broken in the middle, no sentence is over and no line begins. */
    {"It ends here.", "more", KI_MORE_MAYBE, true},
    {"It goes on", "Oops: (null)", KI_MORE_MAYBE, true},
    {"foo+0x1/0x2", "bar+0x1/0x2", KI_MORE_NO, true},
    /* Broken before it says anything, and in the middle of a beginning. */
    {"", "foo+0x1/0x2", KI_MORE_YES},
    {"", "foo", KI_MORE_MAYBE},
    {"Modules", "linked in: a", KI_MORE_YES},
    {"Modules", "linke", KI_MORE_MAYBE},
    {"Hardware", "name: x", KI_MORE_YES},
    {"(XEN)", "Xen call trace:", KI_MORE_YES},
    {"which", "lock already depends on the new lock.", KI_MORE_YES},
    {"watchdog:", "BUG: soft lockup", KI_MORE_MAYBE},
    {"the watchdog:", "BUG: soft lockup", KI_MORE_NO},
};

/* Neither text may be read before its beginning or behind its end: a mailer's line is no string. */
START_TEST(what_a_line_wants)
{
	const struct koops_str texts = edge_page(), nexts = edge_page();

	for (int at_end = 0; at_end < 2; at_end++) {
		enum ki_more more = ki_wants_more(edge_put(texts, ki_str(cases[_i].text), at_end),
						  edge_put(nexts, ki_str(cases[_i].next), at_end),
						  cases[_i].inside);

		ck_assert_msg(more == cases[_i].want, "'%s' and '%s': %d, want %d", cases[_i].text,
			      cases[_i].next, (int)more, (int)cases[_i].want);
	}
	edge_free(texts);
	edge_free(nexts);
}
END_TEST

/* CONSOLE_LOG_MAX in kernel/printk/: what is longer is no line of the kernel, and grows no more. */
START_TEST(no_oops_is_longer_than_a_line)
{
	static char text[1025];

	memset(text, 'x', sizeof(text));
	memcpy(text, "Oops: 0002 [#1] ", 16);
	ck_assert_int_eq(ki_wants_more((struct koops_str){text, 1024}, KI_STR("SMP"), false),
			 KI_MORE_YES);
	ck_assert_int_eq(ki_wants_more((struct koops_str){text, 1025}, KI_STR("SMP"), false),
			 KI_MORE_MAYBE);
}
END_TEST

START_TEST(places_in_the_code)
{
	ck_assert(ki_has_place(KI_STR(" ? foo+0x1/0x2 [mod]")));
	ck_assert(!ki_has_place(KI_STR("foo+0x1")));
	ck_assert(!ki_has_place(KI_STR("foo/0x2")));
	ck_assert(!ki_has_place(KI_STR("foo/0x2+0x1")));
	ck_assert(!ki_has_place(KI_STR("")));
}
END_TEST

START_TEST(blanks_that_were_there)
{
	const struct koops_str enabled = KI_STR("enabled at (1): foo+0x1/0x2");

	ck_assert_uint_eq(ki_blanks_between(KI_STR("hardirqs last"), enabled), 2);
	ck_assert_uint_eq(ki_blanks_between(KI_STR("softirqs last"), enabled), 2);
	ck_assert_uint_eq(ki_blanks_between(KI_STR("hardirqs last"), KI_STR("disabled at")), 1);
	ck_assert_uint_eq(ki_blanks_between(KI_STR("was last"), enabled), 1);
}
END_TEST

START_TEST(sentences_that_name_a_crash)
{
	ck_assert(ki_is_title(KI_STR("BUG: x")));
	ck_assert(ki_is_title(KI_STR("watchdog: BUG: x")));
	ck_assert(ki_is_title(KI_STR("kernel BUG at x")));
	ck_assert(!ki_is_title(KI_STR("Call Trace:")));
	ck_assert(!ki_is_title(KI_STR("BUG")));
	ck_assert(!ki_is_title(KI_STR("")));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unfinished");
	TCase *tcase = tcase_create("unfinished");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, what_a_line_wants, 0, KI_LENGTH(cases));
	tcase_add_test(tcase, no_oops_is_longer_than_a_line);
	tcase_add_test(tcase, places_in_the_code);
	tcase_add_test(tcase, blanks_that_were_there);
	tcase_add_test(tcase, sentences_that_name_a_crash);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
