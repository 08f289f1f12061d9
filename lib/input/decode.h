/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The encoding of a log: UTF-16 with a byte order mark becomes UTF-8, a UTF-8
 * byte order mark goes, and all else passes untouched.
 */
#ifndef KI_INPUT_DECODE_H
#define KI_INPUT_DECODE_H

#include "core/str.h"

enum ki_encoding {
	/* The first bytes are not in yet. */
	KI_ENCODING_UNKNOWN,
	/* Eight bits, whatever they mean. */
	KI_ENCODING_BYTES,
	KI_ENCODING_UTF16_LE,
	KI_ENCODING_UTF16_BE,
};

/* Zeroed at the start of a log. */
struct ki_decode {
	enum ki_encoding encoding;
	/* Bytes that do not make a character yet. */
	unsigned char held[3];
	unsigned char held_count;
	/* First half of a pair, or 0. */
	uint16_t surrogate;
};

/* Takes decoded bytes, which are valid during the call.  What it returns, if not KOOPS_OK, ends it.
 */
typedef enum koops_status (*ki_decoded_fn)(struct koops_str bytes, void *user);

/* Decodes the next bytes, wherever they are cut.  Fails with what `emit` returned. */
enum koops_status ki_decode_feed(struct ki_decode *decode, struct koops_str bytes,
				 ki_decoded_fn emit, void *user);

/* The log is at its end.  Fails as ki_decode_feed(). */
enum koops_status ki_decode_finish(struct ki_decode *decode, ki_decoded_fn emit, void *user);

#endif
