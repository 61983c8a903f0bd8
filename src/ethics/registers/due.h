/* By when something should have been declared. Pure. */
#pragma once

#include "registers/value.h"

/* The last day in time: by the duty of the rulebook whose deadline counts from the scheme's event, else, of what was
 * held already when an office was taken, by the one that counts from that. DEADLINE_NO_DAY where no rule says so, or
 * the day that it counts from is not known. `arose`: the first day on which it held, which is the event's where the
 * scheme names no field for it. `office_from`: the first day of the term for which it was first declared;
 * DEADLINE_NO_DAY: of none. */
int32_t declared_due_day(const struct rulebook *book, const struct declared *declared, int32_t arose,
			 int32_t office_from, const struct zone *zone);
/* Does a duty of the scheme count from taking office? */
bool due_by_office(const struct rulebook *book, const struct scheme *scheme);
