/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines that begin with the time of the wall: syslog files and journalctl, which
 * add a host and a source ("host kernel: "), and test runners, which do not.
 */
#include "input/state.h"

#include "input/stamp.h"

enum {
	/*
	 * What "last message repeated" makes at the most, and what comes back with each line of
	 * the log, so that all of them do not make it many times as long.  A shorter line counts
	 * as one of 64 bytes, as it may be a report: one line makes 256 at the most.
	 */
	REPEAT_BYTES_MOST = 16 << 10,
	REPEAT_BYTES_A_LINE = 64,
};

/* The name by which syslog daemons and the journal call the kernel, with its colon. */
static bool take_kernel(struct koops_str *text)
{
	static const char *const names[] = {"kernel", "vmunix", "klogd"};
	struct koops_str rest = *text, id;
	bool known = false;

	for (size_t i = 0; i < KI_LENGTH(names) && !known; i++)
		known = ki_take(&rest, ki_str(names[i]));
	if (!known)
		return false;
	id = rest;
	if (ki_take_char(&id, '[') && ki_take_digits(&id, 1, 10) && ki_take_char(&id, ']'))
		rest = id;
	if (!ki_take_char(&rest, ':'))
		return false;
	ki_take_char(&rest, ' ');
	*text = rest;
	return true;
}

/* "sshd[123]: " */
static bool is_process(struct koops_str text)
{
	size_t i = 0;

	while (i < text.size && text.data[i] != '[' && text.data[i] != ':' &&
	       !ki_is_space(text.data[i]))
		i++;
	text = ki_str_from(text, i);
	return i && ki_take_char(&text, '[') && ki_take_digits(&text, 1, 10) &&
	       ki_take(&text, KI_STR("]: "));
}

/*
 * The name of a process stays before what it wrote, unless that is a line of a
 * log itself: the console of a virtual machine, kept by what runs it.
 */
static struct koops_str without_carrier(struct koops_str text)
{
	struct koops_str rest = ki_str_from(text, ki_str_find(text, KI_STR("]: ")) + 3);
	struct koops_str inside = rest, time;

	if (ki_take_char(&inside, '[')) {
		ki_take_blanks(&inside);
		if (inside.size && (ki_is_digit(inside.data[0]) || strchr("<+", inside.data[0])))
			return rest;
	}
	if (ki_take_char(&inside, '<'))
		return inside.size && ki_is_digit(inside.data[0]) ? rest : text;
	return ki_take_date(&inside, &time) ? rest : text;
}

/* "last message repeated 2 times" */
static bool take_repeated(struct koops_str text, uint64_t *times)
{
	return ki_take(&text, KI_STR("last message repeated ")) && ki_take_u64(&text, times) &&
	       ki_take(&text, KI_STR(" time"));
}

/* "message repeated 2 times: [ text]", as rsyslog has it. */
static bool take_repeat(struct koops_str *text, uint64_t *times)
{
	struct koops_str rest = *text;

	if (!ki_take(&rest, KI_STR("message repeated ")) || !ki_take_u64(&rest, times) ||
	    !ki_take(&rest, KI_STR(" times: [")) || !ki_str_ends(rest, KI_STR("]")))
		return false;
	ki_take_char(&rest, ' ');
	rest.size--;
	*text = rest;
	return true;
}

/* What may be made now: it comes back with the lines of the log, also with those not read. */
static uint64_t repeat_bytes(struct ki_input *input, const struct ki_unwrap *line)
{
	uint64_t lines =
	    line->number > input->repeat_number ? line->number - input->repeat_number : 0;
	uint64_t back = lines < REPEAT_BYTES_MOST ? lines * REPEAT_BYTES_A_LINE : REPEAT_BYTES_MOST;

	input->repeat_number += lines;
	input->repeat_used -= back < input->repeat_used ? back : input->repeat_used;
	return REPEAT_BYTES_MOST - input->repeat_used;
}

static void set_repeat(struct ki_input *input, struct ki_unwrap *line, uint64_t times)
{
	uint64_t size = line->text.size + 1, most;

	if (size < REPEAT_BYTES_A_LINE)
		size = REPEAT_BYTES_A_LINE;
	most = repeat_bytes(input, line) / size;
	line->repeat = (unsigned)(times < most ? times : most);
	input->repeat_used += line->repeat * size;
	if (!line->repeat)
		line->repeat = 1;
}

void ki_put_syslog_text(struct koops_str text, struct ki_buf *out)
{
	while (text.size) {
		size_t plain = ki_str_chr(text, '#');
		const char *c;
		int code;

		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (!text.size)
			break;
		c = text.data;
		code = text.size >= 4 && c[1] == '0' && c[2] >= '0' && c[2] <= '3' && c[3] >= '0' &&
			       c[3] <= '7'
			   ? (c[2] - '0') << 3 | (c[3] - '0')
			   : 0;
		ki_buf_putc(out, code ? (char)code : '#');
		text = ki_str_from(text, code ? 4 : 1);
	}
}

void ki_decode_syslog(struct ki_input *input, struct ki_unwrap *line)
{
	struct ki_buf *out;

	if (line->decoded || !(line->classes & KI_CLASS_HASH) ||
	    ki_str_find(line->text, KI_STR("#0")) == line->text.size)
		return;
	out = ki_input_decoded(input);
	ki_put_syslog_text(line->text, out);
	ki_input_set_text(line, ki_buf_str(out));
	line->decoded = true;
}

/* What the kernel said, behind "kernel: ". */
static enum ki_taken take_message(struct ki_input *input, struct ki_unwrap *line,
				  struct koops_str text)
{
	uint64_t times = 1;

	line->text = text;
	line->stamped = true;
	if (take_repeat(&line->text, &times))
		set_repeat(input, line, times);
	ki_decode_syslog(input, line);
	input->syslog.size = 0;
	ki_buf_put(&input->syslog, line->text);
	return KI_TAKEN;
}

/* "last message repeated 2 times", for the message before. */
static enum ki_taken repeat_last(struct ki_input *input, struct ki_unwrap *line, uint64_t times)
{
	struct ki_buf *out;

	if (!input->syslog.size)
		return KI_GONE;
	out = ki_input_scratch(input, line);
	ki_buf_put(out, ki_buf_str(&input->syslog));
	ki_input_set_text(line, ki_buf_str(out));
	line->stamped = true;
	set_repeat(input, line, times);
	return KI_TAKEN;
}

/* "host kernel: ", "kernel: ", or with more before it: "relay host kern.warn kernel: " */
static bool take_source(struct koops_str *text)
{
	struct koops_str rest = *text, word;

	for (int words = 0; words < 4; words++) {
		if (take_kernel(&rest)) {
			*text = rest;
			return true;
		}
		/* A process. */
		if (!ki_take_word(&rest, &word) || word.data[word.size - 1] == ':')
			return false;
		ki_take_blanks(&rest);
	}
	return false;
}

/* Remembers what was before `text` in the line. */
static void note_header(struct ki_input *input, const struct ki_unwrap *line, struct koops_str time,
			int level, struct koops_str text)
{
	struct ki_header *header = &input->header;
	struct koops_str taken = ki_taken_str(line->text, text);

	/* A blank that this line lacks would be the next one's header's. */
	if (taken.size > KI_HEADER_MOST || taken.data[taken.size - 1] != ' ')
		return;
	memcpy(header->text, taken.data, taken.size);
	header->size = (unsigned char)taken.size;
	header->time_at = (unsigned char)(time.data - taken.data);
	header->time_size = (unsigned char)time.size;
	header->level = level;
}

/* Takes what the last message had before it too. */
static bool take_header(const struct ki_input *input, struct ki_unwrap *line,
			struct koops_str *text)
{
	const struct ki_header *header = &input->header;
	struct koops_str rest = line->text;
	uint64_t times;

	if (!header->size || !ki_take(&rest, (struct koops_str){header->text, header->size}) ||
	    take_repeated(rest, &times))
		return false;
	line->time = ki_str_from(ki_str_to(line->text, header->time_at + header->time_size),
				 header->time_at);
	if (header->level >= 0)
		line->level = header->level;
	*text = rest;
	return true;
}

bool ki_has_syslog_stamp(const struct ki_input *input, struct koops_str text)
{
	const struct ki_header *header = &input->header;

	return header->size && ki_take(&text, (struct koops_str){header->text, header->size}) &&
	       ki_usual_stamp(text);
}

/* "Mar 30 21:39:14 host kernel: ", with an ISO date, with "<4>" before it, without the host. */
enum ki_taken ki_take_syslog(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time, host, behind_host;
	uint64_t priority = 0, times;
	bool with_priority = false, kernel, process, repeated;

	/* What the kernel said begins behind its stamp. */
	if (line->depth && ki_rows[line->path[line->depth - 1]].take == ki_take_printk)
		return KI_LEFT;
	if (take_header(input, line, &rest))
		return take_message(input, line, rest);
	if (ki_take_char(&rest, '<')) {
		with_priority =
		    ki_take_u64(&rest, &priority) && priority <= 191 && ki_take_char(&rest, '>');
		if (!with_priority)
			return KI_LEFT;
	}
	if (!ki_take_date(&rest, &time))
		return KI_LEFT;
	ki_take_blanks(&rest);
	behind_host = rest;
	if (!ki_take_word(&behind_host, &host))
		return KI_LEFT;
	ki_take_blanks(&behind_host);
	repeated = take_repeated(rest, &times) || take_repeated(behind_host, &times);
	kernel = take_source(&rest);
	process = !kernel && is_process(behind_host);
	if (!kernel && !repeated && !process && !with_priority)
		return KI_LEFT;
	line->time = time;
	if (with_priority)
		line->level = (int)(priority & 7);
	if (repeated)
		return repeat_last(input, line, times);
	if (kernel) {
		note_header(input, line, time, with_priority ? (int)(priority & 7) : -1, rest);
		return take_message(input, line, rest);
	}
	line->text = process ? without_carrier(behind_host) : rest;
	return KI_TAKEN;
}

/* "-", or elements in brackets, in whose quoted values '\' escapes. */
static bool take_structured(struct koops_str *text)
{
	struct koops_str rest = *text;

	if (ki_take_char(text, '-'))
		return true;
	while (ki_take_char(&rest, '[')) {
		bool quoted = false;
		size_t i = 0;

		for (; i < rest.size && (quoted || rest.data[i] != ']'); i++) {
			if (rest.data[i] == '"')
				quoted = !quoted;
			else if (rest.data[i] == '\\' && quoted)
				i++;
		}
		rest = ki_str_from(rest, i);
		if (!ki_take_char(&rest, ']'))
			return false;
	}
	if (rest.data == text->data)
		return false;
	*text = rest;
	return true;
}

/* "sshd[123]: text", as other formats have it. */
static void name_process(struct ki_input *input, struct ki_unwrap *line, struct koops_str app,
			 struct koops_str pid, struct koops_str text)
{
	struct ki_buf *out = ki_input_scratch(input, line);

	ki_buf_put(out, app);
	if (!ki_str_eq(pid, KI_STR("-"))) {
		ki_buf_putc(out, '[');
		ki_buf_put(out, pid);
		ki_buf_putc(out, ']');
	}
	ki_buf_put(out, KI_STR(": "));
	ki_buf_put(out, text);
	line->text = ki_buf_str(out);
}

/* RFC 5424, 6: "<4>1 2023-03-30T21:39:14.5Z host kernel - - - text". */
enum ki_taken ki_take_rfc5424(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time = line->time, host, app, pid, id;
	uint64_t priority;

	if (!ki_take_char(&rest, '<') || !ki_take_u64(&rest, &priority) || priority > 191 ||
	    !ki_take(&rest, KI_STR(">1 ")) ||
	    !(ki_take_date(&rest, &time) || ki_take_char(&rest, '-')) ||
	    !ki_take_char(&rest, ' ') || !ki_take_until(&rest, ' ', &host) ||
	    !ki_take_until(&rest, ' ', &app) || !ki_take_until(&rest, ' ', &pid) ||
	    !ki_take_until(&rest, ' ', &id) || !take_structured(&rest))
		return KI_LEFT;
	ki_take_char(&rest, ' ');
	ki_take(&rest, KI_STR("\xef\xbb\xbf"));
	line->time = time;
	line->level = (int)(priority & 7);
	if (!ki_str_eq(app, KI_STR("kernel")) && priority > 7) {
		name_process(input, line, app, pid, rest);
		return KI_TAKEN;
	}
	take_kernel(&rest);
	return take_message(input, line, rest);
}

/* journalctl -o short-monotonic: "[   56.504281] host kernel: ", the stamp being off already. */
enum ki_taken ki_take_monotonic(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, host;
	size_t blank;
	const struct ki_row *last = line->depth ? &ki_rows[line->path[line->depth - 1]] : NULL;

	(void)input;
	if (!last || (last->take != ki_take_printk && last->take != ki_take_dmesg))
		return KI_LEFT;
	/* Tried on most lines: what follows the first word is no name of the kernel. */
	blank = ki_str_chr(rest, ' ');
	if (blank + 1 >= rest.size || (rest.data[blank + 1] != 'k' && rest.data[blank + 1] != 'v'))
		return KI_LEFT;
	if (!ki_take_word(&rest, &host) || !ki_take_char(&rest, ' ') || !take_kernel(&rest))
		return KI_LEFT;
	line->text = rest;
	return KI_TAKEN;
}

/* What a test runner writes before each line: a time, maybe in brackets. */
enum ki_taken ki_take_timestamp(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, time;
	bool bracket = ki_take_char(&rest, '[');

	(void)input;
	if (!(ki_take_date(&rest, &time) || (ki_take_clock_time(&rest, &time))) ||
	    (bracket && !ki_take_char(&rest, ']')))
		return KI_LEFT;
	/* libvirt's is "2023-03-30 21:39:14.504+0000: ". */
	ki_take(&rest, KI_STR(":"));
	if (rest.size && !bracket && !ki_is_space(rest.data[0]) && rest.data[0] != '|')
		return KI_LEFT;
	ki_take_char(&rest, ' ');
	if (ki_take_char(&rest, '|'))
		ki_take_char(&rest, ' ');
	line->text = rest;
	line->time = time;
	return KI_TAKEN;
}
