/* SPDX-License-Identifier: BSD-2-Clause */
#include "write/page.h"

enum {
	/* Labels end here, texts begin after a gap of two. */
	LABEL_END = 9,
	TEXT_BEGIN = LABEL_END + 2,
	WIDTH_DEFAULT = 80,
	/* Below this, lines are as long as they are. */
	WIDTH_LEAST = 40,
};

/* ECMA-48, select graphic rendition. */
static const char *const style_codes[] = {
    [KI_STYLE_DIM] = "\x1b[2m",      [KI_STYLE_BOLD] = "\x1b[1m",
    [KI_STYLE_CRASH] = "\x1b[1;31m", [KI_STYLE_NOTICE] = "\x1b[1;33m",
    [KI_STYLE_WARNING] = "\x1b[33m", [KI_STYLE_CYCLE] = "\x1b[36m",
};

static const struct koops_str blanks = KI_STR("                                ");

void ki_page_init(struct ki_page *page, const struct koops_text_options *options,
		  koops_write_fn write, void *user)
{
	ki_out_init(&page->out, write, user);
	page->color = options && options->color;
	page->all = options && options->all;
	page->width = options && options->width ? options->width : WIDTH_DEFAULT;
	if (page->width < WIDTH_LEAST)
		page->width = WIDTH_LEAST;
	page->column = 0;
}

static void newline(struct ki_page *page)
{
	ki_out_put(&page->out, KI_STR("\n"));
	page->column = 0;
}

enum koops_status ki_page_end(struct ki_page *page)
{
	if (page->column)
		newline(page);
	return ki_out_end(&page->out);
}

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t ki_columns(struct koops_str str)
{
	size_t columns = 0;

	for (size_t i = 0; i < str.size; i++)
		columns += !continues_character(str.data[i]);
	return columns;
}

/* Bytes that the first `columns` characters take. */
static size_t bytes_of(struct koops_str str, size_t columns)
{
	size_t i = 0;

	for (; i < str.size; i++) {
		if (continues_character(str.data[i]))
			continue;
		if (!columns)
			break;
		columns--;
	}
	return i;
}

size_t ki_page_left(const struct ki_page *page)
{
	return page->column < page->width ? page->width - page->column : 0;
}

void ki_page_column(struct ki_page *page, size_t column)
{
	while (page->column < column) {
		struct koops_str some = ki_str_to(blanks, column - page->column);

		ki_out_put(&page->out, some);
		page->column += some.size;
	}
}

void ki_page_put(struct ki_page *page, struct koops_str str, enum ki_style style)
{
	bool color = page->color && style != KI_STYLE_PLAIN && str.size;

	if (color)
		ki_out_put(&page->out, ki_str(style_codes[style]));
	ki_out_put(&page->out, str);
	if (color)
		ki_out_put(&page->out, KI_STR("\x1b[0m"));
	page->column += ki_columns(str);
}

void ki_page_puts(struct ki_page *page, const char *text)
{
	ki_page_put(page, ki_str(text), KI_STYLE_PLAIN);
}

void ki_page_number(struct ki_page *page, uint64_t value)
{
	char room[KI_DIGITS];

	ki_page_put(page, ki_decimal(value, room), KI_STYLE_PLAIN);
}

void ki_page_0x(struct ki_page *page, uint64_t value)
{
	char room[KI_DIGITS];

	ki_page_put(page, ki_0x(value, room), KI_STYLE_PLAIN);
}

void ki_page_label(struct ki_page *page, const char *label)
{
	struct koops_str text = ki_str(label);
	size_t columns = ki_columns(text);

	if (page->column)
		newline(page);
	if (columns < LABEL_END)
		ki_page_column(page, LABEL_END - columns);
	ki_page_put(page, text, KI_STYLE_DIM);
	ki_page_column(page, TEXT_BEGIN);
}

void ki_page_row(struct ki_page *page)
{
	if (page->column > TEXT_BEGIN)
		newline(page);
	ki_page_column(page, TEXT_BEGIN);
}

void ki_page_item(struct ki_page *page, struct koops_str str, enum ki_style style)
{
	if (ki_columns(str) + 1 > ki_page_left(page))
		ki_page_row(page);
	if (page->column > TEXT_BEGIN)
		ki_page_puts(page, " ");
	ki_page_put(page, str, style);
}

void ki_page_words(struct ki_page *page, struct koops_str str, enum ki_style style)
{
	struct koops_str word;

	for (str = ki_str_trim_start(str); ki_take_word(&str, &word); str = ki_str_trim_start(str))
		ki_page_item(page, word, style);
}

void ki_page_elided(struct ki_page *page, struct koops_str str, size_t columns, enum ki_elide where,
		    enum ki_style style)
{
	size_t have = ki_columns(str), head, tail;

	if (have <= columns || columns < 2) {
		ki_page_put(page, str, style);
		return;
	}
	head = where == KI_ELIDE_START ? 0 : where == KI_ELIDE_END ? columns - 1 : columns / 2;
	tail = columns - 1 - head;
	ki_page_put(page, ki_str_to(str, bytes_of(str, head)), style);
	ki_page_put(page, KI_STR("…"), KI_STYLE_DIM);
	ki_page_put(page, ki_str_from(str, bytes_of(str, have - tail)), style);
}
