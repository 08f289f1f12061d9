/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/pstore.h"

#include "input/state.h"

enum {
	/* A dump with more parts or bytes than this is read in pieces. */
	PARTS_MOST = 1024,
	BYTES_MOST = 2 << 20,
	/* Before each line stands its number. */
	NUMBER_SIZE = sizeof(uint64_t),
};

/* kmsg_dump_reason_str() in kernel/printk/printk.c. */
static const char *const reasons[] = {"Panic",   "Oops",     "Emergency", "Shutdown",
				      "Restart", "Poweroff", "Halt",      "Unknown"};

void ki_pstore_init(struct ki_pstore *pstore, const struct ki_mem *mem)
{
	ki_buf_init(&pstore->name, mem);
	ki_buf_init(&pstore->lines, mem);
}

void ki_pstore_free(struct ki_pstore *pstore)
{
	ki_free(pstore->lines.mem, pstore->parts);
	ki_buf_free(&pstore->name);
	ki_buf_free(&pstore->lines);
}

/* "Part" and digits.  Looked for in every line, from the end. */
static bool ends_like_header(struct koops_str raw)
{
	size_t at = raw.size;

	while (at > 0 && ki_is_space(raw.data[at - 1]))
		at--;
	raw.size = at;
	while (at > 0 && ki_is_digit(raw.data[at - 1]))
		at--;
	return at < raw.size && ki_str_ends(ki_str_to(raw, at), KI_STR("Part"));
}

/* "Oops#1 Part3": the name, and the number of the part. */
static bool read_header(struct koops_str raw, struct koops_str *name, uint64_t *part)
{
	struct koops_str rest;
	uint64_t count;
	bool known = false;

	if (!ends_like_header(raw))
		return false;
	rest = raw = ki_str_trim(raw);
	for (size_t i = 0; i < KI_LENGTH(reasons) && !known; i++)
		known = ki_take(&rest, ki_str(reasons[i]));
	if (!known || !ki_take_char(&rest, '#') || !ki_take_u64(&rest, &count))
		return false;
	*name = ki_str_to(raw, raw.size - rest.size);
	return ki_take(&rest, KI_STR(" Part")) && ki_take_u64(&rest, part) && !rest.size;
}

static bool has_part(const struct ki_pstore *pstore, uint64_t part)
{
	for (size_t i = 0; i < pstore->count; i++)
		if (pstore->parts[i].part == part)
			return true;
	return false;
}

static enum ki_taken begin_part(struct ki_pstore *pstore, struct koops_str name, uint64_t part,
				const struct ki_unwrap *line)
{
	struct ki_pstore_part *parts;

	if (pstore->open && (!ki_str_eq(name, ki_buf_str(&pstore->name)) ||
			     has_part(pstore, part) || pstore->count == PARTS_MOST))
		return KI_AGAIN;
	if (!pstore->open) {
		pstore->name.size = pstore->lines.size = 0;
		ki_buf_put(&pstore->name, name);
		pstore->count = 0;
		pstore->stamps = ki_count_stamps(line);
	}
	parts = ki_grow(pstore->lines.mem, pstore->parts, sizeof(*parts), pstore->count,
			&pstore->capacity);
	if (!parts) {
		pstore->lines.failed = true;
		return KI_GONE;
	}
	pstore->parts = parts;
	parts[pstore->count++] = (struct ki_pstore_part){
	    .part = part,
	    .begin = pstore->lines.size,
	    .end = pstore->lines.size,
	};
	pstore->open = true;
	return KI_GONE;
}

/* Lines of a dump have a level or a stamp, but the first of a part can be cut. */
static bool is_of_part(const struct ki_pstore_part *part, struct koops_str text)
{
	return !text.size || text.data[0] == '<' || text.data[0] == '[' || part->begin == part->end;
}

/* What tail(1) and ramoops put between parts: "==> FILE <==", "====1680212354.504281-D". */
static bool is_between_parts(struct koops_str text)
{
	return ki_str_starts(text, KI_STR("==> ")) ||
	       (ki_take(&text, KI_STR("====")) && text.size && ki_is_digit(text.data[0]));
}

enum ki_taken ki_take_pstore(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_pstore *pstore = &input->pstore;
	struct ki_pstore_part *part;
	struct koops_str name;
	uint64_t number;

	if (input->replaying || (pstore->open && ki_count_stamps(line) != pstore->stamps))
		return KI_LEFT;
	if (read_header(line->text, &name, &number))
		return begin_part(pstore, name, number, line);
	if (!pstore->open)
		return KI_LEFT;
	if (is_between_parts(line->text))
		return KI_GONE;
	part = &pstore->parts[pstore->count - 1];
	if (!is_of_part(part, line->text) || pstore->lines.size > BYTES_MOST)
		return KI_AGAIN;
	ki_buf_put(&pstore->lines, (struct koops_str){(const char *)&line->number, NUMBER_SIZE});
	ki_buf_put(&pstore->lines, line->text);
	ki_buf_putc(&pstore->lines, '\n');
	/* All of a line or none. */
	if (pstore->lines.failed)
		pstore->lines.size = part->end;
	part->end = pstore->lines.size;
	return KI_GONE;
}

void ki_pstore_sort(struct ki_pstore *pstore)
{
	struct ki_pstore_part *parts = pstore->parts;

	for (size_t i = 1; i < pstore->count; i++) {
		struct ki_pstore_part part = parts[i];
		size_t at = i;

		for (; at > 0 && parts[at - 1].part < part.part; at--)
			parts[at] = parts[at - 1];
		parts[at] = part;
	}
	pstore->open = false;
	pstore->next_part = 0;
	pstore->next_at = pstore->count ? parts[0].begin : 0;
}

bool ki_pstore_next(struct ki_pstore *pstore, struct koops_str *raw, uint64_t *number)
{
	struct koops_str rest;

	while (pstore->next_part < pstore->count &&
	       pstore->next_at == pstore->parts[pstore->next_part].end) {
		pstore->next_part++;
		if (pstore->next_part == pstore->count)
			return false;
		pstore->next_at = pstore->parts[pstore->next_part].begin;
	}
	if (pstore->next_part >= pstore->count)
		return false;
	rest = ki_str_from(ki_buf_str(&pstore->lines), pstore->next_at);
	if (rest.size < NUMBER_SIZE)
		return false;
	memcpy(number, rest.data, NUMBER_SIZE);
	rest = ki_str_from(rest, NUMBER_SIZE);
	if (!ki_take_until(&rest, '\n', raw))
		return false;
	pstore->next_at += NUMBER_SIZE + raw->size + 1;
	return true;
}
