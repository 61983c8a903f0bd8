/* How office-holders keep a provision, in their own words (S16): rules, rows, records. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

static const struct db_col words_cols[] = {
	DB_COL_I64(struct commitment_words, id),           DB_COL_I64(struct commitment_words, version),
	DB_COL_I64(struct commitment_words, tenure_id),    DB_COL_I64(struct commitment_words, person_id),
	DB_COL_I64(struct commitment_words, code_id),      DB_COL_I64(struct commitment_words, edition_id),
	DB_COL_I64(struct commitment_words, provision_id), DB_COL_TEXT(struct commitment_words, passage),
	DB_COL_TEXT(struct commitment_words, text),        DB_COL_TEXT(struct commitment_words, name),
	DB_COL_I64(struct commitment_words, changed_ms),   DB_COL_I64(struct commitment_words, withdrawn_ms),
	DB_COL_TEXT(struct commitment_words, record_id),   DB_COL_I64(struct commitment_words, erased_ms),
	DB_COL_TEXT(struct commitment_words, person_slug), DB_COL_TEXT(struct commitment_words, code_slug),
	DB_COL_TEXT(struct commitment_words, code_title),  DB_COL_I32(struct commitment_words, edition_number),
	DB_COL_TEXT(struct commitment_words, anchor),      DB_COL_TEXT(struct commitment_words, post),
	DB_COL_TEXT(struct commitment_words, term_record),
};
static const struct db_spec words_spec = DB_SPEC(struct commitment_words, words_cols);

/* As much of a provision as names it: "1.1 Lanterns", or the beginning of its text. */
static struct str passage_of(struct arena *arena, const struct provision *p)
{
	struct str text = p->heading.n ? p->heading : p->text;
	size_t n = text.n;
	if (n > 120) {
		for (n = 120; n > 60 && text.p[n] != ' ';)
			n--;
		while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
			n--;
	}
	struct str shown = str_trim(str_slice(text, 0, n));
	struct str label = text_slug(arena, p->label).n ? p->label : STR(""); /* a bullet names nothing */
	return str_trim(str_fmt(arena, "%.*s %.*s%s", STR_ARG(label), STR_ARG(shown), n < text.n ? " …" : ""));
}

enum outcome commitment_own_post(struct ctx *ctx, struct tenure *ret_tenure)
{
	struct tenure *tenures;
	size_t n = 0;
	if (ctx->actor && ctx->actor->person_id)
		TRY(people_tenures_of(ctx, ctx->actor->person_id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		if (tenure_holds(&tenures[i], site_today(ctx)) &&
		    (tenures[i].category == TENURE_ELECTED || tenures[i].category == TENURE_APPOINTED)) {
			*ret_tenure = tenures[i];
			return OK;
		}
	}
	(void)problem_add(ctx, "", msg("Only whoever holds an elected or appointed post today can write here."));
	return FORBIDDEN;
}

static enum outcome provision_of(struct ctx *ctx, int64_t edition_id, int64_t provision_id,
				 struct provision *ret_provision)
{
	struct provision *provisions;
	size_t n;
	TRY(codes_provisions(ctx, edition_id, &provisions, &n));
	for (size_t i = 0; i < n; i++) {
		if (provisions[i].id == provision_id) {
			*ret_provision = provisions[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

/* What the person wrote to the provision before, withdrawn or not; NOT_FOUND: nothing. */
static enum outcome written(struct ctx *ctx, int64_t person_id, int64_t code_id, int64_t provision_id,
			    struct commitment_words *ret_words)
{
	struct commitment_words *words;
	size_t n;
	TRY(commitments_words_of_person(ctx, person_id, &words, &n));
	for (size_t i = 0; i < n; i++) {
		if (words[i].code_id == code_id && words[i].provision_id == provision_id) {
			*ret_words = words[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum outcome insert(struct ctx *ctx, const struct journal_seed *seed, struct commitment_words *w)
{
	struct journal_place place;
	w->id = id_new(ctx);
	TRY(journal_put(ctx, seed, "commitments", w->id, commitment_words_record(ctx->arena, w), &place));
	w->record_id = place.record_id;
	w->version = 1;
	return db_exec(ctx, &commitments_sql_words_insert,
		       DB_PARAMS(db_int(w->id), db_int(w->tenure_id), db_int(w->code_id), db_int(w->edition_id),
				 db_int(w->provision_id), db_text(w->passage), db_text(w->text), db_text(w->name),
				 db_text(w->post), db_int(w->changed_ms), db_text(w->record_id)),
		       NULL);
}

static enum outcome change(struct ctx *ctx, const struct journal_seed *seed, const struct commitment_words *w)
{
	int64_t changed;
	struct journal_place place;
	TRY(db_exec(ctx, &commitments_sql_words_change,
		    DB_PARAMS(db_int(w->id), db_int(w->version), db_int(w->tenure_id), db_int(w->edition_id),
			      db_text(w->passage), db_text(w->text), db_text(w->name), db_text(w->post),
			      db_int(w->changed_ms), db_int(w->withdrawn_ms)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	return journal_put_version(ctx, seed, w->record_id, commitment_words_record(ctx->arena, w), &place);
}

static struct str words_by(struct arena *arena, const struct commitment_words *w)
{
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(w->name), STR_ARG(w->post));
}

/* What the code shows beside the provision. */
static enum outcome evidence_put(struct ctx *ctx, const struct commitment_words *w)
{
	struct commitment_kept kept;
	struct provision_evidence evidence = {
		.provision_id = w->provision_id,
		.room = STR("commitments"),
		.subject = w->id,
		.label = str_of(msg("In their own words")),
		.by = words_by(ctx->arena, w),
		.text = w->text,
		.tenure_id = w->tenure_id,
		.day = site_today(ctx).n,
	};
	TRY(commitments_kept_of_person(ctx, w->person_id, &kept));
	commitment_words_beside(ctx->arena, &kept, w, &evidence);
	return codes_evidence_put(ctx, &evidence);
}

enum outcome commitments_words_put(struct ctx *ctx, const struct journal_seed *seed, struct commitment_words *words)
{
	struct tenure tenure;
	struct edition edition;
	struct provision provision;
	struct commitment_words before;
	TRY(commitment_own_post(ctx, &tenure));
	TRY(codes_edition(ctx, words->edition_id, &edition));
	if (edition.stage != EDITION_IN_FORCE)
		return problem_add(ctx, "", msg("This edition is not in force any more. Open the code again."));
	TRY(provision_of(ctx, edition.id, words->provision_id, &provision));
	words->text = str_trim(words->text);
	if (!commitment_text_good(ctx, "text", words->text, COMMITMENT_WORDS_BYTES,
				  msg("Write how you keep this, in your own words")))
		return INVALID;
	enum outcome found = written(ctx, tenure.person_id, edition.code_id, provision.id, &before);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (words->version != (found == OK ? before.version : 0))
		return CONFLICT;
	if (found == OK) {
		words->id = before.id;
		words->record_id = before.record_id;
	}
	words->tenure_id = tenure.id;
	words->person_id = tenure.person_id;
	words->code_id = edition.code_id;
	words->code_slug = edition.code_slug;
	words->edition_number = edition.number;
	words->passage = passage_of(ctx->arena, &provision);
	words->name = tenure.person_name;
	words->post = tenure.post;
	words->term_record = tenure.record_id;
	words->person_slug = tenure.person_slug;
	words->changed_ms = ctx->now_ms;
	words->withdrawn_ms = 0;
	TRY(found == OK ? change(ctx, seed, words) : insert(ctx, seed, words));
	TRY(evidence_put(ctx, words));
	db_note(ctx, "commitments", words->id);
	return access_log(ctx, "commitments.own_words", words->id, words->passage);
}

enum outcome commitments_words_withdraw(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					int64_t version)
{
	struct commitment_words words;
	TRY(db_one(ctx, &commitments_sql_words_by_record, DB_PARAMS(db_text(record_id)), &words_spec, &words));
	if (!ctx->actor || ctx->actor->person_id == 0 || ctx->actor->person_id != words.person_id)
		return FORBIDDEN;
	if (words.version != version || words.withdrawn_ms || words.erased_ms)
		return CONFLICT;
	words.withdrawn_ms = ctx->now_ms;
	words.text = STR("");
	TRY(change(ctx, seed, &words));
	TRY(codes_evidence_remove(ctx, STR("commitments"), words.id));
	db_note(ctx, "commitments", words.id);
	return access_log(ctx, "commitments.own_words_withdraw", words.id, words.passage);
}

enum outcome commitments_words_of_person(struct ctx *ctx, int64_t person_id, struct commitment_words **ret_words,
					 size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_words_of_person, DB_PARAMS(db_int(person_id)), &words_spec, ret_words,
		       ret_n);
}

enum outcome commitments_words_of_code(struct ctx *ctx, int64_t code_id, struct commitment_words **ret_words,
				       size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_words_of_code, DB_PARAMS(db_int(code_id)), &words_spec, ret_words, ret_n);
}

/* ---- The journal's questions ---- */

/* What stands beside the provision is what was written, by whom it was written (but for a name that was removed), and
 * nothing once it is gone. */
static enum outcome shown_fits(struct ctx *ctx, const struct commitment_words *w)
{
	struct commitment_kept kept;
	struct provision_evidence *shown, facts = {0};
	struct person author = {0};
	size_t n;
	bool fits;
	TRY(codes_evidence_of(ctx, STR("commitments"), w->id, &shown, &n));
	if (w->withdrawn_ms || w->erased_ms) {
		fits = n == 0;
	} else {
		TRY(people_person(ctx, w->person_id, &author));
		TRY(commitments_kept_of_person(ctx, w->person_id, &kept));
		commitment_words_beside(ctx->arena, &kept, w, &facts);
		fits = n == 1 && shown[0].provision_id == w->provision_id && str_eq(shown[0].text, w->text) &&
		       str_eq(shown[0].by, author.erased_ms ? STR("") : words_by(ctx->arena, w)) &&
		       shown[0].tenure_id == w->tenure_id && str_eq(shown[0].facts, facts.facts) &&
		       shown[0].since_day == facts.since_day && shown[0].until_day == facts.until_day;
	}
	return fits ? OK
		    : problem_add(ctx, "", msg("what the code shows beside the passage is not what was published"));
}

enum outcome words_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct commitment_words w;
	TRY(db_one(ctx, &commitments_sql_words_by_record, DB_PARAMS(db_text(record->place.record_id)), &words_spec,
		   &w));
	TRY(commitment_row_fits(ctx, record, w.erased_ms, !str_empty(w.text) || !str_empty(w.name),
				commitment_words_record(ctx->arena, &w)));
	return shown_fits(ctx, &w);
}

enum outcome words_remove(struct ctx *ctx, struct str record_id)
{
	struct commitment_words words;
	enum outcome found =
		db_one(ctx, &commitments_sql_words_by_record, DB_PARAMS(db_text(record_id)), &words_spec, &words);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	TRY(db_exec(ctx, &commitments_sql_words_erase, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), NULL));
	db_note(ctx, "commitments", words.person_id);
	return codes_evidence_remove(ctx, STR("commitments"), words.id);
}
