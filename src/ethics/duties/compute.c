/* A person's obligations: each rule, each term, each time that it is owed. */
#include "duties/plan.h"

/* The first day that calendars know: of a first day in a post that nobody knows, where only a later one can decide. */
#define LONG_AGO ((int32_t)-25567)

/* What a time that something is owed is about. */
struct occasion {
	int year;
	int32_t binds_from;
	const struct duty_happened *event;
	int32_t last; /* when it was last done, or the term's first day */
	int64_t subject;
};

static struct obligation *out_add(struct duty_out *out)
{
	if (out->n == out->capacity) {
		size_t more = out->capacity ? out->capacity * 2 : 64;
		struct obligation *p = arena_array(out->arena, struct obligation, more);
		if (out->n)
			memcpy(p, out->p, out->n * sizeof(*p));
		out->p = p;
		out->capacity = more;
	}
	return &out->p[out->n++];
}

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static const struct duty_happened *event_of(const struct duty_work *work, const struct duty_term *term, int32_t kind)
{
	for (size_t i = 0; i < work->person->n_events; i++)
		if (work->person->events[i].kind == kind && work->person->events[i].tenure_id == term->id)
			return &work->person->events[i];
	return NULL;
}

/* ---- What a part counts from ---- */

static int32_t first_day(const struct duty_compiled *rule, const struct duty_term *term)
{
	if (term->from_day != TENURE_FROM_EVER)
		return term->from_day;
	return rule->rule->deadline.choice == CHOICE_LATER ? LONG_AGO : DEADLINE_NO_DAY;
}

static void from_event(const struct duty_happened *event, int32_t *ret_day, int64_t *ret_ms)
{
	*ret_day = event ? event->day : DEADLINE_NO_DAY;
	*ret_ms = event ? event->at_ms : 0;
}

static void part_counts(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
			const struct deadline_part *part, int32_t kind, const struct occasion *occasion,
			int32_t *ret_day, int64_t *ret_ms)
{
	/* What a code asks of candidates counts from their first day as such. */
	bool is_candidate = term->category == TENURE_CANDIDATE && rule->rule->kind != DUTY_COMMITMENT;
	*ret_day = DEADLINE_NO_DAY;
	*ret_ms = 0;
	switch (part->trigger) {
	case TRIGGER_TAKING_OFFICE:
		*ret_day = is_candidate ? DEADLINE_NO_DAY : first_day(rule, term);
		break;
	case TRIGGER_REELECTED:
		if (!is_candidate && duty_same_office(work, term, work->plan->world->reelected_days, false))
			*ret_day = first_day(rule, term);
		break;
	case TRIGGER_LEAVING:
		if (!is_candidate && term->to_day != TENURE_OPEN)
			*ret_day = term->to_day;
		break;
	case TRIGGER_TERM_END:
		if (term->to_day != TENURE_OPEN)
			*ret_day = term->to_day;
		break;
	case TRIGGER_CANDIDACY:
		*ret_day = term->category == TENURE_CANDIDATE ? first_day(rule, term) : DEADLINE_NO_DAY;
		break;
	case TRIGGER_EACH_YEAR:
		*ret_day = occasion->year ? deadline_each_year(part, occasion->year) : DEADLINE_NO_DAY;
		break;
	case TRIGGER_EDITION:
		*ret_day = occasion->binds_from;
		break;
	case TRIGGER_LAST_TIME:
		*ret_day = occasion->last;
		break;
	case TRIGGER_NOMINATIONS:
		from_event(event_of(work, term, work->plan->nominations), ret_day, ret_ms);
		break;
	case TRIGGER_ELECTION:
		from_event(event_of(work, term, work->plan->election), ret_day, ret_ms);
		break;
	case TRIGGER_EVENT:
		from_event(occasion->event && occasion->event->kind == kind ? occasion->event
									    : event_of(work, term, kind),
			   ret_day, ret_ms);
		break;
	}
}

/* ---- One obligation ---- */

/* Of a duty owed once per person: the one that stands already for the same day. */
static struct obligation *standing(const struct duty_work *work, const struct obligation *o)
{
	for (size_t i = work->first; i + 1 < work->out->n; i++) {
		struct obligation *other = &work->out->p[i];
		if (other->trigger_day == o->trigger_day && other->subject == o->subject)
			return other;
	}
	return NULL;
}

static void not_owed(struct obligation *o, enum duty_reason reason)
{
	if (o->status != OBLIGATION_OWED)
		return;
	o->status = OBLIGATION_NOT_OWED;
	o->reason = (int16_t)reason;
}

static void changes_on(const struct duty_work *work, int32_t day)
{
	if (day > work->today.n && day < work->out->until)
		work->out->until = day;
}

/* Unless it is done, it is owed no longer than until that day. The status follows once it is known what was done. */
static void lapses(const struct duty_work *work, struct obligation *o, int32_t last_day, enum duty_reason reason)
{
	if (last_day == INT32_MAX || o->status != OBLIGATION_OWED)
		return;
	if (last_day < work->today.n)
		o->reason = (int16_t)reason;
	else
		changes_on(work, last_day + 1);
}

/* What was due before the site kept records is not known to be undone. What is asked each year begins with the records;
 * an edition was published here. */
static bool is_before_records(const struct duty_work *work, const struct duty_compiled *rule,
			      const struct obligation *o)
{
	return rule->course != COURSE_YEARLY && rule->course != COURSE_EDITION && o->due_day != DEADLINE_NO_DAY &&
	       o->due_day < work->plan->world->since_day;
}

/* What the end of the term, or of the person, lifts. */
static void lift(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
		 struct obligation *o)
{
	if (term->died_day != DEADLINE_NO_DAY)
		not_owed(o, REASON_DIED);
	if (term->to_day != TENURE_OPEN && term->to_day < work->plan->world->since_day)
		not_owed(o, REASON_BEFORE_RECORDS);
	/* Only until it is known what was done. */
	if (o->status == OBLIGATION_OWED && is_before_records(work, rule, o))
		o->reason = REASON_BEFORE_RECORDS;
	if (rule->is_leaving || rule->course == COURSE_EVENT)
		return;
	if (o->due_day != DEADLINE_NO_DAY && term->to_day < o->due_day)
		not_owed(o, REASON_ENDED_BEFORE);
	else if (o->due_day == DEADLINE_NO_DAY)
		lapses(work, o, term->to_day, REASON_ENDED_BEFORE);
}

static bool holds(const struct duty_compiled *rule, int32_t day)
{
	return rule->from_day <= day && day <= rule->to_day;
}

/* Those in post when a duty began are asked by the row of that day, unless an earlier row asks them. */
static bool holds_for_those_in_post(const struct duty_work *work, const struct duty_compiled *rule,
				    const struct duty_term *term, int32_t trigger)
{
	int32_t day = duty_in_post_before(rule, term);
	if (day == DEADLINE_NO_DAY || trigger > day || !holds(rule, day))
		return false;
	for (size_t i = 0; i < work->plan->n_rules; i++) {
		const struct duty_compiled *other = &work->plan->rules[i];
		bool is_other = other->number == rule->number && other != rule && duty_asks(other, term);
		if (is_other && (holds(other, trigger) ||
				 (i < (size_t)rule->index && duty_in_post_before(other, term) != DEADLINE_NO_DAY)))
			return false;
	}
	return true;
}

/* The first day on which it can be done. */
static int32_t opens_on(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
			const struct occasion *occasion)
{
	const struct deadline_rule *opens = &rule->rule->opens;
	struct deadline_facts facts = {.zone = work->plan->world->zone};
	struct deadline first;
	if (!opens->parts[0].trigger)
		return DEADLINE_NO_DAY;
	for (int part = 0; part < 2; part++)
		part_counts(work, rule, term, &opens->parts[part],
			    str_empty(opens->parts[part].event) ? 0
								: duty_plan_word(work->plan, opens->parts[part].event),
			    occasion, &facts.day[part], &facts.at_ms[part]);
	return deadline_compute(opens, &facts, &first) == OK ? first.day : DEADLINE_NO_DAY;
}

/* Adds one; NULL where the row does not hold on that day, or another stands for it. */
static struct obligation *owe(const struct duty_work *work, const struct duty_compiled *rule,
			      const struct duty_term *term, const struct deadline_rule *deadline_rule,
			      const struct occasion *occasion)
{
	struct deadline_facts facts = {.zone = work->plan->world->zone};
	struct deadline deadline = {.day = DEADLINE_NO_DAY};
	for (int part = 0; part < 2; part++)
		part_counts(work, rule, term, &deadline_rule->parts[part], rule->events[part], occasion,
			    &facts.day[part], &facts.at_ms[part]);
	bool is_dated = deadline_compute(deadline_rule, &facts, &deadline) == OK;
	int32_t trigger = is_dated ? facts.day[deadline.part] : later(facts.day[0], facts.day[1]);
	int32_t holds_on = trigger == DEADLINE_NO_DAY ? work->today.n : trigger;
	if (!holds(rule, holds_on) &&
	    (trigger == DEADLINE_NO_DAY || !holds_for_those_in_post(work, rule, term, trigger)))
		return NULL;
	bool is_first = deadline_rule == &rule->rule->deadline;
	bool voluntary =
		rule->rule->voluntary || (term->category == TENURE_CANDIDATE && rule->rule->form == DUTY_FORM_LOCAL);
	struct obligation *o = out_add(work->out);
	is_dated = is_dated && !rule->terms.undated;
	*o = (struct obligation){
		.duty = rule->number,
		.trigger_day = trigger,
		.tenure_id = term->id,
		.subject = occasion->subject,
		.person_id = term->person_id,
		.organization_id = term->organization_id,
		.original_day = is_dated ? deadline.day : DEADLINE_NO_DAY,
		.due_day = is_dated ? deadline.day : DEADLINE_NO_DAY,
		.opens_day = opens_on(work, rule, term, occasion),
		.due_ms = is_dated ? deadline.at_ms : 0,
		.done_day = DEADLINE_NO_DAY,
		.counts_from = {facts.day[0], facts.day[1]},
		.counts_ms = {facts.at_ms[0], facts.at_ms[1]},
		.rule = rule->index,
		.status = OBLIGATION_OWED,
		.exception = -1,
		.voluntary = voluntary,
		.counted = !voluntary && (term->category == TENURE_ELECTED || term->category == TENURE_APPOINTED),
		.is_again = !is_first,
	};
	if (rule->rule->n_exceptions && !duty_except(work, rule, term, is_first, o)) {
		work->out->n--;
		return NULL;
	}
	changes_on(work, trigger);
	lift(work, rule, term, o);
	struct obligation *other = rule->rule->once_per_person ? standing(work, o) : NULL;
	if (!other)
		return o;
	if (other->status == OBLIGATION_NOT_OWED && o->status == OBLIGATION_OWED)
		*other = *o;
	work->out->n--;
	return NULL;
}

/* ---- Each time ---- */

static void owe_once(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	const struct deadline_rule *deadline = &rule->rule->deadline;
	struct occasion occasion = {.last = first_day(rule, term), .binds_from = DEADLINE_NO_DAY};
	for (int part = 0; part < 2; part++) {
		int32_t day;
		int64_t ms;
		part_counts(work, rule, term, &deadline->parts[part], rule->events[part], &occasion, &day, &ms);
		bool is_unknown = deadline->parts[part].trigger == TRIGGER_TAKING_OFFICE &&
				  term->from_day == TENURE_FROM_EVER && term->category != TENURE_CANDIDATE;
		if (day != DEADLINE_NO_DAY || is_unknown) {
			(void)owe(work, rule, term, deadline, &occasion);
			return;
		}
	}
}

/* The first such day after today: what lies behind it is not asked for yet, of no term. */
static int32_t next_of(const struct deadline_part *part, struct day today)
{
	int year = day_date(today).year;
	int step = part->every > 1 ? part->every : 1;
	for (int end = later(year, part->from_year) + step; year <= end; year++) {
		int32_t day = deadline_each_year(part, year);
		if (day != DEADLINE_NO_DAY && day > today.n)
			return day;
	}
	return today.n;
}

static void owe_yearly(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	const struct deadline_part *part = &rule->rule->deadline.parts[rule->leading];
	int32_t first = later(later(term->from_day, LONG_AGO), later(rule->from_day, work->plan->world->since_day));
	int32_t last = term->to_day < rule->to_day ? term->to_day : rule->to_day;
	int32_t next = next_of(part, work->today);
	for (int year = day_date((struct day){first}).year; year <= CALENDAR_LAST_YEAR; year++) {
		int32_t day = deadline_each_year(part, year);
		if (day == DEADLINE_NO_DAY || day < first)
			continue;
		if (day > last)
			return;
		changes_on(work, next);
		if (day > next)
			return;
		const struct occasion occasion = {.year = year, .last = term->from_day, .binds_from = DEADLINE_NO_DAY};
		(void)owe(work, rule, term, &rule->rule->deadline, &occasion);
	}
}

static void owe_events(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	for (size_t i = 0; i < work->person->n_events; i++) {
		const struct duty_happened *event = &work->person->events[i];
		if (event->kind != rule->events[rule->leading] || event->kind == 0 || event->tenure_id != term->id)
			continue;
		const struct occasion occasion = {
			.event = event,
			.subject = event->subject,
			.last = term->from_day,
			.binds_from = DEADLINE_NO_DAY,
		};
		(void)owe(work, rule, term, &rule->rule->deadline, &occasion);
	}
}

/* In which days the edition binds the body by that adoption; false: it does not. */
static bool binds(const struct duty_adoption *a, const struct duty_edition *edition, int64_t body_id, int32_t *ret_from,
		  int32_t *ret_to)
{
	if (a->body_id != body_id || (a->edition_id && a->edition_id != edition->id))
		return false;
	int32_t until = a->edition_id ? INT32_MAX : edition->to_day;
	*ret_from = later(edition->from_day, a->from_day);
	*ret_to = a->to_day < until ? a->to_day : until;
	return *ret_from <= *ret_to;
}

/* Does one with this name stand already since `first`? */
static bool is_named_twice(const struct duty_out *out, size_t first, const struct obligation *o)
{
	for (size_t i = first; &out->p[i] != o; i++)
		if (out->p[i].tenure_id == o->tenure_id && out->p[i].trigger_day == o->trigger_day &&
		    out->p[i].subject == o->subject)
			return true;
	return false;
}

/* What the edition asks while it binds the body from one day to the other. */
static void owe_edition(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
			size_t i, int32_t from, int32_t to)
{
	const struct duty_code *code = rule->code;
	const struct duty_edition *edition = &code->editions[i];
	if (term->to_day < from || to < later(term->from_day, work->plan->world->since_day))
		return;
	const struct occasion occasion = {
		.subject = edition->id,
		.binds_from = later(from, rule->terms.since_day),
		.last = term->from_day,
	};
	struct obligation *o = owe(work, rule, term, &rule->rule->deadline, &occasion);
	if (!o)
		return;
	if (is_named_twice(work->out, work->first, o)) {
		work->out->n--;
		return;
	}
	if (edition->is_removed && o->status == OBLIGATION_OWED)
		o->reason = REASON_TEXT_ENDED;
	bool is_followed = i + 1 < code->n_editions && code->editions[i + 1].from_day == to + 1;
	if (term->to_day > to)
		lapses(work, o, to, is_followed ? REASON_ASKED_ANEW : REASON_TEXT_ENDED);
}

/* Once for each time that the body adopted it: a signature from before does for the later times too. */
static void owe_editions(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	const struct duty_code *code = rule->code;
	for (size_t i = 0; code && i < code->n_editions; i++) {
		int32_t from, to;
		if (code->n_adoptions == 0)
			owe_edition(work, rule, term, i, code->editions[i].from_day, code->editions[i].to_day);
		for (size_t j = 0; j < code->n_adoptions; j++)
			if (binds(&code->adoptions[j], &code->editions[i], term->organization_id, &from, &to))
				owe_edition(work, rule, term, i, from, to);
	}
}

/* Done in an earlier term it counts for as long as it would have there, if that reaches into this one. */
static bool reaches(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
		    const struct duty_fact *fact)
{
	struct deadline_facts facts = {.zone = work->plan->world->zone};
	struct deadline deadline;
	const struct occasion occasion = {.last = fact->day, .binds_from = DEADLINE_NO_DAY};
	for (int part = 0; part < 2; part++)
		part_counts(work, rule, term, &rule->again.parts[part], 0, &occasion, &facts.day[part],
			    &facts.at_ms[part]);
	return deadline_compute(&rule->again, &facts, &deadline) == OK && deadline.day >= term->from_day;
}

/* The row of the same duty that holds on that day for the term; NULL. */
static const struct duty_compiled *row_on(const struct duty_work *work, const struct duty_compiled *rule,
					  const struct duty_term *term, int32_t day)
{
	for (size_t i = 0; i < work->plan->n_rules; i++) {
		const struct duty_compiled *row = &work->plan->rules[i];
		if (row->number == rule->number && holds(row, day) && duty_asks(row, term) &&
		    row->again.parts[0].trigger)
			return row;
	}
	return NULL;
}

/* When it was last done is not known here: counted from the first day of the records. */
static struct obligation *owe_since_records(const struct duty_work *work, const struct duty_compiled *rule,
					    const struct duty_term *term)
{
	int32_t since = work->plan->world->since_day;
	const struct occasion occasion = {.last = since, .binds_from = DEADLINE_NO_DAY};
	const struct duty_compiled *row = row_on(work, rule, term, since);
	if (term->to_day < since || !row)
		return NULL;
	struct obligation *o = owe(work, row, term, &row->again, &occasion);
	if (o && is_named_twice(work->out, work->first, o)) {
		work->out->n--;
		return NULL;
	}
	return o;
}

/* The first time by the rule, every later one counted from when it was last done. */
static void owe_again(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	const struct deadline_rule *deadline = &rule->rule->deadline;
	struct occasion occasion = {.last = first_day(rule, term), .binds_from = DEADLINE_NO_DAY};
	for (size_t i = 0; i <= work->person->n_facts; i++) {
		const struct duty_fact *fact = i < work->person->n_facts ? &work->person->facts[i] : NULL;
		if (fact && (fact->duty != rule->number || fact->day > work->today.n ||
			     (!rule->rule->once_per_person && fact->tenure_id != term->id) || fact->day > term->to_day))
			continue;
		if (fact && fact->day < occasion.last && deadline == &rule->rule->deadline) {
			if (rule->again.parts[0].trigger && reaches(work, rule, term, fact)) {
				occasion.last = fact->day;
				occasion.subject = fact->id;
				deadline = &rule->again;
			}
			continue;
		}
		struct obligation *o = owe(work, rule, term, deadline, &occasion);
		bool is_unknown = o && o->status == OBLIGATION_OWED && is_before_records(work, rule, o);
		if (is_unknown && (!fact || fact->day >= work->plan->world->since_day))
			o = owe_since_records(work, rule, term);
		if (!fact || !rule->again.parts[0].trigger)
			return;
		if (o) {
			o->status = OBLIGATION_DONE;
			o->done_day = fact->day;
			o->done_id = fact->id;
		}
		/* The next one is named after this time too: both may have happened on one day. */
		occasion.last = fact->day;
		occasion.subject = fact->id;
		deadline = &rule->again;
	}
}

static void owe_rule(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term)
{
	switch (rule->course) {
	case COURSE_ONCE:
		owe_once(work, rule, term);
		break;
	case COURSE_YEARLY:
		owe_yearly(work, rule, term);
		break;
	case COURSE_EDITION:
		owe_editions(work, rule, term);
		break;
	case COURSE_EVENT:
		owe_events(work, rule, term);
		break;
	case COURSE_AGAIN:
		owe_again(work, rule, term);
		break;
	}
}

/* ---- What stands for the person in figures ---- */

/* What has begun comes first, of that what is owed, then what was done last. */
static int rank(const struct obligation *o, struct day today)
{
	static const int ranks[] = {
		[OBLIGATION_OWED] = 5, [OBLIGATION_DONE] = 4, [OBLIGATION_WAIVED] = 3, [OBLIGATION_NOT_OWED] = 1};
	return o->trigger_day > today.n && o->status == OBLIGATION_OWED
		       ? 3
		       : ranks[o->status] + (o->trigger_day <= today.n);
}

bool duty_stands_before(const struct obligation *a, const struct obligation *b, struct day today)
{
	int of_a = rank(a, today), of_b = rank(b, today);
	if (of_a != of_b || a->status != b->status)
		return of_a > of_b;
	return a->status == OBLIGATION_OWED
		       ? a->due_day != DEADLINE_NO_DAY && (b->due_day == DEADLINE_NO_DAY || a->due_day < b->due_day)
		       : a->trigger_day > b->trigger_day;
}

static void count_one_of_each(const struct duty_out *out, struct day today)
{
	struct obligation *chosen = NULL;
	for (size_t i = 0; i < out->n; i++) {
		struct obligation *o = &out->p[i];
		if (i > 0 && out->p[i - 1].duty != o->duty)
			chosen = NULL;
		if (!o->counted)
			continue;
		bool is_better = !chosen || duty_stands_before(o, chosen, today);
		if (chosen)
			(is_better ? chosen : o)->counted = false;
		chosen = is_better ? o : chosen;
	}
}

void duty_compute(const struct duty_plan *plan, const struct duty_person *person, struct day today,
		  struct duty_out *out)
{
	out->n = 0;
	out->until = INT32_MAX;
	struct duty_work work = {.plan = plan, .person = person, .today = today, .out = out};
	for (size_t i = 0; i < plan->n_rules; i++) {
		const struct duty_compiled *rule = &plan->rules[i];
		if (i > 0 && plan->rules[i - 1].number != rule->number)
			work.first = out->n;
		for (size_t j = 0; j < person->n_terms; j++)
			if (duty_asks(rule, &person->terms[j]))
				owe_rule(&work, rule, &person->terms[j]);
	}
	for (size_t i = 0; i < person->n_facts; i++)
		changes_on(&work, person->facts[i].day);
	duty_mark_all(&work);
	duty_fulfil_all(&work);
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i].status == OBLIGATION_OWED && out->p[i].reason != REASON_NONE)
			out->p[i].status = OBLIGATION_NOT_OWED;
	count_one_of_each(out, today);
}
