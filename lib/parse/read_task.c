/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines that say which task, CPU and kernel a report is of.
 */
#include "parse/reader.h"

/* Where the words of lib/dump_stack.c that follow the comm begin. */
static size_t find_taint(struct koops_str text)
{
	static const char *const words[] = {" Kdump: ", " Not tainted", " Tainted:"};
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

/* Notes a task that is not the report's: two CPUs print at a time. */
static bool take_pid(struct koops_str name, struct koops_str value, void *user)
{
	struct ki_reader *reader = user;
	uint64_t pid;

	if (ki_str_eq(name, KI_STR("pid")) && ki_take_u64(&value, &pid))
		reader->interleaved |=
		    reader->report->pid.known && reader->report->pid.value != pid;
	return true;
}

bool ki_read_cpu(struct ki_reader *reader, const struct ki_item *item)
{
	/* The first such line is a bystander's own; the next is of the CPU that reports. */
	if (reader->bystander && !reader->bystander_traced)
		return true;
	if (reader->bystander) {
		reader->bystander = false;
		reader->trace_cpu.known = false;
		ki_begin_section(reader, KOOPS_ROLE_OWN);
	}
	if (reader->placed && reader->role == KOOPS_ROLE_OWN)
		return ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
				      take_pid, reader);
	if (reader->placed)
		return true;
	reader->placed = true;
	ki_drop_registers(reader);
	/* Behind the parts about memory and locks comes the report's own trace. */
	if (reader->role != KOOPS_ROLE_CPU && reader->role != KOOPS_ROLE_TASK)
		ki_begin_section(reader, KOOPS_ROLE_OWN);
	return ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
			      ki_take_group, reader) &&
	       ki_read_kernel(reader->report, ki_str_from(item->text, find_taint(item->text)));
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
	if (taint < text.size && !reader->cut_kernel.size)
		reader->cut_kernel = ki_str_from(text, taint);
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
	return ki_read_kernel(reader->report, reader->cut_kernel);
}
