#include "registers/attached.h"

#include "registers/declare.h"
#include "registers/registers_sql.h"

static struct file_holder item_holder(int64_t id)
{
	return (struct file_holder){"registers.item", id};
}

static struct file_holder entry_holder(int64_t id)
{
	return (struct file_holder){"registers.entry", id};
}

bool value_file(const struct value *value, bool is_public, struct file_ref *ret_ref)
{
	ret_ref->is_public = is_public;
	return value->state == VALUE_GIVEN && hash_parse(is_public ? value->copy.id : value->id, &ret_ref->hash);
}

const struct value *declared_file(const struct declared *declared, struct str field)
{
	const struct scheme_field *of = declared->category ? scheme_field(declared->category, field) : NULL;
	const struct answer *answer = declared_answer(declared, field);
	bool has = of && of->kind == FIELD_FILE && answer && answer->n == 1 && answer->values[0].state == VALUE_GIVEN;
	return has ? &answer->values[0] : NULL;
}

struct refs {
	struct file_ref *p;
	size_t n;
};

/* The files that the answers name. */
static struct refs refs_of(struct arena *arena, const struct declared *declared, bool has_public)
{
	struct refs refs = {.p = arena_array(arena, struct file_ref, 2 * declared->n_answers)};
	for (size_t i = 0; i < declared->n_answers; i++) {
		const struct value *value = declared_file(declared, declared->answers[i].field);
		bool is_kept = !str_empty(declared->answers[i].withheld_why);
		if (value && value_file(value, false, &refs.p[refs.n]))
			refs.n++;
		if (value && has_public && !is_kept && value_file(value, true, &refs.p[refs.n]))
			refs.n++;
	}
	return refs;
}

/* Has the register a field of kind file? Most have none, and then no row is asked for. */
static bool has_files(const struct scheme *scheme)
{
	for (size_t i = 0; scheme && i < scheme->n_categories; i++)
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++)
			if (scheme->categories[i].fields[j].kind == FIELD_FILE)
				return true;
	return false;
}

static enum outcome gone(struct ctx *ctx, enum outcome held)
{
	return held == NOT_FOUND
		       ? problem_add(ctx, "v0", msg("A file of this declaration is not here any more: choose it again"))
		       : held;
}

enum outcome item_files_hold(struct ctx *ctx, const struct declaration_item *item)
{
	if (!has_files(item->declared.scheme))
		return OK;
	struct refs refs = refs_of(ctx->arena, &item->declared, !item->is_sealed && item->act != ACT_KEEP);
	return gone(ctx, files_hold_only(ctx, item_holder(item->id), refs.p, refs.n, false));
}

enum outcome entry_files_hold(struct ctx *ctx, const struct entry *entry)
{
	if (!has_files(entry->declared.scheme))
		return OK;
	struct refs refs = refs_of(ctx->arena, &entry->declared, entry->act != ENTRY_WITHDRAWN);
	return gone(ctx, files_hold_only(ctx, entry_holder(entry->id), refs.p, refs.n, true));
}

enum outcome withheld_files_hold(struct ctx *ctx, int64_t id, int64_t entry_id)
{
	/* What was never published stands in its draft alone, whose item has the id that its entry would have. */
	TRY(files_hold_also(ctx, item_holder(entry_id), entry_holder(id)));
	return files_hold_also(ctx, entry_holder(entry_id), entry_holder(id));
}

static void copy_forget(struct arena *arena, struct declared *declared, size_t i)
{
	struct answer *answers = arena_copy(arena, declared->answers, declared->n_answers * sizeof(struct answer));
	struct value *value = arena_copy(arena, answers[i].values, sizeof(struct value));
	value->copy = (struct value_copy){0};
	answers[i].values = value;
	declared->answers = answers;
}

enum outcome withheld_files_fit(struct ctx *ctx, struct declared *declared)
{
	for (size_t i = declared->n_answers; i-- > 0;) {
		struct file_ref ref;
		struct file_info info;
		struct str field = declared->answers[i].field;
		const struct value *value = declared_file(declared, field);
		if (!value)
			continue;
		enum outcome found = value_file(value, false, &ref) ? file_find(ctx, &ref, &info) : OK;
		if (found == NOT_FOUND)
			declared_answer_set(ctx->arena, declared, field, NULL, 0);
		else if (found == OK)
			copy_forget(ctx->arena, declared, i);
		else
			return found;
	}
	return OK;
}

enum outcome item_copies_forget(struct ctx *ctx, struct declaration_item *item, bool is_sealed, bool *ret_any)
{
	struct declared *declared = &item->declared;
	*ret_any = false;
	for (size_t i = 0; i < declared->n_answers; i++) {
		struct file_ref ref;
		struct file_info info;
		const struct value *value = declared_file(declared, declared->answers[i].field);
		if (!value || !value_file(value, true, &ref))
			continue;
		enum outcome found = is_sealed ? NOT_FOUND : file_find(ctx, &ref, &info);
		if (found == OK)
			continue;
		if (found != NOT_FOUND)
			return found;
		copy_forget(ctx->arena, declared, i);
		*ret_any = true;
	}
	return OK;
}

enum outcome entry_files_let_go(struct ctx *ctx, int64_t entry_id, bool only_public)
{
	return files_let_go(ctx, entry_holder(entry_id), only_public);
}

enum outcome item_files_let_go(struct ctx *ctx, int64_t item_id)
{
	return files_let_go(ctx, item_holder(item_id), false);
}

struct item_no {
	int64_t id;
};
static const struct db_col item_cols[] = {DB_COL_I64(struct item_no, id)};
static const struct db_spec item_spec = DB_SPEC(struct item_no, item_cols);

enum outcome items_files_let_go(struct ctx *ctx, const struct db_stmt *ids, struct db_params params, bool only_public)
{
	struct item_no *items;
	size_t n;
	TRY(db_list(ctx, ids, params, &item_spec, &items, &n));
	for (size_t i = 0; i < n; i++)
		TRY(files_let_go(ctx, item_holder(items[i].id), only_public));
	return OK;
}

enum outcome entry_off_display_files(struct ctx *ctx, int64_t entry_id)
{
	TRY(entry_files_let_go(ctx, entry_id, true));
	return items_files_let_go(ctx, &registers_sql_items_ids_of_entry, DB_PARAMS(db_int(entry_id)), true);
}

enum outcome declaration_copies_hand_over(struct ctx *ctx, const struct declaration *declaration)
{
	if (!has_files(declaration->scheme))
		return OK;
	return items_files_let_go(ctx, &registers_sql_items_ids, DB_PARAMS(db_int(declaration->id)), true);
}

/* ---- Scans of signed forms (S7) ---- */

static const struct db_col scan_cols[] = {
	DB_COL_TEXT(struct scan, sha256),
	DB_COL_I64(struct scan, bytes),
	DB_COL_I32(struct scan, kind),
};
static const struct db_spec scan_spec = DB_SPEC(struct scan, scan_cols);

static struct file_holder scan_holder(int64_t declaration_id)
{
	return (struct file_holder){"registers.scan", declaration_id};
}

enum outcome scan_find(struct ctx *ctx, int64_t declaration_id, struct scan *ret_scan)
{
	return db_one(ctx, &registers_sql_scan_of, DB_PARAMS(db_int(declaration_id)), &scan_spec, ret_scan);
}

enum outcome scan_put(struct ctx *ctx, int64_t declaration_id, const struct scan *scan)
{
	struct file_ref ref = {.is_public = false};
	if (!hash_parse(scan->sha256, &ref.hash))
		return BROKEN;
	TRY(files_hold_only(ctx, scan_holder(declaration_id), &ref, 1, false));
	return db_exec(ctx, &registers_sql_scan_put,
		       DB_PARAMS(db_int(declaration_id), db_text(scan->sha256), db_int(scan->bytes), db_int(scan->kind),
				 db_int(ctx->actor ? ctx->actor->account_id : 0), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome scan_forget(struct ctx *ctx, int64_t declaration_id)
{
	TRY(files_let_go(ctx, scan_holder(declaration_id), false));
	return db_exec(ctx, &registers_sql_scan_forget, DB_PARAMS(db_int(declaration_id)), NULL);
}
