/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/title.h"

#include "core/buf.h"
#include "core/symbol.h"

/* A template's "{name}" that there is no value for. */
static const struct koops_str corrupted = {"corrupted", 9};

/*
 * Writes a template.  Returns false if a field lacks, for which "corrupted"
 * stands then.
 */
static bool expand(const char *template, const struct ki_fields *fields, struct ki_buf *out)
{
	struct koops_str rest = ki_str(template), text, name;
	bool complete = true;

	while (ki_take_until(&rest, '{', &text)) {
		const struct koops_str *value = NULL;

		ki_buf_put(out, text);
		if (ki_take_until(&rest, '}', &name))
			value = ki_field(fields, name);
		complete &= value != NULL;
		ki_buf_put(out, value ? *value : corrupted);
	}
	ki_buf_put(out, rest);
	return complete;
}

static bool write_title(struct koops_report *report, const struct ki_kind *kind,
			const struct ki_fields *fields, struct ki_buf *out)
{
	bool complete = false;

	for (size_t i = 0; i < KI_KIND_TITLES && kind->titles[i] && !complete; i++) {
		ki_buf_clear(out);
		complete = expand(kind->titles[i], fields, out);
	}
	if (!complete) {
		report->corrupted = true;
		if (!ki_strs_add(report, &report->reasons,
				 KI_STR("the text lacks what the title names")))
			return false;
	}
	return !out->failed && ki_report_str(report, ki_buf_str(out), &report->title);
}

static bool write_alts(struct koops_report *report, const struct ki_kind *kind,
		       const struct ki_fields *fields, struct ki_buf *out)
{
	for (size_t i = 0; i < KI_KIND_ALTS && kind->alts[i]; i++) {
		struct koops_str alt;

		ki_buf_clear(out);
		if (!expand(kind->alts[i], fields, out) && !report->corrupted)
			continue;
		if (out->failed || !ki_report_str(report, ki_buf_str(out), &alt) ||
		    !ki_strs_add(report, &report->alt_titles, alt))
			return false;
	}
	return true;
}

/* A system call is "sys_x" in titles, whatever its wrapper is called. */
static bool name_guilty(struct koops_report *report, const struct koops_frame *frame)
{
	struct koops_str base = ki_symbol_base(frame->symbol), call;
	char name[128] = "sys_";

	if (ki_symbol_syscall(base, &call) && call.size < sizeof(name) - 4) {
		memcpy(name + 4, call.data, call.size);
		base = (struct koops_str){name, call.size + 4};
	}
	return ki_report_str(report, base, &report->guilty) &&
	       ki_report_str(report, frame->file, &report->guilty_file);
}

bool ki_title(struct koops_report *report, const struct ki_kind *kind, struct ki_fields *fields)
{
	const struct koops_frame *guilty = ki_guilty(report, kind->guilty);
	struct ki_buf out;
	bool ok;

	if (guilty && !name_guilty(report, guilty))
		return false;
	if (report->guilty.size)
		ki_fields_add(fields, KI_STR("guilty"), report->guilty);
	ki_buf_init(&out, &report->mem);
	ok = write_title(report, kind, fields, &out) && write_alts(report, kind, fields, &out);
	ki_buf_free(&out);
	if (ok && kind->class == KI_CLASS_TEXT)
		report->subject = report->title;
	return ok;
}
