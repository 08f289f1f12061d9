/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/rust.h"

/* What rustc makes of functions of a crate "a" that use each form of the grammar. */
static const struct {
	const char *symbol, *path;
} symbols[] = {
    {"_RNvCs4Q2Qx8jI5j6_1a3ext", "a::ext"},
    {"_RNCNvCs4Q2Qx8jI5j6_1a5entrys_0B3_", "a::entry::{closure#1}"},
    {"_RINvCs4Q2Qx8jI5j6_1a3genFG_RL0_INtNtB2_1m1SmEEjNCNvB2_5entrys_0EB2_",
     "a::gen::<for<'a> fn(&'a a::m::S<u32>) -> usize, a::entry::{closure#1}>"},
    {"_RINvCs4Q2Qx8jI5j6_1a3genFUKChEzNCNvB2_3ext0EB2_",
     "a::gen::<unsafe extern \"C\" fn(u8) -> !, a::ext::{closure#0}>"},
    {"_RINvCs4Q2Qx8jI5j6_1a3genThReOxENCNvB2_5entry0EB2_",
     "a::gen::<(u8, &str, *mut i64), a::entry::{closure#0}>"},
    {"_RNvMNtCs4Q2Qx8jI5j6_1a1mINtB2_1SmE3getB4_", "<a::m::S<u32>>::get"},
    {"_RNvMs1_NtCs4Q2Qx8jI5j6_1a1mINtB5_1AKj11_E1nB7_", "<a::m::A<17>>::n"},
    {"_RNvMs2_NtCs4Q2Qx8jI5j6_1a1mINtB5_2BoKb1_Kc78_Kan3_E1nB7_", "<a::m::Bo<true, 'x', -3>>::n"},
    {"_RNvXs_NtCs4Q2Qx8jI5j6_1a1mINtB4_1SAhj4_EINtB4_2TrRtE2goB6_",
     "<a::m::S<[u8; 4]> as a::m::Tr<&u16>>::go"},
    {"_RNvXs0_NtCs4Q2Qx8jI5j6_1a1mINtB5_1SPDG_INtNtNtCsgEmfK2I1SDS_4core3ops8function2FnTRL0_"
     "eEEp6OutputbEL_EINtB5_2TrThEE2go",
     "<a::m::S<*const dyn for<'a> core::ops::function::Fn<(&'a str,), Output = bool>> as "
     "a::m::Tr<(u8,)>>::go"},
    {"_RNvYINtNtCs4Q2Qx8jI5j6_1a1m1SAhj4_EINtB5_2TrRyE3defB7_",
     "<a::m::S<[u8; 4]> as a::m::Tr<&u64>>::def"},
    /* An empty name, and then one that begins with a digit's neighbour. */
    {"_RNvNCNvC1a1f04_rest", "a::f::{closure#0}::rest"},
    /* What kbuild, compilers and linkers add. */
    {"__pfx__RNvC1a3ext", "a::ext"},
    {"__cfi__RNvC1a3ext", "a::ext"},
    {"_RNvC1a3ext.llvm.12813040542166464196", "a::ext"},
    /* The mangling before v0. */
    {"_ZN4core9panicking5panic17h0123456789abcdefE", "core::panicking::panic"},
    {"_ZN38_$LT$a..B$u20$as$u20$c..D$LT$T$GT$$GT$3fmt17h0123456789abcdefE",
     "<a::B as c::D<T>>::fmt"},
};

START_TEST(paths_of_symbols)
{
	char text[KI_RUST_NAME_MOST];
	struct koops_str path;

	ck_assert_msg(ki_rust_name(ki_str(symbols[_i].symbol), text, &path), "%s",
		      symbols[_i].symbol);
	ck_assert_msg(ki_str_eq(path, ki_str(symbols[_i].path)), "'%.*s', want '%s'", KI_ARG(path),
		      symbols[_i].path);
}
END_TEST

/* Arguments of a generic function, none of which refers to what is before it. */
static const struct {
	const char *symbol, *name;
} arguments[] = {
    {"a", "i8"},
    {"b", "bool"},
    {"c", "char"},
    {"d", "f64"},
    {"e", "str"},
    {"f", "f32"},
    {"i", "isize"},
    {"j", "usize"},
    {"l", "i32"},
    {"n", "i128"},
    {"o", "u128"},
    {"p", "_"},
    {"s", "i16"},
    {"u", "()"},
    {"v", "..."},
    {"x", "i64"},
    {"z", "!"},
    {"Rh", "&u8"},
    {"RL_h", "&u8"},
    {"Qh", "&mut u8"},
    {"QL_h", "&mut u8"},
    {"Ph", "*const u8"},
    {"Oh", "*mut u8"},
    {"Sh", "[u8]"},
    {"Ahj4_", "[u8; 4]"},
    {"Ahp", "[u8; _]"},
    {"TE", "()"},
    {"ThE", "(u8,)"},
    {"ThtmE", "(u8, u16, u32)"},
    {"FEu", "fn()"},
    {"FhtEm", "fn(u8, u16) -> u32"},
    {"FUEu", "unsafe fn()"},
    {"FKCEu", "extern \"C\" fn()"},
    {"FUK6systemEh", "unsafe extern \"system\" fn() -> u8"},
    {"FG_RL0_hEu", "for<'a> fn(&'a u8)"},
    {"FG0_RL0_hQL1_hEu", "for<'a, 'b> fn(&'b u8, &'a mut u8)"},
    /* The inner binder's lifetimes have the next letters. */
    {"FG_FG_RL0_RL1_hEuEu", "for<'a> fn(for<'b> fn(&'b &'a u8))"},
    {"DNtC1a1TEL_", "dyn a::T"},
    {"DNtC1a1TNtC1a1UEL_", "dyn a::T + a::U"},
    {"DNtC1a1Tp4ItemhEL_", "dyn a::T<Item = u8>"},
    {"DNtC1a1Tp1Ahp1BtEL_", "dyn a::T<A = u8, B = u16>"},
    {"DINtC1a1ThEp1BtEL_", "dyn a::T<u8, B = u16>"},
    {"DG_INtC1a1TRL0_hEEL_", "dyn for<'a> a::T<&'a u8>"},
    {"FG_DNtC1a1TEL0_Eu", "for<'a> fn(dyn a::T + 'a)"},
    {"L_", "'_"},
    {"Kj0_", "0"},
    {"Koffffffffffffffff_", "18446744073709551615"},
    {"Kan3_", "-3"},
    {"Kb0_", "false"},
    {"Kb1_", "true"},
    {"Kc41_", "'A'"},
    {"Kp", "_"},
    {"NtC1a1S", "a::S"},
    {"NtNtC1a1m1S", "a::m::S"},
    {"INtC1a1ShE", "a::S<u8>"},
    {"INtC1a1SE", "a::S<>"},
    {"NCNvC1a1g0", "a::g::{closure#0}"},
    {"NCNvC1a1gs0_0", "a::g::{closure#2}"},
    {"NSNvC1a1g6vtable", "a::g::{shim:vtable#0}"},
    {"NZNvC1a1gs_3abc", "a::g::{Z:abc#1}"},
    {"NvMC1ah3get", "<u8>::get"},
    {"NvXC1ahNtC1a1T2go", "<u8 as a::T>::go"},
    {"NvYhNtC1a1T2go", "<u8 as a::T>::go"},
};

/*
 * As the last argument of "a::ff…f::<(u8, u8, …), ARGUMENT>", of which the beginning has
 * `before` bytes; returns whether that is a name, which it must be if it fits.
 */
static void check_argument(const char *argument, const char *want_argument, size_t before)
{
	size_t tuple = (before - 20) / 4, rest = before - 5 - tuple * 4;
	char symbol[1024], want[1024], text[KI_RUST_NAME_MOST];
	int size =
	    snprintf(symbol, sizeof(symbol), "_RINvC1a%zu%.*sT%.*sE%sE", rest, (int)rest,
		     "ffffffffffffffffffffffff", (int)tuple,
		     "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"
		     "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh",
		     argument);
	struct koops_str path = KI_STR("before");
	size_t at = (size_t)snprintf(want, sizeof(want), "a::%.*s::<(", (int)rest,
				     "ffffffffffffffffffffffff");

	ck_assert_int_lt(size, KI_RUST_NAME_MOST);
	for (size_t i = 0; i < tuple; i++)
		at += (size_t)snprintf(want + at, sizeof(want) - at, i ? ", u8" : "u8");
	ck_assert_uint_eq(at, before);
	at += (size_t)snprintf(want + at, sizeof(want) - at, "), %s>", want_argument);
	ck_assert_msg(ki_rust_name(ki_str(symbol), text, &path) == (at <= KI_RUST_NAME_MOST),
		      "%s of %zu bytes", symbol, at);
	ck_assert_msg(ki_str_eq(path, ki_str(at <= KI_RUST_NAME_MOST ? want : "before")),
		      "%s: '%.*s', want '%s'", symbol, KI_ARG(path), want);
}

/* Each argument, and where it ends just before, at or behind the longest name. */
START_TEST(arguments_that_fit_or_not)
{
	for (size_t before = KI_RUST_NAME_MOST - 60; before < KI_RUST_NAME_MOST + 8; before++)
		check_argument(arguments[_i].symbol, arguments[_i].name, before);
	check_argument(arguments[_i].symbol, arguments[_i].name, 32);
}
END_TEST

/* No prefix of a symbol is one, and none is read past its end. */
START_TEST(cut_symbols_are_none)
{
	char text[KI_RUST_NAME_MOST];
	struct koops_str path, whole = ki_str("_RNvMNtCs4Q2Qx8jI5j6_1a1mINtB2_1SmE3get");

	for (size_t size = 0; size < whole.size; size++) {
		char *copy = malloc(size + 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole.data, size);
		ck_assert_msg(!ki_rust_name((struct koops_str){copy, size}, text, &path), "%zu",
			      size);
		free(copy);
	}
}
END_TEST

START_TEST(hostile_symbols_are_none)
{
	static const char *const cases[] = {
	    "",
	    "_R",
	    "_RNvB_",
	    "_RB_1a",
	    "_RMC1aB_",
	    "_RNvC1a99999999999999999999x",
	    "_RNvC1a9ab",
	    "_ZN3fooE",
	    "_ZN3foo3barEv",
	    "_ZN17h0123456789abcdefE",
	    "main",
	    "_RINvC1a1fL0_E",
	    /* Constants: not ASCII, upper case, too many digits, of no type; a name that is none.
	     */
	    "_RINvC1a1fKcff_E",
	    "_RINvC1a1fKc1f_E",
	    "_RINvC1a1fKj1A_E",
	    "_RINvC1a1fKj12345678901234567_E",
	    "_RINvC1a1fKe1_E",
	    "_RINvC1a1fK",
	    "_RINvC1a1fKB_E",
	    "_RNvC1ax3ext",
	    "_RN0C1a3ext",
	    "_RNvMC1a",
	    "_RNvXC1ah",
	    /* Lifetimes of no binder, behind 'z, and too many of them. */
	    "_RINvC1a1fFG_RL1_hEuE",
	    "_RINvC1a1fFGp_RL0_hEuE",
	    "_RINvC1a1fFGzz_EuE",
	    "_RINvC1a1fRL0_hE",
	    /* Nothing that binds it, or no lifetime at all. */
	    "_RINvC1a1fDNtC1a1TEE",
	    "_RINvC1a1fDNtC1a1TEL0_E",
	    "_RINvC1a1fDNtC1a1Tp9ItemhEL_E",
	    "_RINvC1a1fFKxEuE",
	    "_RINvC1a1fgE",
	    "_RINvC1a1fAhE",
	    /* Twice as long with each reference. */
	    "_RINvC1a1fTttttttttETB7_B7_B7_B7_B7_B7_ETBi_Bi_Bi_Bi_Bi_Bi_Bi_ETBA_BA_BA_BA_BA_BA_BA_E"
	    "TBX_BX_BX_BX_BX_BX_BX_BX_EE",
	};
	char text[KI_RUST_NAME_MOST], deep[400] = "_RNvC1a";
	struct koops_str path;

	for (size_t i = 0; i < KI_LENGTH(cases); i++)
		ck_assert_msg(!ki_rust_name(ki_str(cases[i]), text, &path), "%s", cases[i]);
	memset(deep + 2, 'R', sizeof(deep) - 3);
	deep[2] = 'M';
	ck_assert(!ki_rust_name(ki_str(deep), text, &path));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rust");
	TCase *tcase = tcase_create("rust");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, paths_of_symbols, 0, KI_LENGTH(symbols));
	tcase_add_loop_test(tcase, arguments_that_fit_or_not, 0, KI_LENGTH(arguments));
	tcase_add_test(tcase, cut_symbols_are_none);
	tcase_add_test(tcase, hostile_symbols_are_none);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
