/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a line of the kernel is whole, by its text: what the kernel prints in
 * lines that are long enough to be broken.
 */
#include "input/join.h"

/* CONSOLE_LOG_MAX in kernel/printk/: no line of the kernel is longer. */
enum { LINE_MOST = 1024 };

/* By which the kernel begins lines of reports, and never goes on with one. */
const char *const ki_begins[] = {
    "(XEN) ",
    "---[",
    "====",
    "----",
    "#PF:",
    "Allocated by",
    "BAD KERNEL TRAP:",
    "BUG:",
    "CPU:",
    "Call Trace",
    "Call trace",
    "Code:",
    "Entering kdb (",
    "Freed by",
    "GPR0",
    "Hardware name",
    "INFO:",
    "Internal error",
    "KASAN:",
    "KCSAN:",
    "KGDB:",
    "KMSAN:",
    "Kernel Offset",
    "Kernel panic",
    "LR [",
    "MSR:",
    "Memory state",
    "Modules linked",
    "NIP [",
    "Oops",
    "PGD ",
    "Panic on CPU ",
    "Process ",
    "REGS:",
    "RIP:",
    "Read of size",
    "Rebooting",
    "Sending NMI",
    "Showing all",
    "Stack:",
    "The buggy",
    "UBSAN:",
    "WARNING:",
    "Workqueue:",
    "Write of size",
    "but task",
    "backtrace:",
    "caller is",
    "comm \"",
    "epc :",
    "flags:",
    "general protection",
    "hardirqs last",
    "head:",
    "hex dump (",
    "irq event stamp",
    "kernel BUG at",
    "lr :",
    "other info",
    "page dumped",
    "page:",
    "pc :",
    "pgd =",
    "pstate:",
    "raw:",
    "rcu:",
    "softirqs last",
    "sp :",
    "stack backtrace",
    "task:",
    "the existing",
    "watchdog:",
    "which lock",
};

const size_t ki_begin_count = KI_LENGTH(ki_begins);

/* By which the kernel begins the sentence that names a crash. */
static const char *const titles[] = {
    "BUG:",
    "INFO:",
    "Internal error",
    "KASAN:",
    "KCSAN:",
    "KMSAN:",
    "Kernel panic",
    "Oops",
    "Read of size",
    "UBSAN:",
    "Unable to handle",
    "WARNING:",
    "Write of size",
    "general protection",
    "kernel BUG at",
    "rcu:",
    "watchdog:",
};

static bool begins_with(struct koops_str text, const char *begin)
{
	return text.size && text.data[0] == begin[0] && ki_str_starts(text, ki_str(begin));
}

static bool starts_with_any(struct koops_str text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins_with(text, names[i]))
			return true;
	return false;
}

/* Whether a beginning of several words ("Modules linked") was broken between them. */
static bool is_begin_cut(struct koops_str text, struct koops_str next)
{
	for (size_t i = 0; i < ki_begin_count; i++) {
		struct koops_str rest;

		if (ki_begins[i][0] != text.data[0])
			continue;
		rest = ki_str(ki_begins[i]);
		if (ki_take(&rest, text) && ki_take_char(&rest, ' ') && ki_str_starts(next, rest))
			return true;
	}
	return false;
}

bool ki_is_title(struct koops_str text)
{
	return starts_with_any(text, titles, KI_LENGTH(titles));
}

bool ki_has_place(struct koops_str text)
{
	size_t plus = ki_str_find(text, KI_STR("+0x"));

	return ki_str_find(ki_str_from(text, plus), KI_STR("/0x")) < text.size - plus;
}

static bool is_symbol_char(char c)
{
	return ki_is_alnum(c) || c == '_' || c == '.' || c == '$';
}

/* Takes "symbol+0x2ec/0x4e0". */
static bool take_place(struct koops_str *text)
{
	struct koops_str rest = *text;
	uint64_t number;
	size_t i = 0;

	while (i < rest.size && is_symbol_char(rest.data[i]))
		i++;
	rest = ki_str_from(rest, i);
	if (!i || !ki_take_char(&rest, '+') || !ki_take_0x(&rest, &number) ||
	    !ki_take_char(&rest, '/') || !ki_take_0x(&rest, &number))
		return false;
	*text = rest;
	return true;
}

static bool begins_with_place(struct koops_str text)
{
	uint64_t address;

	return (take_place(&text) || ki_take_0x(&text, &address)) &&
	       (!text.size || text.data[0] == ' ');
}

/* Takes "[<ffffffff8107247c>]", "[c0000000004987d0]". */
static bool take_address(struct koops_str *text)
{
	struct koops_str rest = *text;
	uint64_t number;

	if (!ki_take_char(&rest, '['))
		return false;
	if (ki_take_char(&rest, '<')) {
		if (!ki_take_hex(&rest, &number) || !ki_take_char(&rest, '>'))
			return false;
	} else {
		/* powerpc's are bare. */
		size_t size = rest.size;

		if (!ki_take_hex(&rest, &number) || size - rest.size < 8)
			return false;
	}
	if (!ki_take_char(&rest, ']'))
		return false;
	*text = rest;
	return true;
}

static struct koops_str last_word(struct koops_str text)
{
	size_t at = text.size;

	while (at > 0 && !ki_is_space(text.data[at - 1]))
		at--;
	return ki_str_from(text, at);
}

static bool all_words(struct koops_str text, bool (*is_one)(struct koops_str word))
{
	struct koops_str word;

	while (ki_take_blanks(&text), ki_take_word(&text, &word))
		if (!is_one(word))
			return false;
	return true;
}

/* "0f", "<0f>", "(e5832000)", "ffffffff81353c4d": bytes or words of memory, maybe cut. */
static bool is_hex(struct koops_str word)
{
	for (size_t i = 0; i < word.size; i++)
		if (ki_hex_digit(word.data[i]) < 0 && !strchr("<>()", word.data[i]))
			return false;
	return true;
}

/* Bytes or words of "Code:". */
static bool is_code(struct koops_str word)
{
	return is_hex(word) && word.size <= 10;
}

/* "nf_nat", "vbox(OE)", or a word of "[last unloaded: vbox(OE)]". */
static bool is_module(struct koops_str word)
{
	size_t i = 0;

	if (ki_str_eq(word, KI_STR("[last")) || ki_str_eq(word, KI_STR("unloaded:")))
		return true;
	while (i < word.size && (is_symbol_char(word.data[i]) || word.data[i] == '-'))
		i++;
	word = ki_str_from(word, i);
	if (ki_take_char(&word, '('))
		while (word.size && (ki_is_upper(word.data[0]) || strchr("+-", word.data[0])))
			word = ki_str_from(word, 1);
	ki_take_char(&word, ')');
	ki_take_char(&word, ']');
	return i && !word.size;
}

/*
 * What an oops tells of the kernel's configuration: "PREEMPT", "SMP"; by preempt_model_str()
 * in kernel/sched/core.c also "PREEMPT(full)", "PREEMPT_{RT,(lazy)}".
 */
static bool is_option(struct koops_str word)
{
	struct koops_str model = word;

	if (ki_take(&model, KI_STR("PREEMPT")) &&
	    (ki_str_ends(model, KI_STR(")")) || ki_str_ends(model, KI_STR(")}"))))
		return true;
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_upper(word.data[i]) && word.data[i] != '_')
			return false;
	return word.size > 1;
}

/* "01/31/2014" */
static bool is_bios_date(struct koops_str word)
{
	return word.size == 10 && word.data[2] == '/' && word.data[5] == '/';
}

static enum ki_more code_wants(struct koops_str text, struct koops_str next)
{
	/* "Code: Unable to access opcode bytes at 0xffffffffffffffd6." */
	if (ki_str_find(text, KI_STR("nable to access")) < text.size)
		return ki_str_ends(text, KI_STR(".")) ? KI_MORE_NO : KI_MORE_YES;
	return all_words(next, is_code) ? KI_MORE_YES : KI_MORE_NO;
}

static enum ki_more modules_want(struct koops_str text, struct koops_str next)
{
	/* "[last unloaded: vbox(OE)]" is the end. */
	if (ki_str_ends(text, KI_STR("]")))
		return KI_MORE_NO;
	return all_words(next, is_module) ? KI_MORE_YES : KI_MORE_NO;
}

/* "hardirqs last  enabled at (684719): [<ffffffff8107247c>] __text_poke+0x2ec/0x4e0" */
static enum ki_more irqs_want(struct koops_str text, struct koops_str next)
{
	struct koops_str last = last_word(text);

	if (take_place(&last) && !last.size)
		return KI_MORE_NO;
	if (ki_take_char(&next, '('))
		return KI_MORE_YES;
	if (take_address(&next))
		ki_take_blanks(&next);
	return !next.size || begins_with_place(next) ? KI_MORE_YES : KI_MORE_NO;
}

/* "CPU: 0 PID: 516 Comm: repro Not tainted 6.3.0-rc4-197b6b60ae7b+ #1 PREEMPT" */
static enum ki_more cpu_wants(struct koops_str text, struct koops_str next)
{
	size_t build = ki_str_find(text, KI_STR(" #")) + 2;

	/* Debian's kernels end "#1  Debian 6.1.192-2". */
	if (ki_str_ends(text, KI_STR("Debian")))
		return KI_MORE_YES;
	if (build < text.size && ki_is_digit(text.data[build]))
		return all_words(next, is_option) || ki_str_starts(next, KI_STR("Debian"))
			   ? KI_MORE_YES
			   : KI_MORE_NO;
	return ki_str_chr(next, '#') < next.size ? KI_MORE_YES : KI_MORE_MAYBE;
}

/* "Hardware name: QEMU Standard PC, BIOS 1.16.0 04/01/2014", or of a device tree "board (DT)" */
static enum ki_more hardware_wants(struct koops_str text, struct koops_str next)
{
	if (is_bios_date(last_word(text)) || ki_str_ends(text, KI_STR("(DT)")))
		return KI_MORE_NO;
	return is_bios_date(last_word(next)) || ki_str_eq(next, KI_STR("(DT)")) ? KI_MORE_YES
										: KI_MORE_MAYBE;
}

typedef enum ki_more (*wants_fn)(struct koops_str text, struct koops_str next);

static const struct {
	const char *begin;
	wants_fn wants;
} lines[] = {
    {"Code:", code_wants},        {"Modules linked in:", modules_want},
    {"hardirqs last", irqs_want}, {"softirqs last", irqs_want},
    {"CPU:", cpu_wants},          {"Hardware name:", hardware_wants},
    {"Tainted:", cpu_wants},      {"Not tainted", cpu_wants},
};

/* What says how a line of this beginning goes on, or NULL. */
static wants_fn find_line(struct koops_str text)
{
	for (size_t i = 0; i < KI_LENGTH(lines); i++)
		if (begins_with(text, lines[i].begin))
			return lines[i].wants;
	return NULL;
}

/* "[module]", "[module 0123456789abcdef]" */
static bool is_bracketed_module(struct koops_str text)
{
	/* powerpc marks frames behind them. */
	if (ki_str_ends(text, KI_STR("(unreliable)")))
		text = ki_str_trim(ki_str_to(text, text.size - sizeof("(unreliable)") + 1));
	/* s390 has frames in parentheses. */
	if (text.size && text.data[text.size - 1] == ')')
		text.size--;
	if (!text.size)
		return true;
	return text.data[0] == '[' && text.data[text.size - 1] == ']' &&
	       (ki_is_alpha(text.data[1]) || text.data[1] == '_');
}

/* "(ksys_write+0x78/0x110)", behind a function that tracing put in its place. */
static bool is_traced_place(struct koops_str text)
{
	return ki_take_char(&text, '(') && take_place(&text) && ki_str_eq(text, KI_STR(")"));
}

static bool begins_with_value(struct koops_str text)
{
	size_t size = text.size;
	uint64_t value;

	ki_take(&text, KI_STR("0x"));
	return ki_take_hex(&text, &value) && size - text.size >= 4 &&
	       (!text.size || strchr(" \t(:", text.data[0]));
}

/* "RAX: 0000000000000000 RBX:" with a value to come. */
static bool ends_with_register(struct koops_str text)
{
	struct koops_str name = last_word(text), first;

	if (!ki_take_until(&text, ':', &first) || !begins_with_value(ki_str_trim_start(text)))
		return false;
	if (name.size < 2 || name.size > 9 || name.data[name.size - 1] != ':')
		return false;
	for (size_t i = 0; i + 1 < name.size; i++)
		if (!ki_is_upper(name.data[i]) && !ki_is_digit(name.data[i]) && name.data[i] != '_')
			return false;
	return true;
}

/* s390 disassembles: "000003ff7f8f8148: a7f4fff0 brc 15,000003ff7f8f8128". */
static enum ki_more disassembly_wants(struct koops_str text, struct koops_str next)
{
	uint64_t number;

	if (!ki_take(&text, KI_STR("Krnl Code: ")) && !ki_take_char(&text, '#'))
		ki_take_char(&text, '>');
	/* "#0: ffff888100a1b3c0 (&demo->io){+.+.}-{3:3}" is a lock. */
	if (!begins_with_value(text) || !ki_take_hex(&text, &number) || !ki_take_char(&text, ':'))
		return KI_MORE_MAYBE;
	ki_take_blanks(&text);
	if (!text.size)
		return begins_with_value(next) ? KI_MORE_YES : KI_MORE_NO;
	/* Behind the bytes of the instruction comes its name. */
	if (!ki_take_hex(&text, &number) || text.size)
		return KI_MORE_MAYBE;
	return ki_is_alpha(next.data[0]) ? KI_MORE_YES : KI_MORE_NO;
}

/* ARM walks the page tables: "[0000000000000014] pgd=0000000000000000", "[00000014] *pgd=…". */
static bool is_walk(struct koops_str text)
{
	ki_take_char(&text, '*');
	return ki_str_starts(text, KI_STR("pgd="));
}

/* "drivers/demo/memory.c:1774". */
static bool is_source(struct koops_str word)
{
	struct koops_str file;
	uint64_t line;

	return ki_take_until(&word, ':', &file) && ki_str_find(file, KI_STR(".")) < file.size &&
	       ki_take_u64(&word, &line) && !word.size;
}

static bool begins_with_source(struct koops_str text)
{
	struct koops_str word;

	return ki_take_word(&text, &word) && is_source(word);
}

static bool ends_with_place(struct koops_str text)
{
	struct koops_str last = last_word(text);

	return take_place(&last) && !last.size;
}

/* What can stand behind a place in the code. */
static bool follows_place(struct koops_str text)
{
	return is_bracketed_module(text) || is_traced_place(text) || begins_with_source(text);
}

/* Frames: "? symbol+0x1/0x2 [module]", "[<ffffffff8107247c>] symbol+0x1/0x2". */
static enum ki_more frame_wants(struct koops_str text, struct koops_str next)
{
	struct koops_str last = last_word(text);
	struct koops_str address = last;
	uint64_t segment;

	/* "RIP: 0010:[<ffffffff813c7b06>]  [<ffffffff813c7b06>] symbol+0x1/0x2" */
	if (ki_take_hex(&address, &segment) && ki_take_char(&address, ':') &&
	    take_address(&address) && !address.size && take_address(&next))
		return KI_MORE_YES;
	address = last;
	/* "preemptible [00000000]" is no frame. */
	if (ki_str_eq(last, KI_STR("?")) || (take_address(&address) && !address.size &&
					     (last.data[1] == '<' || text.data[0] == '['))) {
		/* powerpc has the stack pointer and the return address. */
		if (ki_take_char(&next, '?') || take_address(&next))
			ki_take_blanks(&next);
		if (begins_with_place(next) || is_walk(next))
			return KI_MORE_YES;
		/* nios2 and old kernels have several in a line, and nothing else. */
		while (take_address(&next))
			ki_take_blanks(&next);
		return next.size ? KI_MORE_NO : KI_MORE_MAYBE;
	}
	/* Behind the line in the source, there may be "[inline]" or "(discriminator 3)". */
	if (is_source(last) && ki_has_place(text) && next.data[0] != '[' && next.data[0] != '(')
		return KI_MORE_NO;
	/* Nor does a frame go on with another, whatever stands behind its place. */
	if (take_address(&next)) {
		ki_take_blanks(&next);
		if (begins_with_place(next))
			return KI_MORE_NO;
	}
	return KI_MORE_MAYBE;
}

/* A word of memory. */
static bool is_memory(struct koops_str word)
{
	return ki_hex_run(word) == word.size && (word.size == 8 || word.size == 16);
}

/* A stack, "ffff888014599aa8 ffffffff81353c4d", or instructions: they go on with words. */
static enum ki_more memory_wants(struct koops_str text, struct koops_str next)
{
	/* First what comes, for the text grows with each line that is joined to it. */
	if (all_words(next, is_hex))
		return KI_MORE_MAYBE;
	/* An address alone may be a lock's, with its name to come. */
	return ki_str_chr(text, ' ') < text.size && all_words(text, is_memory) ? KI_MORE_NO
									       : KI_MORE_MAYBE;
}

unsigned ki_blanks_between(struct koops_str text, struct koops_str next)
{
	/* "hardirqs last  enabled at", in line with "hardirqs last disabled at". */
	return ki_str_ends(text, KI_STR("irqs last")) && ki_str_starts(next, KI_STR("enabled at"))
		   ? 2
		   : 1;
}

/* Whether it ends like one: ".", "!", "[repro:516]", "[#1]", "[0x10-0x17]". */
static bool is_sentence(struct koops_str text)
{
	char last = text.data[text.size - 1];
	size_t begin = text.size;

	if (last != ']')
		return last == '.' || last == '!';
	while (begin > 0 && text.data[begin - 1] != '[')
		begin--;
	text = ki_str_from(text, begin);
	return ki_str_chr(text, ':') < text.size || ki_str_chr(text, '#') < text.size ||
	       ki_str_chr(text, '-') < text.size;
}

enum ki_more ki_wants_more(struct koops_str text, struct koops_str next, bool inside)
{
	wants_fn wants = find_line(text);
	enum ki_more more;

	/* It was broken in its indentation, or is empty. */
	if (!text.size)
		return begins_with_place(next) ? KI_MORE_YES : KI_MORE_MAYBE;
	/* First what most lines are, that are asked about. */
	if (!wants && ends_with_place(text))
		return follows_place(next) &&
			       (inside || !starts_with_any(next, ki_begins, ki_begin_count))
			   ? KI_MORE_YES
			   : KI_MORE_NO;
	if (is_begin_cut(text, next))
		return KI_MORE_YES;
	/* "watchdog:", and the message is to come. */
	if (ki_str_chr(text, ':') == text.size - 1 && ki_str_chr(text, ' ') == text.size)
		return KI_MORE_MAYBE;
	if (!inside && starts_with_any(next, ki_begins, ki_begin_count))
		return KI_MORE_NO;
	if (wants)
		return wants(text, next);
	/* Of "Oops: 0002 [#1]", unless the text is longer than what the kernel prints. */
	if (text.size <= LINE_MOST && ki_str_find(text, KI_STR(" [#")) < text.size &&
	    all_words(next, is_option))
		return KI_MORE_YES;
	more = disassembly_wants(text, next);
	if (more == KI_MORE_MAYBE)
		more = memory_wants(text, next);
	if (more == KI_MORE_MAYBE)
		more = frame_wants(text, next);
	if (more != KI_MORE_MAYBE)
		return more;
	if (ends_with_register(text))
		return begins_with_value(next) ? KI_MORE_YES : KI_MORE_NO;
	return !inside && is_sentence(text) ? KI_MORE_NO : KI_MORE_MAYBE;
}
