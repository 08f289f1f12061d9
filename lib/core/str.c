/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/str.h"

/* clang-format off */
const unsigned char ki_hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
	['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};
/* clang-format on */

int ki_str_cmp(struct koops_str a, struct koops_str b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

size_t ki_str_chr_either(struct koops_str str, char a, char b)
{
	size_t i = 0;

	for (; i + sizeof(ki_vector) <= str.size; i += sizeof(ki_vector)) {
		ki_vector v, found;
		unsigned mask;

		memcpy(&v, str.data + i, sizeof(v));
		found = (v == a) | (v == b);
		mask = ki_vector_mask(&found);
		if (mask)
			return i + (unsigned)__builtin_ctz(mask);
	}
	while (i < str.size && str.data[i] != a && str.data[i] != b)
		i++;
	return i;
}

size_t ki_str_find(struct koops_str str, struct koops_str needle)
{
	const char *at = str.data, *end;

	if (str.size < needle.size || !needle.size)
		return needle.size ? str.size : 0;
	/* Needles are short, and so are most texts: memmem() prepares for more than that. */
	end = str.data + str.size - needle.size + 1;
	while ((at = memchr(at, needle.data[0], (size_t)(end - at)))) {
		if (memcmp(at, needle.data, needle.size) == 0)
			return (size_t)(at - str.data);
		if (++at == end)
			break;
	}
	return str.size;
}

bool ki_take_u64(struct koops_str *str, uint64_t *value)
{
	uint64_t number = 0;
	size_t i = 0;

	for (; i < str->size && ki_is_digit(str->data[i]); i++) {
		unsigned digit = (unsigned)(str->data[i] - '0');

		if (__builtin_mul_overflow(number, 10U, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return false;
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

	for (; i < str->size; i++) {
		int digit = ki_hex_digit(str->data[i]);

		if (digit < 0)
			break;
		if (i == 16)
			return false;
		number = number << 4 | (uint64_t)digit;
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

bool ki_take_until(struct koops_str *str, char end, struct koops_str *before)
{
	size_t at = ki_str_chr(*str, end);

	if (at == str->size)
		return false;
	*before = ki_str_to(*str, at);
	*str = ki_str_from(*str, at + 1);
	return true;
}

/* How many bytes at the front are no white space, of 16. */
static size_t word_run(const char *bytes)
{
	ki_vector v, inside;

	memcpy(&v, bytes, sizeof(v));
	inside = (v != ' ') & ((v < '\t') | (v > '\r'));
	return ki_vector_run(&inside);
}

bool ki_take_word(struct koops_str *str, struct koops_str *word)
{
	size_t i = 0, run = sizeof(ki_vector);

	while (run == sizeof(ki_vector) && str->size - i >= sizeof(ki_vector))
		i += run = word_run(str->data + i);
	while (run == sizeof(ki_vector) && i < str->size && !ki_is_space(str->data[i]))
		i++;
	if (i == 0)
		return false;
	*word = ki_str_to(*str, i);
	*str = ki_str_from(*str, i);
	return true;
}
