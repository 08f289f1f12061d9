/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The accessors of koops.h, over the values of model/report.h.
 */
#include "model/report.h"

/* A value by its enum: the offset of each member, and 0 for a value that is none. */
#define MEMBER(object, offsets, which, type)                                           \
	((size_t)(which) < KI_LENGTH(offsets)                                          \
	     ? (const type *)(const void *)((const char *)(object) + (offsets)[which]) \
	     : NULL)

void koops_report_free(struct koops_report *report)
{
	ki_report_free(report);
}

static struct koops_str string_or_empty(const struct koops_str *str)
{
	return str && str->data ? *str : KI_STR("");
}

static bool number_if_known(const struct ki_number *number, uint64_t *value)
{
	if (!number || !number->known)
		return false;
	*value = number->value;
	return true;
}

struct koops_str koops_report_string(const struct koops_report *report,
				     enum koops_report_string which)
{
	static const size_t offsets[] = {
	    [KOOPS_REPORT_FILE] = offsetof(struct koops_report, file),
	    [KOOPS_REPORT_KIND] = offsetof(struct koops_report, kind),
	    [KOOPS_REPORT_TITLE] = offsetof(struct koops_report, title),
	    [KOOPS_REPORT_TIME] = offsetof(struct koops_report, time),
	    [KOOPS_REPORT_COMM] = offsetof(struct koops_report, comm),
	    [KOOPS_REPORT_RELEASE] = offsetof(struct koops_report, release),
	    [KOOPS_REPORT_BUILD] = offsetof(struct koops_report, build),
	    [KOOPS_REPORT_HARDWARE] = offsetof(struct koops_report, hardware),
	    [KOOPS_REPORT_CODE] = offsetof(struct koops_report, code),
	    [KOOPS_REPORT_GUILTY] = offsetof(struct koops_report, guilty),
	    [KOOPS_REPORT_GUILTY_FILE] = offsetof(struct koops_report, guilty_file),
	    [KOOPS_REPORT_WORKQUEUE] = offsetof(struct koops_report, workqueue),
	    [KOOPS_REPORT_ACCESS] = offsetof(struct koops_report, access),
	    [KOOPS_REPORT_SCHED_EXT] = offsetof(struct koops_report, sched_ext),
	    [KOOPS_REPORT_STOPPER] = offsetof(struct koops_report, stopper),

	};

	return string_or_empty(MEMBER(report, offsets, which, struct koops_str));
}

bool koops_report_number(const struct koops_report *report, enum koops_report_number which,
			 uint64_t *value)
{
	static const size_t offsets[] = {
	    [KOOPS_REPORT_NUMBER] = offsetof(struct koops_report, number),
	    [KOOPS_REPORT_LINE] = offsetof(struct koops_report, line),
	    [KOOPS_REPORT_END_LINE] = offsetof(struct koops_report, end_line),
	    [KOOPS_REPORT_CPU] = offsetof(struct koops_report, cpu),
	    [KOOPS_REPORT_PID] = offsetof(struct koops_report, pid),
	    [KOOPS_REPORT_UID] = offsetof(struct koops_report, uid),
	    [KOOPS_REPORT_SECONDS] = offsetof(struct koops_report, seconds),
	    [KOOPS_REPORT_ACCESS_SIZE] = offsetof(struct koops_report, access_size),
	    [KOOPS_REPORT_ACCESS_ADDRESS] = offsetof(struct koops_report, access_address),
	    [KOOPS_REPORT_CONSEQUENCE_OF] = offsetof(struct koops_report, consequence_of),
	    [KOOPS_REPORT_KERNEL_OFFSET] = offsetof(struct koops_report, kernel_offset),
	};

	return number_if_known(MEMBER(report, offsets, which, struct ki_number), value);
}

enum koops_severity koops_report_severity(const struct koops_report *report)
{
	return report->severity;
}

bool koops_report_corrupted(const struct koops_report *report)
{
	return report->corrupted;
}

bool koops_report_primary(const struct koops_report *report)
{
	return report->primary;
}

struct koops_str koops_report_list(const struct koops_report *report, enum koops_report_list which,
				   size_t index)
{
	static const size_t offsets[] = {
	    [KOOPS_REPORT_ALT_TITLES] = offsetof(struct koops_report, alt_titles),
	    [KOOPS_REPORT_REASONS] = offsetof(struct koops_report, reasons),
	    [KOOPS_REPORT_LOCKS] = offsetof(struct koops_report, locks),
	    [KOOPS_REPORT_IRQ_EVENTS] = offsetof(struct koops_report, irq_events),
	};
	const struct ki_strs *list = MEMBER(report, offsets, which, struct ki_strs);

	return list && index < list->count ? list->at[index] : KI_STR("");
}

enum koops_tainted koops_report_tainted(const struct koops_report *report)
{
	return report->tainted;
}

bool koops_report_taint(const struct koops_report *report, size_t index, struct koops_taint *taint)
{
	const struct koops_taint *known;

	if (index >= report->taint.size)
		return false;
	known = ki_taint(report->taint.data[index]);
	*taint = known ? *known : (struct koops_taint){report->taint.data[index], "unknown", ""};
	return true;
}

bool koops_report_register(const struct koops_report *report, enum koops_register_set set,
			   size_t index, struct koops_str *name, struct koops_str *value)
{
	const struct ki_registers *registers;

	if ((size_t)set >= KI_LENGTH(report->registers))
		return false;
	registers = &report->registers[set];
	if (index >= registers->count)
		return false;
	*name = registers->at[index].name;
	*value = registers->at[index].value;
	return true;
}

bool koops_report_module(const struct koops_report *report, size_t index,
			 struct koops_module *module)
{
	if (index >= report->module_count)
		return false;
	module->name = string_or_empty(&report->modules[index].name);
	module->flags = string_or_empty(&report->modules[index].flags);
	module->build_id = string_or_empty(&report->modules[index].build_id);
	return true;
}

const struct koops_frame *koops_report_pc(const struct koops_report *report)
{
	return report->pc.symbol.size || report->pc.address.known ? &report->pc : NULL;
}

const struct koops_trace *koops_report_trace(const struct koops_report *report, size_t index)
{
	return index < report->trace_count ? &report->traces[index] : NULL;
}

enum koops_role koops_trace_role(const struct koops_trace *trace)
{
	return trace->role;
}

enum koops_context koops_trace_context(const struct koops_trace *trace)
{
	return trace->context;
}

bool koops_trace_cpu(const struct koops_trace *trace, uint64_t *cpu)
{
	return number_if_known(&trace->cpu, cpu);
}

bool koops_trace_cut(const struct koops_trace *trace)
{
	return trace->cut;
}

const struct koops_frame *koops_trace_frame(const struct koops_trace *trace, size_t index)
{
	return index < trace->frame_count ? &trace->frames[index] : NULL;
}

struct koops_str koops_frame_string(const struct koops_frame *frame, enum koops_frame_string which)
{
	static const size_t offsets[] = {
	    [KOOPS_FRAME_SYMBOL] = offsetof(struct koops_frame, symbol),
	    [KOOPS_FRAME_MODULE] = offsetof(struct koops_frame, module),
	    [KOOPS_FRAME_BUILD_ID] = offsetof(struct koops_frame, build_id),
	    [KOOPS_FRAME_FILE] = offsetof(struct koops_frame, file),
	    [KOOPS_FRAME_UNNAMED] = offsetof(struct koops_frame, unnamed),
	};

	return string_or_empty(MEMBER(frame, offsets, which, struct koops_str));
}

bool koops_frame_number(const struct koops_frame *frame, enum koops_frame_number which,
			uint64_t *value)
{
	static const size_t offsets[] = {
	    [KOOPS_FRAME_OFFSET] = offsetof(struct koops_frame, offset),
	    [KOOPS_FRAME_SIZE] = offsetof(struct koops_frame, size),
	    [KOOPS_FRAME_ADDRESS] = offsetof(struct koops_frame, address),
	    [KOOPS_FRAME_LINE] = offsetof(struct koops_frame, line),
	};

	return number_if_known(MEMBER(frame, offsets, which, struct ki_number), value);
}

unsigned koops_frame_flags(const struct koops_frame *frame)
{
	return frame->flags;
}

enum koops_fate koops_frame_fate(const struct koops_frame *frame)
{
	/* Symbols bring in frames that the sign stage has not seen. */
	return frame->flags & KOOPS_FRAME_INLINED ? KOOPS_FATE_INLINED : frame->fate;
}

struct koops_str koops_frame_reason(const struct koops_frame *frame)
{
	return ki_str(frame->reason);
}

size_t koops_frame_place(const struct koops_frame *frame)
{
	return frame->place;
}

const struct koops_folded *koops_trace_folded(const struct koops_trace *trace, size_t index)
{
	return index < trace->folded_count ? &trace->folded[index] : NULL;
}

struct koops_str koops_folded_symbol(const struct koops_folded *folded)
{
	return folded->symbol;
}

struct koops_str koops_folded_cycle(const struct koops_folded *folded, size_t index)
{
	return index < folded->cycle_count ? folded->cycle[index] : KI_STR("");
}

uint64_t koops_folded_turns(const struct koops_folded *folded)
{
	return folded->turns;
}

struct koops_str koops_report_signature(const struct koops_report *report, enum koops_level level)
{
	if ((size_t)level >= KI_LENGTH(report->signature.value))
		return KI_STR("");
	return string_or_empty(&report->signature.value[level]);
}

struct koops_str koops_report_canonical(const struct koops_report *report, enum koops_level level)
{
	if ((size_t)level >= KI_LENGTH(report->signature.canonical))
		return KI_STR("");
	return string_or_empty(&report->signature.canonical[level]);
}

const char *koops_report_signature_version(const struct koops_report *report)
{
	return report->signature.version;
}

enum koops_grade koops_report_grade(const struct koops_report *report)
{
	return report->signature.grade;
}
