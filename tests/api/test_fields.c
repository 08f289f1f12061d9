/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole reports, and what has to be known of them or must not be: lines as the kernel's
 * format strings print them, in the order in which its functions do.
 */
#include "common.h"

#include <string.h>

struct expectation {
	const char *log;
	/* What the report's JSON has, and has not; NULL for nothing. */
	const char *has, *has_not;
};

static struct text read_json(const char *log, size_t size)
{
	struct koops_ctx *ctx;
	struct reports reports;
	struct text json;

	ck_assert_int_eq(koops_ctx_new(NULL, NULL, &ctx), KOOPS_OK);
	reports = parse(ctx, log, size);
	koops_ctx_free(ctx);
	ck_assert_msg(reports.count == 1, "%zu reports in:\n%s", reports.count, log);
	json = report_json(reports.at[0]);
	reports_free(&reports);
	return json;
}

static void check(const struct expectation *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text json = read_json(rows[i].log, strlen(rows[i].log));

		ck_assert_msg(!rows[i].has || strstr(json.data, rows[i].has), "lacks %s:\n%s%s",
			      rows[i].has, rows[i].log, json.data);
		ck_assert_msg(!rows[i].has_not || !strstr(json.data, rows[i].has_not),
			      "has %s:\n%s%s", rows[i].has_not, rows[i].log, json.data);
		text_free(&json);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

#define FAULT                                                               \
	"BUG: kernel NULL pointer dereference, address: 0000000000000008\n" \
	"#PF: supervisor write access in kernel mode\n"                     \
	"Oops: 0002 [#1] PREEMPT SMP PTI\n"
#define CPU "CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1\n"
#define PLACE "RIP: 0010:leaf+0x1/0x10\n"
#define FRAMES "Call Trace:\n <TASK>\n leaf+0x1/0x10\n caller+0x1/0x10\n </TASK>\n"
#define ID_1 "0123456789abcdef0123456789abcdef01234567"
#define ID_2 "76543210fedcba9876543210fedcba9876543210"

/* lib/dump_stack.c: dump_stack_print_info(). */
START_TEST(kernels_are_named)
{
	static const struct expectation rows[] = {
	    {FAULT "CPU: 1 PID: 516 Comm: repro Kdump: loaded Not tainted 6.1.0 #1\n" PLACE,
	     "\"kernel\":\"6.1.0\",\"build\":\"#1\",\"taint\":[]", NULL},
	    {FAULT "CPU: 1 PID: 516 Comm: repro Kdump: loaded Tainted: G        W          6.1.0 "
		   "#1\n" PLACE,
	     "\"kernel\":\"6.1.0\",\"build\":\"#1\",\"taint\":[{\"letter\":\"W\"", NULL},
	    /* Where the line is broken, or its first half lost. */
	    {FAULT PLACE "Not tainted 6.1.0 #1\n" FRAMES, "\"kernel\":\"6.1.0\",\"build\":\"#1\"",
	     NULL},
	    {FAULT PLACE "omm: repro Not tainted 6.1.0 #1\nb Not tainted 5.4.0 #2\n" FRAMES,
	     "\"kernel\":\"6.1.0\",\"build\":\"#1\"", "5.4.0"},
	    /* No taint, no kernel. */
	    {FAULT PLACE "1.5 GB are free\n" FRAMES, NULL, "\"kernel\""},
	    {FAULT PLACE "15 Not tainted\n" FRAMES, NULL, "\"kernel\""},
	};

	CHECK(rows);
}
END_TEST

/* kernel/module/main.c: print_modules(); lib/vsprintf.c: "%pBb". */
START_TEST(modules_are_listed)
{
	static const struct expectation rows[] = {
	    /* A list that is longer than a line may be. */
	    {FAULT CPU PLACE "Modules linked in: one two\n three four(O)\n" FRAMES,
	     "{\"name\":\"two\"},{\"name\":\"three\"},{\"name\":\"four\"", NULL},
	    {FAULT CPU PLACE "Modules linked in: one\n two\n three\n" FRAMES,
	     "\"modules\":[{\"name\":\"one\"},{\"name\":\"two\"},{\"name\":\"three\"}]", NULL},
	    {FAULT CPU PLACE "Modules linked in: one two\nthree four(O)\n" FRAMES,
	     "\"modules\":[{\"name\":\"one\"},{\"name\":\"two\"}]", NULL},
	    {FAULT CPU PLACE "Modules linked in: one) two\n",
	     "\"modules\":[{\"name\":\"one)\"},{\"name\":\"two\"}]", NULL},
	    /* Builds, as frames have them. */
	    {FAULT CPU PLACE "Modules linked in: one two\nCall Trace:\n a+0x1/0x10 [one " ID_1 "]\n"
			     " b+0x1/0x10 [two " ID_2 "]\n",
	     "{\"name\":\"two\",\"build_id\":\"" ID_2 "\"}", NULL},
	    {FAULT CPU PLACE "Modules linked in: one two\nCall Trace:\n <IRQ>\n a+0x1/0x10\n"
			     " </IRQ>\n <TASK>\n c+0x1/0x10\n b+0x1/0x10 [two " ID_2 "]\n",
	     "{\"name\":\"two\",\"build_id\":\"" ID_2 "\"}", NULL},
	    {FAULT CPU "RIP: 0010:leaf+0x1/0x10 [one " ID_1 "]\nModules linked in: one\n",
	     "\"modules\":[{\"name\":\"one\",\"build_id\":\"" ID_1 "\"}]", NULL},
	};

	CHECK(rows);
}
END_TEST

#define NO_TRACE "there is no trace"
#define NO_FRAME "a trace has no frame"

START_TEST(what_lacks_is_told)
{
	static const struct expectation rows[] = {
	    {FAULT CPU PLACE " a+0x1/0x10\n", NO_TRACE, NULL},
	    {FAULT CPU PLACE " a+0x1/0x10\n b+0x1/0x10\n", NULL, NO_TRACE},
	    {FAULT CPU PLACE " a+0x1/0x10\n ? b+0x1/0x10\n", NO_TRACE, NULL},
	    {FAULT CPU PLACE "Call Trace:\n a+0x1/0x10\n", NULL, NO_TRACE},
	    {FAULT CPU PLACE "Call Trace:\n ? a+0x1/0x10\n ? b+0x1/0x10\n", NO_TRACE, NULL},
	    {FAULT CPU PLACE " a+0x1/0x10\n b+0x1/0x10\nCall Trace:\nModules linked in: one\n",
	     NO_FRAME, NULL},
	    /* Its text is in the line, as Rust had it at first. */
	    {"rust_kernel: panicked at 'boom', drivers/foo.rs:12:5\n" CPU FRAMES, NULL,
	     "its text is not there"},
	    {FAULT CPU " a+0x1/0x10\n b+0x1/0x10\nCall Trace:\n" PLACE, NULL, NO_FRAME},
	    /* Of the first alone it matters. */
	    {FAULT CPU PLACE FRAMES "Call Trace:\nModules linked in: one\n", NULL, NO_FRAME},
	};

	CHECK(rows);
}
END_TEST

#define WARN "WARNING: CPU: 1 PID: 516 at fs/x.c:12 foo+0x1/0x10\n"
#define REGISTERS "RAX: 0000000000000007 RBX: 0000000000000000 RCX: 0000000000000000\n"

/* kernel/panic.c: __warn() names its task, then its "CPU:" line, then what is its own. */
START_TEST(what_comes_before_the_own_line_is_anothers)
{
	static const struct expectation rows[] = {
	    /* Nothing says whose they are. */
	    {WARN " a+0x1/0x10\n b+0x1/0x10\n", NULL, "\"symbol\":\"a\""},
	    {WARN REGISTERS CPU PLACE FRAMES, "\"corrupted\":false", "0000000000000007"},
	    {WARN CPU REGISTERS PLACE FRAMES, "\"RAX\":\"0000000000000007\"", NULL},
	    {WARN "Call Trace:\n a+0x1/0x10\n foo+0x1/0x10\n", NULL, "interleaved"},
	    {WARN
	     "Call Trace:\n <IRQ>\n a+0x1/0x10\n </IRQ>\n <TASK>\n b+0x1/0x10\n foo+0x1/0x10\n",
	     NULL, "interleaved"},
	    {WARN "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n", "interleaved", NULL},
	    {WARN CPU PLACE "Call Trace:\n a+0x1/0x10\n b+0x1/0x10\n", NULL, "interleaved"},
	};

	CHECK(rows);
}
END_TEST

#define OWN(more) "{\"role\":\"own\",\"context\":\"" more

/* kernel/rcu/tree_stall.h: rcu_dump_cpu_stacks(), rcu_check_gp_kthread_starvation(). */
START_TEST(stacks_of_a_stall_have_roles)
{
	static const struct expectation rows[] = {
	    /* All of the first stack, not its first part alone. */
	    {STALL OF_CPU(1) PLACE "Call Trace:\n <IRQ>\n a+0x1/0x10\n </IRQ>\n <TASK>\n"
				   " b+0x1/0x10\n </TASK>\n",
	     OWN("task\",\"cpu\":1") ",\"frames\":[{\"symbol\":\"b\"", "\"role\":\"cpu\""},
	    {STALL OF_CPU(1) PLACE FRAMES OF_CPU(2) "RIP: 0010:other+0x1/0x10\nCall Trace:\n"
						    " other+0x1/0x10\n b+0x1/0x10\n",
	     "rcu detected stall in caller", "rcu detected stall in b"},
	    /* lib/nmi_backtrace.c: of an idle CPU there is no stack. */
	    {STALL "NMI backtrace for cpu 1 skipped: idling at mwait_idle+0x1/0x10\n" OF_CPU(2)
		 PLACE FRAMES,
	     "rcu detected stall in caller", "\"role\":\"cpu\""},
	    /* The thread of grace periods is not what stalls. */
	    {STALL
	     "rcu: RCU grace-period kthread stack dump:\n"
	     "task:rcu_preempt     state:R  running task     stack:0     pid:14    ppid:2\n"
	     "Call Trace:\n <TASK>\n __schedule+0x1/0x10\n rcu_gp_fqs_loop+0x1/0x10\n </TASK>\n"
	     "rcu: Stack dump where RCU GP kthread last ran:\n"
	     "Sending NMI from CPU 0 to CPUs 1:\n" OF_CPU(1) PLACE FRAMES,
	     NULL, "in rcu_gp_fqs_loop"},
	};

	CHECK(rows);
}
END_TEST

#define DEADLOCK                                         \
	"============================================\n" \
	"WARNING: possible recursive locking detected\n" \
	"6.1.0 #1 Not tainted\n"                         \
	"--------------------------------------------\n" \
	"repro/516 is trying to acquire lock:\n"
#define LOCK(at) "ffff888012345678 (&x->lock){+.+.}-{3:3}, at: " at "\n"
#define HELD "but task is already holding lock:\n"
#define BACKTRACE                                                                           \
	"stack backtrace:\nCPU: 0 PID: 516 Comm: repro Not tainted 6.1.0 #1\nCall Trace:\n" \
	" dump_stack_lvl+0x1/0x10\n"

/* kernel/locking/lockdep.c: print_kernel_ident(), print_lock(), lockdep_print_held_locks(). */
START_TEST(locks_are_read)
{
	static const struct expectation rows[] = {
	    {DEADLOCK LOCK("foo+0x1/0x10") HELD LOCK("bar+0x1/0x10"),
	     "\"kernel\":\"6.1.0\",\"build\":\"#1\"", NULL},
	    {DEADLOCK LOCK("foo+0x1/0x10") HELD LOCK("bar+0x1/0x10"),
	     "\"title\":\"possible deadlock in foo\"", "\"guilty_file\""},
	    /* Up to 4.11 with the address in front. */
	    {DEADLOCK LOCK("[<ffffffff81234567>] foo+0x1/0x10")
		 HELD LOCK("[<ffffffff81234568>] bar+0x1/0x10"),
	     "\"title\":\"possible deadlock in foo\"", NULL},
	    {DEADLOCK LOCK("foo+0x1/0x10 fs/foo.c:12") HELD LOCK("bar+0x1/0x10 fs/bar.c:3"),
	     "\"guilty_file\":\"fs/foo.c\"", "fs/bar.c\""},
	    {DEADLOCK LOCK("foo+0x1/0x10") HELD LOCK(
		 "bar+0x1/0x10") "1 lock held by repro/516:\n #0: " LOCK("bar+0x1/0x10") BACKTRACE,
	     "\"locks\":[\"#0: ffff888012345678 (&x->lock){+.+.}-{3:3}, at: bar+0x1/0x10\"]", NULL},
	};

	CHECK(rows);
}
END_TEST

#define TASK_STALL                                                                      \
	"rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n"                       \
	"rcu: \tTasks blocked on level-0 rcu_node (CPUs 0-1): P516\n"                   \
	"\t(detected by 0, t=21002 jiffies, g=1, q=2 ncpus=2)\n"                        \
	"task:repro           state:R  running task     stack:0     pid:516   ppid:1\n" \
	"Call Trace:\n <TASK>\n __schedule+0x1/0x10\n"

START_TEST(titles_name_who_did_it)
{
	static const struct expectation rows[] = {
	    /* Whom the scheduler stopped waits for a CPU; what stopped it may be an interrupt. */
	    {TASK_STALL " preempt_schedule_common+0x1/0x10\n __cond_resched+0x1/0x10\n"
			" work+0x1/0x10\n do_syscall_64+0x1/0x10\n </TASK>\n",
	     "stall in corrupted", "stall in work"},
	    {TASK_STALL " preempt_schedule_irq+0x1/0x10\n irqentry_exit+0x1/0x10\n"
			" asm_sysvec_apic_timer_interrupt+0x1/0x10\n work+0x1/0x10\n"
			" do_syscall_64+0x1/0x10\n </TASK>\n",
	     "stall in work", NULL},
	    /* A lock is taken by its service, where no stack says for whom. */
	    {DEADLOCK LOCK("_raw_spin_lock+0x1/0x10") HELD LOCK("_raw_spin_lock+0x1/0x10"),
	     "\"title\":\"possible deadlock in _raw_spin_lock\"", NULL},
	    {DEADLOCK LOCK("_raw_spin_lock+0x1/0x10") HELD LOCK("_raw_spin_lock+0x1/0x10") BACKTRACE
	     " _raw_spin_lock+0x1/0x10\n foo+0x1/0x10\n",
	     "\"title\":\"possible deadlock in foo\"", NULL},
	    {"WARNING: CPU: 1 PID: 516 at fs/x.c:12 _raw_spin_lock+0x1/0x10\n" CPU, "in corrupted",
	     "in _raw_spin_lock"},
	};

	CHECK(rows);
}
END_TEST

#define IN_TWO_FILES                                           \
	"Call Trace:\n <IRQ>\n a+0x1/0x10 net/a.c:1\n"         \
	" asm_sysvec_apic_timer_interrupt+0x1/0x10\n </IRQ>\n" \
	" <TASK>\n b+0x1/0x10 fs/b.c:2\n do_syscall_64+0x1/0x10\n </TASK>\n"

/* With symbols: the file of the function at fault. */
START_TEST(files_are_found)
{
	static const struct expectation rows[] = {
	    {FAULT CPU PLACE IN_TWO_FILES, "\"guilty_file\":\"net/a.c\"", NULL},
	    {STALL OF_CPU(1) PLACE IN_TWO_FILES, "\"guilty_file\":\"fs/b.c\"", NULL},
	    {FAULT CPU "RIP: 0010:leaf+0x1/0x10 fs/leaf.c:3\n" IN_TWO_FILES,
	     "\"guilty_file\":\"fs/leaf.c\"", NULL},
	    /* Rather one that reports are not about than none. */
	    {FAULT CPU PLACE "Call Trace:\n leaf+0x1/0x10 lib/string.c:4\n b+0x1/0x10\n",
	     "\"guilty_file\":\"lib/string.c\"", NULL},
	    {FAULT CPU PLACE "Call Trace:\n leaf+0x1/0x10 lib/string.c:4\n b+0x1/0x10 fs/b.c:2\n",
	     "\"guilty_file\":\"fs/b.c\"", NULL},
	};

	CHECK(rows);
}
END_TEST

START_TEST(registers_are_the_first_ones)
{
	static const struct expectation rows[] = {
	    /* With symbols a place comes for each function that was inlined. */
	    {FAULT CPU
	     "RIP: 0010:inner fs/a.c:1 [inline]\nRIP: 0010:leaf+0x1/0x10 fs/b.c:2\n" FRAMES,
	     "\"pc\":{\"symbol\":\"leaf\"", "\"symbol\":\"inner\""},
	    /* Two may be all that there are, one is a place alone. */
	    {FAULT CPU PLACE "CR2: 0000000000000008\n" FRAMES PLACE REGISTERS,
	     "\"registers\":{\"RIP\":\"0010:leaf+0x1/0x10\",\"CR2\":\"0000000000000008\"}", NULL},
	    {FAULT CPU PLACE FRAMES PLACE REGISTERS,
	     "\"registers\":{\"RIP\":\"0010:leaf+0x1/0x10\",\"RAX\":\"0000000000000007\"", NULL},
	};

	CHECK(rows);
}
END_TEST

#define HUNG                                                                                \
	"INFO: task repro:516 blocked for more than 143 seconds.\n"                         \
	"      Not tainted 6.1.0 #1\n"                                                      \
	"task:repro           state:D stack:0     pid:516   ppid:1      flags:0x00004000\n" \
	"Call Trace:\n <TASK>\n __schedule+0x1/0x10\n schedule+0x1/0x10\n work+0x1/0x10\n"  \
	" do_syscall_64+0x1/0x10\n </TASK>\n"

/* kernel/hung_task.c: check_hung_task(), with the locks of all others behind it. */
START_TEST(tasks_that_hang_have_a_stack)
{
	static const struct expectation rows[] = {
	    {HUNG, "\"title\":\"INFO: task hung in work\"", NULL},
	    {HUNG, "\"kernel\":\"6.1.0\",\"build\":\"#1\"", NULL},
	    {HUNG
	     "Showing all locks held in the system:\n1 lock held by khungtaskd/30:\n #0: " LOCK(
		 "debug_show_all_locks+0x1/0x10"),
	     "\"title\":\"INFO: task hung in work\"", "\"locks\""},
	};

	CHECK(rows);
}
END_TEST

/* arch/powerpc/kernel/process.c: show_instructions() prints lines of words. */
START_TEST(code_is_some_lines)
{
	struct text log = {0}, json;

	text_printf(&log, FAULT CPU PLACE "Instruction dump:\n");
	for (unsigned i = 1; i <= 30; i++)
		text_printf(&log, "%08x %08x\n", 0x10000000 + i, 0x20000000 + i);
	json = read_json(log.data, log.size);
	ck_assert_ptr_nonnull(strstr(json.data, "\"code\":\"10000001 20000001 10000002"));
	ck_assert_ptr_nonnull(strstr(json.data, "10000018 20000018\""));
	text_free(&json);
	text_free(&log);
}
END_TEST

/* Wrappers of system calls have one name, however long that is. */
START_TEST(long_calls_are_guilty)
{
	static const struct {
		size_t size;
		const char *prefix;
	} cases[] = {{10, "sys_"}, {123, "sys_"}, {124, "__x64_sys_"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text log = {0}, want = {0}, json;
		char name[128] = {0};

		memset(name, 'a', cases[i].size);
		text_printf(&log, FAULT CPU "RIP: 0010:__x64_sys_%s+0x1/0x10\n" FRAMES, name);
		text_printf(&want, "\"guilty\":\"%s%s\"", cases[i].prefix, name);
		json = read_json(log.data, log.size);
		ck_assert_msg(strstr(json.data, want.data) != NULL, "lacks %s: %s", want.data,
			      json.data);
		text_free(&json);
		text_free(&want);
		text_free(&log);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    kernels_are_named,
	    modules_are_listed,
	    what_lacks_is_told,
	    what_comes_before_the_own_line_is_anothers,
	    stacks_of_a_stall_have_roles,
	    locks_are_read,
	    titles_name_who_did_it,
	    files_are_found,
	    registers_are_the_first_ones,
	    tasks_that_hang_have_a_stack,
	    code_is_some_lines,
	    long_calls_are_guilty,
	};

	return run_tests("fields", tests, sizeof(tests) / sizeof(tests[0]));
}
