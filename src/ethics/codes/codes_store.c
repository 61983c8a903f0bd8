/* Structs ↔ rows, and the record that each published edition leaves in the journal. */
#include "codes/codes_store.h"

#include "codes/codes_sql.h"
#include "codes/editions.h"
#include "codes/import/import.h"
#include "codes/origins.h"
#include "codes/review_store.h"
#include "search/search.h"

#define SLUG_BYTES 80

/* The stage of a row once it is published; before that it is as in enum edition_stage. */
#define STORED_PUBLISHED 3

static const struct db_col code_cols[] = {
	DB_COL_I64(struct code, id),
	DB_COL_I64(struct code, version),
	DB_COL_TEXT(struct code, slug),
	DB_COL_TEXT(struct code, title),
};
static const struct db_spec code_spec = DB_SPEC(struct code, code_cols);

static const struct db_col edition_cols[] = {
	DB_COL_I64(struct edition, id),
	DB_COL_I64(struct edition, version),
	DB_COL_I64(struct edition, code_id),
	DB_COL_I32(struct edition, number),
	DB_COL_I32(struct edition, stage),
	DB_COL_I32(struct edition, change),
	DB_COL_I32_OR(struct edition, in_force_from, INT32_MIN),
	DB_COL_I32_OR(struct edition, in_force_to, INT32_MAX), /* the next one's first day, until edition_settle */
	DB_COL_I32_OR(struct edition, repealed_on, INT32_MAX),
	DB_COL_I32(struct edition, instrument.kind),
	DB_COL_TEXT(struct edition, instrument.number),
	DB_COL_TEXT(struct edition, instrument.body),
	DB_COL_I32_OR(struct edition, instrument.day, INT32_MIN),
	DB_COL_TEXT(struct edition, instrument.link),
	DB_COL_TEXT(struct edition, lang),
	DB_COL_TEXT(struct edition, text_hash),
	DB_COL_TEXT(struct edition, code_slug),
	DB_COL_TEXT(struct edition, code_title),
	DB_COL_TEXT(struct edition, record_id),
	DB_COL_I64(struct edition, erased_ms),
	DB_COL_I64(struct edition, words_in),
	DB_COL_I64(struct edition, words_stored),
	DB_COL_I64(struct edition, words_furniture),
	DB_COL_I64(struct edition, added_ms),
};
static const struct db_spec edition_spec = DB_SPEC(struct edition, edition_cols);

static const struct db_col provision_cols[] = {
	DB_COL_I64(struct provision, id),        DB_COL_I32(struct provision, position),
	DB_COL_I32(struct provision, depth),     DB_COL_I32(struct provision, kind),
	DB_COL_TEXT(struct provision, label),    DB_COL_TEXT(struct provision, heading),
	DB_COL_TEXT(struct provision, text),     DB_COL_TEXT(struct provision, anchor),
	DB_COL_TEXT(struct provision, audience), DB_COL_TEXT(struct provision, lang),
};
const struct db_spec codes_provision_spec = DB_SPEC(struct provision, provision_cols);

static const struct db_col line_cols[] = {{DB_FIELD_TEXT, 0, 0}};
static const struct db_spec line_spec = DB_SPEC(struct str, line_cols);

static const struct db_col number_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec number_spec = DB_SPEC(int64_t, number_cols);

/* ---- Reading ---- */

enum outcome codes_list(struct ctx *ctx, struct code **ret_codes, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_codes, DB_NO_PARAMS, &code_spec, ret_codes, ret_n);
}

enum outcome codes_by_slug(struct ctx *ctx, struct str slug, struct code *ret_code)
{
	return db_one(ctx, &codes_sql_code_by_slug, DB_PARAMS(db_text(slug)), &code_spec, ret_code);
}

/* What a row says becomes what holds on a day. */
static void edition_settle(struct edition *e, struct day today)
{
	if (e->stage < STORED_PUBLISHED) {
		e->in_force_to = e->repealed_on = INT32_MAX;
		return;
	}
	int32_t next_from = e->in_force_to;
	bool is_repealed = e->repealed_on < next_from;
	int32_t end = is_repealed ? e->repealed_on : next_from;
	e->repealed_on = is_repealed ? e->repealed_on : INT32_MAX;
	e->in_force_to = end == INT32_MAX ? INT32_MAX : end - 1;
	e->stage = e->in_force_from > today.n ? EDITION_ADOPTED
		   : end > today.n            ? EDITION_IN_FORCE
		   : is_repealed              ? EDITION_REPEALED
					      : EDITION_SUPERSEDED;
}

static enum outcome edition_one(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
				struct edition *ret_edition)
{
	struct edition edition;
	TRY(db_one(ctx, stmt, params, &edition_spec, &edition));
	edition_settle(&edition, site_today(ctx));
	*ret_edition = edition;
	return OK;
}

static enum outcome edition_list(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
				 struct edition **ret_editions, size_t *ret_n)
{
	struct edition *editions;
	size_t n;
	TRY(db_list(ctx, stmt, params, &edition_spec, &editions, &n));
	for (size_t i = 0; i < n; i++)
		edition_settle(&editions[i], site_today(ctx));
	*ret_editions = editions;
	*ret_n = n;
	return OK;
}

enum outcome codes_edition(struct ctx *ctx, int64_t edition_id, struct edition *ret_edition)
{
	return edition_one(ctx, &codes_sql_edition_by_id, DB_PARAMS(db_int(edition_id)), ret_edition);
}

enum outcome codes_edition_on(struct ctx *ctx, int64_t code_id, struct day day, struct edition *ret_edition)
{
	struct edition edition;
	TRY(edition_one(ctx, &codes_sql_edition_on, DB_PARAMS(db_int(code_id), db_int(day.n)), &edition));
	if (edition.in_force_to < day.n)
		return NOT_FOUND;
	*ret_edition = edition;
	return OK;
}

enum outcome codes_edition_in_force(struct ctx *ctx, int64_t code_id, struct edition *ret_edition)
{
	return codes_edition_on(ctx, code_id, site_today(ctx), ret_edition);
}

enum outcome codes_editions(struct ctx *ctx, int64_t code_id, struct edition **ret_editions, size_t *ret_n)
{
	return edition_list(ctx, &codes_sql_editions, DB_PARAMS(db_int(code_id)), ret_editions, ret_n);
}

enum outcome codes_drafts(struct ctx *ctx, struct edition **ret_editions, size_t *ret_n)
{
	return edition_list(ctx, &codes_sql_drafts, DB_NO_PARAMS, ret_editions, ret_n);
}

enum outcome codes_edition_numbered(struct ctx *ctx, int64_t code_id, int64_t number, struct edition *ret_edition)
{
	struct edition *editions;
	size_t n;
	TRY(codes_editions(ctx, code_id, &editions, &n));
	for (size_t i = 0; i < n; i++) {
		if (editions[i].number == number) {
			*ret_edition = editions[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

enum outcome codes_edition_shown(struct ctx *ctx, int64_t code_id, struct edition *ret_edition)
{
	enum outcome outcome = codes_edition_in_force(ctx, code_id, ret_edition);
	if (outcome != NOT_FOUND)
		return outcome;
	struct edition *editions;
	size_t n, at = 0;
	TRY(codes_editions(ctx, code_id, &editions, &n));
	if (n == 0)
		return NOT_FOUND;
	while (at + 1 < n && editions[at + 1].stage == EDITION_ADOPTED)
		at++;
	*ret_edition = editions[at];
	return OK;
}

enum outcome codes_newest_draft(struct ctx *ctx, int64_t code_id, struct edition *ret_edition)
{
	struct edition *drafts;
	size_t n;
	TRY(codes_drafts(ctx, &drafts, &n));
	for (size_t i = 0; i < n; i++) {
		if (drafts[i].code_id == code_id) {
			*ret_edition = drafts[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

enum outcome codes_provisions(struct ctx *ctx, int64_t edition_id, struct provision **ret_provisions, size_t *ret_n)
{
	struct provision *provisions;
	size_t n;
	bool is_edited;
	TRY(db_list(ctx, &codes_sql_provisions, DB_PARAMS(db_int(edition_id)), &codes_provision_spec, &provisions, &n));
	for (size_t i = 0; i < n; i++)
		provisions[i].position = (int32_t)i;
	TRY(review_is_edited(ctx, edition_id, &is_edited));
	if (is_edited)
		anchors_set(ctx->arena, provisions, n);
	*ret_provisions = provisions;
	*ret_n = n;
	return OK;
}

enum outcome codes_furniture(struct ctx *ctx, int64_t edition_id, struct str **ret_lines, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_furniture, DB_PARAMS(db_int(edition_id)), &line_spec, ret_lines, ret_n);
}

enum outcome codes_editions_without(struct ctx *ctx, int64_t code_id, int64_t provision_id,
				    struct edition **ret_editions, size_t *ret_n)
{
	int64_t *ids;
	size_t n;
	TRY(db_list(ctx, &codes_sql_editions_without, DB_PARAMS(db_int(code_id), db_int(provision_id)), &number_spec,
		    &ids, &n));
	struct edition *editions = arena_array(ctx->arena, struct edition, n);
	for (size_t i = 0; i < n; i++)
		TRY(codes_edition(ctx, ids[i], &editions[i]));
	*ret_editions = editions;
	*ret_n = n;
	return OK;
}

/* ---- A new draft ---- */

static bool is_slug(struct arena *arena, struct str slug)
{
	return slug.n > 0 && slug.n <= SLUG_BYTES && str_eq(slug, text_slug(arena, slug));
}

/* The title cut to the length of a slug, where a word ends. */
static struct str slug_of(struct arena *arena, struct str title)
{
	struct str slug = text_slug(arena, title);
	if (slug.n > SLUG_BYTES) {
		slug.n = SLUG_BYTES;
		while (slug.n > 0 && slug.p[slug.n - 1] != '-')
			slug.n--;
		slug.n -= slug.n > 0;
	}
	return slug.n > 0 ? slug : STR("code");
}

enum outcome codes_new_slug(struct ctx *ctx, struct str title, struct str *ret_slug)
{
	struct str base = slug_of(ctx->arena, title);
	for (int i = 1;; i++) {
		struct str slug = i == 1 ? base : str_fmt(ctx->arena, "%.*s-%d", STR_ARG(base), i);
		struct code code;
		enum outcome outcome = codes_by_slug(ctx, slug, &code);
		if (outcome == NOT_FOUND) {
			*ret_slug = slug;
			return OK;
		}
		TRY(outcome);
	}
}

static void slug_check(struct ctx *ctx, struct str slug)
{
	if (!is_slug(ctx->arena, slug))
		(void)problem_add(
			ctx, "slug",
			msg("“{1}” cannot stand in an address: use lower-case letters, digits and single hyphens, at "
			    "most 80"),
			slug);
}

static enum outcome code_of_slug(struct ctx *ctx, struct str slug, struct str title, struct code *ret_code)
{
	enum outcome outcome = codes_by_slug(ctx, slug, ret_code);
	if (outcome != NOT_FOUND)
		return outcome;
	struct code code = {.id = id_new(ctx), .version = 1, .slug = slug, .title = title};
	TRY(db_exec(ctx, &codes_sql_code_insert,
		    DB_PARAMS(db_int(code.id), db_text(slug), db_text(title), db_text(text_slug(ctx->arena, title))),
		    NULL));
	*ret_code = code;
	return OK;
}

static enum outcome insert_provisions(struct ctx *ctx, int64_t edition_id, const struct code_import *import,
				      const int64_t *ids)
{
	for (size_t i = 0; i < import->n; i++) {
		arena_scope(ctx->arena);
		const struct provision *p = &import->provisions[i];
		TRY(db_exec(ctx, &codes_sql_provision_insert,
			    DB_PARAMS(db_int(edition_id), db_int((int64_t)i * REVIEW_KEY_STEP), db_int(ids[i]),
				      db_int(p->depth), db_int(p->kind), db_text(p->label), db_text(p->heading),
				      db_text(p->text), db_text(p->anchor), db_text(p->audience), db_text(p->lang)),
			    NULL));
	}
	for (size_t i = 0; i < import->n_furniture; i++) {
		arena_scope(ctx->arena);
		size_t before = import->furniture_after ? import->furniture_after[i] : SIZE_MAX;
		struct db_param after_id = before == 0           ? db_int(0)
					   : before <= import->n ? db_int(ids[before - 1])
								 : db_null();
		TRY(db_exec(ctx, &codes_sql_furniture_insert,
			    DB_PARAMS(db_int(edition_id), db_int((int64_t)i), db_text(import->furniture[i]), after_id),
			    NULL));
	}
	return OK;
}

/* The draft that the import makes, as far as the file says. */
static struct edition draft_of(struct ctx *ctx, const struct code_import *import)
{
	struct edition_facts facts = edition_facts_of(ctx, import);
	return (struct edition){
		.code_title = import->title,
		.number = facts.number,
		.change = facts.change,
		.in_force_from = facts.in_force_from,
		.instrument = facts.instrument,
		.lang = facts.lang.n > 0 ? facts.lang : STR("en"),
	};
}

enum outcome codes_add_draft(struct ctx *ctx, struct str slug, const struct code_import *import,
			     struct edition *ret_edition)
{
	struct code code;
	struct edition draft = draft_of(ctx, import);
	const struct instrument *by = &draft.instrument;
	slug_check(ctx, slug);
	TRY(edition_check(ctx, &draft, site_today(ctx)));
	TRY(code_of_slug(ctx, slug, import->title, &code));
	int64_t id = id_new(ctx);
	TRY(db_exec(ctx, &codes_sql_edition_insert,
		    DB_PARAMS(db_int(id), db_int(code.id), db_int(draft.number), db_int(draft.change),
			      db_text(import->title), db_text(draft.lang), db_int(by->kind), db_text(by->number),
			      db_text(by->body), codes_day_or_null(by->day), db_text(by->link),
			      codes_day_or_null(draft.in_force_from), db_int((int64_t)import->words_in),
			      db_int((int64_t)import->words_stored), db_int((int64_t)import->words_furniture),
			      db_int(ctx->now_ms)),
		    NULL));
	int64_t *ids = arena_array(ctx->arena, int64_t, import->n);
	TRY(codes_provision_ids(ctx, code.id, id, import, ids));
	TRY(insert_provisions(ctx, id, import, ids));
	if (import->facts && import->facts->origin.n > 0 && !str_eq(import->facts->origin, ctx->site->settings.url))
		TRY(db_exec(ctx, &codes_sql_origin_insert, DB_PARAMS(db_int(id), db_text(import->facts->origin)),
			    NULL));
	TRY(access_log(ctx, "codes.import", id, import->title));
	return codes_edition(ctx, id, ret_edition);
}

/* The draft as stored; CONFLICT when it is none any more, or another version of it. */
static enum outcome draft_now(struct ctx *ctx, const struct edition *edition, struct edition *ret_now)
{
	struct edition now;
	enum outcome found = codes_edition(ctx, edition->id, &now);
	if (found == NOT_FOUND ||
	    (found == OK && (now.stage > EDITION_CONSULTATION || now.version != edition->version)))
		return CONFLICT;
	TRY(found);
	*ret_now = now;
	return OK;
}

static enum outcome draft_store(struct ctx *ctx, struct edition *edition)
{
	int64_t changed;
	const struct instrument *by = &edition->instrument;
	TRY(db_exec(ctx, &codes_sql_edition_update,
		    DB_PARAMS(db_int(edition->id), db_int(edition->version), db_int(edition->change),
			      db_text(edition->code_title), db_text(edition->lang), db_int(by->kind),
			      db_text(by->number), db_text(by->body), codes_day_or_null(by->day), db_text(by->link),
			      codes_day_or_null(edition->in_force_from)),
		    &changed));
	edition->version++;
	return changed == 1 ? OK : CONFLICT;
}

enum outcome codes_edition_update(struct ctx *ctx, struct edition *edition)
{
	struct edition now;
	TRY(draft_now(ctx, edition, &now));
	TRY(edition_check(ctx, edition, site_today(ctx)));
	TRY(draft_store(ctx, edition));
	TRY(access_log(ctx, "codes.update", edition->id, edition->code_title));
	return codes_edition(ctx, edition->id, edition);
}

/* ---- Publishing ---- */

/* What the edition is once it is published; its provisions are read from the rows. */
static enum outcome canonical_of(struct ctx *ctx, const struct edition *edition, struct str *ret_canonical)
{
	struct provision *provisions;
	size_t n;
	TRY(codes_provisions(ctx, edition->id, &provisions, &n));
	const struct code code = {.slug = edition->code_slug, .title = edition->code_title};
	*ret_canonical = codes_canonical(ctx->arena, &code, edition, provisions, n);
	return OK;
}

static enum outcome code_title_set(struct ctx *ctx, int64_t code_id, struct str title)
{
	return db_exec(ctx, &codes_sql_code_retitle,
		       DB_PARAMS(db_int(code_id), db_text(title), db_text(text_slug(ctx->arena, title))), NULL);
}

/* The code is called as the edition that begins last. */
static enum outcome code_retitle(struct ctx *ctx, const struct edition *edition)
{
	int64_t newest;
	TRY(db_one(ctx, &codes_sql_newest_from, DB_PARAMS(db_int(edition->code_id)), &number_spec, &newest));
	if (edition->in_force_from < newest)
		return OK;
	return code_title_set(ctx, edition->code_id, edition->code_title);
}

enum outcome codes_publish(struct ctx *ctx, const struct journal_seed *seed, struct edition *edition, struct day from)
{
	struct edition now;
	TRY(draft_now(ctx, edition, &now));
	now.in_force_from = from.n;
	now.is_retroactive = edition->is_retroactive;
	now.change = edition->change == 0 && now.number == 1 ? CHANGE_MATERIAL : edition->change;
	now.lang = edition->lang;
	now.instrument = edition->instrument;
	TRY(edition_publish_check(ctx, &now, site_today(ctx)));
	TRY(draft_store(ctx, &now));
	TRY(review_settle(ctx, now.id));
	struct str canonical;
	TRY(canonical_of(ctx, &now, &canonical));
	struct hash hash = hash_bytes(canonical);
	struct journal_place place;
	TRY(journal_put(ctx, seed, "codes", now.id, canonical, &place));
	int64_t changed;
	TRY(db_exec(ctx, &codes_sql_edition_publish,
		    DB_PARAMS(db_int(now.id), db_int(now.version), db_int(now.number),
			      db_text(hash_hex(ctx->arena, &hash)), db_text(place.record_id)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(code_retitle(ctx, &now));
	db_note(ctx, "codes", now.code_id);
	TRY(access_log(ctx, "codes.publish", now.id, now.code_title));
	return codes_edition(ctx, now.id, edition);
}

enum outcome codes_discard(struct ctx *ctx, const struct edition *edition)
{
	int64_t changed;
	struct edition now;
	TRY(draft_now(ctx, edition, &now));
	TRY(review_forget(ctx, now.id));
	TRY(db_exec(ctx, &codes_sql_provisions_delete, DB_PARAMS(db_int(now.id)), NULL));
	TRY(db_exec(ctx, &codes_sql_furniture_delete, DB_PARAMS(db_int(now.id)), NULL));
	TRY(codes_consultees_discard(ctx, now.id));
	TRY(db_exec(ctx, &codes_sql_origin_delete, DB_PARAMS(db_int(now.id)), NULL));
	TRY(db_exec(ctx, &codes_sql_edition_delete, DB_PARAMS(db_int(now.id), db_int(now.version)), &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(db_exec(ctx, &codes_sql_code_delete, DB_PARAMS(db_int(now.code_id)), NULL));
	return access_log(ctx, "codes.discard", now.id, now.code_title);
}

/* ---- The journal's questions ---- */

/* Of the edition nothing is left that its text could be known by: it is called as the code is called now. */
enum outcome codes_edition_remove(struct ctx *ctx, struct str record_id)
{
	struct edition edition;
	struct str title;
	TRY(edition_one(ctx, &codes_sql_edition_by_record, DB_PARAMS(db_text(record_id)), &edition));
	TRY(search_remove(ctx, "codes", edition.code_id)); /* what is still in force is noted below */
	TRY(review_forget(ctx, edition.id));
	TRY(codes_consultees_discard(ctx, edition.id));
	TRY(db_exec(ctx, &codes_sql_origin_delete, DB_PARAMS(db_int(edition.id)), NULL));
	TRY(access_log_forget(ctx, edition.id));
	TRY(db_exec(ctx, &codes_sql_provisions_removed, DB_PARAMS(db_int(edition.id)), NULL));
	TRY(db_exec(ctx, &codes_sql_provisions_delete, DB_PARAMS(db_int(edition.id)), NULL));
	TRY(db_exec(ctx, &codes_sql_furniture_delete, DB_PARAMS(db_int(edition.id)), NULL));
	int64_t erased_ms = edition.erased_ms ? edition.erased_ms : ctx->now_ms;
	enum outcome found = db_one(ctx, &codes_sql_title_left, DB_PARAMS(db_int(edition.code_id), db_int(edition.id)),
				    &line_spec, &title);
	if (found == NOT_FOUND)
		title = str_of(msg("Text removed"));
	else
		TRY(found);
	TRY(code_title_set(ctx, edition.code_id, title));
	TRY(db_exec(ctx, &codes_sql_edition_erase, DB_PARAMS(db_int(edition.id), db_int(erased_ms), db_text(title)),
		    NULL));
	db_note(ctx, "codes", edition.code_id);
	return OK;
}

enum outcome codes_edition_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct edition edition;
	TRY(codes_edition(ctx, record->subject, &edition));
	if (!str_eq(edition.record_id, record->place.record_id))
		return problem_add(ctx, "codes",
				   msg("the edition that was published as this record is no longer here"));
	struct provision *provisions;
	size_t n;
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	if (record->erased_ground.n > 0) {
		if (edition.erased_ms && n == 0 && str_empty(edition.text_hash))
			return OK;
		return problem_add(ctx, "codes", msg("“{1}”, edition {2}, was removed, and its text is here again"),
				   edition.code_title, str_fmt(ctx->arena, "%d", edition.number));
	}
	struct str canonical;
	TRY(canonical_of(ctx, &edition, &canonical));
	struct hash hash = hash_bytes(canonical);
	if (str_eq(canonical, record->content) && str_eq(edition.text_hash, hash_hex(ctx->arena, &hash)))
		return OK;
	return problem_add(ctx, "codes", msg("“{1}”, edition {2}, is not the text that was published"),
			   edition.code_title, str_fmt(ctx->arena, "%d", edition.number));
}
