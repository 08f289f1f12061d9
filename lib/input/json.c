/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/json.h"

#include "input/record.h"
#include "input/stamp.h"
#include "input/state.h"
#include "input/unicode.h"

/* Whether what is at `at` is a single quote, and another one behind it. */
static bool is_doubled(struct koops_str text, size_t at)
{
	return text.data[at] == '\'' && at + 1 < text.size && text.data[at + 1] == '\'';
}

/* Takes a string with its quotes; in YAML's single quotes '' is a quote. */
static bool take_quoted(struct koops_str *text)
{
	char quote = text->size ? text->data[0] : 0;
	size_t i = 1;

	if (quote != '"' && quote != '\'')
		return false;
	for (;; i += 2) {
		i += ki_str_chr_either(ki_str_from(*text, i), quote, quote == '"' ? '\\' : quote);
		/* Behind a backslash or another quote it is one of the string. */
		if (i >= text->size || (text->data[i] == quote && !is_doubled(*text, i)))
			break;
	}
	*text = ki_str_from(*text, i + 1);
	return true;
}

/* Takes a value up to the comma or bracket that ends it. */
static void take_value(struct koops_str *text)
{
	unsigned depth = 0;

	while (text->size) {
		char c = text->data[0];

		if ((c == '"' || c == '\'') && take_quoted(text))
			continue;
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return;
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		*text = ki_str_from(*text, 1);
	}
}

/* YAML's plain scalars have quotes in them, and end before ", " or "}". */
static void take_plain(struct koops_str *text)
{
	size_t i = 0;

	while (i < text->size && text->data[i] != '}' &&
	       !(text->data[i] == ',' &&
		 (i + 1 == text->size || text->data[i + 1] == ' ' || text->data[i + 1] == '"')))
		i++;
	*text = ki_str_from(*text, i);
}

bool ki_take_member(struct koops_str *text, struct ki_member *member)
{
	struct koops_str rest = ki_str_trim_start(*text), begin = rest;

	if (take_quoted(&rest)) {
		member->key = ki_str_to(begin, begin.size - rest.size - 1);
		member->key = ki_str_from(member->key, 1);
		ki_take_blanks(&rest);
	} else {
		while (rest.size && (ki_is_alnum(rest.data[0]) || rest.data[0] == '_'))
			rest = ki_str_from(rest, 1);
		member->key = ki_str_to(begin, begin.size - rest.size);
	}
	if (!member->key.size || !ki_take_char(&rest, ':'))
		return false;
	begin = rest = ki_str_trim_start(rest);
	/* No value begins so, but a quote that is still written in HTML does. */
	if (ki_take_char(&rest, '&'))
		return false;
	if (rest.size && strchr("\"'[{", rest.data[0]))
		take_value(&rest);
	else
		take_plain(&rest);
	member->value = ki_str_trim(ki_str_to(begin, begin.size - rest.size));
	ki_take_char(&rest, ',');
	*text = rest;
	return true;
}

static void put_utf8(struct ki_buf *out, uint32_t c)
{
	char bytes[4];

	ki_buf_put(out, (struct koops_str){bytes, ki_utf8_put(c, bytes)});
}

/* Exactly `digits` hexadecimal digits. */
static bool take_code(struct koops_str *text, size_t digits, uint32_t *code)
{
	struct koops_str field = ki_str_to(*text, digits);
	uint64_t value;

	if (field.size < digits || !ki_take_hex(&field, &value) || field.size)
		return false;
	*code = (uint32_t)value;
	*text = ki_str_from(*text, digits);
	return true;
}

/* "\u1234", which may be half of a pair; `text` is behind the 'u'. */
static void put_unicode(struct koops_str *text, struct ki_buf *out)
{
	struct koops_str rest;
	uint32_t code, low;

	if (!take_code(text, 4, &code))
		return;
	rest = *text;
	if (code >= 0xd800 && code <= 0xdbff && ki_take(&rest, KI_STR("\\u")) &&
	    take_code(&rest, 4, &low) && low >= 0xdc00 && low <= 0xdfff) {
		code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
		*text = rest;
	}
	put_utf8(out, code);
}

/* What stands behind a backslash, in JSON and YAML. */
static void put_escape(struct koops_str *text, struct ki_buf *out)
{
	static const char from[] = "bfnrtae0v", to[] = "\b\f\n\r\t\a\x1b\0\v";
	char c = text->size ? text->data[0] : '\\';
	const char *known = memchr(from, c, sizeof(from) - 1);
	uint32_t code;

	*text = ki_str_from(*text, 1);
	if (known)
		ki_buf_putc(out, to[known - from]);
	else if (c == 'u')
		put_unicode(text, out);
	else if (c == 'x' && take_code(text, 2, &code))
		put_utf8(out, code);
	else
		ki_buf_putc(out, c);
}

static void put_string(struct koops_str text, struct ki_buf *out)
{
	while (text.size && text.data[0] != '"') {
		size_t plain = ki_str_chr_either(text, '\\', '"');

		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (ki_take_char(&text, '\\'))
			put_escape(&text, out);
	}
}

static void put_single_quoted(struct koops_str text, struct ki_buf *out)
{
	struct koops_str part;

	while (ki_take_until(&text, '\'', &part)) {
		ki_buf_put(out, part);
		if (!ki_take_char(&text, '\''))
			return;
		ki_buf_putc(out, '\'');
	}
	ki_buf_put(out, text);
}

static void put_bytes(struct koops_str text, struct ki_buf *out)
{
	uint64_t byte;

	while (text.size) {
		if (!ki_take_u64(&text, &byte))
			text = ki_str_from(text, 1);
		else if (byte <= 255)
			ki_buf_putc(out, (char)byte);
	}
}

void ki_json_decode(struct koops_str value, struct ki_buf *out)
{
	if (ki_take_char(&value, '"'))
		put_string(value, out);
	else if (ki_take_char(&value, '\''))
		put_single_quoted(value, out);
	else if (ki_take_char(&value, '['))
		put_bytes(value, out);
	else
		ki_buf_put(out, value);
}

static void add_member(struct ki_record *record, const struct ki_unwrap *line,
		       const struct ki_member *member)
{
	if (ki_str_eq(member->value, KI_STR("null")))
		return;
	record->value.size = 0;
	ki_json_decode(member->value, &record->value);
	ki_record_add(record, line, member->key, ki_buf_str(&record->value));
}

/*
 * What programs put whole logs in: a string with ends of lines, under any name and at
 * any depth.  They are many lines.
 */
static enum ki_taken take_logs(struct ki_input *input, struct ki_unwrap *line,
			       struct koops_str text)
{
	struct ki_buf *out = ki_input_scratch(input, line);

	while (text.size) {
		struct koops_str string;

		text = ki_str_from(text, ki_str_chr(text, '"'));
		string = text;
		if (!take_quoted(&text))
			break;
		string = ki_taken_str(string, text);
		if (ki_str_find(string, KI_STR("\\n")) == string.size)
			continue;
		ki_json_decode(string, out);
		ki_buf_putc(out, '\n');
	}
	if (!out->size)
		return KI_LEFT;
	ki_input_set_text(line, ki_buf_str(out));
	return KI_TAKEN;
}

/* A whole object in a line, `{"MESSAGE": "…"}`, or an item of a YAML list, `- {msg: '…'}`. */
enum ki_taken ki_take_object(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_record *record = &input->object;
	struct koops_str rest = line->text;
	struct ki_member member;

	if (ki_take(&rest, KI_STR("- ")))
		ki_take_blanks(&rest);
	/* journalctl -o json-sse; a list of objects. */
	else if (!ki_take(&rest, KI_STR("data: ")))
		ki_take_char(&rest, '[');
	if (!ki_take_char(&rest, '{'))
		return KI_LEFT;
	ki_record_clear(record);
	while (ki_take_member(&rest, &member))
		if (ki_record_knows(member.key))
			add_member(record, line, &member);
	if (!record->has_message) {
		enum ki_taken taken = take_logs(input, line, line->text);

		if (taken != KI_LEFT || !record->open)
			return taken;
	}
	return ki_record_end(record, input, line);
}

/* An item of an array, in its own line. */
static enum ki_taken take_array_item(struct ki_record *record, struct koops_str text)
{
	bool is_item = ki_is_digit(text.data[0]) || text.data[0] == '"';

	record->in_array = is_item;
	if (!is_item)
		return text.data[0] == ']' ? KI_GONE : KI_LEFT;
	if (record->array_is_message && record->message.size < KI_JOINED_MOST)
		put_bytes(text, &record->message);
	return KI_GONE;
}

static bool is_open_array(struct koops_str value)
{
	return value.size && value.data[0] == '[' && value.data[value.size - 1] != ']';
}

/* A member in a line of its own: dmesg --json, journalctl -o json-pretty. */
enum ki_taken ki_take_members(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_record *record = &input->record;
	struct koops_str rest = line->text;
	struct ki_member member;

	if (record->open && !ki_same_path(&record->line, line))
		return KI_LEFT;
	if (record->in_array)
		return take_array_item(record, rest);
	if (strchr("{}", rest.data[0]) &&
	    (record->open ||
	     (input->json_number && line->number - input->json_number <= KI_INPUT_LOOKBACK))) {
		input->json_number = line->number;
		return record->open ? ki_record_end(record, input, line) : KI_GONE;
	}
	if (rest.data[0] != '"' || !ki_take_member(&rest, &member) || ki_str_trim(rest).size)
		return KI_LEFT;
	if (!ki_record_knows(member.key) && member.value.size && member.value.data[0] == '"' &&
	    ki_str_find(member.value, KI_STR("\\n")) < member.value.size)
		return take_logs(input, line, member.value);
	if (!record->open && !ki_record_knows(member.key))
		return KI_LEFT;
	if (ki_record_knows(member.key))
		add_member(record, line, &member);
	record->in_array = is_open_array(member.value);
	record->array_is_message = record->in_array && ki_record_is_message(member.key);
	return KI_GONE;
}
