/* Exceptions of rules, as data has them; extensions and waivers; what was done. */
#include "duties/plan.h"

bool duty_same_office(const struct duty_work *work, const struct duty_term *term, int32_t within, bool after)
{
	for (size_t i = 0; i < work->person->n_terms; i++) {
		const struct duty_term *other = &work->person->terms[i];
		if (other->id == term->id || other->office != term->office || other->category == TENURE_CANDIDATE)
			continue;
		const struct duty_term *first = after ? term : other, *second = after ? other : term;
		if (first->from_day < second->from_day && first->to_day < TENURE_OPEN &&
		    (int64_t)second->from_day - first->to_day <= within)
			return true;
	}
	return false;
}

/* Another office here that the same rule asks, held until within so many days before the term, or while it began;
 * after: taken up until so many days after it. */
static bool other_office(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
			 int32_t within, bool after)
{
	for (size_t i = 0; i < work->person->n_terms; i++) {
		const struct duty_term *other = &work->person->terms[i];
		if (other->id == term->id || other->category == TENURE_CANDIDATE || !duty_asks(rule, other))
			continue;
		if (after ? other->to_day > term->to_day && (int64_t)other->from_day - term->to_day <= within
			  : other->from_day < term->from_day && (int64_t)term->from_day - other->to_day <= within)
			return true;
	}
	return false;
}

/* From the day of the month to the other, in the year before the deadline's; over New Year's Eve it ends in that year.
 */
static bool between(const struct duty_exception *e, int32_t from_day, int32_t trigger_day)
{
	int year = day_date((struct day){trigger_day}).year;
	bool is_over = e->to_month < e->month || (e->to_month == e->month && e->to_day < e->day);
	struct day first = day_of((struct date){year - 1, e->month, e->day});
	struct day last = day_of((struct date){is_over ? year : year - 1, e->to_month, e->to_day});
	return first.n <= from_day && from_day <= last.n;
}

static bool done_within(const struct duty_work *work, int32_t duty, int32_t trigger_day, int32_t n)
{
	for (size_t i = 0; i < work->person->n_facts; i++) {
		const struct duty_fact *fact = &work->person->facts[i];
		if (fact->duty == duty && fact->day <= work->today.n && fact->day <= trigger_day &&
		    (int64_t)trigger_day - fact->day <= n)
			return true;
	}
	return false;
}

/* Whether the term itself asks for the duty that does for this one: who was re-elected need not assume office. */
static bool is_owed_at_start(const struct duty_work *work, const struct duty_term *term, int32_t duty)
{
	for (size_t i = 0; i < work->plan->n_rules; i++) {
		const struct duty_compiled *rule = &work->plan->rules[i];
		if (rule->number != duty || term->from_day < rule->from_day || term->from_day > rule->to_day ||
		    !duty_asks(rule, term))
			continue;
		bool is_owed = true;
		for (size_t j = 0; j < rule->rule->n_exceptions && is_owed; j++) {
			const struct duty_exception *e = &rule->rule->exceptions[j];
			if (e->kind == EXCEPT_SAME_OFFICE_WITHIN)
				is_owed = !duty_same_office(work, term, e->n, false);
			else if (e->kind == EXCEPT_SAME_AUTHORITY_WITHIN)
				is_owed = !other_office(work, rule, term, e->n, false);
			else if (e->kind == EXCEPT_DONE_WITHIN)
				is_owed = !done_within(work, rule->excepts[j], term->from_day, e->n);
		}
		if (is_owed)
			return true;
	}
	return false;
}

static bool is_lifted(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
		      const struct obligation *o, size_t i)
{
	const struct duty_exception *e = &rule->rule->exceptions[i];
	if (o->trigger_day == DEADLINE_NO_DAY)
		return false;
	switch (e->kind) {
	case EXCEPT_TOOK_OFFICE_BETWEEN:
		return term->from_day != TENURE_FROM_EVER && between(e, term->from_day, o->trigger_day) &&
		       (str_empty(e->by) || is_owed_at_start(work, term, rule->excepts[i]));
	case EXCEPT_SAME_OFFICE_WITHIN:
		return duty_same_office(work, term, e->n, rule->is_leaving);
	case EXCEPT_SAME_AUTHORITY_WITHIN:
		return other_office(work, rule, term, e->n, rule->is_leaving);
	case EXCEPT_DONE_WITHIN:
		return done_within(work, rule->excepts[i], o->trigger_day, e->n);
	case EXCEPT_ENDED_EARLY:
		return term->ended_early;
	case EXCEPT_ENDED_IN_TIME:
		return !term->ended_early;
	case EXCEPT_IN_POST_BEFORE:
	case EXCEPT_TOOK_OFFICE_FROM:
	case EXCEPT_ABSENT_WHEN_DUE:
		return false;
	}
	return false;
}

int32_t duty_in_post_before(const struct duty_compiled *rule, const struct duty_term *term)
{
	for (size_t i = 0; i < rule->rule->n_exceptions; i++) {
		const struct duty_exception *e = &rule->rule->exceptions[i];
		if (e->kind == EXCEPT_IN_POST_BEFORE && term->from_day < e->on_day && term->to_day >= e->on_day)
			return e->on_day;
	}
	return DEADLINE_NO_DAY;
}

/* Who is absent on the due day has until some days after the return, no longer than the term; who does not return in
 * the term has no day, and it lapses with the term. What leaving asks does not wait. */
static void wait_for_return(const struct duty_work *work, const struct duty_compiled *rule,
			    const struct duty_term *term, size_t at, struct obligation *o)
{
	const struct duty_exception *e = &rule->rule->exceptions[at];
	for (size_t i = 0; i < work->person->n_aways && o->due_day != DEADLINE_NO_DAY; i++) {
		const struct duty_away *away = &work->person->aways[i];
		if (away->tenure_id != term->id || !(e->absences >> away->kind & 1) || away->from_day > o->due_day ||
		    away->to_day < o->due_day || term->to_day < o->due_day)
			continue;
		bool is_to_the_end = away->to_day >= term->to_day;
		/* What an event asks does not lapse with the term. */
		if (is_to_the_end && rule->course == COURSE_EVENT && term->to_day != TENURE_OPEN)
			return;
		int64_t due = (int64_t)away->to_day + e->n;
		o->exception = (int16_t)at;
		o->due_ms = 0;
		o->due_day = is_to_the_end ? DEADLINE_NO_DAY : due < term->to_day ? (int32_t)due : term->to_day;
	}
}

bool duty_except(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
		 bool is_first, struct obligation *o)
{
	for (size_t i = 0; i < rule->rule->n_exceptions; i++) {
		const struct duty_exception *e = &rule->rule->exceptions[i];
		if (e->kind == EXCEPT_TOOK_OFFICE_FROM && term->from_day >= e->on_day)
			return false;
		/* What counts from a later day is due as ever; a later time never earlier than the first. */
		if (e->kind == EXCEPT_IN_POST_BEFORE && term->from_day < e->on_day && o->trigger_day <= e->on_day &&
		    (is_first || o->due_day < e->due_day)) {
			o->original_day = o->due_day = e->due_day;
			o->due_ms = 0;
			o->exception = (int16_t)i;
		}
	}
	for (size_t i = 0; i < rule->rule->n_exceptions && work->person->n_aways; i++)
		if (rule->rule->exceptions[i].kind == EXCEPT_ABSENT_WHEN_DUE && !rule->is_leaving)
			wait_for_return(work, rule, term, i, o);
	for (size_t i = 0; i < rule->rule->n_exceptions; i++) {
		if (!is_lifted(work, rule, term, o, i))
			continue;
		o->status = OBLIGATION_NOT_OWED;
		o->reason = REASON_EXCEPTION;
		o->exception = (int16_t)i;
		return true;
	}
	return true;
}

/* ---- Extensions and waivers ---- */

static bool is_of_person(const struct duty_work *work, const struct obligation *o)
{
	return work->plan->rules[o->rule].rule->once_per_person;
}

static void mark(struct obligation *o, const struct duty_mark *m)
{
	o->change_id = m->id;
	if (m->kind == DUTY_EXTEND && m->until_day > o->due_day) {
		o->due_day = m->until_day;
		o->due_ms = 0;
	}
	if (m->kind == DUTY_WAIVE && o->status == OBLIGATION_OWED)
		o->status = OBLIGATION_WAIVED;
}

void duty_mark_all(const struct duty_work *work)
{
	for (size_t i = 0; i < work->person->n_marks; i++) {
		const struct duty_mark *m = &work->person->marks[i];
		for (size_t j = 0; j < work->out->n; j++) {
			struct obligation *o = &work->out->p[j];
			if (o->duty == m->duty && o->trigger_day == m->trigger_day && o->subject == m->subject &&
			    (o->tenure_id == m->tenure_id || is_of_person(work, o)))
				mark(o, m);
		}
	}
}

/* ---- What was done ---- */

static bool fits(const struct duty_work *work, const struct obligation *o, const struct duty_fact *fact)
{
	const struct duty_compiled *rule = &work->plan->rules[o->rule];
	bool is_term_s = o->tenure_id == fact->tenure_id;
	if (o->duty != fact->duty || o->done_day != DEADLINE_NO_DAY || rule->course == COURSE_AGAIN ||
	    (fact->subject && o->subject && fact->subject != o->subject) ||
	    (!is_term_s && !rule->rule->once_per_person))
		return false;
	if (fact->trigger_day != DEADLINE_NO_DAY)
		return o->trigger_day == fact->trigger_day;
	if (o->status == OBLIGATION_NOT_OWED && !is_term_s)
		return false;
	if (rule->course == COURSE_YEARLY)
		return o->trigger_day != DEADLINE_NO_DAY && fact->day > o->trigger_day - 365;
	int32_t opens = o->due_day != DEADLINE_NO_DAY && o->due_day < o->trigger_day ? o->due_day : o->trigger_day;
	return is_term_s || fact->day >= opens;
}

static void done_by(struct obligation *o, const struct duty_fact *fact)
{
	o->status = OBLIGATION_DONE;
	o->done_day = fact->day;
	o->done_id = fact->id;
}

/* What is owed comes first, then the earlier. */
static bool is_before(const struct obligation *a, const struct obligation *b)
{
	bool a_lifted = a->status == OBLIGATION_NOT_OWED, b_lifted = b->status == OBLIGATION_NOT_OWED;
	return a_lifted != b_lifted ? b_lifted : a->trigger_day < b->trigger_day;
}

static void fulfil(const struct duty_work *work, const struct duty_fact *fact)
{
	struct obligation *first = NULL;
	for (size_t i = 0; i < work->out->n; i++) {
		struct obligation *o = &work->out->p[i];
		if (!fits(work, o, fact))
			continue;
		const struct duty_compiled *rule = &work->plan->rules[o->rule];
		/* One statement for all posts, one signature however often a body adopts the edition; else one fact for
		 * one obligation. */
		bool is_for_all = rule->course == COURSE_ONCE && rule->rule->once_per_person;
		bool is_signed = rule->course == COURSE_EDITION && fact->subject && o->subject == fact->subject;
		if (is_for_all || is_signed)
			done_by(o, fact);
		else if (!first || is_before(o, first))
			first = o;
	}
	if (first)
		done_by(first, fact);
}

void duty_fulfil_all(const struct duty_work *work)
{
	for (size_t i = 0; i < work->person->n_facts && work->person->facts[i].day <= work->today.n; i++)
		fulfil(work, &work->person->facts[i]);
}
