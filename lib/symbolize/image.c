/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/image.h"

#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbolize/map.h"
#include "symbolize/unpack.h"

enum {
	BANNER_MOST = 1024,
	BUILD_ID_MOST = 64,
	/* What all packed sections of a file may unpack to: so many times its size. */
	TIMES_MOST = 32,
};

struct ki_image {
	const struct ki_mem *mem;
	struct ki_search *search;
	struct ki_buf path, banner, build_id;
	struct koops_str release;
	struct ki_symbols symbols;
	/* Instead of what follows, for a file that has names alone. */
	struct ki_map map;
	Dwfl *dwfl;
	Dwfl_Module *module;
	unsigned machine;
	bool big_endian;
	/* The search for a separate file lacked memory. */
	bool lost;
	struct ki_dwarf dwarf;
	/* From an address of the DWARF to one of the file. */
	Dwarf_Addr bias;
};

/* ------------------------------------------------------------------ files -- */

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

static bool is_elf_file(int fd)
{
	char magic[SELFMAG];

	return pread(fd, magic, SELFMAG, 0) == SELFMAG && !memcmp(magic, ELFMAG, SELFMAG);
}

/* A descriptor of a file, unpacked; what is no ELF may be a map. */
static enum koops_status open_file(const struct ki_mem *mem, const char *path,
				   struct koops_error *error, int *result, bool *is_elf)
{
	/* Does not wait for the writer of a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum koops_status status = KOOPS_OK;
	struct stat file;

	if (fd < 0)
		return ki_fail(error, KOOPS_E_IO,
			       "%s: %s; give the vmlinux of the kernel that crashed", path,
			       reason_of(errno));
	if (fstat(fd, &file) || !S_ISREG(file.st_mode))
		status = ki_fail(error, KOOPS_E_IO,
				 "%s: not a regular file; give the vmlinux itself", path);
	if (!status)
		status = ki_unpack(mem, path, error, &fd);
	if (status) {
		close(fd);
		return status;
	}
	*is_elf = is_elf_file(fd);
	*result = fd;
	return KOOPS_OK;
}

static void put_hex(struct ki_buf *text, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size && i < BUILD_ID_MOST; i++) {
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] >> 4]);
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] & 15]);
	}
}

/* Whether sections claim to unpack to far more than those of kernels do. */
static bool is_bomb(Elf *elf)
{
	Elf_Scn *scn = NULL;
	uint64_t left;
	GElf_Chdr header;
	size_t size;

	if (!elf_rawfile(elf, &size))
		return true;
	left = (uint64_t)size * TIMES_MOST;
	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getchdr(scn, &header))
			continue;
		if (header.ch_size > left)
			return true;
		left -= header.ch_size;
	}
	return false;
}

/* --------------------------------------------------------- separate files -- */

/* A search for the separate file of an image. */
struct debug_file {
	struct ki_image *image;
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
	struct ki_image *image = want->image;
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	const void *bits = NULL;
	ssize_t size = elf ? dwelf_elf_gnu_build_id(elf, &bits) : -1;
	bool same = false;
	struct ki_buf id;

	ki_buf_init(&id, image->mem);
	if (size > 0)
		put_hex(&id, bits, (size_t)size);
	if (id.failed)
		image->lost = true;
	else if (image->build_id.size)
		same = ki_str_eq(ki_buf_str(&id), ki_buf_str(&image->build_id));
	else
		same = want->crc && has_crc(fd, *want->crc);
	same = same && !is_bomb(elf);
	ki_buf_free(&id);
	elf_end(elf);
	return same;
}

static bool try_debug_file(const char *path, void *user)
{
	struct debug_file *want = user;
	enum koops_status status;
	bool is_elf;

	status = open_file(want->image->mem, path, NULL, &want->fd, &is_elf);
	if (status == KOOPS_E_MEMORY)
		want->image->lost = true;
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
			  const char *file, const char *link, GElf_Word crc, char **found)
{
	struct ki_image *image = *userdata;
	struct debug_file want = {image, link ? &crc : NULL, -1};

	(void)module, (void)name, (void)base, (void)file, (void)found;
	if (!image->search ||
	    ki_search_build_id(image->search, ki_buf_str(&image->build_id), try_debug_file, &want))
		return want.fd;
	if (link)
		ki_search_debuglink(image->search, image->path.data, link, try_debug_file, &want);
	return want.fd;
}

static int find_no_elf(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
		       char **file, Elf **elf)
{
	(void)module, (void)userdata, (void)name, (void)base, (void)file, (void)elf;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = find_no_elf,
    .find_debuginfo = find_debuginfo,
    .section_address = dwfl_offline_section_address,
};

/* ---------------------------------------------------------------- opening -- */

/* Takes over the descriptor. */
static enum koops_status open_module(struct ki_image *image, int fd, struct koops_error *error)
{
	const char *path = image->path.data;
	const unsigned char *bits;
	GElf_Addr bias, address;
	GElf_Ehdr header;
	void **userdata;
	Elf *elf;
	int size;

	image->dwfl = dwfl_begin(&callbacks);
	if (!image->dwfl) {
		close(fd);
		return ki_fail_memory(error);
	}
	dwfl_report_begin(image->dwfl);
	/* Takes over the descriptor too, but not if it fails. */
	image->module = dwfl_report_elf(image->dwfl, path, path, fd, 0, true);
	if (!image->module)
		close(fd);
	if (!image->module || dwfl_report_end(image->dwfl, NULL, NULL))
		return ki_fail(error, KOOPS_E_FORMAT, "%s: a damaged ELF file", path);
	dwfl_module_info(image->module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL);
	*userdata = image;
	elf = dwfl_module_getelf(image->module, &bias);
	if (!elf || !gelf_getehdr(elf, &header) || is_bomb(elf))
		return ki_fail(error, KOOPS_E_FORMAT, "%s: a damaged ELF file", path);
	image->machine = header.e_machine;
	image->big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
	size = dwfl_module_build_id(image->module, &bits, &address);
	if (size > 0)
		put_hex(&image->build_id, bits, (size_t)size);
	return KOOPS_OK;
}

/* What a section that is not there points to: C has no arithmetic on NULL. */
static const unsigned char nothing[1];

/* The contents of a section, unpacked and relocated, for libdw was there before. */
static struct ki_section section_of(Elf *elf, const char *name)
{
	struct ki_section section = {nothing, 0};
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return section;
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr header;
		const char *found;
		Elf_Data *data;

		if (!gelf_getshdr(scn, &header))
			continue;
		found = elf_strptr(elf, names, header.sh_name);
		if (!found || strcmp(found, name))
			continue;
		data = elf_getdata(scn, NULL);
		if (data && data->d_buf)
			section = (struct ki_section){data->d_buf, data->d_size};
		break;
	}
	return section;
}

static bool read_dwarf(struct ki_image *image, Dwarf *dwarf)
{
	Elf *elf = dwarf_getelf(dwarf);

	image->dwarf.sections = (struct ki_dwarf_sections){
	    .info = section_of(elf, ".debug_info"),
	    .abbrev = section_of(elf, ".debug_abbrev"),
	    .aranges = section_of(elf, ".debug_aranges"),
	    .ranges = section_of(elf, ".debug_ranges"),
	    .rnglists = section_of(elf, ".debug_rnglists"),
	    .addr = section_of(elf, ".debug_addr"),
	    .str_offsets = section_of(elf, ".debug_str_offsets"),
	    .lines.line = section_of(elf, ".debug_line"),
	    .lines.line_str = section_of(elf, ".debug_line_str"),
	    .lines.str = section_of(elf, ".debug_str"),
	    .lines.big_endian = image->big_endian,
	    .big_endian = image->big_endian,
	};
	return ki_dwarf_init(&image->dwarf, image->mem);
}

static enum koops_status open_dwarf(struct ki_image *image, struct koops_error *error)
{
	Dwarf *dwarf = dwfl_module_getdwarf(image->module, &image->bias);
	struct koops_str id = ki_buf_str(&image->build_id);

	if (dwarf)
		return read_dwarf(image, dwarf) ? KOOPS_OK : ki_fail_memory(error);
	if (image->lost || image->build_id.failed ||
	    (image->search && ki_search_failed(image->search)))
		return ki_fail_memory(error);
	if (!id.size)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: no DWARF in it; give the one with debugging information",
			       image->path.data);
	return ki_fail(error, KOOPS_E_FORMAT,
		       "%s: no DWARF in it, and no separate file of build ID %.*s found; give the "
		       "one with debugging information",
		       image->path.data, KI_ARG(id));
}

/* ---------------------------------------------------------------- symbols -- */

/* A section while the symbols in it are read. */
struct section {
	GElf_Word number;
	bool code;
};

/* Whether the kernel leaves a symbol out of kallsyms: labels of assemblers and linkers. */
static bool is_label(const char *name)
{
	return !*name || *name == '$' || !strncmp(name, ".L", 2);
}

/* `size` bytes at an offset in a section, as far as they are there. */
static struct koops_str section_text(Elf_Scn *scn, uint64_t offset, uint64_t size)
{
	Elf_Data *data = elf_rawdata(scn, NULL);

	if (!data || !data->d_buf)
		return KI_STR("");
	return ki_str_to(ki_str_from((struct koops_str){data->d_buf, data->d_size}, offset), size);
}

/* Copies what the kernel calls itself. */
static void read_banner(struct ki_image *image, GElf_Word section, const GElf_Sym *symbol)
{
	GElf_Addr bias;
	Elf_Scn *scn = elf_getscn(dwfl_module_getelf(image->module, &bias), section);
	struct koops_str text;
	GElf_Shdr header;

	if (image->banner.size || !gelf_getshdr(scn, &header) || header.sh_type == SHT_NOBITS)
		return;
	text = section_text(scn, symbol->st_value - header.sh_addr,
			    symbol->st_size < BANNER_MOST ? symbol->st_size : BANNER_MOST);
	text = ki_str_trim(ki_str_to(text, ki_str_chr(text, '\0')));
	if (!ki_take(&text, KI_STR("Linux version ")))
		return;
	ki_buf_put(&image->banner, text);
}

static bool add_symbol(struct ki_image *image, int number, struct section *section)
{
	GElf_Word index = SHN_UNDEF;
	GElf_Addr address, bias;
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf *elf = NULL;
	const char *name =
	    dwfl_module_getsym_info(image->module, number, &symbol, &address, &index, &elf, &bias);
	unsigned char type = GELF_ST_TYPE(symbol.st_info);

	if (!name || index == SHN_UNDEF || index == SHN_ABS || type == STT_SECTION ||
	    type == STT_FILE)
		return true;
	if (index != section->number) {
		section->number = index;
		section->code = gelf_getshdr(elf_getscn(elf, index), &header) &&
				header.sh_flags & SHF_EXECINSTR;
	}
	if (section->code)
		return is_label(name) ||
		       ki_symbols_add(&image->symbols, address, symbol.st_size, name);
	if (!strcmp(name, "linux_banner"))
		read_banner(image, index, &symbol);
	return true;
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

static bool read_symbols(struct ki_image *image)
{
	struct section section = {SHN_UNDEF, false};
	int count = dwfl_module_getsymtab(image->module);

	if (count > 0 && !ki_symbols_reserve(&image->symbols, (size_t)count))
		return false;
	for (int i = 1; i < count; i++)
		if (!add_symbol(image, i, &section))
			return false;
	return add_code(image) && ki_symbols_sort(&image->symbols) &&
	       ki_symbols_index(&image->symbols);
}

/* The release that a module was built for: "vermagic=RELEASE …" in its .modinfo. */
static struct koops_str read_vermagic(struct ki_image *image)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(image->module, &bias);
	struct koops_str text = KI_STR(""), word;
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return text;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name =
		    gelf_getshdr(scn, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;

		if (name && !strcmp(name, ".modinfo") && header.sh_type != SHT_NOBITS)
			text = section_text(scn, 0, header.sh_size);
	}
	for (; text.size; text = ki_str_from(text, ki_str_chr(text, '\0') + 1))
		if (ki_take(&text, KI_STR("vermagic=")))
			return ki_take_word(&text, &word) ? word : KI_STR("");
	return KI_STR("");
}

/* Takes over the descriptor of an ELF file. */
static enum koops_status fill_from_elf(struct ki_image *image, int fd, struct koops_error *error)
{
	struct koops_str banner;
	enum koops_status status = open_module(image, fd, error);

	if (!status)
		status = open_dwarf(image, error);
	if (status)
		return status;
	if (!read_symbols(image) || image->banner.failed)
		return ki_fail_memory(error);
	banner = ki_buf_str(&image->banner);
	if (!ki_take_word(&banner, &image->release))
		image->release = read_vermagic(image);
	return KOOPS_OK;
}

/* Takes over the descriptor of a file that has names at best. */
static enum koops_status fill_from_map(struct ki_image *image, int fd, struct koops_error *error)
{
	bool is_map, ok = ki_map_read(&image->map, fd, &image->symbols, &is_map);

	close(fd);
	if (!ok || !ki_symbols_sort(&image->symbols) || !ki_symbols_index(&image->symbols))
		return ki_fail_memory(error);
	if (!is_map)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: not an ELF file; give the vmlinux of the kernel that crashed",
			       image->path.data);
	if (!image->symbols.at[image->symbols.count - 1].address)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: its addresses are hidden; read it as the administrator",
			       image->path.data);
	return KOOPS_OK;
}

enum koops_status ki_image_open(const struct ki_mem *mem, const char *path,
				struct ki_search *search, struct koops_error *error,
				struct ki_image **result)
{
	struct ki_image *image;
	enum koops_status status;
	bool is_elf;
	int fd;

	status = open_file(mem, path, error, &fd, &is_elf);
	if (status)
		return status;
	image = ki_zalloc(mem, sizeof(*image));
	if (!image) {
		close(fd);
		return ki_fail_memory(error);
	}
	image->mem = mem;
	image->search = search;
	ki_buf_init(&image->path, mem);
	ki_buf_init(&image->banner, mem);
	ki_buf_init(&image->build_id, mem);
	ki_buf_init(&image->map.text, mem);
	ki_symbols_init(&image->symbols, mem);
	ki_buf_put(&image->path, ki_str(path));
	ki_buf_putc(&image->path, '\0');
	if (image->path.failed) {
		close(fd);
		status = ki_fail_memory(error);
	} else {
		status = is_elf ? fill_from_elf(image, fd, error) : fill_from_map(image, fd, error);
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
	ki_dwarf_free(&image->dwarf);
	if (image->dwfl)
		dwfl_end(image->dwfl);
	ki_symbols_free(&image->symbols);
	ki_buf_free(&image->map.text);
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

struct koops_str ki_image_release(const struct ki_image *image)
{
	return image->release;
}

struct koops_str ki_image_build_id(const struct ki_image *image)
{
	return ki_buf_str(&image->build_id);
}

bool ki_image_is_running(const struct ki_image *image)
{
	return image->map.running;
}

unsigned ki_image_machine(const struct ki_image *image)
{
	return image->machine;
}

bool ki_image_is_big_endian(const struct ki_image *image)
{
	return image->big_endian;
}

bool ki_image_locate(struct ki_image *image, uint64_t address, struct ki_places *places)
{
	places->count = 0;
	return !image->dwfl || ki_dwarf_locate(&image->dwarf, address - image->bias, places);
}
