/* Accounts and rights, for administrators; the activity log, for auditors. */
#include "access/access_views.h"
#include "access/lines.h"
#include "access/pages.h"

#define ACTIVITY_LINES 50

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
		{"before", msg("This form was accepted before; it counts once.")},
	};
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		if (str_eq(done, str_of(notices[i].word)))
			return str_of(notices[i].text);
	}
	return STR("");
}

static enum outcome show_accounts(struct ctx *ctx, struct str notice, struct resp *resp)
{
	struct names names;
	struct grant *grants;
	size_t n_grants;
	int64_t administrators;
	TRY(names_load(ctx, &names));
	TRY(grants_list(ctx, &grants, &n_grants));
	TRY(administrators_count(ctx, 0, 0, &administrators));
	struct account_line *lines = arena_array(ctx->arena, struct account_line, names.n_accounts);
	for (size_t i = 0; i < names.n_accounts; i++) {
		const struct account *account = &names.accounts[i];
		lines[i] = (struct account_line){
			.id = id_str(ctx->arena, account->id),
			.name = account->name,
			.email = account->email,
			.version = account->version,
			.disabled = account->disabled_ms,
			.waiting = account->password.n == 0,
		};
		lines[i].grants = grant_lines(ctx, &names, grants, n_grants, account->id, &lines[i].n_grants);
	}
	struct access_accounts_page view = {
		.page = access_page(ctx, STR("Accounts and rights")),
		.hidden = {.csrf = ctx->actor->csrf},
		.accounts = lines,
		.n_accounts = names.n_accounts,
		.may_change = access_may(ctx, RIGHT_ADMINISTER, 0),
		.too_few_administrators = administrators < 2,
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

static enum outcome show_link(struct ctx *ctx, struct str name, struct str path, struct resp *resp)
{
	struct access_link_page view = {
		.page = access_page(ctx, STR("Link to hand over")),
		.name = name,
		.link = site_link(ctx, path),
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

struct inviting {
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
	return form_id_result(ctx, inviting->form_id, STR("/office/accounts?done=before"));
}

enum outcome access_invite_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct inviting inviting = {
		.form_id = req_field(req, "_form"),
		.name = str_trim(req_field(req, "name")),
		.email = str_trim(req_field(req, "email")),
		.token = token_new(ctx),
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
	return show_link(ctx, inviting.name, inviting.path, resp);
}

struct linking {
	struct account account;
	struct str token;
	struct str path;
};

static enum outcome link_write(struct ctx *ctx, void *args)
{
	struct linking *linking = args;
	TRY(access_log(ctx, "access.new_link", linking->account.id, linking->account.name));
	return invitation_put(ctx, linking->account.id, linking->token, &linking->path);
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
	struct linking linking = {.token = token_new(ctx)};
	TRY(account_of(ctx, req, &linking.account));
	if (linking.account.disabled_ms)
		return CONFLICT;
	TRY(site_write(ctx, link_write, &linking));
	return show_link(ctx, linking.account.name, linking.path, resp);
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

static enum outcome end_write(struct ctx *ctx, void *args)
{
	return grant_end(ctx, *(const int64_t *)args);
}

enum outcome access_right_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return back_to_accounts(ctx, site_write(ctx, end_write, &id), "ended", resp);
}

/* ---- Who may sign in ---- */

struct switching {
	int64_t account_id;
	int64_t version;
};

static enum outcome disable_write(struct ctx *ctx, void *args)
{
	const struct switching *switching = args;
	return account_disable(ctx, switching->account_id, switching->version);
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
	return back_to_accounts(ctx, site_write(ctx, disable_write, &switching), "disabled", resp);
}

enum outcome access_enable_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct switching switching;
	if (!read_switching(req, &switching))
		return NOT_FOUND;
	return back_to_accounts(ctx, site_write(ctx, enable_write, &switching), "enabled", resp);
}

/* ---- The activity log ---- */

/* "people.add_term" is shown as "People: add term". */
static struct str act_words(struct arena *arena, struct str act)
{
	struct buf words = buf_open(arena, act.n + 2);
	for (size_t i = 0; i < act.n; i++) {
		char c = act.p[i];
		if (i == 0 && c >= 'a' && c <= 'z')
			buf_char(&words, (char)(c - 'a' + 'A'));
		else if (c == '.')
			buf_lit(&words, ": ");
		else
			buf_char(&words, c == '_' ? ' ' : c);
	}
	return buf_view(&words);
}

enum outcome access_activity_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct activity *rows;
	size_t n;
	int64_t before = INT64_MAX;
	struct str asked = req_query(req, "before");
	TRY(access_need(ctx, RIGHT_AUDIT, ACCESS_WHOLE_SITE));
	if (asked.n && !id_parse(asked, &before))
		return NOT_FOUND;
	TRY(activity_before(ctx, before, ACTIVITY_LINES + 1, &rows, &n));
	struct access_activity_page view = {.page = access_page(ctx, STR("Activity"))};
	view.page.wide = true;
	view.n_lines = n > ACTIVITY_LINES ? ACTIVITY_LINES : n;
	struct activity_line *lines = arena_array(ctx->arena, struct activity_line, view.n_lines);
	for (size_t i = 0; i < view.n_lines; i++)
		lines[i] = (struct activity_line){
			.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){rows[i].at_ms}),
			.who = rows[i].who,
			.for_whom = rows[i].for_whom,
			.act = act_words(ctx->arena, rows[i].act),
			.detail = rows[i].detail,
		};
	view.lines = lines;
	if (n > ACTIVITY_LINES)
		view.older = str_fmt(ctx->arena, "/office/activity?before=%.*s",
				     STR_ARG(id_str(ctx->arena, rows[ACTIVITY_LINES - 1].id)));
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	access_activity_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
