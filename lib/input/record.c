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

static const struct {
	struct koops_str key;
	enum field field;
} fields[] = {
    /* dmesg --json */
    {KI_STR("msg"), FIELD_MESSAGE},
    {KI_STR("pri"), FIELD_LEVEL},
    {KI_STR("fac"), FIELD_NOTHING},
    {KI_STR("time"), FIELD_TIME},
    {KI_STR("caller"), FIELD_CALLER},
    /* systemd.journal-fields(7) */
    {KI_STR("MESSAGE"), FIELD_MESSAGE},
    {KI_STR("PRIORITY"), FIELD_LEVEL},
    {KI_STR("SYSLOG_IDENTIFIER"), FIELD_NAME},
    {KI_STR("SYSLOG_PID"), FIELD_PID},
    {KI_STR("SYSLOG_FACILITY"), FIELD_NOTHING},
    {KI_STR("_PID"), FIELD_PID},
    {KI_STR("_COMM"), FIELD_NOTHING},
    {KI_STR("_TRANSPORT"), FIELD_TRANSPORT},
    {KI_STR("_SOURCE_MONOTONIC_TIMESTAMP"), FIELD_TIME_OF_KERNEL},
    {KI_STR("__REALTIME_TIMESTAMP"), FIELD_TIME},
    {KI_STR("__MONOTONIC_TIMESTAMP"), FIELD_NOTHING},
    {KI_STR("__CURSOR"), FIELD_NOTHING},
    {KI_STR("_BOOT_ID"), FIELD_NOTHING},
    {KI_STR("_HOSTNAME"), FIELD_NOTHING},
    {KI_STR("_MACHINE_ID"), FIELD_NOTHING},
    {KI_STR("_UID"), FIELD_NOTHING},
    /* Runners of tests and of containers */
    {KI_STR("dt"), FIELD_TIME},
    {KI_STR("lvl"), FIELD_LVL},
    {KI_STR("message"), FIELD_MESSAGE},
    {KI_STR("log"), FIELD_MESSAGE},
    {KI_STR("timestamp"), FIELD_TIME},
    {KI_STR("@timestamp"), FIELD_TIME},
    {KI_STR("ts"), FIELD_TIME},
};

static int find_field(struct koops_str key)
{
	for (size_t i = 0; i < KI_LENGTH(fields); i++)
		if (ki_str_eq(key, fields[i].key))
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
