/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a report that is read can be trusted, and which traces are its own.
 */
#include "parse/reader.h"
#include "parse/title.h"

bool ki_add_reason(struct koops_report *report, const char *reason)
{
	return ki_strs_add(report, &report->reasons, ki_str(reason));
}

/* Whether the last line of the report is one of the last trace's. */
static bool ends_in_trace(const struct ki_items *items, size_t count)
{
	return ki_item_at(items, count - 1)->token.type == KI_TOKEN_FRAME;
}

bool ki_read_ending(struct ki_reader *reader, const struct ki_items *items, size_t count,
		    enum ki_ending ending)
{
	struct koops_report *report = reader->report;
	struct koops_trace *last;

	if (ending == KI_ENDING_TOO_LONG &&
	    !ki_add_reason(report, "too long: the rest is left out"))
		return false;
	if (!report->trace_count || !ends_in_trace(items, count))
		return true;
	last = &report->traces[report->trace_count - 1];
	last->cut = ki_trace_is_cut(last);
	return !last->cut || ki_add_reason(report, "the last trace is cut off");
}

/*
 * Where no trace is the report's own, the first stack of another role is: the
 * task that hangs, the CPU that another one found to stall, a side of a race.
 */
void ki_choose_own(struct ki_reader *reader, const struct ki_kind *kind)
{
	static const enum koops_role stalled[] = {KOOPS_ROLE_CPU, KOOPS_ROLE_TASK};
	static const enum koops_role others[] = {KOOPS_ROLE_TASK, KOOPS_ROLE_ACCESS,
						 KOOPS_ROLE_CPU};
	bool stall = kind->guilty == KI_GUILTY_OUTER_TASK;
	const enum koops_role *roles = stall ? stalled : others;
	size_t count = stall ? KI_LENGTH(stalled) : KI_LENGTH(others);
	size_t at = reader->first[KOOPS_ROLE_OWN];
	struct koops_report *report = reader->report;

	if (at)
		return;
	for (size_t i = 0; i < count && !at; i++)
		at = reader->first[roles[i]];
	if (at && at == reader->first[KOOPS_ROLE_CPU])
		ki_dump_end(report, &reader->cpu_dump, false);
	for (; at && at <= report->trace_count; at++) {
		report->traces[at - 1].role = KOOPS_ROLE_OWN;
		if (!report->traces[at - 1].continued)
			return;
	}
}

/*
 * Whether the stack is another CPU's for all that is known: the "CPU:" line that a first
 * line like this one brings did not come, nor a frame of the function that it names.
 */
static bool is_foreign(const struct ki_reader *reader, struct koops_str first)
{
	const struct koops_report *report = reader->report;
	const struct koops_str *named = ki_field(&reader->fields, KI_STR("named"));
	struct koops_str symbol =
	    named ? ki_str_to(*named, ki_str_find(*named, KI_STR("+"))) : (struct koops_str){0};

	if (reader->placed || !symbol.size || !ki_says_task(first) ||
	    ki_str_eq(report->pc.symbol, symbol))
		return false;
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			if (ki_str_eq(report->traces[i].frames[j].symbol, symbol))
				return false;
	return true;
}

bool ki_judge(struct ki_reader *reader, const struct ki_kind *kind, struct koops_str first,
	      enum ki_ending ending)
{
	struct koops_report *report = reader->report;
	const char *reason = NULL;

	if (kind->flags & KI_KIND_BARE && kind->flags & KI_KIND_TEXT_FOLLOWS && !reader->has_text)
		reason = "its text is not there";
	else if (kind->flags & KI_KIND_BARE ||
		 (reader->follows && kind->flags & KI_KIND_CONSEQUENCE))
		return true;
	else if (kind->flags & KI_KIND_LATE)
		reason = "what led to it is not there";
	else if (kind->flags & KI_KIND_ANNOUNCES)
		reason = "the crash that it announces is not there";
	else if (reader->interleaved || is_foreign(reader, first))
		reason = "interleaved";
	else if (reader->notices)
		reason = "another report stands in it";
	else if (!ki_has_trace(reader))
		reason = "there is no trace";
	else if (reader->lacks_frames || reader->awaits_frame)
		reason = "a trace has no frame";
	/* Whoever reports what it runs on says on which CPU; some sanitizers say it last. */
	else if (ending == KI_ENDING_INTERRUPTED && !reader->placed &&
		 kind->class != KI_CLASS_LEAK && kind->class != KI_CLASS_SAMPLE)
		reason = "another report stands in it";
	if (!reason)
		return true;
	report->corrupted = true;
	return ki_add_reason(report, reason);
}
