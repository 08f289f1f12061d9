/* SPDX-License-Identifier: BSD-2-Clause */
#include <dwarf.h>

#include "symbolize/dwarf_unit.h"

static struct ki_reader reader_at(const struct ki_unit *unit, struct ki_section section,
				  uint64_t offset)
{
	bool bad = offset >= section.size;

	return (struct ki_reader){
	    .at = section.data + (bad ? section.size : offset),
	    .end = section.data + section.size,
	    .big_endian = unit->sections->big_endian,
	    .bad = bad,
	};
}

/* Up to DWARF 4, .debug_ranges: pairs, that of zeros at the end. */
static void ranges_4(const struct ki_unit *unit, uint64_t offset, ki_range_fn range, void *user)
{
	struct ki_reader reader = reader_at(unit, unit->sections->ranges, offset);
	unsigned size = unit->layout.address_size;
	uint64_t largest = size == 8 ? UINT64_MAX : ((uint64_t)1 << size * 8) - 1;
	uint64_t base = unit->low_pc;

	while (!reader.bad) {
		uint64_t begin = ki_read_uint(&reader, size), end = ki_read_uint(&reader, size);

		if (reader.bad || (!begin && !end))
			return;
		if (begin == largest)
			base = end;
		else if (begin < end && !range(base + begin, base + end, user))
			return;
	}
}

/* A list of .debug_rnglists on the way through it. */
struct list {
	const struct ki_unit *unit;
	struct ki_reader reader;
	uint64_t base;
};

/* The next range of a list; `begin` is not below `end` where an entry is none.  False at the end.
 */
static bool next_range(struct list *list, uint64_t *begin, uint64_t *end)
{
	unsigned size = list->unit->layout.address_size;
	struct ki_reader *reader = &list->reader;

	*begin = *end = 0;
	switch (ki_read_u8(reader)) {
	case DW_RLE_base_addressx:
		list->base = ki_unit_address(list->unit, ki_read_uleb(reader));
		return !reader->bad;
	case DW_RLE_base_address:
		list->base = ki_read_uint(reader, size);
		return !reader->bad;
	case DW_RLE_startx_endx:
		*begin = ki_unit_address(list->unit, ki_read_uleb(reader));
		*end = ki_unit_address(list->unit, ki_read_uleb(reader));
		return !reader->bad;
	case DW_RLE_startx_length:
		*begin = ki_unit_address(list->unit, ki_read_uleb(reader));
		*end = *begin + ki_read_uleb(reader);
		return !reader->bad;
	case DW_RLE_offset_pair:
		*begin = list->base + ki_read_uleb(reader);
		*end = list->base + ki_read_uleb(reader);
		return !reader->bad;
	case DW_RLE_start_end:
		*begin = ki_read_uint(reader, size);
		*end = ki_read_uint(reader, size);
		return !reader->bad;
	case DW_RLE_start_length:
		*begin = ki_read_uint(reader, size);
		*end = *begin + ki_read_uleb(reader);
		return !reader->bad;
	}
	/* DW_RLE_end_of_list, or unknown. */
	return false;
}

static void ranges_5(const struct ki_unit *unit, uint64_t offset, ki_range_fn range, void *user)
{
	struct list list = {
	    .unit = unit,
	    .reader = reader_at(unit, unit->sections->rnglists, offset),
	    .base = unit->low_pc,
	};
	uint64_t begin, end;

	while (!list.reader.bad && next_range(&list, &begin, &end))
		if (begin < end && !range(begin, end, user))
			return;
}

/* An index in the table of offsets in front of the lists becomes an offset. */
static uint64_t list_offset(const struct ki_unit *unit, const struct ki_value *ranges)
{
	unsigned size = unit->layout.offset_size;
	struct ki_reader reader;

	if (ranges->class != KI_VALUE_RANGES_INDEX)
		return ranges->number;
	if (ranges->number > unit->sections->rnglists.size)
		return UINT64_MAX;
	reader =
	    reader_at(unit, unit->sections->rnglists, unit->rnglists_base + ranges->number * size);
	return unit->rnglists_base + ki_read_uint(&reader, size);
}

void ki_entry_ranges(const struct ki_unit *unit, const struct ki_entry *entry, ki_range_fn range,
		     void *user)
{
	struct ki_attributes attributes = ki_entry_attributes(unit, entry);
	struct ki_value low = {0}, high = {0}, ranges = {0}, value;
	uint64_t name;

	while (ki_attributes_next(unit, &attributes, &name, &value)) {
		if (name == DW_AT_low_pc)
			low = ki_value_resolve(unit, value);
		else if (name == DW_AT_high_pc)
			high = ki_value_resolve(unit, value);
		else if (name == DW_AT_ranges)
			ranges = value;
	}
	if (ranges.class != KI_VALUE_NONE) {
		if (unit->layout.version >= 5)
			ranges_5(unit, list_offset(unit, &ranges), range, user);
		else
			ranges_4(unit, ranges.number, range, user);
		return;
	}
	/* The end is an address, or how far it is away. */
	if (high.class == KI_VALUE_NUMBER)
		high.number += low.number;
	if (low.class == KI_VALUE_ADDRESS && high.class != KI_VALUE_NONE &&
	    low.number < high.number)
		range(low.number, high.number, user);
}

struct question {
	uint64_t address;
	bool yes;
};

static bool ask(uint64_t begin, uint64_t end, void *user)
{
	struct question *question = user;

	question->yes = question->address >= begin && question->address < end;
	return !question->yes;
}

bool ki_entry_holds(const struct ki_unit *unit, const struct ki_entry *entry, uint64_t address)
{
	struct question question = {.address = address};

	if (!entry->abbrev->code)
		return false;
	ki_entry_ranges(unit, entry, ask, &question);
	return question.yes;
}
