/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A vmlinux or module in ELF, with symbols and DWARF, which may be in a
 * separate file.  The only user of elfutils.
 */
#ifndef KI_SYMBOLIZE_ELF_FILE_H
#define KI_SYMBOLIZE_ELF_FILE_H

#include "core/error.h"
#include "symbolize/contents.h"
#include "symbolize/locate.h"
#include "symbolize/search.h"

struct ki_elf;

/*
 * Opens a file by its headers alone, and takes over the descriptor; `path` is
 * used as long as the file is, as is `search`, which finds the separate one and
 * may be NULL.  Fails with KOOPS_E_FORMAT or KOOPS_E_MEMORY.
 */
enum koops_status ki_elf_open(const struct ki_mem *mem, const char *path, int fd,
			      struct ki_search *search, struct koops_error *error,
			      struct ki_elf **elf);
void ki_elf_free(struct ki_elf *elf);

/* Hexadecimal; "" if there is none. */
struct koops_str ki_elf_build_id(const struct ki_elf *elf);
/* A hash of the headers and the size: files of one build ID may have more or less in them. */
uint64_t ki_elf_identity(const struct ki_elf *elf);

/*
 * Finds the DWARF, which all that follows needs.  Fails with KOOPS_E_FORMAT if
 * there is none to be had, or KOOPS_E_MEMORY.
 */
enum koops_status ki_elf_load(struct ki_elf *elf, struct koops_error *error);
/* Whether it is in the file itself. */
bool ki_elf_is_whole(const struct ki_elf *elf);
/* Reads symbols and what the file is of; false for want of memory. */
bool ki_elf_read(struct ki_elf *elf, struct ki_contents *contents);
/* NULL before it was loaded. */
struct ki_dwarf *ki_elf_dwarf(struct ki_elf *elf);
/* `places` is empty if the DWARF doesn't know the address.  Returns false for want of memory. */
bool ki_elf_locate(struct ki_elf *elf, uint64_t address, struct ki_places *places);

#endif
