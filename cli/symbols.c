/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of all subcommands that name functions and lines.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "jobs.h"

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

struct koops_symbolizer *cli_symbolizer(const struct cli_symbols *symbols)
{
	return symbols->count ? symbols->symbolizers[jobs_thread()] : NULL;
}

bool cli_symbols_open(struct cli_symbols *symbols, const struct koops_ctx *ctx, unsigned threads)
{
	struct koops_symbolizer_options *options = &symbols->options;
	struct koops_error error = {.message = "out of memory"};
	enum koops_status status = KOOPS_E_MEMORY;

	if (!symbols->wanted)
		return true;
	options->size = sizeof(*options);
	options->module_dirs = symbols->modules;
	options->debug_dirs = symbols->debug[0] ? symbols->debug : NULL;
	symbols->symbolizers = calloc(threads, sizeof(struct koops_symbolizer *));
	if (symbols->symbolizers)
		status = koops_symbolizer_new(ctx, options, &error, symbols->symbolizers);
	while (status == KOOPS_OK && ++symbols->count < threads)
		status = koops_symbolizer_share(symbols->symbolizers[0], &error,
						&symbols->symbolizers[symbols->count]);
	if (status != KOOPS_OK)
		cli_error("%s", error.message);
	return status == KOOPS_OK;
}

void cli_symbols_close(struct cli_symbols *symbols)
{
	for (unsigned i = 0; i < symbols->count; i++)
		koops_symbolizer_free(symbols->symbolizers[i]);
	free(symbols->symbolizers);
}

/* A cli_later_fn: says the same once. */
static bool refuse(const char *message, size_t size, void *user)
{
	struct cli_symbols *symbols = user;

	if (!strcmp(message, symbols->refused))
		return true;
	memcpy(symbols->refused, message, size);
	cli_error("%s; give the vmlinux of the log's kernel, or --force", message);
	return true;
}

void cli_symbols_apply(struct cli_symbols *symbols, struct koops_report *report)
{
	struct koops_symbolizer *symbolizer = cli_symbolizer(symbols);
	struct koops_error error;

	if (symbolizer && koops_symbolizer_apply(symbolizer, report, &error) != KOOPS_OK)
		cli_later(refuse, symbols, error.message, strlen(error.message) + 1);
}
