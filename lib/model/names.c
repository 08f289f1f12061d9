/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of the model's enums, and the taint flags.
 */
#include "model/report.h"

/* Values of an enum that begins at 0, in order. */
#define NAME_OF(names, value) ((size_t)(value) < KI_LENGTH(names) ? (names)[(value)] : "unknown")

const char *koops_severity_name(enum koops_severity severity)
{
	static const char *const names[] = {"crash", "notice"};

	return NAME_OF(names, severity);
}

const char *ki_class_name(enum ki_class class)
{
	static const char *const names[] = {"fault",   "assertion", "sample", "overflow",
					    "locking", "leak",      "text"};

	return NAME_OF(names, class);
}

const char *koops_role_name(enum koops_role role)
{
	static const char *const names[] = {"own",  "cpu",    "task",   "lock",  "allocation",
					    "free", "access", "origin", "queued"};

	return NAME_OF(names, role);
}

const char *koops_context_name(enum koops_context context)
{
	static const char *const names[] = {"unknown", "task", "irq",
					    "softirq", "nmi",  "exception"};

	return NAME_OF(names, context);
}

const char *koops_level_name(enum koops_level level)
{
	static const char *const names[] = {"key", "site", "stack", "family"};

	return NAME_OF(names, level);
}

const char *koops_grade_name(enum koops_grade grade)
{
	static const char *const names[] = {"none", "weak", "cut", "complete"};

	return NAME_OF(names, grade);
}

/*
 * Documentation/admin-guide/tainted-kernels.rst and kernel/panic.c
 * (taint_flags[]); `since` from the history of include/linux/kernel.h and
 * panic.h.
 */
static const struct koops_taint taints[] = {
    {'P', "proprietary module", "2.4"},
    {'F', "module force loaded", "2.6"},
    {'S', "out of specification system", "2.6"},
    {'R', "module force unloaded", "2.6"},
    {'M', "machine check", "2.6"},
    {'B', "bad page", "2.6"},
    {'U', "taint requested by userspace", "2.6"},
    {'D', "kernel died recently", "2.6"},
    {'A', "ACPI table overridden", "2.6"},
    {'W', "warning", "2.6"},
    {'C', "staging driver", "2.6"},
    {'I', "firmware workaround", "2.6"},
    {'O', "out-of-tree module", "3.2"},
    {'E', "unsigned module", "3.15"},
    {'L', "soft lockup", "3.17"},
    {'K', "live patched", "4.0"},
    {'X', "auxiliary taint", "4.15"},
    {'T', "randstruct plugin", "4.19"},
    {'N', "in-kernel test", "6.1"},
    {'J', "userspace mutated by fwctl", "6.15"},
};

const struct koops_taint *ki_taint(char letter)
{
	for (size_t i = 0; i < KI_LENGTH(taints); i++)
		if (taints[i].letter == letter)
			return &taints[i];
	return NULL;
}
