/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_SORT_H
#define KI_SYMBOLIZE_SORT_H

#include "core/mem.h"

/*
 * Sorts elements that begin with a uint64_t by that; equal ones keep their
 * order.  `items` may be moved.  Returns false for want of memory.
 *
 * Not qsort(): that takes its memory from malloc(), and is several times
 * slower on addresses of a kernel, which differ in few bits.
 */
bool ki_sort(const struct ki_mem *mem, void **items, size_t size, size_t count);

#endif
