/* Withheld interests (S1): what is in them is sealed under a key that is not in the database, and nothing else of them
 * is left anywhere; who may read them does so by name. */
#include <jansson.h>

#include "registers/again.h"
#include "registers/attached.h"
#include "registers/registers_sql.h"
#include "registers/review_parts.h"
#include "registers/seen.h"
#include "registers/store.h"

static const struct db_col withheld_cols[] = {
	DB_COL_I64(struct withheld, id),           DB_COL_I64(struct withheld, version),
	DB_COL_TEXT(struct withheld, register_id), DB_COL_I64(struct withheld, person_id),
	DB_COL_TEXT(struct withheld, person_name), DB_COL_TEXT(struct withheld, category),
	DB_COL_TEXT(struct withheld, by_name),     DB_COL_I64(struct withheld, at_ms),
};
static const struct db_spec withheld_spec = DB_SPEC(struct withheld, withheld_cols);

struct sealed_row {
	struct withheld withheld;
	struct str sealed;
};
static const struct db_col sealed_cols[] = {
	DB_COL_I64(struct sealed_row, withheld.id),
	DB_COL_I64(struct sealed_row, withheld.version),
	DB_COL_TEXT(struct sealed_row, withheld.register_id),
	DB_COL_I64(struct sealed_row, withheld.person_id),
	DB_COL_TEXT(struct sealed_row, withheld.person_name),
	DB_COL_TEXT(struct sealed_row, withheld.category),
	DB_COL_TEXT(struct sealed_row, withheld.by_name),
	DB_COL_I64(struct sealed_row, withheld.at_ms),
	DB_COL_BYTES(struct sealed_row, sealed),
};
static const struct db_spec sealed_spec = DB_SPEC(struct sealed_row, sealed_cols);

static const struct db_col request_cols[] = {
	DB_COL_I64(struct withhold_request, entry_id),
	DB_COL_I64(struct withhold_request, person_id),
	DB_COL_I64(struct withhold_request, asked_ms),
	DB_COL_TEXT(struct withhold_request, person_name),
};
static const struct db_spec request_spec = DB_SPEC(struct withhold_request, request_cols);

/* ---- Who may ---- */

enum outcome withheld_may_read(struct ctx *ctx, int64_t person_id, bool *ret_may)
{
	int64_t body_id;
	*ret_may = false;
	if (!ctx->actor || ctx->actor->account_id == 0)
		return OK;
	if (ctx->actor->person_id && ctx->actor->person_id == person_id) {
		*ret_may = true;
		return OK;
	}
	TRY(people_body_for(ctx, RIGHT_READ, person_id, &body_id));
	*ret_may = access_may(ctx, WITHHELD_RIGHT, body_id);
	return OK;
}

static enum outcome need_read(struct ctx *ctx, int64_t person_id)
{
	bool may;
	TRY(withheld_may_read(ctx, person_id, &may));
	if (may)
		return OK;
	(void)problem_add(ctx, "", msg("Only the person, the ethics officer and named deputies can read this."));
	return FORBIDDEN;
}

enum outcome withheld_list(struct ctx *ctx, struct withheld **ret_list, size_t *ret_n)
{
	struct withheld *all;
	size_t n, kept = 0;
	TRY(db_list(ctx, &registers_sql_sealed_all, DB_NO_PARAMS, &withheld_spec, &all, &n));
	for (size_t i = 0; i < n; i++) {
		bool may;
		TRY(withheld_may_read(ctx, all[i].person_id, &may));
		if (may)
			all[kept++] = all[i];
	}
	*ret_list = all;
	*ret_n = kept;
	return OK;
}

enum outcome withheld_find(struct ctx *ctx, int64_t id, struct withheld *ret_withheld)
{
	struct sealed_row row;
	TRY(db_one(ctx, &registers_sql_sealed_one, DB_PARAMS(db_int(id)), &sealed_spec, &row));
	*ret_withheld = row.withheld;
	return OK;
}

/* ---- Sealing ---- */

static struct str content_of(struct arena *arena, const struct entry *versions, size_t n)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = &versions[i];
		json_begin_object(&json, NULL);
		json_str(&json, "category", e->declared.category ? e->declared.category->id : STR(""));
		json_i64(&json, "act", e->act);
		json_i64(&json, "source", e->source);
		json_str(&json, "reason", e->reason);
		json_str(&json, "bodies", e->bodies);
		json_i64(&json, "whose", e->declared.whose);
		json_i64(&json, "from", e->from_day);
		json_i64(&json, "to", e->to_day);
		json_i64(&json, "declared", e->declared_day);
		json_i64(&json, "tenure", e->tenure_id);
		json_i64(&json, "body", e->body_id);
		json_i64(&json, "known_ms", e->known_from_ms);
		struct buf answers = buf_open(arena, 512);
		struct json whole = json_open(&answers, JSON_CANONICAL);
		declared_json(&whole, NULL, &e->declared, false);
		json_raw(&json, "answers", buf_view(&answers));
		json_end(&json);
	}
	json_end(&json);
	return buf_view(&out);
}

static struct str context_of(struct arena *arena, int64_t id)
{
	return str_fmt(arena, SEAL_NAME " %.*s", STR_ARG(id_str(arena, id)));
}

enum outcome sealing_make(struct ctx *ctx, const struct entry *versions, size_t n, bool show_category,
			  struct sealing *ret_sealing)
{
	struct str key;
	const struct entry *now = &versions[0];
	TRY(site_key(ctx, SEAL_NAME, &key));
	struct sealing sealing = {
		.put = {.id = registers_withheld_id(ctx),
			.register_id = now->register_id,
			.person_id = now->person_id,
			.body_id = now->body_id,
			.category = show_category && now->declared.category ? now->declared.category->id : STR("")},
		.by_account = ctx->actor ? ctx->actor->account_id : 0,
		.by_name = ctx->actor ? ctx->actor->name : STR(""),
		.at_ms = ctx->now_ms,
		.entry_id = now->id,
	};
	sealing.sealed = seal(ctx, key, context_of(ctx->arena, sealing.put.id), content_of(ctx->arena, versions, n));
	*ret_sealing = sealing;
	return OK;
}

enum outcome sealing_store(struct ctx *ctx, const struct sealing *sealing)
{
	const struct withheld_put *put = &sealing->put;
	TRY(registers_put_withheld(ctx, put));
	if (sealing->entry_id)
		TRY(withheld_files_hold(ctx, put->id, sealing->entry_id));
	return db_exec(ctx, &registers_sql_sealed_add,
		       DB_PARAMS(db_int(put->id), db_text(put->register_id), db_text(put->category),
				 db_bytes(sealing->sealed), db_int(sealing->by_account), db_text(sealing->by_name),
				 db_int(sealing->at_ms)),
		       NULL);
}

enum outcome put_withhold(struct ctx *ctx, const struct entry_put *put, bool show_category)
{
	struct entry entry = put->entry;
	if (put->version)
		return problem_add(
			ctx, "withhold",
			msg("This interest stands in the register already. Withhold it there first; then the "
			    "person can send this again."));
	struct sealing sealing;
	entry.id = put->id;
	TRY(sealing_make(ctx, &entry, 1, show_category, &sealing));
	TRY(sealing_store(ctx, &sealing));
	if (put->id) {
		TRY(declarations_forget_entry(ctx, put->id));
		TRY(entry_forget_duties(ctx, entry.declared.scheme, entry.tenure_id, put->id));
	}
	return access_log(ctx, "registers.withhold", sealing.put.id, STR(""));
}

/* ---- One that is published ---- */

struct work {
	struct str record_id, form_id;
	int64_t version;
	bool show_category;
	struct going going;
	struct sealing *sealings; /* of each that goes */
};

/* All its versions, which are sealed before the write, so that the note for restores has the same bytes. */
static enum outcome one_seal(struct ctx *ctx, struct work *work, size_t i)
{
	struct entry *versions;
	size_t n;
	TRY(registers_versions(ctx, work->going.entries[i].id, &versions, &n));
	if (n == 0)
		return BROKEN;
	return sealing_make(ctx, versions, n, work->show_category, &work->sealings[i]);
}

static enum outcome one_withhold(struct ctx *ctx, const struct work *work, size_t i)
{
	const struct sealing *sealing = &work->sealings[i];
	TRY(sealing_store(ctx, sealing));
	TRY(access_log(ctx, "registers.withhold", sealing->put.id, STR("")));
	/* What is sealed is kept whatever the rules say, so that no hold is needed to keep it, and none bars this. */
	TRY(db_exec(ctx, &registers_sql_hold_drop, DB_PARAMS(db_int(work->going.entries[i].id)), NULL));
	return going_erase(ctx, &work->going, i, REMOVAL_UNFIT, removal_ground(REMOVAL_UNFIT), STR(""));
}

static enum outcome withhold_write(struct ctx *ctx, void *args)
{
	struct work *work = args;
	struct going going;
	struct str done;
	enum outcome used = form_id_use(ctx, work->form_id, &done);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(going_load(ctx, work->record_id, work->version, &going));
	if (!going_is_same(&going, &work->going))
		return CONFLICT; /* what was sealed is not what stands */
	for (size_t i = going.n; i-- > 0;)
		TRY(one_withhold(ctx, work, i));
	return form_id_result(ctx, work->form_id, STR("/office/registers/withheld"));
}

static enum outcome withhold_prepare(struct ctx *ctx, struct work *work)
{
	TRY(going_load(ctx, work->record_id, work->version, &work->going));
	work->sealings = arena_array(ctx->arena, struct sealing, work->going.n);
	for (size_t i = 0; i < work->going.n; i++)
		TRY(one_seal(ctx, work, i));
	return OK;
}

static enum outcome withhold_now(struct ctx *ctx, struct work *work)
{
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome prepared = withhold_prepare(ctx, work);
	db_read_end(ctx);
	TRY(prepared);
	const struct going *going = &work->going;
	struct str *how = arena_array(ctx->arena, struct str, going->n);
	const struct again again = {.kind = REMOVAL_UNFIT, .why = removal_ground(REMOVAL_UNFIT)};
	work->going.seeds = arena_array(ctx->arena, struct journal_seed, going->n);
	for (size_t i = 0; i < going->n; i++) {
		work->going.seeds[i] = journal_seed_new(ctx);
		how[i] = again_withheld(ctx, &again, &work->sealings[i]);
	}
	TRY(going_write(ctx, going, how, removal_ground(REMOVAL_UNFIT), withhold_write, work));
	return database_scrub(ctx, ctx->site->database);
}

enum outcome entry_withhold(struct ctx *ctx, struct str record_id, int64_t version, bool show_category,
			    struct str form_id)
{
	struct work work = {
		.record_id = record_id, .form_id = form_id, .version = version, .show_category = show_category};
	/* As in entry_remove: no reader of ours is open while the database is scrubbed. */
	db_read_end(ctx);
	enum outcome outcome = withhold_now(ctx, &work);
	TRY(site_read_begin(ctx, ctx->site));
	return outcome;
}

/* ---- Reading ---- */

enum outcome withheld_open(struct ctx *ctx, int64_t id, struct withheld *ret_withheld, struct str *ret_json)
{
	struct sealed_row row;
	struct str key, plain;
	TRY(db_one(ctx, &registers_sql_sealed_one, DB_PARAMS(db_int(id)), &sealed_spec, &row));
	TRY(need_read(ctx, row.withheld.person_id));
	TRY(site_key(ctx, SEAL_NAME, &key));
	if (!seal_open(ctx->arena, key, context_of(ctx->arena, id), row.sealed, &plain))
		return problem_add(
			ctx, "",
			msg("This was sealed under another key. The file of keys that belongs to this site is "
			    "needed to read it."));
	*ret_withheld = row.withheld;
	*ret_json = plain;
	return OK;
}

static int64_t number_of(const json_t *version, const char *name)
{
	return json_integer_value(json_object_get(version, name));
}

static struct str text_of(struct ctx *ctx, const json_t *version, const char *name)
{
	const json_t *text = json_object_get(version, name);
	return str_dup(ctx->arena, str_bytes(json_string_value(text), json_string_length(text)));
}

enum outcome withheld_entry(struct ctx *ctx, int64_t id, struct withheld *ret_withheld, struct entry *ret_entry)
{
	const struct rulebook *rulebook;
	int64_t rules;
	struct str json;
	TRY(withheld_open(ctx, id, ret_withheld, &json));
	TRY(rulebook_current(ctx, &rulebook, &rules));
	const struct scheme *scheme = rulebook_scheme(rulebook, ret_withheld->register_id);
	CLEANUP(json_decrefp) json_t *versions = json_loadb(json.p, json.n, 0, NULL);
	const json_t *now = json_array_get(versions, 0);
	if (!now || !scheme)
		return problem_add(ctx, "", msg("The rules have this register no more"));
	struct entry entry = {
		.register_id = ret_withheld->register_id,
		.person_id = ret_withheld->person_id,
		.person_name = ret_withheld->person_name,
		.act = (enum entry_act)number_of(now, "act"),
		.source = (enum entry_source)number_of(now, "source"),
		.reason = text_of(ctx, now, "reason"),
		.bodies = text_of(ctx, now, "bodies"),
		.from_day = (int32_t)number_of(now, "from"),
		.to_day = (int32_t)number_of(now, "to"),
		.declared_day = (int32_t)number_of(now, "declared"),
		.tenure_id = number_of(now, "tenure"),
		.body_id = number_of(now, "body"),
	};
	TRY(declared_read(ctx, scheme, text_of(ctx, now, "category"), json_object_get(now, "answers"),
			  &entry.declared));
	entry.declared.whose = (uint32_t)number_of(now, "whose");
	*ret_entry = entry;
	return OK;
}

static enum outcome note_write(struct ctx *ctx, void *args)
{
	const int64_t *id = args;
	return access_log(ctx, "registers.read_withheld", *id, STR(""));
}

enum outcome withheld_read_note(struct ctx *ctx, int64_t id)
{
	return site_write(ctx, note_write, &id);
}

/* ---- No longer ---- */

enum outcome withheld_end(struct ctx *ctx, const struct journal_seed *seed, int64_t id, int64_t version,
			  struct str *ret_record_id)
{
	struct withheld withheld;
	struct entry entry;
	int64_t changed, body_id;
	TRY(withheld_entry(ctx, id, &withheld, &entry));
	TRY(people_body_for(ctx, RIGHT_READ, withheld.person_id, &body_id));
	TRY(access_need(ctx, RIGHT_OFFICER, body_id));
	TRY(review_not_own(ctx, withheld.person_id));
	struct entry_put put = {.entry = entry, .seed = *seed};
	put.entry.act = ENTRY_DECLARED;
	put.entry.reason = STR("");
	TRY(withheld_files_fit(ctx, &put.entry.declared));
	TRY(db_exec(ctx, &registers_sql_sealed_drop, DB_PARAMS(db_int(id), db_int(version)), &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(registers_drop_withheld(ctx, id));
	TRY(homes_mark(ctx, &put, 1));
	TRY(registers_put(ctx, &put, 1, ret_record_id));
	TRY(entry_tell_duties(ctx, &put));
	TRY(entry_files_let_go(ctx, id, false));
	return access_log(ctx, "registers.withheld_end", 0, STR(""));
}

/* ---- Asking for it ---- */

enum outcome withhold_ask(struct ctx *ctx, struct str record_id)
{
	struct revision_at now;
	struct entry entry;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(registers_entry(ctx, record_id, now, &entry));
	if (!ctx->actor || !ctx->actor->person_id || ctx->actor->person_id != entry.person_id)
		return FORBIDDEN;
	TRY(db_exec(ctx, &registers_sql_withhold_request_add, DB_PARAMS(db_int(entry.id), db_int(ctx->now_ms)), NULL));
	db_note(ctx, "reviews", 0);
	return access_log(ctx, "registers.withhold_ask", entry.id, STR(""));
}

enum outcome withhold_requests(struct ctx *ctx, struct withhold_request **ret_requests, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_withhold_requests, DB_NO_PARAMS, &request_spec, ret_requests, ret_n);
}

enum outcome withhold_request_drop(struct ctx *ctx, int64_t entry_id)
{
	return db_exec(ctx, &registers_sql_withhold_request_drop, DB_PARAMS(db_int(entry_id)), NULL);
}
