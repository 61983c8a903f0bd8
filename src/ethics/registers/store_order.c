/* The order of lists: an entry's values once more, by their bytes. What is put alone goes there at once; a batch puts
 * all of its own behind its last entry, sorted, so that each page of the tree is written a few times and not once for
 * each value. docs/decisions/0012. */
#include <stdlib.h>
#include <time.h>

#include "registers/registers_sql.h"
#include "registers/store.h"

#define AT_ONCE 8

/* ---- Rows ---- */

static const struct db_col value_cols[] = {DB_COL_I64(struct entry_value, no), DB_COL_I64(struct entry_value, key_no),
					   DB_COL_BYTES(struct entry_value, value)};
static const struct db_spec value_spec = DB_SPEC(struct entry_value, value_cols);

/* By eight in a statement, and what is left one by one. */
static enum outcome rows_add(struct ctx *ctx, const struct db_stmt *eight, const struct db_stmt *one,
			     const struct entry_value *values, size_t n)
{
	struct db_param p[3 * AT_ONCE];
	for (size_t i = 0; i < n;) {
		size_t some = n - i >= AT_ONCE ? AT_ONCE : 1;
		for (size_t j = 0; j < some; j++) {
			p[3 * j] = db_int(values[i + j].no);
			p[3 * j + 1] = db_int(values[i + j].key_no);
			p[3 * j + 2] = db_bytes(values[i + j].value);
		}
		TRY(db_exec(ctx, some == 1 ? one : eight, (struct db_params){p, 3 * some}, NULL));
		i += some;
	}
	return OK;
}

static enum outcome order_write(struct ctx *ctx, const struct entry_value *values, size_t n)
{
	return rows_add(ctx, &registers_sql_order_add_8, &registers_sql_order_add, values, n);
}

enum outcome entry_values_write(struct ctx *ctx, const struct entry_value *values, size_t n, bool is_batch)
{
	TRY(rows_add(ctx, &registers_sql_values_add_8, &registers_sql_value_add, values, n));
	return is_batch ? OK : order_write(ctx, values, n);
}

/* A batch that is being ordered reads its values anew. */
static enum outcome batch_touch(struct ctx *ctx)
{
	return db_exec(ctx, &registers_sql_batch_touched, DB_NO_PARAMS, NULL);
}

static enum outcome values_of(struct ctx *ctx, int64_t version_no, struct entry_value **ret_values, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_values_of, DB_PARAMS(db_int(version_no)), &value_spec, ret_values, ret_n);
}

static enum outcome order_drop(struct ctx *ctx, const struct entry_value *value)
{
	return db_exec(ctx, &registers_sql_order_drop,
		       DB_PARAMS(db_int(value->no), db_int(value->key_no), db_bytes(value->value)), NULL);
}

enum outcome entry_values_drop(struct ctx *ctx, int64_t version_no)
{
	struct entry_value *values;
	size_t n;
	TRY(values_of(ctx, version_no, &values, &n));
	for (size_t i = 0; i < n; i++)
		TRY(order_drop(ctx, &values[i]));
	TRY(batch_touch(ctx));
	return db_exec(ctx, &registers_sql_values_drop, DB_PARAMS(db_int(version_no)), NULL);
}

enum outcome entry_value_replace(struct ctx *ctx, int64_t version_no, int64_t key_no, struct str to)
{
	struct entry_value *values;
	size_t n;
	TRY(values_of(ctx, version_no, &values, &n));
	for (size_t i = 0; i < n; i++) {
		if (values[i].key_no != key_no || values[i].no % VALUES_MOST >= FIRST_SLOTS ||
		    str_eq(values[i].value, to))
			continue;
		const struct entry_value next = {values[i].no, key_no, to};
		TRY(order_drop(ctx, &values[i]));
		TRY(batch_touch(ctx));
		TRY(db_exec(ctx, &registers_sql_value_update, DB_PARAMS(db_int(next.no), db_bytes(to)), NULL));
		TRY(order_write(ctx, &next, 1));
	}
	return OK;
}

/* ---- Slices ---- */

size_t batch_slice_next(size_t n, size_t most, double ms)
{
	double fits = (double)n * BATCH_SLICE_MS / (ms > 0.1 ? ms : 0.1);
	double next = fits > 1.5 * (double)n ? 1.5 * (double)n + 1 : fits;
	return next < 1 ? 1 : next > (double)most ? most : (size_t)next;
}

double batch_clock_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- A batch ---- */

/* Values that are sorted in memory together: some 50 MB. Each time that many are put, pages all over the tree are
 * written. */
#define VALUES_AT_ONCE  1000000
#define VALUES_IN_READ  50000 /* a fraction of a second */
#define VALUES_IN_SLICE 20000
#define VALUES_FIRST    500

struct sorted_value {
	uint64_t begin; /* of the value, so that most comparisons read nothing else */
	struct entry_value value;
};

struct batch_row {
	int64_t put_no, ordered_no, touched;
};
static const struct db_col batch_cols[] = {
	DB_COL_I64(struct batch_row, put_no),
	DB_COL_I64(struct batch_row, ordered_no),
	DB_COL_I64(struct batch_row, touched),
};
static const struct db_spec batch_spec = DB_SPEC(struct batch_row, batch_cols);

/* Versions behind `after` up to `upto`, as they were when the batch had been touched so often. */
struct run {
	int64_t revision, touched, after, upto;
	struct arena *arena; /* of the values */
	struct sorted_value *values;
	struct entry_value *slice;
	size_t at_once, n, done, n_slice;
	bool is_last; /* the slice ends the run */
	bool is_stale;
};

static uint64_t begin_of(struct str value)
{
	uint64_t begin = 0;
	for (size_t i = 0; i < 8; i++)
		begin = begin << 8 | (i < value.n ? (unsigned char)value.p[i] : 0);
	return begin;
}

static int by_key(const void *a, const void *b)
{
	const struct sorted_value *x = a, *y = b;
	if (x->value.key_no != y->value.key_no)
		return x->value.key_no < y->value.key_no ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	int order = str_cmp(x->value.value, y->value.value);
	return order ? order : (x->value.no > y->value.no) - (x->value.no < y->value.no);
}

static enum outcome value_take(struct ctx *ctx, const void *row, void *arg)
{
	struct run *run = arg;
	const struct entry_value *value = row;
	(void)ctx;
	run->values[run->n++] = (struct sorted_value){begin_of(value->value),
						      {value->no, value->key_no, str_dup(run->arena, value->value)}};
	return OK;
}

/* One more than there are: a read that finds fewer than it may is the last. */
static enum outcome run_count(struct ctx *ctx, const struct run *run, size_t *ret_n)
{
	struct entry_number row;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome =
		db_one(ctx, &registers_sql_values_count,
		       DB_PARAMS(db_int(run->after), db_int(run->upto), db_int((int64_t)run->at_once + VALUES_IN_READ)),
		       &entry_number_spec, &row);
	db_read_end(ctx);
	TRY(outcome);
	*ret_n = (size_t)row.n + 1;
	return OK;
}

/* In reads of their own (D4). The last version is taken whole or not at all. */
static enum outcome run_read(struct ctx *ctx, struct run *run)
{
	int64_t from = run->after;
	size_t most;
	TRY(run_count(ctx, run, &most));
	run->values = arena_array(run->arena, struct sorted_value, most);
	while (run->n < run->at_once) {
		size_t before = run->n, some = most - before < VALUES_IN_READ ? most - before : VALUES_IN_READ;
		TRY(site_read_begin(ctx, ctx->site));
		enum outcome outcome = db_each(ctx, &registers_sql_values_between,
					       DB_PARAMS(db_int(from), db_int(run->upto), db_int((int64_t)some)),
					       &value_spec, value_take, run);
		db_read_end(ctx);
		TRY(outcome);
		if (run->n - before < some)
			return OK;
		from = run->values[run->n - 1].value.no / VALUES_MOST - 1;
		while (run->n > 0 && run->values[run->n - 1].value.no / VALUES_MOST > from)
			run->n--;
	}
	run->upto = from;
	return OK;
}

static enum outcome run_write(struct ctx *ctx, void *args)
{
	struct run *run = args;
	struct batch_row row;
	TRY(db_one(ctx, &registers_sql_batch_unordered, DB_PARAMS(db_int(run->revision)), &batch_spec, &row));
	run->is_stale = row.touched != run->touched;
	if (run->is_stale)
		return OK;
	TRY(order_write(ctx, run->slice, run->n_slice));
	return run->is_last ? db_exec(ctx, &registers_sql_batch_ordered,
				      DB_PARAMS(db_int(run->revision), db_int(run->upto)), NULL)
			    : OK;
}

/* What is there already stays as it is: a run that was interrupted is written again. */
static enum outcome run_order(struct ctx *ctx, struct run *run, size_t *slice)
{
	TRY(run_read(ctx, run));
	qsort(run->values, run->n, sizeof(*run->values), by_key);
	run->slice = arena_array(run->arena, struct entry_value, VALUES_IN_SLICE);
	do {
		arena_scope(ctx->arena);
		run->n_slice = run->n - run->done < *slice ? run->n - run->done : *slice;
		run->is_last = run->done + run->n_slice == run->n;
		for (size_t i = 0; i < run->n_slice; i++)
			run->slice[i] = run->values[run->done + i].value;
		double before = batch_clock_ms();
		TRY(site_write(ctx, run_write, run));
		*slice = batch_slice_next(*slice, VALUES_IN_SLICE, batch_clock_ms() - before);
		run->done += run->n_slice;
	} while (!run->is_last && !run->is_stale);
	return OK;
}

static enum outcome batch_find(struct ctx *ctx, int64_t revision, struct batch_row *ret_row)
{
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found =
		db_one(ctx, &registers_sql_batch_unordered, DB_PARAMS(db_int(revision)), &batch_spec, ret_row);
	db_read_end(ctx);
	return found == NOT_FOUND ? CONFLICT : found;
}

enum outcome batch_order_by(struct ctx *ctx, int64_t revision, size_t values)
{
	size_t slice = VALUES_FIRST;
	for (;;) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		struct batch_row row;
		TRY(batch_find(ctx, revision, &row));
		if (row.ordered_no >= row.put_no)
			return OK;
		struct run run = {.revision = revision,
				  .touched = row.touched,
				  .after = row.ordered_no,
				  .upto = row.put_no,
				  .at_once = values,
				  .arena = arena};
		TRY(run_order(ctx, &run, &slice));
	}
}

enum outcome registers_batch_order(struct ctx *ctx, int64_t revision)
{
	return batch_order_by(ctx, revision, VALUES_AT_ONCE);
}
