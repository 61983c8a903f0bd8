/* Figures for everybody: how many persons owe, did, are late; of all and of one body; none of few (S4). */
#include <stdlib.h>

#include "duties/duties_sql.h"
#include "duties/duties_store.h"

struct tally_row {
	int32_t duty, status, due_day;
	int64_t n;
};
static const struct db_col tally_cols[] = {
	DB_COL_I32(struct tally_row, duty),
	DB_COL_I32(struct tally_row, status),
	DB_COL_I32(struct tally_row, due_day),
	DB_COL_I64(struct tally_row, n),
};
static const struct db_spec tally_spec = DB_SPEC(struct tally_row, tally_cols);

static void figures_add(struct duty_figures *f, const struct tally_row *row, struct day today)
{
	switch (row->status) {
	case OBLIGATION_OWED:
		f->owe += row->n;
		if (row->due_day != DEADLINE_NO_DAY && row->due_day < today.n)
			f->late += row->n;
		break;
	case OBLIGATION_DONE:
		f->done += row->n;
		f->done_late += row->due_day ? row->n : 0;
		break;
	case OBLIGATION_WAIVED:
		f->waived += row->n;
		break;
	case OBLIGATION_NOT_OWED:
		f->not_owed += row->n;
		break;
	default:
		break;
	}
}

static bool is_few(int64_t n, int64_t least)
{
	return n > 0 && n < least;
}

void duty_figures_hide(struct duty_figures *f, int64_t least)
{
	/* What is left of a sum says as much as the figure itself. */
	const int64_t cells[] = {f->owe,   f->late, f->owe - f->late, f->done, f->done_late, f->done - f->done_late,
				 f->waived};
	bool hidden = f->owe + f->done + f->waived < least;
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		hidden = hidden || is_few(cells[i], least);
	if (hidden)
		*f = (struct duty_figures){.duty = f->duty, .id = f->id, .title = f->title, .few = (int32_t)least};
}

#define FIGURES_LEAST 5

static enum outcome least_of(struct ctx *ctx, int64_t *ret_least)
{
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_least =
		rulebook_number_on(rulebook, STR("statistics-least"), STR("person"), site_today(ctx), FIGURES_LEAST);
	return OK;
}

static int by_title(const void *a, const void *b)
{
	const struct duty_known *x = a, *y = b;
	int order = str_cmp(x->title, y->title);
	return order ? order : x->duty - y->duty;
}

static bool is_of_code(const struct duty_rule *rule, struct str code)
{
	return str_empty(code) || str_eq(rule->code, code) || str_eq(rule->audience.code, code);
}

/* Each duty of the code (or of any) that is not voluntary, once, by title. */
static struct duty_known *known_of(struct ctx *ctx, const struct duty_now *now, struct str code, size_t *ret_n)
{
	struct duty_known *known = arena_array(ctx->arena, struct duty_known, duty_plan_n(now->plan));
	size_t n = 0;
	for (size_t i = 0; i < duty_plan_n(now->plan); i++) {
		const struct duty_rule *rule = duty_plan_rule(now->plan, (int32_t)i);
		int32_t number = duty_plan_number(now->plan, rule->id);
		if (!rule->voluntary && is_of_code(rule, code) && (n == 0 || known[n - 1].duty != number))
			known[n++] = (struct duty_known){.duty = number,
							 .id = str_dup(ctx->arena, rule->id),
							 .title = str_dup(ctx->arena, rule->title)};
	}
	if (n > 1)
		qsort(known, n, sizeof(*known), by_title);
	*ret_n = n;
	return known;
}

enum outcome duties_known(struct ctx *ctx, struct duty_known **ret_known, size_t *ret_n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	TRY(duty_now_open(ctx, &now));
	*ret_known = known_of(ctx, &now, STR(""), ret_n);
	return OK;
}

enum outcome duty_figures_exact(struct ctx *ctx, struct str code, struct duty_figures **ret_figures, size_t *ret_n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct tally_row *rows;
	size_t n_rows, n;
	TRY(duty_now_open(ctx, &now));
	TRY(db_list(ctx, &duties_sql_tallies, DB_NO_PARAMS, &tally_spec, &rows, &n_rows));
	const struct duty_known *known = known_of(ctx, &now, code, &n);
	struct duty_figures *figures = arena_array(ctx->arena, struct duty_figures, n);
	for (size_t i = 0; i < n; i++) {
		figures[i] = (struct duty_figures){.duty = known[i].duty, .id = known[i].id, .title = known[i].title};
		for (size_t j = 0; j < n_rows; j++)
			if (rows[j].duty == known[i].duty)
				figures_add(&figures[i], &rows[j], site_today(ctx));
	}
	*ret_figures = figures;
	*ret_n = n;
	return OK;
}

enum outcome duties_figures(struct ctx *ctx, struct str code, struct duty_figures **ret_figures, size_t *ret_n)
{
	int64_t least;
	TRY(least_of(ctx, &least));
	TRY(duty_figures_exact(ctx, code, ret_figures, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		duty_figures_hide(&(*ret_figures)[i], least);
	return OK;
}

/* ---- Of one body ---- */

struct body_row {
	struct obligation o;
	int32_t status;
};
static const struct db_col body_cols[] = {
	DB_COL_I32(struct body_row, o.duty),
	DB_COL_I64(struct body_row, o.person_id),
	DB_COL_I32(struct body_row, status),
	DB_COL_I32_OR(struct body_row, o.trigger_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct body_row, o.due_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct body_row, o.done_day, DEADLINE_NO_DAY),
};
static const struct db_spec body_spec = DB_SPEC(struct body_row, body_cols);

/* The most urgent of one person's. */
static void figures_add_person(struct duty_figures *f, const struct obligation *o, struct day today)
{
	struct tally_row row = {.status = o->status, .n = 1};
	if (o->status == OBLIGATION_OWED)
		row.due_day = o->due_day;
	else if (o->status == OBLIGATION_DONE)
		row.due_day = o->due_day != DEADLINE_NO_DAY && o->done_day > o->due_day;
	figures_add(f, &row, today);
}

/* Each person of one duty once: the rows of a person stand beside each other. */
static bool figures_of_rows(struct duty_figures *f, const struct body_row *rows, size_t n, struct day today)
{
	const struct obligation *chosen = NULL;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].o.duty != f->duty)
			continue;
		if (chosen && chosen->person_id != rows[i].o.person_id) {
			figures_add_person(f, chosen, today);
			chosen = NULL;
		}
		if (!chosen || duty_stands_before(&rows[i].o, chosen, today))
			chosen = &rows[i].o;
	}
	if (chosen)
		figures_add_person(f, chosen, today);
	return chosen != NULL;
}

enum outcome duty_figures_exact_of_body(struct ctx *ctx, int64_t body_id, struct duty_figures **ret_figures,
					size_t *ret_n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct body_row *rows;
	size_t n_rows, n, used = 0;
	TRY(duty_now_open(ctx, &now));
	TRY(db_list(ctx, &duties_sql_rows_of_body, DB_PARAMS(db_int(body_id)), &body_spec, &rows, &n_rows));
	for (size_t i = 0; i < n_rows; i++)
		rows[i].o.status = (int16_t)rows[i].status;
	const struct duty_known *known = known_of(ctx, &now, STR(""), &n);
	struct duty_figures *figures = arena_array(ctx->arena, struct duty_figures, n);
	for (size_t i = 0; i < n; i++) {
		struct duty_figures f = {.duty = known[i].duty, .id = known[i].id, .title = known[i].title};
		if (figures_of_rows(&f, rows, n_rows, site_today(ctx)))
			figures[used++] = f;
	}
	*ret_figures = figures;
	*ret_n = used;
	return OK;
}

static int64_t rounded(int64_t n, int64_t to)
{
	return (n + to / 2) / to * to;
}

void duty_figures_of_body_hide(struct duty_figures *f, const struct duty_figures *all, int64_t least)
{
	struct duty_figures rest = {.owe = all->owe - f->owe,
				    .late = all->late - f->late,
				    .done = all->done - f->done,
				    .done_late = all->done_late - f->done_late,
				    .waived = all->waived - f->waived};
	bool is_rest = rest.owe > 0 || rest.done > 0 || rest.waived > 0;
	duty_figures_hide(f, least);
	if (is_rest)
		duty_figures_hide(&rest, least);
	if (rest.few)
		*f = (struct duty_figures){.duty = f->duty, .id = f->id, .title = f->title, .few = (int32_t)least};
	int64_t *const cells[] = {&f->owe, &f->late, &f->done, &f->done_late, &f->waived};
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		*cells[i] = rounded(*cells[i], least);
}

enum outcome duties_figures_of_body(struct ctx *ctx, int64_t body_id, struct duty_figures **ret_figures, size_t *ret_n)
{
	struct duty_figures *all;
	size_t n_all;
	int64_t least;
	TRY(least_of(ctx, &least));
	TRY(duty_figures_exact(ctx, STR(""), &all, &n_all));
	TRY(duty_figures_exact_of_body(ctx, body_id, ret_figures, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		for (size_t j = 0; j < n_all; j++)
			if (all[j].duty == (*ret_figures)[i].duty)
				duty_figures_of_body_hide(&(*ret_figures)[i], &all[j], least);
	return OK;
}
