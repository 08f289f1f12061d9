/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/stamp.h"

#include "model/line.h"

/* The longest name of a month or day, in bytes. */
enum { WORD_MOST = 16 };

bool ki_take_digits(struct koops_str *text, size_t least, size_t most)
{
	size_t i = 0;

	while (i < text->size && ki_is_digit(text->data[i]))
		i++;
	if (i < least || i > most)
		return false;
	*text = ki_str_from(*text, i);
	return true;
}

/* "   56.504281" from `at` on: the place behind it, or 0. */
static size_t skip_seconds(struct koops_str text, size_t at, size_t *dot)
{
	size_t begin;

	while (at < text.size && text.data[at] == ' ')
		at++;
	begin = at;
	while (at < text.size && ki_is_digit(text.data[at]))
		at++;
	if (at == begin || at - begin > 12 || at == text.size || text.data[at] != '.')
		return 0;
	*dot = at++;
	while (at < text.size && ki_is_digit(text.data[at]))
		at++;
	return at > *dot + 1 && at < *dot + 11 ? at : 0;
}

bool ki_take_stamp(struct koops_str *text, struct koops_str *time)
{
	size_t digits = ki_usual_stamp(*text), dot, end;
	struct koops_str rest;

	if (!text->size || text->data[0] != '[')
		return false;
	if (digits) {
		*time = ki_str_from(ki_str_to(*text, KI_STAMP_SIZE - 1), digits);
		*text = ki_str_from(*text, KI_STAMP_SIZE);
		return true;
	}
	end = skip_seconds(*text, 1, &dot);
	if (!end)
		return false;
	rest = ki_str_from(*text, end);
	/* Vendors' kernels add the CPU: "[   12.345678,0]", "[   12.345678@0]". */
	if ((ki_take_char(&rest, ',') || ki_take_char(&rest, '@')) && !ki_take_digits(&rest, 1, 4))
		return false;
	if (!ki_take_char(&rest, ']'))
		return false;
	*time = ki_str_trim_start(ki_str_from(ki_str_to(*text, end), 1));
	*text = rest;
	return true;
}

bool ki_take_caller_id(struct koops_str *text, uint64_t *caller)
{
	struct koops_str rest = *text;
	bool cpu = ki_take_char(&rest, 'C');
	uint64_t id;

	if (!cpu && !ki_take_char(&rest, 'T'))
		return false;
	if (!ki_take_u64(&rest, &id) || id > UINT32_MAX)
		return false;
	*caller = cpu ? KI_CALLER_CPU + id : id;
	*text = rest;
	return true;
}

bool ki_take_caller(struct koops_str *text, uint64_t *caller)
{
	struct koops_str rest = *text;
	uint64_t id;

	if (!ki_take_char(&rest, '['))
		return false;
	ki_take_blanks(&rest);
	if (!ki_take_caller_id(&rest, &id) || !ki_take_char(&rest, ']'))
		return false;
	*caller = id;
	*text = rest;
	return true;
}

/*
 * The kernel pads seconds to five columns and writes six digits behind the
 * dot; people who type a line off shorten one, not both.
 */
static bool is_printk_stamp(struct koops_str text)
{
	size_t dot, end = skip_seconds(text, 1, &dot);

	if (!end || (end - dot != 7 && (dot != 6 || end - dot < 3)))
		return false;
	text = ki_str_from(text, end);
	return ki_take_char(&text, ']') &&
	       (!text.size || text.data[0] == ' ' || text.data[0] == '[');
}

size_t ki_find_stamp(struct koops_str text)
{
	for (size_t at = 1;; at++) {
		at += ki_str_chr(ki_str_from(text, at), '[');
		if (at >= text.size)
			return text.size;
		if (is_printk_stamp(ki_str_from(text, at)))
			return at;
	}
}

static bool take_name(struct koops_str *text, const char *names)
{
	if (text->size < 3)
		return false;
	for (; *names; names += 3)
		if (memcmp(text->data, names, 3) == 0) {
			*text = ki_str_from(*text, 3);
			return true;
		}
	return false;
}

/*
 * A name of a month or day in whatever language, as strftime() shortens it:
 * "Mär", "mars", "janv.", "3月".  Only what follows tells it from other words.
 */
static bool take_word(struct koops_str *text)
{
	struct koops_str rest = *text;
	bool any = false;

	if (ki_take_digits(&rest, 1, 2) && (!rest.size || (unsigned char)rest.data[0] < 0x80))
		return false;
	for (size_t i = 0; i < WORD_MOST && rest.size; i++) {
		char c = rest.data[0];

		if (!ki_is_alpha(c) && (unsigned char)c < 0x80 && (c != '.' || !any))
			break;
		any = true;
		rest = ki_str_from(rest, 1);
	}
	if (any)
		*text = rest;
	return any;
}

bool ki_take_month(struct koops_str *text)
{
	return take_name(text, "JanFebMarAprMayJunJulAugSepOctNovDec") || take_word(text);
}

bool ki_take_weekday(struct koops_str *text)
{
	return take_name(text, "MonTueWedThuFriSatSun") || take_word(text);
}

bool ki_take_clock(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (!ki_take_digits(&rest, 2, 2) || !ki_take_char(&rest, ':') ||
	    !ki_take_digits(&rest, 2, 2) || !ki_take_char(&rest, ':') ||
	    !ki_take_digits(&rest, 2, 2))
		return false;
	*text = rest;
	if ((ki_take_char(&rest, '.') || ki_take_char(&rest, ',')) && ki_take_digits(&rest, 1, 9))
		*text = rest;
	return true;
}

bool ki_take_clock_time(struct koops_str *text, struct koops_str *time)
{
	struct koops_str begin = *text;

	if (!ki_take_clock(text))
		return false;
	*time = ki_taken_str(begin, *text);
	return true;
}

/* "+0000", "+00:00", and short "+03" */
static bool take_offset(struct koops_str *text, bool may_be_short)
{
	struct koops_str rest = *text, minutes;

	if (!ki_take_char(&rest, '+') && !ki_take_char(&rest, '-'))
		return false;
	if (!ki_take_digits(&rest, 4, 4)) {
		if (!ki_take_digits(&rest, 2, 2))
			return false;
		minutes = rest;
		if (ki_take_char(&minutes, ':') && ki_take_digits(&minutes, 2, 2))
			rest = minutes;
		else if (!may_be_short)
			return false;
	}
	*text = rest;
	return true;
}

/* "CEST"; of those that could be another word, where `any` may come. */
static bool take_zone_name(struct koops_str *text, bool any)
{
	struct koops_str rest = *text;
	size_t size = 0;

	while (size < rest.size && ki_is_upper(rest.data[size]))
		size++;
	if (any ? size < 2 || size > 5
		: !ki_str_starts(rest, KI_STR("UTC")) && !ki_str_starts(rest, KI_STR("GMT")))
		return false;
	rest = ki_str_from(rest, size);
	if (rest.size && rest.data[0] != ' ' && rest.data[0] != ']')
		return false;
	*text = rest;
	return true;
}

/* "Z", "+0000", " UTC", " +03" */
static void take_zone(struct koops_str *text, bool any)
{
	struct koops_str rest = *text;

	if (!ki_take_char(&rest, 'Z')) {
		bool apart = ki_take_char(&rest, ' ');

		if (!take_offset(&rest, apart && any) && (!apart || !take_zone_name(&rest, any)))
			return;
	}
	*text = rest;
}

/* " 2023", at the end of a date. */
static void take_year(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (ki_take_char(&rest, ' ') && ki_take(&rest, KI_STR("20")) &&
	    ki_take_digits(&rest, 2, 2) &&
	    (!rest.size || ki_is_space(rest.data[0]) || rest.data[0] == ']'))
		*text = rest;
}

/* "Mar 30", or "30 mars" as some languages have it. */
static bool take_day(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (ki_take_digits(&rest, 1, 2) && ki_take_char(&rest, ' ') && ki_take_month(&rest)) {
		*text = rest;
		return true;
	}
	rest = *text;
	if (!ki_take_month(&rest) || !ki_take_char(&rest, ' '))
		return false;
	ki_take_blanks(&rest);
	if (!ki_take_digits(&rest, 1, 2))
		return false;
	*text = rest;
	return true;
}

/*
 * "Mar 30 21:39:14.5", "Mar 30 2023 21:39:14", "Mar 30 21:39:14 2023", "Mar 30
 * 21:39:14 CEST 2023"
 */
static bool take_month_first(struct koops_str *text)
{
	struct koops_str rest = *text, year;

	ki_take_blanks(&rest);
	if (!take_day(&rest) || !ki_take_char(&rest, ' '))
		return false;
	year = rest;
	if (ki_take_digits(&year, 4, 4) && ki_take_char(&year, ' '))
		rest = year;
	if (!ki_take_clock(&rest))
		return false;
	year = rest;
	take_zone(&year, true);
	take_year(&year);
	/* A zone alone could be the host. */
	if (ki_is_digit(year.data[-1]) && year.data - rest.data > 4)
		rest = year;
	*text = rest;
	return true;
}

/* "2023-03-30T21:39:14.123456+0000", "2023/03/30 21:39:14" */
static bool take_year_first(struct koops_str *text, bool after_weekday)
{
	struct koops_str rest = *text;
	char separator;

	if (!ki_take_digits(&rest, 4, 4) || !rest.size)
		return false;
	separator = rest.data[0] == '/' ? '/' : '-';
	if (!ki_take_char(&rest, separator) || !ki_take_digits(&rest, 2, 2) ||
	    !ki_take_char(&rest, separator) || !ki_take_digits(&rest, 2, 2) ||
	    !(ki_take_char(&rest, 'T') || ki_take_char(&rest, ' ')) || !ki_take_clock(&rest))
		return false;
	take_zone(&rest, after_weekday);
	*text = rest;
	return true;
}

/* "1680212354.504281", of this century's years. */
static bool take_unix(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (!ki_take_digits(&rest, 10, 10) || !ki_take_char(&rest, '.') ||
	    !ki_take_digits(&rest, 1, 9) || (rest.size && rest.data[0] != ' '))
		return false;
	*text = rest;
	return true;
}

/* Bytes from the begin of a date to its clock, at most. */
enum { CLOCK_WITHIN = 64 };

/*
 * Whether there can be a clock's "21:39:14" where a date has it.  A line of many stamps is
 * looked at anew behind each.
 */
static bool has_clock(struct koops_str text)
{
	size_t at = 0;

	text = ki_str_to(ki_str_trim_start(text), CLOCK_WITHIN);
	for (;; at++) {
		at += ki_str_chr(ki_str_from(text, at), ':');
		if (at + 2 >= text.size)
			return false;
		if (at && ki_is_digit(text.data[at - 1]) && ki_is_digit(text.data[at + 1]) &&
		    ki_is_digit(text.data[at + 2]))
			return true;
	}
}

/* A date that begins with the day of the week, or with none and no month either. */
static bool take_behind_weekday(struct koops_str *text)
{
	struct koops_str rest = *text;
	bool weekday = ki_take_weekday(&rest) && ki_take_char(&rest, ' ');

	if (!weekday)
		rest = *text;
	if (!take_month_first(&rest) && !take_year_first(&rest, weekday) &&
	    (weekday || !take_unix(&rest)))
		return false;
	*text = rest;
	return true;
}

bool ki_take_date(struct koops_str *text, struct koops_str *time)
{
	struct koops_str begin = *text, rest = begin;

	if (!begin.size || (!ki_is_digit(begin.data[0]) && !has_clock(begin)))
		return false;
	/* No date begins with its clock, but many lines do. */
	if (begin.size > 2 && begin.data[2] == ':' && ki_is_digit(begin.data[0]))
		return false;
	/* A month looks like the name of a day; most dates that begin with neither have a year. */
	if (!take_year_first(&rest, false) && !take_month_first(&rest) &&
	    !take_behind_weekday(&rest))
		return false;
	*time = ki_taken_str(begin, rest);
	*text = rest;
	return true;
}

bool ki_take_ctime(struct koops_str *text)
{
	struct koops_str rest = *text, year;

	if (!ki_take_weekday(&rest) || !ki_take_char(&rest, ' ') || !take_month_first(&rest))
		return false;
	/* Before or behind the time. */
	year = ki_taken_str(*text, rest);
	if (ki_str_find(year, KI_STR(" 20")) == year.size &&
	    ki_str_find(year, KI_STR(" 19")) == year.size)
		return false;
	*text = rest;
	return true;
}
