/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report as a JSON object.  docs/report.schema.json describes it; what is
 * absent in the report has no key.
 */
#include "data/lists.h"
#include "write/out.h"
#include "write/write.h"

/* A key with its colon, as it stands in the text. */
#define KEY(name) KI_STR("\"" name "\":")

struct json {
	struct ki_out out;
	/* A comma comes before what follows. */
	bool comma;
};

static void put(struct json *json, struct koops_str text)
{
	ki_out_put(&json->out, text);
}

/* Separates what follows from what stands before it. */
static void separate(struct json *json)
{
	if (json->comma)
		put(json, KI_STR(","));
	json->comma = true;
}

/* Whether eight bytes all stand for themselves in a string: not '"', '\\', controls. */
static bool is_plain(const char *bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word, quote, slash;

	memcpy(&word, bytes, sizeof(word));
	quote = word ^ ones * '"';
	slash = word ^ ones * '\\';
	/* A byte that is too low, or zero in the other two, borrows; high ones are UTF-8. */
	return !(((word - ones * 0x20) & ~word & ones * 0x80) |
		 ((quote - ones) & ~quote & ones * 0x80) | ((slash - ones) & ~slash & ones * 0x80));
}

/* How many bytes at the front do. */
static size_t plain_size(struct koops_str str)
{
	size_t size = 0;

	while (str.size - size >= 8 && is_plain(str.data + size))
		size += 8;
	/* What is left is less than a word: with bytes before it, it is one. */
	if (size && str.size - size < 8 && is_plain(str.data + str.size - 8))
		return str.size;
	while (size < str.size && (unsigned char)str.data[size] >= 0x20 && str.data[size] != '"' &&
	       str.data[size] != '\\')
		size++;
	return size;
}

/* RFC 8259, 7. */
static void put_escaped(struct json *json, char c)
{
	static const char shorts[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'},
					 {'\t', 't'}, {'\f', 'f'},  {'\b', 'b'}};
	char text[] = "\\u0000";

	for (size_t i = 0; i < KI_LENGTH(shorts); i++)
		if (c == shorts[i][0]) {
			text[1] = shorts[i][1];
			put(json, (struct koops_str){text, 2});
			return;
		}
	text[4] = "01"[c >> 4 & 1];
	text[5] = "0123456789ABCDEF"[c & 15];
	put(json, (struct koops_str){text, 6});
}

/* Between quotes, without a comma before. */
static void put_quoted(struct json *json, struct koops_str str)
{
	put(json, KI_STR("\""));
	for (;;) {
		size_t plain = plain_size(str);

		put(json, ki_str_to(str, plain));
		if (plain == str.size)
			break;
		put_escaped(json, str.data[plain]);
		str = ki_str_from(str, plain + 1);
	}
	put(json, KI_STR("\""));
}

static void string(struct json *json, struct koops_str str)
{
	separate(json);
	put_quoted(json, str);
}

static void key(struct json *json, struct koops_str name)
{
	separate(json);
	put(json, name);
}

static void open(struct json *json, struct koops_str bracket)
{
	put(json, bracket);
	json->comma = false;
}

static void close(struct json *json, struct koops_str bracket)
{
	put(json, bracket);
	json->comma = true;
}

/* An object in an array. */
static void open_object(struct json *json)
{
	separate(json);
	open(json, KI_STR("{"));
}

static void close_object(struct json *json)
{
	close(json, KI_STR("}"));
}

static void open_map(struct json *json, struct koops_str name)
{
	key(json, name);
	open(json, KI_STR("{"));
}

static void open_array(struct json *json, struct koops_str name)
{
	key(json, name);
	open(json, KI_STR("["));
}

static void close_array(struct json *json)
{
	close(json, KI_STR("]"));
}

static void put_str(struct json *json, struct koops_str name, struct koops_str str)
{
	if (!str.size)
		return;
	key(json, name);
	put_quoted(json, str);
}

/* The same of a name that is not known here. */
static void put_pair(struct json *json, struct koops_str name, struct koops_str str)
{
	string(json, name);
	put(json, KI_STR(":"));
	put_quoted(json, str);
}

static void put_bool(struct json *json, struct koops_str name, bool value)
{
	key(json, name);
	put(json, value ? KI_STR("true") : KI_STR("false"));
}

/* For what is said only if it is so. */
static void put_flag(struct json *json, struct koops_str name, bool value)
{
	if (value)
		put_bool(json, name, true);
}

static void put_number(struct json *json, struct koops_str name, struct ki_number number)
{
	char room[KI_DIGITS];

	if (!number.known)
		return;
	key(json, name);
	put(json, ki_decimal(number.value, room));
}

/* As text: most readers of JSON keep no more than 53 bits of a number. */
static void put_0x(struct json *json, struct koops_str name, struct ki_number number)
{
	char room[KI_DIGITS];

	if (number.known)
		put_str(json, name, ki_0x(number.value, room));
}

static void put_strs(struct json *json, struct koops_str name, const struct ki_strs *list)
{
	open_array(json, name);
	for (size_t i = 0; i < list->count; i++)
		string(json, list->at[i]);
	close_array(json);
}

/* What the key was made from: its canonical text behind the first line. */
static void put_basis(struct json *json, struct koops_str canonical)
{
	struct koops_str line;

	if (!canonical.size)
		return;
	ki_take_until(&canonical, '\n', &line);
	open_array(json, KEY("basis"));
	while (ki_take_until(&canonical, '\n', &line))
		string(json, line);
	close_array(json);
}

static void put_signature(struct json *json, const struct ki_signature *signature)
{
	open_map(json, KEY("signature"));
	put_str(json, KEY("version"), ki_str(signature->version));
	put_str(json, KEY("rules"), KI_STR(KI_RULES_VERSION));
	for (size_t i = 0; i < KI_LENGTH(signature->value); i++)
		if (signature->value[i].size)
			put_pair(json, ki_str(koops_level_name((enum koops_level)i)),
				 signature->value[i]);
	put_str(json, KEY("grade"), ki_str(koops_grade_name(signature->grade)));
	put_basis(json, signature->canonical[KOOPS_LEVEL_KEY]);
	close_object(json);
}

static void put_taint(struct json *json, const struct koops_report *report)
{
	if (report->tainted == KOOPS_TAINT_UNKNOWN)
		return;
	open_array(json, KEY("taint"));
	for (size_t i = 0; i < report->taint.size; i++) {
		const struct koops_taint *taint = ki_taint(report->taint.data[i]);

		open_object(json);
		put_str(json, KEY("letter"), (struct koops_str){report->taint.data + i, 1});
		if (taint) {
			put_str(json, KEY("name"), ki_str(taint->name));
			put_str(json, KEY("since"), ki_str(taint->since));
		}
		close_object(json);
	}
	close_array(json);
}

static void put_access(struct json *json, const struct koops_report *report)
{
	if (!report->access.size && !report->access_size.known && !report->access_address.known)
		return;
	open_map(json, KEY("access"));
	put_str(json, KEY("type"), report->access);
	put_number(json, KEY("size"), report->access_size);
	put_0x(json, KEY("address"), report->access_address);
	close_object(json);
}

/* In brackets, behind a key or a comma. */
static void put_frame(struct json *json, const struct koops_frame *frame)
{
	open(json, KI_STR("{"));
	put_str(json, KEY("symbol"), frame->symbol);
	put_number(json, KEY("offset"), frame->offset);
	put_number(json, KEY("size"), frame->size);
	put_str(json, KEY("module"), frame->module);
	put_str(json, KEY("build_id"), frame->build_id);
	put_0x(json, KEY("address"), frame->address);
	put_bool(json, KEY("reliable"), !(frame->flags & KOOPS_FRAME_UNRELIABLE));
	put_flag(json, KEY("inline"), frame->flags & KOOPS_FRAME_INLINED);
	put_flag(json, KEY("pc"), frame->flags & KOOPS_FRAME_PC);
	put_flag(json, KEY("doubtful"), frame->flags & KOOPS_FRAME_DOUBTFUL);
	put_flag(json, KEY("ambiguous"), frame->flags & KOOPS_FRAME_AMBIGUOUS);
	put_str(json, KEY("unnamed"), frame->unnamed);
	put_str(json, KEY("file"), frame->file);
	put_number(json, KEY("line"), frame->line);
	close_object(json);
}

static void put_folded(struct json *json, const struct koops_folded *folded)
{
	open_object(json);
	put_str(json, KEY("symbol"), folded->symbol);
	if (folded->cycle_count) {
		open_array(json, KEY("cycle"));
		for (size_t i = 0; i < folded->cycle_count; i++)
			string(json, folded->cycle[i]);
		close_array(json);
		put_number(json, KEY("turns"), ki_number(folded->turns));
	}
	close_object(json);
}

static void put_trace(struct json *json, const struct koops_trace *trace)
{
	open_object(json);
	put_str(json, KEY("role"), ki_str(koops_role_name(trace->role)));
	if (trace->context != KOOPS_CONTEXT_UNKNOWN)
		put_str(json, KEY("context"), ki_str(koops_context_name(trace->context)));
	put_number(json, KEY("cpu"), trace->cpu);
	put_number(json, KEY("pid"), trace->pid);
	put_str(json, KEY("comm"), trace->comm);
	put_flag(json, KEY("cut"), trace->cut);
	put_flag(json, KEY("continued"), trace->continued);
	open_array(json, KEY("frames"));
	for (size_t i = 0; i < trace->frame_count; i++) {
		separate(json);
		put_frame(json, &trace->frames[i]);
	}
	close_array(json);
	open_array(json, KEY("folded"));
	for (size_t i = 0; i < trace->folded_count; i++)
		put_folded(json, &trace->folded[i]);
	close_array(json);
	close_object(json);
}

static void put_traces(struct json *json, const struct koops_report *report)
{
	if (!report->trace_count)
		return;
	open_array(json, KEY("traces"));
	for (size_t i = 0; i < report->trace_count; i++)
		put_trace(json, &report->traces[i]);
	close_array(json);
}

static void put_registers(struct json *json, struct koops_str name,
			  const struct ki_registers *registers)
{
	if (!registers->count)
		return;
	open_map(json, name);
	for (size_t i = 0; i < registers->count; i++) {
		put_pair(json, registers->at[i].name, registers->at[i].value);
	}
	close_object(json);
}

static void put_modules(struct json *json, const struct koops_report *report)
{
	if (!report->module_count)
		return;
	open_array(json, KEY("modules"));
	for (size_t i = 0; i < report->module_count; i++) {
		open_object(json);
		put_str(json, KEY("name"), report->modules[i].name);
		put_str(json, KEY("flags"), report->modules[i].flags);
		put_str(json, KEY("build_id"), report->modules[i].build_id);
		close_object(json);
	}
	close_array(json);
}

/* What happened, as far as one line can say it. */
static void put_head(struct json *json, const struct koops_report *report)
{
	put_str(json, KEY("file"), report->file);
	put_number(json, KEY("line"), report->line);
	put_number(json, KEY("end_line"), report->end_line);
	put_str(json, KEY("time"), report->time);
	put_number(json, KEY("number"), report->number);
	put_str(json, KEY("kind"), report->kind);
	put_str(json, KEY("event"), report->family);
	put_str(json, KEY("class"), ki_str(ki_class_name(report->class)));
	put_str(json, KEY("severity"), ki_str(koops_severity_name(report->severity)));
	put_str(json, KEY("title"), report->title);
	put_strs(json, KEY("alt_titles"), &report->alt_titles);
	put_bool(json, KEY("corrupted"), report->corrupted);
	put_strs(json, KEY("reasons"), &report->reasons);
	put_str(json, KEY("subject"), report->subject);
	put_signature(json, &report->signature);
	put_bool(json, KEY("primary"), report->primary);
	put_number(json, KEY("consequence_of"), report->consequence_of);
}

/* Where it happened. */
static void put_place(struct json *json, const struct koops_report *report)
{
	put_number(json, KEY("cpu"), report->cpu);
	put_number(json, KEY("pid"), report->pid);
	put_number(json, KEY("uid"), report->uid);
	put_str(json, KEY("comm"), report->comm);
	put_str(json, KEY("kernel"), report->release);
	put_str(json, KEY("build"), report->build);
	put_str(json, KEY("hardware"), report->hardware);
	put_taint(json, report);
	put_number(json, KEY("seconds"), report->seconds);
	put_str(json, KEY("workqueue"), report->workqueue);
	put_str(json, KEY("sched_ext"), report->sched_ext);
	put_str(json, KEY("stopper"), report->stopper);
	put_str(json, KEY("guilty"), report->guilty);
	put_str(json, KEY("guilty_file"), report->guilty_file);
	put_access(json, report);
	if (report->pc.symbol.size || report->pc.address.known) {
		key(json, KEY("pc"));
		put_frame(json, &report->pc);
	}
}

static void put_dump(struct json *json, const struct koops_report *report)
{
	put_traces(json, report);
	put_registers(json, KEY("registers"), &report->registers[KOOPS_REGISTERS_KERNEL]);
	put_registers(json, KEY("user_registers"), &report->registers[KOOPS_REGISTERS_USER]);
	put_str(json, KEY("code"), report->code);
	put_modules(json, report);
	if (report->locks.count)
		put_strs(json, KEY("locks"), &report->locks);
	if (report->irq_events.count)
		put_strs(json, KEY("irq_events"), &report->irq_events);
	put_0x(json, KEY("kernel_offset"), report->kernel_offset);
}

enum koops_status ki_write_json(const struct koops_report *report, koops_write_fn write, void *user)
{
	struct json json;

	json.comma = false;
	ki_out_init(&json.out, write, user);
	put(&json, KI_STR("{"));
	put_head(&json, report);
	put_place(&json, report);
	put_dump(&json, report);
	put(&json, KI_STR("}\n"));
	return ki_out_end(&json.out);
}
