/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/token.h"

#include "parse/arch.h"

/*
 * "RIP: 0010:foo+0x1/0x2", "RIP: 0010:[<addr>]  [<addr>] foo+0x1/0x2", "IP: foo+…",
 * "EIP: foo+…", "pc : foo+…", "PC is at foo+…", …: a row of an architecture,
 * then the place.
 */
static bool lex_pc(struct koops_str text, struct ki_token *token)
{
	struct koops_str rest = text;
	struct koops_frame frame = {.flags = KOOPS_FRAME_PC};
	uint64_t value;

	if (!ki_arch_take_pc(&rest))
		return false;
	/* "0010:": the code segment, and what is behind user space's (0033, 0023). */
	if (rest.size > 5 && rest.data[4] == ':' && ki_take_hex(&rest, &value))
		rest = ki_str_from(rest, 1);
	while (ki_take_bracket_address(&rest, &value)) {
		frame.address = ki_number(value);
		ki_take_blanks(&rest);
	}
	ki_take_location(&rest, &frame);
	token->type = KI_TOKEN_PC;
	token->frame = frame;
	return true;
}

/* Markers, then a frame or nothing. */
static bool lex_markers(struct koops_str text, struct ki_token *token)
{
	struct koops_str rest = text;
	struct ki_marker marker;

	while (ki_take_marker(&rest, &marker))
		token->marker = marker;
	if (!token->marker.found)
		return false;
	if (ki_str_trim(rest).size == 0)
		token->type = KI_TOKEN_CONTEXT;
	else if (ki_lex_frame(rest, token))
		token->type = KI_TOKEN_FRAME;
	return token->type != KI_TOKEN_OTHER;
}

/*
 * A lock as lockdep prints it: " (&x->lock){+.+.}-{3:3}, at: foo+0x1/0x2",
 * "#0: ffff888012345678 (…){…}, at: …".
 */
static bool lex_lock(struct koops_str text, struct ki_token *token)
{
	static const char usage[] = "+-.?/ ";
	size_t open = ki_str_find(text, KI_STR("){")), at = open + 2;
	struct koops_str rest;
	uint64_t address;

	while (at < text.size && (strchr(usage, text.data[at]) || ki_is_alpha(text.data[at])))
		at++;
	if (at >= text.size || text.data[at] != '}' || at == open + 2)
		return false;
	rest = ki_str_from(text, ki_str_find(text, KI_STR(" at:")));
	token->type = KI_TOKEN_LOCK;
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

void ki_lex(const struct ki_rules *rules, struct ki_match *match, struct koops_str text,
	    struct ki_token *token)
{
	*token = (struct ki_token){.type = KI_TOKEN_OTHER};
	if (ki_str_trim(text).size == 0) {
		token->type = KI_TOKEN_BLANK;
		return;
	}
	if (ki_lex_frame(text, token)) {
		token->type = KI_TOKEN_FRAME;
		return;
	}
	token->callee = KI_STR("");
	if (lex_markers(text, token))
		return;
	token->rule = ki_rules_header(rules, match, text, &token->at);
	if (token->rule) {
		token->type = KI_TOKEN_HEADER;
		return;
	}
	if (lex_pc(text, token))
		return;
	token->mark = ki_rules_mark(rules, text, &token->at);
	if ((!token->mark || token->mark->type == KI_TOKEN_BODY) && lex_lock(text, token))
		return;
	if (token->mark)
		token->type = token->mark->type;
	else if (ki_arch_is_registers(text))
		token->type = KI_TOKEN_REGISTERS;
}
