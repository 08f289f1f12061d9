/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_tree.h>

#include "diff.h"

/* Hands the lines of a text on. */
static bool add_lines(struct lines *lines, struct koops_str text,
		      bool (*add)(struct lines *lines, const char *line, size_t size))
{
	const char *at = text.data, *end = text.data + text.size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((newline ? newline : end) - at);

		if (!add(lines, at, size))
			return false;
		at += size + 1;
	}
	return true;
}

/* All of a canonical text but its first line. */
static bool add_canonical(struct lines *lines, const char *line, size_t size)
{
	const char *version = koops_signature_version(0);
	size_t first = strlen(version);

	if (size > first && !memcmp(line, version, first) && line[first] == ' ')
		return true;
	return lines_add(lines, line, size);
}

/* A function or a cycle; `name` is its first by bytes. */
static bool add_function(struct lines *lines, const char *name, size_t size, bool cycle)
{
	char *text;
	bool added;

	/* Bare addresses differ from boot to boot. */
	if (size > 2 && !memcmp(name, "0x", 2))
		return true;
	if (!cycle)
		return lines_add(lines, name, size);
	text = malloc(size + sizeof(" (cycle)"));
	if (!text) {
		cli_error("out of memory");
		return false;
	}
	memcpy(text, name, size);
	memcpy(text + size, " (cycle)", sizeof(" (cycle)"));
	added = lines_add(lines, text, strlen(text));
	free(text);
	return added;
}

/* The functions of a canonical stack. */
static bool add_stack(struct lines *lines, const char *line, size_t size)
{
	if (size > 6 && !memcmp(line, "frame ", 6))
		return add_function(lines, line + 6, size - 6, false);
	if (size > 6 && !memcmp(line, "cycle ", 6))
		return add_function(lines, line + 6, size - 6, true);
	return true;
}

static bool add_folded(struct lines *lines, const struct koops_folded *folded)
{
	struct koops_str name = koops_folded_symbol(folded), member;
	size_t i = 0;

	/* Not the one through which it was entered in this sample. */
	for (; (member = koops_folded_cycle(folded, i)).size; i++)
		if (strcmp(member.data, name.data) < 0)
			name = member;
	return add_function(lines, name.data, name.size, i > 0);
}

static bool fill_from_report(struct side *side, const struct koops_report *report,
			     enum koops_level level)
{
	const struct koops_folded *folded;
	const struct koops_trace *trace;

	for (size_t i = 0; (trace = koops_report_trace(report, i)); i++)
		for (size_t k = 0; koops_trace_role(trace) == KOOPS_ROLE_OWN &&
				   (folded = koops_trace_folded(trace, k));
		     k++)
			if (!add_folded(&side->folded, folded))
				return false;
	return add_lines(&side->canonical, koops_report_canonical(report, level), add_canonical) &&
	       add_lines(&side->stack, koops_report_canonical(report, KOOPS_LEVEL_STACK),
			 add_stack);
}

/* The same of an entry of `folded`. */
static bool add_json_folded(struct lines *lines, yajl_val entry)
{
	yajl_val cycle = yajl_tree_get(entry, (const char *[]){"cycle", NULL}, yajl_t_array);
	yajl_val symbol = yajl_tree_get(entry, (const char *[]){"symbol", NULL}, yajl_t_string);
	const char *name = YAJL_GET_STRING(symbol);

	for (size_t i = 0; cycle && i < cycle->u.array.len; i++) {
		const char *member = YAJL_GET_STRING(cycle->u.array.values[i]);

		if (member && (!name || strcmp(member, name) < 0))
			name = member;
	}
	if (!name || !cli_is_printable(name, strlen(name)))
		return true;
	return add_function(lines, name, strlen(name), cycle != NULL);
}

static bool add_json_trace(struct lines *lines, yajl_val trace)
{
	yajl_val folded = yajl_tree_get(trace, (const char *[]){"folded", NULL}, yajl_t_array);
	yajl_val role = yajl_tree_get(trace, (const char *[]){"role", NULL}, yajl_t_string);
	const char *name = YAJL_GET_STRING(role);

	if (!name || strcmp(name, koops_role_name(KOOPS_ROLE_OWN)) != 0)
		return true;
	for (size_t i = 0; folded && i < folded->u.array.len; i++)
		if (!add_json_folded(lines, folded->u.array.values[i]))
			return false;
	return true;
}

/* The line was read once: it is JSON, and not nested deeply. */
static bool fill_from_json(struct side *side, struct koops_str json)
{
	char *text = text_copy(json.data, json.size);
	yajl_val tree = text ? yajl_tree_parse(text, NULL, 0) : NULL;
	yajl_val traces;
	bool filled = tree != NULL;

	free(text);
	if (!tree) {
		cli_error("out of memory");
		return false;
	}
	traces = yajl_tree_get(tree, (const char *[]){"traces", NULL}, yajl_t_array);
	for (size_t i = 0; filled && traces && i < traces->u.array.len; i++)
		filled = add_json_trace(&side->folded, traces->u.array.values[i]);
	yajl_tree_free(tree);
	return filled;
}

bool side_fill(struct side *side, const struct record *record, enum koops_level level)
{
	bool filled;

	side->title = strdup(record->title.data);
	side->place = record_place(record->file, record->line);
	filled = side->title && side->place;
	for (int i = 0; i < LEVELS; i++) {
		side->signature[i] = strdup(record->signature[i].data);
		filled = filled && side->signature[i];
	}
	if (!filled) {
		cli_error("out of memory");
		return false;
	}
	return record->report ? fill_from_report(side, record->report, level)
			      : fill_from_json(side, record->json);
}

void side_clear(struct side *side)
{
	free(side->title);
	free(side->place);
	side->title = side->place = NULL;
	for (int i = 0; i < LEVELS; i++) {
		free(side->signature[i]);
		side->signature[i] = NULL;
	}
	lines_free(&side->canonical);
	lines_free(&side->stack);
	lines_free(&side->folded);
}
