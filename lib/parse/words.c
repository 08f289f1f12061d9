/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of titles: names of functions and text of the log in the form in which
 * they are the same on each machine.
 */
#include "core/rust.h"
#include "core/symbol.h"
#include "parse/title.h"

/* A string in a table. */
#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

/* What entries of system calls begin with, and what titles say instead. */
static const struct {
	struct koops_str prefix, name;
} entries[] = {
    {TEXT("__x64_sys_"), TEXT("sys_")},
    {TEXT("__ia32_sys_"), TEXT("sys_")},
    {TEXT("__arm64_sys_"), TEXT("sys_")},
    {TEXT("__x32_compat_sys_"), TEXT("sys_")},
    {TEXT("__ia32_compat_sys_"), TEXT("compat_sys_")},
    {TEXT("__arm64_compat_sys_"), TEXT("compat_sys_")},
    {TEXT("__s390x_sys_"), TEXT("sys_")},
    {TEXT("__s390_sys_"), TEXT("sys_")},
    {TEXT("__riscv_sys_"), TEXT("sys_")},
    {TEXT("__powerpc_sys_"), TEXT("sys_")},
    {TEXT("SyS_"), TEXT("")},
    {TEXT("SYSC_"), TEXT("")},
    {TEXT("compat_SyS_"), TEXT("")},
    {TEXT("C_SYSC_"), TEXT("")},
    {TEXT("sys_"), TEXT("")},
};

/* Functions that are one function to whoever waits in them. */
static const struct {
	struct koops_str variant, name;
} variants[] = {
    {TEXT("smp_call_function_any"), TEXT("smp_call_function")},
    {TEXT("smp_call_function_many"), TEXT("smp_call_function")},
    {TEXT("smp_call_function_many_cond"), TEXT("smp_call_function")},
    {TEXT("smp_call_function_single"), TEXT("smp_call_function")},
    {TEXT("smp_call_function_single_async"), TEXT("smp_call_function")},
    {TEXT("synchronize_rcu_expedited"), TEXT("synchronize_rcu")},
    {TEXT("synchronize_rcu_normal"), TEXT("synchronize_rcu")},
    {TEXT("synchronize_sched"), TEXT("synchronize_rcu")},
    {TEXT("synchronize_sched_expedited"), TEXT("synchronize_rcu")},
    {TEXT("synchronize_srcu"), TEXT("synchronize_rcu")},
    {TEXT("synchronize_srcu_expedited"), TEXT("synchronize_rcu")},
    {TEXT("__synchronize_srcu"), TEXT("synchronize_rcu")},
};

void ki_put_function(struct ki_buf *out, struct koops_str symbol)
{
	struct koops_str base = ki_symbol_base(symbol), rest = base;
	char path[KI_RUST_NAME_MOST];

	if (ki_rust_name(symbol, path, &rest)) {
		ki_buf_put(out, rest);
		return;
	}
	for (size_t i = 0; i < KI_LENGTH(variants); i++)
		if (ki_str_eq(base, variants[i].variant)) {
			ki_buf_put(out, variants[i].name);
			return;
		}
	for (size_t i = 0; i < KI_LENGTH(entries); i++)
		if (ki_take(&rest, entries[i].prefix) && rest.size) {
			ki_buf_put(out, entries[i].name);
			break;
		}
	ki_buf_put(out, rest);
}

static bool is_word_char(char c)
{
	return ki_is_alnum(c) || c == '_';
}

static bool is_number(struct koops_str word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_digit(word.data[i]))
			return false;
	return word.size > 0;
}

/*
 * "0x" and digits, or at least six decimal ones, or eight hexadecimal ones of which one
 * is decimal.
 */
static bool is_address(struct koops_str word)
{
	bool prefix = ki_take(&word, KI_STR("0x")), decimal = false;

	if (word.size >= 6 && is_number(word))
		return true;
	for (size_t i = 0; i < word.size; i++) {
		if (ki_hex_digit(word.data[i]) < 0)
			return false;
		decimal |= ki_is_digit(word.data[i]);
	}
	return word.size >= 8 ? prefix || decimal : prefix && word.size;
}

/* Takes ":12" or ":12:3", a place in a file. */
static bool take_line(struct koops_str *text)
{
	struct koops_str rest = *text;
	bool any = false;
	uint64_t number;

	while (ki_take_char(&rest, ':') && ki_take_u64(&rest, &number) &&
	       !(rest.size && is_word_char(rest.data[0]))) {
		*text = rest;
		any = true;
	}
	return any;
}

void ki_put_general(struct ki_buf *out, struct koops_str text)
{
	while (text.size) {
		size_t size = 0;
		struct koops_str word, rest;
		uint64_t value;

		if (take_line(&text)) {
			ki_buf_put(out, KI_STR(":LINE"));
			continue;
		}
		while (size < text.size && is_word_char(text.data[size]))
			size++;
		if (!size) {
			ki_buf_putc(out, text.data[0]);
			text = ki_str_from(text, 1);
			continue;
		}
		word = ki_str_to(text, size);
		text = ki_str_from(text, size);
		if (is_address(word))
			word = KI_STR("ADDR");
		else if (is_number(word))
			word = KI_STR("NUM");
		ki_buf_put(out, word);
		rest = text;
		if (ki_take_char(&rest, '+') && ki_take_0x(&rest, &value)) {
			if (ki_take_char(&rest, '/'))
				ki_take_0x(&rest, &value);
			text = rest;
		}
	}
}
