/* SPDX-License-Identifier: BSD-2-Clause */
/* All that the gate must refuse. */
#include <stdlib.h>

int gate_data = 1;
static int bss;
static _Thread_local int tdata = 2;

int gate_next(void);
int gate_next(void)
{
	static const char *names[] = {"mutable pointer"};

	names[0] = getenv("HOME");
	return ++bss + ++tdata + ++gate_data + (names[0] != NULL);
}
