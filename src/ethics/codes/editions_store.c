/* Consultation, repeal, and what the journal asks of all records of the room. */
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"

#define NAME_BYTES 200
#define NOTE_BYTES 4000

/* The stages of a row that is not published yet; as in enum edition_stage. */
#define STORED_DRAFT        1
#define STORED_CONSULTATION 2

struct db_param codes_day_or_null(int32_t day)
{
	return day == INT32_MIN || day == INT32_MAX ? db_null() : db_int(day);
}

/* ---- Consultation ---- */

static const struct db_col consultee_cols[] = {
	DB_COL_I64(struct consultee, id),
	DB_COL_I64(struct consultee, version),
	DB_COL_I64(struct consultee, edition_id),
	DB_COL_TEXT(struct consultee, name),
	DB_COL_I32(struct consultee, kind),
	DB_COL_I32(struct consultee, asked_on),
	DB_COL_I32_OR(struct consultee, answered_on, INT32_MIN),
	DB_COL_TEXT(struct consultee, note),
};
static const struct db_spec consultee_spec = DB_SPEC(struct consultee, consultee_cols);

enum outcome codes_consultee(struct ctx *ctx, int64_t id, struct consultee *ret_consultee)
{
	return db_one(ctx, &codes_sql_consultee, DB_PARAMS(db_int(id)), &consultee_spec, ret_consultee);
}

enum outcome codes_consultees(struct ctx *ctx, int64_t edition_id, struct consultee **ret_consultees, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_consultees, DB_PARAMS(db_int(edition_id)), &consultee_spec, ret_consultees,
		       ret_n);
}

enum outcome codes_consultees_discard(struct ctx *ctx, int64_t edition_id)
{
	return db_exec(ctx, &codes_sql_consultees_delete, DB_PARAMS(db_int(edition_id)), NULL);
}

static enum outcome consultee_check(struct ctx *ctx, const struct consultee *c, struct day today)
{
	enum outcome outcome = OK;
	if (str_trim(c->name).n == 0 || c->name.n > NAME_BYTES)
		outcome = problem_add(ctx, "name", msg("Enter who is asked, in at most 200 characters"));
	if (consultee_kind_name(c->kind)[0] == '\0')
		outcome = problem_add(ctx, "kind", msg("Choose who they are"));
	if (c->asked_on > today.n)
		outcome = problem_add(ctx, "asked_on", msg("The day on which they were asked, {1}, has not come yet"),
				      day_words(ctx->arena, (struct day){c->asked_on}));
	if (c->answered_on != INT32_MIN && c->answered_on > today.n)
		outcome = problem_add(ctx, "answered_on", msg("The day on which they answered, {1}, has not come yet"),
				      day_words(ctx->arena, (struct day){c->answered_on}));
	if (c->answered_on != INT32_MIN && c->answered_on < c->asked_on)
		outcome =
			problem_add(ctx, "answered_on", msg("They cannot have answered before they were asked, on {1}"),
				    day_words(ctx->arena, (struct day){c->asked_on}));
	if (c->note.n > NOTE_BYTES)
		outcome = problem_add(ctx, "note", msg("The note has at most 4,000 characters"));
	return outcome;
}

/* The edition as long as it is a draft. */
static enum outcome draft_of(struct ctx *ctx, int64_t edition_id, struct edition *ret_edition)
{
	struct edition edition;
	enum outcome found = codes_edition(ctx, edition_id, &edition);
	if (found == NOT_FOUND || (found == OK && edition.stage > EDITION_CONSULTATION))
		return CONFLICT;
	TRY(found);
	*ret_edition = edition;
	return OK;
}

enum outcome codes_edition_consult(struct ctx *ctx, struct edition *edition, bool in_consultation)
{
	struct edition now;
	int64_t changed;
	TRY(draft_of(ctx, edition->id, &now));
	TRY(db_exec(ctx, &codes_sql_edition_stage,
		    DB_PARAMS(db_int(edition->id), db_int(edition->version),
			      db_int(in_consultation ? STORED_CONSULTATION : STORED_DRAFT)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(access_log(ctx, in_consultation ? "codes.consult" : "codes.consult_end", now.id, now.code_title));
	return codes_edition(ctx, now.id, edition);
}

enum outcome codes_consultee_add(struct ctx *ctx, struct consultee *consultee)
{
	struct edition edition;
	TRY(consultee_check(ctx, consultee, site_today(ctx)));
	TRY(draft_of(ctx, consultee->edition_id, &edition));
	consultee->id = id_new(ctx);
	consultee->version = 1;
	TRY(db_exec(ctx, &codes_sql_consultee_insert,
		    DB_PARAMS(db_int(consultee->id), db_int(consultee->edition_id), db_text(consultee->name),
			      db_int(consultee->kind), db_int(consultee->asked_on),
			      codes_day_or_null(consultee->answered_on), db_text(consultee->note)),
		    NULL));
	if (edition.stage == EDITION_DRAFT)
		TRY(codes_edition_consult(ctx, &edition, true));
	return access_log(ctx, "codes.consultee", edition.id, consultee->name);
}

enum outcome codes_consultee_update(struct ctx *ctx, struct consultee *consultee)
{
	int64_t changed;
	struct edition edition;
	TRY(consultee_check(ctx, consultee, site_today(ctx)));
	TRY(draft_of(ctx, consultee->edition_id, &edition));
	TRY(db_exec(ctx, &codes_sql_consultee_update,
		    DB_PARAMS(db_int(consultee->id), db_int(consultee->version), db_text(consultee->name),
			      db_int(consultee->kind), db_int(consultee->asked_on),
			      codes_day_or_null(consultee->answered_on), db_text(consultee->note)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	consultee->version++;
	return access_log(ctx, "codes.consultee", edition.id, consultee->name);
}

enum outcome codes_consultee_remove(struct ctx *ctx, const struct consultee *consultee)
{
	int64_t changed;
	struct edition edition;
	TRY(draft_of(ctx, consultee->edition_id, &edition));
	TRY(db_exec(ctx, &codes_sql_consultee_delete, DB_PARAMS(db_int(consultee->id), db_int(consultee->version)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	return access_log(ctx, "codes.consultee_remove", edition.id, consultee->name);
}

/* ---- Repeal ---- */

static const struct db_col repeal_cols[] = {
	DB_COL_I64(struct repeal, id),
	DB_COL_I64(struct repeal, code_id),
	DB_COL_I32(struct repeal, on_day),
	DB_COL_I32(struct repeal, instrument.kind),
	DB_COL_TEXT(struct repeal, instrument.number),
	DB_COL_TEXT(struct repeal, instrument.body),
	DB_COL_I32_OR(struct repeal, instrument.day, INT32_MIN),
	DB_COL_TEXT(struct repeal, instrument.link),
	DB_COL_TEXT(struct repeal, record_id),
	DB_COL_I64(struct repeal, erased_ms),
	DB_COL_TEXT(struct repeal, code_slug),
};
static const struct db_spec repeal_spec = DB_SPEC(struct repeal, repeal_cols);

enum outcome codes_repeals(struct ctx *ctx, int64_t code_id, struct repeal **ret_repeals, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_repeals, DB_PARAMS(db_int(code_id)), &repeal_spec, ret_repeals, ret_n);
}

struct str repeal_record(struct arena *arena, const struct repeal *repeal)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "code", repeal->code_slug);
	instrument_json(arena, &json, &repeal->instrument);
	json_str(&json, "kind", STR("repeal"));
	json_str(&json, "on", day_str(arena, (struct day){repeal->on_day}));
	json_end(&json);
	return buf_view(&out);
}

static enum outcome repeal_check(struct ctx *ctx, struct repeal *repeal, bool is_retroactive)
{
	struct edition last;
	struct day before = {repeal->on_day - 1};
	const struct instrument *by = &repeal->instrument;
	edition_day_check(ctx, "on", repeal->on_day, site_today(ctx));
	instrument_check(ctx, by, site_today(ctx));
	if (by->day != INT32_MIN && repeal->on_day < by->day && !is_retroactive)
		(void)problem_add(
			ctx, "on",
			msg("The first day without the code, {1}, is before the day of the act, {2}. Put one of "
			    "them right, or say that the act itself reaches back"),
			day_words(ctx->arena, (struct day){repeal->on_day}),
			day_words(ctx->arena, (struct day){by->day}));
	enum outcome found = codes_edition_on(ctx, repeal->code_id, before, &last);
	if (found == NOT_FOUND)
		(void)problem_add(ctx, "on", msg("No edition of this code is in force on the day before, {1}"),
				  day_words(ctx->arena, before));
	else
		TRY(found);
	if (found == OK && last.repealed_on == repeal->on_day)
		(void)problem_add(ctx, "on", msg("The code is repealed from that day already"));
	repeal->code_slug = found == OK ? last.code_slug : (struct str){0};
	return ctx->problems.first ? INVALID : OK;
}

enum outcome codes_repeal(struct ctx *ctx, const struct journal_seed *seed, struct repeal *repeal, bool is_retroactive)
{
	struct journal_place place;
	repeal->instrument.kind = INSTRUMENT_REPEAL;
	TRY(repeal_check(ctx, repeal, is_retroactive));
	repeal->id = id_new(ctx);
	const struct instrument *by = &repeal->instrument;
	TRY(journal_put(ctx, seed, "codes", repeal->id, repeal_record(ctx->arena, repeal), &place));
	TRY(db_exec(ctx, &codes_sql_repeal_insert,
		    DB_PARAMS(db_int(repeal->id), db_int(repeal->code_id), db_int(repeal->on_day), db_int(by->kind),
			      db_text(by->number), db_text(by->body), codes_day_or_null(by->day), db_text(by->link),
			      db_text(place.record_id)),
		    NULL));
	repeal->record_id = place.record_id;
	db_note(ctx, "codes", repeal->code_id);
	return access_log(ctx, "codes.repeal", repeal->code_id, repeal->code_slug);
}

enum outcome codes_repeal_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct repeal repeal;
	TRY(db_one(ctx, &codes_sql_repeal, DB_PARAMS(db_int(record->subject)), &repeal_spec, &repeal));
	return codes_row_fits(ctx, record, repeal.record_id, repeal.erased_ms, repeal_record(ctx->arena, &repeal));
}

enum outcome codes_repeal_remove(struct ctx *ctx, struct str record_id)
{
	struct repeal repeal;
	TRY(db_one(ctx, &codes_sql_repeal_by_record, DB_PARAMS(db_text(record_id)), &repeal_spec, &repeal));
	if (repeal.erased_ms)
		return OK;
	db_note(ctx, "codes", repeal.code_id);
	return db_exec(ctx, &codes_sql_repeal_erase, DB_PARAMS(db_int(repeal.id), db_int(ctx->now_ms)), NULL);
}

/* ---- The journal's questions ---- */

static enum outcome no_longer_here(struct ctx *ctx)
{
	return problem_add(ctx, "codes", msg("what was published as this record is no longer here"));
}

enum outcome codes_row_fits(struct ctx *ctx, const struct journal_record *record, struct str record_id,
			    int64_t erased_ms, struct str says)
{
	if (!str_eq(record_id, record->place.record_id))
		return no_longer_here(ctx);
	if (record->erased_ground.n > 0)
		return erased_ms ? OK : problem_add(ctx, "codes", msg("this was removed, and is here again"));
	return !erased_ms && str_eq(says, record->content)
		       ? OK
		       : problem_add(ctx, "codes", msg("what stands here is not what was published"));
}

enum outcome codes_audit(struct ctx *ctx, const struct journal_record *record)
{
	static enum outcome (*const audits[])(struct ctx * ctx, const struct journal_record *record) = {
		codes_edition_audit,
		codes_adoption_audit,
		codes_relation_audit,
		codes_repeal_audit,
	};
	for (size_t i = 0; i < COUNT_OF(audits); i++) {
		enum outcome outcome = audits[i](ctx, record);
		if (outcome != NOT_FOUND)
			return outcome;
	}
	return no_longer_here(ctx);
}

enum outcome codes_remove(struct ctx *ctx, struct str record_id)
{
	static enum outcome (*const removes[])(struct ctx * ctx, struct str record_id) = {
		codes_edition_remove,
		codes_adoption_remove,
		codes_relation_remove,
		codes_repeal_remove,
	};
	for (size_t i = 0; i < COUNT_OF(removes); i++) {
		enum outcome outcome = removes[i](ctx, record_id);
		if (outcome != NOT_FOUND)
			return outcome;
	}
	return OK;
}
