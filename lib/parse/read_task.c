/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines that say which task, CPU and kernel a report is of.
 */
#include "parse/reader.h"

/* Where the words of lib/dump_stack.c that follow the comm, and kdump's state, begin. */
static size_t find_taint(struct koops_str text)
{
	static const char *const words[] = {" Not tainted", " Tainted:"};
	size_t first = text.size;

	if (ki_str_starts(text, KI_STR("Not tainted")) || ki_str_starts(text, KI_STR("Tainted:")))
		return 0;
	for (size_t i = 0; i < KI_LENGTH(words); i++) {
		size_t at = ki_str_find(text, ki_str(words[i]));

		if (at < first)
			first = at;
	}
	return first;
}

/* What a "CPU:" line says; views into it. */
struct task_line {
	struct ki_number cpu, uid, pid;
	struct koops_str comm;
};

/* Decimal digits, at least one; too many for 64 bits are no number that is known. */
static bool take_number(struct koops_str *text, struct ki_number *number)
{
	struct koops_str digits = *text;
	uint64_t value;
	size_t i = 0;

	while (i < text->size && ki_is_digit(text->data[i]))
		i++;
	*text = ki_str_from(*text, i);
	if (ki_take_u64(&digits, &value))
		*number = ki_number(value);
	return i > 0;
}

/*
 * Whether what follows a blank is no more of the comm: taint, kernel release.  `end` is behind
 * the last run of letters and blanks that was looked through.
 */
static bool is_behind_comm(struct koops_str text, size_t at, size_t *end)
{
	struct koops_str rest = ki_str_from(text, at);

	if (ki_str_starts(rest, KI_STR("Kdump")) || ki_str_starts(rest, KI_STR("Not tainted")) ||
	    ki_str_starts(rest, KI_STR("Tainted")))
		return true;
	/* "6.1.0" */
	if (rest.size && ki_is_digit(rest.data[0])) {
		size_t i = 1;

		while (i < rest.size && ki_is_digit(rest.data[i]))
			i++;
		return i + 1 < rest.size && rest.data[i] == '.' && ki_is_digit(rest.data[i + 1]);
	}
	/* "G        W 6.1.0" */
	if (!rest.size || (rest.data[0] != 'G' && rest.data[0] != 'P'))
		return false;
	if (*end <= at)
		*end = at + 1;
	while (*end < text.size && (ki_is_upper(text.data[*end]) || text.data[*end] == ' '))
		++*end;
	return *end > at + 1 && text.data[*end - 1] == ' ' && *end < text.size &&
	       ki_is_digit(text.data[*end]);
}

/* The name of a task at the front of a text: it may have blanks. */
static struct koops_str take_comm(struct koops_str text)
{
	size_t end = 0, at = 0;

	while ((at += ki_str_chr(ki_str_from(text, at), ' ')) < text.size &&
	       !is_behind_comm(text, at + 1, &end))
		at++;
	return ki_str_to(text, at);
}

/* lib/dump_stack.c (dump_stack_print_info), 3.10 to 6.x: "CPU: 0 UID: 0 PID: 1 Comm: init …". */
static bool take_task(struct koops_str text, struct task_line *line)
{
	ki_take_blanks(&text);
	if (!take_number(&text, &line->cpu) ||
	    (ki_take(&text, KI_STR(" UID: ")) && !take_number(&text, &line->uid)) ||
	    !ki_take(&text, KI_STR(" PID: ")) || !take_number(&text, &line->pid) ||
	    !ki_take(&text, KI_STR(" Comm: ")))
		return false;
	line->comm = take_comm(text);
	return true;
}

/* arch/x86/kernel/dumpstack.c, 2.6.27 to 3.9: "Pid: 1, comm: init Not tainted …". */
static bool take_old_task(struct koops_str text, struct task_line *line)
{
	if (!take_number(&text, &line->pid) || !ki_take(&text, KI_STR(", comm: ")))
		return false;
	ki_take_blanks(&text);
	line->comm = ki_str_to(text, find_taint(text));
	return true;
}

/* Reads a "CPU:" line.  Where two CPUs print at a time, it can begin once more in it. */
static bool read_task(struct koops_str text, struct task_line *line)
{
	struct koops_str rest = ki_str_trim_start(text);

	if (ki_take(&rest, KI_STR("Pid: ")))
		return take_old_task(rest, line);
	for (;;) {
		rest = ki_str_from(rest, ki_str_find(rest, KI_STR("CPU: ")));
		if (!ki_take(&rest, KI_STR("CPU: ")))
			return false;
		if (take_task(rest, line))
			return true;
	}
}

static void keep_number(struct ki_number *kept, struct ki_number number)
{
	if (!kept->known)
		*kept = number;
}

static bool keep_task(struct koops_report *report, const struct task_line *line)
{
	struct koops_str comm = ki_str_trim(line->comm);

	keep_number(&report->cpu, line->cpu);
	keep_number(&report->uid, line->uid);
	keep_number(&report->pid, line->pid);
	return report->comm.size || !comm.size || ki_report_str(report, comm, &report->comm);
}

/* Keeps what a line says from the words of taint on, for a report that has no line of its own. */
static void note_kernel(struct ki_reader *reader, struct koops_str text)
{
	if (!reader->other_kernel.size)
		reader->other_kernel = text;
}

bool ki_read_cpu(struct ki_reader *reader, const struct ki_item *item)
{
	struct koops_report *report = reader->report;
	struct task_line line = {0};
	struct koops_str rest;
	bool read = read_task(item->text, &line);

	/* The words of taint end the comm. */
	rest = ki_str_from(item->text,
			   read ? (size_t)(line.comm.data - item->text.data) + line.comm.size : 0);
	rest = ki_str_from(rest, find_taint(rest));
	/* The first such line is a bystander's own; the next is of the CPU that reports. */
	if (reader->bystander && !reader->bystander_traced) {
		/* The kernel is the same. */
		note_kernel(reader, rest);
		return true;
	}
	if (reader->bystander) {
		reader->bystander = false;
		reader->trace_cpu.known = false;
		ki_begin_section(reader, KOOPS_ROLE_OWN);
	}
	if (reader->placed) {
		/* Another task's line: two CPUs print at a time. */
		reader->interleaved |= reader->role == KOOPS_ROLE_OWN && read && line.pid.known &&
				       report->pid.known && report->pid.value != line.pid.value;
		return true;
	}
	reader->placed = true;
	ki_drop_registers(reader);
	/* Behind the parts about memory and locks comes the report's own trace. */
	if (reader->role != KOOPS_ROLE_CPU && reader->role != KOOPS_ROLE_TASK)
		ki_begin_section(reader, KOOPS_ROLE_OWN);
	if (read && !keep_task(report, &line))
		return false;
	return ki_read_kernel(report, rest);
}

bool ki_read_other(struct ki_reader *reader, struct koops_str text, bool in_modules)
{
	size_t taint;

	/* A list of modules longer than printk's longest line goes on in the next. */
	if (in_modules && text.size && text.data[0] == ' ') {
		reader->in_modules = true;
		return ki_read_modules(reader->report, text);
	}
	taint = find_taint(text);
	note_kernel(reader, ki_str_from(text, taint));
	return ki_read_ident(reader->report, text, taint);
}

bool ki_read_late_taint(struct ki_reader *reader, struct koops_str text)
{
	/* mm/slub.c (slab_bug): "BUG kmalloc-64 (Tainted: G    B ): …". */
	static const char *const states[] = {"(Tainted: ", "(Not tainted): "};

	for (size_t i = 0; i < KI_LENGTH(states); i++) {
		size_t at = ki_str_find(text, ki_str(states[i]));

		if (at < text.size && !ki_read_kernel(reader->report, ki_str_from(text, at + 1)))
			return false;
	}
	return ki_read_kernel(reader->report, reader->other_kernel);
}
