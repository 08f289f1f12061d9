/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/decode.h"

#include "input/unicode.h"

enum { BATCH = 1024, BYTE_ORDER_MARK = 0xfeff };

static const struct {
	struct koops_str mark;
	enum ki_encoding encoding;
} marks[] = {
    {{"\xef\xbb\xbf", 3}, KI_ENCODING_BYTES},
    {{"\xff\xfe", 2}, KI_ENCODING_UTF16_LE},
    {{"\xfe\xff", 2}, KI_ENCODING_UTF16_BE},
};

/* Characters on their way out. */
struct batch {
	char data[BATCH];
	size_t size;
	ki_decoded_fn emit;
	void *user;
	enum koops_status status;
};

static void batch_flush(struct batch *batch)
{
	if (batch->size && batch->status == KOOPS_OK)
		batch->status =
		    batch->emit((struct koops_str){batch->data, batch->size}, batch->user);
	batch->size = 0;
}

static void batch_put(struct batch *batch, uint32_t c)
{
	batch->size += ki_utf8_put(c, batch->data + batch->size);
	if (batch->size > BATCH - 4)
		batch_flush(batch);
}

static void put_unit(struct ki_decode *decode, struct batch *batch, uint16_t unit)
{
	uint16_t high = decode->surrogate;

	decode->surrogate = 0;
	if (unit >= 0xdc00 && unit <= 0xdfff) {
		batch_put(batch, high ? 0x10000 + ((uint32_t)(high & 0x3ff) << 10) + (unit & 0x3ff)
				      : KI_REPLACEMENT);
		return;
	}
	if (high)
		batch_put(batch, KI_REPLACEMENT);
	if (unit >= 0xd800 && unit <= 0xdbff)
		decode->surrogate = unit;
	else if (unit != BYTE_ORDER_MARK)
		batch_put(batch, unit);
}

static enum koops_status feed_utf16(struct ki_decode *decode, struct koops_str bytes,
				    ki_decoded_fn emit, void *user)
{
	struct batch batch = {.emit = emit, .user = user, .status = KOOPS_OK};
	bool little = decode->encoding == KI_ENCODING_UTF16_LE;

	for (size_t i = 0; i < bytes.size && batch.status == KOOPS_OK; i++) {
		unsigned char second = (unsigned char)bytes.data[i];
		unsigned char first = decode->held[0];

		if (!decode->held_count) {
			decode->held[0] = second;
			decode->held_count = 1;
			continue;
		}
		decode->held_count = 0;
		put_unit(decode, &batch,
			 (uint16_t)(little ? second << 8 | first : first << 8 | second));
	}
	batch_flush(&batch);
	return batch.status;
}

/*
 * Reads the mark off the first bytes of the log.  Returns false if more are
 * needed; else what is in `held` behind the mark is text.
 */
static bool read_mark(struct ki_decode *decode)
{
	struct koops_str held = {(const char *)decode->held, decode->held_count};
	bool open = false;

	for (size_t i = 0; i < KI_LENGTH(marks); i++) {
		if (ki_str_starts(held, marks[i].mark)) {
			decode->encoding = marks[i].encoding;
			decode->held_count = 0;
			return true;
		}
		open |= ki_str_starts(marks[i].mark, held);
	}
	if (!open)
		decode->encoding = KI_ENCODING_BYTES;
	return !open;
}

enum koops_status ki_decode_feed(struct ki_decode *decode, struct koops_str bytes,
				 ki_decoded_fn emit, void *user)
{
	while (decode->encoding == KI_ENCODING_UNKNOWN) {
		enum koops_status status = KOOPS_OK;

		if (!bytes.size)
			return KOOPS_OK;
		decode->held[decode->held_count++] = (unsigned char)bytes.data[0];
		bytes = ki_str_from(bytes, 1);
		if (read_mark(decode))
			status = ki_decode_finish(decode, emit, user);
		if (status != KOOPS_OK)
			return status;
	}
	if (decode->encoding != KI_ENCODING_BYTES)
		return feed_utf16(decode, bytes, emit, user);
	return bytes.size ? emit(bytes, user) : KOOPS_OK;
}

enum koops_status ki_decode_finish(struct ki_decode *decode, ki_decoded_fn emit, void *user)
{
	const struct koops_str held = {(const char *)decode->held, decode->held_count};
	const struct koops_str replacement = KI_STR("\xef\xbf\xbd");
	bool bytes = decode->encoding <= KI_ENCODING_BYTES;

	decode->held_count = 0;
	if (held.size || decode->surrogate) {
		decode->surrogate = 0;
		return emit(bytes ? held : replacement, user);
	}
	return KOOPS_OK;
}
