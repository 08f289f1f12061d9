/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wrappings by programs that keep or carry logs.
 */
#include "../run.h"
#include "input_lines.h"

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
		if (believed)
			ck_assert_uint_le(lines.out.size, 2 * KEPT);
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

int main(void)
{
	const TTest *const tests[] = {
	    syslog_files,
	    syslog_repeats,
	    syslog_protocol,
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
	};

	return run_tests("input-logs", tests, KI_LENGTH(tests));
}
