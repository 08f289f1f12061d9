/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/dump.h"

/* A bit for a name; others may have the same. */
static uint64_t bit_of(struct koops_str name)
{
	return UINT64_C(1) << (ki_str_hash(name) >> 58);
}

static bool has(const struct ki_dump *dump, struct koops_str name, uint64_t bit)
{
	if (!(dump->names & bit))
		return false;
	for (size_t i = 0; i < dump->registers.count; i++) {
		struct koops_str other = dump->registers.at[i].name;

		/* Most differ at the end, in a number; none is empty. */
		if (other.data[other.size - 1] == name.data[name.size - 1] &&
		    ki_str_eq(other, name))
			return true;
	}
	return false;
}

static bool add(struct koops_report *report, struct ki_dump *dump, struct koops_str name,
		struct koops_str value)
{
	struct ki_registers *registers = &dump->registers;
	struct ki_register *at;
	uint64_t bit = bit_of(name);

	if (has(dump, name, bit))
		return true;
	at = ki_arena_grow(&report->arena, registers->at, sizeof(*at), registers->count,
			   &registers->capacity);
	if (!at)
		return false;
	registers->at = at;
	/* A line's text is clean, and so is what is cut out of it. */
	if (!ki_arena_str(&report->arena, name, &at[registers->count].name) ||
	    !ki_arena_str(&report->arena, value, &at[registers->count].value))
		return false;
	registers->count++;
	dump->names |= bit;
	return true;
}

static bool read_hex(struct koops_str value, uint64_t *number)
{
	ki_take(&value, KI_STR("0x"));
	return ki_take_hex(&value, number) && !value.size;
}

/* Whether the register says what mode the processor was in. */
static void note_mode(struct ki_dump *dump, const struct ki_register *pair)
{
	const struct ki_arch *arch = dump->line.arch;
	uint64_t status;

	if (!arch->user.name || !ki_str_eq(pair->name, ki_str(arch->user.name)) ||
	    !read_hex(pair->value, &status))
		return;
	dump->mode = (status & arch->user.mask) == arch->user.value ? KI_MODE_USER : KI_MODE_KERNEL;
}

static bool read_line(struct koops_report *report, struct ki_dump *dump)
{
	struct ki_register pair;

	while (ki_register_next(&dump->line, &pair)) {
		note_mode(dump, &pair);
		if (!add(report, dump, pair.name, pair.value))
			return false;
	}
	return true;
}

static bool read_found(struct koops_report *report, struct ki_dump *dump,
		       const struct ki_found *found, struct koops_str text)
{
	for (size_t i = 0; i < found->count; i++) {
		struct ki_register pair = {
		    {text.data + found->at[i].name, found->at[i].name_size},
		    {text.data + found->at[i].value, found->at[i].value_size},
		};

		note_mode(dump, &pair);
		if (!add(report, dump, pair.name, pair.value))
			return false;
	}
	return true;
}

bool ki_dump_registers(struct koops_report *report, const struct ki_arch_sets *sets,
		       struct ki_dump *dump, const struct ki_arch *arch,
		       const struct ki_found *found, struct koops_str text)
{
	bool first = arch && (arch == dump->arch || !dump->arch);

	dump->begun = true;
	if (first && found && found->count) {
		dump->arch = dump->line.arch = arch;
		dump->line.row = NULL;
		return read_found(report, dump, found, text);
	}
	if (first)
		ki_arch_registers_of(text, arch, &dump->line);
	else if (!(dump->arch && ki_arch_reads(text, dump->arch, &dump->line)) &&
		 !ki_arch_registers(text, ki_arch_set(sets, text), &dump->line))
		return true;
	dump->arch = dump->line.arch;
	if (dump->line.user)
		dump->mode = KI_MODE_USER;
	return read_line(report, dump);
}

bool ki_dump_words(struct koops_report *report, struct ki_dump *dump, struct koops_str text,
		   bool *taken)
{
	*taken = ki_register_continue(&dump->line, text);
	return !*taken || read_line(report, dump);
}

bool ki_dump_place(struct koops_report *report, const struct ki_arch_sets *sets,
		   struct ki_dump *dump, const struct ki_placed *placed)
{
	dump->arch = placed->arch;
	dump->begun = true;
	if (placed->mode != KI_MODE_UNKNOWN)
		dump->mode = placed->mode;
	/* A symbolizer's line for an inlined function; the real one follows. */
	if (placed->frame.flags & KOOPS_FRAME_INLINED)
		return true;
	if (placed->row->type != KI_PLACE_OTHER && !dump->pc.symbol.size && !dump->pc.address.known)
		dump->pc = placed->frame;
	/* i386 up to 4.10 has the address in one line, "EIP is at" and the name in the next. */
	if (placed->row->type == KI_PLACE_PC && !dump->pc.symbol.size &&
	    placed->frame.symbol.size) {
		struct ki_number address = dump->pc.address;

		dump->pc = placed->frame;
		if (!dump->pc.address.known)
			dump->pc.address = address;
	}
	if (placed->row->name && !add(report, dump, ki_str(placed->row->name), placed->value))
		return false;
	return ki_dump_registers(report, sets, dump, NULL, NULL, placed->rest);
}

/* The program counter's number, where its place has none or is not there. */
static void number_pc(struct ki_dump *dump)
{
	uint64_t address;

	if (dump->pc.address.known || !dump->arch || !dump->arch->pc)
		return;
	for (size_t i = 0; i < dump->registers.count; i++)
		if (ki_str_eq(dump->registers.at[i].name, ki_str(dump->arch->pc)) &&
		    read_hex(dump->registers.at[i].value, &address)) {
			dump->pc.address = ki_number(address);
			dump->pc.flags |= KOOPS_FRAME_PC;
		}
}

void ki_dump_end(struct koops_report *report, struct ki_dump *dump, bool through)
{
	enum koops_register_set set =
	    dump->mode == KI_MODE_USER ? KOOPS_REGISTERS_USER : KOOPS_REGISTERS_KERNEL;

	if (ki_dump_is_empty(dump))
		return;
	number_pc(dump);
	/* SuperH shows the program counter by itself before the rest. */
	if (report->registers[set].count <= 1)
		report->registers[set] = dump->registers;
	if (set == KOOPS_REGISTERS_KERNEL && !through && !report->pc.symbol.size &&
	    !report->pc.address.known)
		report->pc = dump->pc;
	*dump = (struct ki_dump){.arch = dump->arch};
}
