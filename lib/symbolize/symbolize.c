/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/symbolize.h"

#include "symbolize/lookup.h"
#include "symbolize/path.h"

/* The frames of a trace as they will be; they replace the old ones when all went well. */
struct frames {
	struct koops_frame *at;
	size_t count, capacity;
};

static struct koops_symbolizer *make(const struct ki_mem *mem, bool force)
{
	struct koops_symbolizer *symbolizer = ki_zalloc(mem, sizeof(*symbolizer));

	if (symbolizer) {
		symbolizer->mem = mem;
		symbolizer->force = force;
	}
	return symbolizer;
}

enum koops_status ki_symbolizer_new(const struct ki_mem *mem,
				    const struct koops_symbolizer_options *options,
				    struct koops_error *error, struct koops_symbolizer **result)
{
	struct koops_symbolizer *symbolizer = make(mem, options->force);
	enum koops_status status;

	if (!symbolizer)
		return ki_fail_memory(error);
	status = ki_store_new(mem, options, error, &symbolizer->store);
	if (status)
		ki_symbolizer_free(symbolizer);
	else
		*result = symbolizer;
	return status;
}

enum koops_status ki_symbolizer_share(const struct koops_symbolizer *symbolizer,
				      struct koops_error *error, struct koops_symbolizer **result)
{
	struct koops_symbolizer *other = make(symbolizer->mem, symbolizer->force);

	if (!other)
		return ki_fail_memory(error);
	other->store = ki_store_share(symbolizer->store);
	*result = other;
	return KOOPS_OK;
}

void ki_symbolizer_free(struct koops_symbolizer *symbolizer)
{
	if (!symbolizer)
		return;
	ki_store_release(symbolizer->store);
	ki_free(symbolizer->mem, symbolizer);
}

/* ----------------------------------------------------------------- a frame -- */

/* No places for a frame that has a file, which the log gave it or an earlier call. */
static bool find(struct ki_lookup *lookup, struct koops_frame *frame, struct ki_places *places)
{
	places->count = 0;
	if (frame->file.size || frame->flags & KOOPS_FRAME_INLINED)
		return true;
	return ki_lookup_frame(lookup, frame, places);
}

static bool set_place(struct ki_lookup *lookup, struct koops_frame *frame,
		      const struct ki_place *place)
{
	struct ki_buf path;
	bool ok;

	if (!place->file.name)
		return true;
	ki_buf_init(&path, lookup->symbolizer->mem);
	ki_source_path(&path, place, NULL);
	ok = !path.failed && ki_report_str(lookup->report, ki_buf_str(&path), &frame->file);
	ki_buf_free(&path);
	if (place->line)
		frame->line = ki_number(place->line);
	return ok;
}

/* ----------------------------------------------------------------- a report -- */

static struct koops_frame *append(struct ki_lookup *lookup, struct frames *frames,
				  const struct koops_frame *frame)
{
	struct koops_frame *at = ki_arena_grow(&lookup->report->arena, frames->at, sizeof(*at),
					       frames->count, &frames->capacity);

	if (!at)
		return NULL;
	frames->at = at;
	at[frames->count] = *frame;
	return &at[frames->count++];
}

/* Appends the functions that were inlined at the address of a frame, and the frame. */
static bool add_frame(struct ki_lookup *lookup, struct frames *frames, struct koops_frame frame)
{
	struct ki_places places;

	if (!find(lookup, &frame, &places))
		return false;
	for (size_t i = 0; i + 1 < places.count; i++) {
		struct koops_frame *inlined = append(lookup, frames,
						     &(struct koops_frame){
							 .module = frame.module,
							 .build_id = frame.build_id,
							 .flags = frame.flags | KOOPS_FRAME_INLINED,
						     });

		if (!inlined ||
		    !ki_report_str(lookup->report, ki_str(places.at[i].function),
				   &inlined->symbol) ||
		    !set_place(lookup, inlined, &places.at[i]))
			return false;
	}
	if (places.count && !set_place(lookup, &frame, &places.at[places.count - 1]))
		return false;
	return append(lookup, frames, &frame);
}

static bool add_trace(struct ki_lookup *lookup, const struct koops_trace *trace,
		      struct frames *frames)
{
	for (size_t i = 0; i < trace->frame_count; i++) {
		struct koops_frame frame = trace->frames[i];

		if (i && ki_is_exception_entry(trace->frames[i - 1].symbol))
			frame.interrupted = true;
		if (!add_frame(lookup, frames, frame))
			return false;
	}
	return true;
}

/* There is one frame for the program counter: it gets the innermost place. */
static bool locate_pc(struct ki_lookup *lookup, struct koops_frame *pc)
{
	struct ki_places places;

	return find(lookup, pc, &places) && (!places.count || set_place(lookup, pc, &places.at[0]));
}

static enum koops_status symbolize(struct ki_lookup *lookup, struct koops_error *error)
{
	struct koops_report *report = lookup->report;
	struct koops_frame pc = report->pc;
	struct frames *traces;

	traces = ki_arena_alloc(&report->arena, report->trace_count * sizeof(*traces));
	if (!traces || !locate_pc(lookup, &pc))
		return ki_fail_memory(error);
	for (size_t i = 0; i < report->trace_count; i++)
		if (!add_trace(lookup, &report->traces[i], &traces[i]))
			return ki_fail_memory(error);
	report->pc = pc;
	for (size_t i = 0; i < report->trace_count; i++) {
		report->traces[i].frames = traces[i].at;
		report->traces[i].frame_count = traces[i].count;
		report->traces[i].frame_capacity = traces[i].capacity;
	}
	return KOOPS_OK;
}

enum koops_status ki_symbolizer_apply(struct koops_symbolizer *symbolizer,
				      struct koops_report *report, struct koops_error *error)
{
	struct ki_lookup lookup;
	enum koops_status status;

	ki_store_lock(symbolizer->store);
	status = ki_lookup_begin(&lookup, symbolizer, report, error);
	if (!status)
		status = symbolize(&lookup, error);
	ki_store_unlock(symbolizer->store);
	return status;
}
