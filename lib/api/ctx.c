/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/ctx.h"

#include "core/error.h"
#include "data/lists.h"
#include "input/input.h"
#include "parse/parse.h"
#include "scan/scan.h"
#include "sign/sign.h"

/* The anchors of the kinds, and those of wrappings that hide the words of a report. */
static bool make_scanner(struct koops_ctx *ctx)
{
	size_t kinds = 0, wrappings = 0;
	const char **anchors;

	while (ki_rules_anchor(ctx->rules, kinds))
		kinds++;
	while (ki_input_anchor(wrappings))
		wrappings++;
	anchors = ki_alloc(&ctx->mem, (kinds + wrappings) * sizeof(*anchors));
	if (!anchors)
		return false;
	for (size_t i = 0; i < kinds; i++)
		anchors[i] = ki_rules_anchor(ctx->rules, i);
	for (size_t i = 0; i < wrappings; i++)
		anchors[kinds + i] = ki_input_anchor(i);
	ctx->scanner = ki_scanner_new(&ctx->mem, anchors, kinds + wrappings, KI_SCAN_BEST);
	ki_free(&ctx->mem, anchors);
	return ctx->scanner != NULL;
}

static bool has_anchor(struct koops_str text, const void *scanner)
{
	return ki_scan_has(scanner, text);
}

/* The version of signatures with this name, NULL for the newest; NULL if there is none. */
static const struct ki_sign_version *find_version(const char *name)
{
	const struct ki_sign_version *version;

	for (size_t i = 0; (version = ki_sign_version(i)) != NULL; i++)
		if (!name || strcmp(name, ki_sign_version_name(version)) == 0)
			break;
	return version;
}

enum koops_status koops_ctx_new(const struct koops_ctx_options *options, struct koops_error *error,
				struct koops_ctx **result)
{
	const char *name = options ? options->signature_version : NULL;
	struct koops_ctx *ctx;
	enum koops_status status;
	struct ki_mem mem;

	if (!result || (options && options->size != sizeof(*options)))
		return ki_fail(error, KOOPS_E_INVALID, "a context's options have a wrong size");
	if (!ki_mem_init(&mem, options ? options->allocator : NULL))
		return ki_fail(error, KOOPS_E_INVALID, "an allocator needs all three functions");
	if (!find_version(name))
		return ki_fail(error, KOOPS_E_INVALID,
			       "there are no signatures of version %s: the newest is %s", name,
			       koops_signature_version(0));
	ctx = ki_zalloc(&mem, sizeof(*ctx));
	if (!ctx)
		return ki_fail_memory(error);
	ctx->mem = mem;
	ctx->version = find_version(name);
	status = ki_rules_new(&ctx->mem, error, &ctx->rules);
	ctx->wrappings = ki_wrappings_new(&ctx->mem);
	if (status == KOOPS_OK && (!ctx->wrappings || !make_scanner(ctx)))
		status = ki_fail_memory(error);
	if (status == KOOPS_OK)
		ki_rules_prefilter(ctx->rules, has_anchor, ctx->scanner);
	if (status != KOOPS_OK) {
		koops_ctx_free(ctx);
		return status;
	}
	*result = ctx;
	return KOOPS_OK;
}

void koops_ctx_free(struct koops_ctx *ctx)
{
	struct ki_mem mem;

	if (!ctx)
		return;
	ki_scanner_free(ctx->scanner);
	ki_rules_free(ctx->rules);
	ki_wrappings_free(ctx->wrappings);
	mem = ctx->mem;
	ki_free(&mem, ctx);
}

struct koops_str koops_ctx_rules_version(const struct koops_ctx *ctx)
{
	(void)ctx;
	return KI_STR(KI_RULES_VERSION);
}

const char *koops_signature_version(size_t index)
{
	const struct ki_sign_version *version = ki_sign_version(index);

	return version ? ki_sign_version_name(version) : NULL;
}

bool koops_ctx_kind(const struct koops_ctx *ctx, size_t number, struct koops_kind *kind)
{
	return ki_rules_kind(ctx->rules, number, kind);
}
