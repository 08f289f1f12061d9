/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/library.h"

#include <dlfcn.h>
#include <string.h>

bool ki_library_load(const char *soname, const struct ki_import *imports, size_t count,
		     void *functions)
{
	/* What it needs keeps memory for as long as the process lives, and so must stay. */
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	bool whole = library;

	for (size_t i = 0; i < count && whole; i++) {
		void *function = dlsym(library, imports[i].name);

		/* ISO C has no way from this pointer to a function's but its bytes. */
		memcpy((char *)functions + imports[i].at, &function, sizeof(function));
		whole = function;
	}
	if (library)
		dlclose(library);
	return whole;
}
