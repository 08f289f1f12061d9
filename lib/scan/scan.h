/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scan stage: finds, in raw bytes, the places where reading is worth it.
 */
#ifndef KI_SCAN_SCAN_H
#define KI_SCAN_SCAN_H

#include "core/mem.h"
#include "core/str.h"

struct ki_scanner;

/* The anchors are not copied.  NULL for want of memory. */
struct ki_scanner *ki_scanner_new(const struct ki_mem *mem, const char *const *anchors,
				  size_t count);
void ki_scanner_free(struct ki_scanner *scanner);

/* The place of the first anchor at or behind `from`, or `bytes.size`. */
size_t ki_scan(const struct ki_scanner *scanner, struct koops_str bytes, size_t from);

/* How many newlines there are. */
uint64_t ki_count_lines(struct koops_str bytes);

#endif
