/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTML: elements that programs and editors put around and into logs, and
 * character references.  "<TASK>" and "<IRQ>" are the kernel's.
 */
#include "input/row.h"
#include "input/unicode.h"

/* The most bytes of a tag. */
enum { TAG_MOST = 1024 };

/* Elements whose tags go, sorted; `breaks` says that a line ends there. */
static const struct {
	const char *name;
	bool breaks;
} elements[] = {
    {"a", false},    {"article", true}, {"b", false},       {"blockquote", true}, {"body", true},
    {"br", true},    {"code", false},   {"div", true},      {"em", false},        {"font", false},
    {"head", true},  {"html", true},    {"i", false},       {"ins", false},       {"kbd", false},
    {"li", true},    {"mark", false},   {"ol", true},       {"p", true},          {"pre", true},
    {"samp", false}, {"small", false},  {"span", false},    {"strong", false},    {"table", true},
    {"tbody", true}, {"td", false},     {"textarea", true}, {"tr", true},         {"tt", false},
    {"u", false},    {"ul", true},      {"wbr", false},
};

static const struct {
	const char *name;
	char c;
} references[] = {
    {"lt;", '<'},    {"gt;", '>'},    {"amp;", '&'},      {"quot;", '"'},
    {"apos;", '\''}, {"nbsp;", ' '},  {"lbrack;", '['},   {"rbrack;", ']'},
    {"lsqb;", '['},  {"rsqb;", ']'},  {"lowbar;", '_'},   {"ast;", '*'},
    {"num;", '#'},   {"colon;", ':'}, {"newline;", '\n'}, {"tab;", '\t'},
};

static char lower(char c)
{
	return ki_is_upper(c) ? (char)(c + 32) : c;
}

static bool take_name(struct koops_str *text, const char *name)
{
	size_t size = 0;

	for (; name[size]; size++)
		if (size == text->size || lower(text->data[size]) != name[size])
			return false;
	*text = ki_str_from(*text, size);
	return true;
}

/* Takes a tag of a known element, `text` being at its '<'. */
static bool take_tag(struct koops_str *text, bool *breaks)
{
	struct koops_str rest = ki_str_from(*text, 1), inside;
	bool closing = ki_take_char(&rest, '/');
	char first, second;

	if (!rest.size || !ki_is_alpha(rest.data[0]))
		return false;
	first = lower(rest.data[0]);
	second = rest.size > 1 ? lower(rest.data[1]) : '\0';
	for (size_t i = 0; i < KI_LENGTH(elements) && elements[i].name[0] <= first; i++) {
		const char *name = elements[i].name;
		struct koops_str after = ki_str_to(rest, TAG_MOST);

		if (first != name[0] || (name[1] ? second != name[1] : ki_is_alnum(second)))
			continue;
		if (!take_name(&after, name) || !after.size || ki_is_alnum(after.data[0]) ||
		    !ki_take_until(&after, '>', &inside))
			continue;
		after.size = (size_t)(rest.data + rest.size - after.data);
		/* Attributes stand behind a blank. */
		if (inside.size && !ki_is_space(inside.data[0]) && inside.data[0] != '/')
			return false;
		if (closing && ki_str_trim(inside).size)
			return false;
		*breaks = elements[i].breaks;
		*text = after;
		return true;
	}
	return false;
}

/* Takes a character reference, `text` being at its '&'; returns the bytes of `out`, or 0. */
static size_t take_reference(struct koops_str *text, char out[4])
{
	struct koops_str rest = ki_str_from(*text, 1);
	uint64_t code = 0;

	if (ki_take_char(&rest, '#')) {
		bool hex = ki_take_char(&rest, 'x') || ki_take_char(&rest, 'X');

		if (!(hex ? ki_take_hex(&rest, &code) : ki_take_u64(&rest, &code)) ||
		    !ki_take_char(&rest, ';') || !code)
			return 0;
		*text = rest;
		return ki_utf8_put(code == 0xa0 || code > UINT32_MAX ? ' ' : (uint32_t)code, out);
	}
	if (!rest.size || !ki_is_alpha(rest.data[0]))
		return 0;
	for (size_t i = 0; i < KI_LENGTH(references); i++)
		if (take_name(&rest, references[i].name)) {
			*text = rest;
			*out = references[i].c;
			return 1;
		}
	return 0;
}

/* Writes what a tag or reference that `rest` is at stands for. */
static bool take_markup(struct koops_str *rest, struct koops_str before, struct ki_buf *out)
{
	char character[4];
	size_t size;
	bool breaks;

	if (rest->data[0] == '<') {
		if (!take_tag(rest, &breaks))
			return false;
		ki_buf_put(out, before);
		if (breaks)
			ki_buf_putc(out, '\n');
		return true;
	}
	size = take_reference(rest, character);
	if (!size)
		return false;
	ki_buf_put(out, before);
	ki_buf_put(out, (struct koops_str){character, size});
	return true;
}

/* The next '<' or '&', of those that there are, or the end. */
static size_t find_markup(struct koops_str text, size_t from, unsigned classes)
{
	struct koops_str rest = ki_str_from(text, from);
	size_t less = classes & KI_CLASS_LESS ? ki_str_chr(rest, '<') : rest.size;

	return from +
	       (classes & KI_CLASS_AMPERSAND ? ki_str_chr(ki_str_to(rest, less), '&') : less);
}

enum ki_taken ki_take_html(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_buf *out = ki_input_scratch(input, line);
	struct koops_str text = line->text;
	size_t done = 0, at = find_markup(text, 0, line->classes);

	while (at < text.size) {
		struct koops_str rest = ki_str_from(text, at);
		struct koops_str before = ki_str_from(ki_str_to(text, at), done);

		if (take_markup(&rest, before, out))
			at = done = text.size - rest.size;
		else
			at++;
		at = find_markup(text, at, line->classes);
	}
	if (!done)
		return KI_LEFT;
	ki_buf_put(out, ki_str_from(text, done));
	ki_input_set_text(line, ki_buf_str(out));
	return KI_TAKEN;
}
