/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/agree.h"

/* One function in so many may differ: logs are damaged, code is patched live. */
enum { AGREE_OF = 4 };

/* What the frames of a report say of a vmlinux. */
struct agreement {
	size_t agree, differ;
	/* Addresses without a name, which show nothing. */
	size_t bare;
	/* The first one that differs, and its function if it has one. */
	const struct koops_frame *example;
	const struct ki_symbol *symbol;
};

/* Functions that a kernel has if it can be loaded at an address that changes from boot to boot. */
static const char *const kaslr_functions[] = {
    "kaslr_get_random_long", /* x86 */
    "kaslr_init",            /* arm64 */
    "kaslr_early_init",      /* arm64, powerpc */
    "relocate_kernel",       /* mips, loongarch */
};

static bool has_kaslr(const struct ki_symbols *symbols)
{
	for (size_t i = 0; i < KI_LENGTH(kaslr_functions); i++) {
		struct ki_wanted wanted = {.name = ki_str(kaslr_functions[i])};
		const struct ki_symbol *symbol;

		if (ki_symbols_resolve(symbols, &wanted, &symbol) != KI_RESOLUTION_MISSING)
			return true;
	}
	return false;
}

enum ki_resolution ki_resolve_frame(const struct ki_symbols *symbols,
				    const struct koops_frame *frame, struct ki_number kaslr,
				    const struct ki_symbol **symbol)
{
	struct ki_wanted wanted = {
	    .name = frame->symbol,
	    .offset = frame->offset.value,
	    .size = frame->size.value,
	    .has_size = frame->size.known,
	    .address = frame->address.value - kaslr.value,
	    .has_address = frame->address.known && kaslr.known,
	};

	return ki_symbols_resolve(symbols, &wanted, symbol);
}

/* Of a module, or of the kernel itself if `module` is empty; and not a name alone. */
static bool is_of(const struct koops_frame *frame, struct koops_str module)
{
	return frame->symbol.size && frame->offset.known && ki_str_eq(frame->module, module) &&
	       !(frame->flags & KOOPS_FRAME_INLINED);
}

static bool shown_offset(const struct ki_symbols *symbols, const struct koops_frame *frame,
			 struct ki_number *kaslr)
{
	const struct ki_symbol *symbol;

	if (!is_of(frame, KI_STR("")) || !frame->address.known ||
	    ki_resolve_frame(symbols, frame, (struct ki_number){0}, &symbol) != KI_RESOLUTION_FOUND)
		return false;
	*kaslr = ki_number(frame->address.value - frame->offset.value - symbol->address);
	return true;
}

struct ki_number ki_kaslr_offset(const struct ki_image *vmlinux, const struct koops_report *report)
{
	const struct ki_symbols *symbols = ki_image_symbols(vmlinux);
	struct ki_number kaslr = report->kernel_offset;

	if (ki_image_is_running(vmlinux))
		return ki_number(0);
	if (kaslr.known || shown_offset(symbols, &report->pc, &kaslr))
		return kaslr;
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			if (shown_offset(symbols, &report->traces[i].frames[j], &kaslr))
				return kaslr;
	return has_kaslr(symbols) ? kaslr : ki_number(0);
}

/* The frames of a module, or of the kernel itself, that are counted. */
struct count {
	const struct ki_symbols *symbols;
	struct koops_str module;
	struct ki_number kaslr;
	struct agreement agreement;
};

static void count_frame(struct count *count, const struct koops_frame *frame)
{
	const struct ki_symbol *symbol;

	if (!frame->symbol.size && frame->address.known)
		count->agreement.bare++;
	if (!is_of(frame, count->module))
		return;
	switch (ki_resolve_frame(count->symbols, frame, count->kaslr, &symbol)) {
	case KI_RESOLUTION_FOUND:
	case KI_RESOLUTION_AMBIGUOUS:
		count->agreement.agree++;
		return;
	case KI_RESOLUTION_MISSING:
	case KI_RESOLUTION_RESIZED:
		break;
	}
	count->agreement.differ++;
	if (count->agreement.example)
		return;
	count->agreement.example = frame;
	count->agreement.symbol = symbol;
}

static struct agreement count_frames(const struct ki_image *image,
				     const struct koops_report *report, struct koops_str module,
				     struct ki_number kaslr)
{
	struct count count = {
	    .symbols = ki_image_symbols(image),
	    .module = module,
	    .kaslr = kaslr,
	};

	count_frame(&count, &report->pc);
	for (size_t i = 0; i < report->trace_count; i++)
		for (size_t j = 0; j < report->traces[i].frame_count; j++)
			count_frame(&count, &report->traces[i].frames[j]);
	return count.agreement;
}

static bool is_enough(const struct agreement *agreement)
{
	return agreement->differ * AGREE_OF <= agreement->agree + agreement->differ;
}

bool ki_check_module(const struct ki_image *module, const struct koops_report *report,
		     struct koops_str name)
{
	struct agreement agreement = count_frames(module, report, name, (struct ki_number){0});

	return is_enough(&agreement);
}

static enum koops_status check_frames(const struct ki_image *vmlinux,
				      const struct koops_report *report, struct ki_number kaslr,
				      struct koops_error *error)
{
	const struct ki_symbols *symbols = ki_image_symbols(vmlinux);
	struct agreement agreement = count_frames(vmlinux, report, KI_STR(""), kaslr);
	size_t all = agreement.agree + agreement.differ;
	const char *path = ki_image_path(vmlinux);

	if (!all && agreement.bare && !ki_image_banner(vmlinux).size)
		return ki_fail(error, KOOPS_E_MISMATCH,
			       "%s: nothing shows that it is the kernel of the report", path);
	if (is_enough(&agreement))
		return KOOPS_OK;
	if (!agreement.symbol)
		return ki_fail(error, KOOPS_E_MISMATCH,
			       "%s: %zu of the report's %zu functions are not in it as they are "
			       "in the report, such as %.*s",
			       path, agreement.differ, all, KI_ARG(agreement.example->symbol));
	return ki_fail(error, KOOPS_E_MISMATCH,
		       "%s: %zu of the report's %zu functions are not in it as they are in the "
		       "report, such as %.*s, of 0x%llx bytes and not 0x%llx",
		       path, agreement.differ, all, KI_ARG(agreement.example->symbol),
		       (unsigned long long)ki_symbols_span(symbols, agreement.symbol),
		       (unsigned long long)agreement.example->size.value);
}

static bool is_build_id(struct koops_str word)
{
	for (size_t i = 0; i < word.size; i++)
		if (ki_hex_digit(word.data[i]) < 0)
			return false;
	return word.size >= 32;
}

struct koops_str ki_report_build_id(const struct koops_report *report)
{
	struct koops_str rest = report->build, word;

	while (ki_take_blanks(&rest), ki_take_word(&rest, &word))
		if (is_build_id(word))
			return word;
	return KI_STR("");
}

/* What follows the release in the log: "#1", maybe a package, maybe a build ID. */
static enum koops_status check_build(const struct ki_image *vmlinux, struct koops_str build,
				     struct koops_error *error)
{
	struct koops_str banner = ki_image_banner(vmlinux), id = ki_image_build_id(vmlinux);
	struct koops_str rest = build, word;
	const char *path = ki_image_path(vmlinux);

	while (ki_take_blanks(&rest), ki_take_word(&rest, &word)) {
		if (is_build_id(word)) {
			if (id.size && !ki_str_eq(word, id))
				return ki_fail(error, KOOPS_E_MISMATCH,
					       "%s: its build ID is %.*s, the report's %.*s", path,
					       KI_ARG(id), KI_ARG(word));
			return KOOPS_OK;
		}
		if (banner.size && ki_str_find(banner, word) == banner.size)
			return ki_fail(error, KOOPS_E_MISMATCH,
				       "%s: another build of the report's kernel: \"%.*s\" is not "
				       "in its version",
				       path, KI_ARG(build));
	}
	return KOOPS_OK;
}

enum koops_status ki_check_kernel(const struct ki_image *vmlinux, const struct koops_report *report,
				  struct ki_number kaslr, struct koops_error *error)
{
	struct koops_str release = ki_image_release(vmlinux);
	enum koops_status status;

	if (report->release.size && release.size && !ki_str_eq(release, report->release))
		return ki_fail(error, KOOPS_E_MISMATCH,
			       "%s: it is of Linux %.*s, the report of %.*s",
			       ki_image_path(vmlinux), KI_ARG(release), KI_ARG(report->release));
	status = check_build(vmlinux, report->build, error);
	return status ? status : check_frames(vmlinux, report, kaslr, error);
}
