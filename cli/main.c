/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

const struct cli_command *const cli_commands[] = {
    &cli_sig, &cli_decode, &cli_dedup, &cli_diff, &cli_match, &cli_explain, &cli_kinds, NULL,
};

/*
 * A log must not get the number of a standard stream that is closed: in its
 * place comes what fails when it is used.
 */
static void keep_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			exit(CLI_ERROR);
}

int main(int argc, char **argv)
{
	const struct cli_command *command = &cli_triage;

	keep_streams();
	/* A reader who leaves is a write that failed. */
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; argc > 1 && cli_commands[i]; i++)
		if (!strcmp(argv[1], cli_commands[i]->name)) {
			command = cli_commands[i];
			argc--;
			argv++;
			break;
		}
	return (int)cli_close(command->run(command, argc, argv));
}
