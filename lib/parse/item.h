/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of one report, before it is read.
 */
#ifndef KI_PARSE_ITEM_H
#define KI_PARSE_ITEM_H

#include "parse/token.h"

struct ki_item {
	/* Clean (core/utf8.h); the time is that of the first alone. */
	struct koops_str text, time;
	struct ki_token token;
	uint64_t number, caller;
};

enum { KI_ITEM_BLOCK = 32 };

/* They do not move when there come more, of which there are many and each is large. */
struct ki_items {
	/* Holds the items and their text. */
	struct ki_arena arena;
	struct ki_item **blocks;
	size_t count, block_count, block_capacity;
};

static inline struct ki_item *ki_item_at(const struct ki_items *items, size_t i)
{
	return &items->blocks[i / KI_ITEM_BLOCK][i % KI_ITEM_BLOCK];
}

/*
 * Whether a report's first line names the CPU and the task: "WARNING: CPU: 0 PID: 516 at
 * …", "WARNING: … at …, CPU#0: repro/516" since 6.17.
 */
bool ki_says_task(struct koops_str text);

/* Why a report ended where it did. */
enum ki_ending {
	/* Something followed that does not belong to it. */
	KI_ENDING_CLOSED,
	/* Another report began. */
	KI_ENDING_INTERRUPTED,
	/* The machine started again. */
	KI_ENDING_BOOT,
	/* The log ended, or was silent. */
	KI_ENDING_LOG,
	/* It held more text than allowed. */
	KI_ENDING_TOO_LONG,
};

/* What stands around a report. */
struct ki_around {
	/* Another crash came before it. */
	bool follows;
	/* Another report of the same caller was not over where it began. */
	bool breaks_off;
	enum ki_ending ending;
};

/*
 * Reads the first `count` items, of which the first is a header, into a report.
 * Fails with KOOPS_E_MEMORY.
 */
enum koops_status ki_read(const struct ki_rules *rules, struct ki_match *match,
			  const struct ki_items *items, size_t count,
			  const struct ki_around *around, struct koops_report *report);

#endif
