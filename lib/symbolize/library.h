/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Libraries that only some need: they are loaded when they are, as each costs all others
 * a part of their start, and memory.
 */
#ifndef KI_SYMBOLIZE_LIBRARY_H
#define KI_SYMBOLIZE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* A function, and where its pointer is in a struct of such. */
struct ki_import {
	const char *name;
	size_t at;
};

/* A member of that struct, of the type that the function's header gives it. */
#define KI_IMPORTED(function) __typeof__(function) *(function);

/*
 * Loads a library, which stays for as long as the process lives, and fills `functions`.
 * False if it is not on the machine, or lacks one.
 */
bool ki_library_load(const char *soname, const struct ki_import *imports, size_t count,
		     void *functions);

#endif
