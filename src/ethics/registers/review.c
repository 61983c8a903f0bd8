/* Clocks and steps of a review; pure. */
#include "registers/review.h"

void review_clock(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme, int32_t received_day,
		  struct day today, struct review_clock *ret_clock)
{
	struct review_clock clock = {.state = CLOCK_NONE, .received_day = received_day, .due_day = DEADLINE_NO_DAY};
	struct deadline deadline;
	if (scheme && scheme->public_by.n && received_day != DEADLINE_NO_DAY)
		clock.duty = rulebook_duty_on(rulebook, scheme->public_by, (struct day){received_day});
	if (clock.duty) {
		const struct deadline_rule *rule = &clock.duty->deadline;
		struct deadline_facts facts = {.day = {DEADLINE_NO_DAY, DEADLINE_NO_DAY},
					       .zone = ctx->site ? ctx->site->zone : NULL};
		for (size_t i = 0; i < COUNT_OF(rule->parts); i++)
			if (rule->parts[i].trigger == TRIGGER_EVENT)
				facts.day[i] = received_day;
		if (deadline_compute(rule, &facts, &deadline) == OK) {
			clock.due_day = deadline.day;
			clock.derivation = deadline_words(ctx, rule, &facts);
			clock.state = today.n > deadline.day        ? CLOCK_OVER
				      : today.n + 1 >= deadline.day ? CLOCK_SOON
								    : CLOCK_RUNS;
		}
	}
	*ret_clock = clock;
}

enum scheme_step approval_step_next(uint32_t steps, uint32_t approved)
{
	for (int step = STEP_MANAGER; step <= STEP_CLERK; step++)
		if (steps & ~approved & (1U << step))
			return (enum scheme_step)step;
	return 0;
}

const char *approval_step_name(enum scheme_step step)
{
	switch (step) {
	case STEP_MANAGER:
		return msg("line manager");
	case STEP_HEAD:
		return msg("head of department");
	case STEP_OFFICER:
		return msg("ethics officer");
	case STEP_CLERK:
		return msg("clerk");
	}
	return msg("nobody");
}

const char *review_bar(const struct review_who *who, int64_t declarer, enum scheme_step step)
{
	if (who->person_id && who->person_id == declarer)
		return msg("This is your own declaration. Somebody else reviews it: another officer, or a deputy.");
	switch (step) {
	case STEP_MANAGER:
		if (!who->is_manager_known)
			return who->is_officer ? NULL
					       : msg("The ethics officer decides, since no line manager is known.");
		return who->is_manager ? NULL : msg("The line manager decides first.");
	case STEP_HEAD:
		if (!who->is_head_known)
			return who->is_officer
				       ? NULL
				       : msg("The ethics officer decides, since no head of department is known.");
		return who->is_head ? NULL : msg("The head of department decides next.");
	case STEP_CLERK:
		return who->is_clerk ? NULL : msg("A clerk decides this.");
	case STEP_OFFICER:
		break;
	}
	return who->is_officer ? NULL : msg("The ethics officer decides this.");
}

/* ---- Scrutiny ---- */

struct scrutiny_period scrutiny_period_of(int32_t day, int32_t months, int32_t fiscal_month)
{
	struct date date = day_date((struct day){day});
	int first = fiscal_month >= 1 && fiscal_month <= 12 ? fiscal_month : 1;
	int of = months >= 1 && months <= 1200 ? months : 12;
	/* Months since the fiscal year's first month of year 0; periods longer than a year stay whole this way too. */
	int at = date.year * 12 + date.month - first;
	int from = at - at % of + first - 1, to = from + of;
	return (struct scrutiny_period){
		.from_day = day_of((struct date){from / 12, from % 12 + 1, 1}).n,
		.to_day = day_of((struct date){to / 12, to % 12 + 1, 1}).n - 1,
	};
}

/* ---- Put right today ---- */

static const struct {
	struct str name;
	const char *words;
} kinds[] = {
	[REMOVAL_TYPING] = {STR_INIT("typing-mistake"), msg("Corrected: a typing mistake")},
	[REMOVAL_PERSON] = {STR_INIT("wrong-person"), msg("Removed: it was put under the wrong person")},
	[REMOVAL_UNFIT] = {STR_INIT("should-not-have-been-published"),
			   msg("Removed: it should not have been published")},
};

struct str removal_kind_name(enum removal_kind kind)
{
	return kind >= REMOVAL_TYPING && kind <= REMOVAL_UNFIT ? kinds[kind].name : STR("");
}

const char *removal_kind_words(enum removal_kind kind)
{
	return kind >= REMOVAL_TYPING && kind <= REMOVAL_UNFIT ? kinds[kind].words : msg("Removed");
}

bool removal_kind_parse(struct str s, enum removal_kind *ret_kind)
{
	for (enum removal_kind kind = REMOVAL_TYPING; kind <= REMOVAL_UNFIT; kind++)
		if (str_eq(kinds[kind].name, s)) {
			*ret_kind = kind;
			return true;
		}
	return false;
}

/* ---- How long ---- */

static int32_t keep_from(enum scheme_since since, const struct keep_facts *facts)
{
	switch (since) {
	case SINCE_LEAVING:
		return facts->left_day;
	case SINCE_ENDED:
		return facts->ended_day;
	case SINCE_REGISTERED:
		return facts->registered_day;
	case SINCE_FOREVER:
		break;
	}
	return DEADLINE_NO_DAY;
}

int32_t keep_until(const struct rulebook *rulebook, const struct scheme_keep *keep, const struct keep_facts *facts)
{
	static const struct {
		struct str unit;
		enum deadline_unit of;
	} units[] = {{STR_INIT("day"), UNIT_DAYS}, {STR_INIT("month"), UNIT_MONTHS}, {STR_INIT("year"), UNIT_YEARS}};
	int32_t from = keep_from(keep->since, facts);
	if (from == DEADLINE_NO_DAY)
		return DEADLINE_NO_DAY;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		int32_t n = rulebook_number_on(rulebook, keep->amount, units[i].unit, (struct day){from}, 0);
		const struct deadline_rule rule = {.parts = {{.trigger = TRIGGER_EVENT, .n = n, .unit = units[i].of}}};
		const struct deadline_facts counted = {.day = {from, DEADLINE_NO_DAY}};
		struct deadline until;
		if (n > 0 && deadline_compute(&rule, &counted, &until) == OK)
			return until.day;
	}
	return DEADLINE_NO_DAY; /* the rules do not say how long: then it has no end */
}
