/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose fault: the frame that a title names.
 */
#include "core/rust.h"
#include "data/lists.h"
#include "parse/title.h"

struct choice {
	struct koops_report *report;
	/* The lists that are passed over besides those for all. */
	unsigned pass;
	/* The stacks of interrupts are passed over too. */
	bool task;
};

/* The lists have the paths of Rust's functions: their symbols hold hashes. */
static bool is_rust_reporting(struct koops_str symbol)
{
	char name[KI_RUST_NAME_MOST];
	struct koops_str path;

	return ki_rust_name(symbol, name, &path) && ki_list_has(KI_LIST_SKIP, path);
}

static bool is_significant(const struct choice *choice, struct koops_frame *frame)
{
	/* Without symbols inlined functions are not there, and the title is the same. */
	if (!ki_frame_is_reliable(frame) || !ki_frame_base(frame).size)
		return false;
	if (ki_frame_in(frame, KI_LIST_NAME))
		return true;
	if (ki_frame_in(frame, choice->pass))
		return false;
	if (ki_frame_in(frame, KI_LIST_KEEP))
		return true;
	return !ki_frame_in(frame, KI_LIST_SKIP | KI_LIST_SERVICE | KI_LIST_HELPER) &&
	       !is_rust_reporting(frame->symbol);
}

typedef bool (*frame_fn)(const struct choice *choice, struct koops_frame *frame);

static struct koops_frame *first_frame(const struct choice *choice, enum koops_role role,
				       frame_fn wanted)
{
	struct koops_report *report = choice->report;

	for (size_t i = 0; i < report->trace_count; i++) {
		const struct koops_trace *trace = &report->traces[i];

		if (choice->task && trace->context != KOOPS_CONTEXT_TASK)
			continue;
		for (size_t j = 0; trace->role == role && j < trace->frame_count; j++)
			if (wanted(choice, &trace->frames[j]))
				return &trace->frames[j];
	}
	return NULL;
}

static bool is_reliable(const struct choice *choice, struct koops_frame *frame)
{
	(void)choice;
	return ki_frame_is_reliable(frame) && frame->symbol.size;
}

static struct koops_frame *innermost(const struct choice *choice, enum koops_role role)
{
	return first_frame(choice, role, is_significant);
}

/* What an outer frame, or an inner one, does to the search for what was called. */
struct search {
	struct koops_frame *called, *outer;
};

/* Looks at the next frame outwards; returns true if the search has its result in `called`. */
static bool look(const struct choice *choice, struct koops_frame *frame, struct search *search)
{
	if (!ki_frame_is_reliable(frame) || !ki_frame_base(frame).size)
		return false;
	if (ki_frame_in(frame, KI_LIST_NAME) && !ki_frame_in(frame, KI_LIST_SKIP)) {
		search->called = frame;
		return true;
	}
	if (ki_frame_in(frame, KI_LIST_OUTER)) {
		if (search->called)
			return true;
		/* Only the detector is inwards of its timer. */
		if (!search->outer && is_significant(choice, frame))
			search->outer = frame;
		return false;
	}
	/* What was sampled lies outwards of the interrupt that did it. */
	if (ki_frame_in(frame, KI_LIST_INTERRUPT)) {
		search->outer = NULL;
		return false;
	}
	/* Nor is anything that the machinery of reporting called. */
	if (is_significant(choice, frame) && !ki_frame_in(frame, KI_LIST_ENTRY))
		search->called = frame;
	return false;
}

/* What generic code called last, of the frames outwards of the first `skip` interrupts. */
static struct koops_frame *search_called(const struct choice *choice, unsigned skip)
{
	struct koops_report *report = choice->report;
	struct search search = {0};

	if (!skip && look(choice, &report->pc, &search))
		return search.called;
	for (size_t i = 0; i < report->trace_count; i++) {
		const struct koops_trace *trace = &report->traces[i];

		for (size_t j = 0; trace->role == KOOPS_ROLE_OWN && j < trace->frame_count; j++) {
			struct koops_frame *frame = &trace->frames[j];

			if (!skip && look(choice, frame, &search))
				return search.called;
			if (skip && ki_frame_is_reliable(frame) &&
			    ki_frame_in(frame, KI_LIST_INTERRUPT))
				skip--;
		}
	}
	return search.called ? search.called : search.outer;
}

/* The reliable frame outwards of the innermost, of the report's own first trace. */
static struct koops_frame *second_frame(struct koops_report *report, struct koops_frame *first)
{
	for (size_t i = 0; i < report->trace_count; i++) {
		const struct koops_trace *trace = &report->traces[i];
		bool is_behind = false;

		for (size_t j = 0; trace->role == KOOPS_ROLE_OWN && j < trace->frame_count; j++) {
			if (is_behind && is_reliable(NULL, &trace->frames[j]))
				return &trace->frames[j];
			is_behind |= &trace->frames[j] == first;
		}
	}
	return NULL;
}

/*
 * Whether the task could run, and another did: its stack ends in the scheduler, which
 * it did not call.
 */
static bool is_preempted(const struct choice *choice)
{
	static const char *const names[] = {"__schedule", "__switch_to", "context_switch"};
	struct koops_frame *first = first_frame(choice, KOOPS_ROLE_OWN, is_reliable), *second;

	for (size_t i = 0; first && i < KI_LENGTH(names); i++)
		if (ki_str_eq(ki_frame_base(first), ki_str(names[i]))) {
			second = second_frame(choice->report, first);
			return !second || !ki_str_eq(ki_frame_base(second), KI_STR("schedule"));
		}
	return false;
}

/*
 * What a CPU or task did that was sampled: with `task`, in the task, if an interrupt
 * was on top of it.
 */
static struct koops_frame *called(const struct choice *choice, bool task)
{
	struct koops_frame *found = task ? search_called(choice, 1) : NULL;

	/* A task that waits for a CPU is not what keeps it busy. */
	if (!found && task && is_preempted(choice))
		return NULL;
	if (!found)
		found = search_called(choice, 0);
	return found ? found : innermost(choice, KOOPS_ROLE_OWN);
}

/* A frame of the report's own traces with this name, or NULL. */
static struct koops_frame *find_frame(struct koops_report *report, struct koops_str symbol)
{
	for (size_t i = 0; i < report->trace_count; i++) {
		const struct koops_trace *trace = &report->traces[i];

		for (size_t j = 0; trace->role == KOOPS_ROLE_OWN && j < trace->frame_count; j++)
			if (ki_str_eq(trace->frames[j].symbol, symbol))
				return &trace->frames[j];
	}
	return NULL;
}

/* The first of the named functions that is not to be skipped, or what is in the trace. */
static struct koops_frame *choose_named(const struct choice *choice, struct koops_frame *named,
					size_t count)
{
	struct koops_frame *found;

	for (size_t i = 0; i < count; i++)
		if (is_significant(choice, &named[i])) {
			found = find_frame(choice->report, named[i].symbol);
			return found ? found : &named[i];
		}
	found = innermost(choice, KOOPS_ROLE_OWN);
	/* A lock whose taker is a service has no better name where there is no trace. */
	if (!found && choice->report->class == KI_CLASS_LOCKING && named[0].symbol.size)
		return &named[0];
	return found;
}

struct koops_frame *ki_guilty(struct koops_report *report, const struct ki_kind *kind,
			      struct koops_frame *named, size_t count)
{
	struct choice choice = {.report = report, .pass = kind->pass};

	switch (kind->guilty) {
	case KI_GUILTY_NONE:
		return NULL;
	case KI_GUILTY_PC:
		if (is_significant(&choice, &report->pc))
			return &report->pc;
		break;
	case KI_GUILTY_NAMED:
		return choose_named(&choice, named, count);
	case KI_GUILTY_OUTER:
		return called(&choice, false);
	case KI_GUILTY_OUTER_TASK:
		return called(&choice, true);
	case KI_GUILTY_ALLOCATION:
		return innermost(&choice, KOOPS_ROLE_ALLOCATION);
	case KI_GUILTY_LOCK:
		return innermost(&choice, KOOPS_ROLE_LOCK);
	case KI_GUILTY_FRAME:
	case KI_GUILTY_WAIT:
		break;
	}
	return innermost(&choice, KOOPS_ROLE_OWN);
}

struct koops_frame *ki_guilty_caller(struct koops_report *report, struct koops_frame *guilty)
{
	struct choice choice = {.report = report, .pass = KI_LIST_CALLER};

	if (!ki_frame_in(guilty, KI_LIST_CALLER))
		return NULL;
	return innermost(&choice, KOOPS_ROLE_OWN);
}

static bool has_file(const struct choice *choice, struct koops_frame *frame)
{
	(void)choice;
	return frame->file.size && !(frame->flags & KOOPS_FRAME_UNRELIABLE);
}

static bool has_own_file(const struct choice *choice, struct koops_frame *frame)
{
	struct koops_str file = frame->file;

	ki_take(&file, KI_STR("./"));
	return has_file(choice, frame) && !ki_list_has(KI_LIST_FILES, file);
}

struct koops_str ki_guilty_file(struct koops_report *report, const struct ki_kind *kind,
				struct koops_str where)
{
	struct choice choice = {.report = report};
	bool leak = kind->guilty == KI_GUILTY_ALLOCATION;
	enum koops_role role = leak ? KOOPS_ROLE_ALLOCATION : KOOPS_ROLE_OWN;
	struct koops_frame *found;

	/* What keeps a CPU busy is its task: the interrupts on top of it come and go. */
	choice.task = kind->guilty == KI_GUILTY_OUTER_TASK;
	found = choice.task ? first_frame(&choice, role, has_own_file) : NULL;
	choice.task = false;
	if (!found && !leak && has_own_file(&choice, &report->pc))
		return report->pc.file;
	if (!found)
		found = first_frame(&choice, role, has_own_file);
	if (!found && where.size)
		return where;
	if (!found && !leak && has_file(&choice, &report->pc))
		return report->pc.file;
	if (!found)
		found = first_frame(&choice, role, has_file);
	return found ? found->file : KI_STR("");
}

struct koops_frame *ki_innermost(struct koops_report *report, enum koops_role role)
{
	return innermost(&(struct choice){.report = report}, role);
}

bool ki_trace_is_cut(const struct koops_trace *trace)
{
	for (size_t i = trace->frame_count; i > 0; i--) {
		struct koops_frame *frame = &trace->frames[i - 1];

		if (ki_frame_is_reliable(frame))
			return !ki_frame_in(frame, KI_LIST_ENTRY) ||
			       ki_frame_in(frame, KI_LIST_EXCEPTION);
	}
	return true;
}
