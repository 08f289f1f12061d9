/* SPDX-License-Identifier: BSD-2-Clause */
/* memfd_create() */
#define _GNU_SOURCE
#include "symbolize/unpack.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/str.h"
#include "symbolize/library.h"

/* What is used of each library that unpacks, if it was there to build with. */
#if KI_HAVE_ZLIB
#include <zlib.h>
#define ZLIB(X) X(inflate) X(inflateEnd) X(inflateInit2_)
#else
#define ZLIB(X)
#endif
#if KI_HAVE_LZMA
#include <lzma.h>
#define LZMA(X) X(lzma_code) X(lzma_end) X(lzma_stream_decoder)
#else
#define LZMA(X)
#endif
#if KI_HAVE_ZSTD
#include <zstd.h>
#define ZSTD(X) X(ZSTD_createDStream) X(ZSTD_decompressStream) X(ZSTD_freeDStream) X(ZSTD_isError)
#else
#define ZSTD(X)
#endif

enum {
	CHUNK = 65536,
	/* What a file may unpack to: so many times its size, and something for small ones. */
	TIMES_MOST = 200,
	SMALL_MOST = 16 << 20,
	/* What xz may need for its dictionary; the kernel's modules need 1 MiB. */
	XZ_MEMORY_MOST = 128 << 20,
};

enum progress { MORE, END, BROKEN, NO_MEMORY };

/* Those of the library that is needed are set. */
struct functions {
	ZLIB(KI_IMPORTED)
	LZMA(KI_IMPORTED)
	ZSTD(KI_IMPORTED)
};

/* A file on its way; the codecs move `next` and fill `out`. */
struct job {
	const struct ki_mem *mem;
	struct functions lib;
	int from, to;
	/* Bytes that may still be written. */
	uint64_t left;
	unsigned char in[CHUNK], out[CHUNK];
	/* What was read and is not consumed yet. */
	const unsigned char *next;
	size_t available;
	size_t out_size;
};

/*
 * How a format is unpacked, if `begin` is there: `step` consumes from `next` and writes
 * up to CHUNK bytes to `out`.
 */
struct codec {
	unsigned char magic[6];
	size_t magic_size;
	const char *name, *soname;
	const struct ki_import *imports;
	size_t import_count;
	void *(*begin)(struct job *job);
	enum progress (*step)(struct job *job, void *state);
	void (*end)(struct job *job, void *state);
};

#define IMPORT(function) {#function, offsetof(struct functions, function)},

#if KI_HAVE_ZLIB
static voidpf zlib_alloc(voidpf job, uInt count, uInt size)
{
	return ki_zalloc(((struct job *)job)->mem, (size_t)count * size);
}

static void zlib_free(voidpf job, voidpf memory)
{
	ki_free(((struct job *)job)->mem, memory);
}

static void *gzip_begin(struct job *job)
{
	z_stream *stream = ki_zalloc(job->mem, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->zalloc = zlib_alloc;
	stream->zfree = zlib_free;
	stream->opaque = job;
	/* With the largest window, and gzip's header. */
	if (job->lib.inflateInit2_(stream, 15 + 16, ZLIB_VERSION, sizeof(*stream)) == Z_OK)
		return stream;
	ki_free(job->mem, stream);
	return NULL;
}

static enum progress gzip_step(struct job *job, void *state)
{
	z_stream *stream = state;
	int result;

	memcpy(&stream->next_in, &job->next, sizeof(stream->next_in));
	stream->avail_in = (uInt)job->available;
	stream->next_out = job->out;
	stream->avail_out = CHUNK;
	result = job->lib.inflate(stream, Z_NO_FLUSH);
	job->next = stream->next_in;
	job->available = stream->avail_in;
	job->out_size = CHUNK - stream->avail_out;
	if (result == Z_MEM_ERROR)
		return NO_MEMORY;
	if (result == Z_STREAM_END)
		return END;
	return result == Z_OK || result == Z_BUF_ERROR ? MORE : BROKEN;
}

static void gzip_end(struct job *job, void *state)
{
	job->lib.inflateEnd(state);
	ki_free(job->mem, state);
}

static const struct ki_import zlib_imports[] = {ZLIB(IMPORT)};

#define GZIP "libz.so.1", zlib_imports, KI_LENGTH(zlib_imports), gzip_begin, gzip_step, gzip_end
#else
#define GZIP
#endif

#if KI_HAVE_LZMA
static void *lzma_alloc_hook(void *job, size_t count, size_t size)
{
	return ki_alloc(((struct job *)job)->mem, count * size);
}

static void lzma_free_hook(void *job, void *memory)
{
	ki_free(((struct job *)job)->mem, memory);
}

struct xz {
	lzma_stream stream;
	lzma_allocator allocator;
};

static void *xz_begin(struct job *job)
{
	struct xz *xz = ki_zalloc(job->mem, sizeof(*xz));

	if (!xz)
		return NULL;
	xz->allocator.alloc = lzma_alloc_hook;
	xz->allocator.free = lzma_free_hook;
	xz->allocator.opaque = job;
	xz->stream.allocator = &xz->allocator;
	if (job->lib.lzma_stream_decoder(&xz->stream, XZ_MEMORY_MOST, 0) == LZMA_OK)
		return xz;
	ki_free(job->mem, xz);
	return NULL;
}

static enum progress xz_step(struct job *job, void *state)
{
	lzma_stream *stream = &((struct xz *)state)->stream;
	lzma_ret result;

	stream->next_in = job->next;
	stream->avail_in = job->available;
	stream->next_out = job->out;
	stream->avail_out = CHUNK;
	result = job->lib.lzma_code(stream, LZMA_RUN);
	job->next = stream->next_in;
	job->available = stream->avail_in;
	job->out_size = CHUNK - stream->avail_out;
	if (result == LZMA_MEM_ERROR)
		return NO_MEMORY;
	if (result == LZMA_STREAM_END)
		return END;
	return result == LZMA_OK || result == LZMA_BUF_ERROR ? MORE : BROKEN;
}

static void xz_end(struct job *job, void *state)
{
	job->lib.lzma_end(&((struct xz *)state)->stream);
	ki_free(job->mem, state);
}

static const struct ki_import lzma_imports[] = {LZMA(IMPORT)};

#define XZ "liblzma.so.5", lzma_imports, KI_LENGTH(lzma_imports), xz_begin, xz_step, xz_end
#else
#define XZ
#endif

#if KI_HAVE_ZSTD
static void *zstd_begin(struct job *job)
{
	return job->lib.ZSTD_createDStream();
}

static enum progress zstd_step(struct job *job, void *state)
{
	ZSTD_inBuffer in = {job->next, job->available, 0};
	ZSTD_outBuffer out = {job->out, CHUNK, 0};
	size_t result = job->lib.ZSTD_decompressStream(state, &out, &in);

	job->next += in.pos;
	job->available -= in.pos;
	job->out_size = out.pos;
	if (job->lib.ZSTD_isError(result))
		return BROKEN;
	return result ? MORE : END;
}

static void zstd_end(struct job *job, void *state)
{
	job->lib.ZSTD_freeDStream(state);
}

static const struct ki_import zstd_imports[] = {ZSTD(IMPORT)};

#define ZSTANDARD \
	"libzstd.so.1", zstd_imports, KI_LENGTH(zstd_imports), zstd_begin, zstd_step, zstd_end
#else
#define ZSTANDARD
#endif

static const struct codec codecs[] = {
    {{0x1f, 0x8b}, 2, "gzip", GZIP},
    {{0xfd, '7', 'z', 'X', 'Z', 0}, 6, "xz", XZ},
    {{0x28, 0xb5, 0x2f, 0xfd}, 4, "zstd", ZSTANDARD},
};

static bool write_all(int fd, const unsigned char *data, size_t size)
{
	while (size) {
		ssize_t written = write(fd, data, size);

		if (written <= 0)
			return false;
		data += written;
		size -= (size_t)written;
	}
	return true;
}

static enum progress run(struct job *job, const struct codec *codec, void *state)
{
	enum progress progress = MORE;

	while (progress == MORE) {
		size_t available;

		if (!job->available) {
			ssize_t size = read(job->from, job->in, CHUNK);

			job->next = job->in;
			job->available = size > 0 ? (size_t)size : 0;
		}
		available = job->available;
		progress = codec->step(job, state);
		if (progress == MORE && job->available == available && !job->out_size)
			return BROKEN;
		if (job->out_size > job->left)
			return BROKEN;
		job->left -= job->out_size;
		if (!write_all(job->to, job->out, job->out_size))
			return NO_MEMORY;
	}
	return progress;
}

static enum koops_status unpack(struct job *job, const struct codec *codec, const char *path,
				struct koops_error *error)
{
	enum progress progress;
	void *state;

	if (!ki_library_load(codec->soname, codec->imports, codec->import_count, &job->lib))
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: packed by %s, and no %s on this machine to unpack it with",
			       path, codec->name, codec->soname);
	state = codec->begin(job);
	if (!state)
		return ki_fail_memory(error);
	progress = run(job, codec, state);
	codec->end(job, state);
	if (progress == NO_MEMORY)
		return ki_fail_memory(error);
	if (progress == BROKEN)
		return ki_fail(error, KOOPS_E_FORMAT, "%s: damaged, or not really %s", path,
			       codec->name);
	return KOOPS_OK;
}

/*
 * Where the kernel proper is in a boot image of x86 (Documentation/arch/x86/boot.rst);
 * 0 in other files.
 */
static off_t payload_of(int fd)
{
	enum { SETUP_SECTS = 0x1f1, MAGIC = 0x202, PAYLOAD_OFFSET = 0x248, HEADER = 0x250 };
	unsigned char header[HEADER];
	unsigned sectors;
	uint32_t offset;

	if (pread(fd, header, HEADER, 0) != HEADER || memcmp(header + MAGIC, "HdrS", 4))
		return 0;
	sectors = header[SETUP_SECTS] ? header[SETUP_SECTS] : 4;
	offset = (uint32_t)header[PAYLOAD_OFFSET] | (uint32_t)header[PAYLOAD_OFFSET + 1] << 8 |
		 (uint32_t)header[PAYLOAD_OFFSET + 2] << 16 |
		 (uint32_t)header[PAYLOAD_OFFSET + 3] << 24;
	return (off_t)(sectors + 1) * 512 + offset;
}

static const struct codec *codec_of(int fd, off_t offset)
{
	unsigned char begin[6] = {0};
	ssize_t size = pread(fd, begin, sizeof(begin), offset);

	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++)
		if (size >= (ssize_t)codecs[i].magic_size &&
		    !memcmp(begin, codecs[i].magic, codecs[i].magic_size))
			return &codecs[i];
	return NULL;
}

enum koops_status ki_unpack(const struct ki_mem *mem, const char *path, struct koops_error *error,
			    int *fd)
{
	off_t offset = payload_of(*fd);
	const struct codec *codec = codec_of(*fd, offset);
	enum koops_status status;
	struct stat packed;
	struct job *job;

	if (!codec || fstat(*fd, &packed) || lseek(*fd, offset, SEEK_SET) != offset)
		return KOOPS_OK;
	if (!codec->begin)
		return ki_fail(error, KOOPS_E_FORMAT,
			       "%s: packed by %s, which this koops was built without", path,
			       codec->name);
	job = ki_alloc(mem, sizeof(*job));
	if (!job)
		return ki_fail_memory(error);
	job->mem = mem;
	job->from = *fd;
	job->to = memfd_create("koops", MFD_CLOEXEC);
	job->left = SMALL_MOST + (uint64_t)packed.st_size * TIMES_MOST;
	job->available = 0;
	status = job->to < 0 ? ki_fail_memory(error) : unpack(job, codec, path, error);
	if (!status) {
		close(*fd);
		*fd = job->to;
	} else if (job->to >= 0) {
		close(job->to);
	}
	ki_free(mem, job);
	return status;
}
