/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * probe LAYERS [WRITABLE]: tries what can be done with these layers of the sandbox; prints
 * those that are in place first.
 */
#define _GNU_SOURCE /* memfd_create, strerrorname_np, O_TMPFILE */
#include "probe.h"
#include "sandbox.h"

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	fprintf(stderr, "%u\n", sandbox_enter((unsigned)atoi(argv[1]), argv[2]));
	probe_all("inside");
	return 0;
}
