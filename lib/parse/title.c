/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/title.h"

#include "core/rust.h"
#include "core/symbol.h"

/* Which form of the names of functions a title has. */
enum form {
	/* As titles have it on every kernel. */
	FORM_COMMON,
	/* The function's own name. */
	FORM_RAW,
};

static bool is_function(struct koops_str name)
{
	return ki_str_eq(name, KI_STR("guilty")) || ki_str_eq(name, KI_STR("named")) ||
	       ki_str_eq(name, KI_STR("other")) || ki_str_eq(name, KI_STR("work")) ||
	       ki_str_eq(name, KI_STR("origin")) || ki_str_eq(name, KI_STR("place")) ||
	       ki_str_eq(name, KI_STR("caller"));
}

/* What a template became. */
struct expansion {
	/* All fields are there; for "guilty", "corrupted" stands where it is not. */
	bool complete;
	/* The other form is another text. */
	bool varies;
	/* It has "{guilty}". */
	bool guilty;
};

/* Returns whether the other form is another text. */
static bool put_value(struct koops_str name, struct koops_str value, enum form form,
		      struct ki_buf *out)
{
	size_t before = out->size;
	char path[KI_RUST_NAME_MOST];
	struct koops_str raw;

	if (!is_function(name)) {
		ki_put_general(out, value);
		return false;
	}
	if (!ki_rust_name(value, path, &raw))
		raw = ki_symbol_base(value);
	if (form == FORM_RAW)
		ki_buf_put(out, raw);
	else
		ki_put_function(out, value);
	return form == FORM_RAW || !ki_str_eq(ki_str_from(ki_buf_str(out), before), raw);
}

/* Writes a template.  "{?name}" writes nothing, the field must be there. */
static struct expansion expand(const char *template, const struct ki_fields *fields, enum form form,
			       struct ki_buf *out)
{
	struct expansion expansion = {.complete = true};
	struct koops_str rest = ki_str(template), text, name;

	ki_buf_clear(out);
	while (ki_take_until(&rest, '{', &text)) {
		const struct koops_str *value;
		bool silent = ki_take_char(&rest, '?'), guilty;

		ki_buf_put(out, text);
		ki_take_until(&rest, '}', &name);
		guilty = !silent && ki_str_eq(name, KI_STR("guilty"));
		expansion.guilty |= guilty;
		value = ki_field(fields, name);
		expansion.complete &= value || guilty;
		if (value && !silent)
			expansion.varies |= put_value(name, *value, form, out);
		else if (!silent)
			ki_buf_put(out, KI_STR("corrupted"));
	}
	ki_buf_put(out, rest);
	return expansion;
}

static bool add_reason(struct koops_report *report, const char *reason)
{
	report->corrupted = true;
	return ki_strs_add(report, &report->reasons, ki_str(reason));
}

/* The template of the title: the first for which all is there, or the last. */
static const char *choose(const struct ki_kind *kind, const struct ki_fields *fields,
			  struct ki_buf *out, struct expansion *title)
{
	const char *last = NULL;

	for (size_t i = 0; i < KI_KIND_TITLES && kind->titles[i]; i++) {
		last = kind->titles[i];
		*title = expand(last, fields, FORM_COMMON, out);
		if (title->complete)
			break;
	}
	return last;
}

/* Adds another title, unless it is there already. */
static bool add_alt(struct koops_report *report, struct koops_str text)
{
	struct koops_str alt;

	if (ki_str_eq(text, report->title))
		return true;
	for (size_t i = 0; i < report->alt_titles.count; i++)
		if (ki_str_eq(text, report->alt_titles.at[i]))
			return true;
	return ki_report_str(report, text, &alt) && ki_strs_add(report, &report->alt_titles, alt);
}

/* Adds what a template gives in the forms from `form` on. */
static bool add_alts(struct koops_report *report, const char *template,
		     const struct ki_fields *fields, enum form form, struct ki_buf *out)
{
	for (; form <= FORM_RAW; form++) {
		struct expansion expansion = expand(template, fields, form, out);

		if (out->failed)
			return false;
		if (!expansion.complete)
			return true;
		if (!add_alt(report, ki_buf_str(out)))
			return false;
		if (!expansion.varies)
			return true;
	}
	return true;
}

static bool write_titles(struct koops_report *report, const struct ki_kind *kind,
			 const struct ki_fields *fields, struct ki_buf *out)
{
	struct expansion expansion = {0};
	const char *title = choose(kind, fields, out, &expansion);

	if (out->failed || !ki_report_str(report, ki_buf_str(out), &report->title))
		return false;
	if (expansion.guilty && !report->guilty.size &&
	    !add_reason(report, "there is no function that the title could name"))
		return false;
	/* They say what the first template says in other words. */
	for (size_t i = 0; title == kind->titles[0] && i < KI_KIND_ALTS && kind->alts[i]; i++)
		if (!add_alts(report, kind->alts[i], fields, FORM_COMMON, out))
			return false;
	return !expansion.guilty || !expansion.varies ||
	       add_alts(report, title, fields, FORM_RAW, out);
}

/* A system call is "sys_x", whatever its wrapper is called; a function of Rust is its path. */
static bool name_guilty(struct koops_report *report, const struct koops_frame *frame)
{
	struct koops_str base = ki_symbol_base(frame->symbol), call;
	char name[128] = "sys_", path[KI_RUST_NAME_MOST];

	if (ki_rust_name(frame->symbol, path, &call))
		return ki_report_str(report, call, &report->guilty);

	if (ki_symbol_syscall(base, &call) && call.size < sizeof(name) - 4) {
		memcpy(name + 4, call.data, call.size);
		base = (struct koops_str){name, call.size + 4};
	}
	return ki_report_str(report, base, &report->guilty);
}

/* Shows in the frames which of them the title names. */
static void mark_guilty(struct koops_report *report, const struct koops_frame *guilty)
{
	if (guilty == &report->pc)
		report->pc.flags |= KOOPS_FRAME_GUILTY;
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t k = 0; k < report->traces[i].frame_count; k++)
			if (guilty == &report->traces[i].frames[k])
				report->traces[i].frames[k].flags |= KOOPS_FRAME_GUILTY;
}

/* A function that the text names, as a frame. */
static struct koops_frame named_frame(const struct ki_fields *fields, struct koops_str field)
{
	const struct koops_str *named = ki_field(fields, field);
	struct koops_frame frame = {0};
	struct koops_str rest;
	uint64_t address;

	if (!named)
		return frame;
	rest = *named;
	ki_take(&rest, KI_STR("0x"));
	/* Without kallsyms it is an address, which names nothing. */
	if (!ki_take_hex(&rest, &address) || rest.size)
		frame.symbol = ki_str_to(*named, ki_str_chr(*named, '+'));
	return frame;
}

/* Makes the fields for templates that the traces give. */
static bool add_frames(struct koops_report *report, const struct ki_kind *kind,
		       struct ki_fields *fields, bool trust)
{
	static const char *const names[] = {"named", "held", "work"};
	const struct koops_frame *origin = ki_innermost(report, KOOPS_ROLE_ORIGIN);
	const struct koops_frame *caller;
	struct koops_frame named[KI_LENGTH(names)], *guilty;

	for (size_t i = 0; kind->guilty == KI_GUILTY_NAMED && i < KI_LENGTH(names); i++)
		named[i] = named_frame(fields, ki_str(names[i]));
	guilty = ki_guilty(report, kind, named, KI_LENGTH(names));
	/* What the text names and where the program was are no matter of the traces. */
	if (!trust && kind->guilty != KI_GUILTY_NAMED && guilty != &report->pc)
		return true;
	caller = guilty ? ki_guilty_caller(report, guilty) : NULL;
	if (guilty)
		ki_fields_add(fields, KI_STR("guilty"), guilty->symbol);
	if (caller)
		ki_fields_add(fields, KI_STR("caller"), caller->symbol);
	if (origin)
		ki_fields_add(fields, KI_STR("origin"), origin->symbol);
	if (!guilty)
		return true;
	mark_guilty(report, guilty);
	return name_guilty(report, guilty);
}

bool ki_title(struct koops_report *report, const struct ki_kind *kind, struct ki_fields *fields,
	      bool trust)
{
	const struct koops_str *where;
	struct ki_buf out;
	bool ok;

	if (!add_frames(report, kind, fields, trust))
		return false;
	where = ki_field(fields, KI_STR("where"));
	if (!ki_report_str(report, ki_guilty_file(report, kind, where ? *where : KI_STR("")),
			   &report->guilty_file))
		return false;
	ki_buf_init(&out, &report->mem);
	ok = write_titles(report, kind, fields, &out);
	ki_buf_free(&out);
	if (ok && kind->class == KI_CLASS_TEXT)
		report->subject = report->title;
	return ok;
}
