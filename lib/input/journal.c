/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What journalctl writes that is neither like syslog nor JSON: the export
 * format (systemd.io/JOURNAL_EXPORT_FORMATS), "KEY=value" a line and an empty one
 * behind each entry, and "-o verbose", which is the same indented.
 */
#include "input/state.h"

enum {
	/* A field's value longer than this is no value; the journal keeps less of a message. */
	BINARY_MOST = 1 << 20,
};

/* The key before a '=' or the end, such as "_SOURCE_MONOTONIC_TIMESTAMP". */
static bool take_key(struct koops_str *text, struct koops_str *key)
{
	size_t i = 0;

	while (i < text->size &&
	       (ki_is_upper(text->data[i]) || ki_is_digit(text->data[i]) || text->data[i] == '_'))
		i++;
	*key = ki_str_to(*text, i);
	*text = ki_str_from(*text, i);
	return i > 0;
}

/* A value that is not plain text stands behind its length, eight bytes with the lowest first. */
static void read_binary(struct ki_record *record, struct koops_str bytes)
{
	while (record->length_count < 8 && bytes.size) {
		record->length[record->length_count++] = (unsigned char)bytes.data[0];
		bytes = ki_str_from(bytes, 1);
		if (record->length_count < 8)
			continue;
		/* Nothing is left of what was there. */
		for (int i = 7; i >= 0; i--)
			record->missing = record->missing << 8 | record->length[i];
		if (record->missing > BINARY_MOST)
			record->missing = 0;
	}
	if (record->length_count < 8)
		return;
	bytes = ki_str_to(bytes, (size_t)record->missing);
	record->missing -= bytes.size;
	if (record->binary_is_message && record->message.size < KI_JOINED_MOST)
		ki_buf_put(&record->message, bytes);
}

bool ki_take_binary(struct ki_input *input, const struct ki_unwrap *line)
{
	struct ki_record *record = &input->record;

	if (!ki_same_path(&record->line, line))
		return false;
	read_binary(record, line->text);
	record->is_binary = record->length_count < 8 || record->missing;
	/* What cut this line off the next was a byte of it; another ends the field. */
	if (record->is_binary)
		read_binary(record, KI_STR("\n"));
	return true;
}

static void begin_binary(struct ki_record *record, const struct ki_unwrap *line,
			 struct koops_str key)
{
	record->is_binary = true;
	record->binary_is_message = ki_record_is_message(key);
	record->length_count = 0;
	if (record->binary_is_message)
		ki_record_add(record, line, key, KI_STR(""));
}

enum ki_taken ki_take_export(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_record *record = &input->record;
	struct koops_str rest = line->text, key;

	if (record->open && !ki_same_path(&record->line, line))
		return KI_LEFT;
	if (!take_key(&rest, &key))
		return KI_LEFT;
	if (!rest.size && record->open) {
		begin_binary(record, line, key);
		return KI_GONE;
	}
	if (!ki_take_char(&rest, '='))
		return KI_LEFT;
	if (ki_record_knows(key))
		ki_record_add(record, line, key, rest);
	return record->open ? KI_GONE : KI_LEFT;
}
