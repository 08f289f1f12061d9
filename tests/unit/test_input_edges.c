/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wrappings at their edges: the seldom forms that a standard allows, and text that
 * is nearly a wrapping and must stay.
 */
#include <stdio.h>

#include "../failing.h"
#include "../run.h"
#include "input_lines.h"

/* Each line is what it is. */
static void expect_as_is(const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char log[512];
		int size = snprintf(log, sizeof(log), "%s\n", lines[i]);
		struct koops_str text = {log, (size_t)size};

		lines_expect(text, text, false);
		lines_expect_wrapping(text, "");
	}
}

#define EXPECT_AS_IS(...)                                              \
	do {                                                           \
		static const char *const as_is[] = {__VA_ARGS__};      \
		expect_as_is(as_is, sizeof(as_is) / sizeof(as_is[0])); \
	} while (0)

#define JOURNAL(value) "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":" value "}\n"

/* RFC 8259, 7: the escapes of a string. */
START_TEST(escapes_of_json)
{
	EXPECT_TEXT(JOURNAL("\"a\\\\b\\/c\\\"d\""), "a\\b/c\"d\n");
	EXPECT_TEXT(JOURNAL("\"\\u0041\\u00e9\\u20ac\""), "A\xc3\xa9\xe2\x82\xac\n");
	/* A pair of surrogates is one character. */
	EXPECT_TEXT(JOURNAL("\"\\ud83d\\ude00x\""), "\xf0\x9f\x98\x80x\n");
	/* Lines of one message. */
	EXPECT_TEXT(JOURNAL("\"one\\ntwo\""), "one\ntwo\n");
	/* Not enough digits, nothing behind, no end: the rest of the text is there. */
	EXPECT_TEXT(JOURNAL("\"a\\u12 b\""), "a12 b\n");
	EXPECT_TEXT("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a\\\n", "a\\\n");
	EXPECT_TEXT("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a b\n", "a b\n");
	/* Values that are not wanted, of each form. */
	EXPECT_TEXT(
	    "{\"a\":[1,{\"b\":\"]}\"}],\"c\":true,\"d\":{\"e\":[]}, \"_TRANSPORT\" : \"kernel\","
	    "\"MESSAGE\" :\"x\"}\n",
	    "x\n");
	/* Bytes that are none. */
	EXPECT_TEXT(JOURNAL("[66,300,256,85, 71]"), "BUG\n");
	EXPECT_TEXT("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[66,85\n", "BU\n");
	EXPECT_TEXT("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[66,256,85,255,1000]}\n", "BU\xff\n");
	EXPECT_AS_IS("{\"MESSAGE\"}", "{MESSAGE", "{}", "- {", "{:1}");
}
END_TEST

/* YAML 1.2, 7.3 and 7.4: flow mappings, as LAVA's logs have. */
START_TEST(scalars_of_yaml)
{
	EXPECT_TEXT("- {dt: '2023-03-30T21:39:14', lvl: target, msg: 'it''s x'}\n", "it's x\n");
	EXPECT_TEXT("- {\"dt\": \"2023-03-30T21:39:14\", \"lvl\": \"target\", \"msg\": "
		    "\"a\\x41\\tb\\e[mc\"}\n",
		    "aA\tbc\n");
	EXPECT_TEXT("- {dt: 2023-03-30T21:39:14, lvl: target, msg: a don't, b}\n", "a don't\n");
	EXPECT_TEXT("- {dt: 2023-03-30T21:39:14, lvl: target, msg: a,b}\n", "a,b\n");
	EXPECT_TEXT("- {dt: '2023-03-30T21:39:14', lvl: target, msg: 'no end\n", "no end\n");
}
END_TEST

/* journalctl -o json-pretty, and dmesg --json: a member a line. */
START_TEST(members_in_lines)
{
	EXPECT_TEXT("{\n\t\"MESSAGE\" : \"x\",\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"other\" : "
		    "[\n\t\t\"[\"\n\t]\n}\n"
		    "y\n",
		    "{\nx\ny\n");
	/* Neither a member that is known, nor one at all. */
	EXPECT_AS_IS("\"other\" : 1", "}", "\"", "[ { ]");
	/* A list that the log's end cuts. */
	EXPECT_TEXT("{\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"MESSAGE\" : [\n\t\t66,\n\t\t85\n",
		    "{\nBU\n");
	/* What is no item ends it. */
	EXPECT_TEXT("{\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"MESSAGE\" : [\n\t\t66,\n\tBUG: y\n",
		    "{\nB\n\tBUG: y\n");
}
END_TEST

/* RFC 3164, 4.1.3 and what syslogd(8) of several systems makes of it. */
START_TEST(sources_of_syslog)
{
	EXPECT_LINES("Mar 30 21:39:14 host vmunix: x\n", "Mar 30 21:39:14|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel[0]: x\n", "Mar 30 21:39:14|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host klogd:x\n", "Mar 30 21:39:14|||s|x\n");
	EXPECT_LINES("<191>Mar 30 21:39:14 host x\n", "Mar 30 21:39:14|7|||host x\n");
	EXPECT_AS_IS("<192>Mar 30 21:39:14 host kernel: x", "<4Mar 30 21:39:14 host kernel: x",
		     "Mar 32x 21:39:14 host kernel: x", "Mar 30 21:39 host kernel: x",
		     "Thu2023-03-30 21:39:14 host kernel: x", "2023-03/30 21:39:14 host kernel: x",
		     "20233-03-30 21:39:14 host kernel: x", "2023-03-30x21:39:14 host kernel: x",
		     "1680212354. host kernel: x", "1680212354.5x host kernel: x");
	/* A name that only begins as the kernel's. */
	EXPECT_LINES("Mar 30 21:39:14 host kernel-x: y\n", "Mar 30 21:39:14||||host kernel-x: y\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel[a]: y\n",
		     "Mar 30 21:39:14||||host kernel[a]: y\n");
}
END_TEST

/* A virtual machine's console, which its host's service wrote to the log. */
START_TEST(consoles_in_syslog)
{
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: [    1.500000] x\n", "1.500000|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: <4>[    1.500000] x\n", "1.500000|4||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: Mar 30 21:39:15 guest kernel: x\n",
		     "Mar 30 21:39:15|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: [abc] x\n",
		     "Mar 30 21:39:14||||qemu[12]: [abc] x\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: <x> y\n",
		     "Mar 30 21:39:14||||qemu[12]: <x> y\n");
	EXPECT_LINES("Mar 30 21:39:14 host qemu[12]: [\n", "Mar 30 21:39:14||||qemu[12]: [\n");
	EXPECT_LINES("Mar 30 21:39:14 host [12]: x\n", "Mar 30 21:39:14||||host [12]: x\n");
}
END_TEST

START_TEST(repeats_of_syslog)
{
	EXPECT_TEXT(
	    "Mar 30 21:39:14 host kernel: x\nMar 30 21:39:15 last message repeated 1 time\n",
	    "x\nx\n");
	EXPECT_TEXT(
	    "Mar 30 21:39:14 host kernel: x\nMar 30 21:39:15 host last message repeated 0 times\n",
	    "x\nx\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated 2 times: [ x\n",
		    "message repeated 2 times: [ x\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated two times: [ x]\n",
		    "message repeated two times: [ x]\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated 2 days: [ x]\n",
		    "message repeated 2 days: [ x]\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated 2 times: [y]\n", "y\ny\n");
	EXPECT_TEXT("Mar 30 21:39:14 host last message repeated many times\n",
		    "host last message repeated many times\n");
}
END_TEST

/* rsyslog's $EscapeControlCharactersOnReceive: '#' and three octal digits. */
START_TEST(octal_escapes)
{
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: a#011b #012c #033[md\n", "a\tb \nc d\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: a#011\n", "a\t\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: #000 #019 #04 #0a1 #1 #088 #050 #\n",
		    "#000 #019 #04 #0a1 #1 #088 #050 #\n");
}
END_TEST

/* RFC 5424, 6. */
START_TEST(elements_of_the_protocol)
{
	EXPECT_LINES("<4>1 2023-03-30T21:39:14-07:00 host kernel - - - kernel: x\n",
		     "2023-03-30T21:39:14-07:00|4||s|x\n");
	EXPECT_LINES("<30>1 2023-03-30T21:39:14Z host cron - - - BUG: x\n",
		     "2023-03-30T21:39:14Z|6|||cron: BUG: x\n");
	EXPECT_LINES("<4>1 - host - - - - x\n", "|4||s|x\n");
	EXPECT_LINES("<4>1 - host - - - [a b=\"c\"] x\n<4>1 - host - - - [a b=\"cd\"] x\n"
		     "<4>1 - host - - - [a b=\"]\" c=\"\\\"]\"][d] x\n"
		     "<4>1 - host - - - [a\\] x\n",
		     "|4||s|x\n|4||s|x\n|4||s|x\n|4||s|x\n");
	EXPECT_LINES("<4>1 - host kernel - - -\n", "|4||s|\n");
	EXPECT_AS_IS("<192>1 - host kernel - - - x");
	/* A level of printk, and text. */
	EXPECT_TEXT("<4>1 yesterday host kernel - - - x\n<4>1 - host kernel - x\n"
		    "<4>1 - host kernel - - [a x\n<4>1 - host kernel - - x\n<4>1 -\n",
		    "1 yesterday host kernel - - - x\n1 - host kernel - x\n"
		    "1 - host kernel - - [a x\n1 - host kernel - - x\n1 -\n");
}
END_TEST

/* What runs tests writes before each line. */
START_TEST(times_of_runners)
{
	/* Hours of a zone have two digits. */
	EXPECT_TEXT("2023-03-30T21:39:14+03:00 BUG: x\n", "BUG: x\n");
	EXPECT_AS_IS("2023-03-30T21:39:14+030:00 BUG: x");
	/* A margin, and behind it a month that is not in ASCII. */
	EXPECT_TEXT(
	    "n | \xd0\xbc\xd0\xb0\xd1\x80 30 21:39:15 host kernel: CPU: 1 PID: 2 Comm: a 6.1 #1\n"
	    "n | \xd0\xbc\xd0\xb0\xd1\x80 30 21:39:15 host kernel:  f+0x1/0x2\n",
	    "CPU: 1 PID: 2 Comm: a 6.1 #1\n f+0x1/0x2\n");
	/* journalctl -o short-unix, and others with fewer digits. */
	EXPECT_TEXT("1680212354.504281 host kernel: x\n1680212354.5 host kernel: y\n", "x\ny\n");
	EXPECT_LINES("2023-03-30T21:39:14.5Z [    1.500000] x\n", "1.500000|||s|x\n");
	EXPECT_LINES("[2023-03-30T21:39:14.5Z] x\n", "2023-03-30T21:39:14.5Z||||x\n");
	EXPECT_LINES("21:39:14 | x\n", "21:39:14||||x\n");
	EXPECT_LINES("21:39:14,123 x\n", "21:39:14,123||||x\n");
	EXPECT_LINES("[21:39:14] x\n", "21:39:14||||x\n");
	EXPECT_LINES("2023/03/30 21:39:14 x\n", "2023/03/30 21:39:14||||x\n");
	EXPECT_LINES("Mar 30 2023 21:39:14 x\n", "Mar 30 2023 21:39:14||||x\n");
	EXPECT_LINES("Thu Mar 30 21:39:14 2023 x\n", "Thu Mar 30 21:39:14 2023||||x\n");
	EXPECT_LINES("2023-03-30 21:39:14 -0700 x\n", "2023-03-30 21:39:14 -0700||||x\n");
	EXPECT_AS_IS("[21:39:14 x", "21:39:14x", "21:39 x", "1:39:14 x", "21:3:14 x", "21:39:1 x");
}
END_TEST

/* Vendors' kernels put the CPU into the stamp. */
START_TEST(stamps_with_more)
{
	EXPECT_LINES("[   12.345678,0] x\n", "12.345678|||s|x\n");
	EXPECT_LINES("[   12.345678@3] x\n", "12.345678|||s|x\n");
	EXPECT_LINES("[   12.345678][C1] x\n", "12.345678||C1|s|x\n");
	EXPECT_LINES("[   12.345678][    X1] x\n", "12.345678|||s|[    X1] x\n");
	EXPECT_LINES("[   12.345678][    C1 x\n", "12.345678|||s|[    C1 x\n");
	EXPECT_LINES("[   12.345678][T99999999999] x\n", "12.345678|||s|[T99999999999] x\n");
	EXPECT_AS_IS("[   12.345678,] x", "[   12.345678,12345] x", "[   12.345678 x", "[   12.] x",
		     "[   .5] x", "[1234567890123.5] x", "[   12.12345678901] x", "[12] x");
}
END_TEST

/* RFC 2045, 6.7: a NUL may be written so, and is none of the kernel's; what is no escape stays. */
START_TEST(octets_of_quoted_printable)
{
	EXPECT_TEXT("Content-Transfer-Encoding: quoted-printable\n\na=3Db=00c=09=7E\n",
		    "\na=bc\t~\n");
	EXPECT_TEXT("Content-Transfer-Encoding: quoted-printable\n\na=3Db=xy=4=\n\n",
		    "\na=3Db=xy=4=\n\n");
}
END_TEST

/* A line that happens to end so is whole, if the next one begins as lines do. */
START_TEST(equals_at_the_end)
{
#define FORTY "0123456789 123456789 123456789 123456789 "
#define FORTY_LESS_TWO "0123456789 123456789 123456789 12"
#define FORTY_LESS FORTY_LESS_TWO "34"
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: " FORTY "=\nMar 30 21:39:15 host kernel: x\n",
		    FORTY "=\nx\n");
	EXPECT_TEXT("<4>Mar 30 21:39:14 host kernel: " FORTY
		    "=\n<4>Mar 30 21:39:15 host kernel: x\n",
		    FORTY "=\nx\n");
	EXPECT_TEXT("4,800,100000000,-;" FORTY "=\n4,801,100000001,-;x\n", FORTY "=\nx\n");
	EXPECT_TEXT("kern  :warn  : [    1.000000] " FORTY "=\nkern  :warn  : [    1.000001] x\n",
		    FORTY "=\nx\n");
	EXPECT_TEXT("[    1.000000] " FORTY "=\n[    1.000001] x\n", FORTY "=\nx\n");
	/* Broken where an encoder breaks: of 60 to 77 columns with the '=', and all others escapes.
	 */
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: " FORTY "=\nx\n", FORTY "x\n");
	EXPECT_TEXT(FORTY "0123456789 1234567=\nx\n", FORTY "0123456789 1234567x\n");
	EXPECT_TEXT(FORTY "0123456789 123456=\nx\n", FORTY "0123456789 123456=\nx\n");
	EXPECT_TEXT(FORTY FORTY_LESS "=\nx\n", FORTY FORTY_LESS "x\n");
	EXPECT_TEXT(FORTY FORTY_LESS "x=\nx\n", FORTY FORTY_LESS "x=\nx\n");
	EXPECT_TEXT(FORTY "0=x3456789 123456789 12345=\nx\n",
		    FORTY "0=x3456789 123456789 12345=\nx\n");
	EXPECT_TEXT(FORTY FORTY_LESS_TWO "=2=\nx\n", FORTY FORTY_LESS_TWO "=2=\nx\n");
	EXPECT_TEXT(FORTY "0123456789 12345678=23=\nx\n", FORTY "0123456789 12345678#x\n");
	EXPECT_TEXT(FORTY "0123456789 123456==\nx\n", FORTY "0123456789 123456==\nx\n");
	/* Digits of escapes are upper case, and a header is a line. */
	EXPECT_AS_IS("a=3D b=3f", "a=3D b=1a", "a=3D b=F", "a=3D b=",
		     "Content-Transfer-Encoding: quoted-printable" FORTY FORTY FORTY FORTY "a=20",
		     "Xontent-Transfer-Encoding: quoted-printable a=20",
		     "Content-Transfer-Encodin: quoted-printable a=20", "Content a=20");
}
END_TEST

/* ECMA-48, 5.4 and 5.6, and xterm's control sequences. */
START_TEST(sequences_of_terminals)
{
	/* Bounds of the parameters, and of the final byte. */
	EXPECT_TEXT("\x1b[?25l\x1b[1;31ma\x1b[mb\n", "ab\n");
	EXPECT_TEXT("a\x1b[0?@b\x1b[2~c\x1b[ qd\n", "abcd\n");
	/* What can't end one is text. */
	EXPECT_TEXT("a\x1b[1\xc3\xa9\n", "a\xc3\xa9\n");
	EXPECT_TEXT("a\x1b[2Bb\x1b[Ec\x1b[Fd\x1b[2de\n", "a\nb\nc\nd\ne\n");
	/* Sets of characters, announcers, private ones. */
	EXPECT_TEXT("\x1b(Ba\x1b Fb\x1b/Ac\x1b"
		    "0d\x1b~e\n",
		    "abcde\n");
	EXPECT_TEXT("a\x1b]8;;http://x\x1b\\b\x1b]8;;\ac\n", "abc\n");
	EXPECT_TEXT("a\x1bPq#1\x1b\\b\x1b^x\ac\x1b_y\x1b\\d\n", "abcd\n");
	EXPECT_TEXT("a\x1b]never ends\n", "a\n");
	EXPECT_TEXT("a\x1b[5Cb\n", "a b\n");
	EXPECT_TEXT("a\x1b[Hb\x1b[2;3fc\x1b[Ad\n", "a\nb\nc\nd\n");
	EXPECT_TEXT("\x1b[H\x1b[2Ja\n", "a\n");
	EXPECT_TEXT("a\x1b"
		    "7b\x1b"
		    "8c\x1b=d\x1b#8e\x1b\n",
		    "abcde\n");
	EXPECT_TEXT("a\vb\fc\x7f"
		    "d\n",
		    "a b cd\n");
	EXPECT_TEXT("a\r\bb\n", "a\nb\n");
	/* A string may be empty; what is no final byte is none, even if another follows it. */
	EXPECT_TEXT("a\x1b]\ab\n", "ab\n");
	EXPECT_TEXT("a\x1b\x01"
		    "bc\x1b"
		    "7\x7f"
		    "d\n",
		    "abcd\n");
	/* As cat -v shows them. */
	EXPECT_TEXT("^[[1mx^[[m\n", "x\n");
	EXPECT_TEXT("^[[1m[    1.500000] x^[[0m^M\n", "x\n");
	EXPECT_TEXT("a^[[1mb^[[mc d\n", "abc d\n");
	EXPECT_AS_IS("a ^M b", "^", "a ^[ b", "^M^");
}
END_TEST

/* Prompts that the kernel writes behind. */
START_TEST(prompts_of_shells)
{
	EXPECT_TEXT("user@host:/tmp$ [    1.500000] x\n", "x\n");
	EXPECT_TEXT("[user@host tmp]$ BUG: x\n", "BUG: x\n");
	EXPECT_TEXT("/ # BUG: x\n~ # BUG: y\n", "BUG: x\nBUG: y\n");
	EXPECT_TEXT("host login: BUG: x\n", "BUG: x\n");
	EXPECT_TEXT("root@host:~# BUG: x\nuser@host:/tmp$ BUG: y\n", "BUG: x\nBUG: y\n");
	EXPECT_AS_IS("[user@host tmp] BUG: x", "[host tmp]$ BUG: x", "user@host$ BUG: x",
		     "a b@c:d$ BUG: x", "user@host:/tmp% BUG: x", "user@host:/tmp$BUG: x", "/ # ",
		     "host login: ", "host: login: x", "user@host:/tmp$");
}
END_TEST

/* Characters by their code, each where its number of bytes changes; RFC 3629, 3. */
START_TEST(codes_of_characters)
{
	EXPECT_TEXT(JOURNAL("\"\\u007e\\u0080\\u07ff\\u0800\\uffff\""),
		    "~\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\n");
	EXPECT_TEXT(JOURNAL("\"\\ud800\\udc00\\udbff\\udfff\""),
		    "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\n");
	/* Halves of pairs are no characters. */
	EXPECT_TEXT(JOURNAL("\"\\ud800.\\udfff.\\ud800\\ue000\""),
		    "\xef\xbf\xbd.\xef\xbf\xbd.\xef\xbf\xbd\xee\x80\x80\n");
	EXPECT_TEXT("<pre>&#x10ffff;&#x110000;&#xd7ff;&#55296;\n",
		    "\xf4\x8f\xbf\xbf\xef\xbf\xbd\xed\x9f\xbf\xef\xbf\xbd\n");
}
END_TEST

/* What is nearly markup is text. */
START_TEST(markup_at_its_edges)
{
	char log[1200];

	EXPECT_TEXT("<pre>&#0;&#65&#x;&#;&lt&amp;lt ;&#X41;&#65;\n", "&#0;&#65&#x;&#;&lt&lt ;AA\n");
	EXPECT_TEXT("<B>a</B><I >b</I ><br/>c<BR>d\n", "ab\nc\nd\n");
	EXPECT_AS_IS("a <", "a <b", "a </", "a < b>c", "a <bb>c", "a <b=c>d", "a </b c>", "a &",
		     "a &#", "a <p1>", "a <sp>");
	/* A tag is not endless, but what stands behind it may be long. */
	memset(log, 'x', sizeof(log) - 1);
	memcpy(log, "<b>", 3);
	memcpy(log + sizeof(log) - 2, "\n", 2);
	lines_expect(ki_str(log), ki_str(log + 3), false);
	EXPECT_TEXT("<a href='x'>a <a href='y' \n", "a <a href='y' \n");
}
END_TEST

/* What brackets may have in them; print_record() in util-linux's sys-utils/dmesg.c. */
START_TEST(deltas_of_dmesg)
{
	EXPECT_TEXT("[   56.504281 <    0.000012*>] x\n[   56.504281 <    0.000012>] y\n",
		    "x\ny\n");
	EXPECT_TEXT("[<   -0.000012>] x\n[  -0.000012] y\n", "x\ny\n");
	EXPECT_TEXT("[Mar 3 21:39] x\n[Mar30 21:39] y\n", "x\ny\n");
	EXPECT_AS_IS("[Mar30 21:390] x", "[Mar30 211:39] x", "[Mar300 21:39] x", "[  +0.0000123] x",
		     "[  +0.00001] x", "[<    0.000012] x", "[  +.000012] x", "[<0.000012 x>] y");
	EXPECT_LINES("kern  :debug : [    1.000000] x\nlocal7:alert : y\n",
		     "1.000000|7||s|x\n|1||s|y\n");
	EXPECT_AS_IS("kern  :wurst : x", "kerl  :warn  : x", "kern  :warn", "kern :warn : x");
}
END_TEST

/* logcat(1), the priorities and the columns of each format. */
START_TEST(entries_of_logcat)
{
	EXPECT_LINES("V/a       (    0): x\nD/a       (    0): x\nI/a       (    0): x\n",
		     "|7||s|a: x\n|7||s|a: x\n|6||s|a: x\n");
	EXPECT_LINES("W/a       (    0): x\nE/a       (    0): x\nF/a       (    0): x\n",
		     "|4||s|a: x\n|3||s|a: x\n|2||s|a: x\n");
	EXPECT_LINES("2023-03-30 21:39:14.504     0     0 W kernel  : x\n",
		     "2023-03-30 21:39:14.504|4||s|x\n");
	EXPECT_LINES("03-30 21:39:14.504     0     0 W BUG     :\n",
		     "03-30 21:39:14.504|4||s|BUG: \n");
	EXPECT_AS_IS(
	    "X/a       (    0): x", "S/a       (    0): x", "W", "W/", "W/a", "W/a (",
	    "W/a (    x): y", "W/a       (    0) x", "03-300 21:39:14.504     0     0 W a : x",
	    "033-30 21:39:14.504     0     0 W a : x", "03-30 21:39:14.504     0     0 WW a : x",
	    "03-30 21:39:14.504     0     0 X a : x", "03-30 21:39:14.504     0     0 W a x",
	    "03-30 21:39:14.504     0     0", "03-30 21:39:14.504     0     0 W",
	    "20233-03-30 21:39:14.504     0     0 W a : x");
}
END_TEST

/* Dates with a part that is too long or too short are none. */
START_TEST(parts_of_dates)
{
	EXPECT_AS_IS("Mar30 21:39:14 host kernel: x", "123-03-30 21:39:14 host kernel: x", "2023",
		     "2023-03-30");
	EXPECT_AS_IS("Mar 300 21:39:14 host kernel: x", "300 mars 21:39:14 host kernel: x",
		     "Mar 21:39:14 host kernel: x", "Mar  x 21:39:14 host kernel: y",
		     "2023-3-30 21:39:14 host kernel: x", "2023 host: 12 kernel: x",
		     "16802123540.504281 host kernel: x", "1680212354.5042811111 host kernel: x");
	EXPECT_LINES("2023-03-30 21:39:14 UTC host kernel: x\n", "2023-03-30 21:39:14 UTC|||s|x\n");
	EXPECT_LINES("2023-03-30 21:39:14Z host kernel: x\n", "2023-03-30 21:39:14Z|||s|x\n");
	EXPECT_LINES("[Thu Mar 30 21:39:14 2023 UTC] x\n[Thu Mar 30 21:39:14 23] y\n",
		     "||||[Thu Mar 30 21:39:14 2023 UTC] x\n||||[Thu Mar 30 21:39:14 23] y\n");
	EXPECT_LINES("[Thu Mar 30 21:39:14 AB 2023] x\n[Thu Mar 30 21:39:14 ABCDE 2023] x\n",
		     "Thu Mar 30 21:39:14 AB 2023|||s|x\nThu Mar 30 21:39:14 ABCDE 2023|||s|x\n");
	EXPECT_AS_IS("[Thu Mar 30 21:39:14 A 2023] x", "[Thu Mar 30 21:39:14 ABCDEF 2023] x",
		     "[Thu Mar 30 21:39:14 ABx 2023] x");
}
END_TEST

/* Stamps of printk in the middle of a line, with all of its digits. */
START_TEST(stamps_in_the_middle)
{
	EXPECT_TEXT("[    1.000000] foo: [    2.000000] x\n", "foo: \nx\n");
	/* No more than a mark before it is nobody's. */
	EXPECT_TEXT("[    1.000000] ab[    2.000000] x\n[    1.000000] abc[    2.000000] y\n",
		    "x\nabc\ny\n");
	/* Another may have printed it. */
	EXPECT_LINES("[    1.000000][   T5] abc[    2.000000] x\n",
		     "1.000000||T5|s|abc\n2.000000|||s|x\n");
	/* What a syslog daemon wrote behind something, it has written as it does. */
	EXPECT_TEXT("x! Mar 30 21:39:14 host kernel: [    1.000000] a#011b\n", "a\tb\n");
	EXPECT_TEXT("x! [    1.000000] a#011b\n", "a#011b\n");
	EXPECT_TEXT("[    1.000000] foo: [12345.123456][T1] x\n", "foo: \nx\n");
	/* People shorten one of its numbers, not both. */
	EXPECT_TEXT("[    1.000000] foo: [    2.00] x\n", "foo: \nx\n");
	EXPECT_TEXT("[    1.000000] foo: [2.000000] x\n", "foo: \nx\n");
	EXPECT_TEXT("[    1.000000] foo: [2.00] x\n", "foo: [2.00] x\n");
	EXPECT_TEXT("[    1.000000] foo: [    2.0] x\n", "foo: [    2.0] x\n");
	EXPECT_TEXT("[    1.000000] foo: [   2.00] x\n", "foo: [   2.00] x\n");
	EXPECT_TEXT("[    1.000000] foo: [    2.000000]x\n", "foo: [    2.000000]x\n");
	EXPECT_TEXT("[    1.000000] foo: [    2.000000\n", "foo: [    2.000000\n");
}
END_TEST

/* Documentation/ABI/testing/dev-kmsg: escapes, and what is no record. */
START_TEST(records_of_kmsg)
{
	EXPECT_TEXT("4,1,2,-;a\\x20b\\x00c\\x4\\xg0\\y41\\\n", "a bc\\x4\\xg0\\y41\\\n");
	EXPECT_LINES("191,1,2,-;x\n", "2|7||s|x\n");
	EXPECT_LINES("4,1,2,+;x\n4,1,2,-,future=1,caller=C3;y\n", "2|4||s|x\n2|4|C3|s|y\n");
	EXPECT_AS_IS("192,1,2,-;x", "4,1,2,-x", "4,1,2,-x;y", "4,1,2;x", "4,1,x,-;y", "4,x,2,-;y",
		     "4;1,2,-;y", "a.b,4 1,2,-;x", "6.4.0,x", "640,x,4,1,2,-;y");
	/* A device stands behind a record, a blank further in. */
	EXPECT_TEXT("> 6,1,1,-;abc\n>  SUBSYSTEM=pci\n>  DEVICE=+pci:0000\n", "abc\n");
	EXPECT_TEXT("    6,1,1,-;abc\n     SUBSYSTEM=pci\n    6,1,1,-;abc\n SUBSYSTEM=pci\n",
		    "abc\nabc\n SUBSYSTEM=pci\n");
	EXPECT_TEXT("6,1,1,-;abc\n  SUBSYSTEM=pci\n", "abc\n  SUBSYSTEM=pci\n");
	EXPECT_TEXT("6,1,1,-;abc\nx\n SUBSYSTEM=pci\n", "abc\nx\n SUBSYSTEM=pci\n");
	/* Two records in fragments, one after the other; fragments that lack. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/6;abc\n6,1,1,-,ncfrag=3/6;def\n"
		    "6,2,1,-,ncfrag=0/6;ghi\n6,2,1,-,ncfrag=3/6;jkl\n",
		    "abcdef\nghijkl\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc\n6,1,1,-,ncfrag=6/9;ghi\n", "abc\nghi\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/6;abc\n6,2,1,-,ncfrag=3/6;def\n", "abc\ndef\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/3;abc\n6,2,1,-;x\n", "abc\nx\n");
}
END_TEST

/* How often a syslog's last message is read again, and what ends it. */
START_TEST(repeats_have_an_end)
{
	struct lines lines;
	const size_t most = 256, bytes = 16 << 10;
	char log[300 + 64] = "Mar 30 21:39:14 host kernel: ";

	lines_init(&lines, false);
	lines_read(&lines, KI_STR("Mar 30 21:39:14 host kernel: x\n"
				  "Mar 30 21:39:15 host last message repeated 300 times\n"));
	ck_assert_uint_eq(lines.out.size, (1 + most) * 2);
	lines_free(&lines);
	memset(log + strlen(log), 'x', 300);
	lines_init(&lines, false);
	ck_assert_int_eq(ki_input_push(lines.input, ki_str(log), 1, lines_take, &lines), KOOPS_OK);
	lines_read(&lines, KI_STR("Mar 30 21:39:15 host last message repeated 300 times\n"));
	ck_assert_uint_le(lines.out.size, 301 + bytes);
	ck_assert_uint_gt(lines.out.size, bytes);
	lines_free(&lines);
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: #0/1 #111 #0411\n", "#0/1 #111 #0411\n");
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: message repeated 2 times: [ a] b]\n",
		    "a] b\na] b\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel[1234567890]: x\n", "Mar 30 21:39:14|||s|x\n");
	EXPECT_LINES("Mar 30 21:39:14 host kernel[12345678901]: x\n",
		     "Mar 30 21:39:14||||host kernel[12345678901]: x\n");
}
END_TEST

/* A record holds nothing of the one before, and what is nearly its part ends it. */
START_TEST(records_at_their_edges)
{
	EXPECT_LINES("{\"PRIORITY\":\"3\",\"a\":\"BUG: x\\ny\"}\n{\"MESSAGE\":\"z\"}\n",
		     "||||BUG: x\n||||y\n||||z\n");
	/* A key of one letter is a key. */
	EXPECT_TEXT("__CURSOR=s=1\nA=b\nMESSAGE=x\n_TRANSPORT=kernel\n\n", "x\n");
	/* All of a length's eight bytes count: this one is not believed. */
	EXPECT_LINES("__CURSOR=s=1\nMESSAGE\n\x03\0\0\0\0\0\0\x01"
		     "xyz\n_TRANSPORT=kernel\n\nz\n",
		     "|||s|\n||||z\n");
	/* The first part of a dump comes again, with another dump. */
	EXPECT_TEXT("Oops#1 Part1\n<4>b\nOops#1 Part2\n<4>a\nOops#1 Part1\n<4>d\nOops#1 Part2\n"
		    "<4>c\n",
		    "a\nb\nc\nd\n");
	/* The last message alone is repeated; a process has a name; elements may be empty. */
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: a\nMar 30 21:39:14 host kernel: b\n"
		    "Mar 30 21:39:15 host last message repeated 1 times\n",
		    "a\nb\nb\n");
	EXPECT_TEXT("Mar 30 21:39:14 host :[12]: x\n", "host :[12]: x\n");
	EXPECT_TEXT("<4>1 - host kernel - - [] x\n", "x\n");
	EXPECT_TEXT("[] 21:39:14 x\n", "[] 21:39:14 x\n");
}
END_TEST

/* Each stays as it is behind the kernel's own stamp. */
static void expect_behind_stamp(const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char log[256], want[256];
		int size = snprintf(log, sizeof(log), "[   56.504281] %s\n", lines[i]);
		int want_size = snprintf(want, sizeof(want), "56.504281|||s|%s\n", lines[i]);

		lines_expect((struct koops_str){log, (size_t)size},
			     (struct koops_str){want, (size_t)want_size}, true);
		lines_expect_wrapping((struct koops_str){log, (size_t)size}, "printk");
	}
}

#define EXPECT_BEHIND_STAMP(...)                                              \
	do {                                                                  \
		static const char *const as_is[] = {__VA_ARGS__};             \
		expect_behind_stamp(as_is, sizeof(as_is) / sizeof(as_is[0])); \
	} while (0)

/* Who prints, as makers of phones have it: a CPU, a task's number and its name, in three forms. */
START_TEST(columns_of_vendors)
{
	EXPECT_BEHIND_STAMP("[:a:1] y", "[x:a:1] y", "[0 a:1] y", "[0:5] y", "[0:a:x] y",
			    "[0:a:1x] y", "[0:a:] y", "[0:a:1 y", "[0:x5] y", "[] y", "0:a:1] y");
	EXPECT_BEHIND_STAMP("(x)[1:a]b", "(0[1:a]b", "(0)1:a]b", "(0)[x:a]b", "(0)[1a]b",
			    "(0)[1:a b", "0)[1:a]b", "()[1:a]b");
	EXPECT_BEHIND_STAMP("c 5 x", "cx 5 y", "c0", "c05", "c0x5 y", "c0 x y", "c0 5", "c0 5x",
			    "c0 ");
	/* A mark before it is one, and a letter is a level's before a bracket. */
	EXPECT_BEHIND_STAMP("I", "I(0)[1:a]b", "IE[0:a:1] y", "([0:a:1] y", "c[0:a:1] y",
			    "i[0:a:1] y", ".", "-", "..(0)[1:a]b", ".I[0:a:1] y");
	EXPECT_LINES("[   56.504281]-[0:a:1] x\n[   56.504281] I[0:a:1]x\n",
		     "56.504281||T1|s|x\n56.504281||T1|s|x\n");
	EXPECT_LINES("[   56.504281] [0::1]  x\n", "56.504281||T1|s| x\n");
	EXPECT_LINES("[   56.504281] c0 5 (a) x\n[   56.504281] c0 5 x\n",
		     "56.504281||T5|s|x\n56.504281||T5|s|x\n");
	/* A name has both parentheses, and a blank behind them. */
	EXPECT_LINES("[   56.504281] c0 5 (a b\n[   56.504281] c0 5 (a)b\n",
		     "56.504281||T5|s|(a b\n56.504281||T5|s|(a)b\n");
	/* The kernel's own caller says more; numbers are not endless. */
	EXPECT_LINES("[   56.504281][   T5] [0:a:7] x\n", "56.504281||T5|s|x\n");
	EXPECT_LINES("[   56.504281] [0:a:4294967295] x\n", "56.504281||T4294967295|s|x\n");
	EXPECT_LINES("[   56.504281] [0:a:4294967296] x\n", "56.504281|||s|x\n");
	EXPECT_LINES("[   56.504281] [4294967295:a:0] x\n", "56.504281||C4294967295|s|x\n");
	EXPECT_LINES("[   56.504281] [4294967296:a:0] x\n", "56.504281|||s|x\n");
	/* Just behind that stamp, and once. */
	EXPECT_AS_IS("(0)[1:a]b", "[0:a:1] y", "c0 5 x");
	EXPECT_LINES("Mar 30 21:39:14 host kernel: (0)[1:a]b\n", "Mar 30 21:39:14|||s|(0)[1:a]b\n");
	EXPECT_LINES("[   56.504281] [0:a:1] [0:b:2] x\n", "56.504281||T1|s|[0:b:2] x\n");
}
END_TEST

/* logcat(1): -v time, -v brief and -v threadtime. */
START_TEST(columns_of_logcat)
{
	EXPECT_LINES("03-30 21:39:14.504 W/BUG     (    0): x\n",
		     "03-30 21:39:14.504|4||s|BUG: x\n");
	EXPECT_LINES("W/a(0):x\nI/a (   12): x\nE/kernel  (    0): y\n",
		     "|4||s|a: x\n|6|||a: x\n|3||s|y\n");
	EXPECT_LINES("03-30 21:39:14.504 u0_a1   5     6 I app : x\n",
		     "03-30 21:39:14.504|6|||app: x\n");
	EXPECT_AS_IS("1234  5678 W a : x", "12  13 W a : x", "Fred  0     0 W a : x");
	EXPECT_AS_IS("WW/a (    0): x", "a/W (    0): x", "W/a (    0) : x", "W-a (    0): x",
		     "W/a     0): x");
	EXPECT_AS_IS(
	    "03-30x21:39:14.504     0     0 W a : x", "03/30 21:39:14.504     0     0 W a : x",
	    "3-30 21:39:14.504     0     0 W a : x", "03-3 21:39:14.504     0     0 W a : x",
	    "03-30 21:39x14.504     0     0 W a : x", "03-30 21:39:14.504     0     x W a : x",
	    "03-30 21:39:14.504     x     0 W a : x", "2023/03-30 21:39:14.504  0  0 W a : x");
}
END_TEST

/* A prompt has a user of a sensible length, and all of its brackets. */
START_TEST(prompts_at_their_edges)
{
#define NAME_64 "a123456789123456a123456789123456a123456789123456a123456789123456"
	EXPECT_TEXT(NAME_64 "@host:~# BUG: x\n", "BUG: x\n");
	EXPECT_AS_IS("x" NAME_64 "@host:~# BUG: x", "[user@host tmp$ BUG: x",
		     "[user@host tmp]$BUG: x", "user@host:/tmp $ BUG: x", "host login:BUG: x",
		     "a:b$ BUG: c@d", "/ $ BUG: x");
	EXPECT_TEXT("[user@host tmp]# BUG: x\n", "BUG: x\n");
	/* Xen's console; what only looks like its mark is text. */
	EXPECT_LINES("(XEN) x\n(XEN)\n", "||C4294967296||x\n||C4294967296||\n");
	EXPECT_AS_IS("(XEN)x", "(XEn) x");
	/* Sequences that cat -v shows, one behind the other, and breaks that are at an end. */
	EXPECT_TEXT("a^[[1m^[[2mb^[[m^[[mc\n", "abc\n");
	EXPECT_TEXT("\r\ra\r\r\rb\b\b\bc\n", "a\nc\n");
	EXPECT_TEXT("\bx\n", "x\n");
}
END_TEST

/* printk's prefix: <0> to <7> are the kernel's, up to <191> a process's that has a stamp behind. */
START_TEST(priorities_of_printk)
{
	EXPECT_LINES("<7>x\n<8>[    1.000000] y\n<191>[    1.000000] z\n",
		     "|7||s|x\n1.000000|0||s|y\n1.000000|7||s|z\n");
	EXPECT_AS_IS("<8>x", "<8> x", "<4 x", "<4", "<x>y", "<>y", "<04>[x");
	EXPECT_LINES("<192>[    1.000000] x\n", "1.000000|||s|x\n");
	EXPECT_LINES(
	    "<0>[    1.000000] x\n<7>[    1.000000] <b>y</b>\n<4>[    1.000000][  T516] z\n"
	    "<3>[    1.000000]\n<4>[    1.00000] x\n<9>[    1.000000] x\n",
	    "1.000000|0||s|x\n1.000000|7||s|y\n1.000000|4|T516|s|z\n1.000000|3||s|\n"
	    "1.00000|4||s|x\n1.000000|1||s|x\n");
	/* A caller without a time: what stands behind it is the kernel's. */
	EXPECT_LINES("<4>[  T516]x\n<4>[  T516]  y\n", "|4|T516|s|x\n|4|T516|s| y\n");
	EXPECT_LINES("[    1.000000] \n[    1.000000]  \n", "1.000000|||s|\n1.000000|||s| \n");
	/* Of a record in JSON that was cut, the end. */
	EXPECT_LINES(
	    "[    1.000000] x\"}\n[    1.000000] x}\n[    1.000000] }\n[    1.000000] x\"\n",
	    "1.000000|||s|x\n1.000000|||s|x}\n1.000000|||s|}\n1.000000|||s|x\"\n");
}
END_TEST

/* print_record() in util-linux's sys-utils/dmesg.c: dump_level(), time_t, delta. */
START_TEST(brackets_of_dmesg)
{
	EXPECT_AS_IS("[] x", "[   ] x", "[  +-0.000012] x", "[  +1234567890123.000012] x",
		     "[<    0.000012 *>] x", "[Mar30x21:39] x", "[Mar30 2:39] x", "[Mar30 21:3] x",
		     "[Mar30 21-39] x", "[Mar30] x", "[Mar 21:39] x");
	EXPECT_LINES("[  +123456789012.000012] x\n", "+123456789012.000012|||s|x\n");
	EXPECT_LINES("[Mar30 21:39]x\n[Mar30 21:39]  y\n",
		     "Mar30 21:39|||s|x\nMar30 21:39|||s| y\n");
	EXPECT_LINES("[Mar30 21:39] [  T516]x\n[Mar30 21:39][  T516] y\n",
		     "Mar30 21:39||T516|s|x\nMar30 21:39||T516|s|y\n");
	EXPECT_LINES("kern  :warn  :x\nkern  :warn  :  y\n", "|4||s|x\n|4||s| y\n");
	/* grabserial's delta is bare. */
	EXPECT_LINES("[12.345678 0.000123] x\n[Mar30 21:39   0.000123]y\n",
		     "12.345678|||s|x\nMar30 21:39|||s|y\n");
	/* All facilities and levels that it has words for. */
	EXPECT_LINES("user  :notice: x\nmail  :info  : x\nauth  :err   : x\nftp   :crit  : x\n",
		     "|5||s|x\n|6||s|x\n|3||s|x\n|2||s|x\n");
	EXPECT_LINES("{\"pri\":\"emerg\",\"msg\":\"x\"}\n{\"pri\":\"debug\",\"msg\":\"x\"}\n"
		     "{\"pri\":\"wurst\",\"msg\":\"x\"}\n",
		     "|0||s|x\n|7||s|x\n|||s|x\n");
	EXPECT_AS_IS("kern  x:warn  : x", "authpriv:warn: x", "kern  :warn  x");
}
END_TEST

/* What stands before each line, as the lines of a report show it. */
START_TEST(margins_are_shown_by_reports)
{
	/* By a mark, a place in the code, or how lines of reports begin; not by titles alone. */
	EXPECT_TEXT("+(XEN) Xen call trace:\n+CPU: 1\n", "Xen call trace:\nCPU: 1\n");
	EXPECT_TEXT("+BUG: x\n+ f+0x1/0x2\n", "BUG: x\n f+0x1/0x2\n");
	EXPECT_TEXT("+BUG: x\n+a CPU: 1\n", "+BUG: x\n+a CPU: 1\n");
	EXPECT_TEXT("+BUG: x\n+BUG: y\n+z\n", "+BUG: x\n+BUG: y\n+z\n");
	EXPECT_TEXT("3BUG: x\n3CPU: 1\n", "3BUG: x\n3CPU: 1\n");
	EXPECT_TEXT("my_BUG: x\nmy_ f+0x1/0x2\n", "my_BUG: x\nmy_ f+0x1/0x2\n");
	/* With a stamp between that other rows know. */
	EXPECT_TEXT("n | 21:39:14 BUG: x\nn | 21:39:15 CPU: 1\n", "BUG: x\nCPU: 1\n");
	EXPECT_LINES("n | <4>BUG: x\nn | <4>CPU: 1\n", "|4||s|BUG: x\n|4||s|CPU: 1\n");
	EXPECT_TEXT("n> BUG: x\nn> CPU: 1\n", "BUG: x\nCPU: 1\n");
	/* No stamp begins in a word. */
	EXPECT_LINES("a21:39:14 BUG: x\na21:39:15 CPU: 1\n", "||||BUG: x\n||||CPU: 1\n");
	/* grep -n -A: ':' and '-' are alike, in both directions. */
	EXPECT_TEXT("a-1-BUG: x\na:2:CPU: 1\n", "BUG: x\nCPU: 1\n");
	EXPECT_TEXT("a:1:BUG: x\na;2;CPU: 1\n", "a:1:BUG: x\na;2;CPU: 1\n");
	/* Columns are padded; the blanks at the end are the margin's as they are. */
	EXPECT_TEXT("web  1 | BUG: x\nweb 10 | CPU: 1\nweb\t9 |  y\n", "BUG: x\nCPU: 1\n y\n");
	EXPECT_TEXT("web 1 | BUG: x\nweb1 | CPU: 1\n", "web 1 | BUG: x\nweb1 | CPU: 1\n");
	EXPECT_TEXT("x  BUG: y\nx CPU: 1\n", "x  BUG: y\nx CPU: 1\n");
	EXPECT_TEXT("x | BUG: y\nx |\nx | CPU: 1\n", "BUG: y\n\nCPU: 1\n");
	EXPECT_TEXT("x | BUG: y\nx\nx | CPU: 1\n", "x | BUG: y\nx\nx | CPU: 1\n");
	EXPECT_TEXT("web 1 | BUG: x\nweb1 | y\nweb 1 | z\n",
		    "web 1 | BUG: x\nweb1 | y\nweb 1 | z\n");
	EXPECT_TEXT("web 1 | BUG: x\nweb1 | y\nweb 1 |  f+0x1/0x2\n",
		    "web 1 | BUG: x\nweb1 | y\nweb 1 |  f+0x1/0x2\n");
	/* What was held and shows none has its blanks. */
	EXPECT_TEXT("  +BUG: x\n  +y\nz\n", "  +BUG: x\n  +y\nz\n");
	/* It comes off once, until a line of a report begins without it. */
	EXPECT_TEXT("+BUG: x\n+CPU: 1\n++y\n", "BUG: x\nCPU: 1\n+y\n");
	EXPECT_TEXT("+BUG: x\n+CPU: 1\nRIP: y\n+z\n", "BUG: x\nCPU: 1\nRIP: y\n+z\n");
	EXPECT_TEXT("+BUG: x\n+CPU: 1\ny\n+z\n", "BUG: x\nCPU: 1\ny\nz\n");
	EXPECT_TEXT("+BUG: x\n+CPU: 1\nINFO: y\n+z\n", "BUG: x\nCPU: 1\nINFO: y\n+z\n");
	/* Words of the kernel that programs have too. */
	EXPECT_TEXT("INFO:root:BUG: x\nINFO:root:CPU: 1\n", "BUG: x\nCPU: 1\n");
	EXPECT_TEXT("WARNING: a BUG: x\nWARNING: a CPU: 1\n", "BUG: x\nCPU: 1\n");
	EXPECT_TEXT("WARNING: CPU: 0 PID: 1\nModules linked in: a\n",
		    "WARNING: CPU: 0 PID: 1\nModules linked in: a\n");
	/* Two warnings of the kernel: what both begin with is theirs. */
	EXPECT_AS_IS(
	    "WARNING: CPU: 1 PID: 5 at a.c:1 f+0x1/0x2\nWARNING: CPU: 0 PID: 6 at b.c:2 g+0x1/0x2",
	    "WARNING: CPU: 1 PID: -1 at a.c:1 f+0x1/0x2\nWARNING: CPU: 0 PID: -1 at b.c:2 "
	    "g+0x1/0x2");
	EXPECT_AS_IS("e1000e 0000:00:19.0 eth0: NETDEV WATCHDOG: CPU: 2: transmit\n"
		     "e1000e 0000:00:19.0 eth1: NETDEV WATCHDOG: CPU: 0: transmit");
	/* Nor do they show one. */
	EXPECT_TEXT("+CPU: 1 PID: 5 at a\n+CPU: 1 PID: 5 Comm: a\n+x\n",
		    "+CPU: 1 PID: 5 at a\n+CPU: 1 PID: 5 Comm: a\n+x\n");
	EXPECT_TEXT("WARNING: CPU: 1 PID: 5 Comm: a\nWARNING: CPU: 0 PID: 6 Comm: b\n",
		    "CPU: 1 PID: 5 Comm: a\nCPU: 0 PID: 6 Comm: b\n");
	EXPECT_TEXT("INFO: task a\nINFO: CPU\nCPU: 1\n", "INFO: task a\nINFO: CPU\nCPU: 1\n");
	EXPECT_TEXT("INFO: task a\nI f+0x1/0x2\n", "INFO: task a\nI f+0x1/0x2\n");
	/* A stamp needs none. */
	EXPECT_TEXT("+[    1.000000] BUG: x\n+[    1.000000] CPU: 1\n+y\n", "BUG: x\nCPU: 1\n+y\n");
}
END_TEST

/* For want of memory lines of a dump are missing, and it is said; those that are there are whole.
 */
START_TEST(lines_of_a_dump_are_whole)
{
	static const char log[] = "Oops#1 Part1\n<4>b\n<4>" /* More than a buffer begins with. */
				  "0123456789012345678901234567890123456789012345678901234567890123"
				  "0123456789012345678901234567890123456789012345678901234567890123"
				  "0123456789012345678901234567890123456789012345678901234567890123"
				  "0123456789012345678901234567890123456789012345678901234567890123"
				  "0123456789012345678901234567890123456789012345678901234567890123"
				  "\n<4>c\nOops#1 Part2\n<4>a\n";
	bool said = true;

	for (size_t at = 1; said; at++) {
		struct failing failing = {0};
		const struct koops_allocator hooks = FAILING_HOOKS(&failing);
		struct ki_lines rest = {.rest = KI_STR(log)};
		struct koops_str left, line;
		struct ki_input *own;
		struct ki_mem mem;
		struct lines lines;
		/* A number whose bytes would be seen in the text: "xxxxxxx". */
		uint64_t number = UINT64_C(0x7878787878787800);

		ck_assert(ki_mem_init(&mem, &hooks));
		lines_init(&lines, false);
		own = lines.input;
		lines.input = ki_input_new(&mem, lines.wrappings);
		ck_assert_ptr_nonnull(lines.input);
		failing.fail_at = failing.calls + at;
		said = false;
		while (rest.rest.size)
			said |= ki_input_take(lines.input, &rest, ++number, false, lines_take,
					      &lines) == KOOPS_E_MEMORY;
		said |= ki_input_flush(lines.input, lines_take, &lines) == KOOPS_E_MEMORY;
		left = ki_buf_str(&lines.out);
		while (ki_take_until(&left, '\n', &line))
			ck_assert_msg(line.size == 1 || line.size == 5 * 64 ||
					  ki_str_starts(line, KI_STR("Oops#1 Part")),
				      "%zu: '%.*s'", at, KI_ARG(line));
		ki_input_free(lines.input);
		ck_assert_uint_eq(failing.live, 0);
		lines.input = own;
		lines_free(&lines);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    escapes_of_json,
	    scalars_of_yaml,
	    members_in_lines,
	    sources_of_syslog,
	    consoles_in_syslog,
	    repeats_of_syslog,
	    octal_escapes,
	    elements_of_the_protocol,
	    times_of_runners,
	    stamps_with_more,
	    octets_of_quoted_printable,
	    equals_at_the_end,
	    sequences_of_terminals,
	    prompts_of_shells,
	    codes_of_characters,
	    markup_at_its_edges,
	    deltas_of_dmesg,
	    entries_of_logcat,
	    parts_of_dates,
	    stamps_in_the_middle,
	    records_of_kmsg,
	    repeats_have_an_end,
	    records_at_their_edges,
	    columns_of_vendors,
	    columns_of_logcat,
	    prompts_at_their_edges,
	    priorities_of_printk,
	    brackets_of_dmesg,
	    margins_are_shown_by_reports,
	    lines_of_a_dump_are_whole,
	};

	return run_tests("input-edges", tests, KI_LENGTH(tests));
}
