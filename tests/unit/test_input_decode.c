/* SPDX-License-Identifier: BSD-2-Clause */
#include "../run.h"
#include "core/buf.h"
#include "input/decode.h"
#include "input/unicode.h"

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
	/* A mark is one at the beginning only. */
	expect(KI_STR("x\xef\xbb\xbfy"), KI_STR("x\xef\xbb\xbfy"));
	expect(KI_STR("x\xff\xfey"), KI_STR("x\xff\xfey"));
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
	/* At once, that is more than is handed on at a time. */
	expect_chunked((struct koops_str){in, sizeof(in)}, (struct koops_str){want, sizeof(want)},
		       sizeof(in));
}
END_TEST

/* A reader of text, what it returns, and how often it was called. */
struct reader {
	enum koops_status status;
	size_t calls;
};

static enum koops_status count(struct koops_str bytes, void *user)
{
	struct reader *reader = user;

	ck_assert_uint_gt(bytes.size, 0);
	reader->calls++;
	return reader->status;
}

/* Characters are handed on many at a time, a KiB or so. */
START_TEST(characters_come_together)
{
	static char in[2 + 2 * 5000] = "\xff\xfe";
	struct ki_decode decode = {0};
	struct reader reader = {.status = KOOPS_OK};

	for (size_t i = 2; i < sizeof(in); i += 2)
		in[i] = 'x';
	ck_assert_int_eq(
	    ki_decode_feed(&decode, (struct koops_str){in, sizeof(in)}, count, &reader), KOOPS_OK);
	ck_assert_uint_eq(reader.calls, 5);
}
END_TEST

/* What the reader of the text returns ends it, and comes back: in the mark, in the text, behind it.
 */
START_TEST(failures_come_back)
{
	static char in[2 + 2 * 5000];
	struct ki_decode decode = {0};
	struct reader reader = {.status = KOOPS_E_MEMORY};

	ck_assert_int_eq(ki_decode_feed(&decode, KI_STR("BUG"), count, &reader), KOOPS_E_MEMORY);
	ck_assert_uint_eq(reader.calls, 1);
	decode = (struct ki_decode){0};
	ck_assert_int_eq(ki_decode_feed(&decode, KI_STR("\xef\xbb\xbf"), count, &reader), KOOPS_OK);
	ck_assert_int_eq(ki_decode_feed(&decode, KI_STR(""), count, &reader), KOOPS_OK);
	ck_assert_uint_eq(reader.calls, 1);
	ck_assert_int_eq(ki_decode_feed(&decode, KI_STR("x"), count, &reader), KOOPS_E_MEMORY);
	ck_assert_int_eq(ki_decode_finish(&decode, count, &reader), KOOPS_OK);
	ck_assert_uint_eq(reader.calls, 2);
	/* Once for all of it. */
	memset(in, 'x', sizeof(in));
	memcpy(in, "\xff\xfe", 2);
	decode = (struct ki_decode){0};
	reader.calls = 0;
	ck_assert_int_eq(
	    ki_decode_feed(&decode, (struct koops_str){in, sizeof(in)}, count, &reader),
	    KOOPS_E_MEMORY);
	ck_assert_uint_eq(reader.calls, 1);
	/* The half of a character that is left: once. */
	decode = (struct ki_decode){0};
	reader.calls = 0;
	ck_assert_int_eq(ki_decode_feed(&decode, KI_STR("\xff\xfe\x3d\xd8"), count, &reader),
			 KOOPS_OK);
	ck_assert_int_eq(ki_decode_finish(&decode, count, &reader), KOOPS_E_MEMORY);
	ck_assert_int_eq(ki_decode_finish(&decode, count, &reader), KOOPS_OK);
	ck_assert_uint_eq(reader.calls, 1);
}
END_TEST

/* Unicode, table 3-5: where units are halves of pairs; a byte order mark in the text is nothing. */
START_TEST(units_at_their_edges)
{
	expect(KI_STR("\xfe\xff\xd7\xff\xe0\x00\xff\xfd"),
	       KI_STR("\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbd"));
	expect(KI_STR("\xfe\xff\xd8\x00\xdc\x00\xdb\xff\xdf\xff"),
	       KI_STR("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
	expect(KI_STR("\xfe\xff\xd8\x00\xd8\x00\xdc\x01"), KI_STR("\xef\xbf\xbd\xf0\x90\x80\x81"));
	expect(KI_STR("\xfe\xff\0a\xfe\xff\0b\0c"), KI_STR("abc"));
	expect(KI_STR("\xfe\xff\xd8\x00\xe0\x00"), KI_STR("\xef\xbf\xbd\xee\x80\x80"));
	expect(KI_STR("\xff\xfe"
		      "a"),
	       KI_STR("\xef\xbf\xbd"));
	expect(KI_STR("\xfe"
		      "ab"),
	       KI_STR("\xfe"
		      "ab"));
}
END_TEST

/* RFC 3629, 3: where the number of bytes changes, and what is no character. */
START_TEST(characters_in_bytes)
{
	static const struct {
		uint32_t c;
		const char *bytes;
	} cases[] = {
	    {0x7f, "\x7f"},
	    {0x80, "\xc2\x80"},
	    {0x7ff, "\xdf\xbf"},
	    {0x800, "\xe0\xa0\x80"},
	    {0xd7ff, "\xed\x9f\xbf"},
	    {0xd800, "\xef\xbf\xbd"},
	    {0xdfff, "\xef\xbf\xbd"},
	    {0xe000, "\xee\x80\x80"},
	    {0xffff, "\xef\xbf\xbf"},
	    {0x10000, "\xf0\x90\x80\x80"},
	    {0x10ffff, "\xf4\x8f\xbf\xbf"},
	    {0x110000, "\xef\xbf\xbd"},
	    {0x154a, "\xe1\x95\x8a"},
	    {0xaaaaa, "\xf2\xaa\xaa\xaa"},
	};

	for (size_t i = 0; i < KI_LENGTH(cases); i++) {
		char bytes[4];
		struct koops_str got = {bytes, ki_utf8_put(cases[i].c, bytes)};

		ck_assert_msg(ki_str_eq(got, ki_str(cases[i].bytes)), "%x", (unsigned)cases[i].c);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    bytes_pass,
	    marks_go,
	    utf16_becomes_utf8,
	    long_texts_are_whole,
	    characters_come_together,
	    failures_come_back,
	    units_at_their_edges,
	    characters_in_bytes,
	};

	return run_tests("input-decode", tests, KI_LENGTH(tests));
}
