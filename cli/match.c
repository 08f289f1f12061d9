/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops match KEY... [FILE...]: do these logs hold a bug that is known?
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "jobs.h"
#include "known.h"
#include "record.h"

enum {
	/* For git bisect run: this one can't be told. */
	BISECT_SKIP = 125,
};

struct match {
	struct known known;
	/* Of KOOPS_LEVEL_…, a bit each. */
	unsigned levels;
	bool quiet, bisect;
	unsigned jobs;
	bool found;
};

static const char match_help[] =
    "Usage: koops match [OPTION...] KEY... [FILE...]\n"
    "       koops match [OPTION...] --known FILE [KEY...] [FILE...]\n"
    "\n"
    "Says whether logs hold a bug that is known by its signature, and prints a line\n"
    "for each report that is of one: its signature, its title, where it is, and what\n"
    "the list of known bugs says of it, with tabs between.  Arguments that begin with\n"
    "k1- are signatures, up to the first that does not; the others are logs, or\n"
    "reports as JSON that koops wrote.  Reads standard input if there are none, or\n"
    "where one is -.\n"
    "\n"
    "      --known FILE      take signatures from a list: one a line, then white\n"
    "                        space and what is known of the bug; # begins a comment\n"
    "      --level LEVEL     compare signatures of this level only: key, site, stack\n"
    "                        or family (the default is all)\n"
    "      --bisect          exit as git bisect run wants it: 1 if a known bug is\n"
    "                        there, 0 if none is, 125 after an error\n"
    "  -j, --jobs N          read N logs at a time (the default is one a CPU)\n"
    "  -q, --quiet           print nothing, and end at the first known bug\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0 if a known bug is there, 1 if none is, and 2 if something\n"
    "could not be read, written or understood.\n";

static const struct option options[] = {
    {"bisect", no_argument, NULL, CLI_BISECT},
    {"jobs", required_argument, NULL, 'j'},
    {"known", required_argument, NULL, CLI_KNOWN},
    {"level", required_argument, NULL, CLI_LEVEL},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static bool write_match(const struct record *record, struct koops_str signature, const char *note)
{
	char *where = record_place(record->file, record->line);
	bool ok = where && cli_printf("%s\t%s\t%s%s%s\n", signature.data, record->title.data, where,
				      *note ? "\t" : "", note);

	free(where);
	return ok;
}

/* A cli_later_fn. */
static bool set_found(const char *data, size_t size, void *user)
{
	struct match *match = user;

	(void)data;
	(void)size;
	match->found = true;
	return !match->quiet;
}

static bool take_record(const struct record *record, void *user)
{
	struct match *match = user;

	for (int level = 0; level < LEVELS; level++) {
		struct koops_str signature = record->signature[level];
		const char *note;

		if (!(match->levels >> level & 1) || !signature.size)
			continue;
		note = known_find(&match->known, signature);
		if (!note)
			continue;
		return cli_later(set_found, match, NULL, 0) && write_match(record, signature, note);
	}
	return true;
}

static enum cli_exit read_logs(struct match *match, int argc, char **argv)
{
	const struct cli_reader reader = {
	    .record = take_record,
	    .user = match,
	    .jobs = match->jobs,
	};
	struct koops_ctx *ctx = cli_ctx();
	enum cli_exit status = CLI_ERROR;

	if (ctx)
		status = cli_read(ctx, &reader, argc, argv);
	koops_ctx_free(ctx);
	if (match->quiet && match->found)
		return CLI_FOUND;
	if (status == CLI_ERROR)
		return status;
	return match->found ? CLI_FOUND : CLI_NONE;
}

/* What git bisect run takes for bad, good, and neither. */
static enum cli_exit bisect_status(enum cli_exit status)
{
	static const int statuses[] = {
	    [CLI_FOUND] = 1,
	    [CLI_NONE] = 0,
	    [CLI_ERROR] = BISECT_SKIP,
	};

	return (enum cli_exit)statuses[status];
}

/* The options and signatures; false, and a message, if one can't be understood or read. */
static bool parse_arguments(struct match *match, int argc, char **argv)
{
	bool good = true, listed = false;
	int option;

	while ((option = cli_option(&cli_match, argc, argv, ":hj:q", options)) != -1) {
		if (option == CLI_BISECT)
			match->bisect = true;
		else if (option == CLI_LEVEL)
			match->levels = 1u << cli_level(&cli_match, optarg);
		else if (option == 'j')
			match->jobs = cli_jobs(&cli_match, optarg);
		else if (option == 'q')
			match->quiet = true;
		if (option != CLI_KNOWN)
			continue;
		good = known_read(&match->known, optarg) && good;
		listed = true;
	}
	for (; optind < argc && known_is_meant(argv[optind]); optind++) {
		const struct koops_str key = {argv[optind], strlen(argv[optind])};

		good = known_add(&match->known, "", key, "") && good;
	}
	/* A list of none is a list. */
	if (good && !listed && !match->known.table.count) {
		cli_error(
		    "match needs a signature, or a list with --known; see koops match --help");
		good = false;
	}
	return good;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct match match = {.levels = (1u << LEVELS) - 1, .jobs = jobs_cpus()};
	enum cli_exit status = CLI_ERROR;

	(void)command;
	if (parse_arguments(&match, argc, argv))
		status = read_logs(&match, argc - optind, argv + optind);
	known_free(&match.known);
	if (!match.bisect)
		return status;
	/* What can't be written is no answer either. */
	exit((int)bisect_status(cli_close(status)));
}

const struct cli_command cli_match = {
    .name = "match",
    .summary = "say whether logs hold a known bug",
    .help = match_help,
    .run = run,
};
