/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/utf8.h"

enum koops_status ki_fail(struct koops_error *error, enum koops_status status, const char *format,
			  ...)
{
	char raw[sizeof(error->message)];
	struct koops_str message = {raw, 0};
	va_list args;
	int size;

	if (!error)
		return status;
	*error = (struct koops_error){.status = status};
	va_start(args, format);
	size = vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	if (size > 0)
		message.size = (size_t)size < sizeof(raw) ? (size_t)size : sizeof(raw) - 1;
	/* What has to be cleaned may become longer. */
	if (!ki_utf8_is_clean(message))
		message = ki_str_to(message, (sizeof(raw) - 1) / KI_UTF8_CLEAN_MOST);
	error->message[ki_utf8_clean(message, error->message)] = '\0';
	return status;
}

enum koops_status ki_fail_memory(struct koops_error *error)
{
	return ki_fail(error, KOOPS_E_MEMORY, "out of memory");
}

const char *koops_status_name(enum koops_status status)
{
	switch (status) {
	case KOOPS_OK:
		return "ok";
	case KOOPS_E_MEMORY:
		return "out of memory";
	case KOOPS_E_INVALID:
		return "invalid parameter";
	case KOOPS_E_IO:
		return "input/output error";
	case KOOPS_E_FORMAT:
		return "not the expected format";
	case KOOPS_E_MISMATCH:
		return "symbols of another kernel";
	case KOOPS_E_STOPPED:
		return "stopped by the callback";
	}
	return "unknown status";
}
