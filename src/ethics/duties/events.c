/* What happened, as the office records it where no register does: a gift, an interest disclosed at a meeting. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

#define SOURCE "office"

static bool counts_from(const struct deadline_rule *rule, struct str event)
{
	for (size_t i = 0; i < COUNT_OF(rule->parts); i++)
		if (rule->parts[i].trigger == TRIGGER_EVENT && str_eq(rule->parts[i].event, event))
			return true;
	return false;
}

enum outcome duties_events_known(struct ctx *ctx, struct rule_event **ret_events, size_t *ret_n)
{
	const struct rulebook *book;
	int64_t version;
	*ret_events = NULL;
	*ret_n = 0;
	enum outcome found = rulebook_current(ctx, &book, &version);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	struct rule_event *events = arena_array(ctx->arena, struct rule_event, book->n_events);
	for (size_t i = 0; i < book->n_events; i++) {
		bool is_asked = false;
		for (size_t j = 0; j < book->n_duties && !is_asked; j++)
			is_asked = counts_from(&book->duties[j].deadline, book->events[i].id);
		if (is_asked)
			events[(*ret_n)++] = book->events[i];
	}
	*ret_events = events;
	return OK;
}

static enum outcome happening_good(struct ctx *ctx, const struct duty_happening *h, const struct tenure *tenure,
				   struct rule_event *ret_event)
{
	struct rule_event *events;
	size_t n, i = 0, before = ctx->problems.count;
	TRY(duties_events_known(ctx, &events, &n));
	while (i < n && !str_eq(events[i].id, h->event))
		i++;
	if (i < n)
		*ret_event = events[i];
	else if (str_empty(h->event))
		(void)problem_add(ctx, "event", msg("Choose what happened"));
	else
		(void)problem_add(ctx, "event",
				  msg("Choose what happened: no duty of the rules in force counts from “{1}”"),
				  h->event);
	if (h->day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "on", msg("Enter the day on which it happened, such as 2026-11-22"));
	else if (h->day < tenure->from_day || h->day > tenure->to_day)
		(void)problem_add(ctx, "on", msg("{1} did not hold this post on that day"), tenure->person_name);
	return ctx->problems.count > before ? INVALID : OK;
}

enum outcome duties_happen(struct ctx *ctx, const struct duty_happening *h)
{
	struct tenure tenure;
	struct rule_event event = {0};
	TRY(people_tenure(ctx, h->tenure_id, &tenure));
	TRY(access_need(ctx, RIGHT_CLERK, tenure.organization_id));
	TRY(happening_good(ctx, h, &tenure, &event));
	const struct duty_event put = {
		.tenure_id = tenure.id,
		.kind = event.id,
		.day = h->day,
		.at_ms = h->at_ms,
		.source = STR(SOURCE),
		.source_id = h->id,
	};
	TRY(duties_put_event(ctx, &put));
	return access_log(ctx, "duties.happened", tenure.id,
			  str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(event.text),
				  STR_ARG(day_str(ctx->arena, (struct day){h->day}))));
}

static const struct db_col happened_cols[] = {
	DB_COL_I64(struct duty_happening, id),     DB_COL_I64(struct duty_happening, tenure_id),
	DB_COL_TEXT(struct duty_happening, event), DB_COL_I32(struct duty_happening, day),
	DB_COL_I64(struct duty_happening, at_ms),  DB_COL_TEXT(struct duty_happening, person_name),
};
static const struct db_spec happened_spec = DB_SPEC(struct duty_happening, happened_cols);

/* What is done because of it says that it did happen. */
static enum outcome is_undone(struct ctx *ctx, int64_t person_id, int64_t subject)
{
	struct duty_item *items;
	size_t n;
	TRY(duties_of_person(ctx, person_id, &items, &n));
	for (size_t i = 0; i < n; i++)
		if (items[i].o.subject == subject && items[i].o.status == OBLIGATION_DONE)
			return problem_add(ctx, "", msg("“{1}” was done because of this: take that back first"),
					   items[i].title);
	return OK;
}

enum outcome duties_unhappen(struct ctx *ctx, int64_t id)
{
	struct duty_happening h;
	struct tenure tenure;
	TRY(db_one(ctx, &duties_sql_event_of_office, DB_PARAMS(db_int(id)), &happened_spec, &h));
	TRY(people_tenure(ctx, h.tenure_id, &tenure));
	TRY(access_need(ctx, RIGHT_CLERK, tenure.organization_id));
	TRY(is_undone(ctx, tenure.person_id, id));
	TRY(duties_take_event(ctx, STR(SOURCE), id));
	return access_log(
		ctx, "duties.unhappened", tenure.id,
		str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(h.event), STR_ARG(day_str(ctx->arena, (struct day){h.day}))));
}

enum outcome duties_happened(struct ctx *ctx, int64_t body_id, struct duty_happening **ret_list, size_t *ret_n)
{
	return db_list(ctx, &duties_sql_events_of_office, DB_PARAMS(db_int(body_id)), &happened_spec, ret_list, ret_n);
}
