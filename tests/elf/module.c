/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A module of the fixture's kernel.
 */
#include "mark.h"

#ifndef RELEASE
#define RELEASE "6.1.0-fixture"
#endif

static const char vermagic[] __attribute__((section(".modinfo"), used, aligned(1))) =
    "vermagic=" RELEASE " SMP mod_unload ";

volatile int module_state;

static inline __attribute__((always_inline)) void module_inner(void)
{
	MARK("module_inner");
	module_state++;
}

/* In a section of its own: it is relocated apart from the others. */
void module_cold(void);
__attribute__((noinline, section(".text.unlikely"))) void module_cold(void)
{
	module_state = 1;
	MARK("module_cold");
	module_state = 2;
}

void module_read(void);
__attribute__((noinline)) void module_read(void)
{
	module_state = 3;
	MARK_CALL("module_read", module_inner());
#ifdef REBUILT
	__asm__ volatile(".skip 64, 0x90");
#endif
	module_cold();
}

void module_write(void);
__attribute__((noinline)) void module_write(void)
{
	module_read();
	MARK("module_write");
}
