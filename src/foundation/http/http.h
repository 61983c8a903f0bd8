/* HTTP/1.1: what a handler sees of a request, what it answers, and the server. RFC 9110, 9112, 6265. */
#pragma once

#include "base/base.h"

enum http_method { HTTP_GET, HTTP_POST }; /* HEAD is answered as GET without a body; others get 405 */

struct http_field {
	struct str name;
	struct str value; /* checked UTF-8, NFC, no control characters but line feed and tab */
};

struct http_file {
	struct str name;     /* the form field's */
	struct str filename; /* as the browser said, its path dropped; for display only */
	struct str content;  /* any bytes */
};

struct route;

struct req {
	struct arena *arena; /* the request's: everything about it lives here */
	enum http_method method;
	struct str host;   /* lower case, without the port */
	struct str path;   /* decoded, starts with '/', no "//", "." or ".." segments, no language prefix */
	struct str lang;   /* the language that the prefix named: one of http_app's, or empty: the source language */
	struct str query;  /* raw, without '?' */
	struct str client; /* the client's address: the peer's, or the forwarded one from the trusted proxy */
	bool tls;          /* the client's side is https, as the trusted proxy says or the site's address implies */
	const struct route *route; /* NULL: no route fits the path */
	bool wrong_method;         /* the path fits, the method does not: 405, Allow is set by the server */
	struct str params[4];      /* what {…} in the route's pattern stood for, decoded and checked like fields */
	const struct http_field *query_fields;
	size_t n_query_fields;
	const struct http_field *fields; /* of a form body */
	size_t n_fields;
	const struct http_file *files;
	size_t n_files;
	/* Names in lower case. A cached route's handler gets none, so that its page cannot depend on who asks. */
	const struct http_field *headers;
	size_t n_headers;
};

/* The first value of that name; {NULL, 0} when there is none. A field sent empty is "", with a pointer. */
struct str req_query(const struct req *req, const char *name);
struct str req_field(const struct req *req, const char *name);
struct str req_header(const struct req *req, const char *name);
struct str req_cookie(const struct req *req, const char *name);
const struct http_file *req_file(const struct req *req, const char *name);

struct resp {
	unsigned status; /* 200 unless a handler says otherwise */
	struct str type; /* default "text/html; charset=utf-8" */
	struct str body;
	struct str location;   /* of a redirect: a path of this site, or an absolute address */
	struct str filename;   /* given: Content-Disposition: attachment */
	struct str cookies[2]; /* whole Set-Cookie values */
	size_t n_cookies;
	bool sensitive;         /* not compressed (BREACH) and never stored by anybody: cache-control: no-store */
	struct http_sink *sink; /* of resp_fill and resp_file alone: a long body */
	struct str etag, range; /* of resp_file alone */
};

/* 303 See Other, as after every accepted form. */
void resp_redirect(struct resp *resp, struct str location);

/* A body of any length in constant memory: `fill` writes it piece by piece with http_put, as fast as it can, and only
 * then is it sent, at the client's own pace; so no read of the database outlives the handler. A long one waits in a
 * file that has no name. The handler returns OK after it and leaves resp->body alone. RETRY while LIMIT_DOWNLOADS
 * others are on their way, or beyond LIMIT_DOWNLOAD_BYTES; any outcome of `fill` but OK is returned. Not for cached
 * routes. */
struct http_sink;
MUST_USE enum outcome resp_fill(struct ctx *ctx, struct resp *resp,
				enum outcome (*fill)(struct ctx *ctx, struct http_sink *sink, void *arg), void *arg);
MUST_USE enum outcome http_put(struct http_sink *sink, struct str bytes);

/* A file that is kept, as it is or the one part that the client asks for, or nothing where it has it already: 200, 206,
 * 304 or 416 (RFC 9110, sections 13.1 and 14). `etag` is a strong one, in quotes, another for other bytes. The
 * descriptor is the response's from now on, closed also when this fails. RETRY while LIMIT_KEPT_DOWNLOADS others are
 * on their way. For what is the same for everybody; not for cached routes. */
MUST_USE enum outcome resp_file(const struct req *req, struct resp *resp, int fd, uint64_t size, struct str etag);

/* Percent-encodes a path segment or query value. */
struct str http_encode(struct arena *arena, struct str s);

/* ---- Routes ---- */

enum csrf {
	CSRF_NONE = 1, /* GET, and POST routes that need no session (each says why beside it) */
	CSRF_FORM,     /* the form carries the session's token in `_csrf` */
};

/* One row of a room's table. Write rows with ROUTE, ROUTE_CACHED: a row that names no right, or no CSRF rule, does not
 * compile. */
struct route {
	enum http_method method;
	const char *pattern; /* "/codes/{slug}/editions/{edition}": at most four {…}, each one whole segment */
	int right;           /* enum right of access.h; never 0 */
	enum csrf csrf;
	const char *cache; /* kinds of changes on which the ready page falls ("codes people"); NULL: not cached */
	bool upload;       /* takes a file: LIMIT_UPLOAD_BYTES instead of LIMIT_FORM_BYTES */
	enum outcome (*handle)(struct ctx *ctx, const struct req *req, struct resp *resp);
};

#define ROUTE_NAMED_(value) ((int)(value) / ((int)(value) != 0))
#define ROUTE(method, pattern, right, rule, handle)                                                                    \
	{                                                                                                              \
		(method), (pattern), ROUTE_NAMED_(right), (enum csrf)ROUTE_NAMED_(rule), NULL, false, (handle)         \
	}
#define ROUTE_CACHED(pattern, right, kinds, handle)                                                                    \
	{                                                                                                              \
		HTTP_GET, (pattern), ROUTE_NAMED_(right), CSRF_NONE, "" kinds, false, (handle)                         \
	}
#define ROUTE_UPLOAD(pattern, right, rule, handle)                                                                     \
	{                                                                                                              \
		HTTP_POST, (pattern), ROUTE_NAMED_(right), (enum csrf)ROUTE_NAMED_(rule), NULL, true, (handle)         \
	}

/* ---- The server ---- */

/* A static file that never changes: its address holds its content's hash. */
struct asset {
	const char *name; /* "site.css" */
	const char *path; /* "/assets/site-1a2b3c4d.css" */
	const char *type; /* "text/css; charset=utf-8" */
	struct str identity;
	struct str gzip; /* empty: not worth it */
	struct str brotli;
	struct str zstd;
	const char *etag; /* with quotes */
};

/* A site as http knows it: only a pointer to hand back. */
struct http_site;

struct http_freshness {
	uint64_t position; /* of the newest change of the route's kinds */
	int32_t day;       /* the site's day */
};

/* What the program gives the server. Functions marked (event) run on event threads: they take no lock that waits and
 * read no database. */
struct http_app {
	const struct route *const *routes; /* each room's table */
	const size_t *routes_n;
	size_t n_rooms;
	/* (event) The site of a host name; NULL: none here, answered 421. */
	struct http_site *(*site_of)(void *data, struct str host);
	/* (event) `kinds` is what db_kinds-like resolution `kinds_of` gave for the route at start. */
	struct http_freshness (*freshness)(struct http_site *site, uint64_t kinds);
	uint64_t (*kinds_of)(const char *kinds);
	/* Worker: admits, handles, turns an outcome into a page. Never fails: resp is always complete. Also called for
	 * requests without a route (404) and with a wrong method (405), so that they get a page of the site. */
	void (*serve)(void *data, struct http_site *site, struct req *req, struct resp *resp);
	const struct asset *assets; /* static files, answered on event threads for every host */
	size_t n_assets;
	const char *const *languages; /* tags of the other languages ("cy"): /cy/… is … in that language (D11) */
	size_t n_languages;
	void *data;
};

struct http_options {
	struct str address; /* "127.0.0.1", "::1", or "unix:/run/aboveboard.sock" */
	uint16_t port;      /* 0: any, see http_port */
	/* The one peer address whose X-Forwarded-For/-Proto/-Host are believed, or "unix": whoever may open our socket;
	 * empty: none. */
	struct str proxy;
	bool hsts;              /* told that TLS stands in front */
	unsigned event_threads; /* 0: as many as processors, at most 4 */
	unsigned workers;       /* 0: 16 */
};

struct http_server;

/* Binds and starts. INVALID with a problem for an address that cannot be bound. */
MUST_USE enum outcome http_open(struct ctx *ctx, const struct http_options *options, const struct http_app *app,
				struct http_server **ret_server);
uint16_t http_port(const struct http_server *server);

/* Stops accepting, finishes every request that has begun (at most 30 s), closes. */
void http_close(struct http_server *server);

/* Figures since start, for logs and benches. */
struct http_counts {
	uint64_t requests;
	uint64_t ready_hits;
	uint64_t renders;
	uint64_t refused;
};
struct http_counts http_counts(const struct http_server *server);
