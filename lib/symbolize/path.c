/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/path.h"

/* Goes up a directory in what was appended from `begin` on; false if it can't be told where to. */
static bool drop_last(struct ki_buf *path, size_t begin)
{
	struct koops_str text = ki_str_from(ki_buf_str(path), begin);
	size_t end = text.size;

	if (ki_str_eq(text, KI_STR("/")))
		return true;
	while (end && text.data[end - 1] != '/')
		end--;
	text = ki_str_from(text, end);
	if (!text.size || ki_str_eq(text, KI_STR("..")))
		return false;
	path->size = begin + (end > 1 ? end - 1 : end);
	return true;
}

static void add_component(struct ki_buf *path, size_t begin, struct koops_str component)
{
	if (!component.size || ki_str_eq(component, KI_STR(".")))
		return;
	if (ki_str_eq(component, KI_STR("..")) && drop_last(path, begin))
		return;
	if (path->size > begin && path->data[path->size - 1] != '/')
		ki_buf_putc(path, '/');
	ki_buf_put(path, component);
}

static void normalize(struct ki_buf *path, struct koops_str text)
{
	size_t begin = path->size;

	if (ki_str_starts(text, KI_STR("/")))
		ki_buf_putc(path, '/');
	while (text.size && !path->failed) {
		size_t end = ki_str_chr(text, '/');

		add_component(path, begin, ki_str_to(text, end));
		text = ki_str_from(text, end + 1);
	}
}

void ki_source_path(struct ki_buf *path, struct koops_str file, struct koops_str directory)
{
	struct ki_buf base;
	struct koops_str text;
	size_t begin = path->size;

	ki_buf_init(&base, path->mem);
	normalize(path, file);
	normalize(&base, directory);
	text = ki_str_from(ki_buf_str(path), begin);
	if (base.size && ki_take(&text, ki_buf_str(&base)) && ki_take_char(&text, '/')) {
		memmove(path->data + begin, text.data, text.size);
		path->size = begin + text.size;
	}
	path->failed |= base.failed;
	ki_buf_free(&base);
}
