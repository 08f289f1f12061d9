/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is used of elfutils: libdw, and libelf, which it needs.
 */
#ifndef KI_SYMBOLIZE_ELFUTILS_H
#define KI_SYMBOLIZE_ELFUTILS_H

#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>

#include "symbolize/library.h"

#define KI_ELFUTILS_SONAME "libdw.so.1"

#define KI_ELFUTILS(X)                  \
	X(dwarf_getelf)                 \
	X(dwelf_elf_gnu_build_id)       \
	X(dwfl_begin)                   \
	X(dwfl_end)                     \
	X(dwfl_module_getdwarf)         \
	X(dwfl_module_getelf)           \
	X(dwfl_module_getsym_info)      \
	X(dwfl_module_getsymtab)        \
	X(dwfl_module_info)             \
	X(dwfl_offline_section_address) \
	X(dwfl_report_begin)            \
	X(dwfl_report_elf)              \
	X(dwfl_report_end)              \
	X(elf_begin)                    \
	X(elf_end)                      \
	X(elf_getdata)                  \
	X(elf_getscn)                   \
	X(elf_getshdrnum)               \
	X(elf_getshdrstrndx)            \
	X(elf_nextscn)                  \
	X(elf_rawdata)                  \
	X(elf_rawfile)                  \
	X(elf_strptr)                   \
	X(elf_version)                  \
	X(gelf_getchdr)                 \
	X(gelf_getclass)                \
	X(gelf_getehdr)                 \
	X(gelf_getshdr)                 \
	X(gelf_getsym)

/* clang-format off */
struct ki_elfutils {
	KI_ELFUTILS(KI_IMPORTED)
};
/* clang-format on */

/* As ki_library_load(). */
bool ki_elfutils_load(struct ki_elfutils *lib);

#endif
