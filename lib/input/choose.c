/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which rows a line may need, by its bytes: few of them see most lines.
 */
#include "input/state.h"

/* Notes a row for the beginnings of lines that it is tried on. */
static void index_beginnings(struct ki_wrappings *wrappings, const struct ki_row *row, uint32_t bit)
{
	/* What a line with each look lacks. */
	static const unsigned lacks[KI_LOOKS] = {KI_CLASS_COLON | KI_CLASS_CLOCK, KI_CLASS_CLOCK};
	const char *const seconds[] = {row->second, row->second_letter};

	for (size_t look = 0; look < KI_LOOKS; look++)
		for (const char *c = row->needs & lacks[look] ? row->plain : row->first; *c; c++)
			wrappings->by_first[look][(unsigned char)*c] |= bit;
	for (size_t i = 0; i < KI_LENGTH(seconds); i++)
		for (unsigned c = 0; c < KI_LENGTH(wrappings->by_second[i]); c++)
			if (!seconds[i] || (c && strchr(seconds[i], (int)c)))
				wrappings->by_second[i][c] |= bit;
}

static void index_rows(struct ki_wrappings *wrappings)
{
	for (size_t i = 0; i < ki_row_count; i++) {
		uint32_t bit = UINT32_C(1) << i;

		index_beginnings(wrappings, &ki_rows[i], bit);
		for (size_t c = 0; c < KI_LENGTH(wrappings->by_class); c++)
			if (ki_rows[i].classes >> c & 1)
				wrappings->by_class[c] |= bit;
		wrappings->rare_rows |= ki_rows[i].needs & KI_CLASSES_RARE ? bit : 0;
		wrappings->outside_rows |= ki_rows[i].outside ? bit : 0;
		if (ki_rows[i].take == ki_take_qp)
			wrappings->qp_row = bit;
		if (ki_rows[i].take == ki_take_pstore)
			wrappings->pstore_row = bit;
		if (ki_rows[i].take == ki_take_margin)
			wrappings->margin_row = bit;
		if (ki_rows[i].take == ki_take_base64)
			wrappings->base64_row = bit;
		if (ki_rows[i].take == ki_take_printk)
			wrappings->printk_row = (unsigned char)i;
		if (ki_rows[i].take == ki_take_export)
			wrappings->record_row = (unsigned char)i;
	}
}

struct ki_wrappings *ki_wrappings_new(const struct ki_mem *mem)
{
	struct ki_wrappings *wrappings = ki_zalloc(mem, sizeof(*wrappings));

	if (!wrappings)
		return NULL;
	wrappings->mem = mem;
	index_rows(wrappings);
	wrappings->begins = ki_literals_new(mem, ki_begins, ki_begin_count);
	if (!wrappings->begins) {
		ki_wrappings_free(wrappings);
		return NULL;
	}
	return wrappings;
}

void ki_wrappings_free(struct ki_wrappings *wrappings)
{
	if (!wrappings)
		return;
	ki_literals_free(wrappings->begins);
	ki_free(wrappings->mem, wrappings);
}
