/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file in which what was read of a kernel or module is kept for the next
 * time: a header that says of which one, and blocks that each have a
 * checksum.
 *
 * Many processes may have it open.  A file comes into being under another name
 * and grows by whole blocks; one that is damaged, of another version or not our
 * own is as good as none, and is replaced.  Nothing that fails here is an error.
 */
#ifndef KI_SYMBOLIZE_CACHE_H
#define KI_SYMBOLIZE_CACHE_H

#include "core/buf.h"

enum ki_cache_kind {
	/* Of ki_contents_pack(). */
	KI_CACHE_CONTENTS = 1,
	/* Of ki_units_pack(). */
	KI_CACHE_UNITS,
	/* Of ki_known_pack(). */
	KI_CACHE_KNOWN,
};

struct ki_cache {
	const struct ki_mem *mem;
	/* With a NUL; empty if there is no cache. */
	struct ki_buf path;
	uint64_t identity;
	/* What was in the file, mapped: nobody makes files shorter.  NULL if that is to be
	 * replaced. */
	const char *content;
	size_t size;
};

void ki_cache_init(struct ki_cache *cache, const struct ki_mem *mem);
/* Also without ki_cache_open(); nothing is kept then. */
void ki_cache_close(struct ki_cache *cache);

/*
 * Reads the file of a build ID and identity (see ki_elf_identity()) in a
 * directory; false for want of memory.
 */
bool ki_cache_open(struct ki_cache *cache, const char *directory, struct koops_str build_id,
		   uint64_t identity);
/* Whether there is a place to keep things at. */
bool ki_cache_is_open(const struct ki_cache *cache);
/* Takes the block at a place, 0 at first, and moves that on; its bytes are aligned to 8. */
bool ki_cache_next(const struct ki_cache *cache, size_t *at, unsigned *kind,
		   struct koops_str *bytes);
/* Forgets what was in the file, which is replaced when a block is added. */
void ki_cache_discard(struct ki_cache *cache);

/* Appends the header of a block to bytes that will be added, and says where that begins. */
size_t ki_cache_begin_block(struct ki_buf *blocks, enum ki_cache_kind kind);
/* Ends the block that was begun there, or drops it if it is empty. */
void ki_cache_end_block(struct ki_buf *blocks, size_t begin);
/* Adds blocks to the file. */
void ki_cache_add(struct ki_cache *cache, const struct ki_buf *blocks);

#endif
