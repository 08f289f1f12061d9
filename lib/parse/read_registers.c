/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers, and the code around the program counter.
 */
#include "core/buf.h"
#include "parse/reader.h"

enum {
	/* More lines than any architecture has of code around the program counter. */
	CODE_LINES = 24,
};

bool ki_read_registers(struct ki_reader *reader, const struct ki_item *item)
{
	const struct ki_arch_sets *sets = ki_rules_archs(reader->rules);
	const struct ki_token *token = &item->token;
	struct ki_dump *dump = &reader->dump;
	bool through = reader->in_trace || reader->joined;
	struct ki_placed placed;

	ki_mixed_registers(reader, token);
	if (!token->place)
		return ki_dump_registers(reader->report, sets, dump, token->arch, &token->found,
					 item->text);
	if (!ki_place_read(item->text, token->arch, token->place, &placed))
		return true;
	if (placed.row->type == KI_PLACE_OTHER)
		return ki_dump_place(reader->report, sets, dump, &placed);
	/* i386 shows no segment: an address where the stack ends. */
	if (placed.mode == KI_MODE_UNKNOWN && placed.arch->user_segments && through &&
	    !placed.frame.symbol.size)
		placed.mode = KI_MODE_USER;
	if (placed.mode != KI_MODE_UNKNOWN && dump->mode != KI_MODE_UNKNOWN &&
	    placed.mode != dump->mode)
		ki_end_dump(reader);
	if (!ki_copy_frame(reader->report, &placed.frame) ||
	    !ki_dump_place(reader->report, sets, dump, &placed))
		return false;
	return !through || dump->mode == KI_MODE_USER || ki_add_interrupted(reader, &placed.frame);
}

bool ki_read_words(struct ki_reader *reader, struct koops_str text)
{
	struct koops_report *report = reader->report;
	struct koops_str joined;
	struct ki_buf buf;
	bool taken, ok;

	if (!ki_dump_words(report, &reader->dump, text, &taken))
		return false;
	if (taken || !reader->code_lines)
		return true;
	reader->code_lines--;
	ki_buf_init(&buf, &report->mem);
	ki_buf_put(&buf, report->code);
	if (report->code.size)
		ki_buf_putc(&buf, ' ');
	ki_buf_put(&buf, text);
	ok = !buf.failed && ki_report_words(report, ki_buf_str(&buf), &joined);
	ki_buf_free(&buf);
	if (ok)
		report->code = joined;
	return ok;
}

/*
 * Who prints registers has printed its CPU before: these are the end of the report
 * before, of another CPU.
 */
void ki_drop_registers(struct ki_reader *reader)
{
	struct koops_report *report = reader->report;

	/* Old kernels say "IP: …" alone, before all else. */
	if (reader->dump.mode != KI_MODE_KERNEL &&
	    report->registers[KOOPS_REGISTERS_KERNEL].count <= 1)
		return;
	reader->dump = (struct ki_dump){.arch = reader->dump.arch};
	report->pc = (struct koops_frame){0};
	report->registers[KOOPS_REGISTERS_KERNEL] = (struct ki_registers){0};
	reader->interleaved = true;
}

/* Code bytes of the kernel; a line of code that comes behind the trace ends it. */
bool ki_read_code(struct ki_reader *reader, const struct ki_item *item)
{
	if (ki_dump_is_empty(&reader->dump))
		ki_end_trace(reader);
	ki_mixed_code(reader, item->text);
	if (reader->role != KOOPS_ROLE_OWN || reader->dump.mode == KI_MODE_USER ||
	    reader->report->code.size)
		return true;
	reader->code_lines = CODE_LINES;
	return ki_mark_groups(reader->rules, item->token.mark, reader->match, item->text,
			      ki_take_group, reader);
}
