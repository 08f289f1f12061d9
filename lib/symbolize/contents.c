/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/contents.h"

/* How bytes begin; what is counted follows in this order. */
struct packed {
	uint64_t symbols, code, heads, names, banner, release;
	uint32_t machine, big_endian;
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

void ki_contents_pack(const struct ki_contents *contents, struct ki_buf *bytes)
{
	const struct ki_symbols *symbols = &contents->symbols;
	struct packed packed = {
	    .symbols = symbols->count,
	    .code = symbols->code_count,
	    .heads = symbols->head_count,
	    .names = symbols->names_size,
	    .banner = contents->banner.size,
	    .release = contents->release.size,
	    .machine = contents->machine,
	    .big_endian = contents->big_endian,
	};

	/* Not exactly, but so that it does not grow again and again. */
	ki_buf_reserve(bytes, symbols->count * (sizeof(*symbols->at) + 3 * sizeof(uint32_t)) +
				  symbols->names_size);
	put(bytes, &packed, sizeof(packed));
	put(bytes, symbols->at, symbols->count * sizeof(*symbols->at));
	put(bytes, symbols->code, symbols->code_count * sizeof(*symbols->code));
	put(bytes, symbols->heads, symbols->head_count * sizeof(*symbols->heads));
	put(bytes, symbols->links, symbols->count * sizeof(*symbols->links));
	put(bytes, symbols->names, symbols->names_size);
	ki_buf_put(bytes, ki_buf_str(&contents->banner));
	ki_buf_put(bytes, ki_buf_str(&contents->release));
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

/* Symbols in order, with names that are there. */
static bool are_symbols(const struct ki_symbols *symbols, uint64_t names)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->at[i].name >= names ||
		    (i && symbols->at[i].address < symbols->at[i - 1].address))
			return false;
	return !names || !symbols->names[names - 1];
}

/* Chains that end, for they lead on, and never back. */
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

static struct koops_str take_text(struct taking *taking, uint64_t size)
{
	const char *data = take(taking, size, 1);

	return (struct koops_str){data, data ? (size_t)size : 0};
}

bool ki_contents_unpack(struct ki_contents *contents, struct koops_str bytes, bool *lost)
{
	struct ki_symbols *symbols = &contents->symbols;
	struct taking taking = {.rest = bytes};
	const struct packed *packed = take(&taking, 1, sizeof(*packed));

	*lost = false;
	/* Heads are a power of 2, which is what a hash is cut to. */
	if (!packed || !packed->heads || packed->heads & (packed->heads - 1))
		return false;
	symbols->at = take(&taking, packed->symbols, sizeof(*symbols->at));
	symbols->code = take(&taking, packed->code, sizeof(*symbols->code));
	symbols->heads = take(&taking, packed->heads, sizeof(*symbols->heads));
	symbols->links = take(&taking, packed->symbols, sizeof(*symbols->links));
	symbols->names = take(&taking, packed->names, 1);
	ki_buf_put(&contents->banner, take_text(&taking, packed->banner));
	ki_buf_put(&contents->release, take_text(&taking, packed->release));
	contents->machine = packed->machine;
	contents->big_endian = packed->big_endian;
	*lost = contents->banner.failed || contents->release.failed;
	if (*lost || taking.bad)
		return false;
	symbols->count = (size_t)packed->symbols;
	symbols->code_count = (size_t)packed->code;
	symbols->head_count = (size_t)packed->heads;
	symbols->names_size = (size_t)packed->names;
	return are_symbols(symbols, packed->names) && are_links(symbols);
}
