/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan/scanner.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

/* The sets of anchors that each byte can have at a place of the window. */
__attribute__((target("avx2"))) static inline __m256i sets_32(__m256i low, __m256i high,
							      const char *bytes)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i values = _mm256_loadu_si256((const __m256i_u *)bytes);
	__m256i highs = _mm256_and_si256(_mm256_srli_epi16(values, 4), nibble);

	/* The shuffle takes the low nibble of ASCII; for other bytes it gives no set. */
	return _mm256_and_si256(_mm256_shuffle_epi8(low, values), _mm256_shuffle_epi8(high, highs));
}

__attribute__((target("avx2"))) static inline __m256i table_32(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i_u *)table));
}

/*
 * Gathers the places of `vectors` vectors that may be anchors, and counts newlines.  Whether a
 * vector has any is not to be foreseen, so nothing branches on it here.
 */
__attribute__((target("avx2,popcnt"))) static void gather_32(const struct ki_scanner *scanner,
							     const char *here, unsigned vectors,
							     struct ki_scan_places *places)
{
	const __m256i newline = _mm256_set1_epi8('\n'), none = _mm256_setzero_si256();
	__m256i low[KI_SCAN_WINDOW], high[KI_SCAN_WINDOW];
	unsigned count = 0, ends = 0;

	for (size_t i = 0; i < KI_SCAN_WINDOW; i++) {
		low[i] = table_32(scanner->low[i]);
		high[i] = table_32(scanner->high[i]);
	}
	for (unsigned vector = 0; vector < vectors; vector++, here += 32) {
		__m256i sets = sets_32(low[0], high[0], here);
		__m256i values = _mm256_loadu_si256((const __m256i_u *)here);
		uint32_t mask;

		for (size_t i = 1; i < KI_SCAN_WINDOW; i++)
			sets = _mm256_and_si256(sets, sets_32(low[i], high[i], here + i));
		mask = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(sets, none));
		places->mask[count] = mask;
		places->vector[count] = (unsigned char)vector;
		count += mask != 0;
		ends += (unsigned)__builtin_popcount(
		    (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(values, newline)));
	}
	places->count = count;
	places->newlines = ends;
}

/* The rest, which is less than a vector and a window. */
static size_t search_rest_32(const struct ki_scanner *scanner, struct koops_str bytes, size_t at,
			     uint64_t *lines, bool *found)
{
	size_t rest = bytes.size - at;
	char padded[32 + KI_SCAN_WINDOW] = {0};
	struct ki_scan_places places;

	if (rest < KI_SCAN_WINDOW)
		return at;
	memcpy(padded, bytes.data + at, rest);
	gather_32(scanner, padded, 1, &places);
	for (size_t i = 32; i < rest; i++)
		places.newlines += padded[i] == '\n';
	/* What seems to begin in the padding, or goes on in it, is none. */
	places.mask[0] &= UINT32_MAX >> (32 - (rest - KI_SCAN_WINDOW + 1));
	*found = ki_scan_check(scanner, bytes, &at, 32, &places, lines);
	return *found ? at : bytes.size;
}

static size_t search_32(const struct ki_scanner *scanner, struct koops_str bytes, size_t at,
			uint64_t *lines, bool *found)
{
	size_t most = KI_SCAN_GATHER_FIRST;

	while (at + 32 + KI_SCAN_WINDOW <= bytes.size) {
		size_t vectors = (bytes.size - at - KI_SCAN_WINDOW) / 32;
		struct ki_scan_places places;

		if (vectors > most)
			vectors = most;
		gather_32(scanner, bytes.data + at, (unsigned)vectors, &places);
		if (ki_scan_check(scanner, bytes, &at, 32, &places, lines)) {
			*found = true;
			return at;
		}
		at += vectors * 32;
		if (most < KI_SCAN_GATHER)
			most *= 2;
	}
	return search_rest_32(scanner, bytes, at, lines, found);
}

__attribute__((target("ssse3"))) static inline __m128i sets_16(__m128i low, __m128i high,
							       const char *bytes)
{
	const __m128i nibble = _mm_set1_epi8(15);
	__m128i values = _mm_loadu_si128((const __m128i_u *)bytes);
	__m128i highs = _mm_and_si128(_mm_srli_epi16(values, 4), nibble);

	return _mm_and_si128(_mm_shuffle_epi8(low, values), _mm_shuffle_epi8(high, highs));
}

__attribute__((target("ssse3,popcnt"))) static size_t search_16(const struct ki_scanner *scanner,
								struct koops_str bytes, size_t at,
								uint64_t *lines, bool *found)
{
	const __m128i newline = _mm_set1_epi8('\n'), none = _mm_setzero_si128();
	__m128i low[KI_SCAN_WINDOW], high[KI_SCAN_WINDOW];

	for (size_t i = 0; i < KI_SCAN_WINDOW; i++) {
		low[i] = _mm_loadu_si128((const __m128i_u *)scanner->low[i]);
		high[i] = _mm_loadu_si128((const __m128i_u *)scanner->high[i]);
	}
	for (; at + 16 + KI_SCAN_WINDOW <= bytes.size; at += 16) {
		const char *here = bytes.data + at;
		__m128i sets = sets_16(low[0], high[0], here);
		__m128i values = _mm_loadu_si128((const __m128i_u *)here);
		uint32_t places, ends;

		for (size_t i = 1; i < KI_SCAN_WINDOW; i++)
			sets = _mm_and_si128(sets, sets_16(low[i], high[i], here + i));
		places = 0xffff & ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(sets, none));
		ends = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(values, newline));
		for (; places; places &= places - 1) {
			unsigned place = (unsigned)__builtin_ctz(places);

			if (!ki_scan_is_anchor(scanner, bytes, at + place))
				continue;
			*lines += (unsigned)__builtin_popcount(ends & ((1U << place) - 1));
			*found = true;
			return at + place;
		}
		*lines += (unsigned)__builtin_popcount(ends);
	}
	return at;
}

ki_scan_fn ki_scan_x86(enum ki_scan_way way)
{
	bool count = __builtin_cpu_supports("popcnt");

	if (way == KI_SCAN_32 && count && __builtin_cpu_supports("avx2"))
		return search_32;
	if (way == KI_SCAN_16 && count && __builtin_cpu_supports("ssse3"))
		return search_16;
	return NULL;
}

#else

ki_scan_fn ki_scan_x86(enum ki_scan_way way)
{
	(void)way;
	return NULL;
}

#endif
