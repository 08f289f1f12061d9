/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of /dev/kmsg and of the extended netconsole:
 * "4,1234,56504281,-,caller=T516;text" (Documentation/ABI/testing/dev-kmsg).
 */
#include "input/row.h"
#include "input/stamp.h"

/* Resolves "\x1b"; the kernel escapes what is not printable ASCII, and '\'. */
static void unescape(struct koops_str text, struct ki_buf *out)
{
	while (text.size) {
		size_t plain = ki_str_chr(text, '\\');
		int high, low;

		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (!text.size)
			break;
		high = text.size > 3 && text.data[1] == 'x' ? ki_hex_digit(text.data[2]) : -1;
		low = high >= 0 ? ki_hex_digit(text.data[3]) : -1;
		ki_buf_putc(out, low >= 0 ? (char)(high << 4 | low) : '\\');
		text = ki_str_from(text, low >= 0 ? 4 : 1);
	}
}

/* The rest of the header: ",caller=T516" and what later kernels may add. */
static void read_fields(struct koops_str fields, uint64_t *caller)
{
	struct koops_str field;

	while (ki_take_char(&fields, ',')) {
		size_t end = ki_str_chr(fields, ',');

		field = ki_str_to(fields, end);
		fields = ki_str_from(fields, end);
		if (ki_take(&field, KI_STR("caller=")))
			ki_take_caller_id(&field, caller);
	}
}

enum ki_taken ki_take_kmsg(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time, fields, before;
	uint64_t priority, sequence, caller = KI_CALLER_NONE;

	if (!ki_take_u64(&rest, &priority) || priority > 191 || !ki_take_char(&rest, ',') ||
	    !ki_take_u64(&rest, &sequence) || !ki_take_char(&rest, ','))
		return KI_LEFT;
	before = rest;
	if (!ki_take_digits(&rest, 1, 20))
		return KI_LEFT;
	time = ki_taken_str(before, rest);
	if (!ki_take_char(&rest, ',') ||
	    !(ki_take_char(&rest, '-') || ki_take_char(&rest, 'c') || ki_take_char(&rest, '+')) ||
	    !ki_take_until(&rest, ';', &fields) || (fields.size && fields.data[0] != ','))
		return KI_LEFT;
	read_fields(fields, &caller);
	if (ki_str_chr(rest, '\\') < rest.size) {
		struct ki_buf *out = ki_input_scratch(input, line);

		unescape(rest, out);
		rest = ki_buf_str(out);
		line->split = ki_str_chr(rest, '\n') < rest.size;
	}
	line->text = rest;
	line->time = time;
	line->caller = caller;
	line->level = (int)(priority & 7);
	line->stamped = line->begins = true;
	return KI_TAKEN;
}
