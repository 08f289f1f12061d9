/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_PARSE_ARCH_ARCHS_H
#define KI_PARSE_ARCH_ARCHS_H

#include "parse/arch.h"

extern const struct ki_arch ki_arch_x86;

#endif
