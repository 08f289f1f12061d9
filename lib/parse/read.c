/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the lines of a report to its values.
 */
#include "parse/reader.h"
#include "parse/title.h"

bool ki_take_group(const struct ki_group *group, struct koops_str value, void *user)
{
	struct ki_reader *reader = user;
	struct koops_str number = value;

	if (ki_str_eq(group->name, KI_STR("trace_cpu"))) {
		uint64_t cpu;

		if (ki_take_u64(&number, &cpu))
			reader->trace_cpu = ki_number(cpu);
		return true;
	}
	ki_fields_add(&reader->fields, group->name, value);
	return !group->slot || ki_field_store(reader->report, group->slot, value);
}

/*
 * A line with a lock: one of those held, or the two that the report is about,
 * which come first and name the functions that took them.
 */
static bool read_lock(struct ki_reader *reader, const struct ki_item *item)
{
	struct koops_report *report = reader->report;
	struct koops_str text = ki_str_trim(item->text), copy;
	struct koops_str at = item->token.frame.symbol;

	if (at.size && text.data[0] != '#') {
		if (ki_field(&reader->fields, KI_STR("named")))
			ki_fields_add(&reader->fields, KI_STR("held"), at);
	}
	if (at.size) {
		ki_fields_add(&reader->fields, KI_STR("named"), at);
		ki_fields_add(&reader->fields, KI_STR("lock_at"), at);
		if (item->token.frame.file.size)
			ki_fields_add(&reader->fields, KI_STR("where"), item->token.frame.file);
	}
	if (reader->role != KOOPS_ROLE_OWN || !text.size || text.data[0] != '#')
		return true;
	return ki_report_str(report, text, &copy) && ki_strs_add(report, &report->locks, copy);
}

/* The report's first line, or one like it that stands inside. */
static bool read_header(struct ki_reader *reader, const struct ki_item *item)
{
	const struct ki_kind *kind = item->token.rule->kind;

	if (!reader->first_line && kind->severity == KOOPS_SEVERITY_NOTICE) {
		/* The frames that tell are those before it. */
		if (!reader->notices && !(kind->flags & KI_KIND_BARE))
			reader->notices = reader->report->severity == KOOPS_SEVERITY_CRASH &&
					  !ki_has_trace(reader);
		return true;
	}
	return ki_rule_groups(item->token.rule, &item->token.places, item->text, ki_take_group,
			      reader);
}

static bool read_kernel_offset(struct koops_report *report, struct koops_str text)
{
	uint64_t offset;

	/* arch/x86/kernel/setup.c (dump_kernel_offset): "Kernel Offset: 0x… from …" or "disabled".
	 */
	text = ki_str_trim_start(text);
	if (ki_take_0x(&text, &offset))
		report->kernel_offset = ki_number(offset);
	return true;
}

static bool read_item(struct ki_reader *reader, const struct ki_item *item)
{
	const struct ki_token *token = &item->token;
	struct koops_str rest = ki_str_from(item->text, token->at);
	bool in_modules = reader->in_modules;

	ki_note_trace(reader, token->type);
	reader->in_modules = false;
	if (token->type != KI_TOKEN_MEMORY)
		reader->code_lines = 0;
	switch (token->type) {
	case KI_TOKEN_HEADER:
		return read_header(reader, item);
	case KI_TOKEN_FRAME:
		return ki_read_frame(reader, token);
	case KI_TOKEN_CONTEXT:
		ki_read_marker(reader, &token->marker);
		return true;
	case KI_TOKEN_LOCK:
		return read_lock(reader, item);
	case KI_TOKEN_TRACE:
		return ki_begin_trace(reader, token);
	case KI_TOKEN_SECTION:
		ki_read_section(reader, token->mark, item->text);
		break;
	case KI_TOKEN_CPU:
		return ki_read_cpu(reader, item);
	case KI_TOKEN_PC:
	case KI_TOKEN_REGISTERS:
		return ki_read_registers(reader, item);
	case KI_TOKEN_MEMORY:
		return ki_read_words(reader, item->text);
	case KI_TOKEN_CODE:
		return ki_read_code(reader, item);
	case KI_TOKEN_ASIDE:
		ki_end_trace(reader);
		reader->aside = true;
		return true;
	case KI_TOKEN_END:
		ki_end_trace(reader);
		break;
	case KI_TOKEN_TAINT:
		/* Behind "CPU:", newer kernels say what the letters mean: "Tainted: [W]=WARN". */
		return rest.size && rest.data[0] == '[' ? true
							: ki_read_other(reader, item->text, false);
	case KI_TOKEN_KERNEL_OFFSET:
		return read_kernel_offset(reader->report, rest);
	case KI_TOKEN_MODULES:
		ki_end_trace(reader);
		reader->in_modules = true;
		return reader->report->module_count || ki_read_modules(reader->report, rest);
	case KI_TOKEN_OTHER:
		return ki_read_other(reader, item->text, in_modules);
	default:
		break;
	}
	return !token->mark || ki_mark_groups(reader->rules, token->mark, reader->match, item->text,
					      ki_take_group, reader);
}

/* The line behind the first, where the kind has its text there. */
static void read_text(struct ki_reader *reader, const struct ki_items *items, size_t count)
{
	const struct ki_kind *kind = ki_item_at(items, 0)->token.rule->kind;
	const struct ki_item *next = count > 1 ? ki_item_at(items, 1) : NULL;

	if (!(kind->flags & KI_KIND_TEXT_FOLLOWS) || !next)
		return;
	/* It can be the line that the report before began with, once more. */
	reader->has_text = next->token.type == KI_TOKEN_OTHER ||
			   (next->token.type == KI_TOKEN_HEADER &&
			    strcmp(next->token.rule->kind->name, kind->name) == 0);
	if (reader->has_text)
		ki_fields_add(&reader->fields, KI_STR("text"), ki_str_trim(next->text));
}

/* Whether a "CPU:" line is of the task that the report's first line names. */
static bool is_own_cpu(const struct koops_report *report, const struct ki_item *item)
{
	struct koops_str text = item->text;
	uint64_t pid;

	if (item->token.type != KI_TOKEN_CPU)
		return false;
	text = ki_str_from(text, ki_str_find(text, KI_STR("PID: ")));
	return ki_take(&text, KI_STR("PID: ")) && ki_take_u64(&text, &pid) &&
	       pid == report->pid.value;
}

/*
 * Where the report's own stack can begin, if its first line names the task: whoever
 * does that prints the "CPU:" line before the stack, and what stands before is
 * another CPU's.  So is all if the report is cut off before that line.
 */
static size_t find_own(const struct ki_reader *reader, const struct ki_items *items, size_t count)
{
	bool begun = false;

	if (!reader->report->pid.known || !ki_says_task(ki_item_at(items, 0)->text))
		return 0;
	for (size_t i = 1; i < count; i++) {
		enum ki_token_type type = ki_item_at(items, i)->token.type;

		if (is_own_cpu(reader->report, ki_item_at(items, i)))
			return i;
		begun |= type == KI_TOKEN_CPU || type == KI_TOKEN_TRACE || type == KI_TOKEN_PC ||
			 type == KI_TOKEN_REGISTERS;
	}
	return begun ? 0 : count;
}

static bool is_of_stack(enum ki_token_type type)
{
	return type == KI_TOKEN_FRAME || type == KI_TOKEN_TRACE || type == KI_TOKEN_PC ||
	       type == KI_TOKEN_REGISTERS || type == KI_TOKEN_CONTEXT;
}

/* How many lines of frames there are from `begin` on that can make one trace. */
static size_t count_frames(const struct ki_items *items, size_t count, size_t begin)
{
	size_t i = begin;

	while (i < count && ki_item_at(items, i)->token.type == KI_TOKEN_FRAME &&
	       (i == begin || !ki_item_at(items, i)->token.marker.found))
		i++;
	return i - begin;
}

static bool read_items(struct ki_reader *reader, const struct ki_items *items, size_t count)
{
	size_t own = 0;

	for (size_t i = 0; i < count; i++) {
		const struct ki_item *item = ki_item_at(items, i);

		reader->first_line = i == 0;
		if (i == 1) {
			read_text(reader, items, count);
			own = find_own(reader, items, count);
		}
		if (i < own && is_of_stack(item->token.type)) {
			/* Of a whole stack, the other CPU's lines may go on behind ours. */
			reader->interleaved |= item->token.type == KI_TOKEN_TRACE;
			continue;
		}
		if (reader->frames_ahead)
			reader->frames_ahead--;
		if (!reader->frames_ahead)
			reader->frames_ahead = count_frames(items, count, i);
		if (!read_item(reader, item))
			return false;
	}
	ki_end_dump(reader);
	return true;
}

/* Frames say which build a module is of, where the list of modules does not. */
static void note_builds(struct koops_report *report)
{
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			if (report->traces[i].frames[j].build_id.size)
				ki_note_build(report, &report->traces[i].frames[j]);
	ki_note_build(report, &report->pc);
}

static bool read_all(struct ki_reader *reader, const struct ki_items *items, size_t count,
		     enum ki_ending ending)
{
	const struct ki_kind *kind = ki_item_at(items, 0)->token.rule->kind;
	struct koops_report *report = reader->report;

	report->kind = ki_str(kind->name);
	report->family = ki_str(kind->family);
	report->class = kind->class;
	report->severity = kind->severity;
	report->consequence = kind->flags & KI_KIND_CONSEQUENCE;
	report->causes = ki_str(kind->causes);
	report->line = ki_number(ki_item_at(items, 0)->number);
	report->end_line = ki_number(ki_item_at(items, count - 1)->number);
	if (!ki_report_str(report, ki_item_at(items, 0)->time, &report->time) ||
	    !read_items(reader, items, count))
		return false;
	ki_choose_own(reader, kind);
	note_builds(report);
	if (!ki_read_late_taint(reader, ki_item_at(items, 0)->text))
		return false;
	return ki_read_ending(reader, items, count, ending) &&
	       ki_judge(reader, kind, ki_item_at(items, 0)->text, ending) &&
	       (ending != KI_ENDING_BOOT || !report->reasons.count ||
		ki_add_reason(report, "the machine started again")) &&
	       ki_title(report, kind, &reader->fields, !reader->notices && !reader->interleaved);
}

enum koops_status ki_read(const struct ki_rules *rules, struct ki_match *match,
			  const struct ki_items *items, size_t count,
			  const struct ki_around *around, struct koops_report *report)
{
	struct ki_reader reader;

	memset(&reader, 0, offsetof(struct ki_reader, fields.at));
	reader.rules = rules;
	reader.match = match;
	reader.report = report;
	reader.follows = around->follows;
	reader.breaks_off = around->breaks_off;
	return read_all(&reader, items, count, around->ending) && !ki_match_take_failure(match)
		   ? KOOPS_OK
		   : KOOPS_E_MEMORY;
}
