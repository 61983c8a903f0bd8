/* Sessions: rows, the cookie, who a request is from and whether it may. */
#include "access/access_sql.h"
#include "access/factors.h"

static const struct db_col session_cols[] = {
	DB_COL_I64(struct session, id),         DB_COL_I64(struct session, account_id),
	DB_COL_I64(struct session, created_ms), DB_COL_I64(struct session, seen_ms),
	DB_COL_TEXT(struct session, client),    DB_COL_TEXT(struct session, name),
	DB_COL_I64(struct session, person_id),  DB_COL_I64(struct session, confirmed_ms),
	DB_COL_BOOL(struct session, is_first),  DB_COL_I64(struct session, n_factors),
};
static const struct db_spec session_spec = DB_SPEC(struct session, session_cols);

/* Sessions begun at or before the first, and those last seen at or before the second, are over. */
static int64_t oldest_begin(const struct ctx *ctx)
{
	return ctx->now_ms - (int64_t)LIMIT_SESSION_HOURS * HOUR_MS;
}

static int64_t oldest_seen(const struct ctx *ctx)
{
	return ctx->now_ms - (int64_t)LIMIT_SESSION_IDLE_MINUTES * MINUTE_MS;
}

enum outcome sessions_of(struct ctx *ctx, int64_t account_id, struct session **ret_sessions, size_t *ret_n)
{
	return db_list(ctx, &access_sql_sessions_of,
		       DB_PARAMS(db_int(account_id), db_int(oldest_begin(ctx)), db_int(oldest_seen(ctx))),
		       &session_spec, ret_sessions, ret_n);
}

enum outcome session_by_token(struct ctx *ctx, struct str token, struct session *ret_session)
{
	struct hash hash = token_hash(token);
	return db_one(ctx, &access_sql_session_by_token,
		      DB_PARAMS(db_bytes(hash_str(&hash)), db_int(oldest_begin(ctx)), db_int(oldest_seen(ctx)),
				db_int(ctx->now_ms + CLOCKS_APART_MS)),
		      &session_spec, ret_session);
}

enum outcome session_put(struct ctx *ctx, int64_t account_id, struct str token, struct str client, bool is_first,
			 int64_t *ret_id)
{
	struct hash hash = token_hash(token);
	int64_t id = id_new(ctx);
	TRY(db_exec(ctx, &access_sql_sessions_forget, DB_PARAMS(db_int(ctx->now_ms - ENDED_KEPT_MS)), NULL));
	TRY(db_exec(ctx, &access_sql_session_put,
		    DB_PARAMS(db_int(id), db_int(account_id), db_bytes(hash_str(&hash)), db_int(ctx->now_ms),
			      db_text(client), db_int(is_first)),
		    NULL));
	*ret_id = id;
	return OK;
}

/* ---- The cookie (RFC 6265bis: the prefix __Host- ties it to this host, to https and to the whole site) ---- */

static bool is_https(const struct ctx *ctx)
{
	return str_starts(ctx->site->settings.url, STR("https://"));
}

static const char *cookie_name(const struct ctx *ctx)
{
	return is_https(ctx) ? "__Host-session" : "session";
}

static void put_cookie(struct ctx *ctx, struct resp *resp, const char *name, struct str value, const char *more)
{
	resp->cookies[resp->n_cookies++] =
		str_fmt(ctx->arena, "%s%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", is_https(ctx) ? "__Host-" : "",
			name, STR_ARG(value), is_https(ctx) ? "; Secure" : "", more);
	resp->sensitive = true;
}

void session_cookie_clear(struct ctx *ctx, struct resp *resp)
{
	put_cookie(ctx, resp, "session", STR(""), "; Max-Age=0");
}

/* ---- The browser, which is known by a cookie that outlives sessions ---- */

#define TOKEN_CHARACTERS 52
#define DEVICE_KEPT_MS   (400 * DAY_MS) /* as long as browsers keep a cookie */

struct str device_of(struct ctx *ctx, const struct req *req)
{
	struct str token = req_cookie(req, is_https(ctx) ? "__Host-device" : "device");
	unsigned char bytes[32];
	return token.n == TOKEN_CHARACTERS && base32_parse(token, bytes, sizeof(bytes)) ? token : (struct str){NULL, 0};
}

struct count_row {
	int64_t n;
	int64_t same;
};

enum outcome device_knows(struct ctx *ctx, struct str device, struct str email_folded, bool *ret_knows)
{
	static const struct db_col cols[] = {DB_COL_I64(struct count_row, n)};
	static const struct db_spec spec = DB_SPEC(struct count_row, cols);
	struct count_row count = {0};
	struct hash hash = token_hash(device);
	if (!str_empty(device))
		TRY(db_one(ctx, &access_sql_device_known, DB_PARAMS(db_bytes(hash_str(&hash)), db_text(email_folded)),
			   &spec, &count));
	*ret_knows = count.n > 0;
	return OK;
}

/* *ret_is_new: others were known before, and this one was not. */
static enum outcome device_put(struct ctx *ctx, int64_t account_id, struct str device, bool forget_others,
			       bool *ret_is_new)
{
	static const struct db_col cols[] = {DB_COL_I64(struct count_row, n), DB_COL_I64(struct count_row, same)};
	static const struct db_spec spec = DB_SPEC(struct count_row, cols);
	struct count_row count;
	struct hash hash = token_hash(device);
	TRY(db_one(ctx, &access_sql_devices_of, DB_PARAMS(db_int(account_id), db_bytes(hash_str(&hash))), &spec,
		   &count));
	TRY(db_exec(ctx, &access_sql_devices_forget_old, DB_PARAMS(db_int(ctx->now_ms - DEVICE_KEPT_MS)), NULL));
	if (forget_others)
		TRY(db_exec(ctx, &access_sql_devices_forget, DB_PARAMS(db_int(account_id), db_bytes(hash_str(&hash))),
			    NULL));
	*ret_is_new = count.n > 0 && count.same == 0;
	return db_exec(
		ctx, &access_sql_device_put,
		DB_PARAMS(db_int(id_new(ctx)), db_int(account_id), db_bytes(hash_str(&hash)), db_int(ctx->now_ms)),
		NULL);
}

/* ---- Beginning ---- */

struct beginning {
	const struct session_start *start;
	struct str token;
	struct str device;
	struct str client;
	struct mail_seed notice;
	const struct actor *before; /* the session that the request came with, which the new one replaces */
};

static enum outcome begin_session(struct ctx *ctx, const struct beginning *beginning, int64_t account_id)
{
	const struct session_start *start = beginning->start;
	int64_t id;
	bool is_new;
	if (beginning->before)
		TRY(db_exec(ctx, &access_sql_session_end,
			    DB_PARAMS(db_int(beginning->before->session_id), db_int(beginning->before->account_id),
				      db_int(ctx->now_ms)),
			    NULL));
	TRY(session_put(ctx, account_id, beginning->token, beginning->client, start->is_first, &id));
	if (start->end_others)
		TRY(db_exec(ctx, &access_sql_sessions_end_others,
			    DB_PARAMS(db_int(account_id), db_int(id), db_int(ctx->now_ms)), NULL));
	TRY(device_put(ctx, account_id, beginning->device, start->end_others, &is_new));
	return is_new && !start->end_others
		       ? notice_put(ctx, &beginning->notice, account_id, NOTICE_NEW_DEVICE, beginning->client)
		       : OK;
}

static enum outcome begin_write(struct ctx *ctx, void *args)
{
	const struct beginning *beginning = args;
	const struct session_start *start = beginning->start;
	if (start->also)
		TRY(start->also(ctx, start->args));
	struct account account;
	TRY(account_by_id(ctx, start->account_found ? *start->account_found : start->account_id, &account));
	if (account.disabled_ms)
		return FORBIDDEN;
	if (start->try)
		TRY(try_forget(ctx, start->try));
	TRY(begin_session(ctx, beginning, account.id));
	if (!start->act)
		return OK;
	const struct actor actor = {.account_id = account.id, .name = account.name};
	return activity_put(ctx, &actor, start->act, account.id, STR(""));
}

enum outcome session_start(struct ctx *ctx, const struct req *req, const struct session_start *start, struct resp *resp)
{
	struct beginning beginning = {
		.start = start,
		.token = token_new(ctx),
		.device = device_of(ctx, req),
		.client = client_words(ctx->arena, req_header(req, "user-agent")),
		.notice = mail_seed_new(ctx),
		.before = ctx->actor,
	};
	if (str_empty(beginning.device))
		beginning.device = token_new(ctx);
	TRY(site_write(ctx, begin_write, &beginning));
	put_cookie(ctx, resp, "session", beginning.token, "");
	put_cookie(ctx, resp, "device", beginning.device, "; Max-Age=34560000");
	return OK;
}

/* ---- Ending ---- */

static enum outcome end_write(struct ctx *ctx, void *args)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_session_end,
		    DB_PARAMS(db_int(*(const int64_t *)args), db_int(ctx->actor->account_id), db_int(ctx->now_ms)),
		    &changed));
	return changed == 1 ? OK : NOT_FOUND;
}

enum outcome session_end(struct ctx *ctx, int64_t session_id)
{
	return site_write(ctx, end_write, &session_id);
}

static enum outcome end_others_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &access_sql_sessions_end_others,
		       DB_PARAMS(db_int(ctx->actor->account_id), db_int(ctx->actor->session_id), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome sessions_end_others(struct ctx *ctx)
{
	return site_write(ctx, end_others_write, NULL);
}

/* ---- A request ---- */

static enum outcome seen_write(struct ctx *ctx, void *args)
{
	const struct session *session = args;
	return db_exec(ctx, &access_sql_session_seen, DB_PARAMS(db_int(session->id), db_int(ctx->now_ms)), NULL);
}

/* At most once a minute, and never the reason why a page is not shown. */
static void note_seen(struct ctx *ctx, struct session *session)
{
	if (ctx->now_ms - session->seen_ms < MINUTE_MS || ctx->now_given)
		return;
	enum outcome outcome = site_write(ctx, seen_write, session);
	if (outcome != OK)
		log_event(LOG_WARN, "session_seen", "outcome=%s", outcome_name(outcome));
}

static enum outcome load_actor(struct ctx *ctx, const struct session *session, struct str token, struct actor *actor)
{
	struct grant *grants;
	*actor = (struct actor){
		.account_id = session->account_id,
		.person_id = session->person_id,
		.session_id = session->id,
		.name = session->name,
		.csrf = csrf_mask(ctx, token),
		.confirmed_ms = session->confirmed_ms,
		.has_second_step = session->n_factors > 0,
		.first_session = session->is_first,
	};
	TRY(grants_in_force(ctx, session->account_id, &grants, &actor->n_grants));
	actor->grants = grants;
	bool names_body = false;
	for (size_t i = 0; i < actor->n_grants; i++)
		names_body = names_body || grants[i].body_id;
	if (!names_body)
		return OK;
	struct body *bodies;
	TRY(bodies_list(ctx, &bodies, &actor->n_bodies));
	actor->bodies = bodies;
	return OK;
}

struct str session_cookie(const struct ctx *ctx, const struct req *req)
{
	return req_cookie(req, cookie_name(ctx));
}

enum outcome access_identify(struct ctx *ctx, const struct req *req)
{
	ctx->actor = NULL;
	struct str token = session_cookie(ctx, req);
	if (token.n == 0)
		return OK;
	struct session session;
	enum outcome found = session_by_token(ctx, token, &session);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	struct actor *actor = arena_new(ctx->arena, struct actor);
	TRY(load_actor(ctx, &session, token, actor));
	note_seen(ctx, &session);
	ctx->actor = actor;
	return OK;
}

enum outcome access_admit(struct ctx *ctx, const struct req *req, bool *ret_sign_in)
{
	enum right right = (enum right)req->route->right;
	bool needs_session = (right != RIGHT_PUBLIC && right != RIGHT_SIGN_IN) || req->route->csrf == CSRF_FORM;
	if (needs_session && !ctx->actor) {
		*ret_sign_in = true;
		return FORBIDDEN;
	}
	TRY(access_need(ctx, right, 0));
	if (req->route->csrf == CSRF_FORM && !csrf_agrees(req_field(req, "_csrf"), ctx->actor->csrf)) {
		(void)problem_add(ctx, "",
				  msg("this form was not sent from a page that you opened here; go back, reload the "
				      "page and send it "
				      "again"));
		return FORBIDDEN;
	}
	*ret_sign_in = false;
	return OK;
}

struct form_hidden access_form(struct ctx *ctx, int64_t version)
{
	return (struct form_hidden){
		.csrf = ctx->actor ? ctx->actor->csrf : (struct str){NULL, 0},
		.form_id = form_id_new(ctx),
		.version = version,
	};
}
