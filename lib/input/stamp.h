/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Readers of times and of what stands beside them.
 * Each takes what it names off the front of `text`, or returns false and
 * changes nothing.
 */
#ifndef KI_INPUT_STAMP_H
#define KI_INPUT_STAMP_H

#include "core/str.h"
#include "input/input.h"

enum { KI_STAMP_SIZE = sizeof("[12345.123456]") - 1 };

/* Whether eight bytes are ".123456]". */
static inline bool ki_is_fraction(const char *bytes)
{
	const uint64_t inner = UINT64_C(0x00ffffffffffff00);
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	/* '0' to '9' are 0x30 to 0x39: what remains is below 16 with 6 more, and none carries. */
	word = (word ^ UINT64_C(0x3030303030303030)) & inner;
	return bytes[0] == '.' && bytes[7] == ']' &&
	       !((word | (word + (inner & UINT64_C(0x0606060606060606)))) &
		 UINT64_C(0xf0f0f0f0f0f0f0f0));
}

/*
 * Where the seconds begin of a stamp of the kernel's own layout, "[%5lu.%06lu]" of less than
 * 100,000 seconds, as most lines have it at their front; 0: the text has none there.
 */
static inline size_t ki_usual_stamp(struct koops_str text)
{
	size_t at = 5, digits;

	if (text.size < KI_STAMP_SIZE || text.data[0] != '[' || !ki_is_fraction(text.data + 6) ||
	    !ki_is_digit(text.data[at]))
		return 0;
	while (at > 1 && ki_is_digit(text.data[at - 1]))
		at--;
	digits = at;
	while (at > 1 && text.data[at - 1] == ' ')
		at--;
	return at == 1 ? digits : 0;
}

/* Finds such a stamp at the front, or behind a level as in "<4>". */
static inline struct ki_usual ki_usual_begin(struct koops_str text)
{
	const struct ki_usual none = {0, 0};
	size_t level = 0, seconds;

	if (text.size < KI_STAMP_SIZE)
		return none;
	if (text.data[0] == '<') {
		if (text.data[1] < '0' || text.data[1] > '7' || text.data[2] != '>')
			return none;
		level = 3;
	}
	seconds = ki_usual_stamp(ki_str_from(text, level));
	return seconds ? (struct ki_usual){(unsigned char)(level + seconds),
					   (unsigned char)(level + KI_STAMP_SIZE)}
		       : none;
}

/* "[   56.504281]" as printk writes it; `time` is without brackets and blanks. */
bool ki_take_stamp(struct koops_str *text, struct koops_str *time);
/* "[  T516]", "[    C0]". */
bool ki_take_caller(struct koops_str *text, uint64_t *caller);
/* "T516", "C0": what stands in these brackets. */
bool ki_take_caller_id(struct koops_str *text, uint64_t *caller);

/*
 * Finds a stamp of printk behind the first byte of a line; stricter than
 * ki_take_stamp(), since all kinds of numbers stand in brackets there.
 * Returns its place, or `text.size`.
 */
size_t ki_find_stamp(struct koops_str text);

/* "Mar", or a word that may be a month in another language. */
bool ki_take_month(struct koops_str *text);
/* The same of days, "Thu". */
bool ki_take_weekday(struct koops_str *text);
/* "21:39:14" with an optional fraction. */
bool ki_take_clock(struct koops_str *text);

/*
 * The time of the wall, in the forms of syslog ("Mar 30 21:39:14"), ISO 8601
 * ("2023-03-30T21:39:14.123456+0000"), date(1) ("Thu Mar 30 21:39:14 2023"),
 * systemd ("Thu 2023-03-30 21:39:14 UTC"), and in seconds since 1970 with a
 * fraction.
 */
bool ki_take_date(struct koops_str *text, struct koops_str *time);
/* "Thu Mar 30 21:39:14 2023" alone, also with a zone before the year. */
bool ki_take_ctime(struct koops_str *text);
/* ki_take_clock(), with what was taken. */
bool ki_take_clock_time(struct koops_str *text, struct koops_str *time);

/* "warn" and the like, as dmesg(1) names levels; the level, or -1. */
int ki_take_level_name(struct koops_str *text);

/* At least `least` and at most `most` decimal digits, as many as there are. */
bool ki_take_digits(struct koops_str *text, size_t least, size_t most);
/* What was taken off the front of `before` to leave `after`. */
static inline struct koops_str ki_taken_str(struct koops_str before, struct koops_str after)
{
	return ki_str_to(before, (size_t)(after.data - before.data));
}

#endif
