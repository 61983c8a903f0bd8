/* The server's insides, shared by its files. Who calls what:
 *
 *     server.c   opens, closes, watches deadlines        one thread of its own
 *     conn.c     the library's callbacks                 event threads
 *     job.c      a request as handlers see it            event threads begin jobs, workers run them
 *     work.c     the workers and their queue
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "http/answer.h"
#include "http/cache.h"
#include "http/client.h"
#include "http/form.h"
#include "http/route.h"
#include "http/strict.h"

/* Limits that tests shorten; http_open takes them from base/limits.h. */
struct http_limits {
	unsigned header_seconds;
	unsigned idle_seconds;
	unsigned body_seconds;
	unsigned finish_seconds;
	unsigned connections;
	unsigned client_connections;
	unsigned uploads;
	unsigned client_uploads;
	size_t queue;
	size_t cache_bytes;
};

enum phase {
	PHASE_NONE,     /* between requests */
	PHASE_LINE,     /* the request line has come */
	PHASE_HEAD,     /* a request without a body is complete and sound */
	PHASE_BODY,     /* the body is coming */
	PHASE_DISCARD,  /* it is refused, but read to its end so that the client reads the refusal */
	PHASE_WAITING,  /* a worker has it, the library leaves the connection alone */
	PHASE_ANSWERED, /* the worker has finished */
	PHASE_SENDING,
};

/* One connection. Its event thread owns it, but for what says otherwise; while it waits, the worker does. */
struct conn {
	struct waiter waiter; /* first: a waiter is a conn */
	struct http_server *server;
	struct MHD_Connection *connection;
	struct conn *previous, *next; /* under the server's lock */
	int fd;
	struct client peer;
	bool is_proxy;
	bool is_counted;
	_Atomic uint32_t deadline; /* in the server's seconds; 0: none. Read by the watch */
	_Atomic bool is_busy;      /* a request has begun and its answer is not sent. Read by the watch */

	enum phase phase;
	struct head head;
	const char *uri;
	size_t uri_n;
	struct job *job; /* not yet handed to a worker */
	unsigned refusal;
	struct answer *answer;
};

/* A request on its way through a worker. Lives in its arena, which the answer takes over. */
struct job {
	struct job *next;
	struct arena *arena;
	struct http_server *server;
	struct http_site *site;
	struct conn *conn; /* NULL: a page that is rendered for keeping, the same for everyone */
	struct rendering *rendering;
	uint64_t kinds;
	struct req req;
	bool is_counted;
	bool is_upload; /* counted among those on their way */
	struct client client;
	struct buf body;
};

/* Counts of one thread, so far from its neighbours' that they share no cache line. */
#define STRIPES 8
struct stripe {
	_Atomic uint64_t requests;
	_Atomic uint64_t ready_hits;
	_Atomic uint64_t renders;
	_Atomic uint64_t refused;
	char apart[96];
};

struct refusal {
	unsigned status;
	struct answer *answer;
};

struct served_asset {
	struct str path;
	struct answer *answer;
};

#define REFUSALS 16

struct http_server {
	struct arena *arena;
	struct http_app app;
	struct http_options options;
	struct http_limits limits;
	struct client proxy;
	bool has_proxy;
	bool hides_bytes; /* a library before 1.0, whose parser must be checked by its traces */
	int listen_fd;
	uint16_t port;
	struct MHD_Daemon *daemon;
	struct router *router;
	struct cache *cache;
	struct client_counts *connections_by_client;
	struct client_counts *requests_by_client;
	struct client_counts *uploads_by_client;
	_Atomic unsigned uploads;
	struct refusal refusals[REFUSALS];
	struct served_asset *assets; /* by path */
	struct workers *workers;

	_Atomic uint32_t now; /* seconds since start, at least 1 */
	_Atomic bool is_closing;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t woken;
	pthread_t watch;
	bool stops;
	struct arena *conn_arena;
	struct conn *conns;
	struct conn *unused;

	struct stripe stripes[STRIPES];
};

/* server.c */
MUST_USE enum outcome server_open(struct ctx *ctx, const struct http_options *options, const struct http_app *app,
				  const struct http_limits *limits, struct http_server **ret_server);
struct http_limits server_limits(void);
struct stripe *server_stripe(struct http_server *server);

/* listen.c: a socket that listens, not blocking. INVALID with a problem when the address cannot be bound. */
MUST_USE enum outcome listen_open(struct ctx *ctx, const struct http_options *options, int *ret_fd, uint16_t *ret_port);
void listen_close(int fd, const struct http_options *options);

/* conn.c */
void *conn_uri(void *server, const char *uri, struct MHD_Connection *connection);
enum MHD_Result conn_request(void *server, struct MHD_Connection *connection, const char *url, const char *method,
			     const char *version, const char *data, size_t *data_n, void **request);
void conn_completed(void *server, struct MHD_Connection *connection, void **request,
		    enum MHD_RequestTerminationCode code);
void conn_notify(void *server, struct MHD_Connection *connection, void **socket,
		 enum MHD_ConnectionNotificationCode code);
size_t conn_unescape(void *server, struct MHD_Connection *connection, char *text);
struct answer *refusal_answer(struct http_server *server, unsigned status);

/* job.c */
struct job *job_open(struct http_server *server);

/* Reads host, path, route, client of the connection's request into the job. 0, or the status to refuse it with. */
unsigned job_address(struct job *job, struct conn *conn);

/* Nobody has been asked yet who sends a file, and each is kept in memory: so there are few at once. False when there
 * are enough; job_end and job_close count it out. */
bool job_enter_upload(struct job *job);

/* A job that no worker got: the client went away or was refused. */
void job_close(struct job *job);

/* Suspends the connection and gives the job to the workers. */
void job_begin(struct job *job, struct conn *conn);

/* Runs it on a worker's thread and answers all who wait. NULL compressor: the server stops, answer 503. */
void job_run(struct job *job, struct compressor *compressor);

/* work.c */
struct workers *workers_open(struct arena *arena, unsigned n, size_t queue);

/* False when the queue is full. */
bool workers_push(struct workers *workers, struct job *job);

/* Ends the threads when they have finished what they run; what is still queued, or is pushed from then on, is refused.
 */
void workers_stop(struct workers *workers);

/* After workers_stop, once nobody can push any more. */
void workers_close(struct workers *workers);
