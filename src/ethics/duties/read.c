/* What is owed, read: a person's, one, everybody's, a worklist. */
#include <stdlib.h>

#include "duties/duties_sql.h"
#include "duties/duties_store.h"

static const struct db_col done_cols[] = {
	DB_COL_I64(struct duty_done, id),
	DB_COL_I64(struct duty_done, tenure_id),
	DB_COL_I32(struct duty_done, day),
	DB_COL_I32_OR(struct duty_done, trigger_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct duty_done, subject),
	DB_COL_TEXT(struct duty_done, source),
	DB_COL_I64(struct duty_done, source_id),
	DB_COL_TEXT(struct duty_done, words),
	DB_COL_TEXT(struct duty_done, path),
	DB_COL_TEXT(struct duty_done, by_whom),
	DB_COL_I64(struct duty_done, put_ms),
	DB_COL_I64(struct duty_done, withdrawn_ms),
	DB_COL_TEXT(struct duty_done, withdrawn_reason),
};
static const struct db_spec done_spec = DB_SPEC(struct duty_done, done_cols);

static const struct db_col change_cols[] = {
	DB_COL_I64(struct duty_change, id),      DB_COL_I64(struct duty_change, version),
	DB_COL_I32(struct duty_change, kind),    DB_COL_I32_OR(struct duty_change, until_day, DEADLINE_NO_DAY),
	DB_COL_TEXT(struct duty_change, reason), DB_COL_TEXT(struct duty_change, by_whom),
	DB_COL_I64(struct duty_change, put_ms),  DB_COL_I64(struct duty_change, withdrawn_ms),
};
const struct db_spec duty_change_spec = DB_SPEC(struct duty_change, change_cols);

static const struct db_col row_cols[] = {
	DB_COL_I64(struct obligation, id),
	DB_COL_I64(struct obligation, person_id),
	DB_COL_I64(struct obligation, tenure_id),
	DB_COL_I64(struct obligation, organization_id),
	DB_COL_I32(struct obligation, duty),
	DB_COL_I32_OR(struct obligation, trigger_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct obligation, subject),
	DB_COL_I32_OR(struct obligation, original_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct obligation, due_day, DEADLINE_NO_DAY),
};
const struct db_spec duty_row_spec = DB_SPEC(struct obligation, row_cols);

/* ---- Items ---- */

struct duty_item duty_item_of(struct ctx *ctx, const struct duty_now *now, const struct obligation *o)
{
	const struct duty_rule *rule = duty_plan_rule(now->plan, o->rule);
	struct duty_item item = {.o = *o, .duty = str_dup(ctx->arena, duty_now_name(now, o->duty))};
	if (rule) {
		struct duty_rule *copy = arena_new(ctx->arena, struct duty_rule);
		*copy = *rule;
		/* What codes ask lives only as long as the plan. */
		struct str *const texts[] = {
			&copy->id,         &copy->title,    &copy->code,           &copy->audience.code,
			&copy->row.source, &copy->row.link, &copy->deadline.source};
		for (size_t i = 0; i < COUNT_OF(texts); i++)
			*texts[i] = str_dup(ctx->arena, *texts[i]);
		item.rule = copy;
		item.title = copy->title;
	}
	return item;
}

enum outcome duties_fill(struct ctx *ctx, struct duty_item *item)
{
	struct tenure tenure;
	TRY(people_tenure(ctx, item->o.tenure_id, &tenure));
	item->person_name = tenure.person_name;
	item->person_slug = tenure.person_slug;
	item->office = tenure_office(ctx->arena, &tenure);
	item->body_name = tenure.organization_name;
	item->body_slug = tenure.organization_slug;
	item->category = tenure.category;
	if (item->o.done_id)
		TRY(db_one(ctx, &duties_sql_done_one, DB_PARAMS(db_int(item->o.done_id)), &done_spec, &item->done));
	if (item->o.change_id)
		TRY(db_one(ctx, &duties_sql_change_one, DB_PARAMS(db_int(item->o.change_id)), &duty_change_spec,
			   &item->change));
	return OK;
}

static int group_of(const struct duty_item *item)
{
	switch (item->o.status) {
	case OBLIGATION_OWED:
		return 0;
	case OBLIGATION_DONE:
		return 1;
	default:
		return 2;
	}
}

/* What is owed first, by due day, those without one last; then what was done, the newest first; then the rest. */
static int by_urgency(const void *a, const void *b)
{
	const struct duty_item *x = a, *y = b;
	int gx = group_of(x), gy = group_of(y);
	if (gx != gy)
		return gx - gy;
	int64_t dx = gx == 1 ? -(int64_t)x->o.done_day : x->o.due_day,
		dy = gy == 1 ? -(int64_t)y->o.done_day : y->o.due_day;
	if (gx == 0) {
		dx = dx == DEADLINE_NO_DAY ? INT64_MAX : dx;
		dy = dy == DEADLINE_NO_DAY ? INT64_MAX : dy;
	}
	if (dx != dy)
		return dx < dy ? -1 : 1;
	int titles = str_cmp(x->title, y->title);
	return titles ? titles : x->o.tenure_id < y->o.tenure_id ? -1 : x->o.tenure_id > y->o.tenure_id;
}

static enum outcome person_compute(struct ctx *ctx, const struct duty_now *now, int64_t person_id, struct duty_out *out)
{
	struct duty_group group;
	struct duty_person person;
	TRY(duty_group_load(ctx, now, person_id - 1, person_id, &group));
	*out = (struct duty_out){.arena = ctx->arena};
	if (duty_group_next(&group, &person))
		duty_compute(now->plan, &person, site_today(ctx), out);
	return OK;
}

enum outcome duties_of_person(struct ctx *ctx, int64_t person_id, struct duty_item **ret_items, size_t *ret_n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct duty_out out;
	TRY(duty_now_open(ctx, &now));
	TRY(person_compute(ctx, &now, person_id, &out));
	struct duty_item *items = arena_array(ctx->arena, struct duty_item, out.n);
	for (size_t i = 0; i < out.n; i++) {
		items[i] = duty_item_of(ctx, &now, &out.p[i]);
		TRY(duties_fill(ctx, &items[i]));
	}
	if (out.n > 1)
		qsort(items, out.n, sizeof(*items), by_urgency);
	*ret_items = items;
	*ret_n = out.n;
	return OK;
}

static bool same_name(const struct obligation *a, const struct obligation *b)
{
	return a->duty == b->duty && a->tenure_id == b->tenure_id && a->trigger_day == b->trigger_day &&
	       a->subject == b->subject;
}

enum outcome duties_find(struct ctx *ctx, struct str ref, struct duty_item *ret_item)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct obligation o;
	struct duty_count person;
	struct duty_out out;
	if (!obligation_ref_parse(ref, &o))
		return NOT_FOUND;
	TRY(db_one(ctx, &duties_sql_person_of_tenure, DB_PARAMS(db_int(o.tenure_id)), &duty_count_spec, &person));
	TRY(duty_now_open(ctx, &now));
	TRY(person_compute(ctx, &now, person.n, &out));
	for (size_t i = 0; i < out.n; i++) {
		if (!same_name(&out.p[i], &o))
			continue;
		*ret_item = duty_item_of(ctx, &now, &out.p[i]);
		return duties_fill(ctx, ret_item);
	}
	return NOT_FOUND;
}

/* ---- Everybody's ---- */

#define EACH_TERMS 500

static enum outcome each_person(struct ctx *ctx, const struct duty_now *now, struct duty_group *group,
				struct duty_out *out,
				enum outcome (*each)(struct ctx *ctx, const struct duty_item *item, void *arg),
				void *arg)
{
	struct duty_person person;
	while (duty_group_next(group, &person)) {
		duty_compute(now->plan, &person, site_today(ctx), out);
		for (size_t i = 0; i < out->n; i++) {
			const struct duty_rule *rule = duty_plan_rule(now->plan, out->p[i].rule);
			const struct duty_item item = {.o = out->p[i],
						       .rule = rule,
						       .duty = duty_now_name(now, out->p[i].duty),
						       .title = rule ? rule->title : STR("")};
			TRY(each(ctx, &item, arg));
		}
	}
	return OK;
}

enum outcome duties_each(struct ctx *ctx,
			 enum outcome (*each)(struct ctx *ctx, const struct duty_item *item, void *arg), void *arg)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	CLEANUP(arena_closep) struct arena *scratch = arena_open(0);
	struct ctx own = *ctx;
	int64_t at = 0;
	TRY(duty_now_open(ctx, &now));
	own.arena = scratch;
	while (at < INT64_MAX) {
		arena_scope(scratch);
		struct duty_count *persons;
		struct duty_group group;
		struct duty_out out = {.arena = scratch};
		size_t n;
		TRY(db_list(&own, &duties_sql_next_persons, DB_PARAMS(db_int(at), db_int(EACH_TERMS)), &duty_count_spec,
			    &persons, &n));
		int64_t end = n < EACH_TERMS ? INT64_MAX : persons[n - 1].n;
		TRY(duty_group_load(&own, &now, at, end, &group));
		struct duty_group walked = group;
		/* What `each` keeps is its ctx's: ours. */
		TRY(each_person(ctx, &now, &walked, &out, each, arg));
		at = end;
	}
	return OK;
}

/* ---- Worklists ---- */

static enum outcome rows_list(struct ctx *ctx, const struct duty_filter *f, struct obligation **ret_rows, size_t *ret_n)
{
	const struct db_param params[7] = {
		db_int(f->from_day), db_int(f->to_day),        db_int(f->after_id ? f->after_day : INT32_MIN),
		db_int(f->after_id), db_int((int64_t)f->most), db_int(f->body_id ? f->body_id : f->duty),
		db_int(f->duty)};
	const struct db_stmt *stmt = f->body_id && f->duty ? &duties_sql_worklist_of_both
				     : f->body_id          ? &duties_sql_worklist_of_body
				     : f->duty             ? &duties_sql_worklist_of_duty
							   : &duties_sql_worklist;
	return db_list(ctx, stmt, (struct db_params){params, stmt->n_params}, &duty_row_spec, ret_rows, ret_n);
}

/* A page's rows, computed now: obligations of up to DUTY_IDS rows' persons. */
struct page_work {
	const struct duty_now *now;
	const struct duty_filter *filter;
	struct duty_item *items;
	size_t n;
};

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* Takes of the person's those that the rows name, if they are still owed, into `now` at the row's place. */
static void rows_settle(const struct duty_out *out, const struct obligation *rows, size_t n, struct obligation *now)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < out->n; j++)
			if (same_name(&out->p[j], &rows[i]) && out->p[j].person_id == rows[i].person_id &&
			    out->p[j].status == OBLIGATION_OWED && !out->p[j].voluntary) {
				now[i] = out->p[j];
				now[i].id = rows[i].id;
			}
}

static enum outcome rows_compute(struct ctx *ctx, const struct duty_now *now, const struct obligation *rows, size_t n,
				 struct obligation *computed)
{
	int64_t ids[DUTY_IDS];
	struct duty_group group;
	struct duty_person person;
	struct duty_out out = {.arena = ctx->arena};
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].person_id;
	qsort(ids, n, sizeof(*ids), by_number);
	TRY(duty_group_load_of(ctx, now, ids, n, &group));
	while (duty_group_next(&group, &person)) {
		duty_compute(now->plan, &person, site_today(ctx), &out);
		rows_settle(&out, rows, n, computed);
	}
	return OK;
}

struct shown_row {
	int64_t id;
	struct str person_name, person_slug;
	struct tenure tenure;
};
static const struct db_col shown_cols[] = {
	DB_COL_I64(struct shown_row, id),
	DB_COL_TEXT(struct shown_row, person_name),
	DB_COL_TEXT(struct shown_row, person_slug),
	DB_COL_TEXT(struct shown_row, tenure.post),
	DB_COL_I32(struct shown_row, tenure.category),
	DB_COL_TEXT(struct shown_row, tenure.organization_name),
	DB_COL_TEXT(struct shown_row, tenure.organization_slug),
};
static const struct db_spec shown_spec = DB_SPEC(struct shown_row, shown_cols);

/* Names of all at once; what was said about single ones one by one, since few have any. */
static enum outcome items_fill(struct ctx *ctx, struct duty_item *items, size_t n)
{
	struct db_param ids[DUTY_IDS];
	struct shown_row *shown;
	size_t n_shown;
	for (size_t i = 0; i < DUTY_IDS; i++)
		ids[i] = db_int(i < n ? items[i].o.tenure_id : 0);
	TRY(db_list(ctx, &duties_sql_shown, (struct db_params){ids, DUTY_IDS}, &shown_spec, &shown, &n_shown));
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n_shown; j++) {
			if (shown[j].id != items[i].o.tenure_id)
				continue;
			items[i].person_name = shown[j].person_name;
			items[i].person_slug = shown[j].person_slug;
			items[i].office = tenure_office(ctx->arena, &shown[j].tenure);
			items[i].body_name = shown[j].tenure.organization_name;
			items[i].body_slug = shown[j].tenure.organization_slug;
			items[i].category = shown[j].tenure.category;
		}
		if (items[i].o.change_id)
			TRY(duties_fill(ctx, &items[i]));
	}
	return OK;
}

static enum outcome page_take(struct ctx *ctx, struct page_work *work, const struct obligation *rows, size_t n)
{
	struct obligation computed[DUTY_IDS] = {0};
	size_t first = work->n;
	TRY(rows_compute(ctx, work->now, rows, n, computed));
	for (size_t i = 0; i < n; i++) {
		const struct obligation *o = &computed[i];
		if (o->status == OBLIGATION_OWED && o->due_day >= work->filter->from_day &&
		    o->due_day <= work->filter->to_day)
			work->items[work->n++] = duty_item_of(ctx, work->now, o);
	}
	return work->n > first ? items_fill(ctx, work->items + first, work->n - first) : OK;
}

enum outcome duties_worklist(struct ctx *ctx, const struct duty_filter *filter, struct duty_item **ret_items,
			     size_t *ret_n, struct duty_filter *ret_next)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct obligation *rows;
	size_t n;
	struct duty_filter next = *filter;
	TRY(duty_now_open(ctx, &now));
	TRY(rows_list(ctx, filter, &rows, &n));
	struct page_work work = {.now = &now, .filter = filter, .items = arena_array(ctx->arena, struct duty_item, n)};
	for (size_t i = 0; i < n; i += DUTY_IDS)
		TRY(page_take(ctx, &work, rows + i, n - i < DUTY_IDS ? n - i : DUTY_IDS));
	next.after_day = n ? rows[n - 1].due_day : 0;
	next.after_id = n == filter->most && n ? rows[n - 1].id : 0;
	if (ret_next)
		*ret_next = next;
	*ret_items = work.items;
	*ret_n = work.n;
	return OK;
}

enum outcome duties_owed_now(struct ctx *ctx, const struct obligation *rows, size_t n, struct duty_item **ret_items,
			     size_t *ret_n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	static const struct duty_filter any = {.from_day = DEADLINE_NO_DAY + 1, .to_day = INT32_MAX};
	TRY(duty_now_open(ctx, &now));
	struct page_work work = {.now = &now, .filter = &any, .items = arena_array(ctx->arena, struct duty_item, n)};
	for (size_t i = 0; i < n; i += DUTY_IDS)
		TRY(page_take(ctx, &work, rows + i, n - i < DUTY_IDS ? n - i : DUTY_IDS));
	*ret_items = work.items;
	*ret_n = work.n;
	return OK;
}

enum outcome duties_count(struct ctx *ctx, const struct duty_filter *f, int64_t most, int64_t *ret_n)
{
	const struct db_param params[5] = {db_int(f->from_day), db_int(f->to_day), db_int(most),
					   db_int(f->body_id ? f->body_id : f->duty), db_int(f->duty)};
	const struct db_stmt *stmt = f->body_id && f->duty ? &duties_sql_count_of_both
				     : f->body_id          ? &duties_sql_count_of_body
				     : f->duty             ? &duties_sql_count_of_duty
							   : &duties_sql_count;
	struct duty_count count;
	TRY(db_one(ctx, stmt, (struct db_params){params, stmt->n_params}, &duty_count_spec, &count));
	*ret_n = count.n;
	return OK;
}
