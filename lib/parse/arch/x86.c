/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86-64 and i386: arch/x86/kernel/process_64.c and process_32.c (__show_regs),
 * arch/x86/kernel/dumpstack.c (show_ip), 4.x to 6.x.
 */
#include "parse/arch/archs.h"

static const char *const pc[] = {"RIP: ", "EIP: ", "EIP is at ", "IP: ", NULL};

static const char *const registers[] = {
	"RAX",	"RBX",	"RCX",	"RDX",	"RSI",	"RDI",	 "RBP",	     "RSP",   "R08",	"R09",
	"R10",	"R11",	"R12",	"R13",	"R14",	"R15",	 "EFLAGS",   "RFLAGS", "ORIG_RAX", "FS",
	"GS",	"knlGS", "CS",	"DS",	"ES",	"SS",	 "CR0",	     "CR2",   "CR3",	"CR4",
	"DR0",	"DR1",	"DR2",	"DR3",	"DR6",	"DR7",	 "PKRU",     "EAX",   "EBX",	"ECX",
	"EDX",	"ESI",	"EDI",	"EBP",	"ESP",	"ORIG_EAX", NULL,
};

/* __USER_CS, __USER32_CS (arch/x86/include/asm/segment.h); i386's __USER_CS. */
static const char *const user_segments[] = {"0033:", "0023:", "002b:", "0073:", NULL};

const struct ki_arch ki_arch_x86 = {
	.name = "x86",
	.pc = pc,
	.registers = registers,
	.user_segments = user_segments,
};
