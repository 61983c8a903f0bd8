#include "records/spool.h"

#include <errno.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

static enum outcome cannot(struct ctx *ctx)
{
	(void)problem_add(ctx, "", msg("The files of the bundle cannot be kept: {1}"), str_of(strerrordesc_np(errno)));
	return BROKEN;
}

enum outcome spool_open(struct ctx *ctx, struct arena *arena, struct spool *ret_spool)
{
	int fd = file_nameless();
	if (fd < 0)
		return cannot(ctx);
	*ret_spool = (struct spool){.fd = fd, .block = arena_alloc(arena, BLOCK_BYTES)};
	return OK;
}

void spool_close(struct spool *spool)
{
	if (spool->block)
		fd_closep(&spool->fd);
	spool->block = NULL;
}

static enum outcome flush(struct ctx *ctx, struct spool *spool)
{
	if (!fd_write_all(spool->fd, str_bytes(spool->block, spool->n)))
		return cannot(ctx);
	spool->bytes += spool->n;
	spool->n = 0;
	return OK;
}

static enum outcome bytes_put(struct ctx *ctx, struct spool *spool, struct str bytes)
{
	while (bytes.n) {
		if (spool->n == BLOCK_BYTES)
			TRY(flush(ctx, spool));
		size_t room = BLOCK_BYTES - spool->n, n = bytes.n < room ? bytes.n : room;
		memcpy(spool->block + spool->n, bytes.p, n);
		spool->n += n;
		bytes = str_slice(bytes, n, bytes.n);
	}
	return OK;
}

enum outcome spool_put(struct ctx *ctx, struct spool *spool, const struct str texts[SPOOL_TEXTS])
{
	for (size_t i = 0; i < SPOOL_TEXTS; i++) {
		TRY(bytes_put(ctx, spool, str_bytes((const char *)&texts[i].n, sizeof(texts[i].n))));
		TRY(bytes_put(ctx, spool, texts[i]));
	}
	spool->n_rows++;
	return OK;
}

/* ---- Reading ---- */

struct reading {
	int fd;
	char *block;
	size_t at, n; /* in the block */
	uint64_t from;
};

static enum outcome bytes_take(struct ctx *ctx, struct reading *r, char *to, size_t n)
{
	while (n) {
		if (r->at == r->n) {
			ssize_t got = pread(r->fd, r->block, BLOCK_BYTES, (off_t)r->from);
			if (got <= 0)
				return cannot(ctx);
			r->from += (uint64_t)got;
			r->at = 0;
			r->n = (size_t)got;
		}
		size_t some = n < r->n - r->at ? n : r->n - r->at;
		memcpy(to, r->block + r->at, some);
		r->at += some;
		to += some;
		n -= some;
	}
	return OK;
}

enum outcome spool_each(struct ctx *ctx, struct spool *spool,
			enum outcome (*fn)(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args),
			void *args)
{
	TRY(flush(ctx, spool));
	struct reading reading = {.fd = spool->fd, .block = arena_alloc(ctx->arena, BLOCK_BYTES)};
	for (size_t i = 0; i < spool->n_rows; i++) {
		arena_scope(ctx->arena);
		struct str texts[SPOOL_TEXTS];
		for (size_t k = 0; k < SPOOL_TEXTS; k++) {
			size_t n;
			TRY(bytes_take(ctx, &reading, (char *)&n, sizeof(n)));
			char *p = arena_alloc(ctx->arena, n + 1);
			TRY(bytes_take(ctx, &reading, p, n));
			texts[k] = str_bytes(p, n);
		}
		TRY(fn(ctx, texts, args));
	}
	return OK;
}
