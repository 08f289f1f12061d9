/* SPDX-License-Identifier: BSD-2-Clause */
#include "write/out.h"

/* The numbers below 100. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324"
			    "25262728293031323334353637383940414243444546474849"
			    "50515253545556575859606162636465666768697071727374"
			    "75767778798081828384858687888990919293949596979899";

void ki_out_init(struct ki_out *out, koops_write_fn write, void *user)
{
	out->write = write;
	out->user = user;
	out->failed = false;
	out->at = out->data;
}

char *ki_out_hand(struct ki_out *out, const char *at)
{
	if (at != out->data && !out->failed)
		out->failed = !out->write(out->data, (size_t)(at - out->data), out->user);
	return out->data;
}

void ki_out_overflow(struct ki_out *out, struct koops_str str)
{
	while (str.size) {
		size_t room = (size_t)(out->data + sizeof(out->data) - out->at);
		size_t size = str.size < room ? str.size : room;

		memcpy(out->at, str.data, size);
		out->at += size;
		str = ki_str_from(str, size);
		if (size == room)
			out->at = ki_out_hand(out, out->at);
	}
}

enum koops_status ki_out_end(struct ki_out *out)
{
	out->at = ki_out_hand(out, out->at);
	return out->failed ? KOOPS_E_IO : KOOPS_OK;
}

/* Without a zero in front. */
static char *put_pair(char *at, unsigned value)
{
	unsigned zero = value < 10;

	memcpy(at, pairs + 2 * value + zero, 2);
	return at + 2 - zero;
}

static char *put_below_10000(char *at, unsigned value)
{
	if (value < 100)
		return put_pair(at, value);
	at = put_pair(at, value / 100);
	memcpy(at, pairs + value % 100 * 2, 2);
	return at + 2;
}

/* Most numbers are smaller. */
static __attribute__((noinline)) char *put_from_10000(char *at, uint64_t value)
{
	unsigned low = (unsigned)(value % 10000);

	at = ki_put_decimal(at, value / 10000);
	memcpy(at, pairs + low / 100 * 2, 2);
	memcpy(at + 2, pairs + low % 100 * 2, 2);
	return at + 4;
}

char *ki_put_decimal(char room[KI_DIGITS], uint64_t value)
{
	return value < 10000 ? put_below_10000(room, (unsigned)value) : put_from_10000(room, value);
}

char *ki_put_0x(char room[KI_DIGITS], uint64_t value)
{
	size_t count = 1;

	while (count < 16 && value >> 4 * count)
		count++;
	room[0] = '0';
	room[1] = 'x';
	for (size_t i = count + 2; i-- > 2; value >>= 4)
		room[i] = "0123456789abcdef"[value & 15];
	return room + count + 2;
}
