/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds and marks, compiled.  The only file that includes PCRE2's header
 * is rules.c.
 */
#ifndef KI_PARSE_RULES_H
#define KI_PARSE_RULES_H

#include "parse/kind.h"
#include "parse/parse.h"

struct ki_mark;
struct ki_slot;
struct ki_regex;

/* A kind's row with its pattern. */
struct ki_rule {
	const struct ki_kind *kind;
	const struct ki_regex *regex;
};

/* What a match needs to write to; belongs to one parser. */
struct ki_match;

struct ki_match *ki_match_new(const struct ki_mem *mem);
void ki_match_free(struct ki_match *match);

/* Whether a match since the last call of this lacked memory, so that its answer is none. */
bool ki_match_take_failure(struct ki_match *match);

/* More than any pattern has. */
enum { KI_GROUPS_MOST = 8 };

/* A named group of a pattern. */
struct ki_group {
	struct koops_str name;
	/* Where its value goes in a report, or NULL. */
	const struct ki_slot *slot;
	unsigned number;
};

/* Where the groups of a rule's match are; one that took no part ends before it begins. */
struct ki_places {
	unsigned short begin[KI_GROUPS_MOST], end[KI_GROUPS_MOST];
};

/* The row of a line's kind, or NULL; `places` are those of its groups. */
const struct ki_rule *ki_rules_header(const struct ki_rules *rules, struct ki_match *match,
				      struct koops_str text, struct ki_places *places);

/* The row of ki_marks that a line begins with (after white space), or NULL; `at` is behind it. */
const struct ki_mark *ki_rules_mark(const struct ki_rules *rules, struct koops_str text,
				    size_t *at);

/* For ki_arch_set(). */
const struct ki_arch_sets *ki_rules_archs(const struct ki_rules *rules);

typedef bool (*ki_group_fn)(const struct ki_group *group, struct koops_str value, void *user);

/*
 * Calls `take` for each named group that took part in the match of a rule's or
 * mark's pattern on `text`.  Returns what the last call returned: it stops at the
 * first false; true if there is no match.
 */
bool ki_rule_groups(const struct ki_rule *rule, const struct ki_places *places,
		    struct koops_str text, ki_group_fn take, void *user);
bool ki_mark_groups(const struct ki_rules *rules, const struct ki_mark *mark,
		    struct ki_match *match, struct koops_str text, ki_group_fn take, void *user);

#endif
