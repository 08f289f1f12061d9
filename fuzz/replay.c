/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzz target over files, for compilers without a fuzzer and for AFL++:
 * a target's main().
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *name)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		perror(name);
		return EXIT_FAILURE;
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++)
		status |= replay(argv[i]);
	return status;
}
