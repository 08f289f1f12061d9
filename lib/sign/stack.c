/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/stack.h"

struct item {
	/* By its name in signatures; NULL if it has none. */
	struct ki_function *function;
	enum ki_part part;
	bool syscall;
	enum koops_context context;
	struct koops_frame *frame;
};

static bool item_is_in(const struct item *item, unsigned lists)
{
	return item->function && ki_function_entry(item->function)->lists & lists;
}

/* Some system calls are but one of several ways to what hangs. */
static void pass_syscall(struct item *item)
{
	const char *reason = ki_list_reason(ki_function_entry(item->function), KI_LIST_DISPATCH);

	if (!reason)
		return;
	item->part = KI_PART_SERVICE;
	item->frame->reason = reason;
	item->frame->fate = KOOPS_FATE_DISPATCH;
}

/* `function` is the one that the frame's symbol belongs to, NULL if it has none. */
static bool fill_item(struct ki_functions *functions, struct ki_function *function,
		      struct koops_frame *frame, enum koops_context context, enum ki_stack_end bug,
		      struct item *item)
{
	*item = (struct item){.part = KI_PART_PASSED, .context = context, .frame = frame};
	frame->fate = KOOPS_FATE_UNNAMED;
	if (!function || !function->name.size)
		return true;
	if (!ki_function_judge(functions, function, bug))
		return false;
	frame->fate = function->fate;
	frame->reason = function->reason;
	item->part = function->part;
	item->function = function->named;
	/* System calls are never in modules. */
	if (item->part != KI_PART_NAME || !function->syscall || frame->module.size)
		return true;
	item->syscall = true;
	item->function = function->syscall;
	if (bug == KI_STACK_OUTER)
		pass_syscall(item);
	return true;
}

/*
 * Whether a trace begins with the program counter: some architectures print it
 * there too, others don't.
 */
static bool begins_with_pc(const struct koops_report *report, const struct koops_trace *trace)
{
	const struct koops_frame *pc = &report->pc, *first = trace->frames;
	const struct koops_frame *end = first + trace->frame_count;

	while (first < end && !ki_frame_is_reliable(first))
		first++;
	return first < end && pc->symbol.size && ki_str_eq(first->symbol, pc->symbol) &&
	       (!first->offset.known || !pc->offset.known ||
		first->offset.value == pc->offset.value);
}

/*
 * The next stack of a role, from the trace `*begin` on: the traces [begin,
 * end), which are the parts of one stack.
 */
static bool next_stack(const struct koops_report *report, enum koops_role role, size_t *begin,
		       size_t *end)
{
	while (*begin < report->trace_count && report->traces[*begin].role != role)
		++*begin;
	if (*begin == report->trace_count)
		return false;
	*end = *begin + 1;
	while (*end < report->trace_count && report->traces[*end - 1].continued &&
	       report->traces[*end].role == role)
		++*end;
	return true;
}

struct items {
	struct item *at;
	size_t count;
};

/* Adds those of a trace. */
static bool collect_trace(struct ki_functions *functions, struct koops_trace *trace,
			  struct ki_function *const *nodes, bool has_pc, enum ki_stack_end bug,
			  struct items *items)
{
	for (size_t i = 0; i < trace->frame_count; i++) {
		struct koops_frame *frame = &trace->frames[i];
		struct ki_function *node = NULL;
		bool leaf;

		frame->fate = KOOPS_FATE_UNRELIABLE;
		if (!ki_frame_is_reliable(frame))
			continue;
		if (ki_frame_is_folded(frame))
			node = *nodes++;
		leaf = has_pc || (frame->flags & KOOPS_FRAME_PC);
		has_pc = false;
		frame->fate = KOOPS_FATE_SAMPLED;
		if (leaf && bug == KI_STACK_OUTER)
			continue;
		if (!fill_item(functions, frame->symbol.size ? node : NULL, frame, trace->context,
			       bug, &items->at[items->count++]))
			return false;
	}
	return true;
}

/*
 * The reliable frames of the traces [begin, end).  Where the inner end shows
 * the bug, the program counter is the first of them; where it was sampled, it
 * is chance, and is left out.
 */
static bool collect(struct ki_functions *functions, const struct ki_walk *walks, size_t begin,
		    size_t end, enum ki_stack_end bug, struct items *items)
{
	struct koops_report *report = functions->report;
	struct koops_trace *traces = report->traces;
	bool own = traces[begin].role == KOOPS_ROLE_OWN;
	bool has_pc = own && begins_with_pc(report, &traces[begin]);
	size_t most = 1;

	for (size_t i = begin; i < end; i++)
		most += traces[i].frame_count;
	items->count = 0;
	items->at = ki_arena_room(functions->scratch, most * sizeof(*items->at));
	if (!items->at)
		return false;
	if (own && bug == KI_STACK_OUTER)
		report->pc.fate = KOOPS_FATE_SAMPLED;
	if (own && !has_pc && bug == KI_STACK_INNER && report->pc.symbol.size) {
		struct ki_function *pc = ki_function_of(functions, report->pc.symbol);

		if (!pc || !fill_item(functions, pc, &report->pc, traces[begin].context, bug,
				      &items->at[items->count++]))
			return false;
	}
	for (size_t i = begin; i < end; i++, has_pc = false)
		if (!collect_trace(functions, &traces[i], walks[i].at, has_pc, bug, items))
			return false;
	return true;
}

static bool is_interrupt(enum koops_context context)
{
	return context == KOOPS_CONTEXT_IRQ || context == KOOPS_CONTEXT_SOFTIRQ ||
	       context == KOOPS_CONTEXT_NMI;
}

/* Whether an interrupt came between what follows and what `items[i]` ends. */
static bool is_boundary(const struct item *items, size_t count, size_t i)
{
	if (i + 1 == count)
		return false;
	return items[i].part == KI_PART_INTERRUPT ||
	       (is_interrupt(items[i].context) && items[i].context != items[i + 1].context);
}

/* Takes note of why items don't count; those of no account anyhow keep their reasons. */
static void leave_out(const struct item *items, size_t count, enum koops_fate fate)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].part > KI_PART_SERVICE)
			continue;
		items[i].frame->fate = fate;
		items[i].frame->reason = NULL;
	}
}

/* Leaves the items [begin, end). */
static void keep(struct items *items, size_t begin, size_t end)
{
	leave_out(items->at, begin, KOOPS_FATE_INTERRUPTED);
	leave_out(items->at + end, items->count - end, KOOPS_FATE_INTERRUPTED);
	items->at += begin;
	items->count = end - begin;
}

/* Leaves the innermost piece with a function in it. */
static void choose_innermost(struct items *items)
{
	bool named = false;

	for (size_t i = 0; i < items->count; i++) {
		named |= items->at[i].part == KI_PART_NAME;
		if (named && is_boundary(items->at, items->count, i))
			keep(items, 0, i + 1);
	}
}

/* Leaves the innermost piece with a function in it that is a soft interrupt's, if there is one. */
static void choose_softirq(struct items *items)
{
	bool named = false;
	size_t begin = 0;

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->at[i];

		named |= item->part == KI_PART_NAME;
		/* The outermost piece is that of choose_outermost(). */
		if (!is_boundary(items->at, items->count, i))
			continue;
		if (named && item->part == KI_PART_INTERRUPT && item_is_in(item, KI_LIST_SOFTIRQ)) {
			keep(items, begin, i + 1);
			return;
		}
		begin = i + 1;
		named = false;
	}
}

/* Leaves the outermost piece with a function in it. */
static void choose_outermost(struct items *items)
{
	bool named = false;

	for (size_t i = items->count; i-- > 0;) {
		if (named && is_boundary(items->at, items->count, i)) {
			keep(items, i + 1, items->count);
			return;
		}
		named |= items->at[i].part == KI_PART_NAME;
	}
}

/* Leaves out what the outermost function of batch.list had called. */
static void leave_callbacks(struct items *items)
{
	for (size_t i = items->count; i-- > 0;)
		if (items->at[i].part == KI_PART_NAME && item_is_in(&items->at[i], KI_LIST_BATCH)) {
			leave_out(items->at, i, KOOPS_FATE_CALLED);
			items->at += i;
			items->count -= i;
			return;
		}
}

/*
 * Leaves of a stack that interrupts cut into pieces the one where the bug
 * shows.
 */
static void choose_piece(struct items *items, enum ki_stack_end bug)
{
	if (bug == KI_STACK_INNER) {
		choose_innermost(items);
		return;
	}
	choose_softirq(items);
	/* Of one piece it leaves all. */
	choose_outermost(items);
	leave_callbacks(items);
}

/*
 * The functions of the items up to a part, with a system call's entries as one; `frames` are
 * those of their items, if not NULL.
 */
static bool fill_walk(struct ki_arena *arena, const struct items *items, enum ki_part most,
		      struct koops_frame **frames, struct ki_walk *walk)
{
	const struct item *before = NULL;

	walk->count = 0;
	walk->at = ki_arena_room(arena, items->count * sizeof(struct ki_function *));
	if (!walk->at)
		return false;
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->at[i];

		if (item->part > most)
			continue;
		if (before && before->syscall && item->syscall &&
		    before->function == item->function) {
			item->frame->fate = KOOPS_FATE_ALIAS;
		} else {
			if (frames)
				frames[walk->count] = item->frame;
			walk->at[walk->count++] = item->function;
		}
		before = item;
	}
	return true;
}

/*
 * Whether a bug can be known by the telling items.  Of a sample, a system call
 * alone says little, and so do callbacks of whatever kind.
 */
static void look_closer(const struct items *items, enum ki_stack_end bug, struct ki_stack *stack)
{
	stack->specific = stack->callbacks = false;
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->at[i];
		bool callbacks = false, call = false;

		if (item->part != KI_PART_NAME)
			continue;
		if (bug == KI_STACK_OUTER) {
			callbacks = item_is_in(item, KI_LIST_BATCH);
			call = item->syscall;
		}
		stack->callbacks |= callbacks;
		stack->specific |= !callbacks && !call;
	}
}

/* The functions that tell something, and all; the same, if there are no others. */
static bool fill_stack(struct ki_arena *arena, const struct items *items, struct ki_stack *stack)
{
	bool services = false;

	stack->frames = ki_arena_room(arena, items->count * sizeof(*stack->frames));
	if (!stack->frames ||
	    !fill_walk(arena, items, KI_PART_NAME, stack->frames, &stack->telling))
		return false;
	for (size_t i = 0; i < items->count; i++)
		services |= items->at[i].part == KI_PART_SERVICE;
	stack->all = stack->telling;
	return !services || fill_walk(arena, items, KI_PART_SERVICE, NULL, &stack->all);
}

/* Whether what an exception or an interrupt hit is known by where it was alone. */
static bool ends_in_pc(const struct koops_trace *trace)
{
	for (size_t i = trace->frame_count; i-- > 0;)
		if (ki_frame_is_reliable(&trace->frames[i]))
			return trace->frames[i].flags & KOOPS_FRAME_PC;
	return false;
}

/*
 * Whether a stack can end there.  What an interrupt hit on its way is missing if
 * the last that was printed is the interrupt's own stack.
 */
static bool is_way_in(const struct item *item)
{
	return item->part == KI_PART_ENTRY || item->syscall ||
	       (item->part == KI_PART_INTERRUPT && !is_interrupt(item->context));
}

bool ki_stack_read(struct ki_functions *functions, const struct ki_walk *walks,
		   enum koops_role role, enum ki_stack_end bug, struct ki_stack *stack)
{
	const struct koops_report *report = functions->report;
	size_t end;

	for (size_t begin = 0; next_stack(report, role, &begin, &end); begin = end) {
		struct items items;

		if (!collect(functions, walks, begin, end, bug, &items))
			return false;
		stack->cut = report->traces[end - 1].cut;
		stack->whole = items.count > 0 && !stack->cut &&
			       is_way_in(&items.at[items.count - 1]) &&
			       !ends_in_pc(&report->traces[end - 1]);
		choose_piece(&items, bug);
		look_closer(&items, bug, stack);
		if (!fill_stack(functions->scratch, &items, stack))
			return false;
		if (stack->telling.count)
			break;
	}
	return true;
}
