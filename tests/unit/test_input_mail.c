/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wrappings by people, their mailers and browsers.
 */
#include <stdio.h>

#include "../run.h"
#include "input_lines.h"

/* RFC 2045, 6.7 */
START_TEST(quoted_printable)
{
	EXPECT_TEXT("[   56.504281] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro=\n"
		    ":516]\n",
		    "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro:516]\n");
	EXPECT_TEXT("[   24.618533] memfd_create() without MFD_EXEC, pid=3D330 'systemd'\n",
		    "memfd_create() without MFD_EXEC, pid=330 'systemd'\n");
	EXPECT_TEXT("[    1.000000] a=3Db 89 123456789 123456789 123456789 123456789 12345=\n"
		    "  and =E2=80=9Cc=E2=80=9D more 123456789 123456789 123456789 123456789 =\n"
		    "end=20\n"
		    "[    2.000000] x\n",
		    "a=b 89 123456789 123456789 123456789 123456789 12345  and \xe2\x80\x9c"
		    "c\xe2\x80\x9d more 123456789 123456789 123456789 123456789 end \nx\n");
	/* No encoding, although it looks a little like one. */
	EXPECT_TEXT("[    1.000000] RAX=20 order=3 uid=30 q=20\n", "RAX=20 order=3 uid=30 q=20\n");
	EXPECT_TEXT("[    1.000000] Command line: a b c d e f g h i j k l m n o p q r root=\n"
		    "[    2.000000] next\n",
		    "Command line: a b c d e f g h i j k l m n o p q r root=\nnext\n");
	EXPECT_TEXT("123456789 123456789 123456789 123456789 123456789 123456789 12345=\n",
		    "123456789 123456789 123456789 123456789 123456789 123456789 12345=\n");
	EXPECT_TEXT("Content-Transfer-Encoding: quoted-printable\n\na=\nb=\nc\n", "\nabc\n");
}
END_TEST

START_TEST(html)
{
	EXPECT_TEXT("<pre>[    1.000000]  &lt;TASK&gt;\n", " <TASK>\n");
	EXPECT_TEXT("<span style=\"color:red\">[    1.000000] </span>a &amp;&amp; &quot;b&quot; "
		    "&#39;c&#x27;\n",
		    "a && \"b\" 'c'\n");
	EXPECT_TEXT("[    1.000000] a<br>[    2.000000] b<br/></div>\n", "a\nb\n");
	EXPECT_TEXT("&gt; &gt; [    1.000000] a\n", "a\n");
	EXPECT_TEXT("[    1.000000]&nbsp; foo+0x1/0x2&#160;[mod]\n", " foo+0x1/0x2 [mod]\n");
	EXPECT_TEXT("<a href=\"https://x/?a=b\">[    1.000000] a</a>\n", "a\n");
	/* Not HTML. */
	EXPECT_TEXT("[    1.000000]  <TASK>\n[    1.000000]  </IRQ>\n[    1.000000] <#DF>\n",
		    " <TASK>\n </IRQ>\n<#DF>\n");
	EXPECT_TEXT("[    1.000000] [<ffffffff8107247c>] a & b &c; <unknown> <a\n",
		    "[<ffffffff8107247c>] a & b &c; <unknown> <a\n");
}
END_TEST

START_TEST(unicode)
{
	EXPECT_TEXT("[    1.000000]\xc2\xa0 foo+0x1/0x2\n", " foo+0x1/0x2\n");
	EXPECT_TEXT("\xef\xbb\xbf[    1.000000] x\n", "x\n");
	EXPECT_TEXT("\xc2\x9b"
		    "31m[    1.000000] x\n",
		    "x\n");
	EXPECT_TEXT("[    1.000000] \xc3\xa9\xff\n", "\xc3\xa9\xff\n");
}
END_TEST

START_TEST(fences)
{
	EXPECT_TEXT("```\n[    1.000000] x\n```\n", "x\n");
	EXPECT_TEXT("> ~~~~ text\n> ~~~~\n", "~~~~ text\n");
	EXPECT_TEXT("{noformat}\n    [    1.000000] x\n{noformat}\n", "x\n");
	EXPECT_TEXT("{code:title=x}\n    [    1.000000] x\n{code}\n", "x\n");
	EXPECT_TEXT("[code=c]\n    [    1.000000] x\n[/code]\n", "x\n");
	EXPECT_TEXT("{codex}\n[    1.000000] x\n", "{codex}\nx\n");
	EXPECT_TEXT("(In reply to Jane from comment #1)\n> [    1.000000] x\n", "x\n");
	EXPECT_TEXT("`[    1.000000] x`\n", "x\n");
	EXPECT_TEXT("``\n`\n", "``\n`\n");
	/* KASAN marks a line of its dump as mails mark a quote. */
	EXPECT_TEXT(">ffff8880: fa fb\n>ffff888: fa fb\n>add 1: x\n",
		    ">ffff8880: fa fb\nffff888: fa fb\nadd 1: x\n");
}
END_TEST

/* Each is a line of the kernel, and where mailers break it at 72 to 80 columns. */
START_TEST(broken_lines_are_joined)
{
	EXPECT_TEXT(
	    "[   56.508318] hardirqs last  enabled at (684719): [<ffffffff8107247c>]\n"
	    "__text_poke+0x2ec/0x4e0\n"
	    "[   56.509577] hardirqs last disabled at (684720): [<ffffffff82f937a3>]\n"
	    "sysvec_apic_timer_interrupt+0x13/0xe0\n",
	    "hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_poke+0x2ec/0x4e0\n"
	    "hardirqs last disabled at (684720): [<ffffffff82f937a3>] "
	    "sysvec_apic_timer_interrupt+0x13/0xe0\n");
	EXPECT_TEXT("> [   56.517098] Code: c7 c7 a3 d6 96 83 e8 4f 0e 00 00 65 c7 05 e4 c3\n"
		    "> 08 7d 00 00 00 00 eb ba 66 90 90 90 90 90 90 90 90 90 90 90 90 90 90\n"
		    "> 90 90 90 <f3> 0f 1e fa\n"
		    "> [   56.519522] RSP: 0018:ffffc90000fbb260 EFLAGS: 00000246\n",
		    "Code: c7 c7 a3 d6 96 83 e8 4f 0e 00 00 65 c7 05 e4 c3 08 7d 00 00 00 00 eb ba "
		    "66 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 <f3> 0f 1e fa\n"
		    "RSP: 0018:ffffc90000fbb260 EFLAGS: 00000246\n");
	EXPECT_TEXT("[   56.514647] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996),\n"
		    "BIOS rel-1.16.0-0-gd239552ce722-prebuilt.qemu.org 04/01/2014\n",
		    "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS "
		    "rel-1.16.0-0-gd239552ce722-prebuilt.qemu.org 04/01/2014\n");
	EXPECT_TEXT("[   56.520439] RAX: 0000000000000000 RBX: ffff888014599aa8 RCX:\n"
		    "ffffffff81353c4d\n",
		    "RAX: 0000000000000000 RBX: ffff888014599aa8 RCX: ffffffff81353c4d\n");
	EXPECT_TEXT("[   56.542233]  ? perf_swevent_get_recursion_context_with_more+0x28f/0x340\n"
		    "[some_module]\n",
		    " ? perf_swevent_get_recursion_context_with_more+0x28f/0x340 [some_module]\n");
	EXPECT_TEXT("[  243.123456] INFO: task kworker/u8:3:1234 blocked for more than 143\n"
		    "seconds.\n",
		    "INFO: task kworker/u8:3:1234 blocked for more than 143 seconds.\n");
	EXPECT_TEXT("[  243.123456] general protection fault, probably for non-canonical\n"
		    "address 0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN\n",
		    "general protection fault, probably for non-canonical address "
		    "0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN\n");
}
END_TEST

/* Without stamps only the text says it. */
START_TEST(broken_lines_without_stamps_are_joined)
{
	EXPECT_TEXT("Modules linked in: nf_conntrack_netlink nf_tables nfnetlink overlay bridge\n"
		    "stp llc intel_rapl_msr(OE) [last unloaded: koops]\n"
		    "CPU: 0 PID: 516 Comm: repro Not tainted\n",
		    "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink overlay bridge "
		    "stp llc intel_rapl_msr(OE) [last unloaded: koops]\n"
		    "CPU: 0 PID: 516 Comm: repro Not tainted\n");
	EXPECT_TEXT("CPU: 0 PID: 516 Comm: repro Tainted: G             L\n"
		    "6.3.0-rc4-197b6b60ae7b-with-a-long-name+ #1\n",
		    "CPU: 0 PID: 516 Comm: repro Tainted: G             L "
		    "6.3.0-rc4-197b6b60ae7b-with-a-long-name+ #1\n");
	EXPECT_TEXT(
	    "hardirqs last  enabled at (684719): [<ffffffff8107247c>]\n"
	    "__text_poke+0x2ec/0x4e0\n",
	    "hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_poke+0x2ec/0x4e0\n");
}
END_TEST

START_TEST(terminals_break_words)
{
	EXPECT_TEXT(
	    "[   56.508318] hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_p\n"
	    "oke+0x2ec/0x4e0\n",
	    "hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_poke+0x2ec/0x4e0\n");
}
END_TEST

/* RFC 3676, 4.2 */
START_TEST(flowed)
{
	EXPECT_TEXT("[   56.513543] CPU: 0 PID: 516 Comm: repro Not tainted \n"
		    "6.3.0-rc4-197b6b60ae7b+ #1\n",
		    "CPU: 0 PID: 516 Comm: repro Not tainted 6.3.0-rc4-197b6b60ae7b+ #1\n");
}
END_TEST

START_TEST(whole_lines_are_not_joined)
{
	static const char *const logs[] = {
	    /* A program on the same console. */
	    "[   56.504281] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [repro:516]\n"
	    "executing program 0:\n",
	    "[   56.513543] CPU: 0 PID: 516 Comm: repro Not tainted 6.3.0-rc4-197b6b60ae7b+ #1\n"
	    "executing program 0:\n",
	    "[   56.507013] Modules linked in:\nexecuting program\n",
	    "[   56.507013] short\nexecuting program\n",
	    "[   56.531339]  ? perf_trace_buf_alloc_with_a_long_name_indeed+0x41/0x110\nfoo bar\n",
	    /* The kernel, without stamps. */
	    "BUG: unable to handle page fault for address: ffffffff81234567890123\n"
	    "#PF: supervisor read access in kernel mode\n",
	    "RBP: ffffc90000fbb2a8 R08: ffffc90000fbb820 R09: ffffc90000fbb818\n"
	    "R10: ffffc90000fbb7f0 R11: 0000000000000000 R12: ffffc90000fbb2b8\n",
	    "hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_poke+0x2ec/0x4e0\n"
	    "hardirqs last disabled at (684720): [<ffffffff82f937a3>] sysvec+0x13/0xe0\n",
	    "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink overlay bridge\n"
	    "irq event stamp: 684720\n",
	    "ret_from_fork_asm_with_a_long_name_that_goes_on_and_on_for_ever+0x1b/0x30\n"
	    "another_function+0x1/0x2\n",
	    "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel 04/01/2014\n"
	    "watchdog_thing and something\n",
	};

	for (size_t i = 0; i < KI_LENGTH(logs); i++) {
		struct lines lines;
		size_t count = 0;

		lines_init(&lines, false);
		lines_read(&lines, ki_str(logs[i]));
		for (size_t at = 0; at < lines.out.size; at++)
			count += lines.out.data[at] == '\n';
		ck_assert_msg(count == 2, "joined:\n%.*s", KI_ARG(ki_buf_str(&lines.out)));
		lines_free(&lines);
	}
}
END_TEST

START_TEST(wrappings_nest)
{
	EXPECT_TEXT("> Mar 30 21:39:14 host kernel: [   56.504281] \x1b[1mx\x1b[m\n", "x\n");
	EXPECT_TEXT("{\"MESSAGE\":\"4,1,2,-;&gt; a\\\\x3db\"}\n", "a=b\n");
	EXPECT_TEXT(
	    "<pre>&gt; - {dt: 1, lvl: target, msg: '&lt;4&gt;[    1.000000][  T1] x'}</pre>\n",
	    "x\n");
	EXPECT_TEXT("> {\"dt\": \"2023\", \"lvl\": \"target\", \"msg\": \"\\u001b[0m[    1.000000] "
		    "&lt;TASK&gt;\"}\n",
		    "<TASK>\n");
}
END_TEST

/* RFC 2045, 6.8; "BUG: x\\nRIP: 0010:" and on. */
START_TEST(base64)
{
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n\n"
		    "QlVHOiB4ClJJUDogMDAxMDpkZW1vX3Bva2UrMHgxNC8weDMwCiA8VEFTSz4KIGRlbW9fd3JpdGUr\n"
		    "MHgyYS8weDUwCnQ=\n--boundary--\n",
		    "\nBUG: x\nRIP: 0010:demo_poke+0x14/0x30\n <TASK>\n demo_write+0x2a/0x50\nt\n"
		    "--boundary--\n");
	/* Without the header it is text. */
	EXPECT_TEXT(
	    "QlVHOiB4ClJJUDogMDAxMDpkZW1vX3Bva2UrMHgxNC8weDMwCiA8VEFTSz4KIGRlbW9fd3JpdGUr\n",
	    "QlVHOiB4ClJJUDogMDAxMDpkZW1vX3Bva2UrMHgxNC8weDMwCiA8VEFTSz4KIGRlbW9fd3JpdGUr\n");
}
END_TEST

/* What stands before each line, and shows where a report's lines begin in them. */
START_TEST(margins)
{
	EXPECT_TEXT("web-1  | BUG: x\nweb-1  | CPU: 0 PID: 1\nweb-1  |  foo+0x1/0x2\n",
		    "BUG: x\nCPU: 0 PID: 1\n foo+0x1/0x2\n");
	/* Numbers differ, and the columns in which they stand. */
	EXPECT_TEXT("  9  BUG: x\n 10  y\n 11  RIP: 0010:f+0x1/0x2\n",
		    "BUG: x\ny\nRIP: 0010:f+0x1/0x2\n");
	EXPECT_TEXT("a.log-9-BUG: x\na.log:10:\na.log-11-Call Trace:\n", "BUG: x\n\nCall Trace:\n");
	/* What other wrappings are inside keep what they say. */
	EXPECT_LINES("JD> Mar 30 21:39:14 host kernel: BUG: x\n"
		     "JD> Mar 30 21:39:15 host kernel: Call Trace:\n",
		     "Mar 30 21:39:14|||s|BUG: x\nMar 30 21:39:15|||s|Call Trace:\n");
	EXPECT_TEXT("* Mar 30 21:39:14 host kernel: BUG: x\n* y\n",
		    "* Mar 30 21:39:14 host kernel: BUG: x\n* y\n");
	/* A list of reports is none; nor is what no report's line follows. */
	EXPECT_TEXT("* BUG: x\n* WARNING: y\n", "* BUG: x\n* WARNING: y\n");
	EXPECT_TEXT("I saw BUG: x\nCall Trace:\n", "I saw BUG: x\nCall Trace:\n");
	EXPECT_TEXT("rcu: INFO: x\nrcu: CPU: y\n", "rcu: INFO: x\nrcu: CPU: y\n");
	/* One that is not there any more is not taken off. */
	EXPECT_TEXT("+BUG: x\n+CPU: 1\nBUG: y\n+z\n", "BUG: x\nCPU: 1\nBUG: y\n+z\n");
}
END_TEST

#define ENCODED "Content-Transfer-Encoding: quoted-printable\n"
#define IN_BASE64 "Content-Transfer-Encoding: base64\n"

/* RFC 2045, 6.7: what shows it without a header: an '=', a terminal's sequence, a character. */
START_TEST(signs_of_quoted_printable)
{
	EXPECT_TEXT("a=3D\n", "a=\n");
	EXPECT_TEXT("=1B[1mx=1B[m\n", "x\n");
	EXPECT_TEXT("=C0=80\n", "\xc0\x80\n");
	EXPECT_TEXT("=1Bx\n=C0=7F\n=BF=80\n=80=C0\n=C3x=A9\n=C3\n=\n==3D\n",
		    "=1Bx\n=C0=7F\n=BF=80\n=80=C0\n=C3x=A9\n=C3\n=\n==3D\n");
	/* In a mail that says so, a blank at the end of a line, and what is no escape stays. */
	EXPECT_TEXT(ENCODED "a=20\nb=09\nc=xd=20\ne=41\n", "a \nb\t\nc=xd \ne=41\n");
	EXPECT_TEXT(ENCODED "a=3Db=xy=\nz\n", "a=b=xyz\n");
	/* Lines are joined whatever the second one looks like, and as they are indented. */
	EXPECT_TEXT(ENCODED "a=\n4,5,x\n    b=\n    c=\n    d\n    e=\nf\n",
		    "a4,5,x\n    bcd\n    ef\n");
	/* In a quote it is no header, and inside of a record nothing is encoded. */
	EXPECT_TEXT("> " ENCODED "a=20\n", ENCODED "a=20\n");
	EXPECT_TEXT("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a\\u003d3Db\"}\n", "a=3Db\n");
	EXPECT_TEXT("> a=3D3Db\n", "a=3Db\n");
	/* A header is all of its name, also with nothing behind it. */
	EXPECT_TEXT("Content-Transfer-Encoding:\nContent-Transfer-Encoding; x\n",
		    "Content-Transfer-Encoding; x\n");
}
END_TEST

#define FIFTY "0123456789 123456789 123456789 123456789 123456789"
#define SIXTY FIFTY " 12345678="

/* A line that may be broken is not joined with one that begins as lines do. */
START_TEST(begins_of_lines)
{
	EXPECT_TEXT(SIXTY "\nx\n", FIFTY " 12345678x\n");
	EXPECT_TEXT(SIXTY "\n4,5 x\n" SIXTY "\n4;5,x\n" SIXTY "\n4,x,\n",
		    FIFTY " 123456784,5 x\n" FIFTY " 123456784;5,x\n" FIFTY " 123456784,x,\n");
	EXPECT_TEXT(SIXTY "\n<x>[    1.000000] x\n", "x\n");
	/* A stamp stands behind 19 columns at the most. */
	EXPECT_TEXT(SIXTY "\n0123456789012345678[    1.000000] x\n", SIXTY "\nx\n");
	EXPECT_TEXT(SIXTY "\n01234567890123456789[    1.000000] x\n", "x\n");
	/* Where the first bytes are an escape, or are none. */
	EXPECT_TEXT("=00" FIFTY "=20123=\nx\n", FIFTY " 123x\n");
	EXPECT_TEXT("=x " FIFTY " 12345=\nx\n", "=x " FIFTY " 12345=\nx\n");
}
END_TEST

/* A header is no more than 200 bytes long, and a line no more than 64 KiB. */
START_TEST(limits_of_quoted_printable)
{
	enum { MOST = 64 << 10, A_LINE = 64 };
	struct ki_buf log;
	struct lines lines;

	lines_init(&lines, false);
	ki_buf_init(&log, &lines.mem);
	for (size_t size = 200; size <= 201; size++) {
		log.size = lines.out.size = 0;
		ki_buf_put(&log, KI_STR("Content-Transfer-Encoding: quoted-printable;"));
		while (log.size < size)
			ki_buf_putc(&log, 'x');
		ki_buf_put(&log, KI_STR("\na=20\n"));
		lines_read(&lines, ki_buf_str(&log));
		ck_assert_uint_eq(lines.out.size, size == 200 ? 3 : 202 + 5);
		ki_input_gap(lines.input);
	}
	/* The parts are 64 KiB with the last '='. */
	log.size = lines.out.size = 0;
	ki_buf_put(&log, KI_STR(ENCODED));
	for (size_t size = 0; size < MOST; size++) {
		ki_buf_putc(&log, size + 1 < MOST ? 'x' : '=');
		if (size % A_LINE == A_LINE - 2)
			ki_buf_put(&log, KI_STR("=\n"));
	}
	ki_buf_put(&log, KI_STR("\ny\n"));
	lines_read(&lines, ki_buf_str(&log));
	ck_assert_uint_eq(lines.out.size, MOST + 1 + 2);
	ki_buf_free(&log);
	lines_free(&lines);
}
END_TEST

/* RFC 2045, 6.8: its digits, what fills the last group, and lines that end it. */
START_TEST(digits_of_base64)
{
	EXPECT_TEXT(IN_BASE64 "QlVHOiB4Cg==\nQ===\n", "BUG: x\nQ===\n");
	EXPECT_TEXT(IN_BASE64 "QlVHOiB4Cg==\n-AAA\nQlVHOiB4Cg==\n", "BUG: x\n-AAA\nQlVHOiB4Cg==\n");
	EXPECT_TEXT(IN_BASE64 "QlVHOiB4Cg==\nA.AA\n", "BUG: x\nA.AA\n");
	EXPECT_TEXT(IN_BASE64 "QlVHOiB4Cg==\nAA=A\n", "BUG: x\nAA=A\n");
	/* What was decoded is not decoded again, also in a quote. */
	EXPECT_TEXT(IN_BASE64
		    "> UWxWSE9pQjFibUZpYkdVZ2RHOGdhR0Z1Wkd4bElIQmhaMlVnWm1GMWJIUWdZWFFnTVFvPQo=\n",
		    "QlVHOiB1bmFibGUgdG8gaGFuZGxlIHBhZ2UgZmF1bHQgYXQgMQo=\n");
	/* In a quote the first line is long, those behind it may be short. */
	EXPECT_TEXT(IN_BASE64 "> QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n> QUFB\n",
		    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
	EXPECT_TEXT(IN_BASE64 "> QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n",
		    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n");
}
END_TEST

/* Text without an end of a line is cut where there are 64 KiB of it. */
START_TEST(texts_of_base64_have_a_limit)
{
	enum { MOST = 64 << 10, A_LINE = 96 };
	struct ki_buf log;
	struct lines lines;
	size_t size = 0;

	lines_init(&lines, false);
	ki_buf_init(&log, &lines.mem);
	ki_buf_put(&log, KI_STR(IN_BASE64));
	for (; size + 3 <= MOST; size += 3)
		ki_buf_put(&log, size % A_LINE == A_LINE - 3 ? KI_STR("QUFB\n") : KI_STR("QUFB"));
	ki_buf_put(&log, KI_STR("\nQQ==\nQUFB\n"));
	lines_read(&lines, ki_buf_str(&log));
	ck_assert_uint_eq(size + 1, MOST);
	ck_assert_uint_eq(lines.out.size, MOST + 1 + 3 + 1);
	/* What fills the last group is none of it: "AA" and "A" are short of the limit by one. */
	log.size = lines.out.size = 0;
	ki_input_gap(lines.input);
	ki_buf_put(&log, KI_STR(IN_BASE64));
	for (size = 0; size + 4 < MOST; size += 3)
		ki_buf_put(&log, size % A_LINE == A_LINE - 3 ? KI_STR("QUFB\n") : KI_STR("QUFB"));
	ki_buf_put(&log, KI_STR("\nQUE=\nQQ==\nQUFB\n"));
	lines_read(&lines, ki_buf_str(&log));
	ck_assert_uint_eq(size + 2 + 1, MOST - 1);
	ck_assert_uint_eq(lines.out.size, MOST - 1 + 3 + 1);
	ki_buf_free(&log);
	lines_free(&lines);
}
END_TEST

/* HTML, 13.2.5: where tags and references end. */
START_TEST(ends_of_markup)
{
	char log[1100], want[1100];

	EXPECT_TEXT("a <1> </> </b/> <b-c> <> <\n", "a <1> </> </b/> <b-c> <> <\n");
	EXPECT_TEXT("a<b/>b<b\tx>c</B >d<hr>e<bx>f<codex>g<pr>h\n",
		    "abcd<hr>e<bx>f<codex>g<pr>h\n");
	EXPECT_TEXT("a&LT;b&NewLine;c&Tab;d&GT\n", "a<b\nc\td&GT\n");
	EXPECT_TEXT("&#161;&#xA0;&#xa1;&#4294967295;&#4294967296;&#1114111;x\n",
		    "\xc2\xa1 \xc2\xa1\xef\xbf\xbd \xf4\x8f\xbf\xbfx\n");
	EXPECT_TEXT("&#;&#x;&#xg;&#1x;&#x&lt;\n", "&#;&#x;&#xg;&#1x;&#x<\n");
	/* Nothing but '&' begins a reference, before a tag or behind one. */
	EXPECT_TEXT("x#65;ylt;<b>x#65;ylt;</b>x#65;\n", "x#65;ylt;x#65;ylt;x#65;\n");
	/* A tag has 1024 bytes behind its '<' at the most. */
	for (size_t size = 1024; size <= 1025; size++) {
		memset(log, 'x', sizeof(log));
		memcpy(log, "<a ", 3);
		memcpy(log + size, ">y\n", 4);
		memcpy(want, log, sizeof(want));
		lines_expect(ki_str(log), size == 1024 ? KI_STR("y\n") : ki_str(want), false);
	}
}
END_TEST

/* CommonMark 0.30, 4.5; Jira's and Bugzilla's blocks. */
START_TEST(lines_that_are_no_fence)
{
	EXPECT_TEXT("```c++\n~~~\n```a_b-1\n`````\n{noformat}\n[code]\n[/code]\n{code:c}\n", "");
	EXPECT_TEXT(
	    "``\n~~\n```a.b\n~~~`\n{noformat}x\n{code]\n[code}\n{noformat\n{Code}\n(In reply\n",
	    "``\n~~\n```a.b\n~~~`\n{noformat}x\n{code]\n[code}\n{noformat\n{Code}\n(In reply\n");
	EXPECT_TEXT("``` \n {noformat}\t\n", "");
	EXPECT_TEXT("====1680212354.504281-D\n", "");
	EXPECT_TEXT("====1.5-\n====1.5-DD\n====1.5D\n====x.5-D\n====1-D\n====1.x-D\n===1.5-D\n",
		    "====1.5-\n====1.5-DD\n====1.5D\n====x.5-D\n====1-D\n====1.x-D\n===1.5-D\n");
	EXPECT_TEXT("`a`\n`a\n~a~\n`\n", "a\n`a\n~a~\n`\n");
	EXPECT_TEXT("[s=1;j=2]\n[s=1;i=2]\n", "[s=1;j=2]\n");
	/* A quote may have blanks before it, and none behind it; an address is none. */
	EXPECT_TEXT("  > a\n>b\n>  c\n> >d\n>] e\n>ffff888014599a80 f\n>  >g\n>] h &lt;\n",
		    "a\nb\n c\nd\n>] e\nffff888014599a80 f\ng\n>] h <\n");
}
END_TEST

/* Characters that are seen as blanks, as ends of lines, or not at all; Unicode, 23.2. */
START_TEST(characters_that_are_replaced)
{
	static const struct {
		const char *character, *want;
	} cases[] = {
	    {"\xc2\xa0", " "},
	    {"\xe2\x80\xaf", " "},
	    {"\xe2\x80\x87", " "},
	    {"\xe2\x80\x8b", ""},
	    {"\xe2\x80\x8c", ""},
	    {"\xe2\x80\x8d", ""},
	    {"\xe2\x81\xa0", ""},
	    {"\xc2\xad", ""},
	    {"\xef\xbb\xbf", ""},
	    {"\xe2\x80\xa8", "\n"},
	    {"\xe2\x80\xa9", "\n"},
	    {"\xc2\x85", "\n"},
	    /* Neighbours are characters like others. */
	    {"\xc2\xa1", "\xc2\xa1"},
	    {"\xe2\x80\x8a", "\xe2\x80\x8a"},
	    {"\xc2\x80", "\xc2\x80"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		const char *from = cases[i].character, *to = cases[i].want;
		char log[64], want[64];

		snprintf(log, sizeof(log), "a%sx%sxb\n", from, from);
		snprintf(want, sizeof(want), "a%sx%sxb\n", to, to);
		lines_expect(ki_str(log), ki_str(want), false);
	}
	/* What introduces a sequence of a terminal goes with it. */
	EXPECT_TEXT("a\xc2\x9bxb\n", "ab\n");
	/* The first and the last one of a line, and halves of them. */
	EXPECT_TEXT("\xe2\x80\x8bx\xe2\x80\x8b\n", "x\n");
	EXPECT_TEXT("\xc2\n\xe2\x80\n\xc2\xa0\xc2\n", "\xc2\n\xe2\x80\n \xc2\n");
}
END_TEST

/* Marks of one line are one quote, however far they are apart. */
START_TEST(quotes_are_one)
{
	struct lines lines;

	lines_init(&lines, false);
	lines_read(&lines, KI_STR(">  >   > >x\n"));
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR("x\n")));
	ck_assert(ki_str_eq(ki_input_wrapping(lines.input), KI_STR("quote")));
	lines_free(&lines);
}
END_TEST

/* What base64 leaves without an end of a line stands in what its last line stood in. */
START_TEST(rest_of_base64_has_its_wrapping)
{
	struct lines lines;

	lines_init(&lines, false);
	lines_read(&lines, KI_STR(IN_BASE64 "> QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n"));
	ck_assert(ki_str_eq(ki_input_wrapping(lines.input), KI_STR("quote")));
	lines_free(&lines);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    quoted_printable,
	    html,
	    unicode,
	    fences,
	    broken_lines_are_joined,
	    broken_lines_without_stamps_are_joined,
	    terminals_break_words,
	    flowed,
	    whole_lines_are_not_joined,
	    wrappings_nest,
	    margins,
	    base64,
	    signs_of_quoted_printable,
	    begins_of_lines,
	    limits_of_quoted_printable,
	    digits_of_base64,
	    texts_of_base64_have_a_limit,
	    ends_of_markup,
	    lines_that_are_no_fence,
	    characters_that_are_replaced,
	    quotes_are_one,
	    rest_of_base64_has_its_wrapping,
	};

	return run_tests("input-mail", tests, KI_LENGTH(tests));
}
