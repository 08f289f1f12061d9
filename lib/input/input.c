/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/state.h"

#include "input/stamp.h"

/* The class of a byte; see `enum ki_class`. */
static const unsigned char classes[256] = {
    [0x00 ... 0x08] = KI_CLASS_CONTROL,
    [0x0a ... 0x1f] = KI_CLASS_CONTROL,
    [0x7f] = KI_CLASS_CONTROL,
    [0x80 ... 0xff] = KI_CLASS_HIGH,
    ['^'] = KI_CLASS_CARET,
    ['<'] = KI_CLASS_LESS,
    ['&'] = KI_CLASS_AMPERSAND,
    ['='] = KI_CLASS_EQUALS,
    ['#'] = KI_CLASS_HASH,
};

static unsigned classes_of(struct koops_str text)
{
	unsigned all = 0;

	for (size_t i = 0; i < text.size; i++)
		all |= classes[(unsigned char)text.data[i]];
	return all;
}

static void index_rows(struct ki_input *input)
{
	for (size_t i = 0; i < ki_row_count; i++) {
		uint32_t bit = UINT32_C(1) << i;

		for (const char *c = ki_rows[i].first; *c; c++)
			input->by_first[(unsigned char)*c] |= bit;
		for (size_t c = 0; c < KI_LENGTH(input->by_class); c++)
			if (ki_rows[i].classes >> c & 1)
				input->by_class[c] |= bit;
	}
}

struct ki_input *ki_input_new(const struct ki_mem *mem)
{
	struct ki_input *input = ki_zalloc(mem, sizeof(*input));

	if (!input)
		return NULL;
	input->mem = mem;
	index_rows(input);
	ki_buf_init(&input->names, mem);
	for (size_t i = 0; i < KI_LENGTH(input->scratch); i++)
		ki_buf_init(&input->scratch[i], mem);
	return input;
}

void ki_input_free(struct ki_input *input)
{
	if (!input)
		return;
	ki_buf_free(&input->names);
	for (size_t i = 0; i < KI_LENGTH(input->scratch); i++)
		ki_buf_free(&input->scratch[i]);
	ki_free(input->mem, input);
}

struct ki_buf *ki_input_scratch(struct ki_input *input, const struct ki_unwrap *line)
{
	struct ki_buf *buf = &input->scratch[line->depth];

	ki_buf_clear(buf);
	return buf;
}

static uint32_t rows_for(const struct ki_input *input, const struct ki_unwrap *line)
{
	uint32_t rows = input->by_first[(unsigned char)line->text.data[0]];
	unsigned all = line->classes;

	for (size_t c = 0; all; c++, all >>= 1)
		if (all & 1)
			rows |= input->by_class[c];
	return rows;
}

/* Takes one wrapping off. */
static enum ki_taken take_one(struct ki_input *input, struct ki_unwrap *line)
{
	const struct koops_str before = line->text;
	uint32_t rows;

	ki_take_blanks(&line->text);
	if (!line->text.size || line->depth == KI_DEPTH) {
		line->text = before;
		return KI_LEFT;
	}
	for (rows = rows_for(input, line); rows; rows &= rows - 1) {
		size_t row = (size_t)__builtin_ctz(rows);
		enum ki_taken taken = ki_rows[row].take(input, line);

		if (taken == KI_LEFT)
			continue;
		if (line->text.data < before.data || line->text.data > before.data + before.size)
			line->classes = classes_of(line->text);
		line->path[line->depth] = (unsigned char)row;
		line->left[line->depth++] = (uint32_t)line->text.size;
		return taken;
	}
	line->text = before;
	return KI_LEFT;
}

static enum koops_status emit(struct ki_input *input, const struct ki_unwrap *line)
{
	const struct ki_line out = {
	    .text = line->text,
	    .time = line->time,
	    .caller = line->caller,
	    .number = line->number,
	    .level = line->level,
	    .stamped = line->stamped,
	};

	input->depth = line->depth;
	memcpy(input->path, line->path, sizeof(line->path));
	return input->emit(&out, input->user);
}

/* Whether text before a stamp, which has none itself, is the kernel's: a frame. */
static bool is_kernel_text(struct koops_str text)
{
	size_t plus = ki_str_find(text, KI_STR("+0x"));

	return ki_str_find(ki_str_from(text, plus), KI_STR("/0x")) < text.size - plus;
}

static enum koops_status unwrap(struct ki_input *input, struct ki_unwrap *line);

/* Reads what follows a stamp in the middle of a line as a line. */
static enum koops_status unwrap_glued(struct ki_input *input, struct ki_unwrap *line, size_t at)
{
	struct ki_unwrap glued = *line;
	enum koops_status status = KOOPS_OK;

	line->text = ki_str_to(line->text, at);
	if (line->stamped || is_kernel_text(line->text))
		status = emit(input, line);
	if (status != KOOPS_OK)
		return status;
	glued.text = ki_str_from(glued.text, at);
	glued.caller = KI_CALLER_NONE;
	/* The stamp that the line began with does not hold for what follows. */
	if (glued.depth && ki_rows[glued.path[glued.depth - 1]].take == ki_take_printk)
		glued.depth--;
	*line = glued;
	return KOOPS_OK;
}

static enum koops_status unwrap_each(struct ki_input *input, const struct ki_unwrap *lines)
{
	struct koops_str rest = lines->text;
	enum koops_status status = KOOPS_OK;

	while (rest.size && status == KOOPS_OK) {
		struct ki_unwrap line = *lines;
		size_t end = ki_str_chr(rest, '\n');

		line.text = ki_str_to(rest, end);
		line.split = false;
		rest = ki_str_from(rest, end + 1);
		if (line.text.size)
			status = unwrap(input, &line);
	}
	return status;
}

/* Takes all wrappings off and emits what is left. */
static enum koops_status unwrap(struct ki_input *input, struct ki_unwrap *line)
{
	for (;;) {
		enum ki_taken taken = take_one(input, line);
		enum koops_status status;
		size_t at;

		if (line->depth && input->scratch[line->depth - 1].failed)
			return KOOPS_E_MEMORY;
		if (taken == KI_GONE)
			return KOOPS_OK;
		if (line->split)
			return unwrap_each(input, line);
		if (taken == KI_TAKEN)
			continue;
		at = ki_find_stamp(line->text);
		if (at == line->text.size)
			return emit(input, line);
		status = unwrap_glued(input, line, at);
		if (status != KOOPS_OK)
			return status;
	}
}

enum koops_status ki_input_push(struct ki_input *input, struct koops_str raw, uint64_t number,
				ki_line_fn emit_fn, void *user)
{
	struct ki_unwrap line = {.number = number, .level = -1, .caller = KI_CALLER_NONE};

	input->emit = emit_fn;
	input->user = user;
	while (raw.size && raw.data[raw.size - 1] == '\r')
		raw.size--;
	line.text = raw;
	line.time = KI_STR("");
	line.classes = classes_of(raw);
	return unwrap(input, &line);
}

enum koops_status ki_input_flush(struct ki_input *input, ki_line_fn emit_fn, void *user)
{
	input->emit = emit_fn;
	input->user = user;
	return KOOPS_OK;
}

bool ki_input_waits(const struct ki_input *input)
{
	(void)input;
	return false;
}

void ki_input_gap(struct ki_input *input)
{
	(void)input;
}

const char *ki_input_anchor(size_t number)
{
	(void)number;
	return NULL;
}

struct koops_str ki_input_wrapping(struct ki_input *input)
{
	ki_buf_clear(&input->names);
	for (unsigned i = 0; i < input->depth; i++) {
		if (i)
			ki_buf_putc(&input->names, ' ');
		ki_buf_put(&input->names, ki_str(ki_rows[input->path[i]].name));
	}
	return ki_buf_str(&input->names);
}
