#include "http/server.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Request line, headers, what the library notes of them and the answer's headers share this. Small on purpose: the
 * library clears it after every request. */
#define CONNECTION_BYTES  ((size_t)16 * 1024)
#define EVENT_THREADS_MAX 4
#define WORKERS           16

static const struct {
	unsigned status;
	struct str text;
} refusal_texts[] = {
	{400, STR_INIT("400 Bad request\n\nThis request breaks the rules of HTTP, so nothing was done with it.\n")},
	{403, STR_INIT("403 Forbidden\n\nThis form was sent from another web site, so nothing was changed. Open the "
		       "page on this site and send the form from there.\n")},
	{405, STR_INIT("405 Method not allowed\n\nThis site takes only GET, HEAD and POST.\n")},
	{411, STR_INIT("411 Length required\n\nThis request does not say how long its body is.\n")},
	{413, STR_INIT("413 Too large\n\nWhat you sent is larger than this page takes, so nothing was changed. Choose "
		       "a smaller file or a shorter text and send it again.\n")},
	{414, STR_INIT("414 Address too long\n\nThe address of this request is longer than this site takes.\n")},
	{415, STR_INIT("415 Unsupported media type\n\nThis site takes forms, as web pages send them.\n")},
	{421, STR_INIT("421 Misdirected request\n\nNo site of this name is served here. Check the address.\n")},
	{429,
	 STR_INIT("429 Too many requests\n\nToo many requests of yours are under way. Wait a moment and try again.\n")},
	{431, STR_INIT("431 Header fields too large\n\nThe headers of this request are longer than this site takes. "
		       "Deleting this site's cookies may help.\n")},
	{501, STR_INIT("501 Not implemented\n\nThis site takes only GET, HEAD and POST.\n")},
	{503, STR_INIT("503 Busy\n\nToo many people are asking at once. Nothing was changed. Wait a moment and try "
		       "again.\n")},
	{505, STR_INIT("505 HTTP version not supported\n\nThis site speaks HTTP/1.1.\n")},
};

struct http_limits server_limits(void)
{
	return (struct http_limits){
		.header_seconds = (unsigned)LIMIT_HEADER_SECONDS,
		.idle_seconds = (unsigned)LIMIT_IDLE_SECONDS,
		.body_seconds = (unsigned)LIMIT_BODY_SECONDS,
		.finish_seconds = 30,
		.connections = (unsigned)LIMIT_CONNECTIONS,
		.client_connections = (unsigned)LIMIT_CLIENT_CONNECTIONS,
		.uploads = (unsigned)LIMIT_UPLOADS,
		.client_uploads = (unsigned)LIMIT_CLIENT_UPLOADS,
		.queue = (size_t)LIMIT_WORK_QUEUE,
		.cache_bytes = (size_t)LIMIT_PAGE_CACHE_BYTES,
	};
}

struct stripe *server_stripe(struct http_server *server)
{
	static _Atomic unsigned threads;
	static _Thread_local unsigned mine;
	if (!mine)
		mine = atomic_fetch_add(&threads, 1) + 1;
	return &server->stripes[mine % STRIPES];
}

/* ---- The watch ---- */

static int64_t monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With the lock held: connections leave the list before their descriptor is closed, so that none of another's is cut.
 */
static void cut_late(struct http_server *server, uint32_t now)
{
	for (struct conn *conn = server->conns; conn; conn = conn->next) {
		uint32_t deadline = atomic_load_explicit(&conn->deadline, memory_order_relaxed);
		if (deadline && deadline < now)
			(void)shutdown(conn->fd, SHUT_RDWR);
	}
}

/* Waits with the lock held. */
static void doze(struct http_server *server, unsigned ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_cond_timedwait(&server->woken, &server->lock, &until);
}

static void *watch(void *data)
{
	struct http_server *server = data;
	int64_t start = monotonic_ms();
	pthread_mutex_lock(&server->lock);
	while (!server->stops) {
		uint32_t now = (uint32_t)((monotonic_ms() - start) / 1000 + 1);
		atomic_store_explicit(&server->now, now, memory_order_relaxed);
		cut_late(server, now);
		doze(server, 500);
	}
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

/* ---- Opening ---- */

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct served_asset *)a)->path, ((const struct served_asset *)b)->path);
}

static void make_answers(struct http_server *server)
{
	_Static_assert(COUNT_OF(refusal_texts) <= REFUSALS, "more refusals than places");
	for (size_t i = 0; i < COUNT_OF(refusal_texts); i++) {
		server->refusals[i].status = refusal_texts[i].status;
		server->refusals[i].answer =
			answer_refusal(refusal_texts[i].status, refusal_texts[i].text, server->options.hsts);
	}
	server->assets = arena_array(server->arena, struct served_asset, server->app.n_assets);
	for (size_t i = 0; i < server->app.n_assets; i++) {
		const struct asset *asset = &server->app.assets[i];
		server->assets[i] =
			(struct served_asset){str_of(asset->path), answer_asset(asset, server->options.hsts)};
	}
	if (server->app.n_assets)
		qsort(server->assets, server->app.n_assets, sizeof(*server->assets), by_path);
}

static enum outcome read_proxy(struct ctx *ctx, struct http_server *server)
{
	struct str proxy = server->options.proxy;
	if (str_empty(proxy))
		return OK;
	server->has_proxy = true;
	if (str_eq(proxy, STR("unix")))
		return OK;
	if (client_parse(proxy, &server->proxy))
		return OK;
	return problem_add(ctx, "proxy", msg("{1} is not an IP address, nor the word unix for a socket's peer"), proxy);
}

static bool start_watch(struct http_server *server)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&server->woken, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&server->lock, NULL);
	atomic_init(&server->now, 1);
	return pthread_create(&server->watch, NULL, watch, server) == 0;
}

static unsigned event_threads(const struct http_options *options)
{
	if (options->event_threads)
		return options->event_threads;
	cpu_set_t processors;
	int n = sched_getaffinity(0, sizeof(processors), &processors) == 0 ? CPU_COUNT(&processors) : 1;
	return n < 1 ? 1 : n > EVENT_THREADS_MAX ? EVENT_THREADS_MAX : (unsigned)n;
}

static bool start_daemon(struct http_server *server)
{
	unsigned threads = event_threads(&server->options);
	struct MHD_OptionItem pool[] = {
		{threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, conn_request, server,
		MHD_OPTION_LISTEN_SOCKET, server->listen_fd, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, server->limits.connections, MHD_OPTION_CONNECTION_TIMEOUT,
		server->limits.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
		MHD_OPTION_URI_LOG_CALLBACK, conn_uri, server, MHD_OPTION_UNESCAPE_CALLBACK, conn_unescape, server,
		MHD_OPTION_NOTIFY_COMPLETED, conn_completed, server, MHD_OPTION_NOTIFY_CONNECTION, conn_notify, server,
		MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
	return server->daemon != NULL;
}

static struct http_server *server_new(const struct http_options *options, const struct http_app *app,
				      const struct http_limits *limits)
{
	struct arena *arena = arena_open(0);
	struct http_server *server = arena_new(arena, struct http_server);
	server->arena = arena;
	server->app = *app;
	server->options = *options;
	server->options.address = str_dup(arena, options->address);
	server->options.proxy = str_dup(arena, options->proxy);
	server->limits = *limits;
	server->hides_bytes = str_starts(str_of(MHD_get_version()), STR("0."));
	return server;
}

enum outcome server_open(struct ctx *ctx, const struct http_options *options, const struct http_app *app,
			 const struct http_limits *limits, struct http_server **ret_server)
{
	struct http_server *server = server_new(options, app, limits);
	enum outcome outcome = read_proxy(ctx, server);
	if (outcome == OK)
		outcome = listen_open(ctx, &server->options, &server->listen_fd, &server->port);
	if (outcome != OK) {
		arena_close(server->arena);
		return outcome;
	}
	struct arena *arena = server->arena;
	server->conn_arena = arena_open(0);
	server->router = router_open(arena, &server->app);
	server->cache = cache_open(arena, limits->cache_bytes, app->freshness);
	server->connections_by_client = client_counts_open(arena, limits->client_connections);
	server->requests_by_client = client_counts_open(arena, limits->client_connections);
	server->uploads_by_client = client_counts_open(arena, limits->client_uploads);
	make_answers(server);
	server->workers = workers_open(arena, options->workers ? options->workers : WORKERS, limits->queue);
	if (!start_watch(server) || !start_daemon(server))
		die("the HTTP server cannot start: the system gives no thread or no epoll instance");
	*ret_server = server;
	return OK;
}

enum outcome http_open(struct ctx *ctx, const struct http_options *options, const struct http_app *app,
		       struct http_server **ret_server)
{
	const struct http_limits limits = server_limits();
	return server_open(ctx, options, app, &limits, ret_server);
}

uint16_t http_port(const struct http_server *server)
{
	return server->port;
}

struct http_counts http_counts(const struct http_server *server)
{
	struct http_counts counts = {0};
	for (size_t i = 0; i < STRIPES; i++) {
		const struct stripe *stripe = &server->stripes[i];
		counts.requests += atomic_load_explicit(&stripe->requests, memory_order_relaxed);
		counts.ready_hits += atomic_load_explicit(&stripe->ready_hits, memory_order_relaxed);
		counts.renders += atomic_load_explicit(&stripe->renders, memory_order_relaxed);
		counts.refused += atomic_load_explicit(&stripe->refused, memory_order_relaxed);
	}
	return counts;
}

/* ---- Closing ---- */

/* With the lock held: is a request under way? Connections between two requests are told that this was the last; what
 * they have sent already is still read. */
static bool is_any_busy(struct http_server *server)
{
	bool is_busy = false;
	for (struct conn *conn = server->conns; conn; conn = conn->next) {
		int unread = 0;
		if (!atomic_load_explicit(&conn->is_busy, memory_order_relaxed) &&
		    ioctl(conn->fd, FIONREAD, &unread) == 0 && unread == 0)
			(void)shutdown(conn->fd, SHUT_RD);
		else
			is_busy = true;
	}
	return is_busy;
}

static void finish_what_began(struct http_server *server)
{
	int64_t until = monotonic_ms() + (int64_t)server->limits.finish_seconds * 1000;
	pthread_mutex_lock(&server->lock);
	while (is_any_busy(server) && monotonic_ms() < until)
		doze(server, 10);
	server->stops = true;
	pthread_cond_broadcast(&server->woken);
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->watch, NULL);
}

void http_close(struct http_server *server)
{
	if (!server)
		return;
	atomic_store(&server->is_closing, true);
	(void)MHD_quiesce_daemon(server->daemon);
	(void)shutdown(server->listen_fd, SHUT_RDWR);
	finish_what_began(server);
	/* Every connection that waits is answered and resumed by this; the library stops only then. */
	workers_stop(server->workers);
	MHD_stop_daemon(server->daemon);
	workers_close(server->workers);
	listen_close(server->listen_fd, &server->options);
	cache_close(server->cache);
	for (size_t i = 0; i < REFUSALS; i++)
		answer_release(server->refusals[i].answer);
	for (size_t i = 0; i < server->app.n_assets; i++)
		answer_release(server->assets[i].answer);
	client_counts_close(server->connections_by_client);
	client_counts_close(server->requests_by_client);
	client_counts_close(server->uploads_by_client);
	pthread_cond_destroy(&server->woken);
	pthread_mutex_destroy(&server->lock);
	arena_close(server->conn_arena);
	arena_close(server->arena);
}
