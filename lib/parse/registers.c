/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of registers, as each architecture prints them.
 */
#include "parse/arch.h"

#include <limits.h>

/* A name as it stands in the line. */
struct scanned {
	struct koops_str whole;
	unsigned number;
	unsigned char number_width;
};

enum { NAME = 1, DIGIT = 2 };

/* Bytes that names have. */
static const unsigned char name_bytes[256] = {
    ['a' ... 'z'] = NAME, ['A' ... 'Z'] = NAME, ['_'] = NAME,
    ['%'] = NAME,         ['$'] = NAME,         ['0' ... '9'] = NAME | DIGIT,
};

/* The lowest `size` bytes of a word. */
static uint64_t low_bytes(uint64_t word, size_t size)
{
	return size < 8 ? word & ((UINT64_C(1) << size * 8) - 1) : word;
}

uint64_t ki_register_head(struct koops_str text)
{
	size_t size = 0, prefix = 0;
	uint64_t head = 0;
	unsigned char bits;

	text = ki_str_to(text, 8);
	for (; size < text.size && (bits = name_bytes[(unsigned char)text.data[size]]); size++) {
		head |= (uint64_t)(unsigned char)text.data[size] << size * 8;
		if (!(bits & DIGIT))
			prefix = size + 1;
	}
	return low_bytes(head, prefix);
}

/* The first bytes of a text as two numbers, with zeros for those that lack. */
static void load_key(struct koops_str text, uint64_t key[KI_REGISTER_NAME / 8])
{
	char padded[KI_REGISTER_NAME] = {0};
	const char *data = text.data;

	if (text.size < sizeof(padded)) {
		memcpy(padded, text.data, text.size);
		data = padded;
	}
	key[0] = ki_load_8(data);
	key[1] = ki_load_8(data + 8);
}

/* How many of a number's bytes a name has. */
static size_t name_size(uint64_t word)
{
	return 8 - (size_t)__builtin_clzll(word) / 8;
}

/* The size of a row's name if a text begins with it, or 0. */
static inline size_t match_name(const struct ki_register_name *row, const uint64_t *key)
{
	uint64_t first = ki_load_8(row->name), second = ki_load_8(row->name + 8);
	size_t size = name_size(first);

	if (low_bytes(key[0], size) != first)
		return 0;
	if (!second)
		return size;
	size = name_size(second);
	return low_bytes(key[1], size) == second ? 8 + size : 0;
}

static bool has_digit(struct koops_str text, size_t at)
{
	return at < text.size && ki_is_digit(text.data[at]);
}

static size_t skip_blanks(struct koops_str text, size_t at)
{
	while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'))
		at++;
	return at;
}

/* Where the number of a name ends that begins at a place, of two digits at the most; 0 for none. */
static size_t scan_number(struct koops_str text, size_t at, struct scanned *name)
{
	/* MIPS has "$ 0". */
	if (text.data[at - 1] == '$')
		at = skip_blanks(text, at);
	if (!has_digit(text, at))
		return 0;
	name->number = (unsigned)(text.data[at++] - '0');
	name->number_width = 1;
	if (has_digit(text, at)) {
		name->number = name->number * 10 + (unsigned)(text.data[at++] - '0');
		name->number_width = 2;
	}
	return at;
}

/* "r00-03", a row's name on PA-RISC: where it ends if its first number ends at a place. */
static size_t scan_range(struct koops_str text, size_t at, const struct scanned *name)
{
	struct koops_str rest = ki_str_from(text, at);
	uint64_t last;

	if (name->number_width == 2 && ki_take_char(&rest, '-') && ki_take_u64(&rest, &last) &&
	    last == name->number + 3)
		return text.size - rest.size;
	return at;
}

/* Where a value begins if its name, and only that, is before a place; 0 if it does not. */
static size_t scan_separator(const struct ki_arch *arch, bool bare, struct koops_str text,
			     size_t at)
{
	size_t width = at;
	bool blank;

	at = skip_blanks(text, at);
	blank = at > width;
	if (at == text.size || text.data[at] != (arch->separator ? arch->separator : ':'))
		return bare && blank ? at : 0;
	if (bare || (blank ? !arch->padding : width < arch->padding))
		return 0;
	width = ++at;
	at = skip_blanks(text, at);
	return at > width || arch->tight ? at : 0;
}

/* Where the value begins behind a row's name, of which `size` bytes match; 0 if it is another. */
static size_t scan_name(const struct ki_arch *arch, const struct ki_register_name *row, size_t size,
			struct koops_str text, struct scanned *name)
{
	bool numbered = row->last && !row->element;
	size_t at = size;

	if (numbered) {
		at = scan_number(text, at, name);
		if (!at || name->number < row->first || name->number > row->last)
			return 0;
	}
	if (at < text.size && name_bytes[(unsigned char)text.data[at]])
		return 0;
	name->whole = ki_str_to(text, at);
	if (numbered && at < text.size && text.data[at] == '-')
		at = scan_range(text, at, name);
	return scan_separator(arch, row->flags & KI_REGISTER_BARE, text, at);
}

/* Where the value begins if a text begins with a row's name; 0 if it does not. */
static size_t scan_row(const struct ki_arch *arch, const struct ki_register_name *row,
		       const uint64_t *key, struct koops_str text, struct scanned *name)
{
	size_t size = match_name(row, key);

	return size ? scan_name(arch, row, size, text, name) : 0;
}

/* The row of the name that a text begins with, and where its value does; NULL if none. */
static const struct ki_register_name *find_row(const struct ki_arch *arch,
					       const struct ki_register_name *last,
					       struct koops_str text, struct scanned *name,
					       size_t *value)
{
	/* No two rows have one name, and most registers come in the order of the table. */
	const struct ki_register_name *begin = last ? last : arch->registers, *row = begin;
	uint64_t key[KI_REGISTER_NAME / 8];
	char second = text.size > 1 ? text.data[1] : '\0';

	load_key(text, key);
	do {
		if (row->name[0] == text.data[0] && (!row->name[1] || row->name[1] == second) &&
		    (*value = scan_row(arch, row, key, text, name)))
			return row;
		row++;
		if (!row->name[0])
			row = arch->registers;
	} while (row != begin);
	return NULL;
}

/* Whether a value ends where `text` begins. */
static bool at_end(struct koops_str text)
{
	return !text.size || ki_is_space(text.data[0]) || text.data[0] == ',';
}

static bool is_word(const struct ki_arch *arch, size_t digits)
{
	return (digits == 8 && arch->words & KI_WORDS_32) ||
	       (digits == 16 && arch->words & KI_WORDS_64);
}

/* Whether a value, of `least` digits or else a word, can have as many. */
static bool is_value(const struct ki_arch *arch, unsigned least, size_t digits)
{
	return least ? digits >= least && digits <= 16 : is_word(arch, digits);
}

/* "0123…(0000)", "[<0123abcd>]", "<0123abcd>": the digits are taken, `begin` is before them. */
static bool take_odd_end(struct koops_str *rest, struct koops_str begin, bool square, bool angle,
			 struct koops_str *value)
{
	struct koops_str selector;

	if ((angle && !ki_take_char(rest, '>')) || (square && !ki_take_char(rest, ']')))
		return false;
	/* x86-64: "FS:  0123456789abcdef(0000)". */
	if (ki_take_char(rest, '(')) {
		if (!ki_take_until(rest, ')', &selector) || ki_hex_run(selector) != selector.size)
			return false;
		*value = ki_str_to(begin, begin.size - rest->size);
	}
	return at_end(*rest);
}

/* "0x0123abcd", "0018:0123…", and as above; the text begins with as many digits. */
static bool take_odd_value(const struct ki_arch *arch, unsigned least, bool prefixed, size_t digits,
			   struct koops_str *text, struct koops_str *value)
{
	struct koops_str rest = *text, begin = *text;
	bool square = false, angle = false;

	if (digits == KI_SEGMENT_DIGITS && arch->user_segments && rest.size > KI_SEGMENT_DIGITS &&
	    rest.data[KI_SEGMENT_DIGITS] == ':') {
		rest = ki_str_from(rest, KI_SEGMENT_DIGITS + 1);
		digits = ki_hex_run(rest);
	}
	if (!digits) {
		square = ki_take_char(&rest, '[');
		angle = ki_take_char(&rest, '<');
		begin = square || angle ? rest : begin;
		digits = ki_hex_run(rest);
	}
	if (prefixed) {
		if (!ki_take(&rest, KI_STR("0x")))
			return false;
		digits = ki_hex_run(rest);
	}
	if (!is_value(arch, least, digits))
		return false;
	rest = ki_str_from(rest, digits);
	*value = ki_str_to(begin, begin.size - rest.size);
	if ((square || angle || !at_end(rest)) && !take_odd_end(&rest, begin, square, angle, value))
		return false;
	*text = rest;
	return true;
}

/* "0123abcd", or an odd one. */
static inline bool take_value(const struct ki_arch *arch, unsigned least, bool prefixed,
			      struct koops_str *text, struct koops_str *value)
{
	/* No value is longer. */
	size_t digits = ki_hex_run(ki_str_to(*text, 17));
	struct koops_str rest = ki_str_from(*text, digits);

	if (prefixed || !is_value(arch, least, digits) || !at_end(rest))
		return take_odd_value(arch, least, prefixed, digits, text, value);
	*value = ki_str_to(*text, digits);
	*text = rest;
	return true;
}

/* What stands behind a value: "<SF,HV>", "(ExcCode 02)", "Not tainted …", a symbol. */
static bool take_note(const struct ki_arch *arch, struct koops_str *text)
{
	static const struct {
		char open, close;
	} pairs[] = {{'(', ')'}, {'<', '>'}, {'[', ']'}};
	struct koops_str inside;

	for (size_t i = 0; i < KI_LENGTH(pairs); i++)
		if (text->data[0] == pairs[i].open) {
			*text = ki_str_from(*text, 1);
			return ki_take_until(text, pairs[i].close, &inside);
		}
	if (ki_str_starts(*text, KI_STR("Not tainted")) ||
	    ki_str_starts(*text, KI_STR("Tainted:"))) {
		*text = ki_str_from(*text, text->size);
		return true;
	}
	for (const char *const *note = arch->notes; note && *note; note++) {
		struct koops_str rest = *text;

		if (ki_take(&rest, ki_str(*note)) && at_end(rest)) {
			*text = rest;
			return true;
		}
	}
	return false;
}

static void name_element(struct ki_register_line *line, struct koops_str *name)
{
	const char *prefix = line->row->element ? line->row->element : line->row->name;
	size_t size = strlen(prefix);

	memcpy(line->name, prefix, size);
	if (line->number_width > 1 || line->number > 9)
		line->name[size++] = (char)('0' + line->number / 10);
	line->name[size++] = (char)('0' + line->number % 10);
	*name = (struct koops_str){line->name, size};
}

/* The next value of a row, whose words all have as many digits. */
static bool take_element(struct ki_register_line *line, struct ki_register *pair)
{
	struct koops_str rest = line->rest;

	ki_take_blanks(&rest);
	if (line->number > line->row->last ||
	    !take_value(line->arch, line->digits, false, &rest, &pair->value))
		return false;
	name_element(line, &pair->name);
	line->number++;
	line->rest = rest;
	return true;
}

/* "(ptrval)": an address that printk does not show. */
static bool take_hidden(struct koops_str *text)
{
	return ki_take(text, KI_STR("(ptrval)")) || ki_take(text, KI_STR("(____ptrval____)"));
}

static void begin_row(struct ki_register_line *line, const struct ki_register_name *row,
		      const struct scanned *name, struct ki_register *pair)
{
	struct koops_str value = pair->value;

	ki_take(&value, KI_STR("0x"));
	line->row = row;
	line->digits = (unsigned char)value.size;
	line->number = row->element ? 0 : name->number;
	line->number_width = row->element ? 1 : name->number_width;
	name_element(line, &pair->name);
	line->number++;
}

static bool take_pair(struct ki_register_line *line, struct ki_register *pair, bool *is_register)
{
	const struct ki_register_name *row;
	struct scanned name = {0};
	size_t value;

	line->row = NULL;
	row = find_row(line->arch, line->last, line->rest, &name, &value);
	if (!row)
		return false;
	line->last = row;
	line->rest = ki_str_from(line->rest, value);
	*is_register = !(row->flags & KI_REGISTER_NOT);
	if (!*is_register)
		return ki_take_word(&line->rest, &pair->value);
	*is_register = !take_hidden(&line->rest);
	if (!*is_register)
		return true;
	if (!take_value(line->arch, row->digits, line->arch->prefixed && !row->digits, &line->rest,
			&pair->value))
		return false;
	pair->name = name.whole;
	if (row->element || row->flags & KI_REGISTER_ROW)
		begin_row(line, row, &name, pair);
	return true;
}

static void skip_blanks_and_commas(struct koops_str *text)
{
	while (text->size && at_end(*text))
		*text = ki_str_from(*text, 1);
}

enum step {
	STEP_REGISTER,
	STEP_END,
	/* What follows is no register, and not a note on one. */
	STEP_FOREIGN,
};

static enum step step(struct ki_register_line *line, struct ki_register *pair)
{
	bool is_register = false;

	for (;;) {
		struct koops_str before;

		if (line->row && take_element(line, pair))
			return STEP_REGISTER;
		skip_blanks_and_commas(&line->rest);
		if (!line->rest.size)
			return STEP_END;
		before = line->rest;
		if (!take_pair(line, pair, &is_register)) {
			line->rest = before;
			if (!line->begun || !take_note(line->arch, &line->rest))
				return STEP_FOREIGN;
			continue;
		}
		line->begun = true;
		if (is_register)
			return STEP_REGISTER;
	}
}

/* Takes a lead if the line has one. */
static void take_lead(struct ki_register_line *line)
{
	const struct ki_arch *arch = line->arch;

	if (arch->user_lead && ki_take(&line->rest, ki_str(arch->user_lead))) {
		line->user = true;
		return;
	}
	for (const char *const *lead = arch->leads; lead && *lead; lead++)
		if (ki_take(&line->rest, ki_str(*lead)))
			return;
}

void ki_arch_registers_of(struct koops_str text, const struct ki_arch *arch,
			  struct ki_register_line *line)
{
	/* Of the line before, after which the dump goes on. */
	const struct ki_register_name *last = line->arch == arch ? line->last : NULL;

	*line = (struct ki_register_line){.arch = arch, .rest = ki_str_trim(text), .last = last};
	take_lead(line);
}

/* Notes where a register is in its line; false if that is too far from the begin. */
static bool note_found(struct ki_found *found, struct koops_str text,
		       const struct ki_register *pair)
{
	size_t value = (size_t)(pair->value.data - text.data);

	if (found->count == KI_FOUND_MOST || value + pair->value.size > UCHAR_MAX)
		return false;
	found->at[found->count].name = (unsigned char)(pair->name.data - text.data);
	found->at[found->count].name_size = (unsigned char)pair->name.size;
	found->at[found->count].value = (unsigned char)value;
	found->at[found->count++].value_size = (unsigned char)pair->value.size;
	return true;
}

bool ki_arch_reads(struct koops_str text, const struct ki_arch *arch, struct ki_register_line *line)
{
	struct ki_register pair;
	struct koops_str begin;
	bool any = false, known = true;
	enum step last;

	ki_arch_registers_of(text, arch, line);
	begin = line->rest;
	while ((last = step(line, &pair)) == STEP_REGISTER) {
		known = known && !line->row && note_found(&line->found, text, &pair);
		any = true;
	}
	/* What is read next is the line, from the begin on. */
	line->rest = begin;
	line->row = NULL;
	line->begun = false;
	if (!known || line->user)
		line->found.count = 0;
	return any && last == STEP_END;
}

bool ki_arch_registers(struct koops_str text, const struct ki_arch_set *archs,
		       struct ki_register_line *line)
{
	const struct ki_arch *arch;
	uint32_t rest = archs->registers;

	line->last = archs->row;
	while ((arch = ki_arch_next(&rest))) {
		/* Where to begin to look for the first name. */
		line->arch = arch;
		if (ki_arch_reads(text, arch, line))
			return true;
		line->last = NULL;
	}
	return false;
}

bool ki_register_next(struct ki_register_line *line, struct ki_register *pair)
{
	return step(line, pair) == STEP_REGISTER;
}

bool ki_register_continue(struct ki_register_line *line, struct koops_str text)
{
	if (!line->row || !line->row->element || line->number > line->row->last)
		return false;
	line->rest = ki_str_trim(text);
	return ki_hex_run(line->rest) == line->digits;
}
