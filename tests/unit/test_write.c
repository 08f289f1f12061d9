/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buf.h"
#include "core/utf8.h"
#include "data/lists.h"
#include "write/write.h"

static struct ki_mem mem;
static struct ki_buf got;
static struct koops_report *report;

static void set_up(void)
{
	ck_assert(ki_mem_init(&mem, NULL));
	ki_buf_init(&got, &mem);
	report = ki_report_new(&mem);
	ck_assert_ptr_nonnull(report);
	report->number = ki_number(1);
	report->signature.version = "k1";
	report->line = ki_number(7);
	report->end_line = ki_number(9);
	report->kind = KI_STR("soft-lockup");
	report->title = KI_STR("BUG: soft lockup in f");
	report->primary = true;
}

static void tear_down(void)
{
	ki_report_free(report);
	ki_buf_free(&got);
}

static bool gather(const char *data, size_t size, void *user)
{
	(void)user;
	ki_buf_put(&got, (struct koops_str){data, size});
	return !got.failed;
}

static void check_got(const char *want)
{
	struct koops_str str = ki_buf_str(&got);

	ck_assert_msg(ki_str_eq(str, ki_str(want)), "got:\n%.*s\nwant:\n%s", KI_ARG(str), want);
}

static void check_has(const char *want)
{
	struct koops_str str = ki_buf_str(&got);

	ck_assert_msg(ki_str_find(str, ki_str(want)) < str.size, "no '%s' in:\n%.*s", want,
		      KI_ARG(str));
}

static void check_has_not(const char *unwanted)
{
	struct koops_str str = ki_buf_str(&got);

	ck_assert_msg(ki_str_find(str, ki_str(unwanted)) == str.size, "'%s' in:\n%.*s", unwanted,
		      KI_ARG(str));
}

static void json(void)
{
	ki_buf_clear(&got);
	ck_assert_int_eq(ki_write_json(report, gather, NULL), KOOPS_OK);
}

static void text(bool all, unsigned width)
{
	const struct koops_text_options options = {
	    .size = sizeof(options), .all = all, .width = width};

	ki_buf_clear(&got);
	ck_assert_int_eq(ki_write_text(report, &options, gather, NULL), KOOPS_OK);
}

static struct koops_trace *add_trace(enum koops_role role, enum koops_context context)
{
	struct koops_trace *trace = ki_report_add_trace(report);

	ck_assert_ptr_nonnull(trace);
	trace->role = role;
	trace->context = context;
	return trace;
}

static struct koops_frame *add_frame(struct koops_trace *trace, const char *symbol, size_t fold)
{
	struct koops_frame *frame = ki_trace_add_frame(report, trace);

	ck_assert_ptr_nonnull(frame);
	frame->symbol = ki_str(symbol);
	frame->offset = ki_number(0x10);
	frame->size = ki_number(0x20);
	frame->fold = fold;
	return frame;
}

/* caller() called a(), which called b(), which called a(), with a leaf on top and a "?" between. */
static struct koops_trace *add_folded(void)
{
	static struct koops_str cycle[] = {KI_STR("a"), KI_STR("b")};
	static struct koops_folded folded[] = {
	    {.symbol = KI_STR("leaf")},
	    {.symbol = KI_STR("a"), .cycle = cycle, .cycle_count = 2, .turns = 2},
	    {.symbol = KI_STR("caller")},
	};
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK);

	add_frame(trace, "leaf", 1);
	add_frame(trace, "a", 2);
	add_frame(trace, "noise", 0)->flags = KOOPS_FRAME_UNRELIABLE;
	add_frame(trace, "b", 2);
	add_frame(trace, "a.isra.0", 2);
	add_frame(trace, "caller", 3)->module = KI_STR("ext4");
	trace->folded = folded;
	trace->folded_count = KI_LENGTH(folded);
	return trace;
}

START_TEST(json_of_little_has_no_absent_keys)
{
	json();
	check_got(
	    "{\"line\":7,\"end_line\":9,\"number\":1,\"kind\":\"soft-lockup\",\"class\":\"fault\","
	    "\"severity\":\"crash\",\"title\":\"BUG: soft lockup in f\",\"alt_titles\":[],"
	    "\"corrupted\":false,\"reasons\":[],"
	    "\"signature\":{\"version\":\"k1\",\"rules\":\"" KI_RULES_VERSION
	    "\",\"grade\":\"none\"},\"primary\":true}\n");
}
END_TEST

/*
 * RFC 8259, 7; strings of all the lengths that are looked at in another way: up to two vectors,
 * and around a chunk or two.
 */
START_TEST(json_escapes_what_it_must)
{
	static const struct {
		char c;
		const char *escaped;
	} cases[] = {{'"', "\\\""},       {'\\', "\\\\"},   {'\n', "\\n"}, {'\r', "\\r"},
		     {'\t', "\\t"},       {'\f', "\\f"},    {'\b', "\\b"}, {'\x1b', "\\u001B"},
		     {'\x01', "\\u0001"}, {'\x7f', "\x7f"}, {'/', "/"},    {' ', " "},
		     {'\xc3', "\xc3"}};
	char text[258], want[300], plain[258];

	memset(plain, 'x', sizeof(plain));
	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		for (size_t size = 1; size < sizeof(text); size = size == 34 ? 126 : size + 1)
			for (size_t at = 0; at<size; at += size> 34 ? 7 : 1) {
				memset(text, 'x', size);
				text[at] = cases[i].c;
				report->file = (struct koops_str){text, size};
				json();
				snprintf(want, sizeof(want), "{\"file\":\"%.*s%s%.*s\",\"line\"",
					 (int)at, plain, cases[i].escaped, (int)(size - at - 1),
					 plain);
				ck_assert_msg(ki_str_starts(ki_buf_str(&got), ki_str(want)),
					      "not '%s'", want);
			}
}
END_TEST

/* Wherever the buffer ends, all comes out. */
START_TEST(json_of_any_size)
{
	static char text[9000];

	memset(text, 'x', sizeof(text));
	for (size_t size = 3900; size < 4200; size++) {
		report->file = (struct koops_str){text, size};
		json();
		ck_assert_uint_eq(got.data[got.size - 2], '}');
		ck_assert_uint_eq(ki_str_find(ki_buf_str(&got), KI_STR("\",\"line\":7,")),
				  9 + size);
	}
}
END_TEST

/* Frames that take as much room as any can, wherever the buffer ends. */
START_TEST(json_of_the_most_room)
{
	char quotes[130], escaped[260], want[1600];
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_UNKNOWN);

	memset(quotes, '"', sizeof(quotes));
	for (size_t i = 0; i < sizeof(escaped); i++)
		escaped[i] = i % 2 ? '"' : '\\';
	for (size_t i = 0; i < 30; i++)
		ck_assert_ptr_nonnull(ki_trace_add_frame(report, trace));
	for (size_t size = 0; size <= sizeof(quotes); size++) {
		struct koops_str str = {quotes, size};
		int twice = (int)size * 2;
		struct koops_str rest;

		for (size_t i = 0; i < trace->frame_count; i++)
			trace->frames[i] = (struct koops_frame){
			    .symbol = KI_STR("f"),
			    .file = KI_STR("c"),
			    .module = i % 2 ? str : KI_STR("m"),
			    .offset = ki_number(UINT64_MAX),
			    .size = ki_number(UINT64_MAX),
			    .address = ki_number(UINT64_MAX),
			    .line = ki_number(UINT64_MAX),
			    .flags = ~0U,
			};
		json();
		snprintf(want, sizeof(want),
			 "{\"symbol\":\"f\",\"offset\":18446744073709551615,"
			 "\"size\":18446744073709551615,%s%.*s%s\"address\":"
			 "\"0xffffffffffffffff\",\"reliable\":false,\"inline\":true,\"pc\":true,"
			 "\"doubtful\":true,\"ambiguous\":true,\"file\":\"c\","
			 "\"line\":18446744073709551615}",
			 size ? "\"module\":\"" : "", twice, escaped, size ? "\"," : "");
		rest = ki_buf_str(&got);
		for (size_t i = 0; i < trace->frame_count / 2; i++) {
			size_t at = ki_str_find(rest, ki_str(want));

			ck_assert_msg(at < rest.size, "%zu: no %zuth of '%s'", size, i, want);
			rest = ki_str_from(rest, at + strlen(want));
		}
	}
}
END_TEST

START_TEST(json_of_numbers_of_all_sizes)
{
	uint64_t value = 0;
	char want[64];

	for (size_t digits = 1; digits <= 20; digits++) {
		/* 1, 10, … and the number before each. */
		for (uint64_t less = 0; less < 2; less++) {
			uint64_t number = digits == 1 ? less : value - less;

			report->line = report->kernel_offset = ki_number(number);
			json();
			snprintf(want, sizeof(want), "{\"line\":%" PRIu64 ",", number);
			check_has(want);
			snprintf(want, sizeof(want), "\"kernel_offset\":\"0x%" PRIx64 "\"}",
				 number);
			check_has(want);
		}
		value = value ? value * 10 : 10;
	}
	for (unsigned number = 0; number < 30000; number += 7) {
		report->line = ki_number(number);
		json();
		snprintf(want, sizeof(want), "{\"line\":%u,", number);
		check_has(want);
	}
}
END_TEST

START_TEST(json_of_everything)
{
	struct koops_trace *trace = add_folded();
	struct koops_module *module = ki_report_add_module(report);

	*module = (struct koops_module){KI_STR("nvidia"), KI_STR("POE"), KI_STR("0123abcd")};
	report->file = KI_STR("a \"b\" \\ \xc3\xa9");
	report->tainted = KOOPS_TAINT_SOME;
	report->taint = KI_STR("L?");
	report->consequence_of = ki_number(1);
	report->access = KI_STR("Write");
	report->access_size = ki_number(8);
	report->access_address = ki_number(0xffff888014599aa8);
	report->kernel_offset = ki_number(UINT64_MAX);
	report->pc = (struct koops_frame){.symbol = KI_STR("leaf"), .flags = KOOPS_FRAME_PC};
	report->signature.grade = KOOPS_GRADE_CUT;
	report->signature.value[KOOPS_LEVEL_SITE] = KI_STR("k1-2");
	ck_assert(ki_registers_add(report, KOOPS_REGISTERS_USER, KI_STR("RAX"), KI_STR("00ff")));
	ck_assert(ki_strs_add(report, &report->locks, KI_STR("1 lock held")));
	trace->cut = true;
	trace->pid = ki_number(UINT64_C(9007199254740993));
	add_frame(trace, "", 0)->address = ki_number(0xffffffffa02010b1);
	json();
	check_has("\"file\":\"a \\\"b\\\" \\\\ \xc3\xa9\"");
	check_has("\"taint\":[{\"letter\":\"L\",\"name\":\"soft lockup\",\"since\":\"3.17\"},"
		  "{\"letter\":\"?\"}]");
	check_has("\"signature\":{\"version\":\"k1\",\"rules\":\"" KI_RULES_VERSION
		  "\",\"site\":\"k1-2\",\"grade\":\"cut\"}");
	check_has("\"consequence_of\":1,");
	check_has("\"access\":{\"type\":\"Write\",\"size\":8,\"address\":\"0xffff888014599aa8\"}");
	check_has("\"pc\":{\"symbol\":\"leaf\",\"reliable\":true,\"pc\":true}");
	check_has("{\"role\":\"own\",\"context\":\"task\",\"pid\":9007199254740993,\"cut\":true,");
	check_has("{\"symbol\":\"noise\",\"offset\":16,\"size\":32,\"reliable\":false}");
	check_has(
	    "{\"offset\":16,\"size\":32,\"address\":\"0xffffffffa02010b1\",\"reliable\":true}");
	check_has(
	    "\"folded\":[{\"symbol\":\"leaf\"},"
	    "{\"symbol\":\"a\",\"cycle\":[\"a\",\"b\"],\"turns\":2},{\"symbol\":\"caller\"}]");
	check_has("\"user_registers\":{\"RAX\":\"00ff\"}");
	check_has(
	    "\"modules\":[{\"name\":\"nvidia\",\"flags\":\"POE\",\"build_id\":\"0123abcd\"}]");
	check_has("\"locks\":[\"1 lock held\"],\"kernel_offset\":\"0xffffffffffffffff\"}\n");
}
END_TEST

START_TEST(text_shows_the_folded_trace)
{
	add_folded();
	report->comm = KI_STR("repro");
	report->pid = ki_number(516);
	report->cpu = ki_number(0);
	report->seconds = ki_number(26);
	report->release = KI_STR("6.3.0");
	report->build = KI_STR("#1");
	report->tainted = KOOPS_TAINT_SOME;
	report->taint = KI_STR("OL");
	report->file = KI_STR("dmesg.log");
	report->signature.grade = KOOPS_GRADE_COMPLETE;
	report->signature.value[KOOPS_LEVEL_KEY] = KI_STR("k1-1");
	text(false, 0);
	check_got("BUG: soft lockup in f\n"
		  "    where  report #1, dmesg.log:7\n"
		  "     task  repro (pid 516) on CPU 0, for 26 s\n"
		  "   kernel  6.3.0 #1, tainted: out-of-tree module (O), soft lockup (L)\n"
		  "    trace  leaf\n"
		  "           (a → b) ×2\n"
		  "           caller [ext4]\n"
		  "signature  k1-1\n");
}
END_TEST

START_TEST(text_of_all_shows_every_frame)
{
	add_folded();
	text(true, 0);
	check_has("    trace    leaf+0x10/0x20\n"
		  "           (a → b) ×2\n"
		  "           │ a+0x10/0x20\n"
		  "           ? noise+0x10/0x20\n"
		  "           │ b+0x10/0x20\n"
		  "           │ a.isra.0+0x10/0x20\n"
		  "             caller+0x10/0x20 [ext4]\n");
}
END_TEST

START_TEST(text_of_all_shows_registers)
{
	for (int i = 0; i < 4; i++)
		ck_assert(ki_registers_add(report, KOOPS_REGISTERS_KERNEL, KI_STR("RAX"),
					   KI_STR("0123456789abcdef")));
	text(true, 80);
	check_has("registers  RAX 0123456789abcdef  RAX 0123456789abcdef  RAX 0123456789abcdef\n"
		  "           RAX 0123456789abcdef\n");
	check_has_not(" \n");
}
END_TEST

START_TEST(text_shows_files_and_inlined_frames)
{
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK);
	struct koops_frame *frame = add_frame(trace, "helper", 0);

	frame->flags = KOOPS_FRAME_INLINED;
	frame->file = KI_STR("kernel/x.c");
	frame->line = ki_number(3);
	frame = add_frame(trace, "f", 1);
	frame->file = KI_STR("kernel/y.c");
	frame->line = ki_number(12);
	text(false, 0);
	check_has("    trace  helper (inlined)  kernel/x.c:3\n"
		  "           f                 kernel/y.c:12\n");
}
END_TEST

START_TEST(text_of_a_consequence_points_at_its_cause)
{
	add_folded()->cut = true;
	report->consequence_of = ki_number(3);
	text(false, 0);
	check_has("    cause  a consequence of report #3\n");
	check_has("not shown  1 trace\n");
	check_has_not("caller");
}
END_TEST

START_TEST(text_marks_contexts_and_roles)
{
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_IRQ);

	trace->continued = true;
	add_frame(trace, "in_irq", 0);
	add_frame(add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK), "in_task", 0);
	trace = add_trace(KOOPS_ROLE_ALLOCATION, KOOPS_CONTEXT_UNKNOWN);
	trace->comm = KI_STR("sh");
	trace->pid = ki_number(4);
	add_frame(trace, "kmalloc", 0);
	add_frame(add_trace(KOOPS_ROLE_CPU, KOOPS_CONTEXT_NMI), "elsewhere", 0);
	text(false, 0);
	check_has("    trace  <IRQ>\n"
		  "           in_irq\n"
		  "           <TASK>\n"
		  "           in_task\n"
		  "    alloc  sh (pid 4)\n"
		  "           kmalloc\n"
		  "not shown  1 trace\n");
	text(true, 0);
	check_has("other cpu  <NMI>\n"
		  "             elsewhere+0x10/0x20\n");
}
END_TEST

/* No line of the text but the title is wider than asked for. */
static void check_width(size_t width)
{
	struct koops_str rest = ki_buf_str(&got), line;

	ck_assert(ki_take_until(&rest, '\n', &line));
	while (ki_take_until(&rest, '\n', &line)) {
		size_t columns = 0;

		for (size_t i = 0; i < line.size; i++)
			columns += ((unsigned char)line.data[i] & 0xc0) != 0x80;
		ck_assert_msg(columns <= width, "%zu columns: %.*s", columns, KI_ARG(line));
	}
}

/* A log that is cut behind "WARNING: CPU: 1 PID: 516 at …". */
START_TEST(text_of_a_task_without_a_name)
{
	report->cpu = ki_number(1);
	report->pid = ki_number(516);
	text(false, 0);
	check_has("pid 516");
	check_has_not("(pid 516");
}
END_TEST

START_TEST(text_keeps_to_the_width)
{
	static const char name[] = "_RNvXs_very_long_mangled_name_of_a_function_of_which_only_both_"
				   "ends_tell_one_what_it_is_called_drop_in_place";
	static struct koops_str cycle[] = {KI_STR("first_function_of_a_cycle"), KI_STR(name),
					   KI_STR("\xc3\xa9\xc3\xa9"),
					   KI_STR("another_function_of_it")};
	static struct koops_folded folded[] = {
	    {.symbol = KI_STR("x"), .cycle = cycle, .cycle_count = 4, .turns = 12345},
	    {.symbol = KI_STR(name)},
	};
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK);
	struct koops_frame *frame;

	add_frame(trace, "x", 1);
	frame = add_frame(trace, name, 2);
	frame->module = KI_STR("a_module");
	frame->file = KI_STR("drivers/very/deep/in/a/tree/of/many/directories/file.rs");
	frame->line = ki_number(1234);
	trace->folded = folded;
	trace->folded_count = KI_LENGTH(folded);
	report->hardware =
	    KI_STR("QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel-1.16.0-0-gd239552ce722");
	report->code = KI_STR("00 c3 66 2e 0f 1f 84 00 00 00 00 00 90 f3 0f 1e fa 48 89 f8 48 89");
	for (unsigned width = 48; width < 140; width += 7) {
		text(false, width);
		check_width(width);
	}
	text(false, 60);
	check_has(" hardware  QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel…\n");
	check_has("drop_in_place [a_module]");
	text(true, 80);
	check_has("RNvXs");
}
END_TEST

/* Nothing but its own colours, each of them ended. */
START_TEST(text_has_no_escapes_but_colours)
{
	const struct koops_text_options options = {
	    .size = sizeof(options), .color = true, .all = true};
	struct koops_str rest, before;
	bool open = false;

	add_folded();
	text(true, 0);
	check_has_not("\x1b");
	ki_buf_clear(&got);
	ck_assert_int_eq(ki_write_text(report, &options, gather, NULL), KOOPS_OK);
	check_has("\x1b[1;31mBUG: soft lockup in f\x1b[0m\n");
	for (rest = ki_buf_str(&got); ki_take_until(&rest, '\x1b', &before); open = !open)
		ck_assert_msg(ki_str_starts(rest, KI_STR("[0m")) == open, "%.*s", KI_ARG(rest));
	ck_assert(!open);
}
END_TEST

static bool refuse_second(const char *data, size_t size, void *user)
{
	int *calls = user;

	(void)data;
	ck_assert_uint_gt(size, 0);
	ck_assert_int_le(++*calls, 2);
	return *calls < 2;
}

START_TEST(refused_output_ends_the_writers)
{
	struct koops_trace *trace = add_trace(KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK);
	const struct koops_text_options all = {.size = sizeof(all), .all = true};
	int calls = 0;

	for (int i = 0; i < 1000; i++)
		add_frame(trace, "function", 0);
	ck_assert_int_eq(ki_write_json(report, refuse_second, &calls), KOOPS_E_IO);
	ck_assert_int_eq(calls, 2);
	calls = 0;
	ck_assert_int_eq(ki_write_text(report, &all, refuse_second, &calls), KOOPS_E_IO);
	ck_assert_int_eq(calls, 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("write");
	TCase *tcase = tcase_create("write");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, json_of_little_has_no_absent_keys);
	tcase_add_test(tcase, json_of_everything);
	tcase_add_test(tcase, json_of_the_most_room);
	tcase_add_test(tcase, json_of_numbers_of_all_sizes);
	tcase_add_test(tcase, json_escapes_what_it_must);
	tcase_add_test(tcase, json_of_any_size);
	tcase_add_test(tcase, text_shows_the_folded_trace);
	tcase_add_test(tcase, text_of_all_shows_every_frame);
	tcase_add_test(tcase, text_of_all_shows_registers);
	tcase_add_test(tcase, text_shows_files_and_inlined_frames);
	tcase_add_test(tcase, text_of_a_consequence_points_at_its_cause);
	tcase_add_test(tcase, text_marks_contexts_and_roles);
	tcase_add_test(tcase, text_of_a_task_without_a_name);
	tcase_add_test(tcase, text_keeps_to_the_width);
	tcase_add_test(tcase, text_has_no_escapes_but_colours);
	tcase_add_test(tcase, refused_output_ends_the_writers);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
