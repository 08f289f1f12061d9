/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/search.h"

#include <unistd.h>

#include "symbolize/modules.h"

/* Beside what is asked for, below the root and each directory for debugging files. */
static const struct pattern {
	const char *before, *behind;
} kernels[] =
    {
	{"/boot/vmlinux-", ""},
	{"/boot/vmlinux-", ".debug"},
	{"/lib/modules/", "/vmlinux"},
	{"/lib/modules/", "/vmlinux.debug"},
	{"/usr/lib/modules/", "/vmlinux"},
	{"/lib/modules/", "/build/vmlinux"},
	/* These have no DWARF, but a build ID by which it can be found. */
	{"/boot/vmlinuz-", ""},
	{"/lib/modules/", "/vmlinuz"},
},
  modules[] = {
      {"/lib/modules/", ""},
      {"/usr/lib/modules/", ""},
};

/* What shows that modules are below the directory of a vmlinux. */
static const char *const tree_marks[] = {"/modules.order", "/Module.symvers", "/kernel"};

enum { PATH_MOST = 4096 };

static const char *const default_debug_dirs[] = {"/usr/lib/debug", NULL};

struct ki_search {
	struct ki_arena arena;
	/* Directories that the caller gave for modules, and for separate debugging files. */
	struct koops_str *modules, *debug;
	size_t module_count, debug_count;
	/* What was found below directories that were looked through. */
	struct ki_module_tree *trees;
	size_t tree_count, tree_capacity;
	/* The file that is asked for. */
	struct ki_buf path;
	bool failed;
	koops_find_fn find;
	void *find_user;
};

/* A search on its way. */
struct round {
	struct ki_search *search;
	ki_candidate_fn candidate;
	void *user;
};

static bool copy_list(struct ki_arena *arena, const char *const *list, struct koops_str **copy,
		      size_t *count)
{
	size_t size = 0;

	while (list && list[size])
		size++;
	*count = 0;
	*copy = ki_arena_alloc(arena, (size + 1) * sizeof(**copy));
	if (!*copy)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!ki_arena_str(arena, ki_str(list[i]), &(*copy)[i]))
			return false;
	*count = size;
	return true;
}

enum koops_status ki_search_new(const struct ki_mem *mem,
				const struct koops_symbolizer_options *options,
				struct koops_error *error, struct ki_search **result)
{
	const char *const *debug = options->debug_dirs ? options->debug_dirs : default_debug_dirs;
	struct ki_search *search = ki_zalloc(mem, sizeof(*search));

	if (!search)
		return ki_fail_memory(error);
	ki_arena_init(&search->arena, mem);
	ki_buf_init(&search->path, mem);
	search->find = options->find;
	search->find_user = options->find_user;
	if (!copy_list(&search->arena, options->module_dirs, &search->modules,
		       &search->module_count) ||
	    !copy_list(&search->arena, debug, &search->debug, &search->debug_count)) {
		ki_search_free(search);
		return ki_fail_memory(error);
	}
	*result = search;
	return KOOPS_OK;
}

void ki_search_free(struct ki_search *search)
{
	const struct ki_mem *mem;

	if (!search)
		return;
	mem = search->arena.mem;
	ki_buf_free(&search->path);
	ki_arena_free(&search->arena);
	ki_free(mem, search);
}

bool ki_search_failed(struct ki_search *search)
{
	bool failed = search->failed;

	search->failed = false;
	return failed;
}

/* ------------------------------------------------------------------ paths -- */

/* Whether it can be a part of a path without leading elsewhere: one name, not "." or "..". */
static bool is_name(struct koops_str name)
{
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == '/' || name.data[i] == '\0')
			return false;
	return name.size && name.size <= 255 && !ki_str_eq(name, KI_STR(".")) &&
	       !ki_str_eq(name, KI_STR(".."));
}

/* The directory of a file, "." if its name has none. */
static struct koops_str directory_of(const char *path)
{
	struct koops_str text = ki_str(path);
	size_t size = text.size;

	while (size && text.data[size - 1] != '/')
		size--;
	if (!size)
		return KI_STR(".");
	return ki_str_to(text, size > 1 ? size - 1 : size);
}

/* Puts a path together, with a NUL; NULL for want of memory, which is noted. */
static const char *path_of(struct ki_search *search, const struct koops_str *parts, size_t count)
{
	ki_buf_clear(&search->path);
	for (size_t i = 0; i < count; i++)
		ki_buf_put(&search->path, parts[i]);
	ki_buf_putc(&search->path, '\0');
	if (!search->path.failed)
		return search->path.data;
	search->failed = true;
	return NULL;
}

#define PATH(search, ...)                                          \
	path_of((search), (const struct koops_str[]){__VA_ARGS__}, \
		KI_LENGTH(((const struct koops_str[]){__VA_ARGS__})))

static bool try_path(const struct round *round, const char *path)
{
	return path && !access(path, R_OK) && round->candidate(path, round->user);
}

/* ------------------------------------------------------------------ files -- */

static bool try_kernels(const struct round *round, struct koops_str base, struct koops_str release)
{
	for (size_t i = 0; i < KI_LENGTH(kernels); i++)
		if (try_path(round, PATH(round->search, base, ki_str(kernels[i].before), release,
					 ki_str(kernels[i].behind))))
			return true;
	return false;
}

bool ki_search_kernel(struct ki_search *search, struct koops_str release, ki_candidate_fn candidate,
		      void *user)
{
	const struct round round = {search, candidate, user};

	if (!is_name(release))
		return false;
	for (size_t i = 0; i < search->debug_count; i++)
		if (try_kernels(&round, search->debug[i], release))
			return true;
	return try_kernels(&round, KI_STR(""), release);
}

static bool is_hex(struct koops_str text)
{
	for (size_t i = 0; i < text.size; i++)
		if (ki_hex_digit(text.data[i]) < 0)
			return false;
	return true;
}

/* Asks the caller of the library. */
static bool try_found(const struct round *round, struct koops_str build_id)
{
	struct ki_search *search = round->search;
	const char *id = search->find && is_hex(build_id) ? PATH(search, build_id) : NULL;
	char path[PATH_MOST];

	return id && search->find(id, path, sizeof(path), search->find_user) &&
	       try_path(round, path);
}

bool ki_search_build_id(struct ki_search *search, struct koops_str build_id,
			ki_candidate_fn candidate, void *user)
{
	const struct round round = {search, candidate, user};

	if (build_id.size <= 2 || !is_name(build_id))
		return false;
	for (size_t i = 0; i < search->debug_count; i++)
		if (try_path(&round, PATH(search, search->debug[i], KI_STR("/.build-id/"),
					  ki_str_to(build_id, 2), KI_STR("/"),
					  ki_str_from(build_id, 2), KI_STR(".debug"))))
			return true;
	return try_found(&round, build_id);
}

bool ki_search_debuglink(struct ki_search *search, const char *path, const char *link,
			 ki_candidate_fn candidate, void *user)
{
	const struct round round = {search, candidate, user};
	struct koops_str directory = directory_of(path), name = ki_str(link);

	if (!is_name(name))
		return false;
	if (try_path(&round, PATH(search, directory, KI_STR("/"), name)) ||
	    try_path(&round, PATH(search, directory, KI_STR("/.debug/"), name)))
		return true;
	for (size_t i = 0; i < search->debug_count; i++)
		if (try_path(&round, PATH(search, search->debug[i], KI_STR("/"), directory,
					  KI_STR("/"), name)))
			return true;
	return false;
}

/* ---------------------------------------------------------------- modules -- */

static const struct ki_module_tree *tree_of(struct ki_search *search, struct koops_str root)
{
	struct ki_module_tree tree, *trees;

	for (size_t i = 0; i < search->tree_count; i++)
		if (ki_str_eq(search->trees[i].root, root))
			return &search->trees[i];
	trees = ki_arena_grow(&search->arena, search->trees, sizeof(*trees), search->tree_count,
			      &search->tree_capacity);
	if (!trees || !ki_modules_find(&search->arena, root, &tree)) {
		search->failed = true;
		return NULL;
	}
	search->trees = trees;
	trees[search->tree_count] = tree;
	return &trees[search->tree_count++];
}

static bool try_tree(const struct round *round, struct koops_str root, struct koops_str name)
{
	const struct ki_module_tree *tree = tree_of(round->search, root);
	unsigned rank = 0, next;

	/* In the order of their ranks. */
	for (bool more = tree; more; rank = next) {
		more = false;
		next = UINT32_MAX;
		for (size_t i = 0; i < tree->count; i++) {
			const struct ki_module_file *file = &tree->files[i];

			if (file->rank < rank || !ki_str_eq(file->name, name))
				continue;
			if (file->rank == rank) {
				if (try_path(round, file->path.data))
					return true;
			} else if (file->rank < next) {
				next = file->rank;
				more = true;
			}
		}
	}
	return false;
}

/* Directories of the release's modules below `base`. */
static bool try_release(const struct round *round, struct koops_str base, struct koops_str release,
			struct koops_str name)
{
	for (size_t i = 0; i < KI_LENGTH(modules); i++) {
		const char *root = PATH(round->search, base, ki_str(modules[i].before), release);

		/* Directories that are not there would fill the list of trees. */
		if (root && !access(root, R_OK) && try_tree(round, ki_str(root), name))
			return true;
	}
	return false;
}

/* Whether modules are below the directory of a vmlinux, so that it is worth looking through. */
static bool has_modules(struct ki_search *search, struct koops_str directory)
{
	for (size_t i = 0; i < KI_LENGTH(tree_marks); i++) {
		const char *mark = PATH(search, directory, ki_str(tree_marks[i]));

		if (mark && !access(mark, R_OK))
			return true;
	}
	return false;
}

/* Where the vmlinux was built, or unpacked from a package. */
static bool try_beside(const struct round *round, const char *kernel, struct koops_str release,
		       struct koops_str name)
{
	struct koops_str directory = directory_of(kernel);

	if (has_modules(round->search, directory) && try_tree(round, directory, name))
		return true;
	if (!ki_str_ends(directory, KI_STR("/boot")) || !is_name(release))
		return false;
	directory = ki_str_to(directory, directory.size - strlen("/boot"));
	return try_release(round, directory, release, name);
}

bool ki_search_module(struct ki_search *search, struct koops_str name, struct koops_str release,
		      const char *kernel, ki_candidate_fn candidate, void *user)
{
	const struct round round = {search, candidate, user};

	for (size_t i = 0; i < search->module_count; i++)
		if (try_tree(&round, search->modules[i], name))
			return true;
	if (kernel && try_beside(&round, kernel, release, name))
		return true;
	if (!is_name(release))
		return false;
	for (size_t i = 0; i < search->debug_count; i++)
		if (try_release(&round, search->debug[i], release, name))
			return true;
	return try_release(&round, KI_STR(""), release, name);
}
