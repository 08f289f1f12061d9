/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quoted-printable (RFC 2045, 6.7), in a mail that was saved as it is.  "=" at
 * the end of a line joins it with the next, "=3D" is a byte.
 */
#include "input/stamp.h"
#include "input/state.h"

enum {
	/* What dmesg writes before a stamp, "kern  :warn  : ". */
	PREFIX_MOST = 20,
	/* Encoders fill the lines that they break, to 76 columns at the most. */
	SOFT_LEAST = 60,
	SOFT_MOST = 77,
	/* A mail that says it is encoded is read whole, up to so many lines. */
	MAIL_LINES = 50000,
};

static int upper_hex_digit(char c)
{
	return c >= 'a' && c <= 'f' ? -1 : ki_hex_digit(c);
}

/* The byte that "=3D", at `at`, stands for, or -1. */
static int escaped(struct koops_str text, size_t at)
{
	int high = at + 2 < text.size ? upper_hex_digit(text.data[at + 1]) : -1;
	int low = high >= 0 ? upper_hex_digit(text.data[at + 2]) : -1;

	return low >= 0 ? high << 4 | low : -1;
}

/*
 * Whether text is quoted-printable beyond doubt: each '=' in it begins an
 * escape, and one is needed: of '=' itself, of a terminal's escape sequence, or
 * two bytes in a row of a character that is not ASCII.
 */
static bool is_encoded(struct koops_str text)
{
	bool needed = false;
	int last = 0;

	for (size_t at = 0; at < text.size; at++) {
		int c;

		if (text.data[at] != '=') {
			last = 0;
			continue;
		}
		c = escaped(text, at);
		if (c < 0)
			return false;
		needed |= c == '=' || (c >= 0x80 && last >= 0xc0) ||
			  (c == 0x1b && ki_str_starts(ki_str_from(text, at + 3), KI_STR("[")));
		last = c;
		at += 2;
	}
	return needed;
}

static void put_decoded(struct koops_str text, struct ki_buf *out)
{
	while (text.size) {
		size_t plain = ki_str_chr(text, '=');
		int c = escaped(text, plain);

		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (!text.size)
			break;
		ki_buf_putc(out, c < 0 ? '=' : (char)c);
		text = ki_str_from(text, c < 0 ? 1 : 3);
	}
}

static enum ki_taken decode(struct ki_input *input, struct ki_unwrap *line, struct koops_str text)
{
	struct ki_buf *out = ki_input_scratch(input, line);

	put_decoded(text, out);
	ki_input_set_text(line, ki_buf_str(out));
	input->is_qp = true;
	return KI_TAKEN;
}

static bool is_soft(struct koops_str text)
{
	return text.data[text.size - 1] == '=';
}

/* "Content-Transfer-Encoding: quoted-printable", or another encoding. */
static bool take_header(struct ki_input *input, struct koops_str text)
{
	static const char header[] = "content-transfer-encoding:";

	if (text.size < sizeof(header) - 1 || text.size > 200)
		return false;
	for (size_t i = 0; i + 1 < sizeof(header); i++)
		if ((ki_is_upper(text.data[i]) ? text.data[i] + 32 : text.data[i]) != header[i])
			return false;
	if (ki_str_find(text, KI_STR("ase64")) < text.size)
		ki_base64_begin(&input->base64);
	input->is_qp = ki_str_find(text, KI_STR("uoted-printable")) < text.size;
	input->qp_lines = input->is_qp ? MAIL_LINES : 0;
	return true;
}

/* The line goes on from the one that waits. */
static enum ki_taken resume(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_wait *wait = &input->waits[KI_WAIT_QP];
	struct koops_str text = line->text;
	struct koops_str first = ki_buf_str(&wait->text), indent = first;

	/* What all parts are indented by is no text. */
	ki_take_blanks(&first);
	indent.size -= first.size;
	ki_take(&text, indent);
	/* Without the '=' that showed that it is not whole, unless there was no memory for it. */
	if (wait->text.size)
		wait->text.size--;
	ki_buf_put(&wait->text, text);
	if (is_soft(text) && wait->text.size < KI_JOINED_MOST) {
		wait->serial = input->serial;
		return KI_GONE;
	}
	wait->any = false;
	*line = wait->line;
	return decode(input, line, ki_buf_str(&wait->text));
}

/* Whether the '=' at the end can be a soft break: of a full line, in which all others are escapes.
 */
static bool may_be_soft(const struct ki_input *input, struct koops_str text)
{
	if (input->is_qp)
		return true;
	if (text.size < SOFT_LEAST || text.size > SOFT_MOST)
		return false;
	for (size_t at = 0; at + 1 < text.size; at++)
		if (text.data[at] == '=' && escaped(text, at) < 0)
			return false;
	return true;
}

/* A blank at the end of a line is encoded, as it would get lost on the way. */
static bool has_escaped_blank(struct koops_str text)
{
	return ki_str_ends(text, KI_STR("=20")) || ki_str_ends(text, KI_STR("=09"));
}

static bool is_decoded(const struct ki_unwrap *line)
{
	for (unsigned i = 0; i < line->depth; i++)
		if (ki_rows[line->path[i]].take == ki_take_qp)
			return true;
	return false;
}

/* Whether it begins as lines of logs do, with a stamp, a date, or a record's numbers. */
static bool begins_line(struct koops_str text)
{
	struct koops_str time;
	uint64_t number;
	size_t stamp;

	if (ki_take_char(&text, '<') && (!ki_take_u64(&text, &number) || !ki_take_char(&text, '>')))
		return false;
	if (ki_take_stamp(&text, &time) || ki_take_date(&text, &time))
		return true;
	stamp = ki_find_stamp(ki_str_to(text, PREFIX_MOST + sizeof("[12345.123456] ")));
	if (stamp < text.size && stamp < PREFIX_MOST)
		return true;
	return ki_take_u64(&text, &number) && ki_take_char(&text, ',') &&
	       ki_take_u64(&text, &number) && ki_take_char(&text, ',');
}

enum ki_taken ki_take_qp(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str text = line->text, rest = ki_str_trim_start(text);

	/* No encoder breaks a line just where a line begins. */
	if (ki_wait_resumes(input, KI_WAIT_QP, line) && !input->flushing)
		return !input->is_qp && begins_line(rest) ? KI_AGAIN : resume(input, line);
	if (!line->depth && take_header(input, rest))
		return KI_GONE;
	/* Mails have logs in them, not the other way round, and are encoded once. */
	if (!(line->classes & KI_CLASS_EQUALS) || line->stamped || is_decoded(line))
		return KI_LEFT;
	if (is_soft(text) && !input->flushing && may_be_soft(input, text))
		return ki_wait_begin(input, KI_WAIT_QP, line, text);
	if (!is_encoded(text) && !(input->is_qp && has_escaped_blank(text)))
		return KI_LEFT;
	return decode(input, line, text);
}
