/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two files have functions of the same names: `twin` can be told apart by its
 * size, `lookalike` can't.
 */
#include "mark.h"
#include "twin.h"

static __attribute__((noinline)) void twin(void)
{
	MARK("twin_a");
}

static __attribute__((noinline)) void lookalike(void)
{
	MARK("lookalike_a");
}

void call_twin_a(void)
{
	twin();
	lookalike();
}
