/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes in chunks of any size become the lines that are worth reading.
 */
#ifndef KI_API_FEED_H
#define KI_API_FEED_H

#include "core/buf.h"
#include "core/error.h"
#include "input/input.h"
#include "scan/scan.h"

struct ki_feed {
	const struct ki_scanner *scanner;
	struct ki_input *input;
	/* Whether only lines with an anchor are of interest. */
	bool (*quiet)(void *user);
	ki_line_fn emit;
	void *user;
	/* The number of the last line that is complete. */
	uint64_t number;
	/* The begin of a line whose end has not come. */
	struct ki_buf carry;
	/* The last lines that were skipped, each with its '\n', from where on, and how many. */
	struct ki_buf skipped;
	size_t skipped_from;
	unsigned skipped_count;
	/* The number of the last line that was pushed and may be of interest. */
	uint64_t interesting;
	/* A line before those was skipped too, since the last push. */
	bool gap;
};

void ki_feed_init(struct ki_feed *feed, const struct ki_mem *mem);
void ki_feed_free(struct ki_feed *feed);
enum koops_status ki_feed_bytes(struct ki_feed *feed, struct koops_str bytes);
/* The log is at its end: the last line may lack its newline. */
enum koops_status ki_feed_end(struct ki_feed *feed);

#endif
