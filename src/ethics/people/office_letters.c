/* One batch of invitations: what became of each; its letters; calling off what has not gone out. */
#include "people/office_invitations.h"

#include "people/people_views.h"

/* The batch of the address and those of it whom the actor may invite: FORBIDDEN when there is none of them. */
static enum outcome batch_load(struct ctx *ctx, const struct req *req, struct invitation_batch *ret_batch,
			       struct invitation **ret_rows, size_t *ret_n)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(invitation_batch_find(ctx, id, ret_batch));
	TRY(invitations_of(ctx, id, ret_rows, ret_n));
	return *ret_n ? OK : access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE);
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("made")))
		return STR("Messages go out by themselves; letters wait here until you print them.");
	if (str_eq(done, STR("cancelled")))
		return STR("What had not gone out was cancelled.");
	if (str_eq(done, STR("before")))
		return STR("This form was accepted before. To have the letters again, print them again.");
	return STR("");
}

static enum outcome lines_put(struct ctx *ctx, const struct invitation *rows, size_t n,
			      struct office_invite_batch *view)
{
	struct invitation_line *lines = arena_array(ctx->arena, struct invitation_line, n);
	for (size_t i = 0; i < n; i++) {
		struct access_standing standing;
		struct invitation_shown shown;
		TRY(access_standing_of(ctx, rows[i].person_id, &standing));
		TRY(invitation_shown_of(ctx, &rows[i], &standing, &shown));
		lines[i] = (struct invitation_line){.row = rows[i],
						    .how = invitation_how(ctx, rows[i].way, rows[i].note, STR("")),
						    .state = shown.state,
						    .state_more = shown.more,
						    .colour = shown.colour};
		view->n_waiting += rows[i].state == INVITATION_WAITING;
		view->n_to_print += rows[i].state == INVITATION_TO_PRINT;
		view->n_printed += rows[i].state == INVITATION_PRINTED && !standing.has_password;
	}
	view->lines = lines;
	view->n_lines = n;
	return OK;
}

enum outcome office_invite_batch_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct invitation_batch batch;
	struct invitation *rows;
	size_t n;
	TRY(batch_load(ctx, req, &batch, &rows, &n));
	struct office_invite_batch view = {
		.page = access_page(ctx, STR("Invitations sent together")),
		.print = access_form(ctx, 0),
		.cancel = access_form(ctx, 0),
		.path = invitation_batch_path(ctx, batch.id),
		.made = instant_words(ctx->arena, ctx->site->zone, (struct instant){batch.made_ms}),
		.when = batch.due_ms > ctx->now_ms
				? instant_words(ctx->arena, ctx->site->zone, (struct instant){batch.due_ms})
				: STR(""),
	};
	TRY(lines_put(ctx, rows, n, &view));
	view.page.notice = notice_of(req_query(req, "done"));
	people_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("Invitations"), STR("/office/invitations"));
	struct html h = html_open(ctx);
	people_invite_batch_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Letters: their codes are shown once, in the answer to the form ---- */

enum outcome office_invite_letters_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct invitation_batch batch;
	struct invitation *rows;
	struct invitation_text *letters;
	struct str before = STR(""), form_id = req_field(req, "_form");
	size_t n;
	TRY(batch_load(ctx, req, &batch, &rows, &n));
	if (!form_id.n)
		return problem_add(ctx, "", msg("Go back, reload the page and send it again"));
	enum outcome outcome = invitations_print(ctx, &batch, form_id, &before, &letters, &n);
	if (outcome == CONFLICT && before.n) {
		resp_redirect(resp, before);
		return OK;
	}
	TRY(outcome);
	struct office_invite_letters view = {
		.page = access_page(ctx, STR("Letters to print")),
		.path = invitation_batch_path(ctx, batch.id),
		.letters = letters,
		.n_letters = n,
	};
	people_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("Invitations"), STR("/office/invitations"));
	struct html h = html_open(ctx);
	people_invite_letters_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

/* ---- Cancelling ---- */

struct cancelling {
	const struct invitation *rows;
	size_t n;
};

static enum outcome cancel_change(struct ctx *ctx, struct form_act *act)
{
	const struct cancelling *cancelling = act->args;
	for (size_t i = 0; i < cancelling->n; i++) {
		const struct invitation *row = &cancelling->rows[i];
		if (row->state != INVITATION_WAITING && row->state != INVITATION_TO_PRINT)
			continue;
		TRY(invitations_cancel(ctx, row->person_id));
		TRY(access_log(ctx, "people.cancel_invitation", row->person_id, STR("")));
	}
	return OK;
}

enum outcome office_invite_cancel_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct invitation_batch batch;
	struct invitation *rows;
	struct cancelling cancelling = {0};
	TRY(batch_load(ctx, req, &batch, &rows, &cancelling.n));
	cancelling.rows = rows;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = cancel_change;
	act.args = &cancelling;
	act.done = str_fmt(ctx->arena, "%.*s?done=cancelled", STR_ARG(invitation_batch_path(ctx, batch.id)));
	return form_send(ctx, req, resp, &act, OK, office_invite_batch_get);
}
