/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/required.h"

/* The literal that is being read, and what the ones before it gave. */
struct literals {
	struct koops_str anchor;
	char now[KI_REQUIRED_MOST];
	size_t now_size, further_size;
	/* It is as long as there is room for: what follows is left out. */
	bool full;
	/* One had the anchor. */
	bool anchored;
	struct ki_required *required;
};

static void copy(char to[KI_REQUIRED_MOST + 1], struct koops_str from)
{
	from = ki_str_to(from, KI_REQUIRED_MOST);
	memcpy(to, from.data, from.size);
	to[from.size] = '\0';
}

static void end_literal(struct literals *literals)
{
	const struct koops_str now = {literals->now, literals->now_size};

	literals->now_size = 0;
	literals->full = false;
	if (!literals->anchored && ki_str_find(now, literals->anchor) < now.size) {
		copy(literals->required->around, now);
		literals->anchored = true;
	} else if (now.size > literals->further_size) {
		copy(literals->required->further, now);
		literals->further_size = now.size;
	}
}

static void add(struct literals *literals, char c)
{
	literals->full |= literals->now_size == KI_REQUIRED_MOST;
	if (!literals->full)
		literals->now[literals->now_size++] = c;
}

/* A quantifier: the byte before it may lack. */
static void drop_last(struct literals *literals)
{
	if (!literals->full && literals->now_size)
		literals->now_size--;
	end_literal(literals);
}

/* The end of a class "[…]" that begins at `c`. */
static const char *skip_class(const char *c)
{
	c += c[1] == '^' ? 2 : 1;
	/* A bracket that comes first is one of its bytes. */
	if (*c == ']')
		c++;
	while (*c && *c != ']')
		c += *c == '\\' && c[1] ? 2 : 1;
	return c;
}

/* The end of a group "(…)" that begins at `c`. */
static const char *skip_group(const char *c)
{
	unsigned depth = 0;

	for (; *c; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '[')
			c = skip_class(c);
		else if (*c == '(')
			depth++;
		else if (*c == ')' && --depth == 0)
			return c;
		if (!*c)
			break;
	}
	return c;
}

/* Whether a group's content is there once in each match, and has no alternatives. */
static bool is_plain_group(const char *c)
{
	const char *end = skip_group(c);

	if (!*end || (end[1] && strchr("?*+{", end[1])))
		return false;
	if (c[1] == '?' && c[2] != ':' && !(c[2] == '<' && ki_is_alpha(c[3])))
		return false;
	for (c++; c < end; c++) {
		if (*c == '|')
			return false;
		if (*c == '\\')
			c++;
		else if (*c == '(')
			c = skip_group(c);
		else if (*c == '[')
			c = skip_class(c);
	}
	return true;
}

/* The last byte in front of a plain group's content. */
static const char *enter_group(const char *c)
{
	if (c[1] != '?')
		return c;
	return c[2] == ':' ? c + 2 : strchr(c, '>');
}

/* Whether what begins at `c` changes how all that follows is read, or is not known here. */
static bool is_odd(const char *c)
{
	if (c[0] == '(')
		return c[1] == '?' && !strchr(":<=!>", c[2]);
	return c[0] == '\\' && ki_is_alnum(c[1]) && !strchr("dDwWsSbBAzZ", c[1]);
}

/* Skips what begins at `c` and is no literal; returns its last byte, or the end. */
static const char *skip(const char *c)
{
	switch (*c) {
	case '\\':
		return c[1] ? c + 1 : c;
	case '(':
		return skip_group(c);
	case '[':
		return skip_class(c);
	case '{':
		while (*c && *c != '}')
			c++;
		return c;
	default:
		return c;
	}
}

static bool is_quantifier(char c)
{
	return c == '?' || c == '*' || c == '{';
}

static bool is_literal(char c)
{
	switch (c) {
	case '\\':
	case '.':
	case '^':
	case '$':
	case '+':
	case '(':
	case '[':
		return false;
	default:
		return !is_quantifier(c);
	}
}

/* Reads literals up to the end, or to what makes all that was read worthless: returns false. */
static bool read_literals(const char *pattern, struct literals *literals)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '|' || is_odd(c))
			return false;
		if (*c == '\\' && c[1] && !ki_is_alnum(c[1])) {
			add(literals, *++c);
			continue;
		}
		if (*c == '(' && is_plain_group(c)) {
			c = enter_group(c);
			continue;
		}
		/* The end of a group that was entered. */
		if (*c == ')')
			continue;
		if (is_literal(*c)) {
			add(literals, *c);
			continue;
		}
		if (is_quantifier(*c))
			drop_last(literals);
		else
			end_literal(literals);
		c = skip(c);
		if (!*c)
			break;
	}
	end_literal(literals);
	return true;
}

void ki_required(const char *pattern, const char *anchor, struct ki_required *required)
{
	struct literals literals = {.anchor = ki_str(anchor), .required = required};
	struct koops_str rest = ki_str(pattern);

	copy(required->around, literals.anchor);
	required->further[0] = '\0';
	/* It only lets names of groups come twice. */
	ki_take(&rest, KI_STR("(?J)"));
	if (!read_literals(rest.data, &literals)) {
		copy(required->around, literals.anchor);
		required->further[0] = '\0';
	} else if (ki_str_find(ki_str(required->around), ki_str(required->further)) <
		   strlen(required->around)) {
		required->further[0] = '\0';
	}
}
