/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An allocator for tests that fails when it is told to.
 */
#ifndef KOOPS_TESTS_FAILING_H
#define KOOPS_TESTS_FAILING_H

#include <check.h>
#include <stdlib.h>

#include "koops.h"

struct failing {
	/* Counted from 1; `fail_at` is the one that fails, 0: none. */
	size_t calls, fail_at;
	/* Those behind it fail too. */
	bool onwards;
	/* What was not freed. */
	size_t live;
};

/* From now on so many allocations go well, and those behind them fail; SIZE_MAX: none fails. */
static inline void failing_after(struct failing *failing, size_t allowed)
{
	failing->calls = 0;
	failing->fail_at = allowed == SIZE_MAX ? 0 : allowed + 1;
	failing->onwards = true;
}

static inline bool failing_now(struct failing *failing)
{
	failing->calls++;
	return failing->fail_at && (failing->calls == failing->fail_at ||
				    (failing->onwards && failing->calls > failing->fail_at));
}

static inline void *failing_alloc(size_t size, void *user)
{
	struct failing *failing = user;

	ck_assert_uint_ne(size, 0);
	if (failing_now(failing))
		return NULL;
	failing->live++;
	return malloc(size);
}

static inline void *failing_realloc(void *memory, size_t size, void *user)
{
	struct failing *failing = user;

	ck_assert_uint_ne(size, 0);
	if (failing_now(failing))
		return NULL;
	failing->live += memory == NULL;
	return realloc(memory, size);
}

static inline void failing_free(void *memory, void *user)
{
	struct failing *failing = user;

	ck_assert_ptr_nonnull(memory);
	ck_assert_uint_gt(failing->live, 0);
	failing->live--;
	free(memory);
}

#define FAILING_HOOKS(failing)                                          \
	{                                                               \
		failing_alloc, failing_realloc, failing_free, (failing) \
	}

#endif
