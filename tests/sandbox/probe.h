/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tries what a sandbox forbids and what it allows, and prints a line for each: when, what,
 * and "done" or the error.
 */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where files are tried: $PROBE_FOLDER, which has a file "old". */
static const char *probe_path(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", getenv("PROBE_FOLDER"), name);
	return path;
}

static int probe_close(int fd)
{
	return fd < 0 ? -1 : close(fd);
}

static int probe_socket(void)
{
	return probe_close(socket(AF_INET, SOCK_DGRAM, 0));
}

/* Nobody is there: it is refused, if it may be tried. */
static int probe_connect(void)
{
	const struct sockaddr_in address = {
	    .sin_family = AF_INET,
	    .sin_port = htons(1),
	    .sin_addr = {htonl(INADDR_LOOPBACK)},
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int result = fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&address, sizeof(address));
	int error = errno;

	probe_close(fd);
	errno = error;
	return result < 0 && errno == ECONNREFUSED ? 0 : result;
}

static int probe_create(void)
{
	return probe_close(open(probe_path("new"), O_WRONLY | O_CREAT, 0600));
}

static int probe_write(void)
{
	return probe_close(open(probe_path("old"), O_RDWR));
}

static int probe_truncate(void)
{
	return truncate(probe_path("old"), 1);
}

static int probe_remove(void)
{
	return unlink(probe_path("new"));
}

static int probe_folder(void)
{
	return mkdir(probe_path("folder"), 0700);
}

/* Without a name: the file is gone when it is closed. */
static int probe_unnamed(void)
{
	return probe_close(open(getenv("PROBE_FOLDER"), O_TMPFILE | O_RDWR, 0600));
}

/* There is no such program, if it may be tried. */
static int probe_run(void)
{
	char *const none[] = {NULL};

	execve("/no/such/program", none, none);
	return errno == ENOENT ? 0 : -1;
}

static int probe_process(void)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	return child < 0 || waitpid(child, NULL, 0) != child ? -1 : 0;
}

/* It is not traced, if it may be tried. */
static int probe_trace(void)
{
	ptrace(PTRACE_CONT, getpid(), NULL, NULL);
	return errno == ESRCH ? 0 : -1;
}

static int probe_signal(void)
{
	return kill(getppid(), 0);
}

/* It is no terminal, if it may be tried. */
static int probe_type(void)
{
	int fd = open("/dev/null", O_RDONLY);

	ioctl(fd, TIOCSTI, "x");
	close(fd);
	return errno == ENOTTY ? 0 : -1;
}

static int probe_read(void)
{
	char byte;
	int fd = open(probe_path("old"), O_RDONLY);
	ssize_t got = read(fd, &byte, 1);

	close(fd);
	return got == 1 ? 0 : -1;
}

static void *nothing(void *user)
{
	return user;
}

static int probe_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, nothing, NULL);
	return errno || pthread_join(thread, NULL) ? -1 : 0;
}

static int probe_memory(void)
{
	int fd = memfd_create("probe", 0);
	int result = fd < 0 ? -1 : ftruncate(fd, 4096);

	close(fd);
	return result;
}

static void probe_all(const char *when)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} probes[] = {
	    {"socket", probe_socket},   {"connect", probe_connect},   {"create", probe_create},
	    {"write", probe_write},     {"truncate", probe_truncate}, {"remove", probe_remove},
	    {"folder", probe_folder},   {"unnamed", probe_unnamed},   {"run", probe_run},
	    {"process", probe_process}, {"trace", probe_trace},       {"signal", probe_signal},
	    {"type", probe_type},       {"read", probe_read},         {"thread", probe_thread},
	    {"memory", probe_memory},
	};

	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		int result = (errno = 0, probes[i].run());

		fprintf(stderr, "%s %s %s\n", when, probes[i].name,
			result ? strerrorname_np(errno) : "done");
	}
}

#endif
