/* SPDX-License-Identifier: BSD-2-Clause */
/**
 * koops: finds the crash reports in kernel logs, names and signs them.
 *
 * The whole public interface.  What holds for every function:
 *
 * - Thread safety: any number of threads may use a `koops_ctx` at the same
 *   time, without a lock; what it is does not change once it is made.  Every
 *   other object belongs to one thread at a time.
 * - Ownership: `koops_*_new` gives an object to the caller, who ends it with
 *   the `koops_*_free` of the same name; free of NULL does nothing.  The
 *   context must outlive all that was made from it, a report does not need
 *   the parser that it came from.
 * - Strings given to the library are a pointer and a length and need no NUL,
 *   except for file names.  Strings given by the library are `koops_str`:
 *   valid UTF-8 without control characters, with a NUL behind the last byte,
 *   owned by the object that they were asked from and valid until it is freed.
 * - A function that can fail returns an `enum koops_status`; its result is
 *   the last parameter and is untouched on failure.  A `koops_error` may be
 *   NULL where the message is not wanted.
 * - An absent value is an empty string, false, or NULL, never a guess.
 * - The library prints nothing, ends nothing, reads no environment variable
 *   and has no mutable global.
 */
#ifndef KOOPS_H
#define KOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KOOPS_VERSION_MAJOR 0
#define KOOPS_VERSION_MINOR 1
#define KOOPS_VERSION_PATCH 0

#if defined(__GNUC__) && __GNUC__ >= 4
#define KOOPS_EXPORT __attribute__((visibility("default")))
#else
#define KOOPS_EXPORT
#endif

struct koops_ctx;
struct koops_parser;
struct koops_report;
struct koops_trace;
struct koops_frame;
struct koops_folded;
struct koops_symbolizer;

/**
 * A string that belongs to somebody else: `size` bytes at `data`, followed
 * by a NUL that `size` does not count.  Absent: `size` 0 and `data` "".
 *
 * Since: 0.1
 */
struct koops_str {
	const char *data;
	size_t size;
};

/* ------------------------------------------------------------- errors -- */

/**
 * What came of a call.  Since: 0.1
 */
enum koops_status {
	KOOPS_OK = 0,
	/** Memory could not be had; the object is as it was before the call. */
	KOOPS_E_MEMORY,
	/** A parameter can't be: an unknown option, a NULL that must not be. */
	KOOPS_E_INVALID,
	/** A file could not be read or written. */
	KOOPS_E_IO,
	/** A file was read and is not what it must be (no ELF, no DWARF). */
	KOOPS_E_FORMAT,
	/** Symbols that are not those of the kernel in the report. */
	KOOPS_E_MISMATCH,
	/** A callback asked for an end. */
	KOOPS_E_STOPPED,
};

/**
 * The name of a status, such as "out of memory".
 *
 * @returns a static string; "unknown status" for a value that is none.
 *
 * Since: 0.1
 */
KOOPS_EXPORT const char *koops_status_name(enum koops_status status);

/**
 * What went wrong, for a person.  The caller owns it, on the stack as a rule.
 *
 * Since: 0.1
 */
struct koops_error {
	/** The status that the call returned. */
	enum koops_status status;
	/** One line without a newline, UTF-8, always NUL-terminated. */
	char message[504];
	/** Line (from 1) in the file that the message speaks of, 0: none. */
	uint64_t line;
	/** Byte offset (from 0) in that file; meaningful where `line` isn't 0. */
	uint64_t offset;
};

/* ------------------------------------------------------------ context -- */

/**
 * Where the library gets its memory.  All three are given, or none.
 *
 * They are called from the thread that called the library, for contexts
 * shared by threads from any of these.  A pattern is compiled when a log first
 * needs it, into memory that is the context's until it is freed.  elfutils and
 * libzstd, which read and unpack symbols, take their memory from malloc
 * whatever is set here.
 *
 * Since: 0.1
 */
struct koops_allocator {
	/** As malloc(size); never called with 0. */
	void *(*alloc)(size_t size, void *user);
	/** As realloc(memory, size); `memory` may be NULL, `size` is not 0. */
	void *(*realloc)(void *memory, size_t size, void *user);
	/** As free(memory); never called with NULL. */
	void (*free)(void *memory, void *user);
	/** Handed to each of them. */
	void *user;
};

/**
 * How a context is made.  Set `size` to sizeof(struct koops_ctx_options) and
 * the rest to zero for the defaults.
 *
 * Since: 0.1
 */
struct koops_ctx_options {
	size_t size;
	/** NULL: malloc and friends.  Copied. */
	const struct koops_allocator *allocator;
	/**
	 * The version of the signatures that reports get, one of those of
	 * koops_signature_version(); NULL: the newest.
	 */
	const char *signature_version;
};

/**
 * Makes a context: the rules, shared by all else.
 *
 * @param options  NULL for the defaults
 * @param error    where to put the message, or NULL
 * @param ctx      the result, which the caller ends with koops_ctx_free()
 *
 * Fails with KOOPS_E_MEMORY or KOOPS_E_INVALID.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_ctx_new(const struct koops_ctx_options *options,
					     struct koops_error *error, struct koops_ctx **ctx);

/**
 * Ends a context.  Nothing that was made from it may be used after.
 *
 * Since: 0.1
 */
KOOPS_EXPORT void koops_ctx_free(struct koops_ctx *ctx);

/**
 * The version of the rules (kinds and lists) that this context holds.  It
 * changes when the same log may give another title or signature.
 *
 * Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_ctx_rules_version(const struct koops_ctx *ctx);

/* -------------------------------------------------------------- kinds -- */

/**
 * Whether the kernel crashed (or broke a rule of its own), or said by design
 * what it had to do without.  Since: 0.1
 */
enum koops_severity {
	KOOPS_SEVERITY_CRASH,
	KOOPS_SEVERITY_NOTICE,
};

/**
 * "crash" or "notice"; "unknown" for a value that is none.  Since: 0.1
 */
KOOPS_EXPORT const char *koops_severity_name(enum koops_severity severity);

/**
 * A kind of report that koops knows; all static.  Since: 0.1
 */
struct koops_kind {
	/** As in the `kind` of a report, such as "soft-lockup". */
	const char *name;
	/** The kinds that are one event under several detectors share one. */
	const char *family;
	enum koops_severity severity;
	/** A line by which the kernel begins such a report. */
	const char *example;
	/** First and last kernel release that prints it; NULL: not known to
	 * have a begin or an end. */
	const char *since, *until;
};

/**
 * The kinds, by number from 0.
 *
 * @returns false, and leaves `kind`, if there are no more.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_ctx_kind(const struct koops_ctx *ctx, size_t number,
				 struct koops_kind *kind);

/* ------------------------------------------------------------- parser -- */

/**
 * A line that a parser has looked at, and what it took it for.  Its strings
 * are valid during the call that it is given to.  Since: 0.1
 */
struct koops_line {
	/** Its number in the log, from 1; of a line that was broken, the first. */
	uint64_t number;
	/** KOOPS_REPORT_NUMBER of the report that it was kept for; 0: none. */
	uint64_t report;
	/** Names of what it was wrapped in, outermost first, with a space
	 * between two, such as "quote printk". */
	struct koops_str wrapping;
	/** What was in the wrapping. */
	struct koops_str text;
	/** Such as "header", "frame", "registers", static; "other" for what no
	 * report holds. */
	const char *type;
	/** Name of the kind whose reports have such a "header". */
	struct koops_str kind;
};

/**
 * Is told of a line.  It must not use the parser.  Since: 0.1
 */
typedef void (*koops_line_fn)(const struct koops_line *line, void *user);

/**
 * What is called for each report, which is the callee's to free, in the order
 * in which they begin in the log.
 *
 * @returns false to stop.
 *
 * Since: 0.1
 */
typedef bool (*koops_report_fn)(struct koops_report *report, void *user);

/**
 * How a log is read.  Set `size`, and the rest to zero for the defaults.
 *
 * Since: 0.1
 */
struct koops_parser_options {
	size_t size;
	/** The log's name, for the reports' `file`; copied. */
	struct koops_str file;
	/** The most bytes of log text that one report may hold before it is
	 * ended with the reason "too long"; 0: 4 MiB.  16384 lines end it too,
	 * so that memory stays below 32 MiB whatever the log. */
	size_t max_report;
	/** Is told of the lines that are looked at, in the log's order but for
	 * those that an interleaved report delays; NULL: nobody is.  A log's
	 * quiet parts are not looked at. */
	koops_line_fn line;
	/** Handed to `line`. */
	void *line_user;
	/** Is given each report as it ends, while the parser is fed, so that
	 * none waits; NULL: they wait in koops_parser_next(). */
	koops_report_fn report;
	/** Handed to `report`. */
	void *report_user;
};

/**
 * Makes a parser for one log.  Fails with KOOPS_E_MEMORY or KOOPS_E_INVALID.
 *
 * Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_parser_new(const struct koops_ctx *ctx,
						const struct koops_parser_options *options,
						struct koops_error *error,
						struct koops_parser **parser);

/**
 * Ends a parser and the reports that were not taken from it.  Since: 0.1
 */
KOOPS_EXPORT void koops_parser_free(struct koops_parser *parser);

/**
 * Gives the parser the next bytes of the log.  Where one call ends and the
 * next begins does not matter.  Reports that are complete go to the options'
 * `report`, or wait in koops_parser_next().
 *
 * Fails with KOOPS_E_MEMORY (the bytes of this call are lost up to a place
 * that is not told, the parser can be fed on), KOOPS_E_STOPPED (`report`
 * returned false; the bytes of this call behind that report are lost) or
 * KOOPS_E_INVALID (after koops_parser_finish()).  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_parser_feed(struct koops_parser *parser, const char *data,
						 size_t size, struct koops_error *error);

/**
 * Says that a silence has come: reports that could still go on are ended now.
 * The parser can be fed on.  For logs that are read as they grow.
 *
 * Fails as koops_parser_feed() does.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_parser_flush(struct koops_parser *parser,
						  struct koops_error *error);

/**
 * Says that the log is at its end.  Fails as koops_parser_feed() does.
 *
 * Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_parser_finish(struct koops_parser *parser,
						   struct koops_error *error);

/**
 * Takes the next report, in the order in which they begin in the log.
 *
 * @returns a report that the caller ends with koops_report_free(), or NULL
 * if none is complete, as always with the options' `report`.
 *
 * Since: 0.1
 */
KOOPS_EXPORT struct koops_report *koops_parser_next(struct koops_parser *parser);

/**
 * Reads a whole log from memory: a parser whose `report` is `callback`, one feed, and the end.
 * Where this fails, some reports may have come.
 *
 * Fails as koops_parser_feed() does.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_parse_buffer(const struct koops_ctx *ctx,
						  const struct koops_parser_options *options,
						  const char *data, size_t size,
						  koops_report_fn callback, void *user,
						  struct koops_error *error);

/* ------------------------------------------------------------- report -- */

/**
 * Ends a report and all that was asked from it.  Since: 0.1
 */
KOOPS_EXPORT void koops_report_free(struct koops_report *report);

/**
 * The strings of a report.  Since: 0.1
 */
enum koops_report_string {
	/** Name of the log, as the parser was told. */
	KOOPS_REPORT_FILE,
	/** Name of the kind, such as "soft-lockup". */
	KOOPS_REPORT_KIND,
	/** Such as "BUG: soft lockup in sys_perf_event_open". */
	KOOPS_REPORT_TITLE,
	/** Time of its first line, as the log has it. */
	KOOPS_REPORT_TIME,
	/** Name of the task, such as "repro". */
	KOOPS_REPORT_COMM,
	/** Kernel release, such as "6.3.0-rc4-197b6b60ae7b+". */
	KOOPS_REPORT_RELEASE,
	/** What follows the release: build number and the like, "#1". */
	KOOPS_REPORT_BUILD,
	/** "Hardware name:" of the machine. */
	KOOPS_REPORT_HARDWARE,
	/** Bytes around the program counter, as in the log, with one blank between words. */
	KOOPS_REPORT_CODE,
	/** The function that the title names; absent where it names none. */
	KOOPS_REPORT_GUILTY,
	/** Its source file, where the log has it. */
	KOOPS_REPORT_GUILTY_FILE,
	/** Name of the workqueue and its function, as in the log. */
	KOOPS_REPORT_WORKQUEUE,
	/** "Read", "Write", … of a sanitizer's report. */
	KOOPS_REPORT_ACCESS,
	/** The scheduler in BPF and its state, as in the log ("Sched_ext:"). */
	KOOPS_REPORT_SCHED_EXT,
	/** What a CPU was stopped for, as in the log ("Stopper:"). */
	KOOPS_REPORT_STOPPER,
};

/**
 * A string of a report; absent for an enum value that is none.  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_report_string(const struct koops_report *report,
						  enum koops_report_string which);

/**
 * The numbers of a report.  Since: 0.1
 */
enum koops_report_number {
	/** Ordinal of the report in its log, from 1. */
	KOOPS_REPORT_NUMBER,
	/** First line in the log, from 1. */
	KOOPS_REPORT_LINE,
	/** Last line in the log. */
	KOOPS_REPORT_END_LINE,
	KOOPS_REPORT_CPU,
	KOOPS_REPORT_PID,
	KOOPS_REPORT_UID,
	/** How long the task was stuck or waited, in seconds. */
	KOOPS_REPORT_SECONDS,
	/** Bytes of a sanitizer's access. */
	KOOPS_REPORT_ACCESS_SIZE,
	/** Address of that access. */
	KOOPS_REPORT_ACCESS_ADDRESS,
	/** KOOPS_REPORT_NUMBER of the report that led to this one. */
	KOOPS_REPORT_CONSEQUENCE_OF,
	/** KASLR's "Kernel Offset:", as bytes (two's complement). */
	KOOPS_REPORT_KERNEL_OFFSET,
};

/**
 * A number of a report.
 *
 * @returns false, and leaves `value`, if the log does not have it.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_report_number(const struct koops_report *report,
				      enum koops_report_number which, uint64_t *value);

/** Since: 0.1 */
KOOPS_EXPORT enum koops_severity koops_report_severity(const struct koops_report *report);

/**
 * Whether the text is too broken to trust the title.  Since: 0.1
 */
KOOPS_EXPORT bool koops_report_corrupted(const struct koops_report *report);

/**
 * Whether this is the first cause in its log: a crash that is no consequence
 * of another.  Since: 0.1
 */
KOOPS_EXPORT bool koops_report_primary(const struct koops_report *report);

/**
 * The lists of strings of a report.  Since: 0.1
 */
enum koops_report_list {
	/** Other titles under which the same bug is known. */
	KOOPS_REPORT_ALT_TITLES,
	/** What the parser didn't understand, and why. */
	KOOPS_REPORT_REASONS,
	/** Descriptions of the locks held, a line each. */
	KOOPS_REPORT_LOCKS,
	/** When and where interrupts went on and off last, a line each. */
	KOOPS_REPORT_IRQ_EVENTS,
};

/**
 * A string of a list of a report, by index from 0; absent behind the end.
 *
 * Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_report_list(const struct koops_report *report,
						enum koops_report_list which, size_t index);

/**
 * A taint flag that is set.  All static.  Since: 0.1
 */
struct koops_taint {
	/** As the kernel prints it, such as 'L'. */
	char letter;
	/** Such as "soft lockup". */
	const char *name;
	/** The kernel release that brought it, such as "4.0". */
	const char *since;
};

/**
 * What the log says of tainting.  Since: 0.1
 */
enum koops_tainted {
	KOOPS_TAINT_UNKNOWN,
	KOOPS_TAINT_NONE,
	KOOPS_TAINT_SOME,
};

/**
 * Whether the kernel was tainted.  Since: 0.1
 */
KOOPS_EXPORT enum koops_tainted koops_report_tainted(const struct koops_report *report);

/**
 * A taint flag that is set, by index from 0.
 *
 * @returns false, and leaves `taint`, behind the end.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_report_taint(const struct koops_report *report, size_t index,
				     struct koops_taint *taint);

/**
 * Whose registers.  Since: 0.1
 */
enum koops_register_set {
	/** Of the kernel code that the report is about. */
	KOOPS_REGISTERS_KERNEL,
	/** Of the user code that had called the kernel. */
	KOOPS_REGISTERS_USER,
};

/**
 * A register: its name as the log has it, and its value as text.
 *
 * @returns false, and leaves `name` and `value`, behind the end.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_report_register(const struct koops_report *report,
					enum koops_register_set set, size_t index,
					struct koops_str *name, struct koops_str *value);

/**
 * A loaded module.  Since: 0.1
 */
struct koops_module {
	struct koops_str name;
	/** Its taint flags, as in "(OE)"; absent if none. */
	struct koops_str flags;
	/** Hexadecimal, where the log has it. */
	struct koops_str build_id;
};

/**
 * A module that was linked in, by index from 0.
 *
 * @returns false, and leaves `module`, behind the end.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_report_module(const struct koops_report *report, size_t index,
				      struct koops_module *module);

/**
 * The kernel's program counter as a frame; NULL if the report has none, or
 * neither a symbol nor an address for it.  Since: 0.1
 */
KOOPS_EXPORT const struct koops_frame *koops_report_pc(const struct koops_report *report);

/* ------------------------------------------------------------- traces -- */

/**
 * What a trace shows.  Since: 0.1
 */
enum koops_role {
	/** The code that the report is about. */
	KOOPS_ROLE_OWN,
	/** Another CPU, asked for its backtrace. */
	KOOPS_ROLE_CPU,
	/** Another task, in a dump of tasks. */
	KOOPS_ROLE_TASK,
	/** Where a lock was taken, or who holds it. */
	KOOPS_ROLE_LOCK,
	/** Where the memory was allocated. */
	KOOPS_ROLE_ALLOCATION,
	/** Where the memory was freed. */
	KOOPS_ROLE_FREE,
	/** The other access of a race, or the one before. */
	KOOPS_ROLE_ACCESS,
	/** Where a value came from, or was stored. */
	KOOPS_ROLE_ORIGIN,
	/** Where work that is pending was queued. */
	KOOPS_ROLE_QUEUED,
};

/**
 * "own", "cpu", "task", "lock", "allocation", "free", "access", "origin" or
 * "queued"; "unknown" for a value that is none.  Since: 0.1
 */
KOOPS_EXPORT const char *koops_role_name(enum koops_role role);

/**
 * In what context the frames of a trace ran.  Since: 0.1
 */
enum koops_context {
	KOOPS_CONTEXT_UNKNOWN,
	KOOPS_CONTEXT_TASK,
	KOOPS_CONTEXT_IRQ,
	KOOPS_CONTEXT_SOFTIRQ,
	KOOPS_CONTEXT_NMI,
	/** A stack of an exception (#DF, #MC, #DB) or of the entry code. */
	KOOPS_CONTEXT_EXCEPTION,
};

/**
 * "task", "irq", "softirq", "nmi", "exception" or "unknown".  Since: 0.1
 */
KOOPS_EXPORT const char *koops_context_name(enum koops_context context);

/**
 * A trace of a report, by index from 0, in the log's order; NULL behind the
 * end.  A stack that goes through several contexts is a trace for each.
 *
 * Since: 0.1
 */
KOOPS_EXPORT const struct koops_trace *koops_report_trace(const struct koops_report *report,
							  size_t index);

/** Since: 0.1 */
KOOPS_EXPORT enum koops_role koops_trace_role(const struct koops_trace *trace);

/** Since: 0.1 */
KOOPS_EXPORT enum koops_context koops_trace_context(const struct koops_trace *trace);

/**
 * The CPU that the trace was taken on.
 *
 * @returns false, and leaves `cpu`, if the log does not say.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_trace_cpu(const struct koops_trace *trace, uint64_t *cpu);

/**
 * Whether the log ends, or the report is cut off, inside the trace.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_trace_cut(const struct koops_trace *trace);

/**
 * A frame, by index from 0, innermost first as in the log; NULL behind the
 * end.  Since: 0.1
 */
KOOPS_EXPORT const struct koops_frame *koops_trace_frame(const struct koops_trace *trace,
							 size_t index);

/**
 * The strings of a frame.  Since: 0.1
 */
enum koops_frame_string {
	/** Name of the function as in the log; absent for a bare address. */
	KOOPS_FRAME_SYMBOL,
	KOOPS_FRAME_MODULE,
	/** Build ID of the module, hexadecimal. */
	KOOPS_FRAME_BUILD_ID,
	/** Source file, from the log or from symbols. */
	KOOPS_FRAME_FILE,
	/** Why there is no name: "user space", "trampoline", "module not found",
	 * "bad address", "kernel offset unknown", "not in the kernel image". */
	KOOPS_FRAME_UNNAMED,
};

/**
 * A string of a frame; absent for an enum value that is none.  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_frame_string(const struct koops_frame *frame,
						 enum koops_frame_string which);

/**
 * The numbers of a frame.  Since: 0.1
 */
enum koops_frame_number {
	/** Bytes from the start of the function. */
	KOOPS_FRAME_OFFSET,
	/** Bytes of the function. */
	KOOPS_FRAME_SIZE,
	KOOPS_FRAME_ADDRESS,
	/** Line in its source file, from 1. */
	KOOPS_FRAME_LINE,
};

/**
 * A number of a frame.
 *
 * @returns false, and leaves `value`, if it is not known.
 *
 * Since: 0.1
 */
KOOPS_EXPORT bool koops_frame_number(const struct koops_frame *frame, enum koops_frame_number which,
				     uint64_t *value);

/**
 * What is true of a frame; a set of bits.  Since: 0.1
 */
enum koops_frame_flags {
	/** The unwinder does not vouch for it ("?"). */
	KOOPS_FRAME_UNRELIABLE = 1 << 0,
	/** Inlined into the function of the next frame. */
	KOOPS_FRAME_INLINED = 1 << 1,
	/** A program counter, not a return address. */
	KOOPS_FRAME_PC = 1 << 2,
	/** Its symbols were forced on it, and may be wrong. */
	KOOPS_FRAME_DOUBTFUL = 1 << 3,
	/** Its name stands for several functions; file and line are absent. */
	KOOPS_FRAME_AMBIGUOUS = 1 << 4,
	/** The title names its function. */
	KOOPS_FRAME_GUILTY = 1 << 5,
};

/**
 * A set of `enum koops_frame_flags`.  Since: 0.1
 */
KOOPS_EXPORT unsigned koops_frame_flags(const struct koops_frame *frame);

/**
 * What became of a frame in the making of the key; docs/signature.md says by
 * which rules.  Since: 0.1
 */
enum koops_fate {
	/** It is of no stack that the key was looked for in. */
	KOOPS_FATE_ASIDE,
	/** The unwinder does not vouch for it. */
	KOOPS_FATE_UNRELIABLE,
	/** It is inlined: other compilers may not inline it. */
	KOOPS_FATE_INLINED,
	/** It is an address without a name. */
	KOOPS_FATE_UNNAMED,
	/** It is where the sample was taken, which is chance. */
	KOOPS_FATE_SAMPLED,
	/** It is machinery of reporting. */
	KOOPS_FATE_REPORTING,
	/** It is a way into the kernel. */
	KOOPS_FATE_ENTRY,
	/** It is a way into the handling of an interrupt. */
	KOOPS_FATE_INTERRUPT,
	/** It is a service for its caller; the level `stack` has it. */
	KOOPS_FATE_SERVICE,
	/** It is generic code that calls the specific, in a sample; the level `stack` has it. */
	KOOPS_FATE_DISPATCH,
	/** It is on the other side of an interrupt than the bug. */
	KOOPS_FATE_INTERRUPTED,
	/** It is an entry of the same system call as the frame inwards of it. */
	KOOPS_FATE_ALIAS,
	/** It was called from the innermost cycle, which is chance in a sample. */
	KOOPS_FATE_CALLED,
	/** It tells something of the bug, but the key does not reach so far. */
	KOOPS_FATE_BEYOND,
	/** It is in the key. */
	KOOPS_FATE_KEY,
};

/**
 * What became of a frame in the making of the key of its report.  The report's
 * signature may be another all the same: that of the report that led to it.
 *
 * Since: 0.1
 */
KOOPS_EXPORT enum koops_fate koops_frame_fate(const struct koops_frame *frame);

/**
 * Why the function of a frame is in the list that decided its fate, in a few
 * words such as "prints the trace"; absent if none did.  Static.  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_frame_reason(const struct koops_frame *frame);

/**
 * Which function of the key a frame is or, in a cycle, is a part of: from 1, in
 * the order of the canonical text; 0 if its fate is not KOOPS_FATE_KEY.
 *
 * Since: 0.1
 */
KOOPS_EXPORT size_t koops_frame_place(const struct koops_frame *frame);

/**
 * An entry of the folded trace, by index from 0, innermost first; NULL
 * behind the end.  Only reliable frames that are not inlined are folded.
 *
 * Since: 0.1
 */
KOOPS_EXPORT const struct koops_folded *koops_trace_folded(const struct koops_trace *trace,
							   size_t index);

/**
 * The function (or the bare address, "0x…"); of a cycle, the one through
 * which its caller enters it.  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_folded_symbol(const struct koops_folded *folded);

/**
 * A function of a cycle, by index from 0, in the order of their first call,
 * so that the first is koops_folded_symbol(); absent behind the end, and for
 * an entry that is no cycle.  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_folded_cycle(const struct koops_folded *folded, size_t index);

/**
 * How often the function of the cycle that is called most often is called;
 * 0 for an entry that is no cycle.  Since: 0.1
 */
KOOPS_EXPORT uint64_t koops_folded_turns(const struct koops_folded *folded);

/* ---------------------------------------------------------- signature -- */

/**
 * How much two reports must have in common to be one.  Since: 0.1
 */
enum koops_level {
	/** What a database groups by. */
	KOOPS_LEVEL_KEY,
	/** Kind and guilty function, as in the title. */
	KOOPS_LEVEL_SITE,
	/** Kind and the whole folded stack: the strict one. */
	KOOPS_LEVEL_STACK,
	/** Without the kind, advisory: maybe related. */
	KOOPS_LEVEL_FAMILY,
};

/**
 * "key", "site", "stack" or "family"; "unknown" for a value that is none.
 *
 * Since: 0.1
 */
KOOPS_EXPORT const char *koops_level_name(enum koops_level level);

/**
 * How much a signature rests on.  Since: 0.1
 */
enum koops_grade {
	/** There is no signature: the report has no reliable frame. */
	KOOPS_GRADE_NONE,
	/** From less than its level wants: too few frames. */
	KOOPS_GRADE_WEAK,
	/** From a trace whose end is missing, where the end matters. */
	KOOPS_GRADE_CUT,
	KOOPS_GRADE_COMPLETE,
};

/**
 * "none", "weak", "cut" or "complete"; "unknown" for a value that is none.
 *
 * Since: 0.1
 */
KOOPS_EXPORT const char *koops_grade_name(enum koops_grade grade);

/**
 * The signature of a report at a level, such as "k1-" and 32 hexadecimal
 * digits; absent if the report has none.  docs/signature.md specifies it.
 *
 * Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_report_signature(const struct koops_report *report,
						     enum koops_level level);

/**
 * The text that the signature at a level is the hash of: several lines, each
 * ended by '\n' (the one control character in it).  Since: 0.1
 */
KOOPS_EXPORT struct koops_str koops_report_canonical(const struct koops_report *report,
						     enum koops_level level);

/** Since: 0.1 */
KOOPS_EXPORT enum koops_grade koops_report_grade(const struct koops_report *report);

/**
 * The versions of the signatures that this library can make, by index from 0,
 * such as "k1": the newest first, NULL behind the last.  Static.  Since: 0.1
 */
KOOPS_EXPORT const char *koops_signature_version(size_t index);

/**
 * The version of a report's signatures, which its context asked for.  Static.
 * Since: 0.1
 */
KOOPS_EXPORT const char *koops_report_signature_version(const struct koops_report *report);

/* ------------------------------------------------------------ symbols -- */

/**
 * Finds the file with the debugging information of a build ID (hexadecimal
 * digits), such as from a server.  It must not use the symbolizer; those that
 * share it wait.
 *
 * @returns false if there is none; else its name is in `path`, which has room
 * for `size` bytes.  The file is opened, and used if it is of that build ID.
 *
 * Since: 0.1
 */
typedef bool (*koops_find_fn)(const char *build_id, char *path, size_t size, void *user);

/**
 * Where symbols are taken from.  Set `size`, and the rest to zero for the
 * defaults.
 *
 * Since: 0.1
 */
struct koops_symbolizer_options {
	size_t size;
	/**
	 * File name of the kernel's ELF with DWARF, or of one whose DWARF is in
	 * a separate file; or of its System.map, or a copy of the /proc/kallsyms
	 * of the machine, which name addresses alone.  NULL: each report gets the vmlinux of its
	 * own kernel, which is looked for in `debug_dirs`, /boot and /lib/modules,
	 * by its release and by its build ID if the report has that.
	 */
	const char *vmlinux;
	/** With `vmlinux` NULL: the release whose kernel is looked for, and is
	 * then that of all reports. */
	const char *release;
	/** Use symbols that do not agree with the report; the frames are then
	 * marked KOOPS_FRAME_DOUBTFUL. */
	bool force;
	/**
	 * Directories that modules (.ko, .ko.debug, packed or not) are below,
	 * ended by NULL, such as a kernel tree or an unpacked package.  NULL:
	 * none.  Behind them come the places where distributions put the
	 * modules of the vmlinux, and the directory that it was built in.
	 */
	const char *const *module_dirs;
	/**
	 * Directories with separate files of debugging information
	 * (`.build-id/…`, `boot/vmlinux-RELEASE`, `lib/modules/RELEASE/…`),
	 * ended by NULL.  NULL: /usr/lib/debug.
	 */
	const char *const *debug_dirs;
	/**
	 * Directory, which is there, for files in which what was read of kernels
	 * and modules is kept from one symbolizer to the next, so that it need
	 * not be read again; NULL: none.  Processes may share it.  It is written
	 * when files are closed; that it can't be read or written is no error.
	 * Files that nobody reads for 60 days are removed, others of at most
	 * 48 MiB a kernel stay.
	 */
	const char *cache_dir;
	/** Asked for files that the directories do not have; NULL: nobody is.
	 * The library itself never uses the network. */
	koops_find_fn find;
	/** Handed to `find`. */
	void *find_user;
};

/**
 * Opens the files of the options; modules are opened when a report first
 * needs them.  Files packed by gzip, xz or zstd are unpacked to memory.
 * What reads and unpacks them (elfutils' libdw.so.1, libz.so.1, liblzma.so.5,
 * libzstd.so.1) is loaded with dlopen(3) when the first file needs it, and
 * stays: a process that gives up the right to open libraries does so behind
 * that, or loads them before.
 *
 * Fails with KOOPS_E_MEMORY, KOOPS_E_INVALID, KOOPS_E_IO or KOOPS_E_FORMAT;
 * the latter also if what reads a file is not on the machine.
 * Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_symbolizer_new(const struct koops_ctx *ctx,
						    const struct koops_symbolizer_options *options,
						    struct koops_error *error,
						    struct koops_symbolizer **symbolizer);

/**
 * Makes a symbolizer for another thread with the same options, which shares
 * the files that are open and those that either will open: they are in memory
 * once.  Each is ended on its own, in any order.  While one reads files, the
 * other waits.
 *
 * Fails with KOOPS_E_MEMORY or KOOPS_E_INVALID.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_symbolizer_share(const struct koops_symbolizer *symbolizer,
						      struct koops_error *error,
						      struct koops_symbolizer **other);

/**
 * Ends a symbolizer, and closes the files if no other shares them.
 *
 * Since: 0.1
 */
KOOPS_EXPORT void koops_symbolizer_free(struct koops_symbolizer *symbolizer);

/**
 * Gives the frames of a report file and line, names to bare addresses, and
 * the inlined frames before the function that they were inlined into.  The
 * signature does not change.
 *
 * Fails with KOOPS_E_MISMATCH and leaves the report as it was if the symbols
 * are not those of the report's kernel; the message says what differs.  Fails
 * with KOOPS_E_MEMORY.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_symbolizer_apply(struct koops_symbolizer *symbolizer,
						      struct koops_report *report,
						      struct koops_error *error);

/* ------------------------------------------------------------- output -- */

/**
 * Takes `size` bytes of output.
 *
 * @returns false if they could not be taken; the writer then stops and
 * returns KOOPS_E_IO.
 *
 * Since: 0.1
 */
typedef bool (*koops_write_fn)(const char *data, size_t size, void *user);

/* ----------------------------------------------------------- decoding -- */

/**
 * How a log is decoded.  Set `size`, and the rest to zero for the defaults.
 *
 * Since: 0.1
 */
struct koops_decode_options {
	size_t size;
	/** What is taken off the front of the names of source files; NULL: the
	 * directory that each was compiled in. */
	const char *base;
};

/**
 * Writes a log again with source files and lines: "vfs_write+0xc7/0x3f0"
 * becomes "vfs_write (fs/read_write.c:582)", with a place for each inlined
 * function, innermost first, and what can't be looked up stays as it was.
 * Where the library was built with capstone, the instructions follow each
 * line of code bytes ("Code: …").
 *
 * A log that several kernels wrote is decoded part by part.  A part whose
 * kernel the symbols are not of is written as it was, and KOOPS_E_MISMATCH
 * returned at the end.
 *
 * @param options  NULL for the defaults
 * @param data     the whole log; may be NULL if `size` is 0
 *
 * Fails with KOOPS_E_MEMORY, KOOPS_E_INVALID, KOOPS_E_MISMATCH, with
 * KOOPS_E_IO if `write` returned false, or as koops_symbolizer_new() does if
 * a kernel's vmlinux is looked for.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status
koops_decode_buffer(const struct koops_ctx *ctx, struct koops_symbolizer *symbolizer,
		    const struct koops_decode_options *options, const char *data, size_t size,
		    koops_write_fn write, void *user, struct koops_error *error);

/* ------------------------------------------------------------ writers -- */

/**
 * How a report is written as text.  Set `size`, and the rest to zero for the
 * defaults.
 *
 * Since: 0.1
 */
struct koops_text_options {
	size_t size;
	/** Use the terminal's colours (ANSI escape sequences). */
	bool color;
	/** Every frame and all that the report holds. */
	bool all;
	/** Columns of the terminal; 0: 80. */
	unsigned width;
};

/**
 * Writes a report for a person.  Fails with KOOPS_E_MEMORY or KOOPS_E_IO.
 *
 * Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_report_write_text(const struct koops_report *report,
						       const struct koops_text_options *options,
						       koops_write_fn write, void *user);

/**
 * Writes a report as one JSON object and a newline; docs/report.schema.json
 * describes it.  Needs no memory; fails with KOOPS_E_IO.  Since: 0.1
 */
KOOPS_EXPORT enum koops_status koops_report_write_json(const struct koops_report *report,
						       koops_write_fn write, void *user);

#ifdef __cplusplus
}
#endif

#endif
