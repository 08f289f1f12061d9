/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place in the fixture's code that the tests look up: an instruction that
 * does nothing, and an entry in the section .marks that says where it begins
 * and ends and which line it was written in.
 */
#ifndef MARK_H
#define MARK_H

#define MARK_TEXT_(x) #x
#define MARK_TEXT(x) MARK_TEXT_(x)

/* clang-format off */
#define MARK_ENTRY(begin, end, name)                                                               \
	".pushsection .marks, \"a\"\n"                                                            \
	".balign 64\n"                                                                             \
	".quad " begin ", " end ", " MARK_TEXT(__LINE__) "\n"                                      \
	".asciz \"" name "\"\n"                                                                    \
	".balign 64\n"                                                                             \
	".popsection"
/* clang-format on */

#define MARK(name) __asm__ volatile("771: nop\n772:" MARK_ENTRY("771b", "772b", name))

/* The line of a call, which needs no instruction of its own. */
#define MARK_CALL(name, call)                                 \
	do {                                                  \
		__asm__ volatile(MARK_ENTRY("0", "0", name)); \
		call;                                         \
	} while (0)

#endif
