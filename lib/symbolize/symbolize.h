/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The symbolize stage: names, files and lines for the frames of a report,
 * from a vmlinux.  The only user of elfutils.  See koops.h for the contracts
 * of the koops_symbolizer_* functions, which api/ forwards to these.
 */
#ifndef KI_SYMBOLIZE_SYMBOLIZE_H
#define KI_SYMBOLIZE_SYMBOLIZE_H

#include "core/error.h"
#include "model/report.h"

enum koops_status ki_symbolizer_new(const struct ki_mem *mem,
				    const struct koops_symbolizer_options *options,
				    struct koops_error *error,
				    struct koops_symbolizer **symbolizer);
enum koops_status ki_symbolizer_share(const struct koops_symbolizer *symbolizer,
				      struct koops_error *error, struct koops_symbolizer **other);
void ki_symbolizer_free(struct koops_symbolizer *symbolizer);
enum koops_status ki_symbolizer_apply(struct koops_symbolizer *symbolizer,
				      struct koops_report *report, struct koops_error *error);

#endif
