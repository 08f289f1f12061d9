/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes are a log.  The first byte says in what other way the rest is read,
 * which must find the same reports: cut into chunks, without the scan stage, with the
 * scan stage's plain loop, by several threads at once.
 */
#include "fuzz.h"

#include <pthread.h>

#include "core/ctx.h"
#include "input/input.h"
#include "scan/scanner.h"

enum { THREADS = 3 };

/* Raw lines, and whether one hides an anchor that can be read once its wrapping is off. */
struct raw {
	struct koops_str line;
	bool hides;
};

static bool has_anchor(struct koops_str text)
{
	uint64_t lines = 0;

	return ki_scan(fuzz_ctx()->scanner, text, 0, &lines) < text.size;
}

static enum koops_status look_at_line(const struct ki_line *line, void *user)
{
	struct raw *raw = user;

	raw->hides |= has_anchor(line->text) && !has_anchor(raw->line);
	return KOOPS_OK;
}

/*
 * Whether there is an anchor with something in its middle, such as NULs or the end of a line, which
 * is not there any more when it is read: the scan stage cannot know.
 */
static bool hides_anchors(const char *data, size_t size)
{
	struct koops_str rest = {data, size};
	struct raw raw = {.hides = false};
	struct ki_input *input;
	uint64_t number = 0;

	/* UTF-16 is decoded before it is scanned. */
	if ((unsigned char)data[0] >= 0xfe)
		return true;
	input = ki_input_new(&fuzz_ctx()->mem, fuzz_ctx()->wrappings);
	while (rest.size) {
		if (!ki_take_until(&rest, '\n', &raw.line)) {
			raw.line = rest;
			rest.size = 0;
		}
		ki_input_push(input, raw.line, ++number, look_at_line, &raw);
	}
	raw.line = KI_STR("");
	ki_input_flush(input, look_at_line, &raw);
	ki_input_free(input);
	return raw.hides;
}

/* A search that finds every line to be of interest. */
static size_t find_all(const struct ki_scanner *scanner, struct koops_str bytes, size_t from,
		       uint64_t *lines, bool *found)
{
	(void)scanner;
	(void)lines;
	*found = from < bytes.size;
	return from;
}

static void read_without_scan(const char *data, size_t size, struct fuzz_text *json)
{
	struct ki_scanner scanner = {.search = find_all};
	struct koops_ctx ctx = *fuzz_ctx();

	ctx.scanner = &scanner;
	fuzz_read(&ctx, data, size, size, json);
}

static void read_with_plain_scan(const char *data, size_t size, struct fuzz_text *json)
{
	struct ki_scanner *scanner;
	struct koops_ctx ctx = *fuzz_ctx();
	size_t bytes = sizeof(*scanner) + ctx.scanner->count * sizeof(*scanner->anchors);

	scanner = ki_alloc(&ctx.mem, bytes);
	if (!scanner)
		fuzz_fail("out of memory");
	memcpy(scanner, ctx.scanner, bytes);
	scanner->search = NULL;
	ctx.scanner = scanner;
	fuzz_read(&ctx, data, size, size, json);
	ki_free(&ctx.mem, scanner);
}

struct job {
	const char *data;
	size_t size;
	struct fuzz_text json;
};

static void *work(void *user)
{
	struct job *job = user;

	fuzz_read(fuzz_ctx(), job->data, job->size, job->size, &job->json);
	return NULL;
}

static void read_with_threads(const char *data, size_t size, const struct fuzz_text *whole)
{
	pthread_t threads[THREADS];
	struct job jobs[THREADS];

	for (int i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){data, size, {0}};
		if (pthread_create(&threads[i], NULL, work, &jobs[i]) != 0)
			fuzz_fail("no thread");
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		fuzz_same(whole, &jobs[i].json, "threads change the reports");
		fuzz_free(&jobs[i].json);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *log = (const char *)data + 1;
	struct fuzz_text whole = {0}, other = {0};

	if (size < 2)
		return 0;
	size--;
	fuzz_read(fuzz_ctx(), log, size, size, &whole);
	if (data[0] < 128) {
		fuzz_read(fuzz_ctx(), log, size, data[0] % 64 + 1, &other);
		fuzz_same(&whole, &other, "chunks change the reports");
	} else if (data[0] < 192 && !hides_anchors(log, size)) {
		read_without_scan(log, size, &other);
		fuzz_same(&whole, &other, "scanning changes the reports");
	} else if (data[0] < 232) {
		read_with_plain_scan(log, size, &other);
		fuzz_same(&whole, &other, "the way of scanning changes the reports");
	} else {
		read_with_threads(log, size, &whole);
	}
	fuzz_free(&whole);
	fuzz_free(&other);
	return 0;
}
