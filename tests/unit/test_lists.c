/* SPDX-License-Identifier: BSD-2-Clause */
/* The lists that are built in, against a plain reading of the files that they are made from. */
#include <stdio.h>
#include <string.h>

#include "../run.h"
#include "data/lists.h"

enum { ENTRIES_MOST = 8192 };

/* A line of a list. */
struct row {
	char text[64], reason[256];
	enum ki_list list;
	/* What may stand before and behind it. */
	bool inside, prefix;
};

static struct row rows[ENTRIES_MOST];
static size_t row_count;

static const struct {
	const char *name;
	enum ki_list list;
} files[] = {
    {"skip", KI_LIST_SKIP},           {"entry", KI_LIST_ENTRY},
    {"exception", KI_LIST_EXCEPTION}, {"interrupt", KI_LIST_INTERRUPT},
    {"softirq", KI_LIST_SOFTIRQ},     {"service", KI_LIST_SERVICE},
    {"dispatch", KI_LIST_DISPATCH},   {"batch", KI_LIST_BATCH},
    {"helper", KI_LIST_HELPER},       {"keep", KI_LIST_KEEP},
    {"outer", KI_LIST_OUTER},         {"wait", KI_LIST_WAIT},
    {"name", KI_LIST_NAME},           {"caller", KI_LIST_CALLER},
    {"locking", KI_LIST_LOCKING},     {"counter", KI_LIST_COUNTER},
    {"page", KI_LIST_PAGE},           {"leak", KI_LIST_LEAK},
    {"files", KI_LIST_FILES},
};

static void add_row(const char *line, enum ki_list list)
{
	struct row *row = &rows[row_count];
	char entry[64], *text = entry;
	size_t size;

	ck_assert_uint_lt(row_count, ENTRIES_MOST);
	if (*line == '#' || sscanf(line, "%63s %255[^\n]", entry, row->reason) < 1)
		return;
	row_count++;
	row->list = list;
	row->inside = *text == '*';
	text += row->inside;
	size = strlen(text);
	row->prefix = text[size - 1] == '*';
	memcpy(row->text, text, size - row->prefix);
}

static void read_rows(void)
{
	char path[512], line[512];

	/* Without a process for each test, another has read them already. */
	memset(rows, 0, sizeof(rows));
	row_count = 0;
	for (size_t i = 0; i < KI_LENGTH(files); i++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s.list", LISTS_DIR, files[i].name);
		file = fopen(path, "r");
		ck_assert_msg(file != NULL, "%s", path);
		while (fgets(line, sizeof(line), file))
			add_row(line, files[i].list);
		fclose(file);
	}
	ck_assert_uint_gt(row_count, 2000);
}

/* Whether a row has a name that is in a C string. */
static bool has(const struct row *row, const char *name)
{
	size_t size = strlen(row->text);
	const char *at = row->inside ? strstr(name, row->text) : name;

	if (row->inside && !row->prefix)
		return strlen(name) >= size && !strcmp(name + strlen(name) - size, row->text);
	return at && !(row->prefix ? strncmp(at, row->text, size) : strcmp(at, row->text));
}

/* Compares what the table says of a name with what the rows do. */
static void check_name(const char *name)
{
	const struct ki_list_entry *entry = ki_list_find(ki_str(name));
	unsigned lists = 0, words = 0;

	for (size_t i = 0; i < row_count; i++)
		if (has(&rows[i], name))
			*(rows[i].inside ? &words : &lists) |= rows[i].list;
	ck_assert_msg(entry->lists == lists, "%s: %#x, not %#x", name, entry->lists, lists);
	ck_assert_msg(ki_list_find_words(ki_str(name)) == words, "%s: other words", name);
	for (size_t i = 0; i < KI_LENGTH(files); i++) {
		unsigned list = files[i].list;

		ck_assert_int_eq(ki_list_has(list, ki_str(name)), !!((lists | words) & list));
		ck_assert_int_eq(ki_list_reason(entry, list) != NULL, !!(lists & list));
	}
}

START_TEST(names_like_entries_are_in_the_lists_that_have_them)
{
	char name[128];

	read_rows();
	/* Each entry as it is, cut, with another byte behind it, and inside of a name. */
	for (size_t i = 0; i < row_count; i++) {
		const char *text = rows[i].text;
		int size = (int)strlen(text);

		check_name(text);
		snprintf(name, sizeof(name), "%.*s", size - 1, text);
		check_name(name);
		snprintf(name, sizeof(name), "%s%c", text, "_x.\x7f\x01\xff"[i % 6]);
		check_name(name);
		snprintf(name, sizeof(name), "x%s", text);
		check_name(name);
		snprintf(name, sizeof(name), "%s_%s", text, rows[(i * 7 + 1) % row_count].text);
		check_name(name);
	}
}
END_TEST

START_TEST(short_names_are_found_or_not)
{
	static const char *const names[] = {"",   "u",   "up",      "upx", "ups",
					    "xa", "xa_", "xa_\xff", "die"};

	read_rows();
	for (size_t i = 0; i < KI_LENGTH(names); i++)
		check_name(names[i]);
	ck_assert(ki_list_has(KI_LIST_SERVICE, KI_STR("up")));
	ck_assert(!ki_list_has(KI_LIST_SERVICE, KI_STR("up\0")));
}
END_TEST

/* The longest of a list's beginnings of a name says why it is in the list. */
START_TEST(the_longest_entry_says_why)
{
	char name[128];

	read_rows();
	for (size_t i = 0; i < row_count; i++) {
		const struct row *longest = NULL;

		if (rows[i].inside)
			continue;
		strcat(strcpy(name, rows[i].text), i % 2 ? "" : "_x");
		for (size_t k = 0; k < row_count; k++)
			if (rows[k].list == rows[i].list && !rows[k].inside &&
			    has(&rows[k], name) &&
			    (!longest || strlen(rows[k].text) > strlen(longest->text)))
				longest = &rows[k];
		if (longest)
			ck_assert_str_eq(ki_list_reason(ki_list_find(ki_str(name)), rows[i].list),
					 longest->reason);
	}
}
END_TEST

/* The sign stage looks for names alone. */
START_TEST(only_lists_for_titles_have_words)
{
	const unsigned titles = KI_LIST_HELPER | KI_LIST_WAIT | KI_LIST_COUNTER | KI_LIST_LEAK;

	ck_assert_uint_eq(ki_lists_with_words, titles);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    names_like_entries_are_in_the_lists_that_have_them,
	    short_names_are_found_or_not,
	    the_longest_entry_says_why,
	    only_lists_for_titles_have_words,
	};

	return run_tests("lists", tests, KI_LENGTH(tests));
}
