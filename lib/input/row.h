/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the input stage: a row for each wrapping, and what rows work on.
 *
 * A line is unwrapped by trying the rows, outermost wrapping first; when one
 * takes its wrapping off, all are tried again on what is left.
 */
#ifndef KI_INPUT_ROW_H
#define KI_INPUT_ROW_H

#include "core/buf.h"
#include "input/input.h"

enum {
	/* How deep wrappings nest. */
	KI_DEPTH = 10,
	/* The most bytes that several lines are put together to. */
	KI_JOINED_MOST = 64 << 10,
	/* Stamps that lines have one behind the other. */
	KI_STAMPS_MOST = 4,
};

/* What came of trying a row. */
enum ki_taken {
	/* It is not this wrapping; the line is as it was. */
	KI_LEFT,
	/* The wrapping is off. */
	KI_TAKEN,
	/* Nothing is left: it was wrapping alone, or waits for the next line. */
	KI_GONE,
	/* What waits is to be read before this line, for which nothing is to wait then. */
	KI_AGAIN,
};

/* Bytes that call for a row wherever they are in the line; bits. */
enum ki_class {
	KI_CLASS_CONTROL = 1 << 0,
	KI_CLASS_HIGH = 1 << 1,
	KI_CLASS_CARET = 1 << 2,
	KI_CLASS_LESS = 1 << 3,
	KI_CLASS_AMPERSAND = 1 << 4,
	KI_CLASS_EQUALS = 1 << 5,
	KI_CLASS_HASH = 1 << 6,
	/* These call for no row, but some take nothing off a line without: a ':', … */
	KI_CLASS_COLON = 1 << 7,
	/* … and one with a digit before it and two behind it, as in "21:39:14". */
	KI_CLASS_CLOCK = 1 << 8,
	/* May begin a stamp in the middle of a line. */
	KI_CLASS_BRACKET = 1 << 9,
	/* Those that most lines have none of. */
	KI_CLASSES_RARE = KI_CLASS_COLON - 1,
};

/* A line on its way through the wrappings. */
struct ki_unwrap {
	/* What is left of it. */
	struct koops_str text;
	struct koops_str time;
	uint64_t number;
	uint64_t caller;
	/* How many blanks stand before `text`, when a row is tried; before the first. */
	size_t blanks, indent;
	int level;
	/* A message of the kernel begins here, as ki_line.stamped. */
	bool stamped;
	/* `text` is several lines, with '\n' between them. */
	bool split;
	/* Of what a syslog daemon encoded: it, or its parts, are not decoded again. */
	bool decoded;
	/* These were lines of the file, one after the other. */
	bool numbered;
	/* Of several, the number of those behind the first; or 0: they all have its number. */
	uint64_t rest_number;
	/* `text` is to be read so many times; 0 is once. */
	unsigned repeat;
	/* Set of `enum ki_class`. */
	unsigned classes;
	/* Bytes that stood before a stamp in the middle of the line. */
	uint32_t glued;
	/* How many rows took a wrapping off, by ki_path_push(), … */
	unsigned depth;
	/* … how many of the first of these are stamps (or fields), … */
	unsigned stamps;
	/* … and the place in the path of the first that is no coding, or `depth`. */
	unsigned outer;
	/* As far as there are any: the places in the path of those that are stamps, … */
	unsigned char stamp_places[KI_STAMPS_MOST];
	/* … the rows, and how many bytes there were before each. */
	unsigned char path[KI_DEPTH];
	uint32_t sizes[KI_DEPTH];
};

struct ki_input;

enum ki_row_kind {
	/* It changes how the text is written. */
	KI_ROW_CODING,
	/* It stands at the side of every line: a quote, a prompt. */
	KI_ROW_MARGIN,
	/* It stands before each line of the log, or of the kernel. */
	KI_ROW_STAMP,
	/* The line is a part of something larger. */
	KI_ROW_FIELD,
};

struct ki_row {
	const char *name;
	enum ki_row_kind kind;
	/* The row is tried on lines that begin with one of these bytes (after blanks), … */
	const char *first;
	/* … and on those that have a byte of one of these classes. */
	unsigned classes;
	/* Called with `text` not empty and, unless it is KI_ROW_CODING, without blanks before it.
	 */
	enum ki_taken (*take)(struct ki_input *input, struct ki_unwrap *line);
	/*
	 * It takes nothing off a line that has none of these classes, unless that begins with one
	 * of these bytes, or, if a rare class is needed, something waits.
	 */
	unsigned needs;
	const char *plain;
	/* Of lines that begin with '[' it takes only those where one of these follows; or NULL. */
	const char *second;
	/* Of those that begin with a letter, the same. */
	const char *second_letter;
	/* It takes nothing off what is behind the kernel's own stamp. */
	bool outside;
};

/* Outermost first. */
extern const struct ki_row ki_rows[];
extern const size_t ki_row_count;

/* Gives a line what a row decoded, which can be several lines. */
void ki_input_set_text(struct ki_unwrap *line, struct koops_str text);

/* A row's place to write what it makes of the text, empty; one a depth. */
struct ki_buf *ki_input_scratch(struct ki_input *input, const struct ki_unwrap *line);
/* The place for what is decoded of a syslog daemon's, once for a line. */
struct ki_buf *ki_input_decoded(struct ki_input *input);

/* As the log has it, before any row; `text` and `classes` are to come. */
static inline void ki_begin_line(struct ki_unwrap *line, uint64_t number)
{
	memset(line, 0, offsetof(struct ki_unwrap, stamp_places));
	line->time = KI_STR("");
	line->number = number;
	line->caller = KI_CALLER_NONE;
	line->level = -1;
}

/* Notes that a row took its wrapping off a line of `size` bytes. */
static inline void ki_path_push(struct ki_unwrap *line, size_t row, size_t size)
{
	enum ki_row_kind kind = ki_rows[row].kind;
	unsigned place = line->depth++;

	line->path[place] = (unsigned char)row;
	line->sizes[place] = (uint32_t)size;
	if (line->outer == place && kind == KI_ROW_CODING)
		line->outer++;
	if (line->stamps < KI_STAMPS_MOST && (kind == KI_ROW_STAMP || kind == KI_ROW_FIELD))
		line->stamp_places[line->stamps++] = (unsigned char)place;
}

/* Takes the last note back. */
void ki_path_pop(struct ki_unwrap *line);

/* How many rows of `line` began a line of a log. */
unsigned ki_count_stamps(const struct ki_unwrap *line);

/* Whether the same rows took their wrappings off both, however the text was coded. */
bool ki_same_path(const struct ki_unwrap *a, const struct ki_unwrap *b);
/*
 * Keeps a line for when the log has gone on: with the time that it has so far, which
 * is copied, but without its text.
 */
void ki_keep_line(struct ki_unwrap *kept, struct ki_buf *time, const struct ki_unwrap *line);

#define KI_LETTERS "abcdefghijklmnopqrstuvwxyz"
#define KI_CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define KI_DIGITS "0123456789"

/* console.c */
enum ki_taken ki_take_controls(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_caret(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_prompt(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_xen(struct ki_input *input, struct ki_unwrap *line);
/* android.c */
enum ki_taken ki_take_vendor(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_logcat(struct ki_input *input, struct ki_unwrap *line);
/* margin.c */
enum ki_taken ki_take_margin(struct ki_input *input, struct ki_unwrap *line);
/* unicode.c */
enum ki_taken ki_take_unicode(struct ki_input *input, struct ki_unwrap *line);
/* html.c */
enum ki_taken ki_take_html(struct ki_input *input, struct ki_unwrap *line);
/* base64.c */
enum ki_taken ki_take_base64(struct ki_input *input, struct ki_unwrap *line);
/* qp.c */
enum ki_taken ki_take_qp(struct ki_input *input, struct ki_unwrap *line);
/* mail.c */
enum ki_taken ki_take_quote(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_fence(struct ki_input *input, struct ki_unwrap *line);
/* pstore.c */
enum ki_taken ki_take_pstore(struct ki_input *input, struct ki_unwrap *line);
/* json.c */
enum ki_taken ki_take_object(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_members(struct ki_input *input, struct ki_unwrap *line);
/* journal.c */
enum ki_taken ki_take_export(struct ki_input *input, struct ki_unwrap *line);
/* syslog.c */
enum ki_taken ki_take_syslog(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_rfc5424(struct ki_input *input, struct ki_unwrap *line);
/* Resolves "#011", which syslog daemons write for control characters. */
void ki_put_syslog_text(struct koops_str text, struct ki_buf *out);
/* Does so where it is needed, once for a line and its parts: its text is in a place of its own. */
void ki_decode_syslog(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_monotonic(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_timestamp(struct ki_input *input, struct ki_unwrap *line);
/* kmsg.c */
enum ki_taken ki_take_kmsg(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_dictionary(struct ki_input *input, struct ki_unwrap *line);
/* dmesg.c */
enum ki_taken ki_take_decoded(struct ki_input *input, struct ki_unwrap *line);
enum ki_taken ki_take_dmesg(struct ki_input *input, struct ki_unwrap *line);
/* printk.c */
enum ki_taken ki_take_printk(struct ki_input *input, struct ki_unwrap *line);
/* The same for a line that ki_usual_begin() has found to begin so. */
void ki_take_usual(struct ki_unwrap *line, struct ki_usual usual);

#endif
