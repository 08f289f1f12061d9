/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes are a vmlinux: it is refused, or answers for every address.
 */
#include "fuzz.h"

#include <unistd.h>

#include "symbolize/image.h"
#include "symbolize/path.h"

enum { ADDRESSES_MOST = 512 };

static void locate(const struct ki_mem *mem, struct ki_image *image, uint64_t address)
{
	struct ki_places places;
	struct ki_buf path;

	ki_buf_init(&path, mem);
	if (!ki_image_locate(image, address, &places))
		fuzz_fail("out of memory");
	for (size_t i = 0; i < places.count; i++) {
		if (!places.at[i].function != (i + 1 == places.count))
			fuzz_fail("an inlined function in the wrong place");
		if (places.at[i].file.name)
			ki_source_path(&path, &places.at[i], NULL);
	}
	ki_buf_free(&path);
}

static void use(const struct ki_mem *mem, struct ki_image *image)
{
	const struct ki_symbols *symbols = ki_image_symbols(image);
	size_t count = symbols->count < ADDRESSES_MOST ? symbols->count : ADDRESSES_MOST;

	for (size_t i = 0; i < count; i++) {
		const struct ki_symbol *symbol = &symbols->at[i], *found;
		struct ki_wanted wanted = {.name = ki_str(ki_symbol_name(symbols, symbol))};

		if (i && symbol[-1].address > symbol->address)
			fuzz_fail("symbols out of order");
		ki_symbols_resolve(symbols, &wanted, &found);
		ki_symbols_at(symbols, symbol->address);
		for (uint64_t offset = 0; offset < 64; offset += 7)
			locate(mem, image, symbol->address + offset);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ki_image_options options = {0};
	struct ki_image *image = NULL;
	struct ki_mem mem;
	char path[64];
	int fd;

	ki_mem_init(&mem, NULL);
	fuzz_file(data, size, &fd, path);
	if (ki_image_open(&mem, path, &options, NULL, &image) == KOOPS_OK)
		use(&mem, image);
	ki_image_free(image);
	close(fd);
	return 0;
}
