/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/rules.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/literals.h"
#include "parse/required.h"
#include "parse/token.h"

enum {
	/* More groups than any pattern has. */
	GROUPS_MOST = 32,
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
};

struct ki_regex {
	pcre2_code *code;
	/* What a text must have to match. */
	char required[KI_REQUIRED_MOST];
	size_t required_size;
};

/* The rules that have one anchor, by their places in ki_rules.rules. */
struct anchor {
	size_t first, count;
};

struct ki_rules {
	struct ki_mem mem;
	pcre2_general_context *general;
	/* As many as there are rules and marks with patterns. */
	struct ki_regex *regexes;
	size_t regex_count;
	struct ki_rule *rules;
	size_t rule_count;
	/* Anchors without those that occur twice, and the rules of each. */
	const char **anchor_texts;
	struct anchor *anchors;
	size_t anchor_count;
	/* Numbers of rules, grouped by anchor, in the order of the tables. */
	size_t *by_anchor;
	struct ki_literals *literals;
	/* Sees quickly that a text has no anchor; NULL for nothing that does. */
	ki_has_anchor_fn has_anchor;
	const void *has_anchor_user;
	/* The patterns of ki_marks, by the mark's number; NULL for none. */
	const struct ki_regex **mark_regexes;
	/* ki_marks are sorted by nothing: the numbers of those that begin with a byte. */
	unsigned short *marks_of[256];
	size_t marks_count_of[256];
	unsigned short *marks;
	/* The sizes of their literals. */
	unsigned short *mark_sizes;
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
		match->data = pcre2_match_data_create(GROUPS_MOST, match->general);
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

/* Compiles a pattern of the tables: it fails only for want of memory, or by a mistake in a row. */
static enum koops_status compile(struct ki_rules *rules, pcre2_compile_context *context,
				 const char *pattern, const char *anchor, struct koops_error *error,
				 const struct ki_regex **regex)
{
	struct ki_regex *made = &rules->regexes[rules->regex_count];
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
	made->required_size = ki_required(pattern, anchor, made->required);
	rules->regex_count++;
	*regex = made;
	return KOOPS_OK;
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
	const struct ki_mem *mem = &rules->mem;
	size_t kinds = kind_count();

	rules->regexes = ki_zalloc(mem, (kinds + ki_marks_count) * sizeof(*rules->regexes));
	rules->rules = ki_zalloc(mem, kinds * sizeof(*rules->rules));
	rules->anchor_texts = ki_zalloc(mem, kinds * sizeof(*rules->anchor_texts));
	rules->anchors = ki_zalloc(mem, kinds * sizeof(*rules->anchors));
	rules->by_anchor = ki_zalloc(mem, kinds * sizeof(*rules->by_anchor));
	rules->mark_regexes = ki_zalloc(mem, ki_marks_count * sizeof(*rules->mark_regexes));
	rules->marks = ki_zalloc(mem, ki_marks_count * sizeof(*rules->marks));
	rules->mark_sizes = ki_zalloc(mem, ki_marks_count * sizeof(*rules->mark_sizes));
	rules->general = general_context(mem);
	return rules->regexes && rules->rules && rules->anchor_texts && rules->anchors &&
	       rules->by_anchor && rules->mark_regexes && rules->marks && rules->mark_sizes &&
	       rules->general;
}

static enum koops_status compile_all(struct ki_rules *rules, pcre2_compile_context *context,
				     struct koops_error *error)
{
	enum koops_status status = KOOPS_OK;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count && status == KOOPS_OK; i++) {
			struct ki_rule *rule = &rules->rules[rules->rule_count++];

			rule->kind = &(*table)->rows[i];
			status = compile(rules, context, rule->kind->pattern, rule->kind->anchor,
					 error, &rule->regex);
		}
	for (size_t i = 0; i < ki_marks_count && status == KOOPS_OK; i++)
		if (ki_marks[i].pattern)
			status = compile(rules, context, ki_marks[i].pattern, ki_marks[i].literal,
					 error, &rules->mark_regexes[i]);
	return status;
}

/* Groups the rules by anchor, each group in the order of the tables. */
static bool group_anchors(struct ki_rules *rules)
{
	size_t placed = 0;

	for (size_t i = 0; i < rules->rule_count; i++) {
		const char *text = rules->rules[i].kind->anchor;
		size_t known = 0;

		while (known < rules->anchor_count && strcmp(rules->anchor_texts[known], text) != 0)
			known++;
		if (known < rules->anchor_count)
			continue;
		rules->anchor_texts[rules->anchor_count] = text;
		rules->anchors[rules->anchor_count].first = placed;
		for (size_t j = i; j < rules->rule_count; j++)
			if (strcmp(rules->rules[j].kind->anchor, text) == 0)
				rules->by_anchor[placed++] = j;
		rules->anchors[rules->anchor_count].count =
		    placed - rules->anchors[rules->anchor_count].first;
		rules->anchor_count++;
	}
	rules->literals = ki_literals_new(&rules->mem, rules->anchor_texts, rules->anchor_count);
	return rules->literals != NULL;
}

/* Puts a mark behind those from `first` on that are longer; returns the new end. */
static size_t insert_mark(struct ki_rules *rules, size_t first, size_t end, size_t mark)
{
	size_t size = rules->mark_sizes[mark], at = end;

	for (; at > first && rules->mark_sizes[rules->marks[at - 1]] < size; at--)
		rules->marks[at] = rules->marks[at - 1];
	rules->marks[at] = (unsigned short)mark;
	return end + 1;
}

static void group_marks(struct ki_rules *rules)
{
	size_t placed = 0;

	for (size_t i = 0; i < ki_marks_count; i++)
		rules->mark_sizes[i] = (unsigned short)strlen(ki_marks[i].literal);
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
	if (allocate(rules))
		context = pcre2_compile_context_create(rules->general);
	status = context ? compile_all(rules, context, error) : ki_fail_memory(error);
	pcre2_compile_context_free(context);
	if (status == KOOPS_OK && !group_anchors(rules))
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
	mem = rules->mem;
	ki_free(&mem, rules->regexes);
	ki_free(&mem, rules->rules);
	ki_free(&mem, rules->anchor_texts);
	ki_free(&mem, rules->anchors);
	ki_free(&mem, rules->by_anchor);
	ki_free(&mem, rules->mark_regexes);
	ki_free(&mem, rules->marks);
	ki_free(&mem, rules->mark_sizes);
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
	return number < rules->anchor_count ? rules->anchor_texts[number] : NULL;
}

static bool matches(const struct ki_regex *regex, struct ki_match *match, struct koops_str text)
{
	const struct koops_str required = {regex->required, regex->required_size};
	int count;

	if (ki_str_find(text, required) == text.size && required.size)
		return false;
	count = pcre2_match(regex->code, (PCRE2_SPTR)text.data, text.size, 0, 0, match->data,
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

const struct ki_rule *ki_rules_header(const struct ki_rules *rules, struct ki_match *match,
				      struct koops_str text, size_t *at)
{
	/* A hostile line can hold an anchor thousands of times: its rules are tried once. */
	unsigned char tried[128] = {0};
	size_t best = rules->rule_count, place = 0;
	ptrdiff_t anchor;

	text = ki_str_to(text, HEADER_MOST);
	if (rules->has_anchor && !rules->has_anchor(text, rules->has_anchor_user))
		return NULL;
	while ((anchor = ki_literals_find(rules->literals, text, place, &place)) >= 0) {
		const struct anchor *group = &rules->anchors[anchor];

		place++;
		if (tried[anchor / 8 % 128] & 1 << anchor % 8)
			continue;
		tried[anchor / 8 % 128] |= (unsigned char)(1 << anchor % 8);
		for (size_t i = 0; i < group->count; i++) {
			size_t number = rules->by_anchor[group->first + i];

			if (number >= best)
				break;
			if (!matches(rules->rules[number].regex, match, text))
				continue;
			best = number;
			*at = pcre2_get_ovector_pointer(match->data)[0];
		}
	}
	return best < rules->rule_count ? &rules->rules[best] : NULL;
}

const struct ki_mark *ki_rules_mark(const struct ki_rules *rules, struct koops_str text, size_t *at)
{
	struct koops_str rest = ki_str_trim_start(text);
	unsigned char first = rest.size ? (unsigned char)rest.data[0] : 0;

	for (size_t i = 0; i < rules->marks_count_of[first]; i++) {
		const struct ki_mark *mark = &ki_marks[rules->marks_of[first][i]];
		struct koops_str literal = {mark->literal, rules->mark_sizes[mark - ki_marks]};

		if (ki_str_starts(rest, literal) &&
		    (!mark->further || ki_str_find(rest, ki_str(mark->further)) < rest.size)) {
			*at = text.size - rest.size + literal.size;
			return mark;
		}
	}
	return NULL;
}

const struct ki_arch_sets *ki_rules_archs(const struct ki_rules *rules)
{
	return &rules->archs;
}

static bool each_group(const struct ki_regex *regex, struct ki_match *match, struct koops_str text,
		       ki_group_fn take, void *user)
{
	const unsigned char *name;
	const PCRE2_SIZE *places;
	uint32_t count, size;

	if (!regex || !matches(regex, match, text))
		return true;
	places = pcre2_get_ovector_pointer(match->data);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &name);
	for (; count; count--, name += size) {
		/* PCRE2's table: the group's number in two bytes, then its name. */
		unsigned group = (unsigned)name[0] << 8 | name[1];
		PCRE2_SIZE begin = places[2 * group], end = places[2 * group + 1];

		if (group >= pcre2_get_ovector_count(match->data) || begin == PCRE2_UNSET ||
		    end < begin)
			continue;
		if (!take(ki_str((const char *)name + 2),
			  (struct koops_str){text.data + begin, end - begin}, user))
			return false;
	}
	return true;
}

bool ki_rule_groups(const struct ki_rule *rule, struct ki_match *match, struct koops_str text,
		    ki_group_fn take, void *user)
{
	return each_group(rule->regex, match, ki_str_to(text, HEADER_MOST), take, user);
}

bool ki_mark_groups(const struct ki_rules *rules, const struct ki_mark *mark,
		    struct ki_match *match, struct koops_str text, ki_group_fn take, void *user)
{
	return each_group(rules->mark_regexes[mark - ki_marks], match, text, take, user);
}
