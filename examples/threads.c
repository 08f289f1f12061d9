/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads many logs at once: threads FILE... starts a thread a log.  They share
 * one context; each has a parser of its own.
 */
#include <koops.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
	pthread_t thread;
	const struct koops_ctx *ctx;
	const char *name;
	size_t crashes;
	struct koops_error error;
};

static void count_crashes(struct job *job, struct koops_parser *parser)
{
	struct koops_report *report;

	while ((report = koops_parser_next(parser))) {
		if (koops_report_severity(report) == KOOPS_SEVERITY_CRASH)
			job->crashes++;
		koops_report_free(report);
	}
}

static void *read_log(void *user)
{
	struct job *job = user;
	FILE *file = fopen(job->name, "rb");
	struct koops_parser *parser;
	char chunk[65536];
	size_t size;

	if (!file) {
		job->error.status = KOOPS_E_IO;
		snprintf(job->error.message, sizeof(job->error.message), "cannot be opened");
		return NULL;
	}
	job->error.status = koops_parser_new(job->ctx, NULL, &job->error, &parser);
	if (job->error.status == KOOPS_OK) {
		while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0 &&
		       koops_parser_feed(parser, chunk, size, &job->error) == KOOPS_OK)
			count_crashes(job, parser);
		if (koops_parser_finish(parser, &job->error) == KOOPS_OK)
			count_crashes(job, parser);
		koops_parser_free(parser);
	}
	fclose(file);
	return NULL;
}

int main(int argc, char **argv)
{
	struct job *jobs = calloc((size_t)argc, sizeof(*jobs));
	struct koops_error error;
	struct koops_ctx *ctx;
	int failed = 0;

	if (!jobs || koops_ctx_new(NULL, &error, &ctx) != KOOPS_OK)
		return 2;
	for (int i = 1; i < argc; i++) {
		jobs[i] = (struct job){.ctx = ctx, .name = argv[i]};
		if (pthread_create(&jobs[i].thread, NULL, read_log, &jobs[i]))
			return 2;
	}
	for (int i = 1; i < argc; i++) {
		pthread_join(jobs[i].thread, NULL);
		if (jobs[i].error.status != KOOPS_OK) {
			fprintf(stderr, "%s: %s\n", jobs[i].name, jobs[i].error.message);
			failed = 2;
		} else {
			printf("%s: %zu\n", jobs[i].name, jobs[i].crashes);
		}
	}
	koops_ctx_free(ctx);
	free(jobs);
	return failed;
}
