/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What some program or person put before each line, that no other row knows:
 * "[pod/node-1] ", "web-1  | ", "kern.log:123:", "+".
 *
 * It shows where a line does not begin, but goes on, as the kernel begins a line
 * of a report.  Lines that begin alike are held until one of them is of a report
 * too; else they are what they are.  Numbers in a margin may differ from line
 * to line.
 */
#include "input/stamp.h"
#include "input/state.h"

enum {
	/* How many lines are held for one that is of a report. */
	HELD_MOST = 12,
};

/*
 * "CPU: 0 PID: 516 at …" and "CPU: 0: …" are no lines, but in the middle of the first lines of
 * reports: __warn() in kernel/panic.c, 3.13 to 6.16, and dev_watchdog() in net/sched/.
 */
static bool is_in_title(struct koops_str text)
{
	uint64_t number;

	if (!ki_take(&text, KI_STR("CPU:")))
		return false;
	ki_take_blanks(&text);
	if (!ki_take_u64(&text, &number))
		return false;
	if (!ki_take(&text, KI_STR(" PID: ")))
		return ki_take_char(&text, ':');
	ki_take_char(&text, '-');
	return ki_take_u64(&text, &number) && ki_take(&text, KI_STR(" at "));
}

/* Where a line of the kernel seems to begin in the text, from `at` on, or the end. */
static size_t find_begin(const struct ki_input *input, struct koops_str text, size_t at)
{
	struct koops_str margin = ki_str_to(text, KI_MARGIN_MOST);

	for (;; at++) {
		at = ki_literals_find_word(input->wrappings->begins, margin, at);
		if (at >= margin.size || !is_in_title(ki_str_from(text, at)))
			return at;
	}
}

static void skip(struct koops_str *text, bool (*is)(char c))
{
	while (text->size && is(text->data[0]))
		*text = ki_str_from(*text, 1);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* grep(1) has '-' where a line that it found has ':'. */
static bool is_alike(char a, char b)
{
	return a == b || ((a == ':' || a == '-') && (b == ':' || b == '-'));
}

/* Takes what is like `margin`; or the start of it, if that is all but for blanks at the end. */
static bool take_alike(struct koops_str *text, struct koops_str margin)
{
	struct koops_str rest = *text;

	while (margin.size) {
		char c = margin.data[0];
		bool digit = ki_is_digit(c);

		if (!rest.size)
			break;
		/* Columns may be padded, but the blanks at the end belong to it as they are. */
		if (!digit && is_blank(c) && ki_str_trim_start(margin).size) {
			if (!is_blank(rest.data[0]))
				return false;
			skip(&rest, is_blank);
			skip(&margin, is_blank);
			continue;
		}
		if (digit ? !ki_is_digit(rest.data[0]) : !is_alike(rest.data[0], c))
			return false;
		rest = ki_str_from(rest, 1);
		margin = ki_str_from(margin, 1);
		if (!digit)
			continue;
		skip(&rest, ki_is_digit);
		skip(&margin, ki_is_digit);
	}
	if (ki_str_trim_start(margin).size)
		return false;
	*text = rest;
	return true;
}

/* Whether other rows take what begins at `at`. */
static bool is_known(struct ki_input *input, const struct ki_unwrap *line, size_t at)
{
	struct koops_str text = ki_str_from(line->text, at);
	uint32_t rows = input->wrappings->by_first[KI_LOOKS - 1][(unsigned char)text.data[0]];

	/* A month in letters that are not ASCII. */
	if (line->classes & KI_CLASS_HIGH)
		rows |= input->wrappings->by_class[__builtin_ctz(KI_CLASS_HIGH)];
	for (; rows; rows &= rows - 1) {
		const struct ki_row *row = &ki_rows[__builtin_ctz(rows)];
		struct ki_unwrap copy = *line;

		copy.text = text;
		if (row->kind == KI_ROW_STAMP && row->take(input, &copy) == KI_TAKEN)
			return true;
	}
	return false;
}

/* How much of what stands before the kernel's text, at `end`, is no other row's. */
static size_t find_known(struct ki_input *input, const struct ki_unwrap *line, size_t end)
{
	size_t at = 1;

	while (at < end && (ki_is_alnum(line->text.data[at - 1]) || !is_known(input, line, at)))
		at++;
	return at;
}

/* The line as it came: none of its blanks belongs to a margin yet. */
static struct koops_str with_blanks(const struct ki_unwrap *line)
{
	return (struct koops_str){line->text.data - line->blanks, line->text.size + line->blanks};
}

/* Holds the first line that may have it. */
static enum ki_taken begin(struct ki_input *input, const struct ki_unwrap *line, size_t end)
{
	struct ki_margin *margin = &input->margin;

	margin->known = false;
	margin->held = 1;
	margin->size = (unsigned char)find_known(input, line, end);
	margin->wrapped = margin->size < end;
	memcpy(margin->text, line->text.data, margin->size);
	return ki_wait_begin(input, KI_WAIT_MARGIN, line, with_blanks(line));
}

/*
 * Whether it is a line that stands in a report, and not only in lists of them; it
 * may have another wrapping, `wrapped`.
 */
static bool is_inside(const struct ki_input *input, struct koops_str text, bool wrapped)
{
	size_t at = find_begin(input, text, 0);

	return ki_has_place(text) ||
	       ((!at || wrapped) && at < ki_str_to(text, KI_MARGIN_MOST).size &&
		!ki_is_title(ki_str_from(text, at)));
}

static bool has_margin(const struct ki_unwrap *line)
{
	for (unsigned i = 0; i < line->depth; i++)
		if (ki_rows[line->path[i]].take == ki_take_margin)
			return true;
	return false;
}

/* A line while some are held. */
static enum ki_taken hold(struct ki_input *input, const struct ki_unwrap *line)
{
	struct ki_margin *margin = &input->margin;
	struct ki_wait *wait = &input->waits[KI_WAIT_MARGIN];
	struct koops_str rest = line->text;

	if (!ki_wait_resumes(input, KI_WAIT_MARGIN, line) || margin->held == HELD_MOST ||
	    line->number != wait->line.number + margin->held ||
	    !take_alike(&rest, (struct koops_str){margin->text, margin->size}))
		return KI_AGAIN;
	if (is_inside(input, ki_str_trim_start(rest), margin->wrapped)) {
		margin->known = true;
		return KI_AGAIN;
	}
	margin->held++;
	wait->serial = input->serial;
	ki_buf_putc(&wait->text, '\n');
	ki_buf_put(&wait->text, with_blanks(line));
	return KI_GONE;
}

enum ki_taken ki_take_margin(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_margin *margin = &input->margin;
	struct koops_str rest = line->text;
	size_t at;

	if (input->waits[KI_WAIT_MARGIN].any)
		return hold(input, line);
	if (has_margin(line))
		return KI_LEFT;
	if (margin->known && take_alike(&rest, (struct koops_str){margin->text, margin->size})) {
		line->text = rest;
		return KI_TAKEN;
	}
	/* What stands before a stamp needs no margin to be told from the kernel's text. */
	if (input->releasing || input->flushing || ki_find_stamp(line->text) < line->text.size)
		return KI_LEFT;
	at = find_begin(input, line->text, 0);
	/* Programs that log have such words too. */
	if (!at && (ki_take(&rest, KI_STR("INFO:")) || ki_take(&rest, KI_STR("WARNING:")))) {
		at = find_begin(input, line->text, line->text.size - rest.size);
		at = at < line->text.size ? at : 0;
	}
	/* Here lines begin without it. */
	if (!at)
		margin->known = false;
	if (!at || at >= ki_str_to(line->text, KI_MARGIN_MOST).size)
		return KI_LEFT;
	return begin(input, line, at);
}
