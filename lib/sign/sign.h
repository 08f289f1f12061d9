/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sign stage: folds the traces of a report and makes its signature.
 * docs/signature.md is its specification.
 */
#ifndef KI_SIGN_SIGN_H
#define KI_SIGN_SIGN_H

#include "core/error.h"
#include "model/report.h"

/* A construction of signatures; what a version makes of a report never changes. */
struct ki_sign_version;

/* The versions, the newest first; NULL behind the last. */
const struct ki_sign_version *ki_sign_version(size_t index);
/* Such as "k1". */
const char *ki_sign_version_name(const struct ki_sign_version *version);

/*
 * Fills `folded` of every trace and `signature` of the report, in a version;
 * NULL is the newest.  What `scratch` has is lost; it may serve the next report too.
 * Fails with KOOPS_E_MEMORY.
 */
enum koops_status ki_sign(struct koops_report *report, const struct ki_sign_version *version,
			  struct ki_arena *scratch);

/*
 * Gives a report the signature of the one that led to it.  `cause` may be
 * freed after.  Fails with KOOPS_E_MEMORY.
 */
enum koops_status ki_sign_consequence(struct koops_report *report,
				      const struct ki_signature *cause);

#endif
