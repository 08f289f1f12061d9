/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "cli.h"
#include "jobs.h"
#include "record.h"
#include "source.h"

enum { CHUNK = 128 * 1024 };

/* What is read, and for whom. */
struct reading {
	const struct koops_ctx *ctx;
	const struct cli_reader *reader;
};

/* A log that is being read. */
struct log {
	struct source *source;
	struct koops_parser *parser;
	const struct cli_reader *reader;
	struct cli_progress progress;
	/* For a reader that takes records. */
	struct record_lines lines;
	/* Some reports were given since what they print was last flushed. */
	bool some;
	bool found, stopped;
};

struct koops_ctx *cli_ctx_of(const char *version)
{
	const struct koops_ctx_options options = {
	    .size = sizeof(options),
	    .signature_version = version,
	};
	struct koops_error error;
	struct koops_ctx *ctx = NULL;

	cli_sandbox(NULL);
	if (koops_ctx_new(&options, &error, &ctx) != KOOPS_OK)
		cli_error("%s", error.message);
	return ctx;
}

struct koops_ctx *cli_ctx(void)
{
	return cli_ctx_of(NULL);
}

/* Hands a report to the reader; false: it wants no more. */
static bool give_report(const struct cli_reader *reader, struct koops_report *report)
{
	struct record record;
	bool more;

	if (!reader->record) {
		if (reader->symbols)
			cli_symbols_apply(reader->symbols, report);
		return reader->report(report, reader->user);
	}
	record_fill(&record, report);
	more = reader->record(&record, reader->user);
	koops_report_free(report);
	return more;
}

/* A koops_report_fn. */
static bool take_report(struct koops_report *report, void *user)
{
	struct log *log = user;

	if (koops_report_severity(report) == KOOPS_SEVERITY_CRASH)
		log->found = true;
	log->some = true;
	log->stopped = !give_report(log->reader, report);
	return !log->stopped;
}

/* What the parser made of what it was told; false if that did not go well. */
static bool check(struct log *log, enum koops_status status, const struct koops_error *error)
{
	bool ok = status == KOOPS_OK || status == KOOPS_E_STOPPED;

	if (!ok)
		cli_error("%s: %s", log->source->name, error->message);
	/* The next read may wait for long. */
	if (log->some && !cli_flush())
		log->stopped = true;
	log->some = false;
	return ok;
}

/* A log that is followed is silent: what was found up to now comes out. */
static bool end_reports(struct log *log)
{
	struct koops_error error;

	if (!check(log, koops_parser_flush(log->parser, &error), &error))
		return false;
	if (!log->stopped && log->reader->silence && !log->reader->silence(log->reader->user))
		log->stopped = true;
	return true;
}

/* Feeds the parser; false if that did not go well. */
static bool feed_parser(struct log *log, const char *data, size_t size)
{
	struct koops_error error;

	return check(log, koops_parser_feed(log->parser, data, size, &error), &error);
}

/* Takes what was read, or the end if `data` is NULL; false if that did not go well. */
static bool take_bytes(struct log *log, const char *data, size_t size)
{
	struct record_lines *lines = &log->lines;

	if (!log->reader->record || lines->form == RECORD_FORM_LOG)
		return feed_parser(log, data, size);
	if (record_lines_feed(lines, data, size))
		return true;
	log->stopped = lines->stopped;
	/* What it holds is the log so far. */
	if (lines->form == RECORD_FORM_LOG)
		return feed_parser(log, lines->data, lines->size);
	return !lines->failed;
}

/* Reads up to the end of the log; false if that did not go well. */
static bool feed_chunks(struct log *log, char *chunk)
{
	while (!log->stopped) {
		bool silent = false;
		ssize_t size = source_read(log->source, chunk, CHUNK, &silent);

		if (silent && !end_reports(log))
			return false;
		if (silent)
			continue;
		if (size <= 0)
			return take_bytes(log, NULL, 0) && size == 0;
		log->progress.done += (unsigned long long)size;
		if (!take_bytes(log, chunk, (size_t)size))
			return false;
		if (!jobs_wanted())
			log->stopped = true;
		else if (jobs_has_turn())
			cli_progress(&log->progress);
	}
	return true;
}

static bool feed(struct log *log)
{
	/* On the stack, all its pages would be touched for the smallest log, to protect the stack.
	 */
	char *chunk = malloc(CHUNK);
	bool whole = false;

	if (chunk)
		whole = feed_chunks(log, chunk);
	else
		cli_error("%s: out of memory", log->source->name);
	free(chunk);
	return whole;
}

/* A source_fn. */
static enum cli_exit read_log(struct source *source, bool *stop, void *user)
{
	const struct reading *reading = user;
	const struct cli_reader *reader = reading->reader;
	struct log log = {
	    .source = source,
	    .reader = reader,
	    .progress = {.log = source->number, .logs = source->count, .size = source->size},
	    .lines = {.name = source->name,
		      .file = source->file,
		      .take = reader->record,
		      .user = reader->user},
	};
	const struct koops_parser_options options = {
	    .size = sizeof(options),
	    .file = source->file,
	    .line = reader->line,
	    .line_user = reader->user,
	    .report = take_report,
	    .report_user = &log,
	};
	struct koops_error error;
	bool whole;

	if (!check(&log, koops_parser_new(reading->ctx, &options, &error, &log.parser), &error))
		return CLI_ERROR;
	whole = feed(&log);
	/* What was read before an error is worth as much as ever. */
	if (!log.stopped)
		whole = check(&log, koops_parser_finish(log.parser, &error), &error) && whole;
	koops_parser_free(log.parser);
	record_lines_free(&log.lines);
	*stop = log.stopped;
	if (!whole || log.stopped)
		return CLI_ERROR;
	return log.found || log.lines.found ? CLI_FOUND : CLI_NONE;
}

enum cli_exit cli_read(const struct koops_ctx *ctx, const struct cli_reader *reader, int argc,
		       char **argv)
{
	struct reading reading = {ctx, reader};
	const struct source_options options = {.jobs = reader->jobs, .follow = reader->follow};

	return source_each(&options, argc, argv, read_log, &reading);
}
