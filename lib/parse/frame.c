/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames as the kernel prints them: lib/vsprintf.c (symbol_string), and the
 * lines around it in arch/.../kernel/{dumpstack,stacktrace,traps}.c, 2.6 to 6.x;
 * and as scripts/decode_stacktrace.sh rewrites them.
 */
#include "parse/token.h"

enum { START = 1, INSIDE = 2, OTHER = 4 };

/* Bytes that a symbol can begin with, or have, and what other forms of frames begin with. */
static const unsigned char symbol_bytes[256] = {
    ['a' ... 'z'] = START | INSIDE,
    ['A' ... 'Z'] = START | INSIDE,
    ['_'] = START | INSIDE,
    ['.'] = START | INSIDE,
    ['$'] = START | INSIDE,
    ['0'] = INSIDE | OTHER,
    ['1' ... '9'] = INSIDE,
    ['['] = OTHER,
    ['('] = OTHER,
    [':'] = OTHER,
    ['-'] = OTHER,
};

/* How many bytes at the front a symbol can have, of 16. */
static size_t symbol_run(const char *bytes)
{
	ki_vector v, lower, inside;

	memcpy(&v, bytes, sizeof(v));
	lower = v | 0x20;
	inside = ((lower >= 'a') & (lower <= 'z')) | ((v >= '0') & (v <= '9')) | (v == '_') |
		 (v == '.') | (v == '$');
	return ki_vector_run(&inside);
}

/* Takes a C identifier, with the suffixes that compilers add. */
static bool take_symbol(struct koops_str *text, struct koops_str *symbol)
{
	size_t size = 0, run = sizeof(ki_vector);

	if (!text->size || !(symbol_bytes[(unsigned char)text->data[0]] & START))
		return false;
	while (run == sizeof(ki_vector) && text->size - size >= sizeof(ki_vector))
		size += run = symbol_run(text->data + size);
	while (run == sizeof(ki_vector) && size < text->size &&
	       symbol_bytes[(unsigned char)text->data[size]] & INSIDE)
		size++;
	*symbol = ki_str_to(*text, size);
	*text = ki_str_from(*text, size);
	return true;
}

/* Takes "[<addr>]" or "[addr]", at least 8 digits. */
static bool take_bracket(struct koops_str *text, uint64_t *address, bool *angle)
{
	struct koops_str rest = *text;
	size_t before;

	if (!ki_take_char(&rest, '['))
		return false;
	*angle = ki_take_char(&rest, '<');
	before = rest.size;
	if (!ki_take_hex(&rest, address) || before - rest.size < 8)
		return false;
	if ((*angle && !ki_take_char(&rest, '>')) || !ki_take_char(&rest, ']'))
		return false;
	*text = rest;
	return true;
}

bool ki_take_bracket_address(struct koops_str *text, uint64_t *address)
{
	bool angle;

	return take_bracket(text, address, &angle);
}

/*
 * "+0x1/0x2"; "+0x1" alone as kallsyms prints it for the largest symbols, or as 2.4
 * did; Hexagon's " + 0x1".
 */
static bool take_offset(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text;
	uint64_t offset, size;

	if (!ki_take_char(&rest, '+') && !(frame->address.known && ki_take(&rest, KI_STR(" + "))))
		return false;
	if (!ki_take_0x(&rest, &offset))
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

static bool is_module(struct koops_str word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_alnum(word.data[i]) && word.data[i] != '_' && word.data[i] != '-')
			return false;
	return word.size > 0;
}

/* " [mod]", " [mod 0123abcd…]": module and its build ID (CONFIG_STACKTRACE_BUILD_ID, 5.14). */
static void take_module(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text, inside, word;

	ki_take_blanks(&rest);
	if (!ki_take_char(&rest, '[') || !ki_take_until(&rest, ']', &inside))
		return;
	if (ki_str_eq(inside, KI_STR("inline")) || !ki_take_word(&inside, &word) ||
	    !is_module(word))
		return;
	ki_take_blanks(&inside);
	if (is_hex(word) && inside.size == 0 && word.size >= 20) {
		/* vmlinux's own frames have the ID alone. */
		frame->build_id = word;
	} else {
		if (inside.size && !is_hex(inside))
			return;
		frame->module = word;
		frame->build_id = inside;
	}
	*text = rest;
}

/* Where the colon of "fs/ext4/inode.c:123" is; the word's size if it is no source. */
static size_t find_source(struct koops_str word)
{
	size_t colon = ki_str_chr(word, ':'), dot = colon;

	/* The suffix has three letters at the most. */
	while (dot > 0 && colon - dot <= 3 && word.data[dot - 1] != '.')
		dot--;
	return dot < 2 || colon == dot || colon - dot > 3 ? word.size : colon;
}

/* "fs/ext4/inode.c:123", "drivers/x.h:12:3", "fs/x.c:?". */
static bool read_source(struct koops_str word, struct koops_frame *frame)
{
	size_t colon = find_source(word);
	struct koops_str number = ki_str_from(word, colon + 1);
	uint64_t line;

	if (colon == word.size)
		return false;
	frame->line.known = false;
	if (ki_take_u64(&number, &line))
		frame->line = ki_number(line);
	else if (!ki_take_char(&number, '?'))
		return false;
	frame->file = ki_str_to(word, colon);
	return true;
}

/* Takes "(…)", with the parentheses inside it. */
static bool take_parentheses(struct koops_str *text, struct koops_str *inside)
{
	size_t depth = 0;

	if (!text->size || text->data[0] != '(')
		return false;
	for (size_t i = 0; i < text->size; i++) {
		depth += text->data[i] == '(';
		if (text->data[i] != ')' || --depth)
			continue;
		*inside = (struct koops_str){text->data + 1, i - 1};
		*text = ki_str_from(*text, i + 1);
		return true;
	}
	return false;
}

/*
 * decode_stacktrace.sh: " (include/linux/fs.h:12 fs/ext4/inode.c:123 (discriminator 2)) ext4",
 * from the innermost inlined function to the frame's own, then the module.
 */
static bool take_source_list(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text, inside, word;
	bool found = false;

	if (!take_parentheses(&rest, &inside))
		return false;
	while (inside = ki_str_trim_start(inside), ki_take_word(&inside, &word))
		found |= read_source(word, frame);
	if (!found)
		return false;
	word = ki_str_trim(rest);
	if (is_module(word)) {
		frame->module = word;
		rest = ki_str_from(rest, rest.size);
	}
	*text = rest;
	return true;
}

/* As symbolizers put it behind a frame. */
static bool take_source(struct koops_str *text, struct koops_frame *frame, bool *listed)
{
	struct koops_str rest = *text, word;

	ki_take_blanks(&rest);
	if (rest.size == text->size)
		return false;
	*listed = take_source_list(&rest, frame);
	if (!*listed && (!ki_take_word(&rest, &word) || !read_source(word, frame)))
		return false;
	*text = rest;
	return true;
}

/* "(P)", "(CF)": where arm64 (6.13) and others have a frame from; P: from registers. */
static bool is_letters(struct koops_str inside)
{
	for (size_t i = 0; i < inside.size; i++)
		if (!ki_is_upper(inside.data[i]))
			return false;
	return inside.size > 0 && inside.size <= 4;
}

/* powerpc, where ftrace changed the return address: "return_to_handler+0x0/0x58 (foo+0x1/0x2)". */
static bool read_original(struct koops_str inside, struct koops_frame *frame)
{
	struct koops_frame original = *frame;

	/* The address is that of the handler. */
	original.offset = original.size = original.address = (struct ki_number){0};
	if (!take_symbol(&inside, &original.symbol) || !take_offset(&inside, &original))
		return false;
	take_module(&inside, &original);
	*frame = original;
	return true;
}

/* What may stand behind a frame. */
static void take_notes(struct koops_str *text, struct koops_frame *frame)
{
	for (;;) {
		struct koops_str rest = *text, inside;

		ki_take_blanks(&rest);
		if (ki_take(&rest, KI_STR("[inline]")) || ki_take(&rest, KI_STR("(inlined by)"))) {
			frame->flags |= KOOPS_FRAME_INLINED;
			*text = rest;
			continue;
		}
		if (!take_parentheses(&rest, &inside))
			return;
		if (ki_str_eq(inside, KI_STR("unreliable")))
			frame->flags |= KOOPS_FRAME_UNRELIABLE;
		else if (is_letters(inside) && ki_str_chr(inside, 'P') < inside.size)
			frame->interrupted = true;
		else if (!is_letters(inside) && !ki_str_starts(inside, KI_STR("discriminator ")) &&
			 !ki_str_eq(inside, KI_STR("FP out of bounds!")) &&
			 !read_original(inside, frame))
			return;
		*text = rest;
	}
}

/* x86-64 up to 2.6.24 has modules as ":ext3:foo". */
static void take_old_module(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text, module;

	if (!ki_take_char(&rest, ':') || !ki_take_until(&rest, ':', &module) || !is_module(module))
		return;
	frame->module = module;
	*text = rest;
}

bool ki_take_location(struct koops_str *text, struct koops_frame *frame)
{
	struct koops_str rest = *text;
	struct koops_frame made = *frame;
	uint64_t address;
	bool located, sourced, listed = false;

	located = ki_take_0x(&rest, &address);
	if (located) {
		made.address = ki_number(address);
	} else {
		take_old_module(&rest, &made);
		if (!take_symbol(&rest, &made.symbol))
			return false;
		located = take_offset(&rest, &made);
	}
	take_module(&rest, &made);
	sourced = take_source(&rest, &made, &listed);
	take_module(&rest, &made);
	take_notes(&rest, &made);
	/* Without an offset a word is just a word, if no symbolizer vouches for it. */
	if (!located &&
	    !(sourced && (listed || made.flags & KOOPS_FRAME_INLINED || made.address.known)))
		return false;
	*text = rest;
	*frame = made;
	return true;
}

/* What ARM has called: "(foo)", "foo", "(0x0)", "(  (null))". */
static bool take_callee(struct koops_str *text, struct koops_frame *callee)
{
	struct koops_str rest = *text;
	bool open = ki_take_char(&rest, '(');
	uint64_t address;

	ki_take_blanks(&rest);
	if (!ki_take(&rest, KI_STR("(null)")) && !ki_take_0x(&rest, &address)) {
		if (!take_symbol(&rest, &callee->symbol))
			return false;
		take_offset(&rest, callee);
		take_module(&rest, callee);
	}
	if (open && !ki_take_char(&rest, ')'))
		return false;
	*text = rest;
	return true;
}

/* ARM: "(foo) from [<addr>] (bar+0x1/0x2)" behind the first address, "foo from bar+0x1/0x2". */
static bool take_from(struct koops_str *text, struct ki_token *token)
{
	struct koops_str rest = *text;
	struct koops_frame callee = {0}, caller = {0};
	uint64_t address;
	bool open;

	/* Without kallsyms: "Function entered at [<addr>] from [<addr>]". */
	if (!ki_take(&rest, KI_STR("from [<")) || !ki_take_hex(&rest, &address)) {
		rest = *text;
		if (!take_callee(&rest, &callee) || !ki_take(&rest, KI_STR(" from ")))
			return false;
		if (ki_take_bracket_address(&rest, &address)) {
			caller.address = ki_number(address);
			ki_take_blanks(&rest);
		}
		open = ki_take_char(&rest, '(');
		if (!ki_take_location(&rest, &caller) || (open && !ki_take_char(&rest, ')')))
			return false;
	} else {
		caller.address = ki_number(address);
		if (!ki_take(&rest, KI_STR(">]")))
			return false;
	}
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

/*
 * powerpc: "--- interrupt: 300 at foo+0x1/0x2", "--- Exception: 901 at .foo+0x4/0x8"
 * between the stack of an exception's handler and that of what it interrupted.
 */
static bool lex_interrupt(struct koops_str rest, struct ki_token *token)
{
	/* arch/powerpc/include/asm/interrupt.h: those that come from outside. */
	static const uint64_t outside[] = {0x100, 0x500, 0x900, 0x980, 0xa00,
					   0xe60, 0xe80, 0xea0, 0xf00};
	struct koops_frame frame = {.flags = KOOPS_FRAME_PC};
	uint64_t trap;

	if (!ki_take(&rest, KI_STR("--- interrupt: ")) &&
	    !ki_take(&rest, KI_STR("--- Exception: ")))
		return false;
	if (!ki_take_hex(&rest, &trap))
		return false;
	token->type = KI_TOKEN_CONTEXT;
	if (!ki_take(&rest, KI_STR(" at ")))
		return true;
	for (size_t i = 0; i < KI_LENGTH(outside); i++)
		if ((trap & ~UINT64_C(0xf)) == outside[i])
			token->marker = (struct ki_marker){KOOPS_CONTEXT_IRQ, true, true};
	/* An address alone is in user space. */
	if (ki_take_location(&rest, &frame) && frame.symbol.size) {
		token->type = KI_TOKEN_FRAME;
		token->frame = frame;
	}
	return true;
}

/* Takes the addresses in front of a frame's symbol. */
static bool take_addresses(struct koops_str *text, struct ki_token *token)
{
	uint64_t address;
	bool angle, second;

	if (ki_take(text, KI_STR("[<(____ptrval____)>]")) || ki_take(text, KI_STR("[<(ptrval)>]")))
		return true;
	if (!take_bracket(text, &address, &angle))
		return false;
	token->frame.address = ki_number(address);
	ki_take_blanks(text);
	/* powerpc: the stack's address, then the code's.  Hexagon too: "[addr] 0xaddr: ". */
	if (!angle && take_bracket(text, &address, &second)) {
		token->frame.address = ki_number(address);
		ki_take_blanks(text);
	} else if (!angle && ki_take_0x(text, &address)) {
		token->frame.address = ki_number(address);
		ki_take(text, KI_STR(": "));
	}
	return true;
}

/* "[<addr>] [<addr>]": frames without symbols, maybe several a line. */
static bool is_addresses(struct koops_str text)
{
	uint64_t address;

	while (text.size) {
		if (!ki_take_bracket_address(&text, &address))
			return false;
		text = ki_str_trim_start(text);
	}
	return true;
}

/* SPARC: "Caller[addr]: foo+0x1/0x2"; 32 bits: "[addr : foo+0x1/0x2 ]". */
static bool lex_sparc(struct koops_str rest, struct ki_token *token)
{
	uint64_t address;

	token->repeats = ki_take(&rest, KI_STR("Caller"));
	if (!ki_take_char(&rest, '[') || !ki_take_hex(&rest, &address))
		return false;
	if (token->repeats ? !ki_take(&rest, KI_STR("]: ")) : !ki_take(&rest, KI_STR(" : ")))
		return false;
	token->frame.address = ki_number(address);
	if (!ki_take_location(&rest, &token->frame))
		return false;
	ki_take(&rest, KI_STR(" ]"));
	return ki_str_trim(rest).size == 0;
}

/* arm64's hypervisor prints for its host: "kvm [1234]:  [<addr>] __kvm_nvhe_foo+0x1/0x2". */
static void take_kvm(struct koops_str *text)
{
	struct koops_str rest = *text;
	uint64_t pid;

	if (!ki_take(&rest, KI_STR("kvm [")) || !ki_take_u64(&rest, &pid) ||
	    !ki_take(&rest, KI_STR("]: ")))
		return;
	ki_take_blanks(&rest);
	*text = rest;
}

static bool lex_frame(struct koops_str rest, struct ki_token *token)
{
	unsigned flags = 0;
	bool open, addressed;

	open = ki_take_char(&rest, '(');
	addressed = take_addresses(&rest, token);
	if (open && !addressed)
		return false;
	if (addressed && is_addresses(rest)) {
		token->more = rest;
		return true;
	}
	ki_take_blanks(&rest);
	token->more = KI_STR("");
	/* S/390 has what it doesn't vouch for in parentheses, others with a question mark. */
	if (ki_take(&rest, KI_STR("? ")) || open || (addressed && ki_take(&rest, KI_STR("S "))))
		flags = KOOPS_FRAME_UNRELIABLE;
	/* Xen: from the registers, by frame pointers; "S" is what was found on the stack. */
	else if (addressed && !ki_take(&rest, KI_STR("R ")))
		ki_take(&rest, KI_STR("F "));
	ki_take_blanks(&rest);
	token->frame.flags = flags;
	if (take_from(&rest, token)) {
		token->frame.flags |= flags;
		return ki_str_trim(rest).size == 0;
	}
	if (!ki_take_location(&rest, &token->frame))
		return false;
	if (open)
		ki_take_char(&rest, ')');
	return ki_str_trim(rest).size == 0;
}

/* The end of a frame, or " [mod]" and the end. */
static bool take_plain_module(struct koops_str *text, struct koops_str *module)
{
	struct koops_str inside;

	if (!text->size)
		return true;
	if (text->size < 4 || text->data[0] != ' ' || text->data[1] != '[' ||
	    text->data[text->size - 1] != ']')
		return false;
	inside = (struct koops_str){text->data + 2, text->size - 3};
	/* A build ID has 20 digits at the least. */
	if (inside.size >= 20 || !is_module(inside) || ki_str_eq(inside, KI_STR("inline")))
		return false;
	*module = inside;
	return true;
}

/* Whether a frame can go on like this behind its symbol: most words of other lines do not. */
static bool may_go_on(struct koops_str rest)
{
	struct koops_str word;

	if (!rest.size)
		return false;
	/* "foo[mod] fs/bar.c:12", "Caller[addr]: foo+0x1/0x2": more comes behind a blank. */
	if (rest.data[0] == '[')
		return ki_take_word(&rest, &word) && rest.size;
	if (rest.data[0] == '+')
		return ki_str_starts(rest, KI_STR("+0x"));
	if (rest.data[0] != ' ' && rest.data[0] != '\t')
		return false;
	ki_take_blanks(&rest);
	if (!rest.size)
		return false;
	return rest.data[0] == '[' || rest.data[0] == '(' || ki_str_starts(rest, KI_STR("from ")) ||
	       ki_str_starts(rest, KI_STR("entered ")) || find_source(rest) < rest.size;
}

enum form { FORM_NONE, FORM_PLAIN, FORM_OTHER };

/*
 * "foo+0x1/0x2", "? foo+0x1/0x2 [mod]", "[<addr>] foo+0x1/0x2": nearly all frames, each
 * byte looked at once.  lex_frame() reads them in the same way, and the others.
 */
static enum form lex_plain(struct koops_str rest, struct ki_token *token)
{
	struct koops_str symbol, module = {NULL, 0}, behind;
	uint64_t address = 0, offset, size;
	bool addressed = false, doubtful;

	if (rest.data[0] == '[') {
		if (rest.size < 2 || rest.data[1] != '<' ||
		    !ki_take_bracket_address(&rest, &address))
			return FORM_OTHER;
		addressed = true;
		ki_take_blanks(&rest);
	}
	doubtful = rest.size > 2 && rest.data[0] == '?' && rest.data[1] == ' ';
	if (doubtful) {
		rest = ki_str_from(rest, 2);
		ki_take_blanks(&rest);
	}
	if (!take_symbol(&rest, &symbol))
		return addressed || (rest.size && symbol_bytes[(unsigned char)rest.data[0]] & OTHER)
			   ? FORM_OTHER
			   : FORM_NONE;
	behind = rest;
	if (!ki_take_char(&rest, '+') || !ki_take_0x(&rest, &offset) || !ki_take_char(&rest, '/') ||
	    !ki_take_0x(&rest, &size) || !take_plain_module(&rest, &module))
		return addressed || may_go_on(behind) ? FORM_OTHER : FORM_NONE;
	token->type = KI_TOKEN_FRAME;
	token->frame = (struct koops_frame){
	    .symbol = symbol,
	    .module = module,
	    .offset = ki_number(offset),
	    .size = ki_number(size),
	    .address = {address, addressed},
	    .flags = doubtful ? KOOPS_FRAME_UNRELIABLE : 0,
	};
	return FORM_PLAIN;
}

/* All that lex_plain() and lex_interrupt() do not read. */
static bool lex_form(struct koops_str rest, struct ki_token *token)
{
	static bool (*const forms[])(struct koops_str, struct ki_token *) = {lex_frame, lex_sparc};

	take_kvm(&rest);
	ki_take(&rest, KI_STR("Function entered at "));
	for (size_t i = 0; i < KI_LENGTH(forms); i++) {
		struct ki_token found = {0};

		if (!forms[i](rest, &found))
			continue;
		token->type = KI_TOKEN_FRAME;
		token->repeats = found.repeats;
		token->callee = found.callee;
		token->more = found.more;
		token->frame = found.frame;
		return true;
	}
	return false;
}

bool ki_lex_frame(struct koops_str text, struct ki_token *token)
{
	enum form form;

	ki_take_blanks(&text);
	form = text.size ? lex_plain(text, token) : FORM_NONE;
	if (form != FORM_OTHER)
		return form == FORM_PLAIN;
	return text.data[0] == '-' ? lex_interrupt(text, token) : lex_form(text, token);
}
