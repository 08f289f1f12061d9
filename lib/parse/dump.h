/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dump of registers, over its lines.  Whose registers they are may show in any
 * of them, so they go to the report when the dump is over.
 */
#ifndef KI_PARSE_DUMP_H
#define KI_PARSE_DUMP_H

#include "parse/arch.h"

/* Empty when zeroed. */
struct ki_dump {
	/* Of the last dump too: one report is of one machine. */
	const struct ki_arch *arch;
	/* A line of it was read. */
	bool begun;
	enum ki_mode mode;
	struct ki_registers registers;
	/* A bit for each of their names, by its hash. */
	uint64_t names;
	/* The program counter; neither symbol nor address if absent. */
	struct koops_frame pc;
	struct ki_register_line line;
};

static inline bool ki_dump_is_empty(const struct ki_dump *dump)
{
	return !dump->registers.count && !dump->pc.symbol.size && !dump->pc.address.known;
}

/*
 * Reads a line of registers, or one that begins with a place.  False for want of memory.
 * `arch` is the first that reads the line, if that is known, and `found` what it found; the
 * dump's own comes before it.
 */
bool ki_dump_registers(struct koops_report *report, const struct ki_arch_sets *sets,
		       struct ki_dump *dump, const struct ki_arch *arch,
		       const struct ki_found *found, struct koops_str text);
bool ki_dump_place(struct koops_report *report, const struct ki_arch_sets *sets,
		   struct ki_dump *dump, const struct ki_placed *placed);

/*
 * Reads a line of words if the line before began a list of registers; `taken` says
 * whether it did.  False for want of memory.
 */
bool ki_dump_words(struct koops_report *report, struct ki_dump *dump, struct koops_str text,
		   bool *taken);

/*
 * Ends the dump and gives it to the report, which keeps the first of the kernel
 * and the first of user space.  `through`: it is of a place that a trace goes through,
 * so its program counter is not the report's.
 */
void ki_dump_end(struct koops_report *report, struct ki_dump *dump, bool through);

#endif
