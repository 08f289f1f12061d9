/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What printk puts before a message: "<4>[   56.504281][  T516] ", each of
 * the three optional (info_print_prefix() in kernel/printk/printk.c).
 */
#include "input/row.h"
#include "input/stamp.h"

/*
 * "<4>" is the kernel's; "<30>" (facility and level) is what a process wrote to
 * /dev/kmsg, and also looks like a byte of a "Code:" line that goes on here, so
 * that it must stand before a stamp.  "<04>" can only be such a byte.
 */
static bool take_priority(struct koops_str *text, int *level)
{
	struct koops_str rest = *text, time;
	uint64_t priority;

	if (!ki_take_char(&rest, '<') ||
	    (ki_str_starts(rest, KI_STR("0")) && !ki_str_starts(rest, KI_STR("0>"))) ||
	    !ki_take_u64(&rest, &priority) || !ki_take_char(&rest, '>') || priority > 191)
		return false;
	*text = rest;
	if (priority > 7 && !ki_take_stamp(&rest, &time))
		return false;
	*level = (int)(priority & 7);
	return true;
}

/* What is behind the caller at `at`, if there is one. */
static struct koops_str behind_caller(struct koops_str text, size_t at, uint64_t *caller)
{
	struct koops_str rest = ki_str_from(text, at);

	return ki_take_caller(&rest, caller) ? rest : text;
}

/* The kernel's text, behind what may stand behind the stamp. */
static struct koops_str behind_stamp(struct koops_str text, uint64_t *caller)
{
	/* dmesg(1) has a space between the two. */
	size_t at = text.size && text.data[0] == ' ';

	if (at < text.size && text.data[at] == '[')
		text = behind_caller(text, at, caller);
	if (text.size && text.data[0] == ' ')
		text = ki_str_from(text, 1);
	return text;
}

static void set_text(struct ki_unwrap *line, struct koops_str text)
{
	/* The end of a record in JSON whose beginning somebody has cut off. */
	if (text.size > 1 && text.data[text.size - 1] == '}' && text.data[text.size - 2] == '"')
		text.size -= 2;
	line->text = text;
	line->stamped = true;
}

enum ki_taken ki_take_printk(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time = line->time;
	uint64_t caller = line->caller;
	int level = line->level;
	bool any = false;

	(void)input;
	if (rest.data[0] == '<') {
		if (!take_priority(&rest, &level))
			return KI_LEFT;
		any = true;
	}
	if (ki_take_stamp(&rest, &time)) {
		any = true;
		rest = behind_stamp(rest, &caller);
	} else if (ki_take_caller(&rest, &caller)) {
		any = true;
		ki_take_char(&rest, ' ');
	}
	if (!any)
		return KI_LEFT;
	set_text(line, rest);
	line->time = time;
	line->caller = caller;
	line->level = level;
	return KI_TAKEN;
}

void ki_take_usual(struct ki_unwrap *line, struct ki_usual usual)
{
	const char *raw = line->text.data;
	struct koops_str rest = {raw + usual.end, line->text.size - usual.end};

	line->time = (struct koops_str){raw + usual.seconds, usual.end - 1U - usual.seconds};
	if (raw[0] == '<')
		line->level = raw[1] - '0';
	set_text(line, behind_stamp(rest, &line->caller));
}
