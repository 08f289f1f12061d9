/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any walk through functions is a stack.  It folds as the strongly connected components of its
 * graph do, found the slow way, and what docs/signature.md leaves out changes no key:
 * one more turn of a cycle, unreliable and inlined frames, what compilers append, offsets.
 */
#include "fuzz.h"

#include <string.h>

#include "model/report.h"
#include "sign/fold.h"
#include "sign/sign.h"

enum { FRAMES_MOST = 48 };

/* Of every list that signatures have, and of none. */
static const char *const words[] = {
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "",
    "dump_stack",
    "panic",
    "__x64_sys_read",
    "__do_sys_read",
    "ksys_read",
    "do_syscall_64",
    "entry_SYSCALL_64_after_hwframe",
    "asm_sysvec_apic_timer_interrupt",
    "handle_softirqs",
    "net_rx_action",
    "rcu_do_batch",
    "mutex_lock",
    "vfs_write",
    "_RNvC4demo4open",
    "ret_from_fork",
    "schedule",
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

/* How a report is made different without being another. */
struct change {
	/* Functions [begin, end) come twice. */
	size_t begin, end;
	bool noise, suffixes;
};

struct stack {
	enum ki_class class;
	const uint8_t *frames;
	size_t count;
};

static struct koops_str copy(struct koops_report *report, const char *name, const char *suffix)
{
	struct fuzz_text text = {0};
	struct koops_str made;

	fuzz_puts(&text, name);
	if (*name)
		fuzz_puts(&text, suffix);
	if (!ki_report_str(report, (struct koops_str){text.data, text.size}, &made))
		fuzz_fail("out of memory");
	fuzz_free(&text);
	return made;
}

static void add_frame(struct koops_report *report, struct koops_trace *trace, const char *name,
		      const char *suffix, unsigned flags)
{
	struct koops_frame *frame = ki_trace_add_frame(report, trace);

	if (!frame)
		fuzz_fail("out of memory");
	frame->symbol = copy(report, name, suffix);
	frame->module = KI_STR("");
	frame->flags = flags;
	if (*suffix || !*name) {
		frame->offset = ki_number(trace->frame_count);
		frame->address = ki_number(0xffff + trace->frame_count);
	}
}

static void add_once(struct koops_report *report, struct koops_trace *trace, uint8_t byte,
		     const struct change *change)
{
	const char *name = words[byte % WORDS];

	if (change->noise) {
		add_frame(report, trace, "noise", "", KOOPS_FRAME_UNRELIABLE);
		add_frame(report, trace, name, "", KOOPS_FRAME_INLINED);
	}
	add_frame(report, trace, name, change->suffixes && name[0] != '_' ? ".isra.0.cold" : "", 0);
}

static struct koops_report *make(const struct stack *stack, const struct change *change)
{
	struct koops_report *report;
	struct koops_trace *trace;
	struct ki_arena scratch;
	struct ki_mem mem;

	ki_mem_init(&mem, NULL);
	report = ki_report_new(&mem);
	trace = report ? ki_report_add_trace(report) : NULL;
	if (!trace)
		fuzz_fail("out of memory");
	report->kind = KI_STR("kind");
	report->family = KI_STR("event");
	report->class = stack->class;
	report->subject = report->guilty = KI_STR("");
	trace->role = KOOPS_ROLE_OWN;
	for (size_t i = 0; i < stack->count; i++) {
		add_once(report, trace, stack->frames[i], change);
		if (i + 1 == change->end)
			for (size_t k = change->begin; k < change->end; k++)
				add_once(report, trace, stack->frames[k], change);
	}
	ki_arena_init(&scratch, &report->mem);
	if (ki_sign(report, NULL, &scratch) != KOOPS_OK)
		fuzz_fail("not signed");
	ki_arena_free(&scratch);
	return report;
}

static void describe(const struct koops_report *report, struct fuzz_text *text)
{
	fuzz_puts(text, koops_grade_name(report->signature.grade));
	for (int level = 0; level <= KOOPS_LEVEL_FAMILY; level++) {
		struct koops_str canonical = report->signature.canonical[level];

		if (!canonical.size != !report->signature.value[level].size)
			fuzz_fail("a key without its text");
		if (canonical.size && canonical.data[canonical.size - 1] != '\n')
			fuzz_fail("a text that does not end");
		fuzz_puts(text, "\n");
		fuzz_append(canonical.data, canonical.size, text);
	}
}

static void check_same(const struct stack *stack, const struct change *change, const char *what)
{
	const struct change none = {0};
	struct koops_report *one = make(stack, &none), *other = make(stack, change);
	struct fuzz_text a = {0}, b = {0};

	describe(one, &a);
	describe(other, &b);
	fuzz_same(&a, &b, what);
	fuzz_free(&a);
	fuzz_free(&b);
	ki_report_free(one);
	ki_report_free(other);
}

/* Whether two neighbours are in one component: the outer one can be reached from the inner. */
static bool is_joined(const struct koops_str *names, size_t count, size_t at)
{
	bool reached[FRAMES_MOST] = {false}, more = true;

	/* An edge goes from names[i] to names[i + 1]; the walk has the one from `at` outwards. */
	reached[at + 1] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < count; k++) {
				bool edge = k == i + 1 || ki_str_eq(names[i], names[k]);

				if (reached[i] && edge && !reached[k])
					reached[k] = more = true;
			}
	}
	return reached[at];
}

static void check_runs(const struct stack *stack)
{
	struct koops_str names[FRAMES_MOST];
	struct ki_function *at[FRAMES_MOST];
	struct ki_walk walk = {at, stack->count};
	struct koops_report report = {0};
	struct ki_functions functions = {.report = &report, .scratch = &report.arena};
	struct ki_runs runs;
	size_t run = 0;

	ki_mem_init(&report.mem, NULL);
	ki_arena_init(&report.arena, &report.mem);
	for (size_t i = 0; i < stack->count; i++) {
		names[i] = ki_str(words[stack->frames[i] % WORDS]);
		at[i] = ki_function_find(&functions, names[i], true);
		if (!at[i])
			fuzz_fail("out of memory");
	}
	if (!ki_runs_make(&report.arena, &walk, &runs))
		fuzz_fail("out of memory");
	for (size_t i = 0; i < stack->count; i++) {
		bool ends = i + 1 == stack->count || !is_joined(names, stack->count, i);

		if (run >= runs.count || i < runs.at[run].begin || i >= runs.at[run].end)
			fuzz_fail("a name outside of its run");
		if (ends != (i + 1 == runs.at[run].end))
			fuzz_fail("a run that is no component");
		run += ends;
	}
	if (run != runs.count)
		fuzz_fail("too many runs");
	ki_arena_free(&report.arena);
}

/* Whether a function that only a turn has is one that cuts the stack for the signature. */
static bool is_plain(const struct stack *stack, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (stack->frames[i] % WORDS > 7)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stack stack = {.frames = data + 2};

	if (size < 3)
		return -1;
	stack.count = size - 2 < FRAMES_MOST ? size - 2 : FRAMES_MOST;
	stack.class = (enum ki_class)(data[0] % (KI_CLASS_TEXT + 1));
	check_runs(&stack);
	check_same(&stack, &(struct change){.noise = true}, "frames that don't count changed it");
	check_same(&stack, &(struct change){.suffixes = true}, "suffixes changed it");
	/* One more turn: from behind a function to where it is again. */
	for (size_t i = data[1] % stack.count; i + 1 < stack.count; i++)
		for (size_t k = i + 1; k < stack.count; k++)
			if (stack.frames[i] % WORDS == stack.frames[k] % WORDS &&
			    is_plain(&stack, i, k + 1)) {
				check_same(&stack, &(struct change){.begin = i + 1, .end = k + 1},
					   "a turn changed it");
				return 0;
			}
	return 0;
}
