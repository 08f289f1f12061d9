/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work to count instructions of: work context|parse|json LOG…
 * All that is counted happens inside measured().
 */
#include <koops.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_MOST = 4 << 20, LOGS_MOST = 64 };

struct work {
	struct koops_ctx *ctx;
	bool json;
	char *data[LOGS_MOST];
	size_t size[LOGS_MOST];
	int count;
};

static bool discard(const char *data, size_t size, void *user)
{
	(void)data;
	(void)size;
	(void)user;
	return true;
}

static bool take(struct koops_report *report, void *user)
{
	const struct work *work = user;

	if (work->json)
		koops_report_write_json(report, discard, NULL);
	koops_report_free(report);
	return true;
}

static bool parse(struct work *work)
{
	for (int i = 0; i < work->count; i++)
		if (koops_parse_buffer(work->ctx, NULL, work->data[i], work->size[i], take, work,
				       NULL) != KOOPS_OK)
			return false;
	return true;
}

/* Not static, so that callgrind finds it. */
bool measured(struct work *work);

__attribute__((noinline)) bool measured(struct work *work)
{
	if (work->ctx)
		return parse(work);
	return koops_ctx_new(NULL, NULL, &work->ctx) == KOOPS_OK;
}

static void read_log(struct work *work, const char *name)
{
	FILE *file = fopen(name, "rb");
	char *data = malloc(LOG_MOST);

	if (!file || !data || work->count == LOGS_MOST) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	work->data[work->count] = data;
	work->size[work->count++] = fread(data, 1, LOG_MOST, file);
	fclose(file);
}

int main(int argc, char **argv)
{
	struct work work = {0};
	bool done;

	if (argc < 2)
		return EXIT_FAILURE;
	for (int i = 2; i < argc; i++)
		read_log(&work, argv[i]);
	work.json = !strcmp(argv[1], "json");
	if (strcmp(argv[1], "context") != 0) {
		if (koops_ctx_new(NULL, NULL, &work.ctx) != KOOPS_OK)
			return EXIT_FAILURE;
		/* The first time, symbols are resolved and the heap grows. */
		parse(&work);
	}
	done = measured(&work);
	koops_ctx_free(work.ctx);
	for (int i = 0; i < work.count; i++)
		free(work.data[i]);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
