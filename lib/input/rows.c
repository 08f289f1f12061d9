/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/row.h"

/* Hosts, and names of months and days in all languages, for which there is HIGH. */
#define WORDS KI_LETTERS KI_CAPITALS KI_DIGITS
#define HIGH KI_CLASS_HIGH

const struct ki_row ki_rows[] = {
    /* What people put before each line. */
    {"quote", KI_ROW_MARGIN, ">", 0, ki_take_quote},
    /* How the text is written. */
    {"base64", KI_ROW_CODING, "", 0, ki_take_base64},
    {"qp", KI_ROW_CODING, "Cc", KI_CLASS_EQUALS, ki_take_qp},
    {"object", KI_ROW_FIELD, "{[-d", 0, ki_take_object, NULL, "{"},
    {"caret", KI_ROW_CODING, "", KI_CLASS_CARET, ki_take_caret},
    {"terminal", KI_ROW_CODING, "", KI_CLASS_CONTROL, ki_take_controls},
    {"unicode", KI_ROW_CODING, "", KI_CLASS_HIGH, ki_take_unicode},
    {"html", KI_ROW_CODING, "", KI_CLASS_LESS | KI_CLASS_AMPERSAND, ki_take_html},
    /* What they put around it. */
    {"fence", KI_ROW_MARGIN, "`~{[(=", 0, ki_take_fence, NULL, "cs/"},
    {"pstore", KI_ROW_FIELD, "PORESHU", 0, ki_take_pstore},
    /* Records. */
    {"members", KI_ROW_FIELD, "\"{}]" KI_DIGITS, 0, ki_take_members},
    {"export", KI_ROW_FIELD, "_" KI_CAPITALS, 0, ki_take_export},
    {"dictionary", KI_ROW_FIELD, KI_CAPITALS, 0, ki_take_dictionary},
    {"kmsg", KI_ROW_FIELD, KI_DIGITS, 0, ki_take_kmsg},
    /* What stands before each line. */
    {"rfc5424", KI_ROW_STAMP, "<", 0, ki_take_rfc5424},
    {"syslog", KI_ROW_STAMP, "<" WORDS, HIGH, ki_take_syslog, "<" KI_DIGITS},
    {"xen", KI_ROW_STAMP, "(", 0, ki_take_xen},
    {"decoded", KI_ROW_STAMP, KI_LETTERS, 0, ki_take_decoded, ""},
    {"printk", KI_ROW_STAMP, "[<", 0, ki_take_printk},
    {"dmesg", KI_ROW_STAMP, "[", 0, ki_take_dmesg},
    {"vendor", KI_ROW_STAMP, "([.-c" KI_CAPITALS, 0, ki_take_vendor},
    {"logcat", KI_ROW_STAMP, "VDIWEF" KI_DIGITS, 0, ki_take_logcat, ""},
    {"monotonic", KI_ROW_STAMP, WORDS, 0, ki_take_monotonic, ""},
    {"timestamp", KI_ROW_STAMP, "[" WORDS, HIGH, ki_take_timestamp, "[" KI_DIGITS},
    {"prompt", KI_ROW_MARGIN, "[/~" KI_LETTERS KI_CAPITALS, 0, ki_take_prompt, "[/~"},
    {"margin", KI_ROW_MARGIN, "", 0, ki_take_margin},
};

const size_t ki_row_count = KI_LENGTH(ki_rows);
