/* Signing in and out, setting a password. */
#include "access/access_sql.h"
#include "access/access_views.h"
#include "access/pages.h"
#include "access/views.h"

static const struct role_choice demo_roles[] = {
	{"person", msg("Sign in as a member")},
	{"clerk", msg("Sign in as a clerk")},
	{"officer", msg("Sign in as the ethics officer")},
	{"auditor", msg("Sign in as an auditor")},
	{"administrator", msg("Sign in as an administrator")},
};

static bool demo_is_allowed;

void access_demo_allow(void)
{
	demo_is_allowed = true;
}

bool demo_allowed(const struct ctx *ctx)
{
	return demo_is_allowed && ctx->site->settings.demo;
}

/* ---- Signing in ---- */

static enum outcome show_form(struct ctx *ctx, struct access_sign_in *view, struct resp *resp)
{
	view->page = access_page(ctx, STR("Sign in"));
	if (demo_allowed(ctx)) {
		view->roles = demo_roles;
		view->n_roles = COUNT_OF(demo_roles);
	}
	struct html h = html_open(ctx);
	access_sign_in_show(&h, view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome access_sign_in_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct access_sign_in view = {.next = next_path(req_query(req, "next"), STR(""))};
	return show_form(ctx, &view, resp);
}

enum outcome access_sign_in_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct try try;
	struct account account;
	int64_t wait_ms;
	struct str email = str_trim(req_field(req, "email"));
	struct str next = next_path(req_field(req, "next"), STR(""));
	enum outcome checked =
		sign_in_check(ctx, email, req_field(req, "password"), req->client, &try, &account, &wait_ms);
	if (checked == FORBIDDEN) {
		struct access_sign_in view = {
			.email = email,
			.next = next,
			.refused = wait_ms == 0,
			.wait_minutes = (wait_ms + MINUTE_MS - 1) / MINUTE_MS,
		};
		resp->status = wait_ms ? 429 : 403;
		return show_form(ctx, &view, resp);
	}
	TRY(checked);
	const struct session_start start = {.account_id = account.id, .act = "access.sign_in", .try = &try};
	TRY(session_start(ctx, req, &start, resp));
	resp_redirect(resp, next_path(next, STR(ACCESS_HOME)));
	return OK;
}

/* ---- Signing out ---- */

enum outcome access_sign_out_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	TRY(session_end(ctx, ctx->actor->session_id));
	session_cookie_clear(ctx, resp);
	resp_redirect(resp, STR("/"));
	return OK;
}

/* ---- A demonstration's one click ---- */

struct demo_account {
	enum role role;
	struct str token;
	int64_t account_id;
};

static enum outcome demo_write(struct ctx *ctx, void *args)
{
	struct demo_account *demo = args;
	struct account account;
	enum outcome found = account_of_role(ctx, demo->role, &account);
	if (found == OK) {
		demo->account_id = account.id;
		return OK;
	}
	if (found != NOT_FOUND)
		return found;
	struct str path;
	struct str name = str_fmt(ctx->arena, "Demonstration %s", role_name(demo->role));
	return access_invite(ctx, name, STR(""), 0, demo->role, 0, demo->token, &path, &demo->account_id);
}

enum outcome access_demo_sign_in_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct demo_account demo = {.token = token_new(ctx)};
	if (!demo_allowed(ctx))
		return NOT_FOUND;
	if (!role_parse(req_field(req, "role"), &demo.role))
		return problem_add(ctx, "role", msg("choose a role"));
	TRY(site_write(ctx, demo_write, &demo));
	const struct session_start start = {.account_id = demo.account_id, .act = "access.demo_sign_in"};
	TRY(session_start(ctx, req, &start, resp));
	resp_redirect(resp, next_path(req_field(req, "next"), STR(ACCESS_HOME)));
	return OK;
}

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
	struct invitation invitation;
	enum outcome found = invitation_find(ctx, req->params[0], &invitation);
	if (found == NOT_FOUND)
		return show_over(ctx, resp);
	TRY(found);
	struct access_set_password view = {
		.token = req->params[0],
		.name = invitation.email.n ? invitation.name : STR(""),
		.email = invitation.email,
		.asks_who = invitation.email.n == 0,
	};
	return show_set_password(ctx, &view, resp);
}

struct password_set {
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
	if (set->names)
		TRY(account_identify(ctx, set->account_id, set->name, set->email));
	return account_password_put(ctx, set->account_id, set->password_hash);
}

static bool fields_are_good(struct ctx *ctx, const struct access_set_password *view, struct str password)
{
	size_t before = ctx->problems.count;
	if (view->asks_who) {
		if (view->name.n == 0 || view->name.n > ACCOUNT_NAME_BYTES_MAX)
			(void)problem_add(ctx, "name", msg("give your name"));
		/* Both add what is wrong; whether the address is free is asked again in the write. */
		if (email_check(ctx, view->email) == OK && email_free(ctx, view->email) != OK &&
		    ctx->problems.count == before)
			(void)problem_add(ctx, "email", msg("this e-mail address could not be checked; try again"));
	}
	return password_check(ctx, "password", password, view->name, view->email) == OK &&
	       ctx->problems.count == before;
}

enum outcome access_set_password_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct invitation invitation;
	struct str token = req->params[0];
	enum outcome found = invitation_find(ctx, token, &invitation);
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
		.token = token,
		.account_id = invitation.account_id,
		.names = view.asks_who,
		.name = view.name,
		.email = view.email,
	};
	TRY(password_hash(ctx, password, &set.password_hash));
	const struct session_start start = {
		.account_id = invitation.account_id,
		.act = "access.set_password",
		.also = set_password_write,
		.args = &set,
		.end_others = true,
	};
	enum outcome outcome = session_start(ctx, req, &start, resp);
	if (outcome == CONFLICT)
		return show_over(ctx, resp);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_set_password(ctx, &view, resp);
	}
	TRY(outcome);
	resp_redirect(resp, STR(ACCESS_HOME));
	return OK;
}
