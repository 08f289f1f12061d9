/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops diff A B: are these the same bug?
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"

struct diff {
	enum koops_level level;
	bool json, groups;
	struct side a, b;
};

static const char diff_help[] =
    "Usage: koops diff [OPTION...] A B\n"
    "       koops diff --groups [OPTION...] OLD NEW\n"
    "\n"
    "Says whether the reports of two logs are of the same bug: at which levels their\n"
    "signatures agree, and where their stacks differ.  A log's report is its primary\n"
    "one, or else the first.  A and B are logs, or reports as koops --json writes\n"
    "them; - is standard input.\n"
    "\n"
    "With --groups, OLD and NEW are all reports of the same logs, as two versions of\n"
    "koops (or of its rules) found them: which groups were merged, which were split.\n"
    "\n"
    "      --groups          compare groups of reports\n"
    "      --report N[,M]    compare the Nth report of A with the Mth of B, or its\n"
    "                        Nth too\n"
    "      --level LEVEL     the level that decides: key (the default), site, stack\n"
    "                        or family\n"
    "      --json            write JSON\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0 if it is the same bug (the same groups), 1 if not, and 2 if\n"
    "something could not be read, written or understood.\n";

static const struct option options[] = {
    {"groups", no_argument, NULL, CLI_GROUPS},
    {"json", no_argument, NULL, CLI_JSON},
    {"level", required_argument, NULL, CLI_LEVEL},
    {"report", required_argument, NULL, CLI_REPORT},
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* A number from 1; 0 if it is none. */
static unsigned long long parse_number(const char *text, char **end)
{
	return *text >= '0' && *text <= '9' ? strtoull(text, end, 10) : 0;
}

static void parse_report(struct diff *diff, const char *value)
{
	char *end = NULL;

	diff->a.wanted = diff->b.wanted = parse_number(value, &end);
	if (diff->a.wanted && *end == ',')
		diff->b.wanted = parse_number(end + 1, &end);
	if (!diff->a.wanted || !diff->b.wanted || *end)
		cli_usage(&cli_diff, "--report is N or N,M, counted from 1, not %s", value);
}

/* ------------------------------------------------------------- input -- */

struct taker {
	struct side *side;
	enum koops_level level;
	bool failed;
};

static bool take_record(const struct record *record, void *user)
{
	struct taker *taker = user;
	struct side *side = taker->side;
	bool certain;

	side->count++;
	certain = side->wanted ? side->count == side->wanted : record->primary;
	if (!certain && (side->taken || side->wanted))
		return true;
	side_clear(side);
	side->taken = true;
	side->certain = certain;
	taker->failed = !side_fill(side, record, taker->level);
	return !certain && !taker->failed;
}

/* The report of a log that is to be compared. */
static bool read_side(const struct koops_ctx *ctx, struct side *side, char *log,
		      enum koops_level level)
{
	struct taker taker = {.side = side, .level = level};
	const struct cli_reader reader = {.record = take_record, .user = &taker};
	enum cli_exit status = cli_read(ctx, &reader, 1, &log);

	if (taker.failed || (status == CLI_ERROR && !side->certain))
		return false;
	if (!side->taken && side->wanted)
		cli_error("%s: there are %llu reports, and no report %llu", log, side->count,
			  side->wanted);
	else if (!side->taken)
		cli_error("%s: there is no report", log);
	return side->taken;
}

/* ------------------------------------------------------------ output -- */

static bool agree(const struct diff *diff, enum koops_level level)
{
	const char *a = diff->a.signature[level], *b = diff->b.signature[level];

	return *a && !strcmp(a, b);
}

/* What of the stacks can be compared; from JSON it is the folded one. */
static bool pair_stacks(const struct diff *diff, struct pairs *pairs)
{
	if (diff->a.stack.count && diff->b.stack.count)
		return pairs_make(&diff->a.stack, &diff->b.stack, pairs);
	return pairs_make(&diff->a.folded, &diff->b.folded, pairs);
}

static void write_level(const struct diff *diff, enum koops_level level)
{
	const char *a = diff->a.signature[level], *b = diff->b.signature[level];
	const char *name = koops_level_name(level);

	if (!*a && !*b)
		cli_printf("%-8s none\n", name);
	else if (!*a || !*b)
		cli_printf("%-8s none in %s\n", name, *a ? "B" : "A");
	else if (agree(diff, level))
		cli_printf("%-8s same     %s\n", name, a);
	else
		cli_printf("%-8s differs  %s\n%17s %s\n", name, a, "", b);
}

static void write_verdict(const struct diff *diff)
{
	const char *name = koops_level_name(diff->level);

	if (!*diff->a.signature[diff->level] || !*diff->b.signature[diff->level])
		cli_printf(
		    "Without a %s on both sides, nothing says that these are the same bug.\n\n",
		    name);
	else
		cli_printf("By the %s, these are %s.\n\n", name,
			   agree(diff, diff->level) ? "the same bug" : "different bugs");
}

static bool write_pairs(const char *what, const struct pairs *pairs)
{
	if (pairs->first == pairs->count)
		return true;
	return cli_printf("\n%s:\n", what) && pairs_write(pairs);
}

static bool write_text(const struct diff *diff, const struct pairs *stacks,
		       const struct pairs *canonical)
{
	write_verdict(diff);
	cli_printf("A  %s\n   %s\nB  %s\n   %s\n\n", diff->a.title, diff->a.place, diff->b.title,
		   diff->b.place);
	for (int level = 0; level < LEVELS; level++)
		write_level(diff, (enum koops_level)level);
	/* The stacks are all that there is to the level of that name. */
	if (diff->level != KOOPS_LEVEL_STACK && !write_pairs("What is signed differs", canonical))
		return false;
	return write_pairs("The stacks differ, here innermost function first", stacks);
}

static void put_side(yajl_gen json, const char *name, const struct side *side)
{
	json_key(json, name);
	yajl_gen_map_open(json);
	json_string(json, "place", side->place);
	json_string(json, "title", side->title);
	for (int level = 0; level < LEVELS; level++)
		json_string(json, koops_level_name((enum koops_level)level),
			    side->signature[level]);
	yajl_gen_map_close(json);
}

static bool write_json(const struct diff *diff, const struct pairs *stacks)
{
	yajl_gen json = json_begin();

	if (!json)
		return false;
	json_flag(json, "same", agree(diff, diff->level));
	json_string(json, "level", koops_level_name(diff->level));
	put_side(json, "a", &diff->a);
	put_side(json, "b", &diff->b);
	json_key(json, "agree");
	yajl_gen_array_open(json);
	for (int level = 0; level < LEVELS; level++)
		if (agree(diff, (enum koops_level)level))
			json_item(json, koops_level_name((enum koops_level)level));
	yajl_gen_array_close(json);
	if (stacks->first < stacks->count) {
		const struct pair *first = &stacks->at[stacks->first];

		json_key(json, "first_difference");
		yajl_gen_map_open(json);
		json_string(json, "a", first->left ? first->left : "");
		json_string(json, "b", first->right ? first->right : "");
		yajl_gen_map_close(json);
	}
	return json_end(json);
}

static enum cli_exit compare(const struct diff *diff)
{
	struct pairs stacks = {0}, canonical = {0};
	bool written = pair_stacks(diff, &stacks);

	/* Where one of them has no text, there is nothing to see. */
	if (written && diff->a.canonical.count && diff->b.canonical.count)
		written = pairs_make(&diff->a.canonical, &diff->b.canonical, &canonical);
	if (written)
		written =
		    diff->json ? write_json(diff, &stacks) : write_text(diff, &stacks, &canonical);
	free(stacks.at);
	free(canonical.at);
	if (!written)
		return CLI_ERROR;
	return agree(diff, diff->level) ? CLI_FOUND : CLI_NONE;
}

static enum cli_exit diff_reports(struct diff *diff, char **argv)
{
	struct koops_ctx *ctx = cli_ctx();
	enum cli_exit status = CLI_ERROR;

	/* Both, so that all that is wrong is said. */
	if (ctx && read_side(ctx, &diff->a, argv[0], diff->level) &
		       read_side(ctx, &diff->b, argv[1], diff->level))
		status = compare(diff);
	side_clear(&diff->a);
	side_clear(&diff->b);
	koops_ctx_free(ctx);
	return status;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct diff diff = {.level = KOOPS_LEVEL_KEY};
	int option;

	while ((option = cli_option(command, argc, argv, ":h", options)) != -1) {
		if (option == CLI_GROUPS)
			diff.groups = true;
		else if (option == CLI_JSON)
			diff.json = true;
		else if (option == CLI_LEVEL)
			diff.level = cli_level(command, optarg);
		else if (option == CLI_REPORT)
			parse_report(&diff, optarg);
	}
	if (argc - optind != 2)
		cli_usage(command, "diff compares two files, not %d", argc - optind);
	if (!strcmp(argv[optind], "-") && !strcmp(argv[optind + 1], "-"))
		cli_usage(command, "one of the two can be standard input");
	if (diff.groups && diff.a.wanted)
		cli_usage(command, "--groups compares all reports, not one as --report");
	if (diff.groups)
		return diff_groups(argv + optind, diff.level, diff.json);
	return diff_reports(&diff, argv + optind);
}

const struct cli_command cli_diff = {
    .name = "diff",
    .summary = "say whether two reports are the same bug",
    .help = diff_help,
    .run = run,
};
