/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/symbol.h"

/*
 * Put in front by include/linux/linkage.h and arch/x86's cfi (6.2 and later).
 */
static const char *const prefixes[] = {"__pfx_", "__cfi_"};

/*
 * In front of "sys_": the wrappers that SYSCALL_DEFINE makes of one function
 * (include/linux/syscalls.h, arch/x86/include/asm/syscall_wrapper.h and its
 * like for arm64, riscv, s390).
 */
static const char *const wrappers[] = {
	"__x64_",      "__ia32_",     "__x32_",   "__arm64_",   "__riscv_", "__s390x_",
	"__s390_",     "__se_",       "__do_",    "__powerpc_", "__ia32_compat_",
	"__x64_compat_", "__arm64_compat_", "__se_compat_", "__do_compat_", "__riscv_compat_",
	"compat_",     "__loongarch_", "k",
};

struct koops_str ki_symbol_base(struct koops_str symbol)
{
	size_t dot;

	for (size_t i = 0; i < KI_LENGTH(prefixes); i++)
		if (ki_take(&symbol, ki_str(prefixes[i])))
			break;
	/* powerpc's ELFv1 has the code of foo() at ".foo". */
	if (symbol.size > 1)
		ki_take_char(&symbol, '.');
	/* No C identifier has a dot. */
	dot = ki_str_chr(symbol, '.');
	return ki_str_to(symbol, dot);
}

bool ki_symbol_syscall(struct koops_str symbol, struct koops_str *syscall)
{
	struct koops_str rest = symbol;

	if (ki_take(&rest, KI_STR("SyS_")) || ki_take(&rest, KI_STR("SYSC_")) ||
	    ki_take(&rest, KI_STR("C_SYSC_")) || ki_take(&rest, KI_STR("compat_SyS_"))) {
		*syscall = rest;
		return rest.size > 0;
	}
	for (size_t i = 0; i < KI_LENGTH(wrappers); i++)
		if (ki_take(&rest, ki_str(wrappers[i]))) {
			if (ki_str_starts(rest, KI_STR("sys_")))
				break;
			rest = symbol;
		}
	if (!ki_take(&rest, KI_STR("sys_")) || !rest.size)
		return false;
	*syscall = rest;
	return true;
}
