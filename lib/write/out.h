/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the writers put their bytes: gathers them into pieces that are worth
 * a call of the caller's function.  Needs no memory but its own.
 */
#ifndef KI_WRITE_OUT_H
#define KI_WRITE_OUT_H

#include "core/str.h"

struct ki_out {
	koops_write_fn write;
	void *user;
	/* `write` refused; nothing is given to it any more. */
	bool failed;
	size_t size;
	char data[4096];
};

void ki_out_init(struct ki_out *out, koops_write_fn write, void *user);
/* ki_out_put() of what does not fit. */
void ki_out_overflow(struct ki_out *out, struct koops_str str);

static inline void ki_out_put(struct ki_out *out, struct koops_str str)
{
	if (str.size >= sizeof(out->data) - out->size) {
		ki_out_overflow(out, str);
		return;
	}
	/* What a report does not have is no memory either. */
	if (str.size)
		memcpy(out->data + out->size, str.data, str.size);
	out->size += str.size;
}

/* Hands over what is left; KOOPS_E_IO if any piece was refused. */
enum koops_status ki_out_end(struct ki_out *out);

/* Digits of a number, made in `room`; of a hexadecimal one with "0x" before them. */
enum { KI_DIGITS = 20 };
struct koops_str ki_decimal(uint64_t value, char room[KI_DIGITS]);
struct koops_str ki_0x(uint64_t value, char room[KI_DIGITS]);

#endif
