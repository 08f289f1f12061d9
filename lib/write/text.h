/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_WRITE_TEXT_H
#define KI_WRITE_TEXT_H

#include "model/report.h"
#include "write/page.h"

/* A frame on one line: its name or address, its module, and from `column` on its file and line. */
void ki_text_frame(struct ki_page *page, const struct koops_report *report,
		   const struct koops_frame *frame, size_t column);
/* A task: "repro (pid 516, uid 0) on CPU 0", as far as it is known. */
void ki_text_task(struct ki_page *page, struct koops_str comm, struct ki_number pid,
		  struct ki_number uid, struct ki_number cpu);
/* The traces of a report. */
void ki_text_traces(struct ki_page *page, const struct koops_report *report);

#endif
