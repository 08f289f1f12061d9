/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of all subcommands that name functions and lines.
 */
#include <string.h>

#include "cli.h"

static void add_directory(const struct cli_command *command, const char **list)
{
	size_t count = 0;

	while (list[count])
		count++;
	if (count == CLI_DIRECTORIES_MOST)
		cli_usage(command, "more than %d directories of one kind", CLI_DIRECTORIES_MOST);
	list[count] = optarg;
}

bool cli_symbols_option(struct cli_symbols *symbols, const struct cli_command *command, int option)
{
	switch (option) {
	case CLI_VMLINUX:
		symbols->wanted = true;
		symbols->options.vmlinux = strcmp(optarg, "auto") ? optarg : NULL;
		return true;
	case CLI_MODULES:
		add_directory(command, symbols->modules);
		return true;
	case CLI_DEBUG_DIR:
		add_directory(command, symbols->debug);
		return true;
	case CLI_FORCE:
		symbols->options.force = true;
		return true;
	}
	return false;
}

void cli_symbols_check(const struct cli_symbols *symbols, const struct cli_command *command)
{
	const char *alone = symbols->options.force ? "--force"
			    : symbols->modules[0]  ? "--modules"
			    : symbols->debug[0]    ? "--debug-dir"
						   : NULL;

	if (alone && !symbols->wanted)
		cli_usage(command, "%s goes with --vmlinux", alone);
}

bool cli_symbols_open(struct cli_symbols *symbols, const struct koops_ctx *ctx)
{
	struct koops_symbolizer_options *options = &symbols->options;
	struct koops_error error;

	if (!symbols->wanted)
		return true;
	options->size = sizeof(*options);
	options->module_dirs = symbols->modules;
	options->debug_dirs = symbols->debug[0] ? symbols->debug : NULL;
	if (koops_symbolizer_new(ctx, options, &error, &symbols->symbolizer) == KOOPS_OK)
		return true;
	cli_error("%s", error.message);
	return false;
}

void cli_symbols_apply(struct cli_symbols *symbols, struct koops_report *report)
{
	struct koops_error error;

	if (!symbols->symbolizer ||
	    koops_symbolizer_apply(symbols->symbolizer, report, &error) == KOOPS_OK ||
	    !strcmp(error.message, symbols->refused))
		return;
	memcpy(symbols->refused, error.message, sizeof(symbols->refused));
	cli_error("%s; give the vmlinux of the log's kernel, or --force", error.message);
}
