/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel checks. */

#include "provoke.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static FRAME void bug_inner(void)
{
	BUG_ON(!zero);
}
CHAIN(bug)

static FRAME void warn_inner(void)
{
	WARN_ON(!zero);
}
CHAIN(warn)

static FRAME void warn_text_inner(void)
{
	WARN(!zero, "gadget %d has %d parents\n", 7, 2);
}
CHAIN(warn_text)

static FRAME void unref_inner(void)
{
	refcount_t references = REFCOUNT_INIT(0);

	if (refcount_dec_and_test(&references))
		pr_info("last reference\n");
}
CHAIN(unref)

static FRAME void unlink_inner(void)
{
	struct gadget first, second;
	LIST_HEAD(gadgets);

	list_add_tail(&first.list, &gadgets);
	list_add_tail(&second.list, &gadgets);
	first.list.next = &gadgets;
	list_del(&second.list);
}
CHAIN(unlink)

static volatile size_t too_many = 256;

static FRAME void usercopy_inner(void)
{
	char *object = kzalloc(64, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(object);
	if (object && copy_to_user((char __user *)user_buffer, object, too_many))
		pr_info("cannot copy\n");
	kfree(object);
}
CHAIN(usercopy)

static FRAME void give_up_inner(void)
{
	if (!zero)
		panic("gadget %d is on fire", 7);
}
CHAIN(give_up)

/* The scheduler resets the preemption count when it complains: enabling it again is not for us. */
static FRAME void nap_inner(void)
{
	preempt_disable();
	schedule_timeout_uninterruptible(2);
}
CHAIN(nap)

/* The scheduler warns at once; that the task keeps its grace period from ending is noticed later.
 */
static FRAME void doze_inner(void)
{
	rcu_read_lock();
	schedule_timeout_uninterruptible(8 * HZ);
	rcu_read_unlock();
}
CHAIN(doze)

const struct provocation check_provocations[] = {
    {"bug", bug_outer},
    {"warn", warn_outer},
    {"warn-text", warn_text_outer},
    {"refcount", unref_outer},
    {"list", unlink_outer},
    {"usercopy", usercopy_outer},
    {"panic", give_up_outer},
    {"sched-atomic", nap_outer},
    {"rcu-sleep", doze_outer},
    {},
};
