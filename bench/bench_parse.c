/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times the library on logs in memory: context, and parse with a warm context.
 * bench_parse LOG…
 */
#include <koops.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SECONDS = 1, CONTEXTS = 50, KEPT_MEMORY = 64 << 20 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool count(struct koops_report *report, void *user)
{
	++*(unsigned *)user;
	koops_report_free(report);
	return true;
}

static bool discard(const char *data, size_t size, void *user)
{
	(void)data;
	*(size_t *)user += size;
	return true;
}

static bool write_json(struct koops_report *report, void *user)
{
	koops_report_write_json(report, discard, user);
	koops_report_free(report);
	return true;
}

/* The least time of many runs: what the machine can do when nothing disturbs it. */
static double best_of(const struct koops_ctx *ctx, const char *data, size_t size,
		      koops_report_fn callback, void *user)
{
	double begin = now(), best = 1e9;

	while (now() - begin < SECONDS) {
		double start = now();

		if (koops_parse_buffer(ctx, NULL, data, size, callback, user, NULL) != KOOPS_OK)
			exit(EXIT_FAILURE);
		if (now() - start < best)
			best = now() - start;
	}
	return best;
}

static void time_log(const struct koops_ctx *ctx, const char *name)
{
	static char data[16 << 20];
	FILE *file = fopen(name, "rb");
	double parse, json;
	unsigned reports = 0;
	size_t size, bytes = 0;

	if (!file) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	koops_parse_buffer(ctx, NULL, data, size, count, &reports, NULL);
	parse = best_of(ctx, data, size, count, &reports);
	json = best_of(ctx, data, size, write_json, &bytes);
	printf("%s: %zu bytes, parse and sign %.1f us (%.0f MB/s), with JSON %.1f us\n", name, size,
	       parse * 1e6, (double)size / parse / 1e6, json * 1e6);
}

/*
 * Behind a log malloc would give all memory back to the kernel, as nothing else here has any,
 * and two thirds of the time of a long one would be the kernel's, which clears it again.
 */
static void keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
	mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
#endif
}

int main(int argc, char **argv)
{
	struct koops_ctx *ctx = NULL;
	double best = 1e9;

	keep_memory();
	for (int i = 0; i < CONTEXTS; i++) {
		double start = now();

		koops_ctx_free(ctx);
		if (koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
			return EXIT_FAILURE;
		if (now() - start < best)
			best = now() - start;
	}
	printf("context: %.2f ms\n", best * 1e3);
	for (int i = 1; i < argc; i++)
		time_log(ctx, argv[i]);
	koops_ctx_free(ctx);
	return EXIT_SUCCESS;
}
