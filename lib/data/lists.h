/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lists in this folder, as data/embed.py builds them in.
 */
#ifndef KI_DATA_LISTS_H
#define KI_DATA_LISTS_H

#include "core/list.h"

/*
 * The version of all rules together: the lists here and the kinds in parse/.
 * A change that may give a log another title or signature raises it.
 */
#define KI_RULES_VERSION "1"

/* Functions that report a crash, or stand between the cause and the report. */
extern const struct ki_list ki_list_skip;
/* Services for a caller: locks, waiting, memory, copies. */
extern const struct ki_list ki_list_service;
/* Ways into the kernel that say nothing of the bug: entry code, thread starts. */
extern const struct ki_list ki_list_entry;
/* Of these, the ways into exceptions, which the kernel itself may run into. */
extern const struct ki_list ki_list_exception;
/* Interrupt handling: what runs on top of the task that was interrupted. */
extern const struct ki_list ki_list_interrupt;
/* Of these, the ways into soft interrupts. */
extern const struct ki_list ki_list_softirq;

/* For signatures of samples alone. */

/* Generic code: what it called tells what hangs. */
extern const struct ki_list ki_list_dispatch;
/* Functions that run callbacks, of which the one that was sampled is chance. */
extern const struct ki_list ki_list_batch;

/* For titles alone. */

/* Helpers for a caller, besides services: by words in their names. */
extern const struct ki_list ki_list_helper;
/* Of these, skip.list and service.list, and named unless a kind passes over them. */
extern const struct ki_list ki_list_keep;
/* Generic code: what it called names a sampled task. */
extern const struct ki_list ki_list_outer;
/* Ways to wait, besides services. */
extern const struct ki_list ki_list_wait;
/* Of the other lists, and named all the same. */
extern const struct ki_list ki_list_name;
/* Functions that check for their callers, which are named too. */
extern const struct ki_list ki_list_caller;
/* What kinds pass over besides: lockdep's checks, counters, bad pages, leaks. */
extern const struct ki_list ki_list_locking;
extern const struct ki_list ki_list_counter;
extern const struct ki_list ki_list_page;
extern const struct ki_list ki_list_leak;
/* Source files that reports are not about. */
extern const struct ki_list ki_list_files;

#endif
