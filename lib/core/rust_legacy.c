/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rust's legacy mangling: that of C++ for nested names, with a hash as the last,
 * and '$' words for what is no letter.
 */
#include "core/rust.h"

/* rustc's legacy::sanitize */
static const struct {
	const char *word, *text;
} words[] = {
    {"$SP$", "@"}, {"$BP$", "*"}, {"$RF$", "&"}, {"$LT$", "<"}, {"$GT$", ">"},
    {"$LP$", "("}, {"$RP$", ")"}, {"$C$", ","},  {"..", "::"},  {".", "."},
};

/* "$u20$": a character by its code. */
static bool take_code(struct koops_str *text, char *c)
{
	struct koops_str rest = *text;
	uint64_t code;

	if (!ki_take(&rest, KI_STR("$u")) || !ki_take_hex(&rest, &code) ||
	    !ki_take_char(&rest, '$') || code < ' ' || code > '~')
		return false;
	*c = (char)code;
	*text = rest;
	return true;
}

static bool put_part(struct ki_rust_name *name, struct koops_str part)
{
	/* No identifier begins with what stands for a '<'. */
	if (part.size > 1 && part.data[0] == '_' && part.data[1] == '$')
		part = ki_str_from(part, 1);
	while (part.size) {
		struct koops_str text = ki_str_to(part, 1);
		size_t i = 0;
		char c;

		while (i < KI_LENGTH(words) && !ki_take(&part, ki_str(words[i].word)))
			i++;
		if (i < KI_LENGTH(words))
			text = ki_str(words[i].text);
		else if (take_code(&part, &c))
			text = (struct koops_str){&c, 1};
		else
			part = ki_str_from(part, 1);
		if (!ki_rust_put(name, text))
			return false;
	}
	return true;
}

/* "h" and 16 digits. */
static bool is_hash(struct koops_str part)
{
	if (part.size != 17 || part.data[0] != 'h')
		return false;
	for (size_t i = 1; i < part.size; i++)
		if (ki_hex_digit(part.data[i]) < 0)
			return false;
	return true;
}

bool ki_rust_legacy_name(struct koops_str symbol, struct ki_rust_name *name)
{
	name->size = 0;
	if (!ki_take(&symbol, KI_STR("_ZN")))
		return false;
	for (bool first = true;; first = false) {
		struct koops_str part;
		uint64_t size;

		if (!ki_take_u64(&symbol, &size) || !size || size > symbol.size)
			return false;
		part = ki_str_to(symbol, (size_t)size);
		symbol = ki_str_from(symbol, (size_t)size);
		/* Without a hash it is a C++ name. */
		if (ki_str_starts(symbol, KI_STR("E")))
			return !first && is_hash(part);
		if ((!first && !ki_rust_put(name, KI_STR("::"))) || !put_part(name, part))
			return false;
	}
}
