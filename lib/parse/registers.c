/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of registers, as each architecture prints them.
 */
#include "parse/arch.h"

/* A name as it stands in the line. */
struct scanned {
	struct koops_str whole;
	/* Its bytes as ki_load_8() has them; the first eight without its number ("$ 0": "$"). */
	uint64_t key[KI_REGISTER_NAME / 8], prefix;
	unsigned number;
	unsigned char number_width;
	bool bare;
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

/* Tells the number from the name, which has `prefix` bytes without digits at its end. */
static void split_number(struct scanned *name, size_t prefix)
{
	size_t size = name->whole.size;

	name->number_width = (unsigned char)(size - prefix);
	name->number = 0;
	name->prefix = name->key[0];
	/* No name that has a number is longer without it. */
	if (name->number_width > 2 || !name->number_width || !prefix || prefix >= 8)
		return;
	name->prefix = low_bytes(name->key[0], prefix);
	for (; prefix < size; prefix++)
		name->number = name->number * 10 + (unsigned)(name->whole.data[prefix] - '0');
}

/* The first `size` bytes of a text, eight at the most, as ki_load_8() has them. */
static uint64_t load_some(struct koops_str text, size_t size)
{
	uint64_t word = 0;

	if (text.size >= 8)
		return low_bytes(ki_load_8(text.data), size);
	for (size_t i = 0; i < size && i < text.size; i++)
		word |= (uint64_t)(unsigned char)text.data[i] << i * 8;
	return word;
}

/* Takes the name's bytes, all that the tables could have of them. */
static bool scan_bytes(struct koops_str text, struct scanned *name)
{
	size_t size = 0, prefix = 0;
	unsigned char bits;

	for (; size < text.size && (bits = name_bytes[(unsigned char)text.data[size]]); size++) {
		if (size == KI_REGISTER_NAME)
			return false;
		if (!(bits & DIGIT))
			prefix = size + 1;
	}
	name->whole = ki_str_to(text, size);
	name->key[0] = load_some(text, size);
	name->key[1] = size > 8 ? load_some(ki_str_from(text, 8), size - 8) : 0;
	split_number(name, prefix);
	return size > 0;
}

/* The "$ 0" of MIPS, and "r00-03", a row's name on PA-RISC. */
static void scan_odd_name(struct koops_str *rest, struct scanned *name)
{
	struct koops_str more = *rest;
	uint64_t number;

	if (ki_str_eq(name->whole, KI_STR("$"))) {
		ki_take_blanks(&more);
		if (!ki_take_u64(&more, &number) || number > 99)
			return;
		name->number = (unsigned)number;
		name->number_width = 1;
		*rest = more;
	} else if (name->number_width == 2 && ki_take_char(&more, '-') &&
		   ki_take_u64(&more, &number) && number == name->number + 3) {
		*rest = more;
	}
}

static bool scan_name(const struct ki_arch *arch, struct koops_str *text, struct scanned *name)
{
	struct koops_str rest;
	size_t size, width;
	bool blank;

	name->bare = true;
	if (!scan_bytes(*text, name))
		return false;
	rest = ki_str_from(*text, name->whole.size);
	scan_odd_name(&rest, name);
	width = text->size - rest.size;
	size = rest.size;
	ki_take_blanks(&rest);
	blank = rest.size != size;
	if (ki_take_char(&rest, arch->separator ? arch->separator : ':')) {
		name->bare = false;
		if (blank ? !arch->padding : width < arch->padding)
			return false;
		size = rest.size;
		ki_take_blanks(&rest);
		blank = rest.size != size;
		if (!blank && !arch->tight)
			return false;
	} else if (!blank) {
		return false;
	}
	*text = rest;
	return true;
}

static inline bool is_named(const struct ki_register_name *row, const struct scanned *name)
{
	uint64_t head = ki_load_8(row->name);

	if ((head != name->key[0] && head != name->prefix) ||
	    name->bare != !!(row->flags & KI_REGISTER_BARE))
		return false;
	if (row->last && !row->element)
		return head == name->prefix && name->number_width && name->number >= row->first &&
		       name->number <= row->last;
	return head == name->key[0] && ki_load_8(row->name + 8) == name->key[1];
}

/* No two rows have one name; most registers come in the order of the table. */
static const struct ki_register_name *find_name(const struct ki_arch *arch,
						const struct ki_register_name *last,
						const struct scanned *name)
{
	if (last && is_named(last, name))
		return last;
	if (last && last[1].name[0] && is_named(last + 1, name))
		return last + 1;
	for (const struct ki_register_name *row = arch->registers; row->name[0]; row++)
		if (row->name[0] == name->whole.data[0] && is_named(row, name))
			return row;
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

/* "0123abcd", "0x0123abcd", "0018:0123…", and as above. */
static bool take_value(const struct ki_arch *arch, unsigned least, bool prefixed,
		       struct koops_str *text, struct koops_str *value)
{
	struct koops_str rest = *text, begin = *text;
	/* No value is longer. */
	size_t digits = ki_hex_run(ki_str_to(rest, 17));
	bool square = false, angle = false;

	if (!prefixed && is_value(arch, least, digits) && at_end(ki_str_from(rest, digits))) {
		*value = ki_str_to(rest, digits);
		*text = ki_str_from(rest, digits);
		return true;
	}
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
	if (!square && !angle && at_end(rest)) {
		*text = rest;
		return true;
	}
	if (!take_odd_end(&rest, begin, square, angle, value))
		return false;
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
	struct koops_str rest = line->rest;
	const struct ki_register_name *row;
	struct scanned name;

	line->row = NULL;
	if (!scan_name(line->arch, &rest, &name))
		return false;
	row = find_name(line->arch, line->last, &name);
	if (!row)
		return false;
	line->last = row;
	line->rest = rest;
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

bool ki_arch_reads(struct koops_str text, const struct ki_arch *arch, struct ki_register_line *line)
{
	struct ki_register_line ahead;
	struct ki_register pair;
	size_t count = 0;
	enum step last;

	ki_arch_registers_of(text, arch, line);
	ahead = *line;
	while ((last = step(&ahead, &pair)) == STEP_REGISTER)
		count++;
	return count && last == STEP_END;
}

bool ki_arch_registers(struct koops_str text, uint32_t archs, struct ki_register_line *line)
{
	const struct ki_arch *arch;

	line->arch = NULL;
	while ((arch = ki_arch_next(&archs)))
		if (ki_arch_reads(text, arch, line))
			return true;
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
