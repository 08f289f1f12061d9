/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* sched_getaffinity */
#include "jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/*
	 * Memory for what waits for its turn, of all jobs.  As long as it has half of what a log
	 * is written as, two threads are twice as fast as one.
	 */
	WAITING_MOST = 16 << 20,
	/* Of blocks: most jobs write little. */
	FIRST_BLOCK = 4 << 10,
	BLOCK = 64 << 10,
	/* Jobs that run or wait. */
	AHEAD = 256,
};

/* What a job wants to be called in its turn; `size` bytes follow. */
struct call {
	cli_later_fn fn;
	void *user;
	size_t size;
};

/* Calls, and where the last of them is. */
struct block {
	struct block *next;
	size_t size, capacity, last;
	char data[];
};

struct job {
	size_t number;
	enum cli_exit status;
	bool done, stop;
	/* It has its turn, and nothing waits. */
	bool direct;
	/* What waits. */
	struct block *first, *tail;
};

struct jobs {
	job_fn run;
	void *user;
	size_t count;

	pthread_mutex_t lock;
	/* The turn has passed on, there is more room, or jobs are not wanted any more. */
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

/* Frees the first block of what waits; so there is room for more. */
static void drop_block(struct jobs *jobs, struct job *job)
{
	struct block *block = job->first;

	pthread_mutex_lock(&jobs->lock);
	jobs->waiting -= sizeof(*block) + block->capacity;
	pthread_cond_broadcast(&jobs->changed);
	pthread_mutex_unlock(&jobs->lock);
	job->first = block->next;
	if (!job->first)
		job->tail = NULL;
	free(block);
}

/* Calls what waits; false if a call wants no more. */
static bool play(struct jobs *jobs, struct job *job)
{
	struct call call;
	bool good = true;

	while (job->first) {
		const struct block *block = job->first;

		for (size_t at = 0; good && at < block->size; at += sizeof(call) + call.size) {
			memcpy(&call, block->data + at, sizeof(call));
			good = call.fn(block->data + at + sizeof(call), call.size, call.user);
		}
		drop_block(jobs, job);
	}
	return good;
}

/* The job has its turn: from now on it writes by itself. */
static bool begin_turn(struct jobs *jobs, struct job *job)
{
	job->direct = true;
	if (play(jobs, job))
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

/* Adds bytes to the last call, if both are bytes of the output: that is one write. */
static bool keep_bytes(struct block *block, struct call call, const char *data)
{
	struct call last;

	if (call.fn != cli_write_now || block->capacity - block->size < call.size)
		return false;
	memcpy(&last, block->data + block->last, sizeof(last));
	if (last.fn != call.fn || last.user != call.user)
		return false;
	last.size += call.size;
	memcpy(block->data + block->last, &last, sizeof(last));
	memcpy(block->data + block->size, data, call.size);
	block->size += call.size;
	return true;
}

/* Adds a block with room for a call of `size` bytes; false for want of memory. */
static bool add_block(struct jobs *jobs, struct job *job, size_t size)
{
	size_t capacity = job->tail ? BLOCK : FIRST_BLOCK;
	struct block *block;

	if (capacity < size)
		capacity = size;
	block = malloc(sizeof(*block) + capacity);
	if (!block)
		return false;
	*block = (struct block){.capacity = capacity};
	if (job->tail)
		job->tail->next = block;
	else
		job->first = block;
	job->tail = block;
	pthread_mutex_lock(&jobs->lock);
	jobs->waiting += sizeof(*block) + capacity;
	pthread_mutex_unlock(&jobs->lock);
	return true;
}

/* False for want of memory. */
static bool keep_call(struct jobs *jobs, struct job *job, struct call call, const char *data)
{
	size_t size = sizeof(call) + call.size;
	struct block *block = job->tail;

	if (block && keep_bytes(block, call, data))
		return true;
	if (!block || block->capacity - block->size < size) {
		if (!add_block(jobs, job, size))
			return false;
		block = job->tail;
	}
	block->last = block->size;
	memcpy(block->data + block->size, &call, sizeof(call));
	if (call.size)
		memcpy(block->data + block->size + sizeof(call), data, call.size);
	block->size += size;
	return true;
}

/* Waits while too much waits, unless the job has its turn; false if it is not wanted any more. */
static bool await_room(struct jobs *jobs, const struct job *job)
{
	bool wanted;

	pthread_mutex_lock(&jobs->lock);
	while (jobs->waiting > WAITING_MOST && jobs->turn != job->number && !jobs->stopped)
		pthread_cond_wait(&jobs->changed, &jobs->lock);
	wanted = !jobs->stopped && !job->stop;
	pthread_mutex_unlock(&jobs->lock);
	return wanted;
}

bool cli_later(cli_later_fn fn, void *user, const char *data, size_t size)
{
	struct jobs *jobs = own.jobs;
	struct job *job = own.job;

	if (jobs_has_turn())
		return !(job && job->stop) && fn(data, size, user);
	if (keep_call(jobs, job, (struct call){fn, user, size}, data))
		return await_room(jobs, job);
	return jobs_await_turn() && fn(data, size, user);
}

/* Jobs that are done get their turn, one after the other; called with the lock. */
static void pass_on(struct jobs *jobs)
{
	struct job *job;

	while (!jobs->stopped && (job = &jobs->jobs[jobs->turn % AHEAD])->done) {
		bool good;

		pthread_mutex_unlock(&jobs->lock);
		good = (job->direct || play(jobs, job)) && cli_flush();
		pthread_mutex_lock(&jobs->lock);
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
		while (jobs->jobs[i].first)
			drop_block(jobs, &jobs->jobs[i]);
	pthread_cond_destroy(&jobs->changed);
	pthread_mutex_destroy(&jobs->lock);
	status = jobs->status;
out:
	free(started);
	free(jobs);
	return status;
}
