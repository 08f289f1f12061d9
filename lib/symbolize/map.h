/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_MAP_H
#define KI_SYMBOLIZE_MAP_H

#include "core/buf.h"
#include "symbolize/symbols.h"

/* Symbols from a file in the format of System.map and /proc/kallsyms, which has names alone. */
struct ki_map {
	/* The file, in which `symbols` have their names until they are indexed: "function",
	 * "function\t[module]". */
	struct ki_buf text;
	/* The addresses are those of a kernel that ran: it has modules. */
	bool running;
};

/*
 * Reads a file from its start.  Where data is, and not code, is a symbol
 * without a name.  `is_map` says whether the file is one at all; returns false
 * for want of memory.
 */
bool ki_map_read(struct ki_map *map, int fd, struct ki_symbols *symbols, bool *is_map);

#endif
