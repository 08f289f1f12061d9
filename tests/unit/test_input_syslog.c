/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What syslog daemons make of lines, in files and in their protocol.
 */
#include "../run.h"
#include "input_lines.h"

#include "input/row.h"

/* RFC 3164, 4.1, and what rsyslog and journalctl -o short make of it. */
START_TEST(syslog_files)
{
	EXPECT_LINES("Mar 30 21:39:14 host kernel: [   56.504281] Call Trace:\n",
		     "56.504281|||s|Call Trace:\n");
	EXPECT_LINES("Mar  3 21:39:14 host kernel:  foo+0x1/0x2\n",
		     "Mar  3 21:39:14|||s| foo+0x1/0x2\n");
	EXPECT_LINES("Mar 30 21:39:14.123456 host kernel: Call Trace:\n",
		     "Mar 30 21:39:14.123456|||s|Call Trace:\n");
	EXPECT_LINES("Mar 30 21:39:14 kernel: Call Trace:\n", "Mar 30 21:39:14|||s|Call Trace:\n");
	EXPECT_LINES("<4>Mar 30 21:39:14 host kernel: x\n", "Mar 30 21:39:14|4||s|x\n");
	EXPECT_LINES("2023-03-30T21:39:14.123456+02:00 host kernel: [   56.504281][    C1] x\n",
		     "56.504281||C1|s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel: rcu: #0110-....: x\n",
		     "Mar 30 21:39:14|||s|rcu: \t0-....: x\n");
	EXPECT_LINES("Mar 30 21:39:14 host sshd[123]: BUG: x\n",
		     "Mar 30 21:39:14||||sshd[123]: BUG: x\n");
	EXPECT_LINES("Mar 30 21:39:14 Call Trace:\n", "Mar 30 21:39:14||||Call Trace:\n");
	EXPECT_LINES("Mar 30 21:39:14 host [   56.504281] x\n", "56.504281|||s|x\n");
}
END_TEST

START_TEST(syslog_repeats)
{
	EXPECT_TEXT("Mar 30 21:39:14 host kernel:  foo+0x1/0x2\n"
		    "Mar 30 21:39:14 host last message repeated 2 times\n"
		    "Mar 30 21:39:14 host kernel:  bar+0x1/0x2\n",
		    " foo+0x1/0x2\n foo+0x1/0x2\n foo+0x1/0x2\n bar+0x1/0x2\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel: message repeated 2 times: [ [   56.5] x]\n",
		     "56.5|||s|x\n56.5|||s|x\n");
	/* Nobody can make us write for hours. */
	EXPECT_TEXT("Mar 30 21:39:14 host last message repeated 2000000000 times\n", "");
}
END_TEST

/* RFC 5424, 6.5 for the forms of structured data. */
START_TEST(syslog_protocol)
{
	EXPECT_LINES("<4>1 2023-03-30T21:39:14.003Z host kernel - - - [   56.504281] x\n",
		     "56.504281|4||s|x\n");
	EXPECT_LINES(
	    "<4>1 2023-03-30T21:39:14.003Z host kernel - ID47 [a@1 b=\"c \\\" ]\"][d@1] x\n",
	    "2023-03-30T21:39:14.003Z|4||s|x\n");
	EXPECT_LINES("<4>1 - - kernel - - - \xef\xbb\xbfx\n", "|4||s|x\n");
	EXPECT_LINES("<30>1 2023-03-30T21:39:14Z host sshd 12 - - x\n",
		     "2023-03-30T21:39:14Z|6|||sshd[12]: x\n");
}
END_TEST

/* One of a program's names, a number in brackets, a colon and a blank: RFC 3164, 5.3. */
START_TEST(processes_of_syslog)
{
	EXPECT_TEXT("Mar 30 21:39:14 host a[1]: x\n", "a[1]: x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host a[1234567890]: x\n", "a[1234567890]: x\n");
	EXPECT_TEXT("Mar 30 21:39:14  host  a[1]: x\n", "a[1]: x\n");
	/* Others may be anything, and so may what stands before them. */
	EXPECT_TEXT("Mar 30 21:39:14 host a[12345678901]: x\n", "host a[12345678901]: x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host a[]: x\nMar 30 21:39:14 host a[1]:x\n",
		    "host a[]: x\nhost a[1]:x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host a:b[1]: x\nMar 30 21:39:14 host a b[1]: x\n",
		    "host a:b[1]: x\nhost a b[1]: x\n");
	/* The console of a virtual machine. */
	EXPECT_LINES("Mar 30 21:39:14 host qemu[1]: [  +0.000012] x\n", "+0.000012|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[1]: [<    0.000012>] x\n",
		     "<    0.000012>|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[1]: [Thu Mar 30 21:39:14 2023] x\n",
		     "Thu Mar 30 21:39:14 2023|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[1]: <4>x\n", "Mar 30 21:39:14|4||s|x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host qemu[1]: <", "qemu[1]: <\n");
}
END_TEST

/* What a relay puts before the name of the kernel is up to three words. */
START_TEST(words_before_the_kernel)
{
	EXPECT_TEXT("Mar 30 21:39:14 kernel: x\nMar 30 21:39:14 a kernel: x\n"
		    "Mar 30 21:39:14 a  b  kernel: x\nMar 30 21:39:14 a b kern.warn kernel: x\n",
		    "x\nx\nx\nx\n");
	EXPECT_TEXT("Mar 30 21:39:14 a b c d kernel: x\n", "a b c d kernel: x\n");
	/* A process that speaks of it. */
	EXPECT_TEXT("Mar 30 21:39:14 host su: kernel: x\n", "host su: kernel: x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host\n", "host\n");
	/* What the kernel itself said is not the time of the wall. */
	EXPECT_LINES("[    1.000000] Mar 30 21:39:14 host kernel: x\n",
		     "Mar 30 21:39:14|||s|host kernel: x\n");
	EXPECT_LINES("<12>Mar 30 21:39:14 host kernel: x\n", "Mar 30 21:39:14|4||s|x\n");
}
END_TEST

#define HEADER "Mar 30 21:39:14 host kernel: "
#define TWENTY "01234567890123456789"

/* What stands before a line is read the same, whether the line before had it too or not. */
START_TEST(lines_have_the_same_before_them)
{
	EXPECT_LINES("<4>" HEADER "x\n<4>" HEADER "[    1.500000] y\n<5>" HEADER "z\n" HEADER "w\n",
		     "Mar 30 21:39:14|4||s|x\n1.500000|4||s|y\n"
		     "Mar 30 21:39:14|5||s|z\nMar 30 21:39:14|||s|w\n");
	/* A blank that the first lacks; and the second. */
	EXPECT_TEXT("Mar 30 21:39:14 host kernel:x\n" HEADER "y\n", "x\ny\n");
	EXPECT_TEXT(HEADER "x\nMar 30 21:39:14 host kernel:y\n", "x\ny\n");
	/* The host is called "kernel:" there, for all that is known. */
	EXPECT_TEXT("Mar 30 21:39:14 kernel: x\n"
		    "Mar 30 21:39:14 kernel: last message repeated 1 times\n",
		    "x\nx\n");
	/* Behind a quote, and as the kernel's own text. */
	EXPECT_TEXT("> " HEADER "x\n" HEADER "y\n> " HEADER "[    1.500000] " HEADER "z\n",
		    "x\ny\nhost kernel: z\n");
	/* As long as what is kept, and longer. */
	EXPECT_LINES("Mar 30 21:39:14 " TWENTY TWENTY TWENTY "01234567890 kernel: x\n"
		     "Mar 30 21:39:14 " TWENTY TWENTY TWENTY "01234567890 kernel: y\n",
		     "Mar 30 21:39:14|||s|x\nMar 30 21:39:14|||s|y\n");
	EXPECT_LINES("Mar 30 21:39:14 " TWENTY TWENTY TWENTY "012345678901 kernel: x\n"
		     "Mar 30 21:39:14 " TWENTY TWENTY TWENTY "012345678901 kernel: y\n",
		     "Mar 30 21:39:14|||s|x\nMar 30 21:39:14|||s|y\n");
}
END_TEST

/* A line that has more stamps than the next may go on there. */
START_TEST(lines_go_on_behind_fewer_stamps)
{
#define STAMPED HEADER "[   56.504281] "
	EXPECT_TEXT(HEADER
		    "x\n" STAMPED
		    "21:39:14 Code: 48 89 e5 41 57 41 56 41 55 41 54 53 48 83 ec 20\n" STAMPED
		    "83 ec 18 65\n",
		    "x\nCode: 48 89 e5 41 57 41 56 41 55 41 54 53 48 83 ec 20 83 ec 18 65\n");
	EXPECT_TEXT(HEADER "x\n" STAMPED
			   "Code: 48 89 e5 41 57 41 56 41 55 41 54 53 48 89 e5 41 57\n" STAMPED
			   "83 ec 18 65\n",
		    "x\nCode: 48 89 e5 41 57 41 56 41 55 41 54 53 48 89 e5 41 57\n83 ec 18 65\n");
}
END_TEST

/* journalctl -o short-monotonic has the host behind a stamp; a line that has none has not. */
START_TEST(hosts_behind_stamps)
{
	EXPECT_TEXT("[    1.500000] host vmunix: x\n[Mar30 21:39] host kernel: x\n", "x\nx\n");
	EXPECT_TEXT("host kernel: x\n> host kernel: x\n", "host kernel: x\nhost kernel: x\n");
	EXPECT_TEXT("[    1.500000] host  kernel: x\n[    1.500000] host sshd: x\n",
		    "host  kernel: x\nhost sshd: x\n");
	EXPECT_TEXT("[    1.500000] host\n[    1.500000] host k\n", "host\nhost k\n");
}
END_TEST

/* RFC 5424, 6.2.1: priorities are up to 191; facility 0 is the kernel. */
START_TEST(priorities_of_the_protocol)
{
	EXPECT_LINES("<191>1 - host kernel - - - x\n<7>1 - host a - - - x\n<8>1 - host a - - - x\n",
		     "|7||s|x\n|7||s|x\n|0|||a: x\n");
	EXPECT_LINES("<192>1 - host kernel - - - x\n", "||||<192>1 - host kernel - - - x\n");
	EXPECT_LINES("<15>1 - host a 7 - - x\n", "|7|||a[7]: x\n");
	/* Quotes and brackets in the values of elements, of which there may be several. */
	EXPECT_TEXT("<4>1 - host kernel - - [a b=\"]\"][c d=\"\\\"]\"] x\n", "x\n");
	EXPECT_TEXT("<4>1 - host kernel - - [a][b x\n", "1 - host kernel - - [a][b x\n");
}
END_TEST

/* rsyslog, $EscapeControlCharactersOnReceive: three octal digits, up to 037. */
START_TEST(octal_digits)
{
	struct lines lines;

	EXPECT_TEXT("Mar 30 21:39:14 host kernel: #018 #01/ #00/ #041 #0:1 #111\n",
		    "#018 #01/ #00/ #041 #0:1 #111\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: a#011b#012c#01\n", "a\tb\nc#01\n");
	lines_init(&lines, false);
	ki_put_syslog_text(KI_STR("#001#007#010#037#040#000#"), &lines.out);
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR("\1\7\10\37#040#000#")));
	lines_free(&lines);
}
END_TEST

/* Behind each stamp in a line, and once. */
START_TEST(octal_digits_behind_stamps)
{
#define GLUED "kernel [    1.000000] "
#define LONG "0123456789012345678901234567890123456789"
	EXPECT_TEXT("x " GLUED "a#011b\n", "a\tb\n");
	EXPECT_TEXT("x " GLUED GLUED GLUED LONG LONG LONG "#0 #011c\n",
		    "kernel \nkernel \n" LONG LONG LONG "#0 \tc\n");
	EXPECT_TEXT("x " GLUED "a#012" GLUED "b#0 #012" GLUED "c\n",
		    "a\nkernel \nb#0 \nkernel \nc\n");
	/* Behind as many wrappings as are taken off. */
	EXPECT_TEXT("> > > > > > > > > > x " GLUED "a#011b\n", "a\tb\n");
	EXPECT_TEXT("> > > > > > > > > > > > x " GLUED "a#011b\n", "a\tb\n");
}
END_TEST

#define SYSLOG_LINE "Mar 30 21:39:14 host kernel: "
#define THIRTY "012345678901234567890123456789"
#define AGAIN "Mar 30 21:39:15 host last message repeated 256 times"

/* 16 KiB of them can be made; with each line of the log 64 bytes come back. */
START_TEST(repeats_are_not_for_free)
{
	static const struct {
		const char *line;
		uint64_t number;
		size_t count;
	} cases[] = {
	    /* Counts as 64 bytes, as any line does that is shorter. */
	    {SYSLOG_LINE "x", 1, 1},
	    {AGAIN, 2, 256},
	    {AGAIN, 3, 1},
	    {AGAIN, 5, 2},
	    /* Nothing comes of a number that was there, but the line itself. */
	    {AGAIN, 5, 1},
	    {AGAIN, 2, 1},
	    {AGAIN, 8, 3},
	    /* Lines that were not read count as well, up to all of it. */
	    {AGAIN, 18, 10},
	    {AGAIN, 51, 33},
	    {AGAIN, 100000, 256},
	    {AGAIN, 100001, 1},
	    /* 64 bytes with its end, and 65. */
	    {SYSLOG_LINE THIRTY THIRTY "012", 200000, 1},
	    {AGAIN, 300000, 256},
	    {SYSLOG_LINE THIRTY THIRTY "0123", 400000, 1},
	    {AGAIN, 500000, 252},
	    /* 4 bytes were left. */
	    {AGAIN, 500003, 3},
	    {AGAIN, 500005, 1},
	    {AGAIN, 500007, 2},
	};
	struct lines lines;

	lines_init(&lines, false);
	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		size_t count = lines_count(&lines, cases[i].line, cases[i].number);

		/* The last line waits for the next one. */
		ck_assert_msg(count + !i == cases[i].count, "%zu: %zu", i, count);
	}
	lines_free(&lines);
	/* No more than what the log says, and the time is that of the repetition. */
	EXPECT_LINES("Mar 30 21:39:14 host kernel: x\n"
		     "<12>Mar 30 21:39:15 host last message repeated 2 times\n",
		     "Mar 30 21:39:14|||s|x\nMar 30 21:39:15|4||s|x\nMar 30 21:39:15|4||s|x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: x\n"
		    "Mar 30 21:39:15 host last message repeated 2 days\n",
		    "x\nhost last message repeated 2 days\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated 0 times: []\nx\n", "x\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    syslog_files,
	    syslog_repeats,
	    syslog_protocol,
	    processes_of_syslog,
	    words_before_the_kernel,
	    lines_have_the_same_before_them,
	    lines_go_on_behind_fewer_stamps,
	    hosts_behind_stamps,
	    priorities_of_the_protocol,
	    octal_digits,
	    octal_digits_behind_stamps,
	    repeats_are_not_for_free,
	};

	return run_tests("input-syslog", tests, KI_LENGTH(tests));
}
