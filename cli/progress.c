/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum {
	/* Milliseconds: what is read sooner needs no progress. */
	QUIET = 1000,
	BETWEEN = 200,
};

static struct {
	/* Milliseconds, 0: not yet. */
	long long begin, last;
	bool shown;
} state;

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000 + 1;
}

void cli_progress(const struct cli_progress *at)
{
	long long time = now();

	if (!state.begin)
		state.begin = time;
	if (time - state.begin < QUIET || time - state.last < BETWEEN || !isatty(STDERR_FILENO))
		return;
	cli_progress_clear();
	fputs("koops: reading", stderr);
	if (at->logs > 1)
		fprintf(stderr, " log %zu of %zu,", at->log, at->logs);
	if (at->size)
		fprintf(stderr, " %llu %% of", at->done * 100 / at->size);
	fprintf(stderr, " %llu MB", (at->size ? at->size : at->done) / 1000000);
	state.last = time;
	state.shown = true;
}

void cli_progress_clear(void)
{
	if (state.shown)
		fputs("\r\x1b[K", stderr);
	state.shown = false;
}
