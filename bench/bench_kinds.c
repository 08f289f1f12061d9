/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kind costs a line that lacks its anchor: looks for headers in the lines of
 * a log that has none, with the kinds as they are, and with as many again whose
 * anchors are theirs in other letters.  Prints the ratio of the two times.  This is
 * the search by itself; only lines near an anchor come to it at all.
 * bench_kinds LOG
 */
#include "parse/kinds.h"
#include "parse/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 41, REPEATS = 20, KINDS_MOST = 1024, ANCHOR_MOST = 32 };

/* Takes the place of the library's own list, which is all that its object file holds. */
static struct ki_kind_table more;
const struct ki_kind_table *const ki_kind_tables[] = {
    &ki_kinds_stall,
    &ki_kinds_sanitizer,
    &ki_kinds_lockdep,
    &ki_kinds_fault,
    &ki_kinds_warning,
    &ki_kinds_context,
    &ki_kinds_panic,
    &ki_kinds_notice,
    &ki_kinds_other,
    &ki_kinds_arch,
    &more,
    NULL,
};

static struct ki_kind rows[KINDS_MOST];
static char anchors[KINDS_MOST][ANCHOR_MOST];

/* As many rows again, with anchors that no other row has. */
static void double_kinds(void)
{
	size_t count = 0;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table != &more; table++)
		for (size_t i = 0; i < (*table)->count && count < KINDS_MOST; i++) {
			const char *anchor = (*table)->rows[i].anchor;
			size_t size = strlen(anchor);

			for (size_t k = 0; k < size && k < ANCHOR_MOST - 1; k++)
				anchors[count][k] =
				    (char)(ki_is_alnum(anchor[k]) ? anchor[k] ^ 1 : anchor[k]);
			rows[count] = (*table)->rows[i];
			rows[count].anchor = anchors[count];
			count++;
		}
	more = (struct ki_kind_table){rows, count};
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Counts the headers among the lines. */
static size_t look(const struct ki_rules *rules, struct ki_match *match, struct koops_str log)
{
	struct ki_places places;
	struct koops_str line;
	size_t found = 0;

	while (log.size && ki_take_until(&log, '\n', &line))
		found += ki_rules_header(rules, match, line, &places) != NULL;
	return found;
}

static double time_once(const struct ki_rules *rules, struct ki_match *match, struct koops_str log)
{
	double start = now();
	size_t found = 0;

	for (int i = 0; i < REPEATS; i++)
		found += look(rules, match, log);
	if (found)
		printf("%zu lines are headers: not a quiet log\n", found / REPEATS);
	return now() - start;
}

int main(int argc, char **argv)
{
	static char data[1 << 20];
	struct ki_rules *once, *twice;
	struct ki_match *match;
	struct koops_str log = {data, 0};
	struct ki_mem mem;
	double least = 1e9, most = 1e9;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

	if (!file)
		return EXIT_FAILURE;
	log.size = fread(data, 1, sizeof(data), file);
	fclose(file);
	if (!ki_mem_init(&mem, NULL) || ki_rules_new(&mem, NULL, &once) != KOOPS_OK)
		return EXIT_FAILURE;
	double_kinds();
	match = ki_match_new(&mem);
	if (!match || ki_rules_new(&mem, NULL, &twice) != KOOPS_OK)
		return EXIT_FAILURE;
	/* By turns, so that what disturbs the machine disturbs both; the least of each counts. */
	for (int i = 0; i < ROUNDS; i++) {
		double one = time_once(once, match, log), two = time_once(twice, match, log);

		least = one < least ? one : least;
		most = two < most ? two : most;
	}
	printf("%zu kinds and %zu more: %.2f of the time\n", more.count, more.count, most / least);
	ki_match_free(match);
	ki_rules_free(once);
	ki_rules_free(twice);
	return EXIT_SUCCESS;
}
