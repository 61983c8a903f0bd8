#include "registers/export_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/file.h"

#define PLACES        16
#define NAME_MOST     64
#define READ_AT_ONCE  ((size_t)64 * 1024)
#define BYTES_MOST    ((int64_t)1024 * 1024 * 1024)
#define BYTES_IN_READ ((int64_t)8 * 1024 * 1024) /* who receives slowly pins no log of the database (D4) */

/* Of which state of what a file is. */
struct state {
	uint64_t serial; /* the site's */
	uint64_t position;
	int32_t day;
	const struct lang *lang;
	char name[NAME_MOST]; /* the register's */
};

static struct {
	pthread_mutex_t mutex;
	uint64_t tick;
	struct place {
		struct state of; /* as it was asked for last */
		int fd;          /* 0: asked for once */
		uint64_t used;
	} place[PLACES];
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static uint64_t position_now(const struct ctx *ctx)
{
	return database_position(ctx->site->database, db_kinds(EXPORT_KEPT_CHANGES));
}

bool export_is_whole(const struct ctx *ctx, const struct register_query *queries, size_t n, enum export_format format,
		     const struct export_sink *sink)
{
	if (format != EXPORT_CSV || n != 1 || sink->row || db_is_write(ctx))
		return false;
	const struct register_query *query = &queries[0];
	const struct entry_filter *filter = &query->filter;
	return query->scheme->shown == REGISTER_PUBLIC && query->n_asked == 0 && !query->known_at.n &&
	       !query->days_late_min && !filter->category.n && !filter->person_id && !filter->body_id &&
	       filter->as_at == DEADLINE_NO_DAY && !filter->values[0].field.n && !filter->sort.n &&
	       filter->descending && !filter->after_id && query->scheme->id.n < NAME_MOST;
}

/* ---- Places ---- */

static struct state state_of(const struct ctx *ctx, const struct register_query *query)
{
	struct state state = {.serial = ctx->site->serial,
			      .position = position_now(ctx),
			      .day = site_today(ctx).n,
			      .lang = ctx->lang};
	memcpy(state.name, query->scheme->id.p, query->scheme->id.n);
	return state;
}

static void place_empty(struct place *place)
{
	if (place->fd > 0)
		(void)close(place->fd);
	*place = (struct place){0};
}

static bool is_of_same(const struct state *a, const struct state *b)
{
	return a->serial == b->serial && a->lang == b->lang && strcmp(a->name, b->name) == 0;
}

/* The mutex is held. Of the same file, whatever its state; else the one that nobody asked for longest. */
static struct place *place_of(const struct state *state)
{
	struct place *oldest = &kept.place[0];
	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &kept.place[i];
		if (is_of_same(&place->of, state))
			return place;
		if (place->used < oldest->used)
			oldest = place;
	}
	place_empty(oldest);
	return oldest;
}

static bool state_is(const struct state *a, const struct state *b)
{
	return is_of_same(a, b) && a->position == b->position && a->day == b->day;
}

/* *ret_fd: the caller's to close; -1: it is not kept. *ret_again: it was asked for in this state before. */
static void ask(const struct state *state, int *ret_fd, bool *ret_again)
{
	pthread_mutex_lock(&kept.mutex);
	struct place *place = place_of(state);
	*ret_again = state_is(&place->of, state);
	if (!*ret_again)
		place_empty(place);
	place->of = *state;
	place->used = ++kept.tick;
	*ret_fd = place->fd > 0 ? fcntl(place->fd, F_DUPFD_CLOEXEC, 3) : -1;
	pthread_mutex_unlock(&kept.mutex);
}

/* Takes the descriptor, for good or to close it. */
static void put_away(const struct state *state, int fd)
{
	pthread_mutex_lock(&kept.mutex);
	struct place *place = place_of(state);
	bool is_wanted = state_is(&place->of, state) && place->fd <= 0;
	if (is_wanted)
		place->fd = fd;
	pthread_mutex_unlock(&kept.mutex);
	if (!is_wanted)
		(void)close(fd);
}

/* ---- Bytes ---- */

struct keeping {
	const struct export_sink *sink;
	struct str as_of;
	int fd; /* -1: nothing is kept */
	int64_t bytes;
};

/* As kept, to whoever asked: the instant in its place. */
static enum outcome send(struct ctx *ctx, const struct keeping *keeping, struct str bytes)
{
	arena_scope(ctx->arena);
	struct buf out = buf_open(ctx->arena, bytes.n + bytes.n / 8);
	while (bytes.n) {
		size_t at = str_find_char(bytes, '\0', 0);
		buf_str(&out, str_slice(bytes, 0, at == STR_NPOS ? bytes.n : at));
		if (at != STR_NPOS)
			buf_str(&out, keeping->as_of);
		bytes = str_slice(bytes, at == STR_NPOS ? bytes.n : at + 1, bytes.n);
	}
	return keeping->sink->put(ctx, keeping->sink->to, buf_view(&out));
}

/* Where the disk is full, nothing is kept, and it is sent all the same. */
static enum outcome keep_and_send(struct ctx *ctx, void *to, struct str bytes)
{
	struct keeping *keeping = to;
	keeping->bytes += (int64_t)bytes.n;
	if (keeping->fd >= 0 && (keeping->bytes > BYTES_MOST || !fd_write_all(keeping->fd, bytes)))
		fd_closep(&keeping->fd);
	return send(ctx, keeping, bytes);
}

static int nameless(struct ctx *ctx)
{
	struct str stem = site_stem(ctx);
	while (stem.n && stem.p[stem.n - 1] != '/')
		stem.n--;
	return open(stem.n ? str_c(ctx->arena, stem) : ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static enum outcome send_kept(struct ctx *ctx, const struct keeping *keeping, int fd)
{
	char *p = arena_alloc(ctx->arena, READ_AT_ONCE);
	for (int64_t at = 0;;) {
		ssize_t n = pread(fd, p, READ_AT_ONCE, at);
		if (n < 0) {
			log_event(LOG_ERROR, "registers_kept", "errno=%d", errno);
			return BROKEN;
		}
		if (n == 0)
			return OK;
		TRY(send(ctx, keeping, str_bytes(p, (size_t)n)));
		if (at / BYTES_IN_READ != (at + n) / BYTES_IN_READ)
			TRY(entries_read_anew(ctx));
		at += n;
	}
}

enum outcome export_kept(struct ctx *ctx, const struct register_query *query, const struct export_sink *sink,
			 enum outcome (*make)(struct ctx *ctx, const struct register_query *query,
					      const struct export_sink *sink))
{
	struct keeping keeping = {
		.sink = sink, .as_of = instant_str(ctx->arena, (struct instant){ctx->now_ms}), .fd = -1};
	const struct export_sink both = {.put = keep_and_send, .to = &keeping};
	/* The state first, then what is read: no older than it. */
	const struct state state = state_of(ctx, query);
	CLEANUP(fd_closep) int ready = -1;
	bool again;
	ask(&state, &ready, &again);
	if (ready >= 0)
		return send_kept(ctx, &keeping, ready);
	struct register_query now = *query;
	TRY(entries_read_anew(ctx));
	TRY(registers_known_at(ctx, INT64_MAX, &now.filter.known));
	if (again)
		keeping.fd = nameless(ctx);
	enum outcome made = make(ctx, &now, &both);
	if (keeping.fd >= 0 && made == OK)
		put_away(&state, keeping.fd);
	else
		fd_closep(&keeping.fd);
	return made;
}

/* ---- Letting go ---- */

static bool is_stale(const struct ctx *ctx, const struct place *place)
{
	return place->fd > 0 && place->of.serial == ctx->site->serial &&
	       (place->of.position != position_now(ctx) || place->of.day != site_today(ctx).n);
}

static int64_t stale(const struct ctx *ctx, bool empty)
{
	int64_t n = 0;
	pthread_mutex_lock(&kept.mutex);
	for (size_t i = 0; i < PLACES; i++) {
		if (!is_stale(ctx, &kept.place[i]))
			continue;
		n++;
		if (empty)
			place_empty(&kept.place[i]);
	}
	pthread_mutex_unlock(&kept.mutex);
	return n;
}

enum outcome export_kept_left(struct ctx *ctx, int64_t *ret_n)
{
	*ret_n = stale(ctx, false);
	return OK;
}

enum outcome export_kept_run(struct ctx *ctx)
{
	(void)stale(ctx, true);
	return OK;
}
