/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops dedup [FILE...]: the bugs in many logs, and how often each occurs.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "groups.h"
#include "jobs.h"

static const char dedup_help[] =
    "Usage: koops dedup [OPTION...] [FILE...]\n"
    "\n"
    "Groups the reports of many logs by their signatures: how often each bug occurs,\n"
    "where it is seen first and last (by file name and line), and on which kernels.\n"
    "A FILE is a log, or reports as koops --json writes them.  Their order does not\n"
    "matter.  Reads standard input if no FILE is given, or where FILE is -.\n"
    "\n"
    "A report that another one led to belongs to the group of that one, and is\n"
    "counted apart.  Reports without a signature come last, counted by title.\n"
    "\n"
    "      --level LEVEL     group by the signature at this level: key (the default),\n"
    "                        site, stack or family\n"
    "      --all             show the groups of notices too, behind those of crashes\n"
    "      --json            write one JSON object a group, a line each\n"
    "  -j, --jobs N          read N logs at a time (the default is one a CPU)\n"
    "      --signature-version VERSION\n"
    "                        make signatures of this version (the default is the\n"
    "                        newest)\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0 if a crash was found, 1 if none was, and 2 if something\n"
    "could not be read, written or understood.\n";

static const struct option options[] = {
    {"all", no_argument, NULL, CLI_ALL},
    {"json", no_argument, NULL, CLI_JSON},
    {"jobs", required_argument, NULL, 'j'},
    {"level", required_argument, NULL, CLI_LEVEL},
    {"signature-version", required_argument, NULL, CLI_SIGNATURE_VERSION},
    {"help", no_argument, NULL, 'h'},
    {0},
};

struct dedup {
	/* Logs that are read at the same time meet here; their order does not matter. */
	pthread_mutex_t lock;
	struct groups groups;
	bool json;
};

static bool take_record(const struct record *record, void *user)
{
	struct dedup *dedup = user;
	bool added;

	pthread_mutex_lock(&dedup->lock);
	added = groups_add(&dedup->groups, record);
	pthread_mutex_unlock(&dedup->lock);
	return added;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct dedup dedup = {PTHREAD_MUTEX_INITIALIZER, {.level = KOOPS_LEVEL_KEY}, false};
	struct groups *groups = &dedup.groups;
	struct cli_reader reader = {.record = take_record, .user = &dedup, .jobs = jobs_cpus()};
	enum cli_exit status = CLI_ERROR;
	struct koops_ctx *ctx;
	const char *version = NULL;
	int option;

	while ((option = cli_option(command, argc, argv, ":hj:", options)) != -1) {
		if (option == CLI_LEVEL)
			groups->level = cli_level(command, optarg);
		else if (option == CLI_JSON)
			dedup.json = true;
		else if (option == CLI_ALL)
			groups->all = true;
		else if (option == 'j')
			reader.jobs = cli_jobs(command, optarg);
		else if (option == CLI_SIGNATURE_VERSION)
			version = optarg;
	}
	ctx = cli_ctx_of(version);
	if (ctx) {
		status = cli_read(ctx, &reader, argc - optind, argv + optind);
		if (!(dedup.json ? groups_write_json(groups) : groups_write_text(groups)))
			status = CLI_ERROR;
	}
	groups_free(groups);
	koops_ctx_free(ctx);
	return status;
}

const struct cli_command cli_dedup = {
    .name = "dedup",
    .summary = "group the reports of many logs by bug",
    .help = dedup_help,
    .run = run,
};
