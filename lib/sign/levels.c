/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/levels.h"

#include "sign/sign.h"

enum {
	/* The way into the kernel and the functions next to it. */
	FAMILY_FRAMES = 4,
	/* Bytes of the longest word. */
	WORD_MOST = 8,
	/* And of all that a line has besides its value. */
	LINE_MORE = WORD_MOST + 1,
};

enum word {
	WORD_VERSION,
	WORD_EVENT,
	WORD_KIND,
	WORD_SUBJECT,
	WORD_GUILTY,
	WORD_INNER,
	WORD_OUTER,
	WORD_FRAME,
	WORD_CYCLE,
};

/* What lines begin with. */
static const struct {
	char text[WORD_MOST];
	unsigned char size;
} words[] = {
    [WORD_VERSION] = {"k1 ", 3},      [WORD_EVENT] = {"event ", 6},   [WORD_KIND] = {"kind ", 5},
    [WORD_SUBJECT] = {"subject ", 8}, [WORD_GUILTY] = {"guilty ", 7}, [WORD_INNER] = {"inner ", 6},
    [WORD_OUTER] = {"outer ", 6},     [WORD_FRAME] = {"frame ", 6},   [WORD_CYCLE] = {"cycle ", 6},
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
 * The name in signatures of the function that a symbol belongs to; NULL if it has none.  Returns
 * false for want of memory.
 */
static bool find_named(struct ki_functions *functions, struct koops_str symbol,
		       enum ki_stack_end bug, struct ki_function **function,
		       struct ki_function **named)
{
	*function = *named = NULL;
	if (!symbol.size)
		return true;
	*function = ki_function_of(functions, symbol);
	if (!*function || !ki_function_judge(functions, *function, bug))
		return false;
	*named = (*function)->syscall ? (*function)->syscall : (*function)->named;
	if (!(*named)->name.size)
		*named = NULL;
	return true;
}

/*
 * Where no stack has a function that tells something, the one that the header
 * names stands for it, or a service, or the program counter.
 */
static bool stand_in(struct ki_functions *functions, struct ki_function *guilty,
		     struct ki_basis *basis)
{
	struct ki_walk *telling = &basis->stack.telling, *all = &basis->stack.all;
	struct ki_function *other;

	telling->at = ki_arena_room(functions->scratch, sizeof(struct ki_function *));
	if (!telling->at)
		return false;
	telling->at[0] = guilty;
	if (!guilty && all->count)
		telling->at[0] = all->at[basis->bug == KI_STACK_INNER ? 0 : all->count - 1];
	else if (!guilty && !find_named(functions, basis->report->pc.symbol, basis->bug, &other,
					&telling->at[0]))
		return false;
	telling->count = telling->at[0] != NULL;
	basis->stack.frames = NULL;
	if (!all->count)
		*all = *telling;
	return true;
}

static bool fold(struct ki_arena *arena, const struct ki_walk *walk, enum ki_stack_end bug,
		 struct ki_folded_walk *folded)
{
	folded->first = 0;
	if (!ki_runs_make(arena, walk, &folded->runs))
		return false;
	/* What a turn of the innermost cycle had called when it was sampled is chance. */
	for (size_t i = 0; i < folded->runs.count && bug == KI_STACK_OUTER; i++)
		if (ki_run_is_cycle(folded->runs.at[i])) {
			folded->first = i;
			break;
		}
	return true;
}

static struct koops_str run_name(const struct ki_folded_walk *folded, size_t at)
{
	return folded->runs.at[at].first->name;
}

/*
 * How many functions the key has: a function that checks what it is handed
 * (caller.list) is known by its caller too, which may be missing.
 */
static size_t frames_of(const struct ki_folded_walk *folded, const struct rule *rule)
{
	size_t frames = rule->frames;

	while (rule->bug == KI_STACK_INNER && frames && frames <= folded->runs.count &&
	       ki_function_in(folded->runs.at[frames - 1].first, KI_LIST_CALLER))
		frames++;
	return frames;
}

/*
 * What turned until the stack was full; none, if nothing did.  The members are counted, since
 * how many turns are seen depends on how much of the stack was free.
 */
static struct koops_str largest_cycle(const struct ki_folded_walk *folded)
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
	const struct ki_folded_walk *folded = &basis->telling;
	size_t count = folded->runs.count;

	for (size_t i = 0; basis->stack.frames && i < count; i++) {
		const struct ki_run run = folded->runs.at[i];
		size_t place = basis->bug == KI_STACK_INNER ? i - folded->first + 1 : count - i;
		bool in_key = i >= folded->first && place <= basis->frames;

		if (basis->instead.size) {
			place = 1;
			in_key = ki_str_eq(run_name(folded, i), basis->instead);
		}

		for (size_t k = run.begin; k < run.end; k++) {
			struct koops_frame *frame = basis->stack.frames[k];

			frame->place = in_key ? (unsigned)place : 0;
			if (in_key)
				frame->fate = KOOPS_FATE_KEY;
			else if (i < folded->first)
				frame->fate = KOOPS_FATE_CALLED;
		}
	}
}

static size_t runs_size(const struct ki_folded_walk *folded)
{
	size_t size = 0;

	for (size_t i = 0; i < folded->runs.count; i++)
		size += folded->runs.at[i].first->name.size + LINE_MORE;
	return size;
}

/* More bytes than any text of a report has, with a NUL behind it. */
static size_t text_most(const struct ki_basis *basis)
{
	const struct koops_report *report = basis->report;
	size_t size = report->kind.size + report->family.size + report->subject.size +
		      basis->guilty.size + basis->instead.size + runs_size(&basis->telling);

	if (basis->all.runs.at != basis->telling.runs.at)
		size += runs_size(&basis->all);
	return size + 8 * LINE_MORE;
}

/* The stack, and what stands in for it. */
static bool read_stack(struct ki_functions *functions, const struct ki_walk *walks,
		       const struct rule *rule, struct ki_function *guilty, struct ki_basis *basis)
{
	struct ki_stack *stack = &basis->stack;

	for (size_t i = 0; i < KI_LENGTH(rule->roles) && !stack->telling.count; i++) {
		if (i && rule->roles[i] == rule->roles[i - 1])
			break;
		if (!ki_stack_read(functions, walks, rule->roles[i], rule->bug, stack))
			return false;
	}
	if (!stack->telling.count && rule->frames && !stand_in(functions, guilty, basis))
		return false;
	if (!fold(functions->scratch, &stack->telling, rule->bug, &basis->telling))
		return false;
	basis->all = basis->telling;
	return stack->all.at == stack->telling.at ||
	       fold(functions->scratch, &stack->all, rule->bug, &basis->all);
}

bool ki_basis_make(struct ki_functions *functions, const struct ki_walk *walks,
		   struct ki_basis *basis)
{
	const struct koops_report *report = functions->report;
	const struct rule *rule = &rules[report->class];
	struct ki_function *guilty, *named;

	*basis = (struct ki_basis){.report = report, .bug = rule->bug, .frames = rule->frames};
	if (!find_named(functions, report->guilty, rule->bug, &guilty, &named) ||
	    !read_stack(functions, walks, rule, named, basis))
		return false;
	if (named)
		basis->guilty = named->name;
	basis->frames = frames_of(&basis->telling, rule);
	if (rule->instead == OR_GUILTY && named && guilty->part == KI_PART_NAME)
		basis->instead = basis->guilty;
	else if (rule->instead == OR_CYCLE)
		basis->instead = largest_cycle(&basis->telling);
	note_fates(basis);
	basis->grade = grade_of(basis, rule);
	basis->text_most = text_most(basis);
	return true;
}

/* Writes behind `at`, where there is room for any text; returns where it ends. */
static char *put_line(char *at, enum word word, struct koops_str value)
{
	if (!value.size)
		return at;
	/* More than the word is, of a constant size. */
	memcpy(at, words[word].text, WORD_MOST);
	at += words[word].size;
	memcpy(at, value.data, value.size);
	at += value.size;
	*at++ = '\n';
	return at;
}

/* The telling functions at one end of the stack, from there on. */
static char *put_end(char *at, const struct ki_basis *basis, enum ki_stack_end end, size_t frames)
{
	const struct ki_folded_walk *folded = &basis->telling;
	size_t count = folded->runs.count - folded->first;

	for (size_t i = 0; i < count && i < frames; i++) {
		if (end == KI_STACK_INNER)
			at = put_line(at, WORD_INNER, run_name(folded, folded->first + i));
		else
			at = put_line(at, WORD_OUTER, run_name(folded, folded->runs.count - 1 - i));
	}
	return at;
}

/*
 * Whether the function of the title is more than the key has already: where all
 * that the outside of the stack tells is the system call.
 */
static bool guilty_tells_more(const struct ki_basis *basis)
{
	const struct ki_folded_walk *folded = &basis->telling;
	size_t count = folded->runs.count - folded->first;

	if (basis->bug != KI_STACK_OUTER || basis->stack.specific || basis->stack.callbacks)
		return false;
	for (size_t i = 0; i < count && i < basis->frames; i++)
		if (ki_str_eq(run_name(folded, folded->runs.count - 1 - i), basis->guilty))
			return false;
	return true;
}

static char *put_key(char *at, const struct ki_basis *basis)
{
	if (basis->instead.size)
		return put_line(at, basis->bug == KI_STACK_INNER ? WORD_INNER : WORD_CYCLE,
				basis->instead);
	if (!basis->frames) {
		at = put_line(at, WORD_SUBJECT, basis->report->subject);
		return put_line(at, WORD_GUILTY, basis->guilty);
	}
	at = put_end(at, basis, basis->bug, basis->frames);
	return guilty_tells_more(basis) ? put_line(at, WORD_GUILTY, basis->guilty) : at;
}

static char *put_stack(char *at, const struct ki_basis *basis)
{
	const struct ki_folded_walk *folded = &basis->all;

	at = put_line(at, WORD_SUBJECT, basis->report->subject);
	for (size_t i = folded->first; i < folded->runs.count; i++)
		at = put_line(at, ki_run_is_cycle(folded->runs.at[i]) ? WORD_CYCLE : WORD_FRAME,
			      run_name(folded, i));
	return at;
}

/* The lines that tell a report from another; none if it has nothing to tell. */
static char *put_body(char *at, const struct ki_basis *basis, enum koops_level level)
{
	switch (level) {
	case KOOPS_LEVEL_KEY:
		return put_key(at, basis);
	case KOOPS_LEVEL_SITE:
		return put_line(at, WORD_GUILTY, basis->guilty);
	case KOOPS_LEVEL_STACK:
		return put_stack(at, basis);
	case KOOPS_LEVEL_FAMILY:
		return put_end(at, basis, KI_STACK_OUTER, FAMILY_FRAMES);
	}
	return at;
}

/* What each text begins with. */
static char *put_head(char *at, const struct ki_basis *basis, enum koops_level level)
{
	const struct koops_report *report = basis->report;

	at = put_line(at, WORD_VERSION, ki_str(koops_level_name(level)));
	if (level == KOOPS_LEVEL_STACK)
		return put_line(at, WORD_KIND, report->kind);
	if (level == KOOPS_LEVEL_FAMILY)
		return at;
	return put_line(at, WORD_EVENT, report->family.size ? report->family : report->kind);
}

bool ki_canonical(const struct ki_basis *basis, enum koops_level level, struct ki_arena *arena,
		  struct koops_str *str)
{
	char *begin, *body, *end;

	*str = KI_STR("");
	if (basis->grade == KOOPS_GRADE_NONE ||
	    (level == KOOPS_LEVEL_SITE && !basis->guilty.size) ||
	    (level == KOOPS_LEVEL_FAMILY && !basis->telling.runs.count))
		return true;
	begin = ki_arena_text(arena, basis->text_most);
	if (!begin)
		return false;
	body = put_head(begin, basis, level);
	end = put_body(body, basis, level);
	if (end != body)
		*str = (struct koops_str){begin, (size_t)(end - begin)};
	*end = '\0';
	ki_arena_trim(arena, begin, str->size ? str->size + 1 : 0);
	return true;
}
