/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Architectures: how each prints its registers.  A file in arch/ each.
 */
#ifndef KI_PARSE_ARCH_H
#define KI_PARSE_ARCH_H

#include "model/report.h"

/* How an architecture prints: one const struct in arch/NAME.c. */
struct ki_arch {
	const char *name;
	/* What stands in front of the program counter's place, NULL at the end. */
	const char *const *pc;
	/*
	 * Names of registers, NULL at the end: "RAX", and what follows the name
	 * up to the value (": ", " : ").
	 */
	const char *const *registers;
	/* Segments of user-space code in front of the program counter, NULL at the end. */
	const char *const *user_segments;
};

/* All of them, NULL at the end. */
extern const struct ki_arch *const ki_archs[];

/* Takes what stands in front of a program counter's place, white space too. */
bool ki_arch_take_pc(struct koops_str *text);

/* Whether a line is names of registers with values, and nothing else. */
bool ki_arch_is_registers(struct koops_str text);

/* Takes a name and its value off the front; false if there is none. */
bool ki_arch_take_register(struct koops_str *text, struct koops_str *name, struct koops_str *value);

/* Whether the line's program counter is in user space. */
bool ki_arch_is_user_pc(struct koops_str text);

#endif
