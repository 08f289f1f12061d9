/* SPDX-License-Identifier: BSD-2-Clause */
/* Processors that do not yield and tasks that do not wake. */

#include "provoke.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

static FRAME void lockup_inner(void)
{
	unsigned long end = jiffies + 11 * HZ;

	while (time_before(jiffies, end))
		cpu_relax();
}
CHAIN(lockup)

static int lockup_thread(void *unused)
{
	lockup_outer();
	return 0;
}

static void lockup_in_thread(void)
{
	run_in_thread(lockup_thread, "lockup_thread");
}

static void lockup_work(struct work_struct *work)
{
	lockup_outer();
}

static void lockup_in_work(void)
{
	run_in_work(lockup_work);
}

static void lockup_timer(struct timer_list *timer)
{
	lockup_outer();
}

static void lockup_in_timer(void)
{
	run_in_timer(lockup_timer);
}

/* Three functions call each other in turn; how deep they are when the watchdog looks is chance. */
static FRAME void cycle_a(unsigned int depth);

static FRAME void cycle_c(unsigned int depth)
{
	udelay(20);
	if (depth)
		cycle_a(depth - 1);
}

static FRAME void cycle_b(unsigned int depth)
{
	udelay(20);
	if (depth)
		cycle_c(depth - 1);
}

static FRAME void cycle_a(unsigned int depth)
{
	udelay(20);
	if (depth)
		cycle_b(depth - 1);
}

static FRAME void cycle_inner(void)
{
	unsigned long end = jiffies + 7 * HZ;
	unsigned int depth = 20;

	while (time_before(jiffies, end)) {
		cycle_a(depth);
		depth = depth < 60 ? depth + 1 : 20;
	}
}
CHAIN(cycle)

static FRAME void hog_inner(void)
{
	start_poll_synchronize_rcu();
	preempt_disable();
	lockup_inner();
	preempt_enable();
}
CHAIN(hog)

static int stall_thread(void *unused)
{
	hog_outer();
	return 0;
}

/* Leaves us on processor 0 and runs FUNCTION on processor 1.  To sleep until it has started would
 * not do: the processor that is lost may be the one that keeps the time of sleepers. */
static void start_on_other_cpu(int (*function)(void *), const char *name)
{
	struct task_struct *thread = kthread_create_on_cpu(function, NULL, 1, name);

	set_cpus_allowed_ptr(current, cpumask_of(0));
	if (!IS_ERR(thread))
		wake_up_process(thread);
	mdelay(50);
}

static FRAME void expedited_inner(void)
{
	start_on_other_cpu(stall_thread, "stall/%u");
	synchronize_rcu_expedited();
}
CHAIN(expedited)

/* Answers no interrupt for a while. */
static int deaf_thread(void *unused)
{
	ktime_t end = ktime_add_ms(ktime_get(), 9000);

	local_irq_disable();
	while (ktime_before(ktime_get(), end))
		cpu_relax();
	local_irq_enable();
	return 0;
}

static FRAME void deaf_inner(void)
{
	ktime_t end = ktime_add_ms(ktime_get(), 10000);

	start_on_other_cpu(deaf_thread, "deaf/%u");
	start_poll_synchronize_rcu();
	while (ktime_before(ktime_get(), end))
		cond_resched();
}
CHAIN(deaf)

static void nothing_on_cpu(void *unused)
{
}

static FRAME void ipi_inner(void)
{
	start_on_other_cpu(deaf_thread, "deaf/%u");
	smp_call_function_single(1, nothing_on_cpu, NULL, 1);
}
CHAIN(ipi)

/* Nobody completes it. */
static DECLARE_COMPLETION(never);

static FRAME void hang_inner(void)
{
	wait_for_completion(&never);
}
CHAIN(hang)

static DEFINE_MUTEX(gadget_lock);

static FRAME void hold_mutex_inner(void)
{
	mutex_lock(&gadget_lock);
	hang_inner();
}
CHAIN(hold_mutex)

static FRAME void take_mutex_inner(void)
{
	mutex_lock(&gadget_lock);
	mutex_unlock(&gadget_lock);
}
CHAIN(take_mutex)

const struct provocation lockup_provocations[] = {
    {"lockup", lockup_outer},
    {"lockup-thread", lockup_in_thread},
    {"lockup-work", lockup_in_work},
    {"lockup-timer", lockup_in_timer},
    {"cycle", cycle_outer},
    {"rcu-stall", hog_outer},
    {"expedited", expedited_outer},
    {"deaf", deaf_outer},
    {"ipi", ipi_outer},
    {"hang", hang_outer},
    {"hold-mutex", hold_mutex_outer},
    {"take-mutex", take_mutex_outer},
    {},
};
