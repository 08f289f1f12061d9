/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports by signature.  What is kept does not depend on the order in which they
 * come, and is as much as there are groups, titles and kernels.
 */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H

#include "record.h"
#include "table.h"

/* Where and when a report was. */
struct place {
	uint64_t line;
	/* Behind the file's name and its NUL. */
	const char *time;
	char file[];
};

/* How many reports of a group have a title, or a kernel. */
struct tally {
	/* The table's. */
	const char *text;
	unsigned long long count;
	struct tally *next;
};

/* What is known of some of a group's reports. */
struct seen {
	unsigned long long count;
	/* May be one. */
	struct place *first, *last;
	struct tally *titles, *kernels;
};

struct group {
	/* The table's; "" for reports without a signature. */
	const char *signature;
	bool notice;
	/* The best that a report of it has. */
	enum koops_grade grade;
	/* Reports that occurred by themselves, and those that one of these led to. */
	struct seen own, consequences;
};

/* Set the options, and the rest to zero. */
struct groups {
	enum koops_level level;
	/* Write notices too. */
	bool all;

	/* By severity and signature. */
	struct table table;
	/* By group and title or kernel. */
	struct table tallies;
	/* For a key of `tallies`. */
	char *key;
	size_t key_capacity;
};

/* Returns false, and a message is out, for want of memory. */
bool groups_add(struct groups *groups, const struct record *record);
/* The same of what can't be written. */
bool groups_write_text(const struct groups *groups);
bool groups_write_json(const struct groups *groups);
void groups_free(struct groups *groups);

/*
 * The groups to write, crashes first and the most frequent first; the caller frees
 * the array.  Returns false, and a message is out, for want of memory.
 */
bool groups_sorted(const struct groups *groups, const struct group ***sorted, size_t *count);
/* The same of tallies. */
bool tallies_sorted(const struct tally *list, const struct tally ***sorted, size_t *count);

/* The reports that a group is known by. */
static inline const struct seen *group_seen(const struct group *group)
{
	return group->own.count ? &group->own : &group->consequences;
}

#endif
