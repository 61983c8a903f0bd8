/* Deadlines told: each step of a count, and a rule in one line. */
#include "html/html.h"
#include "rulebook/calendar.h"

/* ---- Words ---- */

struct trigger_words {
	const char *rule;  /* "28 days after …" */
	const char *fact;  /* "12 May 2026 (…)" */
	const char *began; /* the first step */
};

static const struct trigger_words trigger_words[] = {
	[TRIGGER_TAKING_OFFICE] = {msg("taking office"), msg("took office"), msg("Took office on {1}")},
	[TRIGGER_LEAVING] = {msg("leaving office"), msg("left office"), msg("Left office on {1}")},
	[TRIGGER_REELECTED] = {msg("re-election"), msg("was elected again"), msg("Was elected again on {1}")},
	[TRIGGER_EACH_YEAR] = {msg("a day each year"), msg("each year"), msg("The day of that year is {1}")},
	[TRIGGER_EDITION] = {msg("a changed code comes into force"), msg("the changed code came into force"),
			     msg("The changed code came into force on {1}")},
	[TRIGGER_CANDIDACY] = {msg("becoming a candidate"), msg("became a candidate"),
			       msg("Became a candidate on {1}")},
	[TRIGGER_NOMINATIONS] = {msg("the close of nominations"), msg("nominations close"),
				 msg("Nominations close on {1}")},
	[TRIGGER_ELECTION] = {msg("election day"), msg("election day"), msg("Election day is {1}")},
	[TRIGGER_EVENT] = {msg("an event"), msg("event"), msg("{2}: {1}")},
	[TRIGGER_LAST_TIME] = {msg("the last time"), msg("last done, or in office since"),
			       msg("Last done, or in office since, {1}")},
	[TRIGGER_TERM_END] = {msg("the end of the term"), msg("the term ends"), msg("The term is due to end on {1}")},
};

/* By unit, before, and whether it is one. */
static const char *const count_words[][2][2] = {
	[UNIT_DAYS] = {{msg("{1} days after {2}"), msg("1 day after {2}")},
		       {msg("{1} days before {2}"), msg("1 day before {2}")}},
	[UNIT_WORKING_DAYS] = {{msg("{1} working days after {2}"), msg("1 working day after {2}")},
			       {msg("{1} working days before {2}"), msg("1 working day before {2}")}},
	[UNIT_CLEAR_DAYS] = {{msg("{1} clear days after {2}"), msg("1 clear day after {2}")},
			     {msg("{1} clear days before {2}"), msg("1 clear day before {2}")}},
	[UNIT_CLEAR_WORKING_DAYS] = {{msg("{1} clear working days after {2}"), msg("1 clear working day after {2}")},
				     {msg("{1} clear working days before {2}"), msg("1 clear working day before {2}")}},
	[UNIT_MONTHS] = {{msg("{1} months after {2}"), msg("1 month after {2}")},
			 {msg("{1} months before {2}"), msg("1 month before {2}")}},
	[UNIT_YEARS] = {{msg("{1} years after {2}"), msg("1 year after {2}")},
			{msg("{1} years before {2}"), msg("1 year before {2}")}},
	[UNIT_HOURS] = {{msg("{1} hours after {2}"), msg("1 hour after {2}")},
			{msg("{1} hours before {2}"), msg("1 hour before {2}")}},
};

static const char *const month_words[] = {
	msg("{1} January"),   msg("{1} February"), msg("{1} March"),    msg("{1} April"),
	msg("{1} May"),       msg("{1} June"),     msg("{1} July"),     msg("{1} August"),
	msg("{1} September"), msg("{1} October"),  msg("{1} November"), msg("{1} December"),
};

static struct str translated(const struct ctx *ctx, struct str message)
{
	return ctx->lang ? lang_lookup(ctx->lang, message) : message;
}

static struct str say(struct ctx *ctx, const char *message, const struct str args[4])
{
	return msg_format(ctx->arena, translated(ctx, str_of(message)), args, 4);
}

#define SAY(ctx, message, ...) say((ctx), (message), (const struct str[5]){__VA_ARGS__})

static struct str number(struct ctx *ctx, int64_t n)
{
	return str_fmt(ctx->arena, "%lld", (long long)n);
}

static struct str clock_words(struct ctx *ctx, int32_t minutes)
{
	return str_fmt(ctx->arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static const char *count_message(const struct deadline_part *part)
{
	return count_words[part->unit][part->before][part->n == 1];
}

static bool counts(const struct deadline_part *part)
{
	return part->n > 0 || part->unit == UNIT_CLEAR_DAYS || part->unit == UNIT_CLEAR_WORKING_DAYS;
}

/* ---- A rule in one line ---- */

static struct str year_words(struct ctx *ctx, const struct deadline_part *part)
{
	struct str day = SAY(ctx, month_words[part->month - 1], number(ctx, part->day));
	if (part->every > 1)
		return SAY(ctx, msg("{1} every {2} years from {3}"), day, number(ctx, part->every),
			   number(ctx, part->from_year));
	return SAY(ctx, msg("{1} each year"), day);
}

static struct str part_words(struct ctx *ctx, const struct deadline_part *part)
{
	struct str trigger = part->trigger == TRIGGER_EACH_YEAR ? year_words(ctx, part)
			     : part->trigger == TRIGGER_EVENT   ? part->event_text
								: SAY(ctx, trigger_words[part->trigger].rule, STR(""));
	struct str words = counts(part) ? SAY(ctx, count_message(part), number(ctx, part->n), trigger)
			   : part->trigger == TRIGGER_EACH_YEAR ? trigger
								: SAY(ctx, msg("on the day: {1}"), trigger);
	if (part->counts_day)
		words = SAY(ctx, msg("{1} (the day itself counts)"), words);
	return part->at_minutes ? SAY(ctx, msg("{1}, by {2}"), words, clock_words(ctx, part->at_minutes)) : words;
}

struct str deadline_rule_words(struct ctx *ctx, const struct deadline_rule *rule)
{
	struct str words = part_words(ctx, &rule->parts[0]);
	if (rule->choice != CHOICE_ONE) {
		const char *message = rule->choice == CHOICE_EARLIER ? msg("the earlier of {1} and {2}")
								     : msg("the later of {1} and {2}");
		words = SAY(ctx, message, words, part_words(ctx, &rule->parts[1]));
	}
	if (rule->again.trigger)
		words = SAY(ctx, msg("{1}, then {2}"), words, part_words(ctx, &rule->again));
	return words;
}

/* "12 May 2026 (took office)" */
static struct str fact_words(struct ctx *ctx, const struct deadline_part *part, int32_t day)
{
	struct str why = part->trigger == TRIGGER_EVENT ? part->event_text
			 : part->every > 1              ? SAY(ctx, msg("every {1} years"), number(ctx, part->every))
							: SAY(ctx, trigger_words[part->trigger].fact, STR(""));
	return SAY(ctx, msg("{1} ({2})"), day_words(ctx->arena, (struct day){day}), why);
}

struct str deadline_words(struct ctx *ctx, const struct deadline_rule *rule, const struct deadline_facts *facts)
{
	struct deadline deadline;
	if (deadline_compute(rule, facts, &deadline) != OK)
		return deadline_rule_words(ctx, rule);
	const struct deadline_part *part = &rule->parts[deadline.part];
	struct str words = fact_words(ctx, part, facts->day[deadline.part]);
	if (counts(part))
		words = SAY(ctx, count_message(part), number(ctx, part->n), words);
	if (part->counts_day)
		words = SAY(ctx, msg("{1}, counting that day"), words);
	return str_empty(rule->source) ? words : SAY(ctx, msg("{1}, {2}"), words, rule->source);
}

/* ---- Step by step ---- */

struct steps {
	struct ctx *ctx;
	struct deadline_step *p;
	size_t n, capacity;
};

static struct deadline_step *step_add(struct steps *steps, const char *message, int32_t day)
{
	if (steps->n == steps->capacity) {
		size_t size = sizeof(*steps->p), more = steps->capacity ? steps->capacity * 2 : 8;
		steps->p = arena_grow(steps->ctx->arena, steps->p, steps->capacity * size, more * size);
		steps->capacity = more;
	}
	struct deadline_step *step = &steps->p[steps->n++];
	*step = (struct deadline_step){.message = message, .day = day};
	return step;
}

static struct str day_arg(struct steps *steps, int32_t day)
{
	return day_str(steps->ctx->arena, (struct day){day});
}

/* The days of rest between, in one step, and each holiday on a day that would have been worked, by its name. */
static void tell_passed(struct steps *steps, const struct calendar *calendar, int32_t from, int32_t to)
{
	int32_t first = from < to ? from : to, last = from < to ? to : from;
	int32_t rest_days = 0;
	for (int32_t day = first; day <= last; day++)
		rest_days += calendar_is_rest(calendar, (struct day){day});
	if (rest_days) {
		const char *message = rest_days == 1 ? msg("1 weekly day of rest was passed over")
						     : msg("{1} weekly days of rest were passed over");
		step_add(steps, message, DEADLINE_NO_DAY)->args[0] = number(steps->ctx, rest_days);
	}
	for (int32_t day = first; day <= last; day++) {
		struct str name = calendar_holiday(calendar, (struct day){day});
		if (str_empty(name) || calendar_is_rest(calendar, (struct day){day}))
			continue;
		struct deadline_step *step = step_add(steps, msg("{1} was passed over: {2}"), DEADLINE_NO_DAY);
		step->args[0] = day_arg(steps, day);
		step->args[1] = name;
	}
}

static void tell_trigger(struct steps *steps, const struct deadline_part *part, const struct deadline_facts *facts,
			 int i)
{
	struct deadline_step *step = step_add(steps, trigger_words[part->trigger].began, facts->day[i]);
	step->args[0] = part->unit == UNIT_HOURS && facts->at_ms[i]
				? instant_str(steps->ctx->arena, (struct instant){facts->at_ms[i]})
				: day_arg(steps, facts->day[i]);
	step->args[1] = part->event_text;
}

static void tell_count(struct steps *steps, const struct deadline_rule *rule, const struct deadline_part *part,
		       int32_t from, int32_t to)
{
	if (!counts(part))
		return;
	struct deadline_step *step = step_add(steps, count_message(part), to);
	step->gives_day = true;
	step->args[0] = number(steps->ctx, part->n);
	step->args[1] = day_arg(steps, from);
	if (part->counts_day)
		step_add(steps, msg("The day itself counts as the first"), DEADLINE_NO_DAY);
	bool passes = part->unit == UNIT_WORKING_DAYS || part->unit == UNIT_CLEAR_WORKING_DAYS;
	if (passes && part->before)
		tell_passed(steps, rule->calendar, to + (part->unit == UNIT_CLEAR_WORKING_DAYS),
			    from - !part->counts_day);
	else if (passes)
		tell_passed(steps, rule->calendar, from + !part->counts_day,
			    to - (part->unit == UNIT_CLEAR_WORKING_DAYS));
	else if (part->unit == UNIT_CLEAR_DAYS)
		step_add(steps, msg("Neither the first nor the last day counts"), DEADLINE_NO_DAY);
}

static void tell_roll(struct steps *steps, const struct deadline_rule *rule, int32_t from, int32_t to)
{
	if (from == to)
		return;
	const char *message = rule->roll == ROLL_FORWARD
				      ? msg("{1} is not a working day ({2}); the next one is the last in time")
				      : msg("{1} is not a working day ({2}); the one before it is the last in time");
	struct deadline_step *step = step_add(steps, message, to);
	step->gives_day = true;
	step->args[0] = day_arg(steps, from);
	step->args[1] = calendar_why_not(rule->calendar, (struct day){from});
	step->messages = str_empty(calendar_holiday(rule->calendar, (struct day){from})) ? 1U << 1 : 0;
}

/* The part alone, without its roll and hour, so that the count can be told apart from them. */
static enum outcome explain_part(struct steps *steps, const struct deadline_rule *rule,
				 const struct deadline_facts *facts, int i)
{
	struct deadline_rule alone = *rule;
	struct deadline_facts its = {.day = {facts->day[i]}, .at_ms = {facts->at_ms[i]}, .zone = facts->zone};
	struct deadline counted, whole;
	alone.parts[0] = rule->parts[i];
	alone.choice = CHOICE_ONE;
	TRY(deadline_compute(&alone, &its, &whole));
	alone.roll = ROLL_NOT;
	TRY(deadline_compute(&alone, &its, &counted));
	const struct deadline_part *part = &rule->parts[i];
	tell_trigger(steps, part, facts, i);
	tell_count(steps, rule, part, facts->day[i], counted.day);
	tell_roll(steps, rule, counted.day, whole.day);
	if (whole.at_ms)
		step_add(steps, msg("The last moment is {1}"), whole.day)->args[0] =
			instant_str(steps->ctx->arena, (struct instant){whole.at_ms});
	return OK;
}

static void tell_choice(struct steps *steps, const struct deadline_rule *rule, const bool *given,
			const struct deadline *deadline)
{
	const char *message = given[0] && given[1] ? rule->choice == CHOICE_EARLIER
							     ? msg("The earlier of the two counts")
							     : msg("The later of the two counts")
						   : msg("The other of the two has not happened");
	struct deadline_step *step = step_add(steps, message, deadline->day);
	step->gives_day = true;
}

enum outcome deadline_explain(struct ctx *ctx, const struct deadline_rule *rule, const struct deadline_facts *facts,
			      struct deadline *ret_deadline, struct deadline_step **ret_steps, size_t *ret_n)
{
	struct steps steps = {.ctx = ctx};
	struct deadline deadline;
	bool given[2] = {false, false};
	TRY(deadline_compute(rule, facts, &deadline));
	for (int i = 0; i < (rule->choice == CHOICE_ONE ? 1 : 2); i++)
		given[i] = explain_part(&steps, rule, facts, i) == OK;
	if (rule->choice != CHOICE_ONE)
		tell_choice(&steps, rule, given, &deadline);
	if (!str_empty(rule->source))
		step_add(&steps, msg("The rule: {1}"), DEADLINE_NO_DAY)->args[0] = rule->source;
	*ret_deadline = deadline;
	*ret_steps = steps.p;
	*ret_n = steps.n;
	return OK;
}

static struct str arg_words(struct ctx *ctx, const struct deadline_step *step, int i, const struct zone *zone)
{
	struct str arg = step->args[i];
	struct day day;
	struct instant instant;
	if (step->messages >> i & 1)
		return translated(ctx, arg);
	if (day_parse(arg, &day))
		return day_words(ctx->arena, day);
	if (zone && instant_parse(arg, &instant))
		return instant_words(ctx->arena, zone, instant);
	return arg;
}

struct str deadline_step_words(struct ctx *ctx, const struct deadline_step *step, const struct zone *zone)
{
	struct str args[5];
	for (int i = 0; i < 4; i++)
		args[i] = arg_words(ctx, step, i, zone);
	struct str words = say(ctx, step->message, args);
	if (!step->gives_day)
		return words;
	return SAY(ctx, msg("{1}: {2}"), words, day_words(ctx->arena, (struct day){step->day}));
}
