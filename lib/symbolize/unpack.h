/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_UNPACK_H
#define KI_SYMBOLIZE_UNPACK_H

#include "core/error.h"
#include "core/mem.h"

/*
 * Puts a descriptor of the unpacked contents in place of `fd` if that is of a
 * file packed by gzip, xz or zstd, or an x86 boot image, and closes the old one; leaves other files
 * as they are.  A file that unpacks to far more than real ones do is refused.
 * On failure `fd` is as it was.
 */
enum koops_status ki_unpack(const struct ki_mem *mem, const char *path, struct koops_error *error,
			    int *fd);

#endif
