/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/functions.h"

#include "core/rust.h"
#include "core/symbol.h"

/* What a function is, by the first list that has it. */
static const struct {
	enum ki_list list;
	enum ki_part part;
	enum koops_fate fate;
	/* The list is for stacks that are read from the outside. */
	bool outer;
} lists[] = {
    {KI_LIST_SKIP, KI_PART_PASSED, KOOPS_FATE_REPORTING, false},
    {KI_LIST_ENTRY, KI_PART_ENTRY, KOOPS_FATE_ENTRY, false},
    {KI_LIST_INTERRUPT, KI_PART_INTERRUPT, KOOPS_FATE_INTERRUPT, false},
    {KI_LIST_SERVICE, KI_PART_SERVICE, KOOPS_FATE_SERVICE, false},
    {KI_LIST_DISPATCH, KI_PART_SERVICE, KOOPS_FATE_DISPATCH, true},
};

/* Room for one more; NULL for want of memory. */
static struct ki_function *take(struct ki_functions *functions)
{
	enum { MORE = 16 };

	if (!functions->left) {
		functions->free =
		    ki_arena_room(functions->scratch, MORE * sizeof(*functions->free));
		if (!functions->free)
			return NULL;
		functions->left = MORE;
	}
	functions->left--;
	return functions->free++;
}

static struct ki_function *add(struct ki_functions *functions, struct koops_str name, uint64_t hash)
{
	struct ki_function *function = take(functions);

	if (!function)
		return NULL;
	/* The rest is filled when it is asked for. */
	function->name = name;
	function->hash = hash;
	for (size_t i = 0; i < KI_LENGTH(function->next); i++)
		function->next[i] = NULL;
	function->base = function->named = NULL;
	function->entry = NULL;
	return function;
}

static __attribute__((noinline)) struct ki_function *add_copy(struct ki_functions *functions,
							      struct koops_str name, uint64_t hash)
{
	return ki_arena_str(&functions->report->arena, name, &name) ? add(functions, name, hash)
								    : NULL;
}

/*
 * Trees in which a name turns by bits of its hash at each level, and behind these by its own,
 * eight bytes after the other.  So a path is no longer than the name and the hash are,
 * whatever names somebody chose for their hashes; nearly all end after a few turns.
 */
struct ki_function *ki_function_find(struct ki_functions *functions, struct koops_str name,
				     bool kept)
{
	enum { BITS = 2, TURNS = 64 / BITS };
	uint64_t hash = ki_str_hash(name), bits = hash;
	struct ki_function **at = &functions->roots[hash >> 59], *function;

	for (size_t turn = 1; (function = *at); turn++) {
		if (function->hash == hash && ki_str_eq(function->name, name))
			return function;
		at = &function->next[bits % (1 << BITS)];
		bits >>= BITS;
		if (turn % TURNS == 0)
			bits = ki_str_tail(ki_str_to(ki_str_from(name, (turn / TURNS - 1) * 8), 8));
	}
	return *at = kept ? add(functions, name, hash) : add_copy(functions, name, hash);
}

struct ki_function *ki_function_of(struct ki_functions *functions, struct koops_str symbol)
{
	struct ki_function *function = ki_function_find(functions, symbol, true);

	if (function && !function->base) {
		struct koops_str base = ki_symbol_base(symbol);
		bool ends = base.data[base.size] == '\0';

		function->base =
		    base.size == symbol.size ? function : ki_function_find(functions, base, ends);
	}
	return function ? function->base : NULL;
}

/* Of a function of Rust, whose hashes are another crate's in each build, the path. */
static __attribute__((noinline)) struct ki_function *rust_path(struct ki_functions *functions,
							       struct ki_function *function)
{
	char text[KI_RUST_NAME_MOST];
	struct koops_str path;

	if (!ki_rust_name(function->name, text, &path))
		return function;
	return ki_function_find(functions, path, false);
}

/*
 * Since 6.10 an allocator is a macro that notes who calls it (alloc_hooks() of
 * alloc_tag.h), around the function that had its name.
 */
static struct ki_function *without_hooks(struct ki_functions *functions,
					 struct ki_function *function)
{
	static const char suffix[] = "_noprof";
	struct koops_str name = function->name;
	size_t size = sizeof(suffix) - 1;

	if (name.size <= size || memcmp(name.data + name.size - size, suffix, size) != 0)
		return function;
	return ki_function_find(functions, ki_str_to(name, name.size - size), false);
}

/* One name for all entries of a system call. */
static __attribute__((noinline)) bool
find_syscall(struct ki_functions *functions, struct koops_str base, struct ki_function **found)
{
	struct koops_str syscall;
	char *text;

	if (!ki_symbol_syscall(base, &syscall))
		return true;
	text = ki_arena_text(functions->scratch, syscall.size + 4);
	if (!text)
		return false;
	memcpy(text, "sys_", 4);
	memcpy(text + 4, syscall.data, syscall.size);
	*found = ki_function_find(functions, (struct koops_str){text, syscall.size + 4}, false);
	return *found != NULL;
}

bool ki_function_judge_new(struct ki_functions *functions, struct ki_function *function,
			   enum ki_stack_end bug)
{
	struct ki_function *path = function;
	const struct ki_list_entry *entry;

	if (ki_str_starts(function->name, KI_STR("_R")))
		path = rust_path(functions, function);
	if (!path)
		return false;
	function->syscall = NULL;
	if (!find_syscall(functions, path->name, &function->syscall))
		return false;
	entry = ki_function_entry(path);
	function->part = KI_PART_NAME;
	function->fate = KOOPS_FATE_BEYOND;
	function->reason = NULL;
	for (size_t i = 0; entry->lists && i < KI_LENGTH(lists); i++) {
		if (!(entry->lists & lists[i].list) || (lists[i].outer && bug == KI_STACK_INNER))
			continue;
		function->reason = ki_list_reason(entry, lists[i].list);
		function->fate = lists[i].fate;
		function->part = lists[i].part;
		break;
	}
	function->named = without_hooks(functions, path);
	return function->named != NULL;
}
