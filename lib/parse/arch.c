/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse/arch.h"

bool ki_arch_take_pc(struct koops_str *text)
{
	struct koops_str trimmed = ki_str_trim_start(*text);

	for (const struct ki_arch *const *arch = ki_archs; *arch; arch++)
		for (const char *const *pc = (*arch)->pc; *pc; pc++) {
			struct koops_str rest = trimmed;

			if (!ki_take(&rest, ki_str(*pc)))
				continue;
			*text = ki_str_trim_start(rest);
			return true;
		}
	return false;
}

bool ki_arch_is_user_pc(struct koops_str text)
{
	struct koops_str rest = text;

	if (!ki_arch_take_pc(&rest))
		return false;
	for (const struct ki_arch *const *arch = ki_archs; *arch; arch++)
		for (const char *const *segment = (*arch)->user_segments; *segment; segment++)
			if (ki_str_starts(rest, ki_str(*segment)))
				return true;
	return false;
}

static bool take_name(struct koops_str *text, struct koops_str *name)
{
	for (const struct ki_arch *const *arch = ki_archs; *arch; arch++)
		for (const char *const *known = (*arch)->registers; *known; known++) {
			struct koops_str rest = *text;

			if (!ki_take(&rest, ki_str(*known)))
				continue;
			if (rest.size && ki_is_alnum(rest.data[0]))
				continue;
			ki_take_blanks(&rest);
			if (!ki_take_char(&rest, ':'))
				continue;
			ki_take_blanks(&rest);
			*name = ki_str(*known);
			*text = rest;
			return true;
		}
	return false;
}

bool ki_arch_take_register(struct koops_str *text, struct koops_str *name, struct koops_str *value)
{
	struct koops_str rest = *text;
	size_t digits = 0;

	ki_take_blanks(&rest);
	if (!take_name(&rest, name) || !ki_take_word(&rest, value))
		return false;
	/* "0018:ffffc90000fbb260", "00007fe17f501740(0000)", "[<c0123456>]" */
	for (size_t i = 0; i < value->size; i++) {
		char c = value->data[i];

		digits += ki_hex_digit(c) >= 0;
		if (ki_hex_digit(c) < 0 && !strchr(":()[]<>x", c))
			return false;
	}
	if (digits < 2)
		return false;
	*text = rest;
	return true;
}

bool ki_arch_is_registers(struct koops_str text)
{
	struct koops_str name, value;

	return ki_arch_take_register(&text, &name, &value);
}
