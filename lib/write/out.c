/* SPDX-License-Identifier: BSD-2-Clause */
#include "write/out.h"

void ki_out_init(struct ki_out *out, koops_write_fn write, void *user)
{
	out->write = write;
	out->user = user;
	out->failed = false;
	out->size = 0;
}

static void flush(struct ki_out *out)
{
	if (out->size && !out->failed)
		out->failed = !out->write(out->data, out->size, out->user);
	out->size = 0;
}

void ki_out_overflow(struct ki_out *out, struct koops_str str)
{
	while (str.size) {
		size_t room = sizeof(out->data) - out->size;
		size_t size = str.size < room ? str.size : room;

		memcpy(out->data + out->size, str.data, size);
		out->size += size;
		str = ki_str_from(str, size);
		if (out->size == sizeof(out->data))
			flush(out);
	}
}

enum koops_status ki_out_end(struct ki_out *out)
{
	flush(out);
	return out->failed ? KOOPS_E_IO : KOOPS_OK;
}

struct koops_str ki_decimal(uint64_t value, char room[KI_DIGITS])
{
	size_t i = KI_DIGITS;

	do {
		room[--i] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return (struct koops_str){room + i, KI_DIGITS - i};
}

struct koops_str ki_0x(uint64_t value, char room[KI_DIGITS])
{
	size_t i = KI_DIGITS;

	do {
		room[--i] = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value);
	room[--i] = 'x';
	room[--i] = '0';
	return (struct koops_str){room + i, KI_DIGITS - i};
}
