/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the lines of a report to its values.
 */
#include "parse/arch.h"
#include "parse/fields.h"
#include "parse/item.h"
#include "parse/title.h"

struct reader {
	const struct ki_rules *rules;
	struct ki_match *match;
	struct koops_report *report;
	struct ki_fields fields;
	/* Where the frames that come go. */
	enum koops_role role;
	enum koops_context context;
	struct ki_number trace_cpu;
	/* Frames come to the last trace; else they begin a new one. */
	bool in_trace;
	/* The next trace is the outer part of the stack that the last one began. */
	bool joined;
	/* Registers that come are those of user space. */
	bool user;
	/* The report's "CPU:" line was read. */
	bool placed;
	/* For KI_TOKEN_MODULES that goes on in the next line. */
	bool in_modules;
	/* "Call Trace:" was the last line that says anything. */
	bool awaits_frame;
	/* A "Call Trace:" without a frame came. */
	bool lacks_frames;
};

static bool take_group(struct koops_str name, struct koops_str value, void *user)
{
	struct reader *reader = user;
	struct koops_str number = value;

	if (ki_str_eq(name, KI_STR("trace_cpu"))) {
		uint64_t cpu;

		if (ki_take_u64(&number, &cpu))
			reader->trace_cpu = ki_number(cpu);
		return true;
	}
	ki_fields_add(&reader->fields, name, value);
	return ki_field_store(reader->report, name, value);
}

static bool copy_frame(struct koops_report *report, struct koops_frame *frame)
{
	struct koops_str *strings[] = {&frame->symbol, &frame->module, &frame->build_id,
				       &frame->file};

	for (size_t i = 0; i < KI_LENGTH(strings); i++)
		if (strings[i]->size && !ki_report_str(report, *strings[i], strings[i]))
			return false;
	return true;
}

static struct koops_trace *current_trace(struct reader *reader)
{
	struct koops_report *report = reader->report;
	struct koops_trace *trace;

	if (reader->in_trace)
		return &report->traces[report->trace_count - 1];
	if (reader->joined && report->trace_count)
		report->traces[report->trace_count - 1].continued = true;
	trace = ki_report_add_trace(report);
	if (!trace)
		return NULL;
	trace->role = reader->role;
	trace->context = reader->context;
	trace->cpu = reader->trace_cpu;
	reader->in_trace = true;
	reader->joined = false;
	return trace;
}

static bool add_frame(struct reader *reader, const struct koops_frame *frame)
{
	struct koops_trace *trace = current_trace(reader);
	struct koops_frame *added = trace ? ki_trace_add_frame(reader->report, trace) : NULL;

	if (!added)
		return false;
	*added = *frame;
	return copy_frame(reader->report, added);
}

/* A marker of a context's stack: what follows is another trace, but of the same stack. */
static void read_marker(struct reader *reader, const struct ki_marker *marker)
{
	if (!marker->found)
		return;
	reader->joined = reader->in_trace || reader->joined;
	reader->in_trace = false;
	/* What an interrupt's stack ends in is the stack of what it interrupted. */
	reader->context = marker->end ? KOOPS_CONTEXT_TASK : marker->context;
}

/* ARM prints "callee from caller": the callee of the first line is a frame too. */
static bool read_frame(struct reader *reader, const struct ki_token *token)
{
	struct koops_frame callee = {.symbol = token->callee, .flags = token->frame.flags};

	read_marker(reader, &token->marker);
	if (token->callee.size && !reader->in_trace && !add_frame(reader, &callee))
		return false;
	return add_frame(reader, &token->frame);
}

static void begin_section(struct reader *reader, enum koops_role role)
{
	reader->role = role;
	reader->context = KOOPS_CONTEXT_UNKNOWN;
	reader->in_trace = reader->joined = reader->user = false;
}

static bool read_registers(struct reader *reader, struct koops_str text)
{
	enum koops_register_set set =
		reader->user ? KOOPS_REGISTERS_USER : KOOPS_REGISTERS_KERNEL;
	struct koops_str name, value, copy;

	/* A register that another CPU or an interrupted context prints is not the report's. */
	if (reader->role != KOOPS_ROLE_OWN)
		return true;
	while (ki_arch_take_register(&text, &name, &value)) {
		if (ki_register_value(reader->report, set, name).size)
			continue;
		if (!ki_report_str(reader->report, value, &copy) ||
		    !ki_registers_add(reader->report, set, name, copy))
			return false;
	}
	return true;
}

static bool read_pc(struct reader *reader, const struct ki_item *item)
{
	struct koops_report *report = reader->report;
	struct koops_str text = ki_str_trim(item->text), name = text, copy;
	struct koops_frame frame = item->token.frame;

	if (!ki_arch_take_pc(&text))
		return true;
	reader->user = ki_arch_is_user_pc(item->text);
	name = ki_str_trim(ki_str_to(name, name.size - text.size));
	if (name.size && name.data[name.size - 1] == ':')
		name = ki_str_trim(ki_str_to(name, name.size - 1));
	if (reader->role == KOOPS_ROLE_OWN) {
		enum koops_register_set set =
			reader->user ? KOOPS_REGISTERS_USER : KOOPS_REGISTERS_KERNEL;

		if (!ki_register_value(report, set, name).size &&
		    (!ki_report_str(report, name, &name) || !ki_report_str(report, text, &copy) ||
		     !ki_registers_add(report, set, name, copy)))
			return false;
	}
	if (reader->user)
		return true;
	/* In the middle of a trace: the place that an exception interrupted. */
	if (reader->in_trace)
		return (!frame.symbol.size && !frame.address.known) || add_frame(reader, &frame);
	if (reader->role != KOOPS_ROLE_OWN || report->pc.symbol.size || report->pc.address.known)
		return true;
	report->pc = frame;
	return copy_frame(report, &report->pc);
}

/*
 * A line with a lock: one of those held, or the one that the report is about,
 * which is the first and names the function that took it.
 */
static bool read_lock(struct reader *reader, const struct ki_item *item)
{
	struct koops_report *report = reader->report;
	struct koops_str text = ki_str_trim(item->text), copy;
	struct koops_str at = item->token.frame.symbol;

	if (at.size) {
		ki_fields_add(&reader->fields, KI_STR("named"), at);
		ki_fields_add(&reader->fields, KI_STR("lock_at"), at);
	}
	if (reader->role != KOOPS_ROLE_OWN || !text.size || text.data[0] != '#')
		return true;
	return ki_report_str(report, text, &copy) && ki_strs_add(report, &report->locks, copy);
}

/* Where the words of lib/dump_stack.c that follow the comm begin. */
static size_t find_taint(struct koops_str text)
{
	static const char *const words[] = {" Kdump: ", " Not tainted", " Tainted:"};
	size_t first = text.size;

	for (size_t i = 0; i < KI_LENGTH(words); i++) {
		size_t at = ki_str_find(text, ki_str(words[i]));

		if (at < first)
			first = at;
	}
	return first;
}

static bool read_cpu(struct reader *reader, const struct ki_item *item)
{
	if (reader->placed)
		return true;
	reader->placed = true;
	/* Behind the parts about memory and locks comes the report's own trace. */
	if (reader->role != KOOPS_ROLE_CPU && reader->role != KOOPS_ROLE_TASK)
		begin_section(reader, KOOPS_ROLE_OWN);
	return ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
			      take_group, reader) &&
	       ki_read_kernel(reader->report, ki_str_from(item->text, find_taint(item->text)));
}

static bool read_kernel_offset(struct koops_report *report, struct koops_str text)
{
	uint64_t offset;

	/* arch/x86/kernel/setup.c (dump_kernel_offset): "Kernel Offset: 0x… from …" or "disabled". */
	text = ki_str_trim_start(text);
	if (ki_take_0x(&text, &offset))
		report->kernel_offset = ki_number(offset);
	return true;
}

/* Watches for a trace that does not begin. */
static void note_trace(struct reader *reader, enum ki_token_type type)
{
	if (!reader->awaits_frame || type == KI_TOKEN_BLANK || type == KI_TOKEN_CONTEXT ||
	    type == KI_TOKEN_OTHER)
		return;
	reader->lacks_frames |= type != KI_TOKEN_FRAME && type != KI_TOKEN_PC;
	reader->awaits_frame = false;
}

static bool read_item(struct reader *reader, const struct ki_item *item)
{
	const struct ki_token *token = &item->token;
	struct koops_str rest = ki_str_from(item->text, token->at);
	bool in_modules = reader->in_modules;

	note_trace(reader, token->type);
	reader->in_modules = false;
	switch (token->type) {
	case KI_TOKEN_HEADER:
		return ki_rule_groups(token->rule, reader->match, item->text, take_group, reader);
	case KI_TOKEN_FRAME:
		return read_frame(reader, token);
	case KI_TOKEN_CONTEXT:
		read_marker(reader, &token->marker);
		return true;
	case KI_TOKEN_LOCK:
		return read_lock(reader, item);
	case KI_TOKEN_TRACE:
		reader->awaits_frame = true;
		reader->in_trace = reader->joined = reader->user = false;
		reader->context = KOOPS_CONTEXT_UNKNOWN;
		return true;
	case KI_TOKEN_SECTION:
		begin_section(reader, token->mark->role);
		reader->trace_cpu.known = false;
		break;
	case KI_TOKEN_CPU:
		return read_cpu(reader, item);
	case KI_TOKEN_PC:
		return read_pc(reader, item);
	case KI_TOKEN_REGISTERS:
		return read_registers(reader, item->text);
	case KI_TOKEN_KERNEL_OFFSET:
		return read_kernel_offset(reader->report, rest);
	case KI_TOKEN_MODULES:
		reader->in_modules = true;
		return reader->report->module_count || ki_read_modules(reader->report, rest);
	case KI_TOKEN_OTHER:
		/* A list of modules longer than printk's longest line goes on in the next. */
		if (in_modules && item->text.size && item->text.data[0] == ' ') {
			reader->in_modules = true;
			return ki_read_modules(reader->report, item->text);
		}
		return true;
	default:
		break;
	}
	return !token->mark || !token->mark->pattern ||
	       ki_mark_groups(reader->rules, token->mark, reader->match, item->text, take_group,
			      reader);
}

static bool read_items(struct reader *reader, const struct ki_items *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!read_item(reader, &items->at[i]))
			return false;
	return true;
}

static bool add_reason(struct koops_report *report, const char *reason)
{
	return ki_strs_add(report, &report->reasons, ki_str(reason));
}

/* Whether the last line of the report is one of the last trace's. */
static bool ends_in_trace(const struct ki_items *items, size_t count)
{
	return items->at[count - 1].token.type == KI_TOKEN_FRAME;
}

static bool read_ending(struct reader *reader, const struct ki_items *items, size_t count,
			enum ki_ending ending)
{
	struct koops_report *report = reader->report;
	struct koops_trace *last;

	if (ending == KI_ENDING_TOO_LONG && !add_reason(report, "too long: the rest is left out"))
		return false;
	if (!report->trace_count || !ends_in_trace(items, count))
		return true;
	last = &report->traces[report->trace_count - 1];
	last->cut = ki_trace_is_cut(last);
	return !last->cut || add_reason(report, "the last trace is cut off");
}

static bool has_role(const struct koops_report *report, enum koops_role role)
{
	for (size_t i = 0; i < report->trace_count; i++)
		if (report->traces[i].role == role)
			return true;
	return false;
}

/*
 * Where no trace is the report's own, the first stack of a CPU, task or access is:
 * the task that hangs, the CPU that another one found to stall, a side of a race.
 */
static void choose_own(struct koops_report *report)
{
	size_t i = 0;

	if (has_role(report, KOOPS_ROLE_OWN))
		return;
	while (i < report->trace_count && report->traces[i].role != KOOPS_ROLE_CPU &&
	       report->traces[i].role != KOOPS_ROLE_TASK &&
	       report->traces[i].role != KOOPS_ROLE_ACCESS)
		i++;
	for (; i < report->trace_count; i++) {
		report->traces[i].role = KOOPS_ROLE_OWN;
		if (!report->traces[i].continued)
			return;
	}
}

static bool has_frame(const struct koops_report *report)
{
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			if (!(report->traces[i].frames[j].flags & KOOPS_FRAME_UNRELIABLE))
				return true;
	return false;
}

/* What makes a report that is not whole without a trace one that can't be trusted. */
static bool judge(struct reader *reader, const struct ki_kind *kind)
{
	struct koops_report *report = reader->report;
	const char *reason = NULL;

	if (kind->flags & KI_KIND_BARE)
		return true;
	if (!has_frame(report))
		reason = "there is no trace";
	else if (reader->lacks_frames || reader->awaits_frame)
		reason = "a trace has no frame";
	if (!reason)
		return true;
	report->corrupted = true;
	return add_reason(report, reason);
}

static bool read_all(struct reader *reader, const struct ki_items *items, size_t count,
		     enum ki_ending ending)
{
	const struct ki_kind *kind = items->at[0].token.rule->kind;
	struct koops_report *report = reader->report;

	report->kind = ki_str(kind->name);
	report->family = ki_str(kind->family);
	report->class = kind->class;
	report->severity = kind->severity;
	report->consequence = kind->flags & KI_KIND_CONSEQUENCE;
	report->causes = ki_str(kind->causes);
	report->line = ki_number(items->at[0].number);
	report->end_line = ki_number(items->at[count - 1].number);
	if (!ki_report_str(report, items->at[0].time, &report->time) ||
	    !read_items(reader, items, count))
		return false;
	choose_own(report);
	return read_ending(reader, items, count, ending) &&
	       judge(reader, kind) && ki_title(report, kind, &reader->fields);
}

enum koops_status ki_read(const struct ki_rules *rules, struct ki_match *match,
			  const struct ki_items *items, size_t count, enum ki_ending ending,
			  struct koops_report *report)
{
	struct reader reader = {.rules = rules, .match = match, .report = report};

	return read_all(&reader, items, count, ending) && !ki_match_take_failure(match)
		       ? KOOPS_OK
		       : KOOPS_E_MEMORY;
}
