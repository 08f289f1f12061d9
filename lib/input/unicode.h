/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KI_INPUT_UNICODE_H
#define KI_INPUT_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/* Stands for what is no character. */
enum { KI_REPLACEMENT = 0xfffd };

/* Writes a character in UTF-8, KI_REPLACEMENT for what is none; returns the bytes written. */
size_t ki_utf8_put(uint32_t c, char out[4]);

#endif
