/* SPDX-License-Identifier: BSD-2-Clause */
#include "files.h"

#include <errno.h>
#include <fts.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "directory.h"

/* Whether there is room for one more. */
static bool make_room(struct files *files)
{
	size_t capacity = files->capacity ? 2 * files->capacity : 16;
	struct file *bigger;

	if (files->count < files->capacity)
		return true;
	bigger = realloc(files->at, capacity * sizeof(*bigger));
	if (!bigger)
		return false;
	files->at = bigger;
	files->capacity = capacity;
	return true;
}

bool files_add(struct files *files, const char *name, int error)
{
	struct file *file = make_room(files) ? &files->at[files->count] : NULL;

	if (file)
		file->name = strdup(name);
	if (!file || !file->name) {
		cli_error("out of memory");
		return false;
	}
	file->error = error;
	files->count++;
	return true;
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

static bool is_hidden(const FTSENT *entry)
{
	return entry->fts_level > FTS_ROOTLEVEL && entry->fts_name[0] == '.';
}

/* Adds what fts_read() came to.  `fts_number` of a folder says that it is pstore's. */
static bool add_entry(struct files *files, FTS *tree, FTSENT *entry)
{
	if (is_hidden(entry)) {
		if (entry->fts_info == FTS_D)
			fts_set(tree, entry, FTS_SKIP);
		return true;
	}
	switch (entry->fts_info) {
	case FTS_D:
		entry->fts_number = directory_is_pstore(entry->fts_accpath);
		return !entry->fts_number || files_add(files, entry->fts_path, 0);
	case FTS_F:
		/* Beside the records there are other views of the same log. */
		return entry->fts_parent->fts_number || files_add(files, entry->fts_path, 0);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return files_add(files, entry->fts_path, entry->fts_errno);
	default:
		/* Links, whose files are elsewhere too; pipes and devices, which may wait forever.
		 */
		return true;
	}
}

static bool add_folder(struct files *files, const char *name)
{
	/* fts_open() leaves the name as it is; with FTS_NOCHDIR it stays true if it is not
	 * absolute. */
	FTS *tree = fts_open((char *[]){(char *)(uintptr_t)name, NULL},
			     FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	bool good = true;
	FTSENT *entry;

	if (!tree)
		return files_add(files, name, errno);
	while (good && (entry = fts_read(tree)))
		good = add_entry(files, tree, entry);
	if (good && errno)
		good = files_add(files, name, errno);
	fts_close(tree);
	return good;
}

bool files_add_all(struct files *files, const char *argument)
{
	struct stat stat_;

	if (strcmp(argument, "-") != 0 && !stat(argument, &stat_) && S_ISDIR(stat_.st_mode))
		return add_folder(files, argument);
	return files_add(files, argument, 0);
}

void files_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->at[i].name);
	free(files->at);
}
