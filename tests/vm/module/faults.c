/* SPDX-License-Identifier: BSD-2-Clause */
/* What the processor itself refuses. */

#include "provoke.h"

#include <linux/file.h>
#include <linux/slab.h>

static __always_inline long gadget_serial(const struct gadget *gadget)
{
	return READ_ONCE(gadget->serial);
}

/* The fault is in an inlined function: a reader with debug information shows gadget_serial. */
static FRAME void null_inner(void)
{
	pr_info("serial %ld\n", gadget_serial(no_gadget));
}
CHAIN(null)

static FRAME void null_write_inner(void)
{
	WRITE_ONCE(no_gadget->serial, 1);
}
CHAIN(null_write)

static FRAME void null_call_inner(void)
{
	void (*volatile callback)(void) = NULL;

	callback();
}
CHAIN(null_call)

/* The fault is in the kernel proper, at the request of the module. */
static FRAME void null_file_inner(void)
{
	fput((struct file *)no_gadget);
}
CHAIN(null_file)

/* A hole in the kernel's half of the address space. */
static FRAME void paging_inner(void)
{
	const struct gadget *volatile gadget = (void *)0xfffffeadbeef0000;

	pr_info("serial %ld\n", gadget_serial(gadget));
}
CHAIN(paging)

static FRAME void gpf_inner(void)
{
	const struct gadget *volatile gadget = (void *)0xdead000000000100;

	pr_info("serial %ld\n", gadget_serial(gadget));
}
CHAIN(gpf)

/* Supervisor mode may not read the memory of a process without saying so. */
static FRAME void user_access_inner(void)
{
	pr_info("first byte %d\n", READ_ONCE(*(const char __force *)user_buffer));
}
CHAIN(user_access)

static const int read_only_value = 42;

static FRAME void rodata_inner(void)
{
	int *value = (int *)&read_only_value;

	OPTIMIZER_HIDE_VAR(value);
	WRITE_ONCE(*value, 43);
}
CHAIN(rodata)

static FRAME void nx_inner(void)
{
	void (*volatile code)(void) = kmalloc(64, GFP_KERNEL);

	if (code)
		code();
}
CHAIN(nx)

static FRAME void divide_inner(void)
{
	pr_info("quotient %d\n", 100 / zero);
}
CHAIN(divide)

static FRAME void opcode_inner(void)
{
	if (!zero)
		asm volatile("ud2");
}
CHAIN(opcode)

static FRAME void int3_inner(void)
{
	asm volatile("int3");
}
CHAIN(int3)

const struct provocation fault_provocations[] = {
    {"null", null_outer},
    {"null-write", null_write_outer},
    {"null-call", null_call_outer},
    {"null-file", null_file_outer},
    {"paging", paging_outer},
    {"gpf", gpf_outer},
    {"user-access", user_access_outer},
    {"rodata", rodata_outer},
    {"nx", nx_outer},
    {"divide", divide_outer},
    {"opcode", opcode_outer},
    {"int3", int3_outer},
    {},
};
