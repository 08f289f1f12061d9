/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/levels.h"

#include "sign/sign.h"

/* The first word of each text that is made here. */
#define VERSION "k1"

enum {
	/* The way into the kernel and the functions next to it. */
	FAMILY_FRAMES = 4,
};

/* What makes the signature of a class. */
struct rule {
	/* Whose stack, in order of preference. */
	enum koops_role roles[2];
	enum ki_stack_end bug;
	/* Functions in the key, from that end; 0: the subject is the key. */
	size_t frames;
	/* What the key is instead, where there is one. */
	enum { ONLY_STACK, OR_GUILTY, OR_CYCLE } instead;
};

#define OWN_ONLY                               \
	{                                      \
		KOOPS_ROLE_OWN, KOOPS_ROLE_OWN \
	}

/* By enum ki_class; docs/signature.md says why. */
static const struct rule rules[] = {
    [KI_CLASS_FAULT] = {OWN_ONLY, KI_STACK_INNER, 1, ONLY_STACK},
    [KI_CLASS_ASSERTION] = {OWN_ONLY, KI_STACK_INNER, 1, ONLY_STACK},
    [KI_CLASS_SAMPLE] = {OWN_ONLY, KI_STACK_OUTER, 3, ONLY_STACK},
    [KI_CLASS_OVERFLOW] = {OWN_ONLY, KI_STACK_OUTER, 3, OR_CYCLE},
    [KI_CLASS_LOCKING] = {OWN_ONLY, KI_STACK_INNER, 1, OR_GUILTY},
    [KI_CLASS_LEAK] = {{KOOPS_ROLE_ALLOCATION, KOOPS_ROLE_OWN}, KI_STACK_INNER, 2, ONLY_STACK},
    [KI_CLASS_TEXT] = {OWN_ONLY, KI_STACK_OUTER, 0, ONLY_STACK},
};

/*
 * Where no stack has a function that tells something, the one that the header
 * names stands for it, or a service, or the program counter.
 */
static bool stand_in(struct ki_arena *arena, struct ki_basis *basis)
{
	struct koops_str *name = ki_arena_alloc(arena, sizeof(*name));
	struct ki_names *all = &basis->stack.all;

	if (!name)
		return false;
	*name = basis->guilty;
	if (!name->size && all->count)
		*name = all->at[basis->bug == KI_STACK_INNER ? 0 : all->count - 1];
	if (!name->size && !ki_stack_name(arena, basis->report->pc.symbol, name))
		return false;
	basis->stack.telling = (struct ki_names){name, name->size > 0, NULL};
	if (!all->count)
		*all = basis->stack.telling;
	return true;
}

static bool fold(struct ki_arena *arena, const struct ki_names *names, enum ki_stack_end bug,
		 struct ki_folded_names *folded)
{
	folded->names = names->at;
	folded->first = 0;
	if (!ki_runs_make(arena, names->at, names->count, &folded->runs))
		return false;
	/* What a turn of the innermost cycle had called when it was sampled is chance. */
	for (size_t i = 0; i < folded->runs.count && bug == KI_STACK_OUTER; i++)
		if (ki_run_is_cycle(folded->runs.at[i])) {
			folded->first = i;
			break;
		}
	return true;
}

/*
 * The name of a run.  Of a cycle it is the one that sorts first, because the
 * one through which it is entered depends on where it began to turn.
 */
static struct koops_str run_name(const struct ki_folded_names *folded, size_t at)
{
	const struct ki_run run = folded->runs.at[at];
	size_t first = run.begin;

	for (size_t i = run.begin; i < run.end; i++)
		if (folded->runs.rank[i] < folded->runs.rank[first])
			first = i;
	return folded->names[first];
}

/*
 * How many functions the key has: a function that checks what it is handed
 * (caller.list) is known by its caller too, which may be missing.
 */
static size_t frames_of(const struct ki_folded_names *folded, const struct rule *rule)
{
	size_t frames = rule->frames;

	while (rule->bug == KI_STACK_INNER && frames && frames <= folded->runs.count &&
	       ki_list_has(KI_LIST_CALLER, run_name(folded, frames - 1)))
		frames++;
	return frames;
}

/*
 * What turned until the stack was full; none, if nothing did.  The members are counted, since
 * how many turns are seen depends on how much of the stack was free.
 */
static struct koops_str largest_cycle(const struct ki_folded_names *folded)
{
	struct koops_str name = {0};
	size_t most = 0;

	for (size_t i = folded->runs.count; i-- > 0;) {
		const struct ki_run run = folded->runs.at[i];

		if (!ki_run_is_cycle(run) || run.members <= most)
			continue;
		most = run.members;
		name = run_name(folded, i);
	}
	return name;
}

/* Whether frames that are missing at the outer end could have changed the key. */
static bool may_lack_frames(const struct ki_basis *basis)
{
	if (basis->stack.whole)
		return false;
	return basis->stack.cut || basis->bug == KI_STACK_OUTER ||
	       basis->telling.runs.count < basis->frames;
}

static enum koops_grade grade_of(const struct ki_basis *basis, const struct rule *rule)
{
	const struct koops_report *report = basis->report;

	if (!rule->frames)
		return !report->subject.size ? KOOPS_GRADE_NONE
		       : report->corrupted   ? KOOPS_GRADE_WEAK
					     : KOOPS_GRADE_COMPLETE;
	if (!basis->stack.telling.count)
		return KOOPS_GRADE_NONE;
	if (!basis->stack.specific || report->corrupted)
		return KOOPS_GRADE_WEAK;
	if (may_lack_frames(basis))
		return KOOPS_GRADE_CUT;
	return KOOPS_GRADE_COMPLETE;
}

/* Tells the frames with telling names how far the key reaches. */
static void note_fates(const struct ki_basis *basis)
{
	const struct ki_folded_names *folded = &basis->telling;
	size_t count = folded->runs.count;

	for (size_t i = 0; basis->stack.telling.frames && i < count; i++) {
		const struct ki_run run = folded->runs.at[i];
		size_t place = basis->bug == KI_STACK_INNER ? i - folded->first + 1 : count - i;
		bool in_key = i >= folded->first && place <= basis->frames;

		if (basis->instead.size) {
			place = 1;
			in_key = ki_str_eq(run_name(folded, i), basis->instead);
		}

		for (size_t k = run.begin; k < run.end; k++) {
			struct koops_frame *frame = basis->stack.telling.frames[k];

			frame->place = in_key ? (unsigned)place : 0;
			if (in_key)
				frame->fate = KOOPS_FATE_KEY;
			else if (i < folded->first)
				frame->fate = KOOPS_FATE_CALLED;
		}
	}
}

bool ki_basis_make(struct ki_arena *arena, struct koops_report *report, struct ki_basis *basis)
{
	const struct rule *rule = &rules[report->class];

	*basis = (struct ki_basis){.report = report, .bug = rule->bug, .frames = rule->frames};
	if (!ki_stack_name(arena, report->guilty, &basis->guilty))
		return false;
	for (size_t i = 0; i < KI_LENGTH(rule->roles) && !basis->stack.telling.count; i++)
		if (!ki_stack_read(arena, report, rule->roles[i], rule->bug, &basis->stack))
			return false;
	if (!basis->stack.telling.count && rule->frames && !stand_in(arena, basis))
		return false;
	if (!fold(arena, &basis->stack.telling, rule->bug, &basis->telling) ||
	    !fold(arena, &basis->stack.all, rule->bug, &basis->all))
		return false;
	basis->frames = frames_of(&basis->telling, rule);
	if (rule->instead == OR_GUILTY && ki_stack_tells(report->guilty, rule->bug))
		basis->instead = basis->guilty;
	else if (rule->instead == OR_CYCLE)
		basis->instead = largest_cycle(&basis->telling);
	note_fates(basis);
	basis->grade = grade_of(basis, rule);
	return true;
}

static void put_line(struct ki_buf *buf, const char *what, struct koops_str value)
{
	if (!value.size)
		return;
	ki_buf_put(buf, ki_str(what));
	ki_buf_putc(buf, ' ');
	ki_buf_put(buf, value);
	ki_buf_putc(buf, '\n');
}

/* The telling functions at one end of the stack, from there on. */
static void put_end(const struct ki_basis *basis, enum ki_stack_end end, size_t frames,
		    struct ki_buf *buf)
{
	const struct ki_folded_names *folded = &basis->telling;
	size_t count = folded->runs.count - folded->first;

	for (size_t i = 0; i < count && i < frames; i++) {
		if (end == KI_STACK_INNER)
			put_line(buf, "inner", run_name(folded, folded->first + i));
		else
			put_line(buf, "outer", run_name(folded, folded->runs.count - 1 - i));
	}
}

/*
 * Whether the function of the title is more than the key has already: where all
 * that the outside of the stack tells is the system call.
 */
static bool guilty_tells_more(const struct ki_basis *basis)
{
	const struct ki_folded_names *folded = &basis->telling;
	size_t count = folded->runs.count - folded->first;

	if (basis->bug != KI_STACK_OUTER || basis->stack.specific || basis->stack.callbacks)
		return false;
	for (size_t i = 0; i < count && i < basis->frames; i++)
		if (ki_str_eq(run_name(folded, folded->runs.count - 1 - i), basis->guilty))
			return false;
	return true;
}

static void put_key(const struct ki_basis *basis, struct ki_buf *buf)
{
	if (basis->instead.size) {
		put_line(buf, basis->bug == KI_STACK_INNER ? "inner" : "cycle", basis->instead);
		return;
	}
	if (basis->frames) {
		put_end(basis, basis->bug, basis->frames, buf);
		if (guilty_tells_more(basis))
			put_line(buf, "guilty", basis->guilty);
		return;
	}
	put_line(buf, "subject", basis->report->subject);
	put_line(buf, "guilty", basis->guilty);
}

static void put_stack(const struct ki_basis *basis, struct ki_buf *buf)
{
	const struct ki_folded_names *folded = &basis->all;

	put_line(buf, "subject", basis->report->subject);
	for (size_t i = folded->first; i < folded->runs.count; i++)
		put_line(buf, ki_run_is_cycle(folded->runs.at[i]) ? "cycle" : "frame",
			 run_name(folded, i));
}

/* The lines that tell a report from another; none if it has nothing to tell. */
static void put_body(const struct ki_basis *basis, enum koops_level level, struct ki_buf *buf)
{
	switch (level) {
	case KOOPS_LEVEL_KEY:
		put_key(basis, buf);
		return;
	case KOOPS_LEVEL_SITE:
		put_line(buf, "guilty", basis->guilty);
		return;
	case KOOPS_LEVEL_STACK:
		put_stack(basis, buf);
		return;
	case KOOPS_LEVEL_FAMILY:
		put_end(basis, KI_STACK_OUTER, FAMILY_FRAMES, buf);
		return;
	}
}

void ki_canonical(const struct ki_basis *basis, enum koops_level level, struct ki_buf *buf)
{
	const struct koops_report *report = basis->report;
	size_t head;

	ki_buf_clear(buf);
	if (basis->grade == KOOPS_GRADE_NONE)
		return;
	put_line(buf, VERSION, ki_str(koops_level_name(level)));
	if (level == KOOPS_LEVEL_STACK)
		put_line(buf, "kind", report->kind);
	else if (level != KOOPS_LEVEL_FAMILY)
		put_line(buf, "event", report->family.size ? report->family : report->kind);
	head = buf->size;
	put_body(basis, level, buf);
	if (buf->size == head && !buf->failed)
		ki_buf_clear(buf);
}
