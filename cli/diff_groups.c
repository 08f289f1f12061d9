/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * koops diff --groups OLD NEW: what a change of the rules merges and splits.
 *
 * Reports of the two files that are of the same log and line are one report.
 * Groups are the nodes of a graph, and a report that is in an old and in a new
 * group is an edge between them; a change is a component of that graph.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "diff.h"
#include "json.h"
#include "table.h"

struct node {
	/* The table's; "" for the reports without one. */
	const char *signature;
	/* Of its reports, the first by bytes. */
	char *title;
	bool is_new;
	unsigned long long count;
	/* Of the forest that joins groups to components; at the end, the root. */
	size_t parent;
};

/* A report: by log and line, and which of several in that place. */
struct item {
	XXH128_hash_t place;
	uint64_t ordinal;
	size_t node;
};

struct items {
	struct item *at;
	size_t count, capacity;
};

enum change { SAME, RENAMED, MERGED, SPLIT, MIXED, CHANGES };

static const char *const change_names[] = {"same", "renamed", "merged", "split", "mixed"};

/* Groups that share reports, the old ones first. */
struct component {
	const struct node **nodes;
	size_t old_count, new_count;
	unsigned long long reports;
	enum change change;
};

struct regroup {
	enum koops_level level;
	/* From signatures to nodes; of both files. */
	struct table tables[2];
	struct items items[2];
	struct node *nodes;
	size_t count, capacity;
	/* Which file is being read. */
	int file;

	unsigned long long both, only[2], lost, gained, changes[CHANGES];
};

/* An array with room for one more; NULL, and a message, for want of memory. */
static void *grow(void *array, size_t element, size_t count, size_t *capacity)
{
	size_t more = *capacity ? 2 * *capacity : 256;
	void *bigger;

	if (count < *capacity)
		return array;
	bigger = realloc(array, more * element);
	if (bigger)
		*capacity = more;
	else
		cli_error("out of memory");
	return bigger;
}

/* The node of a signature in the file that is being read; false for want of memory. */
static bool find_node(struct regroup *regroup, struct koops_str signature, size_t *node)
{
	struct table_entry *entry = table_at(&regroup->tables[regroup->file], signature);
	struct node *nodes =
	    grow(regroup->nodes, sizeof(*nodes), regroup->count, &regroup->capacity);

	if (nodes)
		regroup->nodes = nodes;
	if (!entry || !nodes)
		return false;
	*node = (size_t)(uintptr_t)entry->value;
	if (*node)
		return true;
	*node = regroup->count++;
	nodes[*node] = (struct node){
	    .signature = entry->key,
	    .is_new = regroup->file,
	    .parent = *node,
	};
	entry->value = (void *)(uintptr_t)*node;
	return true;
}

static bool note_title(struct node *node, const char *title)
{
	if (node->title && strcmp(node->title, title) <= 0)
		return true;
	free(node->title);
	node->title = strdup(title);
	if (!node->title)
		cli_error("out of memory");
	return node->title != NULL;
}

static bool take_record(const struct record *record, void *user)
{
	struct regroup *regroup = user;
	struct items *items = &regroup->items[regroup->file];
	struct item *at = grow(items->at, sizeof(*at), items->count, &items->capacity);
	size_t node;

	if (at)
		items->at = at;
	if (!at || !find_node(regroup, record->signature[regroup->level], &node))
		return false;
	at[items->count] = (struct item){
	    /* Line and name, and not the one for the other. */
	    .place = XXH3_128bits_withSeed(record->log.data, record->log.size, record->log_line),
	    .ordinal = items->count,
	    .node = node,
	};
	items->count++;
	regroup->nodes[node].count++;
	return note_title(&regroup->nodes[node], record->title.data);
}

static int compare_items(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = XXH128_cmp(&a->place, &b->place);

	return order ? order : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* The component of a node. */
static size_t find_root(struct node *nodes, size_t node)
{
	while (nodes[node].parent != node) {
		nodes[node].parent = nodes[nodes[node].parent].parent;
		node = nodes[node].parent;
	}
	return node;
}

/* A report is in both groups. */
static void join(struct regroup *regroup, size_t old, size_t new)
{
	struct node *nodes = regroup->nodes;
	bool had = *nodes[old].signature, has = *nodes[new].signature;

	regroup->both++;
	/* Reports without a signature have nothing in common. */
	if (had && has)
		nodes[find_root(nodes, old)].parent = find_root(nodes, new);
	else if (had)
		regroup->lost++;
	else if (has)
		regroup->gained++;
}

/* Joins the groups that share a report. */
static void join_all(struct regroup *regroup)
{
	const struct items *old = &regroup->items[0], *new = &regroup->items[1];
	size_t i = 0, k = 0;

	for (int file = 0; file < 2; file++)
		if (regroup->items[file].count)
			qsort(regroup->items[file].at, regroup->items[file].count,
			      sizeof(struct item), compare_items);
	while (i < old->count && k < new->count) {
		int order = XXH128_cmp(&old->at[i].place, &new->at[k].place);

		if (!order)
			join(regroup, old->at[i++].node, new->at[k++].node);
		else if (order < 0)
			i++;
		else
			k++;
	}
	regroup->only[0] = old->count - regroup->both;
	regroup->only[1] = new->count - regroup->both;
}

/* ------------------------------------------------------------ changes -- */

static int compare_nodes(const void *left, const void *right)
{
	const struct node *a = *(const struct node *const *)left;
	const struct node *b = *(const struct node *const *)right;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->is_new != b->is_new)
		return a->is_new - b->is_new;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->signature, b->signature);
}

/* By size and signature, which do not depend on the order of the reports. */
static int compare_components(const void *left, const void *right)
{
	const struct component *a = left, *b = right;

	if (a->change != b->change)
		return a->change < b->change ? -1 : 1;
	if (a->reports != b->reports)
		return a->reports > b->reports ? -1 : 1;
	return strcmp(a->nodes[0]->signature, b->nodes[0]->signature);
}

static enum change change_of(const struct component *component)
{
	if (component->old_count > 1)
		return component->new_count > 1 ? MIXED : MERGED;
	if (component->new_count > 1)
		return SPLIT;
	return strcmp(component->nodes[0]->signature, component->nodes[1]->signature) ? RENAMED
										      : SAME;
}

/* The component that begins at a node; its nodes follow each other. */
static struct component read_component(const struct node **nodes, const struct node **end)
{
	struct component component = {.nodes = nodes};

	for (const struct node **node = nodes; node < end && (*node)->parent == nodes[0]->parent;
	     node++) {
		component.reports += (*node)->count;
		if ((*node)->is_new)
			component.new_count++;
		else
			component.old_count++;
	}
	return component;
}

/* Counts the changes, and leaves those that are worth a look in `components`. */
static size_t find_changes(struct regroup *regroup, const struct node **nodes,
			   struct component *components)
{
	size_t count = 0, found = 0;

	for (size_t i = 1; i < regroup->count; i++) {
		regroup->nodes[i].parent = find_root(regroup->nodes, i);
		if (*regroup->nodes[i].signature)
			nodes[count++] = &regroup->nodes[i];
	}
	qsort(nodes, count, sizeof(struct node *), compare_nodes);
	for (size_t i = 0; i < count;) {
		struct component component = read_component(nodes + i, nodes + count);

		i += component.old_count + component.new_count;
		/* None of its reports is in the other file, or has a signature there. */
		if (!component.old_count || !component.new_count)
			continue;
		component.change = change_of(&component);
		regroup->changes[component.change]++;
		if (component.change >= MERGED)
			components[found++] = component;
	}
	qsort(components, found, sizeof(*components), compare_components);
	return found;
}

/* ------------------------------------------------------------- output -- */

static bool write_summary(const struct regroup *regroup)
{
	cli_printf("%llu reports in both, %llu only in OLD, %llu only in NEW\n", regroup->both,
		   regroup->only[0], regroup->only[1]);
	if (regroup->lost || regroup->gained)
		cli_printf("%llu have no signature any more, %llu have one now\n", regroup->lost,
			   regroup->gained);
	return cli_printf("groups: %llu same, %llu renamed, %llu merged, %llu split, %llu mixed\n",
			  regroup->changes[SAME], regroup->changes[RENAMED],
			  regroup->changes[MERGED], regroup->changes[SPLIT],
			  regroup->changes[MIXED]);
}

static bool write_component(const struct component *component)
{
	bool ok = cli_printf("\n%s: %zu became %zu\n", change_names[component->change],
			     component->old_count, component->new_count);

	for (size_t i = 0; ok && i < component->old_count + component->new_count; i++) {
		const struct node *node = component->nodes[i];

		ok = cli_printf("  %s %7llu  %s  %s\n", node->is_new ? "NEW" : "OLD", node->count,
				node->signature, node->title);
	}
	return ok;
}

static bool put_component(const struct component *component)
{
	yajl_gen json = json_begin();

	if (!json)
		return false;
	json_string(json, "change", change_names[component->change]);
	for (size_t i = 0; i < component->old_count + component->new_count; i++) {
		const struct node *node = component->nodes[i];

		if (i == 0 || i == component->old_count) {
			json_key(json, i ? "new" : "old");
			yajl_gen_array_open(json);
		}
		yajl_gen_map_open(json);
		json_string(json, "signature", node->signature);
		json_number(json, "count", node->count);
		json_string(json, "title", node->title);
		yajl_gen_map_close(json);
		if (i + 1 == component->old_count)
			yajl_gen_array_close(json);
	}
	yajl_gen_array_close(json);
	return json_end(json);
}

static bool put_summary(const struct regroup *regroup)
{
	yajl_gen json = json_begin();

	if (!json)
		return false;
	json_string(json, "level", koops_level_name(regroup->level));
	json_number(json, "both", regroup->both);
	json_number(json, "only_old", regroup->only[0]);
	json_number(json, "only_new", regroup->only[1]);
	json_number(json, "lost", regroup->lost);
	json_number(json, "gained", regroup->gained);
	for (int change = 0; change < CHANGES; change++)
		json_number(json, change_names[change], regroup->changes[change]);
	return json_end(json);
}

static bool write_changes(const struct regroup *regroup, const struct component *components,
			  size_t count, bool json)
{
	bool ok = json ? put_summary(regroup) : write_summary(regroup);

	for (size_t i = 0; ok && i < count; i++)
		ok = json ? put_component(&components[i]) : write_component(&components[i]);
	return ok;
}

static enum cli_exit compare(struct regroup *regroup, bool json)
{
	const struct node **nodes = malloc(regroup->count * sizeof(struct node *));
	struct component *components = malloc(regroup->count * sizeof(*components));
	enum cli_exit status = CLI_ERROR;
	size_t count;

	if (nodes && components) {
		join_all(regroup);
		count = find_changes(regroup, nodes, components);
		if (write_changes(regroup, components, count, json))
			status = count || regroup->only[0] || regroup->only[1] || regroup->lost ||
					 regroup->gained
				     ? CLI_NONE
				     : CLI_FOUND;
	} else {
		cli_error("out of memory");
	}
	free(nodes);
	free(components);
	return status;
}

static void free_all(struct regroup *regroup)
{
	for (size_t i = 1; i < regroup->count; i++)
		free(regroup->nodes[i].title);
	free(regroup->nodes);
	for (int file = 0; file < 2; file++) {
		table_free(&regroup->tables[file]);
		free(regroup->items[file].at);
	}
}

enum cli_exit diff_groups(char **argv, enum koops_level level, bool json)
{
	/* Node 0 is none. */
	struct regroup regroup = {.level = level, .count = 1};
	const struct cli_reader reader = {.record = take_record, .user = &regroup};
	struct koops_ctx *ctx = cli_ctx();
	enum cli_exit status = ctx ? CLI_FOUND : CLI_ERROR;

	for (; ctx && regroup.file < 2; regroup.file++)
		status = cli_worse(status, cli_read(ctx, &reader, 1, &argv[regroup.file]));
	/* Half of the reports would be a wrong answer. */
	if (status != CLI_ERROR)
		status = compare(&regroup, json);
	free_all(&regroup);
	koops_ctx_free(ctx);
	return status;
}
