/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/map.h"

#include <unistd.h>

enum {
	CHUNK = 65536,
	/* A map of all of a kernel's symbols and modules has some 20 MB. */
	SIZE_MOST = 256 << 20,
};

/* The text of a line: "ffffffff81000000 T _stext", maybe with "\t[module]". */
static bool take_symbol(struct koops_str line, uint64_t *address, char *type,
			struct koops_str *name)
{
	struct koops_str rest = line;

	if (!ki_take_hex(&rest, address) || !ki_take_char(&rest, ' ') || !rest.size ||
	    !ki_is_alpha(rest.data[0]))
		return false;
	*type = rest.data[0];
	rest = ki_str_from(rest, 1);
	if (!ki_take_char(&rest, ' ') || !rest.size)
		return false;
	*name = rest;
	return true;
}

static bool read_text(struct ki_buf *text, int fd)
{
	char chunk[CHUNK];
	ssize_t size;

	while (text->size < SIZE_MOST && (size = pread(fd, chunk, CHUNK, (off_t)text->size)) > 0) {
		ki_buf_put(text, (struct koops_str){chunk, (size_t)size});
		if (text->failed)
			return false;
	}
	/* So that the last line has a NUL too. */
	ki_buf_putc(text, '\n');
	return !text->failed;
}

static bool is_map_file(int fd)
{
	char begin[256];
	ssize_t size = pread(fd, begin, sizeof(begin), 0);
	struct koops_str line = {begin, size > 0 ? (size_t)size : 0}, name;
	uint64_t address;
	char type;

	return take_symbol(ki_str_to(line, ki_str_chr(line, '\n')), &address, &type, &name);
}

bool ki_map_read(struct ki_map *map, int fd, struct ki_symbols *symbols, bool *is_map)
{
	struct koops_str rest, name;
	uint64_t address;
	char type;

	*is_map = is_map_file(fd);
	if (!*is_map)
		return true;
	if (!read_text(&map->text, fd))
		return false;
	rest = ki_buf_str(&map->text);
	while (rest.size) {
		size_t end = ki_str_chr(rest, '\n'), at = (size_t)(rest.data - map->text.data);
		struct koops_str line = ki_str_to(rest, end);

		map->text.data[at + end] = '\0';
		rest = ki_str_from(rest, end + 1);
		if (!take_symbol(line, &address, &type, &name))
			continue;
		if (name.data[name.size - 1] == ']')
			map->running = true;
		/* Text, weak or not. */
		if (!strchr("tTwW", type))
			name = ki_str_from(name, name.size);
		if (!ki_symbols_add(symbols, address, 0, (uint32_t)(name.data - map->text.data)))
			return false;
	}
	symbols->names = map->text.data;
	return true;
}
