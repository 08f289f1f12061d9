/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prefixes that the kernel and dmesg(1) write, and text that is no wrapping.
 */
#include <stdio.h>

#include "../run.h"
#include "input_lines.h"

/* info_print_prefix() in kernel/printk/printk.c: "<%u>", "[%5lu.%06lu]", "[%6s]", ' '. */
START_TEST(printk_prefixes)
{
	EXPECT_LINES("[   56.504281] Call Trace:\n", "56.504281|||s|Call Trace:\n");
	EXPECT_LINES("<4>[   56.504281] Call Trace:\n", "56.504281|4||s|Call Trace:\n");
	EXPECT_LINES("[   56.504281][  T516] Call Trace:\n", "56.504281||T516|s|Call Trace:\n");
	EXPECT_LINES("[   56.504281][    C0]  <TASK>\n", "56.504281||C0|s| <TASK>\n");
	EXPECT_LINES("[   56.504281] [  T516] Call Trace:\n", "56.504281||T516|s|Call Trace:\n");
	EXPECT_LINES("<6>[12345.000001][T1234567] x\n", "12345.000001|6|T1234567|s|x\n");
	EXPECT_LINES("[  T516] Call Trace:\n", "||T516|s|Call Trace:\n");
	EXPECT_LINES("<4> ? foo+0x1/0x2\n", "|4||s| ? foo+0x1/0x2\n");
	EXPECT_LINES("<30>[    2.100000] systemd[1]: x\n", "2.100000|6||s|systemd[1]: x\n");
	/* Bytes of a "Code:" line that a mailer broke. */
	EXPECT_LINES("<00> 00 0f\n", "||||<00> 00 0f\n");
	EXPECT_LINES("<04> 24 0f\n", "||||<04> 24 0f\n");
	EXPECT_LINES("<0> x\n", "|0||s| x\n");
	EXPECT_LINES("Call Trace:\n", "||||Call Trace:\n");
	EXPECT_LINES("[   56.504281] \n", "56.504281|||s|\n");
	EXPECT_LINES("[   56.504281]\n", "56.504281|||s|\n");
	EXPECT_LINES("\n", "||||\n");
}
END_TEST

/* print_record() in util-linux's sys-utils/dmesg.c. */
START_TEST(dmesg_prefixes)
{
	EXPECT_LINES("kern  :warn  : [   56.504281] Call Trace:\n", "56.504281|4||s|Call Trace:\n");
	EXPECT_LINES("daemon:info  : [    2.100000] systemd[1]: x\n",
		     "2.100000|6||s|systemd[1]: x\n");
	EXPECT_LINES("authpriv:emerg : x\n", "|0||s|x\n");
	EXPECT_LINES("[Thu Mar 30 21:39:14 2023] Call Trace:\n",
		     "Thu Mar 30 21:39:14 2023|||s|Call Trace:\n");
	EXPECT_LINES("[Sat Apr  1 01:02:03 2023] [    C0] x\n",
		     "Sat Apr  1 01:02:03 2023||C0|s|x\n");
	EXPECT_LINES("[Thu Mar 30 21:39:14 2023 <    0.000012>] x\n",
		     "Thu Mar 30 21:39:14 2023|||s|x\n");
	EXPECT_LINES("[<    0.000012>] x\n", "<    0.000012>|||s|x\n");
	EXPECT_LINES("[Mar30 21:39] x\n[  +0.000012] y\n[ +12.000012] z\n",
		     "Mar30 21:39|||s|x\n+0.000012|||s|y\n+12.000012|||s|z\n");
	EXPECT_LINES("[   56.504281 <    0.000012>] x\n", "56.504281|||s|x\n");
}
END_TEST

/* Documentation/ABI/testing/dev-kmsg, msg_add_ext_text() in kernel/printk/printk.c. */
START_TEST(kmsg_records)
{
	EXPECT_LINES("4,1234,56504281,-;Call Trace:\n", "56504281|4||s|Call Trace:\n");
	EXPECT_LINES("4,1234,56504281,-,caller=T516; ? foo+0x1/0x2\n",
		     "56504281|4|T516|s| ? foo+0x1/0x2\n");
	EXPECT_LINES("30,1,2,c,caller=C1;a\\x09b\\x5cc\\x0ad\n", "2|6|C1|s|a\tb\\c\n2|6|C1|s|d\n");
	EXPECT_LINES("4,1,2,x;y\n", "||||4,1,2,x;y\n");
}
END_TEST

START_TEST(quoted)
{
	EXPECT_LINES("> [   56.504281]  <TASK>\n", "56.504281|||s| <TASK>\n");
	EXPECT_LINES("> >> [   56.504281] x\n", "56.504281|||s|x\n");
	EXPECT_LINES(">[   56.504281] x\n", "56.504281|||s|x\n");
	EXPECT_LINES(">  foo+0x1/0x2\n", "|||| foo+0x1/0x2\n");
	EXPECT_LINES("> > 4,1,2,-;x\n", "2|4||s|x\n");
}
END_TEST

START_TEST(terminals)
{
	EXPECT_LINES("[   56.504281] x\r\n", "56.504281|||s|x\n");
	EXPECT_LINES("\x1b[32m[   56.504281] \x1b[0m\x1b[33mwatchdog: \x1b[0mx\x1b[0m\n",
		     "56.504281|||s|watchdog: x\n");
	EXPECT_LINES("login: \r[   56.504281] x\r\r\n", "||||login: \n56.504281|||s|x\n");
	EXPECT_TEXT("\x1b]0;title\a[    1.000000] x\x1b(B\x1b[m\n", "x\n");
	EXPECT_TEXT("\x1b[12;1Hfirst\x1b[13;1H[    1.000000] x\x1b[K\n", "first\nx\n");
	EXPECT_TEXT("|\b/\b-\b[    1.000000] x\n", "x\n");
	EXPECT_TEXT("x\x1b[\n", "x\n");
}
END_TEST

START_TEST(glued_before_a_stamp)
{
	EXPECT_LINES("test login: [  100.46] watchdog: BUG: x\n", "100.46|||s|watchdog: BUG: x\n");
	EXPECT_LINES("root@host:~# [   56.504281][  T516] x\n", "56.504281||T516|s|x\n");
	EXPECT_LINES("[   56.504281] foo[   56.504300] bar\n",
		     "56.504281|||s|foo\n56.504300|||s|bar\n");
	EXPECT_LINES(" ? foo+0x1/0x2[   56.504300] bar\n",
		     "|||| ? foo+0x1/0x2\n56.504300|||s|bar\n");
}
END_TEST

START_TEST(text_that_is_no_wrapping_stays)
{
	static const char *const lines[] = {
	    "Code: c7 c7 a3 d6 96 <f3> 0f 1e fa",
	    "<48> 3d 01 f0 ff ff",
	    "<f3> 0f 1e fa",
	    "RAX: 0000000000000000 RBX: ffff888014599aa8",
	    " <TASK>",
	    " <IRQ>",
	    "</IRQ>",
	    "<#DF>",
	    ">ffff888014599a80: fa fb fb fb",
	    ">c0a1b2c3: fa fb fb fb",
	    "[<ffffffff8107247c>] __text_poke+0x2ec/0x4e0",
	    "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro:516]",
	    "kernel BUG at mm/slub.c:321!",
	    "rcu: \t0-....: (1 GPs behind) idle=1234/1/0x4000000000000000",
	    "general protection fault: 0000 [#1] PREEMPT SMP",
	    "the lock is [1.2] of 3",
	    "-> #1 (&foo->lock){+.+.}-{3:3}:",
	    "kern: warn: x",
	};

	for (size_t i = 0; i < KI_LENGTH(lines); i++) {
		char log[256];
		int size = snprintf(log, sizeof(log), "%s\n", lines[i]);
		struct koops_str text = {log, (size_t)size};

		lines_expect(text, text, false);
		snprintf(log, sizeof(log), "[   56.504281] %s\n", lines[i]);
		lines_expect(ki_str(log), ki_str_from(ki_str(log), 15), false);
	}
}
END_TEST

START_TEST(wrappings_have_names)
{
	struct lines lines;
	struct koops_str names;

	lines_init(&lines, false);
	lines_read(&lines, KI_STR("> \x1b[1mkern  :warn  : [   56.504281] x\x1b[m\n"));
	names = ki_input_wrapping(lines.input);
	ck_assert_msg(ki_str_eq(names, KI_STR("quote terminal decoded printk")), "%.*s",
		      KI_ARG(names));
	lines_free(&lines);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    printk_prefixes,
	    dmesg_prefixes,
	    kmsg_records,
	    quoted,
	    terminals,
	    glued_before_a_stamp,
	    text_that_is_no_wrapping_stays,
	    wrappings_have_names,
	};

	return run_tests("input", tests, KI_LENGTH(tests));
}
