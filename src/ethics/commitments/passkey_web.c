/* What one's own passkey signed: the receipt that has it, and who else may have it (S16). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

/* commitment_id stays 0 where there is none. */
static enum outcome assertion_find(struct ctx *ctx, const struct commitment *c, struct access_signed *assertion)
{
	enum outcome found = access_signed_of(ctx, COMMITMENT_SIGNED, c->id, assertion);
	return found == NOT_FOUND ? OK : found;
}

enum outcome commitments_my_receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment commitment;
	struct access_signed assertion = {0};
	TRY(commitments_own(ctx, req, &commitment));
	TRY(assertion_find(ctx, &commitment, &assertion));
	return commitments_receipt_json(ctx, &commitment, assertion.subject_id ? &assertion : NULL, resp);
}

static enum outcome passkey_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_passkey_page view = {.page = access_page(ctx, STR("What your passkey signed"))};
	TRY(commitments_own(ctx, req, &view.commitment));
	TRY(assertion_find(ctx, &view.commitment, &view.assertion));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	page_step(ctx->arena, &view.page, STR("My commitments"), STR("/my/commitments"));
	view.hidden = access_form(ctx, view.assertion.version);
	struct html h = html_open(ctx);
	commitments_passkey_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_passkey_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return passkey_show(ctx, req, resp);
}

struct choosing {
	struct str form_id, record_id;
	int64_t version;
	bool everybody;
	struct str path;
};

static enum outcome choose_write(struct ctx *ctx, void *args)
{
	struct choosing *choosing = args;
	struct str before;
	enum outcome used = form_id_use(ctx, choosing->form_id, &before);
	if (used == CONFLICT) {
		choosing->path = before;
		return OK;
	}
	TRY(used);
	TRY(commitment_assertion_show(ctx, choosing->record_id, choosing->version, choosing->everybody));
	choosing->path = str_fmt(ctx->arena, "/my/commitments?done=%s", choosing->everybody ? "shown" : "hidden");
	return form_id_result(ctx, choosing->form_id, choosing->path);
}

enum outcome commitments_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment commitment;
	struct str who = req_field(req, "who");
	TRY(commitments_own(ctx, req, &commitment));
	struct choosing choosing = {
		.form_id = req_field(req, "_form"),
		.record_id = commitment.record_id,
		.everybody = str_eq(who, STR("everybody")),
	};
	enum outcome outcome = OK;
	(void)str_to_i64(req_field(req, "_version"), &choosing.version);
	if (!choosing.everybody && !str_eq(who, STR("me")))
		outcome = problem_add(ctx, "", msg("This form was not complete. Reload the page and try again"));
	else
		outcome = site_write(ctx, choose_write, &choosing);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("This was changed in another window. Below is how it is now; choose again if it "
				      "is not what you want."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return passkey_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, choosing.path);
	return OK;
}
