/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the input stage remembers from line to line: which line of the file each line was, what ends
 * in a gap, and how much is kept at the most.
 */
#include <stdio.h>

#include "../failing.h"
#include "../run.h"
#include "input_lines.h"

#include "input/state.h"

static enum koops_status take_number(const struct ki_line *line, void *user)
{
	struct lines *lines = user;

	ki_buf_put_u64(&lines->out, line->number);
	ki_buf_putc(&lines->out, ' ');
	return lines_take(line, user);
}

/* Where each line of the log was; the line of the file 0 is a gap. */
static void expect_numbers(const char *text, uint64_t gap, const char *want, ki_line_fn take)
{
	struct koops_str log = ki_str(text), raw;
	struct lines lines;
	uint64_t number = 0;

	lines_init(&lines, false);
	while (ki_take_until(&log, '\n', &raw)) {
		if (++number == gap)
			ki_input_gap(lines.input);
		ck_assert_int_eq(ki_input_push(lines.input, raw, number, take, &lines), KOOPS_OK);
	}
	ck_assert_int_eq(ki_input_flush(lines.input, take, &lines), KOOPS_OK);
	ck_assert_msg(ki_str_eq(ki_buf_str(&lines.out), ki_str(want)), "of:\n%sgot:\n%.*swant:\n%s",
		      text, KI_ARG(ki_buf_str(&lines.out)), want);
	lines_free(&lines);
}

#define EXPECT_NUMBERS(log, want) expect_numbers(log, 0, want, take_number)
/* Lines were skipped before the line `gap`. */
#define EXPECT_BEHIND_GAP(log, gap, want) expect_numbers(log, gap, want, lines_take)

START_TEST(lines_have_numbers)
{
	EXPECT_NUMBERS("a\n[    1.000000] b\n\n> c\n", "1 a\n2 b\n3 \n4 c\n");
	/* Parts of a line have that of the first. */
	EXPECT_NUMBERS(
	    "[    1.000000] hardirqs last  enabled at (684719): [<ffffffff8107247c>]\n"
	    "foo+0x2ec/0x4e0\nx\n",
	    "1 hardirqs last  enabled at (684719): [<ffffffff8107247c>] foo+0x2ec/0x4e0\n"
	    "3 x\n");
	EXPECT_NUMBERS("Content-Transfer-Encoding: quoted-printable\na=\nb=\nc\nd\n",
		       "2 abc\n5 d\n");
	EXPECT_NUMBERS("6,416,1758426,-,ncfrag=0/6;abc\n6,416,1758426,-,ncfrag=3/6;def\nx\n",
		       "1 abcdef\n3 x\n");
	/* Lines of a line have its number, and a record has that of its message. */
	EXPECT_NUMBERS("x\n{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a\\nb\"}\n", "1 x\n2 a\n2 b\n");
	EXPECT_NUMBERS("__CURSOR=s=1\nPRIORITY=4\nMESSAGE=a\n_TRANSPORT=kernel\n\nx\n",
		       "3 a\n6 x\n");
	/* "a\nbcd\nef\ng", of which the second and last line go on in the next. */
	EXPECT_NUMBERS("Content-Transfer-Encoding: base64\n\nYQpi\nY2QKZWYK\nZw==\n--b\n",
		       "2 \n3 a\n3 bcd\n4 ef\n5 g\n6 --b\n");
	EXPECT_NUMBERS("Content-Transfer-Encoding: base64\nYWJj\nZGVm\nZwpo\n", "2 abcdefg\n4 h\n");
	/* "a<br>b\n" in a line of its own: what markup cuts has one number. */
	EXPECT_NUMBERS("Content-Transfer-Encoding: base64\n\nYTxicj5iCg==\n", "2 \n3 a\n3 b\n");
	EXPECT_NUMBERS("Content-Transfer-Encoding: base64\nYQpi\nY2Q=\n--b\n",
		       "2 a\n2 bcd\n4 --b\n");
	/* Those that were held for a margin, and those behind. */
	EXPECT_NUMBERS("+BUG: x\n+y\n+CPU: 1\n+z\n", "1 BUG: x\n2 y\n3 CPU: 1\n4 z\n");
	EXPECT_NUMBERS("* BUG: x\n* y\n* z\nw\n", "1 * BUG: x\n2 * y\n3 * z\n4 w\n");
}
END_TEST

/* pstore_dump() in fs/pstore/platform.c: the newest text is in part 1. */
START_TEST(parts_of_a_dump_have_numbers)
{
	EXPECT_NUMBERS("Oops#1 Part1\n<4>[    3.000000] c\n<4>[    4.000000] d\n"
		       "Oops#1 Part2\n<4>[    1.000000] a\n\n[    2.000000] b\nx\n",
		       "5 a\n7 b\n2 c\n3 d\n8 x\n");
	/* "Oops#1 Part1\n<4>[    3.000000] b\nOops#1 Part2\n<4>[    1.000000] a\n". */
	EXPECT_NUMBERS("Content-Transfer-Encoding: base64\n"
		       "T29wcyMxIFBhcnQxCjw0PlsgICAgMy4wMDAwMDBd\n"
		       "IGIKT29wcyMxIFBhcnQyCjw0PlsgICAgMS4wMDAw\n"
		       "MDBdIGEK\n",
		       "3 a\n2 b\n");
	EXPECT_NUMBERS("Oops#1 Part2\n<4>[    1.000000] a\nOops#1 Part1\n<4>[    2.000000] b\n",
		       "2 a\n4 b\n");
	EXPECT_NUMBERS("Oops#1 Part1\n\n<4>[    2.000000] b\nOops#1 Part2\n\n\ncut\n",
		       "7 cut\n3 b\n");
	/* A part that is empty, and one that comes again, with another dump. */
	EXPECT_NUMBERS("Oops#1 Part1\n<4>[    2.000000] b\nOops#1 Part2\nOops#1 Part3\n"
		       "<4>[    1.000000] a\nOops#1 Part1\n<4>[    3.000000] c\n",
		       "5 a\n2 b\n7 c\n");
	EXPECT_NUMBERS("Oops#1 Part1\n<4>b\nOops#1 Part2\n<4>a\nOops#1 Part2\n<4>c\n",
		       "4 a\n2 b\n6 c\n");
	/* In each reason's name, and of any wrapping; what has another wrapping is none of it. */
	EXPECT_NUMBERS("> Panic#1 Part1\n> [    2.000000] b\n> Panic#1 Part2\n> [    1.000000] a\n",
		       "4 a\n2 b\n");
	EXPECT_NUMBERS("Emergency#12 Part1 \n<4>[    2.000000] b\nEmergency#12 Part10\n"
		       "<4>[    1.000000] a\n",
		       "4 a\n2 b\n");
	EXPECT_NUMBERS("Mar 30 21:39:14 host kernel: Oops#1 Part1\n"
		       "Mar 30 21:39:14 host kernel: <4>b\n"
		       "Mar 30 21:39:14 host kernel: Oops#1 Part2\n"
		       "Mar 30 21:39:14 host kernel: <4>a\n",
		       "4 a\n2 b\n");
	/* What is a header behind a stamp is text. */
	EXPECT_NUMBERS("Oops#1 Part1\n<4>[    1.000000] Oops#1 Part2\n<4>[    2.000000] b\n",
		       "2 Oops#1 Part2\n3 b\n");
	EXPECT_NUMBERS("Panic#1 Part1\n<4>x\nMar 30 21:39:14 host kernel: y\n", "2 x\n3 y\n");
}
END_TEST

/* A dump with too many parts is read in pieces. */
START_TEST(parts_of_a_dump_are_not_countless)
{
	enum { PARTS = 1025 };
	struct ki_buf log, want;
	struct lines lines;
	char line[64];

	lines_init(&lines, false);
	ki_buf_init(&log, &lines.mem);
	ki_buf_init(&want, &lines.mem);
	for (int i = 1; i <= PARTS; i++) {
		snprintf(line, sizeof(line), "Oops#1 Part%d\n<4>[    1.000000] %d\n", i, i);
		ki_buf_put(&log, ki_str(line));
	}
	for (int i = PARTS - 1; i > 0; i--) {
		snprintf(line, sizeof(line), "%d\n", i);
		ki_buf_put(&want, ki_str(line));
	}
	ki_buf_put(&want, KI_STR("1025\n"));
	lines_read(&lines, ki_buf_str(&log));
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), ki_buf_str(&want)));
	ki_buf_free(&log);
	ki_buf_free(&want);
	lines_free(&lines);
}
END_TEST

/* One behind the other, of which none is a part of the one before. */
START_TEST(dumps_are_many)
{
	struct ki_buf log, want;
	struct lines lines;
	char line[64];

	lines_init(&lines, false);
	ki_buf_init(&log, &lines.mem);
	ki_buf_init(&want, &lines.mem);
	for (int i = 1; i <= 40; i++) {
		snprintf(line, sizeof(line), "Oops#%d Part1\n<4>[    1.000000] %d\n", i, i);
		ki_buf_put(&log, ki_str(line));
		snprintf(line, sizeof(line), "%d\n", i);
		ki_buf_put(&want, ki_str(line));
	}
	lines_read(&lines, ki_buf_str(&log));
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), ki_buf_str(&want)));
	ki_buf_free(&log);
	ki_buf_free(&want);
	lines_free(&lines);
}
END_TEST

/* Whoever looks for reports alone has to hand in all of what was begun. */
START_TEST(what_is_begun_is_awaited)
{
	static const struct {
		const char *begin, *line;
		/* So many lines more, or for ever. */
		size_t lines;
	} cases[] = {
	    {"x", "x", 0},
	    {"Content-Transfer-Encoding: 8bit", "x", 0},
	    {"Content-Transfer-Encoding: quoted-printable", "x", 50000},
	    {"Content-Transfer-Encoding: base64", "Hello, world!", 50000},
	    {"Oops#1 Part1", "<4>x", SIZE_MAX},
	    {"__CURSOR=s=1", "_PID=1", SIZE_MAX},
	    {"6,1,1,-,ncfrag=0/6;abc", NULL, SIZE_MAX},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		size_t most = cases[i].lines == SIZE_MAX ? 100 : cases[i].lines;
		struct koops_str line = ki_str(cases[i].line ? cases[i].line : "");
		struct lines lines;

		lines_init(&lines, false);
		ck_assert_int_eq(
		    ki_input_push(lines.input, ki_str(cases[i].begin), 1, lines_take, &lines),
		    KOOPS_OK);
		for (size_t more = 0; cases[i].line && more < most; more++) {
			ck_assert_msg(ki_input_waits(lines.input), "%s: %zu", cases[i].begin, more);
			ck_assert_int_eq(
			    ki_input_push(lines.input, line, more + 2, lines_take, &lines),
			    KOOPS_OK);
		}
		ck_assert_msg(ki_input_waits(lines.input) == (cases[i].lines == SIZE_MAX), "%s",
			      cases[i].begin);
		ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
		ck_assert(!ki_input_waits(lines.input));
		lines_free(&lines);
	}
}
END_TEST

/* Nothing goes on behind lines that were not seen. */
START_TEST(gaps_end_what_was_begun)
{
	/* A line that may go on. */
	EXPECT_BEHIND_GAP("[    1.000000] RAX: 0000000000000000 RBX: ffff888014599aa8 RCX:\n"
			  "ffffffff81353c4d\n",
			  2,
			  "RAX: 0000000000000000 RBX: ffff888014599aa8 RCX:\nffffffff81353c4d\n");
	/* Mails that said how they are encoded. */
	EXPECT_BEHIND_GAP("Content-Transfer-Encoding: quoted-printable\na=3Db\nx=20\ny=\nz\n", 3,
			  "a=b\nx=20\ny=\nz\n");
	EXPECT_BEHIND_GAP("Content-Transfer-Encoding: base64\nQlVHOiB4Cg==\nQlVHOiB4Cg==\n", 3,
			  "BUG: x\nQlVHOiB4Cg==\n");
	/* The message that would be repeated. */
	EXPECT_BEHIND_GAP("Mar 30 21:39:14 host kernel: x\n"
			  "Mar 30 21:39:15 host last message repeated 2 times\n",
			  2, "x\n");
	/* The first line of a message, to which others are indented. */
	EXPECT_BEHIND_GAP("Mar 30 21:39:14 host kernel: one\n"
			  "                              two\n",
			  2, "one\n                              two\n");
	EXPECT_BEHIND_GAP("+BUG: x\n+CPU: 1\n+y\n+z\n", 4, "BUG: x\nCPU: 1\ny\n+z\n");
	EXPECT_BEHIND_GAP("+BUG: x\n+CPU: 1\n", 2, "+BUG: x\n+CPU: 1\n");
	/* A dump, a fragment, a record. */
	EXPECT_BEHIND_GAP("Oops#1 Part1\n<4>[    2.000000] b\nOops#1 Part2\n<4>[    1.000000] a\n",
			  3, "b\na\n");
	EXPECT_BEHIND_GAP("6,1,1,-,ncfrag=0/6;abc\n6,1,1,-,ncfrag=3/6;def\n", 2, "abc\ndef\n");
	EXPECT_BEHIND_GAP("__CURSOR=s=1\nMESSAGE=a\n_TRANSPORT=kernel\nMESSAGE=b\n", 4, "a\nb\n");
}
END_TEST

/* So many wrappings come off, and no more. */
START_TEST(wrappings_nest_so_deep)
{
#define FIVE "/ # / # / # / # / # "
	EXPECT_TEXT(FIVE FIVE "x\n", "x\n");
	EXPECT_TEXT(FIVE FIVE "/ # x\n", "/ # x\n");
	/* And blanks before what is none are the line's. */
	EXPECT_TEXT(FIVE FIVE "  x\n   \n\t\n", "  x\n   \n\t\n");
	EXPECT_TEXT("+BUG: x\n  y\n", "+BUG: x\n  y\n");
	ck_assert_int_eq(KI_DEPTH, 10);
}
END_TEST

/* A byte that calls for a wrapping does so wherever it stands. */
START_TEST(bytes_are_seen_everywhere)
{
	char log[40], want[40];

	for (size_t size = 1; size < 20; size++)
		for (size_t at = 0; at < size; at++) {
			memset(log, 'x', size);
			log[at] = '\x7f';
			log[size] = '\n';
			log[size + 1] = '\0';
			memset(want, 'x', size - 1);
			want[size - 1] = '\n';
			want[size] = '\0';
			/* Nothing but a control character is no line. */
			lines_expect(ki_str(log), size > 1 ? ki_str(want) : KI_STR(""), false);
		}
}
END_TEST

START_TEST(each_wrapping_has_its_name)
{
	lines_expect_wrapping(KI_STR("x\n"), "");
	lines_expect_wrapping(KI_STR("x\r\r\n"), "");
	lines_expect_wrapping(KI_STR("x\ry\n"), "terminal");
	lines_expect_wrapping(KI_STR("[Thu Mar 30 21:39:14 2023] [    C0] x\n"), "dmesg");
	lines_expect_wrapping(KI_STR("[    1.000000] [    C0] x\n"), "printk");
	/* The stamp that the line began with is not of what stands behind another. */
	lines_expect_wrapping(KI_STR("[   56.504281] foo[   56.504300] bar\n"), "printk");
	lines_expect_wrapping(
	    KI_STR("Mar 30 21:39:14 host kernel: [   56.504281] foo[   56.504300] bar\n"),
	    "syslog printk");
	lines_expect_wrapping(KI_STR("> {\"MESSAGE\":\"4,1,2,-;x\"}\n"), "quote object kmsg");
	lines_expect_wrapping(KI_STR("__CURSOR=s=1\nMESSAGE=x\n\n"), "export");
	/* A line that is indented behind a record is none of it. */
	lines_expect_wrapping(
	    KI_STR("{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\"}\n          y\n"), "");
}
END_TEST

/* RFC 2045: what a mail has said holds for the mail, not for all that follows. */
START_TEST(encodings_end)
{
	EXPECT_TEXT("Content-Transfer-Encoding: quoted-printable\na=20\n"
		    "Content-Transfer-Encoding: 8bit\na=20\nb=\nc\n",
		    "a \na=20\nb=\nc\n");
	EXPECT_TEXT("CONTENT-TRANSFER-ENCODING: Quoted-printable\na=20\n", "a \n");
	/* A line that can be nothing else says so for those behind it; none is decoded twice. */
	EXPECT_TEXT("a=3Db\nx=20\n", "a=b\nx \n");
	EXPECT_TEXT("caf=C3=A9\nx=20\n", "caf\303\251\nx \n");
	EXPECT_TEXT("a=3D3Db\n", "a=3Db\n");
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n"
		    "UWxWSE9pQjFibUZpYkdVZ2RHOGdhR0Z1Wkd4bElIQmhaMlVnWm1GMWJIUWdZWFFnTVFvPQo=\n",
		    "QlVHOiB1bmFibGUgdG8gaGFuZGxlIHBhZ2UgZmF1bHQgYXQgMQo=\n");
	/* Another part of the mail has a body of its own. */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nQlVHOiB4Cg==\n"
		    "Content-Transfer-Encoding: base64\n> Hello123\n",
		    "BUG: x\nHello123\n");
	/* What is no base64 ends it: a line that is not of groups of four, too long, or text. */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n\nQlVHOiB4Cg==\n--b\nQlVHOiB4Cg==\n",
		    "\nBUG: x\n--b\nQlVHOiB4Cg==\n");
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nQlVHOiB4Cg=\nQlVHOiB4Cg==\n",
		    "QlVHOiB4Cg=\nBUG: x\n");
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nQlVHOiB4Cg==\n====\nQlVHOiB4Cg==\n",
		    "BUG: x\n====\nQlVHOiB4Cg==\n");
	/* What is left at its end has its own wrapping. */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nYQo8Yj54PC9iPg==\n--b\n", "a\nx\n--b\n");
	/* All digits; one and two bytes at the end. */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nPz8/Pn5+IGFiYwp5\nIHoK\n",
		    "?"
		    "?"
		    "?>~~ abc\ny z\n");
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nYWJj\nZGU=\nZg==\n", "abcdef\n");
	/* In a quote a short word is no base64, in its body it is. */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n> Hello123\n", "Hello123\n");
}
END_TEST

/* A line of base64 that is as long as they may be, and longer. */
START_TEST(lines_of_base64_are_not_endless)
{
#define SIXTEEN "QUFBQUFBQUFBQUFB"
#define LINE_128 SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN
#define AS "AAAAAAAAAAAA"
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n" LINE_128 "\n",
		    AS AS AS AS AS AS AS AS "\n");
	EXPECT_TEXT("Content-Transfer-Encoding: base64\n" LINE_128 "QUFB\n", LINE_128 "QUFB\n");
}
END_TEST

/* By how reports begin that nothing in their first line's text but its place tells. */
START_TEST(margins_of_rare_kinds)
{
	EXPECT_TEXT("| BAD KERNEL TRAP: 00000000\n| CPU: 1\n",
		    "BAD KERNEL TRAP: 00000000\nCPU: 1\n");
	EXPECT_TEXT("| Entering kdb (current=0x1, pid 516) on processor 0 \n| CPU: 1\n",
		    "Entering kdb (current=0x1, pid 516) on processor 0 \nCPU: 1\n");
	EXPECT_TEXT("| KGDB: Waiting for remote debugger\n| CPU: 1\n",
		    "KGDB: Waiting for remote debugger\nCPU: 1\n");
	EXPECT_TEXT("| Panic on CPU 0:\n| CPU: 1\n", "Panic on CPU 0:\nCPU: 1\n");
}
END_TEST

/* Lines are held for one that shows a margin, but not many, and not for a wide one. */
START_TEST(margins_have_limits)
{
	struct made {
		struct ki_buf log, want;
	} made;
	struct lines lines;

	lines_init(&lines, false);
	ki_buf_init(&made.log, &lines.mem);
	ki_buf_init(&made.want, &lines.mem);
	lines_free(&lines);
	for (size_t held = 11; held <= 12; held++) {
		const char *margin = held == 11 ? "" : "+";

		made.log.size = made.want.size = 0;
		for (size_t i = 0; i <= held; i++) {
			const char *text = !i ? "BUG: x\n" : i == held ? "CPU: 1\n" : "y\n";

			ki_buf_putc(&made.log, '+');
			ki_buf_put(&made.log, ki_str(text));
			ki_buf_put(&made.want, ki_str(margin));
			ki_buf_put(&made.want, ki_str(text));
		}
		lines_expect(ki_buf_str(&made.log), ki_buf_str(&made.want), false);
	}
	for (size_t size = KI_MARGIN_MOST - 4; size <= KI_MARGIN_MOST - 3; size++) {
		bool known = size + 4 <= KI_MARGIN_MOST;

		made.log.size = made.want.size = 0;
		for (size_t line = 0; line < 2; line++) {
			const char *text = line ? "CPU: 1\n" : "BUG: x\n";

			for (size_t i = 0; i < size; i++) {
				ki_buf_putc(&made.log, i + 1 < size ? 'm' : ' ');
				if (!known)
					ki_buf_putc(&made.want, i + 1 < size ? 'm' : ' ');
			}
			ki_buf_put(&made.log, ki_str(text));
			ki_buf_put(&made.want, ki_str(text));
		}
		lines_expect(ki_buf_str(&made.log), ki_buf_str(&made.want), false);
	}
	ki_buf_free(&made.log);
	ki_buf_free(&made.want);
	/* What follows shows none if it is not of the log's next line, or not like it. */
	EXPECT_TEXT("+BUG: x\n-CPU: 1\n", "+BUG: x\n-CPU: 1\n");
	EXPECT_TEXT("1 a BUG: x\nb a CPU: 1\n", "1 a BUG: x\nb a CPU: 1\n");
	EXPECT_TEXT("a:1:BUG: x\na-22-y\na:3:CPU: 1\n", "BUG: x\ny\nCPU: 1\n");
	EXPECT_TEXT("app-10 | BUG: x\napp-9 | CPU: 1\n", "BUG: x\nCPU: 1\n");
	EXPECT_TEXT("my_BUG: x\nmy_CPU: 1\n", "my_BUG: x\nmy_CPU: 1\n");
}
END_TEST

#define SYSLOG "Mar 30 21:39:14 host kernel: "
#define REGISTERS "RAX: 0000000000000000 RBX: ffff888014599aa8 RCX:"

/* Logs in which each thing is kept that can be, with its time where it has one. */
static const char *const kept[] = {
    SYSLOG "0123456789 123456789 123456789 1234567=\nx\ny\n",
    "__CURSOR=s=1\nMESSAGE=x\n_TRANSPORT=kernel\n__REALTIME_TIMESTAMP=1\n\nz\n",
    "__CURSOR=s=1\nMESSAGE=x\n_TRANSPORT=kernel\nno field\n",
    "[    1.000000] a\x1b[mb\n[    2.000000] <pre>c\n",
    "6,416,1758426,-,ncfrag=0/6;abc\n6,416,1758426,-,ncfrag=3/6;def\n",
    "6,416,1758426,-,ncfrag=0/6;abc\n6,416,1758426,-;x\n",
    "21:39:14 +BUG: x\n21:39:14 +y\n21:39:14 +CPU: 1\n",
    "21:39:14 +BUG: x\n21:39:14 +y\n21:39:14 z\n",
    "{\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"MESSAGE\" : \"a\\tb\\nc\"\n}\nz\n",
    "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a\\tb\\nc\"}\n",
    "[    1.000000] " REGISTERS "\nffffffff81353c4d\n[    2.000000] x\n",
    "Content-Transfer-Encoding: base64\nYQpi\n21:39:14 Y2Q=\n- x\n",
    "Content-Transfer-Encoding: base64\n21:39:14 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n- "
    "x\n",
    "> a<b>b</b>\n",
    "6,1,1,-,ncfrag=0/9;a<b>b\nx\n",
    SYSLOG "x\nMar 30 21:39:15 host last message repeated 2 times\n",
    SYSLOG "one\n                             two\n",
    "Oops#1 Part1\n<4>[    2.000000] b\nOops#1 Part2\n<4>[    1.000000] a\nx\n",
    " ? foo+0x1/0x2[   56.504300] bar\n",
};

/* Reads all lines, whatever comes of them; returns how often memory was wanting. */
static size_t read_failing(struct lines *lines, const char *log)
{
	struct ki_lines rest = {.rest = ki_str(log)};
	uint64_t number = 0;
	size_t failed = 0;

	while (rest.rest.size)
		failed += ki_input_take(lines->input, &rest, ++number, false, lines_take, lines) ==
			  KOOPS_E_MEMORY;
	return failed + (ki_input_flush(lines->input, lines_take, lines) == KOOPS_E_MEMORY);
}

/* Each allocation that fails is told, once; and all that was taken is given back. */
static void check_memory(const char *log)
{
	size_t calls = 1;

	for (size_t at = 0; at <= calls; at++) {
		struct failing failing = {0};
		const struct koops_allocator hooks = FAILING_HOOKS(&failing);
		struct ki_mem mem;
		struct lines lines;
		struct ki_input *own;
		size_t live;

		ck_assert(ki_mem_init(&mem, &hooks));
		lines_init(&lines, true);
		own = lines.input;
		lines.input = ki_input_new(&mem, lines.wrappings);
		ck_assert_ptr_nonnull(lines.input);
		live = failing.live;
		ck_assert_uint_eq(live, 1);
		failing.calls = 0;
		failing.fail_at = at;
		ck_assert_msg(read_failing(&lines, log) == (at ? 1 : 0), "%zu of:\n%s", at, log);
		if (!at)
			calls = failing.calls;
		/* It holds no more than it has room for, and reads on. */
		failing.fail_at = 0;
		lines.out.size = 0;
		ck_assert_uint_eq(read_failing(&lines, "[    1.000000] x\x1b[my\n"), 0);
		ck_assert(ki_str_ends(ki_buf_str(&lines.out), KI_STR("1.000000|||s|xy\n")));
		ck_assert(ki_str_eq(ki_input_wrapping(lines.input), KI_STR("terminal printk")));
		ki_input_free(lines.input);
		ck_assert_uint_eq(failing.live, 0);
		lines.input = own;
		lines_free(&lines);
	}
}

START_TEST(want_of_memory_is_told)
{
	for (size_t i = 0; i < KI_LENGTH(kept); i++)
		check_memory(kept[i]);
}
END_TEST

/* Reads it line by line, each in a buffer that is used for the next; behind a gap. */
static void read_copies(struct lines *lines, const char *log)
{
	struct koops_str rest = ki_str(log), raw;
	uint64_t number = 0;
	char copy[256];

	ki_input_gap(lines->input);
	lines->out.size = 0;
	while (ki_take_until(&rest, '\n', &raw)) {
		memset(copy, '#', sizeof(copy));
		memcpy(copy, raw.data, raw.size);
		ck_assert_int_eq(ki_input_push(lines->input, (struct koops_str){copy, raw.size},
					       ++number, lines_take, lines),
				 KOOPS_OK);
	}
	memset(copy, '#', sizeof(copy));
	ck_assert_int_eq(ki_input_flush(lines->input, lines_take, lines), KOOPS_OK);
}

static void check_copies(const char *log)
{
	struct lines lines, again;

	lines_init(&lines, true);
	lines_init(&again, true);
	lines_read(&lines, ki_str(log));
	for (int i = 0; i < 2 * KI_SCRATCH_SETS; i++) {
		read_copies(&again, log);
		ck_assert_msg(ki_str_eq(ki_buf_str(&again.out), ki_buf_str(&lines.out)),
			      "of:\n%sgot:\n%.*swant:\n%.*s", log, KI_ARG(ki_buf_str(&again.out)),
			      KI_ARG(ki_buf_str(&lines.out)));
	}
	lines_free(&lines);
	lines_free(&again);
}

/* What is kept is a copy; and it is the same each time that the log is read. */
START_TEST(lines_are_valid_during_the_call)
{
	for (size_t i = 0; i < KI_LENGTH(kept); i++)
		check_copies(kept[i]);
}
END_TEST

/* What can't be made is NULL, and leaves nothing behind. */
START_TEST(what_cannot_be_made_is_null)
{
	struct failing failing = {.fail_at = 1};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	struct ki_wrappings *wrappings;
	struct ki_mem mem;

	ck_assert(ki_mem_init(&mem, &hooks));
	ck_assert_ptr_null(ki_input_new(&mem, NULL));
	for (failing.calls = 0; !(wrappings = ki_wrappings_new(&mem)); failing.fail_at++) {
		ck_assert_uint_eq(failing.live, 0);
		failing.calls = 0;
	}
	ck_assert_uint_gt(failing.fail_at, 2);
	ki_wrappings_free(wrappings);
	ck_assert_uint_eq(failing.live, 0);
	ki_wrappings_free(NULL);
	ki_input_free(NULL);
}
END_TEST

/* Refuses a line. */
struct refuser {
	struct lines lines;
	/* Lines that came, and the one that is refused, from 1. */
	size_t came, refused;
};

static enum koops_status refuse(const struct ki_line *line, void *user)
{
	struct refuser *refuser = user;

	(void)line;
	return ++refuser->came == refuser->refused ? KOOPS_E_STOPPED : KOOPS_OK;
}

/* What a line is answered with ends the call, whatever waits, and is what the call returns. */
static void check_refusals(const char *log)
{
	struct refuser refuser = {0};
	size_t count = SIZE_MAX;

	for (refuser.refused = 0; refuser.refused <= count; refuser.refused++) {
		struct ki_lines rest = {.rest = ki_str(log)};
		enum koops_status status = KOOPS_OK;
		uint64_t number = 0;

		lines_init(&refuser.lines, false);
		refuser.came = 0;
		while (rest.rest.size && status == KOOPS_OK)
			status = ki_input_take(refuser.lines.input, &rest, ++number, false, refuse,
					       &refuser);
		if (status == KOOPS_OK)
			status = ki_input_flush(refuser.lines.input, refuse, &refuser);
		if (!refuser.refused)
			count = refuser.came;
		ck_assert_int_eq(status, refuser.refused ? KOOPS_E_STOPPED : KOOPS_OK);
		ck_assert_uint_eq(refuser.came, refuser.refused ? refuser.refused : count);
		lines_free(&refuser.lines);
	}
	ck_assert_uint_gt(count, 0);
}

START_TEST(who_takes_lines_ends_the_call)
{
	for (size_t i = 0; i < KI_LENGTH(kept); i++)
		check_refusals(kept[i]);
}
END_TEST

/* In a gap, too. */
START_TEST(gaps_end_with_what_they_are_answered)
{
	struct refuser refuser = {.refused = 1};

	lines_init(&refuser.lines, false);
	ck_assert_int_eq(ki_input_push(refuser.lines.input, KI_STR("[    1.000000] " REGISTERS), 1,
				       refuse, &refuser),
			 KOOPS_OK);
	ki_input_gap(refuser.lines.input);
	ck_assert_int_eq(ki_input_push(refuser.lines.input, KI_STR("x"), 3, refuse, &refuser),
			 KOOPS_E_STOPPED);
	ck_assert_uint_eq(refuser.came, 1);
	lines_free(&refuser.lines);
}
END_TEST

/* Lines go to whom the call names, not to whom the last one did. */
START_TEST(lines_go_to_whom_the_call_names)
{
	struct refuser other = {0};
	struct lines lines;

	lines_init(&lines, false);
	ck_assert_int_eq(
	    ki_input_push(lines.input, KI_STR("[    1.000000] " REGISTERS), 1, refuse, &other),
	    KOOPS_OK);
	ck_assert_uint_eq(ki_input_held(lines.input), 1);
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(other.came, 0);
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR(REGISTERS "\n")));
	lines_free(&lines);
}
END_TEST

/* A line that is known not to go on is emitted at once, or else waits for the next. */
START_TEST(lines_are_held_no_longer_than_needed)
{
	struct ki_lines log = {.rest = KI_STR("[    1.000000] " REGISTERS "\n"
					      "[    2.000000] " REGISTERS "\nffffffff81353c4d\n")};
	struct lines lines;

	lines_init(&lines, false);
	ck_assert_int_eq(ki_input_take(lines.input, &log, 1, true, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(ki_input_held(lines.input), 0);
	ck_assert_int_eq(ki_input_take(lines.input, &log, 2, true, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(ki_input_held(lines.input), 2);
	ck_assert_int_eq(ki_input_take(lines.input, &log, 3, true, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(ki_input_held(lines.input), 2);
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert(ki_str_eq(ki_buf_str(&lines.out),
			    KI_STR(REGISTERS "\n" REGISTERS " ffffffff81353c4d\n")));
	lines_free(&lines);
}
END_TEST

/*
 * What waited is read before the line at hand, which is decoded already: each has its own place.
 * The line at hand is as deep in wrappings as what waited.
 */
START_TEST(what_waited_leaves_the_line_at_hand)
{
#define QP "Content-Transfer-Encoding: quoted-printable\n"
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;a<b>b\n\x1b[mx<b>yz\n", "ab\nxyz\n");
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE=abc\n_TRANSPORT=kernel\n\x1b[mxyz\n", "abc\nxyz\n");
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE=<b>abc\n_TRANSPORT=kernel\n\x1b[mx<b>yz\n",
		    "abc\nxyz\n");
	EXPECT_TEXT("+BUG: x\n+{\"MESSAGE\":\"a\"}\n+CPU: \x1b[m<b>1\n", "BUG: x\na\nCPU: 1\n");
	/* "<b>a" */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nPGI+YQ==\n\x1b[mx y<b> z\n", "a\nx y z\n");
	EXPECT_TEXT("Oops#1 Part1\n<4>a<b>b\n\x1b[mx<b>yz\n", "ab\nxyz\n");
	EXPECT_TEXT("Oops#1 Part1\n<4>a\x1b[mb\n\x1b[mxyz\n", "ab\nxyz\n");
	/* In a part of a dump a line may wait, too. */
	EXPECT_TEXT("Oops#1 Part1\n<4>__CURSOR=s=1\n<4>MESSAGE=abc\n\x1b[mxyz\n", "abc\nxyz\n");
	/* A fragment that lacks holds up none, and its text is read for what it is. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc\n[    1.000000] " REGISTERS "\nffffffff81353c4d\n",
		    "abc\n" REGISTERS " ffffffff81353c4d\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/12;abc\n6,1,1,-,ncfrag=3/12;d<b>e\nx\n", "abcde\nx\n");
	/* A line that waits while another does. */
	EXPECT_TEXT(QP "6,1,1,-,ncfrag=0/6;abc\nx=\n", "abc\nx=\n");
}
END_TEST

/* What follows a soft break is the rest of the line, whatever it looks like; RFC 2045, 6.7. */
START_TEST(rests_of_lines_are_no_wrappings)
{
	EXPECT_TEXT(QP "a=\n> b\n", "a> b\n");
	/* A quote may be marked before the line was broken; what else stands there is of each part.
	 */
	EXPECT_TEXT(QP "> a=\nb\n", "ab\n");
	EXPECT_TEXT("21:39:14 > 6,1,1,-,ncfrag=0/6;abc\n21:39:14 6,1,1,-,ncfrag=3/6;def\n",
		    "abcdef\n");
	EXPECT_TEXT("21:39:14 6,1,1,-,ncfrag=0/6;abc\n6,1,1,-,ncfrag=3/6;def\n", "abc\ndef\n");
}
END_TEST

/* The log's end is that of all that waits, and of what that becomes. */
START_TEST(nothing_waits_behind_the_end)
{
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE=+BUG: x\n", "+BUG: x\n");
	/* "+BUG: x" */
	EXPECT_TEXT("Content-Transfer-Encoding: base64\nK0JVRzogeA==\n", "+BUG: x\n");
	EXPECT_TEXT("Oops#1 Part1\n+BUG: x\n", "+BUG: x\n");
}
END_TEST

/* A silence ends what waits, not what is known. */
START_TEST(silences_prove_no_margin)
{
	struct lines lines;

	lines_init(&lines, false);
	lines_read(&lines, KI_STR("+BUG: x\n+CPU: 1\n* BUG: y\n"));
	lines_read(&lines, KI_STR("* z\n+z\n"));
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR("BUG: x\nCPU: 1\n* BUG: y\n* z\n+z\n")));
	lines_free(&lines);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    lines_have_numbers,
	    parts_of_a_dump_have_numbers,
	    parts_of_a_dump_are_not_countless,
	    dumps_are_many,
	    what_is_begun_is_awaited,
	    gaps_end_what_was_begun,
	    wrappings_nest_so_deep,
	    bytes_are_seen_everywhere,
	    each_wrapping_has_its_name,
	    encodings_end,
	    lines_of_base64_are_not_endless,
	    margins_of_rare_kinds,
	    margins_have_limits,
	    want_of_memory_is_told,
	    lines_are_valid_during_the_call,
	    what_cannot_be_made_is_null,
	    who_takes_lines_ends_the_call,
	    gaps_end_with_what_they_are_answered,
	    lines_go_to_whom_the_call_names,
	    lines_are_held_no_longer_than_needed,
	    what_waited_leaves_the_line_at_hand,
	    rests_of_lines_are_no_wrappings,
	    nothing_waits_behind_the_end,
	    silences_prove_no_margin,
	};

	return run_tests("input-state", tests, KI_LENGTH(tests));
}
