/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/*
 * Bytes of the character that `text` begins with; 0 if it is a control
 * character or no UTF-8 (overlong forms and surrogates of three bytes and
 * more pass: no terminal obeys those).
 */
static size_t printable(const unsigned char *text)
{
	size_t size = text[0] < 0x80   ? 1
		      : text[0] < 0xc2 ? 0
		      : text[0] < 0xe0 ? 2
		      : text[0] < 0xf0 ? 3
				       : 4;

	if (text[0] < 0x20 || text[0] == 0x7f || text[0] > 0xf4)
		return 0;
	/* U+0080 to U+009F are control characters too. */
	if (text[0] == 0xc2 && text[1] < 0xa0)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

bool cli_is_printable(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;

	while (at < end) {
		size_t bytes = printable(at);

		if (!bytes)
			return false;
		at += bytes;
	}
	return true;
}

/* A cli_later_fn; the message has its NUL. */
static bool say(const char *message, size_t size, void *user)
{
	const unsigned char *at = (const unsigned char *)message;

	(void)size;
	(void)user;
	/* On a terminal, it comes behind the reports that it came after. */
	cli_flush();
	fputs("koops: ", stderr);
	while (*at) {
		size_t bytes = printable(at);

		if (bytes)
			fwrite(at, 1, bytes, stderr);
		else
			fprintf(stderr, "\\x%02x", *at);
		at += bytes ? bytes : 1;
	}
	fputs("\n", stderr);
	return true;
}

void cli_error(const char *format, ...)
{
	/* A file name of PATH_MAX and what is said of it. */
	char message[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	cli_later(say, NULL, message, strlen(message) + 1);
}
