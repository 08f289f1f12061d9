/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/feed.h"

void ki_feed_init(struct ki_feed *feed, const struct ki_mem *mem)
{
	ki_buf_init(&feed->carry, mem);
	ki_buf_init(&feed->skipped, mem);
}

void ki_feed_free(struct ki_feed *feed)
{
	ki_buf_free(&feed->carry);
	ki_buf_free(&feed->skipped);
}

/* Whether lines without an anchor are of no interest. */
static bool is_quiet(const struct ki_feed *feed)
{
	return feed->quiet(feed->user) && !ki_input_waits(feed->input);
}

/* Whether a line of interest is held back, so that the next may continue it. */
static bool holds(const struct ki_feed *feed)
{
	uint64_t held = ki_input_held(feed->input);

	return held && held <= feed->interesting;
}

/* Whether the first of the lines has an anchor. */
static bool has_anchor(const struct ki_feed *feed, struct koops_str lines)
{
	struct koops_str line = ki_str_to(lines, ki_str_chr(lines, '\n'));

	return ki_scan_has(feed->scanner, ki_str_to(line, KI_LINE_MOST));
}

static void clear_skipped(struct ki_feed *feed)
{
	ki_buf_clear(&feed->skipped);
	feed->skipped_from = 0;
	feed->skipped_count = 0;
}

/* Pushes the lines that were skipped last, before one that is of interest. */
static enum koops_status push_skipped(struct ki_feed *feed)
{
	struct ki_lines lines = {.rest =
				     ki_str_from(ki_buf_str(&feed->skipped), feed->skipped_from)};
	uint64_t number = feed->number - feed->skipped_count;
	enum koops_status status = KOOPS_OK;

	if (feed->gap)
		ki_input_gap(feed->input);
	while (status == KOOPS_OK && lines.rest.size)
		status =
		    ki_input_take(feed->input, &lines, ++number, false, feed->emit, feed->user);
	clear_skipped(feed);
	feed->gap = false;
	return status;
}

/* Forgets the first of the lines that were skipped; they move up when half of all is gone. */
static void forget_first(struct ki_feed *feed)
{
	struct koops_str rest = ki_str_from(ki_buf_str(&feed->skipped), feed->skipped_from);

	feed->skipped_from += ki_str_chr(rest, '\n') + 1;
	if (feed->skipped_from > feed->skipped.size / 2) {
		ki_buf_shift(&feed->skipped, feed->skipped_from);
		feed->skipped_from = 0;
	}
	feed->skipped_count--;
	feed->gap = true;
}

/* Skips a line, but keeps it for as long as it is one of the last. */
static void skip_line(struct ki_feed *feed, struct koops_str line)
{
	if (feed->skipped_count == KI_INPUT_LOOKBACK)
		forget_first(feed);
	ki_buf_put(&feed->skipped, ki_str_to(line, KI_LINE_MOST));
	ki_buf_putc(&feed->skipped, '\n');
	feed->skipped_count++;
	feed->number++;
}

/* Which of 16 bytes are '\n': a bit each. */
static unsigned newlines(const char *bytes)
{
	ki_vector v;

	memcpy(&v, bytes, sizeof(v));
	return ki_vector_like(&v, '\n');
}

/* Where the last `count` lines of `lines`, whole ones, begin. */
static size_t last_lines(struct koops_str lines, unsigned count)
{
	size_t at = lines.size;
	unsigned ends = count + 1;

	while (at >= sizeof(ki_vector)) {
		unsigned found = newlines(lines.data + at - sizeof(ki_vector)), last;

		at -= sizeof(ki_vector);
		for (; found; found ^= 1U << last) {
			last = 31 - (unsigned)__builtin_clz(found);
			if (--ends == 0)
				return at + last + 1;
		}
	}
	for (; at > 0; at--)
		if (lines.data[at - 1] == '\n' && --ends == 0)
			return at;
	return 0;
}

/* Forgets the lines that were skipped. */
static void drop_skipped(struct ki_feed *feed)
{
	clear_skipped(feed);
	feed->gap = true;
}

/* Skips `count` whole lines, of which none is of interest.  Fails with KOOPS_E_MEMORY. */
static enum koops_status skip_lines(struct ki_feed *feed, struct koops_str lines, uint64_t count)
{
	size_t keep = last_lines(lines, KI_INPUT_LOOKBACK);
	struct koops_str rest = ki_str_from(lines, keep), line;

	if (keep) {
		feed->number += count - KI_INPUT_LOOKBACK;
		drop_skipped(feed);
	}
	while (ki_take_until(&rest, '\n', &line))
		skip_line(feed, line);
	if (!feed->skipped.failed)
		return KOOPS_OK;
	drop_skipped(feed);
	return KOOPS_E_MEMORY;
}

/* Where the first line with an anchor begins, or the end; `count` lines are before it. */
static size_t find_line(const struct ki_feed *feed, struct koops_str lines, uint64_t *count)
{
	size_t from = 0;

	*count = 0;
	for (;;) {
		size_t hit = ki_scan(feed->scanner, lines, from, count), begin = hit;

		if (hit == lines.size)
			return hit;
		while (begin > 0 && lines.data[begin - 1] != '\n')
			begin--;
		if (hit - begin < KI_LINE_MOST)
			return begin;
		/* Behind what is read of the line: on with the next one. */
		from = hit + ki_str_chr(ki_str_from(lines, hit), '\n');
	}
}

/* Takes whole lines, the last with its newline too. */
static enum koops_status feed_lines(struct ki_feed *feed, struct koops_str bytes)
{
	struct ki_lines lines = {.rest = bytes};
	enum koops_status status = KOOPS_OK;

	while (lines.rest.size && status == KOOPS_OK) {
		bool quiet = is_quiet(feed), search = quiet && !holds(feed);

		if (search) {
			uint64_t count;
			size_t begin = find_line(feed, lines.rest, &count);

			if (begin)
				status = skip_lines(feed, ki_str_to(lines.rest, begin), count);
			lines.rest = ki_str_from(lines.rest, begin);
			if (!lines.rest.size || status != KOOPS_OK)
				break;
		}
		if (feed->skipped_count || feed->gap)
			status = push_skipped(feed);
		feed->number++;
		/* What is searched for has one. */
		if (!quiet || search || has_anchor(feed, lines.rest))
			feed->interesting = feed->number;
		if (status == KOOPS_OK)
			status = ki_input_take(feed->input, &lines, feed->number, !quiet,
					       feed->emit, feed->user);
	}
	return status;
}

/* Keeps the begin of a line; what is too long is dropped. */
static void carry(struct ki_feed *feed, struct koops_str bytes)
{
	size_t room = KI_LINE_MOST -
		      (feed->carry.size < KI_LINE_MOST ? feed->carry.size : (size_t)KI_LINE_MOST);

	ki_buf_put(&feed->carry, ki_str_to(bytes, room));
}

static enum koops_status feed_carry(struct ki_feed *feed)
{
	enum koops_status status;

	ki_buf_putc(&feed->carry, '\n');
	status = feed->carry.failed ? KOOPS_E_MEMORY : feed_lines(feed, ki_buf_str(&feed->carry));
	ki_buf_clear(&feed->carry);
	return status;
}

enum koops_status ki_feed_bytes(struct ki_feed *feed, struct koops_str bytes)
{
	enum koops_status status = KOOPS_OK;
	struct koops_str first;
	size_t end;

	if (feed->carry.size && ki_take_until(&bytes, '\n', &first)) {
		carry(feed, first);
		status = feed_carry(feed);
	}
	end = bytes.size;
	while (end > 0 && bytes.data[end - 1] != '\n')
		end--;
	if (status == KOOPS_OK)
		status = feed_lines(feed, ki_str_to(bytes, end));
	carry(feed, ki_str_from(bytes, end));
	if (!feed->carry.failed)
		return status;
	ki_buf_clear(&feed->carry);
	return KOOPS_E_MEMORY;
}

enum koops_status ki_feed_end(struct ki_feed *feed)
{
	enum koops_status status = feed->carry.size ? feed_carry(feed) : KOOPS_OK;

	return status == KOOPS_OK ? ki_input_flush(feed->input, feed->emit, feed->user) : status;
}
