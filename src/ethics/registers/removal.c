/* Put right today (S3): an entry that should not stand where it stands goes from pages, files, feeds, search and the
 * log; what remains says that it was here, when it went, and why. */
#include "registers/again.h"
#include "registers/registers_sql.h"
#include "registers/review_parts.h"
#include "registers/store.h"

#define CHILDREN_MOST 200

static const struct db_col removal_cols[] = {
	DB_COL_TEXT(struct entry_removal, record_id), DB_COL_TEXT(struct entry_removal, register_id),
	DB_COL_I32(struct entry_removal, kind),       DB_COL_TEXT(struct entry_removal, why),
	DB_COL_TEXT(struct entry_removal, by_office), DB_COL_I64(struct entry_removal, at_ms),
	DB_COL_TEXT(struct entry_removal, moved_to),
};
static const struct db_spec removal_spec = DB_SPEC(struct entry_removal, removal_cols);

struct id_row {
	int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id)};
static const struct db_spec id_spec = DB_SPEC(struct id_row, id_cols);

enum outcome entry_removal_find(struct ctx *ctx, struct str record_id, struct entry_removal *ret_removal)
{
	return db_one(ctx, &registers_sql_removal, DB_PARAMS(db_text(record_id)), &removal_spec, ret_removal);
}

enum outcome removal_put(struct ctx *ctx, const struct entry_removal *r)
{
	return db_exec(ctx, &registers_sql_removal_add,
		       DB_PARAMS(db_text(r->record_id), db_text(r->register_id), db_int(r->kind), db_text(r->why),
				 db_text(r->by_office), db_int(r->at_ms), db_text(r->moved_to)),
		       NULL);
}

enum outcome entry_removals(struct ctx *ctx, size_t most, struct entry_removal **ret_removals, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_removals, DB_PARAMS(db_int((int64_t)most)), &removal_spec, ret_removals,
		       ret_n);
}

struct str removal_ground(enum removal_kind kind)
{
	return kind == REMOVAL_PERSON ? STR("It was put under the wrong person.")
				      : STR("It should not have been published.");
}

/* ---- What goes together ---- */

enum outcome going_body(struct ctx *ctx, const struct entry *entry, int64_t *ret_body_id)
{
	struct tenure tenure;
	if (entry->body_id || entry->tenure_id) {
		*ret_body_id = entry->body_id;
		if (entry->body_id)
			return OK;
		enum outcome found = people_tenure(ctx, entry->tenure_id, &tenure);
		if (found == OK)
			*ret_body_id = tenure.organization_id;
		if (found != NOT_FOUND)
			return found;
	}
	if (!entry->person_id) {
		*ret_body_id = ACCESS_WHOLE_SITE;
		return OK;
	}
	return people_body_for(ctx, RIGHT_READ, entry->person_id, ret_body_id);
}

static enum outcome children_load(struct ctx *ctx, struct going *going)
{
	struct id_row *children;
	size_t n;
	TRY(db_list(ctx, &registers_sql_entry_children, DB_PARAMS(db_int(going->entry_id)), &id_spec, &children, &n));
	if (n > CHILDREN_MOST)
		return problem_add(ctx, "",
				   msg("Too much belongs to this entry. Remove those that belong to it first."));
	struct entry *entries = arena_array(ctx->arena, struct entry, n + 1);
	entries[0] = going->entries[0];
	for (size_t i = 0; i < n; i++)
		TRY(registers_entry_kept(ctx, children[i].id, &entries[i + 1]));
	going->entries = entries;
	going->n = n + 1;
	return OK;
}

enum outcome going_load(struct ctx *ctx, struct str record_id, int64_t version, struct going *ret_going)
{
	struct revision_at now;
	struct going going = {.entries = arena_new(ctx->arena, struct entry)};
	struct entry *entry = going.entries;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(registers_entry(ctx, record_id, now, entry));
	if (entry->erased_ms || entry->hidden_ms)
		return CONFLICT;
	going.entry_id = entry->id;
	TRY(going_body(ctx, entry, &going.body_id));
	TRY(access_need(ctx, RIGHT_OFFICER, going.body_id));
	TRY(review_not_own(ctx, entry->person_id));
	if (entry->version != version)
		return CONFLICT;
	TRY(children_load(ctx, &going));
	*ret_going = going;
	return OK;
}

bool going_is_same(const struct going *a, const struct going *b)
{
	bool is_same = a->n == b->n;
	for (size_t i = 0; is_same && i < a->n; i++)
		is_same = a->entries[i].id == b->entries[i].id && a->entries[i].version == b->entries[i].version;
	return is_same;
}

enum outcome going_write(struct ctx *ctx, const struct going *going, const struct str *how, struct str ground,
			 enum outcome (*fn)(struct ctx *ctx, void *args), void *args)
{
	struct journal_removal *removals = arena_array(ctx->arena, struct journal_removal, going->n);
	size_t n = 0;
	for (size_t i = 0; i < going->n; i++)
		if (going->entries[i].record_id.n)
			removals[n++] =
				(struct journal_removal){.record_id = going->entries[i].record_id, .how = how[i]};
	return journal_removals_write(ctx, "registers", removals, n, ground, fn, args);
}

enum outcome going_erase(struct ctx *ctx, const struct going *going, size_t i, enum removal_kind kind, struct str why,
			 struct str moved_to)
{
	const struct entry *entry = &going->entries[i];
	TRY(declarations_forget_entry(ctx, entry->id));
	TRY(db_exec(ctx, &registers_sql_withhold_request_drop, DB_PARAMS(db_int(entry->id)), NULL));
	TRY(access_log_forget(ctx, entry->id));
	if (str_empty(entry->record_id))
		return OK;
	const struct entry_removal removal = {
		.record_id = entry->record_id,
		.register_id = entry->register_id,
		.kind = (int32_t)kind,
		.why = why,
		.by_office = going->by.n ? going->by : review_office(ctx),
		.at_ms = ctx->now_ms,
		.moved_to = moved_to,
	};
	TRY(removal_put(ctx, &removal));
	return journal_erase(ctx, &going->seeds[i], entry->record_id, removal_ground(kind));
}

/* ---- Removing ---- */

struct work {
	const struct removal_put *put;
	struct going going;
	struct journal_seed *move_seeds;
};

enum outcome entries_give(struct ctx *ctx, const struct entry *entries, size_t n, int64_t person_id, int64_t parent_id,
			  const struct journal_seed *seeds, struct str *ret_records)
{
	struct entry_put *puts = arena_array(ctx->arena, struct entry_put, n);
	for (size_t i = 0; i < n; i++) {
		puts[i] = (struct entry_put){.id = id_new(ctx), .entry = entries[i], .seed = seeds[i]};
		puts[i].entry.person_id = person_id;
		puts[i].entry.act = ENTRY_DECLARED;
		puts[i].entry.source = SOURCE_OFFICE;
		puts[i].entry.reason = puts[i].entry.record_id = STR("");
		puts[i].entry.tenure_id = puts[i].entry.declaration_id = 0;
		puts[i].entry.parent_id = i ? puts[0].id : parent_id;
	}
	TRY(homes_mark(ctx, puts, n));
	return registers_put(ctx, puts, n, ret_records);
}

static enum outcome remove_write(struct ctx *ctx, void *args)
{
	struct work *work = args;
	struct going going;
	struct str done;
	enum outcome used = form_id_use(ctx, work->put->form_id, &done);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(going_load(ctx, work->put->record_id, work->put->version, &going));
	if (!going_is_same(&going, &work->going))
		return CONFLICT;
	going.seeds = work->going.seeds;
	going.by = work->put->by;
	struct str *moved = arena_array(ctx->arena, struct str, going.n);
	if (work->put->kind == REMOVAL_PERSON && work->put->person_id)
		TRY(entries_give(ctx, going.entries, going.n, work->put->person_id, 0, work->move_seeds, moved));
	for (size_t i = going.n; i-- > 0;)
		TRY(going_erase(ctx, &going, i, work->put->kind, work->put->why, moved[i]));
	db_note(ctx, "registers", going.entry_id);
	TRY(access_log(ctx, "registers.remove", 0, work->put->record_id));
	return form_id_result(ctx, work->put->form_id, STR("/office/registers"));
}

static enum outcome remove_check(struct ctx *ctx, const struct removal_put *put, struct going *ret_going)
{
	TRY(going_load(ctx, put->record_id, put->version, ret_going));
	for (size_t i = 0; i < ret_going->n; i++)
		if (ret_going->entries[i].record_id.n)
			TRY(journal_erasable(ctx, ret_going->entries[i].record_id));
	return OK;
}

static enum outcome remove_now(struct ctx *ctx, const struct removal_put *put)
{
	struct work work = {.put = put};
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome checked = remove_check(ctx, put, &work.going);
	db_read_end(ctx);
	TRY(checked);
	work.going.seeds = arena_array(ctx->arena, struct journal_seed, work.going.n);
	work.move_seeds = arena_array(ctx->arena, struct journal_seed, work.going.n);
	for (size_t i = 0; i < work.going.n; i++) {
		work.going.seeds[i] = journal_seed_new(ctx);
		work.move_seeds[i] = journal_seed_new(ctx);
	}
	struct str *how = arena_array(ctx->arena, struct str, work.going.n);
	const struct again again = {.kind = put->kind, .why = put->why, .by = put->by};
	for (size_t i = 0; i < work.going.n; i++)
		how[i] = again_removed(ctx, &again, put->kind == REMOVAL_PERSON ? put->person_id : 0,
				       i ? work.going.entries[0].record_id : STR(""));
	TRY(going_write(ctx, &work.going, how, removal_ground(put->kind), remove_write, &work));
	return database_scrub(ctx, ctx->site->database);
}

enum outcome entry_remove(struct ctx *ctx, const struct removal_put *given)
{
	struct removal_put put = *given;
	put.why = str_trim(put.why);
	put.by = str_trim(put.by);
	if (put.kind != REMOVAL_PERSON && put.kind != REMOVAL_UNFIT)
		return problem_add(ctx, "kind", msg("Choose what is wrong"));
	/* As what is withheld by law has it: so that nothing tells the two apart. */
	if (put.kind == REMOVAL_UNFIT && str_empty(put.why))
		put.why = removal_ground(REMOVAL_UNFIT);
	if (!review_text_good(ctx, "why", put.why,
			      msg("Say why, in words that tell nothing of what is removed: everybody reads them")))
		return INVALID;
	/* A reader that is open while the database is scrubbed would keep in the write-ahead log what was erased. */
	db_read_end(ctx);
	enum outcome outcome = remove_now(ctx, &put);
	TRY(site_read_begin(ctx, ctx->site));
	return outcome;
}

enum outcome removal_person(struct ctx *ctx, const char *field, struct str name, int64_t *ret_person_id)
{
	struct person person;
	*ret_person_id = 0;
	if (str_empty(str_trim(name)))
		return OK;
	TRY(people_person_named(ctx, name, field, &person));
	*ret_person_id = person.id;
	return OK;
}
