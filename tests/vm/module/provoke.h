/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel module that crashes the kernel it is loaded into, on request:
 *
 *     echo NAME > /dev/koops_provoke
 *
 * runs the provocation NAME.  Most are a chain of three functions, X_outer -> X_middle -> X_inner,
 * of which the inner one is guilty.  So the trace that the kernel prints is known before it is
 * printed, and cases.tsv can say what a reader must find.  No X begins like an interface of the
 * kernel (refcount_, kfence_): readers pass over those when they look for the guilty function.
 *
 * Only ever load it into a virtual machine that you can lose.
 */
#ifndef KOOPS_PROVOKE_H
#define KOOPS_PROVOKE_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* A function that keeps its own frame and its own name: neither inlined, cloned nor analysed from
 * its callers.  Tail calls are off for the whole module, see Kbuild. */
#define FRAME noinline __attribute__((noipa))

/* The two callers above name_inner. */
#define CHAIN(name)                           \
	static FRAME void name##_middle(void) \
	{                                     \
		name##_inner();               \
	}                                     \
	static FRAME void name##_outer(void)  \
	{                                     \
		name##_middle();              \
	}

struct provocation {
	const char *name;
	void (*run)(void);
};

/* One table a file, ended by a row without a name. */
extern const struct provocation fault_provocations[];
extern const struct provocation check_provocations[];
extern const struct provocation stack_provocations[];
extern const struct provocation memory_provocations[];
extern const struct provocation lockup_provocations[];
extern const struct provocation context_provocations[];
extern const struct provocation network_provocations[];

/* What the provocations play with. */
struct gadget {
	struct list_head list;
	struct gadget *parent;
	long serial;
};

/* Volatile: the compiler must not know what is in them. */
extern struct gadget *volatile no_gadget; /* NULL */
extern volatile int zero;
extern const char __user *user_buffer; /* of the write that asked for the provocation */

/* Runs FUNCTION elsewhere and waits a little; contexts.c. */
void run_in_thread(int (*function)(void *), const char *name);
void run_in_work(work_func_t function);
void run_in_timer(void (*function)(struct timer_list *));

#endif
