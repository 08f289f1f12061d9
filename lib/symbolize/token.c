/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/token.h"

/* What the kernel prints in front of a program counter; all else is a return address. */
static const struct koops_str counters[] = {
    KI_STR("RIP:"),  KI_STR("RIP"),      KI_STR("EIP:"),     KI_STR("EIP is at"),
    KI_STR("IP:"),   KI_STR("IP is at"), KI_STR("PC is at"), KI_STR("pc :"),
    KI_STR("epc :"), KI_STR("NIP"),      KI_STR("PC :"),
};
/* And somewhere in such a line. */
static const struct koops_str counter_lines[] = {KI_STR("WARNING: "), KI_STR("PSW : ")};

enum {
	/* How far in front of an address the label can begin. */
	LABEL_MOST = 256,
	/* " [module buildid]"; the kernel's names of modules have 55 bytes at most. */
	MODULE_MOST = 128,
	/* How many addresses in brackets may be in front of one name. */
	BRACKETS_MOST = 2,
};

static bool is_name(char c)
{
	return ki_is_alnum(c) || c == '_' || c == '.' || c == '$';
}

/* "[<ffffffff81234567>]", and blanks in front of it. */
static bool take_bracket(struct koops_str *text, uint64_t *address)
{
	struct koops_str rest = *text;
	uint64_t value;

	ki_take_blanks(&rest);
	if (!ki_take(&rest, KI_STR("[<")) || !ki_take_hex(&rest, &value) ||
	    !ki_take(&rest, KI_STR(">]")))
		return false;
	*address = value;
	*text = rest;
	return true;
}

/* " [module]", " [module 0123abcd…]". */
static bool take_module(struct koops_str text, struct koops_frame *frame)
{
	struct koops_str inside, word;

	text = ki_str_to(text, MODULE_MOST);
	ki_take_blanks(&text);
	if (!ki_take_char(&text, '[') || !ki_take_until(&text, ']', &inside) ||
	    !ki_take_word(&inside, &word))
		return false;
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_alnum(word.data[i]) && word.data[i] != '_' && word.data[i] != '-')
			return false;
	frame->module = word;
	ki_take_blanks(&inside);
	frame->build_id = inside;
	return true;
}

/* Takes "[…]" off the end. */
static bool drop_bracket(struct koops_str *text)
{
	size_t size = text->size;

	if (!ki_str_ends(*text, KI_STR("]")))
		return false;
	while (size && text->data[size - 1] != '[')
		size--;
	if (!size)
		return false;
	*text = ki_str_trim(ki_str_to(*text, size - 1));
	return true;
}

/* Takes a segment, "0010:", off the end, but not the ':' of "RIP:". */
static void drop_segment(struct koops_str *text)
{
	size_t size = text->size;

	if (!ki_str_ends(*text, KI_STR(":")))
		return;
	while (size > 1 && ki_hex_digit(text->data[size - 2]) >= 0)
		size--;
	*text = ki_str_trim(size == text->size ? *text : ki_str_to(*text, size - 1));
}

/* What the kernel says that an address is: what is in front of it. */
static struct koops_str label_of(struct koops_str line, size_t begin)
{
	size_t from = begin > LABEL_MOST ? begin - LABEL_MOST : 0;
	struct koops_str text = ki_str_trim(ki_str_from(ki_str_to(line, begin), from));

	while (drop_bracket(&text))
		;
	drop_segment(&text);
	return text;
}

static bool is_counter(struct koops_str line, size_t begin)
{
	struct koops_str label = label_of(line, begin);

	for (size_t i = 0; i < KI_LENGTH(counters); i++)
		if (ki_str_ends(label, counters[i]))
			return true;
	for (size_t i = 0; i < KI_LENGTH(counter_lines); i++)
		if (ki_str_find(label, counter_lines[i]) < label.size)
			return true;
	return false;
}

/* "name+0x1/0x2" around the '+' at `plus`, not before `from`. */
static bool take_named(struct koops_str line, size_t from, size_t plus, struct ki_token *token)
{
	struct koops_str rest = ki_str_from(line, plus + 1);
	uint64_t offset, size;
	size_t begin = plus;

	while (begin > from && is_name(line.data[begin - 1]))
		begin--;
	if (begin == plus || ki_is_digit(line.data[begin]) || !ki_take_0x(&rest, &offset))
		return false;
	token->frame = (struct koops_frame){.offset = ki_number(offset)};
	if (ki_take_char(&rest, '/')) {
		if (!ki_take_0x(&rest, &size))
			return false;
		token->frame.size = ki_number(size);
	}
	token->frame.symbol = ki_str_from(ki_str_to(line, plus), begin);
	token->begin = begin;
	token->end = line.size - rest.size;
	take_module(rest, &token->frame);
	return true;
}

/* A bare "0x…" of 16 digits that ends its line. */
static bool take_bare(struct koops_str line, size_t at, struct ki_token *token)
{
	struct koops_str rest = ki_str_from(line, at);
	uint64_t address;

	if (!ki_take_0x(&rest, &address) || line.size - rest.size - at != 18 || rest.size ||
	    (at && !ki_is_space(line.data[at - 1])))
		return false;
	token->frame = (struct koops_frame){.address = ki_number(address)};
	token->begin = at;
	token->end = line.size;
	return true;
}

/* An address in brackets: that of the name behind it, or alone. */
static bool take_bracketed(struct koops_str line, size_t at, struct ki_token *token)
{
	struct koops_str rest = ki_str_from(line, at);
	uint64_t address, other;
	size_t end;

	if (!take_bracket(&rest, &address))
		return false;
	end = line.size - rest.size;
	for (int i = 1; i < BRACKETS_MOST && take_bracket(&rest, &other); i++)
		;
	ki_take_blanks(&rest);
	ki_take(&rest, KI_STR("? "));
	ki_take_char(&rest, '(');
	for (size_t plus = 0; plus < rest.size && is_name(rest.data[plus]); plus++)
		if (plus + 1 < rest.size && rest.data[plus + 1] == '+')
			return false;
	token->frame = (struct koops_frame){.address = ki_number(address)};
	token->begin = at;
	token->end = end;
	return true;
}

/* Whether "(P)", maybe behind a module, says that the address is a program counter; see arm64. */
static bool is_noted(struct koops_str line, size_t end)
{
	struct koops_str rest = ki_str_from(line, end), inside;

	ki_take_blanks(&rest);
	if (ki_take_char(&rest, '[')) {
		if (!ki_take_until(&rest, ']', &inside))
			return false;
		ki_take_blanks(&rest);
	}
	if (!ki_take_char(&rest, '(') || !ki_take_until(&rest, ')', &inside))
		return false;
	for (size_t i = 0; i < inside.size; i++)
		if (!ki_is_upper(inside.data[i]))
			return false;
	return ki_str_chr(inside, 'P') < inside.size;
}

bool ki_token_find(struct koops_str line, size_t from, struct ki_token *token)
{
	for (size_t i = from; i < line.size; i++) {
		bool found = false;

		if (line.data[i] == '+')
			found = take_named(line, from, i, token);
		else if (line.data[i] == '0')
			found = take_bare(line, i, token);
		else if (line.data[i] == '[')
			found = take_bracketed(line, i, token);
		if (!found)
			continue;
		if (is_counter(line, token->begin) || is_noted(line, token->end))
			token->frame.flags |= KOOPS_FRAME_PC;
		return true;
	}
	return false;
}

/* ------------------------------------------------------------------- code -- */

/* A group of digits, maybe in marks that say that the program counter is there. */
static bool take_group(struct koops_str *text, uint64_t *value, size_t *size, bool *marked)
{
	struct koops_str rest = *text, digits;
	size_t before;

	ki_take_blanks(&rest);
	*marked = ki_take_char(&rest, '<') || ki_take_char(&rest, '(');
	digits = rest;
	before = rest.size;
	if (!ki_take_hex(&rest, value))
		return false;
	*size = (before - rest.size) / 2;
	if ((before - rest.size) % 2 || *size > 8 || *size == 0 || !digits.size)
		return false;
	if (*marked && !ki_take_char(&rest, '>') && !ki_take_char(&rest, ')'))
		return false;
	*text = rest;
	return true;
}

size_t ki_token_code(struct koops_str line, bool big_endian, unsigned char *bytes, size_t most,
		     size_t *trap)
{
	size_t at = ki_str_find(line, KI_STR("Code: ")), count = 0, size;
	struct koops_str text = ki_str_from(line, at + strlen("Code: "));
	bool marked, seen = false;
	uint64_t value;

	while (take_group(&text, &value, &size, &marked) && count + size <= most) {
		if (marked && !seen)
			*trap = count;
		seen |= marked;
		for (size_t i = 0; i < size; i++)
			bytes[count + (big_endian ? size - 1 - i : i)] =
			    (unsigned char)(value >> i * 8);
		count += size;
	}
	return seen ? count : 0;
}
