/* Signing in, by password and second step or by passkey; signing out. */
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
	TRY(asked_fill(ctx, TICKET_SIGN_IN, 0, &view->asked));
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

/* ---- The second step ---- */

enum outcome show_step(struct ctx *ctx, int64_t account_id, struct str ticket, struct str next, struct resp *resp)
{
	struct factors factors;
	struct access_step_page view = {.page = access_page(ctx, STR("Second step")), .ticket = ticket, .next = next};
	TRY(factors_of(ctx, account_id, &factors));
	view.has_codes = factors.apps || factors.recovery_codes;
	if (factors.passkeys)
		TRY(asked_fill(ctx, TICKET_STEP, account_id, &view.asked));
	if (str_empty(ticket))
		TRY(ticket_new(ctx, TICKET_STEP, account_id, &view.ticket));
	struct html h = html_open(ctx);
	access_step_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	return try_forget(ctx, args);
}

enum outcome access_sign_in_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct try try;
	struct account account;
	struct factors factors;
	int64_t wait_ms;
	struct str email = str_trim(req_field(req, "email"));
	struct str next = next_path(req_field(req, "next"), STR(""));
	TRY(try_of(ctx, "account", email, req, &try));
	enum outcome checked = sign_in_check(ctx, email, req_field(req, "password"), &try, &account, &wait_ms);
	if (checked == FORBIDDEN) {
		struct access_sign_in view = {
			.email = email,
			.next = next,
			.refused = wait_ms == 0,
			.wait_minutes = wait_minutes(wait_ms),
		};
		resp->status = wait_ms ? 429 : 403;
		return show_form(ctx, &view, resp);
	}
	TRY(checked);
	TRY(factors_of(ctx, account.id, &factors));
	if (factors_any(&factors)) {
		TRY(site_write(ctx, forget_write, &try));
		return show_step(ctx, account.id, STR(""), next, resp);
	}
	const struct session_start start = {.account_id = account.id, .act = "access.sign_in", .try = &try};
	TRY(session_start(ctx, req, &start, resp));
	resp_redirect(resp, next_path(next, STR(ACCESS_HOME)));
	return OK;
}

struct proving {
	struct proof proof;
	int64_t account_id; /* 0: whose the passkey is */
	int64_t found_id;
	struct mail_seed notice;
};

static enum outcome prove_write(struct ctx *ctx, void *args)
{
	struct proving *proving = args;
	struct factors before, after;
	TRY(factors_of(ctx, proving->account_id, &before));
	TRY(proof_use(ctx, &proving->proof, proving->account_id, &proving->found_id));
	TRY(factors_of(ctx, proving->account_id, &after));
	if (after.recovery_codes == before.recovery_codes)
		return OK;
	return notice_put(ctx, &proving->notice, proving->found_id, NOTICE_CODE_USED, STR(""));
}

static enum outcome step_refused(struct ctx *ctx, const struct req *req, int64_t account_id, struct resp *resp)
{
	resp->status = 400;
	return show_step(ctx, account_id, req_field(req, "ticket"), next_path(req_field(req, "next"), STR("")), resp);
}

enum outcome access_step_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct ticket ticket;
	struct account account;
	struct try try;
	int64_t wait_ms = 0;
	struct proving proving = {.notice = mail_seed_new(ctx)};
	enum outcome read = ticket_read(ctx, TICKET_STEP, req_field(req, "ticket"), &ticket);
	if (read == INVALID) {
		struct access_sign_in view = {.next = next_path(req_field(req, "next"), STR(""))};
		resp->status = 400;
		return show_form(ctx, &view, resp);
	}
	TRY(read);
	TRY(account_by_id(ctx, ticket.account_id, &account));
	proving.account_id = account.id;
	TRY(try_of(ctx, "step", account.email, req, &try));
	enum outcome outcome = proof_read(ctx, req, "", TICKET_STEP, account.id, &proving.proof);
	if (outcome == OK)
		outcome = try_begin(ctx, &try, &wait_ms);
	if (outcome == FORBIDDEN)
		outcome = wait_problem(ctx, "code", wait_ms);
	const struct session_start start = {
		.account_found = &proving.found_id,
		.act = "access.sign_in",
		.try = &try,
		.also = prove_write,
		.args = &proving,
	};
	if (outcome == OK)
		outcome = session_start(ctx, req, &start, resp);
	if (outcome == INVALID)
		return step_refused(ctx, req, account.id, resp);
	TRY(outcome);
	resp_redirect(resp, next_path(req_field(req, "next"), STR(ACCESS_HOME)));
	return OK;
}

/* ---- By passkey alone: it must have made sure who it is, so it is both steps ---- */

enum outcome access_sign_in_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct proving proving = {.notice = mail_seed_new(ctx)};
	struct access_sign_in view = {.next = next_path(req_field(req, "next"), STR(""))};
	enum outcome outcome = proof_read(ctx, req, "", TICKET_SIGN_IN, 0, &proving.proof);
	if (outcome == OK && !proving.proof.by_passkey)
		outcome = problem_add(ctx, "passkey", msg("Reload the page and try again"));
	proving.proof.needs_verified = true;
	const struct session_start start = {
		.account_found = &proving.found_id,
		.act = "access.sign_in_passkey",
		.also = prove_write,
		.args = &proving,
	};
	if (outcome == OK)
		outcome = session_start(ctx, req, &start, resp);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_form(ctx, &view, resp);
	}
	TRY(outcome);
	resp_redirect(resp, next_path(view.next, STR(ACCESS_HOME)));
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
