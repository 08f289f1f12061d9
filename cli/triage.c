/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops [FILE...]: the reports of logs, as text or as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "jobs.h"
#include "notices.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct triage {
	struct koops_text_options text;
	bool json, follow;
	unsigned jobs;
	enum color color;
	/* NULL: the newest. */
	const char *version;
	struct cli_symbols symbols;
	struct notices notices;
};

static const char triage_help[] =
    "Usage: koops [OPTION...] [FILE...]\n"
    "       koops SUBCOMMAND [OPTION...] [FILE...]\n"
    "\n"
    "Finds the crash reports in kernel logs: what happened, where, and the signature\n"
    "by which the same bug is found again.  Reads standard input if no FILE is given,\n"
    "or where FILE is -.\n"
    "\n"
    "      --json            write one JSON object a report, a line each\n"
    "      --all             show every frame, and all else that a report holds\n"
    "      --follow          read on as the log grows, and print each report when it\n"
    "                        ends, or after a short silence; Ctrl-C ends\n"
    "  -j, --jobs N          read N logs at a time (the default is one a CPU)\n"
    "      --color[=WHEN]    use colours: auto (the default), always or never\n"
    "      --vmlinux FILE    add source files, lines and inlined functions from the\n"
    "                        kernel's vmlinux with debugging information; auto looks\n"
    "                        for the vmlinux of each report's kernel\n"
    "      --modules DIR     look for modules below DIR too\n"
    "      --debug-dir DIR   look for separate files of debugging information in DIR,\n"
    "                        not in /usr/lib/debug\n"
    "      --debuginfod      ask the servers in DEBUGINFOD_URLS for what is not there\n"
    "      --force           use that vmlinux although it is of another kernel\n"
    "      --no-cache        read all of the vmlinux again, and keep nothing of it\n"
    "      --signature-version VERSION\n"
    "                        make signatures of this version (the default is the\n"
    "                        newest)\n"
    "  -h, --help            show this help\n"
    "  -V, --version         show the versions of koops, its rules and signatures\n"
    "\n"
    "A log may come from dmesg, /dev/kmsg, journalctl, syslog, a serial console,\n"
    "netconsole, pstore, a test lab, a mail or a web page, in any of their formats,\n"
    "also packed (gzip, bzip2, xz, zstd, zip, tar); koops(1) lists them.\n"
    "\n"
    "The exit status is 0 if a crash was found, 1 if none was, and 2 if something\n"
    "could not be read, written or understood.\n";

static const struct option options[] = {
    {"json", no_argument, NULL, CLI_JSON},
    {"all", no_argument, NULL, CLI_ALL},
    {"color", optional_argument, NULL, CLI_COLOR},
    {"follow", no_argument, NULL, CLI_FOLLOW},
    {"jobs", required_argument, NULL, 'j'},
    {"vmlinux", required_argument, NULL, CLI_VMLINUX},
    {"modules", required_argument, NULL, CLI_MODULES},
    {"debug-dir", required_argument, NULL, CLI_DEBUG_DIR},
    {"debuginfod", no_argument, NULL, CLI_DEBUGINFOD},
    {"force", no_argument, NULL, CLI_FORCE},
    {"no-cache", no_argument, NULL, CLI_NO_CACHE},
    {"signature-version", required_argument, NULL, CLI_SIGNATURE_VERSION},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {0},
};

static enum color parse_color(const char *when)
{
	if (!when || !strcmp(when, "always"))
		return COLOR_ALWAYS;
	if (!strcmp(when, "never"))
		return COLOR_NEVER;
	if (!strcmp(when, "auto"))
		return COLOR_AUTO;
	cli_usage(&cli_triage, "--color is auto, always or never, not %s", when);
}

static bool use_color(enum color color)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term && strcmp(term, "dumb");
}

static void version(void)
{
	/* By enum sandbox_layer. */
	static const char *const sandboxes[] = {"none", "Landlock", "seccomp", "Landlock, seccomp"};
	struct koops_ctx *ctx = cli_ctx();

	if (!ctx)
		exit(CLI_ERROR);
	cli_printf("koops %d.%d.%d, rules %s, signatures %s\n", KOOPS_VERSION_MAJOR,
		   KOOPS_VERSION_MINOR, KOOPS_VERSION_PATCH, koops_ctx_rules_version(ctx).data,
		   koops_signature_version(0));
	cli_printf("sandbox: %s\n", sandboxes[cli_sandbox(NULL)]);
	koops_ctx_free(ctx);
	exit((int)cli_close(CLI_FOUND));
}

static void parse_options(struct triage *triage, int argc, char **argv)
{
	int option;

	while ((option = cli_option(&cli_triage, argc, argv, ":hj:V", options)) != -1) {
		switch (option) {
		case CLI_JSON:
			triage->json = true;
			break;
		case CLI_SIGNATURE_VERSION:
			triage->version = optarg;
			break;
		case CLI_ALL:
			triage->text.all = true;
			break;
		case CLI_COLOR:
			triage->color = parse_color(optarg);
			break;
		case CLI_FOLLOW:
			triage->follow = true;
			break;
		case 'j':
			triage->jobs = cli_jobs(&cli_triage, optarg);
			break;
		case 'V':
			version();
			break;
		default:
			cli_symbols_option(&triage->symbols, &cli_triage, option);
		}
	}
	if (triage->follow && argc - optind > 1)
		cli_usage(&cli_triage, "--follow reads one log, not %d", argc - optind);
	cli_symbols_check(&triage->symbols, &cli_triage);
}

/* A cli_later_fn: a crash follows. */
static bool begin_crash(const char *data, size_t size, void *user)
{
	struct notices *notices = user;
	bool first = notices->last == WROTE_NOTHING;

	(void)data;
	(void)size;
	notices->last = WROTE_CRASH;
	return first || cli_puts("\n");
}

static bool write_report(struct triage *triage, const struct koops_report *report)
{
	if (triage->json)
		return koops_report_write_json(report, cli_write, NULL) == KOOPS_OK;
	if (koops_report_severity(report) == KOOPS_SEVERITY_NOTICE)
		return notices_add(&triage->notices, report);
	return cli_later(begin_crash, &triage->notices, NULL, 0) &&
	       koops_report_write_text(report, &triage->text, cli_write, NULL) == KOOPS_OK;
}

static bool take_report(struct koops_report *report, void *user)
{
	struct triage *triage = user;
	bool taken;

	taken = write_report(triage, report);
	koops_report_free(report);
	return taken;
}

static bool take_silence(void *user)
{
	struct triage *triage = user;

	return notices_write(&triage->notices) && cli_flush();
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct triage triage = {.text.size = sizeof(triage.text), .jobs = jobs_cpus()};
	struct cli_reader reader = {take_report, &triage, .symbols = &triage.symbols,
				    .silence = take_silence};
	enum cli_exit status = CLI_ERROR;
	struct koops_ctx *ctx;

	(void)command;
	parse_options(&triage, argc, argv);
	reader.follow = triage.follow;
	reader.jobs = triage.jobs;
	if (triage.follow)
		cli_follow_begin();
	triage.text.color = use_color(triage.color);
	triage.text.width = cli_width();
	cli_sandbox(&triage.symbols);
	ctx = cli_ctx_of(triage.version);
	if (ctx && cli_symbols_open(&triage.symbols, ctx, triage.jobs)) {
		status = cli_read(ctx, &reader, argc - optind, argv + optind);
		notices_write(&triage.notices);
		if (triage.symbols.refused[0])
			status = CLI_ERROR;
	}
	cli_symbols_close(&triage.symbols);
	koops_ctx_free(ctx);
	return status;
}

const struct cli_command cli_triage = {
    .name = "koops",
    .summary = "show the reports",
    .help = triage_help,
    .run = run,
};
