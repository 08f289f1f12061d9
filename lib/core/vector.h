/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes looked at several at a time, as all machines can.
 */
#ifndef KI_CORE_VECTOR_H
#define KI_CORE_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Eight bytes as a number, the first one lowest. */
static inline uint64_t ki_load_8(const char *data)
{
	uint64_t word;

	memcpy(&word, data, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/*
 * As many bytes as all machines compare at once; a comparison gives 0 or -1 for each.
 * They go by address, as how they are passed differs with what a 32-bit x86 has.
 */
typedef int8_t ki_vector __attribute__((vector_size(16)));

/* How many bytes at the front of what a comparison gave are true. */
static inline size_t ki_vector_run(const ki_vector *found)
{
	uint64_t first = ~ki_load_8((const char *)found);
	uint64_t second = ~ki_load_8((const char *)found + 8);

	if (first)
		return (size_t)__builtin_ctzll(first) / 8;
	return second ? 8 + (size_t)__builtin_ctzll(second) / 8 : 16;
}

/* ki_vector_mask() for any machine. */
static inline unsigned ki_vector_mask_any(const ki_vector *found)
{
	const uint64_t one_each = UINT64_C(0x8040201008040201);
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t first = ki_load_8((const char *)found) & one_each;
	uint64_t second = ki_load_8((const char *)found + 8) & one_each;

	/* A bit of each byte: the product's highest byte is the sum of all. */
	return (unsigned)(first * ones >> 56 | second * ones >> 56 << 8);
}

/* Which bytes of what a comparison gave are true: a bit each, the first lowest. */
static inline unsigned ki_vector_mask(const ki_vector *found)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8((__m128i)*found);
#else
	return ki_vector_mask_any(found);
#endif
}

/* Which bytes are `c`: a bit each. */
static inline unsigned ki_vector_like(const ki_vector *bytes, char c)
{
	ki_vector alike = *bytes == c;

	return ki_vector_mask(&alike);
}

/* Whether any of what a comparison gave is true. */
static inline bool ki_vector_any(const ki_vector *found)
{
#ifdef __SSE2__
	return ki_vector_mask(found);
#else
	uint64_t halves[2];

	memcpy(halves, found, sizeof(*found));
	return halves[0] | halves[1];
#endif
}

#endif
