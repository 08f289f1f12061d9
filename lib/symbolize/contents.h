/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is read of a kernel or module when it is opened.
 */
#ifndef KI_SYMBOLIZE_CONTENTS_H
#define KI_SYMBOLIZE_CONTENTS_H

#include "core/buf.h"
#include "symbolize/symbols.h"

struct ki_contents {
	/* The functions, sorted and indexed. */
	struct ki_symbols symbols;
	/* "Linux version …" of a kernel; empty for others. */
	struct ki_buf banner;
	/* The kernel's release that this is of, or was built for; empty if it doesn't say. */
	struct ki_buf release;
	/* Of ELF: EM_…; 0 if not known. */
	unsigned machine;
	bool big_endian;
};

void ki_contents_init(struct ki_contents *contents, const struct ki_mem *mem);
void ki_contents_free(struct ki_contents *contents);

/*
 * Puts all into bytes for a cache, and takes them out again: false if they are
 * damaged, or, with `lost`, for want of memory.  `bytes` are aligned to 8 and
 * used as long as the contents are.
 */
void ki_contents_pack(const struct ki_contents *contents, struct ki_buf *bytes);
bool ki_contents_unpack(struct ki_contents *contents, struct koops_str bytes, bool *lost);

#endif
