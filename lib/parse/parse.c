/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which lines make a report: where it begins, what belongs to it, where it ends.
 */
#include "parse/parse.h"

#include "core/symbol.h"
#include "core/utf8.h"
#include "data/lists.h"
#include "parse/item.h"

enum {
	/* Reports that may be open at a time, by as many callers. */
	OPEN_MOST = 16,
	/*
	 * Lines in a row that are nothing a report holds, before it is over: many
	 * while its trace has not come yet, as other CPUs print in between.
	 */
	FOREIGN_BEFORE_TRACE = 96,
	FOREIGN_AFTER_TRACE = 24,
	/* The same of lines that the kernel did not say, in a log that tells. */
	STRANGE_MOST = 4096,
	/* From "---[ cut here ]---" to what begins behind it, where others print in between. */
	CUT_HERE_REACH = 8,
	MAX_REPORT = 4 << 20,
	/*
	 * And lines: the backtraces of 256 CPUs fit, and what is kept of them is
	 * less than 32 MiB.
	 */
	MAX_LINES = 16384,
};

struct open_report {
	/* Ordinal in the log, from 1. */
	uint64_t number;
	bool closed;
	enum ki_ending ending;
	uint64_t caller;
	struct ki_items items;
	/* Items up to the last that is known to belong to it. */
	size_t known;
	/* The first items that are headers of one kind. */
	size_t headers;
	/* Bytes of text so far. */
	size_t size;
	size_t foreign, strange;
	/* Another crash came before it. */
	bool follows;
	/* Another report was not over where it began. */
	bool breaks_off;
	/* Its first line showed that the kernel said it. */
	bool stamped;
	/* A frame was seen; the last reliable one, or NULL. */
	bool traced;
	const struct koops_frame *last;
	/* "---[ end trace" was seen. */
	bool ended;
	/* It began behind "---[ cut here ]---". */
	bool cut_here;
	/* Frames that come are not its own yet: its "CPU:" line comes first. */
	bool awaits_cpu;
	/* It turned out to be no report. */
	bool none;
};

struct ki_parse {
	struct ki_mem mem;
	const struct ki_rules *rules;
	struct ki_match *match;
	size_t max_report;
	ki_report_fn emit;
	void *user;
	/* Is told of lines; may be NULL. */
	koops_line_fn watch;
	void *watch_user;
	/* Reports so far. */
	uint64_t count;
	/* In the order in which they began; emitted in that order. */
	struct open_report open[OPEN_MOST];
	size_t open_count;
	/* For a line that no report is open for. */
	struct ki_arena scratch;
	struct ki_item item;
	/* Of the last report, for the next one. */
	struct ki_arena spare;
	/* A report of a crash was seen: what it led to needs no trace of its own. */
	bool crashed;
	/* The line before was a ruler: a report that begins now began there. */
	uint64_t ruler;
	/* The line of the last "---[ cut here ]---" that nothing has begun behind. */
	uint64_t cut_here;
	/* The line at which a report ended that was not over. */
	uint64_t broken_off;
};

enum koops_status ki_parse_new(const struct ki_mem *mem, const struct ki_rules *rules,
			       size_t max_report, ki_report_fn emit, void *user,
			       struct ki_parse **result)
{
	struct ki_parse *parse = ki_zalloc(mem, sizeof(*parse));

	if (!parse)
		return KOOPS_E_MEMORY;
	parse->mem = *mem;
	parse->rules = rules;
	parse->max_report = max_report ? max_report : MAX_REPORT;
	parse->emit = emit;
	parse->user = user;
	ki_arena_init(&parse->scratch, &parse->mem);
	ki_arena_init(&parse->spare, &parse->mem);
	parse->match = ki_match_new(&parse->mem);
	if (!parse->match) {
		ki_parse_free(parse);
		return KOOPS_E_MEMORY;
	}
	*result = parse;
	return KOOPS_OK;
}

void ki_parse_free(struct ki_parse *parse)
{
	struct ki_mem mem;

	if (!parse)
		return;
	for (size_t i = 0; i < parse->open_count; i++)
		ki_arena_free(&parse->open[i].items.arena);
	ki_arena_free(&parse->scratch);
	ki_arena_free(&parse->spare);
	ki_match_free(parse->match);
	mem = parse->mem;
	ki_free(&mem, parse);
}

void ki_parse_watch(struct ki_parse *parse, koops_line_fn watch, void *user)
{
	parse->watch = watch;
	parse->watch_user = user;
}

bool ki_parse_quiet(const struct ki_parse *parse)
{
	return parse->open_count == 0;
}

/* A copy of a line's text that can be printed, in an arena. */
static bool copy_clean(struct ki_arena *arena, struct koops_str text, struct koops_str *copy)
{
	char *data = ki_arena_text(arena, text.size * KI_UTF8_CLEAN_MOST + 1);

	if (!data)
		return false;
	*copy = (struct koops_str){data, ki_utf8_clean(text, data)};
	data[copy->size] = '\0';
	ki_arena_trim(arena, data, copy->size + 1);
	return true;
}

static enum koops_status emit_report(struct ki_parse *parse, struct open_report *open)
{
	struct koops_report *report = ki_report_new(&parse->mem);
	enum koops_status status;

	if (!report)
		return KOOPS_E_MEMORY;
	status =
	    ki_read(parse->rules, parse->match, &open->items, open->known,
		    &(struct ki_around){open->follows, open->breaks_off, open->ending}, report);
	if (status == KOOPS_OK)
		return parse->emit(report, parse->user);
	ki_report_free(report);
	return status;
}

/* Keeps the memory of a report that is read for the next one. */
static void keep_arena(struct ki_parse *parse, struct ki_arena *arena)
{
	ki_arena_free(&parse->spare);
	ki_arena_clear(arena);
	parse->spare = *arena;
}

/* Emits the reports that are closed and have no open one before them. */
static enum koops_status emit_closed(struct ki_parse *parse)
{
	enum koops_status status = KOOPS_OK;

	while (parse->open_count && parse->open[0].closed) {
		enum koops_status emitted =
		    parse->open[0].none ? KOOPS_OK : emit_report(parse, &parse->open[0]);

		if (status == KOOPS_OK)
			status = emitted;
		keep_arena(parse, &parse->open[0].items.arena);
		parse->open_count--;
		memmove(&parse->open[0], &parse->open[1],
			parse->open_count * sizeof(parse->open[0]));
		/* The arenas have no pointers to themselves; the items' memory stays. */
	}
	return status;
}

/* Whether a report has more than its first line and what anyone can print about memory. */
static bool says_more(const struct open_report *open)
{
	for (size_t i = 1; i < open->known; i++)
		switch (ki_item_at(&open->items, i)->token.type) {
		case KI_TOKEN_HEADER:
		case KI_TOKEN_FRAME:
		case KI_TOKEN_TRACE:
		case KI_TOKEN_CPU:
		case KI_TOKEN_PC:
		case KI_TOKEN_REGISTERS:
		case KI_TOKEN_MODULES:
			return true;
		default:
			break;
		}
	return false;
}

/* Whether a report that is over turned out to be none. */
static bool is_none(const struct open_report *open, enum ki_ending ending)
{
	const struct ki_kind *kind = ki_item_at(&open->items, 0)->token.rule->kind;

	/* Where the log ends, the rest may have been lost. */
	if (ending == KI_ENDING_LOG)
		return false;
	if (kind->flags & KI_KIND_ANNOUNCES)
		return ending != KI_ENDING_BOOT;
	return kind->flags & KI_KIND_USER_TOO && !says_more(open);
}

static void close_report(struct ki_parse *parse, struct open_report *open, enum ki_ending ending)
{
	open->closed = true;
	open->ending = ending;
	open->none = is_none(open, ending);
	if (!open->none || open->number != parse->count)
		return;
	parse->count--;
	parse->crashed = open->follows;
}

/* Whether the last frame is the way into the kernel. */
static bool is_whole(const struct open_report *open)
{
	return open->last && ki_list_has(KI_LIST_ENTRY, ki_symbol_base(open->last->symbol));
}

/* Closes a report at a line behind which another begins. */
static void close_for_next(struct ki_parse *parse, struct open_report *open, uint64_t line,
			   enum ki_ending ending)
{
	const struct ki_kind *kind = ki_item_at(&open->items, 0)->token.rule->kind;

	if (!open->ended && !is_whole(open) && !(kind->flags & KI_KIND_BARE))
		parse->broken_off = line;
	close_report(parse, open, ending);
}

/* The open report that a line of a caller belongs to. */
static struct open_report *find_open(struct ki_parse *parse, uint64_t caller)
{
	for (size_t i = parse->open_count; i > 0; i--)
		if (!parse->open[i - 1].closed && parse->open[i - 1].caller == caller)
			return &parse->open[i - 1];
	return NULL;
}

static bool add_block(struct ki_items *items)
{
	struct ki_item **blocks = ki_arena_grow(&items->arena, items->blocks, sizeof(*blocks),
						items->block_count, &items->block_capacity);

	if (!blocks)
		return false;
	items->blocks = blocks;
	blocks[items->block_count] = ki_arena_room(&items->arena, KI_ITEM_BLOCK * sizeof(**blocks));
	if (!blocks[items->block_count])
		return false;
	items->block_count++;
	return true;
}

/* Room for one more item, not zeroed; NULL for want of memory. */
static struct ki_item *item_room(struct ki_items *items)
{
	if (items->count == items->block_count * KI_ITEM_BLOCK && !add_block(items))
		return NULL;
	return ki_item_at(items, items->count);
}

/* Keeps the item that was read where item_room() had room for it. */
static void keep_item(struct ki_parse *parse, struct open_report *open, const struct ki_item *item)
{
	open->items.count++;
	open->size += item->text.size;
	if (open->size > parse->max_report || open->items.count >= MAX_LINES)
		close_report(parse, open, KI_ENDING_TOO_LONG);
}

/* The first item of a report. */
static bool add_header(struct ki_parse *parse, struct open_report *open, const struct ki_line *line,
		       const struct ki_item *header)
{
	struct ki_item *item = item_room(&open->items);

	if (!item)
		return false;
	*item = *header;
	if (!copy_clean(&open->items.arena, line->text, &item->text) ||
	    (line->time.size && !copy_clean(&open->items.arena, line->time, &item->time)))
		return false;
	keep_item(parse, open, item);
	return true;
}

/* Whether what was cut begins at a line: behind the cut, though a record may have many lines. */
static bool is_near_cut(const struct ki_parse *parse, uint64_t line)
{
	return parse->cut_here &&
	       (parse->ruler == parse->cut_here || line - parse->cut_here <= CUT_HERE_REACH);
}

/*
 * Begins a report with a header, whose token has no views of the text.  It may be in the
 * room of a report that is read and freed for this one.
 */
static enum koops_status begin_report(struct ki_parse *parse, const struct ki_line *line,
				      const struct ki_item *header)
{
	struct open_report *open;
	struct ki_item item = *header;
	enum koops_status status = KOOPS_OK;

	if (parse->open_count == OPEN_MOST) {
		close_report(parse, &parse->open[0], KI_ENDING_TOO_LONG);
		status = emit_closed(parse);
		if (status != KOOPS_OK)
			return status;
	}
	open = &parse->open[parse->open_count];
	*open = (struct open_report){.number = parse->count + 1,
				     .caller = line->caller,
				     .stamped = line->stamped,
				     .follows = parse->crashed,
				     .cut_here = is_near_cut(parse, line->number)};
	open->breaks_off = parse->broken_off && line->number - parse->broken_off <= CUT_HERE_REACH;
	parse->cut_here = parse->broken_off = 0;
	open->items.arena = parse->spare;
	ki_arena_init(&parse->spare, &parse->mem);
	parse->open_count++;
	if (!add_header(parse, open, line, &item)) {
		ki_arena_free(&open->items.arena);
		parse->open_count--;
		return KOOPS_E_MEMORY;
	}
	parse->crashed |=
	    ki_item_at(&open->items, 0)->token.rule->kind->severity == KOOPS_SEVERITY_CRASH;
	if (parse->ruler)
		ki_item_at(&open->items, 0)->number = parse->ruler;
	parse->count++;
	open->known = open->headers = 1;
	open->awaits_cpu = ki_says_task(ki_item_at(&open->items, 0)->text);
	return KOOPS_OK;
}

/*
 * Whether a header inside an open report is a part of it: a second line of the
 * same event, or a notice that came in between.
 */
static bool continues(const struct open_report *open, const struct ki_kind *kind)
{
	const struct ki_kind *first = ki_item_at(&open->items, 0)->token.rule->kind;
	const struct ki_item *last = ki_item_at(&open->items, open->known - 1);

	/* With symbols, the line comes once for each function that was inlined. */
	if (kind == first && open->known == open->headers &&
	    ki_str_find(last->text, KI_STR("[inline]")) < last->text.size)
		return true;
	if (kind->severity == KOOPS_SEVERITY_NOTICE && first->severity == KOOPS_SEVERITY_CRASH)
		return !open->ended && !is_whole(open);
	if (first->flags & KI_KIND_ANNOUNCES)
		return false;
	if (first->flags & KI_KIND_TEXT_FOLLOWS && open->items.count == 1 &&
	    strcmp(kind->name, first->name) == 0)
		return true;
	if (kind->flags & KI_KIND_PART && strcmp(kind->name, first->name) == 0)
		return !open->ended;
	if (open->ended)
		return false;
	if (kind->flags & KI_KIND_CONTINUES)
		return !open->traced;
	if (first->flags & KI_KIND_FAULTS && kind->class == KI_CLASS_FAULT)
		return !open->traced;
	/* The text of a WARN() stands before its "WARNING:" line. */
	if (open->cut_here && open->known == 1 && first->severity == KOOPS_SEVERITY_NOTICE &&
	    strcmp(kind->family, "assertion") == 0)
		return true;
	return (kind->flags & KI_KIND_CONSEQUENCE) && !open->traced &&
	       !(first->flags & KI_KIND_BARE);
}

/* What may stand behind "---[ end trace": x86 shows the registers again. */
static bool may_follow_end(enum ki_token_type type)
{
	switch (type) {
	case KI_TOKEN_BLANK:
	case KI_TOKEN_PC:
	case KI_TOKEN_REGISTERS:
	case KI_TOKEN_CODE:
	case KI_TOKEN_END:
	case KI_TOKEN_KERNEL_OFFSET:
		return true;
	default:
		return false;
	}
}

/* Whether the last line is the text of a report of which the line before is the first. */
static bool ends_in_text(const struct open_report *open)
{
	return open->items.count == 2 &&
	       ki_item_at(&open->items, 0)->token.rule->kind->flags & KI_KIND_TEXT_FOLLOWS;
}

/* Keeps a line for the report that is open for its caller, or closes that; false if not kept. */
static bool continue_report(struct ki_parse *parse, struct open_report *open,
			    const struct ki_line *line, const struct ki_item *item)
{
	enum ki_token_type type = item->token.type;

	if (type == KI_TOKEN_BOOT || (open->ended && !may_follow_end(type))) {
		close_report(parse, open,
			     type == KI_TOKEN_BOOT ? KI_ENDING_BOOT : KI_ENDING_CLOSED);
		return false;
	}
	/* Programs write to the console too. */
	if (type == KI_TOKEN_OTHER && open->stamped && !line->stamped) {
		if (++open->strange > STRANGE_MOST)
			close_report(parse, open, KI_ENDING_CLOSED);
		return false;
	}
	keep_item(parse, open, item);
	if (type == KI_TOKEN_OTHER && !ends_in_text(open)) {
		size_t most = open->traced ? FOREIGN_AFTER_TRACE : FOREIGN_BEFORE_TRACE;

		if (++open->foreign > most)
			close_report(parse, open, KI_ENDING_CLOSED);
		return true;
	}
	if (type == KI_TOKEN_BLANK)
		return true;
	open->headers += type == KI_TOKEN_HEADER && open->headers == open->known;
	open->known = open->items.count;
	open->foreign = open->strange = 0;
	if (type == KI_TOKEN_CPU || type == KI_TOKEN_TRACE)
		open->awaits_cpu = false;
	open->traced |= type == KI_TOKEN_FRAME && !open->awaits_cpu;
	if (type == KI_TOKEN_FRAME && !open->awaits_cpu && ki_frame_is_reliable(&item->token.frame))
		open->last = &item->token.frame;
	open->ended |= type == KI_TOKEN_END;
	if (type == KI_TOKEN_RULER && open->traced)
		close_for_next(parse, open, line->number, KI_ENDING_CLOSED);
	return true;
}

bool ki_says_task(struct koops_str text)
{
	text = ki_str_from(text, ki_str_find(text, KI_STR("WARNING: ")));
	return ki_str_find(text, KI_STR(" PID: ")) < text.size ||
	       ki_str_find(text, KI_STR(", CPU#")) < text.size;
}

static bool is_cut_here(const struct ki_item *item)
{
	struct koops_str text = item->text;

	return item->token.type == KI_TOKEN_RULER &&
	       ki_str_find(text, KI_STR("cut here")) < text.size;
}

/* Tells who watches what a line was taken for; `report` is the number of its report. */
static void tell(const struct ki_parse *parse, const struct ki_item *item, uint64_t report)
{
	const struct ki_rule *rule = item->token.type == KI_TOKEN_HEADER ? item->token.rule : NULL;
	const struct koops_line line = {
	    .number = item->number,
	    .report = report,
	    .wrapping = KI_STR(""),
	    .text = item->text,
	    .type = ki_token_name(item->token.type),
	    .kind = rule ? ki_str(rule->kind->name) : KI_STR(""),
	};

	parse->watch(&line, parse->watch_user);
}

/* Reads a line into an item. */
static bool read_item(struct ki_parse *parse, struct ki_arena *arena, const struct ki_line *line,
		      struct ki_item *item)
{
	if (!item || !copy_clean(arena, line->text, &item->text))
		return false;
	item->time = KI_STR("");
	item->number = line->number;
	item->caller = line->caller;
	ki_lex(parse->rules, parse->match, item->text, &item->token);
	return true;
}

/* Whether a line begins a report; a header that does not, and is in none, is just text. */
static bool begins_report(const struct open_report *open, struct ki_token *token)
{
	bool begins;

	if (token->type != KI_TOKEN_HEADER)
		return false;
	begins = !(token->rule->kind->flags & KI_KIND_NOT) &&
		 (!open || !continues(open, token->rule->kind));
	if (!begins && !open)
		token->type = KI_TOKEN_OTHER;
	return begins;
}

enum koops_status ki_parse_line(struct ki_parse *parse, const struct ki_line *line)
{
	struct open_report *open = find_open(parse, line->caller);
	/* Where it stays if it is kept. */
	struct ki_item *item = open ? item_room(&open->items) : &parse->item;
	enum koops_status status = KOOPS_OK;
	uint64_t report = 0;
	bool begins, ruler, cut_here;

	if (!read_item(parse, open ? &open->items.arena : &parse->scratch, line, item))
		return KOOPS_E_MEMORY;
	begins = begins_report(open, &item->token);
	ruler = item->token.type == KI_TOKEN_RULER;
	cut_here = is_cut_here(item);
	if (open && (begins || (cut_here && open->traced)))
		close_for_next(parse, open, line->number, KI_ENDING_INTERRUPTED);
	else if (open && continue_report(parse, open, line, item))
		report = open->number;
	if (parse->watch)
		tell(parse, item, begins ? parse->count + 1 : report);
	if (begins)
		status = begin_report(parse, line, item);
	parse->ruler = ruler ? line->number : 0;
	if (cut_here)
		parse->cut_here = line->number;
	if (!open)
		ki_arena_clear(&parse->scratch);
	/* A line that could not be looked at is lost, and said to be. */
	if (ki_match_take_failure(parse->match) && status == KOOPS_OK)
		status = KOOPS_E_MEMORY;
	if (status != KOOPS_OK || !parse->open_count || !parse->open[0].closed)
		return status;
	return emit_closed(parse);
}

enum koops_status ki_parse_flush(struct ki_parse *parse)
{
	for (size_t i = 0; i < parse->open_count; i++)
		if (!parse->open[i].closed)
			close_report(parse, &parse->open[i], KI_ENDING_LOG);
	return emit_closed(parse);
}
