/* A site's mail server: its address, as rows, and its password. */
#include "crypto/crypto.h"
#include "mail/mail_sql.h"
#include "mail/private.h"

#define URL_BYTES       300
#define USER_BYTES      200
#define PASSWORD_BYTES  1000
#define AUTHORITY_BYTES 65536

/* ---- Addresses of servers ---- */

struct url {
	bool is_tls; /* from the first byte */
	struct str host;
	struct str port; /* empty: none was named */
};

/* 127.0.0.0/8 as four numbers: a name may begin with "127." too. */
static bool is_loopback_v4(struct str host)
{
	struct str rest = host, part;
	size_t n = 0;
	int64_t number = -1;
	if (!str_starts(host, STR("127.")))
		return false;
	for (; str_cut(&rest, '.', &part); n++)
		if (part.n == 0 || part.p[0] == '-' || !str_to_i64(part, &number) || number > 255)
			return false;
	return n == 4;
}

static bool is_loopback(struct str host)
{
	return str_eq_nocase(host, STR("localhost")) || is_loopback_v4(host) || str_eq(host, STR("[::1]"));
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static bool is_host(struct str host)
{
	bool is_v6 = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	for (size_t i = is_v6 ? 1 : 0; i < host.n - (is_v6 ? 1 : 0); i++) {
		char c = host.p[i];
		bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		bool is_name = is_hex || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || c == '-' || c == '.';
		if (is_v6 ? !is_hex && c != ':' && c != '.' : !is_name)
			return false;
	}
	return host.n > 0 && host.p[0] != '.' && host.p[0] != '-';
}

static bool url_parse(struct str text, struct url *ret_url)
{
	struct url url = {.is_tls = str_starts(text, STR("smtps://"))};
	int64_t port = 1;
	if (!url.is_tls && !str_starts(text, STR("smtp://")))
		return false;
	struct str rest = str_slice(text, str_find(text, STR("://"), 0) + 3, text.n);
	if (rest.n && rest.p[rest.n - 1] == '/')
		rest.n--;
	size_t bracket = str_find_char(rest, ']', 0);
	size_t colon = str_find_char(rest, ':', bracket == STR_NPOS ? 0 : bracket);
	url.host = str_slice(rest, 0, colon);
	if (colon != STR_NPOS) {
		url.port = str_slice(rest, colon + 1, rest.n);
		if (!str_to_i64(url.port, &port) || url.port.p[0] == '0')
			return false;
	}
	if (!url.host.n || !is_host(url.host) || port < 1 || port > 65535)
		return false;
	*ret_url = url;
	return true;
}

bool mail_server_is_plain(const struct mail_server *server)
{
	struct url url;
	return url_parse(server->url, &url) && !url.is_tls && is_loopback(url.host) && str_empty(server->user);
}

static enum outcome server_check(struct ctx *ctx, struct str text, struct mail_server *server)
{
	struct url url;
	struct str trimmed = str_trim(text);
	if (trimmed.n > URL_BYTES || !url_parse(trimmed, &url))
		return problem_add(ctx, "server",
				   msg("“{1}” is not a mail server: write smtps://mail.example.gov (TLS, port 465) or "
				       "smtp://mail.example.gov (STARTTLS, port 587), with :port where it is another"),
				   trimmed);
	const char *port = url.is_tls ? "465" : is_loopback(url.host) ? "25" : "587";
	server->url = str_fmt(ctx->arena, "%s://%.*s:%.*s", url.is_tls ? "smtps" : "smtp", STR_ARG(url.host),
			      STR_ARG(url.port.n ? url.port : str_of(port)));
	return OK;
}

static enum outcome from_check(struct ctx *ctx, struct str text, struct mail_server *server)
{
	struct str from = str_trim(text);
	size_t open = str_find_char(from, '<', 0);
	if (open != STR_NPOS && from.p[from.n - 1] == '>') {
		server->from_name = str_trim(str_slice(from, 0, open));
		from = str_slice(from, open + 1, from.n - 1);
		struct str name = server->from_name;
		if (name.n > 1 && name.p[0] == '"' && name.p[name.n - 1] == '"')
			server->from_name = str_slice(name, 1, name.n - 1);
	}
	if (server->from_name.n > MAIL_NAME_BYTES)
		return problem_add(ctx, "from", msg("the sender's name is too long"));
	server->from = from;
	return mail_address_check(ctx, "from", from);
}

enum outcome mail_server_check(struct ctx *ctx, const struct mail_server_draft *draft, struct mail_server *ret_server)
{
	struct mail_server server = {.user = str_trim(draft->user), .authority = str_trim(draft->authority)};
	size_t before = ctx->problems.count;
	(void)!server_check(ctx, draft->server, &server);
	(void)!from_check(ctx, draft->from, &server);
	if (server.user.n > USER_BYTES)
		(void)problem_add(ctx, "user", msg("the user name is too long"));
	if (server.authority.n > AUTHORITY_BYTES ||
	    (server.authority.n && !str_starts(server.authority, STR("-----BEGIN CERTIFICATE-----"))))
		(void)problem_add(ctx, "authority",
				  msg("this is not a certificate in PEM: it begins with -----BEGIN CERTIFICATE-----"));
	if (ctx->problems.count != before)
		return INVALID;
	*ret_server = server;
	return OK;
}

/* ---- Rows ---- */

enum outcome mail_server_load(struct ctx *ctx, struct mail_server *ret_server)
{
	static const struct db_col cols[] = {
		DB_COL_TEXT(struct mail_server, url),       DB_COL_TEXT(struct mail_server, user),
		DB_COL_TEXT(struct mail_server, from_name), DB_COL_TEXT(struct mail_server, from),
		DB_COL_TEXT(struct mail_server, authority), DB_COL_I64(struct mail_server, version),
	};
	static const struct db_spec spec = DB_SPEC(struct mail_server, cols);
	return db_one(ctx, &mail_sql_server, DB_NO_PARAMS, &spec, ret_server);
}

bool mail_ready(struct ctx *ctx)
{
	struct mail_server server;
	return mail_server_load(ctx, &server) == OK && server.url.n > 0;
}

enum outcome mail_server_put(struct ctx *ctx, const struct mail_server *server, int64_t version)
{
	static const struct mail_server none = {0};
	struct mail_server before = {0};
	enum outcome found = mail_server_load(ctx, &before);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (version >= 0 && version != before.version)
		return CONFLICT;
	const struct mail_server *s = server ? server : &none;
	TRY(db_exec(ctx, &mail_sql_server_put,
		    DB_PARAMS(db_text(s->url), db_text(s->user), db_text(s->from_name), db_text(s->from),
			      db_text(s->authority), db_int(before.version + 1)),
		    NULL));
	/* What waited because of the old one is tried at once. */
	TRY(db_exec(ctx, &mail_sql_all_again, DB_PARAMS(db_int(ctx->now_ms)), NULL));
	db_note(ctx, "mail", 0);
	return OK;
}

/* ---- The password ---- */

static const char *password_name(struct ctx *ctx, const struct mail_server *server)
{
	const struct str parts[] = {server->url, STR("\n"), server->user};
	struct hash hash = hash_parts(parts, COUNT_OF(parts));
	return str_fmt(ctx->arena, "mail.password.%.*s", 16, hash_hex(ctx->arena, &hash).p).p;
}

enum outcome mail_password_put(struct ctx *ctx, const struct mail_server *server, struct str password)
{
	if (password.n > PASSWORD_BYTES)
		return problem_add(ctx, "password", msg("the password is too long"));
	for (size_t i = 0; i < password.n; i++)
		if ((unsigned char)password.p[i] < ' ')
			return problem_add(ctx, "password", msg("the password is one line of text"));
	return site_secret_put(ctx, password_name(ctx, server), str_empty(password) ? (struct str){NULL, 0} : password);
}

enum outcome mail_password_find(struct ctx *ctx, const struct mail_server *server, struct str *ret_password)
{
	if (str_empty(server->user)) {
		*ret_password = STR("");
		return OK;
	}
	return site_secret_find(ctx, password_name(ctx, server), ret_password);
}
