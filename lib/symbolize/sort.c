/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/sort.h"

#include <stdint.h>
#include <string.h>

enum {
	RADIX_BITS = 11,
	RADIX = 1 << RADIX_BITS,
};

static uint64_t key_of(const char *items, size_t size, size_t index)
{
	uint64_t key;

	memcpy(&key, items + index * size, sizeof(key));
	return key;
}

/* With the size that most items have known to the compiler, which then calls nothing. */
static void copy_item(char *to, const char *from, size_t size)
{
	if (size == 16)
		memcpy(to, from, 16);
	else
		memcpy(to, from, size);
}

/* One pass of a radix sort: stable, by RADIX_BITS bits from `shift` on. */
static void sort_pass(const char *from, char *to, size_t size, size_t count, unsigned shift)
{
	size_t places[RADIX] = {0};
	size_t place = 0;

	for (size_t i = 0; i < count; i++)
		places[key_of(from, size, i) >> shift & (RADIX - 1)]++;
	for (size_t i = 0; i < RADIX; i++) {
		size_t n = places[i];

		places[i] = place;
		place += n;
	}
	for (size_t i = 0; i < count; i++)
		copy_item(to + places[key_of(from, size, i) >> shift & (RADIX - 1)]++ * size,
			  from + i * size, size);
}

bool ki_sort(const struct ki_mem *mem, void **items, size_t size, size_t count)
{
	uint64_t differ = 0;
	bool sorted = true;
	void *spare;

	for (size_t i = 1; i < count; i++) {
		uint64_t key = key_of(*items, size, i), before = key_of(*items, size, i - 1);

		differ |= key ^ before;
		sorted = sorted && before <= key;
	}
	if (sorted)
		return true;
	spare = ki_alloc(mem, count * size);
	if (!spare)
		return false;
	for (unsigned shift = 0; shift < 64; shift += RADIX_BITS) {
		void *from = *items;

		if (!(differ >> shift & (RADIX - 1)))
			continue;
		sort_pass(from, spare, size, count, shift);
		*items = spare;
		spare = from;
	}
	ki_free(mem, spare);
	return true;
}
