/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every way of searching finds what a plain search finds.
 */
#include "../run.h"
#include "scan/scan.h"

static const char *const anchors[] = {"BUG:",  "Oops",  "lockup", "WARNING:", "stall",
				      "panic", "fault", "KASAN:", "lockdep",  "~~\x7f\x01"};

enum { SIZE = 300, ROUNDS = 20000 };

static struct ki_mem mem;

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 8;
}

/* Letters of the anchors, newlines, and a whole anchor now and then. */
static size_t make_text(unsigned *state, char *text)
{
	size_t size = next_random(state) % SIZE;

	for (size_t i = 0; i < size; i++)
		text[i] = "BUGOopslckfantKWI: \n\n\xff"[next_random(state) % 21];
	if (next_random(state) % 2) {
		struct koops_str anchor = ki_str(anchors[next_random(state) % KI_LENGTH(anchors)]);
		size_t at = size ? next_random(state) % size : 0;

		if (at + anchor.size <= size)
			memcpy(text + at, anchor.data, anchor.size);
	}
	return size;
}

static bool has_anchor(struct koops_str line)
{
	for (size_t i = 0; i < KI_LENGTH(anchors); i++)
		if (ki_str_find(line, ki_str(anchors[i])) < line.size)
			return true;
	return false;
}

/* The number of the first line with an anchor, or -1, and the newlines before. */
static long first_line(struct koops_str text, uint64_t *lines)
{
	struct koops_str line;

	for (*lines = 0;; ++*lines) {
		struct koops_str rest = text;

		if (!ki_take_until(&rest, '\n', &line))
			return has_anchor(text) ? (long)*lines : -1;
		if (has_anchor(line))
			return (long)*lines;
		text = rest;
	}
}

static void check_way(enum ki_scan_way way)
{
	struct ki_scanner *scanner = ki_scanner_new(&mem, anchors, KI_LENGTH(anchors), way);
	unsigned state = 1;
	char text[SIZE];

	/* A machine without such instructions has nothing to test. */
	if (!scanner)
		return;
	for (int round = 0; round < ROUNDS; round++) {
		struct koops_str bytes = {text, make_text(&state, text)};
		uint64_t want_lines, lines = 0;
		long want = first_line(bytes, &want_lines);
		size_t at = ki_scan(scanner, bytes, 0, &lines);

		ck_assert_int_eq(at < bytes.size, want >= 0);
		ck_assert_uint_eq(lines, want_lines);
	}
	ki_scanner_free(scanner);
}

START_TEST(all_ways_find_the_same)
{
	check_way(KI_SCAN_SCALAR);
	check_way(KI_SCAN_16);
	check_way(KI_SCAN_32);
	check_way(KI_SCAN_BEST);
}
END_TEST

START_TEST(every_place_is_looked_at)
{
	struct ki_scanner *scanner =
	    ki_scanner_new(&mem, anchors, KI_LENGTH(anchors), KI_SCAN_BEST);
	char text[200];

	for (size_t size = 6; size <= sizeof(text); size++)
		for (size_t at = 0; at + 6 <= size; at++) {
			uint64_t lines = 0;

			memset(text, '\n', sizeof(text));
			memcpy(text + at, "lockup", 6);
			ck_assert_uint_lt(
			    ki_scan(scanner, (struct koops_str){text, size}, 0, &lines), size);
			ck_assert_uint_eq(lines, at);
		}
	ki_scanner_free(scanner);
}
END_TEST

START_TEST(short_and_foreign_anchors_are_refused)
{
	static const char *const few[] = {"BUG"}, *const foreign[] = {"BUG\xff"};

	ck_assert_ptr_null(ki_scanner_new(&mem, few, 1, KI_SCAN_BEST));
	ck_assert_ptr_null(ki_scanner_new(&mem, foreign, 1, KI_SCAN_BEST));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    all_ways_find_the_same,
	    every_place_is_looked_at,
	    short_and_foreign_anchors_are_refused,
	};

	ki_mem_init(&mem, NULL);
	return run_tests("scan", tests, KI_LENGTH(tests));
}
