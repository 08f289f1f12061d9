/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kernels of makers of phones add behind the time, and logcat(1), which
 * has the kernel's messages between those of processes.
 */
#include "input/row.h"
#include "input/stamp.h"

/* Takes blanks and a number. */
static bool take_column(struct koops_str *text, uint64_t *number)
{
	ki_take_blanks(text);
	return ki_take_u64(text, number);
}

/* "[0:    kworker/0:1:  123]": the CPU, a name in which colons may be, the task's number. */
static bool take_cpu_name_pid(struct koops_str *text, uint64_t *cpu, uint64_t *pid)
{
	struct koops_str rest = *text, inside;
	size_t colon;

	if (!ki_take_char(&rest, '[') || !ki_take_until(&rest, ']', &inside) ||
	    !ki_take_u64(&inside, cpu) || !ki_take_char(&inside, ':'))
		return false;
	colon = inside.size;
	while (colon > 0 && inside.data[colon - 1] != ':')
		colon--;
	inside = ki_str_from(inside, colon);
	if (!colon || !take_column(&inside, pid) || inside.size)
		return false;
	ki_take_char(&rest, ' ');
	*text = rest;
	return true;
}

/* "(0)[123:kworker/0:1]" */
static bool take_cpu_pid_name(struct koops_str *text, uint64_t *cpu, uint64_t *pid)
{
	struct koops_str rest = *text, name;

	if (!ki_take_char(&rest, '(') || !ki_take_u64(&rest, cpu) || !ki_take_char(&rest, ')') ||
	    !ki_take_char(&rest, '[') || !ki_take_u64(&rest, pid) || !ki_take_char(&rest, ':') ||
	    !ki_take_until(&rest, ']', &name))
		return false;
	*text = rest;
	return true;
}

/* "c0   516 (repro) ", "c0      1 " */
static bool take_cpu_column(struct koops_str *text, uint64_t *cpu, uint64_t *pid)
{
	struct koops_str rest = *text, name;

	if (!ki_take_char(&rest, 'c') || !ki_take_u64(&rest, cpu) || !rest.size ||
	    rest.data[0] != ' ' || !take_column(&rest, pid) || !ki_take_char(&rest, ' '))
		return false;
	*text = rest;
	if (ki_take_char(&rest, '(') && ki_take_until(&rest, ')', &name) &&
	    ki_take_char(&rest, ' '))
		*text = rest;
	return true;
}

/* Behind the kernel's stamp: who prints, where no "[  T516]" says so. */
enum ki_taken ki_take_vendor(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text;
	uint64_t cpu, pid;

	(void)input;
	if (!line->depth || ki_rows[line->path[line->depth - 1]].take != ki_take_printk)
		return KI_LEFT;
	/* A mark of lines that go on, or were printed with interrupts off; a letter for the level.
	 */
	if (ki_take_char(&rest, '.') || ki_take_char(&rest, '-'))
		;
	else if (rest.size > 1 && ki_is_upper(rest.data[0]) && rest.data[1] == '[')
		rest = ki_str_from(rest, 1);
	if (!take_cpu_name_pid(&rest, &cpu, &pid) && !take_cpu_pid_name(&rest, &cpu, &pid) &&
	    !take_cpu_column(&rest, &cpu, &pid))
		return KI_LEFT;
	line->text = rest;
	if (line->caller == KI_CALLER_NONE && pid <= UINT32_MAX && cpu <= UINT32_MAX)
		line->caller = pid ? pid : KI_CALLER_CPU + cpu;
	return KI_TAKEN;
}

/* "03-30 21:39:14.504", with the year before it or not. */
static bool take_time(struct koops_str *text, struct koops_str *time)
{
	struct koops_str begin = *text, rest = begin;

	if (ki_take_digits(&rest, 4, 4) && !ki_take_char(&rest, '-'))
		return false;
	if (!ki_take_digits(&rest, 2, 2) || !ki_take_char(&rest, '-') ||
	    !ki_take_digits(&rest, 2, 2) || !ki_take_char(&rest, ' ') || !ki_take_clock(&rest) ||
	    !ki_take_char(&rest, ' '))
		return false;
	*time = ki_str_trim(ki_taken_str(begin, rest));
	*text = rest;
	return true;
}

/* The level of printk that logcat shows as this letter, or -1. */
static int read_priority(char c)
{
	static const struct {
		char letter, level;
	} priorities[] = {{'V', 7}, {'D', 7}, {'I', 6}, {'W', 4}, {'E', 3}, {'F', 2}};

	for (size_t i = 0; i < KI_LENGTH(priorities); i++)
		if (priorities[i].letter == c)
			return priorities[i].level;
	return -1;
}

struct entry {
	uint64_t pid;
	int level;
	struct koops_str tag, text;
};

/* "  root     0     0 W BUG     : text", the user's name being an option. */
static bool take_threadtime(struct koops_str text, struct entry *entry)
{
	struct koops_str user;
	uint64_t thread;
	size_t colon;

	ki_take_blanks(&text);
	if (text.size && ki_is_alpha(text.data[0]) && !ki_take_word(&text, &user))
		return false;
	if (!take_column(&text, &entry->pid) || !take_column(&text, &thread))
		return false;
	ki_take_blanks(&text);
	if (text.size < 2 || text.data[1] != ' ')
		return false;
	entry->level = read_priority(text.data[0]);
	text = ki_str_from(text, 2);
	colon = ki_str_find(text, KI_STR(": "));
	if (colon == text.size && ki_str_ends(text, KI_STR(":")))
		colon--;
	entry->tag = ki_str_trim(ki_str_to(text, colon));
	entry->text = ki_str_from(text, colon + 2);
	return entry->level >= 0 && colon < text.size;
}

/* "W/BUG     (    0): text" */
static bool take_brief(struct koops_str text, struct entry *entry)
{
	if (text.size < 2 || text.data[1] != '/')
		return false;
	entry->level = read_priority(text.data[0]);
	text = ki_str_from(text, 2);
	if (entry->level < 0 || !ki_take_until(&text, '(', &entry->tag) ||
	    !take_column(&text, &entry->pid) || !ki_take(&text, KI_STR("):")))
		return false;
	ki_take_char(&text, ' ');
	entry->tag = ki_str_trim(entry->tag);
	entry->text = text;
	return true;
}

/* Process 0 is the kernel; what its line had up to the first colon is the tag. */
enum ki_taken ki_take_logcat(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time = line->time;
	struct entry entry;
	struct ki_buf *out;

	if (line->stamped)
		return KI_LEFT;
	if (!(take_time(&rest, &time) && take_threadtime(rest, &entry)) &&
	    !take_brief(rest, &entry))
		return KI_LEFT;
	out = ki_input_scratch(input, line);
	if (entry.tag.size && !ki_str_eq(entry.tag, KI_STR("kernel"))) {
		ki_buf_put(out, entry.tag);
		ki_buf_put(out, KI_STR(": "));
	}
	ki_buf_put(out, entry.text);
	line->text = ki_buf_str(out);
	line->time = time;
	line->level = entry.level;
	line->stamped = entry.pid == 0;
	return KI_TAKEN;
}
