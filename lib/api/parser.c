/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stages put together: bytes in, signed reports out.
 */
#include "api/feed.h"
#include "core/ctx.h"
#include "input/decode.h"
#include "parse/parse.h"
#include "sign/sign.h"

enum {
	/* How many of the last reports a consequence can point to. */
	CAUSES_MOST = 8,
};

/* What a report left behind for one that it may lead to. */
struct cause {
	struct koops_str family;
	struct ki_number number, line;
	struct ki_arena arena;
	struct ki_signature signature;
};

struct koops_parser {
	const struct koops_ctx *ctx;
	struct ki_mem mem;
	struct ki_decode decode;
	struct ki_feed feed;
	struct ki_parse *parse;
	struct ki_arena names;
	struct koops_str file;
	koops_line_fn line;
	void *line_user;
	bool finished;
	/* Is given reports as they end; or NULL, and they wait. */
	koops_report_fn report;
	void *report_user;
	/* Complete, not taken yet. */
	struct koops_report **queue;
	size_t queue_first, queue_count, queue_capacity;
	/* For the signature of each report. */
	struct ki_arena scratch;
	/* Reports so far. */
	uint64_t count;
	bool have_primary;
	/* The newest is that before `cause_next`, in a ring. */
	struct cause causes[CAUSES_MOST];
	size_t cause_next, cause_count;
};

static bool copy_signature(struct ki_arena *arena, const struct ki_signature *from,
			   struct ki_signature *to)
{
	*to = *from;
	for (int level = KOOPS_LEVEL_KEY; level <= KOOPS_LEVEL_FAMILY; level++)
		if (!ki_arena_str(arena, from->value[level], &to->value[level]) ||
		    !ki_arena_str(arena, from->canonical[level], &to->canonical[level]))
			return false;
	return true;
}

static enum koops_status remember_cause(struct koops_parser *parser,
					const struct koops_report *report)
{
	struct cause *cause = &parser->causes[parser->cause_next];

	cause->family = report->family;
	cause->number = report->number;
	cause->line = report->line;
	ki_arena_clear(&cause->arena);
	if (!copy_signature(&cause->arena, &report->signature, &cause->signature)) {
		/* The oldest is lost. */
		parser->cause_count -= parser->cause_count == CAUSES_MOST;
		return KOOPS_E_MEMORY;
	}
	parser->cause_next = (parser->cause_next + 1) % CAUSES_MOST;
	parser->cause_count += parser->cause_count < CAUSES_MOST;
	return KOOPS_OK;
}

static bool is_word_of(struct koops_str words, struct koops_str wanted)
{
	struct koops_str word;

	while (ki_take_blanks(&words), ki_take_word(&words, &word))
		if (ki_str_eq(word, wanted))
			return true;
	return false;
}

static const struct cause *find_cause(const struct koops_parser *parser,
				      const struct koops_report *report)
{
	for (size_t i = 1; report->consequence && i <= parser->cause_count; i++) {
		size_t at = (parser->cause_next + CAUSES_MOST - i) % CAUSES_MOST;

		if (is_word_of(report->causes, parser->causes[at].family))
			return &parser->causes[at];
	}
	return NULL;
}

static enum koops_status sign(struct koops_parser *parser, struct koops_report *report)
{
	const struct cause *cause = find_cause(parser, report);
	enum koops_status status = ki_sign(report, parser->ctx->version, &parser->scratch);

	if (status != KOOPS_OK)
		return status;
	if (cause) {
		report->consequence_of = cause->number;
		report->cause_line = cause->line;
		return ki_sign_consequence(report, &cause->signature);
	}
	if (report->severity == KOOPS_SEVERITY_CRASH) {
		report->primary = !parser->have_primary;
		parser->have_primary = true;
	}
	return remember_cause(parser, report);
}

static enum koops_status enqueue(struct koops_parser *parser, struct koops_report *report)
{
	struct koops_report **queue;

	if (parser->queue_first && parser->queue_first == parser->queue_count)
		parser->queue_first = parser->queue_count = 0;
	queue = ki_grow(&parser->mem, parser->queue, sizeof(*queue), parser->queue_count,
			&parser->queue_capacity);
	if (!queue)
		return KOOPS_E_MEMORY;
	parser->queue = queue;
	queue[parser->queue_count++] = report;
	return KOOPS_OK;
}

static enum koops_status take_report(struct koops_report *report, void *user)
{
	struct koops_parser *parser = user;
	enum koops_status status = KOOPS_OK;

	report->number = ki_number(++parser->count);
	if (!ki_report_str(report, parser->file, &report->file))
		status = KOOPS_E_MEMORY;
	if (status == KOOPS_OK)
		status = sign(parser, report);
	if (status == KOOPS_OK && parser->report)
		return parser->report(report, parser->report_user) ? KOOPS_OK : KOOPS_E_STOPPED;
	if (status == KOOPS_OK)
		status = enqueue(parser, report);
	if (status != KOOPS_OK)
		ki_report_free(report);
	return status;
}

static enum koops_status take_bytes(struct koops_str bytes, void *user)
{
	struct koops_parser *parser = user;

	return ki_feed_bytes(&parser->feed, bytes);
}

static enum koops_status take_line(const struct ki_line *line, void *user)
{
	struct koops_parser *parser = user;

	return ki_parse_line(parser->parse, line);
}

/* Adds what a line was wrapped in to what it was taken for. */
static void tell_line(const struct koops_line *line, void *user)
{
	const struct koops_parser *parser = user;
	struct koops_line told = *line;

	told.wrapping = ki_input_wrapping(parser->feed.input);
	parser->line(&told, parser->line_user);
}

static bool parser_is_quiet(void *user)
{
	const struct koops_parser *parser = user;

	return ki_parse_quiet(parser->parse);
}

static enum koops_status open_parser(struct koops_parser *parser,
				     const struct koops_parser_options *options)
{
	ki_arena_init(&parser->names, &parser->mem);
	ki_arena_init(&parser->scratch, &parser->mem);
	for (size_t i = 0; i < CAUSES_MOST; i++)
		ki_arena_init(&parser->causes[i].arena, &parser->mem);
	ki_feed_init(&parser->feed, &parser->mem);
	parser->feed.scanner = parser->ctx->scanner;
	parser->feed.quiet = parser_is_quiet;
	parser->feed.emit = take_line;
	parser->feed.user = parser;
	parser->feed.input = ki_input_new(&parser->mem, parser->ctx->wrappings);
	if (!parser->feed.input ||
	    !ki_arena_str(&parser->names, options ? options->file : KI_STR(""), &parser->file))
		return KOOPS_E_MEMORY;
	if (ki_parse_new(&parser->mem, parser->ctx->rules, options ? options->max_report : 0,
			 take_report, parser, &parser->parse) != KOOPS_OK)
		return KOOPS_E_MEMORY;
	if (options && options->line) {
		parser->line = options->line;
		parser->line_user = options->line_user;
		ki_parse_watch(parser->parse, tell_line, parser);
	}
	if (options) {
		parser->report = options->report;
		parser->report_user = options->report_user;
	}
	return KOOPS_OK;
}

enum koops_status koops_parser_new(const struct koops_ctx *ctx,
				   const struct koops_parser_options *options,
				   struct koops_error *error, struct koops_parser **result)
{
	struct koops_parser *parser;

	if (!ctx || !result || (options && options->size != sizeof(*options)))
		return ki_fail(error, KOOPS_E_INVALID,
			       "a parser needs a context and options of the right size");
	parser = ki_zalloc(&ctx->mem, sizeof(*parser));
	if (!parser)
		return ki_fail_memory(error);
	parser->ctx = ctx;
	parser->mem = ctx->mem;
	if (open_parser(parser, options) != KOOPS_OK) {
		koops_parser_free(parser);
		return ki_fail_memory(error);
	}
	*result = parser;
	return KOOPS_OK;
}

void koops_parser_free(struct koops_parser *parser)
{
	struct ki_mem mem;

	if (!parser)
		return;
	for (size_t i = parser->queue_first; i < parser->queue_count; i++)
		ki_report_free(parser->queue[i]);
	ki_free(&parser->mem, parser->queue);
	for (size_t i = 0; i < CAUSES_MOST; i++)
		ki_arena_free(&parser->causes[i].arena);
	ki_parse_free(parser->parse);
	ki_input_free(parser->feed.input);
	ki_feed_free(&parser->feed);
	ki_arena_free(&parser->names);
	ki_arena_free(&parser->scratch);
	mem = parser->mem;
	ki_free(&mem, parser);
}

static enum koops_status result(enum koops_status status, struct koops_error *error)
{
	if (status == KOOPS_E_STOPPED)
		return ki_fail(error, KOOPS_E_STOPPED, "stopped by the callback");
	return status == KOOPS_E_MEMORY ? ki_fail_memory(error) : status;
}

enum koops_status koops_parser_feed(struct koops_parser *parser, const char *data, size_t size,
				    struct koops_error *error)
{
	if (!parser || (!data && size) || parser->finished)
		return ki_fail(error, KOOPS_E_INVALID, "a parser can't be fed after its end");
	return result(
	    ki_decode_feed(&parser->decode, (struct koops_str){data, size}, take_bytes, parser),
	    error);
}

enum koops_status koops_parser_flush(struct koops_parser *parser, struct koops_error *error)
{
	enum koops_status status;

	if (!parser || parser->finished)
		return ki_fail(error, KOOPS_E_INVALID, "a parser can't be flushed after its end");
	status = ki_input_flush(parser->feed.input, take_line, parser);
	if (status == KOOPS_OK)
		status = ki_parse_flush(parser->parse);
	return result(status, error);
}

enum koops_status koops_parser_finish(struct koops_parser *parser, struct koops_error *error)
{
	enum koops_status status;

	if (!parser || parser->finished)
		return ki_fail(error, KOOPS_E_INVALID, "a parser ends once");
	status = ki_decode_finish(&parser->decode, take_bytes, parser);
	if (status == KOOPS_OK)
		status = ki_feed_end(&parser->feed);
	if (status == KOOPS_OK)
		status = ki_parse_flush(parser->parse);
	parser->finished = status == KOOPS_OK;
	return result(status, error);
}

struct koops_report *koops_parser_next(struct koops_parser *parser)
{
	if (!parser || parser->queue_first == parser->queue_count)
		return NULL;
	return parser->queue[parser->queue_first++];
}

enum koops_status koops_parse_buffer(const struct koops_ctx *ctx,
				     const struct koops_parser_options *options, const char *data,
				     size_t size, koops_report_fn callback, void *user,
				     struct koops_error *error)
{
	struct koops_parser *parser = NULL;
	enum koops_status status;

	if (!callback)
		return ki_fail(error, KOOPS_E_INVALID, "reports need a callback to go to");
	status = koops_parser_new(ctx, options, error, &parser);
	if (!parser)
		return status;
	parser->report = callback;
	parser->report_user = user;
	status = koops_parser_feed(parser, data, size, error);
	if (status == KOOPS_OK)
		status = koops_parser_finish(parser, error);
	koops_parser_free(parser);
	return status;
}
