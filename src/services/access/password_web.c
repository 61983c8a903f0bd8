/* Setting a password by a link, and asking for the link. */
#include "access/access_sql.h"
#include "access/access_views.h"
#include "access/pages.h"
#include "access/views.h"

/* ---- Setting a password by a link ---- */

static enum outcome show_over(struct ctx *ctx, struct resp *resp)
{
	struct page page = access_page(ctx, STR("This link no longer works"));
	struct html h = html_open(ctx);
	access_link_over_show(&h, &page);
	resp->status = 404;
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome show_set_password(struct ctx *ctx, struct access_set_password *view, struct resp *resp)
{
	view->page = access_page(ctx, STR("Set your password"));
	struct html h = html_open(ctx);
	access_set_password_show(&h, view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome access_set_password_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct link_owner invitation;
	struct hash hash = token_hash(req->params[0]);
	enum outcome found = invitation_find(ctx, &hash, false, &invitation);
	if (found == NOT_FOUND)
		return show_over(ctx, resp);
	TRY(found);
	struct access_set_password view = {
		.token = req->params[0],
		.name = invitation.name,
		.email = invitation.email,
		.asks_who = invitation.email.n == 0,
	};
	return show_set_password(ctx, &view, resp);
}

struct password_set {
	struct mail_seed notice;
	bool is_first;
	bool has_steps; /* then no session begins here: the second step is asked for */
	struct str token;
	struct str password_hash;
	int64_t account_id;
	bool names; /* name and e-mail are given too */
	struct str name;
	struct str email;
};

static enum outcome set_password_write(struct ctx *ctx, void *args)
{
	const struct password_set *set = args;
	TRY(invitation_use(ctx, set->token));
	TRY(db_exec(ctx, &access_sql_invitations_void, DB_PARAMS(db_int(set->account_id), db_int(ctx->now_ms)), NULL));
	if (set->names)
		TRY(account_identify(ctx, set->account_id, set->name, set->email));
	TRY(account_password_put(ctx, set->account_id, set->password_hash));
	if (set->has_steps)
		TRY(db_exec(ctx, &access_sql_sessions_end_others,
			    DB_PARAMS(db_int(set->account_id), db_int(0), db_int(ctx->now_ms)), NULL));
	return set->is_first ? OK : notice_put(ctx, &set->notice, set->account_id, NOTICE_PASSWORD, STR(""));
}

static bool fields_are_good(struct ctx *ctx, const struct access_set_password *view, struct str password)
{
	size_t before = ctx->problems.count;
	if (view->asks_who) {
		if (view->name.n == 0 || view->name.n > ACCOUNT_NAME_BYTES_MAX)
			(void)problem_add(ctx, "name", msg("give your name"));
		/* Both add what is wrong; whether the address is free is asked again in the write. */
		if (mail_address_check(ctx, "email", view->email) == OK && email_free(ctx, view->email) != OK &&
		    ctx->problems.count == before)
			(void)problem_add(ctx, "email", msg("this e-mail address could not be checked; try again"));
	}
	return password_check(ctx, "password", password, view->name, view->email) == OK &&
	       ctx->problems.count == before;
}

static enum outcome set_fill(struct ctx *ctx, const struct link_owner *invitation, struct password_set *set)
{
	struct account account;
	struct factors factors;
	TRY(account_by_id(ctx, invitation->account_id, &account));
	TRY(factors_of(ctx, invitation->account_id, &factors));
	set->account_id = invitation->account_id;
	set->is_first = !account.password.p;
	set->has_steps = factors_any(&factors);
	return OK;
}

/* A link stands for the password alone: whoever has a second step takes it too. */
static enum outcome set_and_start(struct ctx *ctx, const struct req *req, struct password_set *set, struct resp *resp)
{
	if (set->has_steps) {
		TRY(site_write(ctx, set_password_write, set));
		return show_step(ctx, set->account_id, STR(""), STR(""), resp);
	}
	const struct session_start start = {
		.account_id = set->account_id,
		.act = "access.set_password",
		.also = set_password_write,
		.args = set,
		.end_others = true,
		.is_first = set->is_first,
	};
	TRY(session_start(ctx, req, &start, resp));
	resp_redirect(resp, STR(ACCESS_HOME));
	return OK;
}

enum outcome access_set_password_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct link_owner invitation;
	struct str token = req->params[0];
	struct hash hash = token_hash(token);
	enum outcome found = invitation_find(ctx, &hash, false, &invitation);
	if (found == NOT_FOUND)
		return show_over(ctx, resp);
	TRY(found);
	struct access_set_password view = {
		.token = token,
		.name = invitation.name,
		.email = invitation.email,
		.asks_who = invitation.email.n == 0,
	};
	if (view.asks_who) {
		view.name = str_trim(req_field(req, "name"));
		view.email = str_trim(req_field(req, "email"));
	}
	struct str password = req_field(req, "password");
	if (!fields_are_good(ctx, &view, password)) {
		resp->status = 400;
		return show_set_password(ctx, &view, resp);
	}
	struct password_set set = {
		.notice = mail_seed_new(ctx),
		.token = token,
		.names = view.asks_who,
		.name = view.name,
		.email = view.email,
	};
	TRY(set_fill(ctx, &invitation, &set));
	TRY(password_hash(ctx, password, &set.password_hash));
	enum outcome outcome = set_and_start(ctx, req, &set, resp);
	if (outcome == CONFLICT)
		return show_over(ctx, resp);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_set_password(ctx, &view, resp);
	}
	return outcome;
}

/* ---- Forgotten ---- */

static enum outcome show_forgotten(struct ctx *ctx, struct str email, bool sent, struct resp *resp)
{
	struct access_forgotten_page view = {
		.page = access_page(ctx, STR("Forgotten your password")),
		.email = email,
		.sent = sent,
		.has_mail = mail_ready(ctx),
	};
	struct html h = html_open(ctx);
	access_forgotten_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome access_forgotten_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return show_forgotten(ctx, STR(""), false, resp);
}

struct forgetting {
	struct str email;
	struct str token;
	struct mail_seed seed;
};

/* The same write whether there is an account or not, so that the answer takes the same time. */
static enum outcome forgotten_write(struct ctx *ctx, void *args)
{
	const struct forgetting *forgetting = args;
	struct account account;
	struct str path;
	enum outcome found = account_by_email(ctx, forgetting->email, &account);
	if (found == NOT_FOUND || (found == OK && account.disabled_ms))
		return OK;
	TRY(found);
	const struct actor actor = {.account_id = account.id, .name = account.name};
	TRY(invitation_put(ctx, account.id, forgetting->token, &path));
	TRY(link_mail(ctx, &forgetting->seed, &account, path));
	return activity_put(ctx, &actor, "access.forgotten", account.id, STR(""));
}

enum outcome access_forgotten_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct try try;
	int64_t wait_ms = 0;
	struct forgetting forgetting = {
		.email = str_trim(req_field(req, "email")), .token = token_new(ctx), .seed = mail_seed_new(ctx)};
	if (!mail_ready(ctx))
		return show_forgotten(ctx, STR(""), false, resp);
	enum outcome outcome = mail_address_check(ctx, "email", forgetting.email);
	if (outcome == OK)
		TRY(try_of(ctx, "forgotten", forgetting.email, req, &try));
	if (outcome == OK)
		outcome = try_begin(ctx, &try, &wait_ms);
	if (outcome == FORBIDDEN) {
		resp->status = 429;
		(void)wait_problem(ctx, "email", wait_ms);
		return show_forgotten(ctx, forgetting.email, false, resp);
	}
	if (outcome == INVALID) {
		resp->status = 400;
		return show_forgotten(ctx, forgetting.email, false, resp);
	}
	TRY(outcome);
	TRY(site_write(ctx, forgotten_write, &forgetting));
	return show_forgotten(ctx, forgetting.email, true, resp);
}
