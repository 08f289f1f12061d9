/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/modules.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

enum {
	DEPTH_MOST = 16,
	/* A kernel tree that was built has some 200,000 files. */
	ENTRIES_MOST = 2000000,
};

/* The best first: most files that are not packed are the ones with debugging information. */
static const struct koops_str suffixes[] = {
    KI_STR(".ko.debug"),    KI_STR(".ko"),    KI_STR(".ko.debug.xz"), KI_STR(".ko.debug.zst"),
    KI_STR(".ko.debug.gz"), KI_STR(".ko.xz"), KI_STR(".ko.zst"),      KI_STR(".ko.gz"),
};

struct walk {
	struct ki_arena *arena;
	struct ki_module_tree *tree;
	/* The directory or file that is looked at. */
	struct ki_buf path;
	size_t entries;
};

/* Adds a file if it is a module; false for want of memory. */
static bool add_file(struct walk *walk, struct koops_str name)
{
	struct ki_module_tree *tree = walk->tree;
	struct ki_module_file *files, file;
	char *text;

	for (file.rank = 0; file.rank < KI_LENGTH(suffixes); file.rank++)
		if (ki_str_ends(name, suffixes[file.rank]))
			break;
	if (file.rank == KI_LENGTH(suffixes))
		return true;
	name = ki_str_to(name, name.size - suffixes[file.rank].size);
	text = ki_arena_alloc(walk->arena, name.size + 1);
	files =
	    ki_arena_grow(walk->arena, tree->files, sizeof(*files), tree->count, &tree->capacity);
	if (!text || !files || !ki_arena_str(walk->arena, ki_buf_str(&walk->path), &file.path))
		return false;
	for (size_t i = 0; i < name.size; i++)
		text[i] = name.data[i] == '-' ? '_' : name.data[i];
	file.name = (struct koops_str){text, name.size};
	tree->files = files;
	files[tree->count++] = file;
	return true;
}

static bool is_directory(int parent, const char *name)
{
	struct stat status;

	return !fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) && S_ISDIR(status.st_mode);
}

static bool walk_directory(struct walk *walk, int fd, unsigned depth);

/* Takes over nothing; `fd` is the directory's. */
static bool walk_entry(struct walk *walk, int fd, const struct dirent *entry, unsigned depth)
{
	size_t size = walk->path.size;
	bool ok = true;
	int below;

	ki_buf_putc(&walk->path, '/');
	ki_buf_put(&walk->path, ki_str(entry->d_name));
	if (walk->path.failed)
		return false;
	if (entry->d_type == DT_DIR ||
	    (entry->d_type == DT_UNKNOWN && is_directory(fd, entry->d_name))) {
		below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0)
			ok = walk_directory(walk, below, depth + 1);
	} else {
		ok = add_file(walk, ki_str(entry->d_name));
	}
	walk->path.size = size;
	return ok;
}

/* Closes `fd`. */
static bool walk_directory(struct walk *walk, int fd, unsigned depth)
{
	const struct dirent *entry;
	bool ok = true;
	DIR *directory;

	directory = depth < DEPTH_MOST ? fdopendir(fd) : NULL;
	if (!directory) {
		close(fd);
		return true;
	}
	while (ok && walk->entries++ < ENTRIES_MOST && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			ok = walk_entry(walk, fd, entry, depth);
	closedir(directory);
	return ok;
}

bool ki_modules_find(struct ki_arena *arena, struct koops_str root, struct ki_module_tree *tree)
{
	struct walk walk = {.arena = arena, .tree = tree};
	bool ok;
	int fd;

	*tree = (struct ki_module_tree){0};
	ki_buf_init(&walk.path, arena->mem);
	ki_buf_put(&walk.path, root);
	ok = !walk.path.failed && ki_arena_str(arena, root, &tree->root);
	if (ok) {
		fd = open(tree->root.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0)
			ok = walk_directory(&walk, fd, 0);
	}
	ki_buf_free(&walk.path);
	return ok;
}
