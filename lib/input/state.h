/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the input stage remembers from line to line.
 */
#ifndef KI_INPUT_STATE_H
#define KI_INPUT_STATE_H

#include "core/literals.h"
#include "input/join.h"
#include "input/pstore.h"
#include "input/record.h"
#include "input/row.h"

/* Text that is not whole yet. */
struct ki_wait {
	bool any;
	/* The line that it began with, by ki_keep_line(). */
	struct ki_unwrap line;
	struct ki_buf text, time;
	/* ki_input.serial when it last grew. */
	uint64_t serial;
};

enum ki_wait_for {
	/* The rest of a quoted-printable line. */
	KI_WAIT_QP,
	/* The other fragments of a record of netconsole. */
	KI_WAIT_FRAGMENT,
	/* Lines that may have a margin. */
	KI_WAIT_MARGIN,
	KI_WAITS,
};

/* A mail in base64. */
struct ki_base64 {
	/* Lines that may still be of it; 0: none, and `rest` waits to be read. */
	unsigned lines;
	bool in_body;
	/* The last line, and the decoded text that has no end yet, … */
	struct ki_unwrap line;
	struct ki_buf rest, time;
	/* … with the number of the line that it begins in. */
	uint64_t rest_number;
};

/* A header said so. */
void ki_base64_begin(struct ki_base64 *base64);

enum {
	/* No margin is longer. */
	KI_MARGIN_MOST = 160,
};

/* What stands before each line, as the log has shown. */
struct ki_margin {
	/* Lines have it: else it is one that the lines that are held may have, or none. */
	bool known;
	/* How many lines are held. */
	unsigned held;
	/* Between it and the kernel's text is what another row takes. */
	bool wrapped;
	unsigned char size;
	char text[KI_MARGIN_MOST];
};

/* What is remembered of the last line without wrappings. */
struct ki_last {
	/* As of the line; of the path, its first `depth` rows. */
	unsigned depth;
	unsigned char path[KI_DEPTH];
	uint32_t sizes[KI_DEPTH];
	uint64_t caller;
	int level;
	bool stamped;
	struct ki_buf time;
	/* How long its text was. */
	size_t size;
};

enum {
	KI_SCRATCH_SETS = 3,
	/* One for the row of each depth, and one for what a syslog daemon encoded. */
	KI_SCRATCHES = KI_DEPTH + 1,
	KI_LOOKS = 3,
};

/* The rows, so that the few are found that a line may need. */
struct ki_wrappings {
	const struct ki_mem *mem;
	/*
	 * Rows (bits) to try on a line, by its first byte, and of lines without a ':', with one,
	 * and with that of a clock.
	 */
	uint32_t by_first[KI_LOOKS][256];
	/* Of these, those that take a line with such a second byte, by whether a letter is first.
	 */
	uint32_t by_second[2][256];
	/* Rows to try by the classes of a line's bytes. */
	uint32_t by_class[8];
	/* Rows that need a byte of a rare class; those that take nothing behind the kernel's stamp.
	 */
	uint32_t rare_rows, outside_rows;
	/* The rows (a bit each) that what waits calls for, and the one of what is no other's. */
	uint32_t qp_row, pstore_row, base64_row, margin_row;
	/* The row that a record is noted as, whose end was not seen; the kernel's own. */
	unsigned char record_row, printk_row;
	/* What the kernel begins lines of reports with. */
	struct ki_literals *begins;
};

enum { KI_HEADER_MOST = 96 };

/*
 * What stood before the last message of the kernel in a syslog, up to "kernel: ": most lines
 * of a report have the same.  Nothing behind it changes how it is read.
 */
struct ki_header {
	/* 0: none is known. */
	unsigned char size;
	/* Where the time is in it. */
	unsigned char time_at, time_size;
	/* Or -1. */
	int level;
	char text[KI_HEADER_MOST];
};

struct ki_input {
	const struct ki_mem *mem;
	const struct ki_wrappings *wrappings;
	/*
	 * One set is for the line at hand; the others for what waited and is to be
	 * read before that line is: the parts of a dump, and in these the other waits.
	 */
	struct ki_buf scratch[KI_SCRATCH_SETS][KI_SCRATCHES];
	unsigned scratch_set;
	/* Where lines go to, during a push. */
	ki_line_fn emit;
	void *user;
	/* The line that is at it, during its emit; or NULL. */
	const struct ki_unwrap *emitting;
	/* Counts lines and parts of lines. */
	uint64_t serial;
	/* The log does not go on now: nothing may wait. */
	bool flushing;
	/* A row may have written to a buffer since want of memory was asked after. */
	bool wrote;
	/* Lines were skipped since the last push. */
	bool gap;
	/* The number of the line behind which a message of its own follows, or 0; its stamps. */
	uint64_t alone;
	unsigned alone_stamps;
	struct ki_wait waits[KI_WAITS];
	/* That goes over several lines; and one for what is whole in a line. */
	struct ki_record record, object;
	struct ki_pstore pstore;
	/* A dump's parts are being read. */
	bool replaying;
	struct ki_join join;
	struct ki_margin margin;
	struct ki_base64 base64;
	/* Lines that were held for a margin are being read. */
	bool releasing;
	/* Quoted-printable was seen for sure; until a gap. */
	bool is_qp;
	/* Lines that are still to be seen of a mail that says it is encoded so. */
	unsigned qp_lines;
	/* The last line that ended or began an object of several lines. */
	uint64_t json_number;
	/* The last line of a record of /dev/kmsg, and the blanks before it. */
	uint64_t kmsg_number;
	size_t kmsg_blanks;
	/* The record whose fragments are put together: its sequence number, and bytes. */
	uint64_t fragment_sequence, fragment_have, fragment_total;
	/* The last message of a syslog, for "last message repeated 2 times". */
	struct ki_buf syslog;
	struct ki_header header;
	/* Bytes that such lines became, less what came back since, and the line of the last. */
	uint64_t repeat_used, repeat_number;
	struct ki_last last;
	struct ki_buf names;
};

/* raw.c: the set of `enum ki_class` of a text. */
unsigned ki_classes(struct koops_str text);
/*
 * Takes the first line off, without its '\n' and, if `strip`, the '\r' before that.  Its first
 * `from` bytes are left out of the classes.
 */
struct koops_str ki_take_line(struct koops_str *text, size_t from, bool strip, unsigned *classes);

/* Whether nothing waits, so that nothing calls for rows but what a line has. */
static inline bool ki_input_is_idle(const struct ki_input *input)
{
	return !(input->waits[KI_WAIT_QP].any | input->waits[KI_WAIT_FRAGMENT].any |
		 input->waits[KI_WAIT_MARGIN].any | input->pstore.open | input->record.open |
		 !!(input->qp_lines | input->base64.lines | input->base64.rest.size));
}

/* The rows (bits) that a text, which is not empty, calls for by its beginning and a ':'. */
static inline uint32_t ki_rows_by_look(const struct ki_wrappings *wrappings, struct koops_str text,
				       unsigned classes)
{
	unsigned look = !!(classes & KI_CLASS_COLON) + !!(classes & KI_CLASS_CLOCK);
	char first = text.data[0];
	uint32_t rows = wrappings->by_first[look][(unsigned char)first];

	if (text.size > 1 && (first == '[' || ki_is_alpha(first)))
		rows &= wrappings->by_second[first != '['][(unsigned char)text.data[1]];
	return rows;
}

/* The rows (bits) to try on a line, which is not empty. */
static inline uint32_t ki_rows_for(const struct ki_input *input, const struct ki_unwrap *line)
{
	const struct ki_wrappings *wrappings = input->wrappings;
	uint32_t rows = ki_rows_by_look(wrappings, line->text, line->classes);
	unsigned rare = line->classes & KI_CLASSES_RARE;

	for (size_t c = 0; rare >> c; c++)
		if (rare >> c & 1)
			rows |= wrappings->by_class[c];
	if (ki_input_is_idle(input)) {
		rows &= rare ? rows : ~wrappings->rare_rows;
	} else {
		rows |= input->waits[KI_WAIT_QP].any ? wrappings->qp_row : 0;
		rows |= input->pstore.open ? wrappings->pstore_row : 0;
		rows |= input->base64.lines ? wrappings->base64_row : 0;
	}
	/* Behind its stamp the kernel's text begins. */
	return line->stamped ? rows & ~wrappings->outside_rows : rows | wrappings->margin_row;
}

/*
 * For rows whose wrapping cuts a line into several: ki_wait_begin() keeps
 * a line and its text, ki_wait_resumes() says whether a line with the same
 * wrappings around it may continue it.
 */
enum ki_taken ki_wait_begin(struct ki_input *input, enum ki_wait_for what,
			    const struct ki_unwrap *line, struct koops_str text);
bool ki_wait_resumes(const struct ki_input *input, enum ki_wait_for what,
		     const struct ki_unwrap *line);

/*
 * Whether a line begins with what the last of a syslog did, and the kernel's own stamp behind
 * that, so that it has both.
 */
bool ki_has_syslog_stamp(const struct ki_input *input, struct koops_str text);

/*
 * Takes a line of the binary field (export format) that is being read, which
 * may begin with any byte: before the rows see it.
 */
bool ki_take_binary(struct ki_input *input, const struct ki_unwrap *line);

#endif
