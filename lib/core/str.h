/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String views: `struct koops_str` without the promise of a NUL behind it.
 * Nothing here looks at the locale.
 */
#ifndef KI_CORE_STR_H
#define KI_CORE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "koops.h"

/* A view of a string literal. */
#define KI_STR(literal)                                                                            \
	((struct koops_str){(literal), sizeof(literal) - 1})
/* For printf's "%.*s". */
#define KI_ARG(str) (int)(str).size, (str).data

#define KI_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static inline struct koops_str ki_str(const char *c_string)
{
	return (struct koops_str){c_string ? c_string : "", c_string ? strlen(c_string) : 0};
}

static inline struct koops_str ki_str_from(struct koops_str str, size_t begin)
{
	if (begin > str.size)
		begin = str.size;
	return (struct koops_str){str.data + begin, str.size - begin};
}

static inline struct koops_str ki_str_to(struct koops_str str, size_t end)
{
	return (struct koops_str){str.data, end < str.size ? end : str.size};
}

static inline bool ki_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

static inline bool ki_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ki_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ki_is_alpha(char c)
{
	return ki_is_upper(c) || (c >= 'a' && c <= 'z');
}

static inline bool ki_is_alnum(char c)
{
	return ki_is_alpha(c) || ki_is_digit(c);
}

/* The value of a hexadecimal digit, or -1. */
static inline int ki_hex_digit(char c)
{
	if (ki_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool ki_str_eq(struct koops_str a, struct koops_str b);
/* As strcmp(), by unsigned bytes. */
int ki_str_cmp(struct koops_str a, struct koops_str b);
bool ki_str_starts(struct koops_str str, struct koops_str prefix);
bool ki_str_ends(struct koops_str str, struct koops_str suffix);
/* The place of the first `c` or `needle`, or `str.size` if there is none. */
size_t ki_str_chr(struct koops_str str, char c);
size_t ki_str_find(struct koops_str str, struct koops_str needle);
struct koops_str ki_str_trim(struct koops_str str);
struct koops_str ki_str_trim_start(struct koops_str str);

/*
 * Readers: each takes what it names off the front of `str`, or returns false
 * and leaves `str` and the result as they were.
 */
bool ki_take(struct koops_str *str, struct koops_str prefix);
bool ki_take_char(struct koops_str *str, char c);
/* Decimal digits; too many for 64 bits is no number. */
bool ki_take_u64(struct koops_str *str, uint64_t *value);
/* Hexadecimal digits, at least one and at most 16, without "0x". */
bool ki_take_hex(struct koops_str *str, uint64_t *value);
/* "0x" and hexadecimal digits. */
bool ki_take_0x(struct koops_str *str, uint64_t *value);
/* Spaces and tabs, maybe none. */
void ki_take_blanks(struct koops_str *str);
/* Up to the first `end`, which is taken too and is not in the result. */
bool ki_take_until(struct koops_str *str, char end, struct koops_str *before);
/* Up to white space or the end; never empty. */
bool ki_take_word(struct koops_str *str, struct koops_str *word);

#endif
