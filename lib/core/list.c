/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/list.h"

static struct koops_str entry_text(const struct ki_list_entry *entry)
{
	return (struct koops_str){entry->text, entry->size};
}

/* The number of entries that are not behind `name`, of those with its first byte. */
static size_t upper_bound(const struct ki_list *list, struct koops_str name)
{
	size_t low = list->first[(unsigned char)name.data[0]];
	size_t high = list->first[(unsigned char)name.data[0] + 1];
	uint64_t head = ki_str_head(name);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ki_list_entry *entry = &list->entries[middle];

		if (entry->head != head ? entry->head < head
					: ki_str_cmp(entry_text(entry), name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The entry that is the name, or its beginning. */
static const struct ki_list_entry *find_beginning(const struct ki_list *list, struct koops_str name)
{
	struct koops_str probe = name;
	size_t first;

	if (list->heads && name.size >= KI_LIST_HEAD) {
		unsigned hash = ki_list_hash(name.data, KI_LIST_HASH);

		if (!(list->heads[hash / 8] & 1U << hash % 8))
			return NULL;
	}
	first = list->first[(unsigned char)name.data[0]];
	/*
	 * Between a prefix of a name and the name lie only entries that begin
	 * with that prefix: so it is no longer than what the entry found and
	 * the name have in common, and the next probe is cut to that.
	 */
	for (;;) {
		size_t at = upper_bound(list, probe), same = 0;
		const struct ki_list_entry *entry;
		struct koops_str text;

		if (at == first)
			return NULL;
		entry = &list->entries[at - 1];
		text = entry_text(entry);
		if (entry->prefix ? ki_str_starts(name, text) : ki_str_eq(name, text))
			return entry;
		while (same < text.size && same < probe.size && text.data[same] == probe.data[same])
			same++;
		if (same == probe.size && same)
			same--;
		if (!same)
			return NULL;
		probe = ki_str_to(probe, same);
	}
}

/* The first of the first `count` words that is in a name from `at` on; or `count`. */
static size_t find_word_at(const struct ki_list *list, struct koops_str name, size_t at,
			   size_t count)
{
	struct koops_str rest = ki_str_from(name, at);
	uint64_t head = ki_str_head(rest) >> 32;

	for (size_t i = 0; i < count; i++) {
		const struct ki_list_entry *word = &list->words[i];

		if (word->head >> 32 == head && ki_str_starts(rest, entry_text(word)) &&
		    (word->prefix || rest.size == word->size))
			return i;
	}
	return count;
}

/* The first word of the list that is in the name; or NULL. */
static const struct ki_list_entry *find_word(const struct ki_list *list, struct koops_str name)
{
	size_t first = list->word_count;

	for (size_t i = 0; i + KI_LIST_HEAD <= name.size; i++) {
		unsigned hash = ki_list_hash(name.data + i, KI_LIST_WORD_HASH);

		if (list->word_heads[hash / 8] & 1U << hash % 8)
			first = find_word_at(list, name, i, first);
	}
	return first < list->word_count ? &list->words[first] : NULL;
}

const struct ki_list_entry *ki_list_find(const struct ki_list *list, struct koops_str name)
{
	const struct ki_list_entry *found;

	if (!name.size)
		return NULL;
	found = find_beginning(list, name);
	return found || !list->word_count ? found : find_word(list, name);
}
