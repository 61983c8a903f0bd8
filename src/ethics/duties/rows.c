/* The rows of obligations: made the same as what is computed, by writing what differs. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

static const struct db_col stored_cols[] = {
	DB_COL_I64(struct obligation, id),
	DB_COL_I64(struct obligation, person_id),
	DB_COL_I64(struct obligation, tenure_id),
	DB_COL_I64(struct obligation, organization_id),
	DB_COL_I32(struct obligation, duty),
	DB_COL_I32_OR(struct obligation, trigger_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct obligation, subject),
	DB_COL_I32_OR(struct obligation, original_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct obligation, due_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct obligation, done_day, DEADLINE_NO_DAY),
	DB_COL_I32(struct obligation, rule), /* the status */
	DB_COL_BOOL(struct obligation, counted),
};
static const struct db_spec stored_spec = DB_SPEC(struct obligation, stored_cols);

#define ROW_COLS   12
#define ROWS_ADDED 16

/* What one write does to rows. */
struct rows {
	struct ctx *ctx;
	struct db_param added[ROWS_ADDED * ROW_COLS];
	size_t n_added;
	struct tally *tallies; /* open addressing; n_tallies is a power of two */
	size_t n_tallies, used;
};

struct tally {
	int32_t duty, due_day;
	int16_t status;
	bool is_used;
	int64_t n;
};

/* ---- Tallies ---- */

static size_t tally_place(const struct tally *tallies, size_t size, int32_t duty, int16_t status, int32_t due_day)
{
	uint64_t hash = (uint64_t)(uint32_t)duty * 0x9e3779b97f4a7c15U ^
			(uint64_t)(uint32_t)due_day * 0xc2b2ae3d27d4eb4fU ^
			(uint64_t)(uint16_t)status * 0x165667b19e3779f9U;
	size_t at = (size_t)(hash >> 20) & (size - 1);
	while (tallies[at].is_used &&
	       (tallies[at].duty != duty || tallies[at].due_day != due_day || tallies[at].status != status))
		at = (at + 1) & (size - 1);
	return at;
}

static void tallies_grow(struct rows *rows)
{
	size_t size = rows->n_tallies ? rows->n_tallies * 2 : 256;
	struct tally *grown = arena_array(rows->ctx->arena, struct tally, size);
	for (size_t i = 0; i < rows->n_tallies; i++) {
		const struct tally *t = &rows->tallies[i];
		if (t->is_used)
			grown[tally_place(grown, size, t->duty, t->status, t->due_day)] = *t;
	}
	rows->tallies = grown;
	rows->n_tallies = size;
}

/* Of what is owed the due day counts, of what was done whether it was late. */
static void tally(struct rows *rows, const struct obligation *o, int16_t status, int64_t n)
{
	int32_t due = 0;
	if (!o->counted)
		return;
	if (status == OBLIGATION_OWED)
		due = o->due_day;
	else if (status == OBLIGATION_DONE)
		due = o->due_day != DEADLINE_NO_DAY && o->done_day > o->due_day;
	if (rows->used * 2 >= rows->n_tallies)
		tallies_grow(rows);
	struct tally *t = &rows->tallies[tally_place(rows->tallies, rows->n_tallies, o->duty, status, due)];
	if (!t->is_used) {
		*t = (struct tally){.duty = o->duty, .due_day = due, .status = status, .is_used = true};
		rows->used++;
	}
	t->n += n;
}

static enum outcome tallies_write(struct rows *rows)
{
	for (size_t i = 0; i < rows->n_tallies; i++) {
		const struct tally *t = &rows->tallies[i];
		if (t->is_used && t->n)
			TRY(db_exec(rows->ctx, &duties_sql_tally_add,
				    DB_PARAMS(db_int(t->duty), db_int(t->status), db_int(t->due_day), db_int(t->n)),
				    NULL));
	}
	return OK;
}

/* ---- Rows ---- */

static struct db_param day_param(int32_t day)
{
	return day == DEADLINE_NO_DAY ? db_null() : db_int(day);
}

static int16_t stored_status(const struct obligation *o)
{
	return o->voluntary && o->status == OBLIGATION_OWED ? STATUS_OFFERED : o->status;
}

static enum outcome added_write(struct rows *rows)
{
	size_t n = rows->n_added;
	rows->n_added = 0;
	if (n == ROWS_ADDED)
		return db_exec(rows->ctx, &duties_sql_obligations_add,
			       (struct db_params){rows->added, ROWS_ADDED * ROW_COLS}, NULL);
	for (size_t i = 0; i < n; i++)
		TRY(db_exec(rows->ctx, &duties_sql_obligation_add,
			    (struct db_params){rows->added + i * ROW_COLS, ROW_COLS}, NULL));
	return OK;
}

static enum outcome row_add(struct rows *rows, const struct obligation *o)
{
	int16_t status = stored_status(o);
	const struct db_param row[ROW_COLS] = {
		db_int(id_new(rows->ctx)), db_int(o->person_id),      db_int(o->tenure_id), db_int(o->organization_id),
		db_int(o->duty),           day_param(o->trigger_day), db_int(o->subject),   day_param(o->original_day),
		day_param(o->due_day),     day_param(o->done_day),    db_int(status),       db_int(o->counted),
	};
	memcpy(rows->added + rows->n_added * ROW_COLS, row, sizeof(row));
	rows->n_added++;
	tally(rows, o, status, 1);
	return rows->n_added == ROWS_ADDED ? added_write(rows) : OK;
}

static enum outcome row_drop(struct rows *rows, const struct obligation *stored)
{
	tally(rows, stored, (int16_t)stored->rule, -1);
	return db_exec(rows->ctx, &duties_sql_obligation_drop, DB_PARAMS(db_int(stored->id)), NULL);
}

static bool same_name(const struct obligation *a, const struct obligation *b)
{
	return a->duty == b->duty && a->tenure_id == b->tenure_id && a->trigger_day == b->trigger_day &&
	       a->subject == b->subject;
}

static enum outcome row_settle(struct rows *rows, const struct obligation *stored, const struct obligation *o)
{
	int16_t status = stored_status(o);
	if (stored->organization_id == o->organization_id && stored->original_day == o->original_day &&
	    stored->due_day == o->due_day && stored->done_day == o->done_day && stored->rule == status &&
	    stored->counted == o->counted)
		return OK;
	tally(rows, stored, (int16_t)stored->rule, -1);
	tally(rows, o, status, 1);
	return db_exec(rows->ctx, &duties_sql_obligation_change,
		       DB_PARAMS(db_int(stored->id), db_int(o->organization_id), day_param(o->original_day),
				 day_param(o->due_day), day_param(o->done_day), db_int(status), db_int(o->counted)),
		       NULL);
}

/* One person's rows. Marks in `stored` what is still there by clearing its id. */
static enum outcome person_settle(struct rows *rows, const struct duty_out *out, struct obligation *stored, size_t n)
{
	for (size_t i = 0; i < out->n; i++) {
		struct obligation *before = NULL;
		for (size_t j = 0; j < n && !before; j++)
			if (stored[j].id && same_name(&stored[j], &out->p[i]))
				before = &stored[j];
		if (!before) {
			TRY(row_add(rows, &out->p[i]));
			continue;
		}
		TRY(row_settle(rows, before, &out->p[i]));
		before->id = 0;
	}
	for (size_t j = 0; j < n; j++)
		if (stored[j].id)
			TRY(row_drop(rows, &stored[j]));
	return OK;
}

enum outcome duty_rows_refresh(struct ctx *ctx, const struct duty_now *now, int64_t after_id, int64_t until_id,
			       int64_t *ret_persons)
{
	struct duty_group group;
	struct duty_person person;
	struct obligation *stored;
	size_t n_stored, at = 0;
	struct rows *rows = arena_new(ctx->arena, struct rows);
	struct duty_out out = {.arena = ctx->arena};
	int32_t until = now->state.until_day;
	rows->ctx = ctx;
	*ret_persons = 0;
	TRY(duty_group_load(ctx, now, after_id, until_id, &group));
	TRY(db_list(ctx, &duties_sql_stored, DB_PARAMS(db_int(after_id), db_int(until_id)), &stored_spec, &stored,
		    &n_stored));
	while (duty_group_next(&group, &person)) {
		size_t from = at;
		/* Persons whose terms are all gone owe nothing any more. */
		for (; at < n_stored && stored[at].person_id < person.terms[0].person_id; at++, from++)
			TRY(row_drop(rows, &stored[at]));
		while (at < n_stored && stored[at].person_id == person.terms[0].person_id)
			at++;
		duty_compute(now->plan, &person, site_today(ctx), &out);
		TRY(person_settle(rows, &out, stored + from, at - from));
		until = out.until < until ? out.until : until;
		++*ret_persons;
	}
	for (; at < n_stored; at++)
		TRY(row_drop(rows, &stored[at]));
	TRY(added_write(rows));
	if (until < now->state.until_day)
		TRY(db_exec(ctx, &duties_sql_rules_until, DB_PARAMS(db_int(until)), NULL));
	return tallies_write(rows);
}
