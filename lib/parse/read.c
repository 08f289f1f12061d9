/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the lines of a report to its values.
 */
#include "core/buf.h"
#include "parse/dump.h"
#include "parse/fields.h"
#include "parse/item.h"
#include "parse/title.h"

enum {
	/* More lines than any architecture has of code around the program counter. */
	CODE_LINES = 24,
};

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
	bool first_line;
	/* "Call Trace:" or a section of traces came. */
	bool traced;
	/* The report's first "Call Trace:" was the last line that says anything. */
	bool awaits_frame;
	/* It had no frame. */
	bool lacks_frames;
	/* A notice that has a trace of its own does. */
	bool notices;
	/* Another task's line came where the report's own was there already. */
	bool interleaved;
	/* The line behind the first was its text. */
	bool has_text;
	/* From "Tainted:" on, of a line that may be the rest of a "CPU:" line. */
	struct koops_str cut_kernel;
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
	if (!reader->bystander && !reader->first[trace->role])
		reader->first[trace->role] = report->trace_count;
	reader->bystander_traced = reader->bystander;
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

/* Ends a dump of registers: what follows is another's. */
static void end_dump(struct reader *reader)
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

static void end_trace(struct reader *reader)
{
	end_dump(reader);
	reader->in_trace = reader->joined = reader->aside = false;
}

/* A marker of a context's stack: what follows is another trace, but of the same stack. */
static void read_marker(struct reader *reader, const struct ki_marker *marker)
{
	struct koops_trace *last;

	end_dump(reader);
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
static bool add_addresses(struct reader *reader, struct koops_str text)
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

static bool read_frame(struct reader *reader, const struct ki_token *token)
{
	struct koops_frame callee = {.symbol = token->callee, .flags = token->frame.flags};

	read_marker(reader, &token->marker);
	/* SPARC64 has shown it in "Call Trace:" already. */
	if (reader->aside || (token->repeats && reader->report->trace_count && !reader->callers))
		return true;
	reader->callers = token->repeats;
	/* ARM prints "callee from caller": the callee of the first line is a frame too. */
	if (token->callee.size && !reader->in_trace && !add_frame(reader, &callee))
		return false;
	return add_frame(reader, &token->frame) && add_addresses(reader, token->more);
}

static void begin_section(struct reader *reader, enum koops_role role)
{
	end_trace(reader);
	reader->role = role;
	reader->context = KOOPS_CONTEXT_UNKNOWN;
}

static bool same_place(const struct koops_frame *a, const struct koops_frame *b)
{
	return ki_str_eq(a->symbol, b->symbol) && a->offset.known == b->offset.known &&
	       a->offset.value == b->offset.value;
}

/* A program counter in the middle of a trace: what an exception interrupted is a frame. */
static bool add_interrupted(struct reader *reader, const struct koops_frame *frame)
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

/* A line of registers that begins with a place in the code, or not. */
static bool read_registers(struct reader *reader, const struct ki_item *item)
{
	struct ki_dump *dump = &reader->dump;
	bool through = reader->in_trace || reader->joined;
	uint32_t archs = ki_arch_set(ki_rules_archs(reader->rules), item->text);
	struct ki_placed placed;

	if (!item->token.placed || !ki_arch_place(item->text, archs, &placed))
		return ki_dump_registers(reader->report, dump, item->token.arch, item->text);
	if (placed.row->type == KI_PLACE_OTHER)
		return ki_dump_place(reader->report, dump, &placed);
	/* i386 shows no segment: an address where the stack ends. */
	if (placed.mode == KI_MODE_UNKNOWN && placed.arch->user_segments && through &&
	    !placed.frame.symbol.size)
		placed.mode = KI_MODE_USER;
	if (placed.mode != KI_MODE_UNKNOWN && dump->mode != KI_MODE_UNKNOWN &&
	    placed.mode != dump->mode)
		end_dump(reader);
	if (!copy_frame(reader->report, &placed.frame) ||
	    !ki_dump_place(reader->report, dump, &placed))
		return false;
	return !through || dump->mode == KI_MODE_USER || add_interrupted(reader, &placed.frame);
}

/* Words of memory: more registers, more of the code, or of the stack. */
static bool read_words(struct reader *reader, struct koops_str text)
{
	struct koops_report *report = reader->report;
	struct koops_str joined;
	struct ki_buf buf;
	bool taken, ok;

	if (!ki_dump_words(report, &reader->dump, text, &taken))
		return false;
	if (taken || !reader->code_lines)
		return true;
	reader->code_lines--;
	ki_buf_init(&buf, &report->mem);
	ki_buf_put(&buf, report->code);
	if (report->code.size)
		ki_buf_putc(&buf, ' ');
	ki_buf_put(&buf, text);
	ok = !buf.failed && ki_report_words(report, ki_buf_str(&buf), &joined);
	ki_buf_free(&buf);
	if (ok)
		report->code = joined;
	return ok;
}

/* Code bytes of the kernel; a line of code that comes behind the trace ends it. */
static bool read_code(struct reader *reader, const struct ki_item *item)
{
	if (ki_dump_is_empty(&reader->dump))
		end_trace(reader);
	if (reader->role != KOOPS_ROLE_OWN || reader->dump.mode == KI_MODE_USER ||
	    reader->report->code.size)
		return true;
	reader->code_lines = CODE_LINES;
	return !item->token.mark->pattern ||
	       ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
			      take_group, reader);
}

/*
 * A line with a lock: one of those held, or the two that the report is about,
 * which come first and name the functions that took them.
 */
static bool read_lock(struct reader *reader, const struct ki_item *item)
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

/* Where the words of lib/dump_stack.c that follow the comm begin. */
static size_t find_taint(struct koops_str text)
{
	static const char *const words[] = {" Kdump: ", " Not tainted", " Tainted:"};
	size_t first = text.size;

	if (ki_str_starts(text, KI_STR("Not tainted")) || ki_str_starts(text, KI_STR("Tainted:")))
		return 0;
	for (size_t i = 0; i < KI_LENGTH(words); i++) {
		size_t at = ki_str_find(text, ki_str(words[i]));

		if (at < first)
			first = at;
	}
	return first;
}

/* Notes a task that is not the report's: two CPUs print at a time. */
static bool take_pid(struct koops_str name, struct koops_str value, void *user)
{
	struct reader *reader = user;
	uint64_t pid;

	if (ki_str_eq(name, KI_STR("pid")) && ki_take_u64(&value, &pid))
		reader->interleaved |=
		    reader->report->pid.known && reader->report->pid.value != pid;
	return true;
}

/*
 * Who prints registers has printed its CPU before: these are the end of the report
 * before, of another CPU.
 */
static void drop_registers(struct reader *reader)
{
	struct koops_report *report = reader->report;

	/* Old kernels say "IP: …" alone, before all else. */
	if (reader->dump.mode != KI_MODE_KERNEL &&
	    report->registers[KOOPS_REGISTERS_KERNEL].count <= 1)
		return;
	reader->dump = (struct ki_dump){.arch = reader->dump.arch};
	report->pc = (struct koops_frame){0};
	report->registers[KOOPS_REGISTERS_KERNEL] = (struct ki_registers){0};
	reader->interleaved = true;
}

static bool read_cpu(struct reader *reader, const struct ki_item *item)
{
	/* The first such line is a bystander's own; the next is of the CPU that reports. */
	if (reader->bystander && !reader->bystander_traced)
		return true;
	if (reader->bystander) {
		reader->bystander = false;
		reader->trace_cpu.known = false;
		begin_section(reader, KOOPS_ROLE_OWN);
	}
	if (reader->placed && reader->role == KOOPS_ROLE_OWN)
		return ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
				      take_pid, reader);
	if (reader->placed)
		return true;
	reader->placed = true;
	drop_registers(reader);
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

	/* arch/x86/kernel/setup.c (dump_kernel_offset): "Kernel Offset: 0x… from …" or "disabled".
	 */
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

/* "Call Trace:", and the first frame if it follows on the line. */
static bool begin_trace(struct reader *reader, const struct ki_token *token)
{
	bool alone = !token->frame.symbol.size && !token->frame.address.known;

	end_trace(reader);
	/* The parts about memory and locks have no such line: the report's own trace comes. */
	if (reader->role != KOOPS_ROLE_CPU && reader->role != KOOPS_ROLE_TASK)
		reader->role = KOOPS_ROLE_OWN;
	reader->context = KOOPS_CONTEXT_UNKNOWN;
	reader->awaits_frame = alone && !reader->traced && reader->role == KOOPS_ROLE_OWN;
	reader->traced = true;
	return alone || read_frame(reader, token);
}

/* Whether a trace came, or at least two frames, as some reports print them without a header. */
static bool has_trace(const struct reader *reader)
{
	const struct koops_report *report = reader->report;
	size_t count = 0;

	for (size_t i = 0; i < report->trace_count && count < 2; i++)
		for (size_t j = 0; j < report->traces[i].frame_count && count < 2; j++)
			count += !(report->traces[i].frames[j].flags & KOOPS_FRAME_UNRELIABLE);
	return count > 1 || (count && reader->traced);
}

/* The report's first line, or one like it that stands inside. */
static bool read_header(struct reader *reader, const struct ki_item *item)
{
	const struct ki_kind *kind = item->token.rule->kind;

	if (!reader->first_line && kind->severity == KOOPS_SEVERITY_NOTICE) {
		/* The frames that tell are those before it. */
		if (!reader->notices && !(kind->flags & KI_KIND_BARE))
			reader->notices =
			    reader->report->severity == KOOPS_SEVERITY_CRASH && !has_trace(reader);
		return true;
	}
	return ki_rule_groups(item->token.rule, reader->match, item->text, take_group, reader);
}

static void read_section(struct reader *reader, const struct ki_mark *mark, struct koops_str text)
{
	begin_section(reader, mark->role);
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

/* A line of no form: more modules, or the kernel that lockdep names. */
static bool read_other(struct reader *reader, struct koops_str text, bool in_modules)
{
	size_t taint;

	/* A list of modules longer than printk's longest line goes on in the next. */
	if (in_modules && text.size && text.data[0] == ' ') {
		reader->in_modules = true;
		return ki_read_modules(reader->report, text);
	}
	taint = find_taint(text);
	if (taint < text.size && !reader->cut_kernel.size)
		reader->cut_kernel = ki_str_from(text, taint);
	return ki_read_ident(reader->report, text, taint);
}

static bool read_item(struct reader *reader, const struct ki_item *item)
{
	const struct ki_token *token = &item->token;
	struct koops_str rest = ki_str_from(item->text, token->at);
	bool in_modules = reader->in_modules;

	note_trace(reader, token->type);
	reader->in_modules = false;
	if (token->type != KI_TOKEN_MEMORY)
		reader->code_lines = 0;
	switch (token->type) {
	case KI_TOKEN_HEADER:
		return read_header(reader, item);
	case KI_TOKEN_FRAME:
		return read_frame(reader, token);
	case KI_TOKEN_CONTEXT:
		read_marker(reader, &token->marker);
		return true;
	case KI_TOKEN_LOCK:
		return read_lock(reader, item);
	case KI_TOKEN_TRACE:
		return begin_trace(reader, token);
	case KI_TOKEN_SECTION:
		read_section(reader, token->mark, item->text);
		break;
	case KI_TOKEN_CPU:
		return read_cpu(reader, item);
	case KI_TOKEN_PC:
	case KI_TOKEN_REGISTERS:
		return read_registers(reader, item);
	case KI_TOKEN_MEMORY:
		return read_words(reader, item->text);
	case KI_TOKEN_CODE:
		return read_code(reader, item);
	case KI_TOKEN_ASIDE:
		end_trace(reader);
		reader->aside = true;
		return true;
	case KI_TOKEN_END:
		end_trace(reader);
		break;
	case KI_TOKEN_TAINT:
		/* Behind "CPU:", newer kernels say what the letters mean: "Tainted: [W]=WARN". */
		return rest.size && rest.data[0] == '[' ? true
							: read_other(reader, item->text, false);
	case KI_TOKEN_KERNEL_OFFSET:
		return read_kernel_offset(reader->report, rest);
	case KI_TOKEN_MODULES:
		end_trace(reader);
		reader->in_modules = true;
		return reader->report->module_count || ki_read_modules(reader->report, rest);
	case KI_TOKEN_OTHER:
		return read_other(reader, item->text, in_modules);
	default:
		break;
	}
	return !token->mark || !token->mark->pattern ||
	       ki_mark_groups(reader->rules, token->mark, reader->match, item->text, take_group,
			      reader);
}

/* The line behind the first, where the kind has its text there. */
static void read_text(struct reader *reader, const struct ki_items *items, size_t count)
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
static size_t find_own(const struct reader *reader, const struct ki_items *items, size_t count)
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

static bool read_items(struct reader *reader, const struct ki_items *items, size_t count)
{
	size_t own = 0;

	for (size_t i = 0; i < count; i++) {
		reader->first_line = i == 0;
		if (i == 1) {
			read_text(reader, items, count);
			own = find_own(reader, items, count);
		}
		if (i < own && is_of_stack(ki_item_at(items, i)->token.type)) {
			/* Of a whole stack, the other CPU's lines may go on behind ours. */
			reader->interleaved |= ki_item_at(items, i)->token.type == KI_TOKEN_TRACE;
			continue;
		}
		if (!read_item(reader, ki_item_at(items, i)))
			return false;
	}
	end_dump(reader);
	return true;
}

static bool add_reason(struct koops_report *report, const char *reason)
{
	return ki_strs_add(report, &report->reasons, ki_str(reason));
}

/* Whether the last line of the report is one of the last trace's. */
static bool ends_in_trace(const struct ki_items *items, size_t count)
{
	return ki_item_at(items, count - 1)->token.type == KI_TOKEN_FRAME;
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

/*
 * Where no trace is the report's own, the first stack of another role is: the
 * task that hangs, the CPU that another one found to stall, a side of a race.
 */
static void choose_own(struct reader *reader, const struct ki_kind *kind)
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
static bool is_foreign(const struct reader *reader, struct koops_str first)
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

/* What makes a report that is not whole without a trace one that can't be trusted. */
static bool judge(struct reader *reader, const struct ki_kind *kind, struct koops_str first,
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
	else if (!has_trace(reader))
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
	return add_reason(report, reason);
}

/* What tells the taint where no whole "CPU:" line does. */
static bool read_late_taint(struct reader *reader, struct koops_str text)
{
	/* mm/slub.c (slab_bug): "BUG kmalloc-64 (Tainted: G    B ): …". */
	static const char *const states[] = {"(Tainted: ", "(Not tainted): "};

	for (size_t i = 0; i < KI_LENGTH(states); i++) {
		size_t at = ki_str_find(text, ki_str(states[i]));

		if (at < text.size && !ki_read_kernel(reader->report, ki_str_from(text, at + 1)))
			return false;
	}
	return ki_read_kernel(reader->report, reader->cut_kernel);
}

/* Frames say which build a module is of, where the list of modules does not. */
static void note_builds(struct koops_report *report)
{
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			ki_note_build(report, &report->traces[i].frames[j]);
	ki_note_build(report, &report->pc);
}

static bool read_all(struct reader *reader, const struct ki_items *items, size_t count,
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
	choose_own(reader, kind);
	note_builds(report);
	if (!read_late_taint(reader, ki_item_at(items, 0)->text))
		return false;
	return read_ending(reader, items, count, ending) &&
	       judge(reader, kind, ki_item_at(items, 0)->text, ending) &&
	       (ending != KI_ENDING_BOOT || !report->reasons.count ||
		add_reason(report, "the machine started again")) &&
	       ki_title(report, kind, &reader->fields, !reader->notices && !reader->interleaved);
}

enum koops_status ki_read(const struct ki_rules *rules, struct ki_match *match,
			  const struct ki_items *items, size_t count, enum ki_ending ending,
			  bool follows, struct koops_report *report)
{
	struct reader reader = {
	    .rules = rules, .match = match, .report = report, .follows = follows};

	return read_all(&reader, items, count, ending) && !ki_match_take_failure(match)
		   ? KOOPS_OK
		   : KOOPS_E_MEMORY;
}
