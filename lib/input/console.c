/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a terminal or a serial line adds: escape sequences (ECMA-48), carriage
 * returns, backspaces and noise.  Where a line is written over or the cursor
 * jumps, a new line begins.
 */
#include "input/row.h"
#include "input/stamp.h"

/* Takes the rest of a control sequence, behind its "ESC [", and returns its last byte or 0. */
static char take_csi(struct koops_str *text)
{
	size_t i = 0;
	char final = 0;

	while (i < text->size && text->data[i] >= 0x20 && text->data[i] <= 0x3f)
		i++;
	if (i < text->size && text->data[i] >= 0x40 && text->data[i] <= 0x7e)
		final = text->data[i++];
	*text = ki_str_from(*text, i);
	return final;
}

/* Takes a string for the terminal (a title, a link), behind its introducer: ends with BEL or ESC
 * '\'. */
static void take_osc(struct koops_str *text)
{
	for (size_t i = 0; i < text->size; i++) {
		bool escape = text->data[i] == '\x1b';

		if (text->data[i] == '\a' || escape) {
			*text = ki_str_from(*text, i + 1);
			if (escape)
				ki_take_char(text, '\\');
			return;
		}
	}
	*text = ki_str_from(*text, text->size);
}

static void put_break(struct ki_buf *out)
{
	if (out->size && out->data[out->size - 1] != '\n')
		ki_buf_putc(out, '\n');
}

/* Takes an escape sequence behind its ESC. */
static void take_escape(struct koops_str *text, struct ki_buf *out)
{
	if (ki_take_char(text, '[')) {
		char final = take_csi(text);

		if (final == 'C')
			ki_buf_putc(out, ' ');
		else if (final && strchr("ABEFHdf", final))
			put_break(out);
	} else if (ki_take_char(text, ']') || ki_take_char(text, 'P') || ki_take_char(text, '^') ||
		   ki_take_char(text, '_')) {
		take_osc(text);
	} else {
		/* "ESC ( B" and its like have intermediate bytes. */
		while (text->size && text->data[0] >= 0x20 && text->data[0] <= 0x2f)
			*text = ki_str_from(*text, 1);
		if (text->size && text->data[0] >= 0x30 && text->data[0] <= 0x7e)
			*text = ki_str_from(*text, 1);
	}
}

static void put_control(struct koops_str *text, char c, struct ki_buf *out)
{
	if (c == '\x1b')
		take_escape(text, out);
	else if (c == '\r' || c == '\n')
		put_break(out);
	else if (c == '\v' || c == '\f')
		ki_buf_putc(out, ' ');
	else if (c == '\b' && out->size && out->data[out->size - 1] != '\n')
		out->size--;
}

/* Escape and carriage return as cat(1) -v shows them. */
enum ki_taken ki_take_caret(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_buf *out = ki_input_scratch(input, line);
	struct koops_str text = line->text;
	size_t done = 0;

	for (size_t at = 0; at + 1 < text.size; at++) {
		struct koops_str rest = ki_str_from(text, at);
		bool escape = ki_str_starts(rest, KI_STR("^[["));

		if (!escape && !ki_str_eq(rest, KI_STR("^M")))
			continue;
		ki_buf_put(out, ki_str_from(ki_str_to(text, at), done));
		ki_buf_putc(out, escape ? '\x1b' : '\r');
		done = at += 2;
	}
	if (!done)
		return KI_LEFT;
	ki_buf_put(out, ki_str_from(text, done));
	line->text = ki_buf_str(out);
	return KI_TAKEN;
}

/* "user@host:/path# ", "[user@host path]$ ", "/ # ": takes it and what follows up to a blank. */
static bool take_shell(struct koops_str *text)
{
	struct koops_str rest = *text, word;
	size_t at = 0;

	if (ki_take(&rest, KI_STR("/ # ")) || ki_take(&rest, KI_STR("~ # "))) {
		*text = rest;
		return true;
	}
	if (ki_take_char(&rest, '[')) {
		if (!ki_take_until(&rest, ']', &word) || ki_str_chr(word, '@') == word.size)
			return false;
	} else {
		at = ki_str_chr(rest, '@');
		if (at == rest.size || at > 64)
			return false;
		if (!ki_take_word(&rest, &word) || ki_str_chr(word, '@') != at)
			return false;
		/* The sign stands at the end of the word. */
		rest = ki_str_from(*text, word.size - 1);
		if (ki_str_chr(word, ':') == word.size)
			return false;
	}
	if (!(ki_take_char(&rest, '#') || ki_take_char(&rest, '$')) || !ki_take_char(&rest, ' '))
		return false;
	*text = rest;
	return true;
}

/* "host login: " */
static bool take_login(struct koops_str *text)
{
	struct koops_str rest = *text, host;

	if (!ki_take_word(&rest, &host) || host.data[host.size - 1] == ':' ||
	    !ki_take(&rest, KI_STR(" login: ")))
		return false;
	*text = rest;
	return true;
}

/* A prompt, when the kernel writes behind it. */
enum ki_taken ki_take_prompt(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text;

	(void)input;
	if (line->stamped || (!take_login(&rest) && !take_shell(&rest)) ||
	    !ki_str_trim_start(rest).size)
		return KI_LEFT;
	line->text = rest;
	return KI_TAKEN;
}

enum ki_taken ki_take_controls(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_buf *out = ki_input_scratch(input, line);
	struct koops_str text = line->text;

	while (text.size) {
		size_t plain = 0;
		char c;

		while (plain < text.size &&
		       ((unsigned char)text.data[plain] >= 0x20 || text.data[plain] == '\t') &&
		       text.data[plain] != 0x7f)
			plain++;
		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (!text.size)
			break;
		c = text.data[0];
		text = ki_str_from(text, 1);
		put_control(&text, c, out);
	}
	ki_input_set_text(line, ki_buf_str(out));
	return KI_TAKEN;
}

/* What Xen says beside the kernels that it runs; a time may be behind it. */
enum ki_taken ki_take_xen(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text;

	(void)input;
	if (!ki_take(&rest, KI_STR("(XEN)")) || (rest.size && !ki_take_char(&rest, ' ')))
		return KI_LEFT;
	line->text = rest;
	line->caller = KI_CALLER_XEN;
	return KI_TAKEN;
}
