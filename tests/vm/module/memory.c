/* SPDX-License-Identifier: BSD-2-Clause */
/* What the page and slab allocators, and KFENCE, report. */

#include "provoke.h"

#include <linux/kfence.h>
#include <linux/mm.h>
#include <linux/slab.h>

static FRAME void mislay_inner(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 4);

	if (!page)
		return;
	page->mapping = (void *)0xdead000000000400;
	__free_pages(page, 4);
}
CHAIN(mislay)

#define LARGE_ORDER 8

static FRAME void exhaust_inner(void)
{
	struct page *taken = NULL, *page;

	while ((page = alloc_pages(GFP_ATOMIC, LARGE_ORDER)) != NULL) {
		set_page_private(page, (unsigned long)taken);
		taken = page;
	}
	while ((page = taken) != NULL) {
		taken = (struct page *)page_private(page);
		__free_pages(page, LARGE_ORDER);
	}
}
CHAIN(exhaust)

static struct kmem_cache *debug_cache(void)
{
	return kmem_cache_create(
	    "gadget", sizeof(struct gadget), 0,
	    SLAB_CONSISTENCY_CHECKS | SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER, NULL);
}

static FRAME void late_write_inner(void)
{
	struct kmem_cache *cache = debug_cache();
	struct gadget *gadget = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, gadget);
	WRITE_ONCE(gadget->serial, 1);
	kmem_cache_free(cache, kmem_cache_alloc(cache, GFP_KERNEL));
}
CHAIN(late_write)

static FRAME void overrun_inner(void)
{
	struct kmem_cache *cache = debug_cache();
	struct gadget *gadget = kmem_cache_alloc(cache, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(gadget);
	WRITE_ONCE(*(char *)(gadget + 1), 1);
	kmem_cache_free(cache, gadget);
}
CHAIN(overrun)

static FRAME void twice_inner(void)
{
	struct kmem_cache *cache = debug_cache();
	struct gadget *other = kmem_cache_alloc(cache, GFP_KERNEL);
	struct gadget *gadget = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, gadget);
	OPTIMIZER_HIDE_VAR(gadget);
	kmem_cache_free(cache, gadget);
	kmem_cache_free(cache, other);
}
CHAIN(twice)

/* KFENCE guards one allocation in a while: take them until one is guarded. */
static char *guarded_object(void)
{
	unsigned int tries;
	char *object;

	for (tries = 0; tries < 100; tries++) {
		object = kmalloc(64, GFP_KERNEL);
		if (is_kfence_address(object))
			return object;
		kfree(object);
		schedule_timeout_uninterruptible(1);
	}
	pr_err("KFENCE is not running\n");
	return NULL;
}

static FRAME void stale_inner(void)
{
	char *object = guarded_object();

	kfree(object);
	OPTIMIZER_HIDE_VAR(object);
	pr_info("value %d\n", READ_ONCE(object[8]));
}
CHAIN(stale)

/* KFENCE puts an object at one end of its page, by chance: the guard page is beyond that end. */
static FRAME void beyond_inner(void)
{
	char *object = guarded_object();
	long outside = offset_in_page(object) ? 64 : -1;

	OPTIMIZER_HIDE_VAR(object);
	pr_info("value %d\n", READ_ONCE(object[outside]));
	kfree(object);
}
CHAIN(beyond)

/* And beyond the other end there is a pattern that is checked when the object is freed. */
static FRAME void scribble_inner(void)
{
	char *object = guarded_object();
	long outside = offset_in_page(object) ? -1 : 64;

	OPTIMIZER_HIDE_VAR(object);
	WRITE_ONCE(object[outside], 1);
	kfree(object);
}
CHAIN(scribble)

static FRAME void refree_inner(void)
{
	char *object = guarded_object();

	kfree(object);
	OPTIMIZER_HIDE_VAR(object);
	kfree(object);
}
CHAIN(refree)

const struct provocation memory_provocations[] = {
    {"bad-page", mislay_outer},        {"alloc-fail", exhaust_outer},
    {"slub-poison", late_write_outer}, {"slub-redzone", overrun_outer},
    {"slub-twice", twice_outer},       {"kfence-uaf", stale_outer},
    {"kfence-oob", beyond_outer},      {"kfence-corrupt", scribble_outer},
    {"kfence-free", refree_outer},     {},
};
