/* What other rooms ask of entries: what is found, what goes, who they belong to, whether rows say what records say. */
#include "html/html.h"
#include "registers/attached.h"
#include "registers/declarations.h"
#include "registers/import.h"
#include "registers/registers_sql.h"
#include "registers/seen.h"
#include "registers/store.h"
#include "registers/tasks.h"
#include "screening/screening.h"
#include "search/search.h"

/* ---- What is found ---- */

static struct str words_of(struct ctx *ctx, const struct entry *e)
{
	struct buf words = buf_open(ctx->arena, 256);
	const struct declared seen = declared_seen(ctx->arena, &e->declared), *d = &seen;
	for (size_t i = 0; i < d->n_answers; i++) {
		const struct scheme_field *field = d->category ? scheme_field(d->category, d->answers[i].field) : NULL;
		for (size_t j = 0; field && j < d->answers[i].n; j++) {
			if (d->answers[i].values[j].state == VALUE_WITHHELD)
				continue;
			if (words.n)
				buf_lit(&words, ". ");
			buf_str(&words, value_words(ctx, field, &d->answers[i].values[j]));
		}
	}
	return buf_view(&words);
}

struct str register_place(struct arena *arena, struct str register_id)
{
	char *id = arena_copy(arena, register_id.p, register_id.n);
	for (size_t i = 0; i < register_id.n; i++)
		if (id[i] == '-' || id[i] == '_')
			id[i] = '.';
	return str_fmt(arena, "registers.%.*s", (int)register_id.n, id);
}

enum outcome entries_search_documents(struct ctx *ctx, int64_t subject, struct search_sink *sink)
{
	struct entry e;
	enum outcome found = registers_entry_by_id(ctx, subject, &e);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	bool is_shown = entry_is_published(e.declared.scheme) && !e.withheld_ms && !e.hidden_ms && !e.erased_ms &&
			e.act != ENTRY_WITHDRAWN && !str_empty(e.record_id);
	if (!is_shown)
		return OK;
	const struct scheme *scheme = e.declared.scheme;
	struct str whose = e.person_is_public ? e.person_name : e.body_name;
	struct str path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(e.register_id));
	struct str place = str_fmt(ctx->arena, "registers %.*s", STR_ARG(register_place(ctx->arena, e.register_id)));
	TRY(search_group(ctx, sink, place, path, scheme->title));
	const struct search_document document = {
		.path = str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(e.record_id)),
		.title = declared_summary(ctx, &e.declared, true),
		.context = whose.p ? whose : STR(""),
		.text = words_of(ctx, &e),
		.lang = STR("en"),
	};
	return search_put(ctx, sink, &document);
}

static enum outcome subject_note(struct ctx *ctx, const void *row, void *arg)
{
	(void)arg;
	return search_note(ctx, "registers", ((const struct entry_number *)row)->n);
}

enum outcome entries_search_subjects(struct ctx *ctx)
{
	return db_each(ctx, &registers_sql_subjects, DB_NO_PARAMS, &entry_number_spec, subject_note, NULL);
}

/* ---- Whose they are ---- */

/* The list's key of the person's name, in each version of each entry. */
static enum outcome name_follow(struct ctx *ctx, int64_t entry_id, struct str register_id, struct str sort_name)
{
	struct register_numbers numbers;
	struct entry_number *versions;
	size_t n;
	TRY(register_numbers_find(ctx, register_id, NULL, &numbers));
	TRY(db_list(ctx, &registers_sql_versions_of, DB_PARAMS(db_int(entry_id)), &entry_number_spec, &versions, &n));
	struct str key = str_empty(sort_name) ? STR("") : value_text_key(ctx->arena, sort_name);
	for (size_t i = 0; i < n; i++)
		TRY(entry_value_replace(ctx, versions[i].n, numbers.keys[1].no, key));
	return OK;
}

static const struct db_col of_person_cols[] = {DB_COL_I64(struct entry_number, n),
					       DB_COL_TEXT(struct entry_number, text)};
static const struct db_spec of_person_spec = DB_SPEC(struct entry_number, of_person_cols);

static enum outcome entries_of(struct ctx *ctx, const struct db_stmt *stmt, int64_t person_id,
			       struct entry_number **ret_rows, size_t *ret_n)
{
	return db_list(ctx, stmt, DB_PARAMS(db_int(person_id)), &of_person_spec, ret_rows, ret_n);
}

static enum outcome entry_follow(struct ctx *ctx, const struct entry_number *row, const struct person *person)
{
	/* Where somebody is shown by their post alone, no list stands in the order of their name (S14). */
	TRY(name_follow(ctx, row->n, row->text, person->is_public ? person->sort_name : STR("")));
	db_note(ctx, "registers", row->n);
	return search_note(ctx, "registers", row->n);
}

/* What else names a person: drafts and declarations, approvals, permissions. */
static const struct {
	const struct db_stmt *note, *move, *back;
} moved_kinds[] = {
	{&registers_sql_declarations_note, &registers_sql_declarations_move, &registers_sql_declarations_back},
	{&registers_sql_approvals_note, &registers_sql_approvals_move, &registers_sql_approvals_back},
	{&registers_sql_helpers_note, &registers_sql_helpers_move, &registers_sql_helpers_back},
	/* Of two permissions in force the one's own counts, and the other stays with whom it is of. */
	{&registers_sql_home_permissions_note, &registers_sql_home_permissions_move,
	 &registers_sql_home_permissions_back},
};

static enum outcome rows_move(struct ctx *ctx, int64_t from, int64_t to)
{
	const struct db_params two = DB_PARAMS(db_int(from), db_int(to));
	for (size_t i = 0; i < COUNT_OF(moved_kinds); i++) {
		/* Of a statement that asks for one alone, the second is not bound. */
		TRY(db_exec(ctx, moved_kinds[i].note, (struct db_params){two.p, moved_kinds[i].note->n_params}, NULL));
		TRY(db_exec(ctx, moved_kinds[i].move, two, NULL));
	}
	return db_exec(ctx, &registers_sql_import_people_move, two, NULL);
}

static enum outcome rows_back(struct ctx *ctx, int64_t person_id)
{
	for (size_t i = 0; i < COUNT_OF(moved_kinds); i++)
		TRY(db_exec(ctx, moved_kinds[i].back, DB_PARAMS(db_int(person_id)), NULL));
	return db_exec(ctx, &registers_sql_rows_moved_forget, DB_PARAMS(db_int(person_id)), NULL);
}

/* Two who were found to be one: their entries are the one's, and again the other's where that is undone. */
static enum outcome entries_move(struct ctx *ctx, const struct person *person)
{
	struct entry_number *rows;
	size_t n;
	struct person to;
	if (!person->merged_into) {
		TRY(rows_back(ctx, person->id));
		TRY(entries_of(ctx, &registers_sql_entries_moved, person->id, &rows, &n));
		for (size_t i = 0; i < n; i++) {
			TRY(db_exec(ctx, &registers_sql_entry_move, DB_PARAMS(db_int(rows[i].n), db_int(person->id)),
				    NULL));
			TRY(entry_follow(ctx, &rows[i], person));
		}
		return db_exec(ctx, &registers_sql_moved_forget, DB_PARAMS(db_int(person->id)), NULL);
	}
	TRY(rows_move(ctx, person->id, person->merged_into));
	TRY(entries_of(ctx, &registers_sql_entries_of_person, person->id, &rows, &n));
	if (n == 0)
		return OK;
	TRY(people_person(ctx, person->merged_into, &to));
	for (size_t i = 0; i < n; i++) {
		TRY(db_exec(ctx, &registers_sql_moved_add, DB_PARAMS(db_int(rows[i].n), db_int(person->id)), NULL));
		TRY(db_exec(ctx, &registers_sql_entry_move, DB_PARAMS(db_int(rows[i].n), db_int(to.id)), NULL));
		TRY(entry_follow(ctx, &rows[i], &to));
	}
	return OK;
}

static enum outcome person_follow(struct ctx *ctx, int64_t id)
{
	struct person person;
	struct entry_number *rows;
	size_t n;
	enum outcome found = people_person(ctx, id, &person);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	TRY(entries_move(ctx, &person));
	if (person.erased_ms)
		TRY(db_exec(ctx, &registers_sql_permission_forget, DB_PARAMS(db_int(id)), NULL));
	TRY(entries_of(ctx, &registers_sql_entries_of_person, id, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(person.erased_ms ? registers_blank(ctx, rows[i].n) : entry_follow(ctx, &rows[i], &person));
	return OK;
}

enum outcome entries_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		arena_scope(ctx->arena);
		if (strcmp(changes[i].kind, "people") == 0 && changes[i].subject)
			TRY(person_follow(ctx, changes[i].subject));
		if (strcmp(changes[i].kind, "people") == 0 && changes[i].subject)
			TRY(entry_tasks_follow(ctx, changes[i].subject));
	}
	return OK;
}

/* ---- What goes ---- */

static enum outcome values_drop(struct ctx *ctx, int64_t id)
{
	struct entry_number *versions;
	size_t n;
	TRY(db_list(ctx, &registers_sql_versions_of, DB_PARAMS(db_int(id)), &entry_number_spec, &versions, &n));
	for (size_t i = 0; i < n; i++)
		TRY(entry_values_drop(ctx, versions[i].n));
	return OK;
}

/* Found and compared no more, and in no list. */
static enum outcome entry_unlist(struct ctx *ctx, int64_t id)
{
	TRY(values_drop(ctx, id));
	TRY(screening_take_declared(ctx, id));
	TRY(search_remove(ctx, "registers", id));
	db_note(ctx, "registers", id);
	db_note(ctx, "unlisted", id);
	return OK;
}

/* In whichever term its versions were declared. */
static enum outcome duties_forget(struct ctx *ctx, int64_t id)
{
	struct entry *versions;
	size_t n;
	TRY(registers_versions(ctx, id, &versions, &n));
	TRY(entry_forget_duties(ctx, NULL, 0, id));
	for (size_t i = 0; i < n; i++)
		TRY(entry_forget_duties(ctx, versions[i].declared.scheme, versions[i].tenure_id, id));
	return OK;
}

enum outcome registers_blank(struct ctx *ctx, int64_t id)
{
	TRY(duties_forget(ctx, id));
	TRY(entry_tasks_forget(ctx, id));
	TRY(entry_unlist(ctx, id));
	TRY(declarations_forget_entry(ctx, id));
	TRY(entry_files_let_go(ctx, id, false));
	TRY(db_exec(ctx, &registers_sql_sealed_forget, DB_PARAMS(db_int(id)), NULL));
	TRY(db_exec(ctx, &registers_sql_withhold_request_drop, DB_PARAMS(db_int(id)), NULL));
	TRY(import_keys_hide(ctx, id));
	TRY(db_exec(ctx, &registers_sql_upload_faults_forget, DB_PARAMS(db_bytes(STR("")), db_int(id)), NULL));
	TRY(registers_drop_withheld(ctx, id)); /* of one that is withheld nothing is left, not even that it was there */
	TRY(db_exec(ctx, &registers_sql_versions_blank, DB_PARAMS(db_int(id)), NULL));
	TRY(db_exec(ctx, &registers_sql_children_free, DB_PARAMS(db_int(id)), NULL));
	TRY(db_exec(ctx, &registers_sql_entry_erase, DB_PARAMS(db_int(id), db_int(ctx->now_ms)), NULL));
	return access_log_forget(ctx, id);
}

enum outcome entries_remove(struct ctx *ctx, struct str record_id)
{
	struct entry_number row, hidden;
	enum outcome own = declare_remove(ctx, record_id);
	if (own != NOT_FOUND)
		return own;
	enum outcome found =
		db_one(ctx, &registers_sql_record_subject, DB_PARAMS(db_text(record_id)), &entry_number_spec, &row);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	found = db_one(ctx, &registers_sql_entry_hidden, DB_PARAMS(db_int(row.n)), &entry_numbers_spec, &hidden);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	if (hidden.m)
		return OK; /* it is blank already, or another record stands in this one's place */
	return hidden.n ? entry_unlist(ctx, row.n) : registers_blank(ctx, row.n);
}

/* Removing somebody would leave their name in what they declared. */
enum outcome entries_erasable(struct ctx *ctx, struct str record_id)
{
	struct entry_number left;
	TRY(db_one(ctx, &registers_sql_left_of_person, DB_PARAMS(db_text(record_id)), &entry_number_spec, &left));
	if (left.n == 0)
		return OK;
	return problem_add(ctx, "record",
			   msg("This person has {1} declarations that are published: remove these first"),
			   str_fmt(ctx->arena, "%lld", (long long)left.n));
}

static enum outcome version_keep(struct ctx *ctx, struct entry_reader *reader, struct stored_entry *row)
{
	static const struct entry_around nobody = {0};
	TRY(stored_entry_read(ctx, reader, row));
	struct str all = entry_record(ctx->arena, &row->entry, &nobody, true);
	return db_exec(ctx, &registers_sql_version_private, DB_PARAMS(db_int(row->no), db_text(all)), NULL);
}

enum outcome registers_off_display(struct ctx *ctx, int64_t id)
{
	struct stored_entry *rows;
	struct entry_reader reader;
	size_t n;
	int64_t changed = 0;
	TRY(entry_reader_open(ctx, &reader));
	TRY(db_list(ctx, &registers_sql_history, DB_PARAMS(db_int(id), db_int(REVISION_OPEN), db_int(0)),
		    &stored_entry_spec, &rows, &n));
	if (n == 0)
		return NOT_FOUND;
	if (rows[0].entry.withheld_ms || rows[0].entry.erased_ms)
		return CONFLICT;
	for (size_t i = 0; i < n; i++)
		TRY(version_keep(ctx, &reader, &rows[i]));
	TRY(db_exec(ctx, &registers_sql_entry_hide, DB_PARAMS(db_int(id), db_int(ctx->now_ms)), &changed));
	return changed == 1 ? entry_off_display_files(ctx, id) : CONFLICT;
}

enum outcome registers_hide(struct ctx *ctx, const struct journal_seed *seed, int64_t id, struct str ground)
{
	struct journal_record record;
	TRY(registers_off_display(ctx, id));
	enum outcome found = journal_find_subject(ctx, "registers", id, &record);
	if (found == NOT_FOUND)
		return entry_unlist(ctx, id);
	TRY(found);
	return journal_erase(ctx, seed, record.place.record_id, ground);
}

/* ---- Do rows say what was published? ---- */

static enum outcome differs(struct ctx *ctx)
{
	return problem_add(ctx, "", msg("what is in the table of declarations is not what was published"));
}

static bool member_is(const json_t *root, const char *name, struct str wanted)
{
	const json_t *value = json_object_get(root, name);
	struct str said = json_is_string(value) ? str_bytes(json_string_value(value), json_string_length(value))
						: (struct str){0};
	return str_eq(said, wanted);
}

static struct str day_said(struct arena *arena, int32_t day)
{
	return day == DEADLINE_NO_DAY || day == TENURE_OPEN ? (struct str){0} : day_str(arena, (struct day){day});
}

static bool columns_fit(struct arena *arena, const struct entry *e, const json_t *root)
{
	return member_is(root, "act", str_of(entry_act_name(e->act))) &&
	       member_is(root, "source", str_of(entry_source_name(e->source))) &&
	       member_is(root, "category", e->category_id) && member_is(root, "register", e->register_id) &&
	       member_is(root, "from", day_said(arena, e->from_day)) &&
	       member_is(root, "to", day_said(arena, e->to_day)) &&
	       member_is(root, "declared", day_said(arena, e->declared_day)) &&
	       json_integer_value(json_object_get(root, "version")) == e->version;
}

struct kept_value {
	struct entry_value value;
	int64_t ordered; /* how often it stands in the order of lists */
};
static const struct db_col value_cols[] = {
	DB_COL_I64(struct kept_value, value.no),
	DB_COL_I64(struct kept_value, value.key_no),
	DB_COL_BYTES(struct kept_value, value.value),
	DB_COL_I64(struct kept_value, ordered),
};
static const struct db_spec value_spec = DB_SPEC(struct kept_value, value_cols);

static bool value_fits(const struct kept_value *kept, bool is_ordered, const struct entry_value *made, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (made[i].key_no == kept->value.key_no && made[i].no == kept->value.no &&
		    !str_eq(made[i].value, kept->value.value))
			return false;
	return kept->ordered == 1 || !is_ordered;
}

/* The rules may have changed since: then other keys are made of the same answers, and nothing is compared. What a batch
 * put stands in order once the batch is published. */
static enum outcome values_fit(struct ctx *ctx, const struct stored_entry *row)
{
	struct kept_value *kept;
	struct entry_value made[VALUES_MOST];
	struct register_numbers numbers;
	struct person person = {0};
	int64_t batch;
	size_t n;
	TRY(register_numbers_find(ctx, row->entry.register_id, row->entry.declared.scheme, &numbers));
	if (row->entry.person_id)
		TRY(people_person(ctx, row->entry.person_id, &person));
	int32_t received_day;
	TRY(entry_received(ctx, &row->entry, &received_day));
	TRY(entries_batch(ctx, &batch));
	TRY(db_list(ctx, &registers_sql_values_audit, DB_PARAMS(db_int(row->no)), &value_spec, &kept, &n));
	size_t n_made = entry_values(ctx->arena, &numbers, &row->entry, row->no, received_day, person.sort_name, made);
	bool is_ordered = !batch || row->entry.known_from != batch;
	for (size_t i = 0; i < n; i++)
		if (!value_fits(&kept[i], is_ordered, made, n_made))
			return differs(ctx);
	return n ? OK : differs(ctx);
}

static enum outcome removed_fits(struct ctx *ctx, int64_t id)
{
	struct entry_number shows;
	TRY(db_one(ctx, &registers_sql_shows_anything, DB_PARAMS(db_int(id)), &entry_number_spec, &shows));
	return shows.n ? problem_add(ctx, "", msg("the declaration was removed, but its table still shows it")) : OK;
}

enum outcome entries_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct stored_entry row;
	struct entry_reader reader;
	if (!str_empty(record->erased_ground)) {
		enum outcome other = declare_audit(ctx, record);
		return other == NOT_FOUND ? removed_fits(ctx, record->subject) : other;
	}
	enum outcome found =
		db_one(ctx, &registers_sql_current, DB_PARAMS(db_int(record->subject)), &stored_entry_spec, &row);
	if (found == NOT_FOUND) {
		found = declare_audit(ctx, record);
		return found == NOT_FOUND
			       ? problem_add(ctx, "", msg("the declaration that was published is not in its table"))
			       : found;
	}
	TRY(found);
	if (row.entry.erased_ms || row.entry.hidden_ms || row.entry.withheld_ms ||
	    !str_eq(row.content, record->content))
		return differs(ctx);
	CLEANUP(json_decrefp) json_t *root = json_loadb(record->content.p, record->content.n, 0, NULL);
	if (!root || !columns_fit(ctx->arena, &row.entry, root))
		return differs(ctx);
	TRY(entry_reader_open(ctx, &reader));
	TRY(stored_entry_read(ctx, &reader, &row));
	return row.entry.declared.scheme ? values_fit(ctx, &row) : OK;
}
