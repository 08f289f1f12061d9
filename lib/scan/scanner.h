/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside the scan stage.
 */
#ifndef KI_SCAN_SCANNER_H
#define KI_SCAN_SCANNER_H

#include "scan/scan.h"

enum {
	/* Sets of anchors: a bit each in the tables' bytes. */
	KI_SCAN_SETS = 8,
	KI_SCAN_HASHES = 4096,
};

/* As ki_scan(), from `from` on; may leave less than a vector and a window at the end unread. */
typedef size_t (*ki_scan_fn)(const struct ki_scanner *scanner, struct koops_str bytes, size_t from,
			     uint64_t *lines, bool *found);

/* An anchor: what to compare, and where in it the window is. */
struct ki_scan_anchor {
	struct koops_str text;
	size_t window;
	unsigned set;
	/* How often windows pass that are not this one's, if it were alone. */
	double cost;
};

struct ki_scanner {
	const struct ki_mem *mem;
	/* NULL: byte by byte. */
	ki_scan_fn search;
	/*
	 * By a byte's place in the window and its low or high nibble: the sets that have
	 * an anchor with such a byte there.
	 */
	unsigned char low[KI_SCAN_WINDOW][16], high[KI_SCAN_WINDOW][16];
	/* A bit for the hash of each window. */
	unsigned char hashes[KI_SCAN_HASHES / 8];
	/* By the hash of the window: chains of anchors; -1 ends one. */
	short first[256];
	short *next;
	size_t count;
	struct ki_scan_anchor anchors[];
};

static inline uint32_t ki_scan_hash(const char *window)
{
	uint32_t value;

	memcpy(&value, window, sizeof(value));
	return value * UINT32_C(2654435761);
}

/* Whether an anchor's window is at `at`, and the anchor around it. */
bool ki_scan_compare(const struct ki_scanner *scanner, struct koops_str bytes, size_t at);

/* The same; most windows that come here are seen not to be one by their hash. */
static inline bool ki_scan_is_anchor(const struct ki_scanner *scanner, struct koops_str bytes,
				     size_t at)
{
	uint32_t bit = ki_scan_hash(bytes.data + at) >> 20;

	return scanner->hashes[bit / 8] & 1U << bit % 8 && ki_scan_compare(scanner, bytes, at);
}

enum {
	/*
	 * Vectors that are searched at a time: at first few, since a line that is found often
	 * has another close behind it, and what was gathered past it is gathered again; then
	 * twice as many each time, up to the most, which so many doublings reach exactly.
	 */
	KI_SCAN_GATHER_FIRST = 8,
	KI_SCAN_GATHER = KI_SCAN_GATHER_FIRST << 4,
};

/* Places that may be anchors: a bit each, of the vectors that have some. */
struct ki_scan_places {
	unsigned count;
	unsigned newlines;
	/* The one behind the last is written to, and means nothing. */
	uint32_t mask[KI_SCAN_GATHER + 1];
	unsigned char vector[KI_SCAN_GATHER + 1];
};

/*
 * Looks at places that were gathered from `*at` on.  If one is an anchor, `*at` is that, and
 * the newlines before it are added to `lines`; else all are.
 */
bool ki_scan_check(const struct ki_scanner *scanner, struct koops_str bytes, size_t *at,
		   size_t vector, const struct ki_scan_places *places, uint64_t *lines);

/* NULL where this machine does not have it. */
ki_scan_fn ki_scan_x86(enum ki_scan_way way);
ki_scan_fn ki_scan_neon(enum ki_scan_way way);

#endif
