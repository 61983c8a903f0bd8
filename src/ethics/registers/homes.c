/* Where people live (S2): the public sees it only by a permission on paper, which can be revoked at any time. */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

static const struct db_col permission_cols[] = {
	DB_COL_I64(struct home_permission, id),        DB_COL_I64(struct home_permission, version),
	DB_COL_I64(struct home_permission, person_id), DB_COL_I32(struct home_permission, given_day),
	DB_COL_TEXT(struct home_permission, place),    DB_COL_TEXT(struct home_permission, by_name),
	DB_COL_I64(struct home_permission, put_ms),
};
static const struct db_spec permission_spec = DB_SPEC(struct home_permission, permission_cols);

struct id_row {
	int64_t id, person_id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_I64(struct id_row, person_id)};
static const struct db_spec id_spec = DB_SPEC(struct id_row, id_cols);
static const struct db_spec entry_id_spec = {id_cols, 1, sizeof(struct id_row)};

enum outcome home_permission_find(struct ctx *ctx, int64_t person_id, struct home_permission *ret_permission)
{
	return db_one(ctx, &registers_sql_permission, DB_PARAMS(db_int(person_id)), &permission_spec, ret_permission);
}

enum outcome home_permission_put(struct ctx *ctx, const struct home_permission *permission)
{
	struct home_permission before;
	int64_t body_id;
	TRY(people_body_for(ctx, RIGHT_CLERK, permission->person_id, &body_id));
	TRY(access_need(ctx, RIGHT_CLERK, body_id));
	enum outcome found = home_permission_find(ctx, permission->person_id, &before), outcome = OK;
	if (found != NOT_FOUND)
		return found == OK ? CONFLICT : found;
	if (permission->given_day == DEADLINE_NO_DAY || permission->given_day > site_today(ctx).n)
		outcome = problem_add(ctx, "given", msg("Enter the day on the paper, not after today"));
	if (!review_text_good(ctx, "place", str_trim(permission->place), msg("Say where the signed paper is kept")))
		outcome = INVALID;
	TRY(outcome);
	TRY(db_exec(ctx, &registers_sql_permission_add,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(permission->person_id), db_int(permission->given_day),
			      db_text(str_trim(permission->place)), db_text((ctx->actor ? ctx->actor->name : STR(""))),
			      db_int(ctx->now_ms)),
		    NULL));
	return access_log(ctx, "registers.home_permission", permission->person_id, STR(""));
}

enum outcome home_permission_revoke(struct ctx *ctx, int64_t person_id, int64_t version)
{
	int64_t changed, body_id;
	if (!ctx->actor || !ctx->actor->person_id || ctx->actor->person_id != person_id) {
		TRY(people_body_for(ctx, RIGHT_CLERK, person_id, &body_id));
		TRY(access_need(ctx, RIGHT_CLERK, body_id));
	}
	TRY(db_exec(ctx, &registers_sql_permission_revoke,
		    DB_PARAMS(db_int(person_id), db_int(version), db_int(ctx->now_ms)), &changed));
	return changed == 1 ? access_log(ctx, "registers.home_revoked", person_id, STR("")) : CONFLICT;
}

void home_mark(struct ctx *ctx, struct declared *declared, bool is_permitted)
{
	struct answer *answers = arena_copy(ctx->arena, declared->answers, declared->n_answers * sizeof(struct answer));
	for (size_t i = 0; i < declared->n_answers; i++) {
		struct value *values = arena_copy(ctx->arena, answers[i].values, answers[i].n * sizeof(struct value));
		for (size_t j = 0; j < answers[i].n; j++)
			values[j].is_shown_home = values[j].is_home && is_permitted;
		answers[i].values = values;
	}
	declared->answers = answers;
}

enum outcome home_permitted(struct ctx *ctx, int64_t person_id, bool *ret_permitted)
{
	struct home_permission permission;
	enum outcome found = person_id ? home_permission_find(ctx, person_id, &permission) : NOT_FOUND;
	*ret_permitted = found == OK;
	return found == NOT_FOUND ? OK : found;
}

static bool has_home(const struct declared *declared)
{
	for (size_t i = 0; i < declared->n_answers; i++)
		for (size_t j = 0; j < declared->answers[i].n; j++)
			if (declared->answers[i].values[j].is_home)
				return true;
	return false;
}

enum outcome homes_mark(struct ctx *ctx, struct entry_put *puts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_permitted;
		if (!has_home(&puts[i].entry.declared))
			continue;
		TRY(home_permitted(ctx, puts[i].entry.person_id, &is_permitted));
		home_mark(ctx, &puts[i].entry.declared, is_permitted);
	}
	return OK;
}

/* ---- Revoked ---- */

static bool shows_home(const struct entry *versions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < versions[i].declared.n_answers; j++)
			for (size_t k = 0; k < versions[i].declared.answers[j].n; k++)
				if (versions[i].declared.answers[j].values[k].is_shown_home)
					return true;
	return false;
}

struct clearing {
	int64_t entry_id;
	struct journal_seed seeds[2];
	struct str record_id; /* that showed it; empty: none does */
};

static enum outcome clearing_find(struct ctx *ctx, int64_t entry_id, struct clearing *ret_clearing,
				  struct entry *ret_entry)
{
	struct entry *versions;
	size_t n;
	*ret_clearing = (struct clearing){.entry_id = entry_id};
	TRY(registers_history(ctx, entry_id, &versions, &n));
	if (n == 0 || !shows_home(versions, n) || versions[0].erased_ms || str_empty(versions[0].record_id))
		return OK;
	ret_clearing->record_id = versions[0].record_id;
	*ret_entry = versions[0];
	return OK;
}

/* Its record goes, with every version that showed the home; a new one says the rest. */
static enum outcome clear_write(struct ctx *ctx, void *args)
{
	const struct clearing *clearing = args;
	struct clearing now;
	struct entry entry;
	struct str record_id;
	TRY(clearing_find(ctx, clearing->entry_id, &now, &entry));
	if (str_empty(now.record_id))
		return OK;
	struct entry_put put = {.entry = entry, .seed = clearing->seeds[1]};
	put.entry.record_id = STR("");
	home_mark(ctx, &put.entry.declared, false);
	TRY(registers_put(ctx, &put, 1, &record_id));
	struct going going = {.entries = &entry, .seeds = (struct journal_seed *)clearing->seeds, .n = 1};
	return going_erase(ctx, &going, 0, REMOVAL_UNFIT,
			   STR("It showed where somebody lives, who no longer permits it."), record_id);
}

static enum outcome cleared_write(struct ctx *ctx, void *args)
{
	const int64_t *id = args;
	return db_exec(ctx, &registers_sql_permission_cleared, DB_PARAMS(db_int(*id), db_int(ctx->now_ms)), NULL);
}

static enum outcome one_clear(struct ctx *ctx, int64_t entry_id)
{
	struct clearing clearing;
	struct entry entry;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = clearing_find(ctx, entry_id, &clearing, &entry);
	db_read_end(ctx);
	TRY(found);
	if (str_empty(clearing.record_id))
		return OK;
	clearing.seeds[0] = journal_seed_new(ctx);
	clearing.seeds[1] = journal_seed_new(ctx);
	TRY(journal_removals_note(ctx, clearing.record_id, removal_ground(REMOVAL_UNFIT)));
	return site_write(ctx, clear_write, &clearing);
}

enum outcome homes_left(struct ctx *ctx, int64_t *ret_n)
{
	struct id_row *left;
	size_t n;
	TRY(db_list(ctx, &registers_sql_permission_left, DB_NO_PARAMS, &id_spec, &left, &n));
	*ret_n = (int64_t)n;
	return OK;
}

static enum outcome person_clear(struct ctx *ctx, struct id_row *permission)
{
	struct id_row *entries = NULL;
	size_t n = 0;
	bool permitted = false;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = home_permitted(ctx, permission->person_id, &permitted);
	if (found == OK && !permitted)
		found = db_list(ctx, &registers_sql_entries_shown_of, DB_PARAMS(db_int(permission->person_id)),
				&entry_id_spec, &entries, &n);
	db_read_end(ctx);
	TRY(found);
	for (size_t i = 0; i < n; i++)
		TRY(one_clear(ctx, entries[i].id));
	return site_write(ctx, cleared_write, &permission->id);
}

enum outcome homes_run(struct ctx *ctx, bool *ret_erased)
{
	struct id_row *left;
	size_t n;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = db_list(ctx, &registers_sql_permission_left, DB_NO_PARAMS, &id_spec, &left, &n);
	db_read_end(ctx);
	TRY(found);
	for (size_t i = 0; i < n; i++)
		TRY(person_clear(ctx, &left[i]));
	*ret_erased = n > 0;
	return OK;
}
