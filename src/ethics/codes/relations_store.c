/* Relations between texts: one supplements, clarifies, gives way to or is read with another. */
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "people/audience.h"

static const struct db_col relation_cols[] = {
	DB_COL_I64(struct relation, id),
	DB_COL_I64(struct relation, version),
	DB_COL_I32(struct relation, kind),
	DB_COL_I64(struct relation, code_id),
	DB_COL_I64(struct relation, provision_id),
	DB_COL_I64(struct relation, to_code_id),
	DB_COL_I64(struct relation, to_provision_id),
	DB_COL_TEXT(struct relation, audience),
	DB_COL_I32_OR(struct relation, ended_on, INT32_MAX),
	DB_COL_TEXT(struct relation, record_id),
	DB_COL_I64(struct relation, erased_ms),
	DB_COL_TEXT(struct relation, code_slug),
	DB_COL_TEXT(struct relation, code_title),
	DB_COL_TEXT(struct relation, to_code_slug),
	DB_COL_TEXT(struct relation, to_code_title),
};
static const struct db_spec relation_spec = DB_SPEC(struct relation, relation_cols);

enum outcome codes_relation(struct ctx *ctx, int64_t id, struct relation *ret_relation)
{
	return db_one(ctx, &codes_sql_relation, DB_PARAMS(db_int(id)), &relation_spec, ret_relation);
}

enum outcome codes_relations_of_code(struct ctx *ctx, int64_t code_id, struct relation **ret_relations, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_relations_of_code, DB_PARAMS(db_int(code_id)), &relation_spec, ret_relations,
		       ret_n);
}

/* One end of a relation, as a member of its record. */
static void end_json(struct arena *arena, struct json *json, const char *name, struct str slug, int64_t provision_id)
{
	json_begin_object(json, name);
	json_str(json, "code", slug);
	if (provision_id)
		json_str(json, "provision", id_str(arena, provision_id));
	json_end(json);
}

struct str relation_record(struct arena *arena, const struct relation *relation)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	if (relation->audience.n > 0)
		json_str(&json, "audience", relation->audience);
	if (relation->ended_on != INT32_MAX)
		json_str(&json, "ended", day_str(arena, (struct day){relation->ended_on}));
	end_json(arena, &json, "from", relation->code_slug, relation->provision_id);
	json_str(&json, "kind", STR("relation"));
	json_str(&json, "relation", str_of(relation_kind_name(relation->kind)));
	end_json(arena, &json, "to", relation->to_code_slug, relation->to_provision_id);
	json_end(&json);
	return buf_view(&out);
}

enum outcome codes_passage(struct ctx *ctx, int64_t code_id, struct str anchor, int64_t *ret_provision_id)
{
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(codes_edition_shown(ctx, code_id, &edition));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(provisions[i].anchor, anchor) || str_eq(id_str(ctx->arena, provisions[i].id), anchor)) {
			*ret_provision_id = provisions[i].id;
			return OK;
		}
	}
	return NOT_FOUND;
}

/* ---- Recording ---- */

/* Has any published edition of the code this provision? *ret_slug is the code's. */
static enum outcome provision_check(struct ctx *ctx, const char *field, int64_t code_id, int64_t provision_id,
				    struct str *ret_slug)
{
	struct edition *editions;
	struct provision *provisions;
	size_t n, n_provisions;
	TRY(codes_editions(ctx, code_id, &editions, &n));
	if (n == 0)
		return problem_add(ctx, field, msg("Nothing of this code is published yet. Publish it first"));
	*ret_slug = editions[0].code_slug;
	if (provision_id == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		TRY(codes_provisions(ctx, editions[i].id, &provisions, &n_provisions));
		for (size_t j = 0; j < n_provisions; j++)
			if (provisions[j].id == provision_id)
				return OK;
	}
	return problem_add(ctx, field, msg("No published edition of “{1}” has this passage"), editions[0].code_title);
}

static bool relation_same(const struct relation *a, const struct relation *b)
{
	return a->kind == b->kind && a->code_id == b->code_id && a->provision_id == b->provision_id &&
	       a->to_code_id == b->to_code_id && a->to_provision_id == b->to_provision_id &&
	       str_eq(a->audience, b->audience);
}

static enum outcome relation_check(struct ctx *ctx, struct relation *relation)
{
	struct audience audience;
	struct relation *others;
	size_t n;
	if (relation_kind_name(relation->kind)[0] == '\0')
		(void)problem_add(ctx, "kind", msg("Choose how the two texts are related"));
	if (relation->code_id == relation->to_code_id &&
	    (relation->provision_id == 0 || relation->to_provision_id == 0 ||
	     relation->provision_id == relation->to_provision_id))
		(void)problem_add(ctx, "to", msg("Choose another text: this one cannot be related to itself"));
	TRY(audience_parse(ctx, "audience", relation->audience, &audience));
	relation->audience = audience_text(ctx->arena, &audience);
	TRY(provision_check(ctx, "from", relation->code_id, relation->provision_id, &relation->code_slug));
	TRY(provision_check(ctx, "to", relation->to_code_id, relation->to_provision_id, &relation->to_code_slug));
	TRY(codes_relations_of_code(ctx, relation->code_id, &others, &n));
	for (size_t i = 0; i < n; i++)
		if (relation_same(&others[i], relation))
			(void)problem_add(ctx, "to", msg("This is recorded already"));
	return ctx->problems.first ? INVALID : OK;
}

static void note_both(struct ctx *ctx, const struct relation *relation)
{
	db_note(ctx, "codes", relation->code_id);
	db_note(ctx, "codes", relation->to_code_id);
}

enum outcome codes_relate(struct ctx *ctx, const struct journal_seed *seed, struct relation *relation)
{
	struct journal_place place;
	relation->ended_on = INT32_MAX;
	TRY(relation_check(ctx, relation));
	relation->id = id_new(ctx);
	TRY(journal_put(ctx, seed, "codes", relation->id, relation_record(ctx->arena, relation), &place));
	TRY(db_exec(ctx, &codes_sql_relation_insert,
		    DB_PARAMS(db_int(relation->id), db_int(relation->kind), db_int(relation->code_id),
			      db_int(relation->provision_id), db_int(relation->to_code_id),
			      db_int(relation->to_provision_id), db_text(relation->audience), db_text(place.record_id)),
		    NULL));
	note_both(ctx, relation);
	TRY(access_log(ctx, "codes.relate", relation->code_id, str_of(relation_kind_name(relation->kind))));
	return codes_relation(ctx, relation->id, relation);
}

enum outcome codes_relation_end(struct ctx *ctx, const struct journal_seed *seed, struct relation *relation)
{
	struct relation now;
	struct journal_place place;
	int64_t changed;
	enum outcome found = codes_relation(ctx, relation->id, &now);
	if (found == NOT_FOUND ||
	    (found == OK && (now.version != relation->version || now.erased_ms || now.ended_on != INT32_MAX)))
		return CONFLICT;
	TRY(found);
	now.ended_on = site_today(ctx).n;
	TRY(journal_put_version(ctx, seed, now.record_id, relation_record(ctx->arena, &now), &place));
	TRY(db_exec(ctx, &codes_sql_relation_end, DB_PARAMS(db_int(now.id), db_int(now.version), db_int(now.ended_on)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	note_both(ctx, &now);
	TRY(access_log(ctx, "codes.end_relation", now.code_id, str_of(relation_kind_name(now.kind))));
	return codes_relation(ctx, now.id, relation);
}

/* ---- The journal's questions ---- */

enum outcome codes_relation_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct relation relation;
	TRY(codes_relation(ctx, record->subject, &relation));
	return codes_row_fits(ctx, record, relation.record_id, relation.erased_ms,
			      relation_record(ctx->arena, &relation));
}

enum outcome codes_relation_remove(struct ctx *ctx, struct str record_id)
{
	struct relation relation;
	TRY(db_one(ctx, &codes_sql_relation_by_record, DB_PARAMS(db_text(record_id)), &relation_spec, &relation));
	if (relation.erased_ms)
		return OK;
	note_both(ctx, &relation);
	return db_exec(ctx, &codes_sql_relation_erase, DB_PARAMS(db_int(relation.id), db_int(ctx->now_ms)), NULL);
}
