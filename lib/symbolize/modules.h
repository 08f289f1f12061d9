/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_SYMBOLIZE_MODULES_H
#define KI_SYMBOLIZE_MODULES_H

#include "core/mem.h"
#include "core/str.h"

/* A file that is a module by its name. */
struct ki_module_file {
	/* As the kernel has it: '_' where the file's name has '-'. */
	struct koops_str name;
	/* With a NUL. */
	struct koops_str path;
	/* How likely it is to have what is needed; 0 is best. */
	unsigned rank;
};

/* The modules below a directory. */
struct ki_module_tree {
	struct koops_str root;
	struct ki_module_file *files;
	size_t count, capacity;
};

/*
 * Looks for modules in all directories below `root`; links to directories are
 * not followed, so that it ends and stays below.  A directory that can't be
 * read has none.  Returns false for want of memory.
 */
bool ki_modules_find(struct ki_arena *arena, struct koops_str root, struct ki_module_tree *tree);

#endif
