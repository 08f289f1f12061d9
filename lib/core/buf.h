/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A byte string that grows.  Failure sticks: after it the content does not
 * change any more, so that a caller may append many times and ask once.
 */
#ifndef KI_CORE_BUF_H
#define KI_CORE_BUF_H

#include "core/mem.h"
#include "core/str.h"

struct ki_buf {
	const struct ki_mem *mem;
	char *data;
	size_t size, capacity;
	bool failed;
};

void ki_buf_init(struct ki_buf *buf, const struct ki_mem *mem);
void ki_buf_free(struct ki_buf *buf);
/* Empties it and forgets a failure; keeps its memory. */
void ki_buf_clear(struct ki_buf *buf);
/* Makes room for bytes that will come; false for want of memory, which is a failure. */
bool ki_buf_reserve(struct ki_buf *buf, size_t more);
/* Drops the first `size` bytes. */
void ki_buf_shift(struct ki_buf *buf, size_t size);
void ki_buf_put(struct ki_buf *buf, struct koops_str str);
void ki_buf_putc(struct ki_buf *buf, char c);
/* In decimal; in hexadecimal with "0x" and without leading zeros. */
void ki_buf_put_u64(struct ki_buf *buf, uint64_t value);
void ki_buf_put_0x(struct ki_buf *buf, uint64_t value);

/* Puts the string in place of what there was. */
static inline void ki_buf_set(struct ki_buf *buf, struct koops_str str)
{
	buf->size = 0;
	if (str.size > buf->capacity || buf->failed || !str.size) {
		ki_buf_put(buf, str);
		return;
	}
	ki_copy(buf->data, str.data, str.size);
	buf->size = str.size;
}

static inline struct koops_str ki_buf_str(const struct ki_buf *buf)
{
	return (struct koops_str){buf->data ? buf->data : "", buf->size};
}

#endif
