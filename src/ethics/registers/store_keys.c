/* The keys of lists: their small numbers, and an entry's values under them (D6). */
#include "registers/registers_sql.h"
#include "registers/store.h"

#define FIRST_SLOTS 32 /* of 128: the rest is for further values of fields that may have many */

/* ---- Numbers ---- */

static enum outcome number_find(struct ctx *ctx, const struct db_stmt *find, struct db_params params,
				const struct db_stmt *add, struct entry_number *ret_number)
{
	const struct db_spec *spec = add == &registers_sql_register_add ? &entry_numbers_spec : &entry_number_spec;
	enum outcome found = db_one(ctx, find, params, spec, ret_number);
	if (found != NOT_FOUND || !db_is_write(ctx))
		return found;
	TRY(db_exec(ctx, add, params, NULL));
	return db_one(ctx, find, params, spec, ret_number);
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

enum outcome register_numbers_find(struct ctx *ctx, struct str register_id, const struct scheme *scheme,
				   struct register_numbers *ret_numbers)
{
	static const struct str fixed[KEYS_FIXED] = {STR_INIT(":registered"), STR_INIT(":person"),
						     STR_INIT(":category")};
	struct register_numbers numbers = {.register_id = register_id};
	struct entry_number row = {0};
	TRY(number_find(ctx, &registers_sql_register_find, DB_PARAMS(db_text(register_id)), &registers_sql_register_add,
			&row));
	numbers.no = row.n;
	numbers.versions = row.m;
	size_t n_keys = scheme ? scheme->keys.n : 0;
	for (size_t i = 0; i < KEYS_FIXED + n_keys && numbers.n < KEYS_MOST; i++) {
		struct str field = i < KEYS_FIXED ? fixed[i] : scheme->keys.p[i - KEYS_FIXED];
		bool sort = i < KEYS_FIXED - 1;
		const struct scheme_field *first = i < KEYS_FIXED ? NULL : field_named(scheme, field, &sort);
		struct entry_number key = {0};
		enum outcome found =
			number_find(ctx, &registers_sql_key_find, DB_PARAMS(db_int(numbers.no), db_text(field)),
				    &registers_sql_key_add, &key);
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

struct keys_out {
	struct entry_key *p;
	size_t n;
	int next_more; /* slot of the next further value */
};

static void key_put(struct keys_out *out, int64_t key_no, int slot, struct str value)
{
	if (out->n < VALUES_MOST && slot < VALUES_MOST)
		out->p[out->n++] = (struct entry_key){key_no, slot, value.p ? value : STR("")};
}

static void answer_put(struct keys_out *out, struct arena *arena, const struct register_numbers *numbers, size_t i,
		       const struct entry *entry)
{
	const struct declared *d = &entry->declared;
	struct str id = numbers->keys[i].field;
	const struct scheme_field *field = d->category ? scheme_field(d->category, id) : NULL;
	const struct answer *answer = field && entry->act != ENTRY_WITHDRAWN ? declared_answer(d, id) : NULL;
	for (size_t j = 0; answer && j < answer->n; j++) {
		bool is_shown = value_is_shown(field, &answer->values[j]);
		struct str value = is_shown ? value_key(arena, field, &answer->values[j]) : (struct str){0};
		if (j == 0 && (numbers->keys[i].sort || !str_empty(value)))
			key_put(out, numbers->keys[i].no, (int)i, value);
		else if (j > 0 && !str_empty(value))
			key_put(out, numbers->keys[i].no, out->next_more++, value);
	}
	if (!answer && numbers->keys[i].sort)
		key_put(out, numbers->keys[i].no, (int)i, STR(""));
}

size_t entry_keys(struct arena *arena, const struct register_numbers *numbers, const struct entry *entry,
		  struct str sort_name, struct entry_key *ret_keys)
{
	struct keys_out out = {.p = ret_keys, .next_more = FIRST_SLOTS};
	key_put(&out, numbers->keys[0].no, 0, value_number_key(arena, entry->declared_day));
	key_put(&out, numbers->keys[1].no, 1, str_empty(sort_name) ? STR("") : value_text_key(arena, sort_name));
	if (!str_empty(entry->category_id))
		key_put(&out, numbers->keys[2].no, 2, str_slice(entry->category_id, 0, 96));
	for (size_t i = KEYS_FIXED; i < numbers->n; i++)
		answer_put(&out, arena, numbers, i, entry);
	return out.n;
}
