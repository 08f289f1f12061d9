/* SPDX-License-Identifier: BSD-2-Clause */
#include "../run.h"
#include "core/buf.h"
#include "core/error.h"
#include "core/literals.h"
#include "core/symbol.h"
#include "core/utf8.h"

static void check_str(struct koops_str got, const char *want)
{
	ck_assert_msg(ki_str_eq(got, ki_str(want)), "got '%.*s', want '%s'", KI_ARG(got), want);
}

START_TEST(readers_take_or_leave)
{
	struct koops_str str = KI_STR("18446744073709551616 0xffffffffa02010b1]");
	struct koops_str word;
	uint64_t value = 7;

	ck_assert(!ki_take_u64(&str, &value));
	ck_assert_uint_eq(value, 7);
	ck_assert(ki_take_word(&str, &word));
	check_str(word, "18446744073709551616");
	ki_take_blanks(&str);
	ck_assert(ki_take_0x(&str, &value));
	ck_assert_uint_eq(value, 0xffffffffa02010b1);
	ck_assert(!ki_take_until(&str, '[', &word));
	ck_assert(ki_take_until(&str, ']', &word));
	ck_assert_uint_eq(str.size, 0);
	ck_assert(!ki_take_char(&str, 'x'));
}
END_TEST

START_TEST(seventeen_hex_digits_are_no_number)
{
	struct koops_str str = KI_STR("0x12345678901234567");
	uint64_t value;

	ck_assert(!ki_take_0x(&str, &value));
	check_str(str, "0x12345678901234567");
}
END_TEST

/* Well- and ill-formed sequences from the Unicode standard, chapter 3.9. */
START_TEST(utf8_is_cleaned)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"plain", "plain"},
	    {"a\tb", "a b"},
	    {"\x1b[31m", "\xef\xbf\xbd[31m"},
	    {"\xc2\x9b"
	     "31m",
	     "\xef\xbf\xbd"
	     "31m"},
	    {"\x7f", "\xef\xbf\xbd"},
	    {"\xc3\xa9", "\xc3\xa9"},
	    {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xf0\x9f\x92\xa9", "\xf0\x9f\x92\xa9"},
	    {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
	};
	char out[64];

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		struct koops_str in = ki_str(cases[i].in);
		size_t size = ki_utf8_clean(in, out);

		check_str((struct koops_str){out, size}, cases[i].out);
		ck_assert(ki_utf8_is_clean((struct koops_str){out, size}));
	}
	ck_assert(!ki_utf8_is_clean(KI_STR("\x1b")));
}
END_TEST

/* Each length is looked at in another way: a byte that is odd is seen wherever it is. */
START_TEST(strings_of_all_lengths_are_looked_at_whole)
{
	static const char odd[] = {'\x1f', '\x7f', '\x80', '\t', '\xff', '\0'};
	static const char even[] = {' ', '~'};
	char *text;

	for (size_t size = 1; size <= 70; size++) {
		/* Behind it is the end of the block, for those who watch. */
		text = malloc(size);
		ck_assert_ptr_nonnull(text);
		for (size_t at = 0; at < size; at++) {
			struct koops_str str = {text, size}, dotted;

			memset(text, 'x', size);
			ck_assert_uint_eq(ki_str_chr_either(str, 'a', 'b'), size);
			text[at] = 'a';
			ck_assert_uint_eq(ki_str_chr_either(str, 'a', 'b'), at);
			ck_assert_uint_eq(ki_str_chr_either(str, 'b', 'a'), at);
			for (size_t i = 0; i < sizeof(odd); i++) {
				text[at] = odd[i];
				ck_assert(!ki_utf8_is_plain(str));
			}
			for (size_t i = 0; i < sizeof(even); i++) {
				text[at] = even[i];
				ck_assert(ki_utf8_is_plain(str));
			}
			text[at] = '.';
			dotted = ki_symbol_base(str);
			/* What begins with the only dot is another function's code. */
			ck_assert_uint_eq(dotted.size, at || size == 1 ? at : size - 1);
		}
		free(text);
	}
}
END_TEST

START_TEST(strings_of_all_lengths_are_copied)
{
	struct ki_arena arena;
	struct ki_mem mem;
	char text[70];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i + 1);
	ck_assert(ki_mem_init(&mem, NULL));
	ki_arena_init(&arena, &mem);
	/* Often enough for a block to end anywhere. */
	for (size_t round = 0; round < 10; round++)
		for (size_t size = 0; size <= sizeof(text); size++) {
			struct koops_str copy = {0};

			ck_assert(ki_arena_str(&arena, (struct koops_str){text, size}, &copy));
			ck_assert(ki_str_eq(copy, (struct koops_str){text, size}));
			ck_assert_int_eq(copy.data[size], '\0');
		}
	ki_arena_free(&arena);
}
END_TEST

static struct ki_literals *made_literals(struct ki_mem *mem, const char *const *literals,
					 size_t count)
{
	struct ki_literals *made;

	ck_assert(ki_mem_init(mem, NULL));
	made = ki_literals_new(mem, literals, count);
	ck_assert_ptr_nonnull(made);
	return made;
}

START_TEST(literals_are_found_where_a_word_begins)
{
	/* The second begins as the first does; the last as nothing else. */
	static const char *const literals[] = {"BUG:", "BUG: KASAN", "Call", "BUGS", "x86: "};
	static const struct {
		const char *text;
		size_t from, at;
	} cases[] = {
	    {"a BUG: KASAN: x", 0, 2},
	    {"a BUG: KASA", 0, 2},
	    {"BUGSBUG:", 0, 0},
	    {"BUGSBUG:", 1, 8},
	    {"xBUG Call", 0, 5},
	    {"_Call 9Call", 0, 11},
	    {"BUG:BUG:", 0, 0},
	    {"BUG:BUG:", 1, 4},
	    {"-----------15.x86: ", 0, 14},
	    {"------------16.x86: ", 0, 15},
	    {"-------------17.x86: ", 0, 16},
	    {"a\xffx86: ", 0, 2},
	    {"Cal", 0, 3},
	    {"x86:", 0, 4},
	    {"", 0, 0},
	};
	struct ki_mem mem;
	struct ki_literals *made = made_literals(&mem, literals, KI_LENGTH(literals));

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		ck_assert_uint_eq(ki_literals_find_word(made, ki_str(cases[i].text), cases[i].from),
				  cases[i].at);
	ki_literals_free(made);
}
END_TEST

START_TEST(literals_are_all_found)
{
	/* One in another, at its begin and in its middle; one twice. */
	static const char *const literals[] = {"BUG:", "BUG: KASAN", "KASAN",  "BUG: KA",
					       "BUG:", "BUG: KB",    "\xffzzz"};
	static const struct {
		const char *text;
		uint64_t set;
	} cases[] = {
	    {"", 0},
	    {"BUG", 0},
	    {"BUG: ", 1 << 0 | 1 << 4},
	    {"BUG: KAZ", 1 << 0 | 1 << 3 | 1 << 4},
	    {"BUG: KB", 1 << 0 | 1 << 4 | 1 << 5},
	    {"xBUG: KASAN", 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4},
	    {"KASAN BUG:", 1 << 0 | 1 << 2 | 1 << 4},
	    {"BUG: \xffzzz", 1 << 0 | 1 << 4 | 1 << 6},
	};
	struct ki_mem mem;
	struct ki_literals *made = made_literals(&mem, literals, KI_LENGTH(literals));

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		uint64_t set = 0;

		ck_assert_int_eq(ki_literals_all(made, ki_str(cases[i].text), &set),
				 cases[i].set != 0);
		ck_assert_uint_eq(set, cases[i].set);
	}
	ki_literals_free(made);
}
END_TEST

START_TEST(symbols_lose_what_compilers_add)
{
	check_str(ki_symbol_base(KI_STR("foo.isra.0")), "foo");
	check_str(ki_symbol_base(KI_STR("watchdog_timer_fn.cold.10")), "watchdog_timer_fn");
	check_str(ki_symbol_base(KI_STR("foo.constprop.0.isra.1")), "foo");
	check_str(ki_symbol_base(KI_STR("__pfx_perf_swevent_event")), "perf_swevent_event");
	check_str(ki_symbol_base(KI_STR(".schedule")), "schedule");
	check_str(ki_symbol_base(KI_STR("__pfx__regmap_raw_write_impl")), "_regmap_raw_write_impl");
	check_str(ki_symbol_base(KI_STR("")), "");
}
END_TEST

START_TEST(syscalls_have_one_name)
{
	static const char *const names[] = {
	    "__x64_sys_read",   "__se_sys_read",   "__do_sys_read",
	    "__arm64_sys_read", "ksys_read",       "sys_read",
	    "SyS_read",         "SYSC_read",       "__ia32_compat_sys_read",
	    "compat_sys_read",  "__s390x_sys_read"};
	struct koops_str name = KI_STR("");

	for (size_t i = 0; i < KI_LENGTH(names); i++) {
		ck_assert_msg(ki_symbol_syscall(ki_str(names[i]), &name), "%s", names[i]);
		check_str(name, "read");
	}
	ck_assert(!ki_symbol_syscall(KI_STR("vfs_read"), &name));
	ck_assert(!ki_symbol_syscall(KI_STR("sys_"), &name));
	ck_assert(!ki_symbol_syscall(KI_STR("kfree"), &name));
}
END_TEST

START_TEST(error_messages_are_safe_to_print)
{
	struct koops_error error;

	ck_assert_int_eq(ki_fail(&error, KOOPS_E_IO, "%s: \x1b[2J%0999d", "file", 1), KOOPS_E_IO);
	ck_assert(ki_utf8_is_clean(ki_str(error.message)));
	ki_fail(&error, KOOPS_E_IO, "%0999d", 1);
	ck_assert_uint_eq(strlen(error.message), sizeof(error.message) - 1);
	ki_fail(&error, KOOPS_E_IO, "\x1b%0999d", 1);
	ck_assert_uint_lt(strlen(error.message), sizeof(error.message));
	ck_assert(ki_utf8_is_clean(ki_str(error.message)));
	ck_assert_int_eq(ki_fail(NULL, KOOPS_E_FORMAT, "x"), KOOPS_E_FORMAT);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    readers_take_or_leave,
	    seventeen_hex_digits_are_no_number,
	    utf8_is_cleaned,
	    strings_of_all_lengths_are_looked_at_whole,
	    strings_of_all_lengths_are_copied,
	    literals_are_found_where_a_word_begins,
	    literals_are_all_found,
	    symbols_lose_what_compilers_add,
	    syscalls_have_one_name,
	    error_messages_are_safe_to_print,
	};

	return run_tests("core", tests, KI_LENGTH(tests));
}
