/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/fields.h"

static const struct ki_slot {
	const char *name;
	size_t offset;
	enum { SLOT_STRING, SLOT_WORDS, SLOT_NUMBER, SLOT_HEX, SLOT_LIST } type;
} slots[] = {
    {"cpu", offsetof(struct koops_report, cpu), SLOT_NUMBER},
    {"pid", offsetof(struct koops_report, pid), SLOT_NUMBER},
    {"uid", offsetof(struct koops_report, uid), SLOT_NUMBER},
    {"seconds", offsetof(struct koops_report, seconds), SLOT_NUMBER},
    {"comm", offsetof(struct koops_report, comm), SLOT_STRING},
    {"hardware", offsetof(struct koops_report, hardware), SLOT_WORDS},
    {"workqueue", offsetof(struct koops_report, workqueue), SLOT_STRING},
    {"sched_ext", offsetof(struct koops_report, sched_ext), SLOT_STRING},
    {"stopper", offsetof(struct koops_report, stopper), SLOT_STRING},
    {"code", offsetof(struct koops_report, code), SLOT_WORDS},
    {"access", offsetof(struct koops_report, access), SLOT_STRING},
    {"access_size", offsetof(struct koops_report, access_size), SLOT_NUMBER},
    {"access_address", offsetof(struct koops_report, access_address), SLOT_HEX},
    {"release", offsetof(struct koops_report, release), SLOT_STRING},
    {"irq_event", offsetof(struct koops_report, irq_events), SLOT_LIST},
};

const struct koops_str *ki_field(const struct ki_fields *fields, struct koops_str name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (ki_str_eq(fields->at[i].name, name))
			return &fields->at[i].value;
	return NULL;
}

void ki_fields_add(struct ki_fields *fields, struct koops_str name, struct koops_str value)
{
	if (fields->count < KI_FIELDS_MOST && !ki_field(fields, name))
		fields->at[fields->count++] = (struct ki_field){name, value};
}

/* In a list every value has its place. */
static bool store_in_list(struct koops_report *report, struct ki_strs *list, struct koops_str value)
{
	struct koops_str copy;

	return ki_report_str(report, value, &copy) && ki_strs_add(report, list, copy);
}

static void store_number(struct ki_number *number, struct koops_str value, bool hex)
{
	uint64_t parsed;

	if (number->known)
		return;
	ki_take(&value, KI_STR("0x"));
	if (hex ? ki_take_hex(&value, &parsed) : ki_take_u64(&value, &parsed))
		*number = ki_number(parsed);
}

const struct ki_slot *ki_slot_of(struct koops_str name)
{
	for (size_t i = 0; i < KI_LENGTH(slots); i++)
		if (ki_str_eq(name, ki_str(slots[i].name)))
			return &slots[i];
	return NULL;
}

bool ki_field_store(struct koops_report *report, const struct ki_slot *slot, struct koops_str value)
{
	char *at = (char *)report + slot->offset;

	value = slot->type == SLOT_NUMBER || slot->type == SLOT_HEX ? value : ki_str_trim(value);
	switch (slot->type) {
	case SLOT_LIST:
		return store_in_list(report, (struct ki_strs *)at, value);
	case SLOT_NUMBER:
	case SLOT_HEX:
		store_number((struct ki_number *)at, value, slot->type == SLOT_HEX);
		return true;
	case SLOT_WORDS:
	case SLOT_STRING:
		break;
	}
	if (((struct koops_str *)at)->size || !value.size)
		return true;
	if (slot->type == SLOT_WORDS)
		return ki_report_words(report, value, (struct koops_str *)at);
	return ki_report_str(report, value, (struct koops_str *)at);
}

static bool is_upper(struct koops_str word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!ki_is_upper(word.data[i]))
			return false;
	return true;
}

/*
 * The letters of "Tainted: G        W  O  ", one a place; blank where a flag
 * is not set.  What follows is the release, which begins with a digit.
 */
static bool read_taint(struct koops_report *report, struct koops_str *rest)
{
	struct koops_str word, after = *rest;
	char letters[64];
	size_t count = 0;

	while (ki_take_blanks(&after), ki_take_word(&after, &word) && is_upper(word)) {
		for (size_t i = 0; i < word.size && count < sizeof(letters); i++)
			/* 'G' says that no proprietary module is there: no flag. */
			if (word.data[i] != 'G' && !memchr(letters, word.data[i], count))
				letters[count++] = word.data[i];
		*rest = after;
	}
	report->tainted = count ? KOOPS_TAINT_SOME : KOOPS_TAINT_NONE;
	return ki_report_str(report, (struct koops_str){letters, count}, &report->taint);
}

/* lib/dump_stack.c: "%s %s %.*s", taint, release, build. */
bool ki_read_kernel(struct koops_report *report, struct koops_str rest)
{
	struct koops_str word;

	if (report->tainted != KOOPS_TAINT_UNKNOWN)
		return true;
	ki_take_blanks(&rest);
	if (ki_take(&rest, KI_STR("Not tainted")))
		report->tainted = KOOPS_TAINT_NONE;
	else if (!ki_take(&rest, KI_STR("Tainted:")) || !read_taint(report, &rest))
		return true;
	ki_take_blanks(&rest);
	if (!ki_take_word(&rest, &word) || !ki_is_digit(word.data[0]))
		return true;
	if (!report->release.size && !ki_report_str(report, word, &report->release))
		return false;
	rest = ki_str_trim(rest);
	return report->build.size || ki_report_words(report, rest, &report->build);
}

/* kernel/locking/lockdep.c (print_kernel_ident): "%s %.*s %s", release, build, taint. */
bool ki_read_ident(struct koops_report *report, struct koops_str text, size_t taint)
{
	struct koops_str before = ki_str_trim(ki_str_to(text, taint)), release;

	/* kernel/hung_task.c: "      %s %s %.*s", taint, release, build. */
	if (taint < text.size && !before.size)
		return ki_read_kernel(report, ki_str_from(text, taint));
	if (taint >= text.size || report->tainted != KOOPS_TAINT_UNKNOWN ||
	    !ki_take_word(&before, &release) || !ki_is_digit(release.data[0]) ||
	    ki_str_chr(release, '.') == release.size)
		return true;
	if (!report->release.size && !ki_report_str(report, release, &report->release))
		return false;
	before = ki_str_trim(before);
	if (!report->build.size && !ki_report_words(report, before, &report->build))
		return false;
	return ki_read_kernel(report, ki_str_from(text, taint));
}

enum { BUILDS_MOST = 1024 };

void ki_note_build(struct koops_report *report, const struct koops_frame *frame)
{
	/* More are loaded nowhere, and each frame of a hostile log would go through all. */
	if (!frame->build_id.size || report->module_count > BUILDS_MOST)
		return;
	for (size_t i = 0; i < report->module_count; i++)
		if (ki_str_eq(report->modules[i].name, frame->module))
			report->modules[i].build_id = frame->build_id;
}

/* kernel/module/main.c (print_modules): "name", "name(FLAGS)", "name build-id". */
bool ki_read_modules(struct koops_report *report, struct koops_str list)
{
	struct koops_str word;

	for (;;) {
		struct koops_module *module;
		size_t paren;

		list = ki_str_trim_start(list);
		if (!ki_take_word(&list, &word) || word.data[0] == '[')
			return true;
		paren = ki_str_chr(word, '(');
		module = ki_report_add_module(report);
		if (!module || !ki_report_str(report, ki_str_to(word, paren), &module->name))
			return false;
		if (paren + 2 < word.size && word.data[word.size - 1] == ')') {
			struct koops_str flags = {word.data + paren + 1, word.size - paren - 2};

			if (!ki_report_str(report, flags, &module->flags))
				return false;
		}
	}
}
