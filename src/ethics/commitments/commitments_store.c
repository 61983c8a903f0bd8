/* Signatures: structs ↔ rows, and the record that each act publishes. */
#include "commitments/commitments_store.h"
#include "commitments/commitments_sql.h"
#include "people/elections.h"

static const struct db_col commitment_cols[] = {
	DB_COL_I64(struct commitment, id),
	DB_COL_I64(struct commitment, version),
	DB_COL_I64(struct commitment, edition_id),
	DB_COL_I64(struct commitment, tenure_id),
	DB_COL_I64(struct commitment, person_id),
	DB_COL_I64(struct commitment, organization_id),
	DB_COL_I32(struct commitment, category),
	DB_COL_I32(struct commitment, kind),
	DB_COL_I32(struct commitment, method),
	DB_COL_I64(struct commitment, signed_ms),
	DB_COL_TEXT(struct commitment, name),
	DB_COL_TEXT(struct commitment, name_typed),
	DB_COL_TEXT(struct commitment, office),
	DB_COL_TEXT(struct commitment, statement),
	DB_COL_TEXT(struct commitment, text_hash),
	DB_COL_I32_OR(struct commitment, received_day, COMMITMENT_NO_DAY),
	DB_COL_I32_OR(struct commitment, form_day, COMMITMENT_NO_DAY),
	DB_COL_TEXT(struct commitment, paper_place),
	DB_COL_TEXT(struct commitment, before_whom),
	DB_COL_TEXT(struct commitment, made_at),
	DB_COL_I32_OR(struct commitment, made_day, COMMITMENT_NO_DAY),
	DB_COL_I32_OR(struct commitment, due_day, COMMITMENT_NO_DAY),
	DB_COL_TEXT(struct commitment, effect),
	DB_COL_I64(struct commitment, objected_ms),
	DB_COL_TEXT(struct commitment, objection),
	DB_COL_I64(struct commitment, corrected_ms),
	DB_COL_TEXT(struct commitment, correction),
	DB_COL_I64(struct commitment, withdrawn_ms),
	DB_COL_TEXT(struct commitment, withdrawn_reason),
	DB_COL_I64(struct commitment, display_ended_ms),
	DB_COL_TEXT(struct commitment, election),
	DB_COL_TEXT(struct commitment, record_id),
	DB_COL_I64(struct commitment, erased_ms),
	DB_COL_TEXT(struct commitment, person_slug),
	DB_COL_I32(struct commitment, term_to),
	DB_COL_TEXT(struct commitment, body_slug),
	DB_COL_TEXT(struct commitment, code_title),
	DB_COL_TEXT(struct commitment, code_slug),
	DB_COL_I32(struct commitment, edition_number),
	DB_COL_I64(struct commitment, code_id),
	DB_COL_TEXT(struct commitment, body_record),
	DB_COL_TEXT(struct commitment, term_record),
	DB_COL_I64(struct commitment, erasing_ms),
};
static const struct db_spec commitment_spec = DB_SPEC(struct commitment, commitment_cols);

static struct db_param day_param(int32_t day)
{
	return day == COMMITMENT_NO_DAY ? db_null() : db_int(day);
}

/* ---- Signing ---- */

static enum outcome insert(struct ctx *ctx, const struct commitment *c)
{
	return db_exec(ctx, &commitments_sql_insert,
		       DB_PARAMS(db_int(c->id), db_int(c->edition_id), db_int(c->tenure_id), db_int(c->organization_id),
				 db_int(c->category), db_int(c->kind), db_int(c->method), db_int(c->signed_ms),
				 db_text(c->name), db_text(c->name_typed), db_text(c->office), db_text(c->statement),
				 db_text(c->text_hash), day_param(c->received_day), day_param(c->form_day),
				 db_text(c->paper_place), db_text(c->before_whom), db_text(c->made_at),
				 day_param(c->made_day), day_param(c->due_day), db_text(c->effect),
				 db_text(c->record_id)),
		       NULL);
}

/* What follows from the edition, the term and what the code asks for. */
static void fill(struct ctx *ctx, struct commitment *c, const struct edition *edition, const struct tenure *tenure,
		 const struct commitment_form *form, int32_t asks_from)
{
	c->id = id_new(ctx);
	c->version = 1;
	c->person_id = tenure->person_id;
	c->organization_id = tenure->organization_id;
	c->category = tenure->category;
	c->kind = form->kind;
	c->signed_ms = ctx->now_ms;
	c->name = tenure->person_name;
	c->name_typed = str_trim(c->name_typed);
	c->office = commitment_office(ctx->arena, tenure);
	c->statement = form->statement;
	c->text_hash = edition->text_hash;
	c->code_id = edition->code_id;
	c->code_title = edition->code_title;
	c->code_slug = edition->code_slug;
	c->edition_number = edition->number;
	c->term_record = tenure->record_id;
	c->due_day = COMMITMENT_NO_DAY;
	if (commitment_kind_is_made(c->kind)) {
		c->before_whom = str_trim(c->before_whom);
		c->made_at = str_trim(c->made_at);
		c->due_day = commitment_due(form, tenure, asks_from);
		c->effect = form->effect;
		return;
	}
	c->before_whom = c->made_at = c->effect = STR("");
	c->made_day = COMMITMENT_NO_DAY;
}

/* What stands already; NOT_FOUND: nothing. */
static enum outcome standing(struct ctx *ctx, int64_t edition_id, int64_t tenure_id, struct commitment *ret_commitment)
{
	return db_one(ctx, &commitments_sql_standing, DB_PARAMS(db_int(edition_id), db_int(tenure_id)),
		      &commitment_spec, ret_commitment);
}

static enum outcome put(struct ctx *ctx, const struct journal_seed *seed, struct commitment *c)
{
	struct commitment before;
	enum outcome found = standing(ctx, c->edition_id, c->tenure_id, &before);
	if (found == OK) {
		c->record_id = before.record_id;
		return CONFLICT;
	}
	if (found != NOT_FOUND)
		return found;
	struct journal_place place;
	struct organization body;
	TRY(people_organization(ctx, c->organization_id, &body));
	c->body_record = body.record_id;
	TRY(journal_put(ctx, seed, "commitments", c->id, commitment_record(ctx->arena, c), &place));
	c->record_id = place.record_id;
	TRY(insert(ctx, c));
	TRY(people_show_tenure(ctx, c->tenure_id));
	TRY(db_exec(ctx, &commitments_sql_decline_end, DB_PARAMS(db_int(c->edition_id), db_int(c->tenure_id)), NULL));
	db_note(ctx, "commitments", c->id);
	return commitment_tell_done(ctx, c);
}

struct loaded {
	struct edition edition;
	struct tenure tenure;
	struct commitment_form form;
	bool asks;
	int32_t asks_from;
};

static enum outcome load(struct ctx *ctx, int64_t edition_id, int64_t tenure_id, struct loaded *ret_loaded)
{
	TRY(people_tenure(ctx, tenure_id, &ret_loaded->tenure));
	TRY(commitment_edition_for(ctx, edition_id, &ret_loaded->tenure, &ret_loaded->edition, &ret_loaded->asks,
				   &ret_loaded->asks_from));
	return commitments_form(ctx, ret_loaded->edition.code_id, ret_loaded->tenure.organization_id,
				&ret_loaded->form);
}

/* By a passkey where there is a question. */
static enum outcome sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment,
			 const struct access_question *question)
{
	struct loaded l;
	struct access_assertion assertion = {0};
	struct str statement = STR("");
	TRY(load(ctx, commitment->edition_id, commitment->tenure_id, &l));
	TRY(commitment_check(ctx, commitment, &l.edition, &l.tenure, &l.form, site_today(ctx)));
	if (!l.asks)
		return problem_add(ctx, "", msg("This code does not apply to your post, so it is not signed in it."));
	commitment->method = question ? COMMITMENT_PASSKEY : COMMITMENT_SIGNED_IN;
	commitment->received_day = commitment->form_day = COMMITMENT_NO_DAY;
	commitment->paper_place = STR("");
	fill(ctx, commitment, &l.edition, &l.tenure, &l.form, l.asks_from);
	if (question) {
		statement = commitment_statement(ctx->arena, commitment, question->nonce, question->asked_ms);
		struct hash words = hash_bytes(statement);
		TRY(access_question_use(ctx, question, &words, &assertion));
	}
	TRY(put(ctx, seed, commitment));
	if (question)
		TRY(access_signed_put(ctx, COMMITMENT_SIGNED, commitment->id, statement, &assertion));
	return access_log(ctx, "commitments.sign", commitment->id, commitment->office);
}

enum outcome commitments_sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment)
{
	return sign(ctx, seed, commitment, NULL);
}

enum outcome commitments_sign_by_passkey(struct ctx *ctx, const struct journal_seed *seed,
					 struct commitment *commitment, const struct access_question *question)
{
	return sign(ctx, seed, commitment, question);
}

enum outcome commitments_statement(struct ctx *ctx, const struct commitment *commitment,
				   const struct access_question *question, struct str *ret_statement)
{
	struct loaded l;
	struct commitment c = *commitment;
	TRY(load(ctx, c.edition_id, c.tenure_id, &l));
	fill(ctx, &c, &l.edition, &l.tenure, &l.form, l.asks_from);
	*ret_statement = commitment_statement(ctx->arena, &c, question->nonce, question->asked_ms);
	return OK;
}

enum outcome commitments_enter_paper(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment)
{
	struct loaded l;
	TRY(load(ctx, commitment->edition_id, commitment->tenure_id, &l));
	TRY(access_need(ctx, RIGHT_CLERK, l.tenure.organization_id));
	TRY(commitment_paper_check(ctx, commitment, &l.edition, &l.tenure, &l.form, site_today(ctx)));
	commitment->method = COMMITMENT_PAPER;
	commitment->paper_place = str_trim(commitment->paper_place);
	fill(ctx, commitment, &l.edition, &l.tenure, &l.form, l.asks_from);
	TRY(put(ctx, seed, commitment));
	return access_log(ctx, "commitments.enter_paper", commitment->id,
			  str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(commitment->name), STR_ARG(commitment->office)));
}

/* ---- What becomes of a signature ---- */

/* The next version of the row and of its record. */
static enum outcome change(struct ctx *ctx, const struct journal_seed *seed, const struct commitment *c,
			   const char *act)
{
	int64_t changed;
	struct journal_place place;
	TRY(db_exec(ctx, &commitments_sql_change,
		    DB_PARAMS(db_int(c->id), db_int(c->version), db_text(c->name_typed), day_param(c->received_day),
			      day_param(c->form_day), db_text(c->paper_place), db_text(c->before_whom),
			      db_text(c->made_at), day_param(c->made_day), db_int(c->objected_ms),
			      db_text(c->objection), db_int(c->corrected_ms), db_text(c->correction),
			      db_int(c->withdrawn_ms), db_text(c->withdrawn_reason), db_int(c->display_ended_ms),
			      db_text(c->election)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(journal_put_version(ctx, seed, c->record_id, commitment_record(ctx->arena, c), &place));
	TRY(commitment_tell_done(ctx, c));
	db_note(ctx, "commitments", c->id);
	return access_log(ctx, act, c->id, c->office);
}

static bool is_signers(const struct ctx *ctx, const struct commitment *c)
{
	return ctx->actor && ctx->actor->person_id != 0 && ctx->actor->person_id == c->person_id;
}

/* What can still change: not what was withdrawn, removed, or taken off display. */
static enum outcome find_changeable(struct ctx *ctx, struct str record_id, int64_t version,
				    struct commitment *ret_commitment)
{
	TRY(commitments_find(ctx, record_id, ret_commitment));
	if (ret_commitment->version != version || ret_commitment->erased_ms || ret_commitment->withdrawn_ms ||
	    ret_commitment->display_ended_ms)
		return CONFLICT;
	return OK;
}

enum outcome commitments_correct(struct ctx *ctx, const struct journal_seed *seed, const struct commitment *commitment)
{
	struct commitment now, next;
	size_t before = ctx->problems.count;
	TRY(find_changeable(ctx, commitment->record_id, commitment->version, &now));
	if (now.method != COMMITMENT_PAPER)
		return NOT_FOUND;
	TRY(access_need(ctx, RIGHT_CLERK, now.organization_id));
	if (is_signers(ctx, &now))
		return FORBIDDEN;
	next = now;
	next.name_typed = str_trim(commitment->name_typed);
	next.received_day = commitment->received_day;
	next.form_day = commitment->form_day;
	next.paper_place = str_trim(commitment->paper_place);
	next.before_whom = commitment_kind_is_made(now.kind) ? str_trim(commitment->before_whom) : STR("");
	next.made_at = commitment_kind_is_made(now.kind) ? str_trim(commitment->made_at) : STR("");
	next.made_day = commitment_kind_is_made(now.kind) ? commitment->made_day : COMMITMENT_NO_DAY;
	next.correction = str_trim(commitment->correction);
	next.corrected_ms = ctx->now_ms;
	next.objected_ms = 0;
	enum outcome fields = commitment_paper_fields(ctx, &next, site_today(ctx));
	(void)commitment_text_good(ctx, "correction", next.correction, COMMITMENT_TEXT_BYTES,
				   msg("Say what you put right and why. The public reads it"));
	if (fields != OK || ctx->problems.count > before)
		return INVALID;
	return change(ctx, seed, &next, "commitments.correct");
}

enum outcome commitments_withdraw(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				  int64_t version, struct str reason)
{
	struct commitment c;
	TRY(find_changeable(ctx, record_id, version, &c));
	bool own = is_signers(ctx, &c);
	if (!own) {
		TRY(access_need(ctx, RIGHT_CLERK, c.organization_id));
		if (c.method != COMMITMENT_PAPER) {
			(void)problem_add(ctx, "", msg("Only the signer can withdraw this signature."));
			return FORBIDDEN;
		}
	}
	c.withdrawn_reason = str_trim(reason);
	if (!commitment_text_good(ctx, "reason", c.withdrawn_reason, COMMITMENT_TEXT_BYTES,
				  own ? NULL : msg("Say why. The public reads it")))
		return INVALID;
	c.withdrawn_ms = ctx->now_ms;
	TRY(access_signed_forget(ctx, COMMITMENT_SIGNED, c.id));
	db_note(ctx, "people", c.person_id);
	return change(ctx, seed, &c, "commitments.withdraw");
}

enum outcome commitments_object(struct ctx *ctx, const struct journal_seed *seed, struct str record_id, int64_t version,
				struct str objection)
{
	struct commitment c;
	TRY(find_changeable(ctx, record_id, version, &c));
	if (!is_signers(ctx, &c))
		return FORBIDDEN;
	if (c.method != COMMITMENT_PAPER)
		return NOT_FOUND;
	int32_t last = zone_day(ctx->site->zone, (struct instant){c.signed_ms}).n + COMMITMENT_OBJECT_DAYS;
	if (site_today(ctx).n > last)
		return problem_add(ctx, "objection",
				   msg("You could object here until {1}. Write to the clerk, who can still correct it"),
				   day_words(ctx->arena, (struct day){last}));
	c.objection = str_trim(objection);
	if (!commitment_text_good(ctx, "objection", c.objection, COMMITMENT_TEXT_BYTES,
				  msg("Say what is wrong. Only the office reads it")))
		return INVALID;
	c.objected_ms = ctx->now_ms;
	return change(ctx, seed, &c, "commitments.object");
}

enum outcome commitment_display_end(struct ctx *ctx, const struct journal_seed *seed, struct commitment *c)
{
	c->display_ended_ms = ctx->now_ms;
	db_note(ctx, "people", c->person_id);
	db_note(ctx, "removals", 0);
	return change(ctx, seed, c, "commitments.end_display");
}

/* The polling day of the election in which the candidate stands; empty: people know of none. */
static enum outcome election_words(struct ctx *ctx, int64_t tenure_id, struct str *ret_words)
{
	struct election election;
	enum outcome found = people_election_of(ctx, tenure_id, &election);
	*ret_words = found == OK ? election_day_words(ctx->arena, &election) : STR("");
	return found == NOT_FOUND ? OK : found;
}

enum outcome commitments_end_display(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				     struct str election)
{
	struct commitment c;
	TRY(commitments_find(ctx, record_id, &c));
	TRY(access_need(ctx, RIGHT_OFFICER, c.organization_id));
	bool held;
	if (c.erased_ms || c.display_ended_ms || c.category != TENURE_CANDIDATE)
		return CONFLICT;
	TRY(commitment_is_held(ctx, c.id, &held));
	if (held)
		return problem_add(ctx, "", msg("A legal hold keeps this pledge as it is. End the hold first."));
	TRY(election_words(ctx, c.tenure_id, &c.election));
	if (str_empty(c.election))
		c.election = str_trim(election);
	if (!commitment_text_good(ctx, "election", c.election, COMMITMENT_LINE_BYTES,
				  msg("Enter the election, such as “3 November 2026”")))
		return INVALID;
	return commitment_display_end(ctx, seed, &c);
}

/* ---- Declining ---- */

enum outcome commitments_decline(struct ctx *ctx, struct commitment_decline *decline)
{
	struct loaded l;
	struct commitment before;
	TRY(load(ctx, decline->edition_id, decline->tenure_id, &l));
	if (!ctx->actor || ctx->actor->person_id == 0 || ctx->actor->person_id != l.tenure.person_id)
		return FORBIDDEN;
	if (l.edition.stage != EDITION_IN_FORCE || !tenure_holds(&l.tenure, site_today(ctx)))
		return problem_add(ctx, "", msg("This is not asked of you any more."));
	if (!commitment_text_good(ctx, "reason", decline->reason, COMMITMENT_TEXT_BYTES, NULL))
		return INVALID;
	enum outcome found = standing(ctx, decline->edition_id, decline->tenure_id, &before);
	if (found == OK)
		return problem_add(ctx, "",
				   msg("You signed this already. You can withdraw the signature on your own page."));
	if (found != NOT_FOUND)
		return found;
	struct commitment_decline stands = {0};
	TRY(commitments_declined(ctx, decline->edition_id, decline->tenure_id, &stands));
	if (stands.declined_ms != decline->seen_ms)
		return CONFLICT;
	decline->id = id_new(ctx);
	decline->declined_ms = ctx->now_ms;
	decline->reason = str_trim(decline->reason);
	TRY(db_exec(ctx, &commitments_sql_decline_put,
		    DB_PARAMS(db_int(decline->id), db_int(decline->edition_id), db_int(decline->tenure_id),
			      db_int(decline->declined_ms), db_text(decline->reason), db_int(decline->reason_public)),
		    NULL));
	db_note(ctx, "commitments", decline->id);
	return OK; /* not in the activity log: who reads that is not told who declined */
}

/* ---- Reading ---- */

enum outcome commitments_roll(struct ctx *ctx, int64_t code_id, int64_t organization_id,
			      struct commitment **ret_commitments, size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_roll, DB_PARAMS(db_int(code_id), db_int(organization_id)),
		       &commitment_spec, ret_commitments, ret_n);
}

enum outcome commitments_of_person(struct ctx *ctx, int64_t person_id, struct commitment **ret_commitments,
				   size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_of_person, DB_PARAMS(db_int(person_id)), &commitment_spec, ret_commitments,
		       ret_n);
}

enum outcome commitments_find(struct ctx *ctx, struct str record_id, struct commitment *ret_commitment)
{
	return db_one(ctx, &commitments_sql_by_record, DB_PARAMS(db_text(record_id)), &commitment_spec, ret_commitment);
}
