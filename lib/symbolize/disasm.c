/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/disasm.h"

#if KI_HAVE_CAPSTONE

#include <capstone/capstone.h>
#include <elf.h>

#include "symbolize/library.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
/* As the header that this is built with names it. */
#define LIBRARY "libcapstone.so." TEXT(CS_API_MAJOR)

/* Where the text of an instruction has its column, behind bytes in hexadecimal. */
enum { COLUMN = 24 };

static const struct machine {
	unsigned elf;
	cs_arch arch;
	cs_mode mode;
} machines[] = {
    {EM_X86_64, CS_ARCH_X86, CS_MODE_64},        {EM_386, CS_ARCH_X86, CS_MODE_32},
    {EM_AARCH64, CS_ARCH_ARM64, CS_MODE_ARM},    {EM_ARM, CS_ARCH_ARM, CS_MODE_ARM},
    {EM_PPC64, CS_ARCH_PPC, CS_MODE_64},         {EM_PPC, CS_ARCH_PPC, CS_MODE_32},
    {EM_S390, CS_ARCH_SYSZ, CS_MODE_BIG_ENDIAN},
};

#define CAPSTONE(X) X(cs_close) X(cs_disasm_iter) X(cs_free) X(cs_malloc) X(cs_open) X(cs_option)

/* clang-format off */
/* What of capstone is used, and the machine that it was opened for. */
struct engine {
	CAPSTONE(KI_IMPORTED)
	csh handle;
	cs_insn *instruction;
};

#define IMPORT(function) {#function, offsetof(struct engine, function)},
static const struct ki_import imports[] = {CAPSTONE(IMPORT)};
/* clang-format on */

static bool open_machine(struct engine *engine, unsigned elf, bool big_endian)
{
	for (size_t i = 0; i < KI_LENGTH(machines); i++) {
		cs_mode mode = machines[i].mode;

		if (machines[i].elf != elf)
			continue;
		if (big_endian)
			mode = (cs_mode)((unsigned)mode | (unsigned)CS_MODE_BIG_ENDIAN);
		if (engine->cs_open(machines[i].arch, mode, &engine->handle) != CS_ERR_OK)
			return false;
		/* As the kernel is written. */
		if (machines[i].arch == CS_ARCH_X86)
			engine->cs_option(engine->handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
		return true;
	}
	return false;
}

static void put_offset(struct ki_buf *text, uint64_t offset, bool marked)
{
	char digits[8];
	size_t size = 0;

	do {
		digits[sizeof(digits) - ++size] = "0123456789abcdef"[offset & 15];
		offset >>= 4;
	} while (offset && size < sizeof(digits));
	for (size_t i = size; i < 4; i++)
		ki_buf_putc(text, ' ');
	ki_buf_put(text, (struct koops_str){digits + sizeof(digits) - size, size});
	ki_buf_put(text, marked ? KI_STR(":*\t") : KI_STR(":\t"));
}

static void put_line(struct ki_buf *text, const unsigned char *bytes, size_t size, uint64_t offset,
		     bool marked, const cs_insn *instruction)
{
	size_t column = size * 3;

	put_offset(text, offset, marked);
	for (size_t i = 0; i < size; i++) {
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] >> 4]);
		ki_buf_putc(text, "0123456789abcdef"[bytes[i] & 15]);
		ki_buf_putc(text, ' ');
	}
	for (; column < COLUMN; column++)
		ki_buf_putc(text, ' ');
	ki_buf_putc(text, '\t');
	ki_buf_put(text, instruction ? ki_str(instruction->mnemonic) : KI_STR("(bad)"));
	if (instruction && *instruction->op_str) {
		ki_buf_putc(text, ' ');
		ki_buf_put(text, ki_str(instruction->op_str));
	}
	ki_buf_put(text, marked ? KI_STR("\t\t<-- trapping instruction\n") : KI_STR("\n"));
}

/* Bytes up to `end`; the instruction at `trap` is marked. */
static void put_lines(struct ki_buf *text, const struct engine *engine, const unsigned char *bytes,
		      size_t size, size_t trap)
{
	const uint8_t *at = bytes;
	size_t left = size;
	uint64_t offset = 0;

	while (left) {
		const uint8_t *begin = at;
		bool marked = offset == trap;

		if (engine->cs_disasm_iter(engine->handle, &at, &left, &offset,
					   engine->instruction)) {
			put_line(text, begin, (size_t)(at - begin), (uint64_t)(begin - bytes),
				 marked, engine->instruction);
		} else {
			put_line(text, begin, 1, offset, marked, NULL);
			at++;
			left--;
			offset++;
		}
	}
}

/*
 * Where to begin so that an instruction begins at `trap`: before it are bytes
 * that need not begin with an instruction.
 */
static size_t find_begin(const struct engine *engine, const unsigned char *bytes, size_t trap)
{
	for (size_t begin = 0; begin < trap; begin++) {
		const uint8_t *at = bytes + begin;
		size_t left = trap - begin;
		uint64_t offset = begin;

		while (left && engine->cs_disasm_iter(engine->handle, &at, &left, &offset,
						      engine->instruction))
			;
		if (!left)
			return begin;
	}
	return trap;
}

void ki_disassemble(struct ki_disasm *disasm, struct ki_buf *text, unsigned machine,
		    bool big_endian, const unsigned char *bytes, size_t size, size_t trap)
{
	struct engine engine;
	size_t begin;

	/* It is not looked for anew for each report. */
	if (!disasm->missing)
		disasm->missing = !ki_library_load(LIBRARY, imports, KI_LENGTH(imports), &engine);
	if (disasm->missing || !open_machine(&engine, machine, big_endian))
		return;
	engine.instruction = engine.cs_malloc(engine.handle);
	if (engine.instruction) {
		begin = find_begin(&engine, bytes, trap);
		ki_buf_put(text, KI_STR("All code\n========\n"));
		put_lines(text, &engine, bytes + begin, size - begin, trap - begin);
		ki_buf_put(text, KI_STR("\nCode starting with the faulting instruction\n"
					"===========================================\n"));
		put_lines(text, &engine, bytes + trap, size - trap, SIZE_MAX);
		engine.cs_free(engine.instruction, 1);
	} else {
		text->failed = true;
	}
	engine.cs_close(&engine.handle);
}

#else

void ki_disassemble(struct ki_disasm *disasm, struct ki_buf *text, unsigned machine,
		    bool big_endian, const unsigned char *bytes, size_t size, size_t trap)
{
	(void)disasm, (void)text, (void)machine, (void)big_endian;
	(void)bytes, (void)size, (void)trap;
}

#endif
