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

enum {
	/* The bytes of a string that are written without asking whether there is room, */
	CHUNK = 128,
	/* and the most that one of them takes: "\u001F". */
	ESCAPED_MOST = 6,
};

/*
 * There is room for KI_OUT_SLACK bytes behind `at` where a bracket is opened or a string begins:
 * for a chunk of it and a few hundred bytes, more than what else stands between two of them.
 */
struct json {
	struct ki_out *out;
	char *at;
	/* A comma comes before what follows. */
	bool comma;
};

static inline void put(struct json *json, struct koops_str text)
{
	memcpy(json->at, text.data, text.size);
	json->at += text.size;
}

/* Separates what follows from what stands before it. */
static inline void separate(struct json *json)
{
	*json->at = ',';
	json->at += json->comma;
	json->comma = true;
}

static inline bool is_escaped(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* Whether 16 bytes all stand for themselves in a string: not '"', '\\', controls. */
static inline bool is_plain_16(const char *bytes)
{
	ki_vector v, odd;

	memcpy(&v, bytes, sizeof(v));
	/* With the high bit turned, signed bytes are in the order of unsigned ones. */
	odd = ((v ^ -0x80) < (0x20 - 0x80)) | (v == '"') | (v == '\\');
	return !ki_vector_any(&odd);
}

/* Copies a string of less than 16 bytes if they are plain; may have written them if not. */
static inline bool copy_short(char *to, struct koops_str str)
{
	const char *end = str.data + str.size;

	if (str.size >= 8) {
		char both[16];

		memcpy(both, str.data, 8);
		memcpy(both + 8, end - 8, 8);
		memcpy(to, both, 8);
		memcpy(to + str.size - 8, both + 8, 8);
		return is_plain_16(both);
	}
	for (size_t i = 0; i < str.size; i++) {
		if (is_escaped(str.data[i]))
			return false;
		to[i] = str.data[i];
	}
	return true;
}

/* The same of any string. */
static inline bool copy_plain(char *to, struct koops_str str)
{
	size_t i = 0;

	if (str.size < 16)
		return copy_short(to, str);
	for (; i + 16 <= str.size; i += 16) {
		if (!is_plain_16(str.data + i))
			return false;
		memcpy(to + i, str.data + i, 16);
	}
	/* What is left is less than a vector: with bytes before it, it is one. */
	memcpy(to + str.size - 16, str.data + str.size - 16, 16);
	return is_plain_16(str.data + str.size - 16);
}

/* RFC 8259, 7. */
static char *put_char(char *at, char c)
{
	static const char shorts[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'},
					 {'\t', 't'}, {'\f', 'f'},  {'\b', 'b'}};

	if (!is_escaped(c)) {
		*at++ = c;
		return at;
	}
	*at++ = '\\';
	for (size_t i = 0; i < KI_LENGTH(shorts); i++)
		if (c == shorts[i][0]) {
			*at++ = shorts[i][1];
			return at;
		}
	memcpy(at, "u00", 3);
	at[3] = "01"[c >> 4 & 1];
	at[4] = "0123456789ABCDEF"[c & 15];
	return at + 5;
}

/* The rest of a string that is long or has something to escape, and the quote behind it. */
static __attribute__((noinline)) char *put_hard(struct ki_out *out, char *at, struct koops_str str)
{
	while (str.size) {
		struct koops_str chunk = ki_str_to(str, CHUNK);

		at = ki_out_room(out, at);
		if (copy_plain(at, chunk))
			at += chunk.size;
		else
			for (size_t i = 0; i < chunk.size; i++)
				at = put_char(at, chunk.data[i]);
		str = ki_str_from(str, chunk.size);
	}
	*at++ = '"';
	return at;
}

/* Between quotes, behind `at`; returns where it ends. */
static char *put_quoted_at(struct ki_out *out, char *at, struct koops_str str)
{
	_Static_assert(KI_OUT_SLACK >= ESCAPED_MOST * CHUNK + 512, "room for a chunk and numbers");

	at = ki_out_room(out, at);
	*at++ = '"';
	if (str.size > CHUNK || !copy_plain(at, str))
		return put_hard(out, at, str);
	at[str.size] = '"';
	return at + str.size + 1;
}

static inline void put_quoted(struct json *json, struct koops_str str)
{
	json->at = put_quoted_at(json->out, json->at, str);
}

static inline void string(struct json *json, struct koops_str str)
{
	separate(json);
	put_quoted(json, str);
}

static inline void key(struct json *json, struct koops_str name)
{
	separate(json);
	put(json, name);
}

static inline void open(struct json *json, char bracket)
{
	json->at = ki_out_room(json->out, json->at);
	*json->at++ = bracket;
	json->comma = false;
}

static inline void close(struct json *json, char bracket)
{
	*json->at++ = bracket;
	json->comma = true;
}

/* An object in an array. */
static inline void open_object(struct json *json)
{
	separate(json);
	open(json, '{');
}

static inline void close_object(struct json *json)
{
	close(json, '}');
}

static inline void open_map(struct json *json, struct koops_str name)
{
	key(json, name);
	open(json, '{');
}

static inline void open_array(struct json *json, struct koops_str name)
{
	key(json, name);
	open(json, '[');
}

static inline void close_array(struct json *json)
{
	close(json, ']');
}

static inline void put_str(struct json *json, struct koops_str name, struct koops_str str)
{
	if (!str.size)
		return;
	key(json, name);
	put_quoted(json, str);
}

/* The same of a name that is not known here. */
static inline void put_pair(struct json *json, struct koops_str name, struct koops_str str)
{
	string(json, name);
	*json->at++ = ':';
	put_quoted(json, str);
}

static inline void put_bool(struct json *json, struct koops_str name, bool value)
{
	key(json, name);
	if (value)
		put(json, KI_STR("true"));
	else
		put(json, KI_STR("false"));
}

/* For what is said only if it is so. */
static inline void put_flag(struct json *json, struct koops_str name, bool value)
{
	if (value)
		put_bool(json, name, true);
}

static inline void put_number(struct json *json, struct koops_str name, struct ki_number number)
{
	if (!number.known)
		return;
	key(json, name);
	json->at = ki_put_decimal(json->at, number.value);
}

/* As text: most readers of JSON keep no more than 53 bits of a number. */
static inline void put_0x(struct json *json, struct koops_str name, struct ki_number number)
{
	if (!number.known)
		return;
	key(json, name);
	*json->at++ = '"';
	json->at = ki_put_0x(json->at, number.value);
	*json->at++ = '"';
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

static void put_flags(struct json *json, unsigned flags)
{
	put_flag(json, KEY("inline"), flags & KOOPS_FRAME_INLINED);
	put_flag(json, KEY("pc"), flags & KOOPS_FRAME_PC);
	put_flag(json, KEY("doubtful"), flags & KOOPS_FRAME_DOUBTFUL);
	put_flag(json, KEY("ambiguous"), flags & KOOPS_FRAME_AMBIGUOUS);
}

/* In brackets, behind a key or a comma. */
static void put_frame(struct json *json, const struct koops_frame *frame)
{
	/* A copy, since a byte that is written could be one of *json. */
	struct json here = *json;

	open(&here, '{');
	put_str(&here, KEY("symbol"), frame->symbol);
	put_number(&here, KEY("offset"), frame->offset);
	put_number(&here, KEY("size"), frame->size);
	put_str(&here, KEY("module"), frame->module);
	put_str(&here, KEY("build_id"), frame->build_id);
	put_0x(&here, KEY("address"), frame->address);
	put_bool(&here, KEY("reliable"), !(frame->flags & KOOPS_FRAME_UNRELIABLE));
	if (frame->flags & ~(unsigned)KOOPS_FRAME_UNRELIABLE)
		put_flags(&here, frame->flags);
	put_str(&here, KEY("unnamed"), frame->unnamed);
	put_str(&here, KEY("file"), frame->file);
	put_number(&here, KEY("line"), frame->line);
	close_object(&here);
	*json = here;
}

static void put_folded(struct json *json, const struct koops_folded *folded)
{
	struct json here = *json;

	open_object(&here);
	put_str(&here, KEY("symbol"), folded->symbol);
	if (folded->cycle_count) {
		open_array(&here, KEY("cycle"));
		for (size_t i = 0; i < folded->cycle_count; i++)
			string(&here, folded->cycle[i]);
		close_array(&here);
		put_number(&here, KEY("turns"), ki_number(folded->turns));
	}
	close_object(&here);
	*json = here;
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
	struct ki_out out;
	struct json json;

	ki_out_init(&out, write, user);
	json = (struct json){&out, out.at, false};
	open(&json, '{');
	put_head(&json, report);
	put_place(&json, report);
	put_dump(&json, report);
	put(&json, KI_STR("}\n"));
	out.at = json.at;
	return ki_out_end(&out);
}
