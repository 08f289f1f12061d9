/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/arch/archs.h"

/* clang-format off */
/* The first that reads a line has it: one whose names fit fewer lines comes earlier. */
const struct ki_arch *const ki_archs[] = {
	&ki_arch_x86,
	&ki_arch_arm,
	&ki_arch_arm64,
	&ki_arch_riscv,
	&ki_arch_powerpc,
	&ki_arch_s390,
	&ki_arch_mips,
	&ki_arch_loongarch,
	&ki_arch_loongarch_6_1,
	&ki_arch_parisc,
	&ki_arch_sparc64,
	&ki_arch_sparc32,
	&ki_arch_openrisc,
	&ki_arch_m68k,
	&ki_arch_alpha,
	&ki_arch_csky,
	&ki_arch_sh,
	&ki_arch_microblaze,
	&ki_arch_nios2,
	&ki_arch_xtensa,
	&ki_arch_arc,
	&ki_arch_hexagon,
	NULL,
};
/* clang-format on */
