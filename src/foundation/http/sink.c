#include "http/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"

#define MEMORY_BYTES ((size_t)256 * 1024)

static _Atomic unsigned files; /* that are written or sent now */

/* The folder for files that vanish; /var/tmp is on a disk where /tmp may be in memory. */
static int file_without_name(void)
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

static enum outcome sink_open_file(struct http_sink *sink)
{
	if (atomic_fetch_add(&files, 1) >= LIMIT_DOWNLOADS) {
		atomic_fetch_sub(&files, 1);
		return RETRY;
	}
	sink->fd = file_without_name();
	if (sink->fd >= 0)
		return OK;
	atomic_fetch_sub(&files, 1);
	log_event(LOG_ERROR, "download", "no file: %s", strerror(errno));
	return BROKEN;
}

static enum outcome sink_flush(struct http_sink *sink)
{
	if (sink->in_file + sink->n > LIMIT_DOWNLOAD_BYTES)
		return RETRY;
	if (sink->fd < 0)
		TRY(sink_open_file(sink));
	if (!fd_write_all(sink->fd, (struct str){sink->bytes, sink->n})) {
		log_event(LOG_ERROR, "download", "cannot be written: %s", strerror(errno));
		return BROKEN;
	}
	sink->in_file += sink->n;
	sink->n = 0;
	return OK;
}

enum outcome http_put(struct http_sink *sink, struct str bytes)
{
	while (bytes.n) {
		if (sink->n == MEMORY_BYTES)
			TRY(sink_flush(sink));
		size_t room = MEMORY_BYTES - sink->n;
		size_t n = bytes.n < room ? bytes.n : room;
		memcpy(sink->bytes + sink->n, bytes.p, n);
		sink->n += n;
		bytes = str_slice(bytes, n, bytes.n);
	}
	return OK;
}

void sink_close(struct http_sink *sink)
{
	if (!sink || sink->fd < 0)
		return;
	(void)close(sink->fd);
	sink->fd = -1;
	atomic_fetch_sub(&files, 1);
}

enum outcome resp_fill(struct ctx *ctx, struct resp *resp,
		       enum outcome (*fill)(struct ctx *ctx, struct http_sink *sink, void *arg), void *arg)
{
	struct http_sink *sink = arena_new(ctx->arena, struct http_sink);
	*sink = (struct http_sink){.bytes = arena_alloc(ctx->arena, MEMORY_BYTES), .fd = -1};
	enum outcome outcome = fill(ctx, sink, arg);
	if (outcome == OK && sink->fd >= 0)
		outcome = sink_flush(sink);
	if (outcome != OK) {
		sink_close(sink);
		return outcome;
	}
	if (sink->fd >= 0)
		resp->sink = sink;
	else
		resp->body = (struct str){sink->bytes, sink->n};
	return OK;
}
