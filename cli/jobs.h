/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs that run at the same time, and write as if they ran one after the other.
 *
 * One job has its turn: what it writes is written.  What the others write waits in
 * memory; when that is much, they wait too.
 */
#ifndef CLI_JOBS_H
#define CLI_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli.h"

/* Job `number` from 0.  `*stop`: what comes behind is not wanted. */
typedef enum cli_exit (*job_fn)(size_t number, bool *stop, void *user);

/* CPUs that this process may use. */
unsigned jobs_cpus(void);

/*
 * Runs the jobs on up to `threads` threads, of which the caller's is one.  Returns the
 * worst status of those up to the one that stops, or CLI_NONE.
 */
enum cli_exit jobs_run(unsigned threads, size_t count, job_fn run, void *user);

/* The caller's number among the threads of jobs_run(); 0 outside of it. */
unsigned jobs_thread(void);
/* Whether what is written now is written at once; so it is outside of jobs. */
bool jobs_has_turn(void);
/* Waits for the turn; false if the job is not wanted any more. */
bool jobs_await_turn(void);
/* Whether the job is wanted. */
bool jobs_wanted(void);

#endif
