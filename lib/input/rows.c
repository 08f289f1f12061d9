/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/row.h"

const struct ki_row ki_rows[] = {
    {"terminal", "", KI_CLASS_CONTROL, ki_take_controls},
    {"quote", ">", 0, ki_take_quote},
    {"kmsg", KI_DIGITS, 0, ki_take_kmsg},
    {"decoded", KI_LETTERS, 0, ki_take_decoded},
    {"printk", "[<", 0, ki_take_printk},
    {"dmesg", "[", 0, ki_take_dmesg},
};

const size_t ki_row_count = KI_LENGTH(ki_rows);
