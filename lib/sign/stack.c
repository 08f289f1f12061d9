/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/stack.h"

#include "core/rust.h"
#include "core/symbol.h"

/* What a frame is to the signature. */
enum part {
	/* A function that tells something of the bug. */
	PART_NAME,
	/* Of service.list, or of dispatch.list. */
	PART_SERVICE,
	/* An address, or a function of skip.list. */
	PART_PASSED,
	/* Of entry.list. */
	PART_ENTRY,
	/* Of interrupt.list. */
	PART_INTERRUPT,
};

struct item {
	struct koops_str name;
	/* Of the name. */
	const struct ki_list_entry *entry;
	enum part part;
	bool syscall;
	enum koops_context context;
	struct koops_frame *frame;
};

/* What a function is, by the first list that has it. */
static const struct {
	enum ki_list list;
	enum part part;
	enum koops_fate fate;
	/* The list is for stacks that are read from the outside. */
	bool outer;
} lists[] = {
    {KI_LIST_SKIP, PART_PASSED, KOOPS_FATE_REPORTING, false},
    {KI_LIST_ENTRY, PART_ENTRY, KOOPS_FATE_ENTRY, false},
    {KI_LIST_INTERRUPT, PART_INTERRUPT, KOOPS_FATE_INTERRUPT, false},
    {KI_LIST_SERVICE, PART_SERVICE, KOOPS_FATE_SERVICE, false},
    {KI_LIST_DISPATCH, PART_SERVICE, KOOPS_FATE_DISPATCH, true},
};

/* Of a function of Rust, whose hashes are another crate's in each build, the path. */
static bool rust_path(struct ki_arena *arena, struct koops_str symbol, struct koops_str *base)
{
	char text[KI_RUST_NAME_MOST];
	struct koops_str path;

	if (!ki_str_starts(*base, KI_STR("_R")) || !ki_rust_name(symbol, text, &path))
		return true;
	return ki_arena_str(arena, path, base);
}

/*
 * Since 6.10 an allocator is a macro that notes who calls it (alloc_hooks() of
 * alloc_tag.h), around the function that had its name.
 */
static struct koops_str without_hooks(struct koops_str base)
{
	static const char suffix[] = "_noprof";
	size_t size = sizeof(suffix) - 1;

	if (base.size <= size || memcmp(base.data + base.size - size, suffix, size) != 0)
		return base;
	return ki_str_to(base, base.size - size);
}

/* One name for all entries of a system call, or false if the base is none. */
static bool syscall_name(struct ki_arena *arena, struct koops_str base, struct koops_str *name,
			 bool *failed)
{
	struct koops_str syscall;
	char *text;

	if (!ki_symbol_syscall(base, &syscall))
		return false;
	text = ki_arena_alloc(arena, syscall.size + 5);
	*failed = !text;
	if (!text)
		return false;
	memcpy(text, "sys_", 4);
	memcpy(text + 4, syscall.data, syscall.size);
	*name = (struct koops_str){text, syscall.size + 4};
	return true;
}

bool ki_stack_name(struct ki_arena *arena, struct koops_str symbol, struct koops_str *name)
{
	struct koops_str base = ki_symbol_base(symbol);
	bool failed = false;

	if (!rust_path(arena, symbol, &base))
		return false;
	*name = without_hooks(base);
	syscall_name(arena, base, name, &failed);
	return !failed;
}

/* What a frame with this entry is; notes in the frame why. */
static enum part part_of(const struct ki_list_entry *entry, enum ki_stack_end bug,
			 struct koops_frame *frame)
{
	frame->fate = KOOPS_FATE_BEYOND;
	frame->reason = NULL;
	for (size_t i = 0; entry->lists && i < KI_LENGTH(lists); i++) {
		if (!(entry->lists & lists[i].list) || (lists[i].outer && bug == KI_STACK_INNER))
			continue;
		frame->reason = ki_list_reason(entry, lists[i].list);
		frame->fate = lists[i].fate;
		return lists[i].part;
	}
	return PART_NAME;
}

bool ki_stack_tells(struct koops_str symbol, enum ki_stack_end bug)
{
	struct koops_frame frame = {.symbol = symbol};

	return ki_frame_base(&frame).size &&
	       part_of(ki_frame_entry(&frame), bug, &frame) == PART_NAME;
}

/* Some system calls are but one of several ways to what hangs. */
static void pass_syscall(struct item *item)
{
	const char *reason = ki_list_reason(item->entry, KI_LIST_DISPATCH);

	if (!reason)
		return;
	item->part = PART_SERVICE;
	item->frame->reason = reason;
	item->frame->fate = KOOPS_FATE_DISPATCH;
}

static bool fill_item(struct ki_arena *arena, struct koops_frame *frame, enum koops_context context,
		      enum ki_stack_end bug, struct item *item)
{
	struct koops_str base = ki_frame_base(frame);
	bool failed = false;

	*item = (struct item){
	    .name = base,
	    .entry = ki_frame_entry(frame),
	    .part = PART_PASSED,
	    .context = context,
	    .frame = frame,
	};
	frame->fate = KOOPS_FATE_UNNAMED;
	if (!base.size)
		return true;
	if (ki_str_starts(base, KI_STR("_R"))) {
		if (!rust_path(arena, frame->symbol, &base))
			return false;
		item->entry = ki_list_find(base);
	}
	item->part = part_of(item->entry, bug, frame);
	item->name = without_hooks(base);
	/* System calls are never in modules. */
	if (item->part == PART_NAME && !frame->module.size)
		item->syscall = syscall_name(arena, base, &item->name, &failed);
	if (item->name.size != base.size || item->syscall)
		item->entry = ki_list_find(item->name);
	if (item->syscall && bug == KI_STACK_OUTER)
		pass_syscall(item);
	return !failed;
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

/*
 * The reliable frames of the traces [begin, end).  Where the inner end shows
 * the bug, the program counter is the first of them; where it was sampled, it
 * is chance, and is left out.
 */
static bool collect(struct ki_arena *arena, struct koops_report *report, size_t begin, size_t end,
		    enum ki_stack_end bug, struct item **items, size_t *count)
{
	const struct koops_trace *traces = report->traces;
	bool own = traces[begin].role == KOOPS_ROLE_OWN;
	bool has_pc = own && begins_with_pc(report, &traces[begin]), leaf;
	size_t most = 1, n = 0;
	struct item *at;

	for (size_t i = begin; i < end; i++)
		most += traces[i].frame_count;
	at = ki_arena_alloc(arena, most * sizeof(*at));
	if (!at)
		return false;
	if (own && bug == KI_STACK_OUTER)
		report->pc.fate = KOOPS_FATE_SAMPLED;
	if (own && !has_pc && bug == KI_STACK_INNER && report->pc.symbol.size &&
	    !fill_item(arena, &report->pc, traces[begin].context, bug, &at[n++]))
		return false;
	for (size_t i = begin; i < end; i++)
		for (size_t k = 0; k < traces[i].frame_count; k++) {
			struct koops_frame *frame = &traces[i].frames[k];

			frame->fate = KOOPS_FATE_UNRELIABLE;
			if (!ki_frame_is_reliable(frame))
				continue;
			leaf = has_pc || (frame->flags & KOOPS_FRAME_PC);
			has_pc = false;
			frame->fate = KOOPS_FATE_SAMPLED;
			if (leaf && bug == KI_STACK_OUTER)
				continue;
			if (!fill_item(arena, frame, traces[i].context, bug, &at[n++]))
				return false;
		}
	*items = at;
	*count = n;
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
	return items[i].part == PART_INTERRUPT ||
	       (is_interrupt(items[i].context) && items[i].context != items[i + 1].context);
}

/* Takes note of why items don't count; those of no account anyhow keep their reasons. */
static void leave_out(const struct item *items, size_t count, enum koops_fate fate)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].part > PART_SERVICE)
			continue;
		items[i].frame->fate = fate;
		items[i].frame->reason = NULL;
	}
}

/* Leaves the items [begin, end). */
static void keep(struct item **items, size_t *count, size_t begin, size_t end)
{
	leave_out(*items, begin, KOOPS_FATE_INTERRUPTED);
	leave_out(*items + end, *count - end, KOOPS_FATE_INTERRUPTED);
	*items += begin;
	*count = end - begin;
}

/* Leaves the innermost piece with a function in it. */
static void choose_innermost(struct item **items, size_t *count)
{
	bool named = false;

	for (size_t i = 0; i < *count; i++) {
		named |= (*items)[i].part == PART_NAME;
		if (named && is_boundary(*items, *count, i))
			keep(items, count, 0, i + 1);
	}
}

/* Leaves the innermost piece with a function in it that is a soft interrupt's. */
static bool choose_softirq(struct item **items, size_t *count)
{
	bool named = false;
	size_t begin = 0;

	for (size_t i = 0; i < *count; i++) {
		const struct item *item = &(*items)[i];

		named |= item->part == PART_NAME;
		if (i + 1 < *count && !is_boundary(*items, *count, i))
			continue;
		if (named && item->part == PART_INTERRUPT && item->entry->lists & KI_LIST_SOFTIRQ) {
			keep(items, count, begin, i + 1);
			return true;
		}
		begin = i + 1;
		named = false;
	}
	return false;
}

/* Leaves the outermost piece with a function in it. */
static void choose_outermost(struct item **items, size_t *count)
{
	bool named = false;

	for (size_t i = *count; i-- > 0;) {
		if (named && is_boundary(*items, *count, i)) {
			keep(items, count, i + 1, *count);
			return;
		}
		named |= (*items)[i].part == PART_NAME;
	}
}

/* Leaves out what the outermost function of batch.list had called. */
static void leave_callbacks(struct item **items, size_t *count)
{
	for (size_t i = *count; i-- > 0;)
		if ((*items)[i].part == PART_NAME && (*items)[i].entry->lists & KI_LIST_BATCH) {
			leave_out(*items, i, KOOPS_FATE_CALLED);
			*items += i;
			*count -= i;
			return;
		}
}

/*
 * Leaves of a stack that interrupts cut into pieces the one where the bug
 * shows.
 */
static void choose_piece(struct item **items, size_t *count, enum ki_stack_end bug)
{
	if (bug == KI_STACK_INNER) {
		choose_innermost(items, count);
		return;
	}
	if (!choose_softirq(items, count))
		choose_outermost(items, count);
	leave_callbacks(items, count);
}

/* The names of the items up to a part, with a system call's entries as one. */
static bool fill_names(struct ki_arena *arena, const struct item *items, size_t count,
		       enum part most, struct ki_names *names)
{
	const struct item *before = NULL;

	names->count = 0;
	names->at = ki_arena_alloc(arena, count * sizeof(*names->at));
	names->frames = ki_arena_alloc(arena, count * sizeof(struct koops_frame *));
	if (!names->at || !names->frames)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct item *item = &items[i];

		if (item->part > most)
			continue;
		if (before && before->syscall && item->syscall &&
		    ki_str_eq(before->name, item->name)) {
			item->frame->fate = KOOPS_FATE_ALIAS;
		} else {
			names->frames[names->count] = item->frame;
			names->at[names->count++] = item->name;
		}
		before = item;
	}
	return true;
}

/*
 * Whether a bug can be known by the telling items.  Of a sample, a system call
 * alone says little, and so do callbacks of whatever kind.
 */
static void look_closer(const struct item *items, size_t count, enum ki_stack_end bug,
			struct ki_stack *stack)
{
	stack->specific = stack->callbacks = false;
	for (size_t i = 0; i < count; i++) {
		bool callbacks = bug == KI_STACK_OUTER && items[i].entry->lists & KI_LIST_BATCH;
		bool call = bug == KI_STACK_OUTER && items[i].syscall;

		if (items[i].part != PART_NAME)
			continue;
		stack->callbacks |= callbacks;
		stack->specific |= !callbacks && !call;
	}
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
	return item->part == PART_ENTRY || item->syscall ||
	       (item->part == PART_INTERRUPT && !is_interrupt(item->context));
}

bool ki_stack_read(struct ki_arena *arena, struct koops_report *report, enum koops_role role,
		   enum ki_stack_end bug, struct ki_stack *stack)
{
	size_t end;

	for (size_t begin = 0; next_stack(report, role, &begin, &end); begin = end) {
		struct item *items;
		size_t count;

		if (!collect(arena, report, begin, end, bug, &items, &count))
			return false;
		stack->cut = report->traces[end - 1].cut;
		stack->whole = count > 0 && !stack->cut && is_way_in(&items[count - 1]) &&
			       !ends_in_pc(&report->traces[end - 1]);
		choose_piece(&items, &count, bug);
		look_closer(items, count, bug, stack);
		if (!fill_names(arena, items, count, PART_NAME, &stack->telling) ||
		    !fill_names(arena, items, count, PART_SERVICE, &stack->all))
			return false;
		if (stack->telling.count)
			break;
	}
	return true;
}
