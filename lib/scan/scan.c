/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan/scanner.h"

/* How rare a byte is in logs, roughly: 0 is common. */
static int rarity(char c)
{
	if (c == ' ' || memchr("etaoinsrdlc", c, 11))
		return 0;
	if (ki_is_digit(c) || (ki_is_alpha(c) && !ki_is_upper(c)))
		return 1;
	return 3;
}

static size_t rarest_window(struct koops_str text)
{
	size_t best = 0;
	int best_rarity = -1;

	for (size_t at = 0; at + KI_SCAN_WINDOW <= text.size; at++) {
		int sum = 0;

		for (size_t i = 0; i < KI_SCAN_WINDOW; i++)
			sum += rarity(text.data[at + i]);
		if (sum > best_rarity) {
			best = at;
			best_rarity = sum;
		}
	}
	return best;
}

static unsigned bits(unsigned value)
{
	return (unsigned)__builtin_popcount(value);
}

/* The nibbles that a set's anchors have, by place in the window. */
struct nibbles {
	unsigned low[KI_SCAN_WINDOW], high[KI_SCAN_WINDOW];
};

static struct nibbles with_window(struct nibbles nibbles, const char *window)
{
	for (size_t i = 0; i < KI_SCAN_WINDOW; i++) {
		unsigned char byte = (unsigned char)window[i];

		nibbles.low[i] |= 1U << (byte & 15);
		nibbles.high[i] |= 1U << (byte >> 4);
	}
	return nibbles;
}

/* How many windows the set lets pass: all combinations of its nibbles. */
static double passes(const struct nibbles *nibbles)
{
	double product = 1;

	for (size_t i = 0; i < KI_SCAN_WINDOW; i++)
		product *= bits(nibbles->low[i]) * bits(nibbles->high[i]);
	return product;
}

/* Puts each anchor into the set that it makes the least worse. */
static void choose_sets(struct ki_scanner *scanner)
{
	struct nibbles sets[KI_SCAN_SETS] = {0};

	for (size_t i = 0; i < scanner->count; i++) {
		struct ki_scan_anchor *anchor = &scanner->anchors[i];
		const char *window = anchor->text.data + anchor->window;
		double least = -1;

		for (unsigned set = 0; set < KI_SCAN_SETS; set++) {
			struct nibbles more = with_window(sets[set], window);
			double cost = passes(&more) - passes(&sets[set]);

			if (least < 0 || cost < least) {
				least = cost;
				anchor->set = set;
			}
		}
		sets[anchor->set] = with_window(sets[anchor->set], window);
	}
	for (unsigned set = 0; set < KI_SCAN_SETS; set++)
		for (size_t i = 0; i < KI_SCAN_WINDOW; i++)
			for (unsigned nibble = 0; nibble < 16; nibble++) {
				if (sets[set].low[i] & 1U << nibble)
					scanner->low[i][nibble] |= (unsigned char)(1U << set);
				if (sets[set].high[i] & 1U << nibble)
					scanner->high[i][nibble] |= (unsigned char)(1U << set);
			}
}

static void fill_hashes(struct ki_scanner *scanner)
{
	memset(scanner->first, -1, sizeof(scanner->first));
	for (size_t i = scanner->count; i > 0; i--) {
		const struct ki_scan_anchor *anchor = &scanner->anchors[i - 1];
		uint32_t hash = ki_scan_hash(anchor->text.data + anchor->window);
		uint32_t bit = hash >> 20;

		scanner->hashes[bit / 8] |= (unsigned char)(1U << bit % 8);
		scanner->next[i - 1] = scanner->first[hash >> 24];
		scanner->first[hash >> 24] = (short)(i - 1);
	}
}

static bool choose_search(struct ki_scanner *scanner, enum ki_scan_way way)
{
	static const enum ki_scan_way best[] = {KI_SCAN_32, KI_SCAN_16};

	if (way == KI_SCAN_SCALAR)
		return true;
	if (way == KI_SCAN_BEST) {
		for (size_t i = 0; i < KI_LENGTH(best) && !scanner->search; i++)
			choose_search(scanner, best[i]);
		return true;
	}
	scanner->search = ki_scan_x86(way);
	if (!scanner->search)
		scanner->search = ki_scan_neon(way);
	return scanner->search != NULL;
}

struct ki_scanner *ki_scanner_new(const struct ki_mem *mem, const char *const *anchors,
				  size_t count, enum ki_scan_way way)
{
	struct ki_scanner *scanner =
	    count > 10000 ? NULL
			  : ki_zalloc(mem, sizeof(*scanner) + count * sizeof(*scanner->anchors));

	if (!scanner)
		return NULL;
	scanner->mem = mem;
	scanner->count = count;
	scanner->next = ki_alloc(mem, count * sizeof(*scanner->next));
	if (!scanner->next || !choose_search(scanner, way)) {
		ki_scanner_free(scanner);
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		struct koops_str text = ki_str(anchors[i]);

		if (text.size < KI_SCAN_WINDOW) {
			ki_scanner_free(scanner);
			return NULL;
		}
		scanner->anchors[i] = (struct ki_scan_anchor){text, rarest_window(text), 0};
	}
	choose_sets(scanner);
	fill_hashes(scanner);
	return scanner;
}

void ki_scanner_free(struct ki_scanner *scanner)
{
	if (!scanner)
		return;
	ki_free(scanner->mem, scanner->next);
	ki_free(scanner->mem, scanner);
}

bool ki_scan_is_anchor(const struct ki_scanner *scanner, struct koops_str bytes, size_t at)
{
	uint32_t hash = ki_scan_hash(bytes.data + at), bit = hash >> 20;

	if (!(scanner->hashes[bit / 8] & 1U << bit % 8))
		return false;
	for (short i = scanner->first[hash >> 24]; i >= 0; i = scanner->next[i]) {
		const struct ki_scan_anchor *anchor = &scanner->anchors[i];

		if (anchor->window <= at &&
		    ki_str_starts(ki_str_from(bytes, at - anchor->window), anchor->text))
			return true;
	}
	return false;
}

size_t ki_scan(const struct ki_scanner *scanner, struct koops_str bytes, size_t from,
	       uint64_t *lines)
{
	size_t at = from;

	if (scanner->search) {
		bool found = false;

		at = scanner->search(scanner, bytes, at, lines, &found);
		if (found)
			return at;
	}
	for (; at + KI_SCAN_WINDOW <= bytes.size; at++) {
		if (ki_scan_is_anchor(scanner, bytes, at))
			return at;
		*lines += bytes.data[at] == '\n';
	}
	for (; at < bytes.size; at++)
		*lines += bytes.data[at] == '\n';
	return bytes.size;
}
