/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Titles from their templates (parse/kind.h), and what a title says of its report.
 */
#include "../run.h"
#include "made.h"
#include "parse/title.h"

enum { FIELDS = 2 };

#define NAMELESS "there is no function that the title could name"

static const struct {
	/* Of the report's own trace, the program counter, and the place where a leak began. */
	const char *words, *pc, *origin;
	struct ki_kind kind;
	struct {
		const char *name, *value;
	} fields[FIELDS];
	const char *title;
	/* With "|" behind each. */
	const char *alts;
	const char *guilty;
	/* The traces may be another's. */
	bool doubtful;
	/* The title lacks its function. */
	bool nameless;
} rows[] = {
    /* The first template of which all is there, or the last with what is there. */
    {.kind = {.titles = {"x {a} of {b}", "x {a}", "x"}},
     .fields = {{"a", "1st"}, {"b", "2nd"}},
     .title = "x 1st of 2nd"},
    {.kind = {.titles = {"x {a} of {b}", "x {a}", "x"}},
     .fields = {{"a", "1st"}},
     .title = "x 1st"},
    {.kind = {.titles = {"x {a} of {b}", "x {a}", "x"}}, .title = "x"},
    {.kind = {.titles = {"x {a} of {b}"}}, .fields = {{"b", "2nd"}}, .title = "x corrupted of 2nd"},
    {.kind = {.titles = {"x {?b}of {a}", "x"}},
     .fields = {{"a", "1st"}, {"b", "2nd"}},
     .title = "x of 1st"},
    {.kind = {.titles = {"x {?b}of {a}", "y"}}, .fields = {{"a", "1st"}}, .title = "y"},
    /* Text of the log without numbers, but names of functions as they are. */
    {.kind = {.titles = {"x {a}, {named}"}},
     .fields = {{"a", "c0ffee00"}, {"named", "c0ffee00"}},
     .title = "x ADDR, c0ffee00"},
    {.kind = {.titles = {"x {other}, {work}"}},
     .fields = {{"other", "c0ffee00"}, {"work", "c0ffee01"}},
     .title = "x c0ffee00, c0ffee01"},
    {.kind = {.titles = {"x {place}"}}, .fields = {{"place", "c0ffee00"}}, .title = "x c0ffee00"},

    /* The function at fault; where there is none, that is said. */
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}", "x"}},
     .title = "x in b", .guilty = "b"},
    {"?b", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}", "x"}},
     .title = "x in corrupted", .nameless = true},
    {"?b", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x{?guilty}", "y"}}, .title = "y"},
    {"b", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x{?guilty}", "y"}}, .title = "x",
     .guilty = "b"},
    /* Of the traces none is named if they may be another's. */
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .title = "x in corrupted", .doubtful = true, .nameless = true},
    {"b a", "p", .kind = {.guilty = KI_GUILTY_PC, .titles = {"x in {guilty}"}}, .title = "x in p",
     .guilty = "p", .doubtful = true},
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "foo+0x1/0x2"}}, .title = "x in foo", .guilty = "foo", .doubtful = true},

    /* What the text names: not an address. */
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "0xffffffff81234567"}}, .title = "x in b", .guilty = "b"},
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "ffffffff81234567"}}, .title = "x in b", .guilty = "b"},
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "add_x"}}, .title = "x in add_x", .guilty = "add_x"},
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "mutex_lock"}, {"held", "foo"}}, .title = "x in foo", .guilty = "foo"},
    {"b a", .kind = {.guilty = KI_GUILTY_NAMED, .titles = {"x in {guilty}"}},
     .fields = {{"named", "mutex_lock"}, {"work", "foo"}}, .title = "x in foo", .guilty = "foo"},
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .fields = {{"named", "foo"}}, .title = "x in b", .guilty = "b"},

    /* The function's own name is another title, if it is another. */
    {"__x64_sys_read a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .title = "x in sys_read", .alts = "x in __x64_sys_read|", .guilty = "sys_read"},
    {"b.isra.0 a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .title = "x in b", .guilty = "b"},
    {"synchronize_srcu a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .title = "x in synchronize_rcu", .alts = "x in synchronize_srcu|",
     .guilty = "synchronize_srcu"},
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {named}"}},
     .fields = {{"named", "__x64_sys_read"}}, .title = "x in sys_read", .guilty = "b"},
    {"_RNvC1a1f a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}},
     .title = "x in a::f", .guilty = "a::f"},

    /* Other words for the first template: those of which all is there, each once. */
    {.kind = {.titles = {"x {a}", "x"}, .alts = {"y {a}", "z {b}", "w"}},
     .fields = {{"a", "1st"}},
     .title = "x 1st",
     .alts = "y 1st|w|"},
    {.kind = {.titles = {"x {a}", "x"}, .alts = {"y {a}", "x {a}", "y {a}", "z"}},
     .fields = {{"a", "1st"}},
     .title = "x 1st",
     .alts = "y 1st|z|"},
    {.kind = {.titles = {"x {a}", "x"}, .alts = {"y"}}, .title = "x"},
    {"__x64_sys_read a",
     .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}, .alts = {"y in {guilty}"}},
     .title = "x in sys_read", .alts = "y in sys_read|y in __x64_sys_read|x in __x64_sys_read|",
     .guilty = "sys_read"},
    {"?b", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty}"}, .alts = {"y {guilty}"}},
     .title = "x in corrupted", .alts = "y corrupted|", .nameless = true},

    /* Who called a check, and what began it. */
    {"usb_submit_urb b a",
     .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {caller}/{guilty}", "x"}},
     .title = "x in b/usb_submit_urb", .guilty = "usb_submit_urb"},
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {caller}/{guilty}", "x"}},
     .title = "x", .guilty = "b"},
    {"b a", .origin = "kmalloc o",
     .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x in {guilty} of {origin}"}},
     .title = "x in b of o", .guilty = "b"},
    {"b a", .kind = {.guilty = KI_GUILTY_FRAME, .titles = {"x of {origin}", "x"}}, .title = "x",
     .guilty = "b"},
};

static void check_alts(const struct koops_report *report, const char *want)
{
	char got[256] = "";

	for (size_t i = 0; i < report->alt_titles.count; i++) {
		strcat(got, report->alt_titles.at[i].data);
		strcat(got, "|");
	}
	ck_assert_str_eq(got, want ? want : "");
}

/* The frame that is named is marked, and no other. */
static void check_marks(const struct koops_report *report, bool pc, const char *guilty)
{
	ck_assert_int_eq(report->pc.flags & KOOPS_FRAME_GUILTY, pc ? KOOPS_FRAME_GUILTY : 0);
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t k = 0; k < report->traces[i].frame_count; k++) {
			const struct koops_frame *frame = &report->traces[i].frames[k];
			bool marked = !pc && guilty && ki_str_eq(frame->symbol, ki_str(guilty));

			ck_assert_msg(!(frame->flags & KOOPS_FRAME_GUILTY) == !marked, "'%.*s'",
				      KI_ARG(frame->symbol));
		}
}

START_TEST(titles_of_templates)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);
	struct ki_fields fields = {0};

	made_trace(report, KOOPS_ROLE_ORIGIN, KOOPS_CONTEXT_UNKNOWN,
		   rows[_i].origin ? rows[_i].origin : "");
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK,
		   rows[_i].words ? rows[_i].words : "");
	if (rows[_i].pc)
		report->pc.symbol = ki_str(rows[_i].pc);
	for (size_t i = 0; i < FIELDS && rows[_i].fields[i].name; i++)
		ki_fields_add(&fields, ki_str(rows[_i].fields[i].name),
			      ki_str(rows[_i].fields[i].value));
	ck_assert(ki_title(report, &rows[_i].kind, &fields, !rows[_i].doubtful));
	ck_assert_str_eq(report->title.data, rows[_i].title);
	check_alts(report, rows[_i].alts);
	ck_assert_msg(ki_str_eq(report->guilty, ki_str(rows[_i].guilty ? rows[_i].guilty : "")),
		      "'%.*s'", KI_ARG(report->guilty));
	ck_assert_int_eq(report->corrupted, rows[_i].nameless);
	ck_assert_uint_eq(report->reasons.count, rows[_i].nameless);
	if (rows[_i].nameless)
		ck_assert_str_eq(report->reasons.at[0].data, NAMELESS);
	ck_assert_uint_eq(report->subject.size, 0);
	ki_report_free(report);
}
END_TEST

START_TEST(frames_that_titles_name_are_marked)
{
	for (unsigned pc = 0; pc < 2; pc++) {
		struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);
		const struct ki_kind kind = {.guilty = pc ? KI_GUILTY_PC : KI_GUILTY_FRAME,
					     .titles = {"x in {guilty}"}};
		struct ki_fields fields = {0};

		report->pc.symbol = KI_STR("p");
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "dump_stack");
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "memcpy c b a");
		ck_assert(ki_title(report, &kind, &fields, true));
		check_marks(report, pc, "c");
		ki_report_free(report);
	}
}
END_TEST

/* The text of a report that is known by it, and the file that its first line has. */
START_TEST(subjects_and_files)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_TEXT);
	const struct ki_kind kind = {.class = KI_CLASS_TEXT, .titles = {"x {a}"}};
	struct ki_fields fields = {0};

	ki_fields_add(&fields, KI_STR("a"), KI_STR("123 times"));
	ki_fields_add(&fields, KI_STR("where"), KI_STR("fs/a.c"));
	ck_assert(ki_title(report, &kind, &fields, true));
	ck_assert_str_eq(report->subject.data, "x NUM times");
	ck_assert_str_eq(report->guilty_file.data, "fs/a.c");
	ki_report_free(report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("title");
	TCase *tcase = tcase_create("title");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, titles_of_templates, 0, KI_LENGTH(rows));
	tcase_add_test(tcase, frames_that_titles_name_are_marked);
	tcase_add_test(tcase, subjects_and_files);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
