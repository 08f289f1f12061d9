/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debugging information from the servers in $DEBUGINFOD_URLS, by elfutils'
 * client.  It is loaded only if it is asked for, as it brings a whole library for
 * the network with it.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "jobs.h"

#if CLI_HAVE_DEBUGINFOD
#include <elfutils/debuginfod.h>

struct cli_debuginfod {
	void *library;
	debuginfod_client *client;
	int (*find)(debuginfod_client *client, const unsigned char *build_id, int size,
		    char **path);
	void (*end)(debuginfod_client *client);
};

/* ISO C has no conversion from a pointer to an object. */
static bool load(void *library, const char *name, void *function)
{
	void *address = dlsym(library, name);

	memcpy(function, &address, sizeof(address));
	return address;
}

/* A debuginfod_progressfn_t: size 0 is not known. */
static int progress(debuginfod_client *client, long done, long size)
{
	(void)client;
	if (jobs_has_turn())
		cli_progress(&(struct cli_progress){
		    .done = (unsigned long long)done,
		    .size = size > done ? (unsigned long long)size : 0,
		});
	return 0;
}

struct cli_debuginfod *cli_debuginfod_new(void)
{
	const char *urls = getenv(DEBUGINFOD_URLS_ENV_VAR);
	void (*watch)(debuginfod_client * client, debuginfod_progressfn_t fn) = NULL;
	struct cli_debuginfod *self = calloc(1, sizeof(*self));
	debuginfod_client *(*begin)(void) = NULL;

	if (!urls || !*urls) {
		cli_error("--debuginfod needs the names of servers in %s", DEBUGINFOD_URLS_ENV_VAR);
	} else if (self) {
		/* What it needs keeps memory for as long as the process lives, and so must stay. */
		self->library = dlopen(DEBUGINFOD_SONAME, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
		if (self->library && load(self->library, "debuginfod_begin", &begin) &&
		    load(self->library, "debuginfod_find_debuginfo", &self->find) &&
		    load(self->library, "debuginfod_set_progressfn", &watch) &&
		    load(self->library, "debuginfod_end", &self->end))
			self->client = begin();
		if (self->client) {
			watch(self->client, progress);
			return self;
		}
		cli_error("--debuginfod needs %s", DEBUGINFOD_SONAME);
	}
	cli_debuginfod_free(self);
	return NULL;
}

void cli_debuginfod_free(struct cli_debuginfod *self)
{
	if (!self)
		return;
	if (self->client)
		self->end(self->client);
	if (self->library)
		dlclose(self->library);
	free(self);
}

bool cli_debuginfod_find(const char *build_id, char *path, size_t size, void *user)
{
	struct cli_debuginfod *self = user;
	char *found = NULL;
	bool ok;
	/* With size 0 the build ID is text. */
	int fd = self->find(self->client, (const unsigned char *)build_id, 0, &found);

	if (jobs_has_turn())
		cli_progress_clear();
	if (fd < 0)
		return false;
	ok = found && strlen(found) < size;
	if (ok)
		strcpy(path, found);
	free(found);
	close(fd);
	return ok;
}
#else
struct cli_debuginfod *cli_debuginfod_new(void)
{
	cli_error("this koops was built without libdebuginfod");
	return NULL;
}

void cli_debuginfod_free(struct cli_debuginfod *self)
{
	(void)self;
}

bool cli_debuginfod_find(const char *build_id, char *path, size_t size, void *user)
{
	(void)build_id, (void)path, (void)size, (void)user;
	return false;
}
#endif
