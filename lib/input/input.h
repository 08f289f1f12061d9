/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input stage: takes the wrapping off the lines of a log.
 *
 * The stage is pushed raw lines and emits what the kernel said.  It keeps state
 * from line to line (a line that goes on in the next, the depth of quoting),
 * but what it makes of a line does not depend on lines far away: after a gap
 * it finds its feet again within KI_INPUT_LOOKBACK lines.
 */
#ifndef KI_INPUT_INPUT_H
#define KI_INPUT_INPUT_H

#include "core/error.h"
#include "core/mem.h"
#include "model/line.h"

/*
 * How many lines before the first line of interest the stage wants to see: an
 * entry of the journal has as many.
 */
enum { KI_INPUT_LOOKBACK = 32 };

enum {
	/*
	 * What is behind it in a line is left out.  The kernel prints at most about
	 * 1 KiB a line, wrappings can make that several times longer.
	 */
	KI_LINE_MOST = 64 << 10,
};

struct ki_input;
struct ki_wrappings;

/* Takes a line; its views are valid during the call.  What it returns, if not KOOPS_OK, ends the
 * push. */
typedef enum koops_status (*ki_line_fn)(const struct ki_line *line, void *user);

/* What the stage knows of wrappings: immutable, for any number of inputs; NULL for want of memory.
 */
struct ki_wrappings *ki_wrappings_new(const struct ki_mem *mem);
void ki_wrappings_free(struct ki_wrappings *wrappings);

/* NULL for want of memory. */
struct ki_input *ki_input_new(const struct ki_mem *mem, const struct ki_wrappings *wrappings);
void ki_input_free(struct ki_input *input);

/*
 * Reads a line of the file, without its '\n', `number` from 1, and emits the lines
 * that are complete by it: none, one, or some that waited.  Fails with
 * KOOPS_E_MEMORY, or with what `emit` returned.
 */
enum koops_status ki_input_push(struct ki_input *input, struct koops_str raw, uint64_t number,
				ki_line_fn emit, void *user);

/*
 * How a line begins that has a stamp of the kernel's usual layout: where its seconds are, and
 * what is behind it; both 0 if it has none.
 */
struct ki_usual {
	unsigned char seconds, end;
};

/* Lines of a log that are there at once, one after the other. */
struct ki_lines {
	/* Those to come, each with its '\n', which the last may lack. */
	struct koops_str rest;
	/* The line whose stamp was looked for ahead, and what ki_usual_begin() said of it. */
	const char *looked_at;
	struct ki_usual usual;
};

/*
 * Takes the first of the lines and reads it as ki_input_push() does.  `ahead`: the next of
 * them is what will be read next, so that a line that can't go on there is emitted at once.
 */
enum koops_status ki_input_take(struct ki_input *input, struct ki_lines *lines, uint64_t number,
				bool ahead, ki_line_fn emit, void *user);

/* Emits what waits for more: the log is at its end, or silent.  Fails as ki_input_push(). */
enum koops_status ki_input_flush(struct ki_input *input, ki_line_fn emit, void *user);

/* Whether something waits for more lines, whatever they say: none may be skipped. */
bool ki_input_waits(const struct ki_input *input);

/* The number of the line that is held back, as the next may continue it; 0: none is. */
uint64_t ki_input_held(const struct ki_input *input);

/* The lines between the last push and the next were skipped. */
void ki_input_gap(struct ki_input *input);

/*
 * The literals that mark a line as worth pushing although no word of a report
 * can be read in it as it stands (text as a list of numbers); NULL behind the end.
 */
const char *ki_input_anchor(size_t number);

/*
 * Names of the wrappings, outermost first, such as "quote journald printk": those of the line
 * that is being emitted, else those of the last line pushed.  With a NUL behind; valid until
 * the next call.
 */
struct koops_str ki_input_wrapping(struct ki_input *input);

#endif
