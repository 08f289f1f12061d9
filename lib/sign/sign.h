/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sign stage: folds the traces of a report and makes its signature.
 * docs/signature.md is its specification.
 */
#ifndef KI_SIGN_SIGN_H
#define KI_SIGN_SIGN_H

#include "core/error.h"
#include "model/report.h"

/* The version that this code makes; a part of every canonical text. */
#define KI_SIGNATURE_VERSION "k1"

/*
 * Fills `folded` of every trace and `signature` of the report.  Fails with
 * KOOPS_E_MEMORY.
 */
enum koops_status ki_sign(struct koops_report *report);

/*
 * Gives a report the signature of the one that led to it.  `cause` may be
 * freed after.  Fails with KOOPS_E_MEMORY.
 */
enum koops_status ki_sign_consequence(struct koops_report *report,
				      const struct ki_signature *cause);

/* Fills `folded` of a trace.  Fails with KOOPS_E_MEMORY. */
enum koops_status ki_fold(struct koops_report *report, struct koops_trace *trace);

#endif
