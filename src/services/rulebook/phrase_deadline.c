/* "28 days after taking office" and the like. */
#include "rulebook/spec.h"
#include "rulebook/words.h"

#define UNITS_MOST 36600

static const struct {
	const char *words; /* articles left out */
	enum deadline_trigger trigger;
} triggers[] = {
	{"taking office", TRIGGER_TAKING_OFFICE},
	{"leaving office", TRIGGER_LEAVING},
	{"re-election", TRIGGER_REELECTED},
	{"material edition", TRIGGER_EDITION},
	{"becoming a candidate", TRIGGER_CANDIDACY},
	{"nominations close", TRIGGER_NOMINATIONS},
	{"close of nominations", TRIGGER_NOMINATIONS},
	{"election day", TRIGGER_ELECTION},
	{"term ends", TRIGGER_TERM_END},
	{"end of the term", TRIGGER_TERM_END},
	{"last time", TRIGGER_LAST_TIME},
};

#define TRIGGERS                                                                                                       \
	"taking office, leaving office, re-election, a material edition, becoming a candidate, nominations close, "    \
	"election day, the term ends or an event's id"
#define UNITS "days, working days, clear days, clear working days, months, years or hours"

static bool takes_trigger(struct phrase *phrase, struct deadline_part *part)
{
	size_t begin = phrase->at;
	phrase_skip_article(phrase);
	for (size_t i = 0; i < COUNT_OF(triggers); i++)
		if (phrase_takes(phrase, triggers[i].words)) {
			part->trigger = triggers[i].trigger;
			return true;
		}
	struct str word = phrase_next(phrase);
	if (!spec_id_is(word)) {
		phrase->at = begin;
		return false;
	}
	part->trigger = TRIGGER_EVENT;
	part->event = word;
	phrase->at++;
	return true;
}

static bool takes_unit(struct phrase *phrase, enum deadline_unit *ret_unit)
{
	static const struct {
		const char *words;
		enum deadline_unit unit;
	} units[] = {
		{"day|days", UNIT_DAYS},
		{"working day|days", UNIT_WORKING_DAYS},
		{"clear day|days", UNIT_CLEAR_DAYS},
		{"clear working day|days", UNIT_CLEAR_WORKING_DAYS},
		{"month|months", UNIT_MONTHS},
		{"year|years", UNIT_YEARS},
		{"hour|hours", UNIT_HOURS},
	};
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (phrase_takes(phrase, units[i].words)) {
			*ret_unit = units[i].unit;
			return true;
		}
	return false;
}

/* "1 April each year", "1 October every 2 years from 2026"; the number was taken, a month comes. */
static enum outcome year_day(struct phrase *phrase, int32_t day, struct deadline_part *part)
{
	int32_t every = 1, from_year = 0;
	part->trigger = TRIGGER_EACH_YEAR;
	part->month = phrase_takes_month(phrase);
	part->day = day;
	if (day < 1 || !date_valid((struct date){2024, part->month, day})) {
		phrase->at -= 2;
		return phrase_expected(phrase, "a day that this month has");
	}
	if (!phrase_takes(phrase, "each|every year")) {
		if (!phrase_takes(phrase, "every") || !phrase_takes_number(phrase, 100, &every) || every < 1 ||
		    !phrase_takes(phrase, "year|years from") ||
		    !phrase_takes_number(phrase, CALENDAR_LAST_YEAR, &from_year) || from_year < CALENDAR_FIRST_YEAR)
			return phrase_expected(phrase, "“each year” or “every 2 years from 2026”");
	}
	part->every = every;
	part->from_year = from_year;
	return OK;
}

static enum outcome counted_from(struct phrase *phrase, struct deadline_part *part)
{
	size_t begin = phrase->at;
	int32_t day;
	if (phrase_takes_number(phrase, 31, &day)) {
		if (phrase_takes_month(phrase)) {
			phrase->at = begin + 1;
			return year_day(phrase, day, part);
		}
		phrase->at = begin;
		return phrase_expected(phrase, TRIGGERS);
	}
	return takes_trigger(phrase, part) ? OK : phrase_expected(phrase, TRIGGERS);
}

/* "2 years from the last time", after "every". */
static enum outcome from_last_time(struct phrase *phrase, struct deadline_part *part)
{
	part->trigger = TRIGGER_LAST_TIME;
	if (!phrase_takes_number(phrase, UNITS_MOST, &part->n) || part->n < 1)
		return phrase_expected(phrase, "how many years, months or days");
	if (!takes_unit(phrase, &part->unit) || part->unit == UNIT_HOURS || part->unit == UNIT_CLEAR_DAYS ||
	    part->unit == UNIT_CLEAR_WORKING_DAYS)
		return phrase_expected(phrase, "years, months or days");
	return phrase_takes(phrase, "from the last time") ? OK : phrase_expected(phrase, "“from the last time”");
}

static enum outcome hour_of_day(struct phrase *phrase, struct deadline_part *part)
{
	struct str word = phrase_next(phrase), hour, minute = word;
	uint64_t h, m;
	bool is_time = word.n >= 4 && word.n <= 5 && str_cut(&minute, ':', &hour) && str_to_u64(hour, &h) &&
		       minute.n == 2 && str_to_u64(minute, &m) && h < 24 && m < 60 && (h > 0 || m > 0);
	if (!is_time)
		return phrase_expected(phrase, "an hour of the day such as 17:00");
	phrase->at++;
	part->at_minutes = (int32_t)(h * 60 + m);
	return OK;
}

/* "by 17:00", "(the day itself counts)", in either order. */
static enum outcome endings(struct phrase *phrase, struct deadline_part *part)
{
	bool counts = part->unit == UNIT_DAYS || part->unit == UNIT_WORKING_DAYS || part->unit == UNIT_MONTHS ||
		      part->unit == UNIT_YEARS;
	for (;;) {
		size_t begin = phrase->at;
		if (phrase_takes(phrase, "by")) {
			TRY(hour_of_day(phrase, part));
		} else if (phrase_takes(phrase, "( the day itself counts )")) {
			part->counts_day = true;
		} else {
			return OK;
		}
		bool wrong = part->unit == UNIT_HOURS || (part->counts_day && (!counts || part->n == 0));
		if (wrong) {
			phrase->at = begin;
			return phrase_expected(phrase,
					       "nothing of the kind, since hours, clear days and the day alone are "
					       "counted in one way only");
		}
	}
}

/* What begins with a number. */
static enum outcome numbered(struct phrase *phrase, struct deadline_part *part)
{
	size_t begin = phrase->at;
	int32_t number = 0;
	if (!phrase_takes_number(phrase, UNITS_MOST, &number))
		return phrase_expected(phrase, "a number up to 36600");
	if (phrase_takes_month(phrase)) {
		phrase->at = begin + 1;
		part->unit = UNIT_DAYS;
		return year_day(phrase, number, part);
	}
	part->n = number;
	if (!takes_unit(phrase, &part->unit))
		return phrase_expected(phrase, UNITS);
	if (phrase_takes(phrase, "before"))
		part->before = true;
	else if (!phrase_takes(phrase, "after"))
		return phrase_expected(phrase, "“after” or “before”");
	return counted_from(phrase, part);
}

static enum outcome one(struct phrase *phrase, struct deadline_part *part)
{
	*part = (struct deadline_part){.unit = UNIT_DAYS};
	struct str word = phrase_next(phrase);
	if (!str_empty(word) && word.p[0] >= '0' && word.p[0] <= '9') {
		TRY(numbered(phrase, part));
	} else if (phrase_takes(phrase, "on")) {
		(void)phrase_takes(phrase, "the day of");
		TRY(counted_from(phrase, part));
	} else if (phrase_takes(phrase, "before")) {
		part->n = 1;
		part->before = true;
		TRY(counted_from(phrase, part));
	} else if (phrase_takes(phrase, "every")) {
		TRY(from_last_time(phrase, part));
	} else {
		return phrase_expected(phrase,
				       "a deadline, such as “28 days after taking office” or “1 April each year”");
	}
	return endings(phrase, part);
}

static enum outcome rule(struct phrase *phrase, struct deadline_rule *ret)
{
	size_t begin = phrase->at;
	phrase_skip_article(phrase);
	ret->choice = phrase_takes(phrase, "earlier of") ? CHOICE_EARLIER
		      : phrase_takes(phrase, "later of") ? CHOICE_LATER
							 : CHOICE_ONE;
	if (ret->choice == CHOICE_ONE) {
		phrase->at = begin;
		TRY(one(phrase, &ret->parts[0]));
		if (phrase_takes(phrase, ", then every"))
			TRY(from_last_time(phrase, &ret->again));
		else if (ret->parts[0].trigger == TRIGGER_LAST_TIME)
			ret->again = ret->parts[0];
	} else {
		TRY(one(phrase, &ret->parts[0]));
		if (!phrase_takes(phrase, "and"))
			return phrase_expected(phrase, "“and” with the second of two deadlines");
		TRY(one(phrase, &ret->parts[1]));
	}
	return phrase_end(phrase);
}

enum outcome phrase_deadline(struct ctx *ctx, const struct yaml_node *node, const char *field,
			     struct deadline_rule *ret_rule)
{
	struct phrase phrase;
	struct deadline_rule read = {0};
	TRY(phrase_open(ctx, node, field, &phrase));
	TRY(rule(&phrase, &read));
	*ret_rule = read;
	return OK;
}

enum outcome deadline_parse(struct ctx *ctx, struct str text, struct deadline_rule *ret_rule)
{
	const struct yaml_node node = {
		.kind = YAML_SCALAR, .text = text, .is_plain = true, .place = {STR("deadline"), 1, 1}};
	return phrase_deadline(ctx, &node, "deadline", ret_rule);
}
