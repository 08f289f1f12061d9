/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message whose parts are told in fields: JSON, the journal's export format.
 */
#ifndef KI_INPUT_RECORD_H
#define KI_INPUT_RECORD_H

#include "input/row.h"

/* Who wrote a message. */
enum ki_source {
	KI_SOURCE_UNKNOWN,
	KI_SOURCE_KERNEL,
	/* A process, by its name. */
	KI_SOURCE_PROCESS,
	/* The machine under test, over its console. */
	KI_SOURCE_CONSOLE,
	/* The program that runs the test. */
	KI_SOURCE_RUNNER,
};

/* A short string. */
struct ki_short {
	char data[62];
	unsigned char size;
};

struct ki_record {
	/* A field was seen, and not the end. */
	bool open;
	/* The line that the message, or before it the first field, stood in. */
	struct ki_unwrap line;
	bool has_message;
	struct ki_buf message;
	/* For what is being decoded. */
	struct ki_buf value;
	enum ki_source source;
	struct ki_short time, name, pid;
	uint64_t caller;
	int level;
	/* The value is an array that goes on, an item a line (JSON). */
	bool in_array, array_is_message;
	/*
	 * The value comes with its length before it (export format): bytes of the
	 * length that are in, and of the value still to come.
	 */
	bool is_binary, binary_is_message;
	unsigned char length[8];
	unsigned length_count;
	uint64_t missing;
};

void ki_record_init(struct ki_record *record, const struct ki_mem *mem);
void ki_record_free(struct ki_record *record);
/* Forgets all fields, but not that memory was wanting. */
void ki_record_clear(struct ki_record *record);

/* Whether the key is one that koops reads. */
bool ki_record_knows(struct koops_str key);
/* Whether the key is that of the message. */
bool ki_record_is_message(struct koops_str key);
/* Takes a field that `line` has; opens the record. */
void ki_record_add(struct ki_record *record, const struct ki_unwrap *line, struct koops_str key,
		   struct koops_str value);

/*
 * Makes `line` the record's message, with what is known of it, and clears the
 * record.  KI_GONE if there is no message, or none of the kernel's machine.
 */
enum ki_taken ki_record_end(struct ki_record *record, struct ki_input *input,
			    struct ki_unwrap *line);

#endif
