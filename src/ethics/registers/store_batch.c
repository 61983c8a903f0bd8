/* Revisions: those of one write, those of many, and what is withheld. */
#include "registers/registers_sql.h"
#include "registers/store.h"
#include "search/search.h"

/* ---- Revisions ---- */

enum outcome entries_batch(struct ctx *ctx, int64_t *ret_batch)
{
	struct entry_number row = {0};
	enum outcome found = db_one(ctx, &registers_sql_batch_open, DB_NO_PARAMS, &entry_numbers_spec, &row);
	if (found != NOT_FOUND)
		TRY(found);
	*ret_batch = row.n;
	return OK;
}

/* Published at once, never before the newest one. `known_ms` 0: and known since then. */
static enum outcome revision_begin(struct ctx *ctx, int64_t known_ms, int64_t *ret_no)
{
	struct entry_number last;
	TRY(db_one(ctx, &registers_sql_revision_last, DB_NO_PARAMS, &entry_numbers_spec, &last));
	int64_t now = ctx->now_ms > last.m ? ctx->now_ms : last.m;
	TRY(db_exec(ctx, &registers_sql_revision_add,
		    DB_PARAMS(db_int(last.n + 1), db_int(now), db_int(known_ms ? known_ms : now)), NULL));
	*ret_no = last.n + 1;
	return OK;
}

enum outcome entries_begin(struct ctx *ctx, int64_t *revision, int64_t *ret_last_version)
{
	struct entry_number last;
	if (*revision == 0)
		TRY(revision_begin(ctx, 0, revision));
	TRY(db_one(ctx, &registers_sql_version_last, DB_NO_PARAMS, &entry_number_spec, &last));
	*ret_last_version = last.n;
	return OK;
}

/* ---- Withheld ---- */

int64_t registers_withheld_id(struct ctx *ctx)
{
	int64_t id = 0;
	while (id <= 0) {
		random_bytes(ctx, &id, sizeof(id));
		id &= INT64_MAX;
	}
	return id;
}

/* As if it had been there from the first: a version of the first revision, with a number of its own kind. So neither
 * when it was withheld nor a gap among numbers or instants leads from what was removed to it. */
static enum outcome withheld_place(struct ctx *ctx, int64_t *ret_revision, int64_t *ret_no)
{
	struct entry_number first;
	TRY(db_one(ctx, &registers_sql_withheld_place, DB_NO_PARAMS, &entry_numbers_spec, &first));
	*ret_revision = first.n;
	*ret_no = first.m - 1;
	return first.n ? OK : revision_begin(ctx, 0, ret_revision);
}

enum outcome registers_put_withheld(struct ctx *ctx, const struct withheld_put *put)
{
	struct register_numbers numbers;
	int64_t revision = 0, no = 0;
	TRY(register_numbers_find(ctx, put->register_id, NULL, &numbers));
	TRY(withheld_place(ctx, &revision, &no));
	TRY(db_exec(ctx, &registers_sql_entry_add,
		    DB_PARAMS(db_int(put->id), db_int(numbers.no), db_ref(put->person_id), db_ref(put->body_id),
			      db_null(), db_int(ctx->now_ms)),
		    NULL));
	TRY(db_exec(ctx, &registers_sql_version_add,
		    DB_PARAMS(db_int(no), db_int(put->id), db_int(1), db_int(revision), db_int(REVISION_OPEN),
			      db_int(ENTRY_DECLARED), db_int(SOURCE_OFFICE),
			      db_text(put->category.p ? put->category : STR("")), db_int(DEADLINE_NO_DAY),
			      db_int(TENURE_OPEN), db_int(DEADLINE_NO_DAY), db_null(), db_null(), db_null(), db_null()),
		    NULL));
	db_note(ctx, "registers", put->id);
	return OK;
}

enum outcome registers_drop_withheld(struct ctx *ctx, int64_t id)
{
	TRY(db_exec(ctx, &registers_sql_withheld_moves_drop, DB_PARAMS(db_int(id)), NULL));
	TRY(db_exec(ctx, &registers_sql_withheld_versions_drop, DB_PARAMS(db_int(id)), NULL));
	db_note(ctx, "registers", id);
	return db_exec(ctx, &registers_sql_withheld_drop, DB_PARAMS(db_int(id)), NULL);
}

/* ---- Batches ---- */

enum outcome registers_batch_begin(struct ctx *ctx, int64_t *ret_revision)
{
	struct entry_number last;
	struct journal_head head;
	int64_t batch = 0;
	TRY(entries_batch(ctx, &batch));
	if (batch) {
		(void)problem_add(ctx, "import", msg("Another import is underway: wait until it is done"));
		return CONFLICT;
	}
	TRY(journal_head(ctx, &head));
	TRY(db_one(ctx, &registers_sql_revision_last, DB_NO_PARAMS, &entry_numbers_spec, &last));
	TRY(db_exec(ctx, &registers_sql_revision_add, DB_PARAMS(db_int(last.n + 1), db_int(0), db_int(0)), NULL));
	TRY(db_exec(ctx, &registers_sql_batch_add,
		    DB_PARAMS(db_int(last.n + 1), db_int(ctx->now_ms), db_int(head.size)), NULL));
	*ret_revision = last.n + 1;
	return OK;
}

enum outcome registers_known_since(struct ctx *ctx, int64_t source_ms, int64_t *ret_known_ms)
{
	struct entry_number newest;
	TRY(db_one(ctx, &registers_sql_revision_known_last, DB_NO_PARAMS, &entry_number_spec, &newest));
	*ret_known_ms = source_ms >= newest.n && source_ms <= ctx->now_ms ? source_ms : 0;
	return OK;
}

/* An empty revision behind the batch shares its instants, so that the newest one of an instant is its highest number.
 */
enum outcome registers_batch_publish(struct ctx *ctx, int64_t revision, int64_t source_ms)
{
	struct journal_head head;
	struct entry_number row;
	int64_t above = 0, changed = 0, known_ms;
	TRY(registers_known_since(ctx, source_ms, &known_ms));
	TRY(revision_begin(ctx, known_ms, &above));
	TRY(db_one(ctx, &registers_sql_revision_last, DB_NO_PARAMS, &entry_numbers_spec, &row));
	TRY(journal_head(ctx, &head));
	TRY(db_exec(ctx, &registers_sql_revision_publish,
		    DB_PARAMS(db_int(revision), db_int(row.m), db_int(known_ms ? known_ms : row.m)), NULL));
	TRY(db_exec(ctx, &registers_sql_batch_publish, DB_PARAMS(db_int(revision), db_int(row.m), db_int(head.size)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "registers", 0);
	return OK;
}

/* ---- Telling search of a batch ---- */

#define NOTED_AT_ONCE 500

struct unnoted {
	int64_t no, noted, last;
};
static const struct db_col unnoted_cols[] = {DB_COL_I64(struct unnoted, no), DB_COL_I64(struct unnoted, noted),
					     DB_COL_I64(struct unnoted, last)};
static const struct db_spec unnoted_spec = DB_SPEC(struct unnoted, unnoted_cols);

enum outcome batch_search_left(struct ctx *ctx, int64_t *ret_n)
{
	struct entry_number row;
	TRY(db_one(ctx, &registers_sql_batch_left, DB_NO_PARAMS, &entry_number_spec, &row));
	*ret_n = row.n;
	return OK;
}

static enum outcome one_note(struct ctx *ctx, const void *row, void *arg)
{
	(void)arg;
	return search_note(ctx, "registers", ((const struct entry_number *)row)->n);
}

enum outcome batch_search_run(struct ctx *ctx)
{
	struct unnoted batch;
	enum outcome found = db_one(ctx, &registers_sql_batch_unnoted, DB_NO_PARAMS, &unnoted_spec, &batch);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	int64_t to = batch.last - batch.noted > NOTED_AT_ONCE ? batch.noted + NOTED_AT_ONCE : batch.last;
	TRY(db_each(ctx, &registers_sql_batch_leaves, DB_PARAMS(db_int(batch.noted), db_int(to)), &entry_number_spec,
		    one_note, NULL));
	return db_exec(ctx, &registers_sql_batch_noted, DB_PARAMS(db_int(batch.no), db_int(to)), NULL);
}
