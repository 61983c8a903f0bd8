#include "registers/export_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/file.h"
#include "registers/export_stretches.h"

#define PLACES     16
#define NAME_MOST  64
#define BYTES_MOST ((int64_t)1024 * 1024 * 1024)

/* Of which state of what a file is. */
struct state {
	uint64_t serial; /* the site's */
	uint64_t position;
	uint64_t unlisted; /* of changes of which no version tells */
	int32_t day;
	const struct lang *lang;
	char name[NAME_MOST]; /* the register's */
};

static struct {
	pthread_mutex_t mutex;
	uint64_t tick;
	struct place {
		struct state of; /* as it was asked for last */
		struct kept_file file;
		uint64_t used;
	} place[PLACES];
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static uint64_t unlisted_now(const struct ctx *ctx)
{
	return database_position(ctx->site->database, db_kinds(EXPORT_KEPT_UNLISTED));
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
			      .position = database_position(ctx->site->database, db_kinds(EXPORT_KEPT_CHANGES)),
			      .unlisted = unlisted_now(ctx),
			      .day = site_today(ctx).n,
			      .lang = ctx->lang};
	memcpy(state.name, query->scheme->id.p, query->scheme->id.n);
	return state;
}

static void place_empty(struct place *place)
{
	if (place->file.fd > 0)
		(void)close(place->file.fd);
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

/* Nothing lies between the two but versions. */
static bool versions_alone(const struct state *a, const struct state *b)
{
	return is_of_same(a, b) && a->unlisted == b->unlisted && a->day == b->day;
}

/* Of this state, or of one from which versions alone have come since; its fd is the caller's to close, -1: there is
 * none. True: it was asked for before. */
static bool ask(const struct state *state, struct kept_file *ret_file)
{
	pthread_mutex_lock(&kept.mutex);
	struct place *place = place_of(state);
	bool again = versions_alone(&place->of, state);
	if (!again)
		place_empty(place);
	place->of = *state;
	place->used = ++kept.tick;
	*ret_file = place->file;
	ret_file->fd = place->file.fd > 0 ? fcntl(place->file.fd, F_DUPFD_CLOEXEC, 3) : -1;
	pthread_mutex_unlock(&kept.mutex);
	return again;
}

/* Takes the descriptor, for good or to close it. */
static void put_away(const struct state *state, const struct kept_file *file)
{
	int left = file->fd;
	pthread_mutex_lock(&kept.mutex);
	struct place *place = place_of(state);
	bool is_first = place->file.fd <= 0;
	if (versions_alone(&place->of, state) && (is_first || place->file.position < file->position)) {
		left = is_first ? -1 : place->file.fd;
		place->file = *file;
	}
	pthread_mutex_unlock(&kept.mutex);
	if (left >= 0)
		(void)close(left);
}

/* ---- Bytes ---- */

/* Where the disk is full, or the file would be too long, nothing is kept, and it is sent all the same. */
static enum outcome keep_and_send(struct ctx *ctx, void *to, struct str bytes)
{
	struct keeping *keeping = to;
	struct kept_file *file = &keeping->file;
	file->bytes += (int64_t)bytes.n;
	if (file->fd >= 0 && (file->bytes > BYTES_MOST || !fd_write_all(file->fd, bytes)))
		fd_closep(&file->fd);
	return kept_send(ctx, keeping, bytes);
}

static int nameless(struct ctx *ctx)
{
	struct str stem = site_stem(ctx);
	while (stem.n && stem.p[stem.n - 1] != '/')
		stem.n--;
	return open(stem.n ? str_c(ctx->arena, stem) : ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* From the beginning, or from what is kept. */
static enum outcome made(struct ctx *ctx, struct keeping *keeping, const struct register_query *query,
			 const struct kept_file *old)
{
	const struct export_sink both = {.put = keep_and_send, .begins = stretches_begin, .to = keeping};
	struct changed_places changed = {.too_many = true};
	if (old->fd >= 0)
		TRY(changed_places(ctx, query, old->last_no, &changed));
	if (!changed.too_many)
		return stretches_renew(ctx, keeping, query, old, &changed, &both);
	return keeping->make(ctx, query, false, &both);
}

enum outcome export_kept(struct ctx *ctx, const struct register_query *query, const struct export_sink *sink,
			 export_make *make)
{
	struct keeping keeping = {.sink = sink,
				  .make = make,
				  .as_of = instant_str(ctx->arena, (struct instant){ctx->now_ms}),
				  .file.fd = -1,
				  .stretches = {.arena = arena_kept(ctx->arena)}};
	/* The state first, then what is read: no older than it. */
	const struct state state = state_of(ctx, query);
	struct kept_file old;
	bool again = ask(&state, &old);
	CLEANUP(fd_closep) int old_fd = old.fd;
	if (old_fd >= 0 && old.position == state.position)
		return kept_copy(ctx, &keeping, &old, 0, old.bytes, kept_send);
	struct register_query now = *query;
	TRY(entries_read_anew(ctx));
	TRY(registers_known_at(ctx, INT64_MAX, &now.filter.known));
	TRY(last_version(ctx, &keeping.file.last_no));
	keeping.file.position = state.position;
	if (again)
		keeping.file.fd = nameless(ctx);
	enum outcome outcome = made(ctx, &keeping, &now, &old);
	if (keeping.file.fd >= 0 && outcome == OK && stretches_put(&keeping))
		put_away(&state, &keeping.file);
	else
		fd_closep(&keeping.file.fd);
	return outcome;
}

/* ---- Letting go ---- */

static bool is_stale(const struct ctx *ctx, const struct place *place)
{
	return place->file.fd > 0 && place->of.serial == ctx->site->serial &&
	       (place->of.unlisted != unlisted_now(ctx) || place->of.day != site_today(ctx).n);
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
