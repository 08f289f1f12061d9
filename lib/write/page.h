/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layout of the text: rows with a label on the left, broken and shortened
 * to the width of the terminal.
 */
#ifndef KI_WRITE_PAGE_H
#define KI_WRITE_PAGE_H

#include "write/out.h"

enum ki_style {
	KI_STYLE_PLAIN,
	KI_STYLE_DIM,
	KI_STYLE_BOLD,
	KI_STYLE_CRASH,
	KI_STYLE_NOTICE,
	KI_STYLE_WARNING,
	KI_STYLE_CYCLE,
};

struct ki_page {
	struct ki_out out;
	bool color, all;
	unsigned width;
	/* Columns taken of the current line. */
	size_t column;
};

void ki_page_init(struct ki_page *page, const struct koops_text_options *options,
		  koops_write_fn write, void *user);
/* Ends the line; fails with KOOPS_E_IO. */
enum koops_status ki_page_end(struct ki_page *page);

/* Begins a line with a label. */
void ki_page_label(struct ki_page *page, const char *label);
/* Begins a line below the last label's text, unless nothing stands there yet. */
void ki_page_row(struct ki_page *page);

void ki_page_put(struct ki_page *page, struct koops_str str, enum ki_style style);
void ki_page_puts(struct ki_page *page, const char *text);
void ki_page_number(struct ki_page *page, uint64_t value);
void ki_page_0x(struct ki_page *page, uint64_t value);
/* After a blank, or on a new row if it would not fit. */
void ki_page_item(struct ki_page *page, struct koops_str str, enum ki_style style);
/* The words of a text as items. */
void ki_page_words(struct ki_page *page, struct koops_str str, enum ki_style style);
/* In no more than `columns`: "…" stands for what is taken out of its middle, start or end. */
enum ki_elide { KI_ELIDE_START, KI_ELIDE_MIDDLE, KI_ELIDE_END };
void ki_page_elided(struct ki_page *page, struct koops_str str, size_t columns, enum ki_elide where,
		    enum ki_style style);
/* Blanks up to a column; none if it is passed. */
void ki_page_column(struct ki_page *page, size_t column);
/* Columns left on the line. */
size_t ki_page_left(const struct ki_page *page);

/* Columns that a string takes: its characters, as koops counts them. */
size_t ki_columns(struct koops_str str);

#endif
