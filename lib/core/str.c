/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* memmem */
#include "core/str.h"

bool ki_str_eq(struct koops_str a, struct koops_str b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int ki_str_cmp(struct koops_str a, struct koops_str b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

bool ki_str_starts(struct koops_str str, struct koops_str prefix)
{
	return str.size >= prefix.size && memcmp(str.data, prefix.data, prefix.size) == 0;
}

bool ki_str_ends(struct koops_str str, struct koops_str suffix)
{
	return str.size >= suffix.size &&
	       memcmp(str.data + str.size - suffix.size, suffix.data, suffix.size) == 0;
}

size_t ki_str_chr(struct koops_str str, char c)
{
	const char *found = str.size ? memchr(str.data, c, str.size) : NULL;

	return found ? (size_t)(found - str.data) : str.size;
}

size_t ki_str_find(struct koops_str str, struct koops_str needle)
{
	const char *found;

	if (str.size < needle.size)
		return str.size;
	found = memmem(str.data, str.size, needle.data, needle.size);
	return found ? (size_t)(found - str.data) : str.size;
}

struct koops_str ki_str_trim_start(struct koops_str str)
{
	while (str.size && ki_is_space(str.data[0]))
		str = ki_str_from(str, 1);
	return str;
}

struct koops_str ki_str_trim(struct koops_str str)
{
	str = ki_str_trim_start(str);
	while (str.size && ki_is_space(str.data[str.size - 1]))
		str.size--;
	return str;
}

bool ki_take(struct koops_str *str, struct koops_str prefix)
{
	if (!ki_str_starts(*str, prefix))
		return false;
	*str = ki_str_from(*str, prefix.size);
	return true;
}

bool ki_take_char(struct koops_str *str, char c)
{
	if (!str->size || str->data[0] != c)
		return false;
	*str = ki_str_from(*str, 1);
	return true;
}

bool ki_take_u64(struct koops_str *str, uint64_t *value)
{
	uint64_t number = 0;
	size_t i = 0;

	for (; i < str->size && ki_is_digit(str->data[i]); i++) {
		unsigned digit = (unsigned)(str->data[i] - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (i == 0)
		return false;
	*value = number;
	*str = ki_str_from(*str, i);
	return true;
}

bool ki_take_hex(struct koops_str *str, uint64_t *value)
{
	uint64_t number = 0;
	size_t i = 0;

	for (; i < str->size && ki_hex_digit(str->data[i]) >= 0; i++) {
		if (i == 16)
			return false;
		number = number << 4 | (uint64_t)ki_hex_digit(str->data[i]);
	}
	if (i == 0)
		return false;
	*value = number;
	*str = ki_str_from(*str, i);
	return true;
}

bool ki_take_0x(struct koops_str *str, uint64_t *value)
{
	struct koops_str rest = *str;

	if (!ki_take(&rest, KI_STR("0x")) || !ki_take_hex(&rest, value))
		return false;
	*str = rest;
	return true;
}

void ki_take_blanks(struct koops_str *str)
{
	size_t i = 0;

	while (i < str->size && (str->data[i] == ' ' || str->data[i] == '\t'))
		i++;
	*str = ki_str_from(*str, i);
}

bool ki_take_until(struct koops_str *str, char end, struct koops_str *before)
{
	size_t at = ki_str_chr(*str, end);

	if (at == str->size)
		return false;
	*before = ki_str_to(*str, at);
	*str = ki_str_from(*str, at + 1);
	return true;
}

bool ki_take_word(struct koops_str *str, struct koops_str *word)
{
	size_t i = 0;

	while (i < str->size && !ki_is_space(str->data[i]))
		i++;
	if (i == 0)
		return false;
	*word = ki_str_to(*str, i);
	*str = ki_str_from(*str, i);
	return true;
}
