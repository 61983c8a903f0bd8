/* The page about the mail server. A password goes in and never comes out. */
#include "pages/mail_web.h"

#include "pages/pages_views.h"
#include "people/office_form.h"

static enum outcome server_now(struct ctx *ctx, struct mail_server *ret_server)
{
	struct mail_server server = {0};
	enum outcome found = mail_server_load(ctx, &server);
	if (found != OK && found != NOT_FOUND)
		return found;
	*ret_server = server;
	return OK;
}

static struct str from_shown(struct ctx *ctx, const struct mail_server *server)
{
	if (!server->from_name.n)
		return server->from;
	return str_fmt(ctx->arena, "%.*s <%.*s>", STR_ARG(server->from_name), STR_ARG(server->from));
}

static struct field field_of(struct ctx *ctx, const struct req *req, const char *name, const char *label,
			     const char *hint, struct str value)
{
	return (struct field){
		.name = name,
		.label = str_of(label),
		.hint = str_of(hint),
		.value = req->method == HTTP_POST ? req_field(req, name) : value,
		.problems = ctx->problems.first,
		.spellcheck_off = true,
	};
}

static enum outcome server_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct mail_server now;
	struct str password;
	TRY(server_now(ctx, &now));
	struct pages_mail_server view = {
		.page = access_page(ctx, STR("Mail server")),
		.hidden = access_form(ctx, now.version),
		.test_hidden = access_form(ctx, 0),
		.is_set = now.url.n > 0,
		.has_authority = now.authority.n > 0,
		.has_password = now.user.n > 0 && mail_password_find(ctx, &now, &password) == OK,
		.off = {.value = STR("yes"), .text = STR("This site has no mail server: messages wait")},
	};
	view.page.problems = ctx->problems.first;
	view.server = field_of(
		ctx, req, "server", "Address of the mail server",
		"smtps://mail.example.gov, or smtp://mail.example.gov where it uses STARTTLS; with :port where "
		"it is not 465 or 587",
		now.url);
	view.user = field_of(ctx, req, "user", "User name (if the mail server wants one)", "", now.user);
	view.password =
		field_of(ctx, req, "password", "Password",
			 view.has_password ? "One is kept. Leave this empty to keep it; give it again when the "
					     "server or the user name changes."
					   : "It is kept in a file beside the site, not in its database or backups.",
			 STR(""));
	view.password.type = "password";
	view.password.autocomplete = "off";
	view.from = field_of(ctx, req, "from", "Who sends", "As in: City Clerk <ethics@example.gov>",
			     from_shown(ctx, &now));
	view.to = field_of(ctx, req, "to", "E-mail address for the test", "", STR(""));
	view.off.chosen = req->method == HTTP_POST ? form_ticked(req, "off") : false;
	if (str_eq(req_query(req, "done"), STR("set")))
		view.page.notice = STR("Saved. Send a test message to see whether it works.");
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	pages_mail_server_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome pages_mail_server_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE));
	return server_show(ctx, req, resp);
}

/* ---- Saving ---- */

struct saving {
	struct mail_server server;
	bool is_off;
};

/* The server that the form names, with a password kept for it. */
static enum outcome server_take(struct ctx *ctx, const struct req *req, struct saving *saving)
{
	struct mail_server now;
	struct str password = req_field(req, "password");
	TRY(server_now(ctx, &now));
	saving->is_off = form_ticked(req, "off");
	if (saving->is_off)
		return OK;
	const struct mail_server_draft draft = {
		.server = req_field(req, "server"),
		.user = req_field(req, "user"),
		.from = req_field(req, "from"),
		.authority = now.authority,
	};
	TRY(mail_server_check(ctx, &draft, &saving->server));
	if (password.n && !saving->server.user.n)
		return problem_add(ctx, "user", msg("give the user name to which the password belongs"));
	if (password.n)
		return mail_password_put(ctx, &saving->server, password);
	enum outcome found = mail_password_find(ctx, &saving->server, &password);
	if (found == NOT_FOUND)
		return problem_add(
			ctx, "password",
			msg("give the password of this user on this server: one for another server or user is "
			    "not passed on"));
	return found;
}

static enum outcome server_change(struct ctx *ctx, struct form_act *act)
{
	const struct saving *saving = act->args;
	TRY(mail_server_put(ctx, saving->is_off ? NULL : &saving->server, act->version));
	return access_log(ctx, "mail.set", 0, saving->is_off ? STR("none") : saving->server.url);
}

enum outcome pages_mail_server_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct saving saving = {0};
	TRY(access_need(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE));
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = server_change;
	act.args = &saving;
	act.done = STR("/office/mail-server?done=set");
	return form_send(ctx, req, resp, &act, server_take(ctx, req, &saving), server_show);
}

/* ---- A test message ---- */

struct testing {
	struct mail_seed seed;
	struct mail_message message;
};

static enum outcome test_change(struct ctx *ctx, struct form_act *act)
{
	const struct testing *testing = act->args;
	int64_t id;
	TRY(mail_put(ctx, &testing->seed, &testing->message, &id));
	act->done = str_fmt(ctx->arena, "/office/mail/%.*s", STR_ARG(id_str(ctx->arena, id)));
	return access_log(ctx, "mail.test", id, testing->message.to);
}

enum outcome pages_mail_test_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str to = str_trim(req_field(req, "to"));
	TRY(access_need(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE));
	struct testing testing = {mail_seed_new(ctx), mail_test_message(ctx, to)};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = test_change;
	act.args = &testing;
	return form_send(ctx, req, resp, &act, mail_address_check(ctx, "to", to), server_show);
}
