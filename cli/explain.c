/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops explain [FILE]: how a log was read, and why a key is what it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "record.h"

struct explain {
	/* Number of the last line that was told of. */
	uint64_t line;
	/* What that was wrapped in; its own. */
	char *wrapping;
};

static const char explain_help[] =
    "Usage: koops explain [OPTION...] [FILE...]\n"
    "\n"
    "Shows how logs are read.  First each line that was looked at: its number, the\n"
    "report that it was kept for, what it was taken for, and what is in it.  Lines\n"
    "with = say what the lines below them are wrapped in.  Then, where a report ends,\n"
    "its key, and each frame of its stacks with what became of it: which function of\n"
    "the key it is, T for the function that the title names, and the rule.  Reads\n"
    "standard input if no FILE is given, or where FILE is -.\n"
    "\n"
    "  -h, --help            show this help\n"
    "\n"
    "The exit status is 0 if a crash was found, 1 if none was, and 2 if something\n"
    "could not be read, written or understood.\n";

static const struct option options[] = {
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* What enum koops_fate says of a frame. */
static const char *const fates[] = {
    [KOOPS_FATE_ASIDE] = "of a stack that the key is not made from",
    [KOOPS_FATE_UNRELIABLE] = "unreliable: the unwinder does not vouch for it",
    [KOOPS_FATE_INLINED] = "inlined: another compiler may not do so",
    [KOOPS_FATE_UNNAMED] = "an address without a name",
    [KOOPS_FATE_SAMPLED] = "where the sample was taken: chance",
    [KOOPS_FATE_REPORTING] = "machinery of reporting (skip.list)",
    [KOOPS_FATE_ENTRY] = "a way into the kernel (entry.list)",
    [KOOPS_FATE_INTERRUPT] = "a way into an interrupt (interrupt.list)",
    [KOOPS_FATE_SERVICE] = "a service for its caller (service.list)",
    [KOOPS_FATE_DISPATCH] = "generic code that calls the specific (dispatch.list)",
    [KOOPS_FATE_INTERRUPTED] = "on the other side of an interrupt than the bug",
    [KOOPS_FATE_ALIAS] = "an entry of the same system call as the one above",
    [KOOPS_FATE_CALLED] = "called from the innermost cycle: chance",
    [KOOPS_FATE_BEYOND] = "tells of the bug, but the key does not reach so far",
    [KOOPS_FATE_KEY] = "in the key",
};

/* ------------------------------------------------------------- lines -- */

static void show_wrapping(struct explain *explain, struct koops_str wrapping)
{
	if (explain->wrapping && !strcmp(explain->wrapping, wrapping.data))
		return;
	free(explain->wrapping);
	/* Without memory it is only said again. */
	explain->wrapping = strdup(wrapping.data);
	cli_printf("= %s\n", wrapping.size ? wrapping.data : "not wrapped");
}

/* Lines that were not looked at, or read as a part of the one before. */
static void show_gap(uint64_t from, uint64_t to)
{
	if (from == to)
		cli_printf("%7llu     -\n", (unsigned long long)from);
	else if (from < to)
		cli_printf("%7llu     - and on to %llu\n", (unsigned long long)from,
			   (unsigned long long)to);
}

static void take_line(const struct koops_line *line, void *user)
{
	struct explain *explain = user;
	char report[24] = "-";

	/* Records that were held back, and another log, go back. */
	if (line->number > explain->line)
		show_gap(explain->line + 1, line->number - 1);
	explain->line = line->number;
	show_wrapping(explain, line->wrapping);
	if (line->report)
		snprintf(report, sizeof(report), "#%llu", (unsigned long long)line->report);
	cli_printf("%7llu %5s %-13s ", (unsigned long long)line->number, report, line->type);
	if (line->kind.size)
		cli_printf("(%s) ", line->kind.data);
	cli_put(line->text);
	cli_puts("\n");
}

/* ------------------------------------------------------------ reports -- */

enum {
	/* Keys have fewer functions. */
	PLACES_MOST = 32,
};

/* How many frames of a report are in each place of its key. */
struct places {
	size_t frames[PLACES_MOST];
};

static void count_frame(struct places *places, const struct koops_frame *frame)
{
	if (koops_frame_place(frame) < PLACES_MOST)
		places->frames[koops_frame_place(frame)]++;
}

static struct places count_frames(const struct koops_report *report)
{
	const struct koops_frame *frame = koops_report_pc(report);
	const struct koops_trace *trace;
	struct places places = {0};

	if (frame)
		count_frame(&places, frame);
	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++)
		for (size_t k = 0; (frame = koops_trace_frame(trace, k)); k++)
			count_frame(&places, frame);
	return places;
}

static void show_frame(const struct places *places, const struct koops_frame *frame)
{
	struct koops_str symbol = koops_frame_string(frame, KOOPS_FRAME_SYMBOL);
	struct koops_str reason = koops_frame_reason(frame);
	enum koops_fate fate = koops_frame_fate(frame);
	size_t place = koops_frame_place(frame);
	char number[24] = "", address[24] = "?";
	uint64_t value;

	if (place)
		snprintf(number, sizeof(number), "%zu", place);
	if (koops_frame_number(frame, KOOPS_FRAME_ADDRESS, &value))
		snprintf(address, sizeof(address), "0x%llx", (unsigned long long)value);
	cli_printf("  %1s %2s  %-28s %s", koops_frame_flags(frame) & KOOPS_FRAME_GUILTY ? "T" : "",
		   number, symbol.size ? symbol.data : address,
		   (size_t)fate < sizeof(fates) / sizeof(fates[0]) ? fates[fate] : "unknown");
	if (reason.size)
		cli_printf(": %s", reason.data);
	if (place && place < PLACES_MOST && places->frames[place] > 1)
		cli_puts(", inside a cycle");
	cli_puts("\n");
}

static void show_trace(const struct places *places, const struct koops_trace *trace)
{
	const struct koops_frame *frame;

	cli_printf("  stack: %s", koops_role_name(koops_trace_role(trace)));
	if (koops_trace_context(trace) != KOOPS_CONTEXT_UNKNOWN)
		cli_printf(", %s", koops_context_name(koops_trace_context(trace)));
	cli_puts(koops_trace_cut(trace) ? ", cut off\n" : "\n");
	for (size_t i = 0; (frame = koops_trace_frame(trace, i)); i++)
		show_frame(places, frame);
}

/* The key, and the lines that it is the hash of. */
static void show_key(const struct koops_report *report, const struct places *places)
{
	struct koops_str key = koops_report_signature(report, KOOPS_LEVEL_KEY);
	const char *text = koops_report_canonical(report, KOOPS_LEVEL_KEY).data;
	uint64_t cause;

	cli_printf("  key: %s, %s\n", key.size ? key.data : "none",
		   koops_grade_name(koops_report_grade(report)));
	for (size_t size; *text; text += size) {
		size = strcspn(text, "\n");
		cli_printf("    %.*s\n", (int)size, text);
		size += text[size] == '\n';
	}
	if (koops_report_number(report, KOOPS_REPORT_CONSEQUENCE_OF, &cause))
		cli_printf("  That is the key of report #%llu, which led to this one; the frames "
			   "below\n  say what its own would have been made from.\n",
			   (unsigned long long)cause);
	else if (key.size && !places->frames[1])
		cli_puts("  It is not made from the frames below: none of them tells of the bug, "
			 "or\n  the function of the title, or the text, tells more.\n");
}

static bool take_report(struct koops_report *report, void *user)
{
	const struct koops_frame *pc = koops_report_pc(report);
	const struct places places = count_frames(report);
	const struct koops_trace *trace;
	uint64_t number = 0, line = 0;
	char *where;
	bool ok;

	(void)user;
	koops_report_number(report, KOOPS_REPORT_NUMBER, &number);
	koops_report_number(report, KOOPS_REPORT_LINE, &line);
	where = record_place(koops_report_string(report, KOOPS_REPORT_FILE), line);
	cli_printf("\nreport #%llu, %s: %s\n", (unsigned long long)number, where ? where : "",
		   koops_report_string(report, KOOPS_REPORT_TITLE).data);
	free(where);
	show_key(report, &places);
	/* Else it is in the stack, or was not asked for. */
	if (pc && koops_frame_fate(pc) != KOOPS_FATE_ASIDE) {
		cli_puts("  program counter\n");
		show_frame(&places, pc);
	}
	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++)
		show_trace(&places, trace);
	ok = cli_puts("\n");
	koops_report_free(report);
	return ok;
}

static enum cli_exit run(const struct cli_command *command, int argc, char **argv)
{
	struct explain explain = {0};
	const struct cli_reader reader = {
	    .report = take_report,
	    .user = &explain,
	    .line = take_line,
	};
	enum cli_exit status = CLI_ERROR;
	struct koops_ctx *ctx;

	while (cli_option(command, argc, argv, ":h", options) != -1)
		;
	ctx = cli_ctx();
	if (ctx)
		status = cli_read(ctx, &reader, argc - optind, argv + optind);
	free(explain.wrapping);
	koops_ctx_free(ctx);
	return status;
}

const struct cli_command cli_explain = {
    .name = "explain",
    .summary = "show how a log was read, and why a key is what it is",
    .help = explain_help,
    .run = run,
};
