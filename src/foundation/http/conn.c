/* The library's callbacks, on event threads: check, answer what is ready, hand the rest to the workers. */
#include <sys/socket.h>

#include "http/server.h"

/* What is refused is read on up to this much, so that a browser shows the refusal instead of a broken connection. */
#define DISCARD_BYTES (4 * LIMIT_UPLOAD_BYTES)

static void count(_Atomic uint64_t *counter)
{
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static uint32_t server_now(const struct http_server *server)
{
	return atomic_load_explicit(&server->now, memory_order_relaxed);
}

static void set_deadline(struct conn *conn, uint32_t deadline)
{
	atomic_store_explicit(&conn->deadline, deadline, memory_order_relaxed);
}

/* ---- Connections ---- */

static struct conn *conn_new(struct http_server *server)
{
	struct conn *conn = server->unused;
	if (conn)
		server->unused = conn->next;
	else
		conn = arena_new(server->conn_arena, struct conn);
	*conn = (struct conn){.server = server, .next = server->conns};
	if (server->conns)
		server->conns->previous = conn;
	server->conns = conn;
	return conn;
}

static void conn_unlink(struct http_server *server, struct conn *conn)
{
	*(conn->previous ? &conn->previous->next : &server->conns) = conn->next;
	if (conn->next)
		conn->next->previous = conn->previous;
	conn->next = server->unused;
	server->unused = conn;
}

/* A later version of the library answers every such question in the same place, so each answer is read at once. */
static int fd_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static struct client peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *address =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	return client_of(address ? address->client_addr : NULL);
}

static void conn_started(struct http_server *server, struct MHD_Connection *connection, void **socket)
{
	pthread_mutex_lock(&server->lock);
	struct conn *conn = conn_new(server);
	conn->connection = connection;
	conn->fd = fd_of(connection);
	conn->peer = peer_of(connection);
	conn->is_proxy = server->has_proxy && client_eq(&conn->peer, &server->proxy);
	set_deadline(conn, server_now(server) + server->limits.header_seconds);
	pthread_mutex_unlock(&server->lock);
	*socket = conn;
	if (conn->is_proxy)
		return;
	conn->is_counted = client_enter(server->connections_by_client, &conn->peer);
	if (!conn->is_counted)
		(void)shutdown(conn->fd, SHUT_RDWR);
}

static void conn_closed(struct http_server *server, struct conn *conn)
{
	if (conn->is_counted)
		client_leave(server->connections_by_client, &conn->peer);
	pthread_mutex_lock(&server->lock);
	conn_unlink(server, conn);
	pthread_mutex_unlock(&server->lock);
}

void conn_notify(void *server, struct MHD_Connection *connection, void **socket,
		 enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		conn_started(server, connection, socket);
	else if (*socket)
		conn_closed(server, *socket);
}

/* ---- One request ---- */

/* Paths and forms are decoded by us, strictly: the library leaves them as they came. */
size_t conn_unescape(void *server, struct MHD_Connection *connection, char *text)
{
	(void)server;
	(void)connection;
	return strlen(text);
}

void *conn_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
	struct http_server *server = data;
	struct conn *conn = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	conn->phase = PHASE_LINE;
	conn->uri = uri;
	conn->uri_n = uri ? strlen(uri) : 0;
	conn->head = (struct head){0};
	atomic_store_explicit(&conn->is_busy, true, memory_order_relaxed);
	uint32_t deadline = server_now(server) + server->limits.header_seconds;
	if (deadline < atomic_load_explicit(&conn->deadline, memory_order_relaxed))
		set_deadline(conn, deadline);
	const char *mark = uri ? memchr(uri, '?', conn->uri_n) : NULL;
	if (!mark)
		return conn;
	/* The library takes the query apart in place, so it is copied before. */
	size_t path_n = (size_t)(mark - uri);
	conn->job = job_open(server);
	conn->head.has_query = true;
	conn->head.query = str_dup(conn->job->arena, (struct str){mark + 1, conn->uri_n - path_n - 1});
	return conn;
}

void conn_completed(void *data, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode code)
{
	struct http_server *server = data;
	struct conn *conn = *request;
	(void)connection;
	(void)code;
	if (!conn)
		return;
	if (conn->job)
		job_close(conn->job);
	conn->job = NULL;
	answer_release(conn->answer);
	conn->answer = NULL;
	conn->phase = PHASE_NONE;
	set_deadline(conn, server_now(server) + server->limits.idle_seconds + server->limits.header_seconds);
	atomic_store_explicit(&conn->is_busy, false, memory_order_relaxed);
	/* What the client has sent already is still answered; what it sends from now on is not read. */
	if (atomic_load_explicit(&server->is_closing, memory_order_relaxed))
		(void)shutdown(conn->fd, SHUT_RD);
}

struct answer *refusal_answer(struct http_server *server, unsigned status)
{
	size_t i = 0;
	while (i < REFUSALS && server->refusals[i].status != status)
		i++;
	if (i == REFUSALS)
		die("no text for a refusal with status %u", status);
	count(&server_stripe(server)->refused);
	return server->refusals[i].answer;
}

static enum MHD_Result refuse(struct conn *conn, unsigned status)
{
	const struct taste taste = {0};
	conn->phase = PHASE_SENDING;
	set_deadline(conn, 0);
	return answer_send(refusal_answer(conn->server, status), conn->connection, &taste);
}

static enum MHD_Result send_answer(struct conn *conn, struct answer *answer)
{
	const struct taste taste = {conn->head.accept_encoding, conn->head.if_none_match};
	conn->phase = PHASE_SENDING;
	set_deadline(conn, 0);
	return answer_send(answer, conn->connection, &taste);
}

/* One pass over the headers. `expected` follows where the next byte must stand in the buffer of a library that hides
 * what it drops: NULs, bare line feeds, folded lines. */
struct pass {
	struct head *head;
	const char *expected;
};

static enum MHD_Result pass_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_n,
				   const char *value, size_t value_n)
{
	struct pass *pass = data;
	(void)kind;
	if (pass->expected) {
		pass->head->damaged |= name != pass->expected || !value;
		pass->expected = value ? value + value_n + 2 : pass->expected;
	}
	head_add(pass->head, (struct str){name, name_n}, (struct str){value ? value : "", value_n});
	return MHD_YES;
}

static unsigned check(struct conn *conn, const char *url, const char *method, const char *version)
{
	struct head *head = &conn->head;
	head->method = str_of(method);
	head->version = str_of(version);
	head->path = str_of(url);
	struct pass pass = {.head = head};
	bool hides = conn->server->hides_bytes;
	if (hides) {
		bool line_is_whole = conn->uri == method + head->method.n + 1 && version == conn->uri + conn->uri_n + 1;
		head->damaged |= !line_is_whole;
		pass.expected = version + head->version.n + 2;
	}
	(void)MHD_get_connection_values_n(conn->connection, MHD_HEADER_KIND, pass_header, &pass);
	if (hides) {
		const union MHD_ConnectionInfo *size =
			MHD_get_connection_info(conn->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
		head->damaged |= !size || pass.expected + 2 != method + size->header_size;
	}
	return head_fault(head);
}

/* ---- Bodies ---- */

/* Defence in depth beside the token in the form: a browser says from where it was sent. */
static bool is_from_elsewhere(const struct conn *conn, struct str host)
{
	const struct head *head = &conn->head;
	if (head->fetch_site.n)
		return !str_eq(head->fetch_site, STR("same-origin")) && !str_eq(head->fetch_site, STR("none"));
	if (!head->origin.n)
		return false;
	size_t scheme = str_find(head->origin, STR("://"), 0);
	if (scheme == STR_NPOS)
		return true;
	struct str origin = str_slice(head->origin, scheme + 3, head->origin.n);
	size_t end = str_starts(origin, STR("[")) ? str_find_char(origin, ']', 0) : 0;
	origin = str_slice(origin, 0, str_find_char(origin, ':', end == STR_NPOS ? 0 : end));
	return !str_eq_nocase(origin, host);
}

static bool type_is_form(struct str type)
{
	struct str kind = str_trim(str_slice(type, 0, str_find_char(type, ';', 0)));
	return str_empty(kind) || str_eq_nocase(kind, STR("application/x-www-form-urlencoded")) ||
	       str_eq_nocase(kind, STR("multipart/form-data"));
}

static uint64_t body_length(const struct conn *conn)
{
	uint64_t length = 0;
	(void)str_to_u64(conn->head.content_length, &length);
	return length;
}

static unsigned body_fault(const struct conn *conn)
{
	const struct req *req = &conn->job->req;
	if (is_from_elsewhere(conn, req->host))
		return 403;
	if (!type_is_form(conn->head.content_type))
		return 415;
	bool takes_files = req->route && !req->wrong_method && req->route->upload;
	if (body_length(conn) > (takes_files ? LIMIT_UPLOAD_BYTES : LIMIT_FORM_BYTES))
		return 413;
	if (takes_files && !job_enter_upload(conn->job))
		return 503;
	buf_reserve(&conn->job->body, (size_t)body_length(conn));
	return 0;
}

static enum MHD_Result begin_body(struct conn *conn)
{
	if (!conn->job)
		conn->job = job_open(conn->server);
	unsigned fault = job_address(conn->job, conn);
	if (!fault)
		fault = body_fault(conn);
	if (fault && (body_length(conn) > DISCARD_BYTES || conn->head.expects))
		return refuse(conn, fault);
	conn->refusal = fault;
	conn->phase = fault ? PHASE_DISCARD : PHASE_BODY;
	set_deadline(conn, server_now(conn->server) + conn->server->limits.body_seconds);
	return MHD_YES;
}

/* The library hands over no more than Content-Length said, which begin_body has checked. */
static enum MHD_Result take_body(struct conn *conn, struct str data)
{
	if (conn->phase == PHASE_BODY)
		buf_str(&conn->job->body, data);
	return MHD_YES;
}

/* ---- Answers ---- */

static struct answer *find_asset(const struct http_server *server, struct str path)
{
	size_t from = 0, to = server->app.n_assets;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = str_cmp(path, server->assets[middle].path);
		if (order == 0)
			return server->assets[middle].answer;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

/* The site of the commonest kind of Host header, without a copy: a name in lower case, or NULL. */
static struct http_site *site_at_once(const struct conn *conn)
{
	struct str host = conn->head.host;
	if (conn->is_proxy && conn->head.forwarded_host.n)
		host = conn->head.forwarded_host;
	if (str_starts(host, STR("[")))
		return NULL;
	host = str_slice(host, 0, str_find_char(host, ':', 0));
	return conn->server->app.site_of(conn->server->app.data, host);
}

static enum MHD_Result answer_now(struct conn *conn)
{
	struct http_server *server = conn->server;
	struct answer *asset = find_asset(server, conn->head.path);
	if (asset)
		return send_answer(conn, asset);
	struct http_site *site = conn->head.has_query ? NULL : site_at_once(conn);
	struct answer *ready = NULL;
	if (site)
		ready = cache_find(server->cache, &(struct page_key){site, conn->head.path});
	if (ready) {
		count(&server_stripe(server)->ready_hits);
		enum MHD_Result sent = send_answer(conn, ready);
		answer_release(ready);
		return sent;
	}
	if (!conn->job)
		conn->job = job_open(server);
	unsigned fault = job_address(conn->job, conn);
	if (fault)
		return refuse(conn, fault);
	struct job *job = conn->job;
	conn->job = NULL;
	set_deadline(conn, 0);
	job_begin(job, conn);
	return MHD_YES;
}

static enum MHD_Result hand_over(struct conn *conn)
{
	struct job *job = conn->job;
	conn->job = NULL;
	set_deadline(conn, 0);
	job_begin(job, conn);
	return MHD_YES;
}

static enum MHD_Result begin_request(struct conn *conn, const char *url, const char *method, const char *version)
{
	count(&server_stripe(conn->server)->requests);
	unsigned fault = check(conn, url, method, version);
	if (fault)
		return refuse(conn, fault);
	set_deadline(conn, 0);
	if (str_eq(conn->head.method, STR("POST")))
		return begin_body(conn);
	conn->phase = PHASE_HEAD;
	return MHD_YES;
}

enum MHD_Result conn_request(void *server, struct MHD_Connection *connection, const char *url, const char *method,
			     const char *version, const char *data, size_t *data_n, void **request)
{
	struct conn *conn = *request;
	(void)server;
	(void)connection;
	if (*data_n && (conn->phase == PHASE_BODY || conn->phase == PHASE_DISCARD)) {
		struct str body = {data, *data_n};
		*data_n = 0;
		return take_body(conn, body);
	}
	switch (conn->phase) {
	case PHASE_LINE:
		return begin_request(conn, url, method, version);
	case PHASE_HEAD:
		return answer_now(conn);
	case PHASE_BODY:
		return hand_over(conn);
	case PHASE_DISCARD:
		return refuse(conn, conn->refusal);
	case PHASE_ANSWERED:
		return send_answer(conn, conn->answer);
	case PHASE_NONE:
	case PHASE_WAITING:
	case PHASE_SENDING:
		break;
	}
	return MHD_YES;
}
