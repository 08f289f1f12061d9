/* SPDX-License-Identifier: BSD-2-Clause */
#include <check.h>
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
	tcase_add_test(tcase, cut_symbols_are_none);
	tcase_add_test(tcase, hostile_symbols_are_none);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
