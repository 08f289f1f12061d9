/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan/scanner.h"

/*
 * How often a byte comes in a million bytes of logs, roughly: of boot messages and
 * those of services.  What it says decides how fast a search is, and nothing else.
 */
static double frequency(unsigned char byte)
{
	char c = (char)byte;

	if (c == ' ')
		return 120000;
	if (c == '0')
		return 70000;
	if (ki_is_digit(c))
		return 25000;
	if (c && strchr("etaoinsrdlc", c))
		return 35000;
	if (ki_is_upper(c))
		return 4000;
	if (ki_is_alpha(c) || c == '\n')
		return 12000;
	if (c && strchr("[]:.", c))
		return 15000;
	if (c && strchr("-_/=()", c))
		return 6000;
	return c > ' ' && byte < 0x7f ? 1000 : 50;
}

/* The bytes that a set lets pass at a place of the window. */
struct spread {
	/* The nibbles that its anchors have there. */
	unsigned low, high;
	/* How often such bytes come, … */
	double mass;
	/* … and how often those with a nibble and any of the others that the set has. */
	double by_low[16], by_high[16];
};

struct sets {
	double frequency[256];
	struct spread at[KI_SCAN_SETS][KI_SCAN_WINDOW];
};

/* How much more often bytes come that pass, with this one too. */
static double growth(const struct sets *sets, const struct spread *spread, unsigned char byte)
{
	unsigned low = byte & 15, high = byte >> 4;
	bool new_low = !(spread->low >> low & 1), new_high = !(spread->high >> high & 1);

	return (new_low ? spread->by_low[low] : 0) + (new_high ? spread->by_high[high] : 0) +
	       (new_low && new_high ? sets->frequency[byte] : 0);
}

/* How much more often windows come that pass a set, with this one too. */
static double cost(const struct sets *sets, unsigned set, const char *window)
{
	double before = 1, behind = 1;

	for (size_t i = 0; i < KI_SCAN_WINDOW; i++) {
		const struct spread *spread = &sets->at[set][i];

		before *= spread->mass;
		behind *= spread->mass + growth(sets, spread, (unsigned char)window[i]);
	}
	return behind - before;
}

static void add_byte(const struct sets *sets, struct spread *spread, unsigned char byte)
{
	unsigned low = byte & 15, high = byte >> 4;

	spread->mass += growth(sets, spread, byte);
	for (unsigned i = 0; i < 16 && !(spread->low >> low & 1); i++)
		spread->by_high[i] += sets->frequency[i << 4 | low];
	for (unsigned i = 0; i < 16 && !(spread->high >> high & 1); i++)
		spread->by_low[i] += sets->frequency[high << 4 | i];
	spread->low |= 1U << low;
	spread->high |= 1U << high;
}

/*
 * Finds the window of an anchor, and the set of the first `count`, that let the fewest others
 * pass; returns their cost.
 */
static double place(const struct sets *sets, unsigned count, struct ki_scan_anchor *anchor)
{
	double least = -1;

	for (size_t at = 0; at + KI_SCAN_WINDOW <= anchor->text.size; at++)
		for (unsigned set = 0; set < count; set++) {
			double more = cost(sets, set, anchor->text.data + at);

			if (least >= 0 && more >= least)
				continue;
			least = more;
			anchor->window = at;
			anchor->set = set;
		}
	return least;
}

static void fill_tables(struct ki_scanner *scanner, const struct sets *sets)
{
	for (unsigned set = 0; set < KI_SCAN_SETS; set++)
		for (size_t i = 0; i < KI_SCAN_WINDOW; i++)
			for (unsigned nibble = 0; nibble < 16; nibble++) {
				const struct spread *spread = &sets->at[set][i];
				unsigned low = spread->low >> nibble & 1;
				unsigned high = spread->high >> nibble & 1;

				scanner->low[i][nibble] |= (unsigned char)(low << set);
				scanner->high[i][nibble] |= (unsigned char)(high << set);
			}
}

/*
 * Chooses the windows of the anchors and puts each into the set that it makes the least
 * worse; first those that are the worst by themselves, as the others can still go anywhere.
 */
static void choose_sets(struct ki_scanner *scanner)
{
	struct sets sets = {0};

	for (unsigned byte = 0; byte < 256; byte++)
		sets.frequency[byte] = frequency((unsigned char)byte) / 1e6;
	for (size_t i = 0; i < scanner->count; i++)
		scanner->anchors[i].cost = place(&sets, 1, &scanner->anchors[i]);
	for (size_t i = 0; i < scanner->count; i++) {
		struct ki_scan_anchor *worst = &scanner->anchors[i], swapped;
		const char *window;

		for (size_t k = i + 1; k < scanner->count; k++)
			if (scanner->anchors[k].cost > worst->cost)
				worst = &scanner->anchors[k];
		swapped = *worst;
		*worst = scanner->anchors[i];
		place(&sets, KI_SCAN_SETS, &swapped);
		scanner->anchors[i] = swapped;
		window = swapped.text.data + swapped.window;
		for (size_t k = 0; k < KI_SCAN_WINDOW; k++)
			add_byte(&sets, &sets.at[swapped.set][k], (unsigned char)window[k]);
	}
	fill_tables(scanner, &sets);
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

static bool is_ascii(struct koops_str text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] >= 0x80)
			return false;
	return true;
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

		if (text.size < KI_SCAN_WINDOW || !is_ascii(text)) {
			ki_scanner_free(scanner);
			return NULL;
		}
		scanner->anchors[i] = (struct ki_scan_anchor){.text = text};
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

bool ki_scan_compare(const struct ki_scanner *scanner, struct koops_str bytes, size_t at)
{
	uint32_t hash = ki_scan_hash(bytes.data + at);

	for (short i = scanner->first[hash >> 24]; i >= 0; i = scanner->next[i]) {
		const struct ki_scan_anchor *anchor = &scanner->anchors[i];

		if (anchor->window <= at &&
		    ki_str_starts(ki_str_from(bytes, at - anchor->window), anchor->text))
			return true;
	}
	return false;
}

static unsigned count_lines(struct koops_str bytes)
{
	unsigned count = 0;

	for (size_t i = 0; i < bytes.size; i++)
		count += bytes.data[i] == '\n';
	return count;
}

bool ki_scan_check(const struct ki_scanner *scanner, struct koops_str bytes, size_t *at,
		   size_t vector, const struct ki_scan_places *places, uint64_t *lines)
{
	for (unsigned i = 0; i < places->count; i++) {
		size_t begin = *at + places->vector[i] * vector;

		for (uint32_t mask = places->mask[i]; mask; mask &= mask - 1) {
			size_t place = begin + (unsigned)__builtin_ctz(mask);

			if (!ki_scan_is_anchor(scanner, bytes, place))
				continue;
			*lines += count_lines(ki_str_from(ki_str_to(bytes, place), *at));
			*at = place;
			return true;
		}
	}
	*lines += places->newlines;
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

bool ki_scan_has(const struct ki_scanner *scanner, struct koops_str bytes)
{
	uint64_t lines = 0;

	return ki_scan(scanner, bytes, 0, &lines) < bytes.size;
}
