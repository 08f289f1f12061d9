/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/stamp.h"

#include "model/line.h"

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

/* "   56.504281": at least `least` digits behind the dot. */
static bool take_seconds(struct koops_str *text, size_t least, size_t *width, size_t *digits)
{
	struct koops_str rest = *text, fraction;

	ki_take_blanks(&rest);
	if (!ki_take_digits(&rest, 1, 12))
		return false;
	*width = (size_t)(rest.data - text->data);
	if (!ki_take_char(&rest, '.'))
		return false;
	fraction = rest;
	if (!ki_take_digits(&rest, least, 9))
		return false;
	*digits = (size_t)(rest.data - fraction.data);
	*text = rest;
	return true;
}

bool ki_take_stamp(struct koops_str *text, struct koops_str *time)
{
	struct koops_str rest = *text, begin;
	size_t width, digits;

	if (!ki_take_char(&rest, '['))
		return false;
	begin = rest;
	if (!take_seconds(&rest, 1, &width, &digits))
		return false;
	begin = ki_str_trim(ki_taken_str(begin, rest));
	/* Vendors' kernels add the CPU: "[   12.345678,0]", "[   12.345678@0]". */
	if ((ki_take_char(&rest, ',') || ki_take_char(&rest, '@')) && !ki_take_digits(&rest, 1, 4))
		return false;
	if (!ki_take_char(&rest, ']'))
		return false;
	*text = rest;
	*time = begin;
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
	size_t width, digits;

	return ki_take_char(&text, '[') && take_seconds(&text, 2, &width, &digits) &&
	       (digits == 6 || width == 5) && ki_take_char(&text, ']') &&
	       (!text.size || text.data[0] == ' ' || text.data[0] == '[');
}

size_t ki_find_stamp(struct koops_str text)
{
	size_t at = 0;

	for (;;) {
		at += ki_str_chr(ki_str_from(text, at), '[');
		if (at >= text.size)
			return text.size;
		if (at && is_printk_stamp(ki_str_from(text, at)))
			return at;
		at++;
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

bool ki_take_month(struct koops_str *text)
{
	return take_name(text, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

bool ki_take_weekday(struct koops_str *text)
{
	return take_name(text, "MonTueWedThuFriSatSun");
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
