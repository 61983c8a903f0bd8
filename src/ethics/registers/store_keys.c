/* The keys of lists: their small numbers, and an entry's values under them (D6). */
#include "registers/registers_sql.h"
#include "registers/seen.h"
#include "registers/store.h"

/* ---- Numbers ---- */

struct register_row {
	int64_t no, versions, made_no;
	struct str keys;
};
static const struct db_col register_cols[] = {
	DB_COL_I64(struct register_row, no),
	DB_COL_I64(struct register_row, versions),
	DB_COL_TEXT(struct register_row, keys),
	DB_COL_I64(struct register_row, made_no),
};
static const struct db_spec register_spec = DB_SPEC(struct register_row, register_cols);

/* Inside a write, where there is none, it is made. */
static enum outcome row_find(struct ctx *ctx, const struct db_stmt *find, struct db_params params,
			     const struct db_stmt *add, const struct db_spec *spec, void *ret_row)
{
	enum outcome found = db_one(ctx, find, params, spec, ret_row);
	if (found != NOT_FOUND || !db_is_write(ctx))
		return found;
	TRY(db_exec(ctx, add, params, NULL));
	return db_one(ctx, find, params, spec, ret_row);
}

static const struct scheme_field *field_named(const struct scheme *scheme, struct str id, bool *ret_sort)
{
	const struct scheme_field *first = NULL;
	*ret_sort = false;
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_field *field = scheme_field(&scheme->categories[i], id);
		if (!field)
			continue;
		first = first ? first : field;
		*ret_sort = *ret_sort || field->sort;
	}
	return first;
}

/* By what a register's lists go: two schemes with the same keep the same values. */
static struct str keys_said(struct arena *arena, const struct scheme *scheme)
{
	struct buf keys = buf_open(arena, 128);
	for (size_t i = 0; i < scheme->keys.n; i++) {
		bool sort;
		(void)field_named(scheme, scheme->keys.p[i], &sort);
		buf_fmt(&keys, "%s%.*s%s", i ? " " : "", STR_ARG(scheme->keys.p[i]), sort ? "+" : "");
	}
	return buf_view(&keys);
}

enum outcome register_numbers_find(struct ctx *ctx, struct str register_id, const struct scheme *scheme,
				   struct register_numbers *ret_numbers)
{
	static const struct str fixed[KEYS_FIXED] = {STR_INIT(":registered"), STR_INIT(":person"),
						     STR_INIT(":category")};
	struct register_numbers numbers = {.register_id = register_id};
	struct register_row row = {0};
	TRY(row_find(ctx, &registers_sql_register_find, DB_PARAMS(db_text(register_id)), &registers_sql_register_add,
		     &register_spec, &row));
	if (scheme && row.versions == 0 && str_empty(row.keys) && db_is_write(ctx))
		TRY(db_exec(ctx, &registers_sql_register_keys,
			    DB_PARAMS(db_int(row.no), db_text(keys_said(ctx->arena, scheme)), db_int(0)), NULL));
	numbers.no = row.no;
	numbers.versions = row.versions;
	size_t n_keys = scheme ? scheme->keys.n : 0;
	for (size_t i = 0; i < KEYS_FIXED + n_keys && numbers.n < KEYS_MOST; i++) {
		struct str field = i < KEYS_FIXED ? fixed[i] : scheme->keys.p[i - KEYS_FIXED];
		bool sort = i < KEYS_FIXED - 1;
		const struct scheme_field *first = i < KEYS_FIXED ? NULL : field_named(scheme, field, &sort);
		struct entry_number key = {0};
		enum outcome found =
			row_find(ctx, &registers_sql_key_find, DB_PARAMS(db_int(numbers.no), db_text(field)),
				 &registers_sql_key_add, &entry_number_spec, &key);
		if (found != NOT_FOUND)
			TRY(found);
		numbers.keys[numbers.n].field = field;
		numbers.keys[numbers.n].no = key.n;
		numbers.keys[numbers.n].sort = sort;
		numbers.keys[numbers.n].first = first;
		numbers.n++;
	}
	*ret_numbers = numbers;
	return OK;
}

/* ---- Values ---- */

struct values_out {
	struct entry_value *p;
	size_t n;
	int64_t version_no;
	int next_more; /* slot of the next further value */
};

static void value_put(struct values_out *out, int64_t key_no, int slot, struct str value)
{
	if (out->n < VALUES_MOST && slot < VALUES_MOST)
		out->p[out->n++] =
			(struct entry_value){out->version_no * VALUES_MOST + slot, key_no, value.p ? value : STR("")};
}

/* Lists go by what anybody sees; of a register that only the office reads, by what is not for few. */
static bool is_listed(const struct declared *d, const struct scheme_field *field, const struct answer *answer, size_t i)
{
	if (!entry_is_published(d->scheme))
		return field->shown == SHOWN_PUBLIC;
	return str_empty(answer->withheld_why) && value_seen(d, field, &answer->values[i]) == SEEN_WHOLE;
}

static void answer_put(struct values_out *out, struct arena *arena, const struct register_numbers *numbers, size_t i,
		       const struct entry *entry)
{
	const struct declared *d = &entry->declared;
	struct str id = numbers->keys[i].field;
	const struct scheme_field *field = d->category ? scheme_field(d->category, id) : NULL;
	const struct answer *answer = field && entry->act != ENTRY_WITHDRAWN ? declared_answer(d, id) : NULL;
	for (size_t j = 0; answer && j < answer->n; j++) {
		struct str value =
			is_listed(d, field, answer, j) ? value_key(arena, field, &answer->values[j]) : (struct str){0};
		if (j == 0 && (numbers->keys[i].sort || !str_empty(value)))
			value_put(out, numbers->keys[i].no, (int)i, value);
		else if (j > 0 && !str_empty(value))
			value_put(out, numbers->keys[i].no, out->next_more++, value);
	}
	if (!answer && numbers->keys[i].sort)
		value_put(out, numbers->keys[i].no, (int)i, STR(""));
}

enum outcome entry_received(struct ctx *ctx, const struct entry *entry, int32_t *ret_day)
{
	struct entry_number first = {.n = entry->declared_day};
	if (entry->version > 1) {
		enum outcome found = db_one(ctx, &registers_sql_version_first, DB_PARAMS(db_int(entry->id)),
					    &entry_number_spec, &first);
		if (found != OK && found != NOT_FOUND)
			return found;
	}
	*ret_day = (int32_t)first.n;
	return OK;
}

size_t entry_values(struct arena *arena, const struct register_numbers *numbers, const struct entry *entry,
		    int64_t version_no, int32_t received_day, struct str sort_name, struct entry_value *ret_values)
{
	struct values_out out = {.p = ret_values, .version_no = version_no, .next_more = FIRST_SLOTS};
	value_put(&out, numbers->keys[0].no, 0, value_number_key(arena, received_day));
	value_put(&out, numbers->keys[1].no, 1, str_empty(sort_name) ? STR("") : value_text_key(arena, sort_name));
	if (!str_empty(entry->category_id))
		value_put(&out, numbers->keys[2].no, 2, str_slice(entry->category_id, 0, 96));
	for (size_t i = KEYS_FIXED; i < numbers->n; i++)
		answer_put(&out, arena, numbers, i, entry);
	return out.n;
}

/* ---- Other rules, other keys ---- */

/* A register whose values were made for other keys than the rules have now; NULL: there is none. */
static enum outcome stale_find(struct ctx *ctx, const struct rulebook *book, const struct scheme **ret_scheme,
			       struct register_row *ret_row, int64_t *ret_left)
{
	*ret_scheme = NULL;
	*ret_left = 0;
	for (size_t i = 0; i < book->n_schemes; i++) {
		const struct scheme *scheme = &book->schemes[i];
		struct register_row row;
		enum outcome found =
			db_one(ctx, &registers_sql_register_find, DB_PARAMS(db_text(scheme->id)), &register_spec, &row);
		if (found == NOT_FOUND || (found == OK && str_eq(row.keys, keys_said(ctx->arena, scheme))))
			continue;
		TRY(found);
		*ret_scheme = scheme;
		*ret_row = row;
		*ret_left += row.versions + 1;
	}
	return OK;
}

enum outcome keys_make_left(struct ctx *ctx, int64_t *ret_n)
{
	const struct rulebook *book;
	const struct scheme *scheme;
	struct register_row row;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	return stale_find(ctx, book, &scheme, &row, ret_n);
}

enum outcome entry_values_renew(struct ctx *ctx, const struct register_numbers *numbers, const struct stored_entry *row)
{
	struct entry_value values[VALUES_MOST];
	struct person person = {0};
	int32_t received_day;
	if (row->entry.person_id)
		TRY(people_person(ctx, row->entry.person_id, &person));
	TRY(entry_received(ctx, &row->entry, &received_day));
	TRY(entry_values_drop(ctx, row->no));
	struct str name = person.is_public ? person.sort_name : STR("");
	size_t n = entry_values(ctx->arena, numbers, &row->entry, row->no, received_day, name, values);
	return entry_values_write(ctx, values, n, false);
}

static enum outcome values_make(struct ctx *ctx, struct entry_reader *reader, const struct register_numbers *numbers,
				struct stored_entry *row)
{
	TRY(stored_entry_read(ctx, reader, row));
	return entry_values_renew(ctx, numbers, row);
}

enum outcome keys_make_run(struct ctx *ctx)
{
	struct entry_reader reader;
	const struct scheme *scheme;
	struct register_row row;
	struct register_numbers numbers;
	struct stored_entry *versions;
	int64_t left;
	size_t n;
	TRY(entry_reader_open(ctx, &reader));
	TRY(stale_find(ctx, reader.rulebook, &scheme, &row, &left));
	if (!scheme)
		return OK;
	TRY(register_numbers_find(ctx, scheme->id, scheme, &numbers));
	TRY(db_list(ctx, &registers_sql_versions_behind, DB_PARAMS(db_int(row.no), db_int(row.made_no)),
		    &stored_entry_spec, &versions, &n));
	for (size_t i = 0; i < n; i++)
		TRY(values_make(ctx, &reader, &numbers, &versions[i]));
	db_note(ctx, "registers", 0);
	db_note(ctx, "unlisted", 0);
	struct str keys = n ? row.keys : keys_said(ctx->arena, scheme);
	return db_exec(ctx, &registers_sql_register_keys,
		       DB_PARAMS(db_int(row.no), db_text(keys), db_int(n ? versions[n - 1].no : 0)), NULL);
}
