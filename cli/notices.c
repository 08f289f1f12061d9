/* SPDX-License-Identifier: BSD-2-Clause */
#include "notices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "record.h"

static char *place(const struct koops_report *report)
{
	uint64_t line = 0;

	koops_report_number(report, KOOPS_REPORT_LINE, &line);
	return record_place(koops_report_string(report, KOOPS_REPORT_FILE), line);
}

/* A cli_later_fn: `title` is behind the place and its NUL. */
static bool add(const char *where, size_t size, void *user)
{
	struct notices *notices = user;
	const char *title = where + strlen(where) + 1;
	struct notice notice = {.count = 1};

	(void)size;
	for (size_t i = 0; i < notices->count; i++)
		if (!strcmp(notices->at[i].title, title)) {
			notices->at[i].count++;
			return true;
		}
	if (notices->count == NOTICES_MOST && !notices_write(notices))
		return false;
	notice.title = strdup(title);
	notice.where = strdup(where);
	if (!notice.title || !notice.where) {
		free(notice.title);
		free(notice.where);
		cli_error("out of memory");
		return false;
	}
	notices->at[notices->count++] = notice;
	return true;
}

bool notices_add(struct notices *notices, const struct koops_report *report)
{
	struct koops_str title = koops_report_string(report, KOOPS_REPORT_TITLE);
	char *where = place(report), *bigger = NULL;
	size_t size = where ? strlen(where) + 1 : 0;
	bool good;

	if (where)
		bigger = realloc(where, size + title.size + 1);
	if (!bigger) {
		free(where);
		cli_error("out of memory");
		return false;
	}
	memcpy(bigger + size, title.data, title.size + 1);
	good = cli_later(add, notices, bigger, size + title.size + 1);
	free(bigger);
	return good;
}

static void write_notice(const struct notice *notice)
{
	char count[32] = "";

	if (notice->count > 1)
		snprintf(count, sizeof(count), " ×%llu", notice->count);
	cli_puts("notice: ");
	cli_puts(notice->title);
	cli_puts(count);
	cli_puts(", ");
	cli_puts(notice->where);
	cli_puts("\n");
}

bool notices_write(struct notices *notices)
{
	bool ok = true;

	if (notices->count && notices->last == WROTE_CRASH)
		ok = cli_puts("\n");
	for (size_t i = 0; i < notices->count; i++) {
		write_notice(&notices->at[i]);
		free(notices->at[i].title);
		free(notices->at[i].where);
	}
	if (notices->count)
		notices->last = WROTE_NOTICES;
	notices->count = 0;
	return ok && cli_flush();
}
