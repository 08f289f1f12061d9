/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * probe LAYERS [WRITABLE]: tries what can be done with these layers of the sandbox; prints
 * those that are in place first.  WRITABLE is "i386": makes a call of that machine instead.
 */
#define _GNU_SOURCE /* memfd_create, strerrorname_np, O_TMPFILE */
#include "probe.h"
#include "sandbox.h"

/* Whether it came back, with what i386's getpid() should be. */
static int call_as_i386(void)
{
#ifdef __x86_64__
	long result = 20;

	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
	return result == getpid();
#else
	return 0;
#endif
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	if (argc > 2 && !strcmp(argv[2], "i386")) {
		sandbox_enter((unsigned)atoi(argv[1]), NULL);
		return call_as_i386() ? 0 : 1;
	}
	fprintf(stderr, "%u\n", sandbox_enter((unsigned)atoi(argv[1]), argv[2]));
	probe_all("inside");
	return 0;
}
