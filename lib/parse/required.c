/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/required.h"

/* The literal that is being read, and the longest so far. */
struct literals {
	struct koops_str anchor;
	char now[KI_REQUIRED_MOST], best[KI_REQUIRED_MOST];
	size_t now_size, best_size, best_worth;
	/* It is as long as there is room for: what follows is left out. */
	bool full;
};

static void end_literal(struct literals *literals)
{
	const struct koops_str now = {literals->now, literals->now_size};
	size_t worth = now.size;

	if (worth > literals->anchor.size && ki_str_find(now, literals->anchor) < now.size)
		worth -= literals->anchor.size;
	else if (ki_str_find(literals->anchor, now) < literals->anchor.size)
		worth = 0;
	if (worth > literals->best_worth) {
		memcpy(literals->best, now.data, now.size);
		literals->best_size = now.size;
		literals->best_worth = worth;
	}
	literals->now_size = 0;
	literals->full = false;
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

size_t ki_required(const char *pattern, const char *anchor, char literal[KI_REQUIRED_MOST])
{
	struct literals literals = {.anchor = ki_str(anchor)};

	for (const char *c = pattern; *c; c++) {
		if (*c == '|' || is_odd(c))
			return 0;
		if (*c == '\\' && c[1] && !ki_is_alnum(c[1])) {
			add(&literals, *++c);
			continue;
		}
		if (*c == '(' && is_plain_group(c)) {
			c = enter_group(c);
			continue;
		}
		/* The end of a group that was entered. */
		if (*c == ')')
			continue;
		if (!strchr("\\.^$+([?*{", *c)) {
			add(&literals, *c);
			continue;
		}
		if (strchr("?*{", *c))
			drop_last(&literals);
		else
			end_literal(&literals);
		c = skip(c);
		if (!*c)
			break;
	}
	end_literal(&literals);
	memcpy(literal, literals.best, literals.best_size);
	return literals.best_size;
}
