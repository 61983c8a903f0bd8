/* Learns of what other processes commit. One thread looks at every watched database: at the traces that a commit leaves
 * on SQLite's files (no connection is needed for that), at the socket on which PostgreSQL notifies. */
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/database.h"
#include "db/postgres.h"

#define LOOK_MS 500

/* File times move in steps of a few milliseconds: a younger trace may hide a second commit in the same step. */
#define STEP_NS ((int64_t)100 * 1000000)

/* A server that is away is asked again after this. */
#define AWAY_MS 2000

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t moved_on;
	struct database *first;
	struct database *at; /* being looked at, without the mutex */
	bool is_running;
	bool is_stopping;
	int wake;
	pthread_t thread;
} watcher = {.mutex = PTHREAD_MUTEX_INITIALIZER, .moved_on = PTHREAD_COND_INITIALIZER};

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct trace trace_of(struct ctx *ctx, const char *path)
{
	struct trace trace = {0};
	struct stat is;
	if (stat(path, &is) == 0) {
		trace.file_bytes = is.st_size;
		trace.file_ns = ns_of(is.st_mtim);
	}
	if (stat(str_c(ctx->arena, str_fmt(ctx->arena, "%s-wal", path)), &is) == 0) {
		trace.wal_bytes = is.st_size;
		trace.wal_ns = ns_of(is.st_mtim);
	}
	return trace;
}

static bool trace_is_young(const struct trace *trace)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	int64_t newest = trace->wal_ns > trace->file_ns ? trace->wal_ns : trace->file_ns;
	return ns_of(now) - newest < STEP_NS;
}

static void look_at_files(struct ctx *ctx, struct database *database)
{
	struct trace trace = trace_of(ctx, database->address);
	if (memcmp(&trace, &database->trace, sizeof(trace)) == 0)
		return;
	if (db_read_begin(ctx, database) != OK)
		return;
	enum outcome outcome = positions_read(ctx, database);
	db_read_end(ctx);
	if (outcome == OK && !trace_is_young(&trace))
		database->trace = trace;
}

static void listener_drop(struct database *database)
{
	if (database->listener)
		database->engine->close(database->listener);
	database->listener = NULL;
	database->listen_again_ms = clock_ms() + AWAY_MS;
}

static void look_at_server(struct ctx *ctx, struct database *database)
{
	bool was_told = false;
	if (!database->listener) {
		if (clock_ms() < database->listen_again_ms)
			return;
		if (postgres_listen(ctx, database->address, &database->listener) != OK) {
			listener_drop(database);
			return;
		}
		was_told = true;
	} else if (postgres_told(database->listener, &was_told) != OK) {
		listener_drop(database);
		return;
	}
	if (!was_told)
		return;
	struct db db = {.conn = database->listener, .database = database};
	ctx->db = &db;
	if (positions_read(ctx, database) != OK)
		listener_drop(database);
	ctx->db = NULL;
}

/* Waits for a notification, the next look or a change of the list. */
static void wait_for_news(struct ctx *ctx)
{
	pthread_mutex_lock(&watcher.mutex);
	size_t n = 1;
	for (struct database *d = watcher.first; d; d = d->next_watched)
		n += d->listener != NULL;
	struct pollfd *fds = arena_array(ctx->arena, struct pollfd, n);
	fds[0] = (struct pollfd){.fd = watcher.wake, .events = POLLIN};
	n = 1;
	for (struct database *d = watcher.first; d; d = d->next_watched) {
		if (d->listener)
			fds[n++] = (struct pollfd){.fd = postgres_fd(d->listener), .events = POLLIN};
	}
	pthread_mutex_unlock(&watcher.mutex);
	uint64_t woken = 0;
	if (poll(fds, n, LOOK_MS) > 0 && fds[0].revents)
		(void)!read(watcher.wake, &woken, sizeof(woken));
}

static void look_at_all(struct ctx *ctx, bool at_files)
{
	pthread_mutex_lock(&watcher.mutex);
	for (struct database *d = watcher.first; d && !watcher.is_stopping; d = d->next_watched) {
		watcher.at = d;
		pthread_mutex_unlock(&watcher.mutex);
		struct arena_mark mark = arena_mark(ctx->arena);
		if (d->engine->name == DB_POSTGRES)
			look_at_server(ctx, d);
		else if (at_files)
			look_at_files(ctx, d);
		problems_clear(ctx);
		arena_reset(mark);
		pthread_mutex_lock(&watcher.mutex);
		watcher.at = NULL;
		pthread_cond_broadcast(&watcher.moved_on);
	}
	pthread_mutex_unlock(&watcher.mutex);
}

static bool must_stop(void)
{
	pthread_mutex_lock(&watcher.mutex);
	bool stop = watcher.is_stopping;
	pthread_mutex_unlock(&watcher.mutex);
	return stop;
}

static void *watcher_main(void *arg)
{
	(void)arg;
	struct arena *arena CLEANUP(arena_closep) = arena_open(0);
	struct ctx ctx = {.arena = arena};
	int64_t looked_ms = 0;
	while (!must_stop()) {
		arena_scope(arena);
		bool at_files = clock_ms() - looked_ms >= LOOK_MS;
		if (at_files)
			looked_ms = clock_ms();
		look_at_all(&ctx, at_files);
		wait_for_news(&ctx);
	}
	return NULL;
}

static void wake(void)
{
	uint64_t one = 1;
	(void)!write(watcher.wake, &one, sizeof(one));
}

void watcher_add(struct database *database)
{
	pthread_mutex_lock(&watcher.mutex);
	while (watcher.is_stopping)
		pthread_cond_wait(&watcher.moved_on, &watcher.mutex);
	if (!database->is_watched) {
		database->next_watched = watcher.first;
		watcher.first = database;
		database->is_watched = true;
		if (!watcher.is_running) {
			watcher.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
			if (watcher.wake < 0 || pthread_create(&watcher.thread, NULL, watcher_main, NULL) != 0)
				die("the system refused a thread");
			watcher.is_running = true;
		}
	}
	pthread_mutex_unlock(&watcher.mutex);
}

/* Called with the mutex: the last database takes the thread with it. */
static void stop(void)
{
	watcher.is_stopping = true;
	wake();
	pthread_mutex_unlock(&watcher.mutex);
	pthread_join(watcher.thread, NULL);
	pthread_mutex_lock(&watcher.mutex);
	fd_closep(&watcher.wake);
	watcher.is_running = false;
	watcher.is_stopping = false;
	pthread_cond_broadcast(&watcher.moved_on);
}

void watcher_forget(struct database *database)
{
	if (!database->is_watched)
		return;
	pthread_mutex_lock(&watcher.mutex);
	while (watcher.at == database || watcher.is_stopping)
		pthread_cond_wait(&watcher.moved_on, &watcher.mutex);
	struct database **at = &watcher.first;
	while (*at != database)
		at = &(*at)->next_watched;
	*at = database->next_watched;
	if (database->listener)
		database->engine->close(database->listener);
	if (!watcher.first)
		stop();
	pthread_mutex_unlock(&watcher.mutex);
}
