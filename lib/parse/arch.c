/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/arch.h"
#include "parse/token.h"

enum {
	/* Longer than any name of a register. */
	NAME_MOST = 16,
	/* Digits of a code segment. */
	SEGMENT_DIGITS = 4,
};

static bool begins(const struct ki_arch *arch, struct koops_str text)
{
	return text.size && strchr(arch->first, text.data[0]) && text.data[0];
}

static size_t count_hex(struct koops_str text)
{
	size_t count = 0;

	while (count < text.size && ki_hex_digit(text.data[count]) >= 0)
		count++;
	return count;
}

static enum ki_mode take_segment(const struct ki_arch *arch, struct koops_str *text)
{
	if (!arch->user_segments || count_hex(*text) != SEGMENT_DIGITS ||
	    text->size == SEGMENT_DIGITS || text->data[SEGMENT_DIGITS] != ':')
		return KI_MODE_UNKNOWN;
	for (const char *const *segment = arch->user_segments; *segment; segment++)
		if (ki_take(text, ki_str(*segment)))
			return KI_MODE_USER;
	*text = ki_str_from(*text, SEGMENT_DIGITS + 1);
	return KI_MODE_KERNEL;
}

/* "[<addr>]", "[addr]", "addr", "0xaddr (", … in front of a symbol; S/390 has two. */
static bool take_address(struct koops_str *text, struct ki_number *address)
{
	struct koops_str rest = *text;
	size_t digits;
	uint64_t value;

	if (ki_take_bracket_address(text, &value)) {
		*address = ki_number(value);
		return true;
	}
	digits = count_hex(rest);
	if (digits == 8 || digits == 16) {
		ki_take_hex(&rest, &value);
		if (rest.size && !ki_is_space(rest.data[0]))
			return false;
	} else if (!ki_take_0x(&rest, &value) || !ki_str_starts(rest, KI_STR(" ("))) {
		return false;
	}
	*address = ki_number(value);
	*text = rest;
	return true;
}

static struct koops_str without_brackets(struct koops_str text)
{
	while (text.size && strchr("[<", text.data[0]))
		text = ki_str_from(text, 1);
	while (text.size && strchr(">]", text.data[text.size - 1]))
		text.size--;
	return text;
}

/* Reads what follows the literal of a row. */
static bool take_place(struct ki_placed *placed)
{
	struct koops_str begin = placed->rest, rest = begin, numbers;
	struct koops_frame *frame = &placed->frame;
	uint64_t accessed;
	size_t before;
	bool located;

	placed->mode = placed->row->user ? KI_MODE_USER : take_segment(placed->arch, &rest);
	while (take_address(&rest, &frame->address))
		ki_take_blanks(&rest);
	numbers = ki_str_trim(ki_str_to(begin, begin.size - rest.size));
	before = rest.size;
	/* ARC: "Invalid Read @ 0x00000000 by insn @ foo+0x1/0x2". */
	located = ki_take_0x(&rest, &accessed);
	if (located && !ki_take(&rest, KI_STR(" by insn @ ")))
		rest = ki_str_from(begin, begin.size - before);
	ki_take_blanks(&rest);
	if (!ki_take_char(&rest, '('))
		ki_take_char(&rest, '<');
	located = ki_take_location(&rest, frame);
	if (located && !ki_take_char(&rest, ')'))
		ki_take_char(&rest, '>');
	if (!located && (placed->row->type != KI_PLACE_PC_ADDRESS || !frame->address.known))
		return false;
	/* User-mode Linux runs in segments of user space. */
	if (frame->symbol.size && placed->mode == KI_MODE_USER)
		placed->mode = KI_MODE_KERNEL;
	placed->value = ki_str_trim(ki_str_to(begin, begin.size - rest.size));
	if (numbers.size && !placed->arch->user_segments)
		placed->value = without_brackets(numbers);
	placed->rest = rest;
	return true;
}

static size_t pair_of(char first, char second)
{
	return (size_t)(first & 63) << 6 | (size_t)(second & 63);
}

/* Notes that lines of an architecture can begin with a literal, and any of `behind` after it. */
static void add_literal(struct ki_arch_sets *sets, uint32_t arch, const char *text,
			const char *behind)
{
	if (text[1]) {
		sets->by_pair[pair_of(text[0], text[1])] |= arch;
		return;
	}
	for (; *behind; behind++)
		sets->by_pair[pair_of(text[0], *behind)] |= arch;
}

static void add_arch(struct ki_arch_sets *sets, uint32_t bit, const struct ki_arch *arch)
{
	/* What can follow a name of one byte: its number, or what is before its value. */
	static const char behind[] = "0123456789 \t:=";

	for (const char *c = arch->first; *c; c++)
		sets->by_first[(unsigned char)*c] |= bit;
	for (const struct ki_place *row = arch->places; row->text; row++)
		add_literal(sets, bit, row->text, behind);
	for (const struct ki_register_name *row = arch->registers; row->name; row++)
		add_literal(sets, bit, row->name, behind);
	for (const char *const *lead = arch->leads; lead && *lead; lead++)
		add_literal(sets, bit, *lead, behind);
	if (arch->user_lead)
		add_literal(sets, bit, arch->user_lead, behind);
}

void ki_arch_sets_make(struct ki_arch_sets *sets)
{
	*sets = (struct ki_arch_sets){0};
	for (size_t i = 0; ki_archs[i]; i++)
		add_arch(sets, UINT32_C(1) << i, ki_archs[i]);
}

uint32_t ki_arch_set(const struct ki_arch_sets *sets, struct koops_str text)
{
	text = ki_str_trim_start(text);
	if (text.size < 2)
		return 0;
	return sets->by_first[(unsigned char)text.data[0]] &
	       sets->by_pair[pair_of(text.data[0], text.data[1])];
}

/* The next of a set, or NULL. */
static const struct ki_arch *next_arch(uint32_t *archs)
{
	const struct ki_arch *arch;

	if (!*archs)
		return NULL;
	arch = ki_archs[__builtin_ctz(*archs)];
	*archs &= *archs - 1;
	/* The end of all. */
	if (!arch)
		*archs = 0;
	return arch;
}

static bool is_place(struct koops_str text, const struct ki_arch *arch, const struct ki_place *row,
		     struct ki_placed *placed)
{
	if (row->text[0] != text.data[0] || !ki_take(&text, ki_str(row->text)))
		return false;
	*placed = (struct ki_placed){.row = row, .arch = arch, .rest = text};
	ki_take_blanks(&placed->rest);
	if (row->type != KI_PLACE_OTHER)
		placed->frame.flags = KOOPS_FRAME_PC;
	return take_place(placed);
}

bool ki_arch_place(struct koops_str text, uint32_t archs, struct ki_placed *placed)
{
	const struct ki_arch *arch;

	text = ki_str_trim_start(text);
	while ((arch = next_arch(&archs)))
		for (const struct ki_place *row = arch->places; begins(arch, text) && row->text;
		     row++)
			if (is_place(text, arch, row, placed))
				return true;
	return false;
}

/* A name as it stands in the line. */
struct scanned {
	/* With its number, without; "$ 0" is "$". */
	struct koops_str whole, prefix;
	unsigned number;
	unsigned char number_width;
	bool bare;
};

static bool is_name_char(char c)
{
	return ki_is_alnum(c) || c == '_' || c == '%' || c == '$';
}

static void scan_number(struct scanned *name)
{
	struct koops_str digits;
	uint64_t number;

	name->prefix = name->whole;
	while (name->prefix.size && ki_is_digit(name->prefix.data[name->prefix.size - 1]))
		name->prefix.size--;
	digits = ki_str_from(name->whole, name->prefix.size);
	name->number_width = (unsigned char)digits.size;
	if (digits.size && digits.size <= 2 && ki_take_u64(&digits, &number))
		name->number = (unsigned)number;
	else
		name->prefix = name->whole;
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
	size_t size = 0, width;
	bool blank;

	*name = (struct scanned){.bare = true};
	while (size < text->size && size <= NAME_MOST && is_name_char(text->data[size]))
		size++;
	if (size == 0 || size > NAME_MOST)
		return false;
	name->whole = ki_str_to(*text, size);
	rest = ki_str_from(*text, size);
	scan_number(name);
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

static bool is_named(const struct ki_register_name *row, const struct scanned *name)
{
	bool numbered = row->last && !row->element;

	if (row->name[0] != name->whole.data[0] || name->bare != !!(row->flags & KI_REGISTER_BARE))
		return false;
	if (!numbered)
		return ki_str_eq(name->whole, ki_str(row->name));
	return name->number_width && ki_str_eq(name->prefix, ki_str(row->name)) &&
	       name->number >= row->first && name->number <= row->last;
}

/* No two rows have one name; most registers come in the order of the table. */
static const struct ki_register_name *find_name(const struct ki_arch *arch,
						const struct ki_register_name *last,
						const struct scanned *name)
{
	if (last && is_named(last, name))
		return last;
	if (last && last[1].name && is_named(last + 1, name))
		return last + 1;
	for (const struct ki_register_name *row = arch->registers; row->name; row++)
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

/* "0123abcd", "0x0123abcd", "0018:0123…", "0123…(0000)", "[<0123abcd>]", "<0123abcd>". */
static bool take_value(const struct ki_arch *arch, unsigned least, bool prefixed,
		       struct koops_str *text, struct koops_str *value)
{
	struct koops_str rest = *text, begin, selector;
	bool square, angle;
	size_t digits;

	if (arch->user_segments && count_hex(rest) == SEGMENT_DIGITS &&
	    rest.size > SEGMENT_DIGITS && rest.data[SEGMENT_DIGITS] == ':')
		rest = ki_str_from(rest, SEGMENT_DIGITS + 1);
	square = ki_take_char(&rest, '[');
	angle = ki_take_char(&rest, '<');
	begin = square || angle ? rest : *text;
	if (prefixed && !ki_take(&rest, KI_STR("0x")))
		return false;
	digits = count_hex(rest);
	if (least ? digits < least || digits > 16 : !is_word(arch, digits))
		return false;
	rest = ki_str_from(rest, digits);
	*value = ki_str_to(begin, begin.size - rest.size);
	if ((angle && !ki_take_char(&rest, '>')) || (square && !ki_take_char(&rest, ']')))
		return false;
	/* x86-64: "FS:  0123456789abcdef(0000)". */
	if (ki_take_char(&rest, '(')) {
		if (!ki_take_until(&rest, ')', &selector) || count_hex(selector) != selector.size)
			return false;
		*value = ki_str_to(begin, begin.size - rest.size);
	}
	if (!at_end(rest))
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
	*line = (struct ki_register_line){.arch = arch, .rest = ki_str_trim(text)};
	take_lead(line);
}

bool ki_arch_reads(struct koops_str text, const struct ki_arch *arch, struct ki_register_line *line)
{
	struct ki_register_line ahead;
	struct ki_register pair;
	size_t count = 0;
	enum step last;

	text = ki_str_trim(text);
	if (!begins(arch, text))
		return false;
	ki_arch_registers_of(text, arch, line);
	ahead = *line;
	while ((last = step(&ahead, &pair)) == STEP_REGISTER)
		count++;
	return count && last == STEP_END;
}

bool ki_arch_registers(struct koops_str text, uint32_t archs, struct ki_register_line *line)
{
	const struct ki_arch *arch;

	while ((arch = next_arch(&archs)))
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
	return count_hex(line->rest) == line->digits;
}

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
	digits = count_hex(word);
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
		    !ki_take_char(&word, ':') || word.size != 8 || count_hex(word) != 8)
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
	size_t digits = count_hex(rest);

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
	return ki_take_word(&rest, &word) && count_hex(word) == word.size &&
	       (word.size == 2 || word.size == 4 || word.size == 8);
}

bool ki_is_memory(struct koops_str text)
{
	bool wide = false;
	size_t digits;

	if (is_disassembly(text))
		return true;
	text = ki_str_trim(text);
	if (!text.size)
		return false;
	if (text.data[0] == 'r')
		return is_saved_registers(text);
	if (text.data[0] == '[')
		return is_mapping(text);
	/* Where the program counter is: "->8c0010b4:  mov", "#00000000001148ae: a7740001". */
	if (!ki_take(&text, KI_STR("->")) && !ki_take_char(&text, '#'))
		ki_take_char(&text, '>');
	digits = count_hex(text);
	if (digits < text.size && text.data[digits] == ':') {
		if (digits == 8 || digits == 16)
			return true;
		if (digits != 4)
			return false;
		text = ki_str_from(text, digits + 1);
	}
	text = ki_str_trim_start(text);
	while (text.size) {
		if (!take_memory_word(&text, &wide))
			return false;
		text = ki_str_trim_start(text);
	}
	return wide;
}
