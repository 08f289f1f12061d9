/* SPDX-License-Identifier: BSD-2-Clause */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "container.h"
#include "directory.h"
#include "files.h"
#include "jobs.h"

enum {
	/* What the last magic of a container needs. */
	FIRST = 512,
	/* Into less, /dev/kmsg gives no record. */
	RECORD = 16 * 1024,
};

/* read(2), for the devices too. */
static ssize_t read_fd(const struct source *source, char *data, size_t size, bool *silent)
{
	ssize_t got;

	do {
		got = source->options->follow ? cli_follow_read(source->fd, data, size, silent)
					      : read(source->fd, data, size);
		/* /dev/kmsg: EPIPE says that records were overwritten before they were read. */
	} while (got < 0 && (errno == EINTR || errno == EPIPE));
	/* It is read up to what is there, and does not wait for more. */
	return got < 0 && errno == EAGAIN ? 0 : got;
}

ssize_t source_read(struct source *source, char *data, size_t size, bool *silent)
{
	size_t first_size = source->first_size;
	ssize_t got;

	*silent = false;
	if (source->container)
		return container_read(source->container, data, size);
	if (source->directory)
		return directory_read(source->directory, data, size);
	if (first_size) {
		memcpy(data, source->first, first_size);
		source->first_size = 0;
		return (ssize_t)first_size;
	}
	got = read_fd(source, data, size, silent);
	if (got < 0)
		cli_error("%s: %s", source->name, strerror(errno));
	return got;
}

/* The member's name behind that of its archive: "FILE:member"; the caller frees it. */
static char *member_name(struct koops_str file, const char *member)
{
	size_t size = file.size + strlen(member) + 2;
	char *name = malloc(size);

	if (name)
		snprintf(name, size, "%s%s%s", file.data, file.size ? ":" : "", member);
	else
		cli_error("%s: out of memory", file.data);
	return name;
}

static enum cli_exit take_member(const struct source *archive, struct container *container,
				 const char *member, source_fn take, bool *stop, void *user)
{
	struct source inside = {
	    .name = archive->name,
	    .file = archive->file,
	    .number = archive->number,
	    .count = archive->count,
	    .options = archive->options,
	    .container = container,
	};
	char *name = member ? member_name(archive->file, member) : NULL;
	enum cli_exit status = CLI_ERROR;

	if (name) {
		inside.name = name;
		inside.file = (struct koops_str){name, strlen(name)};
	}
	if (name || !member)
		status = take(&inside, stop, user);
	free(name);
	return status;
}

static enum cli_exit take_container(const struct source *source, source_fn take, bool *stop,
				    void *user)
{
	struct container *container =
	    container_open(source->name, source->fd, source->first, source->first_size);
	enum container_next next = CONTAINER_ERROR;
	enum cli_exit status = CLI_NONE;
	const char *member;

	while (container && !*stop &&
	       (next = container_next(container, &member)) == CONTAINER_MEMBER)
		status =
		    cli_worse(status, take_member(source, container, member, take, stop, user));
	container_close(container);
	return next == CONTAINER_ERROR ? CLI_ERROR : status;
}

/* A log that is followed is another one each time that it becomes shorter. */
static enum cli_exit take_log(struct source *source, source_fn take, bool *stop, void *user)
{
	enum cli_exit status = take(source, stop, user);

	while (source->options->follow && !*stop && cli_follow_again(source->fd)) {
		cli_error("%s has become shorter: reading it from its beginning", source->name);
		status = cli_worse(status, take(source, stop, user));
	}
	return status;
}

/* An open file: a log, or a container of logs. */
static enum cli_exit take_file(struct source *source, source_fn take, bool *stop, void *user)
{
	char first[FIRST + RECORD];
	enum cli_exit status;
	bool silent;
	ssize_t got = 1;

	source->first = first;
	while (!source->options->follow && got > 0 && source->first_size < FIRST) {
		got = read_fd(source, first + source->first_size,
			      sizeof(first) - source->first_size, &silent);
		/* An error comes again when the log is read, and is told then. */
		if (got > 0)
			source->first_size += (size_t)got;
	}
	if (container_known(first, source->first_size))
		status = take_container(source, take, stop, user);
	else
		status = take_log(source, take, stop, user);
	source->first = NULL;
	return status;
}

/* A folder is a log if the kernel's pstore has left it; files_add_all() sees to all others. */
static enum cli_exit take_folder(struct source *source, source_fn take, bool *stop, void *user)
{
	enum cli_exit status = CLI_ERROR;

	if (source->options->follow) {
		cli_error("%s is a directory; --follow reads one log", source->name);
		return status;
	}
	source->directory = directory_open(source->name, source->fd);
	if (source->directory)
		status = take(source, stop, user);
	directory_close(source->directory);
	return status;
}

static enum cli_exit take_stdin(struct source *source, source_fn take, bool *stop, void *user)
{
	source->name = "standard input";
	source->fd = STDIN_FILENO;
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		cli_error("reading the terminal: paste a log and end it with Ctrl-D");
	return take_file(source, take, stop, user);
}

/* For a name that could be a mistyped subcommand. */
static const char *hint(const char *name, int error)
{
	return error == ENOENT && !strpbrk(name, "/.") ? "; koops --help lists the subcommands"
						       : "";
}

static enum cli_exit take_open(struct source *source, source_fn take, bool *stop, void *user)
{
	struct stat stat;

	if (fstat(source->fd, &stat)) {
		cli_error("%s: %s", source->name, strerror(errno));
		return CLI_ERROR;
	}
	if (S_ISDIR(stat.st_mode))
		return take_folder(source, take, stop, user);
	if (S_ISREG(stat.st_mode))
		source->size = (unsigned long long)stat.st_size;
	/* /dev/kmsg has no end, but for who does not wait. */
	if (S_ISCHR(stat.st_mode) && stat.st_rdev == makedev(1, 11))
		fcntl(source->fd, F_SETFL, O_RDONLY | O_NONBLOCK);
	return take_file(source, take, stop, user);
}

/* Pipes and terminals are read in their turn only: they may wait, and be named twice. */
static bool may_be_opened(const char *name)
{
	struct stat stat_;

	if (strcmp(name, "-") != 0 &&
	    (stat(name, &stat_) || S_ISREG(stat_.st_mode) || S_ISDIR(stat_.st_mode)))
		return true;
	return jobs_await_turn();
}

/* Opens the logs that a file has, one after the other. */
static enum cli_exit read_file(struct source *source, source_fn take, bool *stop, void *user)
{
	enum cli_exit status = CLI_ERROR;

	if (!may_be_opened(source->name))
		return status;
	if (!strcmp(source->name, "-")) {
		source->file = (struct koops_str){"", 0};
		return take_stdin(source, take, stop, user);
	}
	source->fd = open(source->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (source->fd < 0) {
		cli_error("%s: %s%s", source->name, strerror(errno), hint(source->name, errno));
		return status;
	}
	status = take_open(source, take, stop, user);
	close(source->fd);
	return status;
}

/* What all files have in common. */
struct reading {
	const struct source_options *options;
	struct files files;
	source_fn take;
	void *user;
};

/* A job_fn. */
static enum cli_exit read_job(size_t number, bool *stop, void *user)
{
	const struct reading *reading = user;
	const struct file *file = &reading->files.at[number];
	struct source source = {
	    .name = file->name,
	    .file = {file->name, strlen(file->name)},
	    .number = number + 1,
	    .count = reading->files.count,
	    .options = reading->options,
	};
	enum cli_exit status = CLI_ERROR;

	if (file->error)
		cli_error("%s: %s", file->name, strerror(file->error));
	else
		status = read_file(&source, reading->take, stop, reading->user);
	if (jobs_has_turn())
		cli_progress_clear();
	return status;
}

enum cli_exit source_each(const struct source_options *options, int argc, char **argv,
			  source_fn take, void *user)
{
	struct reading reading = {.options = options, .take = take, .user = user};
	enum cli_exit status = CLI_ERROR;
	bool good = argc || files_add(&reading.files, "-", 0);

	for (int i = 0; good && i < argc; i++)
		good = options->follow ? files_add(&reading.files, argv[i], 0)
				       : files_add_all(&reading.files, argv[i]);
	if (good)
		status = jobs_run(options->jobs, reading.files.count, read_job, &reading);
	files_free(&reading.files);
	return status;
}
