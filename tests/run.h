/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main program of tests that are one case.
 */
#ifndef KOOPS_TESTS_RUN_H
#define KOOPS_TESTS_RUN_H

#include <check.h>
#include <stdlib.h>

static inline int run_tests(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	/* Meson ends a test that hangs; a sanitizer or valgrind makes slow ones. */
	tcase_set_timeout(tcase, 0);
	suite_add_tcase(suite, tcase);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
