/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* sched_getaffinity */
#include "jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Bytes that wait for their turn, of all jobs. */
	WAITING_MOST = 4 << 20,
	/* Jobs that run or wait. */
	AHEAD = 256,
};

/* What a job wants to be called in its turn; `size` bytes follow. */
struct call {
	cli_later_fn fn;
	void *user;
	size_t size;
};

struct job {
	size_t number;
	enum cli_exit status;
	bool done, stop;
	/* It has its turn, and nothing waits. */
	bool direct;
	/* What waits: calls; and where the last of them is. */
	char *data;
	size_t size, capacity, last;
};

struct jobs {
	job_fn run;
	void *user;
	size_t count;

	pthread_mutex_t lock;
	/* The turn has passed on, or jobs are not wanted any more. */
	pthread_cond_t changed;
	/* All below are behind the lock, but for a job that is not done: it is its thread's. */
	size_t next, turn, waiting;
	enum cli_exit status;
	bool stopped;
	/* By number, modulo AHEAD. */
	struct job jobs[AHEAD];
};

struct thread {
	struct jobs *jobs;
	unsigned number;
	pthread_t id;
};

/* What runs on this thread. */
static _Thread_local struct {
	struct jobs *jobs;
	struct job *job;
	unsigned thread;
} own;

unsigned jobs_cpus(void)
{
	cpu_set_t set;

	long online;

	/* It fails where there are more CPUs than the set has room for. */
	if (!sched_getaffinity(0, sizeof(set), &set))
		return (unsigned)CPU_COUNT(&set);
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (unsigned)online : 1;
}

/* Calls what waits; false if that wants no more. */
static bool play(struct job *job)
{
	struct call call;
	bool good = true;

	for (size_t at = 0; good && at < job->size; at += sizeof(call) + call.size) {
		memcpy(&call, job->data + at, sizeof(call));
		good = call.fn(job->data + at + sizeof(call), call.size, call.user);
	}
	free(job->data);
	job->data = NULL;
	job->size = job->capacity = 0;
	return good;
}

/* The job has its turn: from now on it writes by itself. */
static bool begin_turn(struct jobs *jobs, struct job *job)
{
	size_t size = job->size;

	job->direct = true;
	if (!size)
		return true;
	pthread_mutex_lock(&jobs->lock);
	jobs->waiting -= size;
	pthread_mutex_unlock(&jobs->lock);
	if (play(job))
		return true;
	job->stop = true;
	return false;
}

bool jobs_has_turn(void)
{
	struct jobs *jobs = own.jobs;
	bool turn;

	if (!jobs || own.job->direct)
		return true;
	pthread_mutex_lock(&jobs->lock);
	turn = jobs->turn == own.job->number;
	pthread_mutex_unlock(&jobs->lock);
	if (turn)
		begin_turn(jobs, own.job);
	return turn;
}

bool jobs_wanted(void)
{
	struct jobs *jobs = own.jobs;
	bool wanted;

	if (!jobs)
		return true;
	pthread_mutex_lock(&jobs->lock);
	wanted = !jobs->stopped && !own.job->stop;
	pthread_mutex_unlock(&jobs->lock);
	return wanted;
}

bool jobs_await_turn(void)
{
	struct jobs *jobs = own.jobs;

	if (!jobs || own.job->direct)
		return jobs_wanted();
	pthread_mutex_lock(&jobs->lock);
	while (jobs->turn != own.job->number && !jobs->stopped)
		pthread_cond_wait(&jobs->changed, &jobs->lock);
	pthread_mutex_unlock(&jobs->lock);
	return jobs_has_turn() && jobs_wanted();
}

unsigned jobs_thread(void)
{
	return own.thread;
}

/* Adds bytes to what waits; false for want of memory. */
static bool keep(struct job *job, const void *data, size_t size)
{
	if (job->capacity - job->size < size) {
		size_t capacity = 2 * (job->size + size);
		char *bigger = realloc(job->data, capacity);

		if (!bigger)
			return false;
		job->data = bigger;
		job->capacity = capacity;
	}
	if (size)
		memcpy(job->data + job->size, data, size);
	job->size += size;
	return true;
}

static bool keep_call(struct job *job, struct call call, const char *data)
{
	size_t last = job->size;
	struct call before;

	if (job->size) {
		memcpy(&before, job->data + job->last, sizeof(before));
		/* Bytes behind bytes are one write. */
		if (before.fn == call.fn && before.user == call.user && call.fn == cli_write_now) {
			before.size += call.size;
			if (!keep(job, data, call.size))
				return false;
			memcpy(job->data + job->last, &before, sizeof(before));
			return true;
		}
	}
	if (!keep(job, &call, sizeof(call)))
		return false;
	if (keep(job, data, call.size)) {
		job->last = last;
		return true;
	}
	job->size = last;
	return false;
}

bool cli_later(cli_later_fn fn, void *user, const char *data, size_t size)
{
	struct jobs *jobs = own.jobs;
	struct job *job = own.job;
	size_t before, waiting;
	bool kept;

	if (jobs_has_turn())
		return !(job && job->stop) && fn(data, size, user);
	before = job->size;
	kept = keep_call(job, (struct call){fn, user, size}, data);
	pthread_mutex_lock(&jobs->lock);
	jobs->waiting += job->size - before;
	waiting = jobs->waiting;
	pthread_mutex_unlock(&jobs->lock);
	if (kept && waiting <= WAITING_MOST)
		return jobs_wanted();
	return jobs_await_turn() && (kept || fn(data, size, user));
}

/* Jobs that are done get their turn, one after the other; called with the lock. */
static void pass_on(struct jobs *jobs)
{
	struct job *job;

	while (!jobs->stopped && (job = &jobs->jobs[jobs->turn % AHEAD])->done) {
		size_t size = job->size;
		bool good;

		pthread_mutex_unlock(&jobs->lock);
		good = (job->direct || play(job)) && cli_flush();
		pthread_mutex_lock(&jobs->lock);
		if (!job->direct)
			jobs->waiting -= size;
		jobs->status = cli_worse(jobs->status, good ? job->status : CLI_ERROR);
		jobs->stopped = job->stop || !good;
		job->done = false;
		jobs->turn++;
	}
	pthread_cond_broadcast(&jobs->changed);
}

static void run_job(struct jobs *jobs, size_t number)
{
	struct job *job = &jobs->jobs[number % AHEAD];
	bool stop = false;

	own.jobs = jobs;
	own.job = job;
	job->status = jobs->run(number, &stop, jobs->user);
	own.jobs = NULL;
	own.job = NULL;
	job->stop |= stop;
	pthread_mutex_lock(&jobs->lock);
	job->done = true;
	if (jobs->turn == number)
		pass_on(jobs);
	pthread_mutex_unlock(&jobs->lock);
}

static void *run_thread(void *user)
{
	const struct thread *thread = user;
	struct jobs *jobs = thread->jobs;

	own.thread = thread->number;
	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stopped && jobs->next < jobs->count) {
		size_t number = jobs->next;

		if (number - jobs->turn >= AHEAD) {
			pthread_cond_wait(&jobs->changed, &jobs->lock);
			continue;
		}
		jobs->next++;
		jobs->jobs[number % AHEAD] = (struct job){.number = number};
		pthread_mutex_unlock(&jobs->lock);
		run_job(jobs, number);
		pthread_mutex_lock(&jobs->lock);
	}
	pthread_mutex_unlock(&jobs->lock);
	own.thread = 0;
	return NULL;
}

/* One after the other; nothing has to wait. */
static enum cli_exit run_alone(size_t count, job_fn run, void *user)
{
	enum cli_exit status = CLI_NONE;
	bool stop = false;

	for (size_t i = 0; i < count && !stop; i++)
		status = cli_worse(status, run(i, &stop, user));
	return status;
}

enum cli_exit jobs_run(unsigned threads, size_t count, job_fn run, void *user)
{
	struct jobs *jobs = NULL;
	struct thread *started = NULL;
	enum cli_exit status = CLI_NONE;
	unsigned n;

	threads = threads < count ? threads : (unsigned)count;
	if (threads > 1) {
		jobs = calloc(1, sizeof(*jobs));
		started = calloc(threads, sizeof(*started));
	}
	if (!jobs || !started) {
		status = run_alone(count, run, user);
		goto out;
	}
	*jobs = (struct jobs){.run = run, .user = user, .count = count, .status = CLI_NONE};
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->changed, NULL);
	for (n = 0; n < threads; n++) {
		started[n] = (struct thread){.jobs = jobs, .number = n};
		/* What can't be had is not needed. */
		if (n && pthread_create(&started[n].id, NULL, run_thread, &started[n]))
			break;
	}
	run_thread(&started[0]);
	while (n-- > 1)
		pthread_join(started[n].id, NULL);
	for (size_t i = 0; i < AHEAD; i++)
		free(jobs->jobs[i].data);
	pthread_cond_destroy(&jobs->changed);
	pthread_mutex_destroy(&jobs->lock);
	status = jobs->status;
out:
	free(started);
	free(jobs);
	return status;
}
