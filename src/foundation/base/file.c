#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

#define READ_BYTES ((size_t)64 * 1024)

void fd_closep(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

bool fd_write_all(int fd, struct str content)
{
	while (content.n > 0) {
		ssize_t n = -1;
		if (fault_here(FAULT_WRITE))
			errno = ENOSPC;
		else
			n = write(fd, content.p, content.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		content = str_slice(content, (size_t)n, content.n);
	}
	return true;
}

/* Reports errno about a file; `doing` is "read" or "written". */
static enum outcome file_problem(struct ctx *ctx, const char *path, int error, bool reading)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		if (reading) {
			(void)problem_add(ctx, path, msg("there is no such file"));
			return NOT_FOUND;
		}
		return problem_add(ctx, path, msg("the folder for this file does not exist"));
	case EACCES:
	case EPERM:
	case EROFS:
		return reading ? problem_add(ctx, path, msg("you may not read this file: check who owns it"))
			       : problem_add(ctx, path, msg("you may not write this file: check who owns its folder"));
	case EISDIR:
		return problem_add(ctx, path, msg("this is a folder: name a file"));
	case ENAMETOOLONG:
	case ELOOP:
		return problem_add(ctx, path, msg("the system cannot follow this name"));
	case ENOSPC:
	case EDQUOT:
		(void)problem_add(ctx, path, msg("the disk is full: nothing was changed; make room and try again"));
		break;
	default:
		(void)problem_add(ctx, path, msg("the system reports a fault: {1}"),
				  str_of(strerrordesc_np(error) ? strerrordesc_np(error) : "unknown"));
		break;
	}
	log_event(LOG_ERROR, reading ? "file_read" : "file_write", "errno=%d", error);
	return BROKEN;
}

static enum outcome too_large(struct ctx *ctx, const char *path, size_t max_bytes)
{
	return problem_add(ctx, path, msg("this file is too large: at most {1} bytes are allowed"),
			   str_fmt(ctx->arena, "%zu", max_bytes));
}

/* Reads to the end, at most max_bytes; `expected` is how much is likely to come. */
static enum outcome read_to_end(struct ctx *ctx, const char *path, int fd, size_t expected, size_t max_bytes,
				struct str *ret_content)
{
	struct buf content = buf_open(ctx->arena, expected + 1);
	for (;;) {
		size_t room = content.capacity - content.n;
		if (room == 0)
			room = READ_BYTES;
		ssize_t n = read(fd, buf_reserve(&content, room), room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_problem(ctx, path, errno, true);
		if (n == 0)
			break;
		content.n += (size_t)n;
		if (content.n > max_bytes)
			return too_large(ctx, path, max_bytes);
	}
	*ret_content = buf_view(&content);
	return OK;
}

enum outcome file_read(struct ctx *ctx, const char *path, size_t max_bytes, struct str *ret_content)
{
	if (strcmp(path, "-") == 0)
		return read_to_end(ctx, path, STDIN_FILENO, READ_BYTES, max_bytes, ret_content);
	/* Without O_NONBLOCK, opening a pipe would wait for its writer. */
	CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) != 0)
		return file_problem(ctx, path, errno, true);
	if (S_ISDIR(status.st_mode))
		return file_problem(ctx, path, EISDIR, true);
	if (!S_ISREG(status.st_mode))
		return problem_add(ctx, path, msg("this is not a regular file: to read a pipe, write - for its name"));
	if (status.st_size > 0 && (uint64_t)status.st_size > max_bytes)
		return too_large(ctx, path, max_bytes);
	return read_to_end(ctx, path, fd, (size_t)status.st_size, max_bytes, ret_content);
}

static bool sync_fd(int fd)
{
	if (fault_here(FAULT_SYNC)) {
		errno = EIO;
		return false;
	}
	return fsync(fd) == 0;
}

static bool rename_file(const char *from, const char *to)
{
	if (fault_here(FAULT_RENAME)) {
		errno = EIO;
		return false;
	}
	return rename(from, to) == 0;
}

/* Makes the names in the file's folder durable. */
static bool sync_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash ? (struct str){path, (size_t)(slash - path) + 1} : STR(".");
	CLEANUP(fd_closep) int fd = open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && sync_fd(fd);
}

static bool write_aside(const char *aside, struct str content, unsigned mode)
{
	CLEANUP(fd_closep) int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	return fd >= 0 && fd_write_all(fd, content) && sync_fd(fd);
}

enum outcome file_write(struct ctx *ctx, const char *path, struct str content, unsigned mode)
{
	arena_scope(ctx->arena);
	unsigned char salt[10];
	random_bytes(NULL, salt, sizeof(salt));
	struct str name = str_fmt(ctx->arena, "%s.%.*s.new", path,
				  STR_ARG(base32_str(ctx->arena, str_bytes(salt, sizeof(salt)))));
	if (write_aside(name.p, content, mode) && rename_file(name.p, path) && sync_folder(ctx->arena, path))
		return OK;
	int error = errno;
	(void)unlink(name.p);
	return file_problem(ctx, path, error, false);
}

int file_nameless(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder && *folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	char name[] = "/tmp/aboveboard-XXXXXX"; /* some file systems know no O_TMPFILE */
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(name);
	return fd;
}
