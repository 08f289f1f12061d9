/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/units.h"

#include "symbolize/sort.h"

static bool add(struct ki_units *units, uint64_t begin, uint64_t end, uint64_t unit)
{
	struct ki_unit_range *ranges =
	    ki_grow(units->mem, units->ranges, sizeof(*ranges), units->count, &units->capacity);

	if (!ranges)
		return false;
	units->ranges = ranges;
	ranges[units->count++] = (struct ki_unit_range){begin, end, unit};
	return true;
}

static bool sort(struct ki_units *units)
{
	void *ranges = units->ranges;
	bool ok = ki_sort(units->mem, &ranges, sizeof(*units->ranges), units->count);

	/* What was moved has room for what it holds. */
	if (ranges != units->ranges)
		units->capacity = units->count;
	units->ranges = ranges;
	return ok;
}

/* The ranges of one unit in .debug_aranges, in tuples that are aligned to their size. */
static bool read_set(struct ki_units *units, struct ki_reader *reader, const unsigned char *begin,
		     unsigned offset_size)
{
	uint64_t unit, from, size;
	unsigned bytes, segment;

	ki_read_skip(reader, 2);
	unit = ki_read_uint(reader, offset_size);
	bytes = ki_read_u8(reader);
	segment = ki_read_u8(reader);
	if (reader->bad || segment || !bytes || bytes > 8)
		return true;
	ki_read_skip(reader,
		     (2 * bytes - (size_t)(reader->at - begin) % (2 * bytes)) % (2 * bytes));
	while (!reader->bad) {
		from = ki_read_uint(reader, bytes);
		size = ki_read_uint(reader, bytes);
		if (reader->bad || (!from && !size))
			break;
		if (size && from + size > from && !add(units, from, from + size, unit))
			return false;
	}
	return true;
}

static bool read_aranges(struct ki_units *units)
{
	const struct ki_section *section = &units->sections->aranges;
	struct ki_reader reader = {
	    .at = section->data,
	    .end = section->data + section->size,
	    .big_endian = units->sections->big_endian,
	};

	while (ki_read_left(&reader)) {
		const unsigned char *begin = reader.at;
		struct ki_reader set = reader;
		unsigned offset_size = 4;
		uint64_t length = ki_read_uint(&set, 4);

		if (length == 0xffffffff) {
			offset_size = 8;
			length = ki_read_uint(&set, 8);
		}
		if (set.bad || length > ki_read_left(&set))
			break;
		set.end = set.at + length;
		reader.at = set.end;
		if (!read_set(units, &set, begin, offset_size))
			return false;
	}
	return true;
}

bool ki_units_init(struct ki_units *units, const struct ki_mem *mem,
		   const struct ki_dwarf_sections *sections)
{
	*units = (struct ki_units){.mem = mem, .sections = sections};
	return read_aranges(units) && sort(units);
}

void ki_units_free(struct ki_units *units)
{
	if (!units->mem)
		return;
	ki_free(units->mem, units->ranges);
	ki_free(units->mem, units->starts);
}

/* A unit that is asked for its ranges. */
struct asked {
	struct ki_units *units;
	uint64_t unit;
	bool lost;
};

static bool take_range(uint64_t begin, uint64_t end, void *user)
{
	struct asked *asked = user;

	asked->lost = !add(asked->units, begin, end, asked->unit);
	return !asked->lost;
}

/* Asks all units; those that .debug_aranges has come twice, which does no harm. */
static bool ask_units(struct ki_units *units, struct ki_abbrevs *abbrevs)
{
	uint64_t offset = 0, next;
	struct ki_entry first;
	struct ki_unit unit;

	for (; ki_unit_header(units->sections, offset, &unit, &next); offset = next) {
		struct asked asked = {.units = units, .unit = offset};

		if (ki_unit_open(units->sections, abbrevs, offset, &unit, &asked.lost) &&
		    ki_entry_at(&unit, unit.first, &first))
			ki_entry_ranges(&unit, &first, take_range, &asked);
		if (asked.lost)
			return false;
	}
	units->complete = true;
	return sort(units);
}

static bool search(const struct ki_units *units, uint64_t address, uint64_t *unit)
{
	/* Ranges are apart; but a range that was found twice may be around others. */
	enum { AROUND_MOST = 8 };
	size_t low = 0, high = units->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units->ranges[middle].begin <= address)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = 0; i < AROUND_MOST && i < low; i++) {
		const struct ki_unit_range *range = &units->ranges[low - 1 - i];

		if (address < range->end) {
			*unit = range->unit;
			return true;
		}
	}
	return false;
}

bool ki_units_find(struct ki_units *units, struct ki_abbrevs *abbrevs, uint64_t address,
		   uint64_t *unit, bool *lost)
{
	if (search(units, address, unit))
		return true;
	if (units->complete)
		return false;
	if (!ask_units(units, abbrevs)) {
		*lost = true;
		return false;
	}
	return search(units, address, unit);
}

/* ------------------------------------------------------------------ cache -- */

void ki_units_pack(const struct ki_units *units, struct ki_buf *bytes)
{
	if (units->complete && !units->cached)
		ki_buf_put(bytes, (struct koops_str){(const char *)units->ranges,
						     units->count * sizeof(*units->ranges)});
}

bool ki_units_unpack(struct ki_units *units, struct koops_str bytes)
{
	size_t count = bytes.size / sizeof(*units->ranges);
	struct ki_unit_range *ranges;

	if (!count || bytes.size % sizeof(*ranges))
		return false;
	ranges = ki_alloc(units->mem, bytes.size);
	if (!ranges)
		return false;
	memcpy(ranges, bytes.data, bytes.size);
	ki_free(units->mem, units->ranges);
	units->ranges = ranges;
	units->count = units->capacity = count;
	units->complete = units->cached = true;
	return sort(units);
}

/* ---------------------------------------------------------------- entries -- */

static bool find_starts(struct ki_units *units)
{
	uint64_t offset = 0, next;
	struct ki_unit unit;

	units->start_count = 0;
	for (; ki_unit_header(units->sections, offset, &unit, &next); offset = next) {
		uint64_t *starts = ki_grow(units->mem, units->starts, sizeof(*starts),
					   units->start_count, &units->start_capacity);

		if (!starts) {
			units->start_count = 0;
			return false;
		}
		units->starts = starts;
		starts[units->start_count++] = offset;
	}
	return true;
}

bool ki_units_find_entry(struct ki_units *units, uint64_t entry, uint64_t *unit, bool *lost)
{
	size_t low = 0, high;

	if (!units->start_count && !find_starts(units)) {
		*lost = true;
		return false;
	}
	high = units->start_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units->starts[middle] <= entry)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;
	*unit = units->starts[low - 1];
	return true;
}
