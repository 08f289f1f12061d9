/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/store.h"

#include <pthread.h>

#include "symbolize/agree.h"

/* Kernels that stay open where each report has its own. */
enum { KERNELS_MOST = 4 };

struct module {
	struct koops_str name;
	struct ki_image *image;
	struct module *next;
};

/* A kernel and the modules that were needed of it. */
struct kernel {
	struct ki_image *image;
	struct module *modules;
	/* When it was needed last. */
	uint64_t used;
};

struct ki_store {
	const struct ki_mem *mem;
	pthread_mutex_t lock;
	size_t owners;
	struct ki_search *search;
	/* A copy, NULL: none. */
	char *cache;
	struct ki_image_options image_options;
	/* The one of the options, and then the only one. */
	bool given;
	struct kernel kernels[KERNELS_MOST];
	uint64_t clock;
};

static void close_kernel(struct ki_store *store, struct kernel *kernel)
{
	struct module *module = kernel->modules;

	while (module) {
		struct module *next = module->next;

		ki_image_free(module->image);
		ki_free(store->mem, module);
		module = next;
	}
	ki_image_free(kernel->image);
	*kernel = (struct kernel){0};
}

static void store_free(struct ki_store *store)
{
	for (size_t i = 0; i < KERNELS_MOST; i++)
		close_kernel(store, &store->kernels[i]);
	ki_search_free(store->search);
	ki_free(store->mem, store->cache);
	pthread_mutex_destroy(&store->lock);
	ki_free(store->mem, store);
}

/* ---------------------------------------------------------------- kernels -- */

/* A search for an image: what it must be, and what became of it. */
struct wanted {
	struct ki_store *store;
	struct koops_str release, build_id;
	struct ki_image *image;
	enum koops_status status;
};

static bool is_wanted(const struct wanted *wanted, const struct ki_image *image)
{
	struct koops_str release = ki_image_release(image), id = ki_image_build_id(image);

	if (wanted->build_id.size && id.size && !ki_str_eq(id, wanted->build_id))
		return false;
	return !wanted->release.size || !release.size || ki_str_eq(release, wanted->release);
}

/* Opens a file that was found, and keeps it if it is right; true: look no further. */
static bool try_image(const char *path, void *user)
{
	struct wanted *wanted = user;
	struct ki_image *image;

	wanted->status =
	    ki_image_open(wanted->store->mem, path, &wanted->store->image_options, NULL, &image);
	if (wanted->status)
		return wanted->status == KOOPS_E_MEMORY;
	if (is_wanted(wanted, image)) {
		wanted->image = image;
		return true;
	}
	ki_image_free(image);
	return false;
}

/* What try_image() came to, for want of memory in the search too. */
static enum koops_status result_of(struct wanted *wanted, struct koops_error *error)
{
	bool failed = ki_search_failed(wanted->store->search);

	if (wanted->image)
		return KOOPS_OK;
	return failed || wanted->status == KOOPS_E_MEMORY ? ki_fail_memory(error) : KOOPS_OK;
}

static struct kernel *open_kernel(struct ki_store *store, const struct wanted *wanted)
{
	for (size_t i = 0; i < KERNELS_MOST; i++)
		if (store->kernels[i].image &&
		    ki_str_eq(ki_image_release(store->kernels[i].image), wanted->release) &&
		    is_wanted(wanted, store->kernels[i].image))
			return &store->kernels[i];
	return NULL;
}

static struct kernel *oldest_kernel(struct ki_store *store)
{
	struct kernel *oldest = &store->kernels[0];

	for (size_t i = 1; i < KERNELS_MOST; i++)
		if (store->kernels[i].used < oldest->used)
			oldest = &store->kernels[i];
	return oldest;
}

static enum koops_status find_kernel(struct ki_store *store, struct wanted *wanted,
				     struct koops_error *error, struct kernel **result)
{
	struct koops_str id = wanted->build_id;
	enum koops_status status;
	struct kernel *kernel;

	if (!ki_search_kernel(store->search, wanted->release, try_image, wanted))
		ki_search_build_id(store->search, id, try_image, wanted);
	status = result_of(wanted, error);
	if (status)
		return status;
	if (!wanted->image)
		return ki_fail(error, KOOPS_E_MISMATCH,
			       "no vmlinux with DWARF found of Linux %.*s%s%.*s",
			       KI_ARG(wanted->release), id.size ? ", build ID " : "", KI_ARG(id));
	kernel = oldest_kernel(store);
	close_kernel(store, kernel);
	kernel->image = wanted->image;
	*result = kernel;
	return KOOPS_OK;
}

/* ------------------------------------------------------------------ store -- */

static enum koops_status open_given(struct ki_store *store,
				    const struct koops_symbolizer_options *options,
				    struct koops_error *error)
{
	struct wanted wanted = {.store = store, .release = ki_str(options->release)};
	struct kernel *kernel = &store->kernels[0];
	enum koops_status status;

	if (options->vmlinux)
		return ki_image_open(store->mem, options->vmlinux, &store->image_options, error,
				     &kernel->image);
	status = find_kernel(store, &wanted, error, &kernel);
	/* Nothing differs here: there is nothing to differ. */
	return status == KOOPS_E_MISMATCH
		   ? ki_fail(error, KOOPS_E_IO, "no vmlinux with DWARF found of Linux %s",
			     options->release)
		   : status;
}

static bool copy_cache(struct ki_store *store, const char *directory)
{
	size_t size = directory ? strlen(directory) + 1 : 0;

	if (!directory)
		return true;
	store->cache = ki_alloc(store->mem, size);
	if (store->cache)
		memcpy(store->cache, directory, size);
	return store->cache;
}

enum koops_status ki_store_new(const struct ki_mem *mem,
			       const struct koops_symbolizer_options *options,
			       struct koops_error *error, struct ki_store **result)
{
	struct ki_store *store = ki_zalloc(mem, sizeof(*store));
	enum koops_status status;

	if (!store)
		return ki_fail_memory(error);
	if (pthread_mutex_init(&store->lock, NULL)) {
		ki_free(mem, store);
		return ki_fail_memory(error);
	}
	store->mem = mem;
	store->owners = 1;
	store->given = options->vmlinux || options->release;
	status = ki_search_new(mem, options, error, &store->search);
	if (!status && !copy_cache(store, options->cache_dir))
		status = ki_fail_memory(error);
	store->image_options = (struct ki_image_options){store->search, store->cache};
	if (!status && store->given)
		status = open_given(store, options, error);
	if (status)
		store_free(store);
	else
		*result = store;
	return status;
}

struct ki_store *ki_store_share(struct ki_store *store)
{
	ki_store_lock(store);
	store->owners++;
	ki_store_unlock(store);
	return store;
}

void ki_store_release(struct ki_store *store)
{
	size_t owners;

	if (!store)
		return;
	ki_store_lock(store);
	owners = --store->owners;
	ki_store_unlock(store);
	if (!owners)
		store_free(store);
}

void ki_store_lock(struct ki_store *store)
{
	pthread_mutex_lock(&store->lock);
}

void ki_store_unlock(struct ki_store *store)
{
	pthread_mutex_unlock(&store->lock);
}

enum koops_status ki_store_kernel(struct ki_store *store, const struct koops_report *report,
				  struct koops_error *error, struct ki_image **result)
{
	struct wanted wanted = {
	    .store = store,
	    .release = report->release,
	    .build_id = ki_report_build_id(report),
	};
	struct kernel *kernel = &store->kernels[0], *opened;
	enum koops_status status = KOOPS_OK;

	if (!store->given) {
		if (!report->release.size)
			return ki_fail(error, KOOPS_E_MISMATCH,
				       "the report doesn't say of which kernel it is");
		opened = open_kernel(store, &wanted);
		if (opened)
			kernel = opened;
		else
			status = find_kernel(store, &wanted, error, &kernel);
	}
	if (status)
		return status;
	kernel->used = ++store->clock;
	*result = kernel->image;
	return KOOPS_OK;
}

/* ---------------------------------------------------------------- modules -- */

static struct kernel *kernel_of(struct ki_store *store, const struct ki_image *image)
{
	size_t i = 0;

	/* It is one of them. */
	while (i < KERNELS_MOST - 1 && store->kernels[i].image != image)
		i++;
	return &store->kernels[i];
}

static bool add_module(struct ki_store *store, struct kernel *kernel, struct koops_str name,
		       struct ki_image *image)
{
	struct module *module = ki_alloc(store->mem, sizeof(*module) + name.size);
	char *copy;

	if (!module)
		return false;
	copy = (char *)(module + 1);
	memcpy(copy, name.data, name.size);
	*module = (struct module){{copy, name.size}, image, kernel->modules};
	kernel->modules = module;
	return true;
}

enum koops_status ki_store_module(struct ki_store *store, const struct ki_image *kernel_image,
				  struct koops_str name, struct koops_str build_id,
				  struct ki_image **result)
{
	struct kernel *kernel = kernel_of(store, kernel_image);
	struct wanted wanted = {
	    .store = store,
	    .release = ki_image_release(kernel_image),
	    .build_id = build_id,
	};
	enum koops_status status;

	for (struct module *module = kernel->modules; module; module = module->next)
		if (ki_str_eq(module->name, name) && is_wanted(&wanted, module->image)) {
			*result = module->image;
			return KOOPS_OK;
		}
	if (!build_id.size || !ki_search_build_id(store->search, build_id, try_image, &wanted))
		ki_search_module(store->search, name, wanted.release, ki_image_path(kernel_image),
				 try_image, &wanted);
	status = result_of(&wanted, NULL);
	if (!status && wanted.image && !add_module(store, kernel, name, wanted.image)) {
		ki_image_free(wanted.image);
		status = KOOPS_E_MEMORY;
	}
	if (!status)
		*result = wanted.image;
	return status;
}
