/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of /dev/kmsg and of the extended netconsole:
 * "4,1234,56504281,-,caller=T516;text" (Documentation/ABI/testing/dev-kmsg).
 */
#include "input/stamp.h"
#include "input/state.h"

/* Resolves "\x1b"; the kernel escapes what is not printable ASCII, and '\'. */
static void unescape(struct koops_str text, struct ki_buf *out)
{
	while (text.size) {
		size_t plain = ki_str_chr(text, '\\');
		int high, low;

		ki_buf_put(out, ki_str_to(text, plain));
		text = ki_str_from(text, plain);
		if (!text.size)
			break;
		high = text.size > 3 && text.data[1] == 'x' ? ki_hex_digit(text.data[2]) : -1;
		low = high >= 0 ? ki_hex_digit(text.data[3]) : -1;
		ki_buf_putc(out, low >= 0 ? (char)(high << 4 | low) : '\\');
		text = ki_str_from(text, low >= 0 ? 4 : 1);
	}
}

/* What stands before the ';'. */
struct header {
	int level;
	uint64_t sequence;
	struct koops_str time;
	uint64_t caller;
	/* "ncfrag=16/33": where this fragment begins, and the bytes of all. */
	bool is_fragment;
	uint64_t offset, total;
};

/* The rest of the header: ",caller=T516,ncfrag=0/33" and what later kernels may add. */
static void read_fields(struct koops_str fields, struct header *header)
{
	struct koops_str field;

	while (ki_take_char(&fields, ',')) {
		size_t end = ki_str_chr(fields, ',');

		field = ki_str_to(fields, end);
		fields = ki_str_from(fields, end);
		if (ki_take(&field, KI_STR("caller=")))
			ki_take_caller_id(&field, &header->caller);
		else if (ki_take(&field, KI_STR("ncfrag=")))
			header->is_fragment = ki_take_u64(&field, &header->offset) &&
					      ki_take_char(&field, '/') &&
					      ki_take_u64(&field, &header->total);
	}
}

/* netconsole may be told to put the kernel's release first: "6.4.0-rc1,4,1234,…". */
static void take_release(struct koops_str *text)
{
	struct koops_str rest = *text, release;

	if (ki_take_until(&rest, ',', &release) && ki_str_chr(release, '.') < release.size &&
	    ki_str_chr(release, ' ') == release.size && rest.size && ki_is_digit(rest.data[0]))
		*text = rest;
}

static bool take_header(struct koops_str *text, struct header *header)
{
	struct koops_str rest = *text, before, fields;
	uint64_t priority;

	*header = (struct header){.caller = KI_CALLER_NONE};
	take_release(&rest);
	if (!ki_take_u64(&rest, &priority) || priority > 191 || !ki_take_char(&rest, ',') ||
	    !ki_take_u64(&rest, &header->sequence) || !ki_take_char(&rest, ','))
		return false;
	before = rest;
	if (!ki_take_digits(&rest, 1, 20))
		return false;
	header->time = ki_taken_str(before, rest);
	if (!ki_take_char(&rest, ',') ||
	    !(ki_take_char(&rest, '-') || ki_take_char(&rest, 'c') || ki_take_char(&rest, '+')) ||
	    !ki_take_until(&rest, ';', &fields) || (fields.size && fields.data[0] != ','))
		return false;
	header->level = (int)(priority & 7);
	read_fields(fields, header);
	*text = rest;
	return true;
}

/* Gives the record's text, which may be several lines, to `line`. */
static enum ki_taken take_text(struct ki_input *input, struct ki_unwrap *line,
			       struct koops_str text)
{
	if (ki_str_chr(text, '\\') < text.size) {
		struct ki_buf *out = ki_input_scratch(input, line);

		unescape(text, out);
		text = ki_buf_str(out);
	}
	ki_input_set_text(line, text);
	input->kmsg_number = line->number;
	input->kmsg_blanks = line->blanks;
	return KI_TAKEN;
}

/* What of `text` is of this fragment: another of the record may follow without a newline. */
static struct koops_str fragment_text(struct koops_str text, struct koops_str head)
{
	return ki_str_to(text, ki_str_find(text, head));
}

/*
 * netconsole cuts a record that is too long for a packet into fragments, each
 * with a header (send_ext_msg_udp() in drivers/net/netconsole.c).
 */
static enum ki_taken take_fragments(struct ki_input *input, struct ki_unwrap *line,
				    struct koops_str head, struct koops_str rest,
				    struct header *header)
{
	struct ki_wait *wait = &input->waits[KI_WAIT_FRAGMENT];

	for (;;) {
		struct koops_str text = fragment_text(rest, head);
		bool resumes = ki_wait_resumes(input, KI_WAIT_FRAGMENT, line) && header->offset &&
			       header->offset == input->fragment_have &&
			       header->sequence == input->fragment_sequence;

		/* Behind a fragment of the record comes what is none: it is lost. */
		if (!resumes && wait->any && wait->serial == input->serial)
			return KI_GONE;
		if (!resumes && (header->offset || input->flushing))
			return take_text(input, line, text);
		if (!resumes && wait->any)
			return KI_AGAIN;
		if (!resumes) {
			ki_wait_begin(input, KI_WAIT_FRAGMENT, line, text);
			input->fragment_have = 0;
			input->fragment_sequence = header->sequence;
		} else if (wait->text.size < KI_JOINED_MOST) {
			ki_buf_put(&wait->text, text);
		}
		input->fragment_have += text.size;
		wait->serial = input->serial;
		if (input->fragment_have >= header->total) {
			wait->any = false;
			*line = wait->line;
			return take_text(input, line, ki_buf_str(&wait->text));
		}
		rest = ki_str_from(rest, text.size);
		if (!rest.size || !take_header(&rest, header) || !header->is_fragment)
			return KI_GONE;
	}
}

/* "4,", or a release "6.": no date, as other lines have that begin with a digit. */
static bool may_be_header(struct koops_str text)
{
	return ki_take_digits(&text, 1, 3) && text.size &&
	       (text.data[0] == ',' || text.data[0] == '.');
}

enum ki_taken ki_take_kmsg(struct ki_input *input, struct ki_unwrap *line)
{
	struct koops_str rest = line->text, head;
	struct header header;

	if (!may_be_header(rest) || !take_header(&rest, &header))
		return KI_LEFT;
	/* "4,1234,56504281,": by this another fragment begins. */
	head = ki_str_to(line->text,
			 (size_t)(header.time.data + header.time.size + 1 - line->text.data));
	line->time = header.time;
	line->caller = header.caller;
	line->level = header.level;
	line->stamped = true;
	if (header.is_fragment)
		return take_fragments(input, line, head, rest, &header);
	return take_text(input, line, rest);
}

/* " SUBSYSTEM=pci": the device that the record before speaks of. */
enum ki_taken ki_take_dictionary(struct ki_input *input, struct ki_unwrap *line)
{
	size_t i = 0;

	if (line->blanks != input->kmsg_blanks + 1 || !input->kmsg_number ||
	    line->number != input->kmsg_number + 1)
		return KI_LEFT;
	while (i < line->text.size &&
	       (ki_is_upper(line->text.data[i]) || line->text.data[i] == '_'))
		i++;
	if (i == line->text.size || line->text.data[i] != '=')
		return KI_LEFT;
	input->kmsg_number = line->number;
	return KI_GONE;
}
