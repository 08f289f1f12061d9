/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/rules.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdatomic.h>

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

/* A compiled pattern. */
struct compiled {
	pcre2_code *code;
	/* The bytes that a text must have to match. */
	size_t least;
	size_t group_count;
	struct ki_group groups[];
};

struct ki_regex {
	/* NULL: all of the text is the only group. */
	const char *pattern;
	struct ki_group all;
	/* What a text must have besides its anchor to match, which may be empty. */
	struct koops_str further;
	/*
	 * NULL until a text may match: most patterns are never needed, and to compile all takes
	 * longer than to read a log.  What is here once stays as it is; see compiled().
	 */
	_Atomic(struct compiled *) *compiled;
};

struct ki_rules {
	struct ki_mem mem;
	/* Holds all that follows but for the compiled patterns and literals. */
	struct ki_arena arena;
	pcre2_general_context *general;
	/* Never changed, so that threads may share it. */
	pcre2_compile_context *compile_context;
	/* As many as there are rules and marks with groups. */
	struct ki_regex *regexes;
	_Atomic(struct compiled *) *compiled;
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

static void free_compiled(const struct ki_rules *rules, struct compiled *compiled)
{
	if (!compiled)
		return;
	pcre2_code_free(compiled->code);
	ki_free(&rules->mem, compiled);
}

/* Notes what PCRE2 knows of a pattern. */
static void describe(struct compiled *compiled)
{
	struct ki_group *groups = compiled->groups;
	const unsigned char *name;
	uint32_t least, size;

	pcre2_pattern_info(compiled->code, PCRE2_INFO_MINLENGTH, &least);
	pcre2_pattern_info(compiled->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(compiled->code, PCRE2_INFO_NAMETABLE, &name);
	compiled->least = least;
	for (size_t i = 0; i < compiled->group_count; i++, name += size) {
		/* PCRE2's table: the group's number in two bytes, then its name. */
		groups[i].number = (unsigned)name[0] << 8 | name[1];
		groups[i].name = ki_str((const char *)name + 2);
		groups[i].slot = ki_slot_of(groups[i].name);
	}
}

/* NULL for want of memory only: that the rows of the tables have no mistake is tested. */
static struct compiled *compile(const struct ki_rules *rules, const char *pattern)
{
	struct compiled *compiled;
	uint32_t count;
	int error;
	PCRE2_SIZE offset;
	pcre2_code *code =
	    pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			  PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL | PCRE2_NO_AUTO_CAPTURE, &error,
			  &offset, rules->compile_context);

	if (!code)
		return NULL;
	pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
	compiled = ki_alloc(&rules->mem, sizeof(*compiled) + count * sizeof(compiled->groups[0]));
	if (!compiled) {
		pcre2_code_free(code);
		return NULL;
	}
	compiled->code = code;
	compiled->group_count = count;
	describe(compiled);
	return compiled;
}

/*
 * What a regex is compiled, by now; NULL for want of memory.  Two threads may compile it at the
 * same time: that which is first gives it to all, and the other frees its own.
 */
static const struct compiled *compiled(const struct ki_rules *rules, const struct ki_regex *regex)
{
	struct compiled *known = atomic_load_explicit(regex->compiled, memory_order_acquire);
	struct compiled *made;

	if (known)
		return known;
	made = compile(rules, regex->pattern);
	if (made &&
	    !atomic_compare_exchange_strong_explicit(regex->compiled, &known, made,
						     memory_order_acq_rel, memory_order_acquire)) {
		free_compiled(rules, made);
		made = known;
	}
	return made;
}

static struct ki_regex *add_regex(struct ki_rules *rules, const char *pattern)
{
	struct ki_regex *regex = &rules->regexes[rules->regex_count];

	regex->pattern = pattern;
	regex->compiled = &rules->compiled[rules->regex_count++];
	return regex;
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
	rules->compiled = ki_arena_alloc(arena, (kinds + marks) * sizeof(*rules->compiled));
	rules->rules = ki_arena_alloc(arena, kinds * sizeof(*rules->rules));
	rules->anchors = ki_arena_alloc(arena, kinds * sizeof(*rules->anchors));
	rules->arounds = ki_arena_alloc(arena, kinds * sizeof(*rules->arounds));
	rules->mark_regexes = ki_arena_alloc(arena, marks * sizeof(*rules->mark_regexes));
	rules->marks = ki_arena_alloc(arena, marks * sizeof(*rules->marks));
	rules->mark_literals = ki_arena_alloc(arena, marks * sizeof(*rules->mark_literals));
	rules->general = general_context(&rules->mem);
	if (rules->general)
		rules->compile_context = pcre2_compile_context_create(rules->general);
	return rules->regexes && rules->compiled && rules->rules && rules->anchors &&
	       rules->arounds && rules->mark_regexes && rules->marks && rules->mark_literals &&
	       rules->compile_context;
}

/* A row of the kinds. */
static bool add_rule(struct ki_rules *rules, const struct ki_kind *kind)
{
	struct koops_str around, further;
	struct ki_required required;
	struct ki_regex *regex = add_regex(rules, kind->pattern);

	ki_required(kind->pattern, kind->anchor, &required);
	if (!ki_arena_str(&rules->arena, ki_str(required.around), &around) ||
	    !ki_arena_str(&rules->arena, ki_str(required.further), &further))
		return false;
	regex->further = further;
	rules->arounds[rules->rule_count] = around.data;
	rules->rules[rules->rule_count++] = (struct ki_rule){kind, regex};
	return true;
}

/* A row of the marks: a pattern, or a group that is all that follows the literal. */
static void add_mark(struct ki_rules *rules, size_t number)
{
	const struct ki_mark *mark = &ki_marks[number];
	struct ki_regex *regex;

	if (!mark->pattern && !mark->field)
		return;
	regex = add_regex(rules, mark->pattern);
	if (!mark->pattern) {
		regex->all.name = ki_str(mark->field);
		regex->all.slot = ki_slot_of(regex->all.name);
	}
	rules->mark_regexes[number] = regex;
}

static bool add_all(struct ki_rules *rules)
{
	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++)
			if (!add_rule(rules, &(*table)->rows[i]))
				return false;
	for (size_t i = 0; i < ki_marks_count; i++)
		add_mark(rules, i);
	return true;
}

/* Lists the anchors, each once. */
static bool list_anchors(struct ki_rules *rules)
{
	for (size_t i = 0; i < rules->rule_count; i++) {
		const char *text = rules->rules[i].kind->anchor;
		size_t known = 0;

		while (known < rules->anchor_count && (*rules->anchors[known] != *text ||
						       strcmp(rules->anchors[known], text) != 0))
			known++;
		if (known == rules->anchor_count)
			rules->anchors[rules->anchor_count++] = text;
	}
	rules->literals = ki_literals_new(&rules->mem, rules->arounds, rules->rule_count);
	return rules->literals != NULL;
}

/* By their first bytes, longer ones first; of equal ones as they come. */
static bool goes_before(const struct ki_rules *rules, size_t mark, size_t other)
{
	const struct koops_str a = rules->mark_literals[mark].text;
	const struct koops_str b = rules->mark_literals[other].text;
	unsigned char first = (unsigned char)a.data[0], others = (unsigned char)b.data[0];

	return first != others ? first < others : a.size > b.size;
}

static void group_marks(struct ki_rules *rules)
{
	for (size_t i = 0; i < ki_marks_count; i++) {
		size_t at = i;

		rules->mark_literals[i] = ki_prefix(ki_str(ki_marks[i].literal));
		for (; at && goes_before(rules, i, rules->marks[at - 1]); at--)
			rules->marks[at] = rules->marks[at - 1];
		rules->marks[at] = (unsigned short)i;
	}
	for (size_t i = ki_marks_count; i > 0; i--) {
		unsigned char first = (unsigned char)ki_marks[rules->marks[i - 1]].literal[0];

		rules->marks_of[first] = &rules->marks[i - 1];
		rules->marks_count_of[first]++;
	}
}

enum koops_status ki_rules_new(const struct ki_mem *mem, struct koops_error *error,
			       struct ki_rules **result)
{
	struct ki_rules *rules;

	if (kind_count() > RULES_MOST)
		return ki_fail(error, KOOPS_E_INVALID, "more than %d kinds", RULES_MOST);
	rules = ki_zalloc(mem, sizeof(*rules));
	if (!rules)
		return ki_fail_memory(error);
	rules->mem = *mem;
	ki_arena_init(&rules->arena, &rules->mem);
	if (!allocate(rules) || !add_all(rules) || !list_anchors(rules)) {
		ki_rules_free(rules);
		return ki_fail_memory(error);
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
		free_compiled(rules, atomic_load(&rules->compiled[i]));
	pcre2_compile_context_free(rules->compile_context);
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

/* The pattern, if it matches. */
static const struct compiled *matching(const struct ki_rules *rules, const struct ki_regex *regex,
				       struct ki_match *match, struct koops_str text)
{
	const struct compiled *code = compiled(rules, regex);
	int count;

	if (!code) {
		match->failed = true;
		return NULL;
	}
	if (text.size < code->least)
		return NULL;
	count = pcre2_match(code->code, (PCRE2_SPTR)text.data, text.size, 0, 0, match->data,
			    match->context);
	match->failed |= count == PCRE2_ERROR_NOMEMORY;
	return count > 0 ? code : NULL;
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

/* Keeps where the groups of the last match are, which began at `at`. */
static void note_places(const struct compiled *code, const struct ki_match *match, size_t at,
			struct ki_places *places)
{
	for (size_t i = 0; i < code->group_count; i++) {
		const PCRE2_SIZE *pair = group_pair(match, &code->groups[i]);

		places->begin[i] = (unsigned short)(pair ? at + pair[0] : 1);
		places->end[i] = (unsigned short)(pair ? at + pair[1] : 0);
	}
}

const struct ki_rule *ki_rules_header(const struct ki_rules *rules, struct ki_match *match,
				      struct koops_str text, struct ki_places *places)
{
	uint64_t set[RULES_MOST / SET_BITS] = {0};
	const char *begin = text.data;

	/* Whole logs are indented in mails and trackers. */
	text = ki_str_trim_start(ki_str_to(text, HEADER_MOST));
	if (text.size >= PREFILTER_LEAST && rules->has_anchor &&
	    !rules->has_anchor(text, rules->has_anchor_user))
		return NULL;
	if (!ki_literals_all(rules->literals, text, set))
		return NULL;
	for (size_t i = 0; i * SET_BITS < rules->rule_count; i++)
		for (uint64_t rest = set[i]; rest; rest &= rest - 1) {
			size_t number = i * SET_BITS + (size_t)__builtin_ctzll(rest);
			const struct ki_regex *regex = rules->rules[number].regex;
			const struct compiled *code;

			if (regex->further.size && ki_str_find(text, regex->further) == text.size)
				continue;
			code = matching(rules, regex, match, text);
			if (!code)
				continue;
			note_places(code, match, (size_t)(text.data - begin), places);
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
	/* It is there: the places are of its match. */
	const struct compiled *code =
	    atomic_load_explicit(rule->regex->compiled, memory_order_acquire);

	for (size_t i = 0; i < code->group_count; i++) {
		size_t begin = places->begin[i], end = places->end[i];

		if (begin > end)
			continue;
		if (!take(&code->groups[i], ki_str_from(ki_str_to(text, end), begin), user))
			return false;
	}
	return true;
}

bool ki_mark_groups(const struct ki_rules *rules, const struct ki_mark *mark,
		    struct ki_match *match, struct koops_str text, ki_group_fn take, void *user)
{
	const struct ki_regex *regex = rules->mark_regexes[mark - ki_marks];
	size_t behind = rules->mark_literals[mark - ki_marks].text.size;
	const struct compiled *code;

	if (regex && !regex->pattern)
		return take(&regex->all, ki_str_from(ki_str_trim_start(text), behind), user);
	code = regex ? matching(rules, regex, match, text) : NULL;
	if (!code)
		return true;
	for (size_t i = 0; i < code->group_count; i++) {
		const PCRE2_SIZE *pair = group_pair(match, &code->groups[i]);

		if (pair &&
		    !take(&code->groups[i], ki_str_from(ki_str_to(text, pair[1]), pair[0]), user))
			return false;
	}
	return true;
}
