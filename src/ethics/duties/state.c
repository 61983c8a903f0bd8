/* What an obligation is on a day, and what it is called. */
#include "duties/duties.h"

enum obligation_state obligation_state(const struct obligation *o, struct day today, int64_t now_ms)
{
	switch (o->status) {
	case OBLIGATION_DONE:
		return STATE_DONE;
	case OBLIGATION_WAIVED:
		return STATE_WAIVED;
	case OBLIGATION_NOT_OWED:
		return STATE_NOT_APPLICABLE;
	default:
		break;
	}
	bool is_dated = o->due_day != DEADLINE_NO_DAY;
	if (is_dated && !o->voluntary && (today.n > o->due_day || (o->due_ms && now_ms > o->due_ms)))
		return STATE_LATE;
	/* Without a day, though the rule gave one: it waits until somebody returns. */
	if (o->original_day != DEADLINE_NO_DAY && (!is_dated || o->due_day > o->original_day) &&
	    today.n > o->original_day)
		return STATE_EXTENDED;
	if (o->opens_day > 0)
		return o->opens_day > today.n ? STATE_UPCOMING : STATE_DUE;
	if (o->trigger_day > today.n && (!is_dated || (int64_t)o->due_day - today.n > DUTY_SOON_DAYS))
		return STATE_UPCOMING;
	return STATE_DUE;
}

const char *obligation_state_name(enum obligation_state state)
{
	static const char *const names[] = {
		[STATE_UPCOMING] = "upcoming",
		[STATE_DUE] = "due",
		[STATE_EXTENDED] = "extended",
		[STATE_LATE] = "late",
		[STATE_DONE] = "done",
		[STATE_WAIVED] = "waived",
		[STATE_NOT_APPLICABLE] = "not-applicable",
	};
	return names[state];
}

int32_t obligation_late_days(const struct obligation *o, struct day today)
{
	if (o->due_day == DEADLINE_NO_DAY || o->voluntary || o->status == OBLIGATION_WAIVED ||
	    o->status == OBLIGATION_NOT_OWED)
		return 0;
	int64_t late = (int64_t)(o->status == OBLIGATION_DONE ? o->done_day : today.n) - o->due_day;
	return late > 0 ? (int32_t)late : 0;
}

/* A day as a positive number: days since the first that calendars know; 0: none. */
#define REF_DAY_ZERO 25568

struct str obligation_ref(struct arena *arena, const struct obligation *o)
{
	struct buf ref = buf_open(arena, 48);
	buf_str(&ref, id_str(arena, o->tenure_id));
	buf_char(&ref, '-');
	buf_i64(&ref, o->duty);
	buf_char(&ref, '-');
	buf_i64(&ref, o->trigger_day == DEADLINE_NO_DAY ? 0 : (int64_t)o->trigger_day + REF_DAY_ZERO);
	if (o->subject) {
		buf_char(&ref, '-');
		buf_str(&ref, id_str(arena, o->subject));
	}
	return buf_view(&ref);
}

bool obligation_ref_parse(struct str ref, struct obligation *ret_obligation)
{
	struct obligation o = {.done_day = DEADLINE_NO_DAY, .rule = -1, .exception = -1};
	struct str part;
	int64_t duty, day;
	if (!ref.p || !str_cut(&ref, '-', &part) || !id_parse(part, &o.tenure_id))
		return false;
	if (!str_cut(&ref, '-', &part) || !str_to_i64(part, &duty) || duty < 1 || duty > INT32_MAX)
		return false;
	if (!str_cut(&ref, '-', &part) || !str_to_i64(part, &day) || day < 0 || day > REF_DAY_ZERO * 10)
		return false;
	if (str_cut(&ref, '-', &part) && !id_parse(part, &o.subject))
		return false;
	if (str_cut(&ref, '-', &part))
		return false;
	o.duty = (int32_t)duty;
	o.trigger_day = day ? (int32_t)(day - REF_DAY_ZERO) : DEADLINE_NO_DAY;
	*ret_obligation = o;
	return true;
}
