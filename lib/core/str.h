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

#include "core/vector.h"
#include "koops.h"

/* A view of a string literal. */
#define KI_STR(literal) ((struct koops_str){(literal), sizeof(literal) - 1})
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
	/* A view of nothing may be NULL, to which C lets nobody add 0. */
	return (struct koops_str){begin ? str.data + begin : str.data, str.size - begin};
}

static inline struct koops_str ki_str_to(struct koops_str str, size_t end)
{
	return (struct koops_str){str.data, end < str.size ? end : str.size};
}

static inline bool ki_is_space(char c)
{
	/* ' ', and from '\t' to '\r'. */
	return c == ' ' || (unsigned char)(c - '\t') < 5;
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

/* By byte: its value as a hexadecimal digit and 1; 0 for others. */
extern const unsigned char ki_hex_digits[256];

/* The value of a hexadecimal digit, or -1. */
static inline int ki_hex_digit(char c)
{
	return ki_hex_digits[(unsigned char)c] - 1;
}

/* Most comparisons fail at the first byte: that is cheaper than the call. */
static inline bool ki_str_eq(struct koops_str a, struct koops_str b)
{
	return a.size == b.size &&
	       (a.size == 0 || (a.data[0] == b.data[0] && memcmp(a.data, b.data, a.size) == 0));
}

static inline bool ki_str_starts(struct koops_str str, struct koops_str prefix)
{
	return str.size >= prefix.size &&
	       (prefix.size == 0 ||
		(str.data[0] == prefix.data[0] && memcmp(str.data, prefix.data, prefix.size) == 0));
}

static inline bool ki_str_ends(struct koops_str str, struct koops_str suffix)
{
	return str.size >= suffix.size &&
	       memcmp(str.data + str.size - suffix.size, suffix.data, suffix.size) == 0;
}

static inline struct koops_str ki_str_trim_start(struct koops_str str)
{
	while (str.size && ki_is_space(str.data[0]))
		str = ki_str_from(str, 1);
	return str;
}

static inline struct koops_str ki_str_trim(struct koops_str str)
{
	str = ki_str_trim_start(str);
	while (str.size && ki_is_space(str.data[str.size - 1]))
		str.size--;
	return str;
}

/* How many hexadecimal digits a string begins with. */
static inline size_t ki_hex_run(struct koops_str str)
{
	size_t i = 0, run;

	for (; i + sizeof(ki_vector) <= str.size; i += run) {
		ki_vector v, lower, digits;

		memcpy(&v, str.data + i, sizeof(v));
		lower = v | 0x20;
		digits = ((v >= '0') & (v <= '9')) | ((lower >= 'a') & (lower <= 'f'));
		run = ki_vector_run(&digits);
		if (run < sizeof(ki_vector))
			return i + run;
	}
	while (i < str.size && ki_hex_digit(str.data[i]) >= 0)
		i++;
	return i;
}

/*
 * The first eight bytes as a number, with zeros for those that lack: two strings with
 * different heads are in the order of these.
 */
static inline uint64_t ki_str_head(struct koops_str str)
{
	const unsigned char *c = (const unsigned char *)str.data;
	uint64_t head = 0;

	if (str.size >= 8)
		return __builtin_bswap64(ki_load_8(str.data));
	for (size_t i = 0; i < 8; i++)
		head = head << 8 | (i < str.size ? c[i] : 0);
	return head;
}

/* The last eight bytes as a number, or all if there are less, the first one lowest. */
static inline uint64_t ki_str_tail(struct koops_str str)
{
	const unsigned char *c = (const unsigned char *)str.data;
	uint64_t tail = 0;

	if (str.size >= 8)
		return ki_load_8(str.data + str.size - 8);
	for (size_t i = 0; i < str.size; i++)
		tail |= (uint64_t)c[i] << 8 * i;
	return tail;
}

static inline uint64_t ki_hash_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/*
 * A hash for names that is quick, the same on all machines (data/embed.py has it too), and no
 * hindrance to anybody who wants two names with the same one.
 */
static inline uint64_t ki_str_hash(struct koops_str str)
{
	uint64_t hash = str.size;

	for (size_t i = 0; i + 8 < str.size; i += 8)
		hash = ki_hash_mix(hash, ki_load_8(str.data + i));
	return ki_hash_mix(hash, ki_str_tail(str));
}

/* What strings may begin with, its ki_str_head(), and the bits of that which count. */
struct ki_prefix {
	struct koops_str text;
	uint64_t head, mask;
};

/* Of a text that has no zeros. */
static inline struct ki_prefix ki_prefix(struct koops_str text)
{
	unsigned missing = text.size < 8 ? (unsigned)(8 - text.size) * 8 : 0;

	return (struct ki_prefix){text, ki_str_head(text),
				  missing < 64 ? UINT64_MAX << missing : 0};
}

/* Whether a string, whose ki_str_head() is `head`, begins with it. */
static inline bool ki_prefix_begins(const struct ki_prefix *prefix, uint64_t head,
				    struct koops_str str)
{
	return (head & prefix->mask) == prefix->head &&
	       (prefix->text.size <= 8 || ki_str_starts(str, prefix->text));
}

/* As memcpy(), without a call where few bytes are copied, as those of names and numbers. */
static inline void ki_copy(char *to, const char *from, size_t size)
{
	uint64_t first[2], last[2];

	if (size > 32) {
		memcpy(to, from, size);
	} else if (size >= 16) {
		/* The first and the last ones: they may be the same. */
		memcpy(first, from, 16);
		memcpy(last, from + size - 16, 16);
		memcpy(to, first, 16);
		memcpy(to + size - 16, last, 16);
	} else if (size >= 8) {
		memcpy(first, from, 8);
		memcpy(last, from + size - 8, 8);
		memcpy(to, first, 8);
		memcpy(to + size - 8, last, 8);
	} else if (size >= 4) {
		memcpy(first, from, 4);
		memcpy(last, from + size - 4, 4);
		memcpy(to, first, 4);
		memcpy(to + size - 4, last, 4);
	} else {
		for (size_t i = 0; i < size; i++)
			to[i] = from[i];
	}
}

/* As strcmp(), by unsigned bytes. */
int ki_str_cmp(struct koops_str a, struct koops_str b);
/* The place of the first `c` or `needle`, or `str.size` if there is none. */
static inline size_t ki_str_chr(struct koops_str str, char c)
{
	const char *found = str.size ? memchr(str.data, c, str.size) : NULL;

	return found ? (size_t)(found - str.data) : str.size;
}

/* The place of the first `a` or `b`, or `str.size` if there is none. */
size_t ki_str_chr_either(struct koops_str str, char a, char b);

size_t ki_str_find(struct koops_str str, struct koops_str needle);

/*
 * Readers: each takes what it names off the front of `str`, or returns false
 * and leaves `str` and the result as they were.
 */
static inline bool ki_take(struct koops_str *str, struct koops_str prefix)
{
	if (!ki_str_starts(*str, prefix))
		return false;
	*str = ki_str_from(*str, prefix.size);
	return true;
}

static inline bool ki_take_char(struct koops_str *str, char c)
{
	if (!str->size || str->data[0] != c)
		return false;
	*str = ki_str_from(*str, 1);
	return true;
}

/* Spaces and tabs, maybe none. */
static inline void ki_take_blanks(struct koops_str *str)
{
	size_t i = 0;

	while (i < str->size && (str->data[i] == ' ' || str->data[i] == '\t'))
		i++;
	*str = ki_str_from(*str, i);
}

/* Decimal digits; too many for 64 bits is no number. */
bool ki_take_u64(struct koops_str *str, uint64_t *value);
/* Hexadecimal digits, at least one and at most 16, without "0x". */
bool ki_take_hex(struct koops_str *str, uint64_t *value);
/* "0x" and hexadecimal digits. */
bool ki_take_0x(struct koops_str *str, uint64_t *value);
/* Up to the first `end`, which is taken too and is not in the result. */
bool ki_take_until(struct koops_str *str, char end, struct koops_str *before);
/* Up to white space or the end; never empty. */
bool ki_take_word(struct koops_str *str, struct koops_str *word);

#endif
