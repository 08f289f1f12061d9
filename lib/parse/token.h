/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a line is to a crash report, seen by itself.
 */
#ifndef KI_PARSE_TOKEN_H
#define KI_PARSE_TOKEN_H

#include "parse/arch.h"
#include "parse/kind.h"
#include "parse/rules.h"

enum ki_token_type {
	/* Nothing that a report would hold. */
	KI_TOKEN_OTHER,
	KI_TOKEN_BLANK,
	/* The first line of a report, or a line like it inside one. */
	KI_TOKEN_HEADER,
	/* A frame of a trace. */
	KI_TOKEN_FRAME,
	/* "<TASK>", "</IRQ>", … alone. */
	KI_TOKEN_CONTEXT,
	/* "Call Trace:" and its like. */
	KI_TOKEN_TRACE,
	/* Begins a part of the report with traces of another role. */
	KI_TOKEN_SECTION,
	/* "CPU: 0 PID: 516 Comm: …" */
	KI_TOKEN_CPU,
	KI_TOKEN_HARDWARE,
	/* Program counter: "RIP: …", "pc : …" */
	KI_TOKEN_PC,
	KI_TOKEN_REGISTERS,
	/* Words of memory, a listing of instructions. */
	KI_TOKEN_MEMORY,
	/* A frame follows that belongs to no trace. */
	KI_TOKEN_ASIDE,
	KI_TOKEN_CODE,
	KI_TOKEN_MODULES,
	KI_TOKEN_WORKQUEUE,
	KI_TOKEN_TAINT,
	KI_TOKEN_KERNEL_OFFSET,
	KI_TOKEN_LOCK,
	/* "------------[ cut here ]------------", "=====": a report begins behind it. */
	KI_TOKEN_RULER,
	/* "---[ end trace …": little can follow. */
	KI_TOKEN_END,
	/* Other text that the kernel prints inside reports. */
	KI_TOKEN_BODY,
	/* The boot loader's or a new kernel's first words: whatever was, is over. */
	KI_TOKEN_BOOT,
};

/* Such as "header"; static. */
const char *ki_token_name(enum ki_token_type type);

/* A marker of a context's stack: begins it, or ends it. */
struct ki_marker {
	enum koops_context context;
	bool found, end;
};

struct ki_mark;

struct ki_token {
	enum ki_token_type type;
	/* KI_TOKEN_FRAME, KI_TOKEN_CONTEXT: markers before the frame. */
	struct ki_marker marker;
	/* KI_TOKEN_FRAME of SPARC: of the same stack, which some kernels print twice. */
	bool repeats;
	/* KI_TOKEN_HEADER: the row, and the groups of its match. */
	const struct ki_rule *rule;
	struct ki_places places;
	/* What ki_marks have on the line; NULL for lines that are in no table. */
	const struct ki_mark *mark;
	/* Where the text after the mark's literal begins. */
	size_t at;
	/* The first that reads the place, or the line of KI_TOKEN_REGISTERS. */
	const struct ki_arch *arch;
	/* KI_TOKEN_PC, and KI_TOKEN_REGISTERS with a place in one: ki_place_read() reads it. */
	const struct ki_place *place;
	/* KI_TOKEN_REGISTERS without a place; not set for others. */
	struct ki_found found;
	/* KI_TOKEN_FRAME of ARM ("callee from caller"): the callee. */
	struct koops_str callee;
	/* KI_TOKEN_FRAME: addresses of more frames on the line, "[<addr>] [<addr>]". */
	struct koops_str more;
	/*
	 * KI_TOKEN_FRAME, KI_TOKEN_LOCK, and KI_TOKEN_TRACE, where it may be empty; not set
	 * for others.  Views into the line, not NUL-terminated.
	 */
	struct koops_frame frame;
};

/* Looks at a line, which must live as long as the token, and sets all that its type has. */
void ki_lex(const struct ki_rules *rules, struct ki_match *match, struct koops_str text,
	    struct ki_token *token);

/*
 * A row for lines that begin with a literal (white space before it does not count).
 */
struct ki_mark {
	const char *literal;
	enum ki_token_type type;
	/* KI_TOKEN_SECTION, KI_TOKEN_TRACE: role of the traces that follow. */
	enum koops_role role;
	/* A pattern over the line whose named groups are fields; NULL for none. */
	const char *pattern;
	/* Without a pattern: the field that all behind the literal is; NULL for none. */
	const char *field;
	/* What must be further in the line, too; NULL for nothing. */
	const char *further;
	/* KI_TOKEN_SECTION: the trace that follows is not of what the report is about. */
	bool bystander;
};

extern const struct ki_mark ki_marks[];
extern const size_t ki_marks_count;

/*
 * Reads a frame line: "foo+0x1/0x2 [mod]", "[<addr>] ? foo+0x1/0x2",
 * "foo fs/bar.c:12 [inline]", "foo from bar+0x1/0x2", …  `text` is all of the line.
 * Returns false, and leaves `token`, if it is none.
 */
bool ki_lex_frame(struct koops_str text, struct ki_token *token);

/*
 * Reads "foo+0x1/0x2 [mod build-id] (P) fs/bar.c:12 [inline]" at the front of
 * `text`, and takes it.  Returns false, and leaves both, if it isn't there.
 */
bool ki_take_location(struct koops_str *text, struct koops_frame *frame);

/* Reads "[<addr>]", "[addr]" (8 or 16 digits) and takes it. */
bool ki_take_bracket_address(struct koops_str *text, uint64_t *address);

/*
 * Takes a marker such as "<TASK>" or "<EOI>" off the front.
 */
bool ki_take_marker(struct koops_str *text, struct ki_marker *marker);

#endif
