/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
#include <stdlib.h>

#include "parse/kinds.h"
#include "parse/required.h"
#include "parse/token.h"

static const struct {
	const char *pattern, *around, *further;
} cases[] = {
    {"", "ANCHOR", ""},
    {"abc", "ANCHOR", "abc"},
    {"^abc$", "ANCHOR", "abc"},
    {"ab?cd*e", "ANCHOR", "a"},
    {"abc?de", "ANCHOR", "ab"},
    {"abc{2}defg", "ANCHOR", "defg"},
    {"ab+c", "ANCHOR", "ab"},
    {"a.bcd", "ANCHOR", "bcd"},
    {"ab|cdef", "ANCHOR", ""},
    {"ANCHOR b|cdef", "ANCHOR", ""},
    {"(?:ab|cd)ef", "ANCHOR", "ef"},
    {"a(?:bc)d", "ANCHOR", "abcd"},
    {"a(?<name>bc\\d)e", "ANCHOR", "abc"},
    {"a(bc)?d", "ANCHOR", "a"},
    {"a(bc)+d", "ANCHOR", "a"},
    {"a(?!bcd)e", "ANCHOR", "a"},
    {"a(b(?:cd)e(f|ghijkl))m", "ANCHOR", "abcde"},
    {"ANCHOR: ab(?:c|d)vwxyz", "ANCHOR: ab", "vwxyz"},
    {"vwxyz\\d* ANCHOR: ab(?:c|d)", " ANCHOR: ab", "vwxyz"},
    {"ANCHOR: a\\d+ANCHOR: abc", "ANCHOR: a", "ANCHOR: abc"},
    {"ANCHOR: abcd(?:c|d)xyzz", "ANCHOR: abcd", "xyzz"},
    {"ANCHOR(?:c|d)x", "ANCHOR", "x"},
    {"ANCHOR(?:c|d)", "ANCHOR", ""},
    {"ANCHOR ab(?:c|d)CHOR", "ANCHOR ab", ""},
    {"ANCHORS?", "ANCHOR", ""},
    {"ANCHOR?", "ANCHOR", ""},
    {"(?:a(?:b|c)[)]d)?efg", "ANCHOR", "efg"},
    {"ab[]cde]fgh", "ANCHOR", "fgh"},
    {"ab[^]cde]fgh", "ANCHOR", "fgh"},
    {"a\\.b\\[c\\d\\]", "ANCHOR", "a.b[c"},
    {"a\\.?bc", "ANCHOR", "bc"},
    {"\\babc\\b", "ANCHOR", "abc"},
    {"(?<![a-z] )abc", "ANCHOR", "abc"},
    {"(?J)ANCHOR: abc", "ANCHOR: abc", ""},
    {"(?i)abc", "ANCHOR", ""},
    {"ANCHOR a(?i)abc", "ANCHOR", ""},
    {"\\x41bc", "ANCHOR", ""},
    {"\\Qa|b\\E", "ANCHOR", ""},
    /* The first of the longest. */
    {"abc\\ddef", "ANCHOR", "abc"},
    {"abc\\ddefg\\dhij", "ANCHOR", "defg"},
    /* What ends a class or a group, and what only looks like it. */
    {"[\\]x]abc", "ANCHOR", "abc"},
    {"[\\]]abc", "ANCHOR", "abc"},
    {"a[^b\\]cd]efg", "ANCHOR", "efg"},
    {"a[b]c]de", "ANCHOR", "c]de"},
    {"(a\\)b)?cd", "ANCHOR", "cd"},
    {"((a)bc)?de", "ANCHOR", "de"},
    {"([)]abc)?de", "ANCHOR", "de"},
    {"([(]abc)?de", "ANCHOR", "de"},
    {"(a\\(bc)?de", "ANCHOR", "de"},
    {"a)bc", "ANCHOR", "abc"},
    /* Groups that are there once in each match. */
    {"(a\\|b)c", "ANCHOR", "a|bc"},
    {"(a[|]bc)d", "ANCHOR", "bcd"},
    {"(a(b|c)d)e", "ANCHOR", "de"},
    {"(a|b)c", "ANCHOR", "c"},
    {"(a(b)|cd)e", "ANCHOR", "e"},
    {"(a\\()bc", "ANCHOR", "a(bc"},
    {"a(?:)bc", "ANCHOR", "abc"},
    {"a(?:b)(?:c)d", "ANCHOR", "abcd"},
    {"a(?<n>b)c(?<m>d)", "ANCHOR", "abcd"},
    /* And those that are not, or take nothing of a text. */
    {"(ab){2}cd", "ANCHOR", "cd"},
    {"(ab)*cd", "ANCHOR", "cd"},
    {"(?<n>ab)?cd", "ANCHOR", "cd"},
    {"(?=abc)d", "ANCHOR", "d"},
    {"(?!abc)d", "ANCHOR", "d"},
    {"(?<=abc)d", "ANCHOR", "d"},
    {"(?>abc)d", "ANCHOR", "d"},
    {"(?P<n>abc)d", "ANCHOR", ""},
    {"a{2}b{3}cde", "ANCHOR", "cde"},
    {"\\d\\D\\w\\W\\s\\S\\b\\B\\A\\z\\Zabc", "ANCHOR", "abc"},
    {"abc\\d\\nd", "ANCHOR", ""},
    /* Broken ones. */
    {"abc\\", "ANCHOR", "abc"},
    {"abc[", "ANCHOR", "abc"},
    {"abc[^", "ANCHOR", "abc"},
    {"abc[\\", "ANCHOR", "abc"},
    {"abc(", "ANCHOR", "abc"},
    {"abc(d[e", "ANCHOR", "abc"},
    {"abc(d\\", "ANCHOR", "abc"},
    {"abc(d\\)", "ANCHOR", "abc"},
    {"\\d", "ANCHOR", ""},
    {"abc{2", "ANCHOR", "ab"},
    {"(unclosed", "ANCHOR", ""},
    {"[unclosed", "ANCHOR", ""},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz?", "ANCHOR",
     "abcdefghijklmnopqrstuvwxyzabcde"},
    {"abcdefghijklmnopqrstuvwxyzabcdef?", "ANCHOR", "abcdefghijklmnopqrstuvwxyzabcde"},
    {"abcdefghijklmnopqrstuvwxyzabcde?", "ANCHOR", "abcdefghijklmnopqrstuvwxyzabcd"},
    {"abcdefghijklmnopqrstuvwxyzabcdefg\\d01234567890123456789012345678901234", "ANCHOR",
     "abcdefghijklmnopqrstuvwxyzabcde"},
    {"abcdefghijklmnopqrstuvwxyzabcANCHOR", "ANCHOR", "abcdefghijklmnopqrstuvwxyzabcAN"},
};

START_TEST(literals_are_found)
{
	struct ki_required got;

	ki_required(cases[_i].pattern, "ANCHOR", &got);
	ck_assert_msg(!strcmp(got.around, cases[_i].around), "'%s' of '%s'", got.around,
		      cases[_i].pattern);
	ck_assert_msg(!strcmp(got.further, cases[_i].further), "'%s' of '%s'", got.further,
		      cases[_i].pattern);
}
END_TEST

/* What a pattern matches has its literals. */
START_TEST(examples_have_theirs)
{
	size_t with = 0, all = 0;

	for (const struct ki_kind_table *const *table = ki_kind_tables; *table; table++)
		for (size_t i = 0; i < (*table)->count; i++) {
			const struct ki_kind *kind = &(*table)->rows[i];
			struct ki_required got;

			ki_required(kind->pattern, kind->anchor, &got);
			ck_assert_msg(strstr(kind->example, got.around), "'%s' in '%s'", got.around,
				      kind->example);
			ck_assert_msg(strstr(kind->example, got.further), "'%s' in '%s'",
				      got.further, kind->example);
			ck_assert_ptr_nonnull(strstr(got.around, kind->anchor));
			with += strlen(got.around) > strlen(kind->anchor) || got.further[0];
			all++;
		}
	/* Else they would be of little use. */
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
