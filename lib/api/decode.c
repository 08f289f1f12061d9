/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/decode.h"

#include "core/ctx.h"

/* A log and what its reports tell of the kernels that wrote it. */
struct log {
	const struct ki_mem *mem;
	struct koops_str text;
	/* One a boot, in their order; their strings are in `reports`. */
	struct ki_decode_part *parts;
	size_t part_count, part_capacity;
	struct koops_report **reports;
	size_t report_count, report_capacity;
	/* How far the lines are counted. */
	size_t offset;
	uint64_t line;
	bool failed;
};

/* Where a line begins; lines are asked for in their order. */
static size_t offset_of(struct log *log, uint64_t line)
{
	while (log->line < line && log->offset < log->text.size) {
		struct koops_str rest = ki_str_from(log->text, log->offset);

		log->offset += ki_str_chr(rest, '\n') + 1;
		log->line++;
	}
	return log->offset < log->text.size ? log->offset : log->text.size;
}

static bool add_part(struct log *log, size_t begin)
{
	struct ki_decode_part *parts =
	    ki_grow(log->mem, log->parts, sizeof(*parts), log->part_count, &log->part_capacity);

	if (!parts)
		return false;
	log->parts = parts;
	if (log->part_count) {
		struct ki_decode_part *last = &parts[log->part_count - 1];

		last->text =
		    ki_str_to(last->text, (size_t)(log->text.data + begin - last->text.data));
	}
	parts[log->part_count++] = (struct ki_decode_part){.text = ki_str_from(log->text, begin)};
	return true;
}

/* Whether a report is of another boot than the part before it. */
static bool is_other(const struct ki_decode_part *part, const struct koops_report *report)
{
	if (part->release.size && report->release.size &&
	    !ki_str_eq(part->release, report->release))
		return true;
	return part->kernel_offset.known && report->kernel_offset.known &&
	       part->kernel_offset.value != report->kernel_offset.value;
}

static bool take_report(struct koops_report *report, void *user)
{
	struct log *log = user;
	struct koops_report **reports =
	    ki_grow(log->mem, log->reports, sizeof(struct koops_report *), log->report_count,
		    &log->report_capacity);
	struct ki_decode_part *part = &log->parts[log->part_count - 1];

	if (reports)
		log->reports = reports;
	if (!reports ||
	    (is_other(part, report) && !add_part(log, offset_of(log, report->line.value)))) {
		log->failed = true;
		koops_report_free(report);
		return false;
	}
	reports[log->report_count++] = report;
	part = &log->parts[log->part_count - 1];
	if (!part->release.size) {
		part->release = report->release;
		part->build = report->build;
	}
	if (!part->kernel_offset.known)
		part->kernel_offset = report->kernel_offset;
	return true;
}

/* Every part is written; the first that could not be decoded is what is told of. */
static enum koops_status decode_parts(struct log *log, struct koops_symbolizer *symbolizer,
				      const char *base, koops_write_fn write, void *user,
				      struct koops_error *error)
{
	enum koops_status first = KOOPS_OK;

	for (size_t i = 0; i < log->part_count; i++) {
		struct koops_error other;
		enum koops_status status =
		    ki_symbolizer_decode(symbolizer, &log->parts[i], base, write, user, &other);

		if (status && (!first || status != KOOPS_E_MISMATCH)) {
			first = status;
			if (error)
				*error = other;
		}
		if (status && status != KOOPS_E_MISMATCH)
			break;
	}
	return first;
}

static void log_free(struct log *log)
{
	for (size_t i = 0; i < log->report_count; i++)
		koops_report_free(log->reports[i]);
	ki_free(log->mem, log->reports);
	ki_free(log->mem, log->parts);
}

enum koops_status koops_decode_buffer(const struct koops_ctx *ctx,
				      struct koops_symbolizer *symbolizer,
				      const struct koops_decode_options *options, const char *data,
				      size_t size, koops_write_fn write, void *user,
				      struct koops_error *error)
{
	struct log log = {.text = {data, size}, .line = 1};
	enum koops_status status;

	if (!ctx || !symbolizer || !write || (!data && size) ||
	    (options && options->size != sizeof(*options)))
		return ki_fail(error, KOOPS_E_INVALID,
			       "decoding needs a context, a symbolizer, a log and a writer");
	log.mem = &ctx->mem;
	status = add_part(&log, 0)
		     ? koops_parse_buffer(ctx, NULL, data, size, take_report, &log, error)
		     : KOOPS_E_MEMORY;
	if (status == KOOPS_E_MEMORY || log.failed)
		status = ki_fail_memory(error);
	if (!status)
		status = decode_parts(&log, symbolizer, options ? options->base : NULL, write, user,
				      error);
	log_free(&log);
	return status;
}
