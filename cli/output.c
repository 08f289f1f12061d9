/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* vasprintf */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"
#include "jobs.h"

/* errno of the first write that failed. */
static int failed;

bool cli_write_now(const char *data, size_t size, void *user)
{
	(void)user;
	cli_progress_clear();
	if (!failed && fwrite(data, 1, size, stdout) < size)
		failed = errno ? errno : EIO;
	return !failed;
}

bool cli_write(const char *data, size_t size, void *user)
{
	(void)user;
	return cli_later(cli_write_now, NULL, data, size);
}

bool cli_puts(const char *text)
{
	return cli_write(text, strlen(text), NULL);
}

bool cli_put(struct koops_str str)
{
	return cli_write(str.data, str.size, NULL);
}

bool cli_printf(const char *format, ...)
{
	va_list args;
	char *text;
	bool good;
	int size;

	va_start(args, format);
	size = vasprintf(&text, format, args);
	va_end(args);
	if (size < 0) {
		cli_error("out of memory");
		return false;
	}
	good = cli_write(text, (size_t)size, NULL);
	free(text);
	return good;
}

bool cli_flush(void)
{
	if (!jobs_has_turn())
		return jobs_wanted();
	cli_progress_clear();
	if (!failed && fflush(stdout))
		failed = errno ? errno : EIO;
	return !failed;
}

enum cli_exit cli_close(enum cli_exit status)
{
	cli_flush();
	if (!failed)
		return status;
	/* Who closes a pipe has read enough. */
	if (failed != EPIPE)
		cli_error("standard output: %s", strerror(failed));
	return CLI_ERROR;
}

unsigned cli_width(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? 0 : size.ws_col;
}
