/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops kinds: the kinds of report that koops knows.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char kinds_help[] =
    "Usage: koops kinds [OPTION...]\n"
    "\n"
    "Lists the kinds of report that koops knows: name, the kernel releases that print\n"
    "it where that is known, and a line by which such a report begins.\n"
    "\n"
    "      --json            write JSON objects, with family and severity too\n"
    "  -h, --help            show this help\n";

static const struct option options[] = {
    {"json", no_argument, NULL, CLI_JSON},
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* Kinds are printable ASCII. */
static void json_string(const char *key, const char *value)
{
	cli_puts(",\"");
	cli_puts(key);
	cli_puts("\":\"");
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			cli_puts("\\");
		cli_write(value, 1, NULL);
	}
	cli_puts("\"");
}

static void write_json(const struct koops_kind *kind)
{
	const struct {
		const char *key, *value;
	} members[] = {
	    {"family", kind->family},   {"severity", koops_severity_name(kind->severity)},
	    {"since", kind->since},     {"until", kind->until},
	    {"example", kind->example},
	};

	/* Names are plain words. */
	cli_puts("{\"name\":\"");
	cli_puts(kind->name);
	cli_puts("\"");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i].value)
			json_string(members[i].key, members[i].value);
	cli_puts("}\n");
}

/* "5.8-", "-4.1", "2.6-5.7"; "" if neither end is known. */
static void releases(const struct koops_kind *kind, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", kind->since ? kind->since : "",
		 kind->since || kind->until ? "-" : "", kind->until ? kind->until : "");
}

/* In no more than `width` columns, if it isn't 0: the example is the least of it. */
static void write_row(const struct koops_kind *kind, unsigned width)
{
	struct koops_str example = {kind->example, strlen(kind->example)};
	char releases_text[64], head[128];
	size_t used;

	releases(kind, releases_text, sizeof(releases_text));
	used = (size_t)snprintf(head, sizeof(head), "%-23s  %-9s  ", kind->name, releases_text);
	cli_puts(head);
	if (width > used && example.size > width - used) {
		example.size = width - used - 1;
		cli_put(example);
		cli_puts("…\n");
	} else {
		cli_put(example);
		cli_puts("\n");
	}
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct koops_kind kind;
	struct koops_ctx *ctx;
	bool json = false;
	int option;

	while ((option = cli_option(command, argc, argv, ":h", options)) != -1)
		json = json || option == CLI_JSON;
	if (optind < argc)
		cli_usage(command, "kinds takes no file");
	ctx = cli_ctx();
	if (!ctx)
		return CLI_ERROR;
	for (size_t i = 0; koops_ctx_kind(ctx, i, &kind); i++) {
		if (json)
			write_json(&kind);
		else
			write_row(&kind, cli_width());
	}
	koops_ctx_free(ctx);
	return CLI_FOUND;
}

const struct cli_command cli_kinds = {
    .name = "kinds",
    .summary = "list the kinds of report that are known",
    .help = kinds_help,
    .run = run,
};
