/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_PATH_H
#define KI_SYMBOLIZE_PATH_H

#include "core/buf.h"
#include "symbolize/locate.h"

/*
 * Appends the name of the source file of a place, without "." and ".." in it
 * and, if it lies below `base`, relative to that.  NULL for `base`: the
 * directory that it was compiled in, so that the name is the one that kernel
 * developers know.
 */
void ki_source_path(struct ki_buf *path, const struct ki_place *place, const char *base);

#endif
