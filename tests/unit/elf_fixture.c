/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf_fixture.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *fixture_path(const char *name)
{
	static char paths[4][4096];
	static unsigned next;
	char *path = paths[next++ % 4];

	ck_assert_int_lt(snprintf(path, sizeof(*paths), "%s/%s", ELF_DIR, name), sizeof(*paths));
	return path;
}

static Elf *open_elf(const char *path, int *fd)
{
	Elf *elf;

	elf_version(EV_CURRENT);
	*fd = open(path, O_RDONLY);
	ck_assert_msg(*fd >= 0, "%s can't be opened", path);
	elf = elf_begin(*fd, ELF_C_READ, NULL);
	ck_assert_ptr_nonnull(elf);
	return elf;
}

/* The contents of a section by name, or by type if `name` is NULL. */
static Elf_Data *section_data(Elf *elf, const char *name, GElf_Word type, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	size_t names;

	ck_assert_int_eq(elf_getshdrstrndx(elf, &names), 0);
	while ((section = elf_nextscn(elf, section))) {
		ck_assert_ptr_nonnull(gelf_getshdr(section, header));
		if (name ? !strcmp(elf_strptr(elf, names, header->sh_name), name)
			 : header->sh_type == type)
			return elf_getdata(section, NULL);
	}
	ck_abort_msg("no section %s of type %u", name ? name : "", type);
	return NULL;
}

struct mark fixture_mark(const char *path, const char *name)
{
	struct mark mark = {0};
	GElf_Shdr header;
	int fd;
	Elf *elf = open_elf(path, &fd);
	Elf_Data *data = section_data(elf, ".marks", 0, &header);

	for (size_t i = 0; i + sizeof(mark) <= data->d_size; i += sizeof(mark)) {
		memcpy(&mark, (char *)data->d_buf + i, sizeof(mark));
		if (!strcmp(mark.name, name))
			break;
	}
	ck_assert_msg(!strcmp(mark.name, name), "no mark %s in %s", name, path);
	elf_end(elf);
	close(fd);
	return mark;
}

/* The `number`th function of a name by address: (address, size), address 0 if there is none. */
static struct function pick(Elf *elf, Elf_Data *data, const GElf_Shdr *header, const char *name,
			    unsigned number)
{
	struct function best = {0};
	uint64_t behind = 0;

	for (unsigned round = 0; round <= number; round++) {
		best = (struct function){UINT64_MAX, 0, 0};
		for (int i = 0; i < (int)(header->sh_size / header->sh_entsize); i++) {
			GElf_Sym symbol;

			gelf_getsym(data, i, &symbol);
			if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_value > behind &&
			    symbol.st_value < best.address &&
			    !strcmp(elf_strptr(elf, header->sh_link, symbol.st_name), name))
				best = (struct function){symbol.st_value, symbol.st_size, 0};
		}
		behind = best.address;
	}
	return best;
}

struct function fixture_function(const char *path, const char *name, unsigned number)
{
	struct function function;
	uint64_t next = UINT64_MAX;
	GElf_Shdr header;
	int fd;
	Elf *elf = open_elf(path, &fd);
	Elf_Data *data = section_data(elf, NULL, SHT_SYMTAB, &header);

	function = pick(elf, data, &header, name, number);
	ck_assert_msg(function.address != UINT64_MAX, "no function %s in %s", name, path);
	for (int i = 0; i < (int)(header.sh_size / header.sh_entsize); i++) {
		GElf_Sym symbol;

		gelf_getsym(data, i, &symbol);
		if (symbol.st_value > function.address && symbol.st_value < next)
			next = symbol.st_value;
	}
	function.span = next - function.address;
	elf_end(elf);
	close(fd);
	return function;
}

struct koops_report *fixture_report(const struct ki_mem *mem)
{
	struct koops_report *report = ki_report_new(mem);

	ck_assert_ptr_nonnull(report);
	report->release = KI_STR("6.1.0-fixture");
	report->build = KI_STR("#7");
	ck_assert_ptr_nonnull(ki_report_add_trace(report));
	return report;
}

struct koops_frame *fixture_frame(struct koops_report *report)
{
	struct koops_frame *frame = ki_trace_add_frame(report, &report->traces[0]);

	ck_assert_ptr_nonnull(frame);
	return frame;
}

struct koops_frame *fixture_named(struct koops_report *report, const char *name, uint64_t offset,
				  uint64_t size)
{
	struct koops_frame *frame = fixture_frame(report);

	frame->symbol = ki_str(name);
	frame->offset = ki_number(offset);
	frame->size = ki_number(size);
	return frame;
}

void fixture_check_str(struct koops_str got, const char *want)
{
	ck_assert_msg(ki_str_eq(got, ki_str(want)), "got '%.*s', want '%s'", KI_ARG(got), want);
}

void fixture_check_frame(const struct koops_report *report, size_t index, const char *symbol,
			 const char *file, uint64_t line, unsigned flags)
{
	const struct koops_frame *frame = &report->traces[0].frames[index];

	ck_assert_uint_lt(index, report->traces[0].frame_count);
	fixture_check_str(frame->symbol, symbol);
	fixture_check_str(frame->file, file);
	ck_assert_uint_eq(frame->line.known, line != 0);
	ck_assert_uint_eq(frame->line.value, line);
	ck_assert_uint_eq(frame->flags, flags);
}
