/* Which bodies adopted which code, and so what binds a body on a day. */
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "people/people.h"

static const struct db_col adoption_cols[] = {
	DB_COL_I64(struct adoption, id),
	DB_COL_I64(struct adoption, version),
	DB_COL_I64(struct adoption, body_id),
	DB_COL_TEXT(struct adoption, body_name),
	DB_COL_I64(struct adoption, code_id),
	DB_COL_I64(struct adoption, edition_id),
	DB_COL_I32(struct adoption, from_day),
	DB_COL_I32_OR(struct adoption, to_day, INT32_MAX),
	DB_COL_I32(struct adoption, instrument.kind),
	DB_COL_TEXT(struct adoption, instrument.number),
	DB_COL_TEXT(struct adoption, instrument.body),
	DB_COL_I32_OR(struct adoption, instrument.day, INT32_MIN),
	DB_COL_TEXT(struct adoption, instrument.link),
	DB_COL_TEXT(struct adoption, record_id),
	DB_COL_I64(struct adoption, erased_ms),
	DB_COL_TEXT(struct adoption, code_slug),
	DB_COL_TEXT(struct adoption, code_title),
	DB_COL_I32(struct adoption, edition_number),
};
static const struct db_spec adoption_spec = DB_SPEC(struct adoption, adoption_cols);

/* ---- Reading ---- */

enum outcome codes_adoption(struct ctx *ctx, int64_t id, struct adoption *ret_adoption)
{
	return db_one(ctx, &codes_sql_adoption, DB_PARAMS(db_int(id)), &adoption_spec, ret_adoption);
}

enum outcome codes_adoptions_of_code(struct ctx *ctx, int64_t code_id, struct adoption **ret_adoptions, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_adoptions_of_code, DB_PARAMS(db_int(code_id)), &adoption_spec, ret_adoptions,
		       ret_n);
}

/* What holds of the code for the body; the adoption that says so, or none where the code is the whole site's. */
static enum outcome holds_for_body(struct ctx *ctx, int64_t code_id, int64_t body_id, struct day day,
				   int64_t *ret_adoption_id, struct edition *ret_edition)
{
	struct adoption *adoptions;
	size_t n;
	TRY(codes_adoptions_of_code(ctx, code_id, &adoptions, &n));
	for (size_t i = 0; i < n; i++) {
		if (adoptions[i].body_id != body_id || !adoption_holds(&adoptions[i], day))
			continue;
		*ret_adoption_id = adoptions[i].id;
		return adoptions[i].edition_id ? codes_edition(ctx, adoptions[i].edition_id, ret_edition)
					       : codes_edition_on(ctx, code_id, day, ret_edition);
	}
	if (n > 0)
		return NOT_FOUND;
	*ret_adoption_id = 0;
	return codes_edition_on(ctx, code_id, day, ret_edition);
}

enum outcome codes_edition_for_body(struct ctx *ctx, int64_t code_id, int64_t body_id, struct day day,
				    struct edition *ret_edition)
{
	int64_t adoption_id;
	return holds_for_body(ctx, code_id, body_id, day, &adoption_id, ret_edition);
}

enum outcome codes_in_force_for_body(struct ctx *ctx, int64_t body_id, struct day day, struct code_in_force **ret_codes,
				     size_t *ret_n)
{
	struct code *codes;
	size_t n, used = 0;
	TRY(codes_list(ctx, &codes, &n));
	struct code_in_force *found = arena_array(ctx->arena, struct code_in_force, n);
	for (size_t i = 0; i < n; i++) {
		struct code_in_force *in_force = &found[used];
		enum outcome outcome =
			holds_for_body(ctx, codes[i].id, body_id, day, &in_force->adoption_id, &in_force->edition);
		if (outcome == NOT_FOUND)
			continue;
		TRY(outcome);
		in_force->code = codes[i];
		used++;
	}
	*ret_codes = found;
	*ret_n = used;
	return OK;
}

/* ---- Recording ---- */

struct str adoption_record(struct arena *arena, const struct adoption *adoption)
{
	struct buf out = buf_open(arena, 512);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "body", adoption->body_name);
	json_str(&json, "body_id", id_str(arena, adoption->body_id));
	json_str(&json, "code", adoption->code_slug);
	if (adoption->edition_number)
		json_i64(&json, "edition", adoption->edition_number);
	json_str(&json, "from", day_str(arena, (struct day){adoption->from_day}));
	instrument_json(arena, &json, &adoption->instrument);
	json_str(&json, "kind", STR("adoption"));
	if (adoption->to_day != INT32_MAX)
		json_str(&json, "to", day_str(arena, (struct day){adoption->to_day}));
	json_end(&json);
	return buf_view(&out);
}

/* Adoptions of one code by one body do not overlap. */
static enum outcome overlap_check(struct ctx *ctx, const struct adoption *adoption)
{
	struct adoption *others;
	size_t n;
	TRY(codes_adoptions_of_code(ctx, adoption->code_id, &others, &n));
	for (size_t i = 0; i < n; i++)
		if (others[i].body_id == adoption->body_id && others[i].to_day >= adoption->from_day)
			return problem_add(
				ctx, "from",
				others[i].to_day == INT32_MAX
					? msg("{1} has adopted this code from {2} on. End that adoption "
					      "first, then record this one from the day after")
					: msg("{1} has adopted this code from {2} to {3}. Choose a later day"),
				others[i].body_name, day_words(ctx->arena, (struct day){others[i].from_day}),
				day_words(ctx->arena, (struct day){others[i].to_day}));
	return OK;
}

/* Takes over what the adoption names: the body's name, the code, the edition's number. */
static enum outcome adoption_join(struct ctx *ctx, struct adoption *adoption)
{
	struct organization body;
	struct edition *editions;
	size_t n;
	enum outcome found = people_organization(ctx, adoption->body_id, &body);
	if (found == NOT_FOUND)
		return problem_add(ctx, "body", msg("Choose the body that adopts the code"));
	TRY(found);
	adoption->body_name = body.name;
	TRY(codes_editions(ctx, adoption->code_id, &editions, &n));
	if (n == 0)
		return problem_add(ctx, "edition", msg("Nothing of this code is published yet. Publish it first"));
	adoption->code_slug = editions[0].code_slug;
	adoption->edition_number = 0;
	for (size_t i = 0; i < n; i++)
		if (editions[i].id == adoption->edition_id)
			adoption->edition_number = editions[i].number;
	if (adoption->edition_id && !adoption->edition_number)
		return problem_add(ctx, "edition", msg("Choose a published edition of this code"));
	return OK;
}

enum outcome codes_adopt_need(struct ctx *ctx, int64_t code_id, int64_t body_id)
{
	struct adoption *adoptions;
	size_t n;
	TRY(codes_adoptions_of_code(ctx, code_id, &adoptions, &n));
	return access_need(ctx, RIGHT_OFFICER, n > 0 ? body_id : ACCESS_WHOLE_SITE);
}

enum outcome codes_adopt(struct ctx *ctx, const struct journal_seed *seed, struct adoption *adoption)
{
	struct journal_place place;
	const struct instrument *by = &adoption->instrument;
	TRY(codes_adopt_need(ctx, adoption->code_id, adoption->body_id));
	adoption->to_day = INT32_MAX;
	edition_day_check(ctx, "from", adoption->from_day, site_today(ctx));
	instrument_check(ctx, by, site_today(ctx));
	if (ctx->problems.first)
		return INVALID;
	TRY(adoption_join(ctx, adoption));
	TRY(overlap_check(ctx, adoption));
	adoption->id = id_new(ctx);
	adoption->version = 1;
	TRY(journal_put(ctx, seed, "codes", adoption->id, adoption_record(ctx->arena, adoption), &place));
	TRY(db_exec(ctx, &codes_sql_adoption_insert,
		    DB_PARAMS(db_int(adoption->id), db_int(adoption->body_id), db_text(adoption->body_name),
			      db_int(adoption->code_id),
			      adoption->edition_id ? db_int(adoption->edition_id) : db_null(),
			      db_int(adoption->from_day), db_int(by->kind), db_text(by->number), db_text(by->body),
			      codes_day_or_null(by->day), db_text(by->link), db_text(place.record_id)),
		    NULL));
	db_note(ctx, "codes", adoption->code_id);
	TRY(access_log(ctx, "codes.adopt", adoption->code_id, adoption->body_name));
	return codes_adoption(ctx, adoption->id, adoption);
}

enum outcome codes_adoption_end(struct ctx *ctx, const struct journal_seed *seed, struct adoption *adoption,
				struct day last_day)
{
	struct adoption now;
	int64_t changed;
	enum outcome found = codes_adoption(ctx, adoption->id, &now);
	if (found == NOT_FOUND || (found == OK && (now.version != adoption->version || now.erased_ms)))
		return CONFLICT;
	TRY(found);
	if (last_day.n < now.from_day)
		return problem_add(ctx, "to", msg("The adoption began on {1}. Choose that day or a later one"),
				   day_words(ctx->arena, (struct day){now.from_day}));
	edition_day_check(ctx, "to", last_day.n, site_today(ctx));
	if (ctx->problems.first)
		return INVALID;
	now.to_day = last_day.n;
	struct journal_place place;
	TRY(journal_put_version(ctx, seed, now.record_id, adoption_record(ctx->arena, &now), &place));
	TRY(db_exec(ctx, &codes_sql_adoption_end, DB_PARAMS(db_int(now.id), db_int(now.version), db_int(last_day.n)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "codes", now.code_id);
	TRY(access_log(ctx, "codes.end_adoption", now.code_id, now.body_name));
	return codes_adoption(ctx, now.id, adoption);
}

/* ---- The journal's questions ---- */

enum outcome codes_adoption_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct adoption adoption;
	TRY(codes_adoption(ctx, record->subject, &adoption));
	return codes_row_fits(ctx, record, adoption.record_id, adoption.erased_ms,
			      adoption_record(ctx->arena, &adoption));
}

enum outcome codes_adoption_remove(struct ctx *ctx, struct str record_id)
{
	struct adoption adoption;
	TRY(db_one(ctx, &codes_sql_adoption_by_record, DB_PARAMS(db_text(record_id)), &adoption_spec, &adoption));
	if (adoption.erased_ms)
		return OK;
	db_note(ctx, "codes", adoption.code_id);
	return db_exec(ctx, &codes_sql_adoption_erase, DB_PARAMS(db_int(adoption.id), db_int(ctx->now_ms)), NULL);
}
