/* By when something should have been declared. Pure. */
#pragma once

#include "registers/value.h"

/* The last day in time, by the duty of the rulebook whose deadline counts from the scheme's event; DEADLINE_NO_DAY
 * where no rule says so, or the day of the event is not known. `arose`: the first day on which it held, which is the
 * event's where the scheme names no field for it. */
int32_t declared_due_day(const struct rulebook *book, const struct declared *declared, int32_t arose,
			 const struct zone *zone);
