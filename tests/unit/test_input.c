/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prefixes that the kernel and dmesg(1) write, and text that is no wrapping.
 */
#include <stdio.h>

#include "../run.h"
#include "input_lines.h"

#include "input/json.h"
#include "input/stamp.h"

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

typedef bool (*reader)(struct koops_str *text);

struct reading {
	const char *text;
	/* What is left of it, or NULL: it takes nothing. */
	const char *rest;
};

/* A reader takes what it should and nothing else, and never looks behind the end of the text. */
static void expect_readings(reader take, const struct reading *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct koops_str all = ki_str(cases[i].text), left = all;
		bool taken = take(&left);

		ck_assert_msg(taken == !!cases[i].rest, "%s: %d", cases[i].text, taken);
		ck_assert_msg(ki_str_eq(left, taken ? ki_str(cases[i].rest) : all),
			      "%s: '%.*s' is left", cases[i].text, KI_ARG(left));
		for (size_t size = 0; size <= all.size; size++) {
			struct koops_str cut = ki_str_to(all, size);
			char copy[128] = "";
			struct koops_str alone = {copy, size};

			memcpy(copy, all.data, size);
			ck_assert_msg(take(&cut) == take(&alone) && cut.size == alone.size, "%.*s",
				      KI_ARG(alone));
		}
	}
}

static bool read_stamp(struct koops_str *text)
{
	struct koops_str time;

	return ki_take_stamp(text, &time);
}

static bool read_caller(struct koops_str *text)
{
	uint64_t caller;

	return ki_take_caller(text, &caller);
}

static bool read_caller_id(struct koops_str *text)
{
	uint64_t caller;

	return ki_take_caller_id(text, &caller);
}

static bool read_found_stamp(struct koops_str *text)
{
	size_t at = ki_find_stamp(*text);
	bool found = at < text->size;

	*text = found ? ki_str_from(*text, at) : *text;
	return found;
}

/* "[%5lu.%06lu]", with as many digits as people and vendors leave or add. */
START_TEST(readers_of_stamps)
{
	static const struct reading stamps[] = {
	    {"[    1.500000] x", " x"},
	    {"[12345.123456]x", "x"},
	    {"[1.5]", ""},
	    {"[123456789012.123456789]x", "x"},
	    {"[1234567890123.5] x", NULL},
	    {"[1.1234567890] x", NULL},
	    {"[1.] x", NULL},
	    {"[.5] x", NULL},
	    {"[1] x", NULL},
	    {"[1x5] x", NULL},
	    {"[] x", NULL},
	    {"[,1] x", NULL},
	    {"[ 1 .5] x", NULL},
	    {"1.5] x", NULL},
	    {"x1.5] x", NULL},
	    {"[1.5", NULL},
	    {"[   12.345678,0]x", "x"},
	    {"[   12.345678@1234]x", "x"},
	    {"[   12.345678@12345]x", NULL},
	    {"[   12.345678,]x", NULL},
	    {"[   12.345678;1]x", NULL},
	};
	/* People shorten the seconds or the fraction, not both; behind it the text is apart. */
	static const struct reading found[] = {
	    {"a [    2.000000] x", "[    2.000000] x"},
	    {"a[12345.123456][T1] x", "[12345.123456][T1] x"},
	    {"a [    2.000000]", "[    2.000000]"},
	    {"a [    2.12] x", "[    2.12] x"},
	    {"a [    2.1234567] x", "[    2.1234567] x"},
	    {"a [2.123456] x", "[2.123456] x"},
	    {"[    1.000000] x", NULL},
	    {"a [    2.1] x", NULL},
	    {"a [2.1234567] x", NULL},
	    {"a [2.12345] x", NULL},
	    {"a [   2.12345] x", NULL},
	    {"a [     2.12345] x", NULL},
	    {"a [    2.000000]x", NULL},
	    {"a [    2.000000", NULL},
	    {"a [b] [    2.000000] x", "[    2.000000] x"},
	};

	expect_readings(read_stamp, stamps, KI_LENGTH(stamps));
	expect_readings(read_found_stamp, found, KI_LENGTH(found));
}
END_TEST

/* The time is what stands between the brackets, without blanks and without the CPU. */
START_TEST(times_of_stamps)
{
	static const struct {
		const char *text, *time;
	} cases[] = {
	    {"[    1.500000] x", "1.500000"},
	    {"[12345.123456] x", "12345.123456"},
	    {"[1.5] x", "1.5"},
	    {"[     1.5] x", "1.5"},
	    {"[   12.345678,0] x", "12.345678"},
	    {"[12.345678@0] x", "12.345678"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_str text = ki_str(cases[i].text), time;

		ck_assert(ki_take_stamp(&text, &time));
		ck_assert_msg(ki_str_eq(time, ki_str(cases[i].time)), "%s: '%.*s'", cases[i].text,
			      KI_ARG(time));
	}
}
END_TEST

/* "%c%u" of the CPU or the task, padded: print_caller() in kernel/printk/printk.c. */
START_TEST(readers_of_callers)
{
	static const struct reading cases[] = {
	    {"[  T516] x", " x"},     {"[    C0]x", "x"},
	    {"[T4294967295]x", "x"},  {"[T4294967296]x", NULL},
	    {"[C4294967296]x", NULL}, {"[X1]x", NULL},
	    {"[1]x", NULL},           {"[]x", NULL},
	    {"[C]x", NULL},           {"[C1", NULL},
	    {"C1]x", NULL},           {"[CT1]x", NULL},
	};
	static const struct reading ids[] = {
	    {"C5x", "x"}, {"T5", ""}, {"X5", NULL}, {"T", NULL}, {"T4294967296", NULL}, {"", NULL},
	};
	struct koops_str task = KI_STR("[  T516]"), cpu = KI_STR("[    C3]");
	uint64_t caller = 0;

	expect_readings(read_caller, cases, KI_LENGTH(cases));
	expect_readings(read_caller_id, ids, KI_LENGTH(ids));
	ck_assert(ki_take_caller(&task, &caller));
	ck_assert_uint_eq(caller, 516);
	ck_assert(ki_take_caller(&cpu, &caller));
	ck_assert_uint_eq(caller, KI_CALLER_CPU + 3);
}
END_TEST

/* In English three letters, in other languages (glibc's locales) whatever is no other word. */
START_TEST(readers_of_names)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const char days[] = "MonTueWedThuFriSatSun";
	static const struct reading words[] = {
	    {"Jan", ""},
	    {"anFeb 3", " 3"},
	    {"jan. 3", " 3"},
	    {".jan 3", NULL},
	    {"3\xe6\x9c\x88 30", " 30"},
	    {"12\xe6\x9c\x88 30", " 30"},
	    {"123\xe6\x9c\x88 30", NULL},
	    {"3", NULL},
	    {"3x", NULL},
	    {"3\x7f", NULL},
	    {"3\x80", ""},
	    {"\xd0\x80\x7f", "\x7f"},
	    {"-jan", NULL},
	    {"abcdefghijklmnopq", "q"},
	    {"1234", NULL},
	    {"", NULL},
	};

	for (size_t i = 0; i < sizeof(months) - 1; i += 3) {
		const char month[] = {months[i], months[i + 1], months[i + 2], 'x', '\0'};
		const char day[] = {days[i % 21], days[i % 21 + 1], days[i % 21 + 2], 'x', '\0'};
		const struct reading as_month = {month, "x"}, as_day = {day, "x"};

		expect_readings(ki_take_month, &as_month, 1);
		expect_readings(ki_take_weekday, &as_day, 1);
	}
	expect_readings(ki_take_month, words, KI_LENGTH(words));
	expect_readings(ki_take_weekday, words, KI_LENGTH(words));
}
END_TEST

static bool read_clock_time(struct koops_str *text)
{
	struct koops_str begin = *text, time;

	if (!ki_take_clock_time(text, &time))
		return false;
	ck_assert(ki_str_eq(time, ki_taken_str(begin, *text)));
	return true;
}

START_TEST(readers_of_clocks)
{
	static const struct reading cases[] = {
	    {"21:39:14 x", " x"},
	    {"21:39:14.5x", "x"},
	    {"21:39:14,123456789x", "x"},
	    {"21:39:14.1234567890", ".1234567890"},
	    {"21:39:14.", "."},
	    {"21:39:14;5", ";5"},
	    {"1:39:14", NULL},
	    {"021:39:14", NULL},
	    {"21:3:14", NULL},
	    {"21:039:14", NULL},
	    {"21:39:1", NULL},
	    {"21:39:014", NULL},
	    {"21-39:14", NULL},
	    {"21:39-14", NULL},
	};

	expect_readings(ki_take_clock, cases, KI_LENGTH(cases));
	expect_readings(read_clock_time, cases, KI_LENGTH(cases));
}
END_TEST

static bool read_date(struct koops_str *text)
{
	struct koops_str begin = *text, time;

	if (!ki_take_date(text, &time))
		return false;
	ck_assert(ki_str_eq(time, ki_taken_str(begin, *text)));
	return true;
}

#define TEN_BLANKS "          "
#define FIFTY_BLANKS TEN_BLANKS TEN_BLANKS TEN_BLANKS TEN_BLANKS TEN_BLANKS

/* RFC 3164 4.1.2, date(1), and what stands beside: years, zones, hosts. */
START_TEST(readers_of_dates_by_months)
{
	static const struct reading cases[] = {
	    {"Mar 30 21:39:14 x", " x"},
	    {"Mar  3 21:39:14 x", " x"},
	    {"  Mar 3 21:39:14 x", " x"},
	    {"30 mars 21:39:14 x", " x"},
	    {"3 mars 21:39:14 x", " x"},
	    {"Thu Mar 30 21:39:14 x", " x"},
	    {"Mar 30 2023 21:39:14 x", " x"},
	    {"Mar 30 21:39:14 2023", ""},
	    {"Mar 30 21:39:14 2023] x", "] x"},
	    {"Mar 30 21:39:14 2023\tx", "\tx"},
	    {"Mar 30 21:39:14 CEST 2023 x", " x"},
	    {"Mar 30 21:39:14 +0200 2023 x", " x"},
	    {"Mar 30 21:39:14 +0200 x", " x"},
	    /* Words that are no year or zone, or could be a host. */
	    {"Mar 30 21:39:14 2023x", " 2023x"},
	    {"Mar 30 21:39:14 20233 x", " 20233 x"},
	    {"Mar 30 21:39:14 1923 x", " 1923 x"},
	    {"Mar 30 21:39:14 CEST x", " CEST x"},
	    {"Mar 30 21:39:14 +03 x", " +03 x"},
	    {"Mar 30 21:39:14Z x", "Z x"},
	    /* No date. */
	    {"", NULL},
	    {"Mar", NULL},
	    {"host: 21:39:14 x", NULL},
	    {"Mar 30 21-39-14", NULL},
	    {"Mar30 21:39:14", NULL},
	    {"Mar 300 21:39:14", NULL},
	    {"300 mars 21:39:14", NULL},
	    {"30mars 21:39:14", NULL},
	    {"30mars 3 21:39:14", NULL},
	    {"Mar 3021:39:14", NULL},
	    {"Mar x 21:39:14", NULL},
	    {"Mar 30 20233 21:39:14", NULL},
	    {"Mar 30 2023x21:39:14", NULL},
	    {"Mar 30 203 21:39:14", NULL},
	    /* A clock is looked for in so many columns. */
	    {"Mar" FIFTY_BLANKS "   30 21:39:14 x", " x"},
	    {"Mar" FIFTY_BLANKS "    30 21:39:14 x", NULL},
	};

	expect_readings(read_date, cases, KI_LENGTH(cases));
}
END_TEST

/* ISO 8601, systemd's, and seconds since 1970. */
START_TEST(readers_of_dates_by_years)
{
	static const struct reading cases[] = {
	    {"2023-03-30T21:39:14 x", " x"},
	    {"2023/03/30 21:39:14.5 x", " x"},
	    {"2023-03-30T21:39:14Z x", " x"},
	    {"2023-03-30T21:39:14+0000 x", " x"},
	    {"2023-03-30T21:39:14-07:00x", "x"},
	    {"2023-03-30 21:39:14 UTC", ""},
	    {"2023-03-30 21:39:14 GMT x", " x"},
	    {"[2023-03-30 21:39:14 UTC]", NULL},
	    {"2023-03-30 21:39:14 UTC] x", "] x"},
	    {"Thu 2023-03-30 21:39:14 CEST x", " x"},
	    {"Thu 2023-03-30 21:39:14 AB x", " x"},
	    {"Thu 2023-03-30 21:39:14 ABCDE x", " x"},
	    {"Thu 2023-03-30 21:39:14 +03 x", " x"},
	    {"Thu 2023-03-30 21:39:14 +03:30 x", " x"},
	    /* What is no zone stays: hours alone are one behind a weekday and a blank. */
	    {"2023-03-30T21:39:14+03 x", "+03 x"},
	    {"2023-03-30T21:39:14+030 x", "+030 x"},
	    {"2023-03-30T21:39:14+03000 x", "+03000 x"},
	    {"2023-03-30T21:39:14+03:0 x", "+03:0 x"},
	    {"2023-03-30T21:39:14+03:000 x", "+03:000 x"},
	    {"2023-03-30T21:39:14UTC x", "UTC x"},
	    {"2023-03-30 21:39:14 +03 x", " +03 x"},
	    {"2023-03-30 21:39:14 CEST x", " CEST x"},
	    {"2023-03-30 21:39:14 +x", " +x"},
	    {"2023-03-30 21:39:14 UTCx", " UTCx"},
	    {"Thu 2023-03-30 21:39:14+03 x", "+03 x"},
	    {"Thu 2023-03-30 21:39:14 +03:3 x", ":3 x"},
	    {"Thu 2023-03-30 21:39:14 A x", " A x"},
	    {"Thu 2023-03-30 21:39:14 ABCDEF x", " ABCDEF x"},
	    {"Thu 2023-03-30 21:39:14 ABx", " ABx"},
	    {"Thu 2023-03-30 21:39:14 xAB y", " xAB y"},
	    {"1680212354.504281 x", " x"},
	    {"1680212354.123456789", ""},
	    /* No date. */
	    {"2023", NULL},
	    {"-03-30T21:39:14", NULL},
	    {"223-03-30T21:39:14", NULL},
	    {"20233-03-30T21:39:14", NULL},
	    {"2023-3-30T21:39:14", NULL},
	    {"2023-033-30T21:39:14", NULL},
	    {"2023-03-3T21:39:14", NULL},
	    {"2023-03-303T21:39:14", NULL},
	    {"2023-03/30T21:39:14", NULL},
	    {"2023/03-30T21:39:14", NULL},
	    {"2023:03:30T21:39:14", NULL},
	    {"2023-03-3021:39:14", NULL},
	    {"2023-03-30x21:39:14", NULL},
	    {"Thu2023-03-30 21:39:14", NULL},
	    {"168021235.5 x", NULL},
	    {"16802123541.5 x", NULL},
	    {"1680212354.1234567890 x", NULL},
	    {"1680212354. x", NULL},
	    {"1680212354 x", NULL},
	    {"1680212354.5x", NULL},
	    {"Thu 1680212354.5 21:39:14", NULL},
	};

	expect_readings(read_date, cases, KI_LENGTH(cases));
}
END_TEST

/* ctime(3) has a weekday and a year: of this century or, where the clock is wrong, the last. */
START_TEST(readers_of_ctime)
{
	static const struct reading cases[] = {
	    {"Thu Mar 30 21:39:14 2023] x", "] x"}, {"Thu Mar 30 2023 21:39:14 x", " x"},
	    {"Thu Jan  1 1970 00:00:14 x", " x"},   {"Thu Mar 30 21:39:14 x", NULL},
	    {"Mar 30 21:39:14 2023", NULL},         {"ThuMar 30 21:39:14 2023", NULL},
	    {"Thu 2023-03-30 21:39:14", NULL},      {"Thu", NULL},
	};

	expect_readings(ki_take_ctime, cases, KI_LENGTH(cases));
}
END_TEST

static bool read_member(struct koops_str *text)
{
	struct ki_member member;

	return ki_take_member(text, &member);
}

/* RFC 8259, 4 and 7, and YAML 1.2, 7.3 and 7.4. */
START_TEST(readers_of_members)
{
	static const struct reading cases[] = {
	    {"\"a\":\"b\",c", "c"},
	    {" \"a\" : \"b,\\\"}\" , c", " c"},
	    {"\"a\\\"\":1, c", " c"},
	    {"'a''b':'c'',d',e", "e"},
	    {"a:'b',c", "c"},
	    {"a_B1: b,c, d", " d"},
	    {"a:b,\"c", "\"c"},
	    {"a:b,", ""},
	    {"a:b}c", "}c"},
	    {"a:}", "}"},
	    {"a:[1,{\"b\":\"]\"},2],c", "c"},
	    {"a:{b:[],c:'}'}]", "]"},
	    {"a:[1]}", "}"},
	    {"a:\"b\"]", "]"},
	    {"a:\"b\"}", "}"},
	    {"a:\"\",\"b", "\"b"},
	    {"'':'',b", NULL},
	    {"a:'','b", "'b"},
	    {"a:\"b", ""},
	    {"a:[b", ""},
	    /* No member. */
	    {"", NULL},
	    {"\"a\"", NULL},
	    {"\"a", NULL},
	    {"\"\":1", NULL},
	    {"'", NULL},
	    {":1", NULL},
	    {"a", NULL},
	    {"a b:1", NULL},
	    {"a-b:1", NULL},
	    /* Quotes that are still HTML's. */
	    {"a:&quot;b&quot;", NULL},
	};

	expect_readings(read_member, cases, KI_LENGTH(cases));
}
END_TEST

/* What a member's key and value are: without quotes, and as it stands there without blanks. */
START_TEST(members_have_keys_and_values)
{
	static const struct {
		const char *text, *key, *value;
	} cases[] = {
	    {"\"a b\" : \"c\" , d", "a b", "\"c\""},
	    {"'a':  'b''c' }", "a", "'b''c'"},
	    {"a1:b c , d", "a1", "b c"},
	    {"a:,b", "a", ",b"},
	    {"a:b,", "a", "b"},
	    {"a:[1, 2] ,b", "a", "[1, 2]"},
	    {"a:\"b", "a", "\"b"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_str text = ki_str(cases[i].text);
		struct ki_member member;

		ck_assert(ki_take_member(&text, &member));
		ck_assert_msg(ki_str_eq(member.key, ki_str(cases[i].key)), "%s: '%.*s'",
			      cases[i].text, KI_ARG(member.key));
		ck_assert_msg(ki_str_eq(member.value, ki_str(cases[i].value)), "%s: '%.*s'",
			      cases[i].text, KI_ARG(member.value));
	}
}
END_TEST

/* RFC 8259, 7; YAML 1.2, 5.7; bytes that are no byte or no number are left out. */
START_TEST(values_are_decoded)
{
	const struct {
		struct koops_str value, want;
	} cases[] = {
	    {KI_STR("\"a\\\"\\\\\\/b\"c"), KI_STR("a\"\\/b")},
	    {KI_STR("\"\\b\\f\\n\\r\\t\\a\\e\\v\\0\""), KI_STR("\b\f\n\r\t\a\x1b\v\0")},
	    {KI_STR("\"\\q\\"), KI_STR("q\\")},
	    {KI_STR("\"\\x41\\x4\\xe9\""), KI_STR("Ax4\xc3\xa9")},
	    {KI_STR("\"\\u0041\\u12g4\\u12\""), KI_STR("A12g412")},
	    {KI_STR("\"\\ud7ff\\udc00\""), KI_STR("\xed\x9f\xbf\xef\xbf\xbd")},
	    {KI_STR("\"\\ud83d\\ude00\\ud83d\\udbff\\udc00\\udc00\""),
	     KI_STR("\xf0\x9f\x98\x80\xef\xbf\xbd\xf4\x8f\xb0\x80\xef\xbf\xbd")},
	    {KI_STR("\"\\ud83dx\\ud83d\\ue000\\ud83d\\u1\""),
	     KI_STR("\xef\xbf\xbdx\xef\xbf\xbd\xee\x80\x80\xef\xbf\xbd"
		    "1")},
	    {KI_STR("'a''b'c"), KI_STR("a'b")},
	    {KI_STR("'a''"), KI_STR("a'")},
	    {KI_STR("'a"), KI_STR("a")},
	    {KI_STR("[66,0,255,256,-7,x,1000 ,67]"), KI_STR("B\0\xff\7C")},
	    {KI_STR("a b"), KI_STR("a b")},
	};
	struct ki_mem mem;
	struct ki_buf out;

	ck_assert(ki_mem_init(&mem, NULL));
	ki_buf_init(&out, &mem);
	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		out.size = 0;
		ki_json_decode(cases[i].value, &out);
		ck_assert_msg(ki_str_eq(ki_buf_str(&out), cases[i].want), "%.*s: '%.*s'",
			      KI_ARG(cases[i].value), KI_ARG(ki_buf_str(&out)));
	}
	ki_buf_free(&out);
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
	    readers_of_stamps,
	    times_of_stamps,
	    readers_of_callers,
	    readers_of_names,
	    readers_of_clocks,
	    readers_of_dates_by_months,
	    readers_of_dates_by_years,
	    readers_of_ctime,
	    readers_of_members,
	    members_have_keys_and_values,
	    values_are_decoded,
	};

	return run_tests("input", tests, KI_LENGTH(tests));
}
