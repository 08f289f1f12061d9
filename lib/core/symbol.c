/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/symbol.h"

/* The padding in front of a function (x86, 6.2 and later) has symbols of its own. */
static const char *const prefixes[] = {"__pfx_", "__cfi_"};

/*
 * Between "__" and "sys_": the wrappers that SYSCALL_DEFINE and
 * COMPAT_SYSCALL_DEFINE make of one function, by include/linux/syscalls.h and
 * each architecture's asm/syscall_wrapper.h.  "compat_" may follow.
 */
static const char *const wrappers[] = {
    "x64_",  "ia32_",    "x32_", "arm64_", "riscv_", "s390x_",
    "s390_", "powerpc_", "se_",  "_se_",   "do_",
};

/* Instead of "sys_": the same of kernels up to 4.16, and calls from inside the kernel. */
static const char *const old_names[] = {
    "SyS_", "SYSC_", "C_SYSC_", "compat_SyS_", "compat_sys_", "ksys_", "sys32_",
};

/*
 * What follows "sys_" in functions that are no system calls: drawing in system
 * memory (drivers/video/fbdev/core), the handlers of power-off
 * (kernel/reboot.c), MIPI SyS-T (drivers/hwtracing/stm), lib/sys_info.c.
 */
static const char *const others[] = {
    "fillrect", "copyarea", "imageblit", "off_", "power_off_", "t_", "info", "dmi_",
};

static struct koops_str without_prefix(struct koops_str symbol)
{
	for (size_t i = 0; i < KI_LENGTH(prefixes); i++)
		if (ki_take(&symbol, ki_str(prefixes[i])))
			break;
	/* powerpc's ELFv1 has the code of foo() at ".foo". */
	if (symbol.size > 1)
		ki_take_char(&symbol, '.');
	return symbol;
}

struct koops_str ki_symbol_base(struct koops_str symbol)
{
	/* Most symbols have neither. */
	if (symbol.size && (symbol.data[0] == '_' || symbol.data[0] == '.'))
		symbol = without_prefix(symbol);
	/* No C identifier has a dot. */
	return ki_str_to(symbol, ki_str_chr(symbol, '.'));
}

/* Takes what stands before the name of a system call. */
static bool take_wrapper(struct koops_str *symbol)
{
	struct koops_str rest = *symbol;

	for (size_t i = 0; i < KI_LENGTH(old_names); i++)
		if (ki_take(symbol, ki_str(old_names[i])))
			return true;
	if (!ki_take(&rest, KI_STR("__")))
		return ki_take(symbol, KI_STR("sys_"));
	for (size_t i = 0; i < KI_LENGTH(wrappers); i++)
		if (ki_take(&rest, ki_str(wrappers[i])))
			break;
	ki_take(&rest, KI_STR("compat_"));
	/* Nothing between them: "__sys_connect" is a function for one, not its alias. */
	if (rest.size + 2 == symbol->size || !ki_take(&rest, KI_STR("sys_")))
		return false;
	*symbol = rest;
	return true;
}

bool ki_symbol_syscall(struct koops_str symbol, struct koops_str *syscall)
{
	if (!take_wrapper(&symbol) || !symbol.size)
		return false;
	for (size_t i = 0; i < KI_LENGTH(others); i++)
		if (ki_str_starts(symbol, ki_str(others[i])))
			return false;
	*syscall = symbol;
	return true;
}
