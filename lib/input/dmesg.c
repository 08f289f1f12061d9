/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What dmesg(1) makes of the prefix: the facility and level in words (-x),
 * times of the wall (-T), relative to the line before (-d, -e) or in ISO 8601.
 */
#include "input/row.h"
#include "input/stamp.h"

static const char *const facilities[] = {
    "kern",   "user",   "mail",   "daemon",   "auth",   "syslog", "lpr",
    "news",   "uucp",   "cron",   "authpriv", "ftp",    "local0", "local1",
    "local2", "local3", "local4", "local5",   "local6", "local7",
};

/* By level of printk. */
static const char *const levels[] = {"emerg", "alert",  "crit", "err",
				     "warn",  "notice", "info", "debug"};

/* The index of a word of `names` that is padded with blanks to six columns and then ':', or -1. */
static int take_padded(struct koops_str *text, const char *const *names, size_t count)
{
	struct koops_str rest = *text, field;

	if (!ki_take_until(&rest, ':', &field) || field.size < 6)
		return -1;
	field = ki_str_trim(field);
	for (size_t i = 0; i < count; i++)
		if (ki_str_eq(field, ki_str(names[i]))) {
			*text = rest;
			return (int)i;
		}
	return -1;
}

int ki_take_level_name(struct koops_str *text)
{
	for (size_t i = 0; i < KI_LENGTH(levels); i++)
		if (ki_take(text, ki_str(levels[i])))
			return (int)i;
	return -1;
}

/* "kern  :warn  : " */
enum ki_taken ki_take_decoded(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text;
	int level;

	(void)input;
	/* Tried on most lines: the colon is behind six columns, or behind "authpriv". */
	if (rest.size < 9 || (rest.data[6] != ':' && rest.data[8] != ':'))
		return KI_LEFT;
	if (take_padded(&rest, facilities, KI_LENGTH(facilities)) < 0)
		return KI_LEFT;
	level = take_padded(&rest, levels, KI_LENGTH(levels));
	if (level < 0)
		return KI_LEFT;
	ki_take_char(&rest, ' ');
	line->text = rest;
	line->level = level;
	line->stamped = true;
	return KI_TAKEN;
}

/* "    0.001234", maybe with a sign. */
static bool take_delta(struct koops_str *text)
{
	struct koops_str rest = *text;

	ki_take_blanks(&rest);
	if (!ki_take_char(&rest, '+'))
		ki_take_char(&rest, '-');
	if (!ki_take_digits(&rest, 1, 12) || !ki_take_char(&rest, '.') ||
	    !ki_take_digits(&rest, 6, 6))
		return false;
	*text = rest;
	return true;
}

/* "<    0.001234>"; journalctl has a blank or "*" before the '>'. */
static bool take_angled_delta(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (!ki_take_char(&rest, '<') || !take_delta(&rest))
		return false;
	if (!ki_take_char(&rest, ' '))
		ki_take_char(&rest, '*');
	if (!ki_take_char(&rest, '>'))
		return false;
	*text = rest;
	return true;
}

/* "Mar30 21:39" */
static bool take_minute(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (!ki_take_month(&rest))
		return false;
	ki_take_blanks(&rest);
	if (!ki_take_digits(&rest, 1, 2) || !ki_take_char(&rest, ' ') ||
	    !ki_take_digits(&rest, 2, 2) || !ki_take_char(&rest, ':') ||
	    !ki_take_digits(&rest, 2, 2))
		return false;
	*text = rest;
	return true;
}

/* What stands between the brackets. */
static bool take_bracketed(struct koops_str *text, struct koops_str *time)
{
	struct koops_str begin, rest;

	ki_take_blanks(text);
	begin = rest = *text;
	if (!ki_take_ctime(&rest) && !take_minute(&rest) && !take_delta(&rest) &&
	    !take_angled_delta(&rest))
		return false;
	*time = ki_taken_str(begin, rest);
	/* A time and the delta to the line before, or the blanks of one; grabserial's is bare. */
	ki_take_blanks(&rest);
	if (!take_angled_delta(&rest))
		take_delta(&rest);
	*text = rest;
	return true;
}

/* "[Thu Mar 30 21:39:14 2023] ", "[  +0.000012] ", "[   56.504281 <    0.001234>] " */
enum ki_taken ki_take_dmesg(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time;
	uint64_t caller;

	(void)input;
	if (!ki_take_char(&rest, '[') || !take_bracketed(&rest, &time) || !ki_take_char(&rest, ']'))
		return KI_LEFT;
	ki_take_char(&rest, ' ');
	line->text = rest;
	line->time = time;
	line->stamped = true;
	if (ki_take_caller(&rest, &caller)) {
		ki_take_char(&rest, ' ');
		line->text = rest;
		line->caller = caller;
	}
	return KI_TAKEN;
}
