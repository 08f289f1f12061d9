/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of the public interface.
 */
#ifndef KOOPS_TESTS_API_COMMON_H
#define KOOPS_TESTS_API_COMMON_H

#include <koops.h>

#include "../run.h"

/* A text that grows; ends the test for want of memory. */
struct text {
	char *data;
	size_t size, capacity;
};

void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* A file of tests/fixtures, whole. */
struct text read_fixture(const char *name);

enum { REPORTS_MOST = 64 };

/* The reports of a log, in order. */
struct reports {
	struct koops_report *at[REPORTS_MOST];
	size_t count;
};

/* Reads a log in one piece. */
struct reports parse(const struct koops_ctx *ctx, const char *data, size_t size);
void reports_free(struct reports *reports);

/* What a report is, as JSON: all that the library knows of it. */
struct text report_json(const struct koops_report *report);

/* Reports as the kernel begins them: arch/x86/mm/fault.c and kernel/rcu/tree_stall.h, 6.1. */
#define OOPS                                                                \
	"BUG: kernel NULL pointer dereference, address: 0000000000000008\n" \
	"#PF: supervisor write access in kernel mode\n"                     \
	"Oops: 0002 [#1] PREEMPT SMP PTI\n"                                 \
	"CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1\n"                \
	"RIP: 0010:leaf+0x1/0x10\n"
/* lib/bug.c, rust/kernel/lib.rs */
#define CUT "------------[ cut here ]------------\n"
#define RUST "rust_kernel: panicked at drivers/foo.rs:12:5:\n"
#define STALL                                                            \
	"rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n"        \
	"rcu: \t1-....: (1 GPs behind) idle=1234/1/0x4000000000000000\n" \
	"\t(detected by 0, t=21002 jiffies, g=1, q=2 ncpus=2)\n"         \
	"Sending NMI from CPU 0 to CPUs 1-2:\n"
#define OF_CPU(cpu)                        \
	"NMI backtrace for cpu " #cpu "\n" \
	"CPU: " #cpu " PID: 51" #cpu " Comm: repro Not tainted 6.1.0 #1\n"

#define ck_assert_view(got, want)                           \
	do {                                                \
		struct koops_str got_ = (got);              \
		ck_assert_str_eq(got_.data, (want));        \
		ck_assert_uint_eq(got_.size, strlen(want)); \
	} while (0)

#endif
