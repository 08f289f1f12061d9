/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which frames of a stack a signature is made from, as docs/signature.md has it: pieces between
 * interrupts, callbacks, cycles, and what stands in where there is nothing that tells.
 */
#include "../run.h"
#include "sign/levels.h"
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
	/* One may call another. */
	check_guilty("sys_mmap_pgoff", "schedule sys_mmap_pgoff __x64_sys_mmap do_syscall_64",
		     "k1 key\nevent event\nouter sys_mmap\nouter sys_mmap_pgoff\n");
	check_guilty(
	    "vfs_mmap", "schedule sys_mmap_pgoff __x64_sys_mmap do_syscall_64",
	    "k1 key\nevent event\nouter sys_mmap\nouter sys_mmap_pgoff\nguilty vfs_mmap\n");
	check_guilty("sys_1", "schedule sys_1 sys_2 sys_3 sys_4 do_syscall_64",
		     "k1 key\nevent event\nouter sys_4\nouter sys_3\nouter sys_2\nguilty sys_1\n");
	check_guilty("free_a", "free_a rcu_do_batch rcu_core_si handle_softirqs",
		     "k1 key\nevent event\nouter rcu_core_si\n");
	/* Of services, the one at the outer end stands in, unless the title names another. */
	check_guilty("", "?c kfree _raw_spin_lock do_syscall_64",
		     "k1 key\nevent event\nouter _raw_spin_lock\n");
	check_guilty("c", "?c kfree _raw_spin_lock do_syscall_64",
		     "k1 key\nevent event\nouter c\n");
}
END_TEST

#define PART(context, words)                                           \
	{                                                              \
		KOOPS_ROLE_OWN, KOOPS_CONTEXT_##context, (words), true \
	}
#define CUT(words)                                                       \
	{                                                                \
		KOOPS_ROLE_OWN, KOOPS_CONTEXT_TASK, (words), false, true \
	}
#define TIMER "asm_sysvec_apic_timer_interrupt"
#define WAY_IN " do_syscall_64"

static struct koops_report *signed_stacks(enum ki_class class, const char *pc, const char *guilty,
					  const struct made_stack *stacks)
{
	struct koops_report *report = made_report("kind", "event", class);

	if (pc)
		report->pc.symbol = ki_str(pc);
	if (guilty)
		report->guilty = ki_str(guilty);
	made_stacks(report, stacks);
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	return report;
}

/* A letter for each fate, and "|" between traces; a digit is the place in the key. */
static void describe_fates(const struct koops_report *report, char *at)
{
	static const char letters[] = {
	    [KOOPS_FATE_ASIDE] = '-',     [KOOPS_FATE_UNRELIABLE] = 'u',
	    [KOOPS_FATE_UNNAMED] = 'n',   [KOOPS_FATE_SAMPLED] = 'p',
	    [KOOPS_FATE_REPORTING] = 'r', [KOOPS_FATE_ENTRY] = 'e',
	    [KOOPS_FATE_INTERRUPT] = 'i', [KOOPS_FATE_SERVICE] = 's',
	    [KOOPS_FATE_DISPATCH] = 'd',  [KOOPS_FATE_INTERRUPTED] = 'x',
	    [KOOPS_FATE_ALIAS] = 'a',     [KOOPS_FATE_CALLED] = 'c',
	    [KOOPS_FATE_BEYOND] = 'b',    [KOOPS_FATE_KEY] = 'k',
	};

	for (size_t i = 0; i < report->trace_count; i++) {
		if (i)
			*at++ = '|';
		for (size_t k = 0; k < report->traces[i].frame_count; k++) {
			const struct koops_frame *frame = &report->traces[i].frames[k];

			*at++ = frame->fate == KOOPS_FATE_KEY ? (char)('0' + frame->place)
							      : letters[frame->fate];
		}
	}
	*at = '\0';
}

/* docs/signature.md, step by step: what becomes of each frame. */
START_TEST(every_frame_has_its_fate)
{
	static const struct {
		enum ki_class class;
		const char *pc, *guilty;
		struct made_stack stacks[MADE_STACKS];
		const char *want;
	} rows[] = {
	    {KI_CLASS_FAULT,
	     NULL,
	     NULL,
	     {OWN("?x =y 0x12 dump_stack kfree c b" WAY_IN)},
	     "uunrs1be"},
	    {KI_CLASS_FAULT, "c", NULL, {OWN("c b" WAY_IN)}, "1be"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("usb_submit_urb kfree b a")}, "1s2b"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("c b c b a")}, "1111b"},
	    {KI_CLASS_LEAK, NULL, NULL, {OWN("d"), OF(ALLOCATION, "kmalloc c b a")}, "-|s12b"},
	    {KI_CLASS_LEAK, NULL, NULL, {OWN("c b a")}, "12b"},
	    {KI_CLASS_TEXT, NULL, NULL, {OWN("dump_stack b a" WAY_IN)}, "rbbe"},
	    /* Whom the title names, in place of the stack's end. */
	    {KI_CLASS_LOCKING, NULL, "b", {OWN("dump_stack kfree c b a" WAY_IN)}, "rsb1be"},
	    {KI_CLASS_LOCKING, NULL, "kfree", {OWN("dump_stack kfree c b a" WAY_IN)}, "rs1bbe"},
	    {KI_CLASS_LOCKING, NULL, "z", {OWN("dump_stack kfree c b a" WAY_IN)}, "rsbbbe"},
	    {KI_CLASS_FAULT, NULL, "b", {OWN("dump_stack kfree c b a" WAY_IN)}, "rs1bbe"},
	    /* On the other side of an interrupt; what is of no account anyhow stays that. */
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("b " TIMER " y kfree 0x1 panic" WAY_IN)}, "1ixxnre"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("kfree " TIMER " b a" WAY_IN)}, "si1be"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("c " TIMER " b " TIMER " a")}, "1ixix"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(IRQ, "c b"), OWN("y kfree" WAY_IN)}, "1b|xxe"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(SOFTIRQ, "c b"), OWN("y")}, "1b|x"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(NMI, "c b"), OWN("y")}, "1b|x"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(TASK, "c b"), OWN("y")}, "1b|b"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(NMI, "c"), PART(IRQ, "b"), OWN("y")}, "1|x|x"},
	    {KI_CLASS_FAULT, NULL, NULL, {PART(NMI, "kfree"), PART(IRQ, "b"), OWN("y")}, "s|1|x"},
	    /* A stack goes on in the same role only, and the first that tells is taken. */
	    {KI_CLASS_FAULT, NULL, NULL, {PART(IRQ, "c"), OF(CPU, "d")}, "1|-"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("c"), OWN("b")}, "1|-"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("kfree"), OF(CPU, "d"), OWN("b")}, "s|-|1"},
	    /* A sample: from the outside in, and where it was taken is chance. */
	    {KI_CLASS_SAMPLE, "d", NULL, {OWN("d c b a" WAY_IN)}, "p321e"},
	    {KI_CLASS_SAMPLE, "z", NULL, {OWN("d c b a" WAY_IN)}, "b321e"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("@d c b a" WAY_IN)}, "p321e"},
	    {KI_CLASS_SAMPLE, "d", NULL, {PART(IRQ, "d"), OWN("d b a" WAY_IN)}, "p|321e"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("leaf b a b a z" WAY_IN)}, "c22221e"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("q q d c b a" WAY_IN)}, "bbb321e"},
	    {KI_CLASS_OVERFLOW, NULL, NULL, {OWN("r q b a b a z" WAY_IN)}, "cc1111be"},
	    {KI_CLASS_OVERFLOW, NULL, NULL, {OWN("d c b a" WAY_IN)}, "b321e"},
	    /* The entries of a system call are one, and some are but ways to what hangs. */
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("b a __do_sys_read __se_sys_read __x64_sys_read" WAY_IN)},
	     "321aae"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("b __x64_sys_read a __x64_sys_read" WAY_IN)},
	     "c111e"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("c b a vfs_write __x64_sys_write" WAY_IN)},
	     "b32d1e"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("b a __do_sys_close __x64_sys_close" WAY_IN)},
	     "21dae"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("vfs_write __x64_sys_close" WAY_IN)}, "1be"},
	    {KI_CLASS_FAULT, NULL, NULL, {OWN("sys_read[m] sys_read" WAY_IN)}, "11e"},
	    /* The task is what hangs, unless a soft interrupt does; its callbacks are chance. */
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("h kfree 0x1 " TIMER " b a" WAY_IN)}, "xxni21e"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("h " TIMER " kfree" WAY_IN)}, "1ise"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("b a __do_softirq " TIMER " x kfree 0x1" WAY_IN)},
	     "21iixxne"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("h " TIMER " b a __do_softirq " TIMER " x" WAY_IN)},
	     "xi21iixe"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("b a __do_softirq")}, "21i"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("h " TIMER " b a __do_softirq")}, "xi21i"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("d __do_softirq " TIMER " b __do_softirq")},
	     "1iixi"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("y kfree x rcu_core handle_softirqs " TIMER " w" WAY_IN)},
	     "ccc1iixe"},
	    {KI_CLASS_SAMPLE, NULL, NULL, {OWN("y rcu_do_batch x rcu_core b a" WAY_IN)}, "ccc321e"},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report =
		    signed_stacks(rows[i].class, rows[i].pc, rows[i].guilty, rows[i].stacks);
		char got[64];

		describe_fates(report, got);
		ck_assert_msg(!strcmp(got, rows[i].want), "%zu: '%s', want '%s' of '%s'", i, got,
			      rows[i].want, rows[i].stacks[0].words);
		ki_report_free(report);
	}
}
END_TEST

/* docs/signature.md: how far a key can be trusted. */
START_TEST(grades_of_stacks)
{
	static const struct {
		enum ki_class class;
		struct made_stack stacks[MADE_STACKS];
		enum koops_grade want;
	} rows[] = {
	    /* A sample's other end is the way into the kernel. */
	    {KI_CLASS_SAMPLE, {OWN("b a")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {OWN("d c b a")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {OWN("b a" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {OWN("b a" WAY_IN " ?c")}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {OWN("b a __x64_sys_read")}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {OWN("b a 0x12")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {CUT("b a" WAY_IN)}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {PART(TASK, "b" WAY_IN), OWN("a")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {PART(TASK, "b"), OWN("a" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {PART(TASK, "b"), CUT("a" WAY_IN)}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {PART(TASK, "b a" WAY_IN), OWN("?x")}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {PART(TASK, "b a" WAY_IN), OWN("")}, KOOPS_GRADE_COMPLETE},
	    /* An interrupt came in on the stack that it hit, not on its own. */
	    {KI_CLASS_SAMPLE, {OWN("b a " TIMER)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {PART(IRQ, "b a " TIMER)}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {PART(SOFTIRQ, "b a __do_softirq")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_SAMPLE, {PART(NMI, "b a " TIMER)}, KOOPS_GRADE_CUT},
	    /* A fault is at the inner end, unless its key lacks a function. */
	    {KI_CLASS_FAULT, {OWN("b")}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_FAULT, {CUT("b")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_LEAK, {OWN("b")}, KOOPS_GRADE_CUT},
	    {KI_CLASS_LEAK, {OWN("b a")}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_LEAK, {OWN("b" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_LEAK, {OF(ALLOCATION, "b"), OWN("b a")}, KOOPS_GRADE_CUT},
	    /* What says little: services, and of a sample system calls and callbacks. */
	    {KI_CLASS_FAULT, {OWN("kfree" WAY_IN)}, KOOPS_GRADE_WEAK},
	    {KI_CLASS_FAULT, {OWN("0x12" WAY_IN)}, KOOPS_GRADE_NONE},
	    {KI_CLASS_FAULT, {OWN("__x64_sys_read" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_FAULT, {OWN("rcu_core" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {OWN("__x64_sys_read" WAY_IN)}, KOOPS_GRADE_WEAK},
	    {KI_CLASS_SAMPLE, {OWN("rcu_core" WAY_IN)}, KOOPS_GRADE_WEAK},
	    {KI_CLASS_SAMPLE, {OWN("rcu_core a" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_SAMPLE, {OWN("a __x64_sys_read" WAY_IN)}, KOOPS_GRADE_COMPLETE},
	    {KI_CLASS_TEXT, {OWN("b a" WAY_IN)}, KOOPS_GRADE_NONE},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report =
		    signed_stacks(rows[i].class, NULL, NULL, rows[i].stacks);

		ck_assert_msg(report->signature.grade == rows[i].want, "%zu: %s of '%s'", i,
			      koops_grade_name(report->signature.grade), rows[i].stacks[0].words);
		ki_report_free(report);
	}
}
END_TEST

START_TEST(texts_can_be_corrupted)
{
	struct koops_report *report = made_report("kind", "", KI_CLASS_TEXT);

	report->subject = KI_STR("some text");
	report->guilty = KI_STR("foo");
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_COMPLETE);
	/* Without an event the kind is it. */
	check_text(report, KOOPS_LEVEL_KEY, "k1 key\nevent kind\nsubject some text\nguilty foo\n");
	check_text(report, KOOPS_LEVEL_SITE, "k1 site\nevent kind\nguilty foo\n");
	check_text(report, KOOPS_LEVEL_STACK, "k1 stack\nkind kind\nsubject some text\n");
	check_text(report, KOOPS_LEVEL_FAMILY, "");
	report->corrupted = true;
	ck_assert_int_eq(made_signature(report), KOOPS_OK);
	ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_WEAK);
	ki_report_free(report);
}
END_TEST

/* Where there is no stack, or none that tells: the title's function, or where the program was. */
START_TEST(what_stands_in_for_a_stack)
{
	static const struct {
		enum ki_class class;
		const char *pc, *guilty;
		struct made_stack stacks[MADE_STACKS];
		const char *key, *stack;
	} rows[] = {
	    {KI_CLASS_FAULT, "p", NULL, {{0}}, "inner p\n", "frame p\n"},
	    {KI_CLASS_FAULT, "p", "g", {{0}}, "inner g\n", "frame g\n"},
	    {KI_CLASS_SAMPLE, "p", NULL, {{0}}, "outer p\n", "frame p\n"},
	    {KI_CLASS_SAMPLE, "p", "g", {{0}}, "outer g\n", "frame g\n"},
	    {KI_CLASS_FAULT, "__x64_sys_read", NULL, {{0}}, "inner sys_read\n", "frame sys_read\n"},
	    {KI_CLASS_FAULT,
	     NULL,
	     NULL,
	     {OWN("kfree mutex_lock")},
	     "inner kfree\n",
	     "frame kfree\nframe mutex_lock\n"},
	    {KI_CLASS_SAMPLE,
	     NULL,
	     NULL,
	     {OWN("kfree mutex_lock")},
	     "outer mutex_lock\n",
	     "frame kfree\nframe mutex_lock\n"},
	    {KI_CLASS_FAULT,
	     NULL,
	     "g",
	     {OWN("kfree mutex_lock")},
	     "inner g\n",
	     "frame kfree\nframe mutex_lock\n"},
	    {KI_CLASS_SAMPLE, "p", NULL, {OWN("?c 0x12")}, "outer p\n", "frame p\n"},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report =
		    signed_stacks(rows[i].class, rows[i].pc, rows[i].guilty, rows[i].stacks);
		char key[64], stack[64];

		snprintf(key, sizeof(key), "k1 key\nevent event\n%s", rows[i].key);
		snprintf(stack, sizeof(stack), "k1 stack\nkind kind\n%s", rows[i].stack);
		check_text(report, KOOPS_LEVEL_KEY, key);
		check_text(report, KOOPS_LEVEL_STACK, stack);
		ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_WEAK);
		ki_report_free(report);
	}
}
END_TEST

/* Of a symbol that is but a prefix nothing is left, and that names nothing. */
START_TEST(symbols_may_lack_a_name)
{
	for (unsigned pc = 0; pc < 2; pc++) {
		struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);

		if (pc)
			report->pc.symbol = KI_STR("__pfx_");
		else
			report->guilty = KI_STR("__pfx_");
		ck_assert_int_eq(made_signature(report), KOOPS_OK);
		ck_assert_int_eq(report->signature.grade, KOOPS_GRADE_NONE);
		ki_report_free(report);
	}
}
END_TEST

/* A cycle's name is the first by unsigned bytes, whichever way names are stored. */
START_TEST(names_are_ordered_by_bytes)
{
	check_key(KI_CLASS_FAULT, "ab aa ab aa x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner aa\n");
	check_key(KI_CLASS_FAULT, "ab a ab a x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner a\n");
	check_key(KI_CLASS_FAULT, "a ab a ab x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner a\n");
	check_key(KI_CLASS_FAULT, "z \xc3\xa9 z \xc3\xa9 x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner z\n");
	check_key(KI_CLASS_FAULT, "\xc3\xa9 z \xc3\xa9 z x", KOOPS_GRADE_COMPLETE,
		  "k1 key\nevent event\ninner z\n");
}
END_TEST

#define LONG                                              \
	"a_name_that_is_longer_than_what_words_leave_of_" \
	"the_room_for_eight_of_them_and_their_line_ends"

/* Of the text that a report may have as its signature, no byte is behind the room for it. */
static void check_room(struct koops_report *report)
{
	struct ki_arena scratch;
	struct ki_functions functions = {.report = report, .scratch = &scratch};
	struct ki_walk walk;
	struct ki_basis basis;

	ki_arena_init(&scratch, &report->mem);
	ck_assert_int_eq(ki_fold(&functions, &report->traces[0], &walk), KOOPS_OK);
	ck_assert(ki_basis_make(&functions, &walk, &basis));
	for (enum koops_level level = KOOPS_LEVEL_KEY; level <= KOOPS_LEVEL_FAMILY; level++) {
		struct koops_str text;

		ck_assert(ki_canonical(&basis, level, &report->arena, &text));
		/* A word takes eight bytes while it is written. */
		ck_assert_msg(text.size + 8 < basis.text_most, "%zu of %zu", text.size,
			      basis.text_most);
	}
	ki_arena_free(&scratch);
}

START_TEST(room_for_texts)
{
	static const char *const names[] = {"g", LONG};
	static const struct {
		enum ki_class class;
		const char *words;
	} rows[] = {
	    {KI_CLASS_FAULT, "b"},
	    {KI_CLASS_FAULT, "e d c b a"},
	    {KI_CLASS_FAULT, LONG " b " LONG "_1 a " LONG "_2"},
	    {KI_CLASS_LOCKING, "e d c b a"},
	    {KI_CLASS_OVERFLOW, LONG " a " LONG " a"},
	    {KI_CLASS_SAMPLE, "__x64_sys_read" WAY_IN},
	    {KI_CLASS_SAMPLE, "kfree mutex_lock kmalloc " LONG WAY_IN},
	    {KI_CLASS_SAMPLE, "kfree_" LONG " kfree mutex_lock mutex_lock_" LONG " a" WAY_IN},
	    {KI_CLASS_TEXT, "kfree b mutex_lock a"},
	    {KI_CLASS_TEXT, ""},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++)
		for (unsigned set = 0; set < 16; set++) {
			struct koops_report *report = signed_words(rows[i].class, rows[i].words);

			report->kind = ki_str(names[set & 1]);
			report->family = ki_str(names[set >> 1 & 1]);
			report->subject = ki_str(names[set >> 2 & 1]);
			report->guilty = ki_str(names[set >> 3 & 1]);
			check_room(report);
			ki_report_free(report);
		}
}
END_TEST

/* lib/data: what a function is by the first of its lists, and by which name. */
START_TEST(functions_are_judged)
{
	static const struct {
		const char *name;
		enum ki_stack_end bug;
		enum ki_part part;
		enum koops_fate fate;
		const char *named, *syscall;
	} rows[] = {
	    {"a", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "a", NULL},
	    {"dump_stack", KI_STACK_INNER, KI_PART_PASSED, KOOPS_FATE_REPORTING, "dump_stack",
	     NULL},
	    {"do_syscall_64", KI_STACK_INNER, KI_PART_ENTRY, KOOPS_FATE_ENTRY, "do_syscall_64",
	     NULL},
	    {"__do_softirq", KI_STACK_OUTER, KI_PART_INTERRUPT, KOOPS_FATE_INTERRUPT,
	     "__do_softirq", NULL},
	    {"kfree", KI_STACK_OUTER, KI_PART_SERVICE, KOOPS_FATE_SERVICE, "kfree", NULL},
	    {"vfs_read", KI_STACK_OUTER, KI_PART_SERVICE, KOOPS_FATE_DISPATCH, "vfs_read", NULL},
	    {"vfs_read", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "vfs_read", NULL},
	    /* For titles alone. */
	    {"usb_submit_urb", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "usb_submit_urb",
	     NULL},
	    {"__x64_sys_read", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "__x64_sys_read",
	     "sys_read"},
	    /* Names of their callers' making. */
	    {"x_noprof", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "x", NULL},
	    {"_noprof", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "_noprof", NULL},
	    {"x_noproF", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "x_noproF", NULL},
	    {"_RNvC1a1f", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "a::f", NULL},
	    {"_Rnothing", KI_STACK_INNER, KI_PART_NAME, KOOPS_FATE_BEYOND, "_Rnothing", NULL},
	    {"_RNvNtC4core9panicking5panic", KI_STACK_INNER, KI_PART_PASSED, KOOPS_FATE_REPORTING,
	     "core::panicking::panic", NULL},
	};

	for (size_t i = 0; i < KI_LENGTH(rows); i++) {
		struct koops_report *report = made_report("kind", "event", KI_CLASS_FAULT);
		struct ki_functions functions = {.report = report, .scratch = &report->arena};
		struct ki_function *function = ki_function_of(&functions, ki_str(rows[i].name));

		ck_assert_ptr_nonnull(function);
		ck_assert(ki_function_judge(&functions, function, rows[i].bug));
		ck_assert_msg(function->part == rows[i].part && function->fate == rows[i].fate,
			      "%s: part %d, fate %d", rows[i].name, (int)function->part,
			      (int)function->fate);
		ck_assert_msg(!function->reason == (rows[i].fate == KOOPS_FATE_BEYOND), "%s",
			      rows[i].name);
		ck_assert_str_eq(function->named->name.data, rows[i].named);
		ck_assert_int_eq(!function->syscall, !rows[i].syscall);
		if (rows[i].syscall)
			ck_assert_str_eq(function->syscall->name.data, rows[i].syscall);
		/* All names of one function are it. */
		ck_assert_ptr_eq(ki_function_of(&functions, ki_str(rows[i].name)), function);
		ki_report_free(report);
	}
}
END_TEST

/* A consequence has what its cause has, and no more of its own. */
START_TEST(a_cause_may_lack_levels)
{
	struct koops_report *cause = signed_words(KI_CLASS_FAULT, "b a");
	struct koops_report *panic = signed_stacks(
	    KI_CLASS_FAULT, NULL, "g", (const struct made_stack[MADE_STACKS]){OWN("d c")});

	check_text(panic, KOOPS_LEVEL_SITE, "k1 site\nevent event\nguilty g\n");
	ck_assert_int_eq(ki_sign_consequence(panic, &cause->signature), KOOPS_OK);
	check_text(panic, KOOPS_LEVEL_KEY, "k1 key\nevent event\ninner b\n");
	check_text(panic, KOOPS_LEVEL_SITE, "");
	ck_assert_str_eq(panic->signature.version, "k1");
	ki_report_free(cause);
	ki_report_free(panic);
}
END_TEST

START_TEST(versions_are_listed)
{
	ck_assert_str_eq(ki_sign_version_name(ki_sign_version(0)), "k1");
	ck_assert_ptr_null(ki_sign_version(1));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    pieces_of_a_stack,
	    frames_know_why_they_are_left_out,
	    families_are_the_outer_end,
	    guilty_is_in_keys_that_say_little,
	    every_frame_has_its_fate,
	    grades_of_stacks,
	    texts_can_be_corrupted,
	    what_stands_in_for_a_stack,
	    symbols_may_lack_a_name,
	    names_are_ordered_by_bytes,
	    room_for_texts,
	    functions_are_judged,
	    a_cause_may_lack_levels,
	    versions_are_listed,
	};

	return run_tests("sign-stacks", tests, KI_LENGTH(tests));
}
