/* Messages that the site sends: what waits, what was given up, why; and what the office does about it. */
#include "pages/mail_web.h"

#include "pages/pages_views.h"
#include "people/office_form.h"

#define LINES_MOST 50

/* ---- Who sees which ---- */

/* A clerk of some bodies alone sees messages to those whom they serve; what belongs to nobody is for the whole site. */
static enum outcome body_of(struct ctx *ctx, const struct mail_row *row, int64_t *ret_body_id)
{
	*ret_body_id = ACCESS_WHOLE_SITE;
	return row->person_id ? people_body_for(ctx, RIGHT_CLERK, row->person_id, ret_body_id) : OK;
}

/* FORBIDDEN unless the actor may try it again or cancel it. */
static enum outcome act_need(struct ctx *ctx, const struct mail_row *row)
{
	int64_t body_id;
	if (access_may(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE))
		return access_need(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE);
	TRY(body_of(ctx, row, &body_id));
	return access_need(ctx, RIGHT_CLERK, body_id);
}

static bool may_act(struct ctx *ctx, const struct mail_row *row)
{
	int64_t body_id;
	return access_may(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE) ||
	       (body_of(ctx, row, &body_id) == OK && access_may(ctx, RIGHT_CLERK, body_id));
}

static bool may_see(struct ctx *ctx, const struct mail_row *row)
{
	return access_may(ctx, RIGHT_AUDIT, ACCESS_WHOLE_SITE) || may_act(ctx, row);
}

/* ---- The list ---- */

static struct str instant_shown(const struct ctx *ctx, int64_t ms)
{
	return instant_words(ctx->arena, ctx->site->zone, (struct instant){ms});
}

static struct str to_shown(struct ctx *ctx, const struct mail_row *row)
{
	return row->to_name.n ? str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(row->to_name), STR_ARG(row->to)) : row->to;
}

static struct pages_mail_line line_of(struct ctx *ctx, const struct mail_row *row)
{
	struct pages_mail_line line = {
		.row = *row,
		.path = str_fmt(ctx->arena, "/office/mail/%.*s", STR_ARG(id_str(ctx->arena, row->id))),
		.to = to_shown(ctx, row),
		.when = instant_shown(ctx, row->sent_ms ? row->sent_ms : row->put_ms),
	};
	switch (row->state) {
	case MAIL_SENT:
		line.state = STR("Sent");
		line.colour = "green";
		break;
	case MAIL_GIVEN_UP:
		line.state = STR("Could not be sent");
		line.colour = "red";
		break;
	case MAIL_CANCELLED:
		line.state = STR("Cancelled");
		line.colour = "grey";
		break;
	default:
		line.state = row->tries ? STR("Trying again") : STR("Waiting");
		line.colour = row->tries ? "yellow" : "blue";
		if (row->tries)
			line.next = instant_shown(ctx, row->again_ms);
		break;
	}
	return line;
}

/* Adds the lines of one state, or of all, that the actor may see; *ret_more: where those before begin. */
static enum outcome lines_add(struct ctx *ctx, struct pages_mail *view, int32_t state, int64_t before_id,
			      int64_t *ret_more)
{
	size_t most = view->n_lines + LINES_MOST;
	struct mail_row *rows;
	size_t n;
	*ret_more = 0;
	do {
		TRY(mail_list(ctx, state, before_id, &rows, &n));
		for (size_t i = 0; i < n; i++) {
			if (!may_see(ctx, &rows[i]))
				continue;
			if (view->n_lines == most) {
				*ret_more = view->lines[most - 1].row.id;
				return OK;
			}
			view->lines[view->n_lines++] = line_of(ctx, &rows[i]);
		}
		before_id = n ? rows[n - 1].id : 0;
	} while (n == MAIL_LIST_ROWS);
	return OK;
}

enum outcome pages_mail_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pages_mail view = {
		.page = access_page(ctx, STR("Mail")),
		.is_ready = mail_ready(ctx),
		.may_set = access_may(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE),
		.is_all = str_eq(req_query(req, "show"), STR("all")),
		.lines = arena_array(ctx->arena, struct pages_mail_line, 2 * LINES_MOST),
	};
	int64_t before = 0, more = 0;
	if (!id_parse(req_query(req, "before"), &before))
		before = 0;
	if (view.is_all) {
		TRY(lines_add(ctx, &view, 0, before, &more));
	} else {
		int64_t more_given_up;
		TRY(lines_add(ctx, &view, MAIL_GIVEN_UP, 0, &more_given_up));
		TRY(lines_add(ctx, &view, MAIL_WAITING, 0, &more));
		more = more ? more : more_given_up;
	}
	if (more && view.is_all)
		view.older =
			str_fmt(ctx->arena, "/office/mail?show=all&before=%.*s", STR_ARG(id_str(ctx->arena, more)));
	else if (more)
		view.older = STR("/office/mail?show=all");
	if (str_eq(req_query(req, "done"), STR("again")))
		view.page.notice = STR("It is tried again now.");
	if (str_eq(req_query(req, "done"), STR("cancel")))
		view.page.notice = STR("Cancelled: it is not sent.");
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	pages_mail_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One message ---- */

static enum outcome message_load(struct ctx *ctx, const struct req *req, struct mail_row *ret_row, struct str *ret_text)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(mail_find(ctx, id, ret_row, ret_text));
	return may_see(ctx, ret_row) ? OK : access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE);
}

static void fact(struct pages_message *view, const char *key, struct str value)
{
	if (value.n)
		view->rows[view->n_rows++] = (struct summary_row){.key = str_of(key), .value = value};
}

static enum outcome message_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct mail_row row;
	struct str text;
	TRY(message_load(ctx, req, &row, &text));
	struct pages_message view = {
		.page = access_page(ctx, row.title),
		.line = line_of(ctx, &row),
		.title = row.title,
		.text = text,
		.again = access_form(ctx, 0),
		.cancel = access_form(ctx, 0),
	};
	bool acts = may_act(ctx, &row);
	view.may_again = acts && row.state != MAIL_SENT && (row.state == MAIL_WAITING || text.n > 0);
	view.may_cancel = acts && row.state == MAIL_WAITING;
	view.page.problems = ctx->problems.first;
	fact(&view, "To", view.line.to);
	fact(&view, "Written", instant_shown(ctx, row.put_ms));
	if (row.state != MAIL_WAITING)
		fact(&view, str_eq(view.line.state, STR("Sent")) ? "Sent" : "Ended", view.line.when);
	if (row.tries)
		fact(&view, "Tried", str_fmt(ctx->arena, "%lld", (long long)row.tries));
	fact(&view, "Next try", view.line.next);
	fact(&view, "What came of it", row.why);
	fact(&view, "Message-ID", row.message_id);
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Mail"), STR("/office/mail"));
	struct html h = html_open(ctx);
	pages_message_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome pages_message_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return message_show(ctx, req, resp);
}

struct message_change {
	struct mail_row row;
	bool is_again;
};

static enum outcome message_change(struct ctx *ctx, struct form_act *act)
{
	const struct message_change *change = act->args;
	int64_t id = change->row.id;
	/* Not CONFLICT, which would be about answers: there are none. */
	enum outcome outcome = change->is_again ? mail_again(ctx, id) : mail_cancel(ctx, id);
	if (outcome == CONFLICT)
		return INVALID;
	TRY(outcome);
	return access_log(ctx, change->is_again ? "mail.again" : "mail.cancel", id, change->row.title);
}

enum outcome pages_message_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct message_change change = {.is_again = str_eq(req_field(req, "do"), STR("again"))};
	struct str text;
	TRY(message_load(ctx, req, &change.row, &text));
	TRY(act_need(ctx, &change.row));
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = message_change;
	act.args = &change;
	act.done = change.is_again ? STR("/office/mail?done=again") : STR("/office/mail?done=cancel");
	enum outcome decoded = OK;
	if (!change.is_again && !str_eq(req_field(req, "do"), STR("cancel")))
		decoded = problem_add(ctx, "", msg("say what to do: try again, or cancel"));
	return form_send(ctx, req, resp, &act, decoded, message_show);
}
