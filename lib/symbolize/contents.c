/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/contents.h"

/* How bytes begin; what is counted follows in this order. */
struct packed {
	uint64_t symbols, code, heads, names, banner, release;
	uint32_t machine, big_endian;
};

struct packed_symbol {
	/* `name` is an offset in the names. */
	uint64_t address, size, name;
};

void ki_contents_init(struct ki_contents *contents, const struct ki_mem *mem)
{
	*contents = (struct ki_contents){0};
	ki_symbols_init(&contents->symbols, mem);
	ki_buf_init(&contents->banner, mem);
	ki_buf_init(&contents->release, mem);
}

void ki_contents_free(struct ki_contents *contents)
{
	ki_symbols_free(&contents->symbols);
	ki_buf_free(&contents->banner);
	ki_buf_free(&contents->release);
}

static void put(struct ki_buf *bytes, const void *data, size_t size)
{
	ki_buf_put(bytes, (struct koops_str){data, size});
}

/* ------------------------------------------------------------------- pack -- */

static uint64_t pack_symbols(const struct ki_symbols *symbols, struct ki_buf *bytes)
{
	uint64_t name = 0;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct ki_symbol *symbol = &symbols->at[i];
		const struct packed_symbol packed = {symbol->address, symbol->size, name};

		put(bytes, &packed, sizeof(packed));
		name += strlen(symbol->name) + 1;
	}
	return name;
}

void ki_contents_pack(const struct ki_contents *contents, struct ki_buf *bytes)
{
	const struct ki_symbols *symbols = &contents->symbols;
	struct packed packed = {
	    .symbols = symbols->count,
	    .code = symbols->code_count,
	    .heads = symbols->head_count,
	    .banner = contents->banner.size,
	    .release = contents->release.size,
	    .machine = contents->machine,
	    .big_endian = contents->big_endian,
	};
	size_t begin = bytes->size;

	put(bytes, &packed, sizeof(packed));
	packed.names = pack_symbols(symbols, bytes);
	put(bytes, symbols->code, symbols->code_count * sizeof(*symbols->code));
	put(bytes, symbols->heads, symbols->head_count * sizeof(*symbols->heads));
	put(bytes, symbols->links, symbols->count * sizeof(*symbols->links));
	for (size_t i = 0; i < symbols->count; i++)
		put(bytes, symbols->at[i].name, strlen(symbols->at[i].name) + 1);
	ki_buf_put(bytes, ki_buf_str(&contents->banner));
	ki_buf_put(bytes, ki_buf_str(&contents->release));
	if (!bytes->failed)
		memcpy(bytes->data + begin, &packed, sizeof(packed));
}

/* ----------------------------------------------------------------- unpack -- */

/* What is left of the bytes; `bad` once something was not there. */
struct taking {
	struct koops_str rest;
	bool bad;
};

static const void *take(struct taking *taking, uint64_t count, size_t size)
{
	const void *data = taking->rest.data;

	if (count > taking->rest.size / size) {
		taking->bad = true;
		return NULL;
	}
	taking->rest = ki_str_from(taking->rest, (size_t)count * size);
	return data;
}

/* The numbers in it lead on, never back: chains end. */
static bool are_links(const struct ki_symbols *symbols)
{
	for (size_t i = 0; i < symbols->head_count; i++)
		if (symbols->heads[i] > symbols->count)
			return false;
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->links[i] &&
		    (symbols->links[i] > symbols->count || symbols->links[i] <= i + 1))
			return false;
	return true;
}

/* False for want of memory; `bad` if a name is not there. */
static bool unpack_symbols(struct ki_symbols *symbols, const struct packed_symbol *from,
			   uint64_t count, struct koops_str names, bool *bad)
{
	if (!ki_symbols_reserve(symbols, (size_t)count))
		return false;
	*bad = names.size && names.data[names.size - 1];
	for (uint64_t i = 0; i < count && !*bad; i++) {
		*bad = from[i].name >= names.size || (i && from[i].address < from[i - 1].address);
		if (!*bad && !ki_symbols_add(symbols, from[i].address, from[i].size,
					     names.data + from[i].name))
			return false;
	}
	return true;
}

static bool copy_table(const struct ki_mem *mem, uint32_t **to, const uint32_t *from, size_t count)
{
	*to = ki_alloc(mem, count * sizeof(*from));
	if (*to && count)
		memcpy(*to, from, count * sizeof(*from));
	return *to;
}

bool ki_contents_unpack(struct ki_contents *contents, struct koops_str bytes, bool *lost)
{
	struct ki_symbols *symbols = &contents->symbols;
	struct taking taking = {.rest = bytes};
	const struct packed *packed = take(&taking, 1, sizeof(*packed));
	const struct packed_symbol *at;
	const uint32_t *heads, *links;
	const struct ki_code *code;
	struct koops_str names, banner, release;
	bool bad = false;

	*lost = false;
	if (!packed)
		return false;
	at = take(&taking, packed->symbols, sizeof(*at));
	code = take(&taking, packed->code, sizeof(*code));
	heads = take(&taking, packed->heads, sizeof(*heads));
	links = take(&taking, packed->symbols, sizeof(*links));
	names = (struct koops_str){take(&taking, packed->names, 1), (size_t)packed->names};
	banner = (struct koops_str){take(&taking, packed->banner, 1), (size_t)packed->banner};
	release = (struct koops_str){take(&taking, packed->release, 1), (size_t)packed->release};
	/* A power of 2, which is what a hash is cut to. */
	if (taking.bad || !packed->heads || packed->heads & (packed->heads - 1))
		return false;
	*lost = !unpack_symbols(symbols, at, packed->symbols, names, &bad) ||
		!copy_table(symbols->mem, &symbols->heads, heads, (size_t)packed->heads) ||
		!copy_table(symbols->mem, &symbols->links, links, (size_t)packed->symbols);
	symbols->head_count = (size_t)packed->heads;
	for (uint64_t i = 0; !*lost && i < packed->code; i++)
		*lost = !ki_symbols_add_code(symbols, code[i].begin, code[i].end);
	ki_buf_put(&contents->banner, banner);
	ki_buf_put(&contents->release, release);
	contents->machine = packed->machine;
	contents->big_endian = packed->big_endian;
	*lost = *lost || contents->banner.failed || contents->release.failed;
	return !*lost && !bad && are_links(symbols);
}
