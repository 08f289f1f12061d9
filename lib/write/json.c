/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report as a JSON object.  docs/report.schema.json describes it; what is
 * absent in the report has no key.
 */
#include <yajl/yajl_gen.h>

#include "write/out.h"
#include "write/write.h"

/*
 * yajl takes its state at the start and no more, as it never has to keep any
 * output.  It does not check the second of its two allocations, so it gets
 * them from a room that surely holds both: a request for more than half of
 * what is left is refused.
 */
struct room {
	size_t used;
	max_align_t data[2048 / sizeof(max_align_t)];
};

struct json {
	struct ki_out out;
	struct room room;
	yajl_gen gen;
};

static void *room_alloc(void *user, size_t size)
{
	struct room *room = user;
	const size_t align = _Alignof(max_align_t);
	void *memory = (char *)room->data + room->used;

	size = (size + align - 1) / align * align;
	if (size > (sizeof(room->data) - room->used) / 2)
		return NULL;
	room->used += size;
	return memory;
}

static void *room_realloc(void *user, void *memory, size_t size)
{
	(void)user;
	(void)memory;
	(void)size;
	return NULL;
}

static void room_free(void *user, void *memory)
{
	(void)user;
	(void)memory;
}

static void print(void *user, const char *data, size_t size)
{
	ki_out_put(user, (struct koops_str){data, size});
}

static void string(struct json *json, struct koops_str str)
{
	yajl_gen_string(json->gen, (const unsigned char *)str.data, str.size);
}

static void key(struct json *json, const char *name)
{
	string(json, ki_str(name));
}

static void open_map(struct json *json, const char *name)
{
	key(json, name);
	yajl_gen_map_open(json->gen);
}

static void open_array(struct json *json, const char *name)
{
	key(json, name);
	yajl_gen_array_open(json->gen);
}

static void put_str(struct json *json, const char *name, struct koops_str str)
{
	if (!str.size)
		return;
	key(json, name);
	string(json, str);
}

static void put_bool(struct json *json, const char *name, bool value)
{
	key(json, name);
	yajl_gen_bool(json->gen, value);
}

/* For what is said only if it is so. */
static void put_flag(struct json *json, const char *name, bool value)
{
	if (value)
		put_bool(json, name, true);
}

static void put_number(struct json *json, const char *name, struct ki_number number)
{
	char room[KI_DIGITS];
	struct koops_str digits;

	if (!number.known)
		return;
	key(json, name);
	digits = ki_decimal(number.value, room);
	yajl_gen_number(json->gen, digits.data, digits.size);
}

/* As text: most readers of JSON keep no more than 53 bits of a number. */
static void put_0x(struct json *json, const char *name, struct ki_number number)
{
	char room[KI_DIGITS];

	if (number.known)
		put_str(json, name, ki_0x(number.value, room));
}

static void put_strs(struct json *json, const char *name, const struct ki_strs *list)
{
	open_array(json, name);
	for (size_t i = 0; i < list->count; i++)
		string(json, list->at[i]);
	yajl_gen_array_close(json->gen);
}

static void put_signature(struct json *json, const struct ki_signature *signature)
{
	open_map(json, "signature");
	put_str(json, "version", ki_str(koops_signature_version()));
	for (size_t i = 0; i < KI_LENGTH(signature->value); i++)
		put_str(json, koops_level_name((enum koops_level)i), signature->value[i]);
	put_str(json, "grade", ki_str(koops_grade_name(signature->grade)));
	yajl_gen_map_close(json->gen);
}

static void put_taint(struct json *json, const struct koops_report *report)
{
	if (report->tainted == KOOPS_TAINT_UNKNOWN)
		return;
	open_array(json, "taint");
	for (size_t i = 0; i < report->taint.size; i++) {
		const struct koops_taint *taint = ki_taint(report->taint.data[i]);

		yajl_gen_map_open(json->gen);
		put_str(json, "letter", (struct koops_str){report->taint.data + i, 1});
		if (taint) {
			put_str(json, "name", ki_str(taint->name));
			put_str(json, "since", ki_str(taint->since));
		}
		yajl_gen_map_close(json->gen);
	}
	yajl_gen_array_close(json->gen);
}

static void put_access(struct json *json, const struct koops_report *report)
{
	if (!report->access.size && !report->access_size.known && !report->access_address.known)
		return;
	open_map(json, "access");
	put_str(json, "type", report->access);
	put_number(json, "size", report->access_size);
	put_0x(json, "address", report->access_address);
	yajl_gen_map_close(json->gen);
}

static void put_frame(struct json *json, const struct koops_frame *frame)
{
	yajl_gen_map_open(json->gen);
	put_str(json, "symbol", frame->symbol);
	put_number(json, "offset", frame->offset);
	put_number(json, "size", frame->size);
	put_str(json, "module", frame->module);
	put_str(json, "build_id", frame->build_id);
	put_0x(json, "address", frame->address);
	put_bool(json, "reliable", !(frame->flags & KOOPS_FRAME_UNRELIABLE));
	put_flag(json, "inline", frame->flags & KOOPS_FRAME_INLINED);
	put_flag(json, "pc", frame->flags & KOOPS_FRAME_PC);
	put_flag(json, "doubtful", frame->flags & KOOPS_FRAME_DOUBTFUL);
	put_flag(json, "ambiguous", frame->flags & KOOPS_FRAME_AMBIGUOUS);
	put_str(json, "unnamed", frame->unnamed);
	put_str(json, "file", frame->file);
	put_number(json, "line", frame->line);
	yajl_gen_map_close(json->gen);
}

static void put_folded(struct json *json, const struct koops_folded *folded)
{
	yajl_gen_map_open(json->gen);
	put_str(json, "symbol", folded->symbol);
	if (folded->cycle_count) {
		open_array(json, "cycle");
		for (size_t i = 0; i < folded->cycle_count; i++)
			string(json, folded->cycle[i]);
		yajl_gen_array_close(json->gen);
		put_number(json, "turns", ki_number(folded->turns));
	}
	yajl_gen_map_close(json->gen);
}

static void put_trace(struct json *json, const struct koops_trace *trace)
{
	yajl_gen_map_open(json->gen);
	put_str(json, "role", ki_str(koops_role_name(trace->role)));
	if (trace->context != KOOPS_CONTEXT_UNKNOWN)
		put_str(json, "context", ki_str(koops_context_name(trace->context)));
	put_number(json, "cpu", trace->cpu);
	put_number(json, "pid", trace->pid);
	put_str(json, "comm", trace->comm);
	put_flag(json, "cut", trace->cut);
	put_flag(json, "continued", trace->continued);
	open_array(json, "frames");
	for (size_t i = 0; i < trace->frame_count; i++)
		put_frame(json, &trace->frames[i]);
	yajl_gen_array_close(json->gen);
	open_array(json, "folded");
	for (size_t i = 0; i < trace->folded_count; i++)
		put_folded(json, &trace->folded[i]);
	yajl_gen_array_close(json->gen);
	yajl_gen_map_close(json->gen);
}

static void put_traces(struct json *json, const struct koops_report *report)
{
	if (!report->trace_count)
		return;
	open_array(json, "traces");
	for (size_t i = 0; i < report->trace_count; i++)
		put_trace(json, &report->traces[i]);
	yajl_gen_array_close(json->gen);
}

static void put_registers(struct json *json, const char *name, const struct ki_registers *registers)
{
	if (!registers->count)
		return;
	open_map(json, name);
	for (size_t i = 0; i < registers->count; i++) {
		string(json, registers->at[i].name);
		string(json, registers->at[i].value);
	}
	yajl_gen_map_close(json->gen);
}

static void put_modules(struct json *json, const struct koops_report *report)
{
	if (!report->module_count)
		return;
	open_array(json, "modules");
	for (size_t i = 0; i < report->module_count; i++) {
		yajl_gen_map_open(json->gen);
		put_str(json, "name", report->modules[i].name);
		put_str(json, "flags", report->modules[i].flags);
		put_str(json, "build_id", report->modules[i].build_id);
		yajl_gen_map_close(json->gen);
	}
	yajl_gen_array_close(json->gen);
}

/* What happened, as far as one line can say it. */
static void put_head(struct json *json, const struct koops_report *report)
{
	put_str(json, "file", report->file);
	put_number(json, "line", report->line);
	put_number(json, "end_line", report->end_line);
	put_str(json, "time", report->time);
	put_number(json, "number", report->number);
	put_str(json, "kind", report->kind);
	put_str(json, "event", report->family);
	put_str(json, "class", ki_str(ki_class_name(report->class)));
	put_str(json, "severity", ki_str(koops_severity_name(report->severity)));
	put_str(json, "title", report->title);
	put_strs(json, "alt_titles", &report->alt_titles);
	put_bool(json, "corrupted", report->corrupted);
	put_strs(json, "reasons", &report->reasons);
	put_str(json, "subject", report->subject);
	put_signature(json, &report->signature);
	put_bool(json, "primary", report->primary);
	put_number(json, "consequence_of", report->consequence_of);
}

/* Where it happened. */
static void put_place(struct json *json, const struct koops_report *report)
{
	put_number(json, "cpu", report->cpu);
	put_number(json, "pid", report->pid);
	put_number(json, "uid", report->uid);
	put_str(json, "comm", report->comm);
	put_str(json, "kernel", report->release);
	put_str(json, "build", report->build);
	put_str(json, "hardware", report->hardware);
	put_taint(json, report);
	put_number(json, "seconds", report->seconds);
	put_str(json, "workqueue", report->workqueue);
	put_str(json, "guilty", report->guilty);
	put_str(json, "guilty_file", report->guilty_file);
	put_access(json, report);
	if (report->pc.symbol.size || report->pc.address.known) {
		key(json, "pc");
		put_frame(json, &report->pc);
	}
}

static void put_dump(struct json *json, const struct koops_report *report)
{
	put_traces(json, report);
	put_registers(json, "registers", &report->registers[KOOPS_REGISTERS_KERNEL]);
	put_registers(json, "user_registers", &report->registers[KOOPS_REGISTERS_USER]);
	put_str(json, "code", report->code);
	put_modules(json, report);
	if (report->locks.count)
		put_strs(json, "locks", &report->locks);
	if (report->irq_events.count)
		put_strs(json, "irq_events", &report->irq_events);
	put_0x(json, "kernel_offset", report->kernel_offset);
}

enum koops_status ki_write_json(const struct koops_report *report, koops_write_fn write, void *user)
{
	struct json json;
	const yajl_alloc_funcs hooks = {room_alloc, room_realloc, room_free, &json.room};

	json.room.used = 0;
	ki_out_init(&json.out, write, user);
	json.gen = yajl_gen_alloc(&hooks);
	if (!json.gen)
		return KOOPS_E_MEMORY;
	yajl_gen_config(json.gen, yajl_gen_print_callback, print, &json.out);
	yajl_gen_map_open(json.gen);
	put_head(&json, report);
	put_place(&json, report);
	put_dump(&json, report);
	yajl_gen_map_close(json.gen);
	yajl_gen_free(json.gen);
	ki_out_put(&json.out, KI_STR("\n"));
	return ki_out_end(&json.out);
}
