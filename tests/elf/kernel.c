/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel that never runs: functions for the tests of symbolize/ to look up.
 */
#include "mark.h"
#include "twin.h"

#ifndef RELEASE
#define RELEASE "6.1.0-fixture"
#endif

/* The next function begins at another place, so this one gets another size. */
#ifdef REBUILT
#define REBUILD() __asm__ volatile(".skip 64, 0x90")
#else
#define REBUILD()
#endif

extern const char linux_banner[];
const char linux_banner[] = "Linux version " RELEASE " (fixture@localhost) #7 SMP Fixture 6.1-1\n";

volatile int state;

static inline __attribute__((always_inline)) void innermost(void)
{
	MARK("innermost");
	state++;
}

static inline __attribute__((always_inline)) void middle(void)
{
	state += 2;
	MARK_CALL("middle", innermost());
	state += 3;
}

void outer(void);
__attribute__((noinline)) void outer(void)
{
	REBUILD();
	state = 1;
	MARK("before");
	MARK("behind");
	MARK_CALL("outer", middle());
	state = 2;
}

/* Its last instruction is a call, so the return address is behind its end. */
void never_returns(void);
__attribute__((noinline)) void never_returns(void)
{
	REBUILD();
	state = 3;
	MARK("last");
	__builtin_unreachable();
}

void kernel_init(void);
__attribute__((noinline)) void kernel_init(void)
{
	REBUILD();
	outer();
	call_twin_a();
	call_twin_b();
	never_returns();
}
