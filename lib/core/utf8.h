/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_CORE_UTF8_H
#define KI_CORE_UTF8_H

#include "core/str.h"

/* What ki_utf8_clean() makes of one byte at the most. */
enum { KI_UTF8_CLEAN_MOST = 3 };

/* Bytes of the well-formed sequence (Unicode, table 3-7) that `str` begins with, or 0. */
size_t ki_utf8_sequence(struct koops_str str);

/*
 * Whether ki_utf8_clean() would leave it as it is: well-formed UTF-8, no
 * control characters (C0, DEL, C1) but tabs.
 */
bool ki_utf8_is_clean(struct koops_str str);

/* Whether it is printable ASCII alone, as nearly all text of logs is: no tabs either. */
bool ki_utf8_is_plain(struct koops_str str);

/*
 * Copies `str` to `out`, with U+FFFD for each byte that is not UTF-8 and for
 * each control character but the tab, which becomes a space: what comes out
 * can be printed on a terminal.  `out` has room for KI_UTF8_CLEAN_MOST times
 * str.size.  Returns the bytes written.
 */
size_t ki_utf8_clean(struct koops_str str, char *out);

#endif
