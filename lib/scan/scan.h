/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scan stage: finds, in raw bytes, the places where reading is worth it.
 *
 * Nearly every byte of every log is looked at here and nowhere else, so this is
 * the one place that is written for the machine.  Of each anchor four bytes
 * that are rare in logs are looked for, in 32 or 16 places at a time:
 * the nibbles of a byte select, from tables, the sets of anchors that can have
 * it there, and what is left of the sets over four bytes is a place to compare
 * at.  Every way of searching finds the same.
 */
#ifndef KI_SCAN_SCAN_H
#define KI_SCAN_SCAN_H

#include "core/mem.h"
#include "core/str.h"

enum {
	/* Bytes of an anchor that are looked for; no anchor has less. */
	KI_SCAN_WINDOW = 4,
};

struct ki_scanner;

/*
 * How a scanner searches: with the best that this machine has, or a certain one
 * for tests.
 */
enum ki_scan_way {
	KI_SCAN_BEST,
	KI_SCAN_SCALAR,
	/* x86: SSSE3; arm64: NEON. */
	KI_SCAN_16,
	/* x86: AVX2. */
	KI_SCAN_32,
};

/*
 * The anchors are not copied.  NULL for want of memory, for an anchor that is
 * shorter than KI_SCAN_WINDOW or is not ASCII, and for a way that this machine does not have.
 */
struct ki_scanner *ki_scanner_new(const struct ki_mem *mem, const char *const *anchors,
				  size_t count, enum ki_scan_way way);
void ki_scanner_free(struct ki_scanner *scanner);

/*
 * Finds the first line at or behind `from` that has an anchor: the place of one in it,
 * or `bytes.size`.  Adds the newlines between `from` and that place to `lines`.
 */
size_t ki_scan(const struct ki_scanner *scanner, struct koops_str bytes, size_t from,
	       uint64_t *lines);

/* Whether there is an anchor. */
bool ki_scan_has(const struct ki_scanner *scanner, struct koops_str bytes);

#endif
