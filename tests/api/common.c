/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct text *text, size_t more)
{
	if (text->capacity - text->size > more)
		return;
	text->capacity = (text->capacity + more) * 2 + 64;
	text->data = realloc(text->data, text->capacity);
	ck_assert_ptr_nonnull(text->data);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args, again;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ck_assert_int_ge(size, 0);
	reserve(text, (size_t)size + 1);
	vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
	va_end(again);
	text->size += (size_t)size;
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

struct text read_fixture(const char *name)
{
	struct text text = {0};
	char path[512];
	FILE *file;
	size_t got;

	snprintf(path, sizeof(path), "%s/%s", FIXTURES, name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	do {
		reserve(&text, 65536);
		got = fread(text.data + text.size, 1, 65536, file);
		text.size += got;
	} while (got);
	fclose(file);
	return text;
}

static bool keep(struct koops_report *report, void *user)
{
	struct reports *reports = user;

	ck_assert_uint_lt(reports->count, REPORTS_MOST);
	reports->at[reports->count++] = report;
	return true;
}

struct reports parse(const struct koops_ctx *ctx, const char *data, size_t size)
{
	struct reports reports = {0};
	struct koops_error error = {0};
	enum koops_status status =
	    koops_parse_buffer(ctx, NULL, data, size, keep, &reports, &error);

	ck_assert_msg(status == KOOPS_OK, "%s", error.message);
	return reports;
}

void reports_free(struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		koops_report_free(reports->at[i]);
	reports->count = 0;
}

static bool append(const char *data, size_t size, void *user)
{
	text_printf(user, "%.*s", (int)size, data);
	return true;
}

struct text report_json(const struct koops_report *report)
{
	struct text text = {0};

	ck_assert_int_eq(koops_report_write_json(report, append, &text), KOOPS_OK);
	return text;
}
