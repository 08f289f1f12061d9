/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/lookup.h"

#include <elf.h>

#include "symbolize/agree.h"

/* Modules that one report may name; what is more is made up. */
enum { SOURCES_MOST = 512 };

static const struct ki_source nowhere = {.module = KI_STR(""), .build_id = KI_STR("")};

static struct koops_str build_id_of(const struct ki_lookup *lookup, const struct koops_frame *frame)
{
	if (frame->build_id.size)
		return frame->build_id;
	for (size_t i = 0; i < lookup->report->module_count; i++)
		if (ki_str_eq(lookup->report->modules[i].name, frame->module))
			return lookup->report->modules[i].build_id;
	return KI_STR("");
}

/* Adds the source of a frame's module; NULL for want of memory. */
static const struct ki_source *add_source(struct ki_lookup *lookup, const struct koops_frame *frame)
{
	struct ki_source source = {.module = frame->module, .build_id = build_id_of(lookup, frame)};
	struct ki_source *sources;

	if (lookup->source_count == SOURCES_MOST)
		return &nowhere;
	sources = ki_arena_grow(&lookup->report->arena, lookup->sources, sizeof(*sources),
				lookup->source_count, &lookup->source_capacity);

	if (!sources || ki_store_module(lookup->symbolizer->store, lookup->sources[0].image,
					source.module, source.build_id, &source.image))
		return NULL;
	if (source.image && !ki_check_module(source.image, lookup->report, source.module)) {
		source.doubtful = lookup->symbolizer->force;
		if (!source.doubtful)
			source.image = NULL;
	}
	lookup->sources = sources;
	sources[lookup->source_count] = source;
	return &sources[lookup->source_count++];
}

static const struct ki_source *source_of(struct ki_lookup *lookup, const struct koops_frame *frame)
{
	for (size_t i = 0; i < lookup->source_count; i++) {
		const struct ki_source *source = &lookup->sources[i];

		if (ki_str_eq(source->module, frame->module) &&
		    (!i || ki_str_eq(source->build_id, build_id_of(lookup, frame))))
			return source;
	}
	return add_source(lookup, frame);
}

enum koops_status ki_lookup_begin(struct ki_lookup *lookup, struct koops_symbolizer *symbolizer,
				  struct koops_report *report, struct koops_error *error)
{
	struct ki_source kernel = {.module = KI_STR(""), .build_id = KI_STR("")};
	enum koops_status status = ki_store_kernel(symbolizer->store, report, error, &kernel.image);

	if (status)
		return status;
	*lookup = (struct ki_lookup){
	    .symbolizer = symbolizer,
	    .report = report,
	    .kaslr = ki_kaslr_offset(kernel.image, report),
	};
	status = ki_check_kernel(kernel.image, report, lookup->kaslr, error);
	kernel.doubtful = status == KOOPS_E_MISMATCH && symbolizer->force;
	if (status && !kernel.doubtful)
		return status;
	lookup->sources = ki_arena_grow(&report->arena, NULL, sizeof(*lookup->sources), 0,
					&lookup->source_capacity);
	if (!lookup->sources)
		return ki_fail_memory(error);
	lookup->sources[0] = kernel;
	lookup->source_count = 1;
	return KOOPS_OK;
}

static const struct koops_str exception_entries[] = {
    /* arm64, arch/arm64/kernel/entry.S; the second row up to 5.13, its end up to 5.9 */
    KI_STR("el1h_64_sync"),
    KI_STR("el1h_64_irq"),
    KI_STR("el1h_64_fiq"),
    KI_STR("el1h_64_error"),
    KI_STR("el1_sync"),
    KI_STR("el1_irq"),
    KI_STR("el1_fiq"),
    KI_STR("el1_error"),
    KI_STR("el1_da"),
    KI_STR("el1_ia"),
    /* arm, arch/arm/kernel/entry-armv.S */
    KI_STR("__dabt_svc"),
    KI_STR("__pabt_svc"),
    KI_STR("__und_svc"),
    KI_STR("__irq_svc"),
    KI_STR("__fiq_svc"),
    /* riscv, arch/riscv/kernel/entry.S */
    KI_STR("handle_exception"),
    KI_STR("ret_from_exception"),
    /* s390, arch/s390/kernel/entry.S */
    KI_STR("pgm_check_handler"),
    KI_STR("io_int_handler"),
    KI_STR("ext_int_handler"),
    KI_STR("mcck_int_handler"),
};

bool ki_is_exception_entry(struct koops_str function)
{
	for (size_t i = 0; i < KI_LENGTH(exception_entries); i++)
		if (ki_str_eq(exception_entries[i], function))
			return true;
	return false;
}

/*
 * A return address is behind its call, which may be the last instruction of
 * its function; the line is that of the call.
 */
static uint64_t lookup_address(const struct koops_frame *frame, uint64_t address)
{
	bool exact = frame->flags & KOOPS_FRAME_PC || frame->interrupted ||
		     (frame->offset.known && !frame->offset.value);

	return exact ? address : address - 1;
}

/* The kernel's part of 64 bits' addresses is the upper half; of 32 bits', what is above it. */
static bool is_user(const struct ki_lookup *lookup, uint64_t address)
{
	const struct ki_symbols *symbols = ki_image_symbols(lookup->sources[0].image);

	if (symbols->count && symbols->at[symbols->count - 1].address <= UINT32_MAX)
		return address < symbols->at[0].address;
	return !(address >> 63);
}

/*
 * Where x86-64 puts modules, BPF programs, and trampolines of ftrace and
 * kprobes; what is below the second number is the kernel's with KASLR.
 */
static const uint64_t loaded_begin = 0xffffffffa0000000, loaded_kaslr = 0xffffffffc0000000,
		      loaded_end = 0xffffffffff000000;

static struct koops_str why_unnamed(const struct ki_lookup *lookup, uint64_t address)
{
	enum { PAGE = 4096 };

	if (address < PAGE)
		return KI_STR("bad address");
	if (is_user(lookup, address))
		return KI_STR("user space");
	if (ki_image_machine(lookup->sources[0].image) != EM_X86_64)
		return KI_STR("not in the kernel image");
	if (!lookup->kaslr.known && address < loaded_kaslr)
		return KI_STR("kernel offset unknown");
	if (address < loaded_begin || address >= loaded_end)
		return KI_STR("bad address");
	return lookup->report->module_count ? KI_STR("module not found") : KI_STR("trampoline");
}

/* The function of a bare address; without one, says why. */
static const struct ki_symbol *find_address(const struct ki_lookup *lookup,
					    struct koops_frame *frame)
{
	const struct ki_symbols *symbols = ki_image_symbols(lookup->sources[0].image);
	uint64_t address = frame->address.value - lookup->kaslr.value;
	const struct ki_symbol *symbol = NULL;

	if (lookup->kaslr.known)
		symbol = ki_symbols_at(symbols, lookup_address(frame, address));
	if (!symbol)
		frame->unnamed = why_unnamed(lookup, frame->address.value);
	return symbol;
}

/* The function of a frame, if it is sure which one that is. */
static const struct ki_symbol *find_symbol(const struct ki_lookup *lookup,
					   const struct ki_source *source,
					   struct koops_frame *frame)
{
	struct ki_number kaslr = source == lookup->sources ? lookup->kaslr : (struct ki_number){0};
	const struct ki_symbol *symbol;

	if (!frame->symbol.size)
		return frame->address.known ? find_address(lookup, frame) : NULL;
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

/* In a map, a function of a module is "name\t[module]". */
static bool name_frame(struct ki_lookup *lookup, const struct ki_source *source,
		       struct koops_frame *frame, const struct ki_symbol *symbol)
{
	const struct ki_symbols *symbols = ki_image_symbols(source->image);
	struct koops_str name = ki_str(ki_symbol_name(symbols, symbol)), rest = name, module;

	if (frame->symbol.size)
		return true;
	frame->offset = ki_number(frame->address.value - lookup->kaslr.value - symbol->address);
	frame->size = ki_number(ki_symbols_span(symbols, symbol));
	frame->unnamed = KI_STR("");
	if (ki_take_until(&rest, '\t', &name) && ki_take_char(&rest, '[') &&
	    ki_take_until(&rest, ']', &module) &&
	    !ki_report_str(lookup->report, module, &frame->module))
		return false;
	return ki_report_str(lookup->report, name, &frame->symbol);
}

bool ki_lookup_frame(struct ki_lookup *lookup, struct koops_frame *frame, struct ki_places *places)
{
	const struct ki_symbol *symbol;
	const struct ki_source *source;

	places->count = 0;
	source = source_of(lookup, frame);
	if (!source)
		return false;
	symbol = source->image ? find_symbol(lookup, source, frame) : NULL;
	if (!symbol)
		return true;
	if (!name_frame(lookup, source, frame, symbol))
		return false;
	if (source->doubtful)
		frame->flags |= KOOPS_FRAME_DOUBTFUL;
	return ki_image_locate(
	    source->image, lookup_address(frame, symbol->address + frame->offset.value), places);
}
