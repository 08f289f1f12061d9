/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign/sign.h"

#include <xxhash.h>

#include "sign/levels.h"

/* "k1-" and the hash of a canonical text, XXH3's 128 bits, big-endian. */
static bool make_value(struct ki_arena *arena, struct koops_str text, struct koops_str *value)
{
	static const char digits[] = "0123456789abcdef";
	char out[sizeof(KI_SIGNATURE_VERSION "-") - 1 + 32] = KI_SIGNATURE_VERSION "-";
	char *hex = out + sizeof(KI_SIGNATURE_VERSION "-") - 1;
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data, text.size));
	for (size_t i = 0; i < sizeof(canonical.digest); i++) {
		hex[2 * i] = digits[canonical.digest[i] >> 4];
		hex[2 * i + 1] = digits[canonical.digest[i] & 0xf];
	}
	return ki_arena_str(arena, (struct koops_str){out, sizeof(out)}, value);
}

static bool sign(struct koops_report *report, struct ki_arena *scratch, struct ki_buf *buf)
{
	struct ki_signature *signature = &report->signature;
	struct ki_basis basis;

	if (!ki_basis_make(scratch, report, &basis))
		return false;
	*signature = (struct ki_signature){.grade = basis.grade};
	for (size_t level = 0; level < KI_LENGTH(signature->value); level++) {
		ki_canonical(&basis, level, buf);
		if (buf->failed)
			return false;
		if (buf->size == 0)
			continue;
		if (!ki_arena_str(&report->arena, ki_buf_str(buf), &signature->canonical[level]) ||
		    !make_value(&report->arena, signature->canonical[level],
				&signature->value[level]))
			return false;
	}
	return true;
}

enum koops_status ki_sign(struct koops_report *report)
{
	struct ki_arena scratch;
	struct ki_buf buf;
	bool done;

	for (size_t i = 0; i < report->trace_count; i++)
		if (ki_fold(report, &report->traces[i]) != KOOPS_OK)
			return KOOPS_E_MEMORY;
	ki_arena_init(&scratch, &report->mem);
	ki_buf_init(&buf, &report->mem);
	done = sign(report, &scratch, &buf);
	ki_buf_free(&buf);
	ki_arena_free(&scratch);
	return done ? KOOPS_OK : KOOPS_E_MEMORY;
}

enum koops_status ki_sign_consequence(struct koops_report *report, const struct ki_signature *cause)
{
	struct ki_signature copy = {.grade = cause->grade};

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
