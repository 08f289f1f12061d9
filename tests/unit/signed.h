/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures of reports that are made from words.
 */
#ifndef SIGNED_H
#define SIGNED_H

#include "made.h"
#include "sign/sign.h"

static inline void check_text(const struct koops_report *report, enum koops_level level,
			      const char *want)
{
	struct koops_str got = report->signature.canonical[level];

	ck_assert_msg(ki_str_eq(got, ki_str(want)), "got '%.*s', want '%s'", KI_ARG(got), want);
	ck_assert_uint_eq(report->signature.value[level].size, got.size ? 35 : 0);
}

/* One report with the signature of a trace of words. */
static inline struct koops_report *signed_words(enum ki_class class, const char *words)
{
	struct koops_report *report = made_report("kind", "event", class);

	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, words);
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	return report;
}

static inline void check_key(enum ki_class class, const char *words, enum koops_grade grade,
			     const char *want)
{
	struct koops_report *report = signed_words(class, words);

	ck_assert_msg(report->signature.grade == grade, "'%s': grade %s", words,
		      koops_grade_name(report->signature.grade));
	check_text(report, KOOPS_LEVEL_KEY, want);
	ki_report_free(report);
}

#endif
