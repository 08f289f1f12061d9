/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records from JSON: the keys of docs/report.schema.json that records have.
 */
#include <stddef.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "cli.h"
#include "record.h"

enum {
	/* Reports are not nested as deep. */
	DEPTH_MOST = 16,
};

static const char no_report[] = "this is no report as koops --json writes it";

/* The values that are wanted. */
struct values {
	struct record record;
	struct koops_str severity, grade;
	uint64_t consequence_of;
};

enum type { STRING, NUMBER, FLAG };

struct member {
	const char *name;
	enum type type;
	size_t offset;
};

#define RECORD(type, member) \
	(type), offsetof(struct values, record) + offsetof(struct record, member)

static const struct member report_members[] = {
    {"file", RECORD(STRING, file)},
    {"line", RECORD(NUMBER, line)},
    {"time", RECORD(STRING, time)},
    {"severity", STRING, offsetof(struct values, severity)},
    {"title", RECORD(STRING, title)},
    {"primary", RECORD(FLAG, primary)},
    {"consequence_of", NUMBER, offsetof(struct values, consequence_of)},
    {"kernel", RECORD(STRING, kernel)},
    {NULL},
};

static const struct member signature_members[] = {
    {"key", RECORD(STRING, signature[KOOPS_LEVEL_KEY])},
    {"site", RECORD(STRING, signature[KOOPS_LEVEL_SITE])},
    {"stack", RECORD(STRING, signature[KOOPS_LEVEL_STACK])},
    {"family", RECORD(STRING, signature[KOOPS_LEVEL_FAMILY])},
    {"grade", STRING, offsetof(struct values, grade)},
    {NULL},
};

struct parse {
	struct values *values;
	/* Room for strings. */
	char *text;
	unsigned depth;
	bool in_signature;
	/* What the next value is; NULL for one that is not wanted. */
	const struct member *member;
	const char *problem;
};

static void *target(const struct parse *parse)
{
	return (char *)parse->values + parse->member->offset;
}

/* A value comes: takes the member that it belongs to, if it is of a type. */
static bool wants(struct parse *parse, enum type type)
{
	return parse->member && parse->member->type == type;
}

static int take_string(void *user, const unsigned char *data, size_t size)
{
	struct parse *parse = user;
	const char *begin = parse->text;

	if (!wants(parse, STRING))
		return 1;
	memcpy(parse->text, data, size);
	parse->text[size] = '\0';
	parse->text += size + 1;
	if (!cli_is_printable(begin, size)) {
		parse->problem = "a string has control characters, as no report has";
		return 0;
	}
	*(struct koops_str *)target(parse) = (struct koops_str){begin, size};
	parse->member = NULL;
	return 1;
}

static int take_number(void *user, const char *data, size_t size)
{
	struct parse *parse = user;
	uint64_t value = 0;

	if (!wants(parse, NUMBER))
		return 1;
	for (size_t i = 0; i < size; i++) {
		unsigned digit = (unsigned char)data[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10) {
			parse->problem = no_report;
			return 0;
		}
		value = value * 10 + digit;
	}
	*(uint64_t *)target(parse) = value;
	parse->member = NULL;
	return 1;
}

static int take_flag(void *user, int value)
{
	struct parse *parse = user;

	if (wants(parse, FLAG))
		*(bool *)target(parse) = value;
	parse->member = NULL;
	return 1;
}

static int take_key(void *user, const unsigned char *name, size_t size)
{
	struct parse *parse = user;
	const struct member *members = report_members;

	parse->member = NULL;
	if (parse->depth == 1)
		parse->in_signature = size == 9 && !memcmp(name, "signature", 9);
	else if (parse->depth == 2 && parse->in_signature)
		members = signature_members;
	else
		return 1;
	for (; members->name; members++)
		if (strlen(members->name) == size && !memcmp(members->name, name, size))
			parse->member = members;
	return 1;
}

static int take_open(void *user)
{
	struct parse *parse = user;

	parse->member = NULL;
	if (++parse->depth <= DEPTH_MOST)
		return 1;
	parse->problem = no_report;
	return 0;
}

static int take_close(void *user)
{
	struct parse *parse = user;

	parse->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_boolean = take_flag,
    .yajl_number = take_number,
    .yajl_string = take_string,
    .yajl_start_map = take_open,
    .yajl_map_key = take_key,
    .yajl_end_map = take_close,
    .yajl_start_array = take_open,
    .yajl_end_array = take_close,
};

/* What makes it a report, besides being JSON. */
static bool finish(struct values *values)
{
	struct record *record = &values->record;

	record->notice = !strcmp(values->severity.data, koops_severity_name(KOOPS_SEVERITY_NOTICE));
	if (!record->notice &&
	    strcmp(values->severity.data, koops_severity_name(KOOPS_SEVERITY_CRASH)) != 0)
		return false;
	record->consequence = values->consequence_of > 0;
	for (int i = KOOPS_GRADE_NONE; i <= KOOPS_GRADE_COMPLETE; i++)
		if (!strcmp(values->grade.data, koops_grade_name((enum koops_grade)i))) {
			record->grade = (enum koops_grade)i;
			return record->title.size && record->line;
		}
	return false;
}

const char *record_parse(struct record *record, const char *json, size_t size, char *text)
{
	const struct koops_str none = {"", 0};
	struct values values = {
	    .record = {.file = none,
		       .title = none,
		       .time = none,
		       .kernel = none,
		       .signature = {none, none, none, none},
		       .json = {json, size}},
	    .severity = none,
	    .grade = none,
	};
	struct parse parse = {.values = &values, .text = text};
	yajl_handle handle = yajl_alloc(&callbacks, NULL, &parse);
	bool is_json;

	if (!handle)
		return "out of memory";
	is_json = yajl_parse(handle, (const unsigned char *)json, size) == yajl_status_ok &&
		  yajl_complete_parse(handle) == yajl_status_ok;
	yajl_free(handle);
	if (parse.problem)
		return parse.problem;
	if (!is_json || !finish(&values))
		return no_report;
	*record = values.record;
	return NULL;
}
