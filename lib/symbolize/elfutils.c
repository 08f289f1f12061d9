/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/elfutils.h"

#include "core/str.h"

/* The library's functions, by their names. */
#define IMPORT(function) {#function, offsetof(struct ki_elfutils, function)},

static const struct ki_import imports[] = {KI_ELFUTILS(IMPORT)};

bool ki_elfutils_load(struct ki_elfutils *lib)
{
	return ki_library_load(KI_ELFUTILS_SONAME, imports, KI_LENGTH(imports), lib);
}
