/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/decode.h"

#include <xxhash.h>

#include "symbolize/disasm.h"
#include "symbolize/lookup.h"
#include "symbolize/path.h"
#include "symbolize/token.h"

enum {
	/* Output is handed on in pieces of about this size. */
	PIECE = 65536,
	/* Frames that show whether the kernel is the right one. */
	SAMPLE_MOST = 4096,
	CODE_MOST = 256,
};

/* What an address that was met before became; a dump of all tasks has few different ones. */
struct known {
	uint64_t hash;
	struct koops_frame frame;
	/* Empty: it stays as it was. */
	struct koops_str text;
	struct known *next;
};

struct decoder {
	struct ki_lookup lookup;
	struct koops_report *report;
	const char *base;
	struct ki_buf out;
	struct ki_disasm disasm;
	/* The last address was where exceptions enter the kernel. */
	bool entered;
	koops_write_fn write;
	void *user;
	/* A hash table with chains. */
	struct known **known;
	size_t known_count, head_count;
};

/* ------------------------------------------------------------------ known -- */

static uint64_t hash_of(const struct koops_frame *frame)
{
	const uint64_t numbers[] = {frame->offset.value, frame->size.value, frame->address.value,
				    frame->flags};
	uint64_t hash = XXH3_64bits(numbers, sizeof(numbers));

	hash = XXH3_64bits_withSeed(frame->symbol.data, frame->symbol.size, hash);
	hash = XXH3_64bits_withSeed(frame->module.data, frame->module.size, hash);
	return XXH3_64bits_withSeed(frame->build_id.data, frame->build_id.size, hash);
}

static bool is_same(const struct koops_frame *a, const struct koops_frame *b)
{
	return a->offset.value == b->offset.value && a->size.known == b->size.known &&
	       a->size.value == b->size.value && a->address.value == b->address.value &&
	       a->flags == b->flags && ki_str_eq(a->symbol, b->symbol) &&
	       ki_str_eq(a->module, b->module) && ki_str_eq(a->build_id, b->build_id);
}

static bool grow_known(struct decoder *decoder)
{
	size_t head_count = decoder->head_count ? decoder->head_count * 4 : 256;
	struct known **heads =
	    ki_arena_alloc(&decoder->report->arena, head_count * sizeof(struct known *));

	if (!heads)
		return false;
	for (size_t i = 0; i < decoder->head_count; i++)
		for (struct known *known = decoder->known[i], *next; known; known = next) {
			struct known **head = &heads[known->hash % head_count];

			next = known->next;
			known->next = *head;
			*head = known;
		}
	decoder->known = heads;
	decoder->head_count = head_count;
	return true;
}

/* ------------------------------------------------------------------ lines -- */

/* "name (file:line file:line)"; nothing if there are no places. */
static void put_places(struct decoder *decoder, struct ki_buf *text,
		       const struct koops_frame *frame, const struct ki_places *places)
{
	if (!places->count)
		return;
	ki_buf_put(text, frame->symbol);
	for (size_t i = 0; i < places->count; i++) {
		const struct ki_place *place = &places->at[i];

		ki_buf_put(text, i ? KI_STR(" ") : KI_STR(" ("));
		if (place->file.name)
			ki_source_path(text, place, decoder->base);
		else
			ki_buf_put(text, KI_STR("?"));
		ki_buf_putc(text, ':');
		if (place->line)
			ki_buf_put_u64(text, place->line);
		else
			ki_buf_putc(text, '?');
	}
	ki_buf_putc(text, ')');
}

/* What is to be written for a frame. */
static bool render(struct decoder *decoder, struct koops_frame frame, struct koops_str *result)
{
	struct ki_places places;
	struct ki_buf text;
	bool ok;

	ki_buf_init(&text, decoder->out.mem);
	ok = ki_lookup_frame(&decoder->lookup, &frame, &places);
	if (ok)
		put_places(decoder, &text, &frame, &places);
	ok = ok && !text.failed && ki_report_str(decoder->report, ki_buf_str(&text), result);
	ki_buf_free(&text);
	return ok;
}

/* NULL for want of memory. */
static const struct known *look_up(struct decoder *decoder, const struct koops_frame *frame)
{
	uint64_t hash = hash_of(frame);
	struct known **head, *known;

	if (decoder->known_count >= decoder->head_count && !grow_known(decoder))
		return NULL;
	head = &decoder->known[hash % decoder->head_count];
	for (known = *head; known; known = known->next)
		if (known->hash == hash && is_same(&known->frame, frame))
			return known;
	known = ki_arena_alloc(&decoder->report->arena, sizeof(*known));
	if (!known || !render(decoder, *frame, &known->text))
		return NULL;
	known->hash = hash;
	known->frame = *frame;
	known->next = *head;
	*head = known;
	decoder->known_count++;
	return known;
}

static void put_code(struct decoder *decoder, struct koops_str line)
{
	const struct ki_image *kernel = decoder->lookup.sources[0].image;
	bool big_endian = ki_image_is_big_endian(kernel);
	unsigned char bytes[CODE_MOST];
	size_t trap, size = ki_token_code(line, big_endian, bytes, sizeof(bytes), &trap);

	if (size)
		ki_disassemble(&decoder->disasm, &decoder->out, ki_image_machine(kernel),
			       big_endian, bytes, size, trap);
}

static bool put_line(struct decoder *decoder, struct koops_str line)
{
	struct ki_token token;
	size_t done = 0;

	if (ki_str_ends(line, KI_STR("\r")))
		line.size--;
	for (size_t at = 0; ki_token_find(line, at, &token); at = token.end) {
		const struct known *known;

		/* arm has bare addresses between: "[<…>] (__irq_svc) from [<…>] (foo+0x1/0x2)". */
		if (token.frame.symbol.size) {
			if (decoder->entered)
				token.frame.flags |= KOOPS_FRAME_PC;
			decoder->entered = ki_is_exception_entry(token.frame.symbol);
		}
		known = look_up(decoder, &token.frame);

		if (!known)
			return false;
		if (!known->text.size)
			continue;
		ki_buf_put(&decoder->out, ki_str_from(ki_str_to(line, token.begin), done));
		ki_buf_put(&decoder->out, known->text);
		done = token.end;
	}
	ki_buf_put(&decoder->out, ki_str_from(line, done));
	ki_buf_putc(&decoder->out, '\n');
	put_code(decoder, line);
	return !decoder->out.failed;
}

/* ------------------------------------------------------------------- part -- */

static struct koops_str take_line(struct koops_str *text)
{
	size_t end = ki_str_chr(*text, '\n');
	struct koops_str line = ki_str_to(*text, end);

	*text = ki_str_from(*text, end + 1);
	return line;
}

/* Frames by which the kernel is known, as those of a report. */
static bool add_sample(struct koops_report *report, struct koops_str text)
{
	struct koops_trace *trace = ki_report_add_trace(report);
	struct ki_token token;

	while (trace && text.size) {
		struct koops_str line = take_line(&text);

		for (size_t at = 0; ki_token_find(line, at, &token); at = token.end) {
			struct koops_frame *frame;

			if (!token.frame.size.known || trace->frame_count == SAMPLE_MOST)
				continue;
			frame = ki_trace_add_frame(report, trace);
			if (!frame)
				return false;
			*frame = token.frame;
		}
	}
	return trace;
}

static enum koops_status hand_on(struct decoder *decoder, size_t most, struct koops_error *error)
{
	if (decoder->out.size <= most)
		return KOOPS_OK;
	if (!decoder->write(decoder->out.data, decoder->out.size, decoder->user))
		return ki_fail(error, KOOPS_E_IO, "the output can't be written");
	ki_buf_clear(&decoder->out);
	return KOOPS_OK;
}

/* The store is locked. */
static enum koops_status decode(struct decoder *decoder, struct koops_symbolizer *symbolizer,
				struct koops_str text, struct koops_error *error)
{
	enum koops_status status =
	    ki_lookup_begin(&decoder->lookup, symbolizer, decoder->report, error);

	while (!status && text.size) {
		if (!put_line(decoder, take_line(&text)))
			return ki_fail_memory(error);
		status = hand_on(decoder, PIECE, error);
	}
	if (!status)
		status = hand_on(decoder, 0, error);
	return status;
}

enum koops_status ki_symbolizer_decode(struct koops_symbolizer *symbolizer,
				       const struct ki_decode_part *part, const char *base,
				       koops_write_fn write, void *user, struct koops_error *error)
{
	struct decoder decoder = {.base = base, .write = write, .user = user};
	enum koops_status status;

	decoder.report = ki_report_new(symbolizer->mem);
	if (!decoder.report)
		return ki_fail_memory(error);
	decoder.report->release = part->release;
	decoder.report->build = part->build;
	decoder.report->kernel_offset = part->kernel_offset;
	ki_buf_init(&decoder.out, symbolizer->mem);
	if (add_sample(decoder.report, part->text)) {
		ki_store_lock(symbolizer->store);
		status = decode(&decoder, symbolizer, part->text, error);
		ki_store_unlock(symbolizer->store);
	} else {
		status = ki_fail_memory(error);
	}
	if (status == KOOPS_E_MISMATCH && !write(part->text.data, part->text.size, user))
		status = ki_fail(error, KOOPS_E_IO, "the output can't be written");
	ki_buf_free(&decoder.out);
	ki_report_free(decoder.report);
	return status;
}
