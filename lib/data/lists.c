/* SPDX-License-Identifier: BSD-2-Clause */
#include "data/lists.h"

static struct koops_str text_of(unsigned text, unsigned char size)
{
	return (struct koops_str){ki_list_texts + text, size};
}

/* The hash of how a name begins; data/embed.py has it too. */
static unsigned hash_32(uint32_t head, unsigned bits)
{
	return head * UINT32_C(2654435761) >> (32 - bits);
}

static unsigned hash_head(const char *name, unsigned bits)
{
	const unsigned char *c = (const unsigned char *)name;

	return hash_32(c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24,
		       bits);
}

static unsigned hash_begin(struct koops_str name)
{
	uint32_t head = 0;

	if (name.size >= KI_LIST_HEAD)
		return hash_head(name.data, KI_LIST_HASH);
	for (size_t i = 0; i < name.size; i++)
		head |= (uint32_t)(unsigned char)name.data[i] << 8 * i;
	return hash_32(head, KI_LIST_HASH);
}

/* Whether a name with this head begins with an entry, which has no NUL. */
static bool begins_with(struct koops_str name, uint64_t head, const struct ki_list_entry *entry)
{
	unsigned behind = entry->size < 8 ? 64 - 8 * entry->size : 0;

	if ((head ^ entry->key) >> behind)
		return false;
	return entry->size <= 8 ||
	       (entry->size <= name.size &&
		memcmp(name.data + 8, ki_list_texts + entry->text + 8, entry->size - 8) == 0);
}

/*
 * The longest beginning of a name that is among the entries [first, end) of the order: the last
 * one, as they ascend.
 */
static __attribute__((noinline)) const struct ki_list_entry *
find_beginning(struct koops_str name, size_t first, size_t end)
{
	uint64_t head = ki_str_head(name);

	while (end-- > first) {
		const struct ki_list_entry *entry = &ki_list_entries[ki_list_order[end]];

		if (begins_with(name, head, entry))
			return entry;
	}
	return ki_list_entries;
}

const struct ki_list_entry *ki_list_find_hashed(struct koops_str name, uint64_t hash)
{
	size_t at = (size_t)(hash >> (64 - KI_LIST_NAME_HASH));
	unsigned slot;

	/* There is a free place: a path is as long as it was made, whatever is looked for. */
	for (; ki_list_names[at]; at = (at + 1) % KI_LENGTH(ki_list_names)) {
		const struct ki_list_entry *entry = &ki_list_entries[ki_list_names[at]];

		if (entry->key == hash && ki_str_eq(name, text_of(entry->text, entry->size)))
			return entry;
	}
	slot = hash_begin(name);
	if (ki_list_first[slot] == ki_list_first[slot + 1])
		return ki_list_entries;
	return find_beginning(name, ki_list_first[slot], ki_list_first[slot + 1]);
}

const char *ki_list_reason(const struct ki_list_entry *entry, enum ki_list list)
{
	for (; entry->lists & list; entry = &ki_list_entries[entry->parent])
		for (size_t i = 0; i < entry->reason_count; i++) {
			const struct ki_list_reason *reason = &ki_list_reasons[entry->reasons + i];

			if (reason->list == list)
				return ki_list_texts + reason->text;
		}
	return NULL;
}

/* The lists of the words that are in a name at a place with this hash. */
static unsigned words_at(struct koops_str rest, unsigned hash)
{
	const unsigned short *first =
	    &ki_list_word_first[hash >> (KI_LIST_WORD_HASH - KI_LIST_WORD_SLOTS)];
	unsigned lists = 0;

	for (size_t i = first[0]; i < first[1]; i++) {
		const struct ki_list_word *word = &ki_list_words[i];

		if (ki_str_starts(rest, text_of(word->text, word->size)) &&
		    (word->prefix || rest.size == word->size))
			lists |= word->lists;
	}
	return lists;
}

unsigned ki_list_find_words(struct koops_str name)
{
	unsigned lists = 0;

	for (size_t i = 0; i + KI_LIST_HEAD <= name.size; i++) {
		unsigned hash = hash_head(name.data + i, KI_LIST_WORD_HASH);

		if (ki_list_word_bits[hash / 8] & 1U << hash % 8)
			lists |= words_at(ki_str_from(name, i), hash);
	}
	return lists;
}
