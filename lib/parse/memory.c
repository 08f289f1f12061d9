/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of memory: words, listings of instructions, and how an address is mapped.
 */
#include "parse/token.h"

/* One of an instruction dump's or a memory dump's words, in brackets or not. */
static bool take_memory_word(struct koops_str *text, bool *wide)
{
	struct koops_str rest = *text, word;
	size_t digits;

	if (!ki_take_word(&rest, &word))
		return false;
	*text = rest;
	if (ki_str_eq(word, KI_STR("...")) || ki_str_eq(word, KI_STR("XXXXXXXX")))
		return true;
	if (word.size > 2 && (word.data[0] == '<' || word.data[0] == '('))
		word = (struct koops_str){word.data + 1, word.size - 2};
	digits = ki_hex_run(word);
	if (digits != word.size)
		return false;
	*wide |= digits == 8 || digits == 16;
	return digits == 4 || digits == 8 || digits == 16;
}

/* ARM's unwinder shows what a frame saved: " r10:84e00c00 r9:20000000". */
static bool is_saved_registers(struct koops_str text)
{
	struct koops_str word;
	uint64_t value;

	while (ki_take_word(&text, &word)) {
		if (!ki_take_char(&word, 'r') || !ki_take_u64(&word, &value) ||
		    !ki_take_char(&word, ':') || word.size != 8 || ki_hex_run(word) != 8)
			return false;
		text = ki_str_trim_start(text);
	}
	return true;
}

/* How an address is mapped: "[00000009] *pgd=00000000" (arch/arm/mm/fault.c, arm64). */
static bool is_mapping(struct koops_str text)
{
	uint64_t address;

	return ki_take_bracket_address(&text, &address) &&
	       (ki_str_starts(text, KI_STR(" *pgd=")) || ki_str_starts(text, KI_STR(" pgd=")) ||
		ki_str_starts(text, KI_STR(" user address but active_mm is swapper")) ||
		ki_str_starts(text, KI_STR(" address between user and kernel address ranges")));
}

/*
 * scripts/decodecode, under "All code" and "Code starting with the faulting instruction":
 * rulers, and "  2a:*\t48 8b a8 a0 00 00 00 \tmov    0xa0(%rax),%rbp".
 */
static bool is_disassembly(struct koops_str text)
{
	struct koops_str rest = ki_str_trim_start(text), word;
	size_t digits = ki_hex_run(rest);

	if (ki_str_eq(rest, KI_STR("========")) ||
	    ki_str_eq(rest, KI_STR("===========================================")))
		return true;
	if (rest.size == text.size || digits == 0 || digits > 16)
		return false;
	rest = ki_str_from(rest, digits);
	if (!ki_take_char(&rest, ':'))
		return false;
	ki_take_char(&rest, '*');
	if (!rest.size || !ki_is_space(rest.data[0]))
		return false;
	rest = ki_str_trim_start(rest);
	return ki_take_word(&rest, &word) && ki_hex_run(word) == word.size &&
	       (word.size == 2 || word.size == 4 || word.size == 8);
}

/* Bytes that lines of memory begin with: of hexadecimal digits, and those named below. */
static bool can_begin(char c)
{
	return ki_hex_digit(c) >= 0 || strchr("=r[-#>.X<(", c);
}

bool ki_is_memory(struct koops_str text)
{
	struct koops_str begin = ki_str_trim_start(text);
	bool wide = false;
	size_t digits;

	if (!begin.size || !can_begin(begin.data[0]))
		return false;
	if (is_disassembly(text))
		return true;
	text = ki_str_trim(begin);
	if (text.data[0] == 'r')
		return is_saved_registers(text);
	if (text.data[0] == '[')
		return is_mapping(text);
	/* Where the program counter is: "->8c0010b4:  mov", "#00000000001148ae: a7740001". */
	if (!ki_take(&text, KI_STR("->")) && !ki_take_char(&text, '#'))
		ki_take_char(&text, '>');
	digits = ki_hex_run(text);
	if (digits < text.size && text.data[digits] == ':') {
		if (digits == 8 || digits == 16)
			return true;
		if (digits != 4)
			return false;
		text = ki_str_from(text, digits + 1);
	} else if (digits && digits < text.size && !ki_is_space(text.data[digits])) {
		/* Most words that begin like one of these. */
		return false;
	}
	text = ki_str_trim_start(text);
	while (text.size) {
		if (!take_memory_word(&text, &wide))
			return false;
		text = ki_str_trim_start(text);
	}
	return wide;
}
