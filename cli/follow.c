/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logs that grow: waiting for more, for silence, and for Ctrl-C.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum {
	/* A kernel that prints a report is not silent for so long, in ms. */
	SILENCE = 1500,
	/* How often a file is looked at for more, in ms. */
	PAUSE = 200,
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

void cli_follow_begin(void)
{
	/* Without SA_RESTART, so that waiting ends. */
	const struct sigaction action = {.sa_handler = interrupt};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* How many bytes of a file are behind what was read, or less than 0; false if it is no file. */
static bool find_rest(int fd, off_t *rest)
{
	struct stat stat;

	if (fstat(fd, &stat) || !S_ISREG(stat.st_mode))
		return false;
	*rest = stat.st_size - lseek(fd, 0, SEEK_CUR);
	return true;
}

/* Whether more can come at the end: a pipe is at its end for good, and a file that is shorter. */
static bool grows(int fd)
{
	off_t rest;

	return find_rest(fd, &rest) && rest >= 0;
}

bool cli_follow_again(int fd)
{
	off_t rest;

	return !interrupted && find_rest(fd, &rest) && rest < 0 && lseek(fd, 0, SEEK_SET) == 0;
}

/* What a read made that gave nothing; true if the log is to be read on. */
static bool goes_on(int fd, ssize_t size)
{
	if (size == 0)
		return grows(fd);
	/* /dev/kmsg: EPIPE says that records were overwritten before they were read. */
	return errno == EINTR || errno == EAGAIN || errno == EPIPE;
}

ssize_t cli_follow_read(int fd, char *data, size_t size, bool *silent)
{
	long long begin = now_ms();

	*silent = false;
	while (!interrupted) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		ssize_t got;

		if (poll(&wait, 1, PAUSE) > 0) {
			got = read(fd, data, size);
			if (got > 0 || !goes_on(fd, got))
				return got;
			/* A file can always be read, to its end. */
			poll(NULL, 0, PAUSE);
		}
		if (now_ms() - begin >= SILENCE) {
			*silent = true;
			return 0;
		}
	}
	return 0;
}
