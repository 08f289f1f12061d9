/* SPDX-License-Identifier: BSD-2-Clause */
/* What the network stack reports of a device. */

#include "provoke.h"

#include <linux/etherdevice.h>
#include <linux/netdevice.h>

static const struct net_device_ops gadget_ops;

static void gadget_setup(struct net_device *device)
{
	ether_setup(device);
	eth_hw_addr_random(device);
	device->netdev_ops = &gadget_ops;
}

static struct net_device *gadget_device(void)
{
	struct net_device *device = alloc_netdev(0, "gadget%d", NET_NAME_UNKNOWN, gadget_setup);

	return device && register_netdev(device) == 0 ? device : NULL;
}

/* Unregisters a device to which somebody holds a reference. */
static FRAME void netdev_inner(void)
{
	struct net_device *device = gadget_device();

	if (!device)
		return;
	dev_hold(device);
	unregister_netdev(device);
}
CHAIN(netdev)

const struct provocation network_provocations[] = {
    {"netdev", netdev_outer},
    {},
};
