/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any log can be decoded: no line of it is lost, and no report's signature changes.
 * The first byte says whether symbols are forced on the log.
 */
#include "fuzz.h"

#include <string.h>

static struct koops_symbolizer *open_symbols(bool force)
{
	static struct koops_symbolizer *symbolizers[2];
	const char *nowhere[] = {NULL};
	const char *modules[] = {ELF_DIR "/tree", NULL};
	const struct koops_symbolizer_options options = {
	    .size = sizeof(options),
	    .vmlinux = ELF_DIR "/vmlinux",
	    .module_dirs = modules,
	    .debug_dirs = nowhere,
	    .force = force,
	};

	if (!symbolizers[force] &&
	    koops_symbolizer_new(fuzz_ctx(), &options, NULL, &symbolizers[force]) != KOOPS_OK)
		fuzz_fail("no symbols in " ELF_DIR);
	return symbolizers[force];
}

static size_t count_lines(const char *data, size_t size)
{
	size_t lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	return lines;
}

static void decode(struct koops_symbolizer *symbolizer, const char *log, size_t size)
{
	struct fuzz_text out = {0};
	enum koops_status status =
	    koops_decode_buffer(fuzz_ctx(), symbolizer, NULL, log, size, fuzz_append, &out, NULL);

	if (status != KOOPS_OK && status != KOOPS_E_MISMATCH)
		fuzz_fail("a log that can't be decoded");
	/* Instructions come in lines of their own. */
	if (count_lines(out.data, out.size) < count_lines(log, size))
		fuzz_fail("a line was lost");
	fuzz_free(&out);
}

static bool symbolize(struct koops_report *report, void *user)
{
	struct koops_str key = koops_report_signature(report, KOOPS_LEVEL_STACK);
	struct koops_str title = koops_report_string(report, KOOPS_REPORT_TITLE), now;
	enum koops_status status = koops_symbolizer_apply(user, report, NULL);
	struct fuzz_text json = {0};

	if (status != KOOPS_OK && status != KOOPS_E_MISMATCH)
		fuzz_fail("a report that can't be given symbols");
	now = koops_report_signature(report, KOOPS_LEVEL_STACK);
	if (now.size != key.size || memcmp(now.data, key.data, key.size) != 0)
		fuzz_fail("symbols changed a key");
	now = koops_report_string(report, KOOPS_REPORT_TITLE);
	if (now.size != title.size || memcmp(now.data, title.data, title.size) != 0)
		fuzz_fail("symbols changed a title");
	if (koops_report_write_json(report, fuzz_append, &json) != KOOPS_OK)
		fuzz_fail("a report that can't be written");
	fuzz_free(&json);
	koops_report_free(report);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct koops_symbolizer *symbolizer;

	if (size < 2)
		return 0;
	symbolizer = open_symbols(data[0] & 1);
	decode(symbolizer, (const char *)data + 1, size - 1);
	if (koops_parse_buffer(fuzz_ctx(), NULL, (const char *)data + 1, size - 1, symbolize,
			       symbolizer, NULL) != KOOPS_OK)
		fuzz_fail("a log was refused");
	return 0;
}
