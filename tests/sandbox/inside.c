/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For LD_PRELOAD: tries what koops can do before it begins, and when it reads a log.
 */
#define _GNU_SOURCE /* memfd_create, strerrorname_np, O_TMPFILE, RTLD_NEXT */
#include <dlfcn.h>

#include "koops.h"
#include "probe.h"

__attribute__((constructor)) static void before(void)
{
	probe_all("before");
	unlink(probe_path("new"));
	rmdir(probe_path("folder"));
}

enum koops_status koops_parser_new(const struct koops_ctx *ctx,
				   const struct koops_parser_options *options,
				   struct koops_error *error, struct koops_parser **parser)
{
	enum koops_status (*real)(const struct koops_ctx *, const struct koops_parser_options *,
				  struct koops_error *, struct koops_parser **);

	*(void **)&real = dlsym(RTLD_NEXT, __func__);
	probe_all("inside");
	return real(ctx, options, error, parser);
}
