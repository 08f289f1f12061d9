/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/elf_file.h"

#include <unistd.h>
#include <xxhash.h>

#include "symbolize/elfutils.h"
#include "symbolize/file.h"

enum {
	BANNER_MOST = 1024,
	/* In a damaged file names may overlap. */
	NAMES_MOST = 64 << 20,
	BUILD_ID_MOST = 64,
	/* What all packed sections of a file may unpack to: so many times its size. */
	TIMES_MOST = 32,
};

struct ki_elf {
	const struct ki_mem *mem;
	struct ki_elfutils lib;
	Dwfl_Callbacks callbacks;
	struct ki_search *search;
	const char *path;
	/* Until libdwfl has it; -1 then. */
	int fd;
	struct ki_buf build_id;
	uint64_t identity;
	unsigned machine;
	bool big_endian;
	Dwfl *dwfl;
	Dwfl_Module *module;
	/* The search for a separate file lacked memory. */
	bool lost;
	/* With the sections that were found. */
	bool loaded;
	struct ki_dwarf dwarf;
	/* From an address of the DWARF to one of the file. */
	Dwarf_Addr bias;
};

static void put_hex(struct ki_buf *text, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size && i < BUILD_ID_MOST; i++) {
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] >> 4]);
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] & 15]);
	}
}

/* `elf` may be NULL. */
static void put_build_id(const struct ki_elfutils *lib, struct ki_buf *text, Elf *elf)
{
	const void *bits = NULL;
	ssize_t size = elf ? lib->dwelf_elf_gnu_build_id(elf, &bits) : -1;

	if (size > 0)
		put_hex(text, bits, (size_t)size);
}

/* Whether sections claim to unpack to far more than those of kernels do. */
static bool is_bomb(const struct ki_elfutils *lib, Elf *elf)
{
	Elf_Scn *scn = NULL;
	uint64_t left;
	GElf_Chdr header;
	size_t size;

	if (!lib->elf_rawfile(elf, &size))
		return true;
	left = (uint64_t)size * TIMES_MOST;
	while ((scn = lib->elf_nextscn(elf, scn))) {
		if (!lib->gelf_getchdr(scn, &header))
			continue;
		if (header.ch_size > left)
			return true;
		left -= header.ch_size;
	}
	return false;
}

/* --------------------------------------------------------- separate files -- */

/* A search for the separate file of a file. */
struct debug_file {
	struct ki_elf *file;
	/* That of the name in .gnu_debuglink, which counts if there is no build ID. */
	const GElf_Word *crc;
	int fd;
};

/* The checksum of .gnu_debuglink: that of gzip. */
static bool has_crc(int fd, GElf_Word want)
{
	uint32_t table[256], crc = UINT32_MAX;
	unsigned char bytes[4096];
	ssize_t size;
	off_t at = 0;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
	for (; (size = pread(fd, bytes, sizeof(bytes), at)) > 0; at += size)
		for (ssize_t i = 0; i < size; i++)
			crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 255];
	return ~crc == want;
}

/* Whether a file is the one that was split off: it has the same build ID, or the checksum. */
static bool is_debug_file(const struct debug_file *want, int fd)
{
	struct ki_elf *file = want->file;
	const struct ki_elfutils *lib = &file->lib;
	Elf *elf = lib->elf_begin(fd, ELF_C_READ_MMAP, NULL);
	bool same = false;
	struct ki_buf id;

	ki_buf_init(&id, file->mem);
	put_build_id(lib, &id, elf);
	if (id.failed)
		file->lost = true;
	else if (file->build_id.size)
		same = ki_str_eq(ki_buf_str(&id), ki_buf_str(&file->build_id));
	else
		same = want->crc && has_crc(fd, *want->crc);
	same = same && !is_bomb(lib, elf);
	ki_buf_free(&id);
	lib->elf_end(elf);
	return same;
}

static bool try_debug_file(const char *path, void *user)
{
	struct debug_file *want = user;
	enum koops_status status;
	bool is_elf;

	status = ki_file_open(want->file->mem, path, NULL, &want->fd, &is_elf);
	if (status == KOOPS_E_MEMORY)
		want->file->lost = true;
	if (status)
		return false;
	if (is_elf && is_debug_file(want, want->fd))
		return true;
	close(want->fd);
	want->fd = -1;
	return false;
}

/* Instead of elfutils' own rules, which follow the environment. */
static int find_debuginfo(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
			  const char *main, const char *link, GElf_Word crc, char **found)
{
	struct ki_elf *elf = *userdata;
	struct debug_file want = {elf, link ? &crc : NULL, -1};

	(void)module, (void)name, (void)base, (void)main, (void)found;
	if (!elf->search ||
	    ki_search_build_id(elf->search, ki_buf_str(&elf->build_id), try_debug_file, &want))
		return want.fd;
	if (link)
		ki_search_debuglink(elf->search, elf->path, link, try_debug_file, &want);
	return want.fd;
}

static int find_no_elf(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
		       char **file, Elf **elf)
{
	(void)module, (void)userdata, (void)name, (void)base, (void)file, (void)elf;
	return -1;
}

/* ---------------------------------------------------------------- headers -- */

static uint64_t hash_headers(const struct ki_elfutils *lib, Elf *elf, const GElf_Ehdr *header)
{
	size_t size, count, table;
	const char *file = lib->elf_rawfile(elf, &size);
	uint64_t hash;

	if (!file || lib->elf_getshdrnum(elf, &count))
		return 0;
	table = count * header->e_shentsize;
	if (header->e_shoff > size || table > size - header->e_shoff)
		table = 0;
	hash = XXH3_64bits_withSeed(file, size < sizeof(*header) ? size : sizeof(*header), size);
	return table ? XXH3_64bits_withSeed(file + header->e_shoff, table, hash) : hash;
}

static bool read_headers(struct ki_elf *self)
{
	const struct ki_elfutils *lib = &self->lib;
	Elf *elf =
	    lib->elf_version(EV_CURRENT) ? lib->elf_begin(self->fd, ELF_C_READ_MMAP, NULL) : NULL;
	GElf_Ehdr header;
	bool ok = elf && lib->gelf_getehdr(elf, &header) && !is_bomb(lib, elf);

	if (ok) {
		self->machine = header.e_machine;
		self->big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
		self->identity = hash_headers(lib, elf, &header);
		put_build_id(lib, &self->build_id, elf);
	}
	lib->elf_end(elf);
	return ok;
}

enum koops_status ki_elf_open(const struct ki_mem *mem, const char *path, int fd,
			      struct ki_search *search, struct koops_error *error,
			      struct ki_elf **result)
{
	struct ki_elf *elf = ki_zalloc(mem, sizeof(*elf));
	enum koops_status status = KOOPS_OK;

	if (!elf) {
		close(fd);
		return ki_fail_memory(error);
	}
	*elf = (struct ki_elf){.mem = mem, .search = search, .path = path, .fd = fd};
	ki_buf_init(&elf->build_id, mem);
	if (!ki_elfutils_load(&elf->lib))
		status =
		    ki_fail(error, KOOPS_E_FORMAT,
			    "%s: no %s on this machine to read it with; install elfutils' libdw",
			    path, KI_ELFUTILS_SONAME);
	else if (!read_headers(elf))
		status = ki_fail(error, KOOPS_E_FORMAT, "%s: a damaged ELF file", path);
	else if (elf->build_id.failed)
		status = ki_fail_memory(error);
	if (status)
		ki_elf_free(elf);
	else
		*result = elf;
	return status;
}

void ki_elf_free(struct ki_elf *elf)
{
	if (!elf)
		return;
	ki_dwarf_free(&elf->dwarf);
	if (elf->dwfl)
		elf->lib.dwfl_end(elf->dwfl);
	if (elf->fd >= 0)
		close(elf->fd);
	ki_buf_free(&elf->build_id);
	ki_free(elf->mem, elf);
}

struct koops_str ki_elf_build_id(const struct ki_elf *elf)
{
	return ki_buf_str(&elf->build_id);
}

uint64_t ki_elf_identity(const struct ki_elf *elf)
{
	return elf->identity;
}

/* ------------------------------------------------------------------ DWARF -- */

static enum koops_status open_module(struct ki_elf *elf, struct koops_error *error)
{
	const struct ki_elfutils *lib = &elf->lib;
	GElf_Addr bias;
	void **userdata;

	elf->callbacks = (Dwfl_Callbacks){
	    .find_elf = find_no_elf,
	    .find_debuginfo = find_debuginfo,
	    .section_address = lib->dwfl_offline_section_address,
	};
	elf->dwfl = lib->dwfl_begin(&elf->callbacks);
	if (!elf->dwfl)
		return ki_fail_memory(error);
	lib->dwfl_report_begin(elf->dwfl);
	elf->module = lib->dwfl_report_elf(elf->dwfl, elf->path, elf->path, elf->fd, 0, true);
	/* It takes over the descriptor, but not if it fails. */
	if (elf->module) {
		elf->fd = -1;
		lib->dwfl_module_info(elf->module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL);
		*userdata = elf;
	}
	if (!elf->module || lib->dwfl_report_end(elf->dwfl, NULL, NULL) ||
	    !lib->dwfl_module_getelf(elf->module, &bias))
		return ki_fail(error, KOOPS_E_FORMAT, "%s: a damaged ELF file", elf->path);
	return KOOPS_OK;
}

/* What a section that is not there points to: C has no arithmetic on NULL. */
static const unsigned char nothing[1];

/* The contents of a section, unpacked and relocated, for libdw was there before. */
static struct ki_section section_of(const struct ki_elfutils *lib, Elf *elf, const char *name)
{
	struct ki_section section = {nothing, 0};
	Elf_Scn *scn = NULL;
	size_t names;

	if (lib->elf_getshdrstrndx(elf, &names))
		return section;
	while ((scn = lib->elf_nextscn(elf, scn))) {
		GElf_Shdr header;
		const char *found;
		Elf_Data *data;

		if (!lib->gelf_getshdr(scn, &header))
			continue;
		found = lib->elf_strptr(elf, names, header.sh_name);
		if (!found || strcmp(found, name))
			continue;
		data = lib->elf_getdata(scn, NULL);
		if (data && data->d_buf)
			section = (struct ki_section){data->d_buf, data->d_size};
		break;
	}
	return section;
}

static bool read_dwarf(struct ki_elf *self, Dwarf *dwarf)
{
	const struct ki_elfutils *lib = &self->lib;
	Elf *elf = lib->dwarf_getelf(dwarf);

	self->dwarf.sections = (struct ki_dwarf_sections){
	    .info = section_of(lib, elf, ".debug_info"),
	    .abbrev = section_of(lib, elf, ".debug_abbrev"),
	    .aranges = section_of(lib, elf, ".debug_aranges"),
	    .ranges = section_of(lib, elf, ".debug_ranges"),
	    .rnglists = section_of(lib, elf, ".debug_rnglists"),
	    .addr = section_of(lib, elf, ".debug_addr"),
	    .str_offsets = section_of(lib, elf, ".debug_str_offsets"),
	    .lines.line = section_of(lib, elf, ".debug_line"),
	    .lines.line_str = section_of(lib, elf, ".debug_line_str"),
	    .lines.str = section_of(lib, elf, ".debug_str"),
	    .lines.big_endian = self->big_endian,
	    .big_endian = self->big_endian,
	};
	return ki_dwarf_init(&self->dwarf, self->mem);
}

static enum koops_status fail_no_dwarf(const struct ki_elf *elf, struct koops_error *error)
{
	struct koops_str id = ki_elf_build_id(elf);

	if (elf->lost || (elf->search && ki_search_failed(elf->search)))
		return ki_fail_memory(error);
	if (!id.size)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: no DWARF in it; give the one with debugging information",
			       elf->path);
	return ki_fail(error, KOOPS_E_FORMAT,
		       "%s: no DWARF in it, and no separate file of build ID %.*s found; give the "
		       "one with debugging information",
		       elf->path, KI_ARG(id));
}

enum koops_status ki_elf_load(struct ki_elf *elf, struct koops_error *error)
{
	enum koops_status status = open_module(elf, error);
	Dwarf *dwarf;

	if (status)
		return status;
	dwarf = elf->lib.dwfl_module_getdwarf(elf->module, &elf->bias);
	if (!dwarf)
		return fail_no_dwarf(elf, error);
	if (!read_dwarf(elf, dwarf))
		return ki_fail_memory(error);
	elf->loaded = true;
	return KOOPS_OK;
}

bool ki_elf_is_whole(const struct ki_elf *elf)
{
	const struct ki_elfutils *lib = &elf->lib;
	Dwarf_Addr bias;
	Dwarf *dwarf = lib->dwfl_module_getdwarf(elf->module, &bias);

	return dwarf && lib->dwarf_getelf(dwarf) == lib->dwfl_module_getelf(elf->module, &bias);
}

struct ki_dwarf *ki_elf_dwarf(struct ki_elf *elf)
{
	return elf->loaded ? &elf->dwarf : NULL;
}

bool ki_elf_locate(struct ki_elf *elf, uint64_t address, struct ki_places *places)
{
	places->count = 0;
	return !elf->loaded || ki_dwarf_locate(&elf->dwarf, address - elf->bias, places);
}

/* ---------------------------------------------------------------- symbols -- */

/* What a section that symbols are in has in it. */
struct section {
	Elf *elf;
	GElf_Word number;
	bool code;
};

/* The symbols on the way through them. */
struct reading {
	struct ki_elf *elf;
	struct ki_contents *contents;
	int count;
	/* The table and its strings, else libdwfl is asked for each symbol. */
	Elf_Data *table;
	/* The same, if it is of 64 bits. */
	const Elf64_Sym *entries;
	struct koops_str names;
	/* The names that libdwfl gave, if it is asked. */
	struct ki_buf given;
	Elf *file;
	GElf_Addr bias;
	/* By number: those that were met last. */
	struct section sections[64];
};

struct found_symbol {
	const char *name;
	const GElf_Sym *symbol;
	/* What it points to, if the table has it in another form. */
	GElf_Sym own;
	GElf_Addr address;
	GElf_Word section;
	Elf *file;
};

/*
 * libdwfl finds the section and a better address of each symbol anew, which
 * takes as long as all else.  Only files that are linked, as kernels are, have
 * their symbols where the table says; on PowerPC it may say where a pointer is.
 */
static void find_table(struct reading *reading)
{
	const struct ki_elfutils *lib = &reading->elf->lib;
	Elf *elf = lib->dwfl_module_getelf(reading->elf->module, &reading->bias);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Ehdr file;

	if (!lib->gelf_getehdr(elf, &file) || file.e_type == ET_REL || file.e_machine == EM_PPC64)
		return;
	while ((scn = lib->elf_nextscn(elf, scn))) {
		Elf_Data *names;

		if (!lib->gelf_getshdr(scn, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		names = lib->elf_getdata(lib->elf_getscn(elf, header.sh_link), NULL);
		if (!names || !names->d_buf || !names->d_size || names->d_size > UINT32_MAX ||
		    ((const char *)names->d_buf)[names->d_size - 1])
			return;
		reading->names = (struct koops_str){names->d_buf, names->d_size};
		reading->table = lib->elf_getdata(scn, NULL);
		reading->file = elf;
		if (reading->table && header.sh_entsize)
			reading->count = (int)(reading->table->d_size / header.sh_entsize);
		if (reading->table && lib->gelf_getclass(elf) == ELFCLASS64 &&
		    header.sh_entsize == sizeof(*reading->entries))
			reading->entries = reading->table->d_buf;
		return;
	}
}

static bool get_from_table(const struct reading *reading, int number, struct found_symbol *found)
{
	const GElf_Sym *symbol =
	    reading->entries ? &reading->entries[number]
			     : reading->elf->lib.gelf_getsym(reading->table, number, &found->own);

	if (!symbol || symbol->st_name >= reading->names.size || symbol->st_shndx == SHN_XINDEX)
		return false;
	found->symbol = symbol;
	found->name = reading->names.data + symbol->st_name;
	found->address = symbol->st_value + reading->bias;
	found->section = symbol->st_shndx;
	found->file = reading->file;
	return true;
}

static bool ask_for_symbol(const struct reading *reading, int number, struct found_symbol *found)
{
	GElf_Addr bias;

	found->symbol = &found->own;
	found->name = reading->elf->lib.dwfl_module_getsym_info(
	    reading->elf->module, number, &found->own, &found->address, &found->section,
	    &found->file, &bias);
	return found->name;
}

/* False for one that stands for no place in a section. */
static bool get_symbol(const struct reading *reading, int number, struct found_symbol *found)
{
	unsigned char type;

	if (!(reading->table ? get_from_table : ask_for_symbol)(reading, number, found))
		return false;
	type = GELF_ST_TYPE(found->symbol->st_info);
	return found->section != SHN_UNDEF && found->section != SHN_ABS && type != STT_SECTION &&
	       type != STT_FILE;
}

static bool is_code(struct reading *reading, const struct found_symbol *found)
{
	const struct ki_elfutils *lib = &reading->elf->lib;
	struct section *section = &reading->sections[found->section % KI_LENGTH(reading->sections)];
	GElf_Shdr header;

	if (section->elf != found->file || section->number != found->section)
		*section = (struct section){
		    found->file, found->section,
		    lib->gelf_getshdr(lib->elf_getscn(found->file, found->section), &header) &&
			header.sh_flags & SHF_EXECINSTR};
	return section->code;
}

/* Whether the kernel leaves a symbol out of kallsyms: labels of assemblers and linkers. */
static bool is_label(const char *name)
{
	return !*name || *name == '$' || !strncmp(name, ".L", 2);
}

/* `size` bytes at an offset in a section, as far as they are there. */
static struct koops_str section_text(const struct ki_elfutils *lib, Elf_Scn *scn, uint64_t offset,
				     uint64_t size)
{
	Elf_Data *data = lib->elf_rawdata(scn, NULL);

	if (!data || !data->d_buf)
		return KI_STR("");
	return ki_str_to(ki_str_from((struct koops_str){data->d_buf, data->d_size}, offset), size);
}

/* Copies what the kernel calls itself. */
static void read_banner(const struct ki_elf *elf, const struct found_symbol *found,
			struct ki_buf *banner)
{
	const struct ki_elfutils *lib = &elf->lib;
	GElf_Addr bias;
	const GElf_Sym *symbol = found->symbol;
	Elf_Scn *scn = lib->elf_getscn(lib->dwfl_module_getelf(elf->module, &bias), found->section);
	struct koops_str text;
	GElf_Shdr header;

	if (!lib->gelf_getshdr(scn, &header) || header.sh_type == SHT_NOBITS)
		return;
	text = section_text(lib, scn, symbol->st_value - header.sh_addr,
			    symbol->st_size < BANNER_MOST ? symbol->st_size : BANNER_MOST);
	text = ki_str_trim(ki_str_to(text, ki_str_chr(text, '\0')));
	if (!ki_take(&text, KI_STR("Linux version ")))
		return;
	ki_buf_put(banner, text);
}

/* Where the name of a symbol begins; copies it if need be.  False for want of room. */
static bool add_name(struct reading *reading, const struct found_symbol *found, uint32_t *offset)
{
	struct ki_buf *names = &reading->given;

	*offset = (uint32_t)found->symbol->st_name;
	if (reading->table)
		return true;
	*offset = (uint32_t)names->size;
	ki_buf_put(names,
		   (struct koops_str){found->name, strnlen(found->name, KI_SYMBOL_NAME_MOST)});
	ki_buf_putc(names, '\0');
	return !names->failed && names->size <= NAMES_MOST;
}

static bool add_symbol(struct reading *reading, int number)
{
	struct ki_contents *contents = reading->contents;
	struct found_symbol found;
	uint32_t name;

	if (!get_symbol(reading, number, &found))
		return true;
	if (is_code(reading, &found))
		return is_label(found.name) || (add_name(reading, &found, &name) &&
						ki_symbols_add(&contents->symbols, found.address,
							       found.symbol->st_size, name));
	if (!contents->banner.size && !strcmp(found.name, "linux_banner"))
		read_banner(reading->elf, &found, &contents->banner);
	return true;
}

/* Where code is; false for want of memory. */
static bool add_code(const struct ki_elf *self, struct ki_symbols *symbols)
{
	const struct ki_elfutils *lib = &self->lib;
	GElf_Addr bias;
	Elf *elf = lib->dwfl_module_getelf(self->module, &bias);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	while ((scn = lib->elf_nextscn(elf, scn)))
		if (lib->gelf_getshdr(scn, &header) && header.sh_flags & SHF_EXECINSTR &&
		    !ki_symbols_add_code(symbols, header.sh_addr + bias,
					 header.sh_addr + bias + header.sh_size))
			return false;
	return true;
}

static bool add_symbols(struct reading *reading)
{
	struct ki_symbols *symbols = &reading->contents->symbols;

	if (reading->count > 0 && !ki_symbols_reserve(symbols, (size_t)reading->count))
		return false;
	for (int i = 1; i < reading->count; i++)
		if (!add_symbol(reading, i))
			return false;
	symbols->names = reading->table ? reading->names.data : reading->given.data;
	return true;
}

static bool read_symbols(struct ki_elf *elf, struct ki_contents *contents)
{
	struct ki_symbols *symbols = &contents->symbols;
	struct reading reading = {.elf = elf, .contents = contents};
	bool ok;

	ki_buf_init(&reading.given, symbols->mem);
	find_table(&reading);
	if (!reading.table)
		reading.count = elf->lib.dwfl_module_getsymtab(elf->module);
	ok = add_symbols(&reading) && add_code(elf, symbols) && ki_symbols_sort(symbols) &&
	     ki_symbols_index(symbols);
	ki_buf_free(&reading.given);
	return ok;
}

/* The release that a module was built for: "vermagic=RELEASE …" in its .modinfo. */
static struct koops_str read_vermagic(const struct ki_elf *self)
{
	const struct ki_elfutils *lib = &self->lib;
	GElf_Addr bias;
	Elf *elf = lib->dwfl_module_getelf(self->module, &bias);
	struct koops_str text = KI_STR(""), word;
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t names;

	if (lib->elf_getshdrstrndx(elf, &names))
		return text;
	while ((scn = lib->elf_nextscn(elf, scn))) {
		const char *name = lib->gelf_getshdr(scn, &header)
				       ? lib->elf_strptr(elf, names, header.sh_name)
				       : NULL;

		if (name && !strcmp(name, ".modinfo") && header.sh_type != SHT_NOBITS)
			text = section_text(lib, scn, 0, header.sh_size);
	}
	for (; text.size; text = ki_str_from(text, ki_str_chr(text, '\0') + 1))
		if (ki_take(&text, KI_STR("vermagic=")))
			return ki_take_word(&text, &word) ? word : KI_STR("");
	return KI_STR("");
}

bool ki_elf_read(struct ki_elf *elf, struct ki_contents *contents)
{
	struct koops_str banner, release;

	contents->machine = elf->machine;
	contents->big_endian = elf->big_endian;
	if (!read_symbols(elf, contents))
		return false;
	banner = ki_buf_str(&contents->banner);
	if (!ki_take_word(&banner, &release))
		release = read_vermagic(elf);
	ki_buf_put(&contents->release, release);
	return !contents->banner.failed && !contents->release.failed;
}
