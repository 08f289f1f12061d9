/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<linux/seccomp.h>)
#include <elf.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "calls.h"
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* ---------------------------------------------------------- Landlock -- */

#ifdef SYS_landlock_create_ruleset
/* As in linux/landlock.h, whose version on the machine that builds is not that which runs. */
enum {
	CREATE_RULESET_VERSION = 1,
	RULE_PATH_BENEATH = 1,

	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8,
	FS_TRUNCATE = 1 << 14,

	FS_READ = FS_READ_FILE | FS_READ_DIR,
	FS_WRITE = FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG |
		   FS_TRUNCATE,
};

struct ruleset {
	uint64_t fs, net, scoped;
};

struct __attribute__((packed)) path_beneath {
	uint64_t allowed;
	int32_t parent;
};

/* All that each version of the interface can forbid. */
static const struct {
	struct ruleset handled;
	size_t size;
} versions[] = {
    {{.fs = (1 << 13) - 1}, sizeof(uint64_t)},
    /* Links and renames between folders. */
    {{.fs = (1 << 14) - 1}, sizeof(uint64_t)},
    /* Truncating. */
    {{.fs = (1 << 15) - 1}, sizeof(uint64_t)},
    /* TCP. */
    {{.fs = (1 << 15) - 1, .net = 3}, 2 * sizeof(uint64_t)},
    /* ioctl() of devices. */
    {{.fs = (1 << 16) - 1, .net = 3}, 2 * sizeof(uint64_t)},
    /* Abstract sockets and signals. */
    {{.fs = (1 << 16) - 1, .net = 3, .scoped = 3}, sizeof(struct ruleset)},
};

/* What of `wanted` this version knows, below a folder; 0 or -1. */
static int allow(int rules, const struct ruleset *handled, const char *folder, uint64_t wanted)
{
	struct path_beneath rule = {.allowed = wanted & handled->fs};
	int added;

	rule.parent = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rule.parent < 0)
		return -1;
	added = (int)syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent);
	return added;
}

static unsigned enter_landlock(const char *writable)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
	const long known = sizeof(versions) / sizeof(versions[0]);
	const struct ruleset *handled;
	unsigned entered = 0;
	int rules;

	if (version < 1)
		return 0;
	version = version < known ? version : known;
	handled = &versions[version - 1].handled;
	rules = (int)syscall(SYS_landlock_create_ruleset, handled, versions[version - 1].size, 0);
	if (rules < 0)
		return 0;
	if (!allow(rules, handled, "/", FS_READ) &&
	    (!writable || !allow(rules, handled, writable, FS_READ | FS_WRITE)) &&
	    !syscall(SYS_landlock_restrict_self, rules, 0))
		entered = SANDBOX_LANDLOCK;
	close(rules);
	return entered;
}
#else
static unsigned enter_landlock(const char *writable)
{
	(void)writable;
	return 0;
}
#endif

/* ----------------------------------------------------------- seccomp -- */

/* Whose numbers the calls have; none for machines that are not known here: no filter for those. */
#if defined(__x86_64__) && !defined(__ILP32__)
#define MACHINE EM_X86_64
#elif defined(__i386__)
#define MACHINE EM_386
#elif defined(__aarch64__) && defined(__AARCH64EL__) && !defined(__ILP32__)
#define MACHINE EM_AARCH64
#elif defined(__arm__) && defined(__ARM_EABI__)
#define MACHINE EM_ARM
#elif defined(__riscv)
#define MACHINE EM_RISCV
#elif defined(__s390__)
#define MACHINE EM_S390
#define CLONE_FLAGS_AT 1
#elif defined(__powerpc64__)
#define MACHINE EM_PPC64
#elif defined(__powerpc__)
#define MACHINE EM_PPC
#elif defined(__loongarch__)
#define MACHINE EM_LOONGARCH
#elif defined(__mips64) && defined(_ABI64) && _MIPS_SIM == _ABI64
#define MACHINE EM_MIPS
#elif defined(__mips__) && !defined(__mips64)
#define MACHINE EM_MIPS
#elif defined(__m68k__)
#define MACHINE EM_68K
#elif defined(__hppa__)
#define MACHINE EM_PARISC
#elif defined(__sh__)
#define MACHINE EM_SH
#endif

#if defined(SECCOMP_RET_ALLOW) && defined(MACHINE)
/* The argument of clone() that has its flags. */
#ifndef CLONE_FLAGS_AT
#define CLONE_FLAGS_AT 0
#endif

enum {
	BIG_ENDIAN_MACHINE = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
	/* What open() would write by. */
	OPEN_FLAGS = O_ACCMODE | O_CREAT | O_TRUNC,
};

/* As if the kernel did not know the call: what can go on without does so. */
#define DENY (SECCOMP_RET_ERRNO | ENOSYS)
#define NATIVE_ARCH                                             \
	(MACHINE | (BIG_ENDIAN_MACHINE ? 0 : __AUDIT_ARCH_LE) | \
	 (sizeof(void *) == 8 ? __AUDIT_ARCH_64BIT : 0))

/* A call that is allowed if an argument is as it must be, in the bits of a mask; 0: always. */
struct rule {
	unsigned call, argument;
	uint64_t mask, value;
};

static const struct rule conditions[] = {
#ifdef __NR_open
    {__NR_open, 1, OPEN_FLAGS, O_RDONLY},
#endif
    {__NR_openat, 2, OPEN_FLAGS, O_RDONLY},
    /* A thread, not a process.  (clone3() has this in memory, where no filter looks.) */
    {__NR_clone, CLONE_FLAGS_AT, CLONE_THREAD, CLONE_THREAD},
    /* Is it a terminal, and how wide?  Others put words in its mouth. */
    {__NR_ioctl, 1, UINT64_MAX, TCGETS},
    {__NR_ioctl, 1, UINT64_MAX, TIOCGWINSZ},
    /* Of the limits, only to read them. */
    {__NR_prlimit64, 2, UINT64_MAX, 0},
};

enum {
	CALLS = sizeof(calls) / sizeof(calls[0]),
	WRITING_CALLS = sizeof(writing_calls) / sizeof(writing_calls[0]),
	CONDITIONS = sizeof(conditions) / sizeof(conditions[0]),
	/* One more is for abort(). */
	RULES = CALLS + WRITING_CALLS + CONDITIONS + 1,
	/* Few enough to be compared one by one. */
	LEAF = 4,
	/* So that a jump, of 255 instructions at most, reaches over half of their code. */
	RULES_MOST = 128,
	/* Two to four instructions a rule, and eight for a condition. */
	FILTER_MOST = 4 * RULES_MOST + 8 * (CONDITIONS + 1),
};
_Static_assert(RULES <= RULES_MOST, "a jump may be too far");

/* A program for the kernel, of classic BPF. */
struct filter {
	struct sock_filter code[FILTER_MOST];
	unsigned short size;
};

static void add(struct filter *filter, unsigned code, unsigned value)
{
	filter->code[filter->size++] = (struct sock_filter){(unsigned short)code, 0, 0, value};
}

static void load(struct filter *filter, size_t offset)
{
	add(filter, BPF_LD | BPF_W | BPF_ABS, (unsigned)offset);
}

/* Compares what was loaded; otherwise() says where it goes on if that is false. */
static unsigned compare(struct filter *filter, unsigned how, unsigned value)
{
	add(filter, BPF_JMP | how | BPF_K, value);
	return filter->size - 1U;
}

static void otherwise(struct filter *filter, unsigned comparison)
{
	filter->code[comparison].jf = (unsigned char)(filter->size - comparison - 1);
}

static void load_call(struct filter *filter)
{
	load(filter, offsetof(struct seccomp_data, nr));
}

/* Lets the call pass whose number is loaded if the rule says so; if not, it is loaded behind. */
static void allow_call(struct filter *filter, const struct rule *rule)
{
	unsigned is_call = compare(filter, BPF_JEQ, rule->call), checks[2], count = 0;

	for (unsigned half = 0; half < 2; half++) {
		unsigned mask = (unsigned)(rule->mask >> 32 * half);

		if (!mask)
			continue;
		load(filter, offsetof(struct seccomp_data, args) + 8 * rule->argument +
				 4 * (half ^ BIG_ENDIAN_MACHINE));
		add(filter, BPF_ALU | BPF_AND | BPF_K, mask);
		checks[count++] = compare(filter, BPF_JEQ, (unsigned)(rule->value >> 32 * half));
	}
	add(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	for (unsigned i = 0; i < count; i++)
		otherwise(filter, checks[i]);
	if (count)
		load_call(filter);
	otherwise(filter, is_call);
}

/*
 * Allows what sorted rules do, and nothing else.  The kernel tries a new filter on all numbers
 * that there are, so that halves are worth it.
 */
static void allow_calls(struct filter *filter, const struct rule *rules, size_t count)
{
	size_t half = count / 2;
	unsigned comparison;

	/* A call that has two rules is on one side. */
	while (half && rules[half - 1].call == rules[half].call)
		half--;
	if (half && count > LEAF) {
		comparison = compare(filter, BPF_JGE, rules[half].call);
		allow_calls(filter, rules + half, count - half);
		otherwise(filter, comparison);
		allow_calls(filter, rules, half);
		return;
	}
	for (size_t i = 0; i < count; i++)
		allow_call(filter, &rules[i]);
	add(filter, BPF_RET | BPF_K, DENY);
}

static int compare_rules(const void *left, const void *right)
{
	const struct rule *a = left, *b = right;

	return (a->call > b->call) - (a->call < b->call);
}

static size_t add_calls(struct rule *rules, size_t count, const unsigned *list, size_t size)
{
	for (size_t i = 0; i < size; i++)
		rules[count + i] = (struct rule){.call = list[i]};
	return count + size;
}

static void make_filter(struct filter *filter, bool writable)
{
	struct rule rules[RULES] = {{__NR_tgkill, 0, UINT64_MAX, (uint64_t)getpid()}};
	size_t count = 1;
	unsigned comparison;

	memcpy(rules + count, conditions, sizeof(conditions));
	count = add_calls(rules, count + CONDITIONS, calls, CALLS);
	if (writable)
		count = add_calls(rules, count, writing_calls, WRITING_CALLS);
	qsort(rules, count, sizeof(rules[0]), compare_rules);
	/* Another machine's numbers are other calls.  (x32's have a bit that none here has.) */
	load(filter, offsetof(struct seccomp_data, arch));
	comparison = compare(filter, BPF_JEQ, NATIVE_ARCH);
	filter->code[comparison].jt = 1;
	add(filter, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	load_call(filter);
	allow_calls(filter, rules, count);
}

static unsigned enter_seccomp(const char *writable)
{
	struct filter filter = {.size = 0};
	struct sock_fprog program = {0, filter.code};

	make_filter(&filter, writable != NULL);
	program.len = filter.size;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? 0 : SANDBOX_SECCOMP;
}
#else
static unsigned enter_seccomp(const char *writable)
{
	(void)writable;
	return 0;
}
#endif

unsigned sandbox_enter(unsigned layers, const char *writable)
{
	unsigned entered = 0;

	/* It is in the same process, and needs more. */
	if (RUNNING_ON_VALGRIND)
		return 0;
	/* Nothing that is run could get more rights than this process; else only root may. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 0;
	if (layers & SANDBOX_LANDLOCK)
		entered |= enter_landlock(writable);
	/* Last, as it forbids to enter more. */
	if (layers & SANDBOX_SECCOMP)
		entered |= enter_seccomp(writable);
	return entered;
}
