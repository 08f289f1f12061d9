/* SPDX-License-Identifier: BSD-2-Clause */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum {
	/* A file whose first line is longer is no file of reports. */
	FIRST_MOST = 64 << 20,
};

void record_fill(struct record *record, const struct koops_report *report)
{
	uint64_t cause;

	*record = (struct record){
	    .file = koops_report_string(report, KOOPS_REPORT_FILE),
	    .title = koops_report_string(report, KOOPS_REPORT_TITLE),
	    .time = koops_report_string(report, KOOPS_REPORT_TIME),
	    .kernel = koops_report_string(report, KOOPS_REPORT_RELEASE),
	    .grade = koops_report_grade(report),
	    .notice = koops_report_severity(report) == KOOPS_SEVERITY_NOTICE,
	    .primary = koops_report_primary(report),
	    .consequence = koops_report_number(report, KOOPS_REPORT_CONSEQUENCE_OF, &cause),
	    .report = report,
	};
	koops_report_number(report, KOOPS_REPORT_LINE, &record->line);
	record->log = record->file;
	record->log_line = record->line;
	for (int i = 0; i < LEVELS; i++)
		record->signature[i] = koops_report_signature(report, (enum koops_level)i);
}

char *record_place(struct koops_str file, uint64_t line)
{
	size_t size = file.size + sizeof("line 18446744073709551615");
	char *where = malloc(size);

	if (where)
		snprintf(where, size, "%s%s%llu", file.data, file.size ? ":" : "line ",
			 (unsigned long long)line);
	return where;
}

static bool fail(struct record_lines *lines, const char *problem)
{
	lines->failed = true;
	cli_error("%s:%llu: %s", lines->name, (unsigned long long)lines->line, problem);
	return false;
}

static bool keep(struct record_lines *lines, const char *data, size_t size)
{
	if (lines->capacity - lines->size < size) {
		size_t capacity = 2 * (lines->size + size);
		char *bigger = realloc(lines->data, capacity);

		if (!bigger)
			return fail(lines, "out of memory");
		lines->data = bigger;
		lines->capacity = capacity;
	}
	if (size)
		memcpy(lines->data + lines->size, data, size);
	lines->size += size;
	return true;
}

static bool is_blank(const char *line, size_t size)
{
	size_t i = 0;

	while (i < size && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r'))
		i++;
	return i == size;
}

static bool take_line(struct record_lines *lines, const char *line, size_t size)
{
	struct record record;
	const char *problem;
	char *text;

	lines->line++;
	if (is_blank(line, size))
		return true;
	/* No string is longer than in JSON, with its quotes. */
	text = malloc(size);
	problem = text ? record_parse(&record, line, size, text) : "out of memory";
	if (!problem) {
		record.log = record.file;
		record.log_line = record.line;
		if (!record.file.size) {
			record.file = lines->file;
			record.line = lines->line;
		}
		lines->found |= !record.notice;
		lines->stopped = !lines->take(&record, lines->user);
	}
	free(text);
	return problem ? fail(lines, problem) : !lines->stopped;
}

/* Takes the lines that are complete, and keeps the rest. */
static bool take_lines(struct record_lines *lines, const char *data, size_t size)
{
	const char *end = memchr(data, '\n', size), *next = data;

	if (lines->size && end) {
		if (!keep(lines, data, (size_t)(end + 1 - data)) ||
		    !take_line(lines, lines->data, lines->size - 1))
			return false;
		lines->size = 0;
		next = end + 1;
	}
	while ((end = memchr(next, '\n', size - (size_t)(next - data)))) {
		if (!take_line(lines, next, (size_t)(end - next)))
			return false;
		next = end + 1;
	}
	return keep(lines, next, size - (size_t)(next - data));
}

/* What the file is, by its first line. */
static enum record_form look(struct record_lines *lines, bool at_end)
{
	struct record record;
	const char *end = lines->size ? memchr(lines->data, '\n', lines->size) : NULL;
	size_t size = end ? (size_t)(end - lines->data) : lines->size;
	bool is_report;
	char *text;

	if (!lines->size || lines->data[0] != '{')
		return lines->size || at_end ? RECORD_FORM_LOG : RECORD_FORM_UNKNOWN;
	if (!end && !at_end && size < FIRST_MOST)
		return RECORD_FORM_UNKNOWN;
	text = malloc(size);
	is_report = text && !record_parse(&record, lines->data, size, text);
	free(text);
	return is_report ? RECORD_FORM_JSON : RECORD_FORM_LOG;
}

/* Bytes of a file whose form is not known yet. */
static bool take_first(struct record_lines *lines, const char *data, size_t size)
{
	char *held;
	bool taken;

	if (!keep(lines, data, size))
		return false;
	lines->form = look(lines, !data);
	if (lines->form != RECORD_FORM_JSON)
		return lines->form == RECORD_FORM_UNKNOWN;
	held = lines->data;
	size = lines->size;
	lines->data = NULL;
	lines->size = lines->capacity = 0;
	taken = take_lines(lines, held, size);
	free(held);
	return taken;
}

bool record_lines_feed(struct record_lines *lines, const char *data, size_t size)
{
	bool first = lines->form == RECORD_FORM_UNKNOWN;

	if (first && !take_first(lines, data, size))
		return false;
	if (!first && data && !take_lines(lines, data, size))
		return false;
	if (data || lines->form != RECORD_FORM_JSON || !lines->size)
		return true;
	/* The last line may lack its newline. */
	return take_line(lines, lines->data, lines->size);
}

void record_lines_free(struct record_lines *lines)
{
	free(lines->data);
}
