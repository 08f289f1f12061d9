/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/fold.h"

#include "core/buf.h"
#include "core/symbol.h"
#include "sign/sign.h"

/* A name's index, and its first bytes, by which nearly all comparisons are decided. */
struct entry {
	uint64_t head;
	size_t index;
};

static int compare(struct entry a, struct entry b, const struct koops_str *names)
{
	if (a.head != b.head)
		return a.head < b.head ? -1 : 1;
	return ki_str_cmp(names[a.index], names[b.index]);
}

/* Moves the entry at `root` down to its place in the heap of `count` entries. */
static void sift(struct entry *order, size_t root, size_t count, const struct koops_str *names)
{
	for (;;) {
		size_t child = 2 * root + 1;
		struct entry entry = order[root];

		if (child >= count)
			return;
		if (child + 1 < count && compare(order[child], order[child + 1], names) < 0)
			child++;
		if (compare(entry, order[child], names) >= 0)
			return;
		order[root] = order[child];
		order[child] = entry;
		root = child;
	}
}

/*
 * Sorts entries by their names.  Heapsort, because a log chooses the names: it
 * has no bad case, and unlike libc's qsort() takes no memory.
 */
static void sort(struct entry *order, size_t count, const struct koops_str *names)
{
	for (size_t i = count / 2; i-- > 0;)
		sift(order, i, count, names);
	for (size_t end = count; end-- > 1;) {
		struct entry most = order[0];

		order[0] = order[end];
		order[end] = most;
		sift(order, 0, end, names);
	}
}

/*
 * The strongly connected components of the graph whose edges are consecutive
 * names.  The sequence is a walk through that graph, so what it comes to
 * later can be reached from what it came to earlier.  Take the gap between two
 * consecutive names.
 *
 * - If some name occurs on both sides of it, the walk from its occurrence
 *   before the gap to the one behind it is closed, and passes the gap: the
 *   names next to the gap are in one component.
 * - If none does, the names before and those behind are different ones, and
 *   the gap is the only edge between them: there is no way back, and no
 *   component has names of both sides.
 *
 * So the components are the runs between the gaps that no name spans.
 */
bool ki_runs_make(struct ki_arena *arena, const struct koops_str *names, size_t count,
		  struct ki_runs *runs)
{
	struct entry *order = ki_arena_alloc(arena, count * sizeof(*order));
	size_t *rank = ki_arena_alloc(arena, count * sizeof(*rank));
	size_t *times = ki_arena_alloc(arena, count * sizeof(*times));
	size_t *last = ki_arena_alloc(arena, count * sizeof(*last));
	struct ki_run *at = ki_arena_alloc(arena, count * sizeof(*at));
	size_t reach = 0, begin = 0, members = 0, run_count = 0;

	if (!order || !rank || !times || !last || !at)
		return false;
	for (size_t i = 0; i < count; i++)
		order[i] = (struct entry){ki_str_head(names[i]), i};
	sort(order, count, names);
	for (size_t i = 0, different = 0; i < count; i++) {
		if (i > 0 && compare(order[i - 1], order[i], names))
			different++;
		rank[order[i].index] = different;
	}
	for (size_t i = 0; i < count; i++) {
		last[rank[i]] = i;
		times[rank[i]]++;
	}
	for (size_t i = 0; i < count; i++) {
		members += last[rank[i]] == i;
		if (last[rank[i]] > reach)
			reach = last[rank[i]];
		if (i < reach)
			continue;
		at[run_count++] = (struct ki_run){begin, i + 1, members};
		begin = reach = i + 1;
		members = 0;
	}
	*runs = (struct ki_runs){at, run_count, rank, times};
	return true;
}

/* The name of a frame's node, with a NUL behind it. */
static bool node_name(struct koops_report *report, const struct koops_frame *frame,
		      struct koops_str *name)
{
	struct ki_buf buf;
	bool made;

	*name = ki_symbol_base(frame->symbol);
	if (frame->symbol.size)
		return name->data[name->size] == '\0' || ki_arena_str(&report->arena, *name, name);
	ki_buf_init(&buf, &report->mem);
	ki_buf_put_0x(&buf, frame->address.value);
	made = !buf.failed && ki_arena_str(&report->arena, ki_buf_str(&buf), name);
	ki_buf_free(&buf);
	return made;
}

/* Whether a frame is folded. */
static bool is_node(const struct koops_frame *frame)
{
	return ki_frame_is_reliable(frame) && (frame->symbol.size || frame->address.known);
}

/* The names of the reliable frames, in `names`, which has room for all. */
static bool node_names(struct koops_report *report, const struct koops_trace *trace,
		       struct koops_str *names, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < trace->frame_count; i++) {
		const struct koops_frame *frame = &trace->frames[i];

		if (!is_node(frame))
			continue;
		if (!node_name(report, frame, &names[(*count)++]))
			return false;
	}
	return true;
}

/* A cycle's functions from the outside in, each where it is called first. */
static bool fill_cycle(struct koops_report *report, const struct koops_str *names,
		       const struct ki_runs *runs, struct ki_run run, struct koops_folded *folded)
{
	struct koops_str *cycle =
	    ki_arena_alloc(&report->arena, (run.end - run.begin) * sizeof(*cycle));

	if (!cycle)
		return false;
	for (size_t i = run.end; i-- > run.begin;) {
		size_t *times = &runs->times[runs->rank[i]];

		if (!*times)
			continue;
		cycle[folded->cycle_count++] = names[i];
		if (*times > folded->turns)
			folded->turns = *times;
		/* It is in no other run: seen. */
		*times = 0;
	}
	folded->cycle = cycle;
	return true;
}

/* Tells each frame which entry of the folded trace it is a part of. */
static void number_frames(struct koops_trace *trace, const struct ki_runs *runs)
{
	size_t name = 0, run = 0;

	for (size_t i = 0; i < trace->frame_count; i++) {
		trace->frames[i].fold = 0;
		if (!is_node(&trace->frames[i]))
			continue;
		if (name++ == runs->at[run].end)
			run++;
		trace->frames[i].fold = (unsigned)run + 1;
	}
}

static bool fold(struct koops_report *report, struct koops_trace *trace, struct ki_arena *scratch)
{
	struct koops_str *names = ki_arena_alloc(scratch, trace->frame_count * sizeof(*names));
	struct koops_folded *folded;
	struct ki_runs runs;
	size_t count;

	if (!names || !node_names(report, trace, names, &count) ||
	    !ki_runs_make(scratch, names, count, &runs))
		return false;
	folded = ki_arena_alloc(&report->arena, runs.count * sizeof(*folded));
	if (!folded)
		return false;
	for (size_t i = 0; i < runs.count; i++) {
		folded[i].symbol = names[runs.at[i].end - 1];
		if (ki_run_is_cycle(runs.at[i]) &&
		    !fill_cycle(report, names, &runs, runs.at[i], &folded[i]))
			return false;
	}
	number_frames(trace, &runs);
	trace->folded = folded;
	trace->folded_count = runs.count;
	return true;
}

enum koops_status ki_fold(struct koops_report *report, struct koops_trace *trace)
{
	struct ki_arena scratch;
	bool done;

	ki_arena_init(&scratch, &report->mem);
	done = fold(report, trace, &scratch);
	ki_arena_free(&scratch);
	return done ? KOOPS_OK : KOOPS_E_MEMORY;
}
