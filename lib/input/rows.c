/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/row.h"

/* Hosts, and names of months and days in all languages, for which there is HIGH. */
#define WORDS KI_LETTERS KI_CAPITALS KI_DIGITS
#define HIGH KI_CLASS_HIGH

#define COLON KI_CLASS_COLON
#define CLOCK KI_CLASS_CLOCK
#define EQUALS KI_CLASS_EQUALS

const struct ki_row ki_rows[] = {
    /* What people put before each line. */
    {"quote", KI_ROW_MARGIN, ">", 0, ki_take_quote},
    /* How the text is written. */
    {"base64", KI_ROW_CODING, "", 0, ki_take_base64},
    {"qp", KI_ROW_CODING, "Cc", EQUALS, ki_take_qp},
    {"object", KI_ROW_FIELD, "{[-d", 0, ki_take_object, COLON, "{[-", "{"},
    {"caret", KI_ROW_CODING, "", KI_CLASS_CARET, ki_take_caret},
    {"terminal", KI_ROW_CODING, "", KI_CLASS_CONTROL, ki_take_controls},
    {"unicode", KI_ROW_CODING, "", HIGH, ki_take_unicode},
    {"html", KI_ROW_CODING, "", KI_CLASS_LESS | KI_CLASS_AMPERSAND, ki_take_html},
    /* What they put around it. */
    {"fence", KI_ROW_MARGIN, "`~{[(=", 0, ki_take_fence, .second = "cs/"},
    {"pstore", KI_ROW_FIELD, "PORESHU", 0, ki_take_pstore, KI_CLASS_HASH, ""},
    /* Records. */
    {"members", KI_ROW_FIELD, "\"{}]" KI_DIGITS, 0, ki_take_members},
    {"export", KI_ROW_FIELD, "_" KI_CAPITALS, 0, ki_take_export, EQUALS, ""},
    {"dictionary", KI_ROW_FIELD, KI_CAPITALS, 0, ki_take_dictionary, EQUALS, ""},
    {"kmsg", KI_ROW_FIELD, KI_DIGITS, 0, ki_take_kmsg},
    /* What stands before each line. */
    {"rfc5424", KI_ROW_STAMP, "<", 0, ki_take_rfc5424},
    {"syslog", KI_ROW_STAMP, "<" WORDS, HIGH, ki_take_syslog, CLOCK, "<" KI_DIGITS},
    {"xen", KI_ROW_STAMP, "(", 0, ki_take_xen},
    {"decoded", KI_ROW_STAMP, KI_LETTERS, 0, ki_take_decoded, COLON, ""},
    {"printk", KI_ROW_STAMP, "[<", 0, ki_take_printk},
    {"dmesg", KI_ROW_STAMP, "[", 0, ki_take_dmesg},
    {"vendor", KI_ROW_STAMP, "([.-c" KI_CAPITALS, 0, ki_take_vendor,
     .second_letter = "[" KI_DIGITS},
    {"logcat", KI_ROW_STAMP, "VDIWEF" KI_DIGITS, 0, ki_take_logcat, COLON, "", .outside = true},
    {"monotonic", KI_ROW_STAMP, WORDS, 0, ki_take_monotonic, COLON, ""},
    {"timestamp", KI_ROW_STAMP, "[" WORDS, HIGH, ki_take_timestamp, CLOCK, "[" KI_DIGITS},
    {"prompt", KI_ROW_MARGIN, "[/~" KI_LETTERS KI_CAPITALS, 0, ki_take_prompt, COLON, "[/~",
     .outside = true},
    {"margin", KI_ROW_MARGIN, "", 0, ki_take_margin, .outside = true},
};

const size_t ki_row_count = KI_LENGTH(ki_rows);
