/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people do to logs in mails and trackers.
 */
#include "input/row.h"
#include "input/stamp.h"

/*
 * KASAN marks the bad line of a dump of its shadow with '>':
 * ">ffff888014599a80: fa fb fb fb".
 */
static bool is_marked_dump(struct koops_str text)
{
	uint64_t address;
	size_t size = text.size;

	return ki_take_hex(&text, &address) && size - text.size >= 8 && ki_take_char(&text, ':');
}

/* "> ", of any depth. */
enum ki_taken ki_take_quote(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, after;
	bool any = false;

	(void)input;
	for (;;) {
		after = rest;
		ki_take_blanks(&after);
		if (!ki_take_char(&after, '>') || is_marked_dump(after))
			break;
		ki_take_char(&after, ' ');
		rest = after;
		any = true;
	}
	if (!any)
		return KI_LEFT;
	line->text = rest;
	return KI_TAKEN;
}
