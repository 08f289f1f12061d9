/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
#include <stdlib.h>

#include "parse/kinds.h"
#include "parse/required.h"
#include "parse/token.h"

static const struct {
	const char *pattern, *literal;
} cases[] = {
    {"", ""},
    {"abc", "abc"},
    {"^abc$", "abc"},
    {"ab?cd*e", "a"},
    {"abc?de", "ab"},
    {"abc{2}defg", "defg"},
    {"ab+c", "ab"},
    {"a.bcd", "bcd"},
    {"ab|cdef", ""},
    {"(?:ab|cd)ef", "ef"},
    {"a(?:bc)d", "abcd"},
    {"a(?<name>bc\\d)e", "abc"},
    {"a(bc)?d", "a"},
    {"a(bc)+d", "a"},
    {"a(?!bcd)e", "a"},
    {"a(b(?:cd)e(f|ghijkl))m", "abcde"},
    {"ANCHOR: ab(?:c|d)vwxyz", "vwxyz"},
    {"ANCHOR: abcd(?:c|d)xyzz", "ANCHOR: abcd"},
    {"ANCHOR(?:c|d)x", "x"},
    {"ANCHOR(?:c|d)", ""},
    {"(?:a(?:b|c)[)]d)?efg", "efg"},
    {"ab[]cde]fgh", "fgh"},
    {"ab[^]cde]fgh", "fgh"},
    {"a\\.b\\[c\\d\\]", "a.b[c"},
    {"a\\.?bc", "bc"},
    {"\\babc\\b", "abc"},
    {"(?<![a-z] )abc", "abc"},
    {"(?i)abc", ""},
    {"\\x41bc", ""},
    {"\\Qa|b\\E", ""},
    {"(unclosed", ""},
    {"[unclosed", ""},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz?", "abcdefghijklmnopqrstuvwxyzabcde"},
};

START_TEST(literals_are_found)
{
	char literal[KI_REQUIRED_MOST];
	struct koops_str got = {literal, ki_required(cases[_i].pattern, "ANCHOR", literal)};

	ck_assert_msg(ki_str_eq(got, ki_str(cases[_i].literal)), "'%.*s' of '%s'", KI_ARG(got),
		      cases[_i].pattern);
}
END_TEST

/* What a pattern matches has its literal. */
START_TEST(examples_have_theirs)
{
	size_t with = 0, all = 0;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++) {
			const struct ki_kind *kind = &(*table)->rows[i];
			struct koops_str example = ki_str(kind->example);
			char literal[KI_REQUIRED_MOST];
			struct koops_str got = {literal,
						ki_required(kind->pattern, kind->anchor, literal)};

			ck_assert_msg(!got.size || ki_str_find(example, got) < example.size,
				      "'%.*s' in '%s'", KI_ARG(got), kind->example);
			with += got.size > 0;
			all++;
		}
	/* Else it would be of little use. */
	ck_assert_uint_gt(with * 2, all);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("required");
	TCase *tcase = tcase_create("required");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, literals_are_found, 0, KI_LENGTH(cases));
	tcase_add_test(tcase, examples_have_theirs);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
