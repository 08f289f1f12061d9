/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan/scanner.h"

#if defined(__aarch64__) && defined(__ARM_NEON)

#include <arm_neon.h>

static inline uint8x16_t sets_16(uint8x16_t low, uint8x16_t high, const char *bytes)
{
	uint8x16_t values = vld1q_u8((const uint8_t *)bytes);

	return vandq_u8(vqtbl1q_u8(low, vandq_u8(values, vdupq_n_u8(15))),
			vqtbl1q_u8(high, vshrq_n_u8(values, 4)));
}

/* Four bits for each byte that is not zero. */
static inline uint64_t nibble_mask(uint8x16_t bytes)
{
	uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(bytes), 4);

	return vget_lane_u64(vreinterpret_u64_u8(narrow), 0);
}

static size_t search_16(const struct ki_scanner *scanner, struct koops_str bytes, size_t at,
			uint64_t *lines, bool *found)
{
	uint8x16_t low[KI_SCAN_WINDOW], high[KI_SCAN_WINDOW];

	for (size_t i = 0; i < KI_SCAN_WINDOW; i++) {
		low[i] = vld1q_u8(scanner->low[i]);
		high[i] = vld1q_u8(scanner->high[i]);
	}
	for (; at + 16 + KI_SCAN_WINDOW <= bytes.size; at += 16) {
		const char *here = bytes.data + at;
		uint8x16_t values = vld1q_u8((const uint8_t *)here);
		uint8x16_t sets = sets_16(low[0], high[0], here);
		uint64_t places, ends;

		for (size_t i = 1; i < KI_SCAN_WINDOW; i++)
			sets = vandq_u8(sets, sets_16(low[i], high[i], here + i));
		places = nibble_mask(vtstq_u8(sets, sets));
		ends = nibble_mask(vceqq_u8(values, vdupq_n_u8('\n')));
		while (places) {
			unsigned bit = (unsigned)__builtin_ctzll(places) & ~3U;

			places &= ~(UINT64_C(15) << bit);
			if (!ki_scan_is_anchor(scanner, bytes, at + bit / 4))
				continue;
			ends &= (UINT64_C(1) << bit) - 1;
			*lines += (unsigned)__builtin_popcountll(ends) / 4;
			*found = true;
			return at + bit / 4;
		}
		*lines += (unsigned)__builtin_popcountll(ends) / 4;
	}
	return at;
}

ki_scan_fn ki_scan_neon(enum ki_scan_way way)
{
	return way == KI_SCAN_16 ? search_16 : NULL;
}

#else

ki_scan_fn ki_scan_neon(enum ki_scan_way way)
{
	(void)way;
	return NULL;
}

#endif
