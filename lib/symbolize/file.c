/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbolize/file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbolize/unpack.h"

/* strerror() speaks the language of the locale. */
static const char *reason_of(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return "there is no such file";
	case EACCES:
	case EPERM:
		return "permission denied";
	case EMFILE:
	case ENFILE:
		return "too many open files";
	case ENOMEM:
		return "out of memory";
	case ELOOP:
		return "too many symbolic links";
	case EIO:
		return "the device reports an error";
	}
	return "it can't be opened";
}

static bool is_elf_file(int fd)
{
	char magic[SELFMAG];

	return pread(fd, magic, SELFMAG, 0) == SELFMAG && !memcmp(magic, ELFMAG, SELFMAG);
}

enum koops_status ki_file_open(const struct ki_mem *mem, const char *path,
			       struct koops_error *error, int *result, bool *is_elf)
{
	/* Does not wait for the writer of a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum koops_status status = KOOPS_OK;
	struct stat file;

	if (fd < 0)
		return ki_fail(error, KOOPS_E_IO,
			       "%s: %s; give the vmlinux of the kernel that crashed", path,
			       reason_of(errno));
	if (fstat(fd, &file) || !S_ISREG(file.st_mode))
		status = ki_fail(error, KOOPS_E_IO,
				 "%s: not a regular file; give the vmlinux itself", path);
	if (!status)
		status = ki_unpack(mem, path, error, &fd);
	if (status) {
		close(fd);
		return status;
	}
	*is_elf = is_elf_file(fd);
	*result = fd;
	return KOOPS_OK;
}
