/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where files with symbols may be: vmlinux of a release, separate debugging
 * files by build ID and by name, and the files of modules.
 *
 * Names that come from a log or from an ELF file choose among files that are
 * there; they become part of a path only if they can't lead out of the
 * directories that were given.
 */
#ifndef KI_SYMBOLIZE_SEARCH_H
#define KI_SYMBOLIZE_SEARCH_H

#include "core/buf.h"
#include "core/error.h"

struct ki_search;

/* Looks at a file that may be the right one; true: it is, look no further. */
typedef bool (*ki_candidate_fn)(const char *path, void *user);

/* Copies the directories of the options.  Fails with KOOPS_E_MEMORY. */
enum koops_status ki_search_new(const struct ki_mem *mem,
				const struct koops_symbolizer_options *options,
				struct koops_error *error, struct ki_search **search);
void ki_search_free(struct ki_search *search);
/* Whether memory was wanting in a search since the last call. */
bool ki_search_failed(struct ki_search *search);

/*
 * Each of these calls `candidate` with the names of files, the most likely
 * one first, until it returns true; the result is whether it did.  The callback
 * may search too; the name it gets is valid until it does.
 */
bool ki_search_kernel(struct ki_search *search, struct koops_str release, ki_candidate_fn candidate,
		      void *user);
/* `build_id` is hexadecimal.  The `find` of the options is asked last. */
bool ki_search_build_id(struct ki_search *search, struct koops_str build_id,
			ki_candidate_fn candidate, void *user);
/* The file that `path` names in its .gnu_debuglink. */
bool ki_search_debuglink(struct ki_search *search, const char *path, const char *link,
			 ki_candidate_fn candidate, void *user);
/* A module of the kernel of a release, whose vmlinux is `kernel`; both may be absent. */
bool ki_search_module(struct ki_search *search, struct koops_str name, struct koops_str release,
		      const char *kernel, ki_candidate_fn candidate, void *user);

#endif
