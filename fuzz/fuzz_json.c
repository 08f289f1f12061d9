/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reports of any log, written as JSON and read again as `koops dedup` reads
 * them, are the records that they were; and any bytes are a file of JSON.  The first
 * byte says which, and how the JSON is cut.
 */
#include "fuzz.h"

#include <string.h>

#include "record.h"

struct check {
	struct koops_report *reports[64];
	size_t count, next;
};

/* What command-line tools say on standard error is nobody's here. */
void cli_progress_clear(void);
void cli_progress_clear(void)
{
}

static void same(struct koops_str a, struct koops_str b, const char *what)
{
	if (a.size != b.size || memcmp(a.data, b.data, a.size) != 0)
		fuzz_fail(what);
	if (a.data[a.size] != '\0' || b.data[b.size] != '\0')
		fuzz_fail("a string without its NUL");
}

static bool compare(const struct record *got, void *user)
{
	struct check *check = user;
	struct record want;

	if (check->next == check->count)
		fuzz_fail("more records than reports");
	record_fill(&want, check->reports[check->next++]);
	same(got->title, want.title, "another title");
	same(got->time, want.time, "another time");
	same(got->kernel, want.kernel, "another kernel");
	same(got->log, want.log, "another log");
	for (int i = 0; i < LEVELS; i++)
		same(got->signature[i], want.signature[i], "another signature");
	if (got->log_line != want.log_line || got->grade != want.grade ||
	    got->notice != want.notice || got->primary != want.primary ||
	    got->consequence != want.consequence)
		fuzz_fail("another record");
	return true;
}

static bool accept(const struct record *record, void *user)
{
	(void)user;
	if (!record->title.size || !record->line || record->title.data[record->title.size] != '\0')
		fuzz_fail("a record that is none");
	return true;
}

static bool feed(struct record_lines *lines, const char *data, size_t size, size_t step)
{
	for (size_t at = 0; at < size; at += step)
		if (!record_lines_feed(lines, data + at, size - at < step ? size - at : step))
			return false;
	return record_lines_feed(lines, NULL, 0);
}

static bool collect(struct koops_report *report, void *user)
{
	struct check *check = user;

	if (check->count == sizeof(check->reports) / sizeof(check->reports[0]))
		koops_report_free(report);
	else
		check->reports[check->count++] = report;
	return true;
}

static void round_trip(const char *log, size_t size, size_t step)
{
	const struct koops_parser_options options = {
	    .size = sizeof(options),
	    .file = {"a \"log\".txt", 11},
	};
	struct check check = {0};
	struct fuzz_text json = {0};
	struct record_lines lines = {
	    .name = "json", .file = {"json", 4}, .take = compare, .user = &check};

	if (koops_parse_buffer(fuzz_ctx(), &options, log, size, collect, &check, NULL) != KOOPS_OK)
		fuzz_fail("a log was refused");
	for (size_t i = 0; i < check.count; i++)
		koops_report_write_json(check.reports[i], fuzz_append, &json);
	if (check.count && (!feed(&lines, json.data, json.size, step) || lines.failed))
		fuzz_fail("JSON was refused");
	if (check.next != check.count)
		fuzz_fail("fewer records than reports");
	record_lines_free(&lines);
	for (size_t i = 0; i < check.count; i++)
		koops_report_free(check.reports[i]);
	fuzz_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_lines lines = {.name = "json", .file = {"json", 4}, .take = accept};
	size_t step;

	if (size < 2)
		return 0;
	step = data[0] & 64 ? 1U << 20 : data[0] % 64 + 1U;
	if (data[0] < 128) {
		round_trip((const char *)data + 1, size - 1, step);
	} else {
		feed(&lines, (const char *)data + 1, size - 1, step);
		record_lines_free(&lines);
	}
	return 0;
}
