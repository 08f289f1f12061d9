/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/rules.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/literals.h"
#include "parse/fields.h"
#include "parse/required.h"
#include "parse/token.h"

enum {
	/* A match's and those of its groups. */
	PAIRS_MOST = 1 + KI_GROUPS_MOST,
	/*
	 * No pattern needs a tenth of this for a line that the kernel can print;
	 * a hostile line ends as one that does not match.
	 */
	MATCH_LIMIT = 200000,
	HEAP_LIMIT_KIB = 1024,
	/*
	 * Twice what the kernel prints in a line.  A line that holds many anchors is tried
	 * against many patterns, so what they may have to read is bounded.
	 */
	HEADER_MOST = 2048,
	/* For less a look at each byte is quicker than what sees that there is no anchor. */
	PREFILTER_LEAST = 40,
	RULES_MOST = 1024,
	SET_BITS = 64,
};

struct ki_regex {
	/* NULL: all of the text is the only group. */
	pcre2_code *code;
	const struct ki_group *groups;
	size_t group_count;
	/* What a text must have besides its anchor to match, which may be empty, and its size. */
	struct koops_str further;
	size_t least;
};

struct ki_rules {
	struct ki_mem mem;
	/* Holds all that follows but for the compiled patterns and literals. */
	struct ki_arena arena;
	pcre2_general_context *general;
	/* As many as there are rules and marks with groups. */
	struct ki_regex *regexes;
	size_t regex_count;
	struct ki_rule *rules;
	size_t rule_count;
	/* Anchors without those that occur twice. */
	const char **anchors;
	size_t anchor_count;
	/* By rule: what the anchor is a part of in all that matches. */
	const char **arounds;
	struct ki_literals *literals;
	/* Sees quickly that a text has no anchor; NULL for nothing that does. */
	ki_has_anchor_fn has_anchor;
	const void *has_anchor_user;
	/* Those of ki_marks, by the mark's number; NULL for none. */
	const struct ki_regex **mark_regexes;
	/* ki_marks are sorted by nothing: the numbers of those that begin with a byte. */
	unsigned short *marks_of[256];
	size_t marks_count_of[256];
	unsigned short *marks;
	/* Their literals. */
	struct ki_prefix *mark_literals;
	struct ki_arch_sets archs;
};

struct ki_match {
	const struct ki_mem *mem;
	pcre2_general_context *general;
	pcre2_match_data *data;
	pcre2_match_context *context;
	bool failed;
};

static void *pcre2_hook_alloc(size_t size, void *user)
{
	return ki_alloc(user, size);
}

static void pcre2_hook_free(void *memory, void *user)
{
	ki_free(user, memory);
}

static pcre2_general_context *general_context(const struct ki_mem *mem)
{
	union {
		const void *in;
		void *out;
	} user = {mem};

	return pcre2_general_context_create(pcre2_hook_alloc, pcre2_hook_free, user.out);
}

struct ki_match *ki_match_new(const struct ki_mem *mem)
{
	struct ki_match *match = ki_zalloc(mem, sizeof(*match));

	if (!match)
		return NULL;
	match->mem = mem;
	match->general = general_context(mem);
	if (match->general) {
		match->data = pcre2_match_data_create(PAIRS_MOST, match->general);
		match->context = pcre2_match_context_create(match->general);
	}
	if (!match->data || !match->context) {
		ki_match_free(match);
		return NULL;
	}
	pcre2_set_match_limit(match->context, MATCH_LIMIT);
	pcre2_set_depth_limit(match->context, MATCH_LIMIT);
	pcre2_set_heap_limit(match->context, HEAP_LIMIT_KIB);
	return match;
}

void ki_match_free(struct ki_match *match)
{
	if (!match)
		return;
	pcre2_match_data_free(match->data);
	pcre2_match_context_free(match->context);
	pcre2_general_context_free(match->general);
	ki_free(match->mem, match);
}

/* Notes the named groups of a pattern. */
static enum koops_status name_groups(struct ki_rules *rules, struct ki_regex *regex,
				     const char *pattern, struct koops_error *error)
{
	const unsigned char *name;
	struct ki_group *groups;
	uint32_t count, size;

	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &count);
	if (count > KI_GROUPS_MOST)
		return ki_fail(error, KOOPS_E_INVALID, "pattern '%s': too many groups", pattern);
	groups = ki_arena_alloc(&rules->arena, count * sizeof(*groups));
	if (!groups)
		return ki_fail_memory(error);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &name);
	regex->groups = groups;
	regex->group_count = count;
	for (; count; count--, name += size, groups++) {
		/* PCRE2's table: the group's number in two bytes, then its name. */
		groups->number = (unsigned)name[0] << 8 | name[1];
		groups->name = ki_str((const char *)name + 2);
		groups->slot = ki_slot_of(groups->name);
	}
	return KOOPS_OK;
}

/*
 * Compiles a pattern of the tables: it fails only for want of memory, or by a mistake in a row,
 * and leaves `regex` as it was then.
 */
static enum koops_status compile(struct ki_rules *rules, pcre2_compile_context *context,
				 const char *pattern, struct koops_error *error,
				 struct ki_regex **regex)
{
	struct ki_regex *made = &rules->regexes[rules->regex_count];
	enum koops_status status;
	int code;
	PCRE2_SIZE offset;

	made->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
				   PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL | PCRE2_NO_AUTO_CAPTURE,
				   &code, &offset, context);
	if (!made->code && code == PCRE2_ERROR_HEAP_FAILED)
		return ki_fail_memory(error);
	if (!made->code)
		return ki_fail(error, KOOPS_E_INVALID, "pattern '%s': error %d at %zu", pattern,
			       code, (size_t)offset);
	rules->regex_count++;
	status = name_groups(rules, made, pattern, error);
	if (status == KOOPS_OK)
		*regex = made;
	return status;
}

static size_t kind_count(void)
{
	size_t count = 0;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		count += (*table)->count;
	return count;
}

static bool allocate(struct ki_rules *rules)
{
	struct ki_arena *arena = &rules->arena;
	size_t kinds = kind_count(), marks = ki_marks_count;

	rules->regexes = ki_arena_alloc(arena, (kinds + marks) * sizeof(*rules->regexes));
	rules->rules = ki_arena_alloc(arena, kinds * sizeof(*rules->rules));
	rules->anchors = ki_arena_alloc(arena, kinds * sizeof(*rules->anchors));
	rules->arounds = ki_arena_alloc(arena, kinds * sizeof(*rules->arounds));
	rules->mark_regexes = ki_arena_alloc(arena, marks * sizeof(*rules->mark_regexes));
	rules->marks = ki_arena_alloc(arena, marks * sizeof(*rules->marks));
	rules->mark_literals = ki_arena_alloc(arena, marks * sizeof(*rules->mark_literals));
	rules->general = general_context(&rules->mem);
	return rules->regexes && rules->rules && rules->anchors && rules->arounds &&
	       rules->mark_regexes && rules->marks && rules->mark_literals && rules->general;
}

/* A row of the kinds. */
static enum koops_status compile_rule(struct ki_rules *rules, pcre2_compile_context *context,
				      const struct ki_kind *kind, struct koops_error *error)
{
	struct ki_rule *rule = &rules->rules[rules->rule_count];
	struct koops_str around, further;
	struct ki_required required;
	struct ki_regex *regex = NULL;
	uint32_t least;
	enum koops_status status = compile(rules, context, kind->pattern, error, &regex);

	if (!regex)
		return status;
	ki_required(kind->pattern, kind->anchor, &required);
	if (!ki_arena_str(&rules->arena, ki_str(required.around), &around) ||
	    !ki_arena_str(&rules->arena, ki_str(required.further), &further))
		return ki_fail_memory(error);
	regex->further = further;
	pcre2_pattern_info(regex->code, PCRE2_INFO_MINLENGTH, &least);
	regex->least = least;
	rules->arounds[rules->rule_count++] = around.data;
	*rule = (struct ki_rule){kind, regex};
	return KOOPS_OK;
}

/* A row of the marks: a pattern, or a group that is all that follows the literal. */
static enum koops_status compile_mark(struct ki_rules *rules, pcre2_compile_context *context,
				      size_t number, struct koops_error *error)
{
	const struct ki_mark *mark = &ki_marks[number];
	struct ki_group *group;
	struct ki_regex *regex = NULL;
	enum koops_status status;

	if (mark->pattern) {
		status = compile(rules, context, mark->pattern, error, &regex);
		if (!regex)
			return status;
	} else if (mark->field) {
		group = ki_arena_alloc(&rules->arena, sizeof(*group));
		if (!group)
			return ki_fail_memory(error);
		group->name = ki_str(mark->field);
		group->slot = ki_slot_of(group->name);
		regex = &rules->regexes[rules->regex_count++];
		*regex = (struct ki_regex){.groups = group, .group_count = 1};
	} else {
		return KOOPS_OK;
	}
	rules->mark_regexes[number] = regex;
	return KOOPS_OK;
}

static enum koops_status compile_all(struct ki_rules *rules, pcre2_compile_context *context,
				     struct koops_error *error)
{
	enum koops_status status = KOOPS_OK;

	if (kind_count() > RULES_MOST)
		return ki_fail(error, KOOPS_E_INVALID, "more than %d kinds", RULES_MOST);
	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count && status == KOOPS_OK; i++)
			status = compile_rule(rules, context, &(*table)->rows[i], error);
	for (size_t i = 0; i < ki_marks_count && status == KOOPS_OK; i++)
		status = compile_mark(rules, context, i, error);
	return status;
}

/* Lists the anchors, each once. */
static bool list_anchors(struct ki_rules *rules)
{
	for (size_t i = 0; i < rules->rule_count; i++) {
		const char *text = rules->rules[i].kind->anchor;
		size_t known = 0;

		while (known < rules->anchor_count && strcmp(rules->anchors[known], text) != 0)
			known++;
		if (known == rules->anchor_count)
			rules->anchors[rules->anchor_count++] = text;
	}
	rules->literals = ki_literals_new(&rules->mem, rules->arounds, rules->rule_count);
	return rules->literals != NULL;
}

/* Puts a mark behind those from `first` on that are longer; returns the new end. */
static size_t insert_mark(struct ki_rules *rules, size_t first, size_t end, size_t mark)
{
	size_t size = rules->mark_literals[mark].text.size, at = end;

	for (; at > first && rules->mark_literals[rules->marks[at - 1]].text.size < size; at--)
		rules->marks[at] = rules->marks[at - 1];
	rules->marks[at] = (unsigned short)mark;
	return end + 1;
}

static void group_marks(struct ki_rules *rules)
{
	size_t placed = 0;

	for (size_t i = 0; i < ki_marks_count; i++)
		rules->mark_literals[i] = ki_prefix(ki_str(ki_marks[i].literal));
	for (int byte = 0; byte < 256; byte++) {
		size_t first = placed;

		rules->marks_of[byte] = rules->marks + placed;
		for (size_t i = 0; i < ki_marks_count; i++)
			if ((unsigned char)ki_marks[i].literal[0] == byte)
				placed = insert_mark(rules, first, placed, i);
		rules->marks_count_of[byte] =
		    (size_t)(rules->marks + placed - rules->marks_of[byte]);
	}
}

enum koops_status ki_rules_new(const struct ki_mem *mem, struct koops_error *error,
			       struct ki_rules **result)
{
	struct ki_rules *rules = ki_zalloc(mem, sizeof(*rules));
	pcre2_compile_context *context = NULL;
	enum koops_status status;

	if (!rules)
		return ki_fail_memory(error);
	rules->mem = *mem;
	ki_arena_init(&rules->arena, &rules->mem);
	if (allocate(rules))
		context = pcre2_compile_context_create(rules->general);
	status = context ? compile_all(rules, context, error) : ki_fail_memory(error);
	pcre2_compile_context_free(context);
	if (status == KOOPS_OK && !list_anchors(rules))
		status = ki_fail_memory(error);
	if (status != KOOPS_OK) {
		ki_rules_free(rules);
		return status;
	}
	group_marks(rules);
	ki_arch_sets_make(&rules->archs);
	*result = rules;
	return KOOPS_OK;
}

void ki_rules_free(struct ki_rules *rules)
{
	struct ki_mem mem;

	if (!rules)
		return;
	for (size_t i = 0; i < rules->regex_count; i++)
		pcre2_code_free(rules->regexes[i].code);
	pcre2_general_context_free(rules->general);
	ki_literals_free(rules->literals);
	ki_arena_free(&rules->arena);
	mem = rules->mem;
	ki_free(&mem, rules);
}

bool ki_rules_kind(const struct ki_rules *rules, size_t number, struct koops_kind *kind)
{
	size_t seen = 0;

	for (size_t i = 0; i < rules->rule_count; i++) {
		const struct ki_kind *row = rules->rules[i].kind;

		if (row->flags & KI_KIND_NOT || seen++ != number)
			continue;
		*kind = (struct koops_kind){row->name,    row->family, row->severity,
					    row->example, row->since,  row->until};
		return true;
	}
	return false;
}

void ki_rules_prefilter(struct ki_rules *rules, ki_has_anchor_fn has_anchor, const void *user)
{
	rules->has_anchor = has_anchor;
	rules->has_anchor_user = user;
}

const char *ki_rules_anchor(const struct ki_rules *rules, size_t number)
{
	return number < rules->anchor_count ? rules->anchors[number] : NULL;
}

static bool matches(const struct ki_regex *regex, struct ki_match *match, struct koops_str text)
{
	int count = pcre2_match(regex->code, (PCRE2_SPTR)text.data, text.size, 0, 0, match->data,
				match->context);

	match->failed |= count == PCRE2_ERROR_NOMEMORY;
	return count > 0;
}

bool ki_match_take_failure(struct ki_match *match)
{
	bool failed = match->failed;

	match->failed = false;
	return failed;
}

/* Where a group begins and ends in the text of the last match, or NULL if it took no part. */
static const PCRE2_SIZE *group_pair(const struct ki_match *match, const struct ki_group *group)
{
	const PCRE2_SIZE *pair = pcre2_get_ovector_pointer(match->data) + 2 * group->number;

	return pair[0] != PCRE2_UNSET && pair[0] <= pair[1] ? pair : NULL;
}

/* Keeps where the groups of the last match are. */
static void note_places(const struct ki_regex *regex, const struct ki_match *match,
			struct ki_places *places)
{
	for (size_t i = 0; i < regex->group_count; i++) {
		const PCRE2_SIZE *pair = group_pair(match, &regex->groups[i]);

		places->begin[i] = (unsigned short)(pair ? pair[0] : 1);
		places->end[i] = (unsigned short)(pair ? pair[1] : 0);
	}
}

const struct ki_rule *ki_rules_header(const struct ki_rules *rules, struct ki_match *match,
				      struct koops_str text, struct ki_places *places)
{
	uint64_t set[RULES_MOST / SET_BITS] = {0};

	text = ki_str_to(text, HEADER_MOST);
	if (text.size >= PREFILTER_LEAST && rules->has_anchor &&
	    !rules->has_anchor(text, rules->has_anchor_user))
		return NULL;
	if (!ki_literals_all(rules->literals, text, set))
		return NULL;
	for (size_t i = 0; i * SET_BITS < rules->rule_count; i++)
		for (uint64_t rest = set[i]; rest; rest &= rest - 1) {
			size_t number = i * SET_BITS + (size_t)__builtin_ctzll(rest);
			const struct ki_regex *regex = rules->rules[number].regex;

			if (text.size < regex->least ||
			    (regex->further.size &&
			     ki_str_find(text, regex->further) == text.size) ||
			    !matches(regex, match, text))
				continue;
			note_places(regex, match, places);
			return &rules->rules[number];
		}
	return NULL;
}

const struct ki_mark *ki_rules_mark(const struct ki_rules *rules, struct koops_str text, size_t *at)
{
	struct koops_str rest = ki_str_trim_start(text);
	unsigned char first = rest.size ? (unsigned char)rest.data[0] : 0;
	uint64_t head = ki_str_head(rest);

	for (size_t i = 0; i < rules->marks_count_of[first]; i++) {
		size_t number = rules->marks_of[first][i];
		const struct ki_prefix *literal = &rules->mark_literals[number];
		const char *further = ki_marks[number].further;

		if (!ki_prefix_begins(literal, head, rest))
			continue;
		if (further && ki_str_find(rest, ki_str(further)) == rest.size)
			continue;
		*at = text.size - rest.size + literal->text.size;
		return &ki_marks[number];
	}
	return NULL;
}

const struct ki_arch_sets *ki_rules_archs(const struct ki_rules *rules)
{
	return &rules->archs;
}

bool ki_rule_groups(const struct ki_rule *rule, const struct ki_places *places,
		    struct koops_str text, ki_group_fn take, void *user)
{
	const struct ki_regex *regex = rule->regex;

	for (size_t i = 0; i < regex->group_count; i++) {
		size_t begin = places->begin[i], end = places->end[i];

		if (begin > end)
			continue;
		if (!take(&regex->groups[i], ki_str_from(ki_str_to(text, end), begin), user))
			return false;
	}
	return true;
}

bool ki_mark_groups(const struct ki_rules *rules, const struct ki_mark *mark,
		    struct ki_match *match, struct koops_str text, ki_group_fn take, void *user)
{
	const struct ki_regex *regex = rules->mark_regexes[mark - ki_marks];
	size_t behind = rules->mark_literals[mark - ki_marks].text.size;

	if (regex && !regex->code)
		return take(regex->groups, ki_str_from(ki_str_trim_start(text), behind), user);
	if (!regex || !matches(regex, match, text))
		return true;
	for (size_t i = 0; i < regex->group_count; i++) {
		const PCRE2_SIZE *pair = group_pair(match, &regex->groups[i]);

		if (pair &&
		    !take(&regex->groups[i], ki_str_from(ki_str_to(text, pair[1]), pair[0]), user))
			return false;
	}
	return true;
}
