/* Accounts and rights, for administrators. */
#include "access/access_views.h"
#include "access/lines.h"
#include "access/pages.h"
#include "access/views.h"

/* ---- The list ---- */

static struct str notice_of(struct str done)
{
	static const struct {
		const char *word;
		const char *text;
	} notices[] = {
		{"right", msg("The right is given.")},
		{"ended", msg("The right has ended.")},
		{"disabled", msg("This account may not sign in any more, and is signed out everywhere.")},
		{"enabled", msg("This account may sign in again.")},
		{"second-step",
		 msg("The second step of this account is removed; signing in takes the password alone.")},
		{"required", msg("Officers and administrators need a second step from their next sign-in on.")},
		{"not-required", msg("A second step is everybody's own choice.")},
		{"before", msg("This form was accepted before; it counts once.")},
	};
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		if (str_eq(done, str_of(notices[i].word)))
			return str_of(notices[i].text);
	}
	return STR("");
}

static bool stands_in(int64_t id, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

static void account_line_fill(struct ctx *ctx, const struct account *account, int64_t administrators,
			      struct account_line *line)
{
	line->id = id_str(ctx->arena, account->id);
	line->name = account->name;
	line->email = account->email;
	line->version = account->version;
	line->disabled = account->disabled_ms;
	line->waiting = account->password.n == 0;
	for (size_t i = 0; i < line->n_grants; i++)
		line->asks_reason = line->asks_reason || (line->grants[i].administrator && administrators == 2);
}

static enum outcome show_accounts(struct ctx *ctx, struct str notice, struct resp *resp)
{
	struct names names;
	int64_t *with_step;
	size_t n_with_step;
	bool required;
	struct grant *grants;
	size_t n_grants;
	int64_t administrators;
	TRY(names_load(ctx, &names));
	TRY(grants_list(ctx, &grants, &n_grants));
	TRY(administrators_count(ctx, 0, 0, &administrators));
	TRY(factors_accounts(ctx, &with_step, &n_with_step));
	TRY(second_step_required(ctx, &required));
	struct account_line *lines = arena_array(ctx->arena, struct account_line, names.n_accounts);
	for (size_t i = 0; i < names.n_accounts; i++) {
		const struct account *account = &names.accounts[i];
		lines[i] = (struct account_line){.has_second_step = stands_in(account->id, with_step, n_with_step)};
		lines[i].grants = grant_lines(ctx, &names, grants, n_grants, account->id, &lines[i].n_grants);
		account_line_fill(ctx, account, administrators, &lines[i]);
	}
	struct access_accounts_page view = {
		.page = access_page(ctx, STR("Accounts and rights")),
		.hidden = {.csrf = ctx->actor->csrf},
		.accounts = lines,
		.n_accounts = names.n_accounts,
		.may_change = access_may(ctx, RIGHT_ADMINISTER, 0),
		.too_few_administrators = administrators < 2,
		.second_step_required = required,
		.demo = ctx->site->settings.demo,
	};
	view.page.notice = notice;
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	access_accounts_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome access_accounts_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_AUDIT, ACCESS_WHOLE_SITE));
	return show_accounts(ctx, notice_of(req_query(req, "done")), resp);
}

/* An act on the list: back to it, with what stood in the way where something did. */
static enum outcome back_to_accounts(struct ctx *ctx, enum outcome outcome, const char *done, struct resp *resp)
{
	if (outcome == INVALID) {
		resp->status = 400;
		return show_accounts(ctx, STR(""), resp);
	}
	TRY(outcome);
	resp_redirect(resp, str_fmt(ctx->arena, "/office/accounts?done=%s", done));
	return OK;
}

/* ---- Choices ---- */

static const struct choice *role_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, ROLE_ADMINISTRATOR);
	size_t n = 0;
	for (enum role role = ROLE_PERSON; role <= ROLE_ADMINISTRATOR; role++, n++)
		choices[n] = (struct choice){
			.value = str_of(role_word(role)),
			.text = str_of(role_name(role)),
			.chosen = str_eq(chosen, str_of(role_word(role))),
		};
	*ret_n = n;
	return choices;
}

static const struct choice *body_choices(struct ctx *ctx, const struct names *names, struct str chosen, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, names->n_bodies + 1);
	choices[0] = (struct choice){.text = STR("The whole site"), .chosen = chosen.n == 0};
	for (size_t i = 0; i < names->n_bodies; i++) {
		struct str id = id_str(ctx->arena, names->bodies[i].id);
		choices[i + 1] =
			(struct choice){.value = id, .text = names->bodies[i].name, .chosen = str_eq(chosen, id)};
	}
	*ret_n = names->n_bodies + 1;
	return choices;
}

static const struct choice *principal_choices(struct ctx *ctx, const struct names *names, struct str chosen,
					      int64_t self_id, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, names->n_accounts + 1);
	size_t n = 0;
	choices[n++] = (struct choice){.text = STR("Nobody: a right of their own"), .chosen = chosen.n == 0};
	for (size_t i = 0; i < names->n_accounts; i++) {
		struct str id = id_str(ctx->arena, names->accounts[i].id);
		if (names->accounts[i].id != self_id)
			choices[n++] = (struct choice){
				.value = id, .text = names->accounts[i].name, .chosen = str_eq(chosen, id)};
	}
	*ret_n = n;
	return choices;
}

/* An empty field is 0; a field that names nothing is a problem. */
static void read_id(struct ctx *ctx, const struct req *req, const char *name, int64_t *id)
{
	struct str value = req_field(req, name);
	*id = 0;
	if (value.n && !id_parse(value, id))
		(void)problem_add(ctx, name, msg("choose one of the list"));
}

/* ---- Links to hand over ---- */

/* `mailed_to`: the site sends the link itself, and nobody else sees it. */
static enum outcome show_link(struct ctx *ctx, struct str name, struct str path, struct str mailed_to,
			      struct resp *resp)
{
	struct access_link_page view = {
		.page = access_page(ctx, mailed_to.n ? STR("The link is on its way") : STR("Link to hand over")),
		.name = name,
		.link = mailed_to.n ? STR("") : site_link(ctx, path),
		.mailed_to = mailed_to,
		.hours = (int64_t)LIMIT_INVITATION_HOURS,
	};
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Accounts and rights"), STR("/office/accounts"));
	struct html h = html_open(ctx);
	access_link_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome show_invite(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct names names;
	TRY(names_load(ctx, &names));
	struct access_invite_page view = {
		.page = access_page(ctx, STR("Invite somebody")),
		.hidden = access_form(ctx, 0),
		.name = req_field(req, "name"),
		.email = req_field(req, "email"),
	};
	view.roles = role_choices(ctx, req_field(req, "role"), &view.n_roles);
	view.bodies = body_choices(ctx, &names, req_field(req, "body"), &view.n_bodies);
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Accounts and rights"), STR("/office/accounts"));
	struct html h = html_open(ctx);
	access_invite_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome access_invite_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return show_invite(ctx, req, resp);
}

/* Inside a write: the link goes by e-mail where the site sends any; *ret_to is empty where it does not. */
static enum outcome link_send(struct ctx *ctx, const struct mail_seed *seed, int64_t account_id, struct str path,
			      struct str *ret_to)
{
	struct account account;
	*ret_to = STR("");
	TRY(account_by_id(ctx, account_id, &account));
	if (!mail_ready(ctx) || str_empty(account.email))
		return OK;
	*ret_to = account.email;
	return link_mail(ctx, seed, &account, path);
}

struct inviting {
	struct mail_seed seed;
	struct str mailed_to;
	struct str form_id;
	struct str name;
	struct str email;
	enum role role;
	int64_t body_id;
	struct str token;
	struct str path;
	struct str before;
};

static enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct inviting *inviting = args;
	int64_t account_id;
	TRY(form_id_use(ctx, inviting->form_id, &inviting->before));
	TRY(access_invite(ctx, inviting->name, inviting->email, 0, inviting->role, inviting->body_id, inviting->token,
			  &inviting->path, &account_id));
	TRY(link_send(ctx, &inviting->seed, account_id, inviting->path, &inviting->mailed_to));
	return form_id_result(ctx, inviting->form_id, STR("/office/accounts?done=before"));
}

enum outcome access_invite_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct inviting inviting = {
		.form_id = req_field(req, "_form"),
		.name = str_trim(req_field(req, "name")),
		.email = str_trim(req_field(req, "email")),
		.token = token_new(ctx),
		.seed = mail_seed_new(ctx),
	};
	if (inviting.name.n == 0)
		(void)problem_add(ctx, "name", msg("give the person's name"));
	if (inviting.email.n == 0)
		(void)problem_add(ctx, "email", msg("give the person's e-mail address"));
	if (!role_parse(req_field(req, "role"), &inviting.role))
		(void)problem_add(ctx, "role", msg("choose a role"));
	read_id(ctx, req, "body", &inviting.body_id);
	enum outcome outcome = ctx->problems.count ? INVALID : site_write(ctx, invite_write, &inviting);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_invite(ctx, req, resp);
	}
	if (outcome == CONFLICT && inviting.before.n) {
		resp_redirect(resp, inviting.before);
		return OK;
	}
	TRY(outcome);
	return show_link(ctx, inviting.name, inviting.path, inviting.mailed_to, resp);
}

struct linking {
	struct mail_seed seed;
	struct str mailed_to;
	struct account account;
	struct str token;
	struct str path;
};

static enum outcome link_write(struct ctx *ctx, void *args)
{
	struct linking *linking = args;
	TRY(access_log(ctx, "access.new_link", linking->account.id, linking->account.name));
	TRY(invitation_put(ctx, linking->account.id, linking->token, &linking->path));
	return link_send(ctx, &linking->seed, linking->account.id, linking->path, &linking->mailed_to);
}

static enum outcome account_of(struct ctx *ctx, const struct req *req, struct account *ret_account)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return account_by_id(ctx, id, ret_account);
}

enum outcome access_link_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct linking linking = {.token = token_new(ctx), .seed = mail_seed_new(ctx)};
	TRY(account_of(ctx, req, &linking.account));
	if (linking.account.disabled_ms)
		return CONFLICT;
	TRY(site_write(ctx, link_write, &linking));
	return show_link(ctx, linking.account.name, linking.path, linking.mailed_to, resp);
}

/* ---- Giving and ending rights ---- */

static enum outcome show_grant(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct account account;
	struct names names;
	TRY(account_of(ctx, req, &account));
	TRY(names_load(ctx, &names));
	bool sent = req->method == HTTP_POST;
	struct access_grant_page view = {
		.page = access_page(ctx, STR("Give a right")),
		.hidden = access_form(ctx, 0),
		.account_id = id_str(ctx->arena, account.id),
		.account_name = account.name,
		.from = sent ? req_field(req, "from") : day_str(ctx->arena, site_today(ctx)),
		.to = req_field(req, "to"),
		.reason = req_field(req, "reason"),
	};
	view.roles = role_choices(ctx, req_field(req, "role"), &view.n_roles);
	view.bodies = body_choices(ctx, &names, req_field(req, "body"), &view.n_bodies);
	view.principals = principal_choices(ctx, &names, req_field(req, "deputy_for"), account.id, &view.n_principals);
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Accounts and rights"), STR("/office/accounts"));
	struct html h = html_open(ctx);
	access_grant_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome access_grant_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return show_grant(ctx, req, resp);
}

struct granting {
	struct str form_id;
	struct str before;
	struct grant grant;
};

static enum outcome grant_write(struct ctx *ctx, void *args)
{
	struct granting *granting = args;
	TRY(form_id_use(ctx, granting->form_id, &granting->before));
	TRY(grant_put(ctx, &granting->grant));
	return form_id_result(ctx, granting->form_id, STR("/office/accounts?done=before"));
}

static enum outcome read_grant(struct ctx *ctx, const struct req *req, struct grant *grant)
{
	struct str from = str_trim(req_field(req, "from"));
	struct str to = str_trim(req_field(req, "to"));
	*grant = (struct grant){.account_id = grant->account_id, .to = {DAY_OPEN}, .reason = req_field(req, "reason")};
	if (!role_parse(req_field(req, "role"), &grant->role))
		(void)problem_add(ctx, "role", msg("choose a role"));
	if (!day_parse(from, &grant->from))
		(void)problem_add(ctx, "from", msg("give the first day as 2026-11-22"));
	if (to.n && !day_parse(to, &grant->to))
		(void)problem_add(ctx, "to", msg("give the last day as 2026-11-22, or leave it empty"));
	if (grant->reason.n > 1000)
		(void)problem_add(ctx, "reason", msg("the reason is too long"));
	read_id(ctx, req, "body", &grant->body_id);
	read_id(ctx, req, "deputy_for", &grant->deputy_for);
	return ctx->problems.count ? INVALID : grant_check(ctx, grant);
}

enum outcome access_grant_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct granting granting = {.form_id = req_field(req, "_form")};
	struct account account;
	TRY(account_of(ctx, req, &account));
	granting.grant.account_id = account.id;
	enum outcome outcome = read_grant(ctx, req, &granting.grant);
	if (outcome == OK)
		outcome = site_write(ctx, grant_write, &granting);
	if (outcome == INVALID) {
		resp->status = 400;
		return show_grant(ctx, req, resp);
	}
	if (outcome == CONFLICT && granting.before.n) {
		resp_redirect(resp, granting.before);
		return OK;
	}
	return back_to_accounts(ctx, outcome, "right", resp);
}

struct ending {
	int64_t id;
	struct str reason;
};

#define REASON_BYTES 1000

static struct str reason_of(const struct req *req)
{
	return str_slice(str_trim(req_field(req, "reason")), 0, REASON_BYTES);
}

static enum outcome end_write(struct ctx *ctx, void *args)
{
	const struct ending *ending = args;
	return grant_end(ctx, ending->id, ending->reason);
}

enum outcome access_right_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct ending ending = {.reason = reason_of(req)};
	if (!id_parse(req->params[0], &ending.id))
		return NOT_FOUND;
	return back_to_accounts(ctx, site_write(ctx, end_write, &ending), "ended", resp);
}

/* ---- Who may sign in ---- */

struct switching {
	int64_t account_id;
	int64_t version;
	struct str reason;
};

static enum outcome disable_write(struct ctx *ctx, void *args)
{
	const struct switching *switching = args;
	return account_disable(ctx, switching->account_id, switching->version, switching->reason);
}

static enum outcome enable_write(struct ctx *ctx, void *args)
{
	const struct switching *switching = args;
	return account_enable(ctx, switching->account_id, switching->version);
}

static bool read_switching(const struct req *req, struct switching *switching)
{
	return id_parse(req->params[0], &switching->account_id) &&
	       str_to_i64(req_field(req, "_version"), &switching->version);
}

enum outcome access_disable_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct switching switching;
	if (!read_switching(req, &switching))
		return NOT_FOUND;
	switching.reason = reason_of(req);
	return back_to_accounts(ctx, site_write(ctx, disable_write, &switching), "disabled", resp);
}

enum outcome access_enable_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct switching switching;
	if (!read_switching(req, &switching))
		return NOT_FOUND;
	return back_to_accounts(ctx, site_write(ctx, enable_write, &switching), "enabled", resp);
}

/* ---- Second steps ---- */

struct removing {
	int64_t account_id;
	struct mail_seed notice;
};

static enum outcome remove_write(struct ctx *ctx, void *args)
{
	const struct removing *removing = args;
	TRY(factors_remove(ctx, removing->account_id));
	return notice_put(ctx, &removing->notice, removing->account_id, NOTICE_FACTORS_REMOVED, STR(""));
}

enum outcome access_second_step_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct removing removing = {.notice = mail_seed_new(ctx)};
	if (!id_parse(req->params[0], &removing.account_id))
		return NOT_FOUND;
	return back_to_accounts(ctx, site_write(ctx, remove_write, &removing), "second-step", resp);
}

static enum outcome require_write(struct ctx *ctx, void *args)
{
	return second_step_require(ctx, *(const bool *)args);
}

enum outcome access_second_step_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str answer = req_field(req, "required");
	bool required = str_eq(answer, STR("yes"));
	if (!required && !str_eq(answer, STR("no")))
		return back_to_accounts(ctx, problem_add(ctx, "", msg("choose whether a second step is required")), "",
					resp);
	return back_to_accounts(ctx, site_write(ctx, require_write, &required), required ? "required" : "not-required",
				resp);
}
