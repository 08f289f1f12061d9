/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scanner beside libraries that search for many literals: bench_scan LOG
 * Each looks through the log, repeated to 64 MiB, for the anchors of all kinds.  Prints how
 * many times as long as counting newlines each takes.  koops needs the number of a line, and
 * its own scanner counts as it goes: with the others that is a pass more, which is 1.
 */
#include "core/ctx.h"
#include "core/str.h"
#include "input/input.h"
#include "parse/parse.h"
#include "scan/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#ifdef HAVE_HS
#include <hs.h>
#endif

enum { LOG_SIZE = 64 << 20, RUNS = 7, ANCHORS_MOST = 512 };

struct anchors {
	const char *texts[ANCHORS_MOST];
	unsigned count;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

typedef size_t (*search_fn)(struct koops_str log, void *user);

/* The least time of some runs; `found` is what they return. */
static double best_of(search_fn search, struct koops_str log, void *user, size_t *found)
{
	double best = 1e9;

	for (int run = 0; run < RUNS; run++) {
		double start = now();

		*found = search(log, user);
		if (now() - start < best)
			best = now() - start;
	}
	return best;
}

static size_t count_newlines(struct koops_str log, void *user)
{
	size_t count = 0;

	(void)user;
	for (size_t i = 0; i < log.size; i++)
		count += log.data[i] == '\n';
	return count;
}

/* Lines that have an anchor, as all ways are asked for. */
static size_t search_own(struct koops_str log, void *user)
{
	size_t count = 0, at = 0;
	uint64_t lines = 0;

	while ((at = ki_scan(user, log, at, &lines)) < log.size) {
		at += ki_str_chr(ki_str_from(log, at), '\n');
		count++;
	}
	return count;
}

static size_t search_pcre2(struct koops_str log, void *user)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	size_t count = 0, at = 0;

	while (at < log.size &&
	       pcre2_jit_match(user, (PCRE2_SPTR)log.data, log.size, at, 0, data, NULL) >= 0) {
		at = pcre2_get_ovector_pointer(data)[1];
		at += ki_str_chr(ki_str_from(log, at), '\n');
		count++;
	}
	pcre2_match_data_free(data);
	return count;
}

/* The anchors as one pattern. */
static pcre2_code *compile_pcre2(const struct anchors *anchors)
{
	static char pattern[ANCHORS_MOST * 64];
	size_t size = 0, offset;
	pcre2_code *code;
	int error;

	for (unsigned i = 0; i < anchors->count; i++)
		size += (size_t)snprintf(pattern + size, sizeof(pattern) - size, "%s\\Q%s\\E",
					 i ? "|" : "", anchors->texts[i]);
	code = pcre2_compile((PCRE2_SPTR)pattern, size, 0, &error, &offset, NULL);
	if (!code || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0)
		exit(EXIT_FAILURE);
	return code;
}

#ifdef HAVE_HS
struct hyperscan {
	hs_database_t *database;
	hs_scratch_t *scratch;
	struct koops_str log;
	/* Lines with an anchor, and the end of the last. */
	size_t count, end;
};

static int take_hs(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		   void *user)
{
	struct hyperscan *hs = user;

	(void)id;
	(void)from;
	(void)flags;
	if (to <= hs->end)
		return 0;
	hs->end = (size_t)to + ki_str_chr(ki_str_from(hs->log, (size_t)to), '\n');
	hs->count++;
	return 0;
}

static size_t search_hs(struct koops_str log, void *user)
{
	struct hyperscan *hs = user;

	hs->log = log;
	hs->count = hs->end = 0;
	hs_scan(hs->database, log.data, (unsigned)log.size, 0, hs->scratch, take_hs, hs);
	return hs->count;
}

static void time_hs(const struct anchors *anchors, struct koops_str log, double yardstick)
{
	static size_t sizes[ANCHORS_MOST];
	struct hyperscan hs = {.scratch = NULL};
	hs_compile_error_t *error;
	double start = now(), compiled, times;
	size_t found = 0;

	for (unsigned i = 0; i < anchors->count; i++)
		sizes[i] = strlen(anchors->texts[i]);
	if (hs_compile_lit_multi(anchors->texts, NULL, NULL, sizes, anchors->count, HS_MODE_BLOCK,
				 NULL, &hs.database, &error) != HS_SUCCESS ||
	    hs_alloc_scratch(hs.database, &hs.scratch) != HS_SUCCESS)
		exit(EXIT_FAILURE);
	compiled = now() - start;
	times = best_of(search_hs, log, &hs, &found) / yardstick;
	printf("Hyperscan  %6.2f times, %.2f with newlines; %zu lines, compiled in %.2f ms\n",
	       times, times + 1, found, compiled * 1e3);
	hs_free_scratch(hs.scratch);
	hs_free_database(hs.database);
}
#else
static void time_hs(const struct anchors *anchors, struct koops_str log, double yardstick)
{
	(void)anchors;
	(void)log;
	(void)yardstick;
	printf("Hyperscan  is not built in\n");
}
#endif

static void time_all(const struct anchors *anchors, struct koops_str log)
{
	struct ki_mem mem;
	struct ki_scanner *scanner;
	pcre2_code *code;
	double yardstick, start, compiled;
	size_t found = 0;

	yardstick = best_of(count_newlines, log, NULL, &found);
	printf("newlines   %.0f MB/s; %u anchors\n", (double)log.size / yardstick / 1e6,
	       anchors->count);
	ki_mem_init(&mem, NULL);
	start = now();
	scanner = ki_scanner_new(&mem, anchors->texts, anchors->count, KI_SCAN_BEST);
	compiled = now() - start;
	printf("own        %6.2f times, ", best_of(search_own, log, scanner, &found) / yardstick);
	printf("%zu lines, compiled in %.2f ms\n", found, compiled * 1e3);
	ki_scanner_free(scanner);
	start = now();
	code = compile_pcre2(anchors);
	compiled = now() - start;
	printf("PCRE2 JIT  %6.2f times, ", best_of(search_pcre2, log, code, &found) / yardstick);
	printf("%zu lines, compiled in %.2f ms\n", found, compiled * 1e3);
	pcre2_code_free(code);
	time_hs(anchors, log, yardstick);
}

/* The log over and over. */
static struct koops_str read_log(const char *name)
{
	char *data = malloc(LOG_SIZE);
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!data || !file || !(size = fread(data, 1, LOG_SIZE, file))) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	for (size_t at = size; at < LOG_SIZE; at++)
		data[at] = data[at - size];
	return (struct koops_str){data, LOG_SIZE};
}

int main(int argc, char **argv)
{
	struct anchors anchors = {.count = 0};
	struct koops_ctx *ctx = NULL;
	struct koops_str log;
	const char *text;
	char *data;

	if (argc != 2 || koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		return EXIT_FAILURE;
	for (size_t i = 0; (text = ki_rules_anchor(ctx->rules, i)) && anchors.count < ANCHORS_MOST;
	     i++)
		anchors.texts[anchors.count++] = text;
	for (size_t i = 0; (text = ki_input_anchor(i)) && anchors.count < ANCHORS_MOST; i++)
		anchors.texts[anchors.count++] = text;
	log = read_log(argv[1]);
	time_all(&anchors, log);
	memcpy(&data, &log.data, sizeof(data));
	free(data);
	koops_ctx_free(ctx);
	return 0;
}
