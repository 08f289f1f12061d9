/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_CORE_ERROR_H
#define KI_CORE_ERROR_H

#include "koops.h"

/*
 * Fills `error`, which may be NULL, and returns `status`, so that a function
 * can end with it.  What the message quotes is made safe to print.
 */
enum koops_status ki_fail(struct koops_error *error, enum koops_status status, const char *format,
			  ...) __attribute__((format(printf, 3, 4)));

/* ki_fail() for want of memory. */
enum koops_status ki_fail_memory(struct koops_error *error);

#endif
