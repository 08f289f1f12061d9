/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parse stage: lines become reports.  The only user of PCRE2.
 */
#ifndef KI_PARSE_PARSE_H
#define KI_PARSE_PARSE_H

#include "core/error.h"
#include "model/line.h"
#include "model/report.h"

/* The kinds, compiled; immutable. */
struct ki_rules;

enum koops_status ki_rules_new(const struct ki_mem *mem, struct koops_error *error,
			       struct ki_rules **rules);
void ki_rules_free(struct ki_rules *rules);
bool ki_rules_kind(const struct ki_rules *rules, size_t number, struct koops_kind *kind);
/* A literal that every line by which a report can begin has; NULL behind the end. */
const char *ki_rules_anchor(const struct ki_rules *rules, size_t number);

/*
 * Gives the rules a quicker way to see that a text has none of their anchors; it may
 * take others for one.  Before the rules are used.
 */
typedef bool (*ki_has_anchor_fn)(struct koops_str text, const void *user);
void ki_rules_prefilter(struct ki_rules *rules, ki_has_anchor_fn has_anchor, const void *user);

/* Reads the lines of one log. */
struct ki_parse;

/* Takes over a report that is complete but for its signature, in the order of their ends. */
typedef enum koops_status (*ki_report_fn)(struct koops_report *report, void *user);

enum koops_status ki_parse_new(const struct ki_mem *mem, const struct ki_rules *rules,
			       size_t max_report, ki_report_fn emit, void *user,
			       struct ki_parse **parse);
void ki_parse_free(struct ki_parse *parse);
/* From here on `watch` is told of the lines, all but their wrapping. */
void ki_parse_watch(struct ki_parse *parse, koops_line_fn watch, void *user);
/* Fails with KOOPS_E_MEMORY or with what `emit` returned. */
enum koops_status ki_parse_line(struct ki_parse *parse, const struct ki_line *line);
/* Ends the reports that are open: the log is at its end, or silent. */
enum koops_status ki_parse_flush(struct ki_parse *parse);
/* Whether no report is open, so that only a line with an anchor matters. */
bool ki_parse_quiet(const struct ki_parse *parse);

#endif
