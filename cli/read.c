/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "container.h"
#include "directory.h"
#include "record.h"

enum {
	CHUNK = 128 * 1024,
	/* What the last magic of a container needs. */
	FIRST = 512,
};

/* A log that is being read. */
struct log {
	/* As messages call it. */
	const char *name;
	int fd;
	/* It is in this one; NULL if it is in none. */
	struct container *container;
	/* It is made of the records in this one; NULL if it is a file. */
	struct directory *directory;
	/* What was read to see whether it is one. */
	const char *first;
	size_t first_size;
	struct koops_parser *parser;
	const struct cli_reader *reader;
	struct cli_progress progress;
	/* For a reader that takes records. */
	struct record_lines lines;
	bool found, stopped;
};

struct koops_ctx *cli_ctx(void)
{
	struct koops_error error;
	struct koops_ctx *ctx = NULL;

	if (koops_ctx_new(NULL, &error, &ctx) != KOOPS_OK)
		cli_error("%s", error.message);
	return ctx;
}

/* Hands a report to the reader; false: it wants no more. */
static bool give_report(const struct cli_reader *reader, struct koops_report *report)
{
	struct record record;
	bool more;

	if (!reader->record)
		return reader->report(report, reader->user);
	record_fill(&record, report);
	more = reader->record(&record, reader->user);
	koops_report_free(report);
	return more;
}

/* The reports that are complete. */
static void take_reports(struct log *log)
{
	struct koops_report *report;
	bool some = false;

	while (!log->stopped && (report = koops_parser_next(log->parser))) {
		if (koops_report_severity(report) == KOOPS_SEVERITY_CRASH)
			log->found = true;
		log->stopped = !give_report(log->reader, report);
		some = true;
	}
	/* The next read may wait for long. */
	if (some && !cli_flush())
		log->stopped = true;
}

static bool check(const struct log *log, enum koops_status status, const struct koops_error *error)
{
	if (status != KOOPS_OK)
		cli_error("%s: %s", log->name, error->message);
	return status == KOOPS_OK;
}

/* A log that is followed is silent: what was found up to now comes out. */
static bool end_reports(struct log *log)
{
	struct koops_error error;

	if (!check(log, koops_parser_flush(log->parser, &error), &error))
		return false;
	take_reports(log);
	if (!log->stopped && log->reader->silence && !log->reader->silence(log->reader->user))
		log->stopped = true;
	return true;
}

/* Feeds the parser; false if that did not go well. */
static bool feed_parser(struct log *log, const char *data, size_t size)
{
	while (size && !log->stopped) {
		const char *end = log->reader->line ? memchr(data, '\n', size) : NULL;
		size_t some = end ? (size_t)(end + 1 - data) : size;
		struct koops_error error;

		if (!check(log, koops_parser_feed(log->parser, data, some, &error), &error))
			return false;
		take_reports(log);
		data += some;
		size -= some;
	}
	return true;
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

/* As read(2), and says what went wrong; see cli_follow_read() for `silent`. */
static ssize_t read_some(struct log *log, char *chunk, size_t most, bool *silent)
{
	size_t first_size = log->first_size;
	ssize_t size;

	if (log->container)
		return container_read(log->container, chunk, most);
	if (first_size) {
		memcpy(chunk, log->first, first_size);
		log->first_size = 0;
		return (ssize_t)first_size;
	}
	if (log->directory)
		return directory_read(log->directory, chunk, most);
	do {
		size = log->reader->follow ? cli_follow_read(log->fd, chunk, most, silent)
					   : read(log->fd, chunk, most);
	} while (size < 0 && errno == EINTR);
	if (size < 0)
		cli_error("%s: %s", log->name, strerror(errno));
	return size;
}

/* Reads up to the end of the log; false if that did not go well. */
static bool feed(struct log *log)
{
	char chunk[CHUNK];

	while (!log->stopped) {
		bool silent = false;
		ssize_t size = read_some(log, chunk, sizeof(chunk), &silent);

		if (silent && !end_reports(log))
			return false;
		if (silent)
			continue;
		if (size <= 0)
			return take_bytes(log, NULL, 0) && size == 0;
		log->progress.done += (unsigned long long)size;
		if (!take_bytes(log, chunk, (size_t)size))
			return false;
		cli_progress(&log->progress);
	}
	return true;
}

/* An open log. */
static enum cli_exit read_log(const struct koops_ctx *ctx, struct log *log, struct koops_str file)
{
	const struct koops_parser_options options = {
	    .size = sizeof(options),
	    .file = file,
	    .line = log->reader->line,
	    .line_user = log->reader->user,
	};
	struct koops_error error;
	bool whole;

	log->lines = (struct record_lines){
	    .name = log->name,
	    .file = file,
	    .take = log->reader->record,
	    .user = log->reader->user,
	};

	if (!check(log, koops_parser_new(ctx, &options, &error, &log->parser), &error))
		return CLI_ERROR;
	whole = feed(log);
	/* What was read before an error is worth as much as ever. */
	whole = check(log, koops_parser_finish(log->parser, &error), &error) && whole;
	take_reports(log);
	koops_parser_free(log->parser);
	record_lines_free(&log->lines);
	if (!whole || log->stopped)
		return CLI_ERROR;
	return log->found || log->lines.found ? CLI_FOUND : CLI_NONE;
}

/* The member's name behind that of its archive: "FILE:member"; the caller frees it. */
static char *member_name(struct koops_str file, const char *member)
{
	size_t size = file.size + strlen(member) + 2;
	char *name = malloc(size);

	if (name)
		snprintf(name, size, "%s%s%s", file.data, file.size ? ":" : "", member);
	else
		cli_error("%s: out of memory", file.data);
	return name;
}

/* A log in a container. */
static enum cli_exit read_member(const struct koops_ctx *ctx, struct log *log,
				 struct container *container, struct koops_str file,
				 const char *member)
{
	struct log inside = {.name = log->name, .reader = log->reader, .container = container};
	char *name = member ? member_name(file, member) : NULL;
	enum cli_exit status = CLI_ERROR;

	inside.progress =
	    (struct cli_progress){.log = log->progress.log, .logs = log->progress.logs};
	if (name)
		inside.name = name;
	if (name || !member)
		status =
		    read_log(ctx, &inside, name ? (struct koops_str){name, strlen(name)} : file);
	log->stopped = inside.stopped;
	free(name);
	return status;
}

static enum cli_exit read_container(const struct koops_ctx *ctx, struct log *log,
				    struct koops_str file)
{
	struct container *container =
	    container_open(log->name, log->fd, log->first, log->first_size);
	enum container_next next = CONTAINER_ERROR;
	enum cli_exit status = CLI_NONE;
	const char *member;

	while (container && !log->stopped &&
	       (next = container_next(container, &member)) == CONTAINER_MEMBER)
		status = cli_worse(status, read_member(ctx, log, container, file, member));
	container_close(container);
	return next == CONTAINER_ERROR ? CLI_ERROR : status;
}

/* An open file: a log, or a container of logs. */
static enum cli_exit read_any(const struct koops_ctx *ctx, struct log *log, struct koops_str file)
{
	char first[FIRST];

	while (!log->reader->follow && log->first_size < sizeof(first)) {
		ssize_t size =
		    read(log->fd, first + log->first_size, sizeof(first) - log->first_size);

		if (size < 0 && errno == EINTR)
			continue;
		/* An error comes again when the log is read, and is told then. */
		if (size <= 0)
			break;
		log->first_size += (size_t)size;
	}
	log->first = first;
	if (container_known(first, log->first_size))
		return read_container(ctx, log, file);
	return read_log(ctx, log, file);
}

/* For a name that could be a mistyped subcommand. */
static const char *hint(const char *name, int error)
{
	return error == ENOENT && !strpbrk(name, "/.") ? "; koops --help lists the subcommands"
						       : "";
}

/* A folder is a log if the kernel's pstore has left it. */
static enum cli_exit read_directory(const struct koops_ctx *ctx, struct log *log)
{
	enum cli_exit status = CLI_ERROR;

	log->directory = directory_open(log->fd);
	if (log->directory)
		status = read_log(ctx, log, (struct koops_str){log->name, strlen(log->name)});
	else
		cli_error("%s: is a directory; name the files in it: koops %s/*", log->name,
			  log->name);
	directory_close(log->directory);
	return status;
}

static enum cli_exit read_file(const struct koops_ctx *ctx, struct log *log)
{
	enum cli_exit status = CLI_ERROR;
	struct stat stat;

	log->fd = open(log->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (log->fd < 0 || fstat(log->fd, &stat)) {
		cli_error("%s: %s%s", log->name, strerror(errno), hint(log->name, errno));
	} else if (S_ISDIR(stat.st_mode)) {
		status = read_directory(ctx, log);
	} else {
		log->progress.size = S_ISREG(stat.st_mode) ? (unsigned long long)stat.st_size : 0;
		status = read_any(ctx, log, (struct koops_str){log->name, strlen(log->name)});
	}
	if (log->fd >= 0)
		close(log->fd);
	return status;
}

static enum cli_exit read_stdin(const struct koops_ctx *ctx, struct log *log)
{
	log->name = "standard input";
	log->fd = STDIN_FILENO;
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		cli_error("reading the terminal: paste a log and end it with Ctrl-D");
	return read_any(ctx, log, (struct koops_str){"", 0});
}

enum cli_exit cli_read(const struct koops_ctx *ctx, const struct cli_reader *reader, int argc,
		       char **argv)
{
	enum cli_exit status = CLI_NONE;
	int i = 0;

	do {
		struct log log = {.name = argc ? argv[i] : "-", .reader = reader};

		log.progress.log = i + 1;
		log.progress.logs = argc;
		if (!strcmp(log.name, "-"))
			status = cli_worse(status, read_stdin(ctx, &log));
		else
			status = cli_worse(status, read_file(ctx, &log));
		cli_progress_clear();
		if (log.stopped)
			break;
	} while (++i < argc);
	return status;
}
