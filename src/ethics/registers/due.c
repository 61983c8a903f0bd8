#include "registers/due.h"

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

static bool counts_from(const struct duty_rule *duty, struct str event)
{
	const struct deadline_part *part = &duty->deadline.parts[0];
	return part->trigger == TRIGGER_EVENT && str_eq(part->event, event);
}

static bool is_named(const struct scheme *scheme, struct str duty)
{
	for (size_t i = 0; i < scheme->duties.n; i++)
		if (str_eq(scheme->duties.p[i], duty))
			return true;
	return false;
}

int32_t declared_due_day(const struct rulebook *book, const struct declared *declared, int32_t arose,
			 const struct zone *zone)
{
	const struct scheme *scheme = declared->scheme;
	int32_t day = scheme->event.n ? event_day(declared, arose) : DEADLINE_NO_DAY;
	if (day == DEADLINE_NO_DAY)
		return DEADLINE_NO_DAY;
	for (size_t i = 0; i < book->n_duties; i++) {
		const struct duty_rule *duty = &book->duties[i];
		if (!counts_from(duty, scheme->event) || !is_named(scheme, duty->id) ||
		    !rule_holds_on(&duty->row, (struct day){day}))
			continue;
		const struct deadline_facts facts = {.day = {day, DEADLINE_NO_DAY}, .zone = zone};
		struct deadline deadline;
		if (deadline_compute(&duty->deadline, &facts, &deadline) == OK)
			return deadline.day;
	}
	return DEADLINE_NO_DAY;
}
