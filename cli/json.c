/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

static void print(void *user, const char *data, size_t size)
{
	cli_write(data, size, user);
}

yajl_gen json_begin(void)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	if (!json) {
		cli_error("out of memory");
		return NULL;
	}
	yajl_gen_config(json, yajl_gen_print_callback, print, NULL);
	yajl_gen_map_open(json);
	return json;
}

bool json_end(yajl_gen json)
{
	yajl_gen_map_close(json);
	yajl_gen_free(json);
	return cli_puts("\n");
}

static void put_string(yajl_gen json, const char *text)
{
	yajl_gen_string(json, (const unsigned char *)text, strlen(text));
}

void json_key(yajl_gen json, const char *key)
{
	put_string(json, key);
}

void json_string(yajl_gen json, const char *key, const char *value)
{
	if (!*value)
		return;
	put_string(json, key);
	put_string(json, value);
}

void json_item(yajl_gen json, const char *value)
{
	put_string(json, value);
}

void json_number(yajl_gen json, const char *key, unsigned long long value)
{
	char digits[24];

	put_string(json, key);
	snprintf(digits, sizeof(digits), "%llu", value);
	yajl_gen_number(json, digits, strlen(digits));
}

void json_flag(yajl_gen json, const char *key, bool value)
{
	put_string(json, key);
	yajl_gen_bool(json, value);
}
