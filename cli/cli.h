/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the subcommands share.
 */
#ifndef CLI_H
#define CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "koops.h"

struct cli_symbols;
struct record;

enum cli_exit {
	/* A crash was found. */
	CLI_FOUND = 0,
	CLI_NONE = 1,
	/* Something could not be read, written or understood; the message is out. */
	CLI_ERROR = 2,
};

/* A subcommand: a file that defines one, and a row in main.c. */
struct cli_command {
	const char *name;
	/* For the list of subcommands. */
	const char *summary;
	/* What --help prints. */
	const char *help;
	/* argv[0] is the subcommand's name. */
	enum cli_exit (*run)(const struct cli_command *command, int argc, char **argv);
};

extern const struct cli_command cli_triage, cli_sig, cli_decode, cli_dedup, cli_diff, cli_explain,
    cli_kinds, cli_match;
/* The subcommands, ended by NULL. */
extern const struct cli_command *const cli_commands[];

/* ----------------------------------------------------------- options -- */

/* Values of long options that have no letter: no characters. */
enum cli_option {
	CLI_ALL = 256,
	CLI_BASE,
	CLI_BISECT,
	CLI_CANONICAL,
	CLI_COLOR,
	CLI_DEBUG_DIR,
	CLI_DEBUGINFOD,
	CLI_FOLLOW,
	CLI_FORCE,
	CLI_NO_CACHE,
	CLI_GROUPS,
	CLI_JSON,
	CLI_KNOWN,
	CLI_LEVEL,
	CLI_LONG,
	CLI_MODULES,
	CLI_REPORT,
	CLI_SIGNATURE_VERSION,
	CLI_VMLINUX,
};

/*
 * The next of `options` (with their letters in `letters`), or -1.  Sees to
 * --help, and to what is no option: it then ends the program.
 */
int cli_option(const struct cli_command *command, int argc, char **argv, const char *letters,
	       const struct option *options);
/* The value of --jobs. */
unsigned cli_jobs(const struct cli_command *command, const char *number);
/* The value of --level. */
enum koops_level cli_level(const struct cli_command *command, const char *name);
/* Says what is wrong with the command line and ends the program. */
_Noreturn void cli_usage(const struct cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---------------------------------------------------------- messages -- */

/* "koops: …" on standard error; what it quotes cannot harm the terminal. */
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether text is UTF-8 without control characters. */
bool cli_is_printable(const char *text, size_t size);

/* ------------------------------------------------------------ output -- */

/*
 * Standard output; a koops_write_fn.  These return false once a write has
 * failed, and from then on write nothing.
 */
bool cli_write(const char *data, size_t size, void *user);
/* The same of standard output itself, without waiting for a job's turn; see jobs.h. */
bool cli_write_now(const char *data, size_t size, void *user);
/* The same with what a terminal would obey, and what is no UTF-8, as "\\x1b". */
bool cli_write_shown(const char *data, size_t size, void *user);
bool cli_puts(const char *text);
bool cli_put(struct koops_str str);
bool cli_flush(void);
bool cli_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the output: `status`, or CLI_ERROR and a message if not all of it was written. */
enum cli_exit cli_close(enum cli_exit status);

/* A function of `size` bytes at `data`; false if no more is wanted. */
typedef bool (*cli_later_fn)(const char *data, size_t size, void *user);
/*
 * Calls it when it is the turn of the job that this thread runs; outside of jobs, now.
 * For what depends on the order of the logs.  Returns false if no more is wanted.
 */
bool cli_later(cli_later_fn fn, void *user, const char *data, size_t size);

/* Columns of the terminal that is written to; 0 if it is none. */
unsigned cli_width(void);

struct cli_progress {
	/* Which log of how many, from 1. */
	size_t log, logs;
	/* Bytes read of `size`, which is 0 if that is not known. */
	unsigned long long done, size;
};

/* Shows on a terminal's standard error how far a long reading is, or no more. */
void cli_progress(const struct cli_progress *at);
void cli_progress_clear(void);

/* ------------------------------------------------------------- input -- */

/*
 * With `jobs`, `report` and `record` are called on several threads at the same time.  What
 * they write comes in the order of the logs.
 */
struct cli_reader {
	/* Takes over a report; false: read no further. */
	bool (*report)(struct koops_report *report, void *user);
	void *user;
	/* In place of `report`: logs may then be reports as JSON, too. */
	bool (*record)(const struct record *record, void *user);
	/* Is told of the lines that are read; reports come right after the line that ends them. */
	koops_line_fn line;
	/* Names functions and lines before `report`; NULL for none. */
	struct cli_symbols *symbols;
	/* Logs that are read at the same time; 0 is 1. */
	unsigned jobs;
	/* Read on as the log grows, until Ctrl-C. */
	bool follow;
	/* Following, the log is silent for now; NULL for none.  false: read no further. */
	bool (*silence)(void *user);
};

/*
 * Enters the sandbox, if that was not done before.  `symbols`, or NULL: what these options
 * need stays allowed.  Returns the enum sandbox_layer that are in place.
 */
unsigned cli_sandbox(struct cli_symbols *symbols);
/*
 * The context; NULL, and a message, if there is none to be had.  What comes after runs in
 * the sandbox: files that a command writes, or that are not read as logs, are opened before.
 */
struct koops_ctx *cli_ctx(void);
/* The same for signatures of a version; NULL is the newest. */
struct koops_ctx *cli_ctx_of(const char *version);

/*
 * Reads the logs that are named by argv, which are files and folders of files, or
 * standard input if none is.  What can't be read is named in a message, and the next
 * one is read.
 */
enum cli_exit cli_read(const struct koops_ctx *ctx, const struct cli_reader *reader, int argc,
		       char **argv);

/* From here on Ctrl-C ends a cli_follow_read() instead of the program. */
void cli_follow_begin(void);

/*
 * As read(2), for a log that grows: waits for more.  0 if a silence has come, and
 * `silent` is true then, or if the log or the program is at its end.
 */
ssize_t cli_follow_read(int fd, char *data, size_t size, bool *silent);

/*
 * Whether the log ended because it became shorter, as rotation may make it.  It is read
 * from its beginning then.
 */
bool cli_follow_again(int fd);

/* ----------------------------------------------------------- symbols -- */

enum { CLI_DIRECTORIES_MOST = 64, CLI_PATH_MOST = 4096 };

/* The options for symbols, and what they open.  Zeroed by the caller. */
struct cli_symbols {
	struct koops_symbolizer_options options;
	/* --vmlinux was given. */
	bool wanted;
	/* --no-cache was, --debuginfod was. */
	bool uncached, remote;
	/* The lists of the options. */
	const char *modules[CLI_DIRECTORIES_MOST + 1], *debug[CLI_DIRECTORIES_MOST + 1];

	char cache[CLI_PATH_MOST];
	struct cli_debuginfod *debuginfod;

	/* One for each thread. */
	struct koops_symbolizer **symbolizers;
	unsigned count;
	/* The last message: one that holds for all reports is said once. */
	char refused[sizeof(((struct koops_error *)0)->message)];
};

/* The client of debuginfod; NULL, and a message, if there is none. */
struct cli_debuginfod *cli_debuginfod_new(void);
void cli_debuginfod_free(struct cli_debuginfod *debuginfod);
/* A koops_find_fn, for such a client. */
bool cli_debuginfod_find(const char *build_id, char *path, size_t size, void *user);

/* The symbolizer of this thread; NULL if none was asked for. */
struct koops_symbolizer *cli_symbolizer(const struct cli_symbols *symbols);
/* Takes an option that is one for symbols; false if it is not. */
bool cli_symbols_option(struct cli_symbols *symbols, const struct cli_command *command, int option);
/* Ends the program if there are options for symbols, and no --vmlinux. */
void cli_symbols_check(const struct cli_symbols *symbols, const struct cli_command *command);
/*
 * Opens the files that were asked for, if any, to be used by as many threads; false, and a
 * message, if that can't be.
 */
bool cli_symbols_open(struct cli_symbols *symbols, const struct koops_ctx *ctx, unsigned threads);
void cli_symbols_close(struct cli_symbols *symbols);
/* Names functions and lines of a report, which goes on without if they are another kernel's. */
void cli_symbols_apply(struct cli_symbols *symbols, struct koops_report *report);

/* What of two statuses the command ends with. */
static inline enum cli_exit cli_worse(enum cli_exit a, enum cli_exit b)
{
	if (a == CLI_ERROR || b == CLI_ERROR)
		return CLI_ERROR;
	return a == CLI_FOUND || b == CLI_FOUND ? CLI_FOUND : CLI_NONE;
}

#endif
