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

/* Appends the components of `text` to what was appended from `begin` on; "/…" starts anew. */
static void add_components(struct ki_buf *path, size_t begin, struct koops_str text)
{
	if (ki_str_starts(text, KI_STR("/"))) {
		path->size = begin;
		ki_buf_putc(path, '/');
	}
	while (text.size && !path->failed) {
		size_t end = ki_str_chr(text, '/');

		add_component(path, begin, ki_str_to(text, end));
		text = ki_str_from(text, end + 1);
	}
}

void ki_source_path(struct ki_buf *path, const struct ki_place *place, const char *base)
{
	size_t begin = path->size;
	struct koops_str text;
	struct ki_buf above;

	ki_buf_init(&above, path->mem);
	add_components(&above, 0, ki_str(base ? base : place->directory));
	add_components(path, begin, ki_str(place->directory));
	add_components(path, begin, ki_str(place->file.directory));
	add_components(path, begin, ki_str(place->file.name));
	text = ki_str_from(ki_buf_str(path), begin);
	if (above.size && ki_take(&text, ki_buf_str(&above)) && ki_take_char(&text, '/')) {
		memmove(path->data + begin, text.data, text.size);
		path->size = begin + text.size;
	}
	path->failed |= above.failed;
	ki_buf_free(&above);
}
