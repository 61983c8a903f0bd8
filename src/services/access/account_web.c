/* "Your sign-in": one's own sessions and password. */
#include "access/access_views.h"
#include "access/lines.h"
#include "access/pages.h"

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("password")))
		return STR("Your password is changed. All your other sessions have ended.");
	if (str_eq(done, STR("app")))
		return STR("Signing in now asks for a code from your app.");
	if (str_eq(done, STR("app-removed")))
		return STR("The app is removed.");
	if (str_eq(done, STR("passkey")))
		return STR("The passkey is added.");
	if (str_eq(done, STR("passkey-removed")))
		return STR("The passkey is removed.");
	if (str_eq(done, STR("ended")))
		return STR("Ended.");
	return STR("");
}

static enum outcome load_sessions(struct ctx *ctx, struct access_account_page *view)
{
	struct session *sessions;
	TRY(sessions_of(ctx, ctx->actor->account_id, &sessions, &view->n_sessions));
	struct account_session *lines = arena_array(ctx->arena, struct account_session, view->n_sessions);
	for (size_t i = 0; i < view->n_sessions; i++)
		lines[i] = (struct account_session){
			.id = id_str(ctx->arena, sessions[i].id),
			.client = sessions[i].client,
			.since = instant_words(ctx->arena, ctx->site->zone, (struct instant){sessions[i].created_ms}),
			.seen = instant_words(ctx->arena, ctx->site->zone, (struct instant){sessions[i].seen_ms}),
			.current = sessions[i].id == ctx->actor->session_id,
		};
	view->sessions = lines;
	return OK;
}

static enum outcome load_passkeys(struct ctx *ctx, struct access_account_page *view)
{
	struct passkey_row *rows;
	TRY(passkeys_of(ctx, ctx->actor->account_id, &rows, &view->n_passkeys));
	struct passkey_line *lines = arena_array(ctx->arena, struct passkey_line, view->n_passkeys);
	for (size_t i = 0; i < view->n_passkeys; i++)
		lines[i] = (struct passkey_line){
			.id = id_str(ctx->arena, rows[i].id),
			.name = rows[i].name,
			.since = instant_words(ctx->arena, ctx->site->zone, (struct instant){rows[i].created_ms}),
			.used = instant_words(ctx->arena, ctx->site->zone, (struct instant){rows[i].used_ms}),
		};
	view->passkeys = lines;
	return factors_of(ctx, ctx->actor->account_id, &view->factors);
}

static enum outcome show(struct ctx *ctx, struct str notice, bool must_add, struct resp *resp)
{
	struct account account;
	struct names names;
	struct access_account_page view = {.hidden = {.csrf = ctx->actor->csrf}, .must_add = must_add};
	TRY(account_by_id(ctx, ctx->actor->account_id, &account));
	TRY(names_load(ctx, &names));
	TRY(load_sessions(ctx, &view));
	TRY(load_passkeys(ctx, &view));
	view.grants = grant_lines(ctx, &names, ctx->actor->grants, ctx->actor->n_grants, account.id, &view.n_grants);
	view.name = account.name;
	view.email = account.email;
	view.page = access_page(ctx, STR("Your sign-in"));
	view.page.notice = notice;
	struct html h = html_open(ctx);
	access_account_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome access_account_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool must_add = str_eq(req_query(req, "do"), STR("second-step")) && !ctx->actor->has_second_step;
	return show(ctx, notice_of(req_query(req, "done")), must_add, resp);
}

enum outcome access_session_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	enum outcome outcome = session_end(ctx, id);
	/* It may have ended by itself since the page was shown: what was asked for is so. */
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	resp_redirect(resp, STR("/account?done=ended"));
	return OK;
}

enum outcome access_sessions_end_others_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	TRY(sessions_end_others(ctx));
	resp_redirect(resp, STR("/account?done=ended"));
	return OK;
}

/* ---- A new password ---- */

struct password_change {
	struct mail_seed notice;
	int64_t account_id;
	struct str hash;
};

static enum outcome change_write(struct ctx *ctx, void *args)
{
	const struct password_change *change = args;
	TRY(account_password_put(ctx, change->account_id, change->hash));
	return notice_put(ctx, &change->notice, change->account_id, NOTICE_PASSWORD, STR(""));
}

enum outcome access_password_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct try try;
	struct account account;
	struct str password = req_field(req, "new_password");
	enum outcome outcome = password_of_actor(ctx, "password", req_field(req, "password"), &try, &account);
	if (outcome == OK)
		outcome = password_check(ctx, "new_password", password, account.name, account.email);
	if (outcome == INVALID) {
		resp->status = 400;
		return show(ctx, STR(""), false, resp);
	}
	TRY(outcome);
	struct password_change change = {.notice = mail_seed_new(ctx), .account_id = account.id};
	TRY(password_hash(ctx, password, &change.hash));
	const struct session_start start = {
		.account_id = account.id,
		.act = "access.change_password",
		.try = &try,
		.also = change_write,
		.args = &change,
		.end_others = true,
	};
	TRY(session_start(ctx, req, &start, resp));
	resp_redirect(resp, STR("/account?done=password"));
	return OK;
}
