/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/report.h"

#include "core/buf.h"
#include "core/symbol.h"
#include "core/utf8.h"

struct koops_report *ki_report_new(const struct ki_mem *mem)
{
	struct koops_report *report;
	struct ki_arena arena;

	ki_arena_init(&arena, mem);
	report = ki_arena_alloc(&arena, sizeof(*report));
	if (!report)
		return NULL;
	report->mem = *mem;
	report->arena = arena;
	report->arena.mem = &report->mem;
	report->file = report->time = report->kind = report->family = KI_STR("");
	return report;
}

void ki_report_free(struct koops_report *report)
{
	struct ki_arena arena;
	struct ki_mem mem;

	if (!report)
		return;
	/* The report lies in its own arena: take out what frees it first. */
	mem = report->mem;
	arena = report->arena;
	arena.mem = &mem;
	ki_arena_free(&arena);
}

/* Appends a zeroed element to an array in the report's arena; see report.h. */
static void *append(struct koops_report *report, void *array, size_t element, size_t *count,
		    size_t *capacity, void **moved)
{
	*moved = array;
	if (*count == *capacity)
		*moved = ki_arena_grow(&report->arena, array, element, *count, capacity);
	if (!*moved)
		return NULL;
	return (char *)*moved + element * (*count)++;
}

#define APPEND(report, array, count, capacity)                                                   \
	({                                                                                       \
		void *moved_;                                                                    \
		void *new_ =                                                                     \
		    append((report), (array), sizeof(*(array)), &(count), &(capacity), &moved_); \
		if (new_)                                                                        \
			(array) = moved_;                                                        \
		new_;                                                                            \
	})

struct koops_trace *ki_report_add_trace(struct koops_report *report)
{
	return APPEND(report, report->traces, report->trace_count, report->trace_capacity);
}

struct koops_frame *ki_trace_add_frame(struct koops_report *report, struct koops_trace *trace)
{
	return APPEND(report, trace->frames, trace->frame_count, trace->frame_capacity);
}

bool ki_trace_reserve(struct koops_report *report, struct koops_trace *trace, size_t count)
{
	trace->frames = ki_arena_room(&report->arena, count * sizeof(*trace->frames));
	trace->frame_capacity = trace->frames ? count : 0;
	return trace->frames != NULL;
}

struct koops_module *ki_report_add_module(struct koops_report *report)
{
	return APPEND(report, report->modules, report->module_count, report->module_capacity);
}

bool ki_registers_add(struct koops_report *report, enum koops_register_set set,
		      struct koops_str name, struct koops_str value)
{
	struct ki_registers *registers = &report->registers[set];
	struct ki_register *added =
	    APPEND(report, registers->at, registers->count, registers->capacity);

	if (added)
		*added = (struct ki_register){name, value};
	return added != NULL;
}

bool ki_strs_add(struct koops_report *report, struct ki_strs *list, struct koops_str str)
{
	struct koops_str *added = APPEND(report, list->at, list->count, list->capacity);

	if (added)
		*added = str;
	return added != NULL;
}

/* Whether words have one blank between them already, and none around. */
static bool is_spaced_once(struct koops_str str)
{
	bool blank = true;

	for (size_t i = 0; i < str.size; i++) {
		bool last = blank;

		blank = ki_is_space(str.data[i]);
		if (blank && (last || str.data[i] != ' '))
			return false;
	}
	return !blank;
}

bool ki_report_words(struct koops_report *report, struct koops_str str, struct koops_str *copy)
{
	struct koops_str word, words;
	struct ki_buf buf;
	bool ok;

	if (is_spaced_once(str))
		return ki_report_str(report, str, copy);
	ki_buf_init(&buf, &report->mem);
	while (ki_take_blanks(&str), ki_take_word(&str, &word)) {
		if (buf.size)
			ki_buf_putc(&buf, ' ');
		ki_buf_put(&buf, word);
	}
	words = ki_buf_str(&buf);
	ok = !buf.failed && ki_report_str(report, words, copy);
	ki_buf_free(&buf);
	return ok;
}

bool ki_report_str(struct koops_report *report, struct koops_str str, struct koops_str *copy)
{
	char *data;

	if (ki_utf8_is_plain(str))
		return ki_arena_str(&report->arena, str, copy);
	data = ki_arena_text(&report->arena, str.size * KI_UTF8_CLEAN_MOST + 1);
	if (!data)
		return false;
	*copy = (struct koops_str){data, ki_utf8_clean(str, data)};
	data[copy->size] = '\0';
	ki_arena_trim(&report->arena, data, copy->size + 1);
	return true;
}

struct koops_str ki_frame_base(struct koops_frame *frame)
{
	if (!frame->base.data && frame->symbol.size)
		frame->base = ki_symbol_base(frame->symbol);
	return frame->base;
}

const struct ki_list_entry *ki_frame_entry(struct koops_frame *frame)
{
	if (!frame->entry)
		frame->entry = ki_list_find(ki_frame_base(frame));
	return frame->entry;
}

struct koops_str ki_register_value(const struct koops_report *report, enum koops_register_set set,
				   struct koops_str name)
{
	const struct ki_registers *registers = &report->registers[set];

	for (size_t i = 0; i < registers->count; i++)
		if (ki_str_eq(registers->at[i].name, name))
			return registers->at[i].value;
	return KI_STR("");
}
