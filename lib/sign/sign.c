/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/sign.h"

#include <xxhash.h>

#include "sign/levels.h"

/* Another version brings functions of its own, and those of the older ones stay. */
struct ki_sign_version {
	const char *name;
	/* False for want of memory. */
	bool (*read)(struct ki_functions *functions, const struct ki_walk *walks,
		     struct ki_basis *basis);
	/* The canonical text of a level, in an arena, whose first word is the version's name. */
	bool (*write)(const struct ki_basis *basis, enum koops_level level, struct ki_arena *arena,
		      struct koops_str *text);
};

/* The newest first. */
static const struct ki_sign_version versions[] = {
    {"k1", ki_basis_make, ki_canonical},
};

const struct ki_sign_version *ki_sign_version(size_t index)
{
	return index < KI_LENGTH(versions) ? &versions[index] : NULL;
}

const char *ki_sign_version_name(const struct ki_sign_version *version)
{
	return version->name;
}

/* 16 hexadecimal digits. */
static void put_digits(char *at, uint64_t value)
{
	for (unsigned i = 0; i < 16; i++)
		at[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
}

/* "k1-" and the hash of a canonical text, XXH3's 128 bits, big-endian. */
static bool make_value(struct ki_arena *arena, const char *version, struct koops_str text,
		       struct koops_str *value)
{
	XXH128_hash_t hash = XXH3_128bits(text.data, text.size);
	struct koops_str name = ki_str(version);
	size_t size = name.size + 1 + 32;
	char *at = ki_arena_text(arena, size + 1);

	if (!at)
		return false;
	memcpy(at, name.data, name.size);
	at[name.size] = '-';
	put_digits(at + name.size + 1, hash.high64);
	put_digits(at + name.size + 17, hash.low64);
	at[size] = '\0';
	*value = (struct koops_str){at, size};
	return true;
}

static bool sign(struct ki_functions *functions, const struct ki_walk *walks,
		 const struct ki_sign_version *version)
{
	struct ki_arena *arena = &functions->report->arena;
	struct ki_signature *signature = &functions->report->signature;
	struct ki_basis basis;

	*signature = (struct ki_signature){.version = version->name};
	if (!version->read(functions, walks, &basis))
		return false;
	signature->grade = basis.grade;
	for (enum koops_level level = KOOPS_LEVEL_KEY; level <= KOOPS_LEVEL_FAMILY; level++) {
		struct koops_str *text = &signature->canonical[level];

		if (!version->write(&basis, level, arena, text) ||
		    (text->size &&
		     !make_value(arena, version->name, *text, &signature->value[level])))
			return false;
	}
	return true;
}

enum koops_status ki_sign(struct koops_report *report, const struct ki_sign_version *version,
			  struct ki_arena *scratch)
{
	struct ki_functions functions = {.report = report, .scratch = scratch};
	struct ki_walk *walks = NULL;

	ki_arena_clear(scratch);
	if (report->trace_count) {
		walks = ki_arena_room(scratch, report->trace_count * sizeof(*walks));
		if (!walks)
			return KOOPS_E_MEMORY;
	}
	for (size_t i = 0; i < report->trace_count; i++)
		if (ki_fold(&functions, &report->traces[i], &walks[i]) != KOOPS_OK)
			return KOOPS_E_MEMORY;
	return sign(&functions, walks, version ? version : versions) ? KOOPS_OK : KOOPS_E_MEMORY;
}

enum koops_status ki_sign_consequence(struct koops_report *report, const struct ki_signature *cause)
{
	struct ki_signature copy = {.version = cause->version, .grade = cause->grade};

	for (size_t level = 0; level < KI_LENGTH(copy.value); level++) {
		if (!cause->value[level].size)
			continue;
		if (!ki_arena_str(&report->arena, cause->value[level], &copy.value[level]) ||
		    !ki_arena_str(&report->arena, cause->canonical[level], &copy.canonical[level]))
			return KOOPS_E_MEMORY;
	}
	report->signature = copy;
	return KOOPS_OK;
}
