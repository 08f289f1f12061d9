/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops sig [FILE...]: signatures for scripts.
 */
#include "cli.h"
#include "jobs.h"

struct sig {
	enum koops_level level;
	bool canonical, detailed;
	const struct koops_ctx *ctx;
	/* A report was written. */
	bool some;
};

static const char sig_help[] =
    "Usage: koops sig [OPTION...] [FILE...]\n"
    "\n"
    "Prints a line a report: its signature, a tab, and its title.  The signature is -\n"
    "for a report that has no frame to go by.  Reads standard input if no FILE is\n"
    "given, or where FILE is -.\n"
    "\n"
    "      --level LEVEL     how much two reports must have in common to be one:\n"
    "                        key     what a database groups by (the default)\n"
    "                        site    kind and guilty function, as in the title\n"
    "                        stack   kind and the whole folded stack: the strictest\n"
    "                        family  without the kind: maybe related\n"
    "      --canonical       print the text that the signature is the hash of, with\n"
    "                        an empty line between reports\n"
    "  -j, --jobs N          read N logs at a time (the default is one a CPU)\n"
    "      --long            print between them how far to trust the signature (none,\n"
    "                        weak, cut or complete) and the version of the rules\n"
    "      --signature-version VERSION\n"
    "                        make signatures of this version (the default is the\n"
    "                        newest)\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0 if a crash was found, 1 if none was, and 2 if something\n"
    "could not be read, written or understood.\n";

static const struct option options[] = {
    {"canonical", no_argument, NULL, CLI_CANONICAL},
    {"jobs", required_argument, NULL, 'j'},
    {"level", required_argument, NULL, CLI_LEVEL},
    {"long", no_argument, NULL, CLI_LONG},
    {"signature-version", required_argument, NULL, CLI_SIGNATURE_VERSION},
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* A cli_later_fn. */
static bool separate(const char *data, size_t size, void *user)
{
	bool *some = user, first = !*some;

	(void)data;
	(void)size;
	*some = true;
	return first || cli_puts("\n");
}

/* How far the signature can be relied on, and what it was made by. */
static bool put_details(const struct sig *sig, const struct koops_report *report)
{
	return cli_printf("%s\t%s\t", koops_grade_name(koops_report_grade(report)),
			  koops_ctx_rules_version(sig->ctx).data);
}

static bool take_report(struct koops_report *report, void *user)
{
	struct sig *sig = user;
	struct koops_str signature = koops_report_signature(report, sig->level);
	bool ok = true;

	if (sig->canonical) {
		ok = cli_later(separate, &sig->some, NULL, 0) &&
		     cli_put(koops_report_canonical(report, sig->level));
	} else {
		ok = cli_puts(signature.size ? signature.data : "-") && cli_puts("\t") &&
		     (!sig->detailed || put_details(sig, report)) &&
		     cli_put(koops_report_string(report, KOOPS_REPORT_TITLE)) && cli_puts("\n");
	}
	koops_report_free(report);
	return ok;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct sig sig = {.level = KOOPS_LEVEL_KEY};
	struct cli_reader reader = {.report = take_report, .user = &sig, .jobs = jobs_cpus()};
	enum cli_exit status = CLI_ERROR;
	const char *version = NULL;
	struct koops_ctx *ctx;
	int option;

	while ((option = cli_option(command, argc, argv, ":hj:", options)) != -1) {
		if (option == CLI_CANONICAL)
			sig.canonical = true;
		else if (option == 'j')
			reader.jobs = cli_jobs(command, optarg);
		else if (option == CLI_LEVEL)
			sig.level = cli_level(command, optarg);
		else if (option == CLI_LONG)
			sig.detailed = true;
		else if (option == CLI_SIGNATURE_VERSION)
			version = optarg;
	}
	ctx = cli_ctx_of(version);
	sig.ctx = ctx;
	if (ctx)
		status = cli_read(ctx, &reader, argc - optind, argv + optind);
	koops_ctx_free(ctx);
	return status;
}

const struct cli_command cli_sig = {
    .name = "sig",
    .summary = "print signatures and titles",
    .help = sig_help,
    .run = run,
};
