/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a report is to those who group, compare and look up: from a log, or from
 * what koops --json wrote of it.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "koops.h"

enum { LEVELS = KOOPS_LEVEL_FAMILY + 1 };

/* The strings can be printed, have a NUL behind them, and are valid during a call. */
struct record {
	/*
	 * Where the report is: log and line; or, if JSON does not name the log, where
	 * it is in the JSON.
	 */
	struct koops_str file;
	uint64_t line;
	/* The same as the report itself has it: its log may have no name. */
	struct koops_str log;
	uint64_t log_line;
	struct koops_str title, time, kernel;
	/* By enum koops_level. */
	struct koops_str signature[LEVELS];
	enum koops_grade grade;
	bool notice, primary;
	/* Another report led to it. */
	bool consequence;
	/* The report, or the line of JSON. */
	const struct koops_report *report;
	struct koops_str json;
};

/* Of a report. */
void record_fill(struct record *record, const struct koops_report *report);

/* "FILE:LINE", or "line LINE" in a log without a name; the caller frees it. */
char *record_place(struct koops_str file, uint64_t line);

/* Takes a record; false: read no further. */
typedef bool (*record_fn)(const struct record *record, void *user);

enum record_form {
	/* It can't be told yet. */
	RECORD_FORM_UNKNOWN,
	/* A report as JSON a line. */
	RECORD_FORM_JSON,
	/* All else, which is a log. */
	RECORD_FORM_LOG,
};

/* Reads a file of reports as JSON, in pieces of any size.  Set the first part, zero the rest. */
struct record_lines {
	/* As messages call the file, and its name in records. */
	const char *name;
	struct koops_str file;
	record_fn take;
	void *user;

	enum record_form form;
	/* A message of what is wrong with the file is out. */
	bool failed;
	/* The taker wants no more. */
	bool stopped;
	/* A crash was among the records. */
	bool found;
	/* What waits for the end of its line; in a log, all that was fed. */
	char *data;
	size_t size, capacity;
	/* Number of the last line that is complete. */
	uint64_t line;
};

/*
 * Takes bytes; or, if `data` is NULL, the end of the file.  Returns false if no more
 * is to be fed: it failed, was stopped, or is a log.
 */
bool record_lines_feed(struct record_lines *lines, const char *data, size_t size);
void record_lines_free(struct record_lines *lines);

/*
 * Reads a report that is a line of JSON; its strings go to `text`, which has room for
 * `size` bytes.  Returns what is wrong with it, or NULL.
 */
const char *record_parse(struct record *record, const char *json, size_t size, char *text);

#endif
