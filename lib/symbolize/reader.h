/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes numbers and strings off the front of bytes.  Reading behind the end
 * gives 0 or "" and sets `bad`, which stays.
 */
#ifndef KI_SYMBOLIZE_READER_H
#define KI_SYMBOLIZE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ki_reader {
	const unsigned char *at, *end;
	bool big_endian, bad;
};

static inline size_t ki_read_left(const struct ki_reader *reader)
{
	return (size_t)(reader->end - reader->at);
}

static inline void ki_read_fail(struct ki_reader *reader)
{
	reader->bad = true;
	reader->at = reader->end;
}

static inline void ki_read_skip(struct ki_reader *reader, uint64_t size)
{
	if (size > ki_read_left(reader))
		ki_read_fail(reader);
	else
		reader->at += size;
}

/* An unsigned number of 1 to 8 bytes. */
static inline uint64_t ki_read_uint(struct ki_reader *reader, size_t size)
{
	uint64_t value = 0;

	if (size > ki_read_left(reader)) {
		ki_read_fail(reader);
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		value = value << 8 | reader->at[reader->big_endian ? i : size - 1 - i];
	reader->at += size;
	return value;
}

static inline unsigned char ki_read_u8(struct ki_reader *reader)
{
	if (reader->at < reader->end)
		return *reader->at++;
	reader->bad = true;
	return 0;
}

/* LEB128; bits behind the 64th are lost. */
static inline uint64_t ki_read_uleb(struct ki_reader *reader)
{
	uint64_t value = 0;
	unsigned shift = 0;
	unsigned char byte;

	do {
		byte = ki_read_u8(reader);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

static inline int64_t ki_read_sleb(struct ki_reader *reader)
{
	uint64_t value = 0;
	unsigned shift = 0;
	unsigned char byte;

	do {
		byte = ki_read_u8(reader);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (shift < 64 && byte & 0x40)
		value |= ~(uint64_t)0 << shift;
	return (int64_t)value;
}

/* A string with its NUL. */
static inline const char *ki_read_string(struct ki_reader *reader)
{
	const unsigned char *begin = reader->at;
	const unsigned char *nul = memchr(begin, '\0', ki_read_left(reader));

	if (!nul) {
		ki_read_fail(reader);
		return "";
	}
	reader->at = nul + 1;
	return (const char *)begin;
}

#endif
