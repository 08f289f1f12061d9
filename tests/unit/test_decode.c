/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding of a log, where things fail: want of memory, a writer that is full, misuse.
 */
#include <stdio.h>
#include <string.h>

#include "../failing.h"
#include "core/buf.h"
#include "elf_fixture.h"

static bool keep(const char *data, size_t size, void *user)
{
	ki_buf_put(user, (struct koops_str){data, size});
	return true;
}

static void put_frame(struct ki_buf *log, const char *file, const char *function, const char *mark,
		      const char *behind)
{
	struct function at = fixture_function(fixture_path(file), function, 0);
	char line[256];

	snprintf(line, sizeof(line), "[   12.345678]  %s+0x%llx/0x%llx%s\n", function,
		 (unsigned long long)(fixture_mark(fixture_path(file), mark).end - at.address),
		 (unsigned long long)at.size, behind);
	ki_buf_put(log, ki_str(line));
}

static void put_report(struct ki_buf *log, const char *release)
{
	ki_buf_put(log, KI_STR("[   12.345678] BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]\n"
			       "[   12.345678] CPU: 0 PID: 1 Comm: sh Not tainted "));
	ki_buf_put(log, ki_str(release));
	ki_buf_put(log, KI_STR(" #7\n[   12.345678] Code: 90 <48> 8b 70 18 c3\n"
			       "[   12.345678] Call Trace:\n"));
	put_frame(log, "vmlinux", "outer", "innermost", "");
	put_frame(log, "fixture-linked.ko", "module_read", "module_inner", " [fix_ture]");
	put_frame(log, "vmlinux", "outer", "before", "");
	ki_buf_put(log, KI_STR("[   12.345678] Kernel panic - not syncing: softlockup\n"));
}

/* Two kernels wrote it, and the second is not the one of the symbols. */
static void make_log(struct ki_buf *log, const struct ki_mem *mem)
{
	ki_buf_init(log, mem);
	put_report(log, "6.1.0-fixture");
	put_report(log, "6.1.0-other");
	ck_assert(!log->failed);
}

/* All of it, from the context on. */
static enum koops_status decode(const struct koops_allocator *hooks, const struct ki_buf *log,
				struct ki_buf *out)
{
	const struct koops_ctx_options ctx_options = {sizeof(ctx_options), hooks};
	const char *modules[] = {fixture_path("tree/plain"), NULL}, *nowhere[] = {NULL};
	const struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = fixture_path("vmlinux"),
	    .module_dirs = modules,
	    .debug_dirs = nowhere,
	};
	struct koops_symbolizer *symbolizer = NULL;
	struct koops_error error = {0};
	struct koops_ctx *ctx = NULL;
	enum koops_status status = koops_ctx_new(&ctx_options, &error, &ctx);

	if (!status)
		status = koops_symbolizer_new(ctx, &options, &error, &symbolizer);
	if (!status)
		status = koops_decode_buffer(ctx, symbolizer, NULL, log->data, log->size, keep, out,
					     &error);
	if (status)
		ck_assert_int_eq(error.status, status);
	koops_symbolizer_free(symbolizer);
	koops_ctx_free(ctx);
	return status;
}

START_TEST(every_allocation_can_fail)
{
	struct failing failing = {0};
	const struct koops_allocator hooks = FAILING_HOOKS(&failing);
	struct ki_buf log, want, got;
	struct ki_mem mem;
	bool done = false;

	ki_mem_init(&mem, NULL);
	make_log(&log, &mem);
	ki_buf_init(&want, &mem);
	ki_buf_init(&got, &mem);
	ck_assert_int_eq(decode(&hooks, &log, &want), KOOPS_E_MISMATCH);
	ck_assert_uint_eq(failing.live, 0);
	ck_assert_uint_lt(ki_str_find(ki_buf_str(&want), KI_STR("(kernel/kernel.c:")), want.size);
	ck_assert_uint_lt(ki_str_find(ki_buf_str(&want), KI_STR("(kernel/module.c:")), want.size);
	for (size_t i = 1; !done; i++) {
		enum koops_status status;

		failing = (struct failing){.fail_at = i, .onwards = _i};
		ki_buf_clear(&got);
		status = decode(&hooks, &log, &got);
		done = failing.calls < i;
		ck_assert_uint_eq(failing.live, 0);
		if (status != KOOPS_E_MEMORY)
			ck_assert_msg(status == KOOPS_E_MISMATCH &&
					  ki_str_eq(ki_buf_str(&got), ki_buf_str(&want)),
				      "allocation %zu failed silently: %s", i,
				      koops_status_name(status));
		ck_assert(!done || status == KOOPS_E_MISMATCH);
	}
	ki_buf_free(&log);
	ki_buf_free(&want);
	ki_buf_free(&got);
}
END_TEST

/* Takes so many bytes, then no more. */
static bool take_some(const char *data, size_t size, void *user)
{
	size_t *room = user;

	(void)data;
	if (size > *room)
		return false;
	*room -= size;
	return true;
}

static struct koops_symbolizer *open_kernel(const struct koops_ctx *ctx)
{
	const struct koops_symbolizer_options options = {sizeof(options),
							 .vmlinux = fixture_path("vmlinux")};
	struct koops_symbolizer *symbolizer;

	ck_assert_int_eq(koops_symbolizer_new(ctx, &options, NULL, &symbolizer), KOOPS_OK);
	return symbolizer;
}

START_TEST(a_full_writer_ends_it)
{
	struct koops_error error = {0};
	struct koops_symbolizer *symbolizer;
	struct koops_ctx *ctx;
	struct ki_mem mem;
	struct ki_buf log;
	size_t room = 0;

	ki_mem_init(&mem, NULL);
	make_log(&log, &mem);
	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	symbolizer = open_kernel(ctx);
	ck_assert_int_eq(koops_decode_buffer(ctx, symbolizer, NULL, log.data, log.size, take_some,
					     &room, &error),
			 KOOPS_E_IO);
	ck_assert_int_eq(error.status, KOOPS_E_IO);
	room = 1U << 20;
	ck_assert_int_eq(
	    koops_decode_buffer(ctx, symbolizer, NULL, log.data, log.size, take_some, &room, NULL),
	    KOOPS_E_MISMATCH);
	koops_symbolizer_free(symbolizer);
	koops_ctx_free(ctx);
	ki_buf_free(&log);
}
END_TEST

START_TEST(misuse_is_refused)
{
	const struct koops_decode_options options = {.size = sizeof(options) - 1};
	struct koops_symbolizer *symbolizer, *other;
	struct koops_report *report;
	struct koops_ctx *ctx;
	struct ki_mem mem;
	size_t room = 10;

	ki_mem_init(&mem, NULL);
	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	symbolizer = open_kernel(ctx);
	report = fixture_report(&mem);
#define REFUSED(call) ck_assert_int_eq((call), KOOPS_E_INVALID)
	REFUSED(koops_decode_buffer(NULL, symbolizer, NULL, "", 0, take_some, &room, NULL));
	REFUSED(koops_decode_buffer(ctx, NULL, NULL, "", 0, take_some, &room, NULL));
	REFUSED(koops_decode_buffer(ctx, symbolizer, NULL, "", 0, NULL, &room, NULL));
	REFUSED(koops_decode_buffer(ctx, symbolizer, NULL, NULL, 1, take_some, &room, NULL));
	REFUSED(koops_decode_buffer(ctx, symbolizer, &options, "", 0, take_some, &room, NULL));
	REFUSED(koops_symbolizer_new(ctx, NULL, NULL, &other));
	REFUSED(koops_symbolizer_new(NULL, NULL, NULL, &other));
	REFUSED(koops_symbolizer_share(NULL, NULL, &other));
	REFUSED(koops_symbolizer_share(symbolizer, NULL, NULL));
	REFUSED(koops_symbolizer_apply(symbolizer, NULL, NULL));
	REFUSED(koops_symbolizer_apply(NULL, report, NULL));
#undef REFUSED
	ck_assert_int_eq(
	    koops_decode_buffer(ctx, symbolizer, NULL, NULL, 0, take_some, &room, NULL), KOOPS_OK);
	ck_assert_uint_eq(room, 10);
	ki_report_free(report);
	koops_symbolizer_free(symbolizer);
	koops_ctx_free(ctx);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode");
	TCase *tcase = tcase_create("decode");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, every_allocation_can_fail, 0, 2);
	tcase_add_test(tcase, a_full_writer_ends_it);
	tcase_add_test(tcase, misuse_is_refused);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
