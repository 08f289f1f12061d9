/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sandbox around the reading of untrusted files: what is in it can read files, write
 * to what is open, and start threads; it can't write files, run programs, or reach the
 * network and other processes.
 */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H

enum sandbox_layer {
	/* Which files, ports and processes can be reached; Linux 5.13. */
	SANDBOX_LANDLOCK = 1,
	/* Which system calls can be made. */
	SANDBOX_SECCOMP = 2,
	SANDBOX_ALL = 3,
};

/*
 * Enters it, for good, with the layers that are wanted and that the kernel and this build
 * have.  Threads must not have been started.  Files below `writable` can be written;
 * NULL: none.  Returns the layers that are in place.
 */
unsigned sandbox_enter(unsigned layers, const char *writable);

#endif
