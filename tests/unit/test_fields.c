/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lines leave in a report: fields, words of titles, registers, and whether it is trusted.
 */
#include "../run.h"
#include "core/buf.h"
#include "made.h"
#include "parse/kind.h"
#include "parse/reader.h"
#include "parse/title.h"

static struct koops_report *new_report(void)
{
	return made_report("kind", "family", KI_CLASS_FAULT);
}

static bool same(struct koops_str got, const char *want)
{
	return ki_str_eq(got, ki_str(want));
}

typedef void put_fn(struct ki_buf *out, struct koops_str text);

static void check_put(put_fn *put, const char *text, const char *want)
{
	struct ki_mem mem;
	struct ki_buf buf;

	ki_mem_init(&mem, NULL);
	ki_buf_init(&buf, &mem);
	put(&buf, ki_str(text));
	ck_assert_msg(same((struct koops_str){buf.data, buf.size}, want), "'%.*s' of '%s'",
		      (int)buf.size, buf.data, text);
	ki_buf_free(&buf);
}

/* One name for what is one function on all machines and in all releases. */
START_TEST(functions_have_one_name)
{
	static const char *const cases[][2] = {
	    {"foo", "foo"},
	    {"foo.isra.0", "foo"},
	    {"__x64_sys_read", "sys_read"},
	    {"__ia32_sys_read", "sys_read"},
	    {"__powerpc_sys_read", "sys_read"},
	    {"__arm64_compat_sys_read", "compat_sys_read"},
	    {"SyS_read", "read"},
	    {"sys_read", "read"},
	    {"C_SYSC_read", "read"},
	    {"SyS_sys_read", "sys_read"},
	    {"sysfs_read", "sysfs_read"},
	    {"smp_call_function_any", "smp_call_function"},
	    {"smp_call_function_single", "smp_call_function"},
	    {"synchronize_rcu", "synchronize_rcu"},
	    {"__synchronize_srcu", "synchronize_rcu"},
	    {"smp_call_function_x", "smp_call_function_x"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		check_put(ki_put_function, cases[i][0], cases[i][1]);
}
END_TEST

/* Numbers and addresses are other ones each time. */
START_TEST(text_is_put_without_numbers)
{
	static const char *const cases[][2] = {
	    {"", ""},
	    {"some (text)", "some (text)"},
	    {"x 1 12345 y", "x NUM NUM y"},
	    {"123456 1234567", "ADDR ADDR"},
	    {"0x1 0x 0xg 0xdeadbeef", "ADDR 0x 0xg ADDR"},
	    /* Words may have letters of numbers. */
	    {"deadbee1 deadbe1 deadbeef", "ADDR deadbe1 deadbeef"},
	    {"dead1234g x12345678 face_012", "dead1234g x12345678 face_012"},
	    {"fs/a.c:12", "fs/a.c:LINE"},
	    {"fs/a.c:12:3 x", "fs/a.c:LINE x"},
	    {"a:12b a:1_", "a:12b a:1_"},
	    {"a:12:b a:1:2c", "a:LINE:b a:LINE:2c"},
	    {"a::12 a:", "a::LINE a:"},
	    {"foo+0x1/0x2 bar", "foo bar"},
	    {"foo+0x1 bar+1", "foo bar+NUM"},
	    {"CPU#3", "CPU#NUM"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		check_put(ki_put_general, cases[i][0], cases[i][1]);
}
END_TEST

/* The first value of a name stays, and there is room for so many names. */
START_TEST(fields_are_kept_once)
{
	static struct ki_fields fields;
	char names[KI_FIELDS_MOST + 2][8];

	ki_fields_add(&fields, KI_STR("0"), KI_STR("first"));
	ki_fields_add(&fields, KI_STR("0"), KI_STR("second"));
	ck_assert_uint_eq(fields.count, 1);
	ck_assert(same(*ki_field(&fields, KI_STR("0")), "first"));
	ck_assert_ptr_null(ki_field(&fields, KI_STR("1")));
	for (int i = 1; i < KI_FIELDS_MOST + 2; i++) {
		snprintf(names[i], sizeof(names[i]), "%d", i);
		ki_fields_add(&fields, ki_str(names[i]), ki_str(names[i]));
	}
	ck_assert_uint_eq(fields.count, KI_FIELDS_MOST);
	ck_assert(same(*ki_field(&fields, KI_STR("31")), "31"));
	ck_assert_ptr_null(ki_field(&fields, KI_STR("32")));
}
END_TEST

static void store(struct koops_report *report, const char *name, const char *value)
{
	const struct ki_slot *slot = ki_slot_of(ki_str(name));

	ck_assert_ptr_nonnull(slot);
	ck_assert(ki_field_store(report, slot, ki_str(value)));
}

START_TEST(fields_go_to_their_places)
{
	struct koops_report *report = new_report();

	ck_assert_ptr_null(ki_slot_of(KI_STR("text")));
	store(report, "pid", "x");
	ck_assert(!report->pid.known);
	store(report, "pid", "12");
	store(report, "pid", "13");
	ck_assert(report->pid.known && report->pid.value == 12);
	store(report, "cpu", "0");
	ck_assert(report->cpu.known && report->cpu.value == 0);
	store(report, "access_size", "10");
	ck_assert_uint_eq(report->access_size.value, 10);
	store(report, "access_address", "0x10");
	ck_assert_uint_eq(report->access_address.value, 0x10);
	store(report, "comm", "  ");
	ck_assert_uint_eq(report->comm.size, 0);
	store(report, "comm", " a  b ");
	store(report, "comm", "c");
	ck_assert(same(report->comm, "a  b"));
	store(report, "hardware", " QEMU   Standard ");
	ck_assert(same(report->hardware, "QEMU Standard"));
	store(report, "irq_event", "one ");
	store(report, "irq_event", "two");
	ck_assert_uint_eq(report->irq_events.count, 2);
	ck_assert(same(report->irq_events.at[0], "one"));
	ck_assert(same(report->irq_events.at[1], "two"));
	ki_report_free(report);
}
END_TEST

/* lib/dump_stack.c: taint, release, build; lockdep has the taint last, hung_task alone. */
START_TEST(kernels_are_read)
{
	static const struct {
		const char *text;
		/* Where the taint begins if it is no "CPU:" line; 0: it is one. */
		size_t taint;
		enum koops_tainted tainted;
		const char *letters, *release, *build;
	} cases[] = {
	    {"Not tainted 6.1.0 #1 SMP", 0, KOOPS_TAINT_NONE, "", "6.1.0", "#1 SMP"},
	    {"  Not tainted   6.1.0   #1  SMP ", 0, KOOPS_TAINT_NONE, "", "6.1.0", "#1 SMP"},
	    {" Tainted: G        W  O  6.1.0 #1", 0, KOOPS_TAINT_SOME, "WO", "6.1.0", "#1"},
	    {"Tainted: G 6.1.0 #1", 0, KOOPS_TAINT_NONE, "", "6.1.0", "#1"},
	    {"Tainted: P  WWP 6.1.0", 0, KOOPS_TAINT_SOME, "PW", "6.1.0", ""},
	    {"Tainted: GW and text", 0, KOOPS_TAINT_SOME, "W", "", ""},
	    {"Not tainted", 0, KOOPS_TAINT_NONE, "", "", ""},
	    {"Not tainted foo #1", 0, KOOPS_TAINT_NONE, "", "", ""},
	    {"and text 6.1.0 #1", 0, KOOPS_TAINT_UNKNOWN, "", "", ""},
	    {"6.1.0-rc1 #5 SMP Not tainted", 17, KOOPS_TAINT_NONE, "", "6.1.0-rc1", "#5 SMP"},
	    {"6.1.0-rc1 #5 Tainted: G   W", 13, KOOPS_TAINT_SOME, "W", "6.1.0-rc1", "#5"},
	    {"      Not tainted 6.1.0 #1", 6, KOOPS_TAINT_NONE, "", "6.1.0", "#1"},
	    {"foo #5 Not tainted", 7, KOOPS_TAINT_UNKNOWN, "", "", ""},
	    {"v6.1.0 #5 Not tainted", 10, KOOPS_TAINT_UNKNOWN, "", "", ""},
	    {"61 #5 Not tainted", 6, KOOPS_TAINT_UNKNOWN, "", "", ""},
	    {"6.1.0 #5 Not tainted", 20, KOOPS_TAINT_UNKNOWN, "", "", ""},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_report *report = new_report();
		struct koops_str text = ki_str(cases[i].text);

		ck_assert(cases[i].taint ? ki_read_ident(report, text, cases[i].taint)
					 : ki_read_kernel(report, text));
		ck_assert_msg(report->tainted == cases[i].tainted, "'%s'", cases[i].text);
		ck_assert_msg(same(report->taint, cases[i].letters), "'%s'", cases[i].text);
		ck_assert_msg(same(report->release, cases[i].release), "'%s'", cases[i].text);
		ck_assert_msg(same(report->build, cases[i].build), "'%.*s'", KI_ARG(report->build));
		ki_report_free(report);
	}
}
END_TEST

/* Of two lines the first counts; a release that is known already stays. */
START_TEST(kernels_are_read_once)
{
	struct koops_report *report = new_report();

	report->release = KI_STR("5.0.0");
	report->build = KI_STR("#9");
	ck_assert(ki_read_kernel(report, KI_STR("Not tainted 6.1.0 #1")));
	ck_assert(same(report->release, "5.0.0") && same(report->build, "#9"));
	report->release = report->build = KI_STR("");
	ck_assert(ki_read_kernel(report, KI_STR("Tainted: G W 6.2.0 #2")));
	ck_assert(ki_read_ident(report, KI_STR("6.2.0 #2 Tainted: G W"), 9));
	ck_assert_int_eq(report->tainted, KOOPS_TAINT_NONE);
	ck_assert(!report->release.size && !report->build.size);
	ki_report_free(report);
	report = new_report();
	report->release = KI_STR("5.0.0");
	report->build = KI_STR("#9");
	ck_assert(ki_read_ident(report, KI_STR("6.2.0 #2 Tainted: G W"), 9));
	ck_assert(same(report->release, "5.0.0") && same(report->build, "#9"));
	ck_assert_int_eq(report->tainted, KOOPS_TAINT_SOME);
	ki_report_free(report);
}
END_TEST

START_TEST(modules_are_read)
{
	static const struct {
		const char *name, *flags;
	} want[] = {
	    {"r8169", "E"}, {"x25", ""}, {"ext4", "POE+"}, {"a", ""},
	    {"b", ""},      {"c", ""},   {"d)", ""},
	};
	struct koops_report *report = new_report();
	struct koops_frame frame = {.module = {"x25", 3}, .build_id = {"0123", 4}};

	ck_assert(ki_read_modules(
	    report, KI_STR("  r8169(E) x25  ext4(POE+) a() b( c(EE d) [last unloaded: foo] d")));
	ck_assert_uint_eq(report->module_count, KI_LENGTH(want));
	for (size_t i = 0; i < KI_LENGTH(want); i++) {
		ck_assert(same(report->modules[i].name, want[i].name));
		ck_assert_msg(same(report->modules[i].flags, want[i].flags), "%s", want[i].name);
	}
	ki_note_build(report, &frame);
	for (size_t i = 0; i < KI_LENGTH(want); i++)
		ck_assert_int_eq(report->modules[i].build_id.size, i == 1 ? 4 : 0);
	frame.module = KI_STR("r8169");
	ki_note_build(report, &frame);
	ck_assert(same(report->modules[0].build_id, "0123"));
	frame.module = KI_STR("x25");
	/* A frame without one takes none away. */
	frame.build_id = KI_STR("");
	ki_note_build(report, &frame);
	ck_assert(same(report->modules[1].build_id, "0123"));
	/* Of more modules than are loaded anywhere none gets one. */
	while (report->module_count < 1024)
		ck_assert(ki_read_modules(report, KI_STR("x")));
	frame.build_id = KI_STR("4567");
	ki_note_build(report, &frame);
	ck_assert(same(report->modules[1].build_id, "4567"));
	ck_assert(ki_read_modules(report, KI_STR("x")));
	frame.build_id = KI_STR("89ab");
	ki_note_build(report, &frame);
	ck_assert(same(report->modules[1].build_id, "4567"));
	ki_report_free(report);
}
END_TEST

static struct ki_arch_sets sets;

static void read_register(struct koops_report *report, struct ki_dump *dump, const char *text)
{
	ck_assert(ki_dump_registers(report, &sets, dump, NULL, NULL, ki_str(text)));
}

static void read_place(struct koops_report *report, struct ki_dump *dump, const char *text)
{
	struct ki_placed placed;

	ck_assert(ki_arch_place(ki_str(text), KI_ARCHS_ALL, &placed));
	ck_assert(ki_dump_place(report, &sets, dump, &placed));
}

/* Where a line's registers are may be known: it is read in the same way. */
START_TEST(found_registers_are_read_alike)
{
	static const char line[] = "pstate: 60001000 pmr: 00000001";
	struct koops_report *report = new_report();
	struct ki_arch_set any = {.registers = KI_ARCHS_ALL};
	struct ki_register_line read;
	struct ki_dump found = {0}, other = {0};
	bool taken;

	ck_assert(ki_arch_registers(KI_STR(line), &any, &read));
	ck_assert_uint_eq(read.found.count, 2);
	ck_assert(ki_dump_registers(report, &sets, &found, read.arch, &read.found, KI_STR(line)));
	ck_assert(ki_dump_registers(report, &sets, &other, read.arch, NULL, KI_STR(line)));
	ck_assert(found.begun && other.begun);
	ck_assert_int_eq(found.mode, KI_MODE_USER);
	ck_assert_int_eq(other.mode, KI_MODE_USER);
	ck_assert_ptr_eq(found.arch, other.arch);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(found.registers.count, 2);
		ck_assert(ki_str_eq(found.registers.at[i].name, other.registers.at[i].name) &&
			  ki_str_eq(found.registers.at[i].value, other.registers.at[i].value));
	}
	/* A list that the line before began is over. */
	found = (struct ki_dump){0};
	read_register(report, &found, "User GPRS: 0000000000000001 0000000000000002");
	ck_assert_int_eq(found.mode, KI_MODE_USER);
	ck_assert(ki_dump_words(report, &found, KI_STR("0000000000000003"), &taken));
	ck_assert(taken);
	ck_assert_uint_eq(found.registers.count, 3);
	found.arch = read.arch;
	ck_assert(ki_dump_registers(report, &sets, &found, read.arch, &read.found, KI_STR(line)));
	ck_assert(ki_dump_words(report, &found, KI_STR("0000000000000004"), &taken));
	ck_assert(!taken);
	ck_assert_uint_eq(found.registers.count, 5);
	ki_report_free(report);
}
END_TEST

/* The first value of a register stays, whatever others hash alike. */
START_TEST(registers_are_kept_once)
{
	struct koops_report *report = new_report();
	struct ki_dump dump = {0};

	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i <= 30; i++) {
			char text[64];

			snprintf(text, sizeof(text), "x%d : %016x", i, i + turn);
			read_register(report, &dump, text);
		}
	ck_assert_uint_eq(dump.registers.count, 31);
	ck_assert(same(dump.registers.at[30].name, "x30"));
	ck_assert(same(dump.registers.at[30].value, "000000000000001e"));
	read_register(report, &dump, "no registers at all");
	ck_assert_uint_eq(dump.registers.count, 31);
	ki_report_free(report);
}
END_TEST

/* arch/x86 up to 4.10: the address is in one line, the name in the next; others have both. */
START_TEST(program_counters_are_put_together)
{
	static const struct {
		const char *places[2], *registers, *symbol;
		uint64_t address;
		enum ki_mode mode;
	} cases[] = {
	    {{"EIP: 0060:[<f8e40765>] EFLAGS: 00210246", "EIP is at foo+0x1/0x2"},
	     NULL,
	     "foo",
	     0xf8e40765,
	     KI_MODE_KERNEL},
	    {{"RIP: 0010:foo+0x1/0x2", "RIP: 0010:bar+0x1/0x2"}, NULL, "foo", 0, KI_MODE_KERNEL},
	    {{"RIP: 0033:0x7fe17f62659d", NULL}, NULL, "", 0x7fe17f62659d, KI_MODE_USER},
	    {{"LR is at bar+0x1/0x2", "PC is at foo+0x1/0x2"}, NULL, "foo", 0, KI_MODE_UNKNOWN},
	    {{"PC is at foo+0x1/0x2", NULL},
	     "pc : [<c0333330>]    lr : [<c0333200>]    psr: 60000013",
	     "foo",
	     0xc0333330,
	     KI_MODE_KERNEL},
	    {{"LR is at bar+0x1/0x2", NULL},
	     "pc : [<c0333330>]    lr : [<c0333200>]    psr: 60000010",
	     "",
	     0xc0333330,
	     KI_MODE_USER},
	    {{"LR is at bar+0x1/0x2", NULL},
	     "lr : [<c0333200>]  pc : [<c0333330>]  psr: 60000013",
	     "",
	     0xc0333330,
	     KI_MODE_KERNEL},
	    {{"LR is at bar+0x1/0x2", NULL}, NULL, "", 0, KI_MODE_UNKNOWN},
	    {{"EIP is at bar fs/a.c:1 [inline]", "EIP is at foo+0x1/0x2"},
	     NULL,
	     "foo",
	     0,
	     KI_MODE_UNKNOWN},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_report *report = new_report();
		struct ki_dump dump = {0};
		bool user = cases[i].mode == KI_MODE_USER, empty;

		for (int k = 0; k < 2 && cases[i].places[k]; k++) {
			read_place(report, &dump, cases[i].places[k]);
			ck_assert(dump.begun);
		}
		if (cases[i].registers)
			read_register(report, &dump, cases[i].registers);
		ck_assert_int_eq(dump.mode, cases[i].mode);
		ck_assert(dump.begun);
		empty = ki_dump_is_empty(&dump);
		ki_dump_end(report, &dump, false);
		ck_assert(empty || (!dump.begun && dump.arch && !dump.registers.count));
		ck_assert_msg(same(report->pc.symbol, user ? "" : cases[i].symbol), "%zu", i);
		ck_assert_uint_eq(report->pc.address.value, user ? 0 : cases[i].address);
		if (report->pc.symbol.size || report->pc.address.known)
			ck_assert(report->pc.flags & KOOPS_FRAME_PC);
		ki_report_free(report);
	}
}
END_TEST

/* A line that several machines print is of the one that the dump is of so far. */
START_TEST(dumps_are_of_one_machine)
{
	static const char line[] = "sp : ffffffe00853fec0";
	const struct ki_arch *reads[2] = {NULL};
	struct koops_report *report = new_report();
	struct ki_register_line read = {0};
	size_t count = 0;

	for (const struct ki_arch *const *arch = ki_archs; *arch && count < 2; arch++)
		if (ki_arch_reads(KI_STR(line), *arch, &read))
			reads[count++] = *arch;
	ck_assert_uint_eq(count, 2);
	for (int own = 0; own < 2; own++) {
		struct ki_dump dump = {.arch = reads[own]}, fresh = {0};

		ck_assert(
		    ki_dump_registers(report, &sets, &dump, reads[0], &read.found, KI_STR(line)));
		ck_assert_ptr_eq(dump.arch, reads[own]);
		ck_assert_uint_eq(dump.registers.count, 1);
		ck_assert(ki_dump_registers(report, &sets, &fresh, reads[own], NULL, KI_STR(line)));
		ck_assert_ptr_eq(fresh.arch, reads[own]);
	}
	ki_report_free(report);
}
END_TEST

/* One of two registers is kept. */
START_TEST(short_dumps_are_kept)
{
	struct koops_report *report = new_report();
	struct ki_dump dump = {0};

	read_register(report, &dump, "RAX: 0000000000000001 RBX: 0000000000000002");
	ki_dump_end(report, &dump, false);
	read_register(report, &dump,
		      "RCX: 0000000000000001 RDX: 0000000000000002 RSI: 0000000000000002");
	ki_dump_end(report, &dump, false);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_KERNEL].count, 2);
	ki_report_free(report);
}
END_TEST

/* The first dump of the kernel and the first of user space; one of a single register is no dump. */
START_TEST(the_first_dump_counts)
{
	struct koops_report *report = new_report();
	struct ki_dump dump = {0};

	ki_dump_end(report, &dump, false);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_KERNEL].count, 0);
	read_register(report, &dump, "PC  : 8c201234");
	ki_dump_end(report, &dump, true);
	/* A trace goes through it: the program counter is another's. */
	ck_assert(!report->pc.symbol.size && !report->pc.address.known);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_KERNEL].count, 1);
	read_register(report, &dump, "RAX: 0000000000000001 RBX: 0000000000000002");
	read_place(report, &dump, "RIP: 0010:foo+0x1/0x2");
	ki_dump_end(report, &dump, false);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_KERNEL].count, 3);
	ck_assert(same(report->pc.symbol, "foo"));
	read_register(report, &dump, "RCX: 0000000000000001");
	read_place(report, &dump, "RIP: 0010:bar+0x1/0x2");
	ki_dump_end(report, &dump, false);
	ck_assert(same(report->registers[KOOPS_REGISTERS_KERNEL].at[0].name, "RAX"));
	ck_assert(same(report->pc.symbol, "foo"));
	read_place(report, &dump, "RIP: 0033:0x7fe17f62659d");
	ki_dump_end(report, &dump, false);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_USER].count, 1);
	ck_assert_uint_eq(report->registers[KOOPS_REGISTERS_KERNEL].count, 3);
	ki_report_free(report);
}
END_TEST

enum { SAYS_TASK = 1, PLACED = 2, IN_PC = 4, IN_TRACE = 8, UNNAMED = 16, FOREIGN = 32 };

static const char *reason_of(const struct koops_report *report)
{
	return report->reasons.count ? report->reasons.at[0].data : "";
}

/* What makes a report that is not whole one that can't be trusted; the first that fits is said. */
START_TEST(reports_are_judged)
{
	static const struct {
		struct ki_kind kind;
		struct ki_reader reader;
		enum ki_ending ending;
		const char *reason;
	} cases[] = {
	    {{0}, {.vouched = 2}, KI_ENDING_LOG, ""},
	    {{0}, {.vouched = 1, .traced = true}, KI_ENDING_LOG, ""},
	    {{0}, {.vouched = 1}, KI_ENDING_LOG, "there is no trace"},
	    {{0}, {.traced = true}, KI_ENDING_LOG, "there is no trace"},
	    {{.flags = KI_KIND_BARE}, {0}, KI_ENDING_LOG, ""},
	    {{.flags = KI_KIND_BARE | KI_KIND_TEXT_FOLLOWS},
	     {0},
	     KI_ENDING_LOG,
	     "its text is not there"},
	    {{.flags = KI_KIND_TEXT_FOLLOWS}, {.vouched = 2}, KI_ENDING_LOG, ""},
	    {{.flags = KI_KIND_BARE | KI_KIND_TEXT_FOLLOWS}, {.has_text = true}, KI_ENDING_LOG, ""},
	    {{.flags = KI_KIND_CONSEQUENCE}, {.follows = true}, KI_ENDING_LOG, ""},
	    {{.flags = KI_KIND_CONSEQUENCE}, {0}, KI_ENDING_LOG, "there is no trace"},
	    {{0}, {.follows = true}, KI_ENDING_LOG, "there is no trace"},
	    {{.flags = KI_KIND_LATE}, {.vouched = 2}, KI_ENDING_LOG, "what led to it is not there"},
	    {{.flags = KI_KIND_ANNOUNCES},
	     {.vouched = 2},
	     KI_ENDING_LOG,
	     "the crash that it announces is not there"},
	    {{0}, {.vouched = 2, .interleaved = true}, KI_ENDING_LOG, "interleaved"},
	    {{0}, {.vouched = 2, .notices = true}, KI_ENDING_LOG, "another report stands in it"},
	    {{0}, {.vouched = 2, .lacks_frames = true}, KI_ENDING_LOG, "a trace has no frame"},
	    {{0}, {.vouched = 2, .awaits_frame = true}, KI_ENDING_LOG, "a trace has no frame"},
	    {{0}, {.vouched = 2}, KI_ENDING_INTERRUPTED, "another report stands in it"},
	    {{0}, {.vouched = 2, .placed = true}, KI_ENDING_INTERRUPTED, ""},
	    {{.class = KI_CLASS_LEAK}, {.vouched = 2}, KI_ENDING_INTERRUPTED, ""},
	    {{.class = KI_CLASS_SAMPLE}, {.vouched = 2}, KI_ENDING_INTERRUPTED, ""},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct ki_reader reader = cases[i].reader;

		reader.report = new_report();
		ck_assert(ki_judge(&reader, &cases[i].kind, KI_STR(""), cases[i].ending));
		ck_assert_msg(!strcmp(reason_of(reader.report), cases[i].reason), "%zu: '%s'", i,
			      reason_of(reader.report));
		ck_assert_int_eq(reader.report->corrupted, cases[i].reason[0] != '\0');
		ki_report_free(reader.report);
	}
}
END_TEST

/* A stack is another's if nothing in it is of the function that the first line names. */
START_TEST(stacks_of_others_are_told)
{
	static const unsigned cases[] = {
	    SAYS_TASK | FOREIGN,  SAYS_TASK | PLACED,  SAYS_TASK | IN_PC,
	    SAYS_TASK | IN_TRACE, SAYS_TASK | UNNAMED, 0,
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		for (int at = 0; at < 3; at++) {
			struct koops_str first = cases[i] & SAYS_TASK
						     ? KI_STR("WARNING: CPU: 0 PID: 516 at foo")
						     : KI_STR("WARNING: at foo");
			struct ki_kind kind = {0};
			struct ki_reader reader = {.vouched = 2};
			bool in_trace = cases[i] & IN_TRACE;

			reader.report = new_report();
			reader.placed = cases[i] & PLACED;
			if (!(cases[i] & UNNAMED))
				ki_fields_add(&reader.fields, KI_STR("named"),
					      KI_STR("foo+0x1/0x2"));
			if (cases[i] & IN_PC)
				reader.report->pc.symbol = KI_STR("foo");
			made_trace(reader.report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK,
				   in_trace && at == 0 ? "foo b" : "a b");
			made_trace(reader.report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK,
				   in_trace && at == 1 ? "b foo" : "b c");
			ck_assert(ki_judge(&reader, &kind, first, KI_ENDING_LOG));
			ck_assert_msg(reader.report->corrupted ==
					  (cases[i] & FOREIGN || (in_trace && at == 2)),
				      "%zu %d", i, at);
			ki_report_free(reader.report);
		}
}
END_TEST

/* The task that hangs, the CPU that stalls, a side of a race: the first that is there. */
START_TEST(own_traces_are_chosen)
{
	/* Numbers of the first traces, from 1. */
	static const struct {
		enum ki_guilty guilty;
		size_t own, task, access, cpu, want;
	} cases[] = {
	    {KI_GUILTY_FRAME, 1, 2, 3, 0, 0},      {KI_GUILTY_FRAME, 0, 1, 2, 3, 1},
	    {KI_GUILTY_FRAME, 0, 0, 1, 2, 1},      {KI_GUILTY_FRAME, 0, 3, 1, 2, 3},
	    {KI_GUILTY_FRAME, 0, 0, 0, 2, 2},      {KI_GUILTY_FRAME, 0, 0, 0, 0, 0},
	    {KI_GUILTY_OUTER_TASK, 0, 1, 0, 2, 2}, {KI_GUILTY_OUTER_TASK, 0, 2, 1, 0, 2},
	    {KI_GUILTY_OUTER_TASK, 0, 0, 1, 0, 0},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		for (int continued = 0; continued < 2; continued++) {
			struct ki_kind kind = {.guilty = cases[i].guilty};
			struct ki_reader reader = {0};
			struct koops_report *report = reader.report = new_report();
			size_t want = cases[i].want;

			reader.first[KOOPS_ROLE_OWN] = cases[i].own;
			reader.first[KOOPS_ROLE_TASK] = cases[i].task;
			reader.first[KOOPS_ROLE_ACCESS] = cases[i].access;
			reader.first[KOOPS_ROLE_CPU] = cases[i].cpu;
			for (int k = 0; k < 3; k++)
				made_trace(report, KOOPS_ROLE_LOCK, KOOPS_CONTEXT_TASK, "a b");
			if (want)
				report->traces[want - 1].continued = continued;
			read_place(report, &reader.cpu_dump, "RIP: 0010:foo+0x1/0x2");
			ki_choose_own(&reader, &kind);
			for (size_t k = 1; k <= 3; k++)
				ck_assert_msg(
				    (report->traces[k - 1].role == KOOPS_ROLE_OWN) ==
					(want && (k == want || (continued && k == want + 1))),
				    "%zu: %zu", i, k);
			/* The registers of the CPU whose trace it is. */
			ck_assert_int_eq(report->pc.symbol.size != 0, want && want == cases[i].cpu);
			ki_report_free(report);
		}
}
END_TEST

START_TEST(traces_that_the_log_ends_in_are_cut)
{
	static struct ki_item items[2];
	struct ki_item *blocks[] = {items};
	static const struct {
		const char *trace;
		enum ki_token_type last;
		enum ki_ending ending;
		bool cut;
	} cases[] = {
	    {"a b", KI_TOKEN_FRAME, KI_ENDING_LOG, true},
	    {"a b", KI_TOKEN_END, KI_ENDING_LOG, false},
	    {"a ret_from_fork", KI_TOKEN_FRAME, KI_ENDING_LOG, false},
	    {"a b", KI_TOKEN_FRAME, KI_ENDING_TOO_LONG, true},
	    {"a b", KI_TOKEN_END, KI_ENDING_TOO_LONG, false},
	    {NULL, KI_TOKEN_FRAME, KI_ENDING_LOG, false},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_report *report = new_report();
		struct ki_reader reader = {.report = report};
		struct ki_items all = {.blocks = blocks, .count = 2};
		bool too_long = cases[i].ending == KI_ENDING_TOO_LONG;

		/* Of the last trace alone. */
		if (cases[i].trace) {
			made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "c d");
			made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, cases[i].trace);
		}
		items[1].token.type = cases[i].last;
		ck_assert(ki_read_ending(&reader, &all, 2, cases[i].ending));
		ck_assert_uint_eq(report->reasons.count, (size_t)too_long + cases[i].cut);
		if (too_long)
			ck_assert(same(report->reasons.at[0], "too long: the rest is left out"));
		for (size_t k = 0; k < report->trace_count; k++)
			ck_assert_int_eq(report->traces[k].cut, k == 1 && cases[i].cut);
		ki_report_free(report);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {functions_have_one_name,
				      text_is_put_without_numbers,
				      fields_are_kept_once,
				      fields_go_to_their_places,
				      kernels_are_read,
				      kernels_are_read_once,
				      modules_are_read,
				      found_registers_are_read_alike,
				      registers_are_kept_once,
				      program_counters_are_put_together,
				      dumps_are_of_one_machine,
				      short_dumps_are_kept,
				      the_first_dump_counts,
				      reports_are_judged,
				      stacks_of_others_are_told,
				      own_traces_are_chosen,
				      traces_that_the_log_ends_in_are_cut};

	ki_arch_sets_make(&sets);
	return run_tests("fields", tests, KI_LENGTH(tests));
}
