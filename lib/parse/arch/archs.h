/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_PARSE_ARCH_ARCHS_H
#define KI_PARSE_ARCH_ARCHS_H

#include "parse/arch.h"

extern const struct ki_arch ki_arch_alpha;
extern const struct ki_arch ki_arch_arc;
extern const struct ki_arch ki_arch_arm;
extern const struct ki_arch ki_arch_arm64;
extern const struct ki_arch ki_arch_csky;
extern const struct ki_arch ki_arch_hexagon;
extern const struct ki_arch ki_arch_loongarch;
extern const struct ki_arch ki_arch_loongarch_6_1;
extern const struct ki_arch ki_arch_m68k;
extern const struct ki_arch ki_arch_microblaze;
extern const struct ki_arch ki_arch_mips;
extern const struct ki_arch ki_arch_nios2;
extern const struct ki_arch ki_arch_openrisc;
extern const struct ki_arch ki_arch_parisc;
extern const struct ki_arch ki_arch_powerpc;
extern const struct ki_arch ki_arch_riscv;
extern const struct ki_arch ki_arch_s390;
extern const struct ki_arch ki_arch_sh;
extern const struct ki_arch ki_arch_sparc32;
extern const struct ki_arch ki_arch_sparc64;
extern const struct ki_arch ki_arch_x86;
extern const struct ki_arch ki_arch_xtensa;

#endif
