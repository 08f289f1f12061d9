/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/symbolize.h"

#include "core/buf.h"
#include "symbolize/agree.h"
#include "symbolize/path.h"
#include "symbolize/store.h"

struct koops_symbolizer {
	const struct ki_mem *mem;
	struct ki_store *store;
	bool force;
};

/* The frames of a trace as they will be; they replace the old ones when all went well. */
struct frames {
	struct koops_frame *at;
	size_t count, capacity;
};

/* Where the frames of a module, or of the kernel itself, are looked up. */
struct source {
	struct koops_str module, build_id;
	/* NULL: nowhere. */
	struct ki_image *image;
	/* Its symbols were forced on the report. */
	bool doubtful;
};

/* The symbolizing of one report. */
struct work {
	struct koops_symbolizer *symbolizer;
	struct koops_report *report;
	struct ki_number kaslr;
	/* The first is the kernel's; the others come as they are needed. */
	struct source *sources;
	size_t source_count, source_capacity;
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

/* ---------------------------------------------------------------- sources -- */

static struct koops_str build_id_of(const struct work *work, const struct koops_frame *frame)
{
	if (frame->build_id.size)
		return frame->build_id;
	for (size_t i = 0; i < work->report->module_count; i++)
		if (ki_str_eq(work->report->modules[i].name, frame->module))
			return work->report->modules[i].build_id;
	return KI_STR("");
}

/* Adds the source of a frame's module; NULL for want of memory. */
static struct source *add_source(struct work *work, const struct koops_frame *frame)
{
	struct source source = {.module = frame->module, .build_id = build_id_of(work, frame)};
	struct source *sources =
	    ki_arena_grow(&work->report->arena, work->sources, sizeof(*sources), work->source_count,
			  &work->source_capacity);

	if (!sources || ki_store_module(work->symbolizer->store, work->sources[0].image,
					source.module, source.build_id, &source.image))
		return NULL;
	if (source.image && !ki_check_module(source.image, work->report, source.module)) {
		source.doubtful = work->symbolizer->force;
		if (!source.doubtful)
			source.image = NULL;
	}
	work->sources = sources;
	sources[work->source_count] = source;
	return &sources[work->source_count++];
}

static struct source *source_of(struct work *work, const struct koops_frame *frame)
{
	for (size_t i = 0; i < work->source_count; i++) {
		struct source *source = &work->sources[i];

		if (ki_str_eq(source->module, frame->module) &&
		    (!i || ki_str_eq(source->build_id, build_id_of(work, frame))))
			return source;
	}
	return add_source(work, frame);
}

/* ----------------------------------------------------------------- a frame -- */

/*
 * A return address is behind its call, which may be the last instruction of
 * its function; the line is that of the call.
 */
static uint64_t lookup_address(const struct koops_frame *frame, uint64_t address)
{
	bool exact = frame->flags & KOOPS_FRAME_PC || (frame->offset.known && !frame->offset.value);

	return exact ? address : address - 1;
}

/* The kernel's part of 64 bits' addresses is the upper half. */
static bool is_user(uint64_t address)
{
	return !(address >> 63);
}

/* The function of a bare address; without one, says why. */
static const struct ki_symbol *find_address(const struct work *work, struct koops_frame *frame)
{
	const struct ki_symbols *symbols = ki_image_symbols(work->sources[0].image);
	uint64_t address = frame->address.value - work->kaslr.value;
	const struct ki_symbol *symbol = NULL;

	if (is_user(frame->address.value))
		frame->unnamed = KI_STR("user space");
	else if (!work->kaslr.known)
		frame->unnamed = KI_STR("kernel offset unknown");
	else
		symbol = ki_symbols_at(symbols, lookup_address(frame, address));
	if (!symbol && !frame->unnamed.size)
		frame->unnamed = KI_STR("not in the kernel image");
	return symbol;
}

/* The function of a frame, if it is sure which one that is. */
static const struct ki_symbol *find_symbol(const struct work *work, const struct source *source,
					   struct koops_frame *frame)
{
	struct ki_number kaslr = source == work->sources ? work->kaslr : (struct ki_number){0};
	const struct ki_symbol *symbol;

	if (!frame->symbol.size)
		return frame->address.known ? find_address(work, frame) : NULL;
	if (!frame->offset.known)
		return NULL;
	switch (ki_resolve_frame(ki_image_symbols(source->image), frame, kaslr, &symbol)) {
	case KI_RESOLUTION_FOUND:
		return symbol;
	case KI_RESOLUTION_AMBIGUOUS:
		frame->flags |= KOOPS_FRAME_AMBIGUOUS;
		return NULL;
	case KI_RESOLUTION_RESIZED:
		return source->doubtful ? symbol : NULL;
	case KI_RESOLUTION_MISSING:
		return NULL;
	}
	return NULL;
}

static bool name_frame(struct work *work, const struct source *source, struct koops_frame *frame,
		       const struct ki_symbol *symbol)
{
	if (frame->symbol.size)
		return true;
	frame->offset = ki_number(frame->address.value - work->kaslr.value - symbol->address);
	frame->size = ki_number(ki_symbols_span(ki_image_symbols(source->image), symbol));
	frame->unnamed = KI_STR("");
	return ki_report_str(work->report, ki_str(symbol->name), &frame->symbol);
}

/*
 * Finds the places of a frame, and its name if it has none; none if the frame
 * has a file, which the log gave it or an earlier call.  Returns false for
 * want of memory.
 */
static bool find_places(struct work *work, struct koops_frame *frame, struct ki_places *places)
{
	const struct ki_symbol *symbol;
	const struct source *source;

	places->count = 0;
	if (frame->file.size || frame->flags & KOOPS_FRAME_INLINED)
		return true;
	source = source_of(work, frame);
	if (!source)
		return false;
	symbol = source->image ? find_symbol(work, source, frame) : NULL;
	if (!symbol)
		return true;
	if (!name_frame(work, source, frame, symbol))
		return false;
	if (source->doubtful)
		frame->flags |= KOOPS_FRAME_DOUBTFUL;
	ki_image_locate(source->image, lookup_address(frame, symbol->address + frame->offset.value),
			places);
	return true;
}

static bool set_place(struct work *work, struct koops_frame *frame, const struct ki_place *place)
{
	struct ki_buf path;
	bool ok;

	if (!place->file.name)
		return true;
	ki_buf_init(&path, work->symbolizer->mem);
	ki_source_path(&path, ki_str(place->file.name), ki_str(place->file.directory),
		       ki_str(place->directory));
	ok = !path.failed && ki_report_str(work->report, ki_buf_str(&path), &frame->file);
	ki_buf_free(&path);
	if (place->line)
		frame->line = ki_number(place->line);
	return ok;
}

/* ----------------------------------------------------------------- a report -- */

static struct koops_frame *append(struct work *work, struct frames *frames,
				  const struct koops_frame *frame)
{
	struct koops_frame *at = ki_arena_grow(&work->report->arena, frames->at, sizeof(*at),
					       frames->count, &frames->capacity);

	if (!at)
		return NULL;
	frames->at = at;
	at[frames->count] = *frame;
	return &at[frames->count++];
}

/* Appends the functions that were inlined at the address of a frame, and the frame. */
static bool add_frame(struct work *work, struct frames *frames, struct koops_frame frame)
{
	struct ki_places places;

	if (!find_places(work, &frame, &places))
		return false;
	for (size_t i = 0; i + 1 < places.count; i++) {
		struct koops_frame *inlined = append(work, frames,
						     &(struct koops_frame){
							 .module = frame.module,
							 .build_id = frame.build_id,
							 .flags = frame.flags | KOOPS_FRAME_INLINED,
						     });

		if (!inlined ||
		    !ki_report_str(work->report, ki_str(places.at[i].function), &inlined->symbol) ||
		    !set_place(work, inlined, &places.at[i]))
			return false;
	}
	if (places.count && !set_place(work, &frame, &places.at[places.count - 1]))
		return false;
	return append(work, frames, &frame);
}

static bool add_trace(struct work *work, const struct koops_trace *trace, struct frames *frames)
{
	for (size_t i = 0; i < trace->frame_count; i++)
		if (!add_frame(work, frames, trace->frames[i]))
			return false;
	return true;
}

/* There is one frame for the program counter: it gets the innermost place. */
static bool locate_pc(struct work *work, struct koops_frame *pc)
{
	struct ki_places places;

	return find_places(work, pc, &places) &&
	       (!places.count || set_place(work, pc, &places.at[0]));
}

static enum koops_status symbolize(struct work *work, struct koops_error *error)
{
	struct koops_report *report = work->report;
	struct koops_frame pc = report->pc;
	struct frames *traces;

	traces = ki_arena_alloc(&report->arena, report->trace_count * sizeof(*traces));
	if (!traces || !locate_pc(work, &pc))
		return ki_fail_memory(error);
	for (size_t i = 0; i < report->trace_count; i++)
		if (!add_trace(work, &report->traces[i], &traces[i]))
			return ki_fail_memory(error);
	report->pc = pc;
	for (size_t i = 0; i < report->trace_count; i++) {
		report->traces[i].frames = traces[i].at;
		report->traces[i].frame_count = traces[i].count;
		report->traces[i].frame_capacity = traces[i].capacity;
	}
	return KOOPS_OK;
}

/* The store is locked. */
static enum koops_status apply(struct work *work, struct koops_error *error)
{
	struct koops_report *report = work->report;
	struct source kernel = {.module = KI_STR(""), .build_id = KI_STR("")};
	enum koops_status status =
	    ki_store_kernel(work->symbolizer->store, report, error, &kernel.image);

	if (status)
		return status;
	work->kaslr = ki_kaslr_offset(kernel.image, report);
	status = ki_check_kernel(kernel.image, report, work->kaslr, error);
	kernel.doubtful = status == KOOPS_E_MISMATCH && work->symbolizer->force;
	if (status && !kernel.doubtful)
		return status;
	work->sources =
	    ki_arena_grow(&report->arena, NULL, sizeof(*work->sources), 0, &work->source_capacity);
	if (!work->sources)
		return ki_fail_memory(error);
	work->sources[0] = kernel;
	work->source_count = 1;
	return symbolize(work, error);
}

enum koops_status ki_symbolizer_apply(struct koops_symbolizer *symbolizer,
				      struct koops_report *report, struct koops_error *error)
{
	struct work work = {.symbolizer = symbolizer, .report = report};
	enum koops_status status;

	ki_store_lock(symbolizer->store);
	status = apply(&work, error);
	ki_store_unlock(symbolizer->store);
	return status;
}
