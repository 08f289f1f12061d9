/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two files have functions of the same names: `twin` can be told apart by its
 * size, `lookalike` can't.
 */
#include "mark.h"
#include "twin.h"

static __attribute__((noinline)) void twin(void)
{
	MARK("twin_b");
	MARK("longer");
	/* By more than what functions are aligned to. */
	__asm__ volatile(".space 64");
}

static __attribute__((noinline)) void lookalike(void)
{
	MARK("lookalike_b");
}

void call_twin_b(void)
{
	twin();
	lookalike();
}
