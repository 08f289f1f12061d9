/* SPDX-License-Identifier: BSD-2-Clause */
#include <dwarf.h>

#include "symbolize/dwarf_unit.h"

unsigned ki_form_size(const struct ki_layout *layout, uint64_t form)
{
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return 0;
	case DW_FORM_data1:
	case DW_FORM_ref1:
	case DW_FORM_flag:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		return 1;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		return 2;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		return 3;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
	case DW_FORM_ref_sup4:
		return 4;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sig8:
	case DW_FORM_ref_sup8:
		return 8;
	case DW_FORM_data16:
		return 16;
	case DW_FORM_addr:
		return layout->address_size;
	case DW_FORM_ref_addr:
		return layout->version <= 2 ? layout->address_size : layout->offset_size;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
	case DW_FORM_GNU_ref_alt:
		return layout->offset_size;
	}
	return KI_VARIABLE;
}

void ki_value_skip(const struct ki_layout *layout, struct ki_reader *reader, uint64_t form)
{
	unsigned size = ki_form_size(layout, form);

	if (size != KI_VARIABLE) {
		ki_read_skip(reader, size);
		return;
	}
	switch (form) {
	case DW_FORM_string:
		ki_read_string(reader);
		return;
	case DW_FORM_block1:
		ki_read_skip(reader, ki_read_u8(reader));
		return;
	case DW_FORM_block2:
		ki_read_skip(reader, ki_read_uint(reader, 2));
		return;
	case DW_FORM_block4:
		ki_read_skip(reader, ki_read_uint(reader, 4));
		return;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		ki_read_skip(reader, ki_read_uleb(reader));
		return;
	case DW_FORM_sdata:
	case DW_FORM_udata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
	case DW_FORM_GNU_addr_index:
	case DW_FORM_GNU_str_index:
		ki_read_uleb(reader);
		return;
	}
	/* Unknown, or DW_FORM_indirect, which nobody uses: its size can't be told. */
	ki_read_fail(reader);
}

/* What the number of a form means. */
static enum ki_value_class class_of(uint64_t form)
{
	switch (form) {
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
	case DW_FORM_udata:
	case DW_FORM_sdata:
	case DW_FORM_sec_offset:
	case DW_FORM_implicit_const:
		return KI_VALUE_NUMBER;
	case DW_FORM_addr:
		return KI_VALUE_ADDRESS;
	case DW_FORM_ref1:
	case DW_FORM_ref2:
	case DW_FORM_ref4:
	case DW_FORM_ref8:
	case DW_FORM_ref_udata:
	case DW_FORM_ref_addr:
		return KI_VALUE_ENTRY;
	case DW_FORM_string:
	case DW_FORM_strp:
	case DW_FORM_line_strp:
		return KI_VALUE_STRING;
	case DW_FORM_strx:
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
	case DW_FORM_GNU_str_index:
		return KI_VALUE_STRING_INDEX;
	case DW_FORM_addrx:
	case DW_FORM_addrx1:
	case DW_FORM_addrx2:
	case DW_FORM_addrx3:
	case DW_FORM_addrx4:
	case DW_FORM_GNU_addr_index:
		return KI_VALUE_ADDRESS_INDEX;
	case DW_FORM_rnglistx:
		return KI_VALUE_RANGES_INDEX;
	}
	return KI_VALUE_NONE;
}

static const char *string_at(struct ki_section section, uint64_t offset)
{
	if (offset >= section.size || !memchr(section.data + offset, '\0', section.size - offset))
		return NULL;
	return (const char *)section.data + offset;
}

/* The number, or in the case of strings the offset, that a value is in the file. */
static uint64_t take_number(const struct ki_unit *unit, struct ki_reader *reader, uint64_t form,
			    int64_t implicit)
{
	unsigned size = ki_form_size(&unit->layout, form);

	if (form == DW_FORM_implicit_const)
		return (uint64_t)implicit;
	if (form == DW_FORM_sdata)
		return (uint64_t)ki_read_sleb(reader);
	if (size == KI_VARIABLE)
		return ki_read_uleb(reader);
	return ki_read_uint(reader, size);
}

struct ki_value ki_value_take(const struct ki_unit *unit, struct ki_reader *reader, uint64_t form,
			      int64_t implicit)
{
	struct ki_value value = {.class = class_of(form)};

	if (value.class == KI_VALUE_NONE) {
		ki_value_skip(&unit->layout, reader, form);
		return value;
	}
	if (form == DW_FORM_string) {
		value.string = ki_read_string(reader);
		return value;
	}
	value.number = take_number(unit, reader, form, implicit);
	if (form == DW_FORM_strp)
		value.string = string_at(unit->sections->lines.str, value.number);
	else if (form == DW_FORM_line_strp)
		value.string = string_at(unit->sections->lines.line_str, value.number);
	else if (value.class == KI_VALUE_ENTRY && form != DW_FORM_ref_addr)
		value.number += unit->offset;
	if (value.class == KI_VALUE_STRING && !value.string)
		value.class = KI_VALUE_NONE;
	return value;
}

/* The number of `size` bytes at an index in a table; 0 if it isn't there. */
static uint64_t table_entry(const struct ki_unit *unit, struct ki_section table, uint64_t base,
			    uint64_t index, unsigned size)
{
	struct ki_reader reader = {.big_endian = unit->sections->big_endian};

	if (base > table.size || index >= (table.size - base) / size)
		return 0;
	reader.at = table.data + base + index * size;
	reader.end = table.data + table.size;
	return ki_read_uint(&reader, size);
}

uint64_t ki_unit_address(const struct ki_unit *unit, uint64_t index)
{
	return table_entry(unit, unit->sections->addr, unit->addr_base, index,
			   unit->layout.address_size);
}

struct ki_value ki_value_resolve(const struct ki_unit *unit, struct ki_value value)
{
	uint64_t offset;

	if (value.class == KI_VALUE_ADDRESS_INDEX) {
		value.number = ki_unit_address(unit, value.number);
		value.class = KI_VALUE_ADDRESS;
	} else if (value.class == KI_VALUE_STRING_INDEX) {
		offset = table_entry(unit, unit->sections->str_offsets, unit->str_offsets_base,
				     value.number, unit->layout.offset_size);
		value.string = string_at(unit->sections->lines.str, offset);
		value.class = value.string ? KI_VALUE_STRING : KI_VALUE_NONE;
	}
	return value;
}
