/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86-64 and i386: arch/x86/kernel/process_64.c and process_32.c (__show_regs),
 * arch/x86/kernel/dumpstack.c (show_ip), 2.6 to 6.x; and user-mode Linux on it:
 * arch/x86/um/sysrq_64.c, sysrq_32.c.
 */
#include "parse/arch/archs.h"

/* clang-format off */
static const struct ki_place places[] = {
	{"RIP: ", "RIP", KI_PLACE_PC_ADDRESS},
	{"EIP: ", "EIP", KI_PLACE_PC_ADDRESS},
	{"EIP is at ", NULL, KI_PLACE_PC},
	{"IP: ", NULL, KI_PLACE_PC},
	/* The last lines of an oops up to 4.13. */
	{"RIP ", "RIP", KI_PLACE_PC},
	{NULL},
};

static const struct ki_register_name registers[] = {
	{"RAX"}, {"RBX"}, {"RCX"}, {"RDX"}, {"RSI"}, {"RDI"}, {"RBP"}, {"RSP"},
	{"R", 8, 15},
	{"EFLAGS"}, {"RFLAGS"}, {"ORIG_RAX"}, {"ORIG_EAX"},
	{"EAX"}, {"EBX"}, {"ECX"}, {"EDX"}, {"ESI"}, {"EDI"}, {"EBP"}, {"ESP"},
	{"FS", .digits = 4}, {"GS", .digits = 4}, {"knlGS"},
	{"CS", .digits = 4}, {"DS", .digits = 4}, {"ES", .digits = 4}, {"SS", .digits = 4},
	{"CR", 0, 4}, {"DR", 0, 7}, {"PKRU"},
	/* i386 up to 2.6.23. */
	{"eax"}, {"ebx"}, {"ecx"}, {"edx"}, {"esi"}, {"edi"}, {"ebp"}, {"esp"},
	{"ds", .digits = 4}, {"es", .digits = 4}, {"fs", .digits = 4}, {"gs", .digits = 4},
	{"ss", .digits = 4},
	/* " RSP <ffffffffa3803e50>" behind the last RIP. */
	{"RSP", .flags = KI_REGISTER_BARE},
	/* "EFLAGS: 00010202 CPU: 0". */
	{"CPU", .flags = KI_REGISTER_NOT},
	{""},
};
/* clang-format on */

/* __USER_CS, __USER32_CS (arch/x86/include/asm/segment.h); i386's __USER_CS. */
static const char *const user_segments[] = {"0033:", "0023:", "002b:", "0073:", NULL};

const struct ki_arch ki_arch_x86 = {
    .name = "x86",
    .words = KI_WORDS_32 | KI_WORDS_64,
    .tight = true,
    .places = places,
    .registers = registers,
    .user_segments = user_segments,
};
