/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a whole log from memory: pull FILE prints the key and the title of
 * each report.
 */
#include <koops.h>

#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	char *data = NULL;
	long end;

	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
		*size = (size_t)end;
		rewind(file);
		data = malloc(*size + 1);
	}
	if (data && fread(data, 1, *size, file) != *size) {
		free(data);
		data = NULL;
	}
	fclose(file);
	return data;
}

static bool print_report(struct koops_report *report, void *user)
{
	size_t *count = user;
	struct koops_str key = koops_report_signature(report, KOOPS_LEVEL_KEY);

	/* Strings have a NUL behind them; what is absent is "". */
	printf("%s %s\n", key.data, koops_report_string(report, KOOPS_REPORT_TITLE).data);
	koops_report_free(report);
	++*count;
	return true; /* go on */
}

int main(int argc, char **argv)
{
	struct koops_error error;
	struct koops_ctx *ctx;
	size_t size, count = 0;
	char *log = argc == 2 ? read_file(argv[1], &size) : NULL;

	if (!log) {
		fprintf(stderr, "usage: pull FILE\n");
		return 2;
	}
	if (koops_ctx_new(NULL, &error, &ctx) != KOOPS_OK ||
	    koops_parse_buffer(ctx, NULL, log, size, print_report, &count, &error) != KOOPS_OK) {
		fprintf(stderr, "pull: %s\n", error.message);
		return 2;
	}
	koops_ctx_free(ctx);
	free(log);
	return count ? 0 : 1;
}
