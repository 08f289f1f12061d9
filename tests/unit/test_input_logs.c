/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wrappings by programs that keep or carry logs, but for syslog.
 */
#include <stdio.h>

#include "../run.h"
#include "input_lines.h"

#include "input/row.h"

/* journalctl(1), the output modes. */
START_TEST(journals)
{
	EXPECT_LINES("2023-03-30T21:39:14+0000 host kernel: x\n",
		     "2023-03-30T21:39:14+0000|||s|x\n");
	EXPECT_LINES("[   56.504281] host kernel: Call Trace:\n", "56.504281|||s|Call Trace:\n");
	EXPECT_LINES("1680212354.504281 host kernel: x\n", "1680212354.504281|||s|x\n");
	EXPECT_LINES("Thu 2023-03-30 21:39:14 UTC host kernel: x\n",
		     "Thu 2023-03-30 21:39:14 UTC|||s|x\n");
	EXPECT_LINES("[   56.504281 <    0.000012 >] host kernel: x\n", "56.504281|||s|x\n");
	/* The lines of one message are indented like the first. */
	EXPECT_LINES("Mar 30 21:39:14 host kernel: one\n"
		     "                              two\n",
		     "Mar 30 21:39:14|||s|one\nMar 30 21:39:14|||s| two\n");
}
END_TEST

/* What strftime() makes of %a and %b in glibc's locales, and zones of date(1). */
START_TEST(dates_of_all_places)
{
	EXPECT_LINES("[Do M\xc3\xa4r 30 21:39:14 2023] x\n",
		     "Do M\xc3\xa4r 30 21:39:14 2023|||s|x\n");
	EXPECT_LINES("[jeu. mars 30 21:39:14 2023] x\n", "jeu. mars 30 21:39:14 2023|||s|x\n");
	EXPECT_LINES("[Thu Mar 30 21:39:14 CEST 2023] x\n",
		     "Thu Mar 30 21:39:14 CEST 2023|||s|x\n");
	EXPECT_LINES("\xd0\xbc\xd0\xb0\xd1\x80 30 21:39:14 host kernel: x\n",
		     "\xd0\xbc\xd0\xb0\xd1\x80 30 21:39:14|||s|x\n");
	EXPECT_LINES(" 3\xe6\x9c\x88 30 21:39:14 host kernel: x\n",
		     "3\xe6\x9c\x88 30 21:39:14|||s|x\n");
	EXPECT_LINES("30 mars 21:39:14 host kernel: x\n", "30 mars 21:39:14|||s|x\n");
	EXPECT_LINES("Thu 2023-03-30 21:39:14 CEST host kernel: x\n",
		     "Thu 2023-03-30 21:39:14 CEST|||s|x\n");
	EXPECT_LINES("Thu 2023-03-30 21:39:14 -03 host kernel: x\n",
		     "Thu 2023-03-30 21:39:14 -03|||s|x\n");
	/* Neither hosts nor what the kernel says are zones. */
	EXPECT_LINES("Mar 30 21:39:14 HOST kernel: x\n", "Mar 30 21:39:14|||s|x\n");
	EXPECT_LINES("2023-03-30 21:39:14 NMI backtrace\n",
		     "2023-03-30 21:39:14||||NMI backtrace\n");
}
END_TEST

/* Who prints, as makers of phones have it behind the time; logcat(1) of the kernel. */
START_TEST(android)
{
	EXPECT_LINES("<6>[   56.504281] [1:  kworker/1:0:  516] x\n", "56.504281|6|T516|s|x\n");
	EXPECT_LINES("[   56.504281] I[0:      swapper/0:    0]  <TASK>\n",
		     "56.504281||C0|s| <TASK>\n");
	EXPECT_LINES("<4>[   56.504281]  (2)[516:sh]x\n", "56.504281|4|T516|s|x\n");
	EXPECT_LINES("<4>[   56.504281].(2)[516:kworker/0:1]x\n", "56.504281|4|T516|s|x\n");
	EXPECT_LINES("[   56.504281] c0   516 (repro) x\n", "56.504281||T516|s|x\n");
	EXPECT_LINES("[   56.504281@2] x\n", "56.504281|||s|x\n");
	EXPECT_LINES("[   56.504281] c0ffee 12 x\n", "56.504281|||s|c0ffee 12 x\n");
	EXPECT_LINES("[   56.504281] [drm:foo] x\n", "56.504281|||s|[drm:foo] x\n");
	EXPECT_LINES("03-30 21:39:14.504     0     0 W BUG     : x\n",
		     "03-30 21:39:14.504|4||s|BUG: x\n");
	EXPECT_LINES("03-30 21:39:14.504  root     0     0 E         :  f+0x1/0x2\n",
		     "03-30 21:39:14.504|3||s| f+0x1/0x2\n");
	EXPECT_LINES("W/BUG     (    0): x\n", "|4||s|BUG: x\n");
	EXPECT_LINES("03-30 21:39:14.504  1234  1240 I app     : BUG: x\n",
		     "03-30 21:39:14.504|6|||app: BUG: x\n");
}
END_TEST

START_TEST(journal_json)
{
	EXPECT_LINES(
	    "{\"PRIORITY\":\"4\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a\\tb \\u00e9\\\"\","
	    "\"_SOURCE_MONOTONIC_TIMESTAMP\":\"56504281\"}\n",
	    "56504281|4||s|a\tb \xc3\xa9\"\n");
	EXPECT_LINES("{\"MESSAGE\":[91,32,98],\"SYSLOG_IDENTIFIER\":\"kernel\"}\n", "|||s|[ b\n");
	EXPECT_LINES("{\"MESSAGE\":\"BUG: x\",\"SYSLOG_IDENTIFIER\":\"abrt\",\"_PID\":\"7\"}\n",
		     "||||abrt[7]: BUG: x\n");
	EXPECT_LINES("{\n\t\"PRIORITY\" : \"6\",\n\t\"_UID\" : [\n\t\t\"0\"\n\t],\n"
		     "\t\"MESSAGE\" : \"x\",\n\t\"_TRANSPORT\" : \"kernel\"\n}\n",
		     "||||{\n|6||s|x\n");
	EXPECT_TEXT("{\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"MESSAGE\" : [\n\t\t27,\n\t\t91,\n"
		    "\t\t109,\n\t\t120\n\t]\n}\n",
		    "{\nx\n");
	EXPECT_TEXT("{\"MESSAGE\":null,\"PRIORITY\":\"6\"}\n", "");
	EXPECT_TEXT("{\"other\":1}\n", "{\"other\":1}\n");
	EXPECT_TEXT("data: {\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"x\"}\n", "x\n");
	/* Logs in strings, under any name. */
	EXPECT_TEXT("{\"id\":1,\"a\":[{\"text\":\"BUG: x\\nRIP: y\\n\"},{\"text\":\"z\"}]}\n",
		    "BUG: x\nRIP: y\n");
	EXPECT_TEXT("{\n  \"body\": \"BUG: x\\n[    1.5] RIP: y\",\n  \"id\": 1\n}\n",
		    "{\nBUG: x\nRIP: y\n  \"id\": 1\n}\n");
}
END_TEST

/* systemd's JOURNAL_EXPORT_FORMATS */
START_TEST(journal_export)
{
	EXPECT_LINES("__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nPRIORITY=4\nMESSAGE=BUG: x\n"
		     "_TRANSPORT=kernel\n_SOURCE_MONOTONIC_TIMESTAMP=56504281\n\n"
		     "__CURSOR=s=2\nMESSAGE=y\n_TRANSPORT=kernel\n\n",
		     "56504281|4||s|BUG: x\n|||s|y\n");
	/* Who calls itself the kernel is not. */
	EXPECT_LINES("__CURSOR=s=1\nMESSAGE=x\n_TRANSPORT=stdout\nSYSLOG_IDENTIFIER=kernel\n\n",
		     "||||kernel: x\n");
	EXPECT_LINES("__CURSOR=s=1\nMESSAGE=x\nSYSLOG_IDENTIFIER=kernel\n\n", "|||s|x\n");
}
END_TEST

START_TEST(journal_export_binary)
{
	/* The length has a byte that is a newline, and one that is a blank. */
	EXPECT_TEXT(
	    "__CURSOR=s=1\nMESSAGE\n\x0a\0\0\0\0\0\0\0ab\tcd\nefgh\n_TRANSPORT=kernel\n\nz\n",
	    "ab\tcd\nefgh\nz\n");
	EXPECT_TEXT("__CURSOR=s=1\nOTHER\n\x04\0\0\0\0\0\0\0a\n\nb\nMESSAGE=x\n\n", "x\n");
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE\n\x20\0\0\0\0\0\0\0"
		    "01234567890123456789012345678901\n\n",
		    "01234567890123456789012345678901\n");
	/* A newline that ends the value is not the one behind it. */
	EXPECT_LINES("__CURSOR=s=1\nMESSAGE\n\x03\0\0\0\0\0\0\0ab\n\n_TRANSPORT=kernel\n\nz\n",
		     "|||s|ab\n||||z\n");
	EXPECT_LINES("__CURSOR=s=1\nMESSAGE\n\0\0\0\0\0\0\0\0\n_TRANSPORT=kernel\n\nz\n",
		     "|||s|\n||||z\n");
	/* Two in an entry; what is no field of it. */
	EXPECT_TEXT("__CURSOR=s=1\nOTHER\n\x02\0\0\0\0\0\0\0a\t\nMESSAGE\n\x03\0\0\0\0\0\0\0"
		    "b\tc\nx y=z\n\n",
		    "b\tc\nx y=z\n\n");
	EXPECT_TEXT("OTHER\nMESSAGE\n=x\n", "OTHER\nMESSAGE\n=x\n");
}
END_TEST

/* A message is kept up to a size, and a length is believed up to one. */
START_TEST(journal_export_sizes)
{
	enum { BELIEVED = 1 << 20, KEPT = 64 << 10 };
	static const char begin[] = "__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE\n";
	struct ki_buf log;
	struct ki_mem mem;
	struct lines lines;

	ck_assert(ki_mem_init(&mem, NULL));
	ki_buf_init(&log, &mem);
	for (unsigned size = BELIEVED; size <= BELIEVED + 1; size++) {
		const char length[8] = {(char)size, (char)(size >> 8), (char)(size >> 16)};
		bool believed = size == BELIEVED;

		log.size = 0;
		ki_buf_put(&log, KI_STR(begin));
		ki_buf_put(&log, (struct koops_str){length, sizeof(length)});
		for (unsigned i = 0; i < size / 16; i++)
			ki_buf_put(&log, KI_STR("BUG: 0123456789\n"));
		ki_buf_put(&log, believed ? KI_STR("\n\n") : KI_STR("x\n\n"));
		lines_init(&lines, true);
		lines_read(&lines, ki_buf_str(&log));
		/* Else the message is empty, and what follows is lines like others. */
		ck_assert(ki_str_starts(ki_buf_str(&lines.out), believed
								    ? KI_STR("|||s|BUG: 0")
								    : KI_STR("|||s|\n||||BUG: 0")));
		/* 16 bytes a line, which are 21 with what is written before each. */
		if (believed)
			ck_assert_uint_eq(lines.out.size, KEPT / 16 * 21);
		lines_free(&lines);
	}
	ki_buf_free(&log);
}
END_TEST

START_TEST(journal_verbose)
{
	EXPECT_TEXT("Thu 2023-03-30 21:39:14.000001 UTC [s=1;i=2;b=3;m=4;t=5;x=6]\n"
		    "    PRIORITY=4\n    _TRANSPORT=kernel\n    MESSAGE=one\n"
		    "Thu 2023-03-30 21:39:14.000002 UTC [s=1;i=3;b=3;m=4;t=5;x=6]\n"
		    "    MESSAGE=two\n    _TRANSPORT=kernel\n",
		    "one\ntwo\n");
}
END_TEST

/* print_record() in util-linux's sys-utils/dmesg.c. */
START_TEST(dmesg_json)
{
	EXPECT_LINES("{\n   \"dmesg\": [\n      {\n         \"pri\": 5,\n"
		     "         \"time\":     0.000001,\n         \"msg\": \"one\"\n"
		     "      },{\n         \"fac\": \"kern\",\n         \"pri\": \"warn\",\n"
		     "         \"time\":    56.504281,\n         \"msg\": \"two\\nthree\"\n"
		     "      }\n   ]\n}\n",
		     "||||{\n||||   \"dmesg\": [\n||||      {\n0.000001|5||s|one\n"
		     "56.504281|4||s|two\n56.504281|4||s|three\n||||   ]\n");
	EXPECT_LINES("{\"pri\":4,\"time\":1.000000,\"caller\":\"T12\",\"msg\":\"x\"}\n",
		     "1.000000|4|T12|s|x\n");
}
END_TEST

START_TEST(netconsole)
{
	/* Documentation/networking/netconsole.rst */
	EXPECT_LINES("6,416,1758426,-,ncfrag=0/31;the first chunk,\n"
		     "6,416,1758426,-,ncfrag=16/31; the 2nd chunk.\n",
		     "1758426|6||s|the first chunk, the 2nd chunk.\n");
	EXPECT_LINES("6,416,1758426,-,ncfrag=0/31;the first chunk,"
		     "6,416,1758426,-,ncfrag=16/31; the 2nd chunk.\n",
		     "1758426|6||s|the first chunk, the 2nd chunk.\n");
	EXPECT_LINES("6.4.0,6,444,501151268,-,caller=T1;netconsole: x\n",
		     "501151268|6|T1|s|netconsole: x\n");
	/* A fragment that never comes, and one whose beginning never came. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/31;abc\n6,2,1,-;def\n6,3,1,-,ncfrag=5/9;ghi\n",
		    "abc\ndef\nghi\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/31;abc6,1,1,-,ncfrag=7/31;def\n", "abc\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/31;abc\n", "abc\n");
	EXPECT_TEXT("6,1,1,-;abc\n SUBSYSTEM=pci\n DEVICE=+pci:0000\n SUBSYSTEM x\nSUBSYSTEM=x\n",
		    "abc\n SUBSYSTEM x\nSUBSYSTEM=x\n");
}
END_TEST

START_TEST(test_runners)
{
	EXPECT_LINES("{\"dt\": \"2023-03-30T21:39:14.123\", \"lvl\": \"target\", \"msg\": \"[   "
		     "56.504281] x\"}\n",
		     "56.504281|||s|x\n");
	EXPECT_LINES(
	    "- {\"dt\": \"2023-03-30T21:39:14.123\", \"lvl\": \"target\", \"msg\": \"BUG: x\"}\n",
	    "2023-03-30T21:39:14.123||||BUG: x\n");
	EXPECT_TEXT("- {dt: '2018-10-04T10:21:03.1', lvl: target, msg: 'it''s [1], {x}'}\n",
		    "it's [1], {x}\n");
	EXPECT_TEXT("- {dt: 2018-10-04T10:21:03.1, lvl: info, msg: 'BUG: kernel panic seen'}\n",
		    "");
	EXPECT_TEXT(
	    "{\"log\":\"[    1.000000] x\\r\\n\",\"stream\":\"stdout\",\"time\":\"2023\"}\n",
	    "x\n");
	EXPECT_LINES("2023-03-30T21:39:14.1234567Z [   56.504281] x\n", "56.504281|||s|x\n");
	EXPECT_LINES("[2023-03-30T21:39:14.123Z] BUG: x\n", "2023-03-30T21:39:14.123Z||||BUG: x\n");
	EXPECT_LINES("21:39:14 BUG: x\n", "21:39:14||||BUG: x\n");
	EXPECT_LINES("2023/03/30 21:39:14 BUG: x\n", "2023/03/30 21:39:14||||BUG: x\n");
	EXPECT_LINES("[21:39:14.123] [   56.504281] x\n", "56.504281|||s|x\n");
	EXPECT_LINES("[12.345678 0.000123] [   56.504281] x\n", "56.504281|||s|x\n");
}
END_TEST

/* pstore_dump() in fs/pstore/platform.c: the newest text is in part 1. */
START_TEST(pstore_parts)
{
	EXPECT_TEXT("Oops#1 Part1\n<4>[    3.000000] e\n<4>[    4.000000] f\n"
		    "Oops#1 Part3\n<4>[    1.000000] a\n<4>[    1.000000] b\n"
		    "Oops#1 Part2\n<4>[    2.000000] c\n\n<4>[    2.000000] d\n"
		    "prose\n",
		    "a\nb\nc\nd\ne\nf\nprose\n");
	EXPECT_TEXT("> Panic#2 Part1\n> [    2.000000] b\n> Panic#2 Part2\n> [    1.000000] a\n"
		    "> Panic#3 Part1\n> [    9.000000] z\n",
		    "a\nb\nz\n");
	EXPECT_TEXT("====1680212354.504281-D\nOops#1 Part1\n<4>[    1.000000] a\n", "a\n");
	EXPECT_TEXT("Oops#1 Partial\nOops#1\nOops: 0002 [#1]\n",
		    "Oops#1 Partial\nOops#1\nOops: 0002 [#1]\n");
}
END_TEST

/* libvirt, test runners: what may stand between the time and the text. */
START_TEST(ends_of_timestamps)
{
	EXPECT_LINES("2023-03-30 21:39:14.504+0000: x\n", "2023-03-30 21:39:14.504+0000||||x\n");
	EXPECT_TEXT("21:39:14|x\n21:39:14 |x\n21:39:14 | x\n21:39:14 |  x\n", "x\nx\nx\n x\n");
	EXPECT_TEXT("[21:39:14]x\n[21:39:14] x\n[21:39:14]|x\n", "x\nx\nx\n");
	EXPECT_TEXT("21:39:14\tx\n21:39:14:x\n", "\tx\n21:39:14:x\n");
	EXPECT_TEXT("[21:39:14\n21:39:14\n", "[21:39:14\n\n");
}
END_TEST

/* What stands around an object, and what is none. */
START_TEST(objects_in_a_line)
{
	EXPECT_TEXT("[{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"x\"},\n", "x\n");
	EXPECT_TEXT("-   {\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"x\"}\n", "x\n");
	EXPECT_TEXT("-{\"MESSAGE\":\"x\"}\n", "-{\"MESSAGE\":\"x\"}\n");
	EXPECT_TEXT("data: [{\"MESSAGE\":\"x\"}\n", "data: [{\"MESSAGE\":\"x\"}\n");
	/* Quotes that are still HTML's. */
	EXPECT_TEXT("{\"MESSAGE\":&quot;BUG: x&quot;}\n", "BUG: x\n");
	/* Members that say nothing; logs in one that is not known. */
	EXPECT_TEXT("{\"PRIORITY\":\"6\",\"MESSAGE\":null}\nx\n", "x\n");
	EXPECT_TEXT("{\"PRIORITY\":\"6\",\"a\":\"BUG: x\\nRIP: y\\n\",\"b\":\"z\"}\n",
		    "BUG: x\nRIP: y\n");
	EXPECT_TEXT("{\"a\":\"BUG: x\\ny\",\"b\":\"BUG: z\\n\",\"c\":\"\n", "BUG: x\ny\nBUG: z\n");
	EXPECT_TEXT("{\"a\":\"BUG: x\\ny\",\"MESSAGE\":\"z\"}\n", "z\n");
}
END_TEST

/* journalctl -o json-pretty: members in lines of their own. */
START_TEST(members_of_a_record)
{
	EXPECT_TEXT("{\n\"_TRANSPORT\" : \"kernel\",\n\"a\" : [],\n\"b\" : [1],\n"
		    "\"MESSAGE\" : [66,85],\n\"PRIORITY\" : \"6\"\n}\n",
		    "{\nBU\n");
	EXPECT_LINES("{\n\"_TRANSPORT\" : \"kernel\",\n\"MESSAGE\" : [\n66,\n85\n],\n"
		     "\"PRIORITY\" : \"6\"\n}\nx\n",
		     "||||{\n|6||s|BU\n||||x\n");
	/* Items of another list are none of the message. */
	EXPECT_TEXT("{\n\"MESSAGE\" : \"x\",\n\"_UID\" : [\n66,\n\"85\"\n]\n}\n", "{\nx\n");
	/* What is more than a member, and what stands in another wrapping. */
	EXPECT_TEXT("\"MESSAGE\" : \"x\", y\n\"MESSAGE\" x\n",
		    "\"MESSAGE\" : \"x\", y\n\"MESSAGE\" x\n");
	EXPECT_TEXT("{\n\"MESSAGE\" : \"x\",\n> \"PRIORITY\" : \"6\"\n}\n",
		    "{\nx\n\"PRIORITY\" : \"6\"\n}\n");
	/* Logs under a name that is not known. */
	EXPECT_TEXT("\"a\" : \"BUG: x\\nRIP: y\"\n\"b\" : \"BUG: z\"\n",
		    "BUG: x\nRIP: y\n\"b\" : \"BUG: z\"\n");
}
END_TEST

/* Brackets near a record are its own; those far from it are text. */
START_TEST(brackets_of_records)
{
	static const struct {
		const char *line;
		uint64_t number;
		const char *want;
	} cases[] = {
	    {"{", 1, "{\n"},
	    {"\"MESSAGE\" : \"x\"", 2, ""},
	    {"}", 3, "x\n"},
	    {"{", 3 + KI_INPUT_LOOKBACK, ""},
	    {"}", 3 + 2 * KI_INPUT_LOOKBACK, ""},
	    {"{", 4 + 3 * KI_INPUT_LOOKBACK, "{\n"},
	    {"}", 5 + 3 * KI_INPUT_LOOKBACK, "}\n"},
	};
	struct lines lines;

	lines_init(&lines, false);
	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		lines.out.size = 0;
		ck_assert_int_eq(ki_input_push(lines.input, ki_str(cases[i].line), cases[i].number,
					       lines_take, &lines),
				 KOOPS_OK);
		if (!ki_input_waits(lines.input))
			ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
		ck_assert_msg(ki_str_eq(ki_buf_str(&lines.out), ki_str(cases[i].want)),
			      "%zu: '%.*s'", i, KI_ARG(ki_buf_str(&lines.out)));
	}
	lines_free(&lines);
}
END_TEST

/* The export format's keys, which other lines have too. */
START_TEST(keys_of_the_export)
{
	EXPECT_TEXT("PATH=/bin\nMESSAGE\n=x\nx=y\n", "PATH=/bin\nMESSAGE\n=x\nx=y\n");
	EXPECT_LINES("__CURSOR=s=1\nA_1=b\nMESSAGE=x\nPATH=/bin\n_TRANSPORT=kernel\n\n",
		     "|||s|x\n");
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE=x\n> MESSAGE=y\n\n", "x\nMESSAGE=y\n\n");
	EXPECT_TEXT("__CURSOR=s=1\nMESSAGE=x\nMESSAGE y\n", "x\nMESSAGE y\n");
	/* A binary field in a quote ends where the quote does. */
	EXPECT_TEXT("> __CURSOR=s=1\n> MESSAGE\n> \x01\nx\n", "\nx\n");
}
END_TEST

/* A message that is put together of many lines is cut where it has 64 KiB. */
START_TEST(messages_have_a_limit)
{
	enum { KEPT = 64 << 10, A_LINE = 64, LINES = KEPT / A_LINE };
	struct lines lines;
	uint64_t number = 0;
	char line[256];

	/* As numbers. */
	lines_init(&lines, false);
	lines_count(&lines, "\"_TRANSPORT\" : \"kernel\",", ++number);
	lines_count(&lines, "\"MESSAGE\" : [", ++number);
	for (size_t i = 0; i < A_LINE; i++)
		memcpy(line + 3 * i, "66,", 4);
	for (size_t i = 0; i < LINES + 2; i++)
		lines_count(&lines, line, ++number);
	lines_count(&lines, "]", ++number);
	lines_count(&lines, "}", ++number);
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(lines.out.size, KEPT + 1);
	lines_free(&lines);
	/* In fragments. */
	lines_init(&lines, false);
	for (unsigned i = 0; i < LINES + 2; i++) {
		int head = snprintf(line, sizeof(line), "6,1,1,-,ncfrag=%u/%u;", i * A_LINE,
				    (LINES + 2) * A_LINE);

		memset(line + head, 'x', A_LINE);
		line[head + A_LINE] = '\0';
		lines_count(&lines, line, i + 1);
	}
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert_uint_eq(lines.out.size, KEPT + 1);
	lines_free(&lines);
}
END_TEST

/* write_ext_msg() and send_ext_msg_udp() in drivers/net/netconsole.c. */
START_TEST(fragments)
{
	/* A header is as long as its numbers: what is nearly one is text. */
	EXPECT_TEXT("6,416,1758426,-,ncfrag=0/20;a 6,416,175842 bcdef\n", "a 6,416,175842 bcdef\n");
	/* Three in a line, and two of them in the second one. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc6,1,1,-,ncfrag=3/9;def6,1,1,-,ncfrag=6/9;ghi\n",
		    "abcdefghi\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc\n6,1,1,-,ncfrag=3/9;def6,1,1,-,ncfrag=6/9;ghi\n",
		    "abcdefghi\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/6;abc6,1,1,c,ncfrag=3/6;def\n", "abcdef\n");
	/* What is whole does not go on. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/6;abc\n6,1,1,-,ncfrag=3/6;def\n6,1,1,-,ncfrag=6/6;x\n",
		    "abcdef\nx\n");
	/* One that does not fit behind the others in a line is lost. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc\n6,1,1,-,ncfrag=3/9;def6,1,1,-,ncfrag=7/9;hi\n",
		    "abcdef\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc6,1,1,-;x\ny\n", "abc\ny\n");
	/* One whose beginning did not come has none that go on from it. */
	EXPECT_TEXT("6,3,1,-,ncfrag=5/8;ghi\n6,3,1,-,ncfrag=3/8;x\n", "ghi\nx\n");
	/* Neither of two is whole. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0/9;abc\n6,2,1,-,ncfrag=0/9;def\n", "abc\ndef\n");
	EXPECT_TEXT("6,1,1,-,ncfrag=0/6;abc\n> 6,1,1,-,ncfrag=3/6;def\n", "abc\ndef\n");
	/* What says nothing of a fragment. */
	EXPECT_TEXT("6,1,1,-,ncfrag=0;a\n6,1,1,-,ncfrag=x/3;b\n6,1,1,-,ncfrag=0/x;c\n",
		    "a\nb\nc\n");
	EXPECT_LINES("6,1,1,-,ncfrag=0/6,caller=C2;abc\n6,1,1,-,caller=C2,ncfrag=3/6;def\n",
		     "1|6|C2|s|abcdef\n");
}
END_TEST

/* Documentation/ABI/testing/dev-kmsg */
START_TEST(fields_of_kmsg)
{
	struct koops_str cut = {" DEVICE=x", sizeof(" DEVIC") - 1};
	struct lines lines;

	EXPECT_TEXT("4,1,2,-;a\\x41\n4,1,2,-;a\\x4\n4,1,2,-;\\x4g\\y41\n",
		    "aA\na\\x4\n\\x4g\\y41\n");
	EXPECT_LINES("4,1,12345678901234567890,-;x\n", "12345678901234567890|4||s|x\n");
	EXPECT_TEXT("4,1,123456789012345678901,-;x\n4,1,,-;x\n4,1,2,-\n",
		    "4,1,123456789012345678901,-;x\n4,1,,-;x\n4,1,2,-\n");
	EXPECT_TEXT("6.4.0,4,1,2,-;x\n6 .4,4,1,2,-;x\n640,4,1,2,-;x\n6.4.0,\n",
		    "x\n6 .4,4,1,2,-;x\n640,4,1,2,-;x\n6.4.0,\n");
	/* Fields of a device, in lines behind the record only. */
	EXPECT_TEXT("6,1,1,-;a\n SUBSYSTEM=b\n x=c\n", "a\n x=c\n");
	EXPECT_TEXT("6,1,1,-;a\n SUBSYSTEM=b\n DEVICE\n", "a\n DEVICE\n");
	EXPECT_TEXT("6,1,1,-;a\n SUBSYSTEM x=b\n SUBSYSTEM=b\n",
		    "a\n SUBSYSTEM x=b\n SUBSYSTEM=b\n");
	EXPECT_TEXT(" SUBSYSTEM=b\n", " SUBSYSTEM=b\n");
	/* A key without its end, while something else is awaited. */
	lines_init(&lines, false);
	lines_count(&lines, "Content-Transfer-Encoding: base64", 1);
	lines_count(&lines, "6,1,1,-;x", 2);
	ck_assert_int_eq(ki_input_push(lines.input, cut, 3, lines_take, &lines), KOOPS_OK);
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR("x\n DEVIC\n")));
	lines_free(&lines);
}
END_TEST

/* Whatever stands behind the end of a line, as in a buffer that is used again. */
START_TEST(nothing_behind_a_line_is_read)
{
	static const char *const samples[] = {
	    "Content-Transfer-Encoding: base64",
	    "4,1,2,-;a\\x41b",
	    "<4>Mar 30 21:39:14 host kernel[12]: message repeated 2 times: [ a#011b]",
	    "Mar 30 21:39:14 host last message repeated 2 times",
	    "Mar 30 21:39:14 host qemu[12]: [    1.500000] x",
	    "<30>1 2023-03-30T21:39:14.5+02:00 host sshd 12 - [a b=\"c \\\" ]\"][d@1] x",
	    "[    1.500000] [  T516] host kernel: BUG: x",
	    "[Thu Mar 30 21:39:14 CEST 2023 <    0.000012>] [    C1] x",
	    "6.4.0,4,1234,56504281,-,caller=T516,ncfrag=0/3;a\\x41b",
	    "{\"_TRANSPORT\":\"kernel\",\"a\":[1,{\"b\":\"]\"}],\"MESSAGE\":"
	    "\"a\\u00e9\\n\\ud83d\\ude00\"}",
	    "- {dt: 2023-03-30T21:39:14, lvl: target, msg: 'it''s x'}",
	    "\"MESSAGE\" : [ 66, 85 ],",
	    "__CURSOR=s=1",
	    "Oops#1 Part12",
	    "a=3Db =1B[1m=C3=A9 =20",
	    "[21:39:14.5] | <pre>&lt;TASK&gt; &#65;&#x42; <span class=\"a\">b</span><br/>c",
	    "{code:title=x}",
	    "====1680212354.504281-D",
	    "```text",
	    ">> >ffff888014599a80: fa",
	    "a\xc2\xa0"
	    "b\xe2\x80\x8b"
	    "c\xe2\x80\xa8"
	    "d",
	};
	struct lines lines;
	char copy[128];

	lines_init(&lines, true);
	for (size_t i = 0; i < KI_LENGTH(samples); i++) {
		size_t length = strlen(samples[i]);

		ck_assert_uint_lt(length, sizeof(copy));
		for (size_t size = 1; size <= length; size++) {
			size_t first;

			lines.out.size = 0;
			lines_read(&lines, (struct koops_str){samples[i], size});
			ki_input_gap(lines.input);
			first = lines.out.size;
			memset(copy, 0, sizeof(copy));
			memcpy(copy, samples[i], size);
			lines_read(&lines, (struct koops_str){copy, size});
			ki_input_gap(lines.input);
			ck_assert_msg(lines.out.size == 2 * first &&
					  (!first || memcmp(lines.out.data, lines.out.data + first,
							    first) == 0),
				      "%s: %.*s", copy, KI_ARG(ki_buf_str(&lines.out)));
		}
	}
	lines_free(&lines);
}
END_TEST

/* Headers of parts, and what stands between them; kmsg_dump_reason_str() in kernel/printk/printk.c.
 */
START_TEST(headers_of_parts)
{
	/* Nothing of a dump is of the next one. */
	EXPECT_TEXT(
	    "Oops#1 Part1\n<4>b\nOops#1 Part2\n<4>a\nPanic#2 Part1\n<4>d\nPanic#2 Part2\n<4>c\n",
	    "a\nb\nc\nd\n");
	/* tail(1) of several files, and what ramoops begins a record with. */
	EXPECT_TEXT("Oops#1 Part1\n<4>b\n==> dmesg-ramoops-0 <==\nOops#1 Part2\n<4>a\n", "a\nb\n");
	EXPECT_TEXT("Oops#1 Part1\n<4>b\n====1680212354.504281-D x\nOops#1 Part2\n<4>a\n",
		    "a\nb\n");
	EXPECT_TEXT("Oops#1 Part1\n<4>b\n====x\nOops#1 Part2\n<4>a\n", "b\n====x\na\n");
	EXPECT_TEXT("Oops#1 Part1\n<4>b\n====", "b\n====\n");
	EXPECT_TEXT("==> dmesg-ramoops-0 <==\n", "==> dmesg-ramoops-0 <==\n");
	EXPECT_TEXT("Oops#1 Part\nOops#1 Part1x\nOops#1  Part1\nOops#1Part1\nOops#x Part1\n"
		    "Oops# Part1\nOops Part1\nPart1\nUlf#1 Part1\n",
		    "Oops#1 Part\nOops#1 Part1x\nOops#1  Part1\nOops#1Part1\nOops#x Part1\n"
		    "Oops# Part1\nOops Part1\nPart1\nUlf#1 Part1\n");
}
END_TEST

/* A dump is kept up to 2 MiB, with eight bytes and an end for each line. */
START_TEST(dumps_have_a_limit)
{
	enum { A_LINE = 1024, LINES = (2 << 20) / A_LINE };
	char line[A_LINE] = "<4>";
	struct lines lines;
	size_t count = 1;

	memset(line + 3, 'x', A_LINE - 9 - 3);
	lines_init(&lines, false);
	lines_count(&lines, "Oops#1 Part1", 1);
	while (count < 2 * LINES && !lines_count(&lines, line, count + 1))
		count++;
	/* One more than fit may be there before it is looked at. */
	ck_assert_uint_eq(count, 1 + LINES + 1);
	lines_free(&lines);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    journals,
	    dates_of_all_places,
	    android,
	    journal_json,
	    journal_export,
	    journal_export_binary,
	    journal_export_sizes,
	    journal_verbose,
	    dmesg_json,
	    netconsole,
	    test_runners,
	    pstore_parts,
	    ends_of_timestamps,
	    objects_in_a_line,
	    members_of_a_record,
	    brackets_of_records,
	    keys_of_the_export,
	    messages_have_a_limit,
	    fragments,
	    fields_of_kmsg,
	    nothing_behind_a_line_is_read,
	    headers_of_parts,
	    dumps_have_a_limit,
	};

	return run_tests("input-logs", tests, KI_LENGTH(tests));
}
