/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follows a log as it comes, in chunks of any size: push reads standard input
 * and prints the folded stack of each crash as soon as it is complete.
 */
#include <koops.h>

#include <stdio.h>
#include <unistd.h>

static void print_folded(const struct koops_folded *folded)
{
	struct koops_str function;

	printf("  %s", koops_folded_symbol(folded).data);
	/* The first function of a cycle is the one that was printed. */
	for (size_t i = 1; (function = koops_folded_cycle(folded, i)).size; i++)
		printf(" -> %s", function.data);
	if (koops_folded_turns(folded))
		printf(" (%llu times)", (unsigned long long)koops_folded_turns(folded));
	printf("\n");
}

static void print_crash(const struct koops_report *report)
{
	const struct koops_trace *trace;
	const struct koops_folded *folded;

	printf("%s\n", koops_report_string(report, KOOPS_REPORT_TITLE).data);
	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++) {
		if (koops_trace_role(trace) != KOOPS_ROLE_OWN)
			continue;
		for (size_t j = 0; (folded = koops_trace_folded(trace, j)); j++)
			print_folded(folded);
	}
}

static void print_crashes(struct koops_parser *parser)
{
	struct koops_report *report;

	while ((report = koops_parser_next(parser))) {
		if (koops_report_severity(report) == KOOPS_SEVERITY_CRASH)
			print_crash(report);
		koops_report_free(report);
	}
	fflush(stdout);
}

int main(void)
{
	struct koops_error error;
	struct koops_ctx *ctx = NULL;
	struct koops_parser *parser = NULL;
	enum koops_status status;
	char chunk[4096];
	ssize_t size = 0;

	status = koops_ctx_new(NULL, &error, &ctx);
	if (status == KOOPS_OK)
		status = koops_parser_new(ctx, NULL, &error, &parser);
	while (status == KOOPS_OK && (size = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0) {
		status = koops_parser_feed(parser, chunk, (size_t)size, &error);
		print_crashes(parser);
	}
	if (status == KOOPS_OK)
		status = koops_parser_finish(parser, &error);
	if (status == KOOPS_OK)
		print_crashes(parser);
	else
		fprintf(stderr, "push: %s\n", error.message);
	koops_parser_free(parser);
	koops_ctx_free(ctx);
	return status == KOOPS_OK && size == 0 ? 0 : 2;
}
