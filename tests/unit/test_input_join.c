/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which lines a mailer, an editor or a terminal has broken: by widths, the log's and the
 * line's own, each at its limit and one beyond.  And which are lines of one message, and of
 * one wrapping.
 */
#include <stdio.h>

#include "../run.h"
#include "input_lines.h"

#include "input/join.h"

/* Fifteen columns. */
#define STAMP "[    1.000000] "
#define TEN "123456789 "
#define SIXTEEN "                "
#define FIFTY TEN TEN TEN TEN TEN
#define LONG_WORD "a_word_of_more_than_forty_columns_in_all_12"

/* A log that is put together. */
struct made_log {
	struct lines lines;
	struct ki_buf text;
};

static void made_init(struct made_log *log)
{
	lines_init(&log->lines, false);
	ki_buf_init(&log->text, &log->lines.mem);
}

static void put(struct made_log *log, const char *text, size_t times)
{
	while (times--)
		ki_buf_put(&log->text, ki_str(text));
}

/* Whether the last two lines came out as one. */
static bool made_joins(struct made_log *log)
{
	size_t pushed = 0, emitted = 0;

	for (size_t i = 0; i < log->text.size; i++)
		pushed += log->text.data[i] == '\n';
	lines_read(&log->lines, ki_buf_str(&log->text));
	for (size_t i = 0; i < log->lines.out.size; i++)
		emitted += log->lines.out.data[i] == '\n';
	ck_assert(emitted == pushed || emitted + 1 == pushed);
	ki_buf_free(&log->text);
	lines_free(&log->lines);
	return emitted < pushed;
}

/*
 * A line of 70 columns that may go on, and its rest, behind a line of 90 columns with
 * `before` short ones before it and `between` behind it.
 */
static bool joins_behind(size_t before, size_t between, const char *rest)
{
	struct made_log log;

	made_init(&log);
	put(&log, STAMP "x\n", before);
	put(&log, STAMP FIFTY TEN TEN "12345\n", 1);
	put(&log, STAMP "x\n", between);
	put(&log, STAMP FIFTY "12345\n", 1);
	put(&log, rest, 1);
	put(&log, "\n", 1);
	return made_joins(&log);
}

START_TEST(a_wider_line_shows_that_none_was_broken_there)
{
	/* Two blanks may have been where it was broken. */
	ck_assert(!joins_behind(0, 0, "abcdefghijklmnopqr"));
	ck_assert(joins_behind(0, 0, "abcdefghijklmnopqrs"));
	/* One with more bytes, but for the blanks at its end, is not wider. */
	EXPECT_TEXT(STAMP FIFTY TEN TEN "12345\n" STAMP FIFTY "12345" SIXTEEN SIXTEEN
					"\n" STAMP FIFTY "12345\nabcdefghijkl\n",
		    FIFTY TEN TEN "12345\n" FIFTY "12345" SIXTEEN SIXTEEN "\n" FIFTY
				  "12345\nabcdefghijkl\n");
}
END_TEST

/* Of a line with two stamps, both widths count; so does that of one word, if it has a stamp. */
START_TEST(each_stamp_has_its_widths)
{
#define SYSLOG "Mar 30 21:39:14 host kernel: "
	EXPECT_TEXT(SYSLOG STAMP FIFTY "12345\n" SYSLOG "abc\n", FIFTY "12345 abc\n");
	EXPECT_TEXT(SYSLOG STAMP FIFTY TEN TEN "12345\n" SYSLOG STAMP FIFTY "12345\n" SYSLOG
					       "abc\n",
		    FIFTY TEN TEN "12345\n" FIFTY "12345\nabc\n");
	EXPECT_TEXT(STAMP LONG_WORD LONG_WORD "\n" STAMP FIFTY "12345\nabc\n",
		    LONG_WORD LONG_WORD "\n" FIFTY "12345\nabc\n");
	EXPECT_TEXT(FIFTY TEN TEN TEN "\n\nModules linked in: a234567890123456789 a234567\n"
				      "abcdefghijklmnopqrs\n",
		    FIFTY TEN TEN TEN "\n\nModules linked in: a234567890123456789 a234567\n"
				      "abcdefghijklmnopqrs\n");
	/* Without a stamp, a line of one word was not broken as it could not be. */
	EXPECT_TEXT(LONG_WORD LONG_WORD "\n\nModules linked in: a234567890123456789 a234567\n"
					"abcdefghijklmnopqrs\n",
		    LONG_WORD LONG_WORD
		    "\n\nModules linked in: a234567890123456789 a234567 abcdefghijklmnopqrs\n");
	EXPECT_TEXT(" " LONG_WORD LONG_WORD "\n\nModules linked in: a234567890123456789 a234567\n"
		    "abcdefghijklmnopqrs\n",
		    " " LONG_WORD LONG_WORD
		    "\n\nModules linked in: a234567890123456789 a234567 abcdefghijklmnopqrs\n");
	EXPECT_TEXT(LONG_WORD LONG_WORD " \n\nModules linked in: a234567890123456789 a234567\n"
					"abcdefghijklmnopqrs\n",
		    LONG_WORD LONG_WORD
		    " \n\nModules linked in: a234567890123456789 a234567 abcdefghijklmnopqrs\n");
}
END_TEST

START_TEST(widths_are_forgotten)
{
	/* It is remembered for as many lines as promised, wherever it was; not for ever. */
	ck_assert(!joins_behind(0, KI_JOIN_WINDOW - 1, "abc"));
	ck_assert(!joins_behind(KI_JOIN_WINDOW - 1, KI_JOIN_WINDOW - 1, "abc"));
	ck_assert(!joins_behind(KI_JOIN_WINDOW / 2, KI_JOIN_WINDOW - 1, "abc"));
	ck_assert(joins_behind(0, 2 * KI_JOIN_WINDOW, "abc"));
	ck_assert(joins_behind(KI_JOIN_WINDOW - 1, 2 * KI_JOIN_WINDOW, "abc"));
}
END_TEST

/* As is who broke them: by words, or a terminal. */
START_TEST(who_broke_lines_is_forgotten_in_a_gap)
{
	struct lines lines;

	lines_init(&lines, false);
	lines_read(&lines, KI_STR(STAMP FIFTY TEN "1\nlonger\n"));
	ki_input_gap(lines.input);
	lines_read(&lines, KI_STR(STAMP FIFTY TEN "12abc\ndef+0x1\n"));
	ck_assert(ki_str_eq(ki_buf_str(&lines.out),
			    KI_STR(FIFTY TEN "1 longer\n" FIFTY TEN "12abcdef+0x1\n")));
	lines_free(&lines);
}
END_TEST

START_TEST(widths_are_forgotten_in_a_gap)
{
	struct lines lines;
	const char *const log[] = {STAMP FIFTY TEN TEN "12345", STAMP FIFTY "12345", "abc"};

	lines_init(&lines, false);
	for (uint64_t i = 0; i < KI_LENGTH(log); i++) {
		if (i == 1)
			ki_input_gap(lines.input);
		ck_assert_int_eq(
		    ki_input_push(lines.input, ki_str(log[i]), i + 1, lines_take, &lines),
		    KOOPS_OK);
	}
	ck_assert_int_eq(ki_input_flush(lines.input, lines_take, &lines), KOOPS_OK);
	ck_assert(
	    ki_str_eq(ki_buf_str(&lines.out), KI_STR(FIFTY TEN TEN "12345\n" FIFTY "12345 abc\n")));
	lines_free(&lines);
}
END_TEST

/* Mailers break at 60 to 100 columns. */
START_TEST(lines_are_broken_at_these_widths)
{
	/* With the next word it would be 60 wide, and 61. */
	EXPECT_TEXT(STAMP TEN TEN TEN "1\nabcdefghijkl\n", TEN TEN TEN "1\nabcdefghijkl\n");
	EXPECT_TEXT(STAMP TEN TEN TEN "1\nabcdefghijklm\n", TEN TEN TEN "1 abcdefghijklm\n");
	/* It is 100 wide, and 101. */
	EXPECT_TEXT(STAMP FIFTY TEN TEN TEN "12345\nabc\n", FIFTY TEN TEN TEN "12345 abc\n");
	EXPECT_TEXT(STAMP FIFTY TEN TEN TEN "123456\nabc\n", FIFTY TEN TEN TEN "123456\nabc\n");
	/* Without a stamp 66 columns are too few. */
	EXPECT_TEXT("Modules linked in: a234567890123456789 a234567\nabcdefghijklmnopqr\n",
		    "Modules linked in: a234567890123456789 a234567\nabcdefghijklmnopqr\n");
	EXPECT_TEXT("Modules linked in: a234567890123456789 a234567\nabcdefghijklmnopqrs\n",
		    "Modules linked in: a234567890123456789 a234567 abcdefghijklmnopqrs\n");
}
END_TEST

/* What is short was not broken, unless it says so. */
START_TEST(short_lines_are_whole)
{
	EXPECT_TEXT(STAMP "12345678 12345\n" LONG_WORD "\n", "12345678 12345\n" LONG_WORD "\n");
	EXPECT_TEXT(STAMP "12345678 123456\n" LONG_WORD "\n", "12345678 123456 " LONG_WORD "\n");
	EXPECT_TEXT(STAMP " ?\n" LONG_WORD "_and_some+0x1/0x2\n",
		    " ? " LONG_WORD "_and_some+0x1/0x2\n");
	EXPECT_TEXT(STAMP "BUG:\n" LONG_WORD "_and_some\n", "BUG: " LONG_WORD "_and_some\n");
	EXPECT_TEXT(STAMP "BUG;\n" LONG_WORD "_and_some\n", "BUG;\n" LONG_WORD "_and_some\n");
}
END_TEST

/* A part is indented by a blank or two, or by what was where the line was broken. */
START_TEST(parts_are_hardly_indented)
{
#define REGISTERS "RAX: 0000000000000000 RBX: ffff888014599aa8 RCX:"
	EXPECT_TEXT(STAMP FIFTY "1\n  abc\n", FIFTY "1 abc\n");
	EXPECT_TEXT(STAMP FIFTY "1\n   abc\n", FIFTY "1\n   abc\n");
	EXPECT_TEXT("ORIG_" REGISTERS "\n" SIXTEEN "ffffffff81353c4d\n",
		    "ORIG_" REGISTERS " ffffffff81353c4d\n");
	EXPECT_TEXT("ORIG_" REGISTERS "\n" SIXTEEN " ffffffff81353c4d\n",
		    "ORIG_" REGISTERS "\n" SIXTEEN " ffffffff81353c4d\n");
	/* What all lines are indented by is no indentation. */
	EXPECT_TEXT("    " STAMP FIFTY "1\n      abc\n", FIFTY "1 abc\n");
	EXPECT_TEXT("    " STAMP FIFTY "1\n       abc\n", FIFTY "1\n       abc\n");
}
END_TEST

/* A terminal breaks where its 80 columns are full, in words and between them. */
START_TEST(terminals_have_eighty_columns)
{
#define REST_80 "d+0x1/0x10 " FIFTY TEN "12345 abc"
	char log[900], want[900];

	EXPECT_TEXT(STAMP FIFTY TEN "12abc\ndef+0x1\n", FIFTY TEN "12abcdef+0x1\n");
	EXPECT_TEXT(STAMP FIFTY TEN "12ab\ndef+0x1\n", FIFTY TEN "12ab def+0x1\n");
	EXPECT_TEXT(STAMP FIFTY TEN "12abc\n def+0x1\n", FIFTY TEN "12abc def+0x1\n");
	/* Without what all lines are indented by. */
	EXPECT_TEXT("  " STAMP FIFTY TEN "12abc\n  def+0x1\n", FIFTY TEN "12abcdef+0x1\n");
	/* Also where a carriage return stands, whatever the next line is. */
	EXPECT_TEXT(STAMP FIFTY TEN "1\rlonger\n" STAMP "x\n", FIFTY TEN "1 longer\nx\n");
	/* With a quote that was marked before; RFC 3676, 4.5. */
	EXPECT_TEXT("> " STAMP FIFTY TEN "abc\n> def+0x1\n", FIFTY TEN "abcdef+0x1\n");
	/* With what stood before the stamp. */
	EXPECT_TEXT("x! " STAMP FIFTY "12345 123abc\ndef+0x1\n", FIFTY "12345 123abcdef+0x1\n");
	/* No sentence is over in the middle of a word. */
	EXPECT_TEXT(STAMP FIFTY TEN "x. ab\nc\n", FIFTY TEN "x. abc\n");
	/* Who breaks between words breaks all lines so. */
	EXPECT_TEXT(STAMP FIFTY TEN "1\nlonger\n" STAMP FIFTY TEN "12abc\ndef+0x1\n",
		    FIFTY TEN "1 longer\n" FIFTY TEN "12abc def+0x1\n");
	/* Blanks where the line was broken are the line's, at the end of a part or at the start. */
	EXPECT_TEXT(STAMP FIFTY TEN "12 G \n    O 6.1\n", FIFTY TEN "12 G     O 6.1\n");
	EXPECT_TEXT(STAMP FIFTY TEN "1 G \n    O 6.1\n", FIFTY TEN "1 G \n    O 6.1\n");
	EXPECT_TEXT(STAMP FIFTY TEN "12 OE\n     ): x\n", FIFTY TEN "12 OE     ): x\n");
	EXPECT_TEXT(STAMP FIFTY TEN TEN "\n" STAMP FIFTY TEN "12 OE\n     ): x\n",
		    FIFTY TEN TEN "\n" FIFTY TEN "12 OE\n     ): x\n");
	/* Behind stamps that were there when it was not broken yet, too. */
	EXPECT_TEXT("21:39:14 " STAMP FIFTY TEN "12   \n21:39:14   x\n"
		    "21:39:14 " STAMP FIFTY TEN "12abc\n21:39:14 def+0x1\n",
		    FIFTY TEN "12     x\n" FIFTY TEN "12abcdef+0x1\n");
	/* There the rest begins no line, whatever it begins with. */
	EXPECT_TEXT(STAMP FIFTY TEN "12345\n Oops: (null)\n", FIFTY TEN "12345 Oops: (null)\n");
	EXPECT_TEXT(STAMP FIFTY TEN "1234\n Oops: (null)\n", FIFTY TEN "1234\n Oops: (null)\n");
	/* Through all of a long line, and to a part that has no end. */
	EXPECT_TEXT(STAMP FIFTY TEN "12abc\n" REST_80 "\n" REST_80 "\n" REST_80 "\ndef+0x1\n",
		    FIFTY TEN "12abc" REST_80 REST_80 REST_80 "def+0x1\n");
	memset(log, 'x', sizeof(log) - 1);
	log[sizeof(log) - 1] = '\0';
	memcpy(log, STAMP FIFTY TEN "12abc\n", 81);
	memcpy(log + sizeof(log) - 2, "\n", 2);
	memcpy(want, log + 15, 65);
	memcpy(want + 65, log + 81, sizeof(log) - 81);
	lines_expect(ki_str(log), ki_str(want), false);
	/* And a terminal goes on as it began. */
	EXPECT_TEXT(STAMP FIFTY TEN "12abc\ndef+0x1\n" STAMP FIFTY TEN "12abc\ndef+0x1\n",
		    FIFTY TEN "12abcdef+0x1\n" FIFTY TEN "12abcdef+0x1\n");
}
END_TEST

/* Of lines without stamps, those that name a crash go on where others have. */
START_TEST(titles_go_on_where_others_have)
{
#define BROKEN                                                              \
	"Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc\n" \
	"overlay\n"
#define WHOLE "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc overlay\n"
#define TITLE "watchdog: BUG: soft lockup - CPU#0 stuck for 26s in the program that"
	EXPECT_TEXT(BROKEN "\n" TITLE "\nis repro\n", WHOLE "\n" TITLE " is repro\n");
	EXPECT_TEXT(TITLE "\nis repro\n", TITLE "\nis repro\n");
	/* Neither with another sentence, nor do lines that name none. */
	EXPECT_TEXT(BROKEN "\n" TITLE "\nIs repro\n", WHOLE "\n" TITLE "\nIs repro\n");
	EXPECT_TEXT(BROKEN "\n" TITLE "\n(repro)\n", WHOLE "\n" TITLE "\n(repro)\n");
	EXPECT_TEXT(BROKEN "\nthe " TITLE "\nis repro\n", WHOLE "\nthe " TITLE "\nis repro\n");
	/* RFC 3676: a blank at the end says so. */
	EXPECT_TEXT(TITLE " \nis repro\n", TITLE " is repro\n");
	EXPECT_TEXT("the " TITLE " \nis repro\n", "the " TITLE " is repro\n");
}
END_TEST

/* The rest of a line has the first of its stamps, or none. */
START_TEST(parts_have_the_first_stamps)
{
	EXPECT_TEXT("21:39:14 " STAMP REGISTERS "\n21:39:14 ffffffff81353c4d\n",
		    REGISTERS " ffffffff81353c4d\n");
	EXPECT_TEXT("21:39:14 " STAMP REGISTERS "\nffffffff81353c4d\n",
		    REGISTERS " ffffffff81353c4d\n");
	EXPECT_TEXT("21:39:14 " STAMP REGISTERS "\nMar 30 21:39:14 host kernel: ffffffff81353c4d\n",
		    REGISTERS "\nffffffff81353c4d\n");
	EXPECT_TEXT(STAMP REGISTERS "\n21:39:14 ffffffff81353c4d\n",
		    REGISTERS "\nffffffff81353c4d\n");
	EXPECT_TEXT(STAMP "21:39:14 " REGISTERS "\n" STAMP "ffffffff81353c4d\n",
		    REGISTERS " ffffffff81353c4d\n");
	EXPECT_TEXT(STAMP REGISTERS "\n" STAMP "ffffffff81353c4d\n",
		    REGISTERS "\nffffffff81353c4d\n");
	/* Nor a stamp that the part before has not, however wide lines with one were. */
	EXPECT_TEXT("21:39:14 Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc def\n"
		    "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc\n"
		    "21:39:14 overlay\n",
		    "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc def\n"
		    "Modules linked in: nf_conntrack_netlink nf_tables nfnetlink abc\n"
		    "overlay\n");
	/* What Xen says is not the kernel's. */
	EXPECT_TEXT(STAMP "(XEN) " REGISTERS "\n" STAMP "ffffffff81353c4d\n",
		    REGISTERS "\nffffffff81353c4d\n");
	EXPECT_TEXT("21:39:14 " STAMP "ORIG_" REGISTERS "\n21:39:14 (XEN) ffffffff81353c4d\n",
		    "ORIG_" REGISTERS "\nffffffff81353c4d\n");
	/* A syslog daemon has written the rest, too. */
	EXPECT_TEXT("Mar 30 21:39:14 host kernel: rcu: " TEN TEN "12345\nab#011c\n",
		    "rcu: " TEN TEN "12345 ab\tc\n");
	EXPECT_TEXT(STAMP FIFTY "12345\nab#011c\n", FIFTY "12345 ab#011c\n");
	EXPECT_TEXT("> Mar 30 21:39:14 host kernel: rcu: " TEN TEN "12345\n> ab#011c\n",
		    "rcu: " TEN TEN "12345 ab\tc\n");
	/* Each part is as wide as it is, not as the first. */
	EXPECT_TEXT(STAMP REGISTERS "\nffffffff81353c4d RDX:\n0000000000000000\n",
		    REGISTERS " ffffffff81353c4d RDX:\n0000000000000000\n");
}
END_TEST

/* What is put together has an end. */
START_TEST(no_line_grows_for_ever)
{
#define BYTES "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
	struct lines lines;
	struct ki_buf log;
	size_t first;

	lines_init(&lines, false);
	ki_buf_init(&log, &lines.mem);
	ki_buf_put(&log, KI_STR(STAMP "Code: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"));
	for (size_t i = 0; i < KI_JOINED_MOST / sizeof(BYTES) + 100; i++)
		ki_buf_put(&log, KI_STR(BYTES "\n"));
	lines_read(&lines, ki_buf_str(&log));
	first = ki_str_chr(ki_buf_str(&lines.out), '\n');
	ck_assert_uint_ge(first, KI_JOINED_MOST);
	ck_assert_uint_lt(first, KI_JOINED_MOST + sizeof(BYTES));
	ki_buf_free(&log);
	lines_free(&lines);
}
END_TEST

/*
 * Lines of one message are indented to where the text of the first begins: print_record() in
 * util-linux's sys-utils/dmesg.c, and output_short() in systemd's src/shared/logs-show.c.
 */
START_TEST(lines_of_a_message_are_indented)
{
#define BLANKS_8 "        "
#define BLANKS_15 BLANKS_8 "       "
	EXPECT_LINES("<3>[    1.000000][  T516] one\n" BLANKS_15 BLANKS_8 "   two\n",
		     "1.000000|3|T516|s|one\n1.000000|3|T516|s|two\n");
	EXPECT_LINES("kern  :warn  : [    1.000000] one\n" BLANKS_15 BLANKS_15 "  two\n",
		     "1.000000|4||s|one\n1.000000|4||s|  two\n");
	/* Each of them, and no farther. */
	EXPECT_LINES("[    1.000000] one\n" BLANKS_15 "two\n" BLANKS_15 "\tthree\n",
		     "1.000000|||s|one\n1.000000|||s|two\n1.000000|||s|\tthree\n");
	EXPECT_LINES("> [    1.000000] one\n> " BLANKS_15 "two\n",
		     "1.000000|||s|one\n1.000000|||s|two\n");
	/* What is indented less, or not by blanks, is a line of its own. */
	EXPECT_LINES("[    1.000000] one\n  two\n" BLANKS_15 "three\n",
		     "1.000000|||s|one\n||||  two\n||||" BLANKS_15 "three\n");
	EXPECT_LINES("[    1.000000] one\n" BLANKS_8 "      two\n",
		     "1.000000|||s|one\n||||" BLANKS_8 "      two\n");
	EXPECT_LINES("[    1.000000] one\n\t" BLANKS_15 "two\n",
		     "1.000000|||s|one\n||||\t" BLANKS_15 "two\n");
	/* No stamp is so short that few blanks stand for it. */
	EXPECT_LINES("[12.12] one\n" BLANKS_8 "two\n", "12.12|||s|one\n12.12|||s|two\n");
	EXPECT_LINES("[1.12] one\n       two\n", "1.12|||s|one\n||||       two\n");
	/* Nor is it one behind what is not of the kernel, or of another wrapping. */
	EXPECT_LINES("21:39:14 one\n" BLANKS_15 "two\n", "21:39:14||||one\n||||" BLANKS_15 "two\n");
	EXPECT_LINES("> [    1.000000] one\n" BLANKS_15 "  two\n",
		     "1.000000|||s|one\n||||" BLANKS_15 "  two\n");
	EXPECT_LINES("[    1.000000] one\n> " BLANKS_15 "two\n",
		     "1.000000|||s|one\n||||" BLANKS_15 "two\n");
	EXPECT_LINES(
	    "{\"MESSAGE\":\"one\",\"_TRANSPORT\":\"kernel\"}\n" BLANKS_15 BLANKS_15 BLANKS_15
	    "two\n",
	    "|||s|one\n||||" BLANKS_15 BLANKS_15 BLANKS_15 "two\n");
	/* A line with a stamp of its own is none of them, however far its text is indented. */
	EXPECT_LINES(SYSLOG "[    1.000000] x\n" SYSLOG "one\n" SYSLOG BLANKS_15 "two\n",
		     "1.000000|||s|x\nMar 30 21:39:14|||s|one\nMar 30 21:39:14|||s|" BLANKS_15
		     "two\n");
}
END_TEST

static enum koops_status take_names(const struct ki_line *line, void *user)
{
	struct lines *lines = user;

	ki_buf_put(&lines->out, ki_input_wrapping(lines->input));
	ki_buf_putc(&lines->out, ' ');
	return lines_take(line, user);
}

/* Wrappings are those of the line that is emitted, not of the one that shows that it is whole. */
START_TEST(wrappings_are_of_the_line)
{
	const char *const log[] = {STAMP REGISTERS, "> x"};
	struct lines lines;

	lines_init(&lines, false);
	for (size_t i = 0; i < KI_LENGTH(log); i++)
		ck_assert_int_eq(
		    ki_input_push(lines.input, ki_str(log[i]), i + 1, take_names, &lines),
		    KOOPS_OK);
	ck_assert(ki_str_eq(ki_buf_str(&lines.out), KI_STR("printk " REGISTERS "\nquote x\n")));
	lines_free(&lines);
}
END_TEST

static size_t row_of(const char *name)
{
	for (size_t i = 0; i < ki_row_count; i++)
		if (!strcmp(ki_rows[i].name, name))
			return i;
	ck_abort_msg("no row %s", name);
	return 0;
}

/* A line from which these rows took something, in words. */
static struct ki_unwrap line_of(const char *names)
{
	struct koops_str rest = ki_str(names), word;
	struct ki_unwrap line;
	char name[32];

	ki_begin_line(&line, 1);
	while (ki_take_blanks(&rest), ki_take_word(&rest, &word)) {
		snprintf(name, sizeof(name), "%.*s", KI_ARG(word));
		ki_path_push(&line, row_of(name), 100);
	}
	return line;
}

/* How a text was coded makes no other wrapping of it: browsers and terminals code some lines. */
START_TEST(paths_are_alike_but_for_codings)
{
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
	    {"", "", true},
	    {"", "qp", true},
	    {"", "quote", false},
	    {"quote", "quote", true},
	    {"quote", "printk", false},
	    {"qp quote", "quote", true},
	    {"quote qp html", "quote", true},
	    {"quote", "quote printk", false},
	    {"quote printk", "quote syslog", false},
	    {"quote printk", "fence printk", false},
	    {"quote html syslog printk terminal", "caret quote syslog qp html printk", true},
	    {"quote html syslog printk", "quote syslog", false},
	    {"syslog quote", "quote syslog", false},
	};

	for (size_t i = 0; i < KI_LENGTH(pairs); i++) {
		struct ki_unwrap a = line_of(pairs[i].a), b = line_of(pairs[i].b);

		ck_assert_msg(ki_same_path(&a, &b) == pairs[i].same, "'%s' and '%s'", pairs[i].a,
			      pairs[i].b);
		ck_assert_msg(ki_same_path(&b, &a) == pairs[i].same, "'%s' and '%s'", pairs[i].b,
			      pairs[i].a);
	}
}
END_TEST

/* What was noted is taken back as if it had never been. */
START_TEST(paths_go_back)
{
	const char *const names[] = {"",
				     "qp",
				     "qp html",
				     "qp html syslog",
				     "qp html syslog quote",
				     "qp html syslog quote export"};
	static const unsigned outer[] = {0, 1, 2, 2, 2, 2}, stamps[] = {0, 0, 0, 1, 1, 2};
	struct ki_unwrap line = line_of(names[5]);

	for (unsigned depth = 6; depth-- > 0;) {
		ck_assert_uint_eq(line.depth, depth);
		ck_assert_uint_eq(line.outer, outer[depth]);
		ck_assert_uint_eq(line.stamps, stamps[depth]);
		ck_assert_uint_eq(ki_count_stamps(&line), stamps[depth]);
		if (depth)
			ki_path_pop(&line);
	}
	/* More stamps than have their place kept. */
	line = line_of("xen syslog syslog xen printk dmesg export");
	ck_assert_uint_eq(line.stamps, KI_STAMPS_MOST);
	ck_assert_uint_eq(ki_count_stamps(&line), 7);
	ki_path_pop(&line);
	ki_path_pop(&line);
	ki_path_pop(&line);
	ck_assert_uint_eq(line.stamps, KI_STAMPS_MOST);
	ki_path_pop(&line);
	ck_assert_uint_eq(line.stamps, KI_STAMPS_MOST - 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    a_wider_line_shows_that_none_was_broken_there,
	    each_stamp_has_its_widths,
	    widths_are_forgotten,
	    who_broke_lines_is_forgotten_in_a_gap,
	    widths_are_forgotten_in_a_gap,
	    lines_are_broken_at_these_widths,
	    short_lines_are_whole,
	    parts_are_hardly_indented,
	    terminals_have_eighty_columns,
	    titles_go_on_where_others_have,
	    parts_have_the_first_stamps,
	    no_line_grows_for_ever,
	    lines_of_a_message_are_indented,
	    paths_are_alike_but_for_codings,
	    paths_go_back,
	    wrappings_are_of_the_line,
	};

	return run_tests("input-join", tests, KI_LENGTH(tests));
}
