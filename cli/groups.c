/* SPDX-License-Identifier: BSD-2-Clause */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool out_of_memory(void)
{
	cli_error("out of memory");
	return false;
}

/* Where a record is, compared with a place: by file, line and time. */
static int compare_place(const struct record *record, const struct place *place)
{
	int order = strcmp(record->file.data, place->file);

	if (!order)
		order = (record->line > place->line) - (record->line < place->line);
	return order ? order : strcmp(record->time.data, place->time);
}

static struct place *place_of(const struct record *record)
{
	struct place *place = malloc(sizeof(*place) + record->file.size + record->time.size + 2);

	if (!place)
		return NULL;
	place->line = record->line;
	place->time = place->file + record->file.size + 1;
	memcpy(place->file, record->file.data, record->file.size + 1);
	memcpy(place->file + record->file.size + 1, record->time.data, record->time.size + 1);
	return place;
}

static bool add_place(struct seen *seen, const struct record *record)
{
	bool first = !seen->first || compare_place(record, seen->first) < 0;
	bool last = !seen->last || compare_place(record, seen->last) > 0;
	struct place *place, *old;

	if (!first && !last)
		return true;
	place = place_of(record);
	if (!place)
		return out_of_memory();
	old = first ? seen->first : seen->last;
	if (seen->first != seen->last)
		free(old);
	if (first)
		seen->first = place;
	if (last)
		seen->last = place;
	return true;
}

/* Counts a text for a list of tallies, which is a part of the key. */
static bool add_tally(struct groups *groups, struct tally **list, struct koops_str text)
{
	size_t size = sizeof(list) + text.size;
	struct table_entry *entry;
	struct tally *tally;

	if (!text.size)
		return true;
	if (size > groups->key_capacity) {
		char *bigger = realloc(groups->key, 2 * size);

		if (!bigger)
			return out_of_memory();
		groups->key = bigger;
		groups->key_capacity = 2 * size;
	}
	memcpy(groups->key, &list, sizeof(list));
	memcpy(groups->key + sizeof(list), text.data, text.size);
	entry = table_at(&groups->tallies, (struct koops_str){groups->key, size});
	if (!entry)
		return false;
	tally = entry->value;
	if (!tally) {
		tally = malloc(sizeof(*tally));
		if (!tally)
			return out_of_memory();
		*tally = (struct tally){.text = entry->key + sizeof(list), .next = *list};
		entry->value = *list = tally;
	}
	tally->count++;
	return true;
}

static struct group *find_group(struct groups *groups, const struct record *record)
{
	struct koops_str signature = record->signature[groups->level];
	struct table_entry *entry;
	struct group *group;
	char key[128];

	/* Longer than any signature is none. */
	if (signature.size >= sizeof(key) - 1)
		signature.size = 0;
	key[0] = record->notice ? 'n' : 'c';
	memcpy(key + 1, signature.data, signature.size);
	entry = table_at(&groups->table, (struct koops_str){key, signature.size + 1});
	if (!entry || entry->value)
		return entry ? entry->value : NULL;
	group = calloc(1, sizeof(*group));
	if (!group) {
		out_of_memory();
		return NULL;
	}
	group->signature = entry->key + 1;
	group->notice = record->notice;
	entry->value = group;
	return group;
}

bool groups_add(struct groups *groups, const struct record *record)
{
	struct group *group = find_group(groups, record);
	struct seen *seen;

	if (!group)
		return false;
	seen = record->consequence ? &group->consequences : &group->own;
	seen->count++;
	if (record->grade > group->grade)
		group->grade = record->grade;
	return add_place(seen, record) && add_tally(groups, &seen->titles, record->title) &&
	       add_tally(groups, &seen->kernels, record->kernel);
}

static void seen_free(struct seen *seen)
{
	if (seen->first != seen->last)
		free(seen->first);
	free(seen->last);
}

void groups_free(struct groups *groups)
{
	for (size_t i = 0; i < groups->tallies.capacity; i++)
		if (groups->tallies.slots[i])
			free(groups->tallies.slots[i]->value);
	for (size_t i = 0; i < groups->table.capacity; i++) {
		struct group *group = groups->table.slots[i] ? groups->table.slots[i]->value : NULL;

		if (group) {
			seen_free(&group->own);
			seen_free(&group->consequences);
		}
		free(group);
	}
	table_free(&groups->tallies);
	table_free(&groups->table);
	free(groups->key);
}

static int by_count(unsigned long long a, unsigned long long b)
{
	return (a < b) - (a > b);
}

static int compare_groups(const void *left, const void *right)
{
	const struct group *a = *(const struct group *const *)left;
	const struct group *b = *(const struct group *const *)right;
	int order = a->notice - b->notice;

	if (!order)
		order = !*a->signature - !*b->signature;
	if (!order)
		order = by_count(a->own.count, b->own.count);
	if (!order)
		order = by_count(a->consequences.count, b->consequences.count);
	return order ? order : strcmp(a->signature, b->signature);
}

bool groups_sorted(const struct groups *groups, const struct group ***sorted, size_t *count)
{
	const struct group **array = malloc((groups->table.count + 1) * sizeof(struct group *));

	if (!array)
		return out_of_memory();
	*count = 0;
	for (size_t i = 0; i < groups->table.capacity; i++) {
		const struct table_entry *entry = groups->table.slots[i];
		const struct group *group = entry ? entry->value : NULL;

		if (group && (groups->all || !group->notice))
			array[(*count)++] = group;
	}
	qsort(array, *count, sizeof(struct group *), compare_groups);
	*sorted = array;
	return true;
}

static int compare_tallies(const void *left, const void *right)
{
	const struct tally *a = *(const struct tally *const *)left;
	const struct tally *b = *(const struct tally *const *)right;
	int order = by_count(a->count, b->count);

	return order ? order : strcmp(a->text, b->text);
}

bool tallies_sorted(const struct tally *list, const struct tally ***sorted, size_t *count)
{
	const struct tally **array;

	*count = 0;
	for (const struct tally *tally = list; tally; tally = tally->next)
		++*count;
	array = malloc((*count + 1) * sizeof(struct tally *));
	if (!array)
		return out_of_memory();
	for (size_t i = 0; list; list = list->next)
		array[i++] = list;
	qsort(array, *count, sizeof(struct tally *), compare_tallies);
	*sorted = array;
	return true;
}
