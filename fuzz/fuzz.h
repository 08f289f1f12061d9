/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fuzz targets share.  A property that does not hold ends the program.
 */
#ifndef KOOPS_FUZZ_H
#define KOOPS_FUZZ_H

#include <koops.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

_Noreturn void fuzz_fail(const char *what);

/* Bytes that grow. */
struct fuzz_text {
	char *data;
	size_t size, capacity;
};

/* A koops_write_fn that appends to a struct fuzz_text. */
bool fuzz_append(const char *data, size_t size, void *user);
void fuzz_puts(struct fuzz_text *text, const char *string);
void fuzz_printf(struct fuzz_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void fuzz_free(struct fuzz_text *text);
void fuzz_same(const struct fuzz_text *a, const struct fuzz_text *b, const char *what);

/* Made once. */
const struct koops_ctx *fuzz_ctx(void);

/* Feeds a log in pieces of `step` bytes, and appends its reports as JSON; all else is checked. */
void fuzz_read(const struct koops_ctx *ctx, const char *data, size_t size, size_t step,
	       struct fuzz_text *json);

/* The name of a file in memory that holds the bytes; the caller closes `fd`. */
void fuzz_file(const void *data, size_t size, int *fd, char name[64]);

#endif
