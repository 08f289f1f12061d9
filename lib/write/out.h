/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the writers put their bytes: gathers them into pieces that are worth
 * a call of the caller's function.  Needs no memory but its own.
 */
#ifndef KI_WRITE_OUT_H
#define KI_WRITE_OUT_H

#include "core/str.h"

enum {
	/* What is gathered, */
	KI_OUT_PIECE = 4096,
	/* and what may be written behind it before anybody asks whether it is full. */
	KI_OUT_SLACK = 1280,
};

struct ki_out {
	koops_write_fn write;
	void *user;
	/* `write` refused; nothing is given to it any more. */
	bool failed;
	/* Behind what is gathered. */
	char *at;
	char data[KI_OUT_PIECE + KI_OUT_SLACK];
};

void ki_out_init(struct ki_out *out, koops_write_fn write, void *user);
/* Hands over what is gathered, up to `at`; returns where to go on. */
char *ki_out_hand(struct ki_out *out, const char *at);
/* ki_out_put() of what does not fit. */
void ki_out_overflow(struct ki_out *out, struct koops_str str);

/* Where to go on for one who wrote up to `at`: KI_OUT_SLACK bytes are free there. */
static inline char *ki_out_room(struct ki_out *out, char *at)
{
	return at > out->data + KI_OUT_PIECE ? ki_out_hand(out, at) : at;
}

static inline void ki_out_put(struct ki_out *out, struct koops_str str)
{
	if (str.size > (size_t)(out->data + sizeof(out->data) - out->at)) {
		ki_out_overflow(out, str);
		return;
	}
	/* What a report does not have is no memory either. */
	if (str.size)
		memcpy(out->at, str.data, str.size);
	out->at += str.size;
}

/* Hands over what is left; KOOPS_E_IO if any piece was refused. */
enum koops_status ki_out_end(struct ki_out *out);

/*
 * Write the digits of a number, of a hexadecimal one with "0x" before them; return their end.
 * They may write all of `room`.
 */
enum { KI_DIGITS = 20 };
char *ki_put_decimal(char room[KI_DIGITS], uint64_t value);
char *ki_put_0x(char room[KI_DIGITS], uint64_t value);

/* The same as strings. */
static inline struct koops_str ki_decimal(uint64_t value, char room[KI_DIGITS])
{
	return (struct koops_str){room, (size_t)(ki_put_decimal(room, value) - room)};
}

static inline struct koops_str ki_0x(uint64_t value, char room[KI_DIGITS])
{
	return (struct koops_str){room, (size_t)(ki_put_0x(room, value) - room)};
}

#endif
