/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs that lines of another report stand in one, as two CPUs print at a time and the
 * log does not say whose a line is.
 *
 * The first report ends where the second begins, and that takes the rest of both.  So
 * only a report that broke off another is looked at, and what it can't have printed
 * itself makes its stack doubtful.
 */
#include "core/symbol.h"
#include "data/lists.h"
#include "parse/reader.h"

/* Whether a stack ends with the function: what an exception interrupted would follow. */
static bool is_last(struct koops_str symbol)
{
	struct koops_str base = ki_symbol_base(symbol);

	return ki_list_has(KI_LIST_ENTRY, base) && !ki_list_has(KI_LIST_EXCEPTION, base);
}

/* A frame behind the way into the kernel, where the stack was over. */
void ki_mixed_frame(struct ki_reader *reader, const struct koops_frame *frame)
{
	bool last;

	if (!frame->symbol.size || !ki_frame_is_reliable(frame))
		return;
	last = is_last(frame->symbol);
	reader->interleaved |= reader->over && !last;
	reader->over |= last;
}

/* A second "Call Trace:" of the report's own, or one behind frames. */
void ki_mixed_trace(struct ki_reader *reader)
{
	bool begun = reader->traced || reader->first[KOOPS_ROLE_OWN];

	reader->interleaved |= reader->breaks_off && reader->role == KOOPS_ROLE_OWN && begun;
}

/* Registers amid frames, without the program counter that they begin with. */
void ki_mixed_registers(struct ki_reader *reader, const struct ki_token *token)
{
	bool amid = reader->in_trace && !reader->over;

	reader->interleaved |= reader->breaks_off && amid && !reader->dump.begun && !token->place;
}

/* Other code than that of the report, if it is not what an exception in the trace interrupted. */
void ki_mixed_code(struct ki_reader *reader, struct koops_str text)
{
	bool through = reader->in_trace || reader->joined;
	struct koops_str code = reader->report->code;

	if (!reader->breaks_off || !code.size || reader->role != KOOPS_ROLE_OWN ||
	    reader->dump.mode == KI_MODE_USER || (through && reader->dump.begun))
		return;
	reader->interleaved |= ki_str_find(text, code) == text.size;
}
