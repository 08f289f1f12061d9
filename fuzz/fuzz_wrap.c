/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a log says does not depend on what its lines are wrapped in.  The first byte
 * chooses a wrapping, the rest is what the kernel said, a line each.  Lines come with a stamp, as
 * without one nobody can tell the kernel's text from a wrapping's.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "input/input.h"

enum {
	/* The kernel's own limit is about 1 KiB, with the prefix. */
	LINE_MOST = 900,
	LINES_MOST = 400,
};

struct line {
	const char *text;
	int size;
	/* What it is stamped with. */
	unsigned number;
};

/* Bytes of a line with a number of characters in place of some. */
static void put_escaped(struct fuzz_text *out, const struct line *line, const char *escapes)
{
	static const char *const html[] = {['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;"};

	for (int i = 0; i < line->size; i++) {
		unsigned char c = (unsigned char)line->text[i];

		if (!strchr(escapes, c))
			fuzz_append(&line->text[i], 1, out);
		else if (c < sizeof(html) / sizeof(html[0]) && html[c] && escapes[0] == '<')
			fuzz_puts(out, html[c]);
		else if (escapes[0] == '\\')
			fuzz_printf(out, "\\x%02x", c);
		else
			fuzz_printf(out, "\\u%04x", c);
	}
}

static void put(struct fuzz_text *out, const struct line *line)
{
	fuzz_append(line->text, (size_t)line->size, out);
}

static void put_stamp(struct fuzz_text *out, const struct line *line)
{
	fuzz_printf(out, "[%5u.%06u] ", 100 + line->number / 1000, line->number % 1000 * 1000);
}

static void put_stamped(struct fuzz_text *out, const struct line *line, const char *before,
			const char *after)
{
	fuzz_puts(out, before);
	put_stamp(out, line);
	put(out, line);
	fuzz_puts(out, after);
}

static void plain(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "", "\n");
}

static void level(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "<4>", "\n");
}

static void caller(struct fuzz_text *out, const struct line *line)
{
	fuzz_printf(out, "[%5u.%06u][  T516] ", 100 + line->number / 1000,
		    line->number % 1000 * 1000);
	put(out, line);
	fuzz_puts(out, "\n");
}

static void decoded(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "kern  :warn  : ", "\n");
}

static void device(struct fuzz_text *out, const struct line *line)
{
	fuzz_printf(out, "4,%u,%u,-;", 800 + line->number, 100000000 + line->number * 1000);
	put_escaped(out, line, "\\");
	fuzz_puts(out, "\n");
}

static void syslog(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "Mar 30 21:39:14 host-7 kernel: ", "\n");
}

static void syslog_pri(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "<4>Mar 30 21:39:14 host-7 kernel: ", "\n");
}

static void journal(struct fuzz_text *out, const struct line *line)
{
	fuzz_printf(out,
		    "{\"__REALTIME_TIMESTAMP\":\"1680212354%06u\",\"PRIORITY\":\"4\","
		    "\"SYSLOG_IDENTIFIER\":\"kernel\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"",
		    line->number);
	put_escaped(out, line, "\"\\");
	fuzz_puts(out, "\"}\n");
}

static void quoted(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "> ", "\n");
}

static void quoted_twice(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "> > ", "\n");
}

static void crlf(struct fuzz_text *out, const struct line *line)
{
	put_stamped(out, line, "", "\r\n");
}

static void coloured(struct fuzz_text *out, const struct line *line)
{
	fuzz_puts(out, "\033[32m");
	put_stamp(out, line);
	fuzz_puts(out, "\033[0m");
	put(out, line);
	fuzz_puts(out, "\033[0m\n");
}

static void html(struct fuzz_text *out, const struct line *line)
{
	if (!line->number)
		fuzz_puts(out, "<html><body><pre>\n");
	put_stamp(out, line);
	put_escaped(out, line, "<>&");
	fuzz_puts(out, "\n");
}

static void lava(struct fuzz_text *out, const struct line *line)
{
	fuzz_puts(out, "{\"dt\": \"2023-03-30T21:39:14.000000\", \"lvl\": \"target\", \"msg\": \"");
	put_stamp(out, line);
	put_escaped(out, line, "\"\\");
	fuzz_puts(out, "\"}\n");
}

/* Each puts one line. */
static void (*const wrappings[])(struct fuzz_text *out, const struct line *line) = {
    level,  caller, decoded,      device, syslog,   syslog_pri, journal,
    quoted, crlf,   quoted_twice, html,   coloured, lava,
};

static enum koops_status keep_line(const struct ki_line *line, void *user)
{
	fuzz_append(line->text.data, line->text.size, user);
	fuzz_puts(user, "\n");
	return KOOPS_OK;
}

/*
 * Whether the input stage reads the log as the lines that it was made of: they do
 * not happen to say what a wrapping would.
 */
static bool reads_as(const struct fuzz_text *log, const struct fuzz_text *want)
{
	struct koops_str rest = {log->data, log->size}, raw;
	struct fuzz_text got = {0};
	struct ki_wrappings *known;
	struct ki_input *input;
	uint64_t number = 0;
	struct ki_mem mem;
	bool same;

	ki_mem_init(&mem, NULL);
	known = ki_wrappings_new(&mem);
	input = ki_input_new(&mem, known);
	while (ki_take_until(&rest, '\n', &raw))
		ki_input_push(input, raw, ++number, keep_line, &got);
	ki_input_flush(input, keep_line, &got);
	ki_input_free(input);
	ki_wrappings_free(known);
	same = got.size == want->size && memcmp(got.data, want->data, got.size) == 0;
	fuzz_free(&got);
	return same;
}

/* "#014": so do syslog daemons write control characters, and leave a '#' as it is. */
static bool is_escape(const uint8_t *at, const uint8_t *end)
{
	return end - at > 3 && *at == '#' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' &&
	       at[2] <= '7' && at[3] >= '0' && at[3] <= '7';
}

/* The text's lines, if the kernel could have printed them. */
static int split(const uint8_t *data, size_t size, struct line lines[LINES_MOST])
{
	const uint8_t *end = data + size;
	int count = 0;

	for (const uint8_t *at = data; at < end && count < LINES_MOST; count++) {
		const uint8_t *from = at;

		while (at < end && *at != '\n' && at - from < LINE_MOST) {
			if (*at < ' ' || *at > '~' || is_escape(at, end))
				return 0;
			at++;
		}
		lines[count] = (struct line){(const char *)from, (int)(at - from), (unsigned)count};
		if (at < end && *at == '\n')
			at++;
	}
	return count;
}

/* Takes the member out of each report that has it, where a report's own comes first. */
static void drop_member(struct fuzz_text *json, const char *name, const char *end)
{
	char *from = json->data, *last = json->data + json->size, *to = from;

	while (from < last) {
		char *newline = memchr(from, '\n', (size_t)(last - from));
		char *member = strstr(from, name), *behind;

		if (member && member < newline) {
			behind = strstr(member + strlen(name), end) + strlen(end);
			memmove(to, from, (size_t)(member - from));
			to += member - from;
			from = behind;
		}
		memmove(to, from, (size_t)(newline + 1 - from));
		to += newline + 1 - from;
		from = newline + 1;
	}
	json->size = (size_t)(to - json->data);
}

/* The reports, without what may be richer or poorer for a wrapping. */
static void read_reports(const struct fuzz_text *log, struct fuzz_text *json)
{
	fuzz_read(fuzz_ctx(), log->data, log->size, log->size, json);
	fuzz_append("", 1, json);
	json->size--;
	drop_member(json, "\"line\":", ",");
	drop_member(json, "\"end_line\":", ",");
	drop_member(json, "\"time\":\"", "\",");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text want = {0}, bare = {0}, wrapped = {0}, a = {0}, b = {0};
	struct line lines[LINES_MOST];
	int count = size > 1 ? split(data + 1, size - 1, lines) : 0;

	if (!count)
		return -1;
	for (int i = 0; i < count; i++) {
		put(&want, &lines[i]);
		fuzz_puts(&want, "\n");
		plain(&bare, &lines[i]);
		wrappings[data[0] % (sizeof(wrappings) / sizeof(wrappings[0]))](&wrapped,
										&lines[i]);
	}
	if (reads_as(&bare, &want)) {
		read_reports(&bare, &a);
		read_reports(&wrapped, &b);
		fuzz_same(&a, &b, "a wrapping changes the reports");
	}
	fuzz_free(&want);
	fuzz_free(&bare);
	fuzz_free(&wrapped);
	fuzz_free(&a);
	fuzz_free(&b);
	return 0;
}
