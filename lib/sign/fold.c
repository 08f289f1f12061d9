/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/fold.h"

#include "core/buf.h"

static bool is_before(struct koops_str a, struct koops_str b)
{
	/* Most are told apart by how they begin; all have a NUL behind them. */
	if (a.data[0] != b.data[0])
		return (unsigned char)a.data[0] < (unsigned char)b.data[0];
	return ki_str_cmp(a, b) < 0;
}

/* Of the functions [begin, end), the first by name. */
static struct ki_function *first_of(const struct ki_walk *walk, size_t begin, size_t end)
{
	struct ki_function *first = walk->at[begin];

	for (size_t i = begin + 1; i < end; i++)
		if (walk->at[i] != first && is_before(walk->at[i]->name, first->name))
			first = walk->at[i];
	return first;
}

/*
 * The strongly connected components of the graph whose edges are consecutive
 * functions.  The sequence is a walk through that graph, so what it comes to
 * later can be reached from what it came to earlier.  Take the gap between two
 * consecutive functions.
 *
 * - If some function occurs on both sides of it, the walk from its occurrence
 *   before the gap to the one behind it is closed, and passes the gap: the
 *   functions next to the gap are in one component.
 * - If none does, the functions before and those behind are different ones, and
 *   the gap is the only edge between them: there is no way back, and no
 *   component has functions of both sides.
 *
 * So the components are the runs between the gaps that no function spans.
 */
bool ki_runs_make(struct ki_arena *arena, const struct ki_walk *walk, struct ki_runs *runs)
{
	size_t reach = 0, begin = 0, members = 0, count = 0;
	struct ki_run *at;

	*runs = (struct ki_runs){0};
	if (!walk->count)
		return true;
	at = ki_arena_room(arena, walk->count * sizeof(*at));
	if (!at)
		return false;
	for (size_t i = 0; i < walk->count; i++)
		walk->at[i]->last = i;
	for (size_t i = 0; i < walk->count; i++) {
		size_t last = walk->at[i]->last;

		members += last == i;
		if (last > reach)
			reach = last;
		if (i < reach)
			continue;
		at[count++] = (struct ki_run){begin, i + 1, members, first_of(walk, begin, i + 1)};
		begin = reach = i + 1;
		members = 0;
	}
	*runs = (struct ki_runs){at, count};
	return true;
}

/* The function of a frame's node. */
static struct ki_function *node_of(struct ki_functions *functions, const struct koops_frame *frame)
{
	struct ki_function *node;
	struct ki_buf buf;

	if (frame->symbol.size)
		return ki_function_of(functions, frame->symbol);
	ki_buf_init(&buf, &functions->report->mem);
	ki_buf_put_0x(&buf, frame->address.value);
	node = buf.failed ? NULL : ki_function_find(functions, ki_buf_str(&buf), false);
	ki_buf_free(&buf);
	return node;
}

static bool fill_walk(struct ki_functions *functions, const struct koops_trace *trace,
		      struct ki_walk *walk)
{
	walk->count = 0;
	walk->at = ki_arena_room(functions->scratch, trace->frame_count * sizeof(*walk->at));
	if (!walk->at)
		return false;
	for (size_t i = 0; i < trace->frame_count; i++) {
		struct ki_function *node;

		if (!ki_frame_is_folded(&trace->frames[i]))
			continue;
		node = node_of(functions, &trace->frames[i]);
		if (!node)
			return false;
		walk->at[walk->count++] = node;
	}
	return true;
}

/* A cycle's functions from the outside in, each where it is called first. */
static bool fill_cycle(struct ki_arena *arena, const struct ki_walk *walk, struct ki_run run,
		       struct koops_folded *folded)
{
	struct koops_str *cycle = ki_arena_room(arena, run.members * sizeof(*cycle));

	if (!cycle)
		return false;
	/* It is in no other run. */
	for (size_t i = run.begin; i < run.end; i++)
		walk->at[i]->times = 0;
	for (size_t i = run.end; i-- > run.begin;) {
		struct ki_function *function = walk->at[i];

		if (!function->times++)
			cycle[folded->cycle_count++] = function->name;
		if (function->times > folded->turns)
			folded->turns = function->times;
	}
	folded->cycle = cycle;
	return true;
}

/* Tells each frame which entry of the folded trace it is a part of. */
static void number_frames(struct koops_trace *trace, const struct ki_runs *runs)
{
	size_t node = 0, run = 0;

	for (size_t i = 0; i < trace->frame_count; i++) {
		trace->frames[i].fold = 0;
		if (!ki_frame_is_folded(&trace->frames[i]))
			continue;
		if (node++ == runs->at[run].end)
			run++;
		trace->frames[i].fold = (unsigned)run + 1;
	}
}

enum koops_status ki_fold(struct ki_functions *functions, struct koops_trace *trace,
			  struct ki_walk *walk)
{
	struct ki_arena *arena = &functions->report->arena;
	struct koops_folded *folded;
	struct ki_runs runs;

	if (!fill_walk(functions, trace, walk) || !ki_runs_make(functions->scratch, walk, &runs))
		return KOOPS_E_MEMORY;
	folded = ki_arena_room(arena, runs.count * sizeof(*folded));
	if (!folded)
		return KOOPS_E_MEMORY;
	for (size_t i = 0; i < runs.count; i++) {
		folded[i] = (struct koops_folded){.symbol = walk->at[runs.at[i].end - 1]->name};
		if (ki_run_is_cycle(runs.at[i]) && !fill_cycle(arena, walk, runs.at[i], &folded[i]))
			return KOOPS_E_MEMORY;
	}
	number_frames(trace, &runs);
	trace->folded = folded;
	trace->folded_count = runs.count;
	return KOOPS_OK;
}
