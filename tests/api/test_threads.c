/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* memmem */
/*
 * Threads that share a context find what one alone finds, and so does a process that is
 * forked while they do.  Meant to be run under a thread sanitizer too, as all tests are.
 */
#include "common.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	THREADS = 8,
	ROUNDS = 20,
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
	/* Their allocators keep their locks, if another thread was in them at the fork. */
	FORKS = 0,
#else
	FORKS = 10,
#endif
};

struct job {
	const struct koops_ctx *ctx;
	struct text log, want;
	bool same;
};

static struct text read_all(const struct koops_ctx *ctx, const struct text *log)
{
	struct reports reports = parse(ctx, log->data, log->size);
	struct text all = {0};

	for (size_t i = 0; i < reports.count; i++) {
		struct text json = report_json(reports.at[i]);

		text_printf(&all, "%s", json.data);
		text_free(&json);
	}
	reports_free(&reports);
	return all;
}

/* What is left to be found of what is wanted. */
struct rest {
	const char *at;
	size_t size;
};

static bool compare(const char *data, size_t size, void *user)
{
	struct rest *rest = user;

	if (size > rest->size || memcmp(rest->at, data, size) != 0)
		return false;
	rest->at += size;
	rest->size -= size;
	return true;
}

static bool compare_report(struct koops_report *report, void *user)
{
	bool same = koops_report_write_json(report, compare, user) == KOOPS_OK;

	koops_report_free(report);
	return same;
}

/*
 * Asserts nothing, as check does so under a lock, which a process forked from one with
 * threads may never get.
 */
static bool reads_same(const struct job *job)
{
	struct rest rest = {job->want.data, job->want.size};

	return koops_parse_buffer(job->ctx, NULL, job->log.data, job->log.size, compare_report,
				  &rest, NULL) == KOOPS_OK &&
	       rest.size == 0;
}

static void *work(void *user)
{
	struct job *job = user;

	job->same = true;
	for (int i = 0; i < ROUNDS; i++)
		job->same &= reads_same(job);
	return NULL;
}

/* A child of the process, which has this thread alone, goes on with the context. */
static void fork_and_read(const struct job *job)
{
	int status = -1;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(reads_same(job) ? 0 : 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

/* Logs that differ: the seed's, with another task for each. */
static struct text make_log(int number)
{
	struct text seed = read_fixture("soft-lockup/perf-ftrace-mail/input.log");
	struct text log = {0};
	const char *at = seed.data, *end = seed.data + seed.size, *found;

	while ((found = memmem(at, (size_t)(end - at), "repro", 5))) {
		text_printf(&log, "%.*stask%d", (int)(found - at), at, number);
		at = found + 5;
	}
	text_printf(&log, "%.*s", (int)(end - at), at);
	text_free(&seed);
	return log;
}

START_TEST(threads_share_a_context)
{
	struct job jobs[THREADS];
	pthread_t threads[THREADS];
	struct koops_ctx *alone, *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &alone), KOOPS_OK);
	/* One that was not used before: the threads compile the same patterns at the same time. */
	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	for (int i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){.ctx = ctx, .log = make_log(i)};
		jobs[i].want = read_all(alone, &jobs[i].log);
		ck_assert_ptr_nonnull(strstr(jobs[i].want.data, "soft lockup"));
	}
	ck_assert_str_ne(jobs[0].want.data, jobs[1].want.data);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
	for (int i = 0; i < FORKS; i++)
		fork_and_read(&jobs[i % THREADS]);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	for (int i = 0; i < THREADS; i++) {
		ck_assert(jobs[i].same);
		text_free(&jobs[i].log);
		text_free(&jobs[i].want);
	}
	koops_ctx_free(alone);
	koops_ctx_free(ctx);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {threads_share_a_context};

	return run_tests("threads", tests, 1);
}
