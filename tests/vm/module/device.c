/* SPDX-License-Identifier: BSD-2-Clause */
/* The device that provocations are asked from: see provoke.h. */

#include "provoke.h"

#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

struct gadget *volatile no_gadget;
volatile int zero;
const char __user *user_buffer;

static const struct provocation *find(const char *name)
{
	static const struct provocation *const tables[] = {
	    fault_provocations,  check_provocations,   stack_provocations,   memory_provocations,
	    lockup_provocations, context_provocations, network_provocations,
	};
	const struct provocation *row;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (row = tables[i]; row->name; row++) {
			if (!strcmp(row->name, name))
				return row;
		}
	}
	return NULL;
}

static ssize_t provoke_write(struct file *file, const char __user *text, size_t size, loff_t *at)
{
	const struct provocation *provocation;
	char name[32];

	if (size >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, text, size))
		return -EFAULT;
	name[size] = '\0';
	provocation = find(strim(name));
	if (!provocation)
		return -ENOENT;
	user_buffer = text;
	pr_info("provoking %s\n", provocation->name);
	provocation->run();
	return size;
}

static const struct file_operations provoke_operations = {
    .owner = THIS_MODULE,
    .write = provoke_write,
};

static struct miscdevice provoke_device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = KBUILD_MODNAME,
    .fops = &provoke_operations,
};

module_misc_device(provoke_device);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Crashes the kernel on request, to test readers of crash reports");
