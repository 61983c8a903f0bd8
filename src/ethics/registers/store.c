/* Entries: structs ↔ rows, and when what was known. */
#include "registers/store.h"

#include "registers/registers_sql.h"

#define ENTRY_COLS                                                                                                     \
	DB_COL_I64(struct stored_entry, entry.id), DB_COL_TEXT(struct stored_entry, entry.record_id),                  \
		DB_COL_TEXT(struct stored_entry, entry.register_id), DB_COL_I64(struct stored_entry, entry.person_id), \
		DB_COL_I64(struct stored_entry, entry.body_id), DB_COL_I64(struct stored_entry, entry.parent_id),      \
		DB_COL_I64(struct stored_entry, entry.withheld_ms), DB_COL_I64(struct stored_entry, entry.hidden_ms),  \
		DB_COL_I64(struct stored_entry, entry.erased_ms), DB_COL_I64(struct stored_entry, no),                 \
		DB_COL_I64(struct stored_entry, entry.version), DB_COL_I32(struct stored_entry, entry.act),            \
		DB_COL_I32(struct stored_entry, entry.source), DB_COL_I64(struct stored_entry, entry.known_from),      \
		DB_COL_I64(struct stored_entry, entry.known_to), DB_COL_I64(struct stored_entry, entry.known_from_ms), \
		DB_COL_TEXT(struct stored_entry, entry.category_id), DB_COL_I32(struct stored_entry, entry.from_day),  \
		DB_COL_I32(struct stored_entry, entry.to_day), DB_COL_I32(struct stored_entry, entry.declared_day),    \
		DB_COL_I64(struct stored_entry, entry.declaration_id),                                                 \
		DB_COL_I64(struct stored_entry, entry.tenure_id), DB_COL_TEXT(struct stored_entry, private_json),      \
		DB_COL_BYTES(struct stored_entry, content), DB_COL_TEXT(struct stored_entry, entry.person_name),       \
		DB_COL_TEXT(struct stored_entry, entry.person_slug),                                                   \
		DB_COL_BOOL(struct stored_entry, entry.person_is_public),                                              \
		DB_COL_TEXT(struct stored_entry, entry.body_name), DB_COL_TEXT(struct stored_entry, entry.body_slug)

static const struct db_col row_cols[] = {ENTRY_COLS};
const struct db_spec stored_entry_spec = DB_SPEC(struct stored_entry, row_cols);

static const struct db_col listed_cols[] = {ENTRY_COLS, DB_COL_BYTES(struct stored_entry, entry.sort_key),
					    DB_COL_I64(struct stored_entry, entry.sort_id)};
const struct db_spec entry_listed_spec = DB_SPEC(struct stored_entry, listed_cols);

static const struct db_col number_cols[] = {DB_COL_I64(struct entry_number, n), DB_COL_I64(struct entry_number, m)};
const struct db_spec entry_number_spec = {number_cols, 1, sizeof(struct entry_number)};
const struct db_spec entry_numbers_spec = {number_cols, 2, sizeof(struct entry_number)};
static const struct db_col text_cols[] = {DB_COL_TEXT(struct entry_number, text)};
const struct db_spec entry_text_spec = DB_SPEC(struct entry_number, text_cols);

/* ---- When ---- */

enum outcome registers_known_at(struct ctx *ctx, int64_t at_ms, struct revision_at *ret_at)
{
	struct entry_number newest = {0}, batch = {0};
	struct revision_at at = {0};
	enum outcome found =
		db_one(ctx, &registers_sql_revision_newest, DB_PARAMS(db_int(at_ms)), &entry_numbers_spec, &newest);
	if (found != NOT_FOUND)
		TRY(found);
	at.upto = newest.n;
	found = db_one(ctx, &registers_sql_batch_hidden, DB_PARAMS(db_int(at.upto), db_int(at_ms)), &entry_numbers_spec,
		       &batch);
	if (found != NOT_FOUND)
		TRY(found);
	at.but = batch.n;
	*ret_at = at;
	return OK;
}

/* ---- Reading a row ---- */

enum outcome entry_reader_open(struct ctx *ctx, struct entry_reader *ret_reader)
{
	struct entry_reader reader = {0};
	int64_t version;
	TRY(rulebook_current(ctx, &reader.rulebook, &version));
	*ret_reader = reader;
	return OK;
}

static const struct scheme *scheme_of(struct entry_reader *reader, struct str register_id)
{
	if (!reader->register_id.p || !str_eq(reader->register_id, register_id)) {
		reader->scheme = rulebook_scheme(reader->rulebook, register_id);
		reader->register_id = reader->scheme ? reader->scheme->id : (struct str){0};
	}
	return reader->scheme;
}

static struct str member(struct arena *arena, const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);
	return json_is_string(value) ? str_dup(arena, str_bytes(json_string_value(value), json_string_length(value)))
				     : (struct str){0};
}

static enum outcome stored_broken(const struct stored_entry *row)
{
	log_event(LOG_ERROR, "registers_entry", "unreadable_version=%lld", (long long)row->no);
	return BROKEN;
}

/* Answers that not everybody sees stand beside the public ones, and in their place. */
static enum outcome json_read(struct ctx *ctx, struct entry_reader *reader, struct stored_entry *row, json_t *root,
			      json_t *beside)
{
	struct entry *e = &row->entry;
	json_t *answers = json_object_get(root, "answers");
	json_t *more = json_object_get(beside, "answers");
	const char *whose = "whose";
	if (answers && more)
		(void)json_object_update(answers, more);
	TRY(declared_read(ctx, scheme_of(reader, e->register_id), e->category_id, answers ? answers : more,
			  &e->declared));
	e->declared.is_nil = json_is_true(json_object_get(root, "nil"));
	json_t *said = json_object_get(beside, whose) ? beside : root;
	e->declared.whose = json_object_get(said, whose) ? whose_parse(member(ctx->arena, said, whose)) : WHOSE_SELF;
	e->reason = member(ctx->arena, root, "reason");
	e->bodies = member(ctx->arena, root, "bodies");
	e->office = member(ctx->arena, root, "office");
	return OK;
}

enum outcome stored_entry_read(struct ctx *ctx, struct entry_reader *reader, struct stored_entry *row)
{
	bool has_content = !str_empty(row->content), has_private = !str_empty(row->private_json);
	CLEANUP(json_decrefp)
	json_t *content = has_content ? json_loadb(row->content.p, row->content.n, 0, NULL) : NULL;
	CLEANUP(json_decrefp)
	json_t *beside = has_private ? json_loadb(row->private_json.p, row->private_json.n, 0, NULL) : NULL;
	if ((has_content && !content) || (has_private && !beside))
		return stored_broken(row);
	row->entry.declared = (struct declared){.scheme = scheme_of(reader, row->entry.register_id)};
	if (!content && !beside)
		return OK;
	return json_read(ctx, reader, row, content ? content : beside, content ? beside : NULL);
}

static enum outcome one(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, struct entry *ret_entry)
{
	struct stored_entry row;
	struct entry_reader reader;
	TRY(db_one(ctx, stmt, params, &stored_entry_spec, &row));
	TRY(entry_reader_open(ctx, &reader));
	TRY(stored_entry_read(ctx, &reader, &row));
	*ret_entry = row.entry;
	return OK;
}

/* Of one that nobody is shown any more, that it is there: whose it is the caller may need to know for rights. */
static void shut(struct entry *entry)
{
	if (!entry->hidden_ms && !entry->erased_ms && !entry->withheld_ms)
		return;
	struct str category = entry->withheld_ms ? entry->category_id : (struct str){0}; /* named by choice */
	entry->declared = (struct declared){.scheme = entry->declared.scheme};
	entry->reason = entry->bodies = entry->office = (struct str){0};
	entry->category_id = category;
	if (entry->withheld_ms)
		return;
	entry->person_name = entry->person_slug = entry->body_name = entry->body_slug = (struct str){0};
	entry->person_is_public = false;
	entry->from_day = entry->declared_day = DEADLINE_NO_DAY;
	entry->to_day = TENURE_OPEN;
}

enum outcome registers_entry(struct ctx *ctx, struct str record_id, struct revision_at at, struct entry *ret_entry)
{
	struct entry entry;
	TRY(one(ctx, &registers_sql_known_record, DB_PARAMS(db_text(record_id), db_int(at.upto), db_int(at.but)),
		&entry));
	shut(&entry);
	*ret_entry = entry;
	return OK;
}

enum outcome registers_entry_kept(struct ctx *ctx, int64_t id, struct entry *ret_entry)
{
	struct revision_at now;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	return one(ctx, &registers_sql_known, DB_PARAMS(db_int(id), db_int(now.upto), db_int(now.but)), ret_entry);
}

enum outcome registers_entry_by_id(struct ctx *ctx, int64_t id, struct entry *ret_entry)
{
	struct entry entry;
	TRY(registers_entry_kept(ctx, id, &entry));
	shut(&entry);
	*ret_entry = entry;
	return OK;
}

enum outcome registers_versions(struct ctx *ctx, int64_t id, struct entry **ret_entries, size_t *ret_n)
{
	struct revision_at now;
	struct stored_entry *rows;
	struct entry_reader reader;
	size_t n;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(entry_reader_open(ctx, &reader));
	TRY(db_list(ctx, &registers_sql_history, DB_PARAMS(db_int(id), db_int(now.upto), db_int(now.but)),
		    &stored_entry_spec, &rows, &n));
	struct entry *entries = arena_array(ctx->arena, struct entry, n);
	for (size_t i = 0; i < n; i++) {
		TRY(stored_entry_read(ctx, &reader, &rows[i]));
		entries[i] = rows[i].entry;
	}
	*ret_entries = entries;
	*ret_n = n;
	return OK;
}

enum outcome registers_history(struct ctx *ctx, int64_t id, struct entry **ret_entries, size_t *ret_n)
{
	struct entry *entries;
	size_t n;
	TRY(registers_versions(ctx, id, &entries, &n));
	for (size_t i = 0; i < n; i++)
		shut(&entries[i]);
	*ret_entries = entries;
	*ret_n = n;
	return OK;
}
