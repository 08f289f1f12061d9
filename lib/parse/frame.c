/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames as the kernel prints them: lib/vsprintf.c (symbol_string), and the
 * lines around it in arch/.../kernel/{dumpstack,stacktrace,traps}.c, 4.x to 6.x;
 * and as scripts/decode_stacktrace.sh rewrites them.
 */
#include "parse/token.h"

static bool is_symbol_char(char c)
{
	return ki_is_alnum(c) || c == '_' || c == '.' || c == '$';
}

static bool is_symbol_start(char c)
{
	return ki_is_alpha(c) || c == '_' || c == '.' || c == '$';
}

/* Takes a C identifier, with the suffixes that compilers add. */
static bool take_symbol(struct koops_str *text, struct koops_str *symbol)
{
	size_t size = 0;

	if (!text->size || !is_symbol_start(text->data[0]))
		return false;
	while (size < text->size && is_symbol_char(text->data[size]))
		size++;
	*symbol = ki_str_to(*text, size);
	*text = ki_str_from(*text, size);
	return true;
}

bool ki_take_bracket_address(struct koops_str *text, uint64_t *address)
{
	struct koops_str rest = *text;
	size_t before;
	bool angle;

	if (!ki_take_char(&rest, '['))
		return false;
	angle = ki_take_char(&rest, '<');
	before = rest.size;
	if (!ki_take_hex(&rest, address) || before - rest.size < 8)
		return false;
	if ((angle && !ki_take_char(&rest, '>')) || !ki_take_char(&rest, ']'))
		return false;
	*text = rest;
	return true;
}

/* "+0x1/0x2"; "+0x1" alone as kallsyms prints it for the largest symbols, or as 2.4 did. */
static bool take_offset(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text;
	uint64_t offset, size;

	if (!ki_take_char(&rest, '+') || !ki_take_0x(&rest, &offset))
		return false;
	frame->offset = ki_number(offset);
	if (ki_take_char(&rest, '/')) {
		if (!ki_take_0x(&rest, &size))
			return false;
		frame->size = ki_number(size);
	}
	*text = rest;
	return true;
}

static bool is_hex(struct koops_str text)
{
	for (size_t i = 0; i < text.size; i++)
		if (ki_hex_digit(text.data[i]) < 0)
			return false;
	return text.size > 0;
}

/* " [mod]", " [mod 0123abcd…]": module and its build ID (CONFIG_STACKTRACE_BUILD_ID, 5.14). */
static bool take_module(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text, inside, word;

	ki_take_blanks(&rest);
	if (!ki_take_char(&rest, '[') || !ki_take_until(&rest, ']', &inside))
		return false;
	if (ki_str_eq(inside, KI_STR("inline")) || !ki_take_word(&inside, &word))
		return false;
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_alnum(word.data[i]) && word.data[i] != '_' && word.data[i] != '-')
			return false;
	ki_take_blanks(&inside);
	if (is_hex(word) && inside.size == 0 && word.size >= 20) {
		/* vmlinux's own frames have the ID alone. */
		frame->build_id = word;
	} else {
		if (inside.size && !is_hex(inside))
			return false;
		frame->module = word;
		frame->build_id = inside;
	}
	*text = rest;
	return true;
}

/* " fs/ext4/inode.c:123", as a symbolizer puts it behind a frame. */
static bool take_source(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text, word;
	uint64_t line;
	size_t colon, dot;

	ki_take_blanks(&rest);
	if (ki_take_char(&rest, '('))
		colon = 0;
	if (!ki_take_word(&rest, &word))
		return false;
	colon = ki_str_chr(word, ':');
	dot = colon;
	while (dot > 0 && word.data[dot - 1] != '.')
		dot--;
	if (colon == word.size || dot < 2 || colon == dot || colon - dot > 3)
		return false;
	frame->file = ki_str_to(word, colon);
	word = ki_str_from(word, colon + 1);
	if (!ki_take_u64(&word, &line)) {
		if (!ki_take_char(&word, '?'))
			return false;
		line = 0;
	}
	if (line)
		frame->line = ki_number(line);
	/* Clang's "file:line:column", the ')' of "(file:line)". */
	*text = rest;
	return true;
}

/* What may stand behind a frame and says nothing about it, or that it was inlined. */
static void take_notes(struct koops_str *text, struct koops_frame *frame)
{
	static const char *const notes[] = {"(P)", "(F)", "(U)", "(PC)", "(L)", "(K)", "(PCF)", "(FP)",
					    "(PL)", "(unreliable)", "(discriminator"};

	for (;;) {
		struct koops_str rest = *text, word;

		ki_take_blanks(&rest);
		if (ki_take(&rest, KI_STR("[inline]")) || ki_take(&rest, KI_STR("(inlined by)"))) {
			frame->flags |= KOOPS_FRAME_INLINED;
			*text = rest;
			continue;
		}
		if (!ki_take_word(&rest, &word))
			return;
		if (ki_str_eq(word, KI_STR("(discriminator")))
			ki_take_until(&rest, ')', &word);
		else {
			bool known = false;

			for (size_t i = 0; i < KI_LENGTH(notes); i++)
				known |= ki_str_eq(word, ki_str(notes[i]));
			if (!known)
				return;
		}
		if (ki_str_eq(word, KI_STR("(unreliable)")))
			frame->flags |= KOOPS_FRAME_UNRELIABLE;
		*text = rest;
	}
}

bool ki_take_location(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text;
	struct koops_frame made = *frame;
	uint64_t address;
	bool where;

	if (ki_take_0x(&rest, &address)) {
		made.address = ki_number(address);
		where = true;
	} else {
		if (!take_symbol(&rest, &made.symbol))
			return false;
		where = take_offset(&rest, &made);
	}
	take_module(&rest, &made);
	if (take_source(&rest, &made))
		where = true;
	/* Without an offset or a file a word is just a word. */
	if (!where)
		return false;
	take_module(&rest, &made);
	take_notes(&rest, &made);
	*text = rest;
	*frame = made;
	return true;
}

/* ARM: "(foo) from [<addr>] (bar+0x1/0x2)" behind the first address, "foo from bar+0x1/0x2". */
static bool take_from(struct koops_str *text, struct ki_token *token)
{
	struct koops_str rest = *text;
	struct koops_frame callee = {0}, caller = {0};
	uint64_t address;
	bool paren = ki_take_char(&rest, '(');

	if (!take_symbol(&rest, &callee.symbol))
		return false;
	take_offset(&rest, &callee);
	take_module(&rest, &callee);
	if ((paren && !ki_take_char(&rest, ')')) || !ki_take(&rest, KI_STR(" from ")))
		return false;
	if (ki_take_bracket_address(&rest, &address)) {
		caller.address = ki_number(address);
		ki_take_blanks(&rest);
	}
	paren = ki_take_char(&rest, '(');
	if (!ki_take_location(&rest, &caller))
		return false;
	if (paren && !ki_take_char(&rest, ')'))
		return false;
	token->callee = callee.symbol;
	token->frame = caller;
	*text = rest;
	return true;
}

/*
 * Markers around the parts of a stack.  arch/x86/kernel/dumpstack_64.c
 * (stack_type_name) since 4.9 in brackets that open and close; before, " <IRQ> "
 * and " <EOI> " in front of the first frame of a part.
 */
static const struct {
	const char *text;
	struct ki_marker marker;
} markers[] = {
	{"<TASK>", {KOOPS_CONTEXT_TASK, true, false}},
	{"</TASK>", {KOOPS_CONTEXT_TASK, true, true}},
	{"<IRQ>", {KOOPS_CONTEXT_IRQ, true, false}},
	{"</IRQ>", {KOOPS_CONTEXT_IRQ, true, true}},
	{"<EOI>", {KOOPS_CONTEXT_IRQ, true, true}},
	{"<SOFTIRQ>", {KOOPS_CONTEXT_SOFTIRQ, true, false}},
	{"</SOFTIRQ>", {KOOPS_CONTEXT_SOFTIRQ, true, true}},
	{"<NMI>", {KOOPS_CONTEXT_NMI, true, false}},
	{"</NMI>", {KOOPS_CONTEXT_NMI, true, true}},
	{"<<NMI>>", {KOOPS_CONTEXT_NMI, true, false}},
	{"<#DF>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</#DF>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<#DB>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</#DB>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<#MC>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</#MC>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<#VC>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</#VC>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<#VC2>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</#VC2>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<ENTRY_TRAMPOLINE>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</ENTRY_TRAMPOLINE>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<SYSENTER>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"</SYSENTER>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
	{"<#DOUBLEFAULT>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"<#SS>", {KOOPS_CONTEXT_EXCEPTION, true, false}},
	{"<UNK>", {KOOPS_CONTEXT_UNKNOWN, true, false}},
	{"<<EOE>>", {KOOPS_CONTEXT_EXCEPTION, true, true}},
};

bool ki_take_marker(struct koops_str *text, struct ki_marker *marker)
{
	struct koops_str rest = *text;

	ki_take_blanks(&rest);
	if (!rest.size || rest.data[0] != '<')
		return false;
	for (size_t i = 0; i < KI_LENGTH(markers); i++)
		if (ki_take(&rest, ki_str(markers[i].text))) {
			*marker = markers[i].marker;
			*text = rest;
			return true;
		}
	return false;
}

bool ki_lex_frame(struct koops_str text, struct ki_token *token)
{
	struct koops_str rest = text;
	struct koops_frame frame = {0};
	uint64_t address, second;
	bool addressed, open;

	ki_take_blanks(&rest);
	open = ki_take_char(&rest, '(');
	addressed = ki_take_bracket_address(&rest, &address);
	if (open && !addressed)
		return false;
	if (addressed) {
		ki_take_blanks(&rest);
		/* powerpc: the stack's address, then the code's. */
		if (ki_take_bracket_address(&rest, &second))
			address = second;
		frame.address = ki_number(address);
		ki_take_blanks(&rest);
	}
	/* s390 and sh print a frame that they don't vouch for in parentheses. */
	if (open)
		frame.flags |= KOOPS_FRAME_UNRELIABLE;
	if (ki_take(&rest, KI_STR("? ")))
		frame.flags |= KOOPS_FRAME_UNRELIABLE;
	ki_take_blanks(&rest);
	if (take_from(&rest, token)) {
		token->frame.flags |= frame.flags;
		return ki_str_trim(rest).size == 0;
	}
	if (!ki_take_location(&rest, &frame))
		return false;
	if (open)
		ki_take_char(&rest, ')');
	token->frame = frame;
	return ki_str_trim(rest).size == 0;
}
