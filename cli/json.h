/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON objects on standard output, a line each.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <yajl/yajl_gen.h>

#include "koops.h"

/* Begins an object; NULL, and a message, for want of memory. */
yajl_gen json_begin(void);
/* Ends it; false if it could not be written. */
bool json_end(yajl_gen json);

void json_key(yajl_gen json, const char *key);
/* Nothing for an empty string. */
void json_string(yajl_gen json, const char *key, const char *value);
/* A string of a list. */
void json_item(yajl_gen json, const char *value);
void json_number(yajl_gen json, const char *key, unsigned long long value);
void json_flag(yajl_gen json, const char *key, bool value);

#endif
