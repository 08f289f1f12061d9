/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the input stage makes of a line of the log, whatever it was wrapped in.
 */
#ifndef KI_MODEL_LINE_H
#define KI_MODEL_LINE_H

#include "core/str.h"

/* A value for ki_line.caller; else a task is its PID, a CPU KI_CALLER_CPU + its number. */
enum { KI_CALLER_NONE = 0 };
#define KI_CALLER_CPU (UINT64_C(1) << 32)
/* The hypervisor, which is no caller of printk. */
#define KI_CALLER_XEN (UINT64_C(1) << 33)

struct ki_line {
	/*
	 * What the kernel said, without wrapping and without the newline.  Any bytes;
	 * valid until the next line is asked for.
	 */
	struct koops_str text;
	/* The time as the log has it, without brackets; empty if none. */
	struct koops_str time;
	/* Who said it, from CONFIG_PRINTK_CALLER. */
	uint64_t caller;
	/* In the log, from 1; of joined lines, the first. */
	uint64_t number;
	/* Level of printk, 0 to 7, or -1. */
	int level;
	/* The wrapping showed that the kernel begins a message here. */
	bool stamped;
};

#endif
