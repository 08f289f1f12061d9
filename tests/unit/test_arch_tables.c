/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What holds for each register of the architectures' tables, and for how they are looked up.
 */
#include <stdio.h>
#include <string.h>

#include "../run.h"
#include "core/str.h"
#include "parse/arch.h"

/* Puts a register as its architecture prints it, but for what is asked; false if it has none. */
static bool put_register(char text[64], const struct ki_arch *arch,
			 const struct ki_register_name *row, int number, int digits)
{
	bool bare = row->flags & KI_REGISTER_BARE;
	char name[24], separator[2] = {arch->separator ? arch->separator : ':', '\0'};

	snprintf(name, sizeof(name), row->last && !row->element ? "%s%d" : "%s", row->name, number);
	snprintf(text, 64, "%-*s%s %s%.*s", bare ? 0 : arch->padding, name, bare ? "" : separator,
		 arch->prefixed && !row->digits ? "0x" : "", digits, "0123456789abcdef01");
	return !(row->flags & KI_REGISTER_NOT);
}

static bool reads(const struct ki_arch *arch, const char *text)
{
	struct ki_register_line line = {0};

	return ki_arch_reads(ki_str(text), arch, &line);
}

/* The same text, without the last blank, or with a byte behind the name. */
static void spoil(const char *text, char tight[64], char longer[64])
{
	size_t name = strcspn(text, " :=");
	const char *blank = strrchr(text, ' ');

	snprintf(tight, 64, "%.*s%s", (int)(blank - text), text, blank + 1);
	snprintf(longer, 64, "%.*s%%%s", (int)name, text, text + name);
}

/* Each register of each table, with a value as wide as it may be and no other. */
static void check_register(const struct ki_arch *arch, const struct ki_register_name *row,
			   int number)
{
	bool wide = arch->words & KI_WORDS_64, narrow = arch->words & KI_WORDS_32;
	struct ki_register_line line = {0};
	struct ki_register pair;
	char text[64], tight[64], longer[64];

	for (int digits = 1; digits <= 18; digits++) {
		bool want = row->digits ? digits >= row->digits && digits <= 16
					: (digits == 8 && narrow) || (digits == 16 && wide);

		if (!put_register(text, arch, row, number, digits))
			return;
		ck_assert_msg(reads(arch, text) == want, "%s: '%s'", arch->name, text);
	}
	put_register(text, arch, row, number, row->digits ? row->digits : narrow ? 8 : 16);
	ck_assert(ki_arch_reads(ki_str(text), arch, &line));
	ck_assert(ki_register_next(&line, &pair));
	ck_assert_msg(ki_str_eq(pair.value, ki_str(strrchr(text, ' ') + 1)), "'%s'", text);
	if (!row->element)
		ck_assert_msg(ki_str_starts(ki_str(text), pair.name) &&
				  pair.name.size == strcspn(text, " :="),
			      "'%s'", text);
	ck_assert(!ki_register_next(&line, &pair));
	spoil(text, tight, longer);
	ck_assert_msg(reads(arch, tight) == arch->tight || row->flags & KI_REGISTER_BARE, "'%s'",
		      tight);
	ck_assert_msg(!reads(arch, longer), "'%s'", longer);
}

START_TEST(each_register_is_read)
{
	for (const struct ki_arch *const *arch = ki_archs; *arch; arch++)
		for (const struct ki_register_name *row = (*arch)->registers; row->name[0]; row++)
			for (int number = row->first; number <= row->last; number++)
				check_register(*arch, row, row->element ? row->first : number);
}
END_TEST

/* "x5 :" is arm64's and "x5:" is not; "RAX:" is x86's, and "RAX :" is not. */
START_TEST(names_have_the_columns_of_their_architecture)
{
	static const struct {
		const char *arch, *line;
		bool want;
	} cases[] = {
	    {"arm64", "x5 : 0000000000000001", true},
	    {"arm64", "x5: 0000000000000001", false},
	    {"arm64", "x5  : 0000000000000001", true},
	    {"arm64", "x15: 0000000000000001", true},
	    {"x86", "RAX: 0000000000000001", true},
	    {"x86", "RAX : 0000000000000001", false},
	    {"x86", "RAX:0000000000000001", true},
	    {"x86", "RAX\t: 0000000000000001", false},
	    {"arm64", "x15:0000000000000001", false},
	    {"mips", "$ 4   : 00000001", true},
	    {"csky", "r30: 0x00000001", true},
	    {"mips", "$14   : 00000001", true},
	    {"mips", "$\t4   : 00000001", true},
	    {"x86", "RSP <ffffffffa3803e50>", true},
	    {"x86", "RSP<ffffffffa3803e50>", false},
	    {"x86", "RSP", false},
	    {"x86", "RSP ", false},
	    {"x86", "RSP:", false},
	    {"alpha", "t8 = 0000000000000001", true},
	    {"alpha", "t8 : 0000000000000001", false},
	    {"x86", "RAX: 0000000000000001,", true},
	    {"x86", "RAX: 0000000000000001;", false},
	    {"x86", "RAX: 0000000000000001, ,", true},
	    {"csky", " r4: 0x00000001", true},
	    {"csky", " r4: 00000001", false},
	    {"csky", " r4: x00000001", false},
	    {"csky", "r31: 0x00000001", false},
	    {"csky", "r1: 0x00000001", true},
	    {"csky", "r0: 0x00000001", false},
	    {"arm", "r4 : 0x00000001", false},
	    {"arm", "r4 : 00000001", true},
	    {"hexagon", "r4: 0x00000001 00000002", true},
	    {"hexagon", "r4: 0x00000001 0x00000002", false},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		for (const struct ki_arch *const *arch = ki_archs; *arch; arch++)
			if (!strcmp((*arch)->name, cases[i].arch))
				ck_assert_msg(reads(*arch, cases[i].line) == cases[i].want,
					      "%s: '%s'", cases[i].arch, cases[i].line);
}
END_TEST

/* What one machine's line left is of no matter to a line of another. */
START_TEST(machines_do_not_mix)
{
	struct ki_register_line line = {0};
	struct ki_register pair;

	for (const struct ki_arch *const *one = ki_archs; *one; one++)
		for (const struct ki_arch *const *other = ki_archs; *other; other++) {
			ki_arch_registers_of(KI_STR("PC: 80201234 other: text"), *one, &line);
			ck_assert(!line.user && !line.begun && !line.row);
			while (ki_register_next(&line, &pair))
				continue;
			ck_assert(!ki_arch_reads(KI_STR("R: 80201234"), *other, &line));
			ck_assert_ptr_eq(line.arch, *other);
		}
}
END_TEST

START_TEST(heads_are_names_without_their_number)
{
	static const struct {
		const char *text, *head;
	} cases[] = {
	    {"RIP: 0010", "RIP"},
	    {"GPR04: 0", "GPR"},
	    {"$ 0   : 0", "$"},
	    {"r04-07  0", "r"},
	    {"%G: 0", "%G"},
	    {"ret_pc: 0", "ret_pc"},
	    {"x0", "x"},
	    {"x0y1", "x0y"},
	    {"12", ""},
	    {"12ab", "12ab"},
	    {"", ""},
	    {":", ""},
	    {" RIP", ""},
	    {"abcdefgh", "abcdefgh"},
	    {"abcdefghi", "abcdefgh"},
	    {"abcdefg1", "abcdefg"},
	    {"abcdefg12", "abcdefg"},
	    {"abcdefg1h", "abcdefg"},
	    {"azAZ", "azAZ"},
	    {"a09z", "a09z"},
	    {"a{", "a"},
	    {"a@[`", "a"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		char padded[8] = {0};

		memcpy(padded, cases[i].head, strlen(cases[i].head));
		ck_assert_msg(ki_register_head(ki_str(cases[i].text)) == ki_load_8(padded), "'%s'",
			      cases[i].text);
	}
}
END_TEST

START_TEST(sets_are_taken_in_the_order_of_the_table)
{
	uint32_t all = KI_ARCHS_ALL, some = 1 << 3 | 1 << 1;

	for (size_t i = 0; ki_archs[i]; i++)
		ck_assert_ptr_eq(ki_arch_next(&all), ki_archs[i]);
	ck_assert_ptr_null(ki_arch_next(&all));
	ck_assert_ptr_null(ki_arch_next(&all));
	ck_assert_ptr_eq(ki_arch_next(&some), ki_archs[1]);
	ck_assert_ptr_eq(ki_arch_next(&some), ki_archs[3]);
	ck_assert_ptr_null(ki_arch_next(&some));
}
END_TEST

/* The order of a table's rows has no meaning: so the search may begin anywhere. */
START_TEST(names_of_registers_are_unique)
{
	for (const struct ki_arch *const *arch = ki_archs; *arch; arch++) {
		const char *seen[512];
		char names[512][24];
		size_t count = 0;

		for (const struct ki_register_name *row = (*arch)->registers; row->name[0]; row++) {
			bool numbered = row->last && !row->element;

			for (int i = (numbered ? row->first : 0); i <= (numbered ? row->last : 0);
			     i++) {
				char *name = names[count];

				snprintf(name, sizeof(names[0]), "%s%.*d%s", row->name,
					 (int)numbered, i,
					 row->flags & KI_REGISTER_BARE ? " " : ":");
				for (size_t k = 0; k < count; k++)
					ck_assert_str_ne(name, seen[k]);
				seen[count++] = name;
			}
		}
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {each_register_is_read,
				      names_have_the_columns_of_their_architecture,
				      machines_do_not_mix,
				      heads_are_names_without_their_number,
				      sets_are_taken_in_the_order_of_the_table,
				      names_of_registers_are_unique};

	return run_tests("arch_tables", tests, KI_LENGTH(tests));
}
