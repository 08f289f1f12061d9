/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops decode: a log with source files and lines.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "source.h"

enum { CHUNK = 1 << 16 };

struct decode {
	struct cli_symbols symbols;
	struct koops_decode_options options;
	struct koops_ctx *ctx;
};

static const char decode_help[] =
    "Usage: koops decode --vmlinux FILE [OPTION...] [LOG...]\n"
    "       koops decode VMLINUX [BASE|auto [MODULES]]\n"
    "       koops decode -r RELEASE\n"
    "\n"
    "Writes kernel logs again with the source file and line of each address, those of\n"
    "inlined functions too, and the instructions of each line of code bytes.  Reads\n"
    "standard input if no LOG is given, or where LOG is -.  The second and third form\n"
    "are those of the kernel's scripts/decode_stacktrace.sh.\n"
    "\n"
    "      --vmlinux FILE    the kernel's vmlinux with debugging information; auto looks\n"
    "                        for the vmlinux of each report's kernel\n"
    "      --modules DIR     look for modules below DIR too\n"
    "      --debug-dir DIR   look for separate files of debugging information in DIR,\n"
    "                        not in /usr/lib/debug\n"
    "      --debuginfod      ask the servers in DEBUGINFOD_URLS for what is not there\n"
    "      --force           use that vmlinux although it is of another kernel\n"
    "      --no-cache        read all of the vmlinux again, and keep nothing of it\n"
    "      --base DIR        take DIR off the names of source files, not the directory\n"
    "                        that they were compiled in\n"
    "  -r, --release RELEASE look for the vmlinux of a release\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0, or 2 if something could not be read, written or decoded.\n";

static const struct option options[] = {
    {"vmlinux", required_argument, NULL, CLI_VMLINUX},
    {"modules", required_argument, NULL, CLI_MODULES},
    {"debug-dir", required_argument, NULL, CLI_DEBUG_DIR},
    {"debuginfod", no_argument, NULL, CLI_DEBUGINFOD},
    {"force", no_argument, NULL, CLI_FORCE},
    {"no-cache", no_argument, NULL, CLI_NO_CACHE},
    {"base", required_argument, NULL, CLI_BASE},
    {"release", required_argument, NULL, 'r'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* VMLINUX [BASE|auto [MODULES]]; nothing is left for logs then. */
static void parse_script_arguments(struct decode *decode, int argc, char **argv)
{
	if (argc == 0)
		cli_usage(&cli_decode, "no vmlinux given");
	if (argc > 3)
		cli_usage(&cli_decode, "logs go with --vmlinux");
	decode->symbols.wanted = true;
	decode->symbols.options.vmlinux = argv[0];
	if (argc > 1 && strcmp(argv[1], "auto"))
		decode->options.base = argv[1];
	if (argc > 2)
		decode->symbols.modules[0] = argv[2];
}

/* Returns how many arguments are not logs. */
static int parse_options(struct decode *decode, int argc, char **argv)
{
	int option;

	while ((option = cli_option(&cli_decode, argc, argv, ":hr:", options)) != -1) {
		if (option == CLI_BASE) {
			decode->options.base = optarg;
		} else if (option == 'r') {
			decode->symbols.wanted = true;
			decode->symbols.options.release = optarg;
		} else {
			cli_symbols_option(&decode->symbols, &cli_decode, option);
		}
	}
	if (decode->symbols.options.release && decode->symbols.options.vmlinux)
		cli_usage(&cli_decode, "--release goes without --vmlinux");
	if (decode->symbols.wanted)
		return optind;
	if (optind == argc)
		cli_symbols_check(&decode->symbols, &cli_decode);
	parse_script_arguments(decode, argc - optind, argv + optind);
	return argc;
}

/* Reads all that comes: what tells where the kernel was loaded is at the end. */
static char *read_all(struct source *source, size_t *size)
{
	size_t capacity = 0;
	char *data = NULL;
	bool silent;
	ssize_t got;

	*size = 0;
	do {
		if (capacity - *size < CHUNK) {
			char *more = realloc(data, capacity = capacity * 2 + CHUNK);

			if (!more) {
				cli_error("%s: out of memory", source->name);
				free(data);
				return NULL;
			}
			data = more;
		}
		got = source_read(source, data + *size, capacity - *size, &silent);
		if (got > 0)
			*size += (size_t)got;
	} while (got > 0);
	if (got == 0)
		return data;
	free(data);
	return NULL;
}

/* A source_fn. */
static enum cli_exit decode_log(struct source *source, bool *stop, void *user)
{
	struct decode *decode = user;
	enum koops_status status;
	struct koops_error error;
	size_t size;
	char *data = read_all(source, &size);

	if (!data)
		return CLI_ERROR;
	status = koops_decode_buffer(
	    decode->ctx, cli_symbolizer(&decode->symbols), &decode->options, data, size,
	    isatty(STDOUT_FILENO) ? cli_write_shown : cli_write, NULL, &error);
	free(data);
	if (status == KOOPS_E_MISMATCH)
		cli_error("%s; give the vmlinux of the log's kernel, or --force", error.message);
	else if (status != KOOPS_OK && status != KOOPS_E_IO)
		cli_error("%s", error.message);
	*stop = status == KOOPS_E_IO;
	return status == KOOPS_OK ? CLI_FOUND : CLI_ERROR;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct decode decode = {.options.size = sizeof(decode.options)};
	const struct source_options alone = {.jobs = 1};
	enum cli_exit status = CLI_ERROR;
	int i = parse_options(&decode, argc, argv);

	(void)command;
	cli_sandbox(&decode.symbols);
	decode.ctx = cli_ctx();
	if (decode.ctx && cli_symbols_open(&decode.symbols, decode.ctx, 1))
		status = source_each(&alone, argc - i, argv + i, decode_log, &decode);
	cli_symbols_close(&decode.symbols);
	koops_ctx_free(decode.ctx);
	/* Whether there is a crash was not asked for. */
	return status == CLI_NONE ? CLI_FOUND : status;
}

const struct cli_command cli_decode = {
    .name = "decode",
    .summary = "add source lines to a log",
    .help = decode_help,
    .run = run,
};
