/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_DECODE_H
#define KI_SYMBOLIZE_DECODE_H

#include "symbolize/symbolize.h"

/* A part of a log that one boot of a kernel wrote, and what is known of that. */
struct ki_decode_part {
	struct koops_str text;
	struct koops_str release, build;
	struct ki_number kernel_offset;
};

/*
 * Writes a part of a log with places for addresses; see koops_decode_buffer().
 * Fails with KOOPS_E_MISMATCH, and writes the part as it is, if the symbols
 * are those of another kernel; else with KOOPS_E_MEMORY or KOOPS_E_IO.
 */
enum koops_status ki_symbolizer_decode(struct koops_symbolizer *symbolizer,
				       const struct ki_decode_part *part, const char *base,
				       koops_write_fn write, void *user, struct koops_error *error);

#endif
