/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The signatures of tests/vectors/, which were written by hand from
 * docs/signature.md: the canonical text first, its hash by xxh128sum(1).
 *
 *     test_vectors FILE...
 */
#include <stdio.h>
#include <yajl/yajl_tree.h>

#include "made.h"
#include "sign/sign.h"

static yajl_val member(yajl_val object, const char *name, yajl_type type)
{
	const char *path[] = {name, NULL};

	return yajl_tree_get(object, path, type);
}

static struct koops_str text(yajl_val object, const char *name)
{
	yajl_val value = member(object, name, yajl_t_string);

	return ki_str(value ? YAJL_GET_STRING(value) : "");
}

static bool flag(yajl_val object, const char *name)
{
	yajl_val value = member(object, name, yajl_t_any);

	return value && YAJL_IS_TRUE(value);
}

/* The number of the name that `name(number)` gives, below 16. */
static unsigned named(struct koops_str want, const char *(*name)(unsigned))
{
	unsigned number = 0;

	while (number < 16 && !ki_str_eq(ki_str(name(number)), want))
		number++;
	ck_assert_msg(number < 16, "no '%.*s'", KI_ARG(want));
	return number;
}

static const char *role_name(unsigned number)
{
	return koops_role_name((enum koops_role)number);
}

static const char *context_name(unsigned number)
{
	return koops_context_name((enum koops_context)number);
}

static const char *class_name(unsigned number)
{
	return ki_class_name((enum ki_class)number);
}

static void read_frame(struct koops_report *report, yajl_val from, struct koops_frame *frame)
{
	yajl_val reliable = member(from, "reliable", yajl_t_any);
	yajl_val offset = member(from, "offset", yajl_t_number);
	struct koops_str address = text(from, "address");

	frame->symbol = made_str(report, text(from, "symbol"));
	frame->module = made_str(report, text(from, "module"));
	frame->address.known = ki_take_0x(&address, &frame->address.value);
	if (offset)
		frame->offset = ki_number(YAJL_GET_INTEGER(offset));
	if (reliable && YAJL_IS_FALSE(reliable))
		frame->flags |= KOOPS_FRAME_UNRELIABLE;
	if (flag(from, "inline"))
		frame->flags |= KOOPS_FRAME_INLINED;
	if (flag(from, "pc"))
		frame->flags |= KOOPS_FRAME_PC;
}

static void read_trace(struct koops_report *report, yajl_val from)
{
	struct koops_str context = text(from, "context");
	yajl_val frames = member(from, "frames", yajl_t_array);
	struct koops_trace *trace =
	    made_trace(report, named(text(from, "role"), role_name),
		       context.size ? named(context, context_name) : KOOPS_CONTEXT_UNKNOWN, "");

	trace->cut = flag(from, "cut");
	trace->continued = flag(from, "continued");
	for (size_t i = 0; i < YAJL_GET_ARRAY(frames)->len; i++)
		read_frame(report, YAJL_GET_ARRAY(frames)->values[i],
			   ki_trace_add_frame(report, trace));
}

static struct koops_report *read_report(yajl_val from)
{
	yajl_val traces = member(from, "traces", yajl_t_array);
	yajl_val pc = member(from, "pc", yajl_t_object);
	struct koops_report *report = made_report("", "", named(text(from, "class"), class_name));

	report->kind = made_str(report, text(from, "kind"));
	report->family = made_str(report, text(from, "event"));
	report->guilty = made_str(report, text(from, "guilty"));
	report->subject = made_str(report, text(from, "subject"));
	report->corrupted = flag(from, "corrupted");
	if (pc)
		read_frame(report, pc, &report->pc);
	for (size_t i = 0; i < YAJL_GET_ARRAY(traces)->len; i++)
		read_trace(report, YAJL_GET_ARRAY(traces)->values[i]);
	return report;
}

static void check_equal(const char *path, const char *what, struct koops_str got,
			struct koops_str want)
{
	ck_assert_msg(ki_str_eq(got, want), "%s: %s: got '%.*s', want '%.*s'", path, what,
		      KI_ARG(got), KI_ARG(want));
}

static void check_vector(const char *path, yajl_val root)
{
	yajl_val want = member(root, "signature", yajl_t_object);
	struct koops_report *report = read_report(member(root, "report", yajl_t_object));
	const struct ki_signature *got = &report->signature;

	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_equal(path, "grade", ki_str(koops_grade_name(got->grade)), text(want, "grade"));
	for (unsigned i = 0; i <= KOOPS_LEVEL_FAMILY; i++) {
		const char *name = koops_level_name((enum koops_level)i);
		yajl_val level = member(want, name, yajl_t_object);

		check_equal(path, name, got->canonical[i],
			    level ? text(level, "canonical") : KI_STR(""));
		check_equal(path, name, got->value[i], level ? text(level, "value") : KI_STR(""));
	}
	ki_report_free(report);
}

static char **paths;
static int path_count;

START_TEST(vector_is_signed_as_written)
{
	const char *path = paths[_i];
	char content[65536], error[256];
	FILE *file = fopen(path, "rb");
	yajl_val root;
	size_t size;

	ck_assert_msg(file != NULL, "%s: can't be opened", path);
	size = fread(content, 1, sizeof(content) - 1, file);
	ck_assert_msg(feof(file) || fgetc(file) == EOF, "%s: too large", path);
	fclose(file);
	content[size] = '\0';
	root = yajl_tree_parse(content, error, sizeof(error));
	ck_assert_msg(root != NULL, "%s: %s", path, error);
	check_vector(path, root);
	yajl_tree_free(root);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("vectors");
	TCase *tcase = tcase_create("vectors");
	SRunner *runner = srunner_create(suite);
	int failed;

	paths = argv + 1;
	path_count = argc - 1;
	tcase_add_loop_test(tcase, vector_is_signed_as_written, 0, path_count);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner) + (path_count == 0);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
