/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of registers, as the format strings in arch/.../kernel print them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buf.h"
#include "edge.h"
#include "parse/dump.h"
#include "parse/token.h"

static const struct ki_arch_set any_arch = {.registers = KI_ARCHS_ALL};

/* What is read from a line, "name=value name=value". */
static const char *read_line(struct ki_buf *buf, struct ki_register_line *line)
{
	struct ki_register pair;

	while (ki_register_next(line, &pair)) {
		if (buf->size)
			ki_buf_putc(buf, ' ');
		ki_buf_put(buf, pair.name);
		ki_buf_putc(buf, '=');
		ki_buf_put(buf, pair.value);
	}
	ki_buf_putc(buf, '\0');
	ck_assert(!buf->failed);
	return buf->data;
}

/* clang-format off */
static const struct {
	const char *arch, *line, *want;
} lines[] = {
	{"x86", "RSP: 0018:ffffc90000fbb260 EFLAGS: 00000246 ORIG_RAX: 000000000000012a",
	 "RSP=0018:ffffc90000fbb260 EFLAGS=00000246 ORIG_RAX=000000000000012a"},
	{"x86", "FS:  00007fe17f501740(0000) GS:ffff88807dc00000(0000) knlGS:0000000000000000",
	 "FS=00007fe17f501740(0000) GS=ffff88807dc00000(0000) knlGS=0000000000000000"},
	{"x86", "CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033",
	 "CS=0010 DS=0000 ES=0000 CR0=0000000080050033"},
	{"x86", " DS: 007b ES: 007b FS: 0000 GS: 00e0 SS: 0068", "DS=007b ES=007b FS=0000 GS=00e0 SS=0068"},
	{"x86", "EFLAGS: 00010202 CPU: 0", "EFLAGS=00010202"},
	{"x86", " RSP <ffffffffa3803e50>", "RSP=ffffffffa3803e50"},
	{"x86", "eax: 00000000   ebx: c1000000   ecx: 00000001   edx: 00000002",
	 "eax=00000000 ebx=c1000000 ecx=00000001 edx=00000002"},
	{"arm", "pc : [<c0333330>]    lr : [<c0333200>]    psr: 80070113", "pc=c0333330 lr=c0333200 psr=80070113"},
	{"arm", "r10: e89fa198  r9 : 00000001  r8 : 000200da", "r10=e89fa198 r9=00000001 r8=000200da"},
	{"arm", "xPSR: 61000000", "xPSR=61000000"},
	{"arm64", "pc : [<ffffffc000d394c4>] lr : [<ffffffc000d394c4>] pstate: 200001c5",
	 "pc=ffffffc000d394c4 lr=ffffffc000d394c4 pstate=200001c5"},
	{"arm64", "pstate: 604000c5 (nZCv daIF +PAN -UAO -TCO -DIT -SSBS BTYPE=--)", "pstate=604000c5"},
	{"arm64", "x5 : 0000000000000000 x4 : 0000000000000001 x3 : 0000000000000000",
	 "x5=0000000000000000 x4=0000000000000001 x3=0000000000000000"},
	{"riscv", " t5 : fffff1ef001faee5 t6 : 0000000000000002 ssp : 0000000000000000",
	 "t5=fffff1ef001faee5 t6=0000000000000002 ssp=0000000000000000"},
	{"riscv", "status: 0000000000000120 badaddr: 000000000cc6b0d0 cause: 000000000000000f",
	 "status=0000000000000120 badaddr=000000000cc6b0d0 cause=000000000000000f"},
	{"powerpc", "GPR04: 0000000000000800 0000000000000000 c000000000000001 0000000000000010 ",
	 "GPR04=0000000000000800 GPR05=0000000000000000 GPR06=c000000000000001 GPR07=0000000000000010"},
	{"powerpc", "REGS: c00000007a3ef6e0 TRAP: 0380   Not tainted  (5.4.0-rc2-00104-g9e208aa06c21)", "TRAP=0380"},
	{"powerpc", "MSR:  800000010280b033 <SF,VEC,VSX,EE,FP,ME,IR,DR,RI,LE,TM[E]>  CR: 22824428  XER: 20000000",
	 "MSR=800000010280b033 CR=22824428 XER=20000000"},
	{"powerpc", "DAR: c000000000000014, DSISR: 40000000", "DAR=c000000000000014 DSISR=40000000"},
	{"powerpc", "PACATMSCRATCH [800000000280f032]", "PACATMSCRATCH=800000000280f032"},
	{"s390", "Krnl GPRS: 0000000000000001 0000000000000002 0000000000000003 0000000000000004",
	 "GPR0=0000000000000001 GPR1=0000000000000002 GPR2=0000000000000003 GPR3=0000000000000004"},
	{"s390", "GPRS: 0000000000000001 0000000000000002 0000000000000003 0000000000000004",
	 "GPR0=0000000000000001 GPR1=0000000000000002 GPR2=0000000000000003 GPR3=0000000000000004"},
	{"s390", "User GPRS: 0000000000000001 0000000000000002", "GPR0=0000000000000001 GPR1=0000000000000002"},
	{"mips", "$ 0   : 00000000 1000a400 00000014 80551f4c", "$0=00000000 $1=1000a400 $2=00000014 $3=80551f4c"},
	{"mips", "$24   : 00000000 77ef1490                  ", "$24=00000000 $25=77ef1490"},
	{"mips", "Status: 1000a403\tKERNEL EXL IE ", "Status=1000a403"},
	{"mips", "Cause : 0080000c (ExcCode 03)", "Cause=0080000c"},
	{"loongarch", "pc 9000000000223344 ra 9000000000223300 tp 9000000101a3c000 sp 9000000101a3fe50",
	 "pc=9000000000223344 ra=9000000000223300 tp=9000000101a3c000 sp=9000000101a3fe50"},
	{"loongarch", " PRMD: 00000004 (PPLV0 +PIE -PWE)", "PRMD=00000004"},
	{"loongarch", "ESTAT: 00020000 [PIS] (IS= ECode=2 EsubCode=0)", "ESTAT=00020000"},
	{"loongarch", "CSR prmd: 00000004\t", "prmd=00000004"},
	{"parisc", "r04-07  0000000040e3d6c0 0000000000000001 0000000040200000 0000000000000014",
	 "r04=0000000040e3d6c0 r05=0000000000000001 r06=0000000040200000 r07=0000000000000014"},
	{"parisc", "IASQ: 0000000000000000 0000000000000000 IAOQ: 0000000040200010 0000000040200014",
	 "IASQ0=0000000000000000 IASQ1=0000000000000000 IAOQ0=0000000040200010 IAOQ1=0000000040200014"},
	{"parisc", " CPU:        0   CR30: 000000004f3c0000 CR31: ffffffffffffffff",
	 "CR30=000000004f3c0000 CR31=ffffffffffffffff"},
	{"sparc64", "TSTATE: 0000004411001603 TPC: 0000000000600010 TNPC: 0000000000600014 Y: 00000000    Not tainted",
	 "TSTATE=0000004411001603 TPC=0000000000600010 TNPC=0000000000600014 Y=00000000"},
	{"sparc64", "o4: 0000000000000001 o5: 0000000000000002 sp: fff800040e3d6f01 ret_pc: 0000000000600008",
	 "o4=0000000000000001 o5=0000000000000002 sp=fff800040e3d6f01 ret_pc=0000000000600008"},
	{"sparc32", "%G: 00000000 f0000001  00000002 00000003  00000004 00000005  00000006 f0000007",
	 "G0=00000000 G1=f0000001 G2=00000002 G3=00000003 G4=00000004 G5=00000005 G6=00000006 G7=f0000007"},
	{"m68k", "SR: 2700  SP: 003a3e90  a2: 003a1e00", "SR=2700 SP=003a3e90 a2=003a1e00"},
	{"m68k", "Format 04  Vector: 0008  PC: 00201234  Status: 2704    Not tainted",
	 "Format=04 Vector=0008 PC=00201234 Status=2704"},
	{"alpha", "pc = [<fffffc0000312344>]  ra = [<fffffc0000312300>]  ps = 0000    Not tainted",
	 "pc=fffffc0000312344 ra=fffffc0000312300 ps=0000"},
	{"alpha", "t8 = 0000000000000001  t9 = 0000000000000002  t10= 0000000000000003",
	 "t8=0000000000000001 t9=0000000000000002 t10=0000000000000003"},
	{"alpha", "gp = fffffc0000a00000  sp = (____ptrval____)", "gp=fffffc0000a00000"},
	{"csky", " r4: 0x00000001   r5: 0x00000002   r6: 0x00000003   r7: 0x00000004",
	 "r4=0x00000001 r5=0x00000002 r6=0x00000003 r7=0x00000004"},
	{"openrisc", "   PC: c0201234    SR: 00008279    SP: c1a3de78", "PC=c0201234 SR=00008279 SP=c1a3de78"},
	{"xtensa", "a08: d0200001 d0200002 d0200003 d0200004 d0200005 d0200006 d0200007 d0200008",
	 "a08=d0200001 a09=d0200002 a10=d0200003 a11=d0200004 a12=d0200005 a13=d0200006 a14=d0200007 a15=d0200008"},
	{"xtensa", "pc: d0201234, ps: 00060710, depc: 00000014, excvaddr: 00000014",
	 "pc=d0201234 ps=00060710 depc=00000014 excvaddr=00000014"},
	{"arc", "STAT32: 0x80080802 [IE K     ]   BTA: 0x90201234", "STAT32=0x80080802 BTA=0x90201234"},
	{"arc", " SP: 0x8a3dbe40  FP: 0x00000000 BLK: demo_write+0x24/0x60", "SP=0x8a3dbe40 FP=0x00000000"},
	{"sh", "PC  : 8c201234 SP  : 8c3dbe40 SR  : 40008000 TEA : 00000014",
	 "PC=8c201234 SP=8c3dbe40 SR=40008000 TEA=00000014"},
	{"sh", "MACH: 00000000 MACL: 00000001 GBR : 296004c8 PR  : 8c201200",
	 "MACH=00000000 MACL=00000001 GBR=296004c8 PR=8c201200"},
	{"microblaze", " r29=00000000, r30=C1A3DE78, r31=C1A1E000, rPC=C0201234",
	 "r29=00000000 r30=C1A3DE78 r31=C1A1E000 rPC=C0201234"},
	{"microblaze", " Registers dump: mode=1", "mode=1"},
	{"nios2", "ra: c0201234 fp:  c1a3de78 sp: c1a3de60 gp: c0800000", "ra=c0201234 fp=c1a3de78 sp=c1a3de60 gp=c0800000"},
	{"hexagon", "r4: \t0x00000001 00000002 00000003 00000004", "r4=0x00000001 r5=00000002 r6=00000003 r7=00000004"},
	{"hexagon", "elr: \t0xc0201234   cause: 0x00000060   user_mode: 0", "elr=0xc0201234 cause=0x00000060 user_mode=0"},
	/* No bit is set. */
	{"powerpc", "MSR:  0000000000000000 <>  CR: 24002422  XER: 00000000",
	 "MSR=0000000000000000 CR=24002422 XER=00000000"},
	{"m68k", "Format 04  Vector: 0008  PC: 00201234  Status: 2704    Tainted: G        W",
	 "Format=04 Vector=0008 PC=00201234 Status=2704"},
	{"alpha", "gp = fffffc0000a00000  sp = (ptrval)", "gp=fffffc0000a00000"},
	{"arm", "psr : [<80070113>], xPSR: <61000000>", "psr=80070113 xPSR=61000000"},
	/* The fewest digits, and the most. */
	{"powerpc", "IRQMASK: 0 DAR: c000000000000014", "IRQMASK=0 DAR=c000000000000014"},
	{"powerpc", "TRAP: 0123456789abcdef", "TRAP=0123456789abcdef"},
};
/* clang-format on */

START_TEST(lines_are_read)
{
	struct ki_register_line line;
	struct ki_mem mem;
	struct ki_buf buf;
	const char *got;

	ki_mem_init(&mem, NULL);
	ki_buf_init(&buf, &mem);
	ck_assert_msg(ki_arch_registers(ki_str(lines[_i].line), &any_arch, &line), "not read: '%s'",
		      lines[_i].line);
	ck_assert_str_eq(line.arch->name, lines[_i].arch);
	got = read_line(&buf, &line);
	ck_assert_str_eq(got, lines[_i].want);
	ki_buf_free(&buf);
}
END_TEST

/* Where a line's registers are is kept, if at all, of each of them. */
START_TEST(places_in_a_line_are_those_of_its_registers)
{
	const char *text = lines[_i].line;
	struct ki_register_line line;
	struct ki_register pair;
	size_t count = 0;

	ck_assert(ki_arch_registers(ki_str(text), &any_arch, &line));
	while (ki_register_next(&line, &pair)) {
		if (line.found.count) {
			ck_assert_uint_lt(count, line.found.count);
			ck_assert_ptr_eq(pair.name.data, text + line.found.at[count].name);
			ck_assert_uint_eq(pair.name.size, line.found.at[count].name_size);
			ck_assert_ptr_eq(pair.value.data, text + line.found.at[count].value);
			ck_assert_uint_eq(pair.value.size, line.found.at[count].value_size);
		}
		count++;
	}
	ck_assert(!line.found.count || line.found.count == count);
}
END_TEST

START_TEST(places_are_kept_of_short_lines)
{
	static const struct {
		const char *line;
		unsigned count;
	} cases[] = {
	    {"CS: 0010 DS: 0000 ES: 0000 FS: 0000 GS: 0000 SS: 0000", 6},
	    {"CS: 0010 DS: 0000 ES: 0000 FS: 0000 GS: 0000 SS: 0000 CR0: 80050033", 0},
	    {" RSP <ffffffffa3803e50>", 1},
	    /* Names that are not in the line. */
	    {"GPR04: 0000000000000800 0000000000000000", 0},
	    {"User GPRS: 0000000000000001 0000000000000002", 0},
	};
	char text[300];
	struct ki_register_line line;

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		ck_assert(ki_arch_registers(ki_str(cases[i].line), &any_arch, &line));
		ck_assert_msg(line.found.count == cases[i].count, "%u of '%s'", line.found.count,
			      cases[i].line);
	}
	/* The last value begins at byte 250 and has five bytes, then six. */
	for (int digits = 5; digits <= 6; digits++) {
		snprintf(text, sizeof(text), "CR0: %.8d%*s%.*d", 0, 237, "CS: ", digits, 0);
		ck_assert_uint_eq(strlen(text), 250 + digits);
		ck_assert(ki_arch_registers(ki_str(text), &any_arch, &line));
		ck_assert_uint_eq(line.found.count, digits == 5 ? 2 : 0);
	}
}
END_TEST

START_TEST(other_lines_are_no_registers)
{
	static const char *const others[] = {
	    "",
	    ":",
	    "CPU: 0",
	    "GPRS: attached",
	    "GPRS: 1 2 3 4",
	    "GPRS: 00000001 attached",
	    "CPU: 0 PID: 516 Comm: repro Not tainted 6.3.0 #1",
	    "pid: 12 comm",
	    "a0: hello",
	    "a0: 12",
	    "sp: 1234",
	    "r1: deadbeef but no more",
	    "RAX: 0000000000000000 and text",
	    "RAX: 00000000000000000",
	    "RAX:",
	    "x31: 0000000000000000",
	    "ip: 192.168.0.1",
	    "gp: 00000000 unused",
	    "sp 1a2b3c4d",
	    "GPR32: 00000000 00000000",
	    "$32   : 00000000 00000000",
	    "task: ffff8880145a8000 ti: ffff888014600000",
	    "usb 1-1: new high-speed USB device",
	    "Modules linked in: r8169 x25",
	    "flags: 0x00000001",
	    "mode: 00000001",
	    "pc : vfs_read+0x10/0x20",
	    "x000: 0000000000000000",
	    "$ 100 : 00000000 00000000",
	    "xPSR: 0000000061000000",
	    "psr: 0000000080070113",
	    " r4: 00000001   r5: 0x00000002",
	    "EFLAGS: 00000000000000246",
	    "FS:  00007fe17f501740(zz) GS:ffff88807dc00000(0000) knlGS:0000000000000000",
	    "FS:  00007fe17f501740(0000 GS:ffff88807dc00000",
	    "FS:  00007fe17f501740(0000)x",
	    " RSP <ffffffffa3803e50",
	    "pc : [<c0333330]    lr : [<c0333200>]    psr: 80070113",
	    "GPR00: 00000001 00000002 CTR: 00000003 00000004",
	    "r04-08  0000000040e3d6c0 0000000000000001",
	    "STAT32: 0x80080802 [IE K",
	    "Status: 1000a403\tKERNELS EXL IE ",
	    /* What explains a value is behind one. */
	    "<SF,EE> MSR: 8000000000009033",
	    "Not tainted MSR: 8000000000009033",
	    "MSR: 8000000000009033 <SF,EE",
	    "MSR: 8000000000009033 SF>",
	    "MSR: 8000000000009033 Not taint",
	    /* The first eight bytes are a register's name, or more of it is. */
	    "PACATMSCRATC [800000000280f032]",
	    "PACATMSCRATXX [800000000280f032]",
	    "PACATMSCRATCHES [800000000280f032]",
	    "PACATMSCRATCH [800000000280f032",
	    "PACATMSCRATCH 800000000280f032]",
	    "pc : [<c0333330>    lr : [<c0333200>]    psr: 80070113",
	    "FS:  00007fe17f501740()x GS:ffff88807dc00000(0000)",
	    "FS:  00007fe17f501740(0000z) GS:ffff88807dc00000(0000)",
	    "RSP: 0018:ffffc90000fbb26 EFLAGS: 00000246",
	    "RSP: 0018-ffffc90000fbb260 EFLAGS: 00000246",
	    "RSP: 00180:ffffc90000fbb260",
	    /* All words of a row are as wide. */
	    "GPR04: 0000000000000800 00000001",
	    "r4-07  0000000040e3d6c0 0000000000000001",
	    "r04-7  0000000040e3d6c0x",
	    /* Numbers that no register of this machine has. */
	    "R07: 0000000000000000 R08: 0000000000000000",
	    "R16: 0000000000000000",
	};
	struct ki_register_line line;

	for (size_t i = 0; i < KI_LENGTH(others); i++)
		ck_assert_msg(!ki_arch_registers(ki_str(others[i]), &any_arch, &line), "read: '%s'",
			      others[i]);
}
END_TEST

/* The lines after "Krnl GPRS:" have no names. */
START_TEST(a_list_goes_on_in_the_next_line)
{
	struct ki_register_line line;
	struct ki_register pair;
	unsigned count = 0;

	ck_assert(ki_arch_registers(KI_STR("User GPRS: 0000000000000001 0000000000000002"),
				    &any_arch, &line));
	ck_assert(line.user);
	while (ki_register_next(&line, &pair))
		count++;
	ck_assert_uint_eq(count, 2);
	ck_assert(!ki_register_continue(&line, KI_STR("           R:0 T:1 IO:1")));
	ck_assert(ki_register_continue(&line, KI_STR("           0000000000000003")));
	ck_assert(ki_register_next(&line, &pair));
	ck_assert(ki_str_eq(pair.name, KI_STR("GPR2")));
	ck_assert(ki_str_eq(pair.value, KI_STR("0000000000000003")));
	ck_assert(!ki_register_next(&line, &pair));
	/* Nor is there more than the row has. */
	for (unsigned values = 15; values <= 16; values++) {
		char text[16 * 9 + 16];
		size_t size = (size_t)snprintf(text, sizeof(text), "Krnl GPRS:");

		for (unsigned i = 0; i < values; i++)
			size += (size_t)snprintf(text + size, sizeof(text) - size, " %08x", i);
		ck_assert(ki_arch_registers(ki_str(text), &any_arch, &line));
		for (unsigned i = 0; i < values; i++) {
			char name[16];

			snprintf(name, sizeof(name), "GPR%u", i);
			ck_assert(ki_register_next(&line, &pair));
			ck_assert(ki_str_eq(pair.name, ki_str(name)));
		}
		ck_assert(!ki_register_next(&line, &pair));
		ck_assert(!ki_register_continue(&line, KI_STR("           0000f")));
		ck_assert_int_eq(ki_register_continue(&line, KI_STR("           0000000f")),
				 values == 15);
	}
	/* A row that has its names in each line does not. */
	ck_assert(ki_arch_registers(KI_STR("GPR00: 00000001 00000002"), &any_arch, &line));
	while (ki_register_next(&line, &pair))
		continue;
	ck_assert(!ki_register_continue(&line, KI_STR("00000003")));
}
END_TEST

/* clang-format off */
static const struct {
	const char *line, *symbol;
	uint64_t address;
	/* What the register is called, and its value; NULL if the line is not one's. */
	const char *name, *value;
	enum ki_mode mode;
	bool pc;
} places[] = {
	{"RIP: 0010:foo+0x1/0x2", "foo", 0, "RIP", "0010:foo+0x1/0x2", KI_MODE_KERNEL, true},
	{"RIP: 0010:[<ffffffff81059b69>]  [<ffffffff81059b69>] foo+0x1/0x2", "foo", 0xffffffff81059b69, "RIP",
	 "0010:[<ffffffff81059b69>]  [<ffffffff81059b69>] foo+0x1/0x2", KI_MODE_KERNEL, true},
	{"RIP: 0033:0x7fe17f62659d", "", 0x7fe17f62659d, "RIP", "0033:0x7fe17f62659d", KI_MODE_USER, true},
	{"RIP: 0033:foo+0x1/0x2", "foo", 0, "RIP", "0033:foo+0x1/0x2", KI_MODE_KERNEL, true},
	{"RIP: e030:foo+0x1/0x2", "foo", 0, "RIP", "e030:foo+0x1/0x2", KI_MODE_KERNEL, true},
	{"RIP  [<ffffffff81059b69>] foo+0x1/0x2 [mod]", "foo", 0xffffffff81059b69, "RIP",
	 "[<ffffffff81059b69>] foo+0x1/0x2 [mod]", KI_MODE_UNKNOWN, true},
	{"EIP: 0060:[<f8e40765>] EFLAGS: 00210246 CPU: 1", "", 0xf8e40765, "EIP", "0060:[<f8e40765>]",
	 KI_MODE_KERNEL, true},
	{"EIP is at foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"PC is at foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"PC is at 0x0", "", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"LR is at foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, false},
	{"lr : foo+0x1/0x2", "foo", 0, "lr", "foo+0x1/0x2", KI_MODE_UNKNOWN, false},
	{"epc : foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"NIP [c00000000022d79c] foo+0x1/0x2", "foo", 0xc00000000022d79c, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"NIP [c00000000022d79c] .foo+0x1/0x2", ".foo", 0xc00000000022d79c, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"Krnl PSW : 0704c00180000000 000003ff7f8f8150 (foo+0x1/0x2 [mod])", "foo", 0x3ff7f8f8150, "PSW",
	 "0704c00180000000 000003ff7f8f8150", KI_MODE_UNKNOWN, true},
	{"User PSW : 0705000180000000 000003ffa8f8150c", "", 0x3ffa8f8150c, "PSW",
	 "0705000180000000 000003ffa8f8150c", KI_MODE_USER, true},
	{"epc   : 80221234 foo+0x1/0x2", "foo", 0x80221234, "epc", "80221234", KI_MODE_UNKNOWN, true},
	{"  ERA: 9000000000223344 foo+0x1/0x2", "foo", 0x9000000000223344, "ERA", "9000000000223344",
	 KI_MODE_UNKNOWN, true},
	{" IAOQ[0]: foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"TPC: <foo+0x1/0x2>", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"PC: [<00201234>] foo+0x1/0x2", "foo", 0x201234, "PC", "00201234", KI_MODE_UNKNOWN, true},
	{"PC: 0x80201234 (foo+0x1/0x2)", "foo", 0x80201234, "PC", "0x80201234", KI_MODE_UNKNOWN, true},
	{"pc is at foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	{"Invalid Read @ 0x00000014 by insn @ foo+0x1/0x2", "foo", 0, NULL, NULL, KI_MODE_UNKNOWN, true},
	/* Names may begin as numbers do. */
	{"RIP: 0010:deadbeef_foo+0x1/0x2", "deadbeef_foo", 0, "RIP", "0010:deadbeef_foo+0x1/0x2", KI_MODE_KERNEL, true},
	{"RIP: 0010:add+0x1/0x2", "add", 0, "RIP", "0010:add+0x1/0x2", KI_MODE_KERNEL, true},
	{"[ERET  ]: foo+0x1/0x2", "foo", 0, "ERET", "foo+0x1/0x2", KI_MODE_UNKNOWN, true},
	{"PC: [00201234] foo+0x1/0x2", "foo", 0x201234, "PC", "00201234", KI_MODE_UNKNOWN, true},
	{"EIP: 0073:[<f8e40765>]", "", 0xf8e40765, "EIP", "0073:[<f8e40765>]", KI_MODE_USER, true},
	{"EIP: 0023:0xf7f12345", "", 0xf7f12345, "EIP", "0023:0xf7f12345", KI_MODE_USER, true},
	{"RIP: 0010:0xffffffff81059b69", "", 0xffffffff81059b69, "RIP", "0010:0xffffffff81059b69", KI_MODE_KERNEL, true},
	{"  \tPC: [<00201234>]  foo+0x1/0x2", "foo", 0x201234, "PC", "00201234", KI_MODE_UNKNOWN, true},
	{"Invalid Write @ 0x00000014 by insn @ 0x80201234", "", 0x80201234, NULL, NULL, KI_MODE_UNKNOWN, true},
};
/* clang-format on */

START_TEST(places_are_read)
{
	struct ki_placed placed;

	ck_assert_msg(ki_arch_place(ki_str(places[_i].line), KI_ARCHS_ALL, &placed),
		      "not read: '%s'", places[_i].line);
	ck_assert_msg(ki_str_eq(placed.frame.symbol, ki_str(places[_i].symbol)), "'%.*s' in '%s'",
		      KI_ARG(placed.frame.symbol), places[_i].line);
	ck_assert_uint_eq(placed.frame.address.value, places[_i].address);
	ck_assert_int_eq(placed.mode, places[_i].mode);
	ck_assert_int_eq(placed.row->type != KI_PLACE_OTHER, places[_i].pc);
	ck_assert_int_eq(!!(placed.frame.flags & KOOPS_FRAME_PC), places[_i].pc);
	if (!places[_i].name) {
		ck_assert_ptr_null(placed.row->name);
		return;
	}
	ck_assert_str_eq(placed.row->name, places[_i].name);
	ck_assert_msg(ki_str_eq(placed.value, ki_str(places[_i].value)), "'%.*s'",
		      KI_ARG(placed.value));
}
END_TEST

START_TEST(other_lines_are_no_places)
{
	static const char *const others[] = {
	    "RIP:",
	    "IP: routing cache hash table of 4096 buckets",
	    "RIP version 2 enabled",
	    "pc : [<c0333330>]    lr : [<c0333200>]    psr: 80070113",
	    "epc : ffffffe00008c762 ra : ffffffe00008c760 sp : ffffffe00853fec0",
	    "TPC: 0000000000600010 TNPC: 0000000000600014",
	    "PC is at (null)",
	    "LR is ready",
	    "NIP is not a route",
	    "User PSW : ",
	    "pc : 0010:foo+0x1/0x2",
	    "RIP: zz10:foo+0x1/0x2",
	    "RIP: 00100:foo+0x1/0x2",
	    "NIP [c00000000022d79c",
	    "",
	    "R",
	    "RI",
	    "EIP: 0060",
	    "EIP: 0060:",
	    "EIP: 0060:[<f8e40765",
	    "PC: 80201234x",
	};
	struct ki_placed placed;

	for (size_t i = 0; i < KI_LENGTH(others); i++)
		ck_assert_msg(!ki_arch_place(ki_str(others[i]), KI_ARCHS_ALL, &placed),
			      "read: '%s'", others[i]);
	/* By the row alone, too. */
	ck_assert(!ki_place_read(KI_STR("R"), ki_archs[0], ki_archs[0]->places, &placed));
	ck_assert(!ki_place_read(KI_STR(""), ki_archs[0], ki_archs[0]->places, &placed));
}
END_TEST

static void read_any(struct koops_str text, void *user)
{
	const struct ki_arch_sets *sets = user;
	struct ki_register_line line;
	struct ki_register pair;
	struct ki_placed placed;

	if (ki_arch_registers(text, &any_arch, &line))
		while (ki_register_next(&line, &pair))
			continue;
	ki_arch_place(text, KI_ARCHS_ALL, &placed);
	ki_arch_set(sets, text);
}

START_TEST(no_byte_but_the_lines_is_read)
{
	struct koops_str page = edge_page();
	struct ki_arch_sets sets = {0};

	ki_arch_sets_make(&sets);
	for (size_t i = 0; i < KI_LENGTH(lines); i++)
		edge_each_prefix(page, ki_str(lines[i].line), read_any, &sets);
	for (size_t i = 0; i < KI_LENGTH(places); i++)
		edge_each_prefix(page, ki_str(places[i].line), read_any, &sets);
	edge_free(page);
}
END_TEST

/* Of each architecture, a dump of kernel mode and one of user mode. */
START_TEST(status_tells_user_mode)
{
	static const struct {
		const char *kernel, *user;
	} cases[] = {
	    {"pc : [<c0333330>]    lr : [<c0333200>]    psr: 60000013",
	     "pc : [<76f81234>]    lr : [<76f81200>]    psr: 60000010"},
	    {"pstate: 60400005 (nZCv daif +PAN)", "pstate: 60001000 (nZCv daif -PAN)"},
	    {"status: 0000000200000120 badaddr: 0000000000000000 cause: 0000000000000003",
	     "status: 8000000200006020 badaddr: 0000000000000000 cause: 0000000000000008"},
	    {"MSR:  8000000000009033 <SF,EE,ME,IR,DR,RI,LE>  CR: 24002422  XER: 00000000",
	     "MSR:  800000000280f033 <SF,VEC,VSX,EE,PR,FP,ME,IR,DR,RI,LE>  CR: 24002422  XER: "
	     "00000000"},
	    {"Status: 1000a403\tKERNEL EXL IE ", "Status: 0000a413\tUSER EXL IE "},
	    {" PRMD: 00000004 (PPLV0 +PIE -PWE)", " PRMD: 00000007 (PPLV3 +PIE -PWE)"},
	    {"CSR prmd: 00000004\t", "CSR prmd: 00000007\t"},
	    {"IASQ: 00000000 00000000 IAOQ: 10201234 10201238",
	     "IASQ: 00000f00 00000f00 IAOQ: 00011233 00011237"},
	    {"TSTATE: 0000004411001603 TPC: 0000000000600010",
	     "TSTATE: 0000004411001203 TPC: 0000000000100010"},
	    {"PSR: 40401fc0 PC: f0201234 NPC: f0201238 Y: 00000000    Not tainted",
	     "PSR: 40401f80 PC: 00011234 NPC: 00011238 Y: 00000000    Not tainted"},
	    {"SR: 2700  SP: 003a3e90  a2: 003a1e00", "SR: 0004  SP: 003a3e90  a2: 003a1e00"},
	    {"pc = [<fffffc0000312344>]  ra = [<fffffc0000312300>]  ps = 0000    Not tainted",
	     "pc = [<0000000120001234>]  ra = [<0000000120001200>]  ps = 0008    Not tainted"},
	    {"PSR: 0x80140320", "PSR: 0x00140320"},
	    {"   PC: c0201234    SR: 00008279    SP: c1a3de78",
	     "   PC: 00201234    SR: 00008278    SP: 7fa3de78"},
	    {"PC  : 8c201234 SP  : 8c3dbe40 SR  : 40008000 TEA : 00000014",
	     "PC  : 00401234 SP  : 7c3dbe40 SR  : 00008000 TEA : 00000014"},
	    {" Registers dump: mode=1", " Registers dump: mode=0"},
	    {"ea: c0201234 estatus: 00000001", "ea: 00201234 estatus: 00000003"},
	    {"pc: d0201234, ps: 00060710, depc: 00000014, excvaddr: 00000014",
	     "pc: 00201234, ps: 00060730, depc: 00000014, excvaddr: 00000014"},
	    {"STAT32: 0x80080802 [IE K     ]   BTA: 0x90201234",
	     "STAT32: 0x80080882 [IE U     ]   BTA: 0x90201234"},
	    {"elr: \t0xc0201234   cause: 0x00000060   user_mode: 0",
	     "elr: \t0x00201234   cause: 0x00000060   user_mode: 1"},
	};
	struct koops_report *report;
	struct ki_arch_sets sets = {0};
	struct ki_mem mem;

	ki_mem_init(&mem, NULL);
	ki_arch_sets_make(&sets);
	report = ki_report_new(&mem);
	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct ki_dump kernel = {0}, user = {0};

		ck_assert(
		    ki_dump_registers(report, &sets, &kernel, NULL, NULL, ki_str(cases[i].kernel)));
		ck_assert_msg(kernel.mode == KI_MODE_KERNEL, "'%s'", cases[i].kernel);
		ck_assert(
		    ki_dump_registers(report, &sets, &user, NULL, NULL, ki_str(cases[i].user)));
		ck_assert_msg(user.mode == KI_MODE_USER, "'%s'", cases[i].user);
	}
	ki_report_free(report);
}
END_TEST

/* No line that is read as registers is left out because of how it begins. */
START_TEST(sets_have_whoever_reads_a_line)
{
	struct ki_arch_sets sets = {0};
	struct ki_register_line all, some;
	struct ki_placed placed;
	size_t used = 0;

	ki_arch_sets_make(&sets);
	for (size_t i = 0; i < KI_LENGTH(lines); i++) {
		struct koops_str text = ki_str(lines[i].line);

		ck_assert(ki_arch_registers(text, &any_arch, &all));
		ck_assert(ki_arch_registers(text, ki_arch_set(&sets, text), &some));
		ck_assert_ptr_eq(all.arch, some.arch);
	}
	for (size_t i = 0; i < KI_LENGTH(sets.by_head); i++)
		used += sets.by_head[i].places || sets.by_head[i].registers;
	/* A head that is not there is looked for up to a slot that is free. */
	ck_assert_uint_lt(used, KI_LENGTH(sets.by_head) / 2);
	for (size_t i = 0; i < KI_LENGTH(places); i++) {
		struct koops_str text = ki_str(places[i].line);

		ck_assert(ki_arch_place(text, ki_arch_set(&sets, text)->places, &placed));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arch");
	TCase *tcase = tcase_create("arch");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, lines_are_read, 0, KI_LENGTH(lines));
	tcase_add_loop_test(tcase, places_in_a_line_are_those_of_its_registers, 0,
			    KI_LENGTH(lines));
	tcase_add_test(tcase, places_are_kept_of_short_lines);
	tcase_add_test(tcase, other_lines_are_no_registers);
	tcase_add_test(tcase, no_byte_but_the_lines_is_read);
	tcase_add_test(tcase, a_list_goes_on_in_the_next_line);
	tcase_add_loop_test(tcase, places_are_read, 0, KI_LENGTH(places));
	tcase_add_test(tcase, other_lines_are_no_places);
	tcase_add_test(tcase, status_tells_user_mode);
	tcase_add_test(tcase, sets_have_whoever_reads_a_line);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
