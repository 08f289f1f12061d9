/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/token.h"

const char *ki_token_name(enum ki_token_type type)
{
	static const char *const names[] = {
	    [KI_TOKEN_OTHER] = "other",
	    [KI_TOKEN_BLANK] = "blank",
	    [KI_TOKEN_HEADER] = "header",
	    [KI_TOKEN_FRAME] = "frame",
	    [KI_TOKEN_CONTEXT] = "context",
	    [KI_TOKEN_TRACE] = "trace",
	    [KI_TOKEN_SECTION] = "section",
	    [KI_TOKEN_CPU] = "cpu",
	    [KI_TOKEN_HARDWARE] = "hardware",
	    [KI_TOKEN_PC] = "pc",
	    [KI_TOKEN_REGISTERS] = "registers",
	    [KI_TOKEN_MEMORY] = "memory",
	    [KI_TOKEN_ASIDE] = "aside",
	    [KI_TOKEN_CODE] = "code",
	    [KI_TOKEN_MODULES] = "modules",
	    [KI_TOKEN_WORKQUEUE] = "workqueue",
	    [KI_TOKEN_TAINT] = "taint",
	    [KI_TOKEN_KERNEL_OFFSET] = "kernel-offset",
	    [KI_TOKEN_LOCK] = "lock",
	    [KI_TOKEN_RULER] = "ruler",
	    [KI_TOKEN_END] = "end",
	    [KI_TOKEN_BODY] = "body",
	    [KI_TOKEN_BOOT] = "boot",
	};

	return (size_t)type < KI_LENGTH(names) ? names[type] : "unknown";
}

/* "RIP: 0010:foo+0x1/0x2", "lr : foo+0x1/0x2", "RAX: 0000… RBX: 0000…", in any architecture's way.
 */
static bool lex_registers(const struct ki_rules *rules, struct koops_str text,
			  struct ki_token *token)
{
	const struct ki_arch_set *archs = ki_arch_set(ki_rules_archs(rules), text);
	struct ki_register_line line;
	struct ki_placed placed;

	token->type = KI_TOKEN_REGISTERS;
	if (archs->places && ki_arch_place(text, archs->places, &placed)) {
		if (placed.row->type != KI_PLACE_OTHER)
			token->type = KI_TOKEN_PC;
		token->place = placed.row;
		token->arch = placed.arch;
		return true;
	}
	if (archs->registers && ki_arch_registers(text, archs, &line)) {
		token->arch = line.arch;
		token->found = line.found;
		return true;
	}
	token->type = KI_TOKEN_OTHER;
	return false;
}

/* Markers, then a frame or nothing. */
static bool lex_markers(struct koops_str text, struct ki_token *token)
{
	struct koops_str rest = text;
	struct ki_marker marker;

	if (!ki_take_marker(&rest, &marker))
		return false;
	while (ki_take_marker(&rest, &marker))
		;
	token->marker = marker;
	if (ki_str_trim(rest).size == 0)
		token->type = KI_TOKEN_CONTEXT;
	else
		ki_lex_frame(rest, token);
	return token->type != KI_TOKEN_OTHER;
}

/*
 * A lock as lockdep prints it: " (&x->lock){+.+.}-{3:3}, at: foo+0x1/0x2",
 * "#0: ffff888012345678 (…){…}, at: …".
 */
static bool lex_lock(struct koops_str text, struct ki_token *token)
{
	static const char usage[] = "+-.?/ ";
	size_t open =
	    ki_str_chr(text, '{') < text.size ? ki_str_find(text, KI_STR("){")) : text.size;
	size_t at = open + 2;
	struct koops_str rest;
	uint64_t address;

	while (at < text.size && (strchr(usage, text.data[at]) || ki_is_alpha(text.data[at])))
		at++;
	if (at >= text.size || text.data[at] != '}' || at == open + 2)
		return false;
	rest = ki_str_from(text, ki_str_find(text, KI_STR(" at:")));
	token->type = KI_TOKEN_LOCK;
	token->frame = (struct koops_frame){0};
	if (!ki_take(&rest, KI_STR(" at:")))
		return true;
	ki_take_blanks(&rest);
	if (ki_take_bracket_address(&rest, &address))
		token->frame.address = ki_number(address);
	ki_take_blanks(&rest);
	if (!ki_take_location(&rest, &token->frame))
		token->frame.symbol = KI_STR("");
	return true;
}

static bool begins_with_digit(struct koops_str text)
{
	text = ki_str_trim_start(text);
	return text.size && ki_is_digit(text.data[0]);
}

/* All but the frame, which is large and set by those that have one. */
static void clear(struct ki_token *token)
{
	token->type = KI_TOKEN_OTHER;
	token->marker = (struct ki_marker){0};
	token->repeats = false;
	token->rule = NULL;
	token->mark = NULL;
	token->at = 0;
	token->arch = NULL;
	token->place = NULL;
	token->callee = token->more = (struct koops_str){0};
}

/* A line that is no frame; `first` is its first byte behind white space. */
static void lex_other(const struct ki_rules *rules, struct ki_match *match, struct koops_str text,
		      char first, struct ki_token *token)
{
	if ((first == '<' && lex_markers(text, token)) || lex_registers(rules, text, token))
		return;
	token->rule = ki_rules_header(rules, match, text, &token->places);
	if (token->rule) {
		token->type = KI_TOKEN_HEADER;
		return;
	}
	if (ki_is_memory(text)) {
		token->type = KI_TOKEN_MEMORY;
		return;
	}
	token->mark = ki_rules_mark(rules, text, &token->at);
	if ((!token->mark || token->mark->type == KI_TOKEN_BODY) && lex_lock(text, token))
		return;
	if (token->mark)
		token->type = token->mark->type;
	/* "CPU: vendor Intel", say boot loaders. */
	if (token->type == KI_TOKEN_CPU && !begins_with_digit(ki_str_from(text, token->at)))
		token->type = KI_TOKEN_OTHER;
	if (token->type != KI_TOKEN_TRACE)
		return;
	/* M68k and MIPS: "Call Trace: [<addr>] foo+0x1/0x2". */
	token->frame = (struct koops_frame){0};
	ki_lex_frame(ki_str_from(text, token->at), token);
	token->type = KI_TOKEN_TRACE;
}

void ki_lex(const struct ki_rules *rules, struct ki_match *match, struct koops_str text,
	    struct ki_token *token)
{
	struct koops_str line = ki_str_trim_start(text);

	clear(token);
	if (!line.size)
		token->type = KI_TOKEN_BLANK;
	else if (!ki_lex_frame(line, token))
		lex_other(rules, match, text, line.data[0], token);
}
