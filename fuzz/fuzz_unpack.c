/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes are a packed file, or a System.map: they are refused, or unpacked to no more than real
 * ones are, and the names that are then in them can be looked up.
 */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

#include "symbolize/map.h"
#include "symbolize/unpack.h"

enum { NAMES_MOST = 256 };

static void look_up(const struct ki_symbols *symbols)
{
	for (size_t i = 0; i < symbols->count && i < NAMES_MOST; i++) {
		const struct ki_symbol *symbol = &symbols->at[i], *found = NULL, *at;
		const char *name = ki_symbol_name(symbols, symbol);
		struct ki_wanted wanted = {.name = ki_str(name), .offset = i};

		if (i && symbol[-1].address > symbol->address)
			fuzz_fail("symbols out of order");
		ki_symbols_span(symbols, symbol);
		at = ki_symbols_at(symbols, symbol->address + i);
		if (at && (at < symbols->at || at >= symbols->at + symbols->count))
			fuzz_fail("an address of no symbol");
		if (!*name)
			continue;
		if (ki_symbols_resolve(symbols, &wanted, &found) == KI_RESOLUTION_MISSING)
			fuzz_fail("a symbol that is there is missing");
		if (found && strcmp(ki_symbol_name(symbols, found), name) != 0)
			fuzz_fail("another symbol");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ki_map map = {0};
	struct ki_symbols symbols;
	bool is_map = false;
	struct ki_mem mem;
	char name[64];
	int fd;

	ki_mem_init(&mem, NULL);
	ki_buf_init(&map.text, &mem);
	ki_symbols_init(&symbols, &mem);
	fuzz_file(data, size, &fd, name);
	ki_unpack(&mem, name, NULL, &fd);
	if (!ki_map_read(&map, fd, &symbols, &is_map))
		fuzz_fail("out of memory");
	if (!is_map && symbols.count)
		fuzz_fail("symbols of a file that is no map");
	if (!ki_symbols_sort(&symbols) || !ki_symbols_index(&symbols))
		fuzz_fail("out of memory");
	look_up(&symbols);
	ki_symbols_free(&symbols);
	ki_buf_free(&map.text);
	close(fd);
	return 0;
}
