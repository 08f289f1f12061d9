/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel stacks that are too short, or overwritten. */

#include "provoke.h"

#include <linux/sched/task_stack.h>
#include <linux/string.h>

static FRAME unsigned int overflow_inner(unsigned int depth)
{
	volatile char frame[256];

	frame[depth % sizeof(frame)] = 1;
	if (zero)
		return 0;
	return overflow_inner(depth + 1) + frame[0];
}

static FRAME void overflow_middle(void)
{
	pr_info("depth %u\n", overflow_inner(0));
}

static FRAME void overflow_outer(void)
{
	overflow_middle();
}

static FRAME void fill(char *to, size_t size)
{
	memset(to, 'A', size);
}

/* Long enough for the canary, too short for the return address behind it. */
static FRAME void smash_inner(void)
{
	char text[16];

	fill(text, sizeof(text) + 8);
	OPTIMIZER_HIDE_VAR(*text);
}
CHAIN(smash)

static FRAME void trample_inner(void)
{
	*end_of_stack(current) = 0;
	schedule_timeout_uninterruptible(2);
}
CHAIN(trample)

const struct provocation stack_provocations[] = {
    {"overflow", overflow_outer},
    {"smash", smash_outer},
    {"stack-end", trample_outer},
    {},
};
