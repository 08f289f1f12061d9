/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of a kernel or module by name and by address, wherever they
 * were read from.
 */
#ifndef KI_SYMBOLIZE_SYMBOLS_H
#define KI_SYMBOLIZE_SYMBOLS_H

#include "core/buf.h"

struct ki_symbol {
	uint64_t address;
	/* As the symbol table has it, 0: not known (assembly as a rule). */
	uint32_t size;
	/* Where its name begins; see ki_symbol_name(). */
	uint32_t name;
};

/* Addresses where code is. */
struct ki_code {
	uint64_t begin, end;
};

struct ki_symbols {
	const struct ki_mem *mem;
	/* All names, each with a NUL; of whom the symbols are from, and set by that, until
	 * ki_symbols_index() copies those that are used. */
	const char *names;
	size_t names_size;
	/* Sorted by address once ki_symbols_sort() was called. */
	const struct ki_symbol *at;
	size_t count, capacity;
	/* In no order; none if it is not known where code is. */
	const struct ki_code *code;
	size_t code_count, code_capacity;
	/* A hash table with chains; links are indices + 1, 0 ends a chain. */
	const uint32_t *heads, *links;
	size_t head_count;
	/* The same, where they are not in the memory of somebody else. */
	struct {
		struct ki_symbol *at;
		struct ki_code *code;
		uint32_t *heads, *links;
		struct ki_buf names;
	} own;
};

/* What comes of looking for a function of a name and, if it is known, size. */
enum ki_resolution {
	KI_RESOLUTION_FOUND,
	/* There is none of that name. */
	KI_RESOLUTION_MISSING,
	/* There is, but of another size, or too small for the offset. */
	KI_RESOLUTION_RESIZED,
	/* There are several that it could be. */
	KI_RESOLUTION_AMBIGUOUS,
};

/* What is looked for: an offset in a function; `address` is without KASLR's offset. */
struct ki_wanted {
	struct koops_str name;
	uint64_t offset, size, address;
	bool has_size, has_address;
};

/* Eight times what the kernel prints of a name; what is longer is none. */
enum { KI_SYMBOL_NAME_MOST = 4096 };

void ki_symbols_init(struct ki_symbols *symbols, const struct ki_mem *mem);
void ki_symbols_free(struct ki_symbols *symbols);
/* Makes room for symbols that will come; false for want of memory, as the next four. */
bool ki_symbols_reserve(struct ki_symbols *symbols, size_t count);
bool ki_symbols_add_code(struct ki_symbols *symbols, uint64_t begin, uint64_t end);
bool ki_symbols_add(struct ki_symbols *symbols, uint64_t address, uint64_t size, uint32_t name);
bool ki_symbols_sort(struct ki_symbols *symbols);
/*
 * Copies the names, so that what they are from is not needed any more, and makes
 * the hash table that ki_symbols_resolve() needs.
 */
bool ki_symbols_index(struct ki_symbols *symbols);

/*
 * The function; its size may be what the symbol table says or what kallsyms
 * prints, the way to the next symbol.  With KI_RESOLUTION_RESIZED, `found` is
 * the function if there is only one of that name, else NULL.
 */
enum ki_resolution ki_symbols_resolve(const struct ki_symbols *symbols,
				      const struct ki_wanted *wanted,
				      const struct ki_symbol **found);
/* The function that an address where code is belongs to, for the kernel; NULL if there is none. */
const struct ki_symbol *ki_symbols_at(const struct ki_symbols *symbols, uint64_t address);
/* Empty for data. */
static inline const char *ki_symbol_name(const struct ki_symbols *symbols,
					 const struct ki_symbol *symbol)
{
	return symbols->names + symbol->name;
}
/* The way to the next symbol, or 0 for the last one. */
uint64_t ki_symbols_span(const struct ki_symbols *symbols, const struct ki_symbol *symbol);

#endif
