/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports made from words, for the tests of titles and signatures.
 *
 * A trace is its frames, innermost first, with a space between two:
 *   name           a function
 *   ?name          an unreliable frame
 *   =name          an inlined one
 *   @name          a program counter
 *   name[module]   a function of a module
 *   0x12           a bare address
 */
#ifndef MADE_H
#define MADE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/report.h"
#include "sign/sign.h"

static inline struct koops_report *made_report(const char *kind, const char *event,
					       enum ki_class class)
{
	struct ki_mem mem;
	struct koops_report *report;

	ki_mem_init(&mem, NULL);
	report = ki_report_new(&mem);
	ck_assert_ptr_nonnull(report);
	report->kind = ki_str(kind);
	report->family = ki_str(event);
	report->class = class;
	report->guilty = report->subject = KI_STR("");
	return report;
}

static inline enum koops_status made_signature(struct koops_report *report)
{
	struct ki_arena scratch;
	enum koops_status status;

	ki_arena_init(&scratch, &report->mem);
	status = ki_sign(report, NULL, &scratch);
	ki_arena_free(&scratch);
	return status;
}

static inline struct koops_str made_str(struct koops_report *report, struct koops_str str)
{
	struct koops_str copy;

	ck_assert(ki_report_str(report, str, &copy));
	return copy;
}

static inline void made_frame(struct koops_report *report, struct koops_str word,
			      struct koops_frame *frame)
{
	size_t bracket;

	if (ki_take_char(&word, '?'))
		frame->flags |= KOOPS_FRAME_UNRELIABLE;
	else if (ki_take_char(&word, '='))
		frame->flags |= KOOPS_FRAME_INLINED;
	else if (ki_take_char(&word, '@'))
		frame->flags |= KOOPS_FRAME_PC;
	frame->symbol = frame->module = KI_STR("");
	frame->address.known = ki_take_0x(&word, &frame->address.value);
	if (frame->address.known)
		return;
	bracket = ki_str_chr(word, '[');
	frame->symbol = made_str(report, ki_str_to(word, bracket));
	if (bracket < word.size)
		frame->module = made_str(
		    report, (struct koops_str){word.data + bracket + 1, word.size - bracket - 2});
}

static inline struct koops_trace *made_trace(struct koops_report *report, enum koops_role role,
					     enum koops_context context, const char *words)
{
	struct koops_trace *trace = ki_report_add_trace(report);
	struct koops_str rest = ki_str(words), word;

	ck_assert_ptr_nonnull(trace);
	trace->role = role;
	trace->context = context;
	while (ki_take_blanks(&rest), ki_take_word(&rest, &word)) {
		struct koops_frame *frame = ki_trace_add_frame(report, trace);

		ck_assert_ptr_nonnull(frame);
		made_frame(report, word, frame);
	}
	return trace;
}

/* A trace of words; one that `goes_on` does so in the next. */
struct made_stack {
	enum koops_role role;
	enum koops_context context;
	const char *words;
	bool goes_on, cut;
};

enum { MADE_STACKS = 3 };

#define OWN(words)                                          \
	{                                                   \
		KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, (words) \
	}
#define OF(role, words)                                           \
	{                                                         \
		KOOPS_ROLE_##role, KOOPS_CONTEXT_UNKNOWN, (words) \
	}

/* Up to MADE_STACKS of them, or to one without words. */
static inline void made_stacks(struct koops_report *report, const struct made_stack *stacks)
{
	for (size_t i = 0; i < MADE_STACKS && stacks[i].words; i++) {
		struct koops_trace *trace =
		    made_trace(report, stacks[i].role, stacks[i].context, stacks[i].words);

		trace->continued = stacks[i].goes_on;
		trace->cut = stacks[i].cut;
	}
}

#endif
