/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which rows a line may need, by its bytes: few of them see most lines.
 */
#include "input/state.h"

/* The class of a byte; see `enum ki_class`. */
static const uint16_t classes[256] = {
    [0x00 ... 0x08] = KI_CLASS_CONTROL,
    [0x0a ... 0x1f] = KI_CLASS_CONTROL,
    [0x7f] = KI_CLASS_CONTROL,
    [0x80 ... 0xff] = KI_CLASS_HIGH,
    ['^'] = KI_CLASS_CARET,
    ['<'] = KI_CLASS_LESS,
    ['&'] = KI_CLASS_AMPERSAND,
    ['='] = KI_CLASS_EQUALS,
    ['#'] = KI_CLASS_HASH,
    [':'] = KI_CLASS_COLON,
    ['['] = KI_CLASS_BRACKET,
};

/* As many bytes as all machines compare at once. */
typedef int8_t vector __attribute__((vector_size(16)));

static unsigned each_class(struct koops_str text)
{
	const unsigned char *c = (const unsigned char *)text.data;
	unsigned all = 0;

	for (size_t i = 0; i < text.size; i++)
		all |= classes[c[i]];
	return all;
}

/*
 * Which bytes of a text are of interest: not zero where one is.  Vectors go by address, as
 * how they are passed differs with what a 32-bit x86 has.
 */
struct seen {
	/* One of a class that few lines have; a tab is in none, but comes too. */
	vector rare, colon, bracket;
};

static void look(const char *bytes, struct seen *seen)
{
	vector v;

	memcpy(&v, bytes, sizeof(v));
	/* '<' and '=' differ in one bit. */
	seen->rare |=
	    (v < 0x20) | (v == 0x7f) | (v == '^') | ((v | 1) == '=') | (v == '&') | (v == '#');
	seen->colon |= v == ':';
	seen->bracket |= v == '[';
}

static bool any(const vector *v)
{
	uint64_t halves[2];

	memcpy(halves, v, sizeof(*v));
	return halves[0] | halves[1];
}

unsigned ki_classes(struct koops_str text)
{
	const char *at = text.data, *last;
	struct seen seen = {{0}, {0}, {0}};

	if (text.size < sizeof(vector))
		return each_class(text);
	last = at + text.size - sizeof(vector);
	for (; at < last; at += sizeof(vector))
		look(at, &seen);
	/* Some of them once more. */
	look(last, &seen);
	if (any(&seen.rare))
		return each_class(text);
	return (any(&seen.colon) ? KI_CLASS_COLON : 0) |
	       (any(&seen.bracket) ? KI_CLASS_BRACKET : 0);
}

static void index_rows(struct ki_wrappings *wrappings)
{
	for (size_t i = 0; i < ki_row_count; i++) {
		const char *plain = ki_rows[i].plain ? ki_rows[i].plain : ki_rows[i].first;
		uint32_t bit = UINT32_C(1) << i;

		for (const char *c = ki_rows[i].first; *c; c++)
			wrappings->by_first[(unsigned char)*c] |= bit;
		for (const char *c = plain; *c; c++)
			wrappings->plain_by_first[(unsigned char)*c] |= bit;
		for (unsigned c = 0; c < KI_LENGTH(wrappings->by_second); c++)
			if (!ki_rows[i].second || (c && strchr(ki_rows[i].second, (int)c)))
				wrappings->by_second[c] |= bit;
		for (size_t c = 0; c < KI_LENGTH(wrappings->by_class); c++)
			if (ki_rows[i].classes >> c & 1)
				wrappings->by_class[c] |= bit;
		if (ki_rows[i].take == ki_take_qp)
			wrappings->qp_row = bit;
		if (ki_rows[i].take == ki_take_pstore)
			wrappings->pstore_row = bit;
		if (ki_rows[i].take == ki_take_margin)
			wrappings->margin_row = bit;
		if (ki_rows[i].take == ki_take_base64)
			wrappings->base64_row = bit;
		if (ki_rows[i].take == ki_take_printk)
			wrappings->printk_row = (unsigned char)i;
		if (ki_rows[i].take == ki_take_export)
			wrappings->record_row = (unsigned char)i;
	}
}

struct ki_wrappings *ki_wrappings_new(const struct ki_mem *mem)
{
	struct ki_wrappings *wrappings = ki_zalloc(mem, sizeof(*wrappings));

	if (!wrappings)
		return NULL;
	wrappings->mem = mem;
	index_rows(wrappings);
	wrappings->begins = ki_literals_new(mem, ki_begins, ki_begin_count);
	if (!wrappings->begins) {
		ki_wrappings_free(wrappings);
		return NULL;
	}
	return wrappings;
}

void ki_wrappings_free(struct ki_wrappings *wrappings)
{
	if (!wrappings)
		return;
	ki_literals_free(wrappings->begins);
	ki_free(wrappings->mem, wrappings);
}
