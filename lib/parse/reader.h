/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report that is being read: what its lines so far leave for the next ones.  Functions
 * that return bool fail for want of memory.
 */
#ifndef KI_PARSE_READER_H
#define KI_PARSE_READER_H

#include "parse/dump.h"
#include "parse/fields.h"
#include "parse/item.h"

struct ki_reader {
	const struct ki_rules *rules;
	struct ki_match *match;
	struct koops_report *report;
	/* Where the frames that come go. */
	enum koops_role role;
	enum koops_context context;
	struct ki_number trace_cpu;
	/* Frames come to the last trace; else they begin a new one. */
	bool in_trace;
	/* Frames so far that the kernel vouches for. */
	size_t vouched;
	/* Lines of frames without a marker between them, from the one that is read on. */
	size_t frames_ahead;
	/* The next trace is the outer part of the stack that the last one began. */
	bool joined;
	/* The registers that are being read. */
	struct ki_dump dump;
	/* Words that come belong to "Code:", and how many lines of them may. */
	unsigned code_lines;
	/* The frame that comes is no part of a trace. */
	bool aside;
	/* The trace is one of "Caller[addr]: …" lines. */
	bool callers;
	/* The report's "CPU:" line was read. */
	bool placed;
	/* For KI_TOKEN_MODULES that goes on in the next line. */
	bool in_modules;
	/* The first trace of a role that can be what the report is about, from 1; 0 for none. */
	size_t first[KOOPS_ROLE_QUEUED + 1];
	/* The trace that comes can't. */
	bool bystander;
	/* It came. */
	bool bystander_traced;
	/* The registers that stand before the first trace of KOOPS_ROLE_CPU. */
	struct ki_dump cpu_dump;
	/* Another crash came before it. */
	bool follows;
	/* Another report was not over where it began: see read_mixed.c. */
	bool breaks_off;
	/* Its stack has reached the way into the kernel. */
	bool over;
	bool first_line;
	/* "Call Trace:" or a section of traces came. */
	bool traced;
	/* The report's first "Call Trace:" was the last line that says anything. */
	bool awaits_frame;
	/* It had no frame. */
	bool lacks_frames;
	/* A notice that has a trace of its own does. */
	bool notices;
	/* What came can't be the report's: another task's line, a second stack. */
	bool interleaved;
	/* The line behind the first was its text. */
	bool has_text;
	/* From "Tainted:" on: of a bystander, or of what may be the rest of a "CPU:" line. */
	struct koops_str other_kernel;
	/* The last member: what is behind its count is not set. */
	struct ki_fields fields;
};

/* A ki_group_fn: keeps a group as a field, for the report or the titles; `user` is the reader. */
bool ki_take_group(const struct ki_group *group, struct koops_str value, void *user);

/* read_trace.c */

/* Copies a frame's strings into the report. */
bool ki_copy_frame(struct koops_report *report, struct koops_frame *frame);
bool ki_read_frame(struct ki_reader *reader, const struct ki_token *token);
/* A marker of a context's stack: what follows is another trace, but of the same stack. */
void ki_read_marker(struct ki_reader *reader, const struct ki_marker *marker);
/* A program counter in the middle of a trace: what an exception interrupted is a frame. */
bool ki_add_interrupted(struct ki_reader *reader, const struct koops_frame *frame);
/* "Call Trace:", and the first frame if it follows on the line. */
bool ki_begin_trace(struct ki_reader *reader, const struct ki_token *token);
/* Watches for a trace that does not begin. */
void ki_note_trace(struct ki_reader *reader, enum ki_token_type type);
void ki_begin_section(struct ki_reader *reader, enum koops_role role);
void ki_read_section(struct ki_reader *reader, const struct ki_mark *mark, struct koops_str text);
/* Ends a dump of registers: what follows is another's. */
void ki_end_dump(struct ki_reader *reader);
void ki_end_trace(struct ki_reader *reader);
/* Whether a trace came, or at least two frames, as some reports print them without a header. */
bool ki_has_trace(const struct ki_reader *reader);

/* read_mixed.c: before the reader takes what each is about. */

/* Only where the report breaks off another. */
void ki_mixed_frame(struct ki_reader *reader, const struct koops_frame *frame);
void ki_mixed_trace(struct ki_reader *reader);
void ki_mixed_registers(struct ki_reader *reader, const struct ki_token *token);
void ki_mixed_code(struct ki_reader *reader, struct koops_str text);

/* read_registers.c */

/* A line of registers that begins with a place in the code, or not. */
bool ki_read_registers(struct ki_reader *reader, const struct ki_item *item);
/* Words of memory: more registers, more of the code, or of the stack. */
bool ki_read_words(struct ki_reader *reader, struct koops_str text);
bool ki_read_code(struct ki_reader *reader, const struct ki_item *item);
/* Forgets registers that came before the report's "CPU:" line: they are another's. */
void ki_drop_registers(struct ki_reader *reader);

/* read_task.c */

bool ki_read_cpu(struct ki_reader *reader, const struct ki_item *item);
/* A line of no form: more modules, or the kernel that lockdep names. */
bool ki_read_other(struct ki_reader *reader, struct koops_str text, bool in_modules);
/* What tells the taint where no whole "CPU:" line does. */
bool ki_read_late_taint(struct ki_reader *reader, struct koops_str text);

/* judge.c */

/* Makes the traces that the report is about its own, where none is. */
void ki_choose_own(struct ki_reader *reader, const struct ki_kind *kind);
bool ki_read_ending(struct ki_reader *reader, const struct ki_items *items, size_t count,
		    enum ki_ending ending);
/* What makes a report that is not whole without a trace one that can't be trusted. */
bool ki_judge(struct ki_reader *reader, const struct ki_kind *kind, struct koops_str first,
	      enum ki_ending ending);
bool ki_add_reason(struct koops_report *report, const char *reason);

#endif
