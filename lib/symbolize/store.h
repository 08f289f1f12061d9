/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernels and modules that are open, shared by the symbolizers of one
 * family: each file is opened when it is first needed, and once.
 *
 * All but ki_store_new(), _share() and _release() wants the store locked, and
 * so does the use of an image: libdw reads its files as it is asked.
 */
#ifndef KI_SYMBOLIZE_STORE_H
#define KI_SYMBOLIZE_STORE_H

#include "model/report.h"
#include "symbolize/image.h"

struct ki_store;

/* Fails as koops_symbolizer_new() does. */
enum koops_status ki_store_new(const struct ki_mem *mem,
			       const struct koops_symbolizer_options *options,
			       struct koops_error *error, struct ki_store **store);
/* Another owner of the same store. */
struct ki_store *ki_store_share(struct ki_store *store);
/* One owner less; the last one closes the files. */
void ki_store_release(struct ki_store *store);

void ki_store_lock(struct ki_store *store);
void ki_store_unlock(struct ki_store *store);

/*
 * The kernel of a report: the one of the options, else the report's own.
 * Fails with KOOPS_E_MISMATCH if none is found, and as ki_image_open().
 */
enum koops_status ki_store_kernel(struct ki_store *store, const struct koops_report *report,
				  struct koops_error *error, struct ki_image **kernel);
/*
 * A module of a kernel; `module` is NULL if none is found that has DWARF, is
 * for that kernel, and of that build ID, if one is given.  Fails with
 * KOOPS_E_MEMORY.
 */
enum koops_status ki_store_module(struct ki_store *store, const struct ki_image *kernel,
				  struct koops_str name, struct koops_str build_id,
				  struct ki_image **module);

#endif
