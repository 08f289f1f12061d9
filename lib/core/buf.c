/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/buf.h"

void ki_buf_init(struct ki_buf *buf, const struct ki_mem *mem)
{
	*buf = (struct ki_buf){.mem = mem};
}

void ki_buf_free(struct ki_buf *buf)
{
	ki_free(buf->mem, buf->data);
	ki_buf_init(buf, buf->mem);
}

void ki_buf_clear(struct ki_buf *buf)
{
	buf->size = 0;
	buf->failed = false;
}

void ki_buf_shift(struct ki_buf *buf, size_t size)
{
	if (size >= buf->size) {
		buf->size = 0;
		return;
	}
	memmove(buf->data, buf->data + size, buf->size - size);
	buf->size -= size;
}

bool ki_buf_reserve(struct ki_buf *buf, size_t more)
{
	size_t capacity = buf->capacity ? buf->capacity : 128;
	char *data;

	if (buf->failed)
		return false;
	if (more <= buf->capacity - buf->size)
		return true;
	while (capacity - buf->size < more && capacity <= SIZE_MAX / 4)
		capacity *= 2;
	data = capacity - buf->size < more ? NULL : ki_realloc(buf->mem, buf->data, capacity);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->capacity = capacity;
	return true;
}

void ki_buf_put(struct ki_buf *buf, struct koops_str str)
{
	if (!str.size || !ki_buf_reserve(buf, str.size))
		return;
	memcpy(buf->data + buf->size, str.data, str.size);
	buf->size += str.size;
}

void ki_buf_putc(struct ki_buf *buf, char c)
{
	ki_buf_put(buf, (struct koops_str){&c, 1});
}

static void put_number(struct ki_buf *buf, uint64_t value, unsigned base)
{
	char digits[20];
	size_t i = sizeof(digits);

	do {
		digits[--i] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	ki_buf_put(buf, (struct koops_str){digits + i, sizeof(digits) - i});
}

void ki_buf_put_u64(struct ki_buf *buf, uint64_t value)
{
	put_number(buf, value, 10);
}

void ki_buf_put_0x(struct ki_buf *buf, uint64_t value)
{
	ki_buf_put(buf, KI_STR("0x"));
	put_number(buf, value, 16);
}
