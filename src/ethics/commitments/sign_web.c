/* Signing a code in one's own post, and declining to. */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

int32_t commitments_day_field(const struct req *req, const char *name)
{
	struct day day;
	return day_parse(str_trim(req_field(req, name)), &day) ? day.n : COMMITMENT_NO_DAY;
}

struct str commitments_day_value(struct arena *arena, int32_t day)
{
	return day == COMMITMENT_NO_DAY ? STR("") : day_str(arena, (struct day){day});
}

/* What the address names: an edition in force, and a term of the actor's own; and since when the one binds the other.
 */
static enum outcome sign_load(struct ctx *ctx, const struct req *req, struct edition *ret_edition,
			      struct tenure *ret_tenure, int32_t *ret_asks_from)
{
	int64_t edition_id, tenure_id;
	if (!id_parse(req->params[0], &edition_id) || !id_parse(req->params[1], &tenure_id))
		return NOT_FOUND;
	struct edition edition;
	struct tenure tenure;
	bool asks;
	TRY(people_tenure(ctx, tenure_id, &tenure));
	TRY(commitment_edition_for(ctx, edition_id, &tenure, &edition, &asks, ret_asks_from));
	if (tenure.person_id != ctx->actor->person_id)
		return FORBIDDEN;
	if (edition.stage != EDITION_IN_FORCE || edition.erased_ms)
		return NOT_FOUND;
	*ret_edition = edition;
	*ret_tenure = tenure;
	return OK;
}

/* ---- Signing ---- */

/* What the form carries of the words that it showed: other words are not signed by it. */
static struct str words_hash(struct ctx *ctx, const struct commitment_form *form)
{
	struct hash hash = hash_bytes(form->statement);
	return hash_hex(ctx->arena, &hash);
}

static void due_fill(struct ctx *ctx, int32_t from, struct commitments_sign_page *view)
{
	int32_t due = commitment_due(&view->form, &view->tenure, from);
	if (due != COMMITMENT_NO_DAY)
		view->due = str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(day_words(ctx->arena, (struct day){due})),
				    STR_ARG(commitment_due_words(ctx->arena, &view->form, &view->tenure, from)));
}

static void made_fields(const struct req *req, const struct problem *problems, struct commitments_sign_page *view)
{
	view->before_whom = (struct field){.name = "before_whom",
					   .label = STR("Before whom did you make it?"),
					   .hint = STR("Name and office, such as “Ombra Fenn, City Clerk”"),
					   .value = req_field(req, "before_whom"),
					   .problems = problems};
	view->made_at = (struct field){.name = "made_at",
				       .label = STR("Where did you make it?"),
				       .value = req_field(req, "made_at"),
				       .problems = problems};
	view->made_day = (struct field){.name = "made_day",
					.label = STR("On which day did you make it?"),
					.hint = STR("Without a calendar to pick from, write it as 2026-07-01"),
					.type = "date",
					.value = req_field(req, "made_day"),
					.problems = problems};
}

static enum outcome fields_fill(struct ctx *ctx, const struct req *req, struct commitments_sign_page *view)
{
	const struct problem *problems = ctx->problems.first;
	struct str demonstration;
	TRY(access_demo_password(ctx, &demonstration));
	view->read = (struct field){.name = "read", .label = STR("Before you sign"), .problems = problems};
	view->read_choice = (struct choice){
		.value = STR("yes"),
		.text = STR("I have read this code, and I sign the words above"),
		.chosen = str_eq(req_field(req, "read"), STR("yes")),
	};
	view->name = (struct field){
		.name = "name",
		.label = STR("Type your name"),
		.hint = str_fmt(ctx->arena, "As it stands here: %.*s", STR_ARG(view->tenure.person_name)),
		.value = req_field(req, "name"),
		.problems = problems,
		.autocomplete = "name",
		.spellcheck_off = true};
	view->password = (struct field){
		.name = "password",
		.label = STR("Your password"),
		.hint = demonstration.n
				? str_fmt(ctx->arena, "This is a demonstration: type “%.*s”", STR_ARG(demonstration))
				: STR("The one with which you sign in. It shows that it is you who signs"),
		.type = "password",
		.problems = problems,
		.autocomplete = "current-password",
		.spellcheck_off = true,
	};
	made_fields(req, problems, view);
	return OK;
}

static enum outcome sign_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_sign_page view = {.page = access_page(ctx, STR("Sign a code of conduct"))};
	int32_t asks_from;
	TRY(sign_load(ctx, req, &view.edition, &view.tenure, &asks_from));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct provision *provisions;
	TRY(codes_provisions(ctx, view.edition.id, &provisions, &view.n_provisions));
	view.provisions = provisions;
	TRY(commitments_form(ctx, view.edition.code_id, view.tenure.organization_id, &view.form));
	due_fill(ctx, asks_from, &view);
	TRY(fields_fill(ctx, req, &view));
	view.office = commitment_office(ctx->arena, &view.tenure);
	view.words_hash = words_hash(ctx, &view.form);
	view.hidden = access_form(ctx, 0);
	TRY(access_has_passkey(ctx, &view.has_passkey));
	struct html h = html_open(ctx);
	commitments_sign_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_sign_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return sign_show(ctx, req, resp);
}

struct signing {
	struct journal_seed seed;
	struct str form_id;
	struct commitment commitment;
	struct access_question question;
	bool by_passkey;
	struct str path; /* of the receipt's page */
};

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct signing *signing = args;
	struct str before;
	enum outcome used = form_id_use(ctx, signing->form_id, &before);
	if (used == CONFLICT) {
		signing->path = before;
		return OK; /* the same form again: the same receipt */
	}
	TRY(used);
	enum outcome signed_now =
		signing->by_passkey
			? commitments_sign_by_passkey(ctx, &signing->seed, &signing->commitment, &signing->question)
			: commitments_sign(ctx, &signing->seed, &signing->commitment);
	bool already = signed_now == CONFLICT && signing->commitment.record_id.n; /* in another window */
	if (signed_now != OK && !already)
		return signed_now;
	signing->path = str_fmt(ctx->arena, "/signed/%.*s?done=%s", STR_ARG(signing->commitment.record_id),
				already ? "already" : "signed");
	return form_id_result(ctx, signing->form_id, signing->path);
}

/* What was typed; the words only if they are those that the page showed. */
static struct commitment commitment_of(struct ctx *ctx, const struct req *req, const struct edition *edition,
				       const struct tenure *tenure, const struct commitment_form *form)
{
	bool same_words = str_eq(req_field(req, "words"), words_hash(ctx, form));
	return (struct commitment){
		.edition_id = edition->id,
		.tenure_id = tenure->id,
		.text_hash = req_field(req, "text"),
		.statement = same_words ? form->statement : STR(""),
		.name_typed = req_field(req, "name"),
		.before_whom = req_field(req, "before_whom"),
		.made_at = req_field(req, "made_at"),
		.made_day = commitments_day_field(req, "made_day"),
	};
}

/* Every fault of the answers at once, but for who it is. */
static enum outcome answers_check(struct ctx *ctx, const struct req *req, struct commitments_question_page *view,
				  struct signing *signing)
{
	int32_t asks_from;
	TRY(sign_load(ctx, req, &view->edition, &view->tenure, &asks_from));
	TRY(commitments_form(ctx, view->edition.code_id, view->tenure.organization_id, &view->form));
	signing->commitment = commitment_of(ctx, req, &view->edition, &view->tenure, &view->form);
	if (!str_eq(req_field(req, "read"), STR("yes")))
		(void)problem_add(ctx, "read", msg("Tick the box once you have read the code"));
	enum outcome checked = commitment_check(ctx, &signing->commitment, &view->edition, &view->tenure, &view->form,
						site_today(ctx));
	return checked == OK && ctx->problems.count > 0 ? INVALID : checked;
}

/* The password is asked for at every signature, however fresh the sign-in. It is tried last, and only for answers
 * without a fault. */
static enum outcome confirmed_check(struct ctx *ctx, const struct req *req, struct signing *signing)
{
	struct commitments_question_page view;
	enum outcome checked = answers_check(ctx, req, &view, signing);
	if (checked != OK && checked != INVALID)
		return checked;
	if (str_empty(req_field(req, "password")))
		(void)problem_add(ctx, "password", msg("Enter your password"));
	if (ctx->problems.count > 0)
		return INVALID;
	return access_step_up(ctx, req, "password");
}

static enum outcome sign_answer(struct ctx *ctx, const struct req *req, enum outcome outcome, struct signing *signing,
				struct resp *resp)
{
	if (outcome == OK)
		outcome = site_write(ctx, sign_write, signing);
	if (outcome == INVALID) {
		resp->status = 400;
		return sign_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, signing->path);
	return OK;
}

/* ---- By a passkey: the answers first, then what it signs, which they are part of ---- */

static enum outcome question_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	static const char *const kept[] = {"text", "words", "read", "name", "before_whom", "made_at", "made_day"};
	struct commitments_question_page view = {.page = access_page(ctx, STR("Sign with your passkey"))};
	struct signing signing = {0};
	struct access_question question;
	struct str statement;
	enum outcome checked = answers_check(ctx, req, &view, &signing);
	if (checked == INVALID) {
		resp->status = 400;
		return sign_show(ctx, req, resp);
	}
	TRY(checked);
	TRY(access_question_new(ctx, &view.ask.asked, &question));
	TRY(commitments_statement(ctx, &signing.commitment, &question, &statement));
	access_ask_fill(ctx, statement, &view.ask);
	view.office = commitment_office(ctx->arena, &view.tenure);
	view.name = str_trim(signing.commitment.name_typed);
	view.ask.button = STR("Sign this code");
	view.ask.back = str_fmt(ctx->arena, "/sign/%.*s/%.*s", STR_ARG(req->params[0]), STR_ARG(req->params[1]));
	view.ask.action = str_fmt(ctx->arena, "%.*s/passkey", STR_ARG(view.ask.back));
	view.ask.hidden = access_form(ctx, 0);
	struct http_field *fields = arena_array(ctx->arena, struct http_field, COUNT_OF(kept));
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (req_field(req, kept[i]).n)
			fields[view.ask.n_kept++] =
				(struct http_field){.name = str_of(kept[i]), .value = req_field(req, kept[i])};
	view.ask.kept = fields;
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct html h = html_open(ctx);
	commitments_question_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome commitments_sign_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_question_page view;
	struct signing signing = {
		.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form"), .by_passkey = true};
	enum outcome outcome = answers_check(ctx, req, &view, &signing);
	if (outcome == OK)
		outcome = access_question_answered(ctx, req, &signing.question);
	return sign_answer(ctx, req, outcome, &signing, resp);
}

enum outcome commitments_sign_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	if (str_eq(req_field(req, "by"), STR("passkey")))
		return question_show(ctx, req, resp);
	struct signing signing = {.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form")};
	return sign_answer(ctx, req, confirmed_check(ctx, req, &signing), &signing, resp);
}

/* ---- Declining ---- */

static enum outcome decline_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_decline_page view = {.page = access_page(ctx, STR("I do not wish to sign"))};
	int32_t asks_from;
	TRY(sign_load(ctx, req, &view.edition, &view.tenure, &asks_from));
	TRY(commitments_form(ctx, view.edition.code_id, view.tenure.organization_id, &view.form));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct commitment_decline stands;
	TRY(commitments_declined(ctx, view.edition.id, view.tenure.id, &stands));
	view.hidden = access_form(ctx, stands.declined_ms);
	struct str typed = req_field(req, "reason");
	view.reason = (struct field){.name = "reason",
				     .label = STR("Why (optional)"),
				     .hint = STR("Only the office of your body reads it"),
				     .value = typed.p ? typed : stands.reason,
				     .problems = ctx->problems.first};
	view.may_publish = (struct field){.name = "may_publish", .problems = ctx->problems.first};
	view.may_publish_choice = (struct choice){
		.value = STR("yes"),
		.text = STR("My reason may be published"),
		.hint = STR("It would stand beside your name, and only if your name may be shown without a signature"),
		.chosen = typed.p ? str_eq(req_field(req, "may_publish"), STR("yes")) : stands.reason_public,
	};
	struct html h = html_open(ctx);
	commitments_decline_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_decline_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return decline_show(ctx, req, resp);
}

struct declining {
	struct str form_id;
	struct commitment_decline decline;
};

static enum outcome decline_write(struct ctx *ctx, void *args)
{
	struct declining *declining = args;
	struct str before;
	enum outcome used = form_id_use(ctx, declining->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(commitments_decline(ctx, &declining->decline));
	return form_id_result(ctx, declining->form_id, STR("/my/commitments?done=declined"));
}

enum outcome commitments_decline_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	struct tenure tenure;
	int32_t asks_from;
	TRY(sign_load(ctx, req, &edition, &tenure, &asks_from));
	struct declining declining = {
		.form_id = req_field(req, "_form"),
		.decline = {.edition_id = edition.id,
			    .tenure_id = tenure.id,
			    .reason = req_field(req, "reason"),
			    .reason_public = str_eq(req_field(req, "may_publish"), STR("yes"))},
	};
	(void)str_to_i64(req_field(req, "_version"), &declining.decline.seen_ms);
	enum outcome outcome = site_write(ctx, decline_write, &declining);
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "reason",
			msg("You answered in another window meanwhile. What you wrote here is kept below; send it "
			    "again to replace that"));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return decline_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, STR("/my/commitments?done=declined"));
	return OK;
}
