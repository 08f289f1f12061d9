/* SPDX-License-Identifier: BSD-2-Clause */
/* mkdtemp() */
#define _GNU_SOURCE
/*
 * Any bytes are what a cache of symbols has: they are as good as none, or answer for every address.
 * The first byte says what they are, a whole file or the contents of a block, whose checksum is
 * then right.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "symbolize/cache.h"
#include "symbolize/image.h"

enum { HEADER = 24, SIZE_MOST = 1 << 20, ADDRESSES_MOST = 64 };

struct file {
	char name[512];
	char data[SIZE_MOST];
	size_t size;
};

static struct ki_mem mem;
static char directory[64];
/* What koops itself keeps of the kernel. */
static struct file kept;

static void look_up(struct ki_image *image)
{
	const struct ki_symbols *symbols = ki_image_symbols(image);

	for (size_t i = 0; i < symbols->count && i < ADDRESSES_MOST; i++) {
		const struct ki_symbol *symbol = &symbols->at[i], *found;
		struct ki_wanted wanted = {.name = ki_str(ki_symbol_name(symbols, symbol))};
		struct ki_places places;

		ki_symbols_resolve(symbols, &wanted, &found);
		ki_symbols_at(symbols, symbol->address);
		for (uint64_t offset = 0; offset < 32; offset += 5) {
			if (!ki_image_locate(image, symbol->address + offset, &places))
				fuzz_fail("out of memory");
			for (size_t k = 0; k < places.count; k++)
				if (places.at[k].function &&
				    strlen(places.at[k].function) > SIZE_MOST)
					fuzz_fail("a name without an end");
		}
	}
}

static void open_and_use(void)
{
	const struct ki_image_options options = {.cache = directory};
	struct ki_image *image;

	if (ki_image_open(&mem, ELF_DIR "/vmlinux", &options, NULL, &image) != KOOPS_OK)
		fuzz_fail("a cache makes a kernel unusable");
	look_up(image);
	ki_image_free(image);
}

/* The one file in the directory. */
static void read_kept(void)
{
	DIR *files = opendir(directory);
	const struct dirent *entry;
	FILE *file;

	while (files && (entry = readdir(files)))
		if (entry->d_name[0] != '.')
			snprintf(kept.name, sizeof(kept.name), "%s/%s", directory, entry->d_name);
	closedir(files);
	file = fopen(kept.name, "rb");
	if (!file)
		fuzz_fail("nothing was kept");
	kept.size = fread(kept.data, 1, sizeof(kept.data), file);
	fclose(file);
}

static void clean(void)
{
	unlink(kept.name);
	rmdir(directory);
}

static void prepare(void)
{
	ki_mem_init(&mem, NULL);
	strcpy(directory, "/tmp/koops-fuzz-XXXXXX");
	if (!mkdtemp(directory))
		fuzz_fail("no directory");
	open_and_use();
	read_kept();
	atexit(clean);
}

static void put_block(struct fuzz_text *out, uint64_t kind, const uint8_t *data, size_t size)
{
	uint64_t block[3] = {kind, size, 0};
	struct fuzz_text bytes = {0};

	fuzz_append((const char *)data, size, &bytes);
	while (bytes.size % 8)
		fuzz_append("", 1, &bytes);
	block[2] = XXH3_64bits_withSeed(bytes.data ? bytes.data : "", bytes.size, size << 8 ^ kind);
	fuzz_append((const char *)block, sizeof(block), out);
	fuzz_append(bytes.data, bytes.size, out);
	fuzz_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text made = {0};
	uint64_t first;
	FILE *file;

	if (!directory[0])
		prepare();
	if (size < 1)
		return 0;
	/* The first block is of the kernel's contents, without which the others are not read. */
	memcpy(&first, kept.data + HEADER + sizeof(first), sizeof(first));
	if (data[0] % 4) {
		fuzz_append(kept.data, HEADER, &made);
		if (data[0] % 4 != KI_CACHE_CONTENTS)
			put_block(&made, KI_CACHE_CONTENTS,
				  (const uint8_t *)kept.data + HEADER + 24, first);
		put_block(&made, data[0] % 4, data + 1, size - 1);
	} else {
		fuzz_append((const char *)data + 1, size - 1, &made);
	}
	file = fopen(kept.name, "wb");
	if (!file || fwrite(made.data, 1, made.size, file) != made.size || fclose(file))
		fuzz_fail("no file");
	open_and_use();
	fuzz_free(&made);
	return 0;
}
