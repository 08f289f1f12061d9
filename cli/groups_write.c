/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "groups.h"
#include "json.h"

enum {
	/* Kernels and other titles that text shows. */
	SHOWN = 3,
};

/* ------------------------------------------------------------- text -- */

static bool write_place(const char *what, const struct place *place)
{
	char *where =
	    record_place((struct koops_str){place->file, strlen(place->file)}, place->line);
	bool ok = where && cli_printf("        %-8s  %s%s%s\n", what, where,
				      place->time[0] ? " at " : "", place->time);

	free(where);
	return ok;
}

static bool write_rest(size_t count)
{
	return count <= SHOWN || cli_printf(", and %zu more", count - SHOWN);
}

static bool write_kernels(const struct seen *seen)
{
	const struct tally **kernels;
	size_t count;
	bool ok = true;

	if (!seen->kernels)
		return true;
	if (!tallies_sorted(seen->kernels, &kernels, &count))
		return false;
	cli_printf("        %-8s  ", count > 1 ? "kernels" : "kernel");
	for (size_t i = 0; i < count && i < SHOWN; i++) {
		cli_printf("%s%s", i ? ", " : "", kernels[i]->text);
		if (count > 1)
			cli_printf(" ×%llu", kernels[i]->count);
	}
	ok = write_rest(count) && cli_puts("\n");
	free(kernels);
	return ok;
}

static bool write_tally(const struct tally *tally)
{
	return cli_printf("        also      %s ×%llu\n", tally->text, tally->count);
}

/* Of a group with a signature: that, and where it was. */
static bool write_details(const struct group *group, const struct seen *seen,
			  enum koops_level level)
{
	const char *doubt =
	    group->grade < KOOPS_GRADE_COMPLETE ? koops_grade_name(group->grade) : "";

	cli_printf("        %-8s  %s%s%s%s\n", koops_level_name(level), group->signature,
		   *doubt ? " (" : "", doubt, *doubt ? ")" : "");
	write_place("first", seen->first);
	if (seen->first != seen->last)
		write_place("last", seen->last);
	return write_kernels(seen);
}

static bool write_group(const struct group *group, enum koops_level level)
{
	const struct seen *seen = group_seen(group);
	const struct tally **titles;
	size_t count, i = 0;
	bool ok = true;

	if (!tallies_sorted(seen->titles, &titles, &count))
		return false;
	cli_printf("%6llu  ", group->own.count);
	if (*group->signature) {
		cli_printf("%s\n", count ? titles[i++]->text : "");
		ok = write_details(group, seen, level);
		for (; ok && i < count && i <= SHOWN; i++)
			ok = write_tally(titles[i]);
		if (i < count)
			cli_printf("        also      %zu more\n", count - i);
	} else {
		cli_puts("without a signature:\n");
		for (; ok && i < count; i++)
			ok = cli_printf("%14llu  %s\n", titles[i]->count, titles[i]->text);
	}
	if (seen != &group->consequences && group->consequences.count)
		ok = cli_printf("        and       %llu that these led to\n",
				group->consequences.count);
	else if (group->consequences.count)
		ok = cli_printf("        only      %llu that another led to\n",
				group->consequences.count);
	free(titles);
	return ok;
}

/* Says that there are notices which are not shown. */
static bool write_hidden(const struct groups *groups, bool after)
{
	unsigned long long notices = 0;

	for (size_t i = 0; i < groups->table.capacity && !groups->all; i++) {
		const struct table_entry *entry = groups->table.slots[i];
		const struct group *group = entry ? entry->value : NULL;

		if (group && group->notice)
			notices += group->own.count + group->consequences.count;
	}
	if (!notices)
		return true;
	return cli_printf("%s%6llu  notice%s; --all shows what\n", after ? "\n" : "", notices,
			  notices > 1 ? "s" : "");
}

bool groups_write_text(const struct groups *groups)
{
	const struct group **sorted;
	bool ok = true;
	size_t count;

	if (!groups_sorted(groups, &sorted, &count))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = (!i || cli_puts("\n")) && write_group(sorted[i], groups->level);
	free(sorted);
	return ok && write_hidden(groups, count > 0);
}

/* ------------------------------------------------------------- JSON -- */

static void put_place(yajl_gen json, const char *key, const struct place *place)
{
	json_key(json, key);
	yajl_gen_map_open(json);
	json_string(json, "file", place->file);
	json_number(json, "line", place->line);
	json_string(json, "time", place->time);
	yajl_gen_map_close(json);
}

static void put_tallies(yajl_gen json, const char *key, const char *name,
			const struct tally *const *tallies, size_t count)
{
	json_key(json, key);
	yajl_gen_array_open(json);
	for (size_t i = 0; i < count; i++) {
		yajl_gen_map_open(json);
		json_string(json, name, tallies[i]->text);
		json_number(json, "count", tallies[i]->count);
		yajl_gen_map_close(json);
	}
	yajl_gen_array_close(json);
}

static bool put_group(const struct group *group, enum koops_level level)
{
	const struct seen *seen = group_seen(group);
	const struct tally **titles = NULL, **kernels = NULL;
	size_t title_count, kernel_count;
	yajl_gen json = NULL;
	bool ok = tallies_sorted(seen->titles, &titles, &title_count) &&
		  tallies_sorted(seen->kernels, &kernels, &kernel_count) && (json = json_begin());

	if (ok) {
		json_string(json, "level", koops_level_name(level));
		json_string(json, "signature", group->signature);
		json_string(json, "grade", koops_grade_name(group->grade));
		json_string(json, "severity",
			    koops_severity_name(group->notice ? KOOPS_SEVERITY_NOTICE
							      : KOOPS_SEVERITY_CRASH));
		if (*group->signature && title_count)
			json_string(json, "title", titles[0]->text);
		json_number(json, "count", group->own.count);
		json_number(json, "consequences", group->consequences.count);
		put_place(json, "first", seen->first);
		put_place(json, "last", seen->last);
		put_tallies(json, "titles", "title", titles, title_count);
		put_tallies(json, "kernels", "kernel", kernels, kernel_count);
		ok = json_end(json);
	}
	free(titles);
	free(kernels);
	return ok;
}

bool groups_write_json(const struct groups *groups)
{
	const struct group **sorted;
	bool ok = true;
	size_t count;

	if (!groups_sorted(groups, &sorted, &count))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = put_group(sorted[i], groups->level);
	free(sorted);
	return ok;
}
