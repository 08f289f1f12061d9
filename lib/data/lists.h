/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lists of function names in this folder, which data/embed.py builds in as one table:
 * one search tells which lists have a name.
 */
#ifndef KI_DATA_LISTS_H
#define KI_DATA_LISTS_H

#include "core/str.h"

/*
 * The version of all rules together: the lists here and the kinds in parse/.
 * A change that may give a log another title or signature raises it.
 */
#define KI_RULES_VERSION "1"

/* NAME.list is KI_LIST_NAME; a set of lists is an unsigned. */
enum ki_list {
	/* Functions that report a crash, or stand between the cause and the report. */
	KI_LIST_SKIP = 1 << 0,
	/* Ways into the kernel that say nothing of the bug: entry code, thread starts. */
	KI_LIST_ENTRY = 1 << 1,
	/* Of these, the ways into exceptions, which the kernel itself may run into. */
	KI_LIST_EXCEPTION = 1 << 2,
	/* Interrupt handling: what runs on top of the task that was interrupted. */
	KI_LIST_INTERRUPT = 1 << 3,
	/* Of these, the ways into soft interrupts. */
	KI_LIST_SOFTIRQ = 1 << 4,
	/* Services for a caller: locks, waiting, memory, copies. */
	KI_LIST_SERVICE = 1 << 5,

	/* For signatures of samples alone. */

	/* Generic code: what it called tells what hangs. */
	KI_LIST_DISPATCH = 1 << 6,
	/* Functions that run callbacks, of which the one that was sampled is chance. */
	KI_LIST_BATCH = 1 << 7,

	/* For titles alone. */

	/* Helpers for a caller, besides services: by words in their names. */
	KI_LIST_HELPER = 1 << 8,
	/* Of these, skip.list and service.list, and named unless a kind passes over them. */
	KI_LIST_KEEP = 1 << 9,
	/* Generic code: what it called names a sampled task. */
	KI_LIST_OUTER = 1 << 10,
	/* Ways to wait, besides services. */
	KI_LIST_WAIT = 1 << 11,
	/* Of the other lists, and named all the same. */
	KI_LIST_NAME = 1 << 12,
	/* Functions that check for their callers, which are named too. */
	KI_LIST_CALLER = 1 << 13,
	/* What kinds pass over besides: lockdep's checks, counters, bad pages, leaks. */
	KI_LIST_LOCKING = 1 << 14,
	KI_LIST_COUNTER = 1 << 15,
	KI_LIST_PAGE = 1 << 16,
	KI_LIST_LEAK = 1 << 17,
	/* Source files that reports are not about. */
	KI_LIST_FILES = 1 << 18,
};

/*
 * All texts of the tables, each with a NUL behind it.  The tables have places in it and no
 * pointers, which the loader would have to write, thousands of them, whenever a program starts.
 */
extern const char ki_list_texts[];

/* Why an entry is in one of its lists. */
struct ki_list_reason {
	enum ki_list list;
	unsigned text;
};

/* A name, or the beginning of names, with all lists that have an entry of it. */
struct ki_list_entry {
	/* ki_str_hash() of a name, ki_str_head() of the beginning of names. */
	uint64_t key;
	unsigned text;
	unsigned char size;
	/* More of a name may follow. */
	bool prefix;
	/* The number of the longest other entry that has what this one has. */
	unsigned short parent;
	/* Lists that have what the entry has: with those of its parents. */
	unsigned lists;
	/* Where those of its own lists begin. */
	unsigned short reasons, reason_count;
};

/* What may stand further on in names, or at their end. */
struct ki_list_word {
	unsigned text;
	unsigned char size;
	/* More of a name may follow. */
	bool prefix;
	unsigned lists;
};

enum {
	/* What is hashed of a name; zeros follow a shorter one. */
	KI_LIST_HEAD = 4,
	/* Bits of the hashes of names, and of how the beginnings of names and words do. */
	KI_LIST_NAME_HASH = 13,
	KI_LIST_HASH = 12,
	KI_LIST_WORD_HASH = 15,
};

/*
 * By text, unsigned bytes, a name before the beginning of names.  The first stands for no entry:
 * it has no text, and all names begin with that.
 */
extern const struct ki_list_entry ki_list_entries[];
extern const struct ki_list_reason ki_list_reasons[];
/*
 * The numbers of the names by the upper bits of their hashes, each at the first free place from
 * there on; 0 where none is.
 */
extern const unsigned short ki_list_names[1 << KI_LIST_NAME_HASH];
/*
 * The numbers of the beginnings of names by the hash of how names begin that have them, each
 * ascending, and where those of each hash begin.
 */
extern const unsigned short ki_list_order[], ki_list_first[(1 << KI_LIST_HASH) + 1];
/* By the hash of how they begin, and its upper bits. */
extern const struct ki_list_word ki_list_words[];
enum { KI_LIST_WORD_SLOTS = 8 };
extern const unsigned short ki_list_word_first[(1 << KI_LIST_WORD_SLOTS) + 1];
/* A bit for each hash that a word has: most places of a name are seen to have none. */
extern const unsigned char ki_list_word_bits[(1 << KI_LIST_WORD_HASH) / 8];

/*
 * The longest entry that is the name or its beginning; the empty one if no list has the name.
 * Words are not looked for.  `hash` is the name's ki_str_hash().
 */
const struct ki_list_entry *ki_list_find_hashed(struct koops_str name, uint64_t hash);

static inline const struct ki_list_entry *ki_list_find(struct koops_str name)
{
	return ki_list_find_hashed(name, ki_str_hash(name));
}

/* Why an entry is in a list; NULL if it is not. */
const char *ki_list_reason(const struct ki_list_entry *entry, enum ki_list list);
/* The lists that have a word of the name. */
unsigned ki_list_find_words(struct koops_str name);

/* Lists that have words at all. */
extern const unsigned ki_lists_with_words;

/* Whether one of a set of lists has a name whose entry is known. */
static inline bool ki_list_entry_in(const struct ki_list_entry *entry, struct koops_str name,
				    unsigned lists)
{
	return entry->lists & lists ||
	       (lists & ki_lists_with_words && ki_list_find_words(name) & lists);
}

/* Whether one of a set of lists has the name. */
static inline bool ki_list_has(unsigned lists, struct koops_str name)
{
	return ki_list_entry_in(ki_list_find(name), name, lists);
}

#endif
