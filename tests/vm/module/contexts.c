/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes elsewhere than in a system call, and on two processors at once. */

#include "provoke.h"

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>

void run_in_thread(int (*function)(void *), const char *name)
{
	kthread_run(function, NULL, "%s", name);
	msleep(1000);
}

void run_in_work(work_func_t function)
{
	static struct work_struct work;

	INIT_WORK(&work, function);
	schedule_work(&work);
	msleep(1000);
}

void run_in_timer(void (*function)(struct timer_list *))
{
	static struct timer_list timer;

	timer_setup(&timer, function, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(1000);
}

static FRAME void crash_inner(void)
{
	WRITE_ONCE(no_gadget->serial, 1);
}
CHAIN(crash)

static FRAME void complain_inner(void)
{
	WARN_ON(!zero);
}
CHAIN(complain)

static int crash_thread(void *unused)
{
	crash_outer();
	return 0;
}

static void crash_in_thread(void)
{
	run_in_thread(crash_thread, "crash_thread");
}

static void crash_work(struct work_struct *work)
{
	crash_outer();
}

static void crash_in_work(void)
{
	run_in_work(crash_work);
}

static void crash_timer(struct timer_list *timer)
{
	crash_outer();
}

static void crash_in_timer(void)
{
	run_in_timer(crash_timer);
}

static void leak_work(struct work_struct *work)
{
	preempt_disable();
}

static void leak_in_work(void)
{
	run_in_work(leak_work);
}

/* A hard interrupt: it arrives on top of irq_inner, which waits for it. */
static void complain_irq_work(struct irq_work *work)
{
	complain_outer();
}

static DEFINE_IRQ_WORK(irq_work, complain_irq_work);

static FRAME void irq_inner(void)
{
	irq_work_queue(&irq_work);
	irq_work_sync(&irq_work);
}
CHAIN(irq)

static atomic_t twins_ready;

static void meet_twin(void)
{
	atomic_inc(&twins_ready);
	while (atomic_read(&twins_ready) < 2)
		cpu_relax();
}

static FRAME int crash_twin_a(void *unused)
{
	meet_twin();
	WRITE_ONCE(no_gadget->serial, 1);
	return 0;
}

static FRAME int crash_twin_b(void *unused)
{
	meet_twin();
	WRITE_ONCE(no_gadget->parent, NULL);
	return 0;
}

static FRAME int complain_twin_a(void *unused)
{
	meet_twin();
	WARN_ON(!zero);
	return 0;
}

static FRAME int complain_twin_b(void *unused)
{
	meet_twin();
	WARN_ON(!zero);
	return 0;
}

static void run_twins(int (*a)(void *), int (*b)(void *))
{
	struct task_struct *first = kthread_create_on_cpu(a, NULL, 0, "twin_a/%u");
	struct task_struct *second = kthread_create_on_cpu(b, NULL, 1, "twin_b/%u");

	if (IS_ERR(first) || IS_ERR(second))
		return;
	wake_up_process(first);
	wake_up_process(second);
	msleep(3000);
}

static void crash_twins(void)
{
	run_twins(crash_twin_a, crash_twin_b);
}

static void complain_twins(void)
{
	run_twins(complain_twin_a, complain_twin_b);
}

const struct provocation context_provocations[] = {
    {"thread", crash_in_thread},
    {"work", crash_in_work},
    {"timer", crash_in_timer},
    {"leak-work", leak_in_work},
    {"irq", irq_outer},
    {"two-oopses", crash_twins},
    {"two-warnings", complain_twins},
    {},
};
