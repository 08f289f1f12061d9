/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan/scan.h"

#include "core/literals.h"

struct ki_scanner {
	const struct ki_mem *mem;
	struct ki_literals *literals;
};

struct ki_scanner *ki_scanner_new(const struct ki_mem *mem, const char *const *anchors,
				  size_t count)
{
	struct ki_scanner *scanner = ki_zalloc(mem, sizeof(*scanner));

	if (!scanner)
		return NULL;
	scanner->mem = mem;
	scanner->literals = ki_literals_new(mem, anchors, count);
	if (!scanner->literals) {
		ki_scanner_free(scanner);
		return NULL;
	}
	return scanner;
}

void ki_scanner_free(struct ki_scanner *scanner)
{
	if (!scanner)
		return;
	ki_literals_free(scanner->literals);
	ki_free(scanner->mem, scanner);
}

size_t ki_scan(const struct ki_scanner *scanner, struct koops_str bytes, size_t from)
{
	size_t at;

	return ki_literals_find(scanner->literals, bytes, from, &at) < 0 ? bytes.size : at;
}

uint64_t ki_count_lines(struct koops_str bytes)
{
	uint64_t count = 0;

	for (size_t i = 0; i < bytes.size; i++)
		count += bytes.data[i] == '\n';
	return count;
}
