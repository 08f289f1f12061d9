/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/sign.h"

#include <xxhash.h>

#include "sign/levels.h"

/* Another version brings functions of its own, and those of the older ones stay. */
struct ki_sign_version {
	const char *name;
	/* In an arena; false for want of memory. */
	bool (*read)(struct ki_arena *arena, struct koops_report *report, struct ki_basis *basis);
	/* The canonical text of a level, whose first word is the version's name. */
	void (*write)(const struct ki_basis *basis, enum koops_level level, struct ki_buf *buf);
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

/* "k1-" and the hash of a canonical text, XXH3's 128 bits, big-endian. */
static bool put_value(struct ki_buf *buf, const char *version, struct koops_str text)
{
	static const char digits[] = "0123456789abcdef";
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data, text.size));
	ki_buf_clear(buf);
	ki_buf_put(buf, ki_str(version));
	ki_buf_putc(buf, '-');
	for (size_t i = 0; i < sizeof(canonical.digest); i++) {
		ki_buf_putc(buf, digits[canonical.digest[i] >> 4]);
		ki_buf_putc(buf, digits[canonical.digest[i] & 0xf]);
	}
	return !buf->failed;
}

static bool sign(struct koops_report *report, const struct ki_sign_version *version,
		 struct ki_arena *scratch, struct ki_buf *buf)
{
	struct ki_signature *signature = &report->signature;
	struct ki_basis basis;

	if (!version->read(scratch, report, &basis))
		return false;
	*signature = (struct ki_signature){.version = version->name, .grade = basis.grade};
	for (size_t level = 0; level < KI_LENGTH(signature->value); level++) {
		version->write(&basis, level, buf);
		if (buf->failed)
			return false;
		if (buf->size == 0)
			continue;
		if (!ki_arena_str(&report->arena, ki_buf_str(buf), &signature->canonical[level]) ||
		    !put_value(buf, version->name, signature->canonical[level]) ||
		    !ki_arena_str(&report->arena, ki_buf_str(buf), &signature->value[level]))
			return false;
	}
	return true;
}

enum koops_status ki_sign(struct koops_report *report, const struct ki_sign_version *version)
{
	struct ki_arena scratch;
	struct ki_buf buf;
	bool done;

	for (size_t i = 0; i < report->trace_count; i++)
		if (ki_fold(report, &report->traces[i]) != KOOPS_OK)
			return KOOPS_E_MEMORY;
	ki_arena_init(&scratch, &report->mem);
	ki_buf_init(&buf, &report->mem);
	done = sign(report, version ? version : versions, &scratch, &buf);
	ki_buf_free(&buf);
	ki_arena_free(&scratch);
	return done ? KOOPS_OK : KOOPS_E_MEMORY;
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
