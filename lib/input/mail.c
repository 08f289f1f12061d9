/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people do to logs in mails and trackers.
 */
#include "input/state.h"

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
		/* The rest of a broken "[<ffffffff813c7b06>] symbol" is no quote either. */
		if (!ki_take_char(&after, '>') || is_marked_dump(after) ||
		    ki_str_starts(after, KI_STR("]")))
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

/* "```", "```text", "~~~" */
static bool is_markdown_fence(struct koops_str text)
{
	char mark = text.data[0];
	size_t i = 0;

	if (mark != '`' && mark != '~')
		return false;
	while (i < text.size && text.data[i] == mark)
		i++;
	if (i < 3)
		return false;
	for (; i < text.size; i++)
		if (!ki_is_alnum(text.data[i]) && !strchr("_+-", text.data[i]))
			return false;
	return true;
}

/* "{noformat}", "{code:title=x}", "[/code]" */
static bool is_tracker_fence(struct koops_str text)
{
	struct koops_str inside;
	char end = text.data[0] == '{' ? '}' : ']';

	if (!(ki_take_char(&text, '{') || ki_take_char(&text, '[')) ||
	    !ki_take_until(&text, end, &inside) || text.size)
		return false;
	ki_take_char(&inside, '/');
	if (!ki_take(&inside, KI_STR("noformat")) && !ki_take(&inside, KI_STR("code")))
		return false;
	return !inside.size || inside.data[0] == ':' || inside.data[0] == '=';
}

/* "====1680212354.504281-D", before what ramoops kept. */
static bool is_ramoops(struct koops_str text)
{
	uint64_t number;

	return ki_take(&text, KI_STR("====")) && ki_take_u64(&text, &number) &&
	       ki_take_char(&text, '.') && ki_take_u64(&text, &number) &&
	       ki_take_char(&text, '-') && text.size == 1;
}

/* Lines that stand around a log, not in it. */
enum ki_taken ki_take_fence(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str text = line->text;

	text = ki_str_trim(text);
	if (is_markdown_fence(text) || is_tracker_fence(text) || is_ramoops(text) ||
	    ki_str_starts(text, KI_STR("(In reply to ")))
		return KI_GONE;
	/* The cursor of an entry ends the one before: journalctl -o verbose. */
	if (ki_str_starts(text, KI_STR("[s=")) && ki_str_find(text, KI_STR(";i=")) < text.size)
		return ki_record_end(&input->record, input, line);
	/* A line marked as code. */
	if (text.size > 2 && text.data[0] == '`' && text.data[text.size - 1] == '`') {
		line->text = ki_str_from(ki_str_to(text, text.size - 1), 1);
		return KI_TAKEN;
	}
	return KI_LEFT;
}
