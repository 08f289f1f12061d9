/* SPDX-License-Identifier: BSD-2-Clause */
#include "write/write.h"

enum koops_status koops_report_write_text(const struct koops_report *report,
					  const struct koops_text_options *options,
					  koops_write_fn write, void *user)
{
	if (!report || !write || (options && options->size != sizeof(*options)))
		return KOOPS_E_INVALID;
	return ki_write_text(report, options, write, user);
}

enum koops_status koops_report_write_json(const struct koops_report *report, koops_write_fn write,
					  void *user)
{
	if (!report || !write)
		return KOOPS_E_INVALID;
	return ki_write_json(report, write, user);
}
