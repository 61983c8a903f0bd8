/* Asking somebody who is signed in once more who they are, before an act that counts. */
#include "access/access_sql.h"
#include "access/access_views.h"
#include "access/factors.h"
#include "access/views.h"

#define PREFIX "_confirm_"

/* What confirms where an account has no password: those that one click makes on a demonstration. */
static const struct str demo_password = STR_INIT("demonstration");

enum outcome password_of_actor(struct ctx *ctx, const char *field, struct str password, struct try *ret_try,
			       struct account *ret_account)
{
	int64_t wait_ms;
	struct account own;
	if (!ctx->actor || ctx->actor->account_id == 0)
		return FORBIDDEN;
	TRY(account_by_id(ctx, ctx->actor->account_id, &own));
	*ret_try = try_of_session(ctx);
	enum outcome checked = sign_in_check(ctx, own.email, password, ret_try, ret_account, &wait_ms);
	if (checked != FORBIDDEN)
		return checked;
	if (wait_ms)
		return wait_problem(ctx, field, wait_ms);
	return problem_add(ctx, field, msg("This is not your password. Nothing else that you entered is lost"));
}

enum outcome access_demo_password(struct ctx *ctx, struct str *ret_password)
{
	struct account own;
	*ret_password = (struct str){0};
	if (!demo_allowed(ctx) || !ctx->actor || ctx->actor->account_id == 0)
		return OK;
	TRY(account_by_id(ctx, ctx->actor->account_id, &own));
	if (!own.password.p)
		*ret_password = demo_password;
	return OK;
}

bool access_step_up_due(const struct ctx *ctx)
{
	return ctx->actor && ctx->actor->account_id &&
	       ctx->now_ms - ctx->actor->confirmed_ms >= (int64_t)LIMIT_CONFIRM_MINUTES * MINUTE_MS;
}

/* ---- What was typed ---- */

struct confirming {
	const struct try *try;
	const struct proof *proof; /* NULL: it was the password */
};

static enum outcome confirm_write(struct ctx *ctx, void *args)
{
	const struct confirming *confirming = args;
	int64_t account_id;
	if (confirming->proof)
		TRY(proof_use(ctx, confirming->proof, ctx->actor->account_id, &account_id));
	if (confirming->try)
		TRY(try_forget(ctx, confirming->try));
	return db_exec(ctx, &access_sql_session_confirmed,
		       DB_PARAMS(db_int(ctx->actor->session_id), db_int(ctx->now_ms)), NULL);
}

/* In a write of its own; the actor of this request has confirmed from now on. */
static enum outcome confirm(struct ctx *ctx, struct confirming *confirming)
{
	TRY(site_write(ctx, confirm_write, confirming));
	struct actor *actor = arena_new(ctx->arena, struct actor);
	*actor = *ctx->actor;
	actor->confirmed_ms = ctx->now_ms;
	ctx->actor = actor;
	return OK;
}

static enum outcome confirm_by_password(struct ctx *ctx, const char *field, struct str password)
{
	struct try try;
	struct account account;
	struct str demonstration;
	struct confirming confirming = {0};
	if (str_empty(password))
		return problem_add(ctx, field, msg("Enter your password"));
	TRY(access_demo_password(ctx, &demonstration));
	if (str_empty(demonstration) || !str_eq(password, demonstration)) {
		TRY(password_of_actor(ctx, field, password, &try, &account));
		confirming.try = &try;
	}
	return confirm(ctx, &confirming);
}

static enum outcome confirm_by_proof(struct ctx *ctx, const struct req *req)
{
	int64_t wait_ms = 0;
	struct proof proof;
	struct try try = try_of_session(ctx);
	TRY(proof_read(ctx, req, PREFIX, TICKET_CONFIRM, ctx->actor->account_id, &proof));
	enum outcome begun = try_begin(ctx, &try, &wait_ms);
	if (begun == FORBIDDEN)
		return wait_problem(ctx, proof.by_passkey ? "passkey" : "code", wait_ms);
	TRY(begun);
	return confirm(ctx, &(struct confirming){.try = &try, .proof = &proof});
}

enum outcome access_step_up(struct ctx *ctx, const struct req *req, const char *field)
{
	struct str password = req_field(req, field);
	if (!ctx->actor || ctx->actor->account_id == 0)
		return FORBIDDEN;
	if (str_empty(password) && !access_step_up_due(ctx))
		return OK;
	return confirm_by_password(ctx, field, password);
}

/* ---- The page that asks, and sends the form again ---- */

static bool is_answer(const struct req *req)
{
	return req_field(req, PREFIX "password").n || req_field(req, PREFIX "code").n ||
	       req_field(req, PREFIX "credential").n;
}

/* Everything that was sent but the answers to this page itself. */
static void fields_keep(struct ctx *ctx, const struct req *req, struct access_confirm_page *view)
{
	struct http_field *kept = arena_array(ctx->arena, struct http_field, req->n_fields);
	for (size_t i = 0; i < req->n_fields; i++) {
		if (!str_starts(req->fields[i].name, STR(PREFIX)) && !str_eq(req->fields[i].name, STR("_csrf")))
			kept[view->n_fields++] = req->fields[i];
	}
	view->fields = kept;
}

static enum outcome confirm_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct factors factors;
	struct str demonstration;
	struct access_confirm_page view = {
		.page = access_page(ctx, STR("Confirm that it is you")),
		.hidden = {.csrf = ctx->actor->csrf},
		.action = req->path,
		.minutes = (int64_t)LIMIT_CONFIRM_MINUTES,
		.asked = {.prefix = PREFIX},
	};
	TRY(factors_of(ctx, ctx->actor->account_id, &factors));
	TRY(access_demo_password(ctx, &demonstration));
	fields_keep(ctx, req, &view);
	view.password_hint =
		demonstration.n ? str_fmt(ctx->arena, "This is a demonstration: type “%.*s”", STR_ARG(demonstration))
				: STR("");
	view.has_app = factors.apps || factors.recovery_codes;
	if (factors.passkeys)
		TRY(asked_fill(ctx, TICKET_CONFIRM, ctx->actor->account_id, &view.asked));
	struct html h = html_open(ctx);
	access_confirm_show(&h, &view);
	resp->status = ctx->problems.count ? 400 : 200;
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome confirm_form(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered)
{
	if (!access_step_up_due(ctx))
		return OK;
	enum outcome outcome = OK;
	if (is_answer(req)) {
		struct str password = req_field(req, PREFIX "password");
		outcome =
			password.n ? confirm_by_password(ctx, PREFIX "password", password) : confirm_by_proof(ctx, req);
		if (outcome == OK)
			return OK;
	}
	if (outcome != OK && outcome != INVALID)
		return outcome;
	*ret_answered = true;
	return confirm_show(ctx, req, resp);
}

/* ---- What every request of the office passes ---- */

static bool is_officer(const struct actor *actor)
{
	for (size_t i = 0; i < actor->n_grants; i++) {
		if (actor->grants[i].role == ROLE_OFFICER || actor->grants[i].role == ROLE_ADMINISTRATOR)
			return true;
	}
	return false;
}

enum outcome access_guard(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered)
{
	enum right right = (enum right)req->route->right;
	bool required = false;
	*ret_answered = false;
	if (!ctx->actor || ctx->actor->account_id == 0 || right < RIGHT_OFFICE)
		return OK;
	if (!ctx->actor->has_second_step && !ctx->actor->first_session && is_officer(ctx->actor))
		TRY(second_step_required(ctx, &required));
	if (required) {
		*ret_answered = true;
		resp_redirect(resp, STR("/account?do=second-step"));
		return OK;
	}
	if (req->method == HTTP_POST && (right == RIGHT_OFFICER || right == RIGHT_ADMINISTER))
		return confirm_form(ctx, req, resp, ret_answered);
	return OK;
}
