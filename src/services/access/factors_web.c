/* "Your sign-in": adding and removing an app, passkeys and recovery codes. */
#include "access/access_sql.h"
#include "access/access_views.h"
#include "access/invite.h"
#include "access/pages.h"
#include "access/views.h"

#define PASSKEY_NAME_BYTES 100

enum outcome asked_fill(struct ctx *ctx, enum ticket_for what, int64_t account_id, struct access_asked *asked)
{
	struct passkey_row *rows;
	size_t n = 0;
	if (!asked->prefix)
		asked->prefix = "";
	asked->host = ctx->site->settings.host;
	TRY(ticket_new(ctx, what, account_id, &asked->question));
	if (!account_id)
		return OK;
	TRY(passkeys_of(ctx, account_id, &rows, &n));
	struct buf known = buf_open(ctx->arena, 256);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&known, ' ');
		buf_str(&known, base64url_str(ctx->arena, rows[i].credential));
	}
	asked->known = buf_view(&known);
	return OK;
}

static struct page own_page(struct ctx *ctx, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Your sign-in"), STR("/account"));
	return page;
}

/* ---- Recovery codes ---- */

static enum outcome show_codes(struct ctx *ctx, const struct recovery *recovery, const char *what, struct resp *resp)
{
	struct access_codes_page view = {
		.page = own_page(ctx, STR("Your recovery codes")),
		.codes = recovery->codes,
		.n_codes = RECOVERY_CODES,
		.what = str_of(what),
	};
	view.page.notice = view.what;
	struct html h = html_open(ctx);
	access_codes_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

/* Inside a write: the first second step brings recovery codes with it. */
static enum outcome codes_if_first(struct ctx *ctx, int64_t account_id, const struct recovery *recovery, bool *ret_put)
{
	struct factors factors;
	TRY(factors_of(ctx, account_id, &factors));
	*ret_put = factors.recovery_codes == 0;
	return *ret_put ? recovery_put(ctx, account_id, recovery) : OK;
}

struct renewing {
	struct recovery recovery;
	struct mail_seed notice;
};

static enum outcome renew_write(struct ctx *ctx, void *args)
{
	const struct renewing *renewing = args;
	struct factors factors;
	int64_t own = ctx->actor->account_id;
	TRY(factors_of(ctx, own, &factors));
	if (!factors_any(&factors))
		return CONFLICT;
	TRY(recovery_put(ctx, own, &renewing->recovery));
	TRY(access_log(ctx, "access.new_recovery_codes", own, STR("")));
	return notice_put(ctx, &renewing->notice, own, NOTICE_CODES, STR(""));
}

enum outcome access_recovery_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool answered = false;
	TRY(confirm_form(ctx, req, resp, &answered));
	if (answered)
		return OK;
	struct renewing renewing = {.recovery = recovery_new(ctx), .notice = mail_seed_new(ctx)};
	TRY(site_write(ctx, renew_write, &renewing));
	return show_codes(ctx, &renewing.recovery, msg("The codes that you had before no longer work."), resp);
}

/* ---- The app ---- */

/* "GEZD GNBV …": what is read from a page and typed. */
static struct str in_groups(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n * 2);
	for (size_t i = 0; i < text.n; i++) {
		if (i && i % 4 == 0)
			buf_char(&out, ' ');
		buf_char(&out, text.p[i]);
	}
	return buf_view(&out);
}

static enum outcome show_app(struct ctx *ctx, struct str secret, struct resp *resp)
{
	struct account account;
	unsigned char fresh[TOTP_SECRET_BYTES];
	TRY(account_by_id(ctx, ctx->actor->account_id, &account));
	if (str_empty(secret)) {
		random_bytes(ctx, fresh, sizeof(fresh));
		secret = str_bytes(fresh, sizeof(fresh));
	}
	struct access_app_page view = {
		.page = own_page(ctx, STR("Add an app for codes")),
		.hidden = {.csrf = ctx->actor->csrf},
		.typed = in_groups(ctx->arena, totp_secret_text(ctx->arena, secret)),
	};
	struct str address = totp_address(ctx->arena, ctx->site->settings.name,
					  account.email.n ? account.email : account.name, secret);
	TRY(app_secret_seal(ctx, account.id, secret, &view.secret));
	/* Without a picture the text is there to be typed. */
	(void)qr_path(ctx->arena, address, &view.path, &view.side);
	struct html h = html_open(ctx);
	access_app_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	secret_wipe(fresh, sizeof(fresh));
	return OK;
}

enum outcome access_app_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return show_app(ctx, STR(""), resp);
}

struct adding_app {
	struct str sealed;
	int64_t step;
	struct recovery recovery;
	bool has_codes;
	struct mail_seed notice;
};

static enum outcome app_write(struct ctx *ctx, void *args)
{
	struct adding_app *adding = args;
	int64_t own = ctx->actor->account_id;
	TRY(app_put(ctx, own, adding->sealed, adding->step));
	TRY(codes_if_first(ctx, own, &adding->recovery, &adding->has_codes));
	return notice_put(ctx, &adding->notice, own, NOTICE_APP_ADDED, STR(""));
}

enum outcome access_app_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool answered = false;
	struct str secret = STR("");
	struct adding_app adding = {.recovery = recovery_new(ctx), .notice = mail_seed_new(ctx)};
	TRY(confirm_form(ctx, req, resp, &answered));
	if (answered)
		return OK;
	enum outcome outcome = app_secret_open(ctx, ctx->actor->account_id, req_field(req, "secret"), &secret);
	if (outcome == OK && !totp_check(secret, ctx->now_ms, 0, req_field(req, "code"), &adding.step))
		outcome = problem_add(ctx, "code",
				      msg("This is not the code that the app shows now. If it stays so, check the "
					  "clock of your telephone"));
	if (outcome == INVALID) {
		resp->status = 400;
		return show_app(ctx, secret, resp);
	}
	TRY(outcome);
	TRY(app_secret_keep(ctx, ctx->actor->account_id, secret, &adding.sealed));
	TRY(site_write(ctx, app_write, &adding));
	if (adding.has_codes)
		return show_codes(ctx, &adding.recovery, msg("Signing in now asks for a code from your app."), resp);
	resp_redirect(resp, STR("/account?done=app"));
	return OK;
}

static enum outcome app_remove_write(struct ctx *ctx, void *args)
{
	TRY(app_remove(ctx, ctx->actor->account_id));
	return notice_put(ctx, args, ctx->actor->account_id, NOTICE_APP_REMOVED, STR(""));
}

enum outcome access_app_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool answered = false;
	struct mail_seed notice = mail_seed_new(ctx);
	TRY(confirm_form(ctx, req, resp, &answered));
	if (answered)
		return OK;
	enum outcome outcome = site_write(ctx, app_remove_write, &notice);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	resp_redirect(resp, STR("/account?done=app-removed"));
	return OK;
}

/* ---- Passkeys ---- */

static enum outcome show_passkey(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct account account;
	struct access_passkey_page view = {
		.page = own_page(ctx, STR("Add a passkey")),
		.hidden = {.csrf = ctx->actor->csrf},
		.name = req_field(req, "name"),
	};
	TRY(account_by_id(ctx, ctx->actor->account_id, &account));
	TRY(asked_fill(ctx, TICKET_PASSKEY, account.id, &view.asked));
	view.user_id = base64url_str(ctx->arena, id_str(ctx->arena, account.id));
	view.user_name = account.email.n ? account.email : account.name;
	view.user_label = account.name;
	if (str_empty(view.name))
		view.name = client_words(ctx->arena, req_header(req, "user-agent"));
	struct html h = html_open(ctx);
	access_passkey_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome access_passkey_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return show_passkey(ctx, req, resp);
}

struct adding_passkey {
	struct ticket ticket;
	struct str name;
	struct passkey passkey;
	struct passkey_seed seed;
	struct recovery recovery;
	bool has_codes;
	struct mail_seed notice;
};

static enum outcome passkey_write(struct ctx *ctx, void *args)
{
	struct adding_passkey *adding = args;
	struct factors factors;
	int64_t own = ctx->actor->account_id;
	TRY(factors_of(ctx, own, &factors));
	if (factors.passkeys >= (int64_t)LIMIT_PASSKEYS)
		return problem_add(ctx, "passkey", msg("You have {1} passkeys already. Remove one first"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PASSKEYS));
	TRY(ticket_use(ctx, &adding->ticket));
	TRY(passkey_put(ctx, own, adding->name, &adding->passkey, &adding->seed));
	TRY(codes_if_first(ctx, own, &adding->recovery, &adding->has_codes));
	return notice_put(ctx, &adding->notice, own, NOTICE_PASSKEY_ADDED, adding->name);
}

static enum outcome passkey_read(struct ctx *ctx, const struct req *req, struct adding_passkey *adding)
{
	struct str client_data, data;
	adding->name = str_trim(req_field(req, "name"));
	if (str_empty(adding->name) || adding->name.n > PASSKEY_NAME_BYTES)
		return problem_add(ctx, "name", msg("Give the passkey a short name, such as the device that keeps it"));
	TRY(ticket_read(ctx, TICKET_PASSKEY, req_field(req, "question"), &adding->ticket));
	if (adding->ticket.account_id != ctx->actor->account_id ||
	    !base64url_parse(ctx->arena, req_field(req, "client_data"), PASSKEY_CLIENT_DATA_BYTES, &client_data) ||
	    !base64url_parse(ctx->arena, req_field(req, "authenticator_data"), PASSKEY_DATA_BYTES, &data))
		return problem_add(ctx, "passkey",
				   msg("The browser's answer cannot be read. Try again, or use another "
				       "browser"));
	const struct passkey_expected expected = {
		.challenge = adding->ticket.bytes,
		.origin = ctx->site->settings.url,
		.host = ctx->site->settings.host,
	};
	return passkey_registered(ctx, &expected, client_data, data, &adding->passkey);
}

enum outcome access_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool answered = false;
	struct adding_passkey adding = {
		.seed = {.journal = journal_seed_new(ctx), .id = id_new(ctx)},
		.recovery = recovery_new(ctx),
		.notice = mail_seed_new(ctx),
	};
	random_bytes(ctx, adding.seed.salt, sizeof(adding.seed.salt));
	TRY(confirm_form(ctx, req, resp, &answered));
	if (answered)
		return OK;
	enum outcome outcome = passkey_read(ctx, req, &adding);
	if (outcome == OK)
		outcome = site_write(ctx, passkey_write, &adding);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_passkey(ctx, req, resp);
	}
	TRY(outcome);
	if (adding.has_codes)
		return show_codes(ctx, &adding.recovery, msg("The passkey is added."), resp);
	resp_redirect(resp, STR("/account?done=passkey"));
	return OK;
}

struct removing_passkey {
	int64_t id;
	struct mail_seed notice;
};

static enum outcome passkey_remove_write(struct ctx *ctx, void *args)
{
	const struct removing_passkey *removing = args;
	int64_t own = ctx->actor->account_id;
	struct passkey_row *rows;
	size_t n;
	struct str name = STR("");
	TRY(passkeys_of(ctx, own, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		if (rows[i].id == removing->id)
			name = rows[i].name;
	}
	TRY(passkey_remove(ctx, own, removing->id));
	return notice_put(ctx, &removing->notice, own, NOTICE_PASSKEY_REMOVED, name);
}

enum outcome access_passkey_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	bool answered = false;
	struct removing_passkey removing = {.notice = mail_seed_new(ctx)};
	if (!id_parse(req->params[0], &removing.id))
		return NOT_FOUND;
	TRY(confirm_form(ctx, req, resp, &answered));
	if (answered)
		return OK;
	TRY(site_write(ctx, passkey_remove_write, &removing));
	resp_redirect(resp, STR("/account?done=passkey-removed"));
	return OK;
}
