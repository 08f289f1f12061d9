/* SPDX-License-Identifier: BSD-2-Clause */
/* A program without any hardening: without it nobody would know whether the gate can close. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	char text[1 << 16];

	strcpy(text, argv[argc - 1]);
	return puts(text) < 0;
}
