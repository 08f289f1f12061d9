/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traces as text.  As a rule folded and without what the unwinder doesn't
 * vouch for; every frame as it is in the log if all is asked for.
 */
#include "core/rust.h"
#include "core/symbol.h"
#include "write/text.h"

enum {
	/* The least that is left of a name, and of a file name. */
	NAME_LEAST = 16,
	FILE_LEAST = 12,
};

/* How a trace of a role is shown: in how many rows, none: counted only. */
static const struct {
	const char *label;
	size_t rows;
} roles[] = {
    [KOOPS_ROLE_OWN] = {"trace", 48},        [KOOPS_ROLE_CPU] = {"other cpu", 0},
    [KOOPS_ROLE_TASK] = {"task", 0},         [KOOPS_ROLE_LOCK] = {"lock", 10},
    [KOOPS_ROLE_ALLOCATION] = {"alloc", 10}, [KOOPS_ROLE_FREE] = {"free", 10},
    [KOOPS_ROLE_ACCESS] = {"access", 10},    [KOOPS_ROLE_ORIGIN] = {"origin", 10},
    [KOOPS_ROLE_QUEUED] = {"queued", 10},
};

/* As the kernel marks them in a trace. */
static const char *const markers[] = {
    [KOOPS_CONTEXT_UNKNOWN] = "",  [KOOPS_CONTEXT_TASK] = "<TASK>",
    [KOOPS_CONTEXT_IRQ] = "<IRQ>", [KOOPS_CONTEXT_SOFTIRQ] = "<SOFTIRQ>",
    [KOOPS_CONTEXT_NMI] = "<NMI>", [KOOPS_CONTEXT_EXCEPTION] = "<EXCEPTION>",
};

void ki_text_task(struct ki_page *page, struct koops_str comm, struct ki_number pid,
		  struct ki_number uid, struct ki_number cpu)
{
	size_t begin = page->column;

	ki_page_put(page, comm, KI_STYLE_PLAIN);
	if (pid.known) {
		ki_page_puts(page, comm.size ? " (pid " : "pid ");
		ki_page_number(page, pid.value);
		if (uid.known) {
			ki_page_puts(page, ", uid ");
			ki_page_number(page, uid.value);
		}
		ki_page_puts(page, comm.size ? ")" : "");
	}
	if (cpu.known) {
		ki_page_puts(page, page->column > begin ? " on CPU " : "CPU ");
		ki_page_number(page, cpu.value);
	}
}

/* The function of a frame as a person calls it; `room` is for what is not in the symbol. */
static struct koops_str name_of(const struct koops_frame *frame, char room[KI_RUST_NAME_MOST])
{
	struct koops_str path;

	return ki_rust_name(frame->symbol, room, &path) ? path : ki_symbol_base(frame->symbol);
}

/* Whether a frame is in the function that the title names. */
static bool is_guilty(const struct koops_report *report, const struct koops_frame *frame)
{
	char room[KI_RUST_NAME_MOST];
	struct koops_str name = name_of(frame, room);
	struct koops_str guilty = ki_symbol_base(report->guilty);
	struct koops_str of_name, of_guilty;

	if (!name.size || !ki_frame_is_reliable(frame))
		return false;
	return ki_str_eq(name, guilty) ||
	       (ki_symbol_syscall(name, &of_name) && ki_symbol_syscall(guilty, &of_guilty) &&
		ki_str_eq(of_name, of_guilty));
}

/* A return address is as good as its function's name, the program counter tells more. */
static bool with_offset(const struct ki_page *page, const struct koops_frame *frame)
{
	return frame->offset.known && (page->all || frame->flags & KOOPS_FRAME_PC);
}

/* Columns of what stands behind the name. */
static size_t tail_columns(const struct ki_page *page, const struct koops_frame *frame)
{
	char room[KI_DIGITS];
	size_t columns = frame->module.size ? ki_columns(frame->module) + 3 : 0;

	if (frame->flags & KOOPS_FRAME_INLINED)
		columns += sizeof(" (inlined)") - 1;
	if (with_offset(page, frame))
		columns += ki_0x(frame->offset.value, room).size + 1;
	if (with_offset(page, frame) && frame->size.known)
		columns += ki_0x(frame->size.value, room).size + 1;
	return columns;
}

static void put_name(struct ki_page *page, const struct koops_frame *frame, enum ki_style style)
{
	char path[KI_RUST_NAME_MOST], room[KI_DIGITS];
	struct koops_str name = page->all ? frame->symbol : name_of(frame, path);
	size_t left = ki_page_left(page), tail = tail_columns(page, frame);

	if (!name.size) {
		ki_page_put(page, ki_0x(frame->address.value, room), style);
		return;
	}
	ki_page_elided(page, name, left > tail + NAME_LEAST ? left - tail : NAME_LEAST,
		       KI_ELIDE_MIDDLE, style);
}

static void put_tail(struct ki_page *page, const struct koops_frame *frame)
{
	if (with_offset(page, frame) && frame->symbol.size) {
		ki_page_puts(page, "+");
		ki_page_0x(page, frame->offset.value);
		if (frame->size.known) {
			ki_page_puts(page, "/");
			ki_page_0x(page, frame->size.value);
		}
	}
	if (frame->flags & KOOPS_FRAME_INLINED)
		ki_page_put(page, KI_STR(" (inlined)"), KI_STYLE_DIM);
	if (frame->module.size) {
		ki_page_puts(page, " [");
		ki_page_put(page, frame->module, KI_STYLE_PLAIN);
		ki_page_puts(page, "]");
	}
	if (frame->unnamed.size) {
		ki_page_puts(page, " ");
		ki_page_put(page, frame->unnamed, KI_STYLE_DIM);
	}
}

static void put_file(struct ki_page *page, const struct koops_frame *frame, size_t column)
{
	char room[KI_DIGITS];
	struct koops_str line = KI_STR("");
	size_t left;

	if (!frame->file.size)
		return;
	if (frame->line.known)
		line = ki_decimal(frame->line.value, room);
	if (column < page->column + 2)
		column = page->column + 2;
	if (column + FILE_LEAST + 1 + line.size > page->width) {
		ki_page_row(page);
		column = page->column + 2;
	}
	ki_page_column(page, column);
	left = ki_page_left(page);
	ki_page_elided(page, frame->file, left - line.size - 1, KI_ELIDE_START, KI_STYLE_DIM);
	if (line.size) {
		ki_page_put(page, KI_STR(":"), KI_STYLE_DIM);
		ki_page_put(page, line, KI_STYLE_DIM);
	}
	if (frame->flags & KOOPS_FRAME_DOUBTFUL)
		ki_page_put(page, KI_STR(" ?"), KI_STYLE_WARNING);
}

void ki_text_frame(struct ki_page *page, const struct koops_report *report,
		   const struct koops_frame *frame, size_t column)
{
	enum ki_style style = KI_STYLE_PLAIN;

	if (frame->flags & KOOPS_FRAME_UNRELIABLE)
		style = KI_STYLE_DIM;
	else if (is_guilty(report, frame))
		style = KI_STYLE_BOLD;
	put_name(page, frame, style);
	put_tail(page, frame);
	put_file(page, frame, column);
}

/* (a → b → c) ×N */
static void put_cycle(struct ki_page *page, const struct koops_folded *folded)
{
	char room[KI_DIGITS];
	struct koops_str turns = ki_decimal(folded->turns, room);
	size_t end = ki_columns(KI_STR(") ×")) + turns.size;

	for (size_t i = 0; i < folded->cycle_count; i++) {
		size_t after = i + 1 < folded->cycle_count ? 0 : end;
		size_t columns = ki_columns(folded->cycle[i]) + ki_columns(KI_STR(" → ")) + after;

		if (i && columns > ki_page_left(page))
			ki_page_row(page);
		ki_page_put(page, i ? KI_STR(" → ") : KI_STR("("), KI_STYLE_CYCLE);
		ki_page_elided(page, folded->cycle[i], ki_page_left(page) - after, KI_ELIDE_MIDDLE,
			       KI_STYLE_PLAIN);
	}
	ki_page_put(page, KI_STR(") ×"), KI_STYLE_CYCLE);
	ki_page_put(page, turns, KI_STYLE_CYCLE);
}

/* Where the files of a trace begin: behind most of its names. */
static size_t file_column(const struct ki_page *page, const struct koops_trace *trace)
{
	size_t most = 0;

	for (size_t i = 0; i < trace->frame_count; i++) {
		const struct koops_frame *frame = &trace->frames[i];
		size_t columns = ki_columns(frame->symbol) + tail_columns(page, frame);

		if (!frame->file.size || (!page->all && frame->flags & KOOPS_FRAME_UNRELIABLE))
			continue;
		if (columns > most && columns <= page->width / 2)
			most = columns;
	}
	return page->column + most + 2;
}

static void put_more(struct ki_page *page, size_t count)
{
	ki_page_row(page);
	ki_page_put(page, KI_STR("… "), KI_STYLE_DIM);
	ki_page_number(page, count);
	ki_page_puts(page, " more");
}

/* Every frame; what is in front says how far it can be relied on. */
static void all_frames(struct ki_page *page, const struct koops_report *report,
		       const struct koops_trace *trace)
{
	size_t column = file_column(page, trace) + 2, fold = 0;

	for (size_t i = 0; i < trace->frame_count; i++) {
		const struct koops_frame *frame = &trace->frames[i];
		const struct koops_folded *folded =
		    frame->fold ? &trace->folded[frame->fold - 1] : NULL;

		ki_page_row(page);
		if (folded && folded->cycle_count && frame->fold != fold) {
			put_cycle(page, folded);
			ki_page_row(page);
			fold = frame->fold;
		}
		if (frame->flags & KOOPS_FRAME_UNRELIABLE)
			ki_page_put(page, KI_STR("? "), KI_STYLE_DIM);
		else if (folded && folded->cycle_count)
			ki_page_put(page, KI_STR("│ "), KI_STYLE_CYCLE);
		else
			ki_page_puts(page, "  ");
		ki_text_frame(page, report, frame, column);
	}
}

/*
 * An entry of the folded trace: `first` is where the inlined frames before
 * `frame` begin.
 */
static void put_entry(struct ki_page *page, const struct koops_report *report,
		      const struct koops_trace *trace, const struct koops_frame *first,
		      const struct koops_frame *frame, size_t column)
{
	const struct koops_folded *folded = frame->fold ? &trace->folded[frame->fold - 1] : NULL;

	if (folded && folded->cycle_count) {
		ki_page_row(page);
		put_cycle(page, folded);
		return;
	}
	for (; first <= frame; first++) {
		ki_page_row(page);
		ki_text_frame(page, report, first, column);
	}
}

/* The folded trace in no more than `rows` entries. */
static void folded_frames(struct ki_page *page, const struct koops_report *report,
			  const struct koops_trace *trace, size_t rows)
{
	const struct koops_frame *first = NULL;
	size_t column = file_column(page, trace), fold = 0;

	for (size_t i = 0; i < trace->frame_count; i++) {
		const struct koops_frame *frame = &trace->frames[i];

		if (frame->flags & KOOPS_FRAME_UNRELIABLE)
			continue;
		if (!first)
			first = frame;
		if (frame->flags & KOOPS_FRAME_INLINED)
			continue;
		if (!fold || frame->fold != fold) {
			if (!rows--) {
				put_more(page, fold ? trace->folded_count - fold
						    : trace->frame_count - i);
				return;
			}
			put_entry(page, report, trace, first, frame, column);
		}
		fold = frame->fold;
		first = NULL;
	}
}

/* Whether a trace is the outer part of the one before it. */
static bool goes_on(const struct koops_report *report, size_t i)
{
	return i > 0 && report->traces[i - 1].continued &&
	       report->traces[i - 1].role == report->traces[i].role;
}

/* Whose trace it is, and in which context it ran, where that says anything. */
static void put_head(struct ki_page *page, const struct koops_report *report, size_t i)
{
	const struct koops_trace *trace = &report->traces[i];
	bool own = trace->role == KOOPS_ROLE_OWN;
	const char *marker = markers[trace->context];

	if (trace->context == KOOPS_CONTEXT_TASK && !trace->continued && !goes_on(report, i))
		marker = "";
	if (marker[0]) {
		ki_page_row(page);
		ki_page_put(page, ki_str(marker), KI_STYLE_DIM);
	}
	if (!own && (trace->comm.size || trace->pid.known || trace->cpu.known)) {
		ki_page_row(page);
		ki_text_task(page, trace->comm, trace->pid, (struct ki_number){0}, trace->cpu);
	}
}

static void put_trace(struct ki_page *page, const struct koops_report *report, size_t i)
{
	const struct koops_trace *trace = &report->traces[i];

	if (!goes_on(report, i))
		ki_page_label(page, roles[trace->role].label);
	put_head(page, report, i);
	if (page->all)
		all_frames(page, report, trace);
	else
		folded_frames(page, report, trace, roles[trace->role].rows);
	if (trace->cut) {
		ki_page_row(page);
		ki_page_put(page, KI_STR("(cut off here)"), KI_STYLE_WARNING);
	}
}

/* A consequence shows its cause's stack once more: that is counted only. */
static bool is_shown(const struct ki_page *page, const struct koops_report *report, size_t i)
{
	if (page->all)
		return true;
	if (report->consequence_of.known)
		return false;
	return roles[report->traces[i].role].rows > 0;
}

void ki_text_traces(struct ki_page *page, const struct koops_report *report)
{
	size_t hidden = 0;

	for (size_t i = 0; i < report->trace_count; i++) {
		if (is_shown(page, report, i))
			put_trace(page, report, i);
		else
			hidden++;
	}
	if (!hidden)
		return;
	ki_page_label(page, "not shown");
	ki_page_number(page, hidden);
	ki_page_puts(page, hidden == 1 ? " trace" : " traces");
}
