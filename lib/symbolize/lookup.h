/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames of one report, looked up in its kernel and modules.
 */
#ifndef KI_SYMBOLIZE_LOOKUP_H
#define KI_SYMBOLIZE_LOOKUP_H

#include "core/buf.h"
#include "symbolize/store.h"
#include "symbolize/symbolize.h"

struct koops_symbolizer {
	const struct ki_mem *mem;
	struct ki_store *store;
	bool force;
};

/* Where the frames of a module, or of the kernel itself, are looked up. */
struct ki_source {
	struct koops_str module, build_id;
	/* NULL: nowhere. */
	struct ki_image *image;
	/* Its symbols were forced on the report. */
	bool doubtful;
};

struct ki_lookup {
	struct koops_symbolizer *symbolizer;
	struct koops_report *report;
	struct ki_number kaslr;
	/* The first is the kernel's; the others come as they are needed. */
	struct ki_source *sources;
	size_t source_count, source_capacity;
};

/*
 * Finds the kernel of a report.  Fails with KOOPS_E_MISMATCH if it is not to
 * be had or another one, as ki_image_open(), or with KOOPS_E_MEMORY.  The
 * store is locked, and stays so as long as the lookup is used; there is
 * nothing to free.
 */
enum koops_status ki_lookup_begin(struct ki_lookup *lookup, struct koops_symbolizer *symbolizer,
				  struct koops_report *report, struct koops_error *error);

/*
 * Whether a function is where exceptions and interrupts enter the kernel, so that
 * what a trace has behind it was interrupted, and called nobody.  x86 and powerpc
 * print a program counter there; others do not tell it from return addresses.
 */
bool ki_is_exception_entry(struct koops_str function);

/*
 * Finds the places of a frame, and its name and module if it has none, or why
 * there are none; sets its flags.  Returns false for want of memory.
 */
bool ki_lookup_frame(struct ki_lookup *lookup, struct koops_frame *frame, struct ki_places *places);

#endif
