/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_PATH_H
#define KI_SYMBOLIZE_PATH_H

#include "core/buf.h"

/*
 * Appends a source file's name as kernel developers know it: relative to
 * `directory`, the one it was compiled in, if it lies there, and without "."
 * and ".." in it.  `folder` is where the file is, as seen from `directory`.
 */
void ki_source_path(struct ki_buf *path, struct koops_str file, struct koops_str folder,
		    struct koops_str directory);

#endif
