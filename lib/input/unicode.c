/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Characters that editors, web pages and mailers put in the place of ASCII.
 */
#include "input/unicode.h"

#include "input/row.h"

size_t ki_utf8_put(uint32_t c, char out[4])
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = KI_REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static const struct {
	struct koops_str from, to;
} replacements[] = {
    /* No-break spaces. */
    {{"\xc2\xa0", 2}, {" ", 1}},
    {{"\xe2\x80\xaf", 3}, {" ", 1}},
    {{"\xe2\x80\x87", 3}, {" ", 1}},
    /* Nothing to be seen: zero width, soft hyphen, byte order mark. */
    {{"\xe2\x80\x8b", 3}, {"", 0}},
    {{"\xe2\x80\x8c", 3}, {"", 0}},
    {{"\xe2\x80\x8d", 3}, {"", 0}},
    {{"\xe2\x81\xa0", 3}, {"", 0}},
    {{"\xc2\xad", 2}, {"", 0}},
    {{"\xef\xbb\xbf", 3}, {"", 0}},
    /* Separators of lines. */
    {{"\xe2\x80\xa8", 3}, {"\n", 1}},
    {{"\xe2\x80\xa9", 3}, {"\n", 1}},
    {{"\xc2\x85", 2}, {"\n", 1}},
    /* The control sequence introducer, as a terminal that knows UTF-8 takes it. */
    {{"\xc2\x9b", 2}, {"\x1b[", 2}},
};

/* The replacement for what `text` begins with, or -1. */
static ptrdiff_t find_replacement(struct koops_str text)
{
	if ((unsigned char)text.data[0] < 0x80)
		return -1;
	for (size_t i = 0; i < KI_LENGTH(replacements); i++)
		if (ki_str_starts(text, replacements[i].from))
			return (ptrdiff_t)i;
	return -1;
}

enum ki_taken ki_take_unicode(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_buf *out = ki_input_scratch(input, line);
	struct koops_str text = line->text;
	size_t done = 0, at = 0;

	while (at < text.size) {
		ptrdiff_t i = find_replacement(ki_str_from(text, at));

		if (i < 0) {
			at++;
			continue;
		}
		ki_buf_put(out, ki_str_from(ki_str_to(text, at), done));
		ki_buf_put(out, replacements[i].to);
		at += replacements[i].from.size;
		done = at;
	}
	if (!done)
		return KI_LEFT;
	ki_buf_put(out, ki_str_from(text, done));
	ki_input_set_text(line, ki_buf_str(out));
	return KI_TAKEN;
}
