/* What is asked of whom today, and what each answered. */
#include <stdlib.h>

#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"
#include "duties/duties.h"

static const struct db_col decline_cols[] = {
	DB_COL_I64(struct commitment_decline, id),        DB_COL_I64(struct commitment_decline, edition_id),
	DB_COL_I64(struct commitment_decline, tenure_id), DB_COL_I64(struct commitment_decline, declined_ms),
	DB_COL_TEXT(struct commitment_decline, reason),   DB_COL_BOOL(struct commitment_decline, reason_public),
};
static const struct db_spec decline_spec = DB_SPEC(struct commitment_decline, decline_cols);

enum outcome commitments_declined(struct ctx *ctx, int64_t edition_id, int64_t tenure_id,
				  struct commitment_decline *ret_decline)
{
	struct commitment_decline decline;
	enum outcome found = db_one(ctx, &commitments_sql_decline_of, DB_PARAMS(db_int(edition_id), db_int(tenure_id)),
				    &decline_spec, &decline);
	if (found == NOT_FOUND)
		decline = (struct commitment_decline){0};
	else
		TRY(found);
	*ret_decline = decline;
	return OK;
}

/* All that one code's questions are answered from. */
struct answers {
	int64_t code_id;
	struct commitment_holds holds;
	struct commitment_form *forms;
	size_t n_forms;
	struct commitment *signatures; /* that stand, by term, the newest edition first */
	size_t n_signatures;
	struct commitment_decline *declines; /* by term */
	size_t n_declines;
	struct commitment_resolution *resolutions;
	size_t n_resolutions;
	int64_t *absent; /* confirmed today, ascending */
	size_t n_absent;
};

static int by_term(const void *a, const void *b)
{
	const struct commitment *x = a, *y = b;
	if (x->tenure_id != y->tenure_id)
		return x->tenure_id < y->tenure_id ? -1 : 1;
	return x->edition_number > y->edition_number ? -1 : x->edition_number < y->edition_number;
}

static void keep_standing(struct answers *answers)
{
	size_t n = 0;
	for (size_t i = 0; i < answers->n_signatures; i++) {
		const struct commitment *c = &answers->signatures[i];
		if (!c->erased_ms && !c->withdrawn_ms)
			answers->signatures[n++] = *c;
	}
	answers->n_signatures = n;
	if (n > 1)
		qsort(answers->signatures, n, sizeof(*answers->signatures), by_term);
}

static enum outcome answers_load(struct ctx *ctx, int64_t code_id, int64_t person_id, struct answers *answers)
{
	answers->code_id = code_id;
	TRY(commitment_holds_load(ctx, code_id, &answers->holds));
	TRY(commitment_forms(ctx, code_id, &answers->forms, &answers->n_forms));
	if (person_id)
		TRY(commitments_of_person(ctx, person_id, &answers->signatures, &answers->n_signatures));
	else
		TRY(commitments_roll(ctx, code_id, 0, &answers->signatures, &answers->n_signatures));
	keep_standing(answers);
	TRY(db_list(ctx, &commitments_sql_declines, DB_PARAMS(db_int(code_id)), &decline_spec, &answers->declines,
		    &answers->n_declines));
	TRY(commitment_resolutions(ctx, code_id, &answers->resolutions, &answers->n_resolutions));
	return commitment_absent_today(ctx, code_id, &answers->absent, &answers->n_absent);
}

/* The newest signature of the term under an edition of this code. */
static const struct commitment *signature_of(const struct answers *answers, int64_t tenure_id)
{
	size_t from = 0, to = answers->n_signatures;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (answers->signatures[middle].tenure_id < tenure_id)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < answers->n_signatures && answers->signatures[from].tenure_id == tenure_id; from++)
		if (answers->signatures[from].code_id == answers->code_id)
			return &answers->signatures[from];
	return NULL;
}

static bool is_confirmed(const struct answers *answers, int64_t tenure_id)
{
	for (size_t i = 0; i < answers->n_absent; i++)
		if (answers->absent[i] == tenure_id)
			return true;
	return false;
}

static void take_decline(const struct answers *answers, struct commitment_ask *ask)
{
	for (size_t i = 0; i < answers->n_declines; i++) {
		const struct commitment_decline *d = &answers->declines[i];
		if (d->tenure_id == ask->tenure.id &&
		    commitment_counts(answers->holds.editions, answers->holds.n_editions, d->edition_id,
				      ask->edition.id))
			ask->decline = *d;
	}
}

static void take_resolution(const struct answers *answers, struct commitment_ask *ask)
{
	ask->resolved_day = COMMITMENT_NO_DAY;
	for (size_t i = 0; i < answers->n_resolutions; i++) {
		if (answers->resolutions[i].organization_id != ask->tenure.organization_id)
			continue;
		ask->resolution = answers->resolutions[i].number;
		ask->resolved_day = answers->resolutions[i].resolved_day;
	}
}

static struct commitment_ask ask_of(const struct answers *answers, const struct commitment_hold *hold,
				    const struct tenure *tenure)
{
	struct commitment_ask ask = {
		.edition = hold->edition,
		.tenure = *tenure,
		.form = commitment_form_for(answers->forms, answers->n_forms, answers->code_id,
					    tenure->organization_id),
		.answer = ANSWER_NOT_YET,
	};
	ask.due_day = commitment_due(&ask.form, tenure, hold->asks_from);
	const struct commitment *signature = signature_of(answers, tenure->id);
	if (signature) {
		ask.signature = *signature;
		ask.counts = commitment_hold_counts(&answers->holds, hold, signature);
	}
	take_decline(answers, &ask);
	take_resolution(answers, &ask);
	ask.confirmed = is_confirmed(answers, tenure->id);
	if (ask.counts)
		ask.answer = ask.signature.method == COMMITMENT_PAPER ? ANSWER_PAPER : ANSWER_SIGNED;
	else if (ask.decline.id)
		ask.answer = ANSWER_DECLINED;
	return ask;
}

/* Whose day has passed: whether it really has, with more time and waivers counted, is duties' to say (S4). */
static enum outcome late_settle(struct ctx *ctx, struct commitment_ask *asks, size_t n)
{
	struct duty_signer *signers = arena_array(ctx->arena, struct duty_signer, n);
	size_t *of = arena_array(ctx->arena, size_t, n), used = 0;
	for (size_t i = 0; i < n; i++) {
		if (asks[i].counts || !asks[i].form.mandatory || asks[i].due_day == COMMITMENT_NO_DAY ||
		    asks[i].due_day >= site_today(ctx).n)
			continue;
		signers[used] =
			(struct duty_signer){.person_id = asks[i].tenure.person_id, .tenure_id = asks[i].tenure.id};
		of[used++] = i;
	}
	if (used)
		TRY(duties_sign_by(ctx, asks[of[0]].edition.code_slug, signers, used));
	for (size_t i = 0; i < used; i++)
		asks[of[i]].due_day = signers[i].due_day == DEADLINE_NO_DAY ? COMMITMENT_NO_DAY : signers[i].due_day;
	return OK;
}

static enum outcome asks_of(struct ctx *ctx, int64_t code_id, int64_t organization_id, int64_t person_id,
			    const struct tenure *tenures, size_t n_tenures, struct commitment_ask *asks, size_t *n)
{
	struct answers answers = {0};
	const struct day today = site_today(ctx);
	size_t first = *n;
	TRY(answers_load(ctx, code_id, person_id, &answers));
	for (size_t i = 0; i < n_tenures; i++) {
		const struct tenure *tenure = &tenures[i];
		const struct commitment_hold *hold;
		if (!tenure_holds(tenure, site_today(ctx)) ||
		    (organization_id && tenure->organization_id != organization_id))
			continue;
		TRY(commitment_hold_for(ctx, &answers.holds, tenure->organization_id, &hold));
		if (commitment_hold_asks(ctx, hold, tenure))
			asks[(*n)++] = ask_of(&answers, hold, tenure);
	}
	TRY(late_settle(ctx, asks + first, *n - first));
	for (size_t i = first; i < *n; i++)
		asks[i].unnamed =
			asks[i].counts
				? msg("A signature stands.")
				: commitment_ask_bar(&asks[i], asks[i].confirmed ? today.n : COMMITMENT_NO_DAY, today);
	return OK;
}

enum outcome commitments_asked(struct ctx *ctx, int64_t code_id, int64_t organization_id,
			       struct commitment_ask **ret_asks, size_t *ret_n)
{
	struct tenure *tenures;
	size_t n_tenures, n = 0;
	TRY(people_tenures_open(ctx, site_today(ctx), &tenures, &n_tenures));
	struct commitment_ask *asks = arena_array(ctx->arena, struct commitment_ask, n_tenures);
	TRY(asks_of(ctx, code_id, organization_id, 0, tenures, n_tenures, asks, &n));
	*ret_asks = asks;
	*ret_n = n;
	return OK;
}

enum outcome commitments_offers(struct ctx *ctx, struct commitment_ask **ret_asks, size_t *ret_n)
{
	int64_t person_id = ctx->actor ? ctx->actor->person_id : 0;
	struct tenure *tenures = NULL;
	struct code *codes = NULL;
	size_t n_tenures = 0, n_codes = 0, n = 0;
	if (person_id)
		TRY(people_tenures_of(ctx, person_id, &tenures, &n_tenures));
	if (n_tenures)
		TRY(codes_list(ctx, &codes, &n_codes));
	struct commitment_ask *asks = arena_array(ctx->arena, struct commitment_ask, n_tenures * n_codes);
	for (size_t i = 0; i < n_codes; i++)
		TRY(asks_of(ctx, codes[i].id, 0, person_id, tenures, n_tenures, asks, &n));
	*ret_asks = asks;
	*ret_n = n;
	return OK;
}
