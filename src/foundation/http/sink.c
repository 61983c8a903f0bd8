#include "http/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/answer.h"

#define MEMORY_BYTES ((size_t)256 * 1024)

static _Atomic unsigned made; /* files that are written or sent now, and use disk until they are sent */
static _Atomic unsigned kept; /* that are kept anyway, and cost a descriptor each */

/* So that whoever is slow to take the one holds up nobody who asks for the other. */
static enum outcome place_take(struct http_sink *sink, _Atomic unsigned *places, uint64_t most)
{
	if (atomic_fetch_add(places, 1) >= most) {
		atomic_fetch_sub(places, 1);
		return RETRY;
	}
	sink->places = places;
	return OK;
}

static enum outcome sink_open_file(struct http_sink *sink)
{
	TRY(place_take(sink, &made, LIMIT_DOWNLOADS));
	sink->fd = file_nameless();
	if (sink->fd >= 0)
		return OK;
	atomic_fetch_sub(&made, 1);
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
	atomic_fetch_sub(sink->places, 1);
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

/* ---- Files that are kept ---- */

enum asks { ASKS_ALL, ASKS_PART, ASKS_BEYOND };

/* "bytes=0-499", "bytes=500-", "bytes=-500". What is not read so, several parts too, asks for all of it, as RFC 9110
 * section 14.2 allows. */
static enum asks range_read(struct str range, uint64_t size, uint64_t *ret_from, uint64_t *ret_n)
{
	int64_t first = 0, last = INT64_MAX;
	if (!str_starts(range, STR("bytes=")) || str_find_char(range, ',', 0) != STR_NPOS)
		return ASKS_ALL;
	range = str_slice(range, sizeof("bytes=") - 1, range.n);
	size_t dash = str_find_char(range, '-', 0);
	struct str from = str_trim(str_slice(range, 0, dash)), to = str_trim(str_slice(range, dash + 1, range.n));
	bool is_tail = dash == 0;
	if (dash == STR_NPOS || (is_tail && !to.n) || (from.n && (!str_to_i64(from, &first) || first < 0)) ||
	    (to.n && (!str_to_i64(to, &last) || last < (is_tail ? 0 : first))))
		return ASKS_ALL;
	uint64_t begin = (uint64_t)first, end = (uint64_t)last < size ? (uint64_t)last + 1 : size;
	if (is_tail) {
		begin = (uint64_t)last < size ? size - (uint64_t)last : 0;
		end = size;
	}
	if (begin >= end)
		return ASKS_BEYOND;
	*ret_from = begin;
	*ret_n = end - begin;
	return ASKS_PART;
}

/* What is there, without the headers of the part. */
static enum asks asks_of(const struct req *req, uint64_t size, struct str etag, uint64_t *ret_from, uint64_t *ret_n)
{
	struct str range = req_header(req, "range"), if_range = req_header(req, "if-range");
	*ret_from = 0;
	*ret_n = size;
	/* A part of what it was before is of no use to whoever has the rest of that. */
	if (!range.n || (if_range.n && !str_eq(str_trim(if_range), etag)))
		return ASKS_ALL;
	return range_read(str_trim(range), size, ret_from, ret_n);
}

enum outcome resp_file(const struct req *req, struct resp *resp, int fd, uint64_t size, struct str etag)
{
	uint64_t from, n;
	resp->etag = etag;
	bool is_had = etag_matches(req_header(req, "if-none-match"), etag);
	enum asks asks = asks_of(req, size, etag, &from, &n);
	if (is_had || asks == ASKS_BEYOND || n == 0) {
		(void)close(fd);
		resp->status = is_had ? 304 : asks == ASKS_BEYOND ? 416 : 200;
		if (!is_had && asks == ASKS_BEYOND)
			resp->range = str_fmt(req->arena, "bytes */%llu", (unsigned long long)size);
		return OK;
	}
	struct http_sink *sink = arena_new(req->arena, struct http_sink);
	*sink = (struct http_sink){.fd = fd, .from = from, .in_file = n};
	enum outcome taken = place_take(sink, &kept, LIMIT_KEPT_DOWNLOADS);
	if (taken != OK) {
		(void)close(fd);
		return taken;
	}
	resp->sink = sink;
	if (asks == ASKS_PART) {
		resp->status = 206;
		resp->range = str_fmt(req->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
				      (unsigned long long)(from + n - 1), (unsigned long long)size);
	}
	return OK;
}
