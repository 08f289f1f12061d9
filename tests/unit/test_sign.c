/* SPDX-License-Identifier: BSD-2-Clause */
#include "../failing.h"
#include "core/buf.h"
#include "sign/levels.h"
#include "signed.h"

/* A soft lockup in which ftrace and perf call each other, from the outside in. */
static const char *const way_in[] = {
    "entry_SYSCALL_64_after_hwframe",
    "do_syscall_64",
    "__x64_sys_perf_event_open",
    "__do_sys_perf_event_open",
    "perf_event_alloc",
    "perf_try_init_event",
    "perf_tp_event_init",
    "perf_trace_init",
    "perf_trace_event_init",
    "perf_ftrace_event_register",
    "register_ftrace_function",
    "ftrace_startup",
    "text_poke",
    "__get_locked_pte",
    "_raw_spin_lock",
};
static const char *const cycle[] = {
    "perf_ftrace_function_call",
    "perf_tp_event",
    "perf_swevent_event",
    "ftrace_call",
    "arch_ftrace_ops_list_func",
    "perf_trace_buf_alloc",
    "perf_swevent_get_recursion_context",
};

enum { WAY = KI_LENGTH(way_in), CYCLE = KI_LENGTH(cycle) };

/* How a sample of it came out. */
struct sample {
	/* Member of the cycle through which it is entered, whole turns, members of one on top. */
	unsigned phase, turns, part;
	/* Called from the cycle when the sample was taken. */
	const char *leaf;
	/* Added to all addresses. */
	uint64_t shift;
	bool unreliable;
	/* A frame of the way in that is another: its index and its name. */
	unsigned other;
	const char *name;
};

static void add(struct koops_report *report, struct koops_trace *trace, struct ki_buf *words)
{
	struct koops_str rest = ki_buf_str(words);

	/* Innermost first. */
	while (rest.size) {
		size_t space = rest.size;
		struct koops_frame *frame;

		while (space > 0 && rest.data[space - 1] != ' ')
			space--;
		frame = ki_trace_add_frame(report, trace);
		ck_assert_ptr_nonnull(frame);
		made_frame(report, ki_str_from(rest, space), frame);
		rest = ki_str_to(rest, space ? space - 1 : 0);
	}
}

static void word(struct ki_buf *words, const char *name)
{
	if (words->size)
		ki_buf_putc(words, ' ');
	ki_buf_put(words, ki_str(name));
}

static struct koops_report *sampled(const struct sample *sample)
{
	struct koops_report *report = made_report("soft-lockup", "stall", KI_CLASS_SAMPLE);
	struct koops_trace *trace = made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "");
	struct ki_buf words;

	report->guilty = KI_STR("sys_perf_event_open");
	ki_buf_init(&words, &report->mem);
	for (unsigned i = 0; i < WAY; i++) {
		word(&words, sample->name && i == sample->other ? sample->name : way_in[i]);
		if (sample->unreliable)
			word(&words, i % 2 ? "?write_comp_data" : "?perf_tp_event");
	}
	ki_buf_putc(&words, ' ');
	ki_buf_put_0x(&words, 0xffffffffa02010b1 + sample->shift);
	for (unsigned i = 0; i <= sample->turns * CYCLE + sample->part && sample->turns; i++)
		word(&words, cycle[(sample->phase + i) % CYCLE]);
	if (sample->leaf)
		word(&words, sample->leaf);
	add(report, trace, &words);
	for (size_t i = 0; i < trace->frame_count; i++) {
		trace->frames[i].offset = ki_number(sample->shift % 4096 + i);
		trace->frames[i].size = ki_number(8192);
	}
	report->cpu = ki_number(sample->phase);
	report->pid = ki_number(sample->turns);
	ki_buf_free(&words);
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	return report;
}

static bool same(const struct koops_report *a, const struct koops_report *b, enum koops_level level)
{
	ck_assert_uint_ne(a->signature.value[level].size, 0);
	return ki_str_eq(a->signature.value[level], b->signature.value[level]);
}

START_TEST(levels_of_a_sampled_task)
{
	struct koops_report *report = sampled(&(struct sample){.turns = 1});

	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_COMPLETE);
	check_text(report, KOOPS_LEVEL_KEY,
		   "k1 key\n"
		   "event stall\n"
		   "outer sys_perf_event_open\n"
		   "outer perf_event_alloc\n"
		   "outer perf_try_init_event\n");
	check_text(report, KOOPS_LEVEL_SITE,
		   "k1 site\n"
		   "event stall\n"
		   "guilty sys_perf_event_open\n");
	check_text(report, KOOPS_LEVEL_STACK,
		   "k1 stack\n"
		   "kind soft-lockup\n"
		   "cycle arch_ftrace_ops_list_func\n"
		   "frame _raw_spin_lock\n"
		   "frame __get_locked_pte\n"
		   "frame text_poke\n"
		   "frame ftrace_startup\n"
		   "frame register_ftrace_function\n"
		   "frame perf_ftrace_event_register\n"
		   "frame perf_trace_event_init\n"
		   "frame perf_trace_init\n"
		   "frame perf_tp_event_init\n"
		   "frame perf_try_init_event\n"
		   "frame perf_event_alloc\n"
		   "frame sys_perf_event_open\n");
	check_text(report, KOOPS_LEVEL_FAMILY,
		   "k1 family\n"
		   "outer sys_perf_event_open\n"
		   "outer perf_event_alloc\n"
		   "outer perf_try_init_event\n"
		   "outer perf_tp_event_init\n");
	ki_report_free(report);
}
END_TEST

START_TEST(the_sample_does_not_matter)
{
	static const char *const leaves[] = {NULL, "debug_lockdep_rcu_enabled", "rb_reserve"};
	struct koops_report *first = sampled(&(struct sample){.turns = 1});

	for (unsigned phase = 0; phase < CYCLE; phase++)
		for (unsigned turns = 1; turns <= 50; turns++)
			for (unsigned part = 0; part < CYCLE; part++) {
				struct sample sample = {phase,
							turns,
							part,
							.leaf = leaves[turns % 3],
							.shift = 0x1000 * part + turns,
							.unreliable = (turns + phase) % 2};
				struct koops_report *report = sampled(&sample);

				for (unsigned level = 0; level <= KOOPS_LEVEL_FAMILY; level++)
					ck_assert_msg(same(first, report, level),
						      "level %u, phase %u, turns %u, part %u",
						      level, phase, turns, part);
				ki_report_free(report);
			}
	ki_report_free(first);
}
END_TEST

START_TEST(every_frame_outside_the_cycle_matters_to_the_stack)
{
	struct koops_report *first = sampled(&(struct sample){.turns = 2});
	struct koops_report *without = sampled(&(struct sample){.turns = 0});

	ck_assert(!same(first, without, KOOPS_LEVEL_STACK));
	ck_assert(same(first, without, KOOPS_LEVEL_KEY));
	for (unsigned i = 0; i < WAY; i++) {
		struct sample sample = {.turns = 2, .other = i, .name = "another"};
		struct koops_report *report = sampled(&sample);

		ck_assert_msg(!same(first, report, KOOPS_LEVEL_STACK), "%s", way_in[i]);
		/* The way in is the key: entry code, system call and two functions. */
		ck_assert_msg(same(first, report, KOOPS_LEVEL_KEY) == (i >= 6), "%s", way_in[i]);
		ki_report_free(report);
	}
	ki_report_free(first);
	ki_report_free(without);
}
END_TEST

START_TEST(keys_of_sampled_tasks)
{
	/* A kernel thread and a work item: their function is the way in. */
	check_key(KI_CLASS_SAMPLE,
		  "__schedule schedule d c kswapd kthread ret_from_fork ret_from_fork_asm",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter kswapd\nouter c\nouter d\n");
	check_key(KI_CLASS_SAMPLE,
		  "e d c b wb_workfn process_one_work worker_thread kthread ret_from_fork",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter wb_workfn\nouter b\nouter c\n");
	/* Dispatchers are passed over, as what they called is what hangs; a work item alone will
	 * do. */
	check_key(KI_CLASS_SAMPLE,
		  "c b a vfs_write ksys_write __x64_sys_write do_syscall_64 "
		  "entry_SYSCALL_64_after_hwframe",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter sys_write\nouter a\nouter b\n");
	check_key(KI_CLASS_SAMPLE,
		  "__schedule schedule example_workfn process_one_work worker_thread kthread "
		  "ret_from_fork",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter example_workfn\n");
	check_key(KI_CLASS_SAMPLE, "vfs_write ksys_write __x64_sys_write do_syscall_64",
		  KOOPS_GRADE_WEAK, "k1 key\nevent event\nouter sys_write\n");
	/* A file is closed for good by several ways, which are not told. */
	for (unsigned i = 0; i < 3; i++) {
		static const char *const ways[] = {
		    "a c __fput __fput_sync __do_sys_close __x64_sys_close do_syscall_64",
		    "b a c __fput ____fput task_work_run exit_to_user_mode_prepare do_syscall_64",
		    "a c __fput ____fput task_work_run do_exit do_group_exit __x64_sys_exit_group "
		    "do_syscall_64",
		};

		check_key(KI_CLASS_SAMPLE, ways[i], KOOPS_GRADE_COMPLETE,
			  "k1 key\nevent event\nouter __fput\nouter c\nouter a\n");
	}
	/* An allocator by the name that its callers call it by. */
	check_key(KI_CLASS_SAMPLE, "example_alloc_noprof a __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\nouter sys_read\nouter a\nouter example_alloc\n");
	/* A device's interrupt hit the task: it is not what hangs. */
	check_key(KI_CLASS_SAMPLE,
		  "x stack_depot_save example_handler asm_sysvec_apic_timer_interrupt b a "
		  "__x64_sys_read do_syscall_64 entry_SYSCALL_64_after_hwframe",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter sys_read\nouter a\nouter b\n");
	/* An interrupt hit an idle CPU: there is nothing else that could hang. */
	check_key(KI_CLASS_SAMPLE,
		  "b a asm_sysvec_apic_timer_interrupt default_idle do_idle "
		  "cpu_startup_entry start_secondary",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter a\nouter b\n");
	/* The way in is missing, or nothing but it is there. */
	check_key(KI_CLASS_SAMPLE, "c b a", KOOPS_GRADE_CUT,
		  "k1 key\nevent event\nouter a\nouter b\nouter c\n");
	check_key(KI_CLASS_SAMPLE, "schedule __x64_sys_read do_syscall_64", KOOPS_GRADE_WEAK,
		  "k1 key\nevent event\nouter sys_read\n");
	/* What was called from the cycle is chance, whatever ends the trace. */
	check_key(KI_CLASS_SAMPLE, "leaf b a b a __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter sys_read\nouter a\n");
	check_key(KI_CLASS_SAMPLE, "0x1 ?a", KOOPS_GRADE_NONE, "");
}
END_TEST

START_TEST(keys_of_soft_interrupts)
{
	/* A soft interrupt can run for long: what it interrupted does not hang. */
	check_key(KI_CLASS_SAMPLE,
		  "asm_sysvec_apic_timer_interrupt d c b a net_rx_action __do_softirq irq_exit_rcu "
		  "sysvec_apic_timer_interrupt asm_sysvec_apic_timer_interrupt y x __x64_sys_read "
		  "do_syscall_64 entry_SYSCALL_64_after_hwframe",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter a\nouter b\nouter c\n");
	/* The stack of a fault in one ends where it came in, as ever. */
	check_key(KI_CLASS_FAULT,
		  "b a net_rx_action __do_softirq irq_exit_rcu sysvec_apic_timer_interrupt "
		  "asm_sysvec_apic_timer_interrupt x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner b\n");
	/* A soft interrupt without a function in it is none. */
	check_key(KI_CLASS_SAMPLE,
		  "__do_softirq irq_exit_rcu sysvec_apic_timer_interrupt "
		  "asm_sysvec_apic_timer_interrupt y x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter sys_read\nouter x\nouter y\n");
	/* Whose callback runs is chance, and what is left says little. */
	check_key(KI_CLASS_SAMPLE,
		  "free_a rcu_do_batch rcu_core rcu_core_si handle_softirqs irq_exit_rcu "
		  "sysvec_apic_timer_interrupt asm_sysvec_apic_timer_interrupt x __x64_sys_read "
		  "do_syscall_64",
		  KOOPS_GRADE_WEAK, "k1 key\nevent event\nouter rcu_core_si\n");
}
END_TEST

START_TEST(keys_of_faults)
{
	check_key(KI_CLASS_FAULT,
		  "dump_stack_lvl print_report kasan_report memcpy c.isra.0 b a do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner c\n");
	check_key(KI_CLASS_LOCKING,
		  "dump_stack print_circular_bug check_noncircular check_prev_add __lock_acquire "
		  "lock_acquire _raw_spin_lock c b a",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner c\n");
	/* So it is with locks that have other functions for that. */
	check_key(KI_CLASS_LOCKING, "lock_acquire __ldsem_down_write_nested ldsem_down_write c b a",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner c\n");
	/* The program counter of an exception stands in the middle. */
	check_key(KI_CLASS_FAULT, "dump_stack panic die asm_exc_page_fault @c b a",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner c\n");
	/* A recursion has one name, wherever it was entered and left. */
	check_key(KI_CLASS_FAULT, "c b a c b a x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner a\n");
	check_key(KI_CLASS_FAULT, "b a c b a x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner a\n");
	check_key(KI_CLASS_FAULT, "?c 0x12 dump_stack", KOOPS_GRADE_NONE, "");
	/* Nothing but a service is better than nothing. */
	check_key(KI_CLASS_FAULT, "?c dump_stack kfree _raw_spin_lock do_syscall_64",
		  KOOPS_GRADE_WEAK, "k1 key\nevent event\ninner kfree\n");
}
END_TEST

START_TEST(keys_of_full_stacks)
{
	static const char turned[] = "k1 key\nevent event\ncycle a\n";

	/* Wherever it was in its turn when the stack was full, and how it came there. */
	check_key(KI_CLASS_OVERFLOW, "q c b a c b a x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, turned);
	check_key(KI_CLASS_OVERFLOW, "r q a c b a c b y __x64_sys_write do_syscall_64",
		  KOOPS_GRADE_COMPLETE, turned);
	/* The one of most members, however often another turned; of equal ones, the outer called
	 * the other. */
	check_key(KI_CLASS_OVERFLOW, "q2 q2 q2 q2 q2 c b a c b a x do_syscall_64",
		  KOOPS_GRADE_COMPLETE, turned);
	check_key(KI_CLASS_OVERFLOW, "Q Q Q a a x do_syscall_64", KOOPS_GRADE_COMPLETE, turned);
	check_key(KI_CLASS_OVERFLOW, "q q c b a c b a q2 q2 x do_syscall_64", KOOPS_GRADE_COMPLETE,
		  turned);
	check_key(KI_CLASS_OVERFLOW, "Q Q a a x do_syscall_64", KOOPS_GRADE_COMPLETE, turned);
	/* No recursion: a long way, or functions with much on the stack. */
	check_key(KI_CLASS_OVERFLOW, "e d c b a do_syscall_64", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\nouter a\nouter b\nouter c\n");
	/* What turned may be longer than is seen of it. */
	check_key(KI_CLASS_OVERFLOW, "q a q a b c", KOOPS_GRADE_CUT, turned);
}
END_TEST

/* usb_submit_urb() warns of what its callers hand it. */
START_TEST(who_called_a_check_is_in_the_key)
{
	check_key(KI_CLASS_ASSERTION, "usb_submit_urb mutex_lock b a do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\ninner usb_submit_urb\ninner b\n");
	check_key(KI_CLASS_ASSERTION, "usb_submit_urb b", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner usb_submit_urb\ninner b\n");
	check_key(KI_CLASS_ASSERTION, "usb_submit_urb", KOOPS_GRADE_CUT,
		  "k1 key\nevent event\ninner usb_submit_urb\n");
	check_key(KI_CLASS_ASSERTION, "b usb_submit_urb a", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner b\n");
}
END_TEST

START_TEST(who_took_a_lock_is_the_key)
{
	static const char *const guilties[] = {"b.part.0", "elsewhere", "mutex_lock", ""};
	static const char *const keys[] = {
	    "k1 key\nevent event\ninner b\n",
	    "k1 key\nevent event\ninner elsewhere\n",
	    "k1 key\nevent event\ninner take_lock\n",
	    "k1 key\nevent event\ninner take_lock\n",
	};

	for (size_t i = 0; i < KI_LENGTH(guilties); i++) {
		struct koops_report *report = made_report("kind", "event", KI_CLASS_LOCKING);

		report->guilty = ki_str(guilties[i]);
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK,
			   "dump_stack mutex_lock take_lock b a do_syscall_64");
		ck_assert_int_eq(made_signature(report), KOOPS_OK);
		ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_COMPLETE);
		check_text(report, KOOPS_LEVEL_KEY, keys[i]);
		ki_report_free(report);
	}
}
END_TEST

START_TEST(program_counter_is_the_innermost_frame_of_a_fault)
{
	struct koops_report *report = made_report("oops", "fault", KI_CLASS_FAULT);
	struct koops_report *again = made_report("oops", "fault", KI_CLASS_FAULT);

	report->pc.symbol = KI_STR("c");
	report->pc.offset = ki_number(16);
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "b a");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_STACK, "k1 stack\nkind oops\nframe c\nframe b\nframe a\n");
	/* Where the trace begins with it, it is there once. */
	again->pc = report->pc;
	made_trace(again, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "?x c b a");
	again->traces[0].frames[1].offset = ki_number(16);
	ck_assert_int_eq(made_signature(again), KOOPS_OK);
	ck_assert(same(report, again, KOOPS_LEVEL_STACK));
	/* At another offset it is the function's caller of the same name. */
	again->traces[0].frames[1].offset = ki_number(17);
	ck_assert_int_eq(made_signature(again), KOOPS_OK);
	check_text(again, KOOPS_LEVEL_STACK, "k1 stack\nkind oops\ncycle c\nframe b\nframe a\n");
	ki_report_free(report);
	ki_report_free(again);
}
END_TEST

START_TEST(program_counter_of_a_sample_is_chance)
{
	struct koops_report *report = made_report("soft-lockup", "stall", KI_CLASS_SAMPLE);

	report->pc.symbol = KI_STR("c");
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "c b sys_read el0_svc");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_KEY, "k1 key\nevent stall\nouter sys_read\nouter b\n");
	ki_report_free(report);
}
END_TEST

/* A stack from an NMI through an interrupt into a task. */
static struct koops_report *in_three_contexts(enum ki_class class)
{
	struct koops_report *report = made_report("kind", "event", class);

	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_NMI, "dump_stack nmi_handle")->continued =
	    true;
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_IRQ, "c b")->continued = true;
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "y x sys_read");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	return report;
}

START_TEST(stacks_in_several_contexts)
{
	struct koops_report *fault = in_three_contexts(KI_CLASS_FAULT);
	struct koops_report *sample = in_three_contexts(KI_CLASS_SAMPLE);

	/* A fault in an interrupt has nothing to do with the task that it hit, */
	check_text(fault, KOOPS_LEVEL_STACK, "k1 stack\nkind kind\nframe c\nframe b\n");
	/* and a task that hangs nothing with the interrupt. */
	check_text(sample, KOOPS_LEVEL_STACK,
		   "k1 stack\nkind kind\nframe y\nframe x\nframe sys_read\n");
	ki_report_free(fault);
	ki_report_free(sample);
}
END_TEST

START_TEST(other_traces_are_not_signed)
{
	struct koops_report *report = made_report("hung-task", "stall", KI_CLASS_SAMPLE);

	made_trace(report, KOOPS_ROLE_CPU, KOOPS_CONTEXT_TASK, "q p sys_write do_syscall_64");
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "?b");
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "b a sys_read do_syscall_64");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_KEY,
		   "k1 key\nevent stall\nouter sys_read\nouter a\nouter b\n");
	ki_report_free(report);
}
END_TEST

START_TEST(a_leak_is_where_it_was_allocated)
{
	struct koops_report *report = made_report("leak", "leak", KI_CLASS_LEAK);

	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "q");
	made_trace(report, KOOPS_ROLE_ALLOCATION, KOOPS_CONTEXT_TASK, "kmalloc c b a");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_KEY, "k1 key\nevent leak\ninner c\ninner b\n");
	ki_report_free(report);
}
END_TEST

START_TEST(text_is_its_subject)
{
	struct koops_report *report = made_report("panic", "panic", KI_CLASS_TEXT);

	report->subject = KI_STR("Attempted to kill init!");
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "panic do_exit sys_exit");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_KEY,
		   "k1 key\nevent panic\nsubject Attempted to kill init!\n");
	check_text(report, KOOPS_LEVEL_SITE, "");
	check_text(report, KOOPS_LEVEL_STACK,
		   "k1 stack\nkind panic\nsubject Attempted to kill init!\n"
		   "frame do_exit\nframe sys_exit\n");
	ki_report_free(report);
}
END_TEST

/* The header's function stands for a trace that is not there, but says so. */
START_TEST(guilty_stands_in_for_frames)
{
	struct koops_report *report = made_report("warning", "assertion", KI_CLASS_ASSERTION);

	report->guilty = KI_STR("c.constprop.0");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_WEAK);
	check_text(report, KOOPS_LEVEL_KEY, "k1 key\nevent assertion\ninner c\n");
	report->guilty = KI_STR("");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_NONE);
	for (unsigned level = 0; level <= KOOPS_LEVEL_FAMILY; level++)
		check_text(report, level, "");
	ki_report_free(report);
}
END_TEST

/* However much of its end a trace lost, its key is no other's with confidence. */
START_TEST(a_cut_trace_says_so)
{
	static const char *const ends[] = {
	    "e d c b a sys_read do_syscall_64",
	    "e d c b a sys_read",
	    "e d c b a",
	    "e d c b",
	    "e d c",
	    "e d",
	    "e",
	};
	struct koops_report *whole = signed_words(KI_CLASS_SAMPLE, ends[0]);

	for (size_t i = 1; i < KI_LENGTH(ends); i++) {
		struct koops_report *report = made_report("kind", "event", KI_CLASS_SAMPLE);

		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, ends[i])->cut = true;
		ck_assert_int_eq(made_signature(report), KOOPS_OK);
		ck_assert_int_ne(report->signature.grade, KOOPS_GRADE_COMPLETE);
		ck_assert_int_ne(report->signature.grade, KOOPS_GRADE_NONE);
		ck_assert(same(whole, report, KOOPS_LEVEL_KEY) == (i < 2));
		ki_report_free(report);
		/* Also where the log does not show that it was cut. */
		report = signed_words(KI_CLASS_SAMPLE, ends[i]);
		ck_assert((report->signature.grade == KOOPS_GRADE_COMPLETE) == (i < 2));
		ki_report_free(report);
		/* A fault is at the other end. */
		report = signed_words(KI_CLASS_FAULT, ends[i]);
		ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_COMPLETE);
		ki_report_free(report);
	}
	ki_report_free(whole);
	/* An exception of the kernel's own: of what ran into it, only the place was printed. */
	check_key(KI_CLASS_SAMPLE, "b a asm_exc_page_fault @c", KOOPS_GRADE_CUT,
		  "k1 key\nevent event\nouter a\nouter b\n");
	check_key(KI_CLASS_SAMPLE, "b a asm_exc_page_fault", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\nouter a\nouter b\n");
}
END_TEST

START_TEST(a_corrupted_report_is_weak)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);

	report->corrupted = true;
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "b a");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_WEAK);
	ki_report_free(report);
}
END_TEST

START_TEST(entries_of_a_system_call_are_one)
{
	static const char *const ways[] = {
	    "b a __do_sys_read __se_sys_read __x64_sys_read do_syscall_64",
	    "b a __arm64_sys_read invoke_syscall",
	    "b a ksys_read __x64_sys_read do_syscall_64",
	    "b a SYSC_read SyS_read do_syscall_64",
	    "b a __do_compat_sys_read __ia32_compat_sys_read do_int80_syscall_32",
	    "b a sys_read ret_fast_syscall",
	    "b a __s390x_sys_read __do_syscall",
	};
	struct koops_report *first = signed_words(KI_CLASS_SAMPLE, ways[0]);

	for (size_t i = 1; i < KI_LENGTH(ways); i++) {
		struct koops_report *report = signed_words(KI_CLASS_SAMPLE, ways[i]);

		for (unsigned level = 0; level <= KOOPS_LEVEL_FAMILY; level++)
			ck_assert_msg(level == KOOPS_LEVEL_SITE || same(first, report, level), "%s",
				      ways[i]);
		ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_COMPLETE);
		ki_report_free(report);
	}
	ki_report_free(first);
	check_key(KI_CLASS_FAULT, "sys_fillrect[sysfillrect] a", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner sys_fillrect\n");
	/* A module can't have one, so this is a function of its own. */
	check_key(KI_CLASS_FAULT, "__x64_sys_read[m] a", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner __x64_sys_read\n");
}
END_TEST

START_TEST(levels_differ_in_their_hash)
{
	struct koops_report *report = sampled(&(struct sample){.turns = 1});

	for (unsigned a = 0; a <= KOOPS_LEVEL_FAMILY; a++) {
		ck_assert(ki_str_starts(report->signature.value[a], KI_STR("k1-")));
		for (unsigned b = 0; b < a; b++)
			ck_assert(
			    !ki_str_eq(report->signature.value[a], report->signature.value[b]));
	}
	ki_report_free(report);
}
END_TEST

START_TEST(a_consequence_takes_the_signature_of_its_cause)
{
	struct koops_report *cause = sampled(&(struct sample){.turns = 1});
	struct koops_report *panic = made_report("panic", "panic", KI_CLASS_TEXT);
	struct koops_report *again = sampled(&(struct sample){.turns = 1});

	panic->subject = KI_STR("softlockup: hung tasks");
	ck_assert_int_eq(made_signature(panic), KOOPS_OK);
	ck_assert(!same(panic, again, KOOPS_LEVEL_KEY));
	ck_assert_int_eq(ki_sign_consequence(panic, &cause->signature), KOOPS_OK);
	ki_report_free(cause);
	for (unsigned level = 0; level <= KOOPS_LEVEL_FAMILY; level++)
		ck_assert(same(panic, again, level));
	ck_assert_int_eq(panic->signature.grade, KOOPS_GRADE_COMPLETE);
	ki_report_free(panic);
	ki_report_free(again);
}
END_TEST

/* Lets the allocation `fail_at` from now on fail, of a report that was made before. */
static void let_fail(struct koops_report *report, struct failing *failing, size_t fail_at)
{
	*failing = (struct failing){.fail_at = fail_at, .live = SIZE_MAX / 2};
	report->mem.hooks = (struct koops_allocator)FAILING_HOOKS(failing);
}

static bool has_failed(const struct failing *failing)
{
	return failing->calls >= failing->fail_at;
}

START_TEST(every_allocation_may_fail)
{
	size_t fails = 0;

	for (size_t fail_at = 1;; fail_at++) {
		struct koops_report *report = made_report("soft-lockup", "stall", KI_CLASS_SAMPLE);
		struct failing failing;
		enum koops_status status;

		/* Enough frames that the work needs more than one block of an arena. */
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "");
		for (unsigned i = 0; i < 3000; i++) {
			/* With names that are made: of system calls, cut ones, addresses, of Rust.
			 */
			static const char *const forms[][2] = {{"__x64_sys_f", ""},
							       {"f", ".cold"},
							       {"0x", ""},
							       {"f", "_noprof"},
							       {"_RNvC1a3f", ""}};
			const char *const *form = forms[i % KI_LENGTH(forms)];
			char name[32];

			snprintf(name, sizeof(name), "%s%02u%s", form[0], i % 500 / 5, form[1]);
			made_frame(report, ki_str(name),
				   ki_trace_add_frame(report, &report->traces[0]));
		}
		let_fail(report, &failing, fail_at);
		status = made_signature(report);
		ki_report_free(report);
		/* Nothing is left out unsaid. */
		ck_assert_int_eq(status == KOOPS_OK, !has_failed(&failing));
		if (status == KOOPS_OK)
			break;
		ck_assert_int_eq(status, KOOPS_E_MEMORY);
		fails++;
	}
	ck_assert_uint_gt(fails, 6);
}
END_TEST

/* Leaves an arena some bytes of its block, or those of a new one. */
static void leave(struct ki_arena *arena, size_t bytes)
{
	if (bytes)
		ck_assert(arena->left <= bytes || ki_arena_room(arena, arena->left - bytes));
	else
		ck_assert_ptr_nonnull(ki_arena_room(arena, arena->left + 1));
}

static bool sign_by_steps(struct ki_functions *functions, struct koops_report *report)
{
	struct ki_basis basis;
	struct ki_walk walk;
	struct koops_str text;
	bool ok = ki_fold(functions, &report->traces[0], &walk) == KOOPS_OK &&
		  ki_basis_make(functions, &walk, &basis);

	for (enum koops_level level = KOOPS_LEVEL_KEY; ok && level <= KOOPS_LEVEL_FAMILY; level++)
		ok = ki_canonical(&basis, level, &report->arena, &text);
	return ok;
}

/* Each of the smaller steps may be the one that there is no room for. */
START_TEST(every_step_may_fail)
{
	static const char words[] = "b a b a vfs_read __do_sys_read __x64_sys_read.cold "
				    "f_noprof _RNvC1a3f00 0x12 kfree do_syscall_64";
	unsigned fails = 0;

	for (size_t bytes = 8; bytes < 4096; bytes += 8)
		for (unsigned of_report = 0; of_report < 2; of_report++) {
			struct koops_report *report = made_report("kind", "event", KI_CLASS_SAMPLE);
			struct failing failing;
			struct ki_arena scratch;
			struct ki_functions functions = {.report = report, .scratch = &scratch};

			made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, words);
			ki_arena_init(&scratch, &report->mem);
			leave(&scratch, 0);
			leave(&scratch, of_report ? 0 : bytes);
			leave(&report->arena, of_report ? bytes : 0);
			let_fail(report, &failing, 1);
			ck_assert_int_eq(sign_by_steps(&functions, report), !has_failed(&failing));
			fails += has_failed(&failing);
			ki_arena_free(&scratch);
			ki_report_free(report);
		}
	ck_assert_uint_gt(fails, 20);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, levels_of_a_sampled_task);
	tcase_add_test(tcase, the_sample_does_not_matter);
	tcase_add_test(tcase, every_frame_outside_the_cycle_matters_to_the_stack);
	tcase_add_test(tcase, keys_of_sampled_tasks);
	tcase_add_test(tcase, keys_of_soft_interrupts);
	tcase_add_test(tcase, keys_of_faults);
	tcase_add_test(tcase, keys_of_full_stacks);
	tcase_add_test(tcase, who_called_a_check_is_in_the_key);
	tcase_add_test(tcase, who_took_a_lock_is_the_key);
	tcase_add_test(tcase, program_counter_is_the_innermost_frame_of_a_fault);
	tcase_add_test(tcase, program_counter_of_a_sample_is_chance);
	tcase_add_test(tcase, stacks_in_several_contexts);
	tcase_add_test(tcase, other_traces_are_not_signed);
	tcase_add_test(tcase, a_leak_is_where_it_was_allocated);
	tcase_add_test(tcase, text_is_its_subject);
	tcase_add_test(tcase, guilty_stands_in_for_frames);
	tcase_add_test(tcase, a_cut_trace_says_so);
	tcase_add_test(tcase, a_corrupted_report_is_weak);
	tcase_add_test(tcase, entries_of_a_system_call_are_one);
	tcase_add_test(tcase, levels_differ_in_their_hash);
	tcase_add_test(tcase, a_consequence_takes_the_signature_of_its_cause);
	tcase_add_test(tcase, every_allocation_may_fail);
	tcase_add_test(tcase, every_step_may_fail);
}

int main(void)
{
	Suite *suite = suite_create("sign");
	TCase *tcase = tcase_create("sign");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tcase, 60);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
