/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of functions as titles and signatures use them.
 */
#ifndef KI_CORE_SYMBOL_H
#define KI_CORE_SYMBOL_H

#include "core/str.h"

/*
 * The function that a symbol stands for, as a part of `symbol`: without what
 * compilers append (".isra.0", ".constprop.1", ".part.2", ".cold", ".llvm.123",
 * ".lto_priv.0") and what kbuild puts in front ("__pfx_", "__cfi_").
 */
struct koops_str ki_symbol_base(struct koops_str symbol);

/*
 * The name of the system call that a function is the entry of: "read" for
 * "__x64_sys_read", "__se_sys_read", "__do_sys_read", "ksys_read", "SyS_read", …,
 * as a part of `symbol`, which is a base; false if it is none.
 */
bool ki_symbol_syscall(struct koops_str symbol, struct koops_str *syscall);

#endif
