/* SPDX-License-Identifier: BSD-2-Clause */
#include "../run.h"
#include "core/buf.h"
#include "input/decode.h"

static enum koops_status take(struct koops_str bytes, void *user)
{
	ki_buf_put(user, bytes);
	return KOOPS_OK;
}

static void expect_chunked(struct koops_str in, struct koops_str want, size_t chunk)
{
	struct ki_decode decode = {0};
	struct ki_mem mem;
	struct ki_buf out;

	ck_assert(ki_mem_init(&mem, NULL));
	ki_buf_init(&out, &mem);
	for (size_t at = 0; at < in.size; at += chunk)
		ck_assert_int_eq(
		    ki_decode_feed(&decode, ki_str_to(ki_str_from(in, at), chunk), take, &out),
		    KOOPS_OK);
	ck_assert_int_eq(ki_decode_finish(&decode, take, &out), KOOPS_OK);
	ck_assert_msg(ki_str_eq(ki_buf_str(&out), want), "chunks of %zu: got '%.*s'", chunk,
		      KI_ARG(ki_buf_str(&out)));
	ki_buf_free(&out);
}

/* In chunks of every size. */
static void expect(struct koops_str in, struct koops_str want)
{
	for (size_t chunk = 1; chunk <= in.size + 1; chunk++)
		expect_chunked(in, want, chunk);
}

START_TEST(bytes_pass)
{
	expect(KI_STR(""), KI_STR(""));
	expect(KI_STR("a"), KI_STR("a"));
	expect(KI_STR("\xef"), KI_STR("\xef"));
	expect(KI_STR("\xef\xbb"), KI_STR("\xef\xbb"));
	expect(KI_STR("\xff"
		      "abc"),
	       KI_STR("\xff"
		      "abc"));
	expect(KI_STR("BUG: x\r\n\xc3\xa9\xff\n"), KI_STR("BUG: x\r\n\xc3\xa9\xff\n"));
}
END_TEST

START_TEST(marks_go)
{
	expect(KI_STR("\xef\xbb\xbf"
		      "BUG"),
	       KI_STR("BUG"));
	expect(KI_STR("\xef\xbb\xbf"), KI_STR(""));
	expect(KI_STR("\xff\xfe"), KI_STR(""));
}
END_TEST

/* Pairs and their halves: Unicode, table 3-5. */
START_TEST(utf16_becomes_utf8)
{
	expect(KI_STR("\xff\xfe"
		      "B\0U\0\n\0"),
	       KI_STR("BU\n"));
	expect(KI_STR("\xfe\xff"
		      "\0B\0U\0\n"),
	       KI_STR("BU\n"));
	expect(KI_STR("\xff\xfe\xe9\0\x1c\x20"), KI_STR("\xc3\xa9\xe2\x80\x9c"));
	expect(KI_STR("\xff\xfe\x3d\xd8\xa9\xdc"), KI_STR("\xf0\x9f\x92\xa9"));
	expect(KI_STR("\xfe\xff\xd8\x3d\0A"), KI_STR("\xef\xbf\xbd"
						     "A"));
	expect(KI_STR("\xfe\xff\xdc\xa9\0A"), KI_STR("\xef\xbf\xbd"
						     "A"));
	expect(KI_STR("\xfe\xff\0A\xd8\x3d"), KI_STR("A\xef\xbf\xbd"));
	expect(KI_STR("\xff\xfe"
		      "A\0B"),
	       KI_STR("A\xef\xbf\xbd"));
}
END_TEST

START_TEST(long_texts_are_whole)
{
	static char in[2 + 2 * 5000], want[5000];

	memcpy(in, "\xff\xfe", 2);
	for (size_t i = 0; i < sizeof(want); i++) {
		want[i] = (char)('a' + i % 26);
		in[2 + 2 * i] = want[i];
	}
	for (size_t chunk = 997; chunk < 1003; chunk++)
		expect_chunked((struct koops_str){in, sizeof(in)},
			       (struct koops_str){want, sizeof(want)}, chunk);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    bytes_pass,
	    marks_go,
	    utf16_becomes_utf8,
	    long_texts_are_whole,
	};

	return run_tests("input-decode", tests, KI_LENGTH(tests));
}
