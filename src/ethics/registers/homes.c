/* Where people live (S2): the public sees it only by a permission on paper, which can be revoked at any time. */
#include <ctype.h>

#include "registers/again.h"
#include "registers/registers_sql.h"
#include "registers/review_parts.h"
#include "registers/store.h"
#include "search/search.h"

static const struct db_col permission_cols[] = {
	DB_COL_I64(struct home_permission, id),        DB_COL_I64(struct home_permission, version),
	DB_COL_I64(struct home_permission, person_id), DB_COL_I32(struct home_permission, given_day),
	DB_COL_TEXT(struct home_permission, place),    DB_COL_TEXT(struct home_permission, by_name),
	DB_COL_I64(struct home_permission, put_ms),
};
static const struct db_spec permission_spec = DB_SPEC(struct home_permission, permission_cols);

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
	if (changed != 1)
		return CONFLICT;
	TRY(db_exec(ctx, &registers_sql_home_left_of_person, DB_PARAMS(db_int(person_id)), NULL));
	db_note(ctx, "retention", person_id);
	return access_log(ctx, "registers.home_revoked", person_id, STR(""));
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

bool home_is_in(const struct declared *declared)
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
		if (!home_is_in(&puts[i].entry.declared))
			continue;
		TRY(home_permitted(ctx, puts[i].entry.person_id, &is_permitted));
		home_mark(ctx, &puts[i].entry.declared, is_permitted);
	}
	return OK;
}

/* ---- What showed it ---- */

#define AT_ONCE 20 /* entries in one call of the job */

static const struct db_col left_cols[] = {
	DB_COL_I64(struct home_left, entry_id),
	DB_COL_TEXT(struct home_left, field),
	DB_COL_I64(struct home_left, upto),
	DB_COL_I64(struct home_left, tries),
};
static const struct db_spec left_spec = DB_SPEC(struct home_left, left_cols);

static enum outcome left_add(struct ctx *ctx, int64_t entry_id, struct str field, int64_t upto)
{
	db_note(ctx, "retention", entry_id);
	return db_exec(ctx, &registers_sql_home_left_add, DB_PARAMS(db_int(entry_id), db_text(field), db_int(upto)),
		       NULL);
}

static bool is_shown_place(const struct declared *declared, const struct answer *answer, const struct value *value)
{
	const struct scheme_field *field = declared->category ? scheme_field(declared->category, answer->field) : NULL;
	return field && field->kind == FIELD_ADDRESS && value->state == VALUE_GIVEN &&
	       (!value->is_home || value->is_shown_home);
}

static bool has_shown_place(const struct declared *declared)
{
	for (size_t i = 0; i < declared->n_answers; i++)
		for (size_t j = 0; j < declared->answers[i].n; j++)
			if (is_shown_place(declared, &declared->answers[i], &declared->answers[i].values[j]))
				return true;
	return false;
}

enum outcome homes_note(struct ctx *ctx, const struct entry *entry)
{
	struct entry_number said = {.n = 1};
	bool says = home_is_in(&entry->declared);
	if (!entry_is_published(entry->declared.scheme) || (!says && !has_shown_place(&entry->declared)))
		return OK;
	/* A place that is called no home may be one by what another entry says. */
	if (!says)
		TRY(db_one(ctx, &registers_sql_homes_said, DB_PARAMS(db_int(entry->person_id)), &entry_number_spec,
			   &said));
	return said.n ? left_add(ctx, entry->id, STR(""), 0) : OK;
}

enum outcome homes_submit(struct ctx *ctx, const struct entry_put *puts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct declared *declared = &puts[i].entry.declared;
		if (!puts[i].version || !entry_is_published(declared->scheme))
			continue;
		for (size_t j = 0; j < declared->n_answers; j++)
			for (size_t k = 0; k < declared->answers[j].n; k++)
				if (declared->answers[j].values[k].is_home &&
				    !declared->answers[j].values[k].is_shown_home)
					TRY(left_add(ctx, puts[i].id, declared->answers[j].field, puts[i].version));
	}
	return OK;
}

/* The newest version that says of the field that it is a home; 0: none does. */
static int64_t said_upto(const struct stored_entry *rows, size_t n, struct str field)
{
	for (size_t i = 0; i < n; i++) {
		const struct answer *answer = declared_answer(&rows[i].entry.declared, field);
		for (size_t j = 0; answer && j < answer->n; j++)
			if (answer->values[j].is_home)
				return rows[i].entry.version;
	}
	return 0;
}

static bool names(struct str fields, struct str id)
{
	struct str field;
	while (str_cut(&fields, ' ', &field))
		if (str_eq(field, id))
			return true;
	return false;
}

/* The rows are of one entry, the newest first. Is a place to be hidden, and is it shown? An earlier answer that is
 * another place goes with it: nobody can tell one's spelling from another's address. */
static bool places_hide(struct ctx *ctx, struct stored_entry *rows, size_t n, const struct home_left *left, bool hides)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		struct declared *d = &rows[i].entry.declared;
		struct answer *answers = arena_copy(ctx->arena, d->answers, d->n_answers * sizeof(struct answer));
		for (size_t j = 0; j < d->n_answers; j++) {
			struct value *values =
				arena_copy(ctx->arena, answers[j].values, answers[j].n * sizeof(struct value));
			int64_t upto = said_upto(rows, n, answers[j].field);
			if (left->upto > upto && names(left->field, answers[j].field))
				upto = left->upto;
			for (size_t k = 0; k < answers[j].n && rows[i].entry.version <= upto; k++) {
				if (!is_shown_place(d, &answers[j], &values[k]))
					continue;
				any = true;
				values[k].is_home = true;
				values[k].is_shown_home = false;
			}
			answers[j].values = values;
		}
		if (hides)
			d->answers = answers;
	}
	return any;
}

static enum outcome rows_load(struct ctx *ctx, int64_t id, struct stored_entry **ret_rows, size_t *ret_n)
{
	struct entry_reader reader;
	TRY(entry_reader_open(ctx, &reader));
	TRY(db_list(ctx, &registers_sql_history, DB_PARAMS(db_int(id), db_int(REVISION_OPEN), db_int(0)),
		    &stored_entry_spec, ret_rows, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(stored_entry_read(ctx, &reader, &(*ret_rows)[i]));
	return OK;
}

/* NOT_FOUND: there is nothing to put right; CONFLICT: not now. */
static enum outcome showing_load(struct ctx *ctx, int64_t id, const struct home_left *left,
				 struct stored_entry **ret_rows, size_t *ret_n)
{
	bool permitted = false;
	int64_t batch;
	TRY(rows_load(ctx, id, ret_rows, ret_n));
	const struct stored_entry *rows = *ret_rows;
	if (*ret_n == 0 || rows[0].entry.erased_ms || rows[0].entry.hidden_ms || rows[0].entry.withheld_ms)
		return NOT_FOUND;
	if (str_empty(left->field))
		TRY(home_permitted(ctx, rows[0].entry.person_id, &permitted));
	if (permitted || !places_hide(ctx, *ret_rows, *ret_n, left, false))
		return NOT_FOUND;
	TRY(entries_batch(ctx, &batch));
	for (size_t i = 0; batch && i < *ret_n; i++)
		if (rows[i].entry.known_from == batch)
			return CONFLICT;
	return OK;
}

/* The old record is from now on of an entry that is gone, so that this one keeps its id, its history and its family. */
static enum outcome record_leave(struct ctx *ctx, const struct entry *first, struct str record_id)
{
	struct entry_number last;
	int64_t ghost = id_new(ctx);
	TRY(db_exec(ctx, &registers_sql_entry_ghost, DB_PARAMS(db_int(first->id), db_int(ghost), db_int(ctx->now_ms)),
		    NULL));
	TRY(db_one(ctx, &registers_sql_version_last, DB_NO_PARAMS, &entry_number_spec, &last));
	TRY(db_exec(ctx, &registers_sql_version_add,
		    DB_PARAMS(db_int(last.n + 1), db_int(ghost), db_int(1), db_int(first->known_from),
			      db_int(REVISION_OPEN), db_int(ENTRY_DECLARED), db_int(first->source), db_text(STR("")),
			      db_int(DEADLINE_NO_DAY), db_int(TENURE_OPEN), db_int(DEADLINE_NO_DAY), db_null(),
			      db_null(), db_null(), db_null()),
		    NULL));
	return journal_move_subject(ctx, record_id, ghost);
}

static enum outcome version_republish(struct ctx *ctx, struct stored_entry *row, const struct journal_seed *seed,
				      struct str *record_id)
{
	struct journal_place place;
	struct register_numbers numbers;
	const struct entry_around around = entry_around_of(ctx->arena, row->content);
	struct str content = entry_record(ctx->arena, &row->entry, &around, false);
	if (str_empty(*record_id))
		TRY(journal_put(ctx, seed, "registers", row->entry.id, content, &place));
	else
		TRY(journal_put_version(ctx, seed, *record_id, content, &place));
	*record_id = place.record_id;
	TRY(db_exec(ctx, &registers_sql_version_republish,
		    DB_PARAMS(db_int(row->no), db_int(place.index),
			      db_text_or_null(entry_private(ctx->arena, &row->entry))),
		    NULL));
	TRY(register_numbers_find(ctx, row->entry.register_id, row->entry.declared.scheme, &numbers));
	return entry_values_renew(ctx, &numbers, row);
}

enum outcome home_replace(struct ctx *ctx, int64_t entry_id, const struct home_left *left,
			  const struct journal_seed *seeds, size_t n_seeds, struct str *ret_record_id)
{
	struct stored_entry *rows;
	struct journal_record record;
	struct str record_id = {0};
	size_t n;
	TRY(showing_load(ctx, entry_id, left, &rows, &n));
	if (n > n_seeds)
		return CONFLICT;
	TRY(journal_find_subject(ctx, "registers", entry_id, &record));
	if (!str_empty(record.erased_ground))
		return NOT_FOUND;
	(void)places_hide(ctx, rows, n, left, true);
	TRY(record_leave(ctx, &rows[n - 1].entry, record.place.record_id));
	for (size_t i = n; i-- > 0;)
		TRY(version_republish(ctx, &rows[i], &seeds[i], &record_id));
	TRY(entry_tell_screening(ctx, &rows[0].entry, false));
	TRY(search_note(ctx, "registers", entry_id));
	db_note(ctx, "registers", entry_id);
	db_note(ctx, "unlisted", entry_id);
	*ret_record_id = record_id;
	return OK;
}

/* ---- The same address elsewhere ---- */

/* Letters and digits alone, whatever the case: people write one address in many ways. */
static struct str place_key(struct arena *arena, struct str text)
{
	struct str folded = text_fold(arena, text);
	char *key = arena_alloc(arena, folded.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < folded.n; i++)
		if ((unsigned char)folded.p[i] > 127 || isalnum((unsigned char)folded.p[i]))
			key[n++] = folded.p[i];
	return str_bytes(key, n);
}

struct places {
	struct str *homes;
	size_t n_homes, room;
	struct home_left *left; /* entries that show one of them, and in which answer */
	size_t n_left, room_left;
};

static void home_add(struct ctx *ctx, struct places *places, struct str key)
{
	if (places->n_homes == places->room) {
		size_t more = places->room ? places->room * 2 : 16;
		places->homes = arena_grow(ctx->arena, places->homes, places->room * sizeof(*places->homes),
					   more * sizeof(*places->homes));
		places->room = more;
	}
	places->homes[places->n_homes++] = key;
}

static void left_find(struct ctx *ctx, struct places *places, const struct entry *entry, const struct answer *answer,
		      struct str key)
{
	bool is_home = false;
	for (size_t i = 0; i < places->n_homes; i++)
		is_home = is_home || (key.n && str_eq(places->homes[i], key));
	if (!is_home)
		return;
	if (places->n_left == places->room_left) {
		size_t more = places->room_left ? places->room_left * 2 : 16;
		places->left = arena_grow(ctx->arena, places->left, places->room_left * sizeof(*places->left),
					  more * sizeof(*places->left));
		places->room_left = more;
	}
	places->left[places->n_left++] =
		(struct home_left){.entry_id = entry->id, .field = answer->field, .upto = entry->version};
}

/* Of one entry: which homes it says, or (`finds`) where it shows what is one. */
static void places_look(struct ctx *ctx, struct places *places, const struct stored_entry *rows, size_t n, bool finds)
{
	for (size_t i = 0; i < n; i++) {
		const struct declared *d = &rows[i].entry.declared;
		for (size_t j = 0; j < d->n_answers; j++)
			for (size_t k = 0; k < d->answers[j].n; k++) {
				const struct value *value = &d->answers[j].values[k];
				struct str key = place_key(ctx->arena, value->text);
				if (!finds && value->is_home && key.n)
					home_add(ctx, places, key);
				else if (finds && is_shown_place(d, &d->answers[j], value))
					left_find(ctx, places, &rows[i].entry, &d->answers[j], key);
			}
	}
}

/* In a read: what the person shows that another of their entries, or another version, calls their home. */
static enum outcome places_of(struct ctx *ctx, int64_t person_id, struct places *ret_places)
{
	struct entry_number *ids;
	size_t n, n_rows;
	bool permitted = true;
	struct places places = {0};
	*ret_places = places;
	if (person_id)
		TRY(home_permitted(ctx, person_id, &permitted));
	if (permitted)
		return OK;
	TRY(db_list(ctx, &registers_sql_home_entries, DB_PARAMS(db_int(person_id)), &entry_number_spec, &ids, &n));
	struct stored_entry **rows = arena_array(ctx->arena, struct stored_entry *, n);
	size_t *counts = arena_array(ctx->arena, size_t, n);
	for (size_t i = 0; i < n; i++) {
		TRY(rows_load(ctx, ids[i].n, &rows[i], &n_rows));
		counts[i] = n_rows;
		places_look(ctx, &places, rows[i], n_rows, false);
	}
	for (size_t i = 0; places.n_homes && i < n; i++)
		if (counts[i] && entry_is_published(rows[i][0].entry.declared.scheme))
			places_look(ctx, &places, rows[i], counts[i], true);
	*ret_places = places;
	return OK;
}

/* ---- The job ---- */

struct clearing {
	struct places places;
	struct home_left left;
	struct home_left again; /* the same for an older backup, whose versions may not say it yet */
	struct str record_id;   /* that shows it; empty: none does */
	struct str register_id;
	struct journal_seed *seeds; /* of its versions, and one to erase with */
	size_t n;
	bool erased, waits;
};

/* Where else it stands is put right next. */
static enum outcome elsewhere_add(struct ctx *ctx, const struct clearing *c)
{
	for (size_t i = 0; i < c->places.n_left; i++)
		if (c->places.left[i].entry_id != c->left.entry_id || !c->n)
			TRY(left_add(ctx, c->places.left[i].entry_id, c->places.left[i].field, c->places.left[i].upto));
	return OK;
}

static struct str home_why(void)
{
	return STR("It showed an address that is withheld by law.");
}

static enum outcome clear_write(struct ctx *ctx, void *args)
{
	struct clearing *c = args;
	struct str moved;
	c->erased = false;
	enum outcome replaced =
		c->n ? home_replace(ctx, c->left.entry_id, &c->left, c->seeds, c->n, &moved) : NOT_FOUND;
	c->waits = replaced == CONFLICT || c->waits;
	if (c->waits)
		return db_exec(ctx, &registers_sql_home_left_try,
			       DB_PARAMS(db_int(c->left.entry_id), db_text(c->left.field)), NULL);
	if (replaced == OK) {
		TRY(removal_put(ctx, &(struct entry_removal){
					     .record_id = c->record_id,
					     .register_id = c->register_id,
					     .kind = REMOVAL_UNFIT,
					     .why = home_why(),
					     .by_office = STR("the ethics officer"),
					     .at_ms = ctx->now_ms,
					     .moved_to = moved,
				     }));
		TRY(journal_erase(ctx, &c->seeds[c->n], c->record_id, removal_ground(REMOVAL_UNFIT)));
		c->erased = true;
	} else if (replaced != NOT_FOUND) {
		return replaced;
	}
	TRY(db_exec(ctx, &registers_sql_home_left_drop, DB_PARAMS(db_int(c->left.entry_id), db_text(c->left.field)),
		    NULL));
	return elsewhere_add(ctx, c);
}

static struct home_left again_of(struct ctx *ctx, const struct stored_entry *rows, size_t n,
				 const struct home_left *left)
{
	struct home_left again = *left;
	struct buf fields = buf_open(ctx->arena, 32);
	buf_str(&fields, left->field);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < rows[i].entry.declared.n_answers; j++) {
			struct str field = rows[i].entry.declared.answers[j].field;
			int64_t upto = said_upto(rows, n, field);
			if (!upto)
				continue;
			again.upto = upto > again.upto ? upto : again.upto;
			if (!names(buf_view(&fields), field)) {
				buf_c(&fields, fields.n ? " " : "");
				buf_str(&fields, field);
			}
		}
	again.field = buf_view(&fields);
	return again;
}

static enum outcome clearing_prepare(struct ctx *ctx, struct clearing *c)
{
	struct stored_entry *rows;
	struct journal_record record;
	size_t n = 0;
	enum outcome shows = showing_load(ctx, c->left.entry_id, &c->left, &rows, &n);
	if (shows != OK && shows != NOT_FOUND && shows != CONFLICT)
		return shows;
	if (n)
		TRY(places_of(ctx, rows[0].entry.person_id, &c->places));
	c->waits = shows == CONFLICT;
	if (shows != OK)
		return OK;
	enum outcome found = journal_find_subject(ctx, "registers", c->left.entry_id, &record);
	if (found != OK || !str_empty(record.erased_ground))
		return found == NOT_FOUND ? OK : found;
	c->record_id = record.place.record_id;
	c->register_id = rows[0].entry.register_id;
	c->n = n;
	c->again = again_of(ctx, rows, n, &c->left);
	return OK;
}

static enum outcome one_clear(struct ctx *ctx, const struct home_left *left, bool *ret_erased)
{
	struct clearing c = {.left = *left};
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome prepared = clearing_prepare(ctx, &c);
	db_read_end(ctx);
	TRY(prepared);
	c.seeds = arena_array(ctx->arena, struct journal_seed, c.n + 1);
	for (size_t i = 0; i <= c.n; i++)
		c.seeds[i] = journal_seed_new(ctx);
	const struct again again = {.kind = REMOVAL_UNFIT, .why = home_why(), .by = STR("the ethics officer")};
	struct journal_removal removal = {.record_id = c.record_id, .how = again_home(ctx, &again, &c.again)};
	TRY(journal_removals_write(ctx, "registers", &removal, c.n ? 1 : 0, removal_ground(REMOVAL_UNFIT), clear_write,
				   &c));
	*ret_erased |= c.erased;
	return OK;
}

enum outcome homes_left(struct ctx *ctx, int64_t *ret_n)
{
	struct entry_number left;
	TRY(db_one(ctx, &registers_sql_home_left_n, DB_NO_PARAMS, &entry_number_spec, &left));
	*ret_n = left.n;
	return OK;
}

enum outcome homes_run(struct ctx *ctx, bool *ret_erased)
{
	struct home_left *left;
	size_t n;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found =
		db_list(ctx, &registers_sql_home_left_next, DB_PARAMS(db_int(AT_ONCE)), &left_spec, &left, &n);
	db_read_end(ctx);
	TRY(found);
	*ret_erased = false;
	for (size_t i = 0; i < n; i++)
		TRY(one_clear(ctx, &left[i], ret_erased));
	return OK;
}
