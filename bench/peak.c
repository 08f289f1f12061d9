/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage: peak COMMAND [ARGUMENT...]
 *
 * Runs the command with its standard output thrown away, and prints the most memory that it
 * had resident, in KiB.  Whoever starts a command lends it its own peak (the kernel's
 * exec_mmap()), so this has to be a small program, which Python is not.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	pid_t child;

	if (argc < 2) {
		fprintf(stderr, "usage: peak COMMAND [ARGUMENT...]\n");
		return 2;
	}
	child = fork();
	if (child == 0) {
		if (freopen("/dev/null", "w", stdout))
			execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (child < 0 || wait4(child, NULL, 0, &usage) < 0) {
		perror("peak");
		return 1;
	}
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
