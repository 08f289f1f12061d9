/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traces: frames, what is around them, and whose they are.
 */
#include "parse/reader.h"

bool ki_copy_frame(struct koops_report *report, struct koops_frame *frame)
{
	struct koops_str *strings[] = {&frame->symbol, &frame->module, &frame->build_id,
				       &frame->file};

	/* A line's text is clean, and so is what is cut out of it. */
	for (size_t i = 0; i < KI_LENGTH(strings); i++)
		if (strings[i]->size && !ki_arena_str(&report->arena, *strings[i], strings[i]))
			return false;
	return true;
}

static struct koops_trace *current_trace(struct ki_reader *reader)
{
	struct koops_report *report = reader->report;
	struct koops_trace *trace;

	if (reader->in_trace)
		return &report->traces[report->trace_count - 1];
	if (reader->joined && report->trace_count)
		report->traces[report->trace_count - 1].continued = true;
	trace = ki_report_add_trace(report);
	if (!trace ||
	    (reader->frames_ahead > 1 && !ki_trace_reserve(report, trace, reader->frames_ahead)))
		return NULL;
	reader->over &= reader->joined;
	trace->role = reader->role;
	trace->context = reader->context;
	trace->cpu = reader->trace_cpu;
	if (!reader->bystander && !reader->first[trace->role])
		reader->first[trace->role] = report->trace_count;
	reader->bystander_traced = reader->bystander;
	reader->in_trace = true;
	reader->joined = false;
	return trace;
}

static bool add_frame(struct ki_reader *reader, const struct koops_frame *frame)
{
	struct koops_trace *trace = current_trace(reader);
	struct koops_frame *added = trace ? ki_trace_add_frame(reader->report, trace) : NULL;

	if (!added)
		return false;
	if (reader->breaks_off)
		ki_mixed_frame(reader, frame);
	*added = *frame;
	reader->vouched += !(frame->flags & KOOPS_FRAME_UNRELIABLE);
	return ki_copy_frame(reader->report, added);
}

void ki_end_dump(struct ki_reader *reader)
{
	bool through = reader->in_trace || reader->joined;

	/* Registers that another CPU prints are not the report's, unless its stack is. */
	if (reader->role == KOOPS_ROLE_OWN)
		ki_dump_end(reader->report, &reader->dump, through);
	else if (reader->role == KOOPS_ROLE_CPU && !through && !reader->bystander &&
		 !reader->first[KOOPS_ROLE_CPU] && !ki_dump_is_empty(&reader->dump) &&
		 reader->dump.mode != KI_MODE_USER)
		reader->cpu_dump = reader->dump;
	reader->dump = (struct ki_dump){.arch = reader->dump.arch};
}

void ki_end_trace(struct ki_reader *reader)
{
	ki_end_dump(reader);
	reader->in_trace = reader->joined = reader->aside = false;
}

void ki_read_marker(struct ki_reader *reader, const struct ki_marker *marker)
{
	struct koops_trace *last;

	if (reader->dump.begun)
		ki_end_dump(reader);
	if (!marker->found)
		return;
	if (reader->in_trace && marker->end) {
		last = &reader->report->traces[reader->report->trace_count - 1];
		if (last->context == KOOPS_CONTEXT_UNKNOWN)
			last->context = marker->context;
	}
	reader->joined = reader->in_trace || reader->joined;
	reader->in_trace = false;
	/* What an interrupt's stack ends in is the stack of what it interrupted. */
	reader->context = marker->end ? KOOPS_CONTEXT_TASK : marker->context;
}

/* The addresses of "[<addr>] [<addr>]" behind the first. */
static bool add_addresses(struct ki_reader *reader, struct koops_str text)
{
	uint64_t address;

	while (ki_take_bracket_address(&text, &address)) {
		struct koops_frame frame = {.address = ki_number(address)};

		if (!add_frame(reader, &frame))
			return false;
		ki_take_blanks(&text);
	}
	return true;
}

bool ki_read_frame(struct ki_reader *reader, const struct ki_token *token)
{
	ki_read_marker(reader, &token->marker);
	/* SPARC64 has shown it in "Call Trace:" already. */
	if (reader->aside || (token->repeats && reader->report->trace_count && !reader->callers))
		return true;
	reader->callers = token->repeats;
	/* ARM prints "callee from caller": the callee of the first line is a frame too. */
	if (token->callee.size && !reader->in_trace &&
	    !add_frame(reader,
		       &(struct koops_frame){.symbol = token->callee, .flags = token->frame.flags}))
		return false;
	return add_frame(reader, &token->frame) &&
	       (!token->more.size || add_addresses(reader, token->more));
}

void ki_begin_section(struct ki_reader *reader, enum koops_role role)
{
	ki_end_trace(reader);
	reader->role = role;
	reader->context = KOOPS_CONTEXT_UNKNOWN;
}

static bool same_place(const struct koops_frame *a, const struct koops_frame *b)
{
	return ki_str_eq(a->symbol, b->symbol) && a->offset.known == b->offset.known &&
	       a->offset.value == b->offset.value;
}

bool ki_add_interrupted(struct ki_reader *reader, const struct koops_frame *frame)
{
	const struct koops_report *report = reader->report;
	const struct koops_trace *last;

	if (!frame->symbol.size && !frame->address.known)
		return true;
	if (reader->in_trace) {
		last = &report->traces[report->trace_count - 1];
		/* powerpc has it in "--- interrupt: 300 at foo+0x1/0x2" already. */
		if (last->frame_count &&
		    last->frames[last->frame_count - 1].flags & KOOPS_FRAME_PC &&
		    same_place(&last->frames[last->frame_count - 1], frame))
			return true;
	}
	return add_frame(reader, frame);
}

void ki_note_trace(struct ki_reader *reader, enum ki_token_type type)
{
	if (!reader->awaits_frame || type == KI_TOKEN_BLANK || type == KI_TOKEN_CONTEXT ||
	    type == KI_TOKEN_OTHER)
		return;
	reader->lacks_frames |= type != KI_TOKEN_FRAME && type != KI_TOKEN_PC;
	reader->awaits_frame = false;
}

bool ki_begin_trace(struct ki_reader *reader, const struct ki_token *token)
{
	bool alone = !token->frame.symbol.size && !token->frame.address.known;

	ki_end_trace(reader);
	ki_mixed_trace(reader);
	/* The parts about memory and locks have no such line: the report's own trace comes. */
	if (reader->role != KOOPS_ROLE_CPU && reader->role != KOOPS_ROLE_TASK)
		reader->role = KOOPS_ROLE_OWN;
	reader->context = KOOPS_CONTEXT_UNKNOWN;
	reader->awaits_frame = alone && !reader->traced && reader->role == KOOPS_ROLE_OWN;
	reader->traced = true;
	return alone || ki_read_frame(reader, token);
}

bool ki_has_trace(const struct ki_reader *reader)
{
	return reader->vouched > 1 || (reader->vouched && reader->traced);
}

void ki_read_section(struct ki_reader *reader, const struct ki_mark *mark, struct koops_str text)
{
	ki_begin_section(reader, mark->role);
	/* "NMI backtrace for cpu 1 skipped: idling at …": its trace does not come. */
	if (ki_str_find(text, KI_STR(" skipped: ")) < text.size) {
		reader->bystander = false;
		return;
	}
	reader->bystander = mark->bystander || (reader->bystander && !reader->bystander_traced);
	reader->bystander_traced = false;
	reader->trace_cpu.known = false;
	/* The CPU whose registers came printed no stack. */
	if (!reader->first[KOOPS_ROLE_CPU])
		reader->cpu_dump = (struct ki_dump){0};
}
