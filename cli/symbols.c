/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of all subcommands that name functions and lines.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "jobs.h"
#include "sandbox.h"

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
	case CLI_DEBUGINFOD:
		symbols->remote = true;
		return true;
	case CLI_NO_CACHE:
		symbols->uncached = true;
		return true;
	}
	return false;
}

void cli_symbols_check(const struct cli_symbols *symbols, const struct cli_command *command)
{
	const char *alone = symbols->options.force ? "--force"
			    : symbols->modules[0]  ? "--modules"
			    : symbols->debug[0]    ? "--debug-dir"
			    : symbols->uncached    ? "--no-cache"
			    : symbols->remote      ? "--debuginfod"
						   : NULL;

	if (alone && !symbols->wanted)
		cli_usage(command, "%s goes with --vmlinux", alone);
}

/*
 * The directory of the cache, which is made if need be: $XDG_CACHE_HOME/koops,
 * else ~/.cache/koops.  NULL if there is none; relative names don't count, says
 * the XDG Base Directory Specification.
 */
static const char *cache_directory(char *path, size_t size)
{
	const char *base = getenv("XDG_CACHE_HOME");
	bool own = base && *base == '/';
	int length;

	if (!own)
		base = getenv("HOME");
	if (!base || *base != '/')
		return NULL;
	length = snprintf(path, size, "%s%s", base, own ? "" : "/.cache");
	if (length < 0 || (size_t)length >= size - sizeof("/koops"))
		return NULL;
	mkdir(path, 0700);
	strcpy(path + length, "/koops");
	return !mkdir(path, 0700) || errno == EEXIST ? path : NULL;
}

unsigned cli_sandbox(struct cli_symbols *symbols)
{
	static bool entered;
	static unsigned layers;
	const char *cache = NULL;

	if (entered)
		return layers;
	entered = true;
	if (symbols && symbols->wanted && !symbols->uncached)
		cache = cache_directory(symbols->cache, sizeof(symbols->cache));
	if (cache)
		symbols->options.cache_dir = cache;
	/* The client of debuginfod uses the network and has a cache of its own. */
	if (!symbols || !symbols->remote)
		layers = sandbox_enter(SANDBOX_ALL, cache);
	return layers;
}

struct koops_symbolizer *cli_symbolizer(const struct cli_symbols *symbols)
{
	return symbols->count ? symbols->symbolizers[jobs_thread()] : NULL;
}

/* A file is mapped, and someone has made it shorter: there is nothing to go on with. */
static void file_shrank(int signal)
{
	static const char message[] =
	    "koops: a file with symbols was cut short while it was read\n";

	(void)signal;
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(CLI_ERROR);
	_exit(CLI_ERROR);
}

bool cli_symbols_open(struct cli_symbols *symbols, const struct koops_ctx *ctx, unsigned threads)
{
	struct koops_symbolizer_options *options = &symbols->options;
	struct koops_error error = {.message = "out of memory"};
	enum koops_status status = KOOPS_E_MEMORY;

	if (!symbols->wanted)
		return true;
	signal(SIGBUS, file_shrank);
	options->size = sizeof(*options);
	options->module_dirs = symbols->modules;
	options->debug_dirs = symbols->debug[0] ? symbols->debug : NULL;
	if (symbols->remote) {
		options->find = cli_debuginfod_find;
		options->find_user = symbols->debuginfod = cli_debuginfod_new();
		if (!symbols->debuginfod)
			return false;
	}
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
	cli_debuginfod_free(symbols->debuginfod);
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
