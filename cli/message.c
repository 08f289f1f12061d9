/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/*
 * Bytes of the character that the text begins with; 0 if it is a control
 * character or no UTF-8 (overlong forms and surrogates of three bytes and
 * more pass: no terminal obeys those).
 */
static size_t printable(const unsigned char *text, const unsigned char *end)
{
	size_t size = text[0] < 0x80   ? 1
		      : text[0] < 0xc2 ? 0
		      : text[0] < 0xe0 ? 2
		      : text[0] < 0xf0 ? 3
				       : 4;

	if (text[0] < 0x20 || text[0] == 0x7f || text[0] > 0xf4)
		return 0;
	if (size > (size_t)(end - text))
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* U+0080 to U+009F are control characters too. */
	return text[0] == 0xc2 && text[1] < 0xa0 ? 0 : size;
}

bool cli_is_printable(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;

	while (at < end) {
		size_t bytes = printable(at, end);

		if (!bytes)
			return false;
		at += bytes;
	}
	return true;
}

bool cli_write_shown(const char *data, size_t size, void *user)
{
	const unsigned char *at = (const unsigned char *)data, *end = at + size, *from = at;
	bool good = true;

	while (at < end && good) {
		size_t bytes = *at == '\n' || *at == '\t' ? 1 : printable(at, end);

		at += bytes;
		if (bytes)
			continue;
		good = cli_write((const char *)from, (size_t)(at - from), user);
		if (*at != '\r' || at + 1 == end || at[1] != '\n')
			good = good && cli_printf("\\x%02x", *at);
		from = ++at;
	}
	return good && cli_write((const char *)from, (size_t)(at - from), user);
}

/* A cli_later_fn; the message has its NUL. */
static bool say(const char *message, size_t size, void *user)
{
	const unsigned char *at = (const unsigned char *)message, *end = at + size - 1;

	(void)user;
	/* On a terminal, it comes behind the reports that it came after. */
	cli_flush();
	fputs("koops: ", stderr);
	while (at < end) {
		size_t bytes = printable(at, end);

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
