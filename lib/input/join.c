/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/join.h"

#include "input/state.h"

enum {
	/* A line is broken at a width between these. */
	WIDTH_LEAST = 60,
	WIDTH_MOST = 100,
	/* Without a stamp to go by, only lines that were really full count. */
	WIDTH_LEAST_UNSTAMPED = 66,
	/* A line shorter than this was not broken, unless its text says so. */
	PART_LEAST = 30,
	/* Where terminals break, in the middle of words. */
	WIDTH_TERMINAL = 80,
	/*
	 * A part of a line is not indented, but for the blank of format=flowed, and
	 * where the line was broken in the middle of blanks.
	 */
	INDENT_MOST = 2,
	INDENT_MOST_FORMED = 16,
};

void ki_join_init(struct ki_join *join, const struct ki_mem *mem)
{
	ki_buf_init(&join->text, mem);
	ki_buf_init(&join->time, mem);
}

void ki_join_free(struct ki_join *join)
{
	ki_buf_free(&join->text);
	ki_buf_free(&join->time);
}

void ki_join_reset(struct ki_join *join)
{
	memset(join->widest, 0, sizeof(join->widest));
	join->by_words = false;
	join->count = 0;
}

/* How much of the blanks before a line is no width: all but what all lines are indented by. */
static size_t own_indent(const struct ki_join *join, const struct ki_unwrap *line)
{
	return join->any && line->indent > join->line.indent ? join->line.indent : line->indent;
}

/* How many bytes there were before the row at `place` of the path. */
static size_t size_before(const struct ki_unwrap *line, unsigned place)
{
	return place < line->depth ? line->sizes[place] : line->text.size;
}

/* The width of what was there then, but for `blanks`, and the indent if that was in it. */
static uint32_t width_before(const struct ki_unwrap *line, unsigned place, size_t indent,
			     size_t blanks)
{
	size_t size = size_before(line, place), none = place ? blanks : indent + blanks;

	return size < none ? 0 : (uint32_t)(size - none);
}

/* The place of a stamp in the path, or behind the path. */
static unsigned stamp_place(const struct ki_unwrap *line, unsigned stamp)
{
	return stamp < line->stamps ? line->stamp_places[stamp] : line->depth;
}

/* How many blanks the text ends with. */
static size_t blanks_behind(struct koops_str text)
{
	size_t size = text.size;

	while (size && text.data[size - 1] == ' ')
		size--;
	return text.size - size;
}

/* The width of the line behind so many of its stamps; blanks at its end are none: format=flowed. */
static uint32_t width_behind(const struct ki_unwrap *line, unsigned stamps, size_t indent,
			     size_t blanks)
{
	return width_before(line, stamp_place(line, stamps), indent, blanks);
}

/* The width of the line as it was, but for how it was coded. */
static uint32_t outer_width(const struct ki_join *join, const struct ki_unwrap *line)
{
	return width_before(line, line->outer, own_indent(join, line), 0);
}

/* The text of a line, without what all lines are indented by. */
static struct koops_str without_indent(const struct ki_join *join, const struct ki_unwrap *line)
{
	size_t blanks = line->depth ? 0 : line->blanks;

	return ki_str_from(line->text, blanks < join->line.indent ? blanks : join->line.indent);
}

static bool has_blank_inside(struct koops_str text)
{
	size_t blank;

	text = ki_str_trim_start(text);
	blank = ki_str_chr(text, ' ');
	return blank < text.size && ki_str_trim_start(ki_str_from(text, blank)).size;
}

/*
 * Notes a line if it is wider behind so many stamps than those before, and could be broken.
 * Apart, so that the other lines do not pay for it.
 */
__attribute__((noinline)) static void note_width(struct ki_join *join, const struct ki_unwrap *line,
						 unsigned stamps, size_t indent)
{
	uint32_t width = width_behind(line, stamps, indent, blanks_behind(line->text));

	if (width > join->widest[0][stamps] &&
	    (stamps < line->stamps || has_blank_inside(line->text)))
		join->widest[0][stamps] = width;
}

/* Remembers how wide lines are that could have been broken, had they been too wide. */
static void note_widths(struct ki_join *join, const struct ki_unwrap *line, size_t indent)
{
	const uint32_t *widths = join->widest[0];

	if (join->count++ == KI_JOIN_WINDOW) {
		memcpy(join->widest[1], join->widest[0], sizeof(join->widest[1]));
		memset(join->widest[0], 0, sizeof(join->widest[0]));
		join->count = 1;
	}
	/* Few lines are wider than all before. */
	for (unsigned i = 0; i < line->stamps; i++)
		if (line->sizes[line->stamp_places[i]] > widths[i])
			note_width(join, line, i, indent);
	if (size_before(line, line->depth) > widths[line->stamps])
		note_width(join, line, line->stamps, indent);
}

static uint32_t widest(const struct ki_join *join, unsigned stamps)
{
	uint32_t a = join->widest[0][stamps], b = join->widest[1][stamps];

	return a > b ? a : b;
}

/* Whether a line's stamps are the first ones of the line that is held. */
static bool has_first_stamps(const struct ki_join *join, const struct ki_unwrap *line,
			     unsigned stamps)
{
	if (stamps > join->part_stamps)
		return false;
	for (unsigned i = 0; i < stamps; i++)
		if (line->path[line->stamp_places[i]] !=
		    join->line.path[join->line.stamp_places[i]])
			return false;
	return true;
}

/*
 * Whether the line that is held can have been broken before `next` in order to
 * be no wider than `limit`: with the first word of `next` it would be.
 */
static bool is_full(const struct ki_join *join, unsigned stamps, struct koops_str next,
		    uint32_t limit)
{
	uint32_t width = join->widths[stamps];
	struct koops_str word;

	/* Two blanks may have been where it was broken. */
	return width <= WIDTH_MOST && ki_take_word(&next, &word) && width + 2 + word.size > limit;
}

static bool begins_sentence(struct koops_str text)
{
	return ki_is_upper(text.data[0]) || !ki_is_alnum(text.data[0]);
}

/* A mailer hardly ever makes a line of just this width. */
static bool is_terminal_full(const struct ki_join *join, unsigned stamps)
{
	/* The blanks at its end are left out of the one, not of the other. */
	return join->widths[stamps] + join->blanks == WIDTH_TERMINAL ||
	       join->width == WIDTH_TERMINAL;
}

/* Whether a terminal broke the line, wherever its columns were full. */
static bool is_terminal(const struct ki_join *join, unsigned stamps)
{
	return is_terminal_full(join, stamps) && !join->by_words;
}

/* Whether what a terminal has broken off begins with a blank, that was in the line. */
static bool is_cut_at_blank(const struct ki_join *join, const struct ki_unwrap *line,
			    unsigned stamps)
{
	struct koops_str next = without_indent(join, line);

	return is_terminal(join, stamps) && next.size && ki_is_space(next.data[0]);
}

/* Whether a terminal broke the line, in the middle of a word. */
static bool is_cut(const struct ki_join *join, const struct ki_unwrap *line, unsigned stamps)
{
	return is_terminal(join, stamps) && !join->blanks && line->text.size &&
	       !is_cut_at_blank(join, line, stamps);
}

/* What ki_wants_more() says if the word that was cut is whole again. */
static enum ki_more cut_wants_more(struct koops_str text, struct koops_str next)
{
	char joined[512];
	size_t word = text.size;

	while (word > 0 && !ki_is_space(text.data[word - 1]))
		word--;
	if (text.size - word > sizeof(joined) / 2)
		return KI_MORE_NO;
	next = ki_str_to(next, sizeof(joined) / 2);
	memcpy(joined, text.data + word, text.size - word);
	memcpy(joined + text.size - word, next.data, next.size);
	next = (struct koops_str){joined, text.size - word + next.size};
	text = ki_str_trim(ki_str_to(text, word));
	return ki_wants_more(text, next, true);
}

/* `next` has no stamp, and the line that is held has one. */
static bool continues_stamped(const struct ki_join *join, const struct ki_unwrap *line,
			      unsigned stamps, struct koops_str text, struct koops_str next)
{
	size_t indent = (size_t)(next.data - without_indent(join, line).data);
	uint32_t limit = widest(join, stamps);
	bool at_blank = is_cut_at_blank(join, line, stamps);
	enum ki_more more;

	if (!is_full(join, stamps, next, WIDTH_LEAST))
		return false;
	more = is_cut(join, line, stamps) ? cut_wants_more(text, next)
					  : ki_wants_more(text, next, at_blank);
	if (more == KI_MORE_MAYBE && at_blank)
		return limit <= WIDTH_TERMINAL;
	if (more == KI_MORE_YES || indent > INDENT_MOST)
		return more == KI_MORE_YES;
	return (more == KI_MORE_MAYBE || join->blanks) && is_full(join, stamps, next, limit);
}

/* Neither has a stamp: its text must say that the line goes on. */
static bool continues_unstamped(const struct ki_join *join, unsigned stamps, struct koops_str text,
				struct koops_str next, size_t indent)
{
	uint32_t limit = widest(join, stamps);
	enum ki_more more;

	if (limit < WIDTH_LEAST_UNSTAMPED)
		limit = WIDTH_LEAST_UNSTAMPED;
	if (!is_full(join, stamps, next, limit))
		return false;
	more = ki_wants_more(text, next, false);
	if (more != KI_MORE_MAYBE || indent)
		return more == KI_MORE_YES;
	return join->blanks || (join->by_words && ki_is_title(text) && !begins_sentence(next));
}

static bool continues(const struct ki_join *join, const struct ki_unwrap *line, unsigned stamps)
{
	struct koops_str next, text;
	size_t indent;

	/* A message of its own, or another's, or none that was broken behind the same stamps. */
	if ((line->stamped && (stamps == join->stamps || line->caller != join->line.caller)) ||
	    !has_first_stamps(join, line, stamps))
		return false;
	next = ki_str_trim(line->text);
	indent = (size_t)(next.data - without_indent(join, line).data);
	if (!next.size || indent > INDENT_MOST_FORMED)
		return false;
	text = ki_str_trim(ki_buf_str(&join->text));
	if (stamps < join->stamps)
		return continues_stamped(join, line, stamps, text, next);
	return continues_unstamped(join, stamps, text, next, indent);
}

static bool may_be_broken(const struct ki_join *join, const struct ki_unwrap *line)
{
	struct koops_str text = line->text;

	if (text.size > WIDTH_MOST || outer_width(join, line) >= PART_LEAST)
		return text.size <= WIDTH_MOST;
	text = ki_str_trim(text);
	return ki_str_ends(text, KI_STR("?")) || ki_str_ends(text, KI_STR(":"));
}

static enum koops_status emit(struct ki_input *input, const struct ki_unwrap *line,
			      struct koops_str text, struct koops_str time)
{
	const struct ki_line out = {
	    .text = text,
	    .time = time,
	    .caller = line->caller,
	    .number = line->number,
	    .level = line->level,
	    .stamped = line->stamped,
	};

	enum koops_status status;

	input->emitting = line;
	status = input->emit(&out, input->user);
	input->emitting = NULL;
	return status;
}

enum koops_status ki_join_flush(struct ki_input *input)
{
	struct ki_join *join = &input->join;

	if (!join->any)
		return KOOPS_OK;
	join->any = false;
	return emit(input, &join->line, ki_buf_str(&join->text), ki_buf_str(&join->time));
}

static void note_part(struct ki_join *join, const struct ki_unwrap *line, size_t indent)
{
	join->part_stamps = line->stamps;
	join->width = outer_width(join, line);
	join->blanks = (uint32_t)blanks_behind(line->text);
	for (unsigned i = 0; i <= line->stamps; i++)
		join->widths[i] = width_behind(line, i, indent, join->blanks);
}

/* format=flowed has kept blanks at the end of the part. */
static void put_blanks(struct ki_join *join, struct koops_str next)
{
	struct koops_str words = ki_buf_str(&join->text);
	size_t have = 0, blanks;

	while (words.size && words.data[words.size - 1] == ' ') {
		words.size--;
		have++;
	}
	for (blanks = ki_blanks_between(words, next); have < blanks; have++)
		ki_buf_putc(&join->text, ' ');
}

static void append(struct ki_join *join, const struct ki_unwrap *line, size_t indent)
{
	struct koops_str next = without_indent(join, line);

	if (!is_cut(join, line, line->stamps) && !is_cut_at_blank(join, line, line->stamps)) {
		next = ki_str_trim_start(next);
		put_blanks(join, next);
		join->by_words |= !is_terminal_full(join, line->stamps);
	}
	ki_buf_put(&join->text, next);
	note_part(join, line, indent);
}

static void hold(struct ki_join *join, const struct ki_unwrap *line, size_t indent)
{
	join->any = true;
	join->line = *line;
	join->stamps = line->stamps;
	ki_buf_set(&join->text, line->text);
	ki_buf_set(&join->time, line->time);
	note_part(join, line, indent);
}

/* Whether the line that is held, and so its rest, was written by a syslog daemon. */
static bool is_syslog(const struct ki_join *join)
{
	for (unsigned i = 0; i < join->line.depth; i++)
		if (ki_rows[join->line.path[i]].take == ki_take_syslog ||
		    ki_rows[join->line.path[i]].take == ki_take_rfc5424)
			return true;
	return false;
}

/* Whether the next line can't continue this one: a stamp before it is none that this one has. */
static bool is_alone(const struct ki_input *input, const struct ki_unwrap *line)
{
	return input->alone == line->number && line->stamps <= input->alone_stamps;
}

/* Takes a line that a syslog daemon wrote the rest of one in, as it was before. */
static enum koops_status push_decoded(struct ki_input *input, const struct ki_unwrap *line)
{
	struct ki_buf *out = ki_input_decoded(input);
	struct ki_unwrap decoded = *line;

	ki_put_syslog_text(line->text, out);
	decoded.text = ki_buf_str(out);
	decoded.decoded = true;
	return ki_join_push(input, &decoded);
}

/* Takes a line that continues none: emits it, unless the next may continue it. */
static enum koops_status begin(struct ki_input *input, const struct ki_unwrap *line, size_t indent)
{
	note_widths(&input->join, line, indent);
	if (input->flushing || is_alone(input, line) || !may_be_broken(&input->join, line))
		return emit(input, line, line->text, line->time);
	hold(&input->join, line, indent);
	return KOOPS_OK;
}

/* Adds the line to the one that is held, if it continues that. */
static bool go_on(struct ki_join *join, const struct ki_unwrap *line, size_t indent)
{
	if (join->text.size >= KI_JOINED_MOST || !continues(join, line, line->stamps))
		return false;
	append(join, line, indent);
	note_widths(join, line, indent);
	return true;
}

/* Takes a line while one is held; apart, as few lines do. */
__attribute__((noinline)) static enum koops_status push_behind(struct ki_input *input,
							       const struct ki_unwrap *line)
{
	struct ki_join *join = &input->join;
	size_t indent = own_indent(join, line);
	enum koops_status status;

	if (line->stamps < join->stamps && !line->decoded && (line->classes & KI_CLASS_HASH) &&
	    is_syslog(join))
		return push_decoded(input, line);
	if (go_on(join, line, indent))
		return KOOPS_OK;
	status = ki_join_flush(input);
	return status == KOOPS_OK ? begin(input, line, indent) : status;
}

enum koops_status ki_join_push(struct ki_input *input, const struct ki_unwrap *line)
{
	if (input->join.any)
		return push_behind(input, line);
	return begin(input, line, line->indent);
}
