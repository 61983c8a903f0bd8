/* Persons with all that their obligations follow from, group by group. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

struct term_row {
	int32_t ending;
	struct duty_term term;
	int64_t post_id;
	struct str post, role, contract, workplace, grade, status;
};
static const struct db_col term_cols[] = {
	DB_COL_I64(struct term_row, term.id),
	DB_COL_I64(struct term_row, term.person_id),
	DB_COL_I64(struct term_row, term.organization_id),
	DB_COL_I64(struct term_row, post_id),
	DB_COL_I32(struct term_row, term.category),
	DB_COL_I32(struct term_row, term.from_day),
	DB_COL_I32(struct term_row, term.to_day),
	DB_COL_TEXT(struct term_row, post),
	DB_COL_TEXT(struct term_row, role),
	DB_COL_TEXT(struct term_row, contract),
	DB_COL_TEXT(struct term_row, workplace),
	DB_COL_TEXT(struct term_row, grade),
	DB_COL_TEXT(struct term_row, status),
	DB_COL_I32_OR(struct term_row, term.died_day, DEADLINE_NO_DAY),
	DB_COL_I32(struct term_row, ending),
};
static const struct db_spec term_spec = DB_SPEC(struct term_row, term_cols);

struct event_row {
	int64_t person_id;
	struct duty_happened event;
	struct str kind;
};
static const struct db_col event_cols[] = {
	DB_COL_I64(struct event_row, person_id),   DB_COL_I64(struct event_row, event.tenure_id),
	DB_COL_TEXT(struct event_row, kind),       DB_COL_I32(struct event_row, event.day),
	DB_COL_I64(struct event_row, event.at_ms), DB_COL_I64(struct event_row, event.subject),
};
static const struct db_spec event_spec = DB_SPEC(struct event_row, event_cols);

struct fact_row {
	int64_t person_id;
	struct duty_fact fact;
};
static const struct db_col fact_cols[] = {
	DB_COL_I64(struct fact_row, person_id),      DB_COL_I64(struct fact_row, fact.id),
	DB_COL_I64(struct fact_row, fact.tenure_id), DB_COL_I32(struct fact_row, fact.duty),
	DB_COL_I32(struct fact_row, fact.day),       DB_COL_I32_OR(struct fact_row, fact.trigger_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct fact_row, fact.subject),
};
static const struct db_spec fact_spec = DB_SPEC(struct fact_row, fact_cols);

struct mark_row {
	int64_t person_id;
	struct duty_mark mark;
};
static const struct db_col mark_cols[] = {
	DB_COL_I64(struct mark_row, person_id),
	DB_COL_I64(struct mark_row, mark.id),
	DB_COL_I64(struct mark_row, mark.tenure_id),
	DB_COL_I32(struct mark_row, mark.duty),
	DB_COL_I32_OR(struct mark_row, mark.trigger_day, DEADLINE_NO_DAY),
	DB_COL_I64(struct mark_row, mark.subject),
	DB_COL_I32(struct mark_row, mark.kind),
	DB_COL_I32_OR(struct mark_row, mark.until_day, DEADLINE_NO_DAY),
};
static const struct db_spec mark_spec = DB_SPEC(struct mark_row, mark_cols);

struct away_row {
	int64_t person_id;
	struct duty_away away;
};
static const struct db_col away_cols[] = {
	DB_COL_I64(struct away_row, person_id),   DB_COL_I64(struct away_row, away.tenure_id),
	DB_COL_I32(struct away_row, away.kind),   DB_COL_I32(struct away_row, away.from_day),
	DB_COL_I32(struct away_row, away.to_day),
};
static const struct db_spec away_spec = DB_SPEC(struct away_row, away_cols);

/* The same office of the same body: one number for the post's row, or for body and name where it has none. */
static int64_t office_of(const struct term_row *row)
{
	if (row->post_id)
		return row->post_id;
	uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)row->term.organization_id;
	for (size_t i = 0; i < row->post.n; i++) {
		char c = row->post.p[i];
		hash = (hash ^ (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c)) * UINT64_C(1099511628211);
	}
	return -(int64_t)(hash >> 1); /* no row's id is negative */
}

/* Persons of a range of ids, or of these ids. */
struct statements {
	const struct db_stmt *terms, *events, *facts, *marks, *aways;
};

static enum outcome terms_load(struct ctx *ctx, const struct duty_now *now, const struct statements *s,
			       struct db_params range, struct duty_group *group)
{
	struct term_row *rows;
	TRY(db_list(ctx, s->terms, range, &term_spec, &rows, &group->n_terms));
	group->terms = arena_array(ctx->arena, struct duty_term, group->n_terms);
	for (size_t i = 0; i < group->n_terms; i++) {
		struct duty_term *term = &group->terms[i];
		*term = rows[i].term;
		term->office = office_of(&rows[i]);
		term->body = duty_plan_body(now->plan, term->organization_id);
		term->post = duty_plan_word(now->plan, rows[i].post);
		term->role = duty_plan_word(now->plan, rows[i].role);
		term->contract = duty_plan_word(now->plan, rows[i].contract);
		term->ended_early = rows[i].ending == ENDING_RESIGNED || rows[i].ending == ENDING_REMOVED ||
				    rows[i].ending == ENDING_DISQUALIFIED;
		term->workplace = duty_plan_word(now->plan, rows[i].workplace);
		term->grade = duty_plan_word(now->plan, rows[i].grade);
		term->status = duty_plan_word(now->plan, rows[i].status);
	}
	return OK;
}

static enum outcome facts_load(struct ctx *ctx, const struct duty_now *now, const struct statements *s,
			       struct db_params range, struct duty_group *group)
{
	struct event_row *events;
	struct fact_row *facts;
	struct mark_row *marks;
	TRY(db_list(ctx, s->events, range, &event_spec, &events, &group->n_events));
	TRY(db_list(ctx, s->facts, range, &fact_spec, &facts, &group->n_facts));
	TRY(db_list(ctx, s->marks, range, &mark_spec, &marks, &group->n_marks));
	group->events = arena_array(ctx->arena, struct duty_happened, group->n_events);
	group->event_persons = arena_array(ctx->arena, int64_t, group->n_events);
	for (size_t i = 0; i < group->n_events; i++) {
		group->events[i] = events[i].event;
		group->events[i].kind = duty_plan_word(now->plan, events[i].kind);
		group->event_persons[i] = events[i].person_id;
	}
	group->facts = arena_array(ctx->arena, struct duty_fact, group->n_facts);
	group->fact_persons = arena_array(ctx->arena, int64_t, group->n_facts);
	for (size_t i = 0; i < group->n_facts; i++) {
		group->facts[i] = facts[i].fact;
		group->facts[i].duty = duty_now_number(now, facts[i].fact.duty);
		group->fact_persons[i] = facts[i].person_id;
	}
	group->marks = arena_array(ctx->arena, struct duty_mark, group->n_marks);
	group->mark_persons = arena_array(ctx->arena, int64_t, group->n_marks);
	for (size_t i = 0; i < group->n_marks; i++) {
		group->marks[i] = marks[i].mark;
		group->marks[i].duty = duty_now_number(now, marks[i].mark.duty);
		group->mark_persons[i] = marks[i].person_id;
	}
	return OK;
}

/* Only where a rule asks about them. */
static enum outcome aways_load(struct ctx *ctx, const struct statements *s, struct db_params range,
			       struct duty_group *group)
{
	struct away_row *rows;
	TRY(db_list(ctx, s->aways, range, &away_spec, &rows, &group->n_aways));
	group->aways = arena_array(ctx->arena, struct duty_away, group->n_aways);
	group->away_persons = arena_array(ctx->arena, int64_t, group->n_aways);
	for (size_t i = 0; i < group->n_aways; i++) {
		group->aways[i] = rows[i].away;
		group->away_persons[i] = rows[i].person_id;
	}
	return OK;
}

static enum outcome group_load(struct ctx *ctx, const struct duty_now *now, const struct statements *s,
			       struct db_params range, struct duty_group *ret_group)
{
	struct duty_group group = {0};
	TRY(terms_load(ctx, now, s, range, &group));
	if (group.n_terms)
		TRY(facts_load(ctx, now, s, range, &group));
	if (group.n_terms && duty_plan_heeds_absences(now->plan))
		TRY(aways_load(ctx, s, range, &group));
	*ret_group = group;
	return OK;
}

enum outcome duty_group_load(struct ctx *ctx, const struct duty_now *now, int64_t after_id, int64_t until_id,
			     struct duty_group *ret_group)
{
	static const struct statements statements = {&duties_sql_terms, &duties_sql_events, &duties_sql_facts,
						     &duties_sql_marks, &duties_sql_aways};
	return group_load(ctx, now, &statements, DB_PARAMS(db_int(after_id), db_int(until_id)), ret_group);
}

enum outcome duty_group_load_of(struct ctx *ctx, const struct duty_now *now, const int64_t *person_ids, size_t n,
				struct duty_group *ret_group)
{
	static const struct statements statements = {&duties_sql_terms_of, &duties_sql_events_of, &duties_sql_facts_of,
						     &duties_sql_marks_of, &duties_sql_aways_of};
	struct db_param ids[DUTY_IDS];
	for (size_t i = 0; i < DUTY_IDS; i++)
		ids[i] = db_int(i < n ? person_ids[i] : 0);
	return group_load(ctx, now, &statements, (struct db_params){ids, DUTY_IDS}, ret_group);
}

/* How many of the rows from `at` on are the person's; rows of persons before, whose terms are all gone, are passed. */
static size_t run(const int64_t *persons, size_t n, size_t *at, int64_t person_id)
{
	while (*at < n && persons[*at] < person_id)
		(*at)++;
	size_t from = *at;
	while (*at < n && persons[*at] == person_id)
		(*at)++;
	return *at - from;
}

bool duty_group_next(struct duty_group *group, struct duty_person *ret_person)
{
	if (group->term_at >= group->n_terms)
		return false;
	int64_t person_id = group->terms[group->term_at].person_id;
	struct duty_person person = {.terms = &group->terms[group->term_at]};
	while (group->term_at < group->n_terms && group->terms[group->term_at].person_id == person_id) {
		group->term_at++;
		person.n_terms++;
	}
	person.n_events = run(group->event_persons, group->n_events, &group->event_at, person_id);
	person.n_facts = run(group->fact_persons, group->n_facts, &group->fact_at, person_id);
	person.n_marks = run(group->mark_persons, group->n_marks, &group->mark_at, person_id);
	person.n_aways = run(group->away_persons, group->n_aways, &group->away_at, person_id);
	person.aways = group->aways + (group->away_at - person.n_aways);
	person.events = group->events + (group->event_at - person.n_events);
	person.facts = group->facts + (group->fact_at - person.n_facts);
	person.marks = group->marks + (group->mark_at - person.n_marks);
	*ret_person = person;
	return true;
}
