/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Base64 (RFC 2045, 6.8), in a mail that was saved as it is: from the line of the
 * header that says so up to one that is none of it.
 */
#include "input/state.h"

enum {
	/* A mail that says it is encoded is read whole, up to so many lines. */
	MAIL_LINES = 50000,
	/* The longest line, and the shortest that can be the first. */
	LINE_MOST = 128,
	FIRST_LEAST = 40,
};

static int digit(char c)
{
	if (ki_is_upper(c))
		return c - 'A';
	if (ki_is_alpha(c))
		return c - 'a' + 26;
	if (ki_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_base64(struct koops_str text)
{
	size_t padding = 0;

	if (!text.size || text.size > LINE_MOST || text.size % 4)
		return false;
	while (padding < 2 && text.data[text.size - 1] == '=') {
		text.size--;
		padding++;
	}
	for (size_t i = 0; i < text.size; i++)
		if (digit(text.data[i]) < 0)
			return false;
	return true;
}

static void put_decoded(struct koops_str text, struct ki_buf *out)
{
	for (size_t i = 0; i + 4 <= text.size; i += 4) {
		unsigned group = 0;
		int bytes = 3;

		for (size_t j = i; j < i + 4; j++) {
			int value = digit(text.data[j]);

			bytes -= value < 0;
			group = group << 6 | (unsigned)(value < 0 ? 0 : value);
		}
		for (int shift = 16; bytes > 0; bytes--, shift -= 8)
			ki_buf_putc(out, (char)(group >> shift));
	}
}

void ki_base64_begin(struct ki_base64 *base64)
{
	base64->lines = MAIL_LINES;
	base64->in_body = false;
}

/* The lines that are whole go to `line`; what is behind them stays. */
static enum ki_taken take_lines(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_base64 *base64 = &input->base64;
	struct koops_str rest = ki_buf_str(&base64->rest);
	size_t end = rest.size;
	struct ki_buf *out;
	uint64_t begun;

	while (end > 0 && rest.data[end - 1] != '\n')
		end--;
	if (!end && rest.size < KI_JOINED_MOST)
		return KI_GONE;
	if (!end)
		end = rest.size;
	out = ki_input_scratch(input, line);
	ki_buf_put(out, ki_str_to(rest, end));
	ki_buf_shift(&base64->rest, end);
	ki_input_set_text(line, ki_buf_str(out));
	/* The first began where the rest did, the others and what is left begin here. */
	begun = base64->rest_number;
	base64->rest_number = line->number;
	line->rest_number = line->split ? line->number : 0;
	line->number = begun;
	return KI_TAKEN;
}

static bool is_decoded(const struct ki_unwrap *line)
{
	for (unsigned i = 0; i < line->depth; i++)
		if (ki_rows[line->path[i]].take == ki_take_base64)
			return true;
	return false;
}

enum ki_taken ki_take_base64(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_base64 *base64 = &input->base64;
	struct koops_str text = ki_str_trim(line->text);

	if (!base64->lines || is_decoded(line))
		return KI_LEFT;
	base64->lines--;
	if (is_base64(text) && (base64->in_body || text.size >= FIRST_LEAST || !line->depth)) {
		base64->in_body = true;
		ki_keep_line(&base64->line, &base64->time, line);
		if (!base64->rest.size)
			base64->rest_number = line->number;
		put_decoded(text, &base64->rest);
		return take_lines(input, line);
	}
	if (!base64->in_body)
		return KI_LEFT;
	base64->lines = 0;
	return base64->rest.size ? KI_AGAIN : KI_LEFT;
}
