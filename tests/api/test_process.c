/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that links the library does not feel it: nothing that belongs to the process is
 * another after a call.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

static const char log_name[] = "soft-lockup/perf-ftrace-mail/input.log";

static bool append(const char *data, size_t size, void *user)
{
	text_printf(user, "%.*s", (int)size, data);
	return true;
}

/* All that the library does, with files that are there and that are not. */
static struct text use_all(void)
{
	const struct koops_symbolizer_options none = {sizeof(none), .vmlinux = "/none"};
	const struct koops_symbolizer_options kernel = {sizeof(kernel),
							.vmlinux = ELF_DIR "/vmlinux"};
	struct text log = read_fixture(log_name), out = {0};
	struct koops_symbolizer *symbolizer;
	struct reports reports;
	struct koops_ctx *ctx;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log.data, log.size);
	ck_assert_uint_eq(reports.count, 2);
	ck_assert_int_eq(koops_symbolizer_new(ctx, &none, NULL, &symbolizer), KOOPS_E_IO);
	ck_assert_int_eq(koops_symbolizer_new(ctx, &kernel, NULL, &symbolizer), KOOPS_OK);
	for (size_t i = 0; i < reports.count; i++) {
		koops_report_write_json(reports.at[i], append, &out);
		koops_report_write_text(reports.at[i], NULL, append, &out);
		ck_assert_int_eq(koops_symbolizer_apply(symbolizer, reports.at[i], NULL),
				 KOOPS_E_MISMATCH);
	}
	ck_assert_int_eq(
	    koops_decode_buffer(ctx, symbolizer, NULL, log.data, log.size, append, &out, NULL),
	    KOOPS_E_MISMATCH);
	reports_free(&reports);
	koops_symbolizer_free(symbolizer);
	koops_ctx_free(ctx);
	text_free(&log);
	return out;
}

static size_t open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t count = 0;

	ck_assert_ptr_nonnull(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

START_TEST(files_and_streams_stay)
{
	char name[] = "/tmp/koops-test-XXXXXX", directory[4096], after[4096];
	int file = mkstemp(name), out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	mode_t mask = umask(027);
	struct text text;
	struct stat wrote;
	size_t files;

	ck_assert_int_ge(file, 0);
	ck_assert_ptr_nonnull(getcwd(directory, sizeof(directory)));
	fflush(NULL);
	files = open_files();
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	text = use_all();
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	ck_assert_int_eq(fstat(file, &wrote), 0);
	ck_assert_int_eq(wrote.st_size, 0);
	ck_assert_uint_eq(open_files(), files);
	ck_assert_int_eq(umask(mask), 027);
	ck_assert_ptr_nonnull(getcwd(after, sizeof(after)));
	ck_assert_str_eq(directory, after);
	ck_assert(!ferror(stdin) && !feof(stdin) && !ferror(stdout) && !ferror(stderr));
	unlink(name);
	close(file);
	close(out);
	close(err);
	text_free(&text);
}
END_TEST

START_TEST(errno_stays)
{
	struct text log = read_fixture(log_name), out = {0};
	struct koops_report *report;
	struct koops_parser *parser;
	struct koops_ctx *ctx;

	errno = EXDEV;
	koops_ctx_new(NULL, NULL, &ctx);
	ck_assert_int_eq(errno, EXDEV);
	koops_parser_new(ctx, NULL, NULL, &parser);
	koops_parser_feed(parser, log.data, log.size, NULL);
	koops_parser_finish(parser, NULL);
	ck_assert_int_eq(errno, EXDEV);
	while ((report = koops_parser_next(parser))) {
		koops_report_write_json(report, append, &out);
		koops_report_write_text(report, NULL, append, &out);
		koops_report_free(report);
	}
	koops_parser_free(parser);
	koops_ctx_free(ctx);
	ck_assert_int_eq(errno, EXDEV);
	text_free(&out);
	text_free(&log);
}
END_TEST

/* Those with other letters, digits' marks and cases than C has; which are there depends. */
static const char *const locales[] = {"tr_TR.UTF-8", "de_DE.UTF-8", "de_DE", "ja_JP.eucJP",
				      "C.UTF-8"};

START_TEST(the_locale_stays_and_changes_nothing)
{
	struct text want = use_all();

	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		struct text got;

		if (!setlocale(LC_ALL, locales[i]))
			continue;
		got = use_all();
		ck_assert_str_eq(setlocale(LC_ALL, NULL), locales[i]);
		ck_assert_str_eq(got.data, want.data);
		text_free(&got);
	}
	text_free(&want);
}
END_TEST

static volatile sig_atomic_t alarms;

static void count_alarm(int signal)
{
	(void)signal;
	alarms++;
}

/* Signals that come all the time, and interrupt system calls, change nothing. */
START_TEST(signals_may_come)
{
	const struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
	const struct sigaction action = {.sa_handler = count_alarm};
	struct text want = use_all(), got;

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	setitimer(ITIMER_REAL, &often, NULL);
	while (alarms < 20) {
		got = use_all();
		ck_assert_str_eq(got.data, want.data);
		text_free(&got);
	}
	setitimer(ITIMER_REAL, &never, NULL);
	text_free(&want);
}
END_TEST

static void read_signals(struct sigaction actions[NSIG], sigset_t *mask)
{
	for (int i = 1; i < NSIG; i++)
		if (sigaction(i, NULL, &actions[i]) != 0)
			memset(&actions[i], 0, sizeof(actions[i]));
	sigprocmask(SIG_SETMASK, NULL, mask);
}

START_TEST(what_signals_do_stays)
{
	struct sigaction before[NSIG], after[NSIG];
	sigset_t mask_before, mask_after;
	struct text text;

	read_signals(before, &mask_before);
	text = use_all();
	read_signals(after, &mask_after);
	for (int i = 1; i < NSIG; i++) {
		ck_assert(before[i].sa_handler == after[i].sa_handler);
		ck_assert_int_eq(before[i].sa_flags, after[i].sa_flags);
		ck_assert_int_eq(sigismember(&mask_before, i), sigismember(&mask_after, i));
	}
	text_free(&text);
}
END_TEST

/* The library reads no environment: what it is told by one is nothing. */
START_TEST(the_environment_changes_nothing)
{
	static const char *const names[] = {"TERM", "COLUMNS", "NO_COLOR",        "LANG",
					    "HOME", "TMPDIR",  "DEBUGINFOD_URLS", "TZ"};
	struct text want = use_all(), got;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		setenv(names[i], "/none", 1);
	got = use_all();
	ck_assert_str_eq(got.data, want.data);
	text_free(&got);
	clearenv();
	got = use_all();
	ck_assert_str_eq(got.data, want.data);
	text_free(&got);
	text_free(&want);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    files_and_streams_stay, errno_stays,           the_locale_stays_and_changes_nothing,
	    signals_may_come,       what_signals_do_stays, the_environment_changes_nothing};

	return run_tests("process", tests, sizeof(tests) / sizeof(tests[0]));
}
