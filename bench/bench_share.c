/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage: bench_share VMLINUX [CACHE]
 *
 * How long it takes to open a vmlinux, without a cache and with one in the
 * directory CACHE, and what memory symbolizers take that share it, beside
 * those that each open it themselves.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <koops.h>

enum { OPENS = 51, SHARERS = 8 };

static struct koops_ctx *ctx;

static void fail(const char *why)
{
	fprintf(stderr, "bench_share: %s\n", why);
	exit(1);
}

static struct koops_symbolizer *open_kernel(const char *vmlinux, const char *cache)
{
	const struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = vmlinux,
	    .cache_dir = cache,
	};
	struct koops_symbolizer *symbolizer;
	struct koops_error error;

	if (koops_symbolizer_new(ctx, &options, &error, &symbolizer))
		fail(error.message);
	return symbolizer;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double opening(const char *vmlinux, const char *cache)
{
	double times[OPENS];

	for (int i = 0; i < OPENS; i++) {
		double begin = now();
		struct koops_symbolizer *symbolizer = open_kernel(vmlinux, cache);

		times[i] = now() - begin;
		koops_symbolizer_free(symbolizer);
	}
	qsort(times, OPENS, sizeof(*times), compare);
	return times[OPENS / 2];
}

/* Kilobytes that were allocated, and that files are mapped to. */
static void memory(long *allocated, long *mapped)
{
	struct mallinfo2 heap = mallinfo2();
	char line[256];
	FILE *status = fopen("/proc/self/status", "r");

	*allocated = (long)((heap.uordblks + heap.hblkhd) / 1024);
	*mapped = 0;
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "VmSize: %ld", mapped);
	if (status)
		fclose(status);
}

static void sharing(const char *vmlinux, bool share)
{
	struct koops_symbolizer *symbolizers[SHARERS];
	long before[2], one[2], all[2];

	memory(&before[0], &before[1]);
	for (int i = 0; i < SHARERS; i++) {
		if (!i || !share)
			symbolizers[i] = open_kernel(vmlinux, NULL);
		else if (koops_symbolizer_share(symbolizers[0], NULL, &symbolizers[i]))
			fail("out of memory");
		if (!i)
			memory(&one[0], &one[1]);
	}
	memory(&all[0], &all[1]);
	printf("%-9s one takes %ld KiB and %ld KiB of addresses, %d take %ld and %ld\n",
	       share ? "shared" : "apart", one[0] - before[0], one[1] - before[1], SHARERS,
	       all[0] - before[0], all[1] - before[1]);
	for (int i = 0; i < SHARERS; i++)
		koops_symbolizer_free(symbolizers[i]);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		fail("usage: bench_share VMLINUX [CACHE]");
	if (koops_ctx_new(NULL, NULL, &ctx))
		fail("out of memory");
	printf("open      %.2f ms without a cache\n", opening(argv[1], NULL));
	if (argc > 2) {
		koops_symbolizer_free(open_kernel(argv[1], argv[2]));
		printf("open      %.2f ms with one\n", opening(argv[1], argv[2]));
	}
	sharing(argv[1], true);
	sharing(argv[1], false);
	koops_ctx_free(ctx);
	return 0;
}
