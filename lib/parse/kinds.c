/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/kinds.h"

const struct ki_kind_table *const ki_kind_tables[] = {
    &ki_kinds_stall,
    &ki_kinds_sanitizer,
    &ki_kinds_lockdep,
    &ki_kinds_debug,
    &ki_kinds_fault,
    &ki_kinds_warning,
    &ki_kinds_context,
    &ki_kinds_panic,
    &ki_kinds_notice,
    &ki_kinds_other,
    &ki_kinds_arch,
    &ki_kinds_xen,
    NULL,
};
