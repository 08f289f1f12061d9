/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/image.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

enum {
	/* Scopes are nested less deep than this by far. */
	DEPTH_MOST = 256,
	BANNER_MOST = 1024,
	BUILD_ID_MOST = 64,
};

struct ki_image {
	const struct ki_mem *mem;
	struct ki_buf path, banner, build_id;
	struct ki_symbols symbols;
	Dwfl *dwfl;
	Dwfl_Module *module;
	Dwarf *dwarf;
	/* From an address of the DWARF to one of the file. */
	Dwarf_Addr bias;
};

/* ---------------------------------------------------------------- opening -- */

/* Separate debugging files are found by the caller, not by elfutils' rules. */
static int find_no_debuginfo(Dwfl_Module *module, void **userdata, const char *name,
			     Dwarf_Addr base, const char *file, const char *debuglink,
			     GElf_Word crc, char **found)
{
	(void)module, (void)userdata, (void)name, (void)base;
	(void)file, (void)debuglink, (void)crc, (void)found;
	return -1;
}

static int find_no_elf(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
		       char **file, Elf **elf)
{
	(void)module, (void)userdata, (void)name, (void)base, (void)file, (void)elf;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = find_no_elf,
    .find_debuginfo = find_no_debuginfo,
    .section_address = dwfl_offline_section_address,
};

/* strerror() speaks the language of the locale. */
static const char *reason_of(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return "there is no such file";
	case EACCES:
	case EPERM:
		return "permission denied";
	case EMFILE:
	case ENFILE:
		return "too many open files";
	case ENOMEM:
		return "out of memory";
	case ELOOP:
		return "too many symbolic links";
	case EIO:
		return "the device reports an error";
	}
	return "it can't be opened";
}

static enum koops_status open_file(const char *path, struct koops_error *error, int *fd)
{
	struct stat status;

	/* Does not wait for the writer of a pipe. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return ki_fail(error, KOOPS_E_IO,
			       "%s: %s; give the vmlinux of the kernel that crashed", path,
			       reason_of(errno));
	if (!fstat(*fd, &status) && S_ISREG(status.st_mode))
		return KOOPS_OK;
	close(*fd);
	return ki_fail(error, KOOPS_E_IO, "%s: not a regular file; give the vmlinux itself", path);
}

static enum koops_status open_dwarf(struct ki_image *image, const char *path, int fd,
				    struct koops_error *error)
{
	GElf_Addr bias;

	image->dwfl = dwfl_begin(&callbacks);
	if (!image->dwfl) {
		close(fd);
		return ki_fail_memory(error);
	}
	dwfl_report_begin(image->dwfl);
	/* Takes the descriptor, but not if it fails. */
	image->module = dwfl_report_elf(image->dwfl, path, path, fd, 0, true);
	if (!image->module)
		close(fd);
	if (!image->module || dwfl_report_end(image->dwfl, NULL, NULL) ||
	    !dwfl_module_getelf(image->module, &bias))
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: not an ELF file; give the vmlinux, not the boot image", path);
	image->dwarf = dwfl_module_getdwarf(image->module, &image->bias);
	if (!image->dwarf)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: no DWARF in it; give the vmlinux with debugging information",
			       path);
	return KOOPS_OK;
}

/* ---------------------------------------------------------------- symbols -- */

/* Whether the kernel leaves a symbol out of kallsyms: labels of assemblers and linkers. */
static bool is_label(const char *name)
{
	return !*name || *name == '$' || !strncmp(name, ".L", 2);
}

/* Copies what the kernel calls itself; `address` is that of linux_banner. */
static void read_banner(struct ki_image *image, GElf_Word section, const GElf_Sym *symbol)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(image->module, &bias);
	Elf_Scn *scn = elf_getscn(elf, section);
	Elf_Data *data = elf_rawdata(scn, NULL);
	GElf_Shdr header;
	struct koops_str text;
	uint64_t from;

	if (!data || !data->d_buf || !gelf_getshdr(scn, &header))
		return;
	from = symbol->st_value - header.sh_addr;
	if (from >= data->d_size)
		return;
	text = ki_str_from((struct koops_str){data->d_buf, data->d_size}, from);
	text = ki_str_to(text, symbol->st_size < BANNER_MOST ? symbol->st_size : BANNER_MOST);
	text = ki_str_to(text, ki_str_chr(text, '\0'));
	ki_buf_put(&image->banner, ki_str_trim(text));
}

/* Where code is; false for want of memory. */
static bool add_code(struct ki_image *image)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(image->module, &bias);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &header) && header.sh_flags & SHF_EXECINSTR &&
		    !ki_symbols_add_code(&image->symbols, header.sh_addr + bias,
					 header.sh_addr + bias + header.sh_size))
			return false;
	return true;
}

static bool is_code(struct ki_image *image, GElf_Word section)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(image->module, &bias);
	GElf_Shdr header;

	return gelf_getshdr(elf_getscn(elf, section), &header) && header.sh_flags & SHF_EXECINSTR;
}

static bool read_symbols(struct ki_image *image)
{
	int count = dwfl_module_getsymtab(image->module);
	GElf_Word last_section = SHN_UNDEF;
	bool code = false;

	for (int i = 1; i < count; i++) {
		GElf_Word section = SHN_UNDEF;
		GElf_Addr address;
		GElf_Sym symbol;
		const char *name = dwfl_module_getsym_info(image->module, i, &symbol, &address,
							   &section, NULL, NULL);

		if (!name || section == SHN_UNDEF || section == SHN_ABS ||
		    GELF_ST_TYPE(symbol.st_info) == STT_SECTION ||
		    GELF_ST_TYPE(symbol.st_info) == STT_FILE)
			continue;
		if (section != last_section)
			code = is_code(image, section);
		last_section = section;
		if (code && !is_label(name) &&
		    !ki_symbols_add(&image->symbols, address, symbol.st_size, name))
			return false;
		if (!code && !strcmp(name, "linux_banner"))
			read_banner(image, section, &symbol);
	}
	return ki_symbols_sort(&image->symbols) && ki_symbols_index(&image->symbols);
}

static void read_build_id(struct ki_image *image)
{
	const unsigned char *bits;
	GElf_Addr address;
	int size = dwfl_module_build_id(image->module, &bits, &address);

	for (int i = 0; i < size && i < BUILD_ID_MOST; i++) {
		ki_buf_putc(&image->build_id, "0123456789abcdef"[bits[i] >> 4]);
		ki_buf_putc(&image->build_id, "0123456789abcdef"[bits[i] & 15]);
	}
}

enum koops_status ki_image_open(const struct ki_mem *mem, const char *path,
				struct koops_error *error, struct ki_image **result)
{
	struct ki_image *image;
	enum koops_status status;
	int fd;

	status = open_file(path, error, &fd);
	if (status)
		return status;
	image = ki_zalloc(mem, sizeof(*image));
	if (!image) {
		close(fd);
		return ki_fail_memory(error);
	}
	image->mem = mem;
	ki_buf_init(&image->path, mem);
	ki_buf_init(&image->banner, mem);
	ki_buf_init(&image->build_id, mem);
	ki_symbols_init(&image->symbols, mem);
	ki_buf_put(&image->path, ki_str(path));
	ki_buf_putc(&image->path, '\0');
	status = open_dwarf(image, path, fd, error);
	if (!status) {
		read_build_id(image);
		if (!add_code(image) || !read_symbols(image) || image->path.failed ||
		    image->banner.failed || image->build_id.failed)
			status = ki_fail_memory(error);
	}
	if (status)
		ki_image_free(image);
	else
		*result = image;
	return status;
}

void ki_image_free(struct ki_image *image)
{
	if (!image)
		return;
	if (image->dwfl)
		dwfl_end(image->dwfl);
	ki_symbols_free(&image->symbols);
	ki_buf_free(&image->build_id);
	ki_buf_free(&image->banner);
	ki_buf_free(&image->path);
	ki_free(image->mem, image);
}

const char *ki_image_path(const struct ki_image *image)
{
	return image->path.data;
}

const struct ki_symbols *ki_image_symbols(const struct ki_image *image)
{
	return &image->symbols;
}

struct koops_str ki_image_banner(const struct ki_image *image)
{
	return ki_buf_str(&image->banner);
}

struct koops_str ki_image_build_id(const struct ki_image *image)
{
	return ki_buf_str(&image->build_id);
}

/* --------------------------------------------------------------- locating -- */

/* The unit whose own DIE says that it holds an address, where there is no .debug_aranges. */
static bool search_unit(struct ki_image *image, Dwarf_Addr address, Dwarf_Die *unit)
{
	Dwarf_CU *next = NULL;

	while (!dwarf_get_units(image->dwarf, next, &next, NULL, NULL, unit, NULL))
		if (dwarf_tag(unit) == DW_TAG_compile_unit && dwarf_haspc(unit, address) > 0)
			return true;
	return false;
}

static bool find_unit(struct ki_image *image, Dwarf_Addr address, Dwarf_Die *unit)
{
	return dwarf_addrdie(image->dwarf, address, unit) || search_unit(image, address, unit);
}

/* Puts the child of one of the tags that holds the address in place of `die`. */
static bool descend(Dwarf_Die *die, Dwarf_Addr address, bool (*tag_is)(int tag))
{
	Dwarf_Die child;

	if (dwarf_child(die, &child))
		return false;
	do {
		if (tag_is(dwarf_tag(&child)) && dwarf_haspc(&child, address) > 0) {
			*die = child;
			return true;
		}
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

static bool is_function(int tag)
{
	return tag == DW_TAG_subprogram;
}

static bool is_inner_scope(int tag)
{
	return tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block;
}

static unsigned number_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	if (dwarf_formudata(dwarf_attr(die, name, &attribute), &value) || value > UINT32_MAX)
		return 0;
	return (unsigned)value;
}

static const char *file_of_call(Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Files *files;
	size_t count;
	unsigned number = number_of(inlined, DW_AT_call_file);

	if (dwarf_getsrcfiles(unit, &files, &count) || number >= count)
		return NULL;
	return dwarf_filesrc(files, number, NULL, NULL);
}

static struct ki_place line_of(Dwarf_Die *unit, Dwarf_Addr address)
{
	struct ki_place place = {0};
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);
	int number;

	if (!line)
		return place;
	place.file = dwarf_linesrc(line, NULL, NULL);
	if (!dwarf_lineno(line, &number) && number > 0)
		place.line = (unsigned)number;
	return place;
}

/* Adds the places from the innermost inlined function to `function`, outwards. */
static void add_places(Dwarf_Die *unit, Dwarf_Die *function, Dwarf_Addr address,
		       struct ki_places *places)
{
	Dwarf_Die scope = *function, inlined[KI_PLACES_MOST];
	size_t count = 0;

	for (int depth = 0; depth < DEPTH_MOST && descend(&scope, address, is_inner_scope); depth++)
		if (dwarf_tag(&scope) == DW_TAG_inlined_subroutine && count < KI_PLACES_MOST - 1)
			inlined[count++] = scope;
	while (count) {
		struct ki_place *inner = &places->at[places->count - 1];

		inner->function = dwarf_diename(&inlined[--count]);
		if (!inner->function)
			inner->function = "";
		inner[1] = (struct ki_place){
		    .file = file_of_call(unit, &inlined[count]),
		    .line = number_of(&inlined[count], DW_AT_call_line),
		};
		places->count++;
	}
}

bool ki_image_locate(struct ki_image *image, uint64_t address, struct ki_places *places)
{
	Dwarf_Addr pc = address - image->bias;
	Dwarf_Attribute attribute;
	Dwarf_Die unit, function;
	const char *directory;

	places->count = 0;
	if (!find_unit(image, pc, &unit))
		return false;
	places->at[0] = line_of(&unit, pc);
	places->count = 1;
	function = unit;
	if (descend(&function, pc, is_function))
		add_places(&unit, &function, pc, places);
	directory = dwarf_formstring(dwarf_attr(&unit, DW_AT_comp_dir, &attribute));
	for (size_t i = 0; i < places->count; i++)
		places->at[i].directory = directory;
	if (places->at[0].file || places->count > 1)
		return true;
	places->count = 0;
	return false;
}
