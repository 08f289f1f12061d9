/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/state.h"

#include "input/stamp.h"

struct ki_input *ki_input_new(const struct ki_mem *mem, const struct ki_wrappings *wrappings)
{
	struct ki_input *input = ki_zalloc(mem, sizeof(*input));

	if (!input)
		return NULL;
	input->mem = mem;
	input->wrappings = wrappings;
	for (size_t i = 0; i < KI_SCRATCHES * KI_SCRATCH_SETS; i++)
		ki_buf_init(&input->scratch[i / KI_SCRATCHES][i % KI_SCRATCHES], mem);
	for (size_t i = 0; i < KI_WAITS; i++) {
		ki_buf_init(&input->waits[i].text, mem);
		ki_buf_init(&input->waits[i].time, mem);
	}
	ki_record_init(&input->record, mem);
	ki_record_init(&input->object, mem);
	ki_pstore_init(&input->pstore, mem);
	ki_join_init(&input->join, mem);
	ki_buf_init(&input->base64.rest, mem);
	ki_buf_init(&input->base64.time, mem);
	ki_buf_init(&input->syslog, mem);
	ki_buf_init(&input->last.time, mem);
	ki_buf_init(&input->names, mem);
	return input;
}

void ki_input_free(struct ki_input *input)
{
	if (!input)
		return;
	for (size_t i = 0; i < KI_SCRATCHES * KI_SCRATCH_SETS; i++)
		ki_buf_free(&input->scratch[i / KI_SCRATCHES][i % KI_SCRATCHES]);
	for (size_t i = 0; i < KI_WAITS; i++) {
		ki_buf_free(&input->waits[i].text);
		ki_buf_free(&input->waits[i].time);
	}
	ki_record_free(&input->record);
	ki_record_free(&input->object);
	ki_pstore_free(&input->pstore);
	ki_join_free(&input->join);
	ki_buf_free(&input->base64.rest);
	ki_buf_free(&input->base64.time);
	ki_buf_free(&input->syslog);
	ki_buf_free(&input->last.time);
	ki_buf_free(&input->names);
	ki_free(input->mem, input);
}

#define BUF(member) offsetof(struct ki_input, member)

/* Where the buffers are, but for those of `scratch`. */
static const size_t bufs[] = {
    BUF(waits[KI_WAIT_QP].text),
    BUF(waits[KI_WAIT_FRAGMENT].text),
    BUF(waits[KI_WAIT_MARGIN].text),
    BUF(waits[KI_WAIT_QP].time),
    BUF(waits[KI_WAIT_FRAGMENT].time),
    BUF(waits[KI_WAIT_MARGIN].time),
    BUF(record.message),
    BUF(record.value),
    BUF(object.message),
    BUF(object.value),
    BUF(join.text),
    BUF(join.time),
    BUF(base64.rest),
    BUF(base64.time),
    BUF(syslog),
    BUF(last.time),
    BUF(pstore.name),
    BUF(pstore.lines),
};

static bool take_failure_of(struct ki_buf *buf)
{
	bool failed = buf->failed;

	buf->failed = false;
	return failed;
}

/* Whether memory was wanting since it was asked the last time, where a row may have written. */
static bool take_failure(struct ki_input *input)
{
	bool failed = false;

	input->wrote = false;
	for (size_t i = 0; i < KI_LENGTH(bufs); i++)
		failed |= take_failure_of((void *)((char *)input + bufs[i]));
	for (size_t set = 0; set < KI_SCRATCH_SETS; set++)
		for (size_t i = 0; i < KI_SCRATCHES; i++)
			failed |= take_failure_of(&input->scratch[set][i]);
	return failed;
}

/* Whether memory may have been wanting: most buffers few lines write to. */
static inline bool may_have_failed(const struct ki_input *input)
{
	return input->wrote | input->join.text.failed | input->join.time.failed |
	       input->last.time.failed | input->syslog.failed;
}

/* What a call ends with. */
static enum koops_status end(struct ki_input *input, enum koops_status status)
{
	if (status != KOOPS_OK || !may_have_failed(input))
		return status;
	return take_failure(input) ? KOOPS_E_MEMORY : KOOPS_OK;
}

static struct ki_buf *empty_scratch(struct ki_input *input, unsigned place)
{
	struct ki_buf *buf = &input->scratch[input->scratch_set][place];

	buf->size = 0;
	return buf;
}

struct ki_buf *ki_input_scratch(struct ki_input *input, const struct ki_unwrap *line)
{
	return empty_scratch(input, line->depth);
}

struct ki_buf *ki_input_decoded(struct ki_input *input)
{
	input->wrote = true;
	return empty_scratch(input, KI_DEPTH);
}

void ki_input_set_text(struct ki_unwrap *line, struct koops_str text)
{
	/* The end of the only line makes no second one. */
	while (text.size > 1 && text.data[text.size - 1] == '\n')
		text.size--;
	line->text = text;
	line->split = ki_str_chr(text, '\n') < text.size;
}

void ki_keep_line(struct ki_unwrap *kept, struct ki_buf *time, const struct ki_unwrap *line)
{
	struct koops_str begun = line->time;

	*kept = *line;
	/* It may be the one that was kept, again. */
	if (begun.data != time->data) {
		time->size = 0;
		ki_buf_put(time, begun);
	}
	kept->time = ki_buf_str(time);
	kept->text = KI_STR("");
}

enum ki_taken ki_wait_begin(struct ki_input *input, enum ki_wait_for what,
			    const struct ki_unwrap *line, struct koops_str text)
{
	struct ki_wait *wait = &input->waits[what];

	wait->any = true;
	ki_keep_line(&wait->line, &wait->time, line);
	wait->serial = input->serial;
	wait->text.size = 0;
	ki_buf_put(&wait->text, text);
	return KI_GONE;
}

bool ki_wait_resumes(const struct ki_input *input, enum ki_wait_for what,
		     const struct ki_unwrap *line)
{
	const struct ki_wait *wait = &input->waits[what];
	struct ki_unwrap first = wait->line;

	if (!wait->any)
		return false;
	/* A quote may have been marked before the line was broken. */
	while (first.depth > line->depth &&
	       ki_rows[first.path[first.depth - 1]].kind == KI_ROW_MARGIN)
		first.depth--;
	return ki_same_path(&first, line);
}

static bool is_within(struct koops_str text, struct koops_str whole)
{
	return text.data >= whole.data && text.data <= whole.data + whole.size;
}

/* The row (a bit) of which this line has a part, and which so comes before all others. */
static uint32_t first_row(const struct ki_input *input, const struct ki_unwrap *line)
{
	const struct ki_wait *wait = &input->waits[KI_WAIT_QP];

	return wait->any && wait->line.depth == line->depth ? input->wrappings->qp_row : 0;
}

/* Takes the row to try next out of the set. */
static size_t next_row(uint32_t *rows, uint32_t first)
{
	uint32_t from = *rows & first ? *rows & first : *rows;

	*rows &= ~(from & -from);
	return (size_t)__builtin_ctz(from);
}

/* Whether a row that left a part of the line as it was may have written to a buffer. */
static bool may_write(size_t row, enum ki_taken taken)
{
	enum ki_row_kind kind = ki_rows[row].kind;

	return taken == KI_GONE || kind == KI_ROW_CODING || kind == KI_ROW_FIELD;
}

/* Finds out which bytes are in what a row made of the text `before`. */
static void note_taken(struct ki_input *input, struct ki_unwrap *line, struct koops_str before,
		       size_t row, enum ki_taken taken)
{
	if (!is_within(line->text, before)) {
		line->classes = ki_classes(line->text);
		input->wrote = true;
		return;
	}
	input->wrote |= may_write(row, taken);
	/* They were in the wrapping. */
	if (line->classes & KI_CLASS_COLON && ki_str_chr(line->text, ':') == line->text.size)
		line->classes &= ~(unsigned)(KI_CLASS_COLON | KI_CLASS_CLOCK);
}

/* Takes one wrapping off. */
static enum ki_taken take_one(struct ki_input *input, struct ki_unwrap *line)
{
	const struct koops_str before = line->text;
	struct koops_str trimmed;
	uint32_t rows, first;

	ki_take_blanks(&line->text);
	trimmed = line->text;
	line->blanks = before.size - trimmed.size;
	if (!line->depth)
		line->indent = line->blanks;
	if (line->depth == KI_DEPTH || !line->text.size) {
		line->text = before;
		return KI_LEFT;
	}
	rows = ki_rows_for(input, line);
	first = first_row(input, line);
	while (rows) {
		size_t row = next_row(&rows, first);
		enum ki_taken taken;

		line->text = ki_rows[row].kind == KI_ROW_CODING ? before : trimmed;
		taken = ki_rows[row].take(input, line);
		if (taken == KI_LEFT)
			continue;
		if (taken == KI_AGAIN) {
			line->text = before;
			return taken;
		}
		note_taken(input, line, before, row, taken);
		ki_path_push(line, row, before.size + line->glued);
		return taken;
	}
	line->text = before;
	return KI_LEFT;
}

static enum koops_status unwrap(struct ki_input *input, struct ki_unwrap *line);
static enum koops_status unwrap_each(struct ki_input *input, const struct ki_unwrap *lines);

/* Reads lines that have waited for one that shows whether they have a margin. */
static enum koops_status release_margin(struct ki_input *input, struct ki_wait *wait)
{
	struct ki_unwrap lines = wait->line;
	enum koops_status status;

	wait->any = false;
	lines.text = ki_buf_str(&wait->text);
	lines.numbered = true;
	input->releasing = true;
	input->scratch_set++;
	status = unwrap_each(input, &lines);
	input->scratch_set--;
	input->releasing = false;
	return status;
}

/* Reads on with text that has waited for more that does not come. */
static enum koops_status release(struct ki_input *input, struct ki_wait *wait)
{
	struct ki_unwrap line = wait->line;
	bool flushing = input->flushing;
	enum koops_status status;

	wait->any = false;
	line.text = ki_buf_str(&wait->text);
	line.classes = ki_classes(line.text);
	/* So that it does not wait again. */
	input->flushing = true;
	input->scratch_set++;
	status = unwrap(input, &line);
	input->scratch_set--;
	input->flushing = flushing;
	return status;
}

/* Ends a record whose end has not been seen. */
static enum koops_status release_record(struct ki_input *input)
{
	struct ki_unwrap line = input->record.line;
	enum koops_status status = KOOPS_OK;

	input->scratch_set++;
	input->wrote = true;
	if (ki_record_end(&input->record, input, &line) == KI_TAKEN) {
		line.classes = ki_classes(line.text);
		ki_path_push(&line, input->wrappings->record_row, line.text.size);
		status = unwrap(input, &line);
	}
	input->scratch_set--;
	return status;
}

/* Reads the end of what was in base64. */
static enum koops_status release_base64(struct ki_input *input)
{
	struct ki_unwrap line = input->base64.line;
	enum koops_status status;

	input->scratch_set++;
	line.text = ki_buf_str(&input->base64.rest);
	line.number = input->base64.rest_number;
	line.classes = ki_classes(line.text);
	/* It is read once, and the buffer not written to meanwhile. */
	input->base64.rest.size = 0;
	status = unwrap(input, &line);
	input->scratch_set--;
	return status;
}

/* Reads the parts of a dump of pstore. */
static enum koops_status read_parts(struct ki_input *input)
{
	enum koops_status status = KOOPS_OK;
	struct koops_str raw;
	uint64_t number;

	ki_pstore_sort(&input->pstore);
	input->scratch_set++;
	input->replaying = true;
	while (status == KOOPS_OK && ki_pstore_next(&input->pstore, &raw, &number)) {
		struct ki_lines lines = {.rest = raw};

		status = ki_input_take(input, &lines, number, false, input->emit, input->user);
	}
	input->replaying = false;
	input->scratch_set--;
	return status;
}

static enum koops_status release_all(struct ki_input *input, bool record_too)
{
	enum koops_status status = KOOPS_OK;
	uint64_t serial = input->serial;

	/* This line is itself one that waited. */
	if (input->scratch_set + 1 == KI_SCRATCH_SETS)
		return KOOPS_OK;
	if (input->pstore.open)
		status = read_parts(input);
	if (status == KOOPS_OK && input->base64.rest.size && !input->base64.lines)
		status = release_base64(input);
	for (size_t i = 0; i < KI_WAITS && status == KOOPS_OK; i++)
		if (input->waits[i].any && input->waits[i].serial != serial)
			status = i == KI_WAIT_MARGIN ? release_margin(input, &input->waits[i])
						     : release(input, &input->waits[i]);
	if (status == KOOPS_OK && record_too && input->record.open)
		status = release_record(input);
	return status;
}

/* Reads what waits and began before the line at hand, which is none of it. */
static enum koops_status release_older(struct ki_input *input, bool record_too)
{
	return ki_input_is_idle(input) ? KOOPS_OK : release_all(input, record_too);
}

/* Remembers a line for those that follow it. */
static void note_last(struct ki_input *input, const struct ki_unwrap *line)
{
	struct ki_last *last = &input->last;

	last->depth = line->depth;
	for (unsigned i = 0; i < line->depth; i++) {
		last->path[i] = line->path[i];
		last->sizes[i] = line->sizes[i];
	}
	last->caller = line->caller;
	last->level = line->level;
	last->stamped = line->stamped;
	last->size = line->text.size;
	ki_buf_set(&last->time, line->stamped ? line->time : KI_STR(""));
}

/* A line without wrappings. */
static enum koops_status finish(struct ki_input *input, struct ki_unwrap *line)
{
	note_last(input, line);
	return ki_join_push(input, line);
}

/*
 * The lines of one message that follow its first are indented, by dmesg(1) and
 * journalctl(1), to where the text of that begins.
 */
static bool take_indented(struct ki_input *input, struct ki_unwrap *line)
{
	const struct ki_last *last = &input->last;
	unsigned depth = line->depth;
	size_t indent;

	if (!last->stamped || depth >= last->depth || memcmp(line->path, last->path, depth) != 0)
		return false;
	for (unsigned i = depth; i < last->depth; i++)
		if (ki_rows[last->path[i]].kind != KI_ROW_STAMP)
			return false;
	indent = last->sizes[depth] - last->size;
	if (indent < 8 || indent > line->blanks || line->text.data[0] != ' ' ||
	    last->sizes[depth] < last->size)
		return false;
	line->text = ki_str_from(line->text, indent);
	line->time = ki_buf_str(&last->time);
	line->level = last->level;
	line->caller = last->caller;
	line->stamped = true;
	return true;
}

/* Reads what stands before a stamp in the middle of a line, and leaves `line` what follows. */
static enum koops_status unwrap_glued(struct ki_input *input, struct ki_unwrap *line, size_t at)
{
	struct ki_unwrap glued = *line;
	enum koops_status status = KOOPS_OK;

	line->text = ki_str_to(line->text, at);
	/* The kernel's too, if it is a frame; no more than a mark is nobody's. */
	if ((line->stamped && at > 2) || ki_has_place(line->text))
		status = finish(input, line);
	glued.text = ki_str_from(glued.text, at);
	/* A line of a syslog daemon, behind something. */
	if (ki_str_find(line->text, KI_STR("kernel")) < at)
		ki_decode_syslog(input, &glued);
	glued.glued += (uint32_t)at;
	glued.caller = KI_CALLER_NONE;
	/* The stamp that the line began with does not hold for what follows. */
	if (glued.depth && ki_rows[glued.path[glued.depth - 1]].take == ki_take_printk)
		ki_path_pop(&glued);
	*line = glued;
	return status;
}

static enum koops_status unwrap_each(struct ki_input *input, const struct ki_unwrap *lines)
{
	enum koops_status status = KOOPS_OK;
	unsigned repeat = lines->repeat ? lines->repeat : 1;
	uint64_t count = 0;

	/* Behind each comes another of them. */
	input->alone = 0;
	for (; repeat && status == KOOPS_OK; repeat--) {
		struct koops_str rest = lines->text;

		while (rest.size && status == KOOPS_OK) {
			struct ki_unwrap line = *lines;

			line.text = ki_take_line(&rest, 0, false, &line.classes);
			/* Of lines that waited together, only the time of the first is known. */
			if (lines->numbered && count)
				line.time = KI_STR("");
			if (count && lines->rest_number)
				line.number = lines->rest_number;
			line.number += lines->numbered ? count : 0;
			count++;
			line.split = line.numbered = false;
			line.repeat = 0;
			line.rest_number = 0;
			if (line.text.size)
				status = unwrap(input, &line);
		}
	}
	return status;
}

/* An empty line, or one with nothing but blanks. */
static enum koops_status unwrap_blank(struct ki_input *input, struct ki_unwrap *line)
{
	bool ends = input->record.open && ki_same_path(&input->record.line, line);
	enum koops_status status;

	/* Nothing but markup is no empty line of the log. */
	if (input->pstore.open || (!line->text.size && line->depth &&
				   ki_rows[line->path[line->depth - 1]].kind == KI_ROW_CODING))
		return KOOPS_OK;
	status = release_older(input, true);
	return ends || status != KOOPS_OK ? status : finish(input, line);
}

/* A line without wrappings, unless there is one in its middle. */
static enum koops_status unwrap_rest(struct ki_input *input, struct ki_unwrap *line, bool *more)
{
	enum koops_status status;
	size_t at;

	if (line->blanks == line->text.size)
		return unwrap_blank(input, line);
	status = release_older(input, true);
	if (status != KOOPS_OK)
		return status;
	if (line->blanks && take_indented(input, line))
		return ki_join_push(input, line);
	at = line->classes & KI_CLASS_BRACKET ? ki_find_stamp(line->text) : line->text.size;
	if (at == line->text.size)
		return finish(input, line);
	*more = true;
	return unwrap_glued(input, line, at);
}

/* Takes all wrappings off and emits what is left. */
static enum koops_status unwrap(struct ki_input *input, struct ki_unwrap *line)
{
	enum koops_status status = KOOPS_OK;
	bool more = true;

	input->serial++;
	while (status == KOOPS_OK && more) {
		enum ki_taken taken = KI_GONE;

		if (!input->record.is_binary || !ki_take_binary(input, line))
			taken = take_one(input, line);
		if (taken == KI_GONE)
			return KOOPS_OK;
		if (taken == KI_AGAIN) {
			status = release_older(input, false);
			continue;
		}
		if (line->split || line->repeat)
			return unwrap_each(input, line);
		if (taken == KI_TAKEN)
			continue;
		more = false;
		status = unwrap_rest(input, line, &more);
	}
	return status;
}

/* Whether the kernel's own stamp, which is off, was all that was around the line. */
static bool is_bare(const struct ki_input *input, struct ki_unwrap *line)
{
	const struct ki_wrappings *wrappings = input->wrappings;
	struct koops_str text = line->text;

	ki_take_blanks(&text);
	line->blanks = line->text.size - text.size;
	if (!text.size || (line->classes & KI_CLASS_BRACKET) ||
	    (line->blanks && input->last.depth > line->depth))
		return false;
	return !(ki_rows_by_look(wrappings, text, line->classes) &
		 ~(wrappings->rare_rows | wrappings->outside_rows));
}

/*
 * Takes the kernel's own stamp off, as most lines have it, without trying rows: outside
 * of it is none of theirs, unless the text calls for one by its bytes.
 */
static enum koops_status read_usual(struct ki_input *input, struct ki_unwrap *line,
				    struct ki_usual usual)
{
	if (line->classes & KI_CLASSES_RARE) {
		/* Those of the stamp and the level before it. */
		line->classes |= KI_CLASS_BRACKET;
		line->classes |= line->text.data[0] == '<' ? KI_CLASS_LESS : 0;
		return unwrap(input, line);
	}
	ki_path_push(line, input->wrappings->printk_row, line->text.size);
	ki_take_usual(line, usual);
	if (!is_bare(input, line))
		return unwrap(input, line);
	input->serial++;
	return finish(input, line);
}

/* Looks whether the next line has a stamp, so that it does not go on with this one. */
static void look_ahead(struct ki_input *input, struct ki_lines *lines, uint64_t number)
{
	lines->looked_at = lines->rest.data;
	lines->usual = ki_usual_begin(lines->rest);
	input->alone = lines->usual.end ? number : 0;
	input->alone_stamps = 1;
	if (!lines->usual.end && ki_has_syslog_stamp(input, lines->rest)) {
		input->alone = number;
		input->alone_stamps = 2;
	}
}

static enum koops_status read_line(struct ki_input *input, struct ki_lines *lines, uint64_t number,
				   bool ahead)
{
	struct ki_usual usual =
	    lines->looked_at == lines->rest.data ? lines->usual : ki_usual_begin(lines->rest);
	struct ki_unwrap line;
	struct koops_str text;
	unsigned classes;

	if (!ki_input_is_idle(input))
		usual.end = 0;
	text = ki_take_line(&lines->rest, usual.end, !input->record.is_binary, &classes);
	if (text.size > KI_LINE_MOST) {
		text.size = KI_LINE_MOST;
		classes = ki_classes(text);
	}
	ki_begin_line(&line, number);
	line.text = text;
	line.classes = classes;
	if (input->qp_lines)
		input->qp_lines--;
	if (ahead)
		look_ahead(input, lines, number);
	return usual.end ? read_usual(input, &line, usual) : unwrap(input, &line);
}

static enum koops_status flush(struct ki_input *input)
{
	enum koops_status status = KOOPS_OK;

	if (input->pstore.open)
		status = read_parts(input);
	input->flushing = true;
	input->qp_lines = input->base64.lines = 0;
	input->serial++;
	if (status == KOOPS_OK)
		status = release_older(input, true);
	if (status == KOOPS_OK)
		status = ki_join_flush(input);
	input->flushing = false;
	return end(input, status);
}

/* Begins anew behind lines that were not seen. */
static enum koops_status cross_gap(struct ki_input *input)
{
	enum koops_status status;

	input->gap = false;
	status = flush(input);
	input->is_qp = false;
	input->syslog.size = 0;
	input->last.depth = 0;
	input->last.stamped = false;
	input->margin.known = false;
	input->base64.rest.size = 0;
	ki_join_reset(&input->join);
	return status;
}

enum koops_status ki_input_take(struct ki_input *input, struct ki_lines *lines, uint64_t number,
				bool ahead, ki_line_fn emit, void *user)
{
	enum koops_status status;

	input->emit = emit;
	input->user = user;
	status = input->gap ? cross_gap(input) : KOOPS_OK;
	if (status == KOOPS_OK)
		status = read_line(input, lines, number, ahead);
	return end(input, status);
}

enum koops_status ki_input_push(struct ki_input *input, struct koops_str raw, uint64_t number,
				ki_line_fn emit, void *user)
{
	struct ki_lines lines = {.rest = raw};

	return ki_input_take(input, &lines, number, false, emit, user);
}

enum koops_status ki_input_flush(struct ki_input *input, ki_line_fn emit, void *user)
{
	input->emit = emit;
	input->user = user;
	return flush(input);
}

bool ki_input_waits(const struct ki_input *input)
{
	bool waits =
	    input->pstore.open || input->record.open || input->qp_lines || input->base64.lines;

	for (size_t i = 0; i < KI_WAITS; i++)
		waits |= input->waits[i].any;
	return waits;
}

uint64_t ki_input_held(const struct ki_input *input)
{
	return input->join.any ? input->join.line.number : 0;
}

void ki_input_gap(struct ki_input *input)
{
	input->gap = true;
}

const char *ki_input_anchor(size_t number)
{
	static const char *const anchors[] = {
	    /* Bytes of a message as numbers: journalctl -o json. */
	    "MESSAGE\":[",
	    "MESSAGE\": [",
	    "MESSAGE\" : [",
	    "MESSAGE\\\":[",
	    "MESSAGE&quot;:[",
	    /* Parts of a log to be put in order. */
	    "Panic#",
	    "Oops#",
	    "Emergency#",
	    /* Words may be cut by the encoding, so that the whole mail is to be read. */
	    "uoted-printable",
	    "ncoding: base64",
	    /* And by netconsole. */
	    ",ncfrag=",
	    /* logcat(1) writes the kernel's first word apart from the second. */
	    "     0     0 ",
	    "(    0): ",
	};

	return number < KI_LENGTH(anchors) ? anchors[number] : NULL;
}

struct koops_str ki_input_wrapping(struct ki_input *input)
{
	const struct ki_unwrap *line = input->emitting;
	const unsigned char *path = line ? line->path : input->last.path;
	unsigned depth = line ? line->depth : input->last.depth;

	ki_buf_clear(&input->names);
	for (unsigned i = 0; i < depth; i++) {
		if (i)
			ki_buf_putc(&input->names, ' ');
		ki_buf_put(&input->names, ki_str(ki_rows[path[i]].name));
	}
	ki_buf_putc(&input->names, '\0');
	if (input->names.failed)
		return KI_STR("");
	return ki_str_to(ki_buf_str(&input->names), input->names.size - 1);
}
