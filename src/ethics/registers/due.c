#include "registers/due.h"
#include "registers/value_parts.h"

/* What the answer says, where it is a whole day. */
static int32_t whole_day(const struct declared *declared, struct str field)
{
	const struct answer *answer = declared_answer(declared, field);
	bool is_day = answer && answer->n && answer->values[0].state == VALUE_GIVEN &&
		      answer->values[0].precision == EXACT_DAY;
	return is_day ? (int32_t)answer->values[0].number : DEADLINE_NO_DAY;
}

/* The day of the event, where it is known to the day. */
static int32_t event_day(const struct declared *declared, int32_t arose)
{
	if (declared->scheme->event_day.n)
		return whole_day(declared, declared->scheme->event_day);
	bool is_said = declared->category && declared->category->holds.n &&
		       whole_day(declared, declared->category->holds) == arose;
	return is_said ? arose : DEADLINE_NO_DAY;
}

/* The last day on which it may have begun to hold, as vague as it is said; DEADLINE_NO_DAY: not said. */
static int32_t began_by(const struct declared *declared)
{
	const struct scheme_category *category = declared->category;
	const struct answer *answer = category && category->holds.n ? declared_answer(declared, category->holds) : NULL;
	if (!answer || !answer->n || answer->values[0].state != VALUE_GIVEN)
		return DEADLINE_NO_DAY;
	return (int32_t)vague_day_end(answer->values[0].number, answer->values[0].precision);
}

static bool counts_from_event(const struct duty_rule *duty, const struct scheme *scheme)
{
	const struct deadline_part *part = &duty->deadline.parts[0];
	return scheme->event.n && part->trigger == TRIGGER_EVENT && str_eq(part->event, scheme->event);
}

static bool counts_from_office(const struct duty_rule *duty)
{
	enum deadline_trigger trigger = duty->deadline.parts[0].trigger;
	return trigger == TRIGGER_TAKING_OFFICE || trigger == TRIGGER_REELECTED;
}

static bool is_named(const struct scheme *scheme, struct str duty)
{
	for (size_t i = 0; i < scheme->duties.n; i++)
		if (str_eq(scheme->duties.p[i], duty))
			return true;
	return false;
}

bool due_by_office(const struct rulebook *book, const struct scheme *scheme)
{
	for (size_t i = 0; i < book->n_duties; i++)
		if (counts_from_office(&book->duties[i]) && is_named(scheme, book->duties[i].id))
			return true;
	return false;
}

/* The first duty of the scheme that counts from that day. */
static int32_t due_from(const struct rulebook *book, const struct scheme *scheme, bool is_event, int32_t day,
			const struct zone *zone)
{
	for (size_t i = 0; i < book->n_duties && day != DEADLINE_NO_DAY; i++) {
		const struct duty_rule *duty = &book->duties[i];
		bool counts = is_event ? counts_from_event(duty, scheme) : counts_from_office(duty);
		if (!counts || !is_named(scheme, duty->id) || !rule_holds_on(&duty->row, (struct day){day}))
			continue;
		const struct deadline_facts facts = {.day = {day, DEADLINE_NO_DAY}, .zone = zone};
		struct deadline deadline;
		if (deadline_compute(&duty->deadline, &facts, &deadline) == OK)
			return deadline.day;
	}
	return DEADLINE_NO_DAY;
}

int32_t declared_due_day(const struct rulebook *book, const struct declared *declared, int32_t arose,
			 int32_t office_from, const struct zone *zone)
{
	const struct scheme *scheme = declared->scheme;
	int32_t day = scheme->event.n ? event_day(declared, arose) : DEADLINE_NO_DAY;
	int32_t due = due_from(book, scheme, true, day, zone);
	if (due != DEADLINE_NO_DAY || office_from == DEADLINE_NO_DAY)
		return due;
	/* What began later no such duty asks for; of what may have begun later nothing is claimed. */
	int32_t began = began_by(declared);
	return began == DEADLINE_NO_DAY || began > office_from ? DEADLINE_NO_DAY
							       : due_from(book, scheme, false, office_from, zone);
}
