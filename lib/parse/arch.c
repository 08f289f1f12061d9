/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/arch.h"
#include "parse/token.h"

static enum ki_mode take_segment(const struct ki_arch *arch, struct koops_str *text)
{
	if (!arch->user_segments || ki_hex_run(*text) != KI_SEGMENT_DIGITS ||
	    text->size == KI_SEGMENT_DIGITS || text->data[KI_SEGMENT_DIGITS] != ':')
		return KI_MODE_UNKNOWN;
	for (const char *const *segment = arch->user_segments; *segment; segment++)
		if (ki_take(text, ki_str(*segment)))
			return KI_MODE_USER;
	*text = ki_str_from(*text, KI_SEGMENT_DIGITS + 1);
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
	digits = ki_hex_run(rest);
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
	ki_take_char(&rest, '(');
	located = ki_take_location(&rest, frame);
	if (located)
		ki_take_char(&rest, ')');
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

/* Where a head is, or could be. */
static size_t find_head(const struct ki_arch_sets *sets, uint64_t head)
{
	const size_t last = KI_LENGTH(sets->by_head) - 1;
	size_t slot = (head * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - KI_ARCH_BITS);

	while (sets->by_head[slot].head != head &&
	       (sets->by_head[slot].places || sets->by_head[slot].registers))
		slot = (slot + 1) & last;
	return slot;
}

static struct ki_arch_set *set_of(struct ki_arch_sets *sets, const char *begin)
{
	uint64_t head = ki_register_head(ki_str(begin));
	struct ki_arch_set *set = &sets->by_head[find_head(sets, head)];

	set->head = head;
	return set;
}

static void add_arch(struct ki_arch_sets *sets, uint32_t bit, const struct ki_arch *arch)
{
	for (const struct ki_place *row = arch->places; row->text; row++)
		set_of(sets, row->text)->places |= bit;
	for (const struct ki_register_name *row = arch->registers; row->name[0]; row++) {
		struct ki_arch_set *set = set_of(sets, row->name);

		if (!set->registers)
			set->row = row;
		set->registers |= bit;
	}
	for (const char *const *lead = arch->leads; lead && *lead; lead++)
		set_of(sets, *lead)->registers |= bit;
	if (arch->user_lead)
		set_of(sets, arch->user_lead)->registers |= bit;
}

void ki_arch_sets_make(struct ki_arch_sets *sets)
{
	for (size_t i = 0; ki_archs[i]; i++)
		add_arch(sets, UINT32_C(1) << i, ki_archs[i]);
}

const struct ki_arch_set *ki_arch_set(const struct ki_arch_sets *sets, struct koops_str text)
{
	return &sets->by_head[find_head(sets, ki_register_head(ki_str_trim_start(text)))];
}

const struct ki_arch *ki_arch_next(uint32_t *archs)
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

static bool take_row(struct koops_str text, const struct ki_arch *arch, const struct ki_place *row,
		     struct ki_placed *placed)
{
	if (row->text[0] != text.data[0] || row->text[1] != text.data[1] ||
	    !ki_take(&text, ki_str(row->text)))
		return false;
	*placed = (struct ki_placed){.row = row, .arch = arch, .rest = text};
	ki_take_blanks(&placed->rest);
	if (row->type != KI_PLACE_OTHER)
		placed->frame.flags = KOOPS_FRAME_PC;
	return take_place(placed);
}

bool ki_place_read(struct koops_str text, const struct ki_arch *arch, const struct ki_place *row,
		   struct ki_placed *placed)
{
	text = ki_str_trim_start(text);
	return text.size >= 2 && take_row(text, arch, row, placed);
}

bool ki_arch_place(struct koops_str text, uint32_t archs, struct ki_placed *placed)
{
	const struct ki_arch *arch;

	text = ki_str_trim_start(text);
	if (text.size < 2)
		return false;
	while ((arch = ki_arch_next(&archs)))
		for (const struct ki_place *row = arch->places; row->text; row++)
			if (take_row(text, arch, row, placed))
				return true;
	return false;
}
