/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/utf8.h"

static bool continues(struct koops_str str, size_t count)
{
	if (str.size <= count)
		return false;
	for (size_t i = 2; i <= count; i++)
		if (((unsigned char)str.data[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t ki_utf8_sequence(struct koops_str str)
{
	unsigned char first = str.size ? (unsigned char)str.data[0] : 0xff;
	unsigned char second = str.size > 1 ? (unsigned char)str.data[1] : 0;

	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return second >> 6 == 2 ? 2 : 0;
	if (first >= 0xe0 && first <= 0xef) {
		unsigned char low = first == 0xe0 ? 0xa0 : 0x80;
		unsigned char high = first == 0xed ? 0x9f : 0xbf;

		return second >= low && second <= high && continues(str, 2) ? 3 : 0;
	}
	if (first >= 0xf0 && first <= 0xf4) {
		unsigned char low = first == 0xf0 ? 0x90 : 0x80;
		unsigned char high = first == 0xf4 ? 0x8f : 0xbf;

		return second >= low && second <= high && continues(str, 3) ? 4 : 0;
	}
	return 0;
}

/* C1 controls are U+0080 to U+009F; terminals obey some of them. */
static bool is_control(struct koops_str sequence)
{
	unsigned char first = (unsigned char)sequence.data[0];

	if (sequence.size == 2)
		return first == 0xc2 && (unsigned char)sequence.data[1] < 0xa0;
	return sequence.size == 1 && (first < 0x20 || first == 0x7f) && first != '\t';
}

/* Whether 16 bytes are all printable ASCII: none below 0x20, none above 0x7e. */
static bool is_plain(const char *bytes)
{
	ki_vector v, odd;

	memcpy(&v, bytes, sizeof(v));
	/* Those above 0x7f are negative. */
	odd = (v < 0x20) | (v == 0x7f);
	return !ki_vector_any(&odd);
}

/* How many bytes at the front are printable ASCII: nearly all of every log. */
static size_t plain_size(struct koops_str str)
{
	size_t size = 0;

	if (str.size >= sizeof(ki_vector)) {
		while (str.size - size >= sizeof(ki_vector) && is_plain(str.data + size))
			size += sizeof(ki_vector);
		/* What is left is less than a vector: with bytes before it, it is one. */
		if (str.size - size < sizeof(ki_vector) &&
		    is_plain(str.data + str.size - sizeof(ki_vector)))
			return str.size;
	} else if (str.size >= 8) {
		char both[sizeof(ki_vector)];

		memcpy(both, str.data, 8);
		memcpy(both + 8, str.data + str.size - 8, 8);
		if (is_plain(both))
			return str.size;
	}
	while (size < str.size && str.data[size] >= 0x20 && str.data[size] < 0x7f)
		size++;
	return size;
}

bool ki_utf8_is_plain(struct koops_str str)
{
	return plain_size(str) == str.size;
}

bool ki_utf8_is_clean(struct koops_str str)
{
	for (;;) {
		size_t size;

		str = ki_str_from(str, plain_size(str));
		if (!str.size)
			return true;
		size = ki_utf8_sequence(str);
		if (!size || is_control(ki_str_to(str, size)))
			return false;
		str = ki_str_from(str, size);
	}
}

/* ki_utf8_clean() behind `plain` bytes that stay as they are. */
static size_t clean_rest(struct koops_str str, size_t plain, char *out)
{
	char *begin = out;

	for (;; plain = plain_size(str)) {
		size_t size;

		memcpy(out, str.data, plain);
		out += plain;
		str = ki_str_from(str, plain);
		if (!str.size)
			break;
		size = ki_utf8_sequence(str);
		if (!size || is_control(ki_str_to(str, size))) {
			memcpy(out, "\xef\xbf\xbd", 3);
			out += 3;
			size = size ? size : 1;
		} else {
			memcpy(out, str.data, size);
			if (*out == '\t')
				*out = ' ';
			out += size;
		}
		str = ki_str_from(str, size);
	}
	return (size_t)(out - begin);
}

size_t ki_utf8_clean(struct koops_str str, char *out)
{
	size_t plain = plain_size(str);

	if (plain < str.size)
		return clean_rest(str, plain, out);
	if (plain)
		memcpy(out, str.data, plain);
	return plain;
}
