/* SPDX-License-Identifier: BSD-2-Clause */
#include "../run.h"
#include "core/buf.h"
#include "made.h"
#include "sign/fold.h"
#include "sign/sign.h"

/* A folded trace as words: "a", or "(a b)*2" for a cycle; innermost first. */
static void describe(const struct koops_trace *trace, struct ki_buf *buf)
{
	for (size_t i = 0; i < trace->folded_count; i++) {
		const struct koops_folded *folded = &trace->folded[i];

		if (i > 0)
			ki_buf_putc(buf, ' ');
		ck_assert_int_eq(folded->symbol.data[folded->symbol.size], '\0');
		if (!folded->cycle_count) {
			ck_assert_uint_eq(folded->turns, 0);
			ki_buf_put(buf, folded->symbol);
			continue;
		}
		ck_assert(ki_str_eq(folded->symbol, folded->cycle[0]));
		for (size_t k = 0; k < folded->cycle_count; k++) {
			ki_buf_putc(buf, k ? ' ' : '(');
			ki_buf_put(buf, folded->cycle[k]);
		}
		ki_buf_put(buf, KI_STR(")*"));
		ki_buf_put_u64(buf, folded->turns);
	}
	ki_buf_putc(buf, '\0');
}

static void fold(struct koops_report *report, struct koops_trace *trace)
{
	struct ki_arena scratch;
	struct ki_functions functions = {.report = report, .scratch = &scratch};
	struct ki_walk walk;

	ki_arena_init(&scratch, &report->mem);
	ck_assert_int_eq(ki_fold(&functions, trace, &walk), KOOPS_OK);
	ki_arena_free(&scratch);
}

static void check_fold(const char *words, const char *want)
{
	struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
	struct koops_trace *trace =
	    made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_UNKNOWN, words);
	struct ki_buf buf;

	ki_buf_init(&buf, &report->mem);
	fold(report, trace);
	describe(trace, &buf);
	ck_assert_msg(strcmp(buf.data, want) == 0, "'%s' gave '%s', not '%s'", words, buf.data,
		      want);
	ki_buf_free(&buf);
	ki_report_free(report);
}

/* By hand: two names are in one cycle if each is called, at whatever depth, from the other. */
START_TEST(cycles_of_every_form)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"", ""},
	    {"a", "a"},
	    {"c b a", "c b a"},
	    /* recursion */
	    {"a a", "(a)*2"},
	    {"c b b b a", "c (b)*3 a"},
	    {"c b c b a", "(b c)*2 a"},
	    /* entered at b, one closed turn, at any phase of it */
	    {"e b d c b a", "e (b c d)*2 a"},
	    {"e c b d c a", "e (c d b)*2 a"},
	    {"e c b d c b a", "e (b c d)*2 a"},
	    /* a turn that is not closed is none */
	    {"d c b a", "d c b a"},
	    /* two cycles, one after the other */
	    {"d c d c b a b a x", "(c d)*2 (a b)*2 x"},
	    /* one inside the other: a calls b, b turns over c, a is called again */
	    {"a c b c b a x", "(a b c)*2 x"},
	    /* overlapping: a b c a and b c a b share functions */
	    {"e b d a c b a x", "e (a b c d)*2 x"},
	    /* the most frequent member counts */
	    {"b a b b b a x", "(a b)*4 x"},
	    /* names are one whatever the compiler appended */
	    {"b a.isra.0 b.cold a x", "(a b)*2 x"},
	    {"__pfx_b a", "b a"},
	    /* what is not reliable is not there */
	    {"?a b ?c =a a", "b a"},
	    /* addresses are nodes of their own */
	    {"0x2 b 0x1 a", "0x2 b 0x1 a"},
	    {"b 0x1 b 0x1 a", "(0x1 b)*2 a"},
	    {"b 0xffffffffa02010b1 b 0x2 a", "(b 0xffffffffa02010b1)*2 0x2 a"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		check_fold(cases[i].in, cases[i].out);
}
END_TEST

/* The reliable frames of a soft lockup in which ftrace and perf call each other. */
START_TEST(cycle_of_a_real_trace)
{
	check_fold("ftrace_call perf_swevent_get_recursion_context perf_trace_buf_alloc "
		   "perf_ftrace_function_call arch_ftrace_ops_list_func ftrace_call "
		   "perf_swevent_event perf_tp_event perf_ftrace_function_call "
		   "0xffffffffa02010b1 _raw_spin_lock __get_locked_pte __text_poke",
		   "(perf_ftrace_function_call perf_tp_event perf_swevent_event ftrace_call "
		   "arch_ftrace_ops_list_func perf_trace_buf_alloc "
		   "perf_swevent_get_recursion_context)*2 "
		   "0xffffffffa02010b1 _raw_spin_lock __get_locked_pte __text_poke");
}
END_TEST

enum { MOST = 12 };

/* Fills reach[x][y]: y can be come to from x over consecutive names. */
static void closure(const unsigned char *walk, size_t count, bool reach[MOST][MOST])
{
	memset(reach, 0, sizeof(bool[MOST][MOST]));
	for (size_t i = 0; i < count; i++) {
		reach[walk[i]][walk[i]] = true;
		if (i + 1 < count)
			reach[walk[i]][walk[i + 1]] = true;
	}
	for (size_t k = 0; k < MOST; k++)
		for (size_t i = 0; i < MOST; i++)
			for (size_t j = 0; j < MOST; j++)
				reach[i][j] |= reach[i][k] && reach[k][j];
}

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

/* Against the definition of strongly connected components, by transitive closure. */
START_TEST(runs_are_the_strongly_connected_components)
{
	static const char letters[] = "abcdefghijkl";
	unsigned state = 7;

	for (unsigned round = 0; round < 2000; round++) {
		unsigned alphabet = 1 + next_random(&state) % MOST;
		size_t count = 1 + next_random(&state) % 40, run_of[40], wrong = 0;
		unsigned char walk[40];
		struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
		struct ki_function *at[40];
		struct ki_walk names = {at, count};
		bool reach[MOST][MOST];
		struct ki_arena arena;
		struct ki_functions functions = {.report = report, .scratch = &arena};
		struct ki_runs runs;

		ki_arena_init(&arena, &report->mem);
		for (size_t i = 0; i < count; i++) {
			walk[i] = next_random(&state) % alphabet;
			at[i] = ki_function_find(&functions,
						 (struct koops_str){&letters[walk[i]], 1}, false);
			ck_assert_ptr_nonnull(at[i]);
		}
		ck_assert(ki_runs_make(&arena, &names, &runs));
		closure(walk, count, reach);
		for (size_t r = 0; r < runs.count; r++)
			for (size_t i = runs.at[r].begin; i < runs.at[r].end; i++)
				run_of[i] = r;
		ck_assert_uint_eq(runs.at[0].begin, 0);
		ck_assert_uint_eq(runs.at[runs.count - 1].end, count);
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < count; j++)
				wrong += (run_of[i] == run_of[j]) !=
					 (reach[walk[i]][walk[j]] && reach[walk[j]][walk[i]]);
		ck_assert_uint_eq(wrong, 0);
		ki_arena_free(&arena);
		ki_report_free(report);
	}
}
END_TEST

static size_t depth_of(const struct ki_function *function)
{
	size_t most = 0;

	for (size_t i = 0; function && i < KI_LENGTH(function->next); i++) {
		size_t depth = depth_of(function->next[i]) + 1;

		if (depth > most)
			most = depth;
	}
	return most;
}

/* What somebody can choose: the last word makes up for what the hash of the first one is. */
static void alike_in_hash(unsigned i, char name[17])
{
	uint64_t first = UINT64_C(0x4141414141414141), last;

	for (unsigned bit = 0; bit < 16; bit++)
		first += (uint64_t)(i >> bit & 1) << bit * 3;
	last = ki_hash_mix(16, first) ^ UINT64_C(0x0123456789abcdef);
	for (unsigned byte = 0; byte < 8; byte++) {
		name[byte] = (char)(first >> 8 * byte);
		name[8 + byte] = (char)(last >> 8 * byte);
	}
	name[16] = '\0';
}

START_TEST(names_of_one_hash_are_found)
{
	enum { NAMES = 5000 };
	struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
	struct ki_functions functions = {.report = report, .scratch = &report->arena};
	static struct ki_function *found[NAMES];
	char name[17];

	for (unsigned i = 0; i < NAMES; i++) {
		alike_in_hash(i, name);
		found[i] = ki_function_find(&functions, (struct koops_str){name, 16}, false);
		ck_assert_ptr_nonnull(found[i]);
		ck_assert_uint_eq(found[i]->hash, found[0]->hash);
		ck_assert(i == 0 || found[i] != found[i - 1]);
	}
	for (unsigned i = 0; i < NAMES; i++) {
		alike_in_hash(i, name);
		ck_assert_ptr_eq(ki_function_find(&functions, (struct koops_str){name, 16}, false),
				 found[i]);
		ck_assert(ki_str_eq(found[i]->name, (struct koops_str){name, 16}));
	}
	/*
	 * Two bits a level: those of the hash, then those of the name, of which the first 48 tell
	 * all these apart.
	 */
	for (size_t i = 0; i < KI_LENGTH(functions.roots); i++)
		ck_assert_uint_le(depth_of(functions.roots[i]), (64 + 48) / 2 + 1);
	ki_report_free(report);
}
END_TEST

/* Most are told apart by the first bits of their hashes. */
START_TEST(names_are_found_soon)
{
	struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
	struct ki_functions functions = {.report = report, .scratch = &report->arena};

	for (unsigned i = 0; i < 8192; i++) {
		char name[32];

		snprintf(name, sizeof(name), "function_number_%u", i);
		ck_assert_ptr_nonnull(ki_function_find(&functions, ki_str(name), false));
	}
	/* 256 in each tree, of which each node has four others: four levels, with good luck. */
	for (size_t i = 0; i < KI_LENGTH(functions.roots); i++)
		ck_assert_uint_le(depth_of(functions.roots[i]), 12);
	ki_report_free(report);
}
END_TEST

/* `name(i)` for i from the outermost frame of 10,000. */
static struct koops_trace *huge(struct koops_report *report, unsigned (*name)(unsigned))
{
	struct koops_trace *trace = made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "");

	for (unsigned i = 10000; i-- > 0;) {
		struct koops_frame *frame = ki_trace_add_frame(report, trace);
		char text[32];

		snprintf(text, sizeof(text), "function_number_%u", name(i));
		frame->symbol = made_str(report, ki_str(text));
	}
	fold(report, trace);
	return trace;
}

static unsigned alike(unsigned i)
{
	(void)i;
	return 0;
}

static unsigned different(unsigned i)
{
	return i;
}

/* A walk that takes the edges of a complete graph: 0 1 0 2 0 3 … 1 2 1 3 … */
static unsigned complete(unsigned i)
{
	return i % 2 ? i / 2 % 100 : i / 200;
}

START_TEST(huge_traces_are_folded_too)
{
	struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
	struct koops_trace *trace = huge(report, alike);

	ck_assert_uint_eq(trace->folded_count, 1);
	ck_assert_uint_eq(trace->folded[0].cycle_count, 1);
	ck_assert_uint_eq(trace->folded[0].turns, 10000);
	trace = huge(report, different);
	ck_assert_uint_eq(trace->folded_count, 10000);
	ck_assert_uint_eq(trace->folded[0].cycle_count, 0);
	trace = huge(report, complete);
	ck_assert_uint_eq(trace->folded_count, 1);
	ck_assert_uint_eq(trace->folded[0].cycle_count, 100);
	ki_report_free(report);
}
END_TEST

/* A frame tells which entry of the folded trace has it, from 1. */
START_TEST(frames_know_their_entry)
{
	static const struct {
		const char *words, *want;
	} rows[] = {
	    {"c b a", "123"},           {"?x c =y b ?z a", "010203"}, {"e b d c b a", "122223"},
	    {"b a b a x ?y", "111120"}, {"0x1 b 0x1 a", "1112"},      {"?a", "0"},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report = made_report("k", "e", KI_CLASS_FAULT);
		struct koops_trace *trace =
		    made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_UNKNOWN, rows[i].words);
		char got[16] = "";

		fold(report, trace);
		ck_assert_uint_eq(trace->frame_count, strlen(rows[i].want));
		for (size_t k = 0; k < trace->frame_count; k++)
			got[k] = (char)('0' + trace->frames[k].fold);
		ck_assert_str_eq(got, rows[i].want);
		ki_report_free(report);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    cycles_of_every_form,
	    cycle_of_a_real_trace,
	    runs_are_the_strongly_connected_components,
	    huge_traces_are_folded_too,
	    names_of_one_hash_are_found,
	    names_are_found_soon,
	    frames_know_their_entry,
	};

	return run_tests("fold", tests, KI_LENGTH(tests));
}
