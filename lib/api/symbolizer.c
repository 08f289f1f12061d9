/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/ctx.h"
#include "symbolize/symbolize.h"

enum koops_status koops_symbolizer_new(const struct koops_ctx *ctx,
				       const struct koops_symbolizer_options *options,
				       struct koops_error *error,
				       struct koops_symbolizer **symbolizer)
{
	if (!ctx || !symbolizer || !options || options->size != sizeof(*options))
		return ki_fail(error, KOOPS_E_INVALID,
			       "a symbolizer needs a context and options of the right size");
	return ki_symbolizer_new(&ctx->mem, options, error, symbolizer);
}

enum koops_status koops_symbolizer_share(const struct koops_symbolizer *symbolizer,
					 struct koops_error *error, struct koops_symbolizer **other)
{
	if (!symbolizer || !other)
		return ki_fail(error, KOOPS_E_INVALID, "no symbolizer, or no place for another");
	return ki_symbolizer_share(symbolizer, error, other);
}

void koops_symbolizer_free(struct koops_symbolizer *symbolizer)
{
	ki_symbolizer_free(symbolizer);
}

enum koops_status koops_symbolizer_apply(struct koops_symbolizer *symbolizer,
					 struct koops_report *report, struct koops_error *error)
{
	if (!symbolizer || !report)
		return ki_fail(error, KOOPS_E_INVALID, "no symbolizer, or no report");
	return ki_symbolizer_apply(symbolizer, report, error);
}
