/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a vmlinux is that of the kernel that crashed.
 */
#ifndef KI_SYMBOLIZE_AGREE_H
#define KI_SYMBOLIZE_AGREE_H

#include "model/report.h"
#include "symbolize/image.h"

/*
 * What KASLR added to the kernel's addresses: as the log says, or as a frame
 * shows that has its address and its name; 0 for a kernel without KASLR.
 */
struct ki_number ki_kaslr_offset(const struct ki_image *vmlinux, const struct koops_report *report);

/* The kernel's own, where it is told of a stack; else "". */
struct koops_str ki_report_build_id(const struct koops_report *report);

/*
 * Looks for the function of a frame that has a name; where the frame has an
 * address too and KASLR's offset is known, it must be that function's.
 */
enum ki_resolution ki_resolve_frame(const struct ki_symbols *symbols,
				    const struct koops_frame *frame, struct ki_number kaslr,
				    const struct ki_symbol **symbol);

/* Fails with KOOPS_E_MISMATCH and says what differs. */
enum koops_status ki_check_kernel(const struct ki_image *vmlinux, const struct koops_report *report,
				  struct ki_number kaslr, struct koops_error *error);
/* Whether the functions of a module are as in the report's frames of `name`. */
bool ki_check_module(const struct ki_image *module, const struct koops_report *report,
		     struct koops_str name);

#endif
