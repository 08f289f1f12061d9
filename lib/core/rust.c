/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rust's v0 mangling: RFC 2603, and "v0 Symbol Format" of the rustc book, whose
 * words for the parts of the grammar are used here.
 */
#include "core/rust.h"

enum {
	/* Symbols can refer back to themselves without end. */
	DEPTH_MOST = 64,
	STEPS_MOST = 4096,
};

struct demangler {
	/* Behind "_R": places of back references count from there. */
	struct koops_str all;
	size_t at;
	unsigned depth, steps;
	/* Lifetimes that "for<…>" around this place bound. */
	uint64_t bound;
	/* Nothing is written: what is read does not show in the name. */
	bool silent;
	struct ki_rust_name *out;
};

typedef bool (*part_fn)(struct demangler *d);

static bool path(struct demangler *d, bool value);
static bool type(struct demangler *d);

bool ki_rust_put(struct ki_rust_name *name, struct koops_str text)
{
	if (text.size > KI_RUST_NAME_MOST - name->size)
		return false;
	memcpy(name->text + name->size, text.data, text.size);
	name->size += text.size;
	return true;
}

static bool put(struct demangler *d, const char *text)
{
	return d->silent || ki_rust_put(d->out, ki_str(text));
}

static bool put_str(struct demangler *d, struct koops_str text)
{
	return d->silent || ki_rust_put(d->out, text);
}

static bool put_char(struct demangler *d, char c)
{
	return put_str(d, (struct koops_str){&c, 1});
}

static bool put_number(struct demangler *d, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	return put_str(d, (struct koops_str){digits + at, sizeof(digits) - at});
}

static char next(struct demangler *d)
{
	return d->at < d->all.size ? d->all.data[d->at++] : '\0';
}

static bool take(struct demangler *d, char c)
{
	if (d->at >= d->all.size || d->all.data[d->at] != c)
		return false;
	d->at++;
	return true;
}

/* base-62-number: "_" is 0, "0_" is 1. */
static bool base62(struct demangler *d, uint64_t *number)
{
	uint64_t value = 0;

	for (bool first = true;; first = false) {
		char c = next(d);
		unsigned digit;

		if (c == '_') {
			*number = first ? 0 : value + 1;
			return true;
		}
		if (ki_is_digit(c))
			digit = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'z')
			digit = (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'Z')
			digit = (unsigned)(c - 'A') + 36;
		else
			return false;
		/* A hash of 64 bits may wrap: it is not shown. */
		value = value * 62 + digit;
	}
}

/* Such a number with a tag before it, plus one; 0 where the tag isn't there. */
static bool tagged62(struct demangler *d, char tag, uint64_t *number)
{
	*number = 0;
	if (!take(d, tag))
		return true;
	if (!base62(d, number))
		return false;
	++*number;
	return true;
}

/* undisambiguated-identifier; "u" is before one in Punycode, which stays. */
static bool plain_identifier(struct demangler *d, struct koops_str *name)
{
	struct koops_str rest = ki_str_from(d->all, d->at);
	uint64_t size = 0;

	ki_take_char(&rest, 'u');
	/* A number has no leading zeros: another name may follow an empty one. */
	if (!ki_take_char(&rest, '0') && !ki_take_u64(&rest, &size))
		return false;
	ki_take_char(&rest, '_');
	if (size > rest.size)
		return false;
	*name = ki_str_to(rest, (size_t)size);
	d->at = d->all.size - rest.size + (size_t)size;
	return true;
}

static bool identifier(struct demangler *d, struct koops_str *name, uint64_t *disambiguator)
{
	return tagged62(d, 's', disambiguator) && plain_identifier(d, name);
}

/* Reads a part that the symbol has already, further to the front. */
static bool back_reference(struct demangler *d, part_fn part)
{
	size_t from = d->at, back;
	uint64_t place;
	bool ok;

	if (!base62(d, &place) || place >= from - 1)
		return false;
	if (d->silent)
		return true;
	back = d->at;
	d->at = (size_t)place;
	ok = part(d);
	d->at = back;
	return ok;
}

static bool value_path(struct demangler *d)
{
	return path(d, true);
}

static bool type_path(struct demangler *d)
{
	return path(d, false);
}

/* "'_", or the letter of a lifetime that a "for<…>" around it bound. */
static bool put_lifetime(struct demangler *d, uint64_t index)
{
	if (!index)
		return put(d, "'_");
	if (index > d->bound || d->bound - index >= 26)
		return false;
	return put(d, "'") && put_char(d, (char)('a' + (d->bound - index)));
}

/* const-data: the hexadecimal digits of a number, and its sign. */
static bool number_const(struct demangler *d, char kind)
{
	bool negative = take(d, 'n');
	uint64_t value = 0;

	for (size_t digits = 0; !take(d, '_'); digits++) {
		char c = next(d);

		if (ki_hex_digit(c) < 0 || ki_is_upper(c) || digits == 16)
			return false;
		value = value * 16 + (uint64_t)ki_hex_digit(c);
	}
	if (kind == 'b')
		return put(d, value ? "true" : "false");
	if (kind == 'c')
		return value >= ' ' && value <= '~' && put(d, "'") && put_char(d, (char)value) &&
		       put(d, "'");
	return put(d, negative ? "-" : "") && put_number(d, value);
}

static bool constant(struct demangler *d)
{
	char kind = next(d);

	if (kind == 'B')
		return back_reference(d, constant);
	if (kind == 'p')
		return put(d, "_");
	return kind && strchr("ahsltmxyjonibc", kind) && number_const(d, kind);
}

static bool generic_argument(struct demangler *d)
{
	uint64_t lifetime;

	if (take(d, 'K'))
		return constant(d);
	if (take(d, 'L'))
		return base62(d, &lifetime) && put_lifetime(d, lifetime);
	return type(d);
}

/* A list up to 'E', with commas. */
static bool list(struct demangler *d, part_fn part, size_t *count)
{
	for (*count = 0; !take(d, 'E'); ++*count)
		if ((*count && !put(d, ", ")) || !part(d))
			return false;
	return true;
}

/* "N": what is inside another path; closures have no name. */
static bool nested(struct demangler *d, bool value)
{
	char space = next(d);
	struct koops_str name;
	uint64_t disambiguator;

	if (!path(d, value) || !identifier(d, &name, &disambiguator))
		return false;
	if (space >= 'a' && space <= 'z')
		return !name.size || (put(d, "::") && put_str(d, name));
	if (space < 'A' || space > 'Z')
		return false;
	if (!put(d, "::{") || !(space == 'C'   ? put(d, "closure")
				: space == 'S' ? put(d, "shim")
					       : put_char(d, space)))
		return false;
	return put(d, name.size ? ":" : "") && put_str(d, name) && put(d, "#") &&
	       put_number(d, disambiguator) && put(d, "}");
}

/* "M" and "X": an impl, whose own path does not show; "Y": a trait's item. */
static bool implementation(struct demangler *d, char tag)
{
	bool silent = d->silent, ok;
	uint64_t disambiguator;

	if (tag != 'Y') {
		d->silent = true;
		ok = tagged62(d, 's', &disambiguator) && path(d, false);
		d->silent = silent;
		if (!ok)
			return false;
	}
	if (!put(d, "<") || !type(d))
		return false;
	return (tag == 'M' || (put(d, " as ") && path(d, false))) && put(d, ">");
}

static bool instance(struct demangler *d, bool value)
{
	size_t count;

	return path(d, value) && put(d, value ? "::<" : "<") && list(d, generic_argument, &count) &&
	       put(d, ">");
}

static bool path_by_tag(struct demangler *d, bool value)
{
	struct koops_str name;
	uint64_t hash;
	char tag = next(d);

	switch (tag) {
	case 'C':
		return identifier(d, &name, &hash) && put_str(d, name);
	case 'N':
		return nested(d, value);
	case 'M':
	case 'X':
	case 'Y':
		return implementation(d, tag);
	case 'I':
		return instance(d, value);
	case 'B':
		return back_reference(d, value ? value_path : type_path);
	default:
		return false;
	}
}

static bool path(struct demangler *d, bool value)
{
	bool ok;

	if (d->depth >= DEPTH_MOST || ++d->steps > STEPS_MOST)
		return false;
	d->depth++;
	ok = path_by_tag(d, value);
	d->depth--;
	return ok;
}

static const char *basic_type(char tag)
{
	static const char *const names[26] = {
	    "i8",    "bool", "char", "f64", "str",  "f32",  NULL,  "u8", "isize",
	    "usize", NULL,   "i32",  "u32", "i128", "u128", "_",   NULL, NULL,
	    "i16",   "u16",  "()",   "...", NULL,   "i64",  "u64", "!",
	};

	return tag >= 'a' && tag <= 'z' ? names[tag - 'a'] : NULL;
}

/* "G": how many lifetimes a "for<…>" binds. */
static bool binder(struct demangler *d, uint64_t *count)
{
	if (!tagged62(d, 'G', count) || *count > KI_RUST_NAME_MOST)
		return false;
	for (uint64_t i = 0; i < *count; i++) {
		d->bound++;
		if (!put(d, i ? ", " : "for<") || !put_lifetime(d, 1))
			return false;
	}
	return !*count || put(d, "> ");
}

static bool function_type(struct demangler *d)
{
	struct koops_str abi = KI_STR("C");
	uint64_t bound;
	size_t count;

	if (!binder(d, &bound) || (take(d, 'U') && !put(d, "unsafe ")))
		return false;
	if (take(d, 'K')) {
		if (!take(d, 'C') && !plain_identifier(d, &abi))
			return false;
		if (!put(d, "extern \"") || !put_str(d, abi) || !put(d, "\" "))
			return false;
	}
	if (!put(d, "fn(") || !list(d, type, &count) || !put(d, ")"))
		return false;
	if (!take(d, 'u') && (!put(d, " -> ") || !type(d)))
		return false;
	d->bound -= bound;
	return true;
}

/* A trait of "dyn", with the types that it is used with: "Iterator<Item = u8>". */
static bool dyn_trait(struct demangler *d)
{
	struct koops_str name;
	bool open;

	if (!path(d, false))
		return false;
	/* They go on in the list of the trait's own arguments, if it has one. */
	open = !d->silent && d->out->size && d->out->text[d->out->size - 1] == '>';
	for (; take(d, 'p'); open = true) {
		d->out->size -= open && !d->silent;
		if (!put(d, open ? ", " : "<") || !plain_identifier(d, &name) ||
		    !put_str(d, name) || !put(d, " = ") || !type(d) || !put(d, ">"))
			return false;
	}
	return true;
}

static bool dyn_type(struct demangler *d)
{
	uint64_t bound, lifetime;

	if (!put(d, "dyn ") || !binder(d, &bound))
		return false;
	for (size_t i = 0; !take(d, 'E'); i++)
		if ((i && !put(d, " + ")) || !dyn_trait(d))
			return false;
	d->bound -= bound;
	if (!take(d, 'L') || !base62(d, &lifetime))
		return false;
	return !lifetime || (put(d, " + ") && put_lifetime(d, lifetime));
}

static bool reference(struct demangler *d, const char *mutability)
{
	uint64_t lifetime;

	if (!put(d, "&"))
		return false;
	if (take(d, 'L') &&
	    (!base62(d, &lifetime) || (lifetime && (!put_lifetime(d, lifetime) || !put(d, " ")))))
		return false;
	return put(d, mutability) && type(d);
}

static bool tuple(struct demangler *d)
{
	size_t count;

	return put(d, "(") && list(d, type, &count) && put(d, count == 1 ? ",)" : ")");
}

static bool type_by_tag(struct demangler *d)
{
	char tag = next(d);
	const char *basic = basic_type(tag);

	if (basic)
		return put(d, basic);
	switch (tag) {
	case 'A':
		return put(d, "[") && type(d) && put(d, "; ") && constant(d) && put(d, "]");
	case 'S':
		return put(d, "[") && type(d) && put(d, "]");
	case 'T':
		return tuple(d);
	case 'R':
		return reference(d, "");
	case 'Q':
		return reference(d, "mut ");
	case 'P':
		return put(d, "*const ") && type(d);
	case 'O':
		return put(d, "*mut ") && type(d);
	case 'F':
		return function_type(d);
	case 'D':
		return dyn_type(d);
	case 'B':
		return back_reference(d, type);
	case '\0':
		return false;
	default:
		d->at--;
		return path(d, false);
	}
}

static bool type(struct demangler *d)
{
	bool ok;

	if (d->depth >= DEPTH_MOST || ++d->steps > STEPS_MOST)
		return false;
	d->depth++;
	ok = type_by_tag(d);
	d->depth--;
	return ok;
}

bool ki_rust_name(struct koops_str symbol, char *text, struct koops_str *path)
{
	struct ki_rust_name name = {.text = text};
	struct demangler d = {.out = &name};
	bool ok = false;

	if (!ki_take(&symbol, KI_STR("__pfx_")))
		ki_take(&symbol, KI_STR("__cfi_"));
	if (ki_str_starts(symbol, KI_STR("_ZN"))) {
		ok = ki_rust_legacy_name(symbol, &name);
	} else if (ki_take(&symbol, KI_STR("_R"))) {
		/* ".llvm.123" and the like: a vendor-specific-suffix. */
		d.all = ki_str_to(symbol, ki_str_chr(symbol, '.'));
		ok = d.all.size + 2 <= KI_RUST_NAME_MOST && value_path(&d) && name.size;
	}
	if (ok)
		*path = (struct koops_str){name.text, name.size};
	return ok;
}
