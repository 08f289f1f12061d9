/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose fault: the frame that a title names.
 */
#include "core/symbol.h"
#include "data/lists.h"
#include "parse/title.h"

static bool is_significant(const struct koops_frame *frame)
{
	struct koops_str base = ki_symbol_base(frame->symbol);

	return base.size && !(frame->flags & KOOPS_FRAME_UNRELIABLE) &&
	       !ki_list_has(&ki_list_skip, base) && !ki_list_has(&ki_list_service, base);
}

static const struct koops_frame *innermost(const struct koops_report *report, enum koops_role role)
{
	for (size_t i = 0; i < report->trace_count; i++) {
		const struct koops_trace *trace = &report->traces[i];

		for (size_t j = 0; trace->role == role && j < trace->frame_count; j++)
			if (is_significant(&trace->frames[j]))
				return &trace->frames[j];
	}
	return NULL;
}

/*
 * The way in, for a task that was sampled: its system call; else the innermost
 * frame of the task.
 */
static const struct koops_frame *outermost(const struct koops_report *report)
{
	struct koops_str call;

	for (size_t i = report->trace_count; i > 0; i--) {
		const struct koops_trace *trace = &report->traces[i - 1];

		for (size_t j = trace->frame_count; trace->role == KOOPS_ROLE_OWN && j > 0; j--)
			if (is_significant(&trace->frames[j - 1]) &&
			    ki_symbol_syscall(ki_symbol_base(trace->frames[j - 1].symbol), &call))
				return &trace->frames[j - 1];
	}
	return innermost(report, KOOPS_ROLE_OWN);
}

const struct koops_frame *ki_guilty(const struct koops_report *report, enum ki_guilty how)
{
	switch (how) {
	case KI_GUILTY_NONE:
		break;
	case KI_GUILTY_PC:
	case KI_GUILTY_NAMED:
		if (is_significant(&report->pc))
			return &report->pc;
		return innermost(report, KOOPS_ROLE_OWN);
	case KI_GUILTY_FRAME:
		return innermost(report, KOOPS_ROLE_OWN);
	case KI_GUILTY_OUTER:
		return outermost(report);
	case KI_GUILTY_ALLOCATION:
		return innermost(report, KOOPS_ROLE_ALLOCATION);
	}
	return NULL;
}

bool ki_trace_is_cut(const struct koops_trace *trace)
{
	for (size_t i = trace->frame_count; i > 0; i--) {
		const struct koops_frame *frame = &trace->frames[i - 1];

		if (ki_frame_is_reliable(frame))
			return !ki_list_has(&ki_list_entry, ki_symbol_base(frame->symbol));
	}
	return true;
}
