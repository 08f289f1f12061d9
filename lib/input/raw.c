/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines as the log has them: where they end, and which bytes are in them that call for
 * a row, in one pass.
 */
#include "input/state.h"

/* Among the classes of a line for the time being: it has a '\r', which is none at its end. */
enum { CLASS_RETURN = 1 << 10 };

/* The class of a byte; see `enum ki_class`. */
static const uint16_t classes_of[256] = {
    [0x00 ... 0x08] = KI_CLASS_CONTROL,
    [0x0a ... 0x0c] = KI_CLASS_CONTROL,
    ['\r'] = CLASS_RETURN,
    [0x0e ... 0x1f] = KI_CLASS_CONTROL,
    [0x7f] = KI_CLASS_CONTROL,
    [0x80 ... 0xff] = KI_CLASS_HIGH,
    ['^'] = KI_CLASS_CARET,
    ['<'] = KI_CLASS_LESS,
    ['&'] = KI_CLASS_AMPERSAND,
    ['='] = KI_CLASS_EQUALS,
    ['#'] = KI_CLASS_HASH,
};

/* Which bytes may be of a class that few lines have, or end one: a bit each. */
static unsigned rare_bytes(const ki_vector *bytes)
{
	ki_vector v = *bytes, rare;

	/* '<' and '=' differ in one bit; '#' and '&' in two. */
	rare = (v < 0x20) | (v == 0x7f) | (v == '^') | ((v | 1) == '=') | ((v | 5) == '\'');
	return ki_vector_mask(&rare);
}

/* The first of the bytes; of the last ones, with newlines for those that lack. */
static void load(struct koops_str bytes, ki_vector *v)
{
	char padded[sizeof(*v)];

	if (bytes.size >= sizeof(*v)) {
		memcpy(v, bytes.data, sizeof(*v));
		return;
	}
	memset(padded, '\n', sizeof(padded));
	if (bytes.size)
		memcpy(padded, bytes.data, bytes.size);
	memcpy(v, padded, sizeof(*v));
}

/* Adds the classes of those bytes (a bit each) before the first newline; its place, or 16. */
static unsigned add_rare(const ki_vector *bytes, unsigned rare, unsigned *classes)
{
	for (; rare; rare &= rare - 1) {
		unsigned place = (unsigned)__builtin_ctz(rare);
		unsigned char c = (unsigned char)(*bytes)[place];

		if (c == '\n')
			return place;
		*classes |= classes_of[c];
	}
	return sizeof(*bytes);
}

static bool is_clock(struct koops_str text, size_t colon)
{
	return colon && colon + 2 < text.size && ki_is_digit(text.data[colon - 1]) &&
	       ki_is_digit(text.data[colon + 1]) && ki_is_digit(text.data[colon + 2]);
}

/* Adds what the colons are, a bit each from `at` on. */
static void add_colons(struct koops_str text, size_t at, unsigned colons, unsigned *classes)
{
	*classes |= KI_CLASS_COLON;
	for (; colons; colons &= colons - 1)
		if (is_clock(text, at + (unsigned)__builtin_ctz(colons)))
			*classes |= KI_CLASS_CLOCK;
}

/* The place of the first newline, or the end, and the classes of what is before it from `at` on. */
static size_t find_end(struct koops_str text, size_t at, unsigned *classes)
{
	const unsigned all = (1U << sizeof(ki_vector)) - 1;

	*classes = 0;
	for (;; at += sizeof(ki_vector)) {
		unsigned rare, end = sizeof(ki_vector), colons;
		ki_vector v;

		load(ki_str_from(text, at), &v);
		rare = rare_bytes(&v);
		if (rare)
			end = add_rare(&v, rare, classes);
		colons = ki_vector_like(&v, ':') & all >> (sizeof(v) - end);
		if (colons)
			add_colons(text, at, colons, classes);
		if (ki_vector_like(&v, '[') & all >> (sizeof(v) - end))
			*classes |= KI_CLASS_BRACKET;
		if (end < sizeof(v))
			return at + end;
	}
}

/* Decides what a '\r' is. */
static void settle_returns(struct koops_str *line, bool strip, unsigned *classes)
{
	while (strip && line->size && line->data[line->size - 1] == '\r')
		line->size--;
	*classes &= ~(unsigned)CLASS_RETURN;
	if (ki_str_chr(*line, '\r') < line->size)
		*classes |= KI_CLASS_CONTROL;
}

struct koops_str ki_take_line(struct koops_str *text, size_t from, bool strip, unsigned *classes)
{
	size_t end = find_end(*text, from, classes);
	struct koops_str line = ki_str_to(*text, end);

	*text = ki_str_from(*text, end + 1);
	if (*classes & CLASS_RETURN)
		settle_returns(&line, strip, classes);
	return line;
}

unsigned ki_classes(struct koops_str text)
{
	unsigned all = 0, classes;

	while (text.size) {
		struct koops_str line = ki_take_line(&text, 0, false, &classes);

		all |= classes;
		/* Several lines. */
		if (line.data + line.size != text.data)
			all |= KI_CLASS_CONTROL;
	}
	return all;
}
