/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <seccomp.h>
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

#ifdef HAVE_SECCOMP
/* What the C library, elfutils and libarchive need to read, to compute, and to write what is open.
 */
static const char *const calls[] = {
    /* Files and folders. */
    "access",
    "close",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fadvise64_64",
    "fcntl",
    "fcntl64",
    "fstat",
    "fstat64",
    "fstatat64",
    "fstatfs",
    "fstatfs64",
    "getcwd",
    "getdents",
    "getdents64",
    "_llseek",
    "lseek",
    "lstat",
    "lstat64",
    "newfstatat",
    "pread64",
    "preadv",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "stat",
    "stat64",
    "statfs",
    "statfs64",
    "statx",
    /* What is open, or in memory only. */
    "dup",
    "ftruncate",
    "ftruncate64",
    "memfd_create",
    "poll",
    "ppoll",
    "ppoll_time64",
    "pwrite64",
    "write",
    "writev",
    /* Memory. */
    "brk",
    "madvise",
    "mmap",
    "mmap2",
    "mprotect",
    "mremap",
    "munmap",
    /* Threads. */
    "exit",
    "exit_group",
    "futex",
    "futex_time64",
    "get_robust_list",
    "getpid",
    "gettid",
    "membarrier",
    "rseq",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "set_tid_address",
    /* Signals of its own. */
    "restart_syscall",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigaltstack",
    "sigreturn",
    /* Time, and what the machine is. */
    "clock_getres",
    "clock_getres_time64",
    "clock_gettime",
    "clock_gettime64",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "getegid",
    "geteuid",
    "getgid",
    "getrandom",
    "getrlimit",
    "gettimeofday",
    "getuid",
    "nanosleep",
    "sysinfo",
    "time",
    "ugetrlimit",
    "uname",
};

/* What writes files, and is allowed where some can be written. */
static const char *const writing_calls[] = {
    "chmod",     "fallocate", "fchmod", "fdatasync", "flock",     "fsync",
    "mkdir",     "mkdirat",   "open",   "openat",    "rename",    "renameat",
    "renameat2", "rmdir",     "unlink", "unlinkat",  "utimensat",
};

/* What open() would write by. */
enum { OPEN_FLAGS = O_ACCMODE | O_CREAT | O_TRUNC };

/* The same, if an argument is as it must be. */
static const struct {
	const char *name;
	struct scmp_arg_cmp argument;
} conditional_calls[] = {
    {"open", SCMP_A1(SCMP_CMP_MASKED_EQ, OPEN_FLAGS, O_RDONLY)},
    {"openat", SCMP_A2(SCMP_CMP_MASKED_EQ, OPEN_FLAGS, O_RDONLY)},
    /* A thread, not a process.  (clone3() has this in memory, where no filter looks.) */
    {"clone", SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)},
    /* Is it a terminal, and how wide?  Others put words in its mouth. */
    {"ioctl", SCMP_A1(SCMP_CMP_EQ, TCGETS)},
    {"ioctl", SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ)},
    /* Of the limits, only to read them. */
    {"prlimit64", SCMP_A2(SCMP_CMP_EQ, 0)},
};

static void allow_calls(scmp_filter_ctx filter, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);

		/* Not every machine has each. */
		if (call != __NR_SCMP_ERROR)
			seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
	}
}

static unsigned enter_seccomp(const char *writable)
{
	/* As if the kernel did not know the call: what can go on without does so. */
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	unsigned entered = 0;

	if (!filter)
		return 0;
	allow_calls(filter, calls, sizeof(calls) / sizeof(calls[0]));
	if (writable)
		allow_calls(filter, writing_calls,
			    sizeof(writing_calls) / sizeof(writing_calls[0]));
	for (size_t i = 0; i < sizeof(conditional_calls) / sizeof(conditional_calls[0]); i++) {
		int call = seccomp_syscall_resolve_name(conditional_calls[i].name);

		if (call != __NR_SCMP_ERROR)
			seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1,
					       &conditional_calls[i].argument);
	}
	/* abort() */
	seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
			 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	if (!seccomp_load(filter))
		entered = SANDBOX_SECCOMP;
	seccomp_release(filter);
	return entered;
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
