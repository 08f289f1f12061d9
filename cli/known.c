/* SPDX-License-Identifier: BSD-2-Clause */
#include "known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { HASH_DIGITS = 32 };

static const char digits[] = "0123456789abcdef";
static const char blanks[] = " \t\r\n\v\f";

/* The bytes of "k1-", or of the same of another version; 0 if it isn't there. */
static size_t version_size(const char *text)
{
	size_t number = text[0] == 'k' ? strspn(text + 1, "0123456789") : 0;

	return number && text[1 + number] == '-' ? number + 2 : 0;
}

bool known_is_meant(const char *text)
{
	return version_size(text) > 0;
}

/* What is wrong with a signature; NULL if nothing is. */
static const char *problem(struct koops_str key)
{
	size_t size = version_size(key.data);
	bool made = false;
	const char *version;

	if (!size)
		return "is no signature, which is k1- and 32 digits of 0-9a-f";
	for (size_t i = 0; (version = koops_signature_version(i)) != NULL; i++)
		made |= strlen(version) == size - 1 && !memcmp(key.data, version, size - 1);
	if (!made)
		return "is a signature of a version that this koops does not make";
	if (key.size != size + HASH_DIGITS || strspn(key.data + size, digits) != HASH_DIGITS)
		return "is no whole signature, which has 32 digits of 0-9a-f";
	return NULL;
}

bool known_add(struct known *known, const char *where, struct koops_str key, const char *note)
{
	const char *wrong = problem(key);
	struct table_entry *entry;

	if (wrong) {
		cli_error("%s%.*s %s", where, (int)(key.size < 80 ? key.size : 80), key.data,
			  wrong);
		return false;
	}
	entry = table_at(&known->table, key);
	if (!entry)
		return false;
	if (!entry->value)
		entry->value = strdup(note);
	if (!entry->value)
		cli_error("out of memory");
	return entry->value != NULL;
}

/* A line of a list, without its end. */
static bool add_line(struct known *known, const char *where, char *line)
{
	char *key = line + strspn(line, blanks), *end = key + strcspn(key, blanks);
	char *note = end + strspn(end, blanks);

	if (!*key || *key == '#')
		return true;
	for (char *c = note; *c; c++)
		if (strchr(blanks, *c))
			*c = ' ';
	*end = '\0';
	if (!cli_is_printable(note, strlen(note))) {
		cli_error("%sthis is no text", where);
		return false;
	}
	return known_add(known, where, (struct koops_str){key, (size_t)(end - key)}, note);
}

static bool read_lines(struct known *known, const char *file, FILE *stream)
{
	size_t capacity = 0, number = 0;
	bool good = true;
	char *line = NULL, where[4096 + 32];
	ssize_t size;

	while (good && (size = getline(&line, &capacity, stream)) > 0) {
		while (size && strchr(blanks, line[size - 1]))
			line[--size] = '\0';
		snprintf(where, sizeof(where), "%s:%zu: ", file, ++number);
		good = add_line(known, where, line);
	}
	free(line);
	if (good && ferror(stream)) {
		cli_error("%s: %s", file, strerror(errno));
		good = false;
	}
	return good;
}

bool known_read(struct known *known, const char *file)
{
	FILE *stream = fopen(file, "re");
	bool good;

	if (!stream) {
		cli_error("%s: %s", file, strerror(errno));
		return false;
	}
	good = read_lines(known, file, stream);
	fclose(stream);
	return good;
}

const char *known_find(const struct known *known, struct koops_str key)
{
	const struct table_entry *entry = table_find(&known->table, key);

	return entry ? entry->value : NULL;
}

void known_free(struct known *known)
{
	for (size_t i = 0; i < known->table.capacity; i++)
		if (known->table.slots[i])
			free(known->table.slots[i]->value);
	table_free(&known->table);
}
