/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which frames of a stack a signature is made from, as docs/signature.md has it: pieces between
 * interrupts, callbacks, cycles, and what stands in where there is nothing that tells.
 */
#include "../run.h"
#include "signed.h"

START_TEST(pieces_of_a_stack)
{
	struct koops_report *report;

	/* A soft interrupt with one function, which is the first frame of all. */
	check_key(KI_CLASS_SAMPLE,
		  "a __do_softirq irq_exit_rcu sysvec_apic_timer_interrupt "
		  "asm_sysvec_apic_timer_interrupt x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter a\n");
	/* The function is of the interrupt that hit the soft one, which has none of its own. */
	check_key(KI_CLASS_SAMPLE,
		  "h asm_common_interrupt __do_softirq irq_exit_rcu sysvec_apic_timer_interrupt "
		  "asm_sysvec_apic_timer_interrupt y x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter sys_read\nouter x\nouter y\n");
	/* Of two the inner one. */
	check_key(KI_CLASS_SAMPLE,
		  "b a __do_softirq asm_sysvec_apic_timer_interrupt d c net_rx_action "
		  "__do_softirq asm_sysvec_apic_timer_interrupt x __x64_sys_read do_syscall_64",
		  KOOPS_GRADE_COMPLETE, "k1 key\nevent event\nouter a\nouter b\n");
	/* The task that was hit is the last frame of all. */
	for (unsigned fault = 0; fault < 2; fault++) {
		report = made_report("kind", "event", fault ? KI_CLASS_FAULT : KI_CLASS_SAMPLE);
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_IRQ, "c b")->continued = true;
		made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "sys_read");
		ck_assert_int_eq(made_signature(report), KOOPS_OK);
		check_text(report, KOOPS_LEVEL_STACK,
			   fault ? "k1 stack\nkind kind\nframe c\nframe b\n"
				 : "k1 stack\nkind kind\nframe sys_read\n");
		ki_report_free(report);
	}
	/* Of what the last stack shows, only the place was printed. */
	report = made_report("kind", "event", KI_CLASS_SAMPLE);
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "b a asm_exc_page_fault")
	    ->continued = true;
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, "@__x64_sys_read");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_CUT);
	ki_report_free(report);
}
END_TEST

/* What a callback called is told apart from what an interrupt hit. */
START_TEST(frames_know_why_they_are_left_out)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_SAMPLE);
	const struct koops_frame *frames;

	made_trace(
	    report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK,
	    "free_b free_a rcu_do_batch rcu_core handle_softirqs x __x64_sys_read do_syscall_64");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	frames = report->traces[0].frames;
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(frames[i].fate, KOOPS_FATE_CALLED);
	ck_assert_int_eq(frames[3].fate, KOOPS_FATE_KEY);
	ck_assert_uint_eq(frames[3].place, 1);
	ck_assert_int_eq(frames[5].fate, KOOPS_FATE_INTERRUPTED);
	ck_assert_int_eq(frames[6].fate, KOOPS_FATE_INTERRUPTED);
	ki_report_free(report);
}
END_TEST

static void check_family(enum ki_class class, const char *words, const char *want)
{
	struct koops_report *report = signed_words(class, words);

	check_text(report, KOOPS_LEVEL_FAMILY, want);
	ki_report_free(report);
}

START_TEST(families_are_the_outer_end)
{
	check_family(KI_CLASS_SAMPLE, "e d c b a sys_read do_syscall_64",
		     "k1 family\nouter sys_read\nouter a\nouter b\nouter c\n");
	check_family(KI_CLASS_FAULT, "e d c b a sys_read do_syscall_64",
		     "k1 family\nouter sys_read\nouter a\nouter b\nouter c\n");
	/* What was called from the innermost cycle is chance where a sample was taken, only. */
	check_family(KI_CLASS_SAMPLE, "leaf b a b a sys_read do_syscall_64",
		     "k1 family\nouter sys_read\nouter a\n");
	check_family(KI_CLASS_FAULT, "leaf b a b a sys_read do_syscall_64",
		     "k1 family\nouter sys_read\nouter a\nouter leaf\n");
	check_family(KI_CLASS_SAMPLE, "leaf b a b a d c sys_read do_syscall_64",
		     "k1 family\nouter sys_read\nouter c\nouter d\nouter a\n");
}
END_TEST

static void check_guilty(const char *guilty, const char *words, const char *want)
{
	struct koops_report *report = made_report("kind", "event", KI_CLASS_SAMPLE);

	report->guilty = ki_str(guilty);
	made_trace(report, KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, words);
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	check_text(report, KOOPS_LEVEL_KEY, want);
	ki_report_free(report);
}

/* Where a system call is all that the outside tells, the title's function is in the key. */
START_TEST(guilty_is_in_keys_that_say_little)
{
	check_guilty("vfs_read", "schedule __x64_sys_read do_syscall_64",
		     "k1 key\nevent event\nouter sys_read\nguilty vfs_read\n");
	check_guilty("__do_sys_read", "schedule __x64_sys_read do_syscall_64",
		     "k1 key\nevent event\nouter sys_read\n");
	check_guilty("vfs_read", "a schedule __x64_sys_read do_syscall_64",
		     "k1 key\nevent event\nouter sys_read\nouter a\n");
	check_guilty("free_a", "free_a rcu_do_batch rcu_core_si handle_softirqs",
		     "k1 key\nevent event\nouter rcu_core_si\n");
	/* Of services, the one at the outer end stands in, unless the title names another. */
	check_guilty("", "?c kfree _raw_spin_lock do_syscall_64",
		     "k1 key\nevent event\nouter _raw_spin_lock\n");
	check_guilty("c", "?c kfree _raw_spin_lock do_syscall_64",
		     "k1 key\nevent event\nouter c\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    pieces_of_a_stack,
	    frames_know_why_they_are_left_out,
	    families_are_the_outer_end,
	    guilty_is_in_keys_that_say_little,
	};

	return run_tests("sign-stacks", tests, KI_LENGTH(tests));
}
