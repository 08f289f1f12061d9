/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A crash report: plain values in an arena of its own.
 *
 * Strings in it are valid UTF-8 without control characters and have a NUL
 * behind them; absent ones have size 0.
 */
#ifndef KI_MODEL_REPORT_H
#define KI_MODEL_REPORT_H

#include "core/mem.h"
#include "core/str.h"
#include "data/lists.h"

/* A number that may be absent. */
struct ki_number {
	uint64_t value;
	bool known;
};

static inline struct ki_number ki_number(uint64_t value)
{
	return (struct ki_number){value, true};
}

/* A list in the report's arena. */
struct ki_strs {
	struct koops_str *at;
	size_t count, capacity;
};

struct koops_frame {
	struct koops_str symbol, module, build_id, file, unnamed;
	struct ki_number offset, size, address, line;
	/* A set of enum koops_frame_flags. */
	unsigned flags;
	/* The entry of the folded trace that it is a part of, from 1; 0 for none. */
	unsigned fold;
	/* What the sign stage did with it, why a list (if one does) says so, and where in the
	 * key. */
	enum koops_fate fate;
	unsigned place;
	const char *reason;
	/* Of ki_frame_base() and ki_frame_entry(), once they were asked. */
	struct koops_str base;
	const struct ki_list_entry *entry;
	/* It was interrupted there: the address is a program counter, as with KOOPS_FRAME_PC,
	 * but it is in the trace as any other. */
	bool interrupted;
};

/* A node of the folded trace; a cycle's functions are in the order of their first call. */
struct koops_folded {
	struct koops_str symbol;
	struct koops_str *cycle;
	size_t cycle_count;
	uint64_t turns;
};

struct koops_trace {
	enum koops_role role;
	enum koops_context context;
	struct ki_number cpu, pid;
	struct koops_str comm;
	/* The report or the log ends inside it. */
	bool cut;
	/*
	 * It goes on, outwards, in the next trace: an interrupt's stack in the
	 * stack of the task that it interrupted.
	 */
	bool continued;
	/* Innermost first. */
	struct koops_frame *frames;
	size_t frame_count, frame_capacity;
	/* Made from the frames by the sign stage. */
	struct koops_folded *folded;
	size_t folded_count;
};

struct ki_register {
	struct koops_str name, value;
};

struct ki_registers {
	struct ki_register *at;
	size_t count, capacity;
};

/*
 * What the frames of a report of this class say about the bug.  The class,
 * not the kind, decides how a signature is made: see docs/signature.md.
 */
enum ki_class {
	/* The innermost frames of the stack are at fault: oops, BUG, sanitizers. */
	KI_CLASS_FAULT,
	/* A check that the code itself makes: BUG(), WARN(). */
	KI_CLASS_ASSERTION,
	/* A running or waiting task was sampled: the leaf is chance. */
	KI_CLASS_SAMPLE,
	/* A stack was full: what needed its last bytes is chance. */
	KI_CLASS_OVERFLOW,
	/* Locking rules: what is at fault is where the last lock was taken. */
	KI_CLASS_LOCKING,
	/* Something that nobody freed: its allocation is at fault. */
	KI_CLASS_LEAK,
	/* The text alone says what happened: panics, notices without a trace. */
	KI_CLASS_TEXT,
};

/* Its name in docs/signature.md and in JSON. */
const char *ki_class_name(enum ki_class class);

/* The signature: a hash and the text that it was made from, a level. */
struct ki_signature {
	/* Static. */
	const char *version;
	enum koops_grade grade;
	/* By enum koops_level. */
	struct koops_str value[KOOPS_LEVEL_FAMILY + 1];
	struct koops_str canonical[KOOPS_LEVEL_FAMILY + 1];
};

struct koops_report {
	/* Owns everything here, the report itself too. */
	struct ki_arena arena;
	/* A copy of the context's allocator, which `arena` points to. */
	struct ki_mem mem;

	struct koops_str file;
	struct ki_number number, line, end_line;
	struct koops_str time;

	/* From the kind's row. */
	struct koops_str kind, family;
	enum ki_class class;
	enum koops_severity severity;
	/* Can be what another report led to, and the families that can have. */
	bool consequence;
	struct koops_str causes;

	struct koops_str title;
	struct ki_strs alt_titles;
	/* The text of a KI_CLASS_TEXT report, without numbers: what its signature rests on. */
	struct koops_str subject;
	bool corrupted, primary;
	struct ki_strs reasons;

	/* The function in the title, and its source file if the log has it. */
	struct koops_str guilty, guilty_file;

	struct ki_number cpu, pid, uid, seconds;
	/* `number` and `line` of the report that led to this one. */
	struct ki_number consequence_of, cause_line;
	struct koops_str comm, release, build, hardware, workqueue, sched_ext, stopper;
	enum koops_tainted tainted;
	/* Letters, as in the log. */
	struct koops_str taint;

	struct koops_trace *traces;
	size_t trace_count, trace_capacity;

	struct ki_registers registers[KOOPS_REGISTERS_USER + 1];
	/* The kernel's program counter as a frame; neither symbol nor address if absent. */
	struct koops_frame pc;
	struct koops_str code;

	struct koops_module *modules;
	size_t module_count, module_capacity;
	struct ki_strs locks, irq_events;

	struct koops_str access;
	struct ki_number access_size, access_address;
	/* Two's complement. */
	struct ki_number kernel_offset;

	struct ki_signature signature;
};

/* An empty report; NULL for want of memory. */
struct koops_report *ki_report_new(const struct ki_mem *mem);
void ki_report_free(struct koops_report *report);

/* A taint flag by its letter; NULL if there is none. */
const struct koops_taint *ki_taint(char letter);

/*
 * Each of these appends and returns the new element, zeroed, or NULL for want of
 * memory.  It is valid until the next one is appended.
 */
struct koops_trace *ki_report_add_trace(struct koops_report *report);
struct koops_frame *ki_trace_add_frame(struct koops_report *report, struct koops_trace *trace);
/*
 * Makes room for frames of a trace that has none, so that they need not move: it is not
 * zeroed, so who adds these frames sets each as a whole.
 */
bool ki_trace_reserve(struct koops_report *report, struct koops_trace *trace, size_t count);
struct koops_module *ki_report_add_module(struct koops_report *report);
bool ki_registers_add(struct koops_report *report, enum koops_register_set set,
		      struct koops_str name, struct koops_str value);
/* The string must live as long as the report. */
bool ki_strs_add(struct koops_report *report, struct ki_strs *list, struct koops_str str);

/* Copies into the report, cleaned (core/utf8.h). */
bool ki_report_str(struct koops_report *report, struct koops_str str, struct koops_str *copy);
/* As ki_report_str(), with one blank between words: how many there were depends on the wrapping. */
bool ki_report_words(struct koops_report *report, struct koops_str str, struct koops_str *copy);

/* The value of a register of a set; absent if it is not there. */
struct koops_str ki_register_value(const struct koops_report *report, enum koops_register_set set,
				   struct koops_str name);

/*
 * The function that a frame of a report is in (core/symbol.h), and its entry in the lists.  Both
 * are looked up once: the symbol must not change after.
 */
struct koops_str ki_frame_base(struct koops_frame *frame);
const struct ki_list_entry *ki_frame_entry(struct koops_frame *frame);

/* Whether one of a set of lists has it. */
static inline bool ki_frame_in(struct koops_frame *frame, unsigned lists)
{
	const struct ki_list_entry *entry = ki_frame_entry(frame);

	return ki_list_entry_in(entry, frame->base, lists);
}

/* A frame that koops vouches for, in the function's own right. */
static inline bool ki_frame_is_reliable(const struct koops_frame *frame)
{
	return !(frame->flags & (KOOPS_FRAME_UNRELIABLE | KOOPS_FRAME_INLINED));
}

#endif
