/* Structs ↔ rows, and the record that each signature publishes. */
#include "commitments/commitments_store.h"
#include "commitments/commitments_rules.h"
#include "commitments/commitments_sql.h"

static const struct db_col commitment_cols[] = {
	DB_COL_I64(struct commitment, id),           DB_COL_I64(struct commitment, edition_id),
	DB_COL_I64(struct commitment, person_id),    DB_COL_I64(struct commitment, tenure_id),
	DB_COL_I32(struct commitment, method),       DB_COL_I64(struct commitment, signed_ms),
	DB_COL_TEXT(struct commitment, name),        DB_COL_TEXT(struct commitment, office),
	DB_COL_TEXT(struct commitment, text_hash),   DB_COL_TEXT(struct commitment, record_id),
	DB_COL_TEXT(struct commitment, person_slug), DB_COL_TEXT(struct commitment, code_title),
	DB_COL_TEXT(struct commitment, code_slug),   DB_COL_I32(struct commitment, edition_number),
	DB_COL_I64(struct commitment, erased_ms),
};
static const struct db_spec commitment_spec = DB_SPEC(struct commitment, commitment_cols);

struct record_row {
	struct str record_id;
};
static const struct db_col record_cols[] = {DB_COL_TEXT(struct record_row, record_id)};
static const struct db_spec record_spec = DB_SPEC(struct record_row, record_cols);

static enum outcome insert(struct ctx *ctx, const struct commitment *c)
{
	return db_exec(ctx, &commitments_sql_insert,
		       DB_PARAMS(db_int(c->id), db_int(c->edition_id), db_int(c->person_id), db_int(c->tenure_id),
				 db_int(c->method), db_int(c->signed_ms), db_text(c->name), db_text(c->office),
				 db_text(c->text_hash), db_text(c->record_id)),
		       NULL);
}

enum outcome commitments_sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment)
{
	struct edition edition;
	struct tenure tenure;
	TRY(codes_edition(ctx, commitment->edition_id, &edition));
	TRY(people_tenure(ctx, commitment->tenure_id, &tenure));
	TRY(commitment_check(ctx, commitment, &edition, &tenure, site_today(ctx)));
	commitment->id = id_new(ctx);
	commitment->person_id = tenure.person_id;
	commitment->method = COMMITMENT_SIGNED_IN;
	commitment->signed_ms = ctx->now_ms;
	commitment->name = tenure.person_name;
	commitment->office = tenure_office(ctx->arena, &tenure);
	commitment->code_title = edition.code_title;
	commitment->code_slug = edition.code_slug;
	commitment->edition_number = edition.number;
	struct journal_place place;
	TRY(journal_put(ctx, seed, "commitments", commitment->id, commitment_record(ctx->arena, commitment), &place));
	commitment->record_id = place.record_id;
	TRY(insert(ctx, commitment));
	db_note(ctx, "commitments", commitment->id);
	return access_log(ctx, "commitments.sign", commitment->id, commitment->office);
}

enum outcome commitments_roll(struct ctx *ctx, int64_t code_id, struct commitment **ret_commitments, size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_roll, DB_PARAMS(db_int(code_id)), &commitment_spec, ret_commitments,
		       ret_n);
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

static enum outcome offer_signed(struct ctx *ctx, struct commitment_offer *offer)
{
	struct record_row row = {0};
	enum outcome outcome =
		db_one(ctx, &commitments_sql_record_signed,
		       DB_PARAMS(db_int(offer->edition.id), db_int(offer->tenure.id)), &record_spec, &row);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	offer->signed_record = row.record_id;
	return OK;
}

enum outcome commitments_offers(struct ctx *ctx, struct commitment_offer **ret_offers, size_t *ret_n)
{
	int64_t person_id = ctx->actor ? ctx->actor->person_id : 0;
	struct tenure *tenures;
	size_t n_tenures;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n_tenures));
	struct code *codes;
	size_t n_codes;
	TRY(codes_list(ctx, &codes, &n_codes));
	struct commitment_offer *offers = arena_array(ctx->arena, struct commitment_offer, n_tenures * n_codes);
	size_t n = 0;
	for (size_t i = 0; i < n_codes; i++) {
		struct edition edition;
		enum outcome outcome = codes_edition_in_force(ctx, codes[i].id, &edition);
		if (outcome == NOT_FOUND)
			continue;
		TRY(outcome);
		for (size_t j = 0; j < n_tenures; j++) {
			if (!tenure_holds(&tenures[j], site_today(ctx)))
				continue;
			offers[n] = (struct commitment_offer){.edition = edition, .tenure = tenures[j]};
			TRY(offer_signed(ctx, &offers[n]));
			n++;
		}
	}
	*ret_offers = offers;
	*ret_n = n;
	return OK;
}

enum outcome commitments_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct commitment commitment;
	enum outcome outcome = commitments_find(ctx, record->place.record_id, &commitment);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("the signature is not in its table"));
	TRY(outcome);
	if (!str_empty(record->erased_ground) && (commitment.erased_ms == 0 || !str_empty(commitment.name)))
		return problem_add(ctx, "", msg("the signature was removed, but its table still shows it"));
	if (!str_empty(record->erased_ground))
		return OK;
	if (!str_eq(commitment_record(ctx->arena, &commitment), record->content))
		return problem_add(ctx, "", msg("the signature in its table is not what was published"));
	return OK;
}

enum outcome commitments_remove(struct ctx *ctx, struct str record_id)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &commitments_sql_erase, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
	if (changed)
		db_note(ctx, "commitments", 0);
	return OK;
}
