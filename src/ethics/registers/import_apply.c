/* Staged rows → entries, a slice at a time, and published at once. */
#include <stdatomic.h>

#include "journal/seeds.h"
#include "registers/import_parts.h"
#include "registers/registers_sql.h"
#include "registers/store.h"
#include "registers/uploads.h"

#define SLICE_FIRST 32
#define SLICE_MOST  500
#define SEEDS_MOST  4000000 /* 64 MB */

/* What is applied of one run. */
struct apply {
	const struct import_run *run;
	struct import *import; /* for its progress; NULL: nobody looks */
	const struct scheme *scheme;
	int64_t *people; /* ids by their numbers */
	int64_t n_people;
	size_t slice; /* rows of the next one */
	struct journal_seeds *seeds;
	uint64_t done, all;
};

static atomic_bool ending;

void import_hurry(bool is_ending)
{
	ending = is_ending;
}

bool import_must_end(void)
{
	return ending;
}

/* RETRY while the program ends: what is left is finished later. */
static enum outcome say(struct apply *a, uint64_t more)
{
	a->done += more;
	if (a->import && a->import->progress)
		a->import->progress(a->import->arg, IMPORT_APPLYING, a->done, a->all);
	return import_must_end() ? RETRY : OK;
}

/* ---- People ---- */

struct newcomer {
	int64_t no;
	struct str name, identifier;
	struct journal_seed person_seed, tenure_seed; /* not stored */
};
static const struct db_col newcomer_cols[] = {
	DB_COL_I64(struct newcomer, no),
	DB_COL_TEXT(struct newcomer, name),
	DB_COL_TEXT(struct newcomer, identifier),
};
static const struct db_spec newcomer_spec = DB_SPEC(struct newcomer, newcomer_cols);

struct body_add {
	struct journal_seed seed;
	struct str name;
	int64_t id;
};

static enum outcome body_write(struct ctx *ctx, void *args)
{
	struct body_add *add = args;
	struct organization body;
	enum outcome found = people_organization_by_slug(ctx, text_slug(ctx->arena, add->name), &body);
	if (found == NOT_FOUND) {
		body = organization_new(add->name);
		TRY(people_put_organization(ctx, &add->seed, &body, NULL, NULL));
		found = OK;
	}
	TRY(found);
	add->id = body.id;
	return OK;
}

struct people_add {
	const struct import_run *run;
	int64_t body_id;
	struct newcomer *p;
	size_t n;
};

static enum outcome newcomer_add(struct ctx *ctx, const struct people_add *add, const struct newcomer *newcomer)
{
	struct person person = person_new(newcomer->name);
	struct identifier identifier = {.scheme = add->run->scheme, .value = newcomer->identifier, .is_public = true};
	const struct people_details details = {.identifiers = &identifier, .n_identifiers = newcomer->identifier.n > 0};
	TRY(people_put_person(ctx, &newcomer->person_seed, &person, &details, NULL));
	struct tenure tenure = {
		.person_id = person.id,
		.organization_id = add->body_id,
		.category = (int32_t)add->run->category,
		.post = add->run->post,
		.from_day = TENURE_FROM_EVER,
		.to_day = TENURE_OPEN,
	};
	TRY(people_post_by_label(ctx, &tenure));
	TRY(people_put_tenure(ctx, &newcomer->tenure_seed, &tenure, NULL));
	int64_t changed;
	TRY(db_exec(ctx, &registers_sql_import_person_done,
		    DB_PARAMS(db_int(add->run->id), db_int(newcomer->no), db_int(person.id)), &changed));
	return changed == 1 ? OK : CONFLICT;
}

static enum outcome people_write(struct ctx *ctx, void *args)
{
	const struct people_add *add = args;
	for (size_t i = 0; i < add->n; i++)
		TRY(newcomer_add(ctx, add, &add->p[i]));
	return OK;
}

static enum outcome newcomers(struct ctx *ctx, const struct apply *a, struct people_add *add)
{
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome =
		db_list(ctx, &registers_sql_import_people_left,
			DB_PARAMS(db_int(a->run->id), db_int((int64_t)a->slice)), &newcomer_spec, &add->p, &add->n);
	db_read_end(ctx);
	for (size_t i = 0; outcome == OK && i < add->n; i++) {
		add->p[i].person_seed = journal_seed_new(ctx);
		add->p[i].tenure_seed = journal_seed_new(ctx);
	}
	return outcome;
}

static enum outcome people_apply(struct ctx *ctx, struct apply *a)
{
	struct body_add body = {.name = a->run->body};
	for (;;) {
		arena_scope(ctx->arena);
		struct people_add add = {.run = a->run, .body_id = body.id};
		TRY(newcomers(ctx, a, &add));
		if (add.n == 0)
			return OK;
		if (!body.id) {
			body.seed = journal_seed_new(ctx);
			TRY(site_write(ctx, body_write, &body));
			add.body_id = body.id;
		}
		double before = batch_clock_ms();
		TRY(site_write(ctx, people_write, &add));
		a->slice = batch_slice_next(a->slice, SLICE_MOST, batch_clock_ms() - before);
	}
}

struct person_number {
	int64_t no, person_id;
};
static const struct db_col person_number_cols[] = {
	DB_COL_I64(struct person_number, no),
	DB_COL_I64(struct person_number, person_id),
};
static const struct db_spec person_number_spec = DB_SPEC(struct person_number, person_number_cols);

static enum outcome people_load(struct ctx *ctx, struct apply *a)
{
	struct person_number *numbers;
	size_t n;
	TRY(db_list(ctx, &registers_sql_import_people_all, DB_PARAMS(db_int(a->run->id)), &person_number_spec, &numbers,
		    &n));
	a->n_people = n ? numbers[n - 1].no : 0;
	a->people = arena_array(ctx->arena, int64_t, (size_t)a->n_people + 1);
	for (size_t i = 0; i < n; i++)
		a->people[numbers[i].no] = numbers[i].person_id;
	return OK;
}

/* ---- Entries ---- */

struct chunk {
	int64_t no, n, done;
	struct str packed;
};
static const struct db_col chunk_cols[] = {
	DB_COL_I64(struct chunk, no),
	DB_COL_I64(struct chunk, n),
	DB_COL_I64(struct chunk, done),
	DB_COL_BYTES(struct chunk, packed),
};
static const struct db_spec chunk_spec = DB_SPEC(struct chunk, chunk_cols);

static const struct db_col known_cols[] = {
	DB_COL_TEXT(struct import_known, key),
	DB_COL_I64(struct import_known, part_no),
	DB_COL_I64(struct import_known, entry_id),
	DB_COL_I64(struct import_known, digest),
};
const struct db_spec import_known_spec = DB_SPEC(struct import_known, known_cols);

/* Rows of one chunk that are applied together. */
struct slice {
	const struct apply *a;
	const struct chunk *chunk;
	int64_t from, to;
	const struct staged *rows; /* to - from of them */
	int64_t *entry_ids;        /* of each row */
	struct entry_put *puts;
	size_t *put_rows; /* which row each put is of */
	size_t n_puts;
};

/* Already applied in this slice, or by an earlier one. 0: nobody knows it. */
static enum outcome parent_of(struct ctx *ctx, const struct slice *slice, size_t row, int64_t *ret_id)
{
	struct str parent = slice->rows[row].parent;
	*ret_id = 0;
	for (size_t i = 0; i < row && parent.n; i++)
		if (str_eq(slice->rows[i].key, parent)) {
			*ret_id = slice->entry_ids[i];
			return OK;
		}
	if (!parent.n)
		return OK;
	struct import_known known;
	enum outcome found =
		db_one(ctx, &registers_sql_import_key_find,
		       DB_PARAMS(db_int(slice->a->run->source_no), db_text(parent)), &import_known_spec, &known);
	if (found == OK)
		*ret_id = known.entry_id;
	return found == NOT_FOUND ? OK : found;
}

static enum outcome chunk_advance(struct ctx *ctx, const struct slice *slice)
{
	int64_t changed;
	int64_t run_id = slice->a->run->id;
	if (slice->to == slice->chunk->n)
		TRY(db_exec(ctx, &registers_sql_import_chunk_drop,
			    DB_PARAMS(db_int(run_id), db_int(slice->chunk->no), db_int(slice->from)), &changed));
	else
		TRY(db_exec(ctx, &registers_sql_import_chunk_advance,
			    DB_PARAMS(db_int(run_id), db_int(slice->chunk->no), db_int(slice->from), db_int(slice->to)),
			    &changed));
	/* Another process did it. */
	return changed == 1 ? OK : CONFLICT;
}

static enum outcome slice_write(struct ctx *ctx, void *args)
{
	struct slice *slice = args;
	const struct import_run *run = slice->a->run;
	TRY(chunk_advance(ctx, slice));
	for (size_t i = 0; i < slice->n_puts; i++)
		TRY(parent_of(ctx, slice, slice->put_rows[i], &slice->puts[i].entry.parent_id));
	TRY(registers_batch_put(ctx, run->revision, slice->puts, slice->n_puts, NULL));
	for (size_t i = 0; i < (size_t)(slice->to - slice->from); i++) {
		const struct staged *row = &slice->rows[i];
		TRY(db_exec(ctx, &registers_sql_import_key_put,
			    DB_PARAMS(db_int(run->source_no), db_text(row->key), db_int(row->part_no),
				      db_int(slice->entry_ids[i]), db_int(row->act == ENTRY_GONE ? 0 : row->digest)),
			    NULL));
	}
	return db_exec(ctx, &registers_sql_import_run_seen, DB_PARAMS(db_int(run->id), db_int(instant_now().ms)), NULL);
}

/* What an entry that is here becomes; false: it stays as it is, since it was removed, hidden, withheld or withdrawn
 * here. */
static bool put_change(struct ctx *ctx, const struct staged *row, const struct entry *here, struct entry_put *put)
{
	if (here->erased_ms || here->withheld_ms || here->hidden_ms || here->act == ENTRY_WITHDRAWN)
		return false;
	put->id = here->id;
	put->version = here->version;
	put->entry.bodies = here->bodies;
	put->entry.tenure_id = here->tenure_id;
	if (row->act != ENTRY_GONE)
		return true;
	int32_t yesterday = site_today(ctx).n - 1;
	put->entry.declared = here->declared;
	put->entry.person_id = here->person_id;
	put->entry.declared_day = here->declared_day;
	put->entry.from_day = here->from_day;
	put->entry.to_day = here->to_day < yesterday ? here->to_day : yesterday;
	if (here->from_day != DEADLINE_NO_DAY && put->entry.to_day < here->from_day)
		put->entry.to_day = here->from_day;
	return true;
}

static enum outcome row_put(struct ctx *ctx, struct slice *slice, size_t i)
{
	const struct apply *a = slice->a;
	const struct staged *row = &slice->rows[i];
	struct entry_put put = {.seed = row->entry_id ? journal_seed_new(ctx) : journal_seeds_next(ctx, a->seeds)};
	if (row->person > a->n_people)
		return BROKEN;
	put.entry = (struct entry){
		.register_id = a->run->register_name,
		.person_id = row->person_id ? row->person_id : a->people[row->person],
		.act = row->act,
		.source = SOURCE_IMPORT,
		.from_day = row->from,
		.to_day = row->to,
		.declared_day = row->declared_day,
		.declared = row->declared,
	};
	slice->entry_ids[i] = row->entry_id;
	if (!row->entry_id) {
		put.id = id_new(ctx);
		slice->entry_ids[i] = put.id;
	} else {
		struct entry here;
		enum outcome found = registers_entry_by_id(ctx, row->entry_id, &here);
		if (found != OK && found != NOT_FOUND)
			return found;
		if (found == NOT_FOUND || !put_change(ctx, row, &here, &put))
			return OK;
	}
	slice->put_rows[slice->n_puts] = i;
	slice->puts[slice->n_puts++] = put;
	return OK;
}

/* The rows of the chunk from `from` on, unpacked; *at is where they begin. In a read. */
static enum outcome slice_prepare(struct ctx *ctx, const struct apply *a, const struct chunk *chunk, int64_t from,
				  size_t *at, struct slice *ret_slice)
{
	struct arena *arena = ctx->arena;
	int64_t to = chunk->n - from < (int64_t)a->slice ? chunk->n : from + (int64_t)a->slice;
	size_t n = (size_t)(to - from);
	struct staged *rows = arena_array(arena, struct staged, n);
	struct slice slice = {.a = a, .chunk = chunk, .from = from, .to = to, .rows = rows};
	slice.entry_ids = arena_array(arena, int64_t, n);
	slice.puts = arena_array(arena, struct entry_put, n);
	slice.put_rows = arena_array(arena, size_t, n);
	for (size_t i = 0; i < n; i++) {
		if (staged_unpack(arena, chunk->packed, at, a->scheme, &rows[i]) != OK) {
			log_event(LOG_ERROR, "registers.import", "broken=\"a staged row\"");
			return BROKEN;
		}
		TRY(row_put(ctx, &slice, i));
	}
	*ret_slice = slice;
	return OK;
}

static enum outcome skip_rows(struct ctx *ctx, const struct apply *a, const struct chunk *chunk, size_t *ret_at)
{
	struct staged row;
	*ret_at = 0;
	for (int64_t i = 0; i < chunk->done; i++) {
		arena_scope(ctx->arena);
		if (staged_unpack(ctx->arena, chunk->packed, ret_at, a->scheme, &row) != OK)
			return BROKEN;
	}
	return OK;
}

static enum outcome chunk_apply(struct ctx *ctx, struct apply *a, const struct chunk *chunk)
{
	size_t at;
	TRY(skip_rows(ctx, a, chunk, &at));
	for (int64_t from = chunk->done; from < chunk->n;) {
		arena_scope(ctx->arena);
		struct slice slice;
		TRY(site_read_begin(ctx, ctx->site));
		enum outcome outcome = slice_prepare(ctx, a, chunk, from, &at, &slice);
		db_read_end(ctx);
		TRY(outcome);
		double before = batch_clock_ms();
		TRY(site_write(ctx, slice_write, &slice));
		a->slice = batch_slice_next(a->slice, SLICE_MOST, batch_clock_ms() - before);
		TRY(say(a, (uint64_t)(slice.to - from)));
		from = slice.to;
	}
	return OK;
}

static enum outcome chunk_next(struct ctx *ctx, const struct apply *a, struct chunk *ret_chunk)
{
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome =
		db_one(ctx, &registers_sql_import_chunk_next, DB_PARAMS(db_int(a->run->id)), &chunk_spec, ret_chunk);
	db_read_end(ctx);
	return outcome;
}

/* ---- The whole ---- */

static enum outcome publish_write(struct ctx *ctx, void *args)
{
	const struct apply *a = args;
	TRY(registers_batch_publish(ctx, a->run->revision, a->run->source_ms));
	TRY(db_exec(ctx, &registers_sql_import_people_drop, DB_PARAMS(db_int(a->run->id)), NULL));
	TRY(upload_published(ctx, a->run->id));
	TRY(db_exec(ctx, &registers_sql_import_run_done, DB_PARAMS(db_int(a->run->id), db_int(ctx->now_ms)), NULL));
	return access_log(ctx, "registers.import", a->run->id, a->run->register_name);
}

struct total {
	int64_t n;
};
static const struct db_col total_cols[] = {DB_COL_I64(struct total, n)};
static const struct db_spec total_spec = DB_SPEC(struct total, total_cols);

static enum outcome prepare(struct ctx *ctx, struct apply *a)
{
	const struct rulebook *rulebook;
	int64_t version;
	struct total total;
	TRY(rulebook_current(ctx, &rulebook, &version));
	a->scheme = rulebook_scheme(rulebook, a->run->register_name);
	if (!a->scheme)
		return problem_add(ctx, "",
				   msg("An import into the register “{1}” is not finished, and the rulebook has it no "
				       "longer: apply one that has it"),
				   a->run->register_name);
	TRY(db_one(ctx, &registers_sql_import_rows_left, DB_PARAMS(db_int(a->run->id)), &total_spec, &total));
	a->all = (uint64_t)total.n;
	*a->seeds = journal_seeds_new(ctx, a->all < SEEDS_MOST ? a->all : SEEDS_MOST);
	return people_load(ctx, a);
}

enum outcome import_apply(struct ctx *ctx, const struct import_run *run, struct import *import)
{
	struct journal_seeds seeds = {.n = 0};
	struct apply a = {.run = run, .import = import, .slice = SLICE_FIRST, .seeds = &seeds};
	TRY(people_apply(ctx, &a));
	a.slice = SLICE_FIRST;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = prepare(ctx, &a);
	db_read_end(ctx);
	TRY(outcome);
	for (;;) {
		arena_scope(ctx->arena);
		struct chunk chunk;
		enum outcome next = chunk_next(ctx, &a, &chunk);
		if (next == NOT_FOUND)
			break;
		TRY(next);
		TRY(chunk_apply(ctx, &a, &chunk));
	}
	TRY(registers_batch_order(ctx, run->revision));
	return site_write(ctx, publish_write, &a);
}
