/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report for a person: what happened, where, how it came to it, and the key
 * by which it can be looked up.
 */
#include "write/text.h"
#include "write/write.h"

static void put_title(struct ki_page *page, const struct koops_report *report)
{
	ki_page_put(page, report->title.size ? report->title : report->kind,
		    report->severity == KOOPS_SEVERITY_NOTICE ? KI_STYLE_NOTICE : KI_STYLE_CRASH);
}

static void put_where(struct ki_page *page, const struct koops_report *report)
{
	ki_page_label(page, "where");
	ki_page_puts(page, "report #");
	ki_page_number(page, report->number.value);
	ki_page_puts(page, report->file.size ? ", " : ", line ");
	if (report->file.size) {
		ki_page_put(page, report->file, KI_STYLE_PLAIN);
		ki_page_puts(page, ":");
	}
	ki_page_number(page, report->line.value);
	if (report->time.size) {
		ki_page_puts(page, ",");
		ki_page_words(page, KI_STR("at"), KI_STYLE_PLAIN);
		ki_page_words(page, report->time, KI_STYLE_PLAIN);
	}
}

static void put_cause(struct ki_page *page, const struct koops_report *report)
{
	if (!report->consequence_of.known)
		return;
	ki_page_label(page, "cause");
	ki_page_puts(page, "a consequence of report #");
	ki_page_number(page, report->consequence_of.value);
	if (report->cause_line.known) {
		ki_page_puts(page, ", line ");
		ki_page_number(page, report->cause_line.value);
	}
}

static void put_reasons(struct ki_page *page, const struct koops_report *report)
{
	if (!report->corrupted && !report->reasons.count)
		return;
	ki_page_label(page, report->corrupted ? "corrupted" : "note");
	for (size_t i = 0; i < report->reasons.count; i++) {
		ki_page_row(page);
		ki_page_words(page, report->reasons.at[i], KI_STYLE_WARNING);
	}
	if (!report->reasons.count)
		ki_page_put(page, KI_STR("the title is not to be trusted"), KI_STYLE_WARNING);
}

static void put_words(struct ki_page *page, const char *label, struct koops_str words)
{
	if (!words.size)
		return;
	ki_page_label(page, label);
	ki_page_words(page, words, KI_STYLE_PLAIN);
}

static void put_task(struct ki_page *page, const struct koops_report *report)
{
	if (report->comm.size || report->pid.known || report->cpu.known) {
		ki_page_label(page, "task");
		ki_text_task(page, report->comm, report->pid, report->uid, report->cpu);
		if (report->seconds.known) {
			ki_page_puts(page, ", for ");
			ki_page_number(page, report->seconds.value);
			ki_page_puts(page, " s");
		}
	}
	put_words(page, "workqueue", report->workqueue);
	put_words(page, "sched_ext", report->sched_ext);
	put_words(page, "stopper", report->stopper);
}

static void put_taint(struct ki_page *page, const struct koops_report *report)
{
	if (report->tainted == KOOPS_TAINT_NONE) {
		ki_page_words(page, KI_STR("not tainted"), KI_STYLE_PLAIN);
		return;
	}
	if (report->tainted == KOOPS_TAINT_UNKNOWN)
		return;
	ki_page_words(page, KI_STR("tainted:"), KI_STYLE_PLAIN);
	for (size_t i = 0; i < report->taint.size; i++) {
		const struct koops_taint *taint = ki_taint(report->taint.data[i]);
		const char letter[] = {'(', report->taint.data[i], ')'};

		if (taint)
			ki_page_words(page, ki_str(taint->name), KI_STYLE_PLAIN);
		ki_page_item(page, (struct koops_str){letter, sizeof(letter)}, KI_STYLE_PLAIN);
		if (i + 1 < report->taint.size)
			ki_page_puts(page, ",");
	}
}

static void put_kernel(struct ki_page *page, const struct koops_report *report)
{
	if (report->release.size || report->tainted != KOOPS_TAINT_UNKNOWN) {
		ki_page_label(page, "kernel");
		ki_page_put(page, report->release, KI_STYLE_PLAIN);
		ki_page_words(page, report->build, KI_STYLE_PLAIN);
		if (report->release.size && report->tainted != KOOPS_TAINT_UNKNOWN)
			ki_page_puts(page, ",");
		put_taint(page, report);
	}
	if (report->hardware.size) {
		ki_page_label(page, "hardware");
		/* What comes last is the least of it: the firmware's version. */
		if (page->all)
			ki_page_words(page, report->hardware, KI_STYLE_PLAIN);
		else
			ki_page_elided(page, report->hardware, ki_page_left(page), KI_ELIDE_END,
				       KI_STYLE_PLAIN);
	}
}

static void put_access(struct ki_page *page, const struct koops_report *report)
{
	if (!report->access.size && !report->access_size.known && !report->access_address.known)
		return;
	ki_page_label(page, "access");
	ki_page_put(page, report->access.size ? report->access : KI_STR("access"), KI_STYLE_PLAIN);
	if (report->access_size.known) {
		ki_page_puts(page, " of ");
		ki_page_number(page, report->access_size.value);
		ki_page_puts(page, report->access_size.value == 1 ? " byte" : " bytes");
	}
	if (report->access_address.known) {
		ki_page_puts(page, " at ");
		ki_page_0x(page, report->access_address.value);
	}
}

static void put_pc(struct ki_page *page, const struct koops_report *report)
{
	if (!report->pc.symbol.size && !report->pc.address.known)
		return;
	ki_page_label(page, "at");
	ki_text_frame(page, report, &report->pc, 0);
}

/* All of them if all is asked for, else those that taint the kernel. */
static void put_modules(struct ki_page *page, const struct koops_report *report)
{
	bool some = false;

	for (size_t i = 0; i < report->module_count; i++) {
		const struct koops_module *module = &report->modules[i];

		if (!page->all && !module->flags.size)
			continue;
		if (!some)
			ki_page_label(page, "modules");
		some = true;
		ki_page_item(page, module->name, KI_STYLE_PLAIN);
		if (module->flags.size) {
			ki_page_puts(page, "(");
			ki_page_put(page, module->flags, KI_STYLE_PLAIN);
			ki_page_puts(page, ")");
		}
	}
}

static void put_strs(struct ki_page *page, const char *label, const struct ki_strs *list)
{
	if (list->count)
		ki_page_label(page, label);
	for (size_t i = 0; i < list->count; i++) {
		ki_page_row(page);
		ki_page_words(page, list->at[i], KI_STYLE_PLAIN);
	}
}

static void put_registers(struct ki_page *page, const char *label,
			  const struct ki_registers *registers)
{
	if (registers->count)
		ki_page_label(page, label);
	for (size_t i = 0; i < registers->count; i++) {
		const struct ki_register *at = &registers->at[i];

		/* Two blanks before it, and one in it. */
		if (i && ki_columns(at->name) + ki_columns(at->value) + 3 > ki_page_left(page))
			ki_page_row(page);
		else if (i)
			ki_page_puts(page, "  ");
		ki_page_put(page, at->name, KI_STYLE_DIM);
		ki_page_puts(page, " ");
		ki_page_put(page, at->value, KI_STYLE_PLAIN);
	}
}

/* What only a close reader wants. */
static void put_rest(struct ki_page *page, const struct koops_report *report)
{
	put_registers(page, "registers", &report->registers[KOOPS_REGISTERS_KERNEL]);
	put_registers(page, "user", &report->registers[KOOPS_REGISTERS_USER]);
	if (report->code.size) {
		ki_page_label(page, "code");
		ki_page_words(page, report->code, KI_STYLE_PLAIN);
	}
	if (report->kernel_offset.known) {
		ki_page_label(page, "offset");
		ki_page_0x(page, report->kernel_offset.value);
	}
	put_strs(page, "locks", &report->locks);
	put_strs(page, "irqs", &report->irq_events);
	put_strs(page, "also", &report->alt_titles);
}

static const char *grade_words(enum koops_grade grade)
{
	switch (grade) {
	case KOOPS_GRADE_WEAK:
		return ", weak: few frames to go by";
	case KOOPS_GRADE_CUT:
		return ", of a trace that is cut off";
	default:
		return "";
	}
}

static void put_signature(struct ki_page *page, const struct koops_report *report)
{
	const struct ki_signature *signature = &report->signature;

	ki_page_label(page, "signature");
	if (!signature->value[KOOPS_LEVEL_KEY].size) {
		ki_page_puts(page, "none: no frame to go by");
		return;
	}
	ki_page_put(page, signature->value[KOOPS_LEVEL_KEY], KI_STYLE_BOLD);
	ki_page_puts(page, grade_words(signature->grade));
	if (report->consequence_of.known) {
		ki_page_puts(page, ", that of #");
		ki_page_number(page, report->consequence_of.value);
	}
	for (size_t i = KOOPS_LEVEL_KEY + 1; page->all && i < KI_LENGTH(signature->value); i++) {
		if (!signature->value[i].size)
			continue;
		ki_page_label(page, koops_level_name((enum koops_level)i));
		ki_page_put(page, signature->value[i], KI_STYLE_PLAIN);
	}
}

enum koops_status ki_write_text(const struct koops_report *report,
				const struct koops_text_options *options, koops_write_fn write,
				void *user)
{
	struct ki_page page;

	ki_page_init(&page, options, write, user);
	put_title(&page, report);
	put_where(&page, report);
	put_cause(&page, report);
	put_reasons(&page, report);
	put_task(&page, report);
	put_kernel(&page, report);
	put_access(&page, report);
	put_pc(&page, report);
	ki_text_traces(&page, report);
	put_modules(&page, report);
	if (page.all)
		put_rest(&page, report);
	put_signature(&page, report);
	return ki_page_end(&page);
}
