/* What is published of an office-holder, and since when nothing is: the facts beside their own words (S16). */
#include <stdlib.h>

#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

static const struct db_col fact_cols[] = {
	DB_COL_TEXT(struct commitment_fact, room),        DB_COL_I64(struct commitment_fact, subject),
	DB_COL_I64(struct commitment_fact, tenure_id),    DB_COL_I64(struct commitment_fact, code_id),
	DB_COL_I64(struct commitment_fact, provision_id), DB_COL_TEXT(struct commitment_fact, text),
	DB_COL_TEXT(struct commitment_fact, href),        DB_COL_I32(struct commitment_fact, day),
};
static const struct db_spec fact_spec = DB_SPEC(struct commitment_fact, fact_cols);

/* ---- What later rooms tell ---- */

static enum outcome row_of(struct ctx *ctx, struct str room, int64_t subject, struct commitment_fact *ret_fact)
{
	return db_one(ctx, &commitments_sql_fact, DB_PARAMS(db_text(room), db_int(subject)), &fact_spec, ret_fact);
}

enum outcome commitments_fact_put(struct ctx *ctx, const struct commitment_fact *fact)
{
	struct tenure tenure;
	struct commitment_fact before;
	TRY(people_tenure(ctx, fact->tenure_id, &tenure));
	if (str_empty(str_trim(fact->text)))
		return problem_add(ctx, "text", msg("Say what was published"));
	enum outcome found = row_of(ctx, fact->room, fact->subject, &before);
	if (found == OK)
		db_note(ctx, "commitments", before.tenure_id); /* it may have been somebody else's */
	else if (found != NOT_FOUND)
		return found;
	TRY(db_exec(ctx, &commitments_sql_fact_put,
		    DB_PARAMS(db_text(fact->room), db_int(fact->subject), db_int(fact->tenure_id),
			      db_int(fact->code_id), db_int(fact->provision_id), db_text(fact->text),
			      db_text(fact->href), db_int(fact->day)),
		    NULL));
	db_note(ctx, "commitments", fact->tenure_id);
	return OK;
}

enum outcome commitments_fact_remove(struct ctx *ctx, struct str room, int64_t subject)
{
	struct commitment_fact before;
	enum outcome found = row_of(ctx, room, subject, &before);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	TRY(db_exec(ctx, &commitments_sql_fact_remove, DB_PARAMS(db_text(room), db_int(subject)), NULL));
	db_note(ctx, "commitments", before.tenure_id);
	return OK;
}

/* ---- All of a person ---- */

static int32_t day_of_ms(const struct ctx *ctx, int64_t ms)
{
	return zone_day(ctx->site->zone, (struct instant){ms}).n;
}

static struct commitment_fact fact_of_signature(struct ctx *ctx, const struct commitment *c)
{
	bool paper = c->method == COMMITMENT_PAPER;
	return (struct commitment_fact){
		.room = STR("commitments"),
		.subject = c->id,
		.tenure_id = c->tenure_id,
		.code_id = c->code_id,
		.code_title = c->code_title,
		.text = str_fmt(ctx->arena,
				c->withdrawn_ms ? "Took back the signature under edition %d"
				: paper         ? "Signed edition %d, on paper"
						: "Signed edition %d",
				c->edition_number),
		.href = str_fmt(ctx->arena, "/signed/%.*s", STR_ARG(c->record_id)),
		.day = day_of_ms(ctx, c->withdrawn_ms ? c->withdrawn_ms : c->signed_ms),
	};
}

static struct commitment_fact fact_of_words(struct ctx *ctx, const struct commitment_words *w)
{
	return (struct commitment_fact){
		.room = STR("commitments"),
		.subject = w->id,
		.tenure_id = w->tenure_id,
		.code_id = w->code_id,
		.code_title = w->code_title,
		.provision_id = w->provision_id,
		.passage = w->passage,
		.text = w->withdrawn_ms ? STR("Took back their own words")
					: str_fmt(ctx->arena, "Own words, version %lld", (long long)w->version),
		.href = str_fmt(ctx->arena, "/log/records/%.*s", STR_ARG(w->record_id)),
		.day = day_of_ms(ctx, w->withdrawn_ms ? w->withdrawn_ms : w->changed_ms),
	};
}

static int newest_first(const void *a, const void *b)
{
	const struct commitment_fact *x = a, *y = b;
	if (x->day != y->day)
		return x->day > y->day ? -1 : 1;
	return (x->subject < y->subject) - (x->subject > y->subject);
}

static enum outcome facts_load(struct ctx *ctx, int64_t person_id, const struct commitment_words *words, size_t n_words,
			       struct commitment_kept *kept)
{
	struct commitment *signatures;
	struct commitment_fact *others;
	size_t n_signatures, n_others, n = 0;
	TRY(commitments_of_person(ctx, person_id, &signatures, &n_signatures));
	TRY(db_list(ctx, &commitments_sql_facts_of_person, DB_PARAMS(db_int(person_id)), &fact_spec, &others,
		    &n_others));
	struct commitment_fact *facts =
		arena_array(ctx->arena, struct commitment_fact, n_signatures + n_words + n_others);
	for (size_t i = 0; i < n_signatures; i++)
		if (!commitment_is_gone(&signatures[i]))
			facts[n++] = fact_of_signature(ctx, &signatures[i]);
	for (size_t i = 0; i < n_words; i++)
		if (!words[i].erased_ms)
			facts[n++] = fact_of_words(ctx, &words[i]);
	for (size_t i = 0; i < n_others; i++)
		facts[n++] = others[i];
	if (n > 1)
		qsort(facts, n, sizeof(*facts), newest_first);
	kept->facts = facts;
	kept->n_facts = n;
	return OK;
}

/* The day of the newest fact, or the later one on which they took office; and how long they hold it. */
static enum outcome silence_load(struct ctx *ctx, int64_t person_id, struct commitment_kept *kept)
{
	struct tenure *tenures;
	size_t n;
	kept->since_day = kept->n_facts ? kept->facts[0].day : COMMITMENT_NO_DAY;
	kept->until_day = COMMITMENT_NO_DAY;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		const struct tenure *t = &tenures[i];
		if (t->erased_ms || (t->category != TENURE_ELECTED && t->category != TENURE_APPOINTED))
			continue;
		if (t->from_day > kept->since_day)
			kept->since_day = t->from_day;
		if (t->to_day > kept->until_day)
			kept->until_day = t->to_day;
	}
	kept->silence = codes_silence(ctx->arena, kept->since_day, kept->until_day, site_today(ctx));
	return OK;
}

enum outcome commitments_kept_of_person(struct ctx *ctx, int64_t person_id, struct commitment_kept *ret_kept)
{
	struct commitment_words *words;
	size_t n;
	struct commitment_kept kept = {0};
	TRY(commitments_words_of_person(ctx, person_id, &words, &n));
	TRY(facts_load(ctx, person_id, words, n, &kept));
	for (size_t i = 0; i < n; i++)
		if (!words[i].withdrawn_ms && !words[i].erased_ms)
			words[kept.n_words++] = words[i];
	kept.words = words;
	TRY(silence_load(ctx, person_id, &kept));
	*ret_kept = kept;
	return OK;
}

/* ---- Beside a provision ---- */

/* Of the code and of no other passage; without its title, which may be removed from the code. */
static struct str lines_for(struct arena *arena, const struct commitment_kept *kept, const struct commitment_words *w)
{
	struct buf out = buf_open(arena, 0);
	size_t n = 0;
	for (size_t i = 0; i < kept->n_facts && n < COMMITMENT_FACTS_BESIDE; i++) {
		const struct commitment_fact *fact = &kept->facts[i];
		if ((fact->code_id && fact->code_id != w->code_id) ||
		    (fact->provision_id && fact->provision_id != w->provision_id))
			continue;
		buf_fmt(&out, "%s%.*s: %.*s", n++ ? "\n" : "", STR_ARG(day_words(arena, (struct day){fact->day})),
			STR_ARG(fact->text));
	}
	return buf_view(&out);
}

void commitment_words_beside(struct arena *arena, const struct commitment_kept *kept, const struct commitment_words *w,
			     struct provision_evidence *evidence)
{
	evidence->facts = lines_for(arena, kept, w);
	evidence->since_day = kept->since_day;
	evidence->until_day = kept->until_day;
}

/* Puts anew what stands beside the provisions, where it is no longer what stands there. */
static enum outcome beside_follow(struct ctx *ctx, int64_t person_id)
{
	struct commitment_kept kept;
	TRY(commitments_kept_of_person(ctx, person_id, &kept));
	for (size_t i = 0; i < kept.n_words; i++) {
		struct provision_evidence *shown, next = {0};
		size_t n;
		TRY(codes_evidence_of(ctx, STR("commitments"), kept.words[i].id, &shown, &n));
		commitment_words_beside(ctx->arena, &kept, &kept.words[i], &next);
		if (n != 1 || (str_eq(shown[0].facts, next.facts) && shown[0].since_day == next.since_day &&
			       shown[0].until_day == next.until_day))
			continue;
		shown[0].facts = next.facts;
		shown[0].since_day = next.since_day;
		shown[0].until_day = next.until_day;
		TRY(codes_evidence_put(ctx, &shown[0]));
	}
	return OK;
}

enum outcome commitments_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct commitment_id_row *persons;
		size_t n_persons;
		if (strcmp(changes[i].kind, "commitments") != 0 && strcmp(changes[i].kind, "people") != 0)
			continue;
		TRY(db_list(ctx, &commitments_sql_authors, DB_PARAMS(db_int(changes[i].subject)), &commitment_id_spec,
			    &persons, &n_persons));
		for (size_t j = 0; j < n_persons; j++)
			TRY(beside_follow(ctx, persons[j].id));
	}
	return OK;
}
