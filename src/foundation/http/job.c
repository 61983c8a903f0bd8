/* A request as handlers see it, from what the library left of it to the answer. */
#include "http/server.h"

struct job *job_open(struct http_server *server)
{
	struct arena *arena = arena_open(0);
	struct job *job = arena_new(arena, struct job);
	*job = (struct job){.arena = arena, .server = server};
	job->req.arena = arena;
	job->body = buf_open(arena, 0);
	return job;
}

/* ---- The address ---- */

/* "/cy/codes" is "/codes" in Welsh. */
static void split_language(struct req *req, const struct http_app *app)
{
	for (size_t i = 0; i < app->n_languages; i++) {
		struct str tag = str_of(app->languages[i]);
		struct str rest = str_slice(req->path, 1 + tag.n, req->path.n);
		bool fits = str_starts(str_slice(req->path, 1, req->path.n), tag);
		if (!fits || (!str_empty(rest) && rest.p[0] != '/'))
			continue;
		req->lang = tag;
		req->path = str_empty(rest) ? STR("/") : rest;
		return;
	}
}

/* The host's name as it was asked for, without its port, in lower case. */
static struct str host_name(struct arena *arena, const struct conn *conn)
{
	struct str host = conn->head.host;
	if (conn->is_proxy && conn->head.forwarded_host.n)
		host = conn->head.forwarded_host;
	size_t end = str_starts(host, STR("[")) ? str_find_char(host, ']', 0) : 0;
	host = str_slice(host, 0, str_find_char(host, ':', end == STR_NPOS ? 0 : end));
	char *lower = arena_copy(arena, host.p, host.n);
	for (size_t i = 0; i < host.n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	return (struct str){lower, host.n};
}

static struct client client_behind(const struct conn *conn)
{
	struct client client = conn->peer;
	if (conn->is_proxy && conn->head.forwarded_for.n)
		(void)client_forwarded(conn->head.forwarded_for, &client);
	return client;
}

unsigned job_address(struct job *job, struct conn *conn)
{
	struct http_server *server = job->server;
	struct req *req = &job->req;
	req->method = str_eq(conn->head.method, STR("POST")) ? HTTP_POST : HTTP_GET;
	req->host = host_name(job->arena, conn);
	job->site = server->app.site_of(server->app.data, req->host);
	if (!job->site)
		return 421;
	char *path = arena_alloc(job->arena, conn->head.path.n);
	size_t n;
	if (!path_decode(conn->head.path, path, &n))
		return 400;
	req->path = (struct str){path, n};
	req->query = str_dup(job->arena, conn->head.query);
	split_language(req, &server->app);
	struct route_match match = router_match(server->router, req->method, req->path);
	req->route = match.entry ? match.entry->route : NULL;
	job->kinds = match.entry ? match.entry->kinds : 0;
	req->wrong_method = match.wrong_method;
	memcpy(req->params, match.params, sizeof(req->params));
	job->client = client_behind(conn);
	req->client = client_str(job->arena, &job->client);
	bool forwarded_tls = conn->is_proxy && str_eq_nocase(conn->head.forwarded_proto, STR("https"));
	req->tls = forwarded_tls || server->options.hsts;
	return 0;
}

/* ---- Files ---- */

bool job_enter_upload(struct job *job)
{
	struct http_server *server = job->server;
	if (!client_enter(server->uploads_by_client, &job->client))
		return false;
	job->is_upload = atomic_fetch_add(&server->uploads, 1) < server->limits.uploads;
	if (!job->is_upload) {
		atomic_fetch_sub(&server->uploads, 1);
		client_leave(server->uploads_by_client, &job->client);
	}
	return job->is_upload;
}

static void leave_upload(struct job *job)
{
	if (!job->is_upload)
		return;
	job->is_upload = false;
	atomic_fetch_sub(&job->server->uploads, 1);
	client_leave(job->server->uploads_by_client, &job->client);
}

void job_close(struct job *job)
{
	leave_upload(job);
	arena_close(job->arena);
}

/* ---- Beginning ---- */

static void wait_for_answer(struct waiter *waiter)
{
	struct conn *conn = (struct conn *)waiter;
	conn->phase = PHASE_WAITING;
	MHD_suspend_connection(conn->connection);
}

/* Gives the answer, held once by the caller, to all who wait. The connections belong to their event threads again from
 * the moment they resume. */
static void deliver(struct waiter *waiters, struct answer *answer)
{
	while (waiters) {
		struct conn *conn = (struct conn *)waiters;
		waiters = waiters->next;
		answer_hold(answer);
		conn->answer = answer;
		conn->phase = PHASE_ANSWERED;
		MHD_resume_connection(conn->connection);
	}
	answer_release(answer);
}

/* What the job's answer was waited for by; after this the job is gone unless `answer` took its arena over. */
static void job_end(struct job *job, struct answer *answer, bool keep)
{
	struct http_server *server = job->server;
	if (job->is_counted)
		client_leave(server->requests_by_client, &job->client);
	leave_upload(job);
	struct waiter *waiters = job->conn ? &job->conn->waiter : NULL;
	if (job->rendering)
		waiters = cache_end(server->cache, job->rendering, answer, keep);
	if (answer->arena != job->arena)
		arena_close(job->arena);
	deliver(waiters, answer);
}

static void job_refuse(struct job *job, unsigned status)
{
	struct answer *answer = refusal_answer(job->server, status);
	answer_hold(answer);
	job_end(job, answer, false);
}

static bool is_for_keeping(const struct job *job, const struct conn *conn)
{
	const struct req *req = &job->req;
	return req->route && !req->wrong_method && req->route->cache && !conn->head.has_query;
}

void job_begin(struct job *job, struct conn *conn)
{
	struct http_server *server = job->server;
	if (is_for_keeping(job, conn)) {
		const struct page_key key = {job->site, conn->head.path};
		job->rendering =
			cache_begin(server->cache, job->arena, &key, job->kinds, &conn->waiter, wait_for_answer);
		if (!job->rendering) {
			arena_close(job->arena);
			return;
		}
	} else {
		job->conn = conn;
		conn->waiter.next = NULL;
		wait_for_answer(&conn->waiter);
		job->is_counted = conn->is_proxy && client_enter(server->requests_by_client, &job->client);
		if (conn->is_proxy && !job->is_counted) {
			job_refuse(job, 429);
			return;
		}
	}
	if (!workers_push(server->workers, job))
		job_refuse(job, 503);
}

/* ---- Running ---- */

struct headers {
	struct ctx *ctx;
	struct http_field *fields;
	size_t n, room;
};

static enum MHD_Result add_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_n,
				  const char *value, size_t value_n)
{
	struct headers *headers = data;
	(void)kind;
	if (headers->n == headers->room)
		return MHD_NO;
	char *lower = arena_copy(headers->ctx->arena, name, name_n);
	for (size_t i = 0; i < name_n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	struct str text = {value ? value : "", value_n};
	if (utf8_fault(text) != STR_NPOS)
		return MHD_YES;
	headers->fields[headers->n++] = (struct http_field){{lower, name_n}, text};
	return MHD_YES;
}

static void read_headers(struct ctx *ctx, struct job *job)
{
	int n = MHD_get_connection_values_n(job->conn->connection, MHD_HEADER_KIND, NULL, NULL);
	struct headers headers = {.ctx = ctx, .room = n > 0 ? (size_t)n : 0};
	headers.fields = arena_array(ctx->arena, struct http_field, headers.room);
	(void)MHD_get_connection_values_n(job->conn->connection, MHD_HEADER_KIND, add_header, &headers);
	job->req.headers = headers.fields;
	job->req.n_headers = headers.n;
}

static enum outcome read_body(struct ctx *ctx, struct job *job, struct form *ret_form)
{
	struct str body = buf_view(&job->body);
	struct str type = job->conn->head.content_type;
	struct str kind = str_trim(str_slice(type, 0, str_find_char(type, ';', 0)));
	if (str_eq_nocase(kind, STR("multipart/form-data")))
		return form_multipart(ctx, type, body, ret_form);
	return form_urlencoded(ctx, body, ret_form);
}

/* Everything that a handler may look at. A page for keeping is given nothing that could tell one visitor from another.
 */
static enum outcome read_request(struct ctx *ctx, struct job *job)
{
	struct req *req = &job->req;
	for (size_t i = 0; i < COUNT_OF(req->params); i++) {
		const struct text_rules rules = {.name = "address", .max_bytes = (size_t)LIMIT_REQUEST_LINE_BYTES};
		if (req->params[i].n)
			TRY(text_accept(ctx, req->params[i], &rules, &req->params[i]));
	}
	if (!job->conn)
		return OK;
	read_headers(ctx, job);
	struct form query = {0}, body = {0};
	enum outcome of_query = form_urlencoded(ctx, req->query, &query);
	enum outcome of_body = req->method == HTTP_POST ? read_body(ctx, job, &body) : OK;
	req->query_fields = query.fields;
	req->n_query_fields = query.n_fields;
	req->fields = body.fields;
	req->n_fields = body.n_fields;
	req->files = body.files;
	req->n_files = body.n_files;
	return of_query != OK ? of_query : of_body;
}

static void explain_fault(struct ctx *ctx, struct resp *resp)
{
	struct buf text = buf_open(ctx->arena, 256);
	buf_lit(&text, "400 Bad request\n\nWhat your browser sent cannot be read, so nothing was changed:\n\n");
	for (const struct problem *problem = ctx->problems.first; problem; problem = problem->next) {
		buf_lit(&text, "- ");
		buf_str(&text, problem_str(ctx->arena, problem));
		buf_lit(&text, "\n");
	}
	buf_lit(&text, "\nGo back, reload the page and try again.\n");
	*resp = (struct resp){
		.status = 400,
		.type = STR("text/plain; charset=utf-8"),
		.body = buf_view(&text),
		.sensitive = true,
	};
}

static const char *allow_of(const struct req *req)
{
	if (!req->wrong_method || !req->route)
		return NULL;
	return req->route->method == HTTP_POST ? "POST" : "GET, HEAD";
}

void job_run(struct job *job, struct compressor *compressor)
{
	struct http_server *server = job->server;
	if (!compressor) {
		job_refuse(job, 503);
		return;
	}
	struct resp resp = {.status = 200};
	struct ctx ctx = {.arena = job->arena, .now_ms = instant_now().ms};
	if (read_request(&ctx, job) == OK)
		server->app.serve(server->app.data, job->site, &job->req, &resp);
	else
		explain_fault(&ctx, &resp);
	struct answer_options options = {
		.hsts = server->options.hsts,
		.lifetime = resp.sensitive ? LIFETIME_NEVER : LIFETIME_PRIVATE,
		.allow = allow_of(&job->req),
	};
	struct answer *answer;
	bool keep = job->rendering && resp.status == 200 && !resp.sensitive;
	if (job->rendering && resp.n_cookies)
		die("route %s: a cached page sets a cookie", job->req.route->pattern);
	if (job->rendering && resp.sink)
		die("route %s: a cached page has a body for a file", job->req.route->pattern);
	if (keep) {
		options.lifetime = LIFETIME_PUBLIC;
		answer = answer_kept(job->arena, &resp, &options, compressor);
	} else {
		answer = answer_open(job->arena, &resp, &options, compressor);
	}
	atomic_fetch_add_explicit(&server_stripe(server)->renders, 1, memory_order_relaxed);
	job_end(job, answer, keep);
}
