/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Architectures: how each prints its registers and where it was.  A const
 * struct in a file of arch/ each.
 *
 * A name or a form that several architectures share is read the same way for
 * all of them, so that a line can be told to be registers without knowing what
 * it was printed on.  Where it matters (which bit of which register says user
 * mode), `padding`, `separator`, `words` and `prefixed` keep them apart.
 */
#ifndef KI_PARSE_ARCH_H
#define KI_PARSE_ARCH_H

#include "model/report.h"

enum ki_arch_words {
	KI_WORDS_32 = 1 << 0,
	KI_WORDS_64 = 1 << 1,
};

enum ki_register_flags {
	/* The values that follow belong to the next numbers: "GPR00: v v v v". */
	KI_REGISTER_ROW = 1 << 0,
	/* Only blanks between name and value: "RSP <v>", "pc v ra v". */
	KI_REGISTER_BARE = 1 << 1,
	/* Stands among registers and is none: the "CPU: 0" of i386. */
	KI_REGISTER_NOT = 1 << 2,
};

/* Room for the name of any register. */
enum { KI_REGISTER_NAME = 16 };

/* Names of registers: one, or a numbered range. */
struct ki_register_name {
	/* Zeros behind it, so that two names are compared as two numbers. */
	char name[KI_REGISTER_NAME];
	/* With `last`, the name has a number: {"x", 0, 30} is "x0" to "x30". */
	unsigned char first, last;
	/* Fewest digits of the value; 0: those of a word. */
	unsigned char digits;
	/* A set of enum ki_register_flags. */
	unsigned char flags;
	/*
	 * If there: the name has no number, and as many values as `last` follow it and are
	 * called this and their number ("Krnl GPRS: v v v v").
	 */
	const char *element;
};

enum ki_place_type {
	/* The program counter. */
	KI_PLACE_PC,
	/* The program counter; may be an address without a symbol. */
	KI_PLACE_PC_ADDRESS,
	/* Another register with a place in it, such as the link register. */
	KI_PLACE_OTHER,
};

/* What stands in front of a place in the code at the begin of a line. */
struct ki_place {
	const char *text;
	/* What the register is called; NULL if the dump has it in numbers too. */
	const char *name;
	enum ki_place_type type;
	/* A place in user space. */
	bool user;
};

struct ki_arch {
	const char *name;
	/* A set of enum ki_arch_words: how wide its words are. */
	unsigned words;
	/* What is between a name and its value; 0: ':'. */
	char separator;
	/* Values begin with "0x". */
	bool prefixed;
	/* No blank is needed between the separator and the value. */
	bool tight;
	/* Columns that a name has at least, with blanks, in front of the separator; 0: no blanks.
	 */
	unsigned char padding;
	/* {NULL} at the end. */
	const struct ki_place *places;
	/* {""} at the end. */
	const struct ki_register_name *registers;
	/* The register that is the program counter; NULL if places alone tell it. */
	const char *pc;
	/* User mode: register `name`, masked, is `value`; NULL if segments or places tell. */
	struct {
		const char *name;
		uint64_t mask, value;
	} user;
	/* Code segments of user space, "0033:"; NULL at the end, or NULL if places have none. */
	const char *const *user_segments;
	/* What a line can begin with in front of the first name; NULL at the end, or NULL. */
	const char *const *leads;
	/* The same in user mode; NULL if there is none. */
	const char *user_lead;
	/* Words that follow a value and explain it; NULL at the end, or NULL. */
	const char *const *notes;
};

/* All of them, NULL at the end. */
extern const struct ki_arch *const ki_archs[];

enum ki_mode {
	KI_MODE_UNKNOWN,
	KI_MODE_KERNEL,
	KI_MODE_USER,
};

/* Digits of a code segment. */
enum { KI_SEGMENT_DIGITS = 4 };

/* A line that begins with a place in the code; views into the line. */
struct ki_placed {
	const struct ki_place *row;
	const struct ki_arch *arch;
	struct koops_frame frame;
	/* The place as the line has it: in numbers if there are any. */
	struct koops_str value;
	enum ki_mode mode;
	/* What follows the place. */
	struct koops_str rest;
};

/* What lines can begin with that have one head: a bit for each architecture, as in ki_archs. */
struct ki_arch_set {
	/* See ki_register_head(). */
	uint64_t head;
	/* Those of which a line can begin with a place, and with a register. */
	uint32_t places, registers;
	/* A register's row of the first of these; NULL if it has none. */
	const struct ki_register_name *row;
};

/* Many times as many as there are heads, so that one is found at once. */
enum { KI_ARCH_BITS = 10 };

/* By the hashes of their heads, or behind. */
struct ki_arch_sets {
	struct ki_arch_set by_head[1 << KI_ARCH_BITS];
};

#define KI_ARCHS_ALL UINT32_MAX

/* Takes the next out of a set; NULL if it is empty. */
const struct ki_arch *ki_arch_next(uint32_t *archs);

/* Fills zeroed ones. */
void ki_arch_sets_make(struct ki_arch_sets *sets);
/* Those for a line, by its first name behind white space; an empty one if there are none. */
const struct ki_arch_set *ki_arch_set(const struct ki_arch_sets *sets, struct koops_str text);

/* Reads such a line as one of a set of architectures prints it; false if it is none. */
bool ki_arch_place(struct koops_str text, uint32_t archs, struct ki_placed *placed);
/* The same by one row of one of them. */
bool ki_place_read(struct koops_str text, const struct ki_arch *arch, const struct ki_place *row,
		   struct ki_placed *placed);

/*
 * The first eight bytes of the name that a text begins with as ki_load_8() has them,
 * without the digits at their end: 0 for none.
 */
uint64_t ki_register_head(struct koops_str text);

enum { KI_FOUND_MOST = 6 };

/* Where the registers of a line are in it, so that it need not be read again. */
struct ki_found {
	/* 0: not known, as there are more, or the line is longer, or does not have each name. */
	unsigned char count;
	struct {
		unsigned char name, name_size, value, value_size;
	} at[KI_FOUND_MOST];
};

/* A line of registers, read from the left to the right. */
struct ki_register_line {
	const struct ki_arch *arch;
	struct koops_str rest;
	/* The line says that these are of user mode. */
	bool user;
	/* A name was read: notes may follow. */
	bool begun;
	/* The names that the next value may belong to, and its number among them. */
	const struct ki_register_name *row;
	unsigned number;
	/* The row that was read last. */
	const struct ki_register_name *last;
	/* Digits of the number and of the values. */
	unsigned char number_width;
	unsigned char digits;
	/* Room for a name that the line does not have. */
	char name[KI_REGISTER_NAME];
	/* Set by ki_arch_registers() and ki_arch_reads(). */
	struct ki_found found;
};

/*
 * Begins to read a line as one of a set of architectures prints it; false if it is not names
 * of registers with their values, and nothing else.
 */
bool ki_arch_registers(struct koops_str text, const struct ki_arch_set *archs,
		       struct ki_register_line *line);

/*
 * As ki_arch_registers(), for one of which it is known that it reads the line.  `line` is
 * zeroed, or what the line before was read with.
 */
void ki_arch_registers_of(struct koops_str text, const struct ki_arch *arch,
			  struct ki_register_line *line);
/* Whether an architecture reads the line, and begins to. */
bool ki_arch_reads(struct koops_str text, const struct ki_arch *arch,
		   struct ki_register_line *line);

/*
 * The next register; false at the end.  `pair` is valid until the next call.
 */
bool ki_register_next(struct ki_register_line *line, struct ki_register *pair);

/* Goes on in another line with the row that `line` ended in; false if there is none. */
bool ki_register_continue(struct ki_register_line *line, struct koops_str text);

/* Whether a line is memory as hexadecimal words, or a listing of instructions. */
bool ki_is_memory(struct koops_str text);

#endif
