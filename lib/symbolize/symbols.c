/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/symbols.h"

#include <xxhash.h>

#include "symbolize/sort.h"

enum {
	/* A large kernel has 10 MB of them. */
	NAMES_MOST = 64 << 20,
	/* More than the names of a kernel have on average, so that their copies grow once. */
	NAME_USUAL = 32,
};

void ki_symbols_init(struct ki_symbols *symbols, const struct ki_mem *mem)
{
	*symbols = (struct ki_symbols){.mem = mem};
	ki_buf_init(&symbols->own.names, mem);
}

void ki_symbols_free(struct ki_symbols *symbols)
{
	ki_free(symbols->mem, symbols->own.at);
	ki_free(symbols->mem, symbols->own.code);
	ki_free(symbols->mem, symbols->own.heads);
	ki_free(symbols->mem, symbols->own.links);
	ki_buf_free(&symbols->own.names);
	ki_symbols_init(symbols, symbols->mem);
}

bool ki_symbols_add_code(struct ki_symbols *symbols, uint64_t begin, uint64_t end)
{
	struct ki_code *code = ki_grow(symbols->mem, symbols->own.code, sizeof(*code),
				       symbols->code_count, &symbols->code_capacity);

	if (!code)
		return false;
	symbols->code = symbols->own.code = code;
	code[symbols->code_count++] = (struct ki_code){begin, end};
	return true;
}

bool ki_symbols_reserve(struct ki_symbols *symbols, size_t count)
{
	struct ki_symbol *at;

	if (count <= symbols->capacity)
		return true;
	if (count > SIZE_MAX / sizeof(*at))
		return false;
	at = ki_realloc(symbols->mem, symbols->own.at, count * sizeof(*at));
	if (!at)
		return false;
	symbols->at = symbols->own.at = at;
	symbols->capacity = count;
	return true;
}

bool ki_symbols_add(struct ki_symbols *symbols, uint64_t address, uint64_t size, uint32_t name)
{
	struct ki_symbol *at =
	    ki_grow(symbols->mem, symbols->own.at, sizeof(*at), symbols->count, &symbols->capacity);

	if (!at || symbols->count == UINT32_MAX - 1)
		return false;
	symbols->at = symbols->own.at = at;
	at[symbols->count++] = (struct ki_symbol){
	    .address = address,
	    .size = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX,
	    .name = name,
	};
	return true;
}

bool ki_symbols_sort(struct ki_symbols *symbols)
{
	void *at = symbols->own.at;
	bool ok = ki_sort(symbols->mem, &at, sizeof(*symbols->at), symbols->count);

	/* What was moved has room for what it holds. */
	if (at != symbols->own.at)
		symbols->capacity = symbols->count;
	symbols->at = symbols->own.at = at;
	return ok;
}

static size_t head_of(const struct ki_symbols *symbols, struct koops_str name)
{
	return XXH3_64bits(name.data, name.size) & (symbols->head_count - 1);
}

/* Gives a symbol its name in the copies; none if it is absurd. */
static struct koops_str take_name(struct ki_symbols *symbols, struct ki_symbol *symbol)
{
	struct ki_buf *names = &symbols->own.names;
	struct koops_str name = {.data = ki_symbol_name(symbols, symbol)};

	/* In a damaged file every name may be most of the file, which is not to be read each time.
	 */
	name.size = strnlen(name.data, KI_SYMBOL_NAME_MOST);
	if (name.size == KI_SYMBOL_NAME_MOST || name.size >= NAMES_MOST - names->size)
		name = KI_STR("");
	symbol->name = name.size ? (uint32_t)names->size : 0;
	if (name.size)
		ki_buf_put(names, (struct koops_str){name.data, name.size + 1});
	return name;
}

static bool make_room(struct ki_symbols *symbols)
{
	size_t head_count = 64;

	while (head_count < symbols->count)
		head_count *= 2;
	symbols->heads = symbols->own.heads =
	    ki_zalloc(symbols->mem, head_count * sizeof(*symbols->heads));
	symbols->links = symbols->own.links =
	    ki_alloc(symbols->mem, symbols->count * sizeof(*symbols->links));
	symbols->head_count = head_count;
	return symbols->heads && symbols->links &&
	       ki_buf_reserve(&symbols->own.names, symbols->count * NAME_USUAL);
}

bool ki_symbols_index(struct ki_symbols *symbols)
{
	struct ki_buf *names = &symbols->own.names;

	if (!make_room(symbols))
		return false;
	/* The first name is that of what has none. */
	ki_buf_putc(names, '\0');
	for (size_t i = symbols->count; i-- > 0;) {
		struct koops_str name = take_name(symbols, &symbols->own.at[i]);
		uint32_t *head = &symbols->own.heads[head_of(symbols, name)];

		symbols->own.links[i] = *head;
		*head = (uint32_t)i + 1;
	}
	symbols->names = names->data;
	symbols->names_size = names->size;
	return !names->failed;
}

/* The index of the first symbol behind an address, or their count. */
static size_t first_behind(const struct ki_symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t ki_symbols_span(const struct ki_symbols *symbols, const struct ki_symbol *symbol)
{
	size_t next = first_behind(symbols, symbol->address);

	return next < symbols->count ? symbols->at[next].address - symbol->address : 0;
}

static bool fits(const struct ki_symbols *symbols, const struct ki_symbol *symbol,
		 const struct ki_wanted *wanted)
{
	uint64_t span = ki_symbols_span(symbols, symbol);

	if (wanted->has_address && symbol->address + wanted->offset != wanted->address)
		return false;
	if (!wanted->has_size)
		return !span || wanted->offset <= span;
	if (wanted->offset > wanted->size)
		return false;
	/* The last symbol of the table ends where its section does. */
	return wanted->size == span || wanted->size == symbol->size ||
	       (!span && wanted->size >= symbol->size);
}

enum ki_resolution ki_symbols_resolve(const struct ki_symbols *symbols,
				      const struct ki_wanted *wanted,
				      const struct ki_symbol **found)
{
	const struct ki_symbol *fitting = NULL, *any = NULL;
	size_t named = 0;

	*found = NULL;
	for (uint32_t i = symbols->heads[head_of(symbols, wanted->name)]; i;
	     i = symbols->links[i - 1]) {
		const struct ki_symbol *symbol = &symbols->at[i - 1];

		if (!ki_str_eq(ki_str(ki_symbol_name(symbols, symbol)), wanted->name))
			continue;
		any = symbol;
		named++;
		if (!fits(symbols, symbol, wanted))
			continue;
		if (fitting && fitting->address != symbol->address)
			return KI_RESOLUTION_AMBIGUOUS;
		fitting = symbol;
	}
	*found = fitting ? fitting : named == 1 ? any : NULL;
	if (fitting)
		return KI_RESOLUTION_FOUND;
	return named ? KI_RESOLUTION_RESIZED : KI_RESOLUTION_MISSING;
}

/* Of several names of one address: one with a size, then the one with the fewest underscores. */
static bool is_better(const struct ki_symbols *symbols, const struct ki_symbol *symbol,
		      const struct ki_symbol *than)
{
	const char *name = ki_symbol_name(symbols, symbol);
	const char *other = ki_symbol_name(symbols, than);

	if (!*name || !*other)
		return *name;
	if (!symbol->size != !than->size)
		return symbol->size != 0;
	return strspn(name, "_") < strspn(other, "_");
}

/* Whether code goes from one address to another one, as far as that is known. */
static bool is_code(const struct ki_symbols *symbols, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < symbols->code_count; i++)
		if (from >= symbols->code[i].begin && to < symbols->code[i].end)
			return true;
	return !symbols->code_count;
}

const struct ki_symbol *ki_symbols_at(const struct ki_symbols *symbols, uint64_t address)
{
	size_t behind = first_behind(symbols, address);
	const struct ki_symbol *best;

	if (!behind || !is_code(symbols, symbols->at[behind - 1].address, address))
		return NULL;
	best = &symbols->at[behind - 1];
	for (const struct ki_symbol *other = best;
	     other > symbols->at && (--other)->address == best->address;)
		if (!is_better(symbols, best, other))
			best = other;
	return *ki_symbol_name(symbols, best) ? best : NULL;
}
