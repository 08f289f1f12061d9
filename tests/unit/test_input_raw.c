/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where raw lines end and what is in them, beside the same byte by byte.
 */
#include <check.h>
#include <stdlib.h>

#include "input/state.h"

enum { LOGS = 20000, LOG_MOST = 90 };

static uint32_t seed = 1;

static unsigned below(unsigned limit)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (seed >> 8) % limit;
}

static unsigned class_of(struct koops_str line, size_t at)
{
	static const struct {
		char byte;
		enum ki_class class;
	} known[] = {{'^', KI_CLASS_CARET},  {'<', KI_CLASS_LESS}, {'&', KI_CLASS_AMPERSAND},
		     {'=', KI_CLASS_EQUALS}, {'#', KI_CLASS_HASH}, {':', KI_CLASS_COLON},
		     {'[', KI_CLASS_BRACKET}};
	unsigned char c = (unsigned char)line.data[at];
	unsigned all = 0;

	if (c >= 0x80)
		return KI_CLASS_HIGH;
	if ((c < 0x20 && c != '\t') || c == 0x7f)
		return KI_CLASS_CONTROL;
	for (size_t i = 0; i < KI_LENGTH(known); i++)
		all |= (char)c == known[i].byte ? (unsigned)known[i].class : 0;
	if (c == ':' && at && at + 2 < line.size && ki_is_digit(line.data[at - 1]) &&
	    ki_is_digit(line.data[at + 1]) && ki_is_digit(line.data[at + 2]))
		all |= KI_CLASS_CLOCK;
	return all;
}

static void check_log(struct koops_str log, size_t from, bool strip)
{
	struct koops_str rest = log, line, want = log;
	unsigned classes, all = 0;

	want.size = 0;
	while (want.size < log.size && log.data[want.size] != '\n')
		want.size++;
	line = ki_take_line(&rest, from, strip, &classes);
	ck_assert_ptr_eq(rest.data, log.data + want.size + (want.size < log.size));
	ck_assert_uint_eq(rest.size, log.size - (size_t)(rest.data - log.data));
	while (strip && want.size && want.data[want.size - 1] == '\r')
		want.size--;
	for (size_t i = from; i < want.size; i++)
		all |= class_of(want, i);
	ck_assert_msg(line.data == want.data && line.size == want.size && classes == all,
		      "of '%.*s' from %zu: %zu bytes, classes %x, want %zu and %x", KI_ARG(log),
		      from, line.size, classes, want.size, all);
}

START_TEST(lines_end_and_have_classes)
{
	static const char often[] = "abc 0123:",
			  rare[] = "\n\n\r:::::[<>=&#^\"'\t\x01\x7f\x80\xff_~";

	for (unsigned i = 0; i < LOGS; i++) {
		/* Of its own size, so that a sanitizer sees what is read behind it. */
		size_t size = below(LOG_MOST), first = 0;
		char *log = malloc(size + !size);

		ck_assert_ptr_nonnull(log);
		for (size_t at = 0; at < size; at++)
			log[at] = below(12) ? often[below(sizeof(often) - 1)]
					    : rare[below(sizeof(rare) - 1)];
		while (first < size && log[first] != '\n')
			first++;
		check_log((struct koops_str){log, size}, 0, i % 2);
		check_log((struct koops_str){log, size}, below((unsigned)first + 1), false);
		free(log);
	}
	ck_assert_uint_eq(ki_classes(KI_STR("a\nb")), KI_CLASS_CONTROL);
	ck_assert_uint_eq(ki_classes(KI_STR("a:\r")), KI_CLASS_CONTROL | KI_CLASS_COLON);
	ck_assert_uint_eq(ki_classes(KI_STR("")), 0);
}
END_TEST

START_TEST(masks_are_the_same_on_all_machines)
{
	for (unsigned bits = 0; bits < 1U << 16; bits++) {
		ki_vector v = {0};

		for (unsigned i = 0; i < 16; i++)
			v[i] = bits >> i & 1 ? -1 : 0;
		ck_assert_uint_eq(ki_vector_mask_any(&v), bits);
		ck_assert_uint_eq(ki_vector_mask(&v), bits);
		ck_assert_int_eq(ki_vector_any(&v), bits != 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("input_raw");
	TCase *tcase = tcase_create("raw");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, lines_end_and_have_classes);
	tcase_add_test(tcase, masks_are_the_same_on_all_machines);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
