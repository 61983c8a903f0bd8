/* Reviews of declarations: who may decide, what a decision does, approvals of outside work (S14). */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

static const struct db_col review_cols[] = {
	DB_COL_I64(struct review, id),
	DB_COL_I64(struct review, declaration_id),
	DB_COL_I64(struct review, declaration_version),
	DB_COL_I32(struct review, act),
	DB_COL_I32(struct review, step),
	DB_COL_TEXT(struct review, message),
	DB_COL_I32_OR(struct review, until_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct review, by_account),
	DB_COL_TEXT(struct review, by_name),
	DB_COL_I64(struct review, at_ms),
};
static const struct db_spec review_spec = DB_SPEC(struct review, review_cols);

static const struct db_col approval_cols[] = {
	DB_COL_I64(struct approval, id),
	DB_COL_I64(struct approval, version),
	DB_COL_I64(struct approval, declaration_id),
	DB_COL_I64(struct approval, person_id),
	DB_COL_TEXT(struct approval, register_id),
	DB_COL_TEXT(struct approval, conditions),
	DB_COL_I32(struct approval, from_day),
	DB_COL_I32_OR(struct approval, until_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct approval, withdrawn_ms),
	DB_COL_TEXT(struct approval, withdrawn_why),
	DB_COL_TEXT(struct approval, withdrawn_by),
	DB_COL_TEXT(struct approval, person_name),
};
static const struct db_spec approval_spec = DB_SPEC(struct approval, approval_cols);

struct text_row {
	struct str text;
};
static const struct db_col text_cols[] = {DB_COL_TEXT(struct text_row, text)};
static const struct db_spec text_spec = DB_SPEC(struct text_row, text_cols);

enum outcome reviews_of(struct ctx *ctx, int64_t declaration_id, struct review **ret_reviews, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_reviews_of, DB_PARAMS(db_int(declaration_id)), &review_spec, ret_reviews,
		       ret_n);
}

enum outcome review_message(struct ctx *ctx, int64_t declaration_id, struct str *ret_message)
{
	struct text_row row;
	TRY(db_one(ctx, &registers_sql_review_newest_return,
		   DB_PARAMS(db_int(declaration_id), db_int(REVIEW_RETURNED), db_int(REVIEW_REFUSED)), &text_spec,
		   &row));
	*ret_message = row.text;
	return OK;
}

/* ---- Who may ---- */

enum outcome review_body(struct ctx *ctx, const struct declaration *declaration, int64_t *ret_body_id)
{
	struct tenure tenure;
	if (declaration->body_id) {
		*ret_body_id = declaration->body_id;
		return OK;
	}
	if (declaration->tenure_id) {
		enum outcome found = people_tenure(ctx, declaration->tenure_id, &tenure);
		if (found == OK)
			*ret_body_id = tenure.organization_id;
		if (found != NOT_FOUND)
			return found;
	}
	return people_body_for(ctx, RIGHT_READ, declaration->person_id, ret_body_id);
}

/* The manager of whoever manages the term: of the term that runs today. */
static enum outcome head_of(struct ctx *ctx, int64_t manager_id, int64_t *ret_head)
{
	struct tenure *tenures;
	size_t n;
	*ret_head = 0;
	TRY(people_tenures_of(ctx, manager_id, &tenures, &n));
	for (size_t i = 0; i < n && !*ret_head; i++)
		if (tenure_holds(&tenures[i], site_today(ctx)))
			*ret_head = tenures[i].manager_id;
	return OK;
}

static enum outcome step_of(struct ctx *ctx, const struct declaration *declaration, enum scheme_step *ret_step)
{
	struct review *reviews;
	size_t n;
	uint32_t approved = 0;
	TRY(reviews_of(ctx, declaration->id, &reviews, &n));
	for (size_t i = 0; i < n; i++)
		if (reviews[i].act == REVIEW_APPROVED && reviews[i].declaration_version == declaration->version)
			approved |= 1U << reviews[i].step;
	*ret_step = declaration->scheme ? approval_step_next(declaration->scheme->steps, approved) : 0;
	return OK;
}

enum outcome review_standing(struct ctx *ctx, const struct declaration *declaration, struct review_who *ret_who,
			     enum scheme_step *ret_step)
{
	struct tenure tenure = {0};
	int64_t body_id, head = 0;
	TRY(review_body(ctx, declaration, &body_id));
	if (declaration->tenure_id)
		TRY(people_tenure(ctx, declaration->tenure_id, &tenure));
	if (tenure.manager_id)
		TRY(head_of(ctx, tenure.manager_id, &head));
	int64_t person_id = ctx->actor ? ctx->actor->person_id : 0;
	*ret_who = (struct review_who){
		.person_id = person_id,
		.is_officer = access_may(ctx, RIGHT_OFFICER, body_id),
		.is_clerk = access_may(ctx, RIGHT_CLERK, body_id),
		.is_manager = person_id && tenure.manager_id == person_id,
		.is_head = person_id && head == person_id,
		.is_head_known = head != 0,
		.is_manager_known = tenure.manager_id != 0,
	};
	return step_of(ctx, declaration, ret_step);
}

/* ---- Deciding ---- */

/* The longest that the rules approve for from today on (S14); DEADLINE_NO_DAY: no end. */
static enum outcome approved_until(struct ctx *ctx, int32_t *ret_day)
{
	static const struct scheme_keep lasts = {.since = SINCE_REGISTERED, .amount = STR_INIT("approval-lasts")};
	const struct keep_facts facts = {
		.left_day = DEADLINE_NO_DAY, .ended_day = DEADLINE_NO_DAY, .registered_day = site_today(ctx).n};
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	*ret_day = keep_until(book, &lasts, &facts);
	return OK;
}

static bool is_last(const struct declaration *declaration, enum scheme_step step)
{
	uint32_t steps = declaration->scheme ? declaration->scheme->steps : 0;
	return !step || approval_step_next(steps & ~((1U << (step + 1)) - 1), 0) == 0;
}

/* Which decisions there are: of steps also refusing; what stands already can only be looked at. */
static enum outcome act_check(struct ctx *ctx, const struct review_decision *d, const struct declaration *declaration)
{
	enum outcome outcome = OK;
	int32_t longest;
	bool is_answer = d->act == REVIEW_RETURNED || d->act == REVIEW_REFUSED;
	if (d->act < REVIEW_ACCEPTED || d->act > REVIEW_RETURNED ||
	    (d->act == REVIEW_REFUSED && !(declaration->scheme && declaration->scheme->steps)))
		return problem_add(ctx, "act", msg("Choose what you decide"));
	if (!review_text_good(ctx, "message", str_trim(d->message),
			      is_answer ? msg("Say what you ask for: the person reads this") : NULL))
		outcome = INVALID;
	if (!is_answer && d->until_day != DEADLINE_NO_DAY && d->until_day < site_today(ctx).n)
		outcome = problem_add(ctx, "until", msg("The last day lies in the past"));
	TRY(approved_until(ctx, &longest));
	if (!is_answer && d->until_day != DEADLINE_NO_DAY && longest != DEADLINE_NO_DAY && d->until_day > longest)
		outcome = problem_add(ctx, "until", msg("The rules approve for no longer than until {1}"),
				      day_words(ctx->arena, (struct day){longest}));
	for (size_t i = 0; !is_answer && i < d->n_redactions; i++)
		if (!review_text_good(ctx, "why", str_trim(d->redactions[i].why),
				      msg("Say why an answer is kept from the public: everybody reads this")))
			outcome = INVALID;
	return outcome;
}

static void redact(struct ctx *ctx, const struct review_decision *d, struct declaration *declaration)
{
	for (size_t i = 0; i < d->n_redactions; i++) {
		const struct redaction *redaction = &d->redactions[i];
		if (redaction->item < 0 || (size_t)redaction->item >= declaration->n_puts)
			continue;
		struct declared *declared = &declaration->puts[redaction->item].entry.declared;
		struct answer *answers =
			arena_copy(ctx->arena, declared->answers, declared->n_answers * sizeof(struct answer));
		for (size_t j = 0; j < declared->n_answers; j++)
			if (str_eq(answers[j].field, redaction->field))
				answers[j].withheld_why = str_trim(redaction->why);
		declared->answers = answers;
	}
}

/* What is withheld is never published: it leaves what is put, and so does what belongs to it. */
static enum outcome withhold(struct ctx *ctx, const struct review_decision *d, struct declaration *declaration)
{
	size_t kept = 0;
	int64_t *gone = arena_array(ctx->arena, int64_t, declaration->n_puts);
	size_t n_gone = 0;
	for (size_t i = 0; i < declaration->n_puts; i++) {
		struct entry_put *put = &declaration->puts[i];
		bool is_withheld = i < d->n_withhold && d->withhold[i];
		for (size_t j = 0; j < n_gone && !is_withheld; j++)
			is_withheld = put->entry.parent_id && put->entry.parent_id == gone[j];
		if (!is_withheld) {
			declaration->puts[kept++] = *put;
			continue;
		}
		if (put->id)
			gone[n_gone++] = put->id;
		TRY(put_withhold(ctx, put, false));
	}
	declaration->n_puts = kept;
	return OK;
}

static enum outcome approval_put(struct ctx *ctx, const struct review_decision *d,
				 const struct declaration *declaration)
{
	int32_t until;
	TRY(approved_until(ctx, &until));
	until = d->until_day == DEADLINE_NO_DAY ? until : d->until_day;
	return db_exec(ctx, &registers_sql_approval_add,
		       DB_PARAMS(db_int(id_new(ctx)), db_int(declaration->id), db_text(declaration->register_id),
				 db_ref(declaration->person_id), db_text(str_trim(d->message)),
				 db_int(site_today(ctx).n), until == DEADLINE_NO_DAY ? db_null() : db_int(until)),
		       NULL);
}

static enum outcome accept(struct ctx *ctx, const struct review_decision *d, struct declaration *declaration)
{
	redact(ctx, d, declaration);
	TRY(withhold(ctx, d, declaration));
	if (declaration_seeds(declaration) > d->n_seeds)
		return RETRY;
	TRY(declaration_publish(ctx, declaration, d->seeds, declaration_seeds(declaration)));
	return declaration->scheme && declaration->scheme->steps ? approval_put(ctx, d, declaration) : OK;
}

static enum outcome tell(struct ctx *ctx, const struct review_decision *d, const struct declaration *declaration,
			 enum review_act act)
{
	struct str path = str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(declaration->register_id));
	switch (act) {
	case REVIEW_RETURNED:
		return review_tell(
			ctx, &d->mail, declaration->person_id, declaration->id,
			msg("Your declaration needs another look"),
			msg("{1},\n\nwhoever reviews your declaration asks for something. Nothing of it is published "
			    "yet.\n\nRead what they ask, and send it again:\n{2}\n\n{3}\n"),
			str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, declaration->id))));
	case REVIEW_REFUSED:
		return review_tell(
			ctx, &d->mail, declaration->person_id, declaration->id, msg("Not approved"),
			msg("{1},\n\nwhat you asked approval for was not approved.\n\nRead why:\n{2}\n\n{3}\n"),
			str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, declaration->id))));
	case REVIEW_ACCEPTED:
		return review_tell(ctx, &d->mail, declaration->person_id, declaration->id,
				   msg("Your declaration was accepted"),
				   msg("{1},\n\nyour declaration was reviewed and accepted.\n\nWhat stands in the "
				       "register:\n{2}\n\n{3}\n"),
				   path);
	case REVIEW_APPROVED:
	case REVIEW_LOOKED:
		break;
	}
	return OK;
}

static enum outcome decided(struct ctx *ctx, const struct review_decision *d, struct declaration *declaration,
			    enum review_act act)
{
	switch (act) {
	case REVIEW_RETURNED:
	case REVIEW_REFUSED:
		TRY(declaration_return(ctx, declaration->id, declaration->version));
		break;
	case REVIEW_ACCEPTED:
		TRY(accept(ctx, d, declaration));
		break;
	case REVIEW_APPROVED:
	case REVIEW_LOOKED:
		break;
	}
	return tell(ctx, d, declaration, act);
}

static enum outcome bar_check(struct ctx *ctx, const struct declaration *declaration, enum scheme_step *ret_step)
{
	struct review_who who;
	int64_t body_id;
	TRY(review_standing(ctx, declaration, &who, ret_step));
	const char *bar = review_bar(&who, declaration->person_id, *ret_step ? *ret_step : STEP_OFFICER);
	if (bar) {
		(void)problem_add(ctx, "", bar);
		return FORBIDDEN;
	}
	if (!who.is_manager && !who.is_head) {
		TRY(review_body(ctx, declaration, &body_id));
		return access_need(ctx, *ret_step == STEP_CLERK ? RIGHT_CLERK : RIGHT_OFFICER, body_id);
	}
	return OK;
}

/* What somebody asks to be withheld is published by nobody who may not even read it (S1). */
static enum outcome withheld_check(struct ctx *ctx, const struct declaration *declaration)
{
	bool may, any = false;
	for (size_t i = 0; i < declaration->n_puts; i++)
		any = any || declaration->asks_withheld[i];
	if (!any)
		return OK;
	TRY(withheld_may_read(ctx, declaration->person_id, &may));
	if (may)
		return OK;
	(void)problem_add(ctx, "act",
			  msg("The person asks that something of it be withheld: the ethics officer decides this."));
	return FORBIDDEN;
}

enum outcome review_decide(struct ctx *ctx, const struct review_decision *d)
{
	struct declaration declaration;
	enum scheme_step step;
	TRY(declaration_load(ctx, d->declaration_id, &declaration));
	TRY(bar_check(ctx, &declaration, &step));
	if (declaration.version != d->version || step != d->step ||
	    (declaration.state != DECLARATION_SUBMITTED && declaration.state != DECLARATION_ACCEPTED))
		return CONFLICT;
	TRY(act_check(ctx, d, &declaration));
	enum review_act act = d->act;
	if (declaration.state == DECLARATION_ACCEPTED)
		act = REVIEW_LOOKED;
	else if (act == REVIEW_ACCEPTED && !is_last(&declaration, step))
		act = REVIEW_APPROVED;
	if (act == REVIEW_ACCEPTED)
		TRY(withheld_check(ctx, &declaration));
	TRY(db_exec(ctx, &registers_sql_review_add,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(declaration.id), db_int(declaration.version), db_int(act),
			      db_int(step), db_text(str_trim(d->message)),
			      d->until_day == DEADLINE_NO_DAY ? db_null() : db_int(d->until_day),
			      db_int(ctx->actor ? ctx->actor->account_id : 0),
			      db_text(ctx->actor ? ctx->actor->name : STR("")), db_int(ctx->now_ms)),
		    NULL));
	TRY(decided(ctx, d, &declaration, act));
	db_note(ctx, "reviews", declaration.id);
	return access_log(ctx, "registers.review", declaration.id, declaration.register_id);
}

/* ---- Approvals ---- */

enum outcome approvals_by(struct ctx *ctx, const struct db_stmt *statement, struct db_params params,
			  struct approval **ret_approvals, size_t *ret_n)
{
	return db_list(ctx, statement, params, &approval_spec, ret_approvals, ret_n);
}

enum outcome approvals(struct ctx *ctx, struct str register_id, int64_t person_id, struct approval **ret_approvals,
		       size_t *ret_n)
{
	return approvals_by(ctx, &registers_sql_approvals, DB_PARAMS(db_text(register_id), db_int(person_id)),
			    ret_approvals, ret_n);
}

enum outcome approval_find(struct ctx *ctx, int64_t id, struct approval *ret_approval)
{
	return db_one(ctx, &registers_sql_approval, DB_PARAMS(db_int(id)), &approval_spec, ret_approval);
}

bool approval_holds(const struct approval *approval, struct day day)
{
	return !approval->withdrawn_ms && approval->from_day <= day.n &&
	       (approval->until_day == DEADLINE_NO_DAY || approval->until_day >= day.n);
}

enum outcome approval_withdraw(struct ctx *ctx, const struct mail_seed *mail, int64_t id, int64_t version,
			       struct str why)
{
	struct approval approval;
	struct declaration declaration;
	struct review_who who;
	enum scheme_step step;
	int64_t body_id, changed;
	TRY(approval_find(ctx, id, &approval));
	TRY(declaration_load(ctx, approval.declaration_id, &declaration));
	TRY(review_body(ctx, &declaration, &body_id));
	TRY(access_need(ctx, RIGHT_OFFICER, body_id));
	TRY(review_standing(ctx, &declaration, &who, &step));
	if (who.person_id && who.person_id == approval.person_id)
		return problem_add(ctx, "", review_bar(&who, approval.person_id, STEP_OFFICER));
	if (!review_text_good(ctx, "why", str_trim(why), msg("Say why it no longer holds: the person reads this")))
		return INVALID;
	TRY(db_exec(ctx, &registers_sql_approval_withdraw,
		    DB_PARAMS(db_int(id), db_int(version), db_int(ctx->now_ms), db_text(str_trim(why)),
			      db_text(ctx->actor ? ctx->actor->name : STR(""))),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "reviews", approval.declaration_id);
	TRY(review_tell(ctx, mail, approval.person_id, approval.declaration_id,
			msg("An approval of yours no longer holds"),
			msg("{1},\n\nan approval of your outside work was withdrawn.\n\nRead why:\n{2}\n\n{3}\n"),
			str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(approval.register_id))));
	return access_log(ctx, "registers.approval_withdraw", approval.declaration_id, approval.register_id);
}
