/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_FILE_H
#define KI_SYMBOLIZE_FILE_H

#include <stdbool.h>

#include "core/error.h"
#include "core/mem.h"

/*
 * Opens a regular file for reading, unpacked if it is packed.  `is_elf` says
 * what its first bytes are.  Fails with KOOPS_E_IO, KOOPS_E_FORMAT or
 * KOOPS_E_MEMORY.
 */
enum koops_status ki_file_open(const struct ki_mem *mem, const char *path,
			       struct koops_error *error, int *fd, bool *is_elf);

#endif
