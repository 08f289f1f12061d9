/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/state.h"

#include "input/stamp.h"

enum field {
	FIELD_MESSAGE,
	FIELD_TIME,
	FIELD_TIME_OF_KERNEL,
	FIELD_LEVEL,
	FIELD_CALLER,
	FIELD_NAME,
	FIELD_PID,
	FIELD_TRANSPORT,
	/* LAVA's name for the source. */
	FIELD_LVL,
	/* Says only that this is such a record. */
	FIELD_NOTHING,
};

#define FIELD(key, field)                   \
	{                                   \
		key, sizeof(key) - 1, field \
	}

static const struct {
	const char *key;
	size_t size;
	enum field field;
} fields[] = {
    /* dmesg --json */
    FIELD("msg", FIELD_MESSAGE),
    FIELD("pri", FIELD_LEVEL),
    FIELD("fac", FIELD_NOTHING),
    FIELD("time", FIELD_TIME),
    FIELD("caller", FIELD_CALLER),
    /* systemd.journal-fields(7) */
    FIELD("MESSAGE", FIELD_MESSAGE),
    FIELD("PRIORITY", FIELD_LEVEL),
    FIELD("SYSLOG_IDENTIFIER", FIELD_NAME),
    FIELD("SYSLOG_PID", FIELD_PID),
    FIELD("SYSLOG_FACILITY", FIELD_NOTHING),
    FIELD("_PID", FIELD_PID),
    FIELD("_COMM", FIELD_NOTHING),
    FIELD("_TRANSPORT", FIELD_TRANSPORT),
    FIELD("_SOURCE_MONOTONIC_TIMESTAMP", FIELD_TIME_OF_KERNEL),
    FIELD("__REALTIME_TIMESTAMP", FIELD_TIME),
    FIELD("__MONOTONIC_TIMESTAMP", FIELD_NOTHING),
    FIELD("__CURSOR", FIELD_NOTHING),
    FIELD("_BOOT_ID", FIELD_NOTHING),
    FIELD("_HOSTNAME", FIELD_NOTHING),
    FIELD("_MACHINE_ID", FIELD_NOTHING),
    FIELD("_UID", FIELD_NOTHING),
    /* Runners of tests and of containers */
    FIELD("dt", FIELD_TIME),
    FIELD("lvl", FIELD_LVL),
    FIELD("message", FIELD_MESSAGE),
    FIELD("log", FIELD_MESSAGE),
    FIELD("timestamp", FIELD_TIME),
    FIELD("@timestamp", FIELD_TIME),
    FIELD("ts", FIELD_TIME),
};

static int find_field(struct koops_str key)
{
	for (size_t i = 0; i < KI_LENGTH(fields); i++)
		if (key.size == fields[i].size && memcmp(key.data, fields[i].key, key.size) == 0)
			return (int)fields[i].field;
	return -1;
}

bool ki_record_knows(struct koops_str key)
{
	return find_field(key) >= 0;
}

bool ki_record_is_message(struct koops_str key)
{
	return find_field(key) == FIELD_MESSAGE;
}

void ki_record_init(struct ki_record *record, const struct ki_mem *mem)
{
	ki_buf_init(&record->message, mem);
	ki_buf_init(&record->value, mem);
	ki_record_clear(record);
}

void ki_record_free(struct ki_record *record)
{
	ki_buf_free(&record->message);
	ki_buf_free(&record->value);
}

void ki_record_clear(struct ki_record *record)
{
	struct ki_buf message = record->message, value = record->value;

	message.size = value.size = 0;
	*record = (struct ki_record){.message = message, .value = value, .level = -1};
}

static void set_short(struct ki_short *to, struct koops_str from)
{
	from = ki_str_to(from, sizeof(to->data));
	memcpy(to->data, from.data, from.size);
	to->size = (unsigned char)from.size;
}

static struct koops_str short_str(const struct ki_short *from)
{
	return (struct koops_str){from->data, from->size};
}

/* A number, with the facility in it or not, or a word. */
static int read_level(struct koops_str value)
{
	uint64_t priority;

	if (ki_take_u64(&value, &priority))
		return value.size ? -1 : (int)(priority & 7);
	return ki_take_level_name(&value);
}

static void set_message(struct ki_record *record, const struct ki_unwrap *line,
			struct koops_str value)
{
	record->line = *line;
	record->has_message = true;
	record->message.size = 0;
	ki_buf_put(&record->message, ki_str_to(value, KI_JOINED_MOST));
}

void ki_record_add(struct ki_record *record, const struct ki_unwrap *line, struct koops_str key,
		   struct koops_str value)
{
	if (!record->open)
		record->line = *line;
	record->open = true;
	switch (find_field(key)) {
	case FIELD_MESSAGE:
		set_message(record, line, value);
		break;
	case FIELD_TIME:
		if (!record->time.size)
			set_short(&record->time, value);
		break;
	case FIELD_TIME_OF_KERNEL:
		set_short(&record->time, value);
		break;
	case FIELD_LEVEL:
		record->level = read_level(value);
		if (key.data[0] == 'p')
			record->source = KI_SOURCE_KERNEL;
		break;
	case FIELD_CALLER:
		ki_take_caller_id(&value, &record->caller);
		break;
	case FIELD_NAME:
		set_short(&record->name, value);
		break;
	case FIELD_PID:
		set_short(&record->pid, value);
		break;
	case FIELD_TRANSPORT:
		record->source =
		    ki_str_eq(value, KI_STR("kernel")) ? KI_SOURCE_KERNEL : KI_SOURCE_PROCESS;
		break;
	case FIELD_LVL:
		record->source =
		    ki_str_eq(value, KI_STR("target")) || ki_str_eq(value, KI_STR("feedback"))
			? KI_SOURCE_CONSOLE
			: KI_SOURCE_RUNNER;
		break;
	default:
		break;
	}
}

/* "sshd[123]: text", as the journal shows what a process wrote. */
static void put_source(const struct ki_record *record, struct ki_buf *out)
{
	if (!record->name.size)
		return;
	ki_buf_put(out, short_str(&record->name));
	if (record->pid.size) {
		ki_buf_putc(out, '[');
		ki_buf_put(out, short_str(&record->pid));
		ki_buf_putc(out, ']');
	}
	ki_buf_put(out, KI_STR(": "));
}

static enum ki_source source_of(const struct ki_record *record)
{
	if (record->source != KI_SOURCE_UNKNOWN || !record->name.size)
		return record->source;
	return ki_str_eq(short_str(&record->name), KI_STR("kernel")) ? KI_SOURCE_KERNEL
								     : KI_SOURCE_PROCESS;
}

enum ki_taken ki_record_end(struct ki_record *record, struct ki_input *input,
			    struct ki_unwrap *line)
{
	enum ki_source source = source_of(record);
	struct koops_str text;
	struct ki_buf *out;
	size_t size;

	if (!record->has_message || source == KI_SOURCE_RUNNER) {
		ki_record_clear(record);
		return KI_GONE;
	}
	out = ki_input_scratch(input, line);
	if (source == KI_SOURCE_PROCESS)
		put_source(record, out);
	ki_buf_put(out, ki_buf_str(&record->message));
	while (out->size && out->data[out->size - 1] == '\n')
		out->size--;
	size = out->size;
	ki_buf_put(out, short_str(&record->time));
	text = ki_buf_str(out);
	line->number = record->line.number;
	ki_input_set_text(line, ki_str_to(text, size));
	line->time = ki_str_from(text, size);
	line->level = record->level;
	if (record->caller != KI_CALLER_NONE)
		line->caller = record->caller;
	line->stamped = source == KI_SOURCE_KERNEL;
	ki_record_clear(record);
	return KI_TAKEN;
}
