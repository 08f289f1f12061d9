/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The write stage: a report as text for a person, and as JSON.  See koops.h for
 * the contracts of koops_report_write_*, which api/ forwards to these.
 */
#ifndef KI_WRITE_WRITE_H
#define KI_WRITE_WRITE_H

#include "core/error.h"
#include "model/report.h"

enum koops_status ki_write_text(const struct koops_report *report,
				const struct koops_text_options *options, koops_write_fn write,
				void *user);
enum koops_status ki_write_json(const struct koops_report *report, koops_write_fn write,
				void *user);

#endif
