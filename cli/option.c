/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum {
	/* More threads are of no use. */
	JOBS_MOST = 1024,
	/* Where the list of subcommands has its second column. */
	SUMMARY_COLUMN = 10,
};

static _Noreturn void help(const struct cli_command *command)
{
	char name[SUMMARY_COLUMN + 8];

	cli_puts(command->help);
	if (command == &cli_triage)
		cli_puts("\nSubcommands, each with a --help of its own:\n");
	for (size_t i = 0; command == &cli_triage && cli_commands[i]; i++) {
		snprintf(name, sizeof(name), "  %-*s ", SUMMARY_COLUMN, cli_commands[i]->name);
		cli_puts(name);
		cli_puts(cli_commands[i]->summary);
		cli_puts("\n");
	}
	exit((int)cli_close(CLI_FOUND));
}

void cli_usage(const struct cli_command *command, const char *format, ...)
{
	const char *space = command == &cli_triage ? "" : " ";
	char message[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	cli_error("%s; see koops%s%s --help", message, space,
		  command == &cli_triage ? "" : command->name);
	exit(CLI_ERROR);
}

unsigned cli_jobs(const struct cli_command *command, const char *number)
{
	size_t digits = strspn(number, "0123456789");
	unsigned long jobs = strtoul(number, NULL, 10);

	if (!digits || number[digits] || !jobs)
		cli_usage(command, "--jobs is a number from 1, not %s", number);
	return jobs < JOBS_MOST ? (unsigned)jobs : JOBS_MOST;
}

enum koops_level cli_level(const struct cli_command *command, const char *name)
{
	for (int i = KOOPS_LEVEL_KEY; i <= KOOPS_LEVEL_FAMILY; i++)
		if (!strcmp(name, koops_level_name((enum koops_level)i)))
			return (enum koops_level)i;
	cli_usage(command, "--level is key, site, stack or family, not %s", name);
}

int cli_option(const struct cli_command *command, int argc, char **argv, const char *letters,
	       const struct option *options)
{
	int option;

	/* Its own messages would print what they quote as it is. */
	opterr = 0;
	option = getopt_long(argc, argv, letters, options, NULL);
	if (option == 'h')
		help(command);
	if (option == ':')
		cli_usage(command, "%s needs a value", argv[optind - 1]);
	if (option != '?')
		return option;
	if (optopt >= CLI_ALL)
		cli_usage(command, "%.*s takes no value", (int)strcspn(argv[optind - 1], "="),
			  argv[optind - 1]);
	if (optopt)
		cli_usage(command, "unknown option -%c", optopt);
	cli_usage(command, "unknown option %s", argv[optind - 1]);
}
