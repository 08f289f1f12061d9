/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a line is, seen by itself, and the tables that say so.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../failing.h"
#include "edge.h"
#include "parse/kinds.h"
#include "parse/token.h"

static struct ki_mem mem;
static struct ki_rules *rules;
static struct ki_match *match;

static void setup(void)
{
	ki_mem_init(&mem, NULL);
	ck_assert_int_eq(ki_rules_new(&mem, NULL, &rules), KOOPS_OK);
	match = ki_match_new(&mem);
	ck_assert_ptr_nonnull(match);
}

static void teardown(void)
{
	ki_match_free(match);
	ki_rules_free(rules);
}

/* A token that another line left. */
static struct ki_token used_token(void)
{
	static const struct koops_frame frame = {
	    .symbol = {"old", 3}, .module = {"old", 3}, .address = {1, true}};

	return (struct ki_token){
	    .type = KI_TOKEN_BOOT,
	    .marker = {KOOPS_CONTEXT_NMI, true, true},
	    .repeats = true,
	    .rule = (const struct ki_rule *)&frame,
	    .mark = ki_marks,
	    .at = 7,
	    .arch = ki_archs[0],
	    .place = ki_archs[0]->places,
	    .callee = {"old", 3},
	    .more = {"old", 3},
	    .frame = frame,
	};
}

/* clang-format off */
static const struct {
	const char *line;
	enum ki_token_type type;
	/* Of its frame, "" for an empty one, or NULL for a line that has none. */
	const char *symbol;
	/* What it begins with, and how much of it that is; NULL for lines that are in no table. */
	const char *mark;
	size_t at;
} cases[] = {
	{"", KI_TOKEN_BLANK, NULL, NULL, 0},
	{" \t ", KI_TOKEN_BLANK, NULL, NULL, 0},
	{" foo+0x1/0x2", KI_TOKEN_FRAME, "foo", NULL, 0},
	{"Some words of a log", KI_TOKEN_OTHER, NULL, NULL, 0},
	{" <IRQ>", KI_TOKEN_CONTEXT, NULL, NULL, 0},
	{" <IRQ> \t", KI_TOKEN_CONTEXT, NULL, NULL, 0},
	{" <IRQ> <EOI> foo+0x1/0x2", KI_TOKEN_FRAME, "foo", NULL, 0},
	{" <IRQ> and text", KI_TOKEN_OTHER, NULL, NULL, 0},
	{" <FOO>", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"RAX: 0000000000000000 RBX: 0000000000000001", KI_TOKEN_REGISTERS, NULL, NULL, 0},
	{"RIP: 0010:foo+0x1/0x2", KI_TOKEN_PC, NULL, NULL, 0},
	{"lr : foo+0x1/0x2", KI_TOKEN_REGISTERS, NULL, NULL, 0},
	{"BUG: kernel NULL pointer dereference, address: 0000000000000000", KI_TOKEN_HEADER, NULL, NULL, 0},
	{" ffffffffa3803e80 ffffffffa2e35f8b", KI_TOKEN_MEMORY, NULL, NULL, 0},
	{" CPU: 0 PID: 516 Comm: repro", KI_TOKEN_CPU, NULL, "CPU: ", 6},
	{"CPU:  1 PID: 516 Comm: repro", KI_TOKEN_CPU, NULL, "CPU: ", 5},
	{"CPU: vendor Intel", KI_TOKEN_OTHER, NULL, "CPU: ", 5},
	{"CPU: ", KI_TOKEN_OTHER, NULL, "CPU: ", 5},
	{"Hardware name: QEMU", KI_TOKEN_HARDWARE, NULL, "Hardware name: ", 15},
	/* The longest of those that fit. */
	{"Call Trace:", KI_TOKEN_TRACE, "", "Call Trace:", 11},
	{"Call Trace: ([<c0123456>] ", KI_TOKEN_TRACE, "", "Call Trace:", 11},
	{"Call Trace: [<c0123456>] foo+0x1/0x2", KI_TOKEN_TRACE, "foo", "Call Trace:", 11},
	{"Call Trace: and text", KI_TOKEN_TRACE, "", "Call Trace:", 11},
	{"------------[ cut here ]------------", KI_TOKEN_RULER, NULL, "------------[ cut here ]------------", 36},
	/* A lock, although a line of other text begins like this. */
	{"-> #0 (&x->lock){+.+.}-{3:3}:", KI_TOKEN_SECTION, NULL, "-> #", 4},
	{"lock: (&x->lock){+.+.}, at: foo+0x1/0x2", KI_TOKEN_LOCK, "foo", "lock: ", 6},
	{" (&x->lock){+.+.}-{3:3}, at: foo+0x1/0x2 [mod]", KI_TOKEN_LOCK, "foo", NULL, 0},
	{"#0: ffff888012345678 (&x->lock){-...}, at:  [<c0123456>]  foo+0x1/0x2", KI_TOKEN_LOCK, "foo", NULL, 0},
	{"(&x->lock){HARDIRQ-on-W.? /}", KI_TOKEN_LOCK, "", NULL, 0},
	{"(&x->lock){+.+.}, at: a place", KI_TOKEN_LOCK, "", NULL, 0},
	{"(&x->lock){+.+.}, at:", KI_TOKEN_LOCK, "", NULL, 0},
	{"(&x->lock){}, at: foo+0x1/0x2", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"(&x->lock){+.+., at: foo+0x1/0x2", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"(&x->lock){+.+", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"(&x->lock){+!+}, at: foo+0x1/0x2", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"(&x->lock) {+.+.}, at: foo+0x1/0x2", KI_TOKEN_OTHER, NULL, NULL, 0},
	{"(&x->lock), at: foo+0x1/0x2", KI_TOKEN_OTHER, NULL, NULL, 0},
};
/* clang-format on */

START_TEST(lines_are_told_by_their_form)
{
	struct ki_token token = used_token();

	ki_lex(rules, match, ki_str(cases[_i].line), &token);
	ck_assert_msg(token.type == cases[_i].type, "'%s' is %s", cases[_i].line,
		      ki_token_name(token.type));
	ck_assert_int_eq(token.rule != NULL, cases[_i].type == KI_TOKEN_HEADER);
	if (cases[_i].symbol)
		ck_assert_msg(ki_str_eq(token.frame.symbol, ki_str(cases[_i].symbol)),
			      "'%.*s' in '%s'", KI_ARG(token.frame.symbol), cases[_i].line);
	if (cases[_i].mark)
		ck_assert_str_eq(token.mark->literal, cases[_i].mark);
	else
		ck_assert_ptr_null(token.mark);
	ck_assert_uint_eq(token.at, cases[_i].at);
	/* Nothing is left of the line before. */
	ck_assert_int_eq(token.marker.found, !strncmp(cases[_i].line, " <IRQ>", 6));
	ck_assert(!token.repeats && !token.callee.size && !token.more.size);
	if (cases[_i].type != KI_TOKEN_PC && cases[_i].type != KI_TOKEN_REGISTERS)
		ck_assert(!token.arch && !token.place);
}
END_TEST

START_TEST(locks_have_an_address_or_none)
{
	struct ki_token token = used_token();

	ki_lex(rules, match, KI_STR("(&x->lock){+.+.}, at: [<c0123456>] foo+0x1/0x2 [mod]"),
	       &token);
	ck_assert_uint_eq(token.frame.address.value, 0xc0123456);
	ck_assert(ki_str_eq(token.frame.module, KI_STR("mod")));
	token = used_token();
	ki_lex(rules, match, KI_STR("(&x->lock){+.+.}, at: foo+0x1/0x2"), &token);
	ck_assert(!token.frame.address.known && !token.frame.module.size);
	token = used_token();
	ki_lex(rules, match, KI_STR("(&x->lock){+.+.}"), &token);
	ck_assert(!token.frame.address.known && !token.frame.module.size);
}
END_TEST

START_TEST(registers_have_their_machine)
{
	struct ki_token token = used_token();

	ki_lex(rules, match, KI_STR("x5 : 0000000000000000 x4 : 0000000000000001"), &token);
	ck_assert_str_eq(token.arch->name, "arm64");
	ck_assert_ptr_null(token.place);
	ck_assert_uint_eq(token.found.count, 2);
	token = used_token();
	ki_lex(rules, match, KI_STR("EIP is at foo+0x1/0x2"), &token);
	ck_assert_str_eq(token.arch->name, "x86");
	ck_assert_str_eq(token.place->text, "EIP is at ");
}
END_TEST

/* Of several markers the last counts: it is next to the frame. */
START_TEST(markers_are_kept)
{
	struct ki_token token = used_token();

	ki_lex(rules, match, KI_STR(" <NMI> <EOI> foo+0x1/0x2"), &token);
	ck_assert_int_eq(token.type, KI_TOKEN_FRAME);
	ck_assert_int_eq(token.marker.context, KOOPS_CONTEXT_IRQ);
	ck_assert(token.marker.end);
	token = used_token();
	ki_lex(rules, match, KI_STR(" <TASK>"), &token);
	ck_assert_int_eq(token.marker.context, KOOPS_CONTEXT_TASK);
	ck_assert(!token.marker.end);
}
END_TEST

static void lex_any(struct koops_str text, void *user)
{
	struct ki_token token = {0};

	(void)user;
	ki_lex(rules, match, text, &token);
	ki_is_memory(text);
}

START_TEST(types_have_names)
{
	ck_assert_str_eq(ki_token_name(KI_TOKEN_OTHER), "other");
	ck_assert_str_eq(ki_token_name(KI_TOKEN_BOOT), "boot");
	ck_assert_str_eq(ki_token_name(KI_TOKEN_BOOT + 1), "unknown");
}
END_TEST

static const char *const words[] = {
    "9dc0:                                                       00000020 ee1a3fc0",
    " ffffffffa3803e80 ffffffffa2e35f8b ffff8b11150098c0 00000000fed00000",
    "        ...    00000000",
    "60000000 7f44d378 <7f63db78> XXXXXXXX",
    "> d0205a14 d03a3f40 00000001 d03a3f90",
    "          #00000000001148ae: a7740001\t\tbrc\t7,00000000001148b0",
    "->8c20fff8:  mov.l     r1, @(20,r5)",
    " r10:84e00c00 r9:20000000 r8:85048900",
    "[00000009] *pgd=00000000",
    "[0000000100000017] pgd=0800000107ed2003, p4d=0800000107ed2003",
    "  2a:*\t48 8b a8 a0 00 00 00 \tmov    0xa0(%rax),%rbp",
    "   0:\tb510 \tpush\t{r4, lr}",
    "   0:\te5803000 \tstr\tr3, [r0]",
    "========",
    "===========================================",
    "00000020",
    "ffffffffa3803e80",
    "(ee1a3fc0) 0000",
    "e5803000 e5803000 (e5803000)",
    "0000 1234 ... 00000020",
    "9dc0: 00000020",
    "9dc0:00000020",
    "8c20fff8: mov",
    "#8c20fff8: mov",
    ">8c20fff8: mov",
    "<00000020>",
    "r1:84e00c00",
    "[00000009] user address but active_mm is swapper",
    "[ffff000000000009] address between user and kernel address ranges",
    "   0:\t0f0b48e9 \tud2",
    "   0:\t48",
    "   0123456789abcdef:\t48 \tpush",
};
static const char *const no_words[] = {
    "",
    "beef",
    "dead beef",
    "1234",
    "add: 00000001 to it",
    "ready: yes",
    "r8169 0000:02:00.0 eth0: link up",
    "r10:84e00c00 r9:2",
    "[00000009] is here",
    "12: interrupts",
    "==========",
    "deadbeef is an address",
    "   0:\tb5101 \tpush\t{r4, lr}",
    "   0:\tb510x \tpush\t{r4, lr}",
    "   0:b510 \tpush\t{r4, lr}",
    "   0 \tb510 \tpush\t{r4, lr}",
    "   00000000000000000:\tb510 \tpush\t{r4, lr}",
    "   :\tb510 \tpush\t{r4, lr}",
    "[00000009] *pud=00000000",
    "cafe: dead",
    "12345: 00000020 ee1a3fc0",
    "00000020 ee1a3fc0x",
    " ",
    "...",
    "<>",
    "()",
    "<0>",
    "9dc0:",
    "9dc0: 1234",
    "0000 1234",
    "00000020 12345",
    "00000020 ee1a3fc",
    "00000020 0123456789abcdef0",
    "00000020 <ee1a3fc0> yyyyyyyy",
    "<00000020 and text>",
    "123456789: 00000020",
    "- 00000020",
    "r1:84e00c00 and text",
    "r1 84e00c00",
    "r:84e00c00",
    "s1:84e00c00",
    "r1:84e00c0g",
    "r1:84e00c000",
    "=======",
    "[0000009] *pgd=00000000",
    "[00000009]*pgd=00000000",
    "   0:\t485 \tpush",
    "   0:\t0f0b48e90 \tud2",
    "   0:\t",
    "   0:",
    "   0:*",
    "0:\t48 \tpush",
    "   g:\t48 \tpush",
};

START_TEST(memory_is_told_from_text)
{
	for (size_t i = 0; i < KI_LENGTH(words); i++)
		ck_assert_msg(ki_is_memory(ki_str(words[i])), "text: '%s'", words[i]);
	for (size_t i = 0; i < KI_LENGTH(no_words); i++)
		ck_assert_msg(!ki_is_memory(ki_str(no_words[i])), "memory: '%s'", no_words[i]);
}
END_TEST

START_TEST(no_byte_but_the_lines_is_read)
{
	struct koops_str page = edge_page();

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		edge_each_prefix(page, ki_str(cases[i].line), lex_any, NULL);
	for (size_t i = 0; i < KI_LENGTH(words); i++)
		edge_each_prefix(page, ki_str(words[i]), lex_any, NULL);
	for (size_t i = 0; i < KI_LENGTH(no_words); i++)
		edge_each_prefix(page, ki_str(no_words[i]), lex_any, NULL);
	edge_free(page);
}
END_TEST

static bool mark_fits(const struct ki_mark *mark, const char *text)
{
	return !strncmp(text, mark->literal, strlen(mark->literal)) &&
	       (!mark->further || strstr(text, mark->further));
}

/* Whatever the order of the table, the longest mark that fits is the line's. */
START_TEST(the_longest_mark_counts)
{
	char text[256];
	size_t at;

	for (size_t i = 0; i < ki_marks_count; i++) {
		const struct ki_mark *mark, *want = NULL;

		snprintf(text, sizeof(text), " \t%s and %s", ki_marks[i].literal,
			 ki_marks[i].further ? ki_marks[i].further : "text");
		for (size_t k = 0; k < ki_marks_count; k++)
			if (mark_fits(&ki_marks[k], text + 2) &&
			    (!want || strlen(ki_marks[k].literal) > strlen(want->literal)))
				want = &ki_marks[k];
		mark = ki_rules_mark(rules, ki_str(text), &at);
		ck_assert_ptr_nonnull(mark);
		ck_assert_msg(mark == want, "'%s' of '%s'", mark->literal, text);
		ck_assert_uint_eq(at, 2 + strlen(mark->literal));
	}
	ck_assert_ptr_null(ki_rules_mark(rules, KI_STR(""), &at));
	ck_assert_ptr_null(ki_rules_mark(rules, KI_STR(" "), &at));
	ck_assert_ptr_null(ki_rules_mark(rules, KI_STR("Call Trac"), &at));
}
END_TEST

struct taken {
	char text[256];
	int most;
};

static bool take(const struct ki_group *group, struct koops_str value, void *user)
{
	struct taken *taken = user;
	size_t size = strlen(taken->text);

	snprintf(taken->text + size, sizeof(taken->text) - size, "%.*s=%.*s;", KI_ARG(group->name),
		 KI_ARG(value));
	return --taken->most > 0;
}

START_TEST(groups_of_marks_are_given)
{
	static const struct {
		const char *line;
		int most;
		const char *want;
	} lines[] = {
	    {" Hardware name: QEMU", 9, "hardware=QEMU;"},
	    {"Hardware name: ", 9, "hardware=;"},
	    {"Read of size 8 at addr ffff88", 9,
	     "access=Read;access_address=ffff88;access_size=8;"},
	    /* A group that took no part. */
	    {"Read of size 8 by task", 9, "access=Read;access_size=8;"},
	    /* Whoever takes them may stop. */
	    {"Read of size 8 by task", 1, "access=Read;"},
	    {"Hardware name: QEMU", 1, "hardware=QEMU;"},
	    {"Read of size x", 9, ""},
	    {"Call Trace:", 9, ""},
	};

	for (size_t i = 0; i < KI_LENGTH(lines); i++) {
		struct koops_str text = ki_str(lines[i].line);
		struct taken taken = {"", lines[i].most};
		size_t at;
		const struct ki_mark *mark = ki_rules_mark(rules, text, &at);

		ck_assert_int_eq(ki_mark_groups(rules, mark, match, text, take, &taken),
				 lines[i].most > 1);
		ck_assert_str_eq(taken.text, lines[i].want);
	}
}
END_TEST

/* A kind's row is the first that matches: its example is its own, or of a row of its name. */
START_TEST(each_kind_is_told_by_its_example)
{
	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++) {
			const struct ki_kind *kind = &(*table)->rows[i];
			struct ki_places places;
			const struct ki_rule *rule =
			    ki_rules_header(rules, match, ki_str(kind->example), &places);

			ck_assert_msg(rule != NULL, "'%s'", kind->example);
			ck_assert_msg(!strcmp(rule->kind->name, kind->name), "%s: '%s'",
				      rule->kind->name, kind->example);
		}
	ck_assert(!ki_match_take_failure(match));
}
END_TEST

START_TEST(groups_of_kinds_are_given)
{
	static const char line[] = "Kernel panic - not syncing: some text";
	struct ki_places places;
	const struct ki_rule *rule = ki_rules_header(rules, match, KI_STR(line), &places);
	struct taken taken = {"", 9};

	ck_assert_ptr_nonnull(rule);
	ck_assert(ki_rule_groups(rule, &places, KI_STR(line), take, &taken));
	ck_assert_ptr_nonnull(strstr(taken.text, "=some text;"));
	taken = (struct taken){"", 1};
	ck_assert(!ki_rule_groups(rule, &places, KI_STR(line), take, &taken));
}
END_TEST

/* So that a line of many anchors is not tried against all patterns for long. */
START_TEST(headers_end_near_the_begin)
{
	struct ki_places places;
	char text[4096];

	for (int size = 2047; size <= 2049; size++) {
		const struct ki_rule *rule;

		snprintf(text, sizeof(text), "%*s and more", size,
			 "Bad mode in Error handler detected");
		rule = ki_rules_header(rules, match, ki_str(text), &places);
		ck_assert_msg((rule != NULL) == (size <= 2048), "%d", size);
	}
}
END_TEST

START_TEST(kinds_are_listed)
{
	size_t want = 0, anchors = 0;
	struct koops_kind kind;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++) {
			const struct ki_kind *row = &(*table)->rows[i];

			if (row->flags & KI_KIND_NOT)
				continue;
			ck_assert(ki_rules_kind(rules, want++, &kind));
			ck_assert_ptr_eq(kind.name, row->name);
			ck_assert_ptr_eq(kind.example, row->example);
		}
	ck_assert(!ki_rules_kind(rules, want, &kind));
	ck_assert(!ki_rules_kind(rules, want + 1, &kind));
	for (; ki_rules_anchor(rules, anchors); anchors++)
		for (size_t i = 0; i < anchors; i++)
			ck_assert_str_ne(ki_rules_anchor(rules, i),
					 ki_rules_anchor(rules, anchors));
	ck_assert_uint_gt(anchors, 50);
	ck_assert_ptr_null(ki_rules_anchor(rules, anchors + 1));
	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++) {
			size_t at = 0;

			while (at < anchors &&
			       strcmp(ki_rules_anchor(rules, at), (*table)->rows[i].anchor) != 0)
				at++;
			ck_assert_uint_lt(at, anchors);
		}
}
END_TEST

static bool count_call(struct koops_str text, const void *user)
{
	size_t *const *count = user;

	(void)text;
	return ++**count > 1;
}

/* It is asked of texts that are worth it, and believed when it says that there is none. */
START_TEST(what_sees_no_anchor_is_believed)
{
	struct ki_places places;
	size_t calls = 0, *count = &calls;

	ki_rules_prefilter(rules, count_call, &count);
	ck_assert_ptr_nonnull(ki_rules_header(
	    rules, match, KI_STR("Kernel panic - not syncing: some text 9"), &places));
	ck_assert_uint_eq(calls, 0);
	ck_assert_ptr_null(ki_rules_header(
	    rules, match, KI_STR("Kernel panic - not syncing: some text 10"), &places));
	ck_assert_uint_eq(calls, 1);
	ck_assert_ptr_nonnull(ki_rules_header(
	    rules, match, KI_STR("Kernel panic - not syncing: some text 10"), &places));
}
END_TEST

/* Makes rules while one allocation fails; returns how many there were. */
static size_t make_rules(size_t refused)
{
	struct failing failing = {.fail_at = refused};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	struct ki_mem counted;
	struct koops_error error = {0};
	struct ki_rules *made = NULL;
	enum koops_status status;

	ck_assert(ki_mem_init(&counted, &hooks));
	status = ki_rules_new(&counted, &error, &made);
	ck_assert_int_eq(status, refused ? KOOPS_E_MEMORY : KOOPS_OK);
	ck_assert_int_eq(error.status, status);
	ki_rules_free(made);
	ck_assert_uint_eq(failing.live, 0);
	return failing.calls;
}

START_TEST(rules_leave_no_memory_behind)
{
	size_t all = make_rules(0);

	for (size_t refused = 1; refused <= all; refused++)
		make_rules(refused);
	ki_rules_free(NULL);
}
END_TEST

/* A pattern is compiled when a line may match it, which can lack memory, and then never again. */
START_TEST(a_pattern_is_compiled_once)
{
	static const struct koops_str line = {"Kernel panic - not syncing: some text", 37};
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	struct ki_mem counted;
	struct ki_places places;
	struct ki_rules *made;
	const struct ki_rule *rule;
	size_t calls, refused = 0;

	ck_assert(ki_mem_init(&counted, &hooks));
	ck_assert_int_eq(ki_rules_new(&counted, NULL, &made), KOOPS_OK);
	/* The first that may match need not be the one that does. */
	do {
		calls = failing.calls;
		failing.fail_at = calls + ++refused;
		rule = ki_rules_header(made, match, line, &places);
	} while (ki_match_take_failure(match));
	ck_assert_ptr_nonnull(rule);
	ck_assert_uint_gt(refused, 1);
	calls = failing.calls;
	ck_assert_ptr_eq(ki_rules_header(made, match, line, &places), rule);
	ck_assert_uint_eq(failing.calls, calls);
	ki_rules_free(made);
	ck_assert_uint_eq(failing.live, 0);
}
END_TEST

START_TEST(matches_leave_no_memory_behind)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	struct ki_mem counted;
	struct ki_match *made;
	size_t all;

	ck_assert(ki_mem_init(&counted, &hooks));
	made = ki_match_new(&counted);
	ck_assert_ptr_nonnull(made);
	all = failing.calls;
	ki_match_free(made);
	ck_assert_uint_eq(failing.live, 0);
	for (failing.fail_at = 1; failing.fail_at <= all; failing.fail_at++) {
		failing.calls = 0;
		ck_assert_ptr_null(ki_match_new(&counted));
		ck_assert_uint_eq(failing.live, 0);
	}
	ki_match_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lex");
	TCase *tcase = tcase_create("lex");
	SRunner *runner = srunner_create(suite);
	int failed;

	/* Once for all tests, each of which has a process of its own or leaves them as they were.
	 */
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 0);
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, lines_are_told_by_their_form, 0, KI_LENGTH(cases));
	tcase_add_test(tcase, locks_have_an_address_or_none);
	tcase_add_test(tcase, registers_have_their_machine);
	tcase_add_test(tcase, markers_are_kept);
	tcase_add_test(tcase, types_have_names);
	tcase_add_test(tcase, memory_is_told_from_text);
	tcase_add_test(tcase, no_byte_but_the_lines_is_read);
	tcase_add_test(tcase, the_longest_mark_counts);
	tcase_add_test(tcase, groups_of_marks_are_given);
	tcase_add_test(tcase, each_kind_is_told_by_its_example);
	tcase_add_test(tcase, groups_of_kinds_are_given);
	tcase_add_test(tcase, headers_end_near_the_begin);
	tcase_add_test(tcase, kinds_are_listed);
	tcase_add_test(tcase, what_sees_no_anchor_is_believed);
	tcase_add_test(tcase, rules_leave_no_memory_behind);
	tcase_add_test(tcase, a_pattern_is_compiled_once);
	tcase_add_test(tcase, matches_leave_no_memory_behind);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
